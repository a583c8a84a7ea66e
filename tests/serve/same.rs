//! What is served is what a build gives.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::built::{built, example, example_with, small};
use crate::client::Reply;
use crate::program::Serving;

const DAY: [&str; 2] = ["--as-of", "2026-11-16"];
const BEGIN: &str = "<!--roadmapgen preview-->";
const END: &str = "<!--/roadmapgen preview-->";

/// A path as a link writes it.
fn linked(path: &str) -> String {
    const ODD: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'?').add(b'#').add(b'"').add(b'<').add(b'>').add(b'\\');
    utf8_percent_encode(path, ODD).to_string()
}

/// The type that a file's ending stands for; none where these tests do not say.
fn type_of(path: &str) -> Option<&'static str> {
    let types = [
        (".html", "text/html; charset=utf-8"),
        (".css", "text/css; charset=utf-8"),
        (".svg", "image/svg+xml"),
        (".json", "application/json"),
        (".csv", "text/csv; charset=utf-8"),
        (".txt", "text/plain; charset=utf-8"),
        (".xml", "application/xml; charset=utf-8"),
        (".png", "image/png"),
        (".unknown", "application/octet-stream"),
    ];
    types.into_iter().find(|(ending, _)| path.ends_with(ending)).map(|(_, known)| known)
}

/// What every answer says, and what none says.
fn is_kept_from_others(reply: &Reply, path: &str) {
    assert_eq!(reply.field("Cache-Control"), Some("no-store"), "{path}: {}", reply.head);
    assert_eq!(reply.field("X-Content-Type-Options"), Some("nosniff"), "{path}: {}", reply.head);
    assert!(!reply.head.to_lowercase().contains("access-control"), "{path}: {}", reply.head);
}

/// Every file of a build is served as it is, by its name, and a page by its folder too.
fn serves(serving: &Serving, files: &BTreeMap<String, Vec<u8>>, query: &str) {
    let mut differing = Vec::new();
    for (path, bytes) in files {
        let reply = serving.get(&format!("{}?preview=off{query}", linked(path)));
        if (reply.status, &reply.body) != (200, bytes) {
            differing.push(format!("{path}: {}, {} bytes, not {}", reply.status, reply.body.len(), bytes.len()));
        }
        is_kept_from_others(&reply, path);
        if let Some(known) = type_of(path) {
            assert_eq!(reply.field("Content-Type"), Some(known), "{path}");
        }
        if let Some(folder) = path.strip_suffix("index.html") {
            let reply = serving.get(&format!("{}?preview=off{query}", linked(folder)));
            assert!(reply.status == 200 && reply.body == *bytes, "{folder} is not {path}: {}", reply.head);
        }
    }
    assert!(differing.is_empty(), "{} of {} differ:\n{}", differing.len(), files.len(), differing.join("\n"));
}

/// A page without the preview's block, and the block.
fn parted(page: &str) -> (String, String) {
    let (before, rest) = page.split_once(BEGIN).expect("a block");
    let (block, after) = rest.split_once(END).expect("its end");
    assert!(!before.contains(END) && !after.contains(BEGIN), "more than one block");
    (format!("{before}{after}"), block.to_owned())
}

/// A page and its policy, which is taken out.
fn without_policy(page: &str) -> (String, Option<String>) {
    let start = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
    let Some(at) = page.find(start).map(|at| at + start.len()) else { return (page.to_owned(), None) };
    let end = at + page[at..].find('"').expect("an end");
    let policy = page[at..end].replace("&#39;", "'").replace("&amp;", "&");
    (format!("{}{}", &page[..at], &page[end..]), Some(policy))
}

/// A page with the bar is the page without it, one block and what that needs of the policy.
fn adds_only_the_block(serving: &Serving, page: &str) {
    let reply = serving.get(page);
    assert_eq!(reply.status, 200, "{page}");
    is_kept_from_others(&reply, page);
    let plain = serving.get(&format!("{page}{}preview=off", if page.contains('?') { "&" } else { "?" })).text();
    assert!(!plain.contains("roadmapgen preview"), "{page} has a bar when it should not");
    let (rest, block) = parted(&reply.text());
    assert!(block.contains("<roadmapgen-preview") && block.contains("/-/live.js"), "{page}: {block}");
    let ((rest, relaxed), (plain, policy)) = (without_policy(&rest), without_policy(&plain));
    assert!(rest == plain, "{page} is changed elsewhere");
    assert_eq!(relaxed.is_some(), policy.is_some());
    if let (Some(relaxed), Some(policy)) = (relaxed, policy) {
        let of = |policy: &str| -> BTreeMap<String, String> {
            let parts = policy.split(';').map(str::trim).filter(|part| !part.is_empty());
            parts.map(|part| part.split_once(' ').unwrap_or((part, ""))).map(|(a, b)| (a.into(), b.into())).collect()
        };
        let (relaxed, policy) = (of(&relaxed), of(&policy));
        for (name, words) in &policy {
            let changes = ["style-src", "style-src-elem", "script-src", "connect-src", "form-action"];
            assert!(changes.contains(&name.as_str()) || relaxed.get(name) == Some(words), "{page}: {name} is changed");
        }
        assert_eq!(relaxed.get("script-src").map(String::as_str), Some("'self'"), "{page}");
        assert_eq!(relaxed.get("connect-src").map(String::as_str), Some("'self'"), "{page}");
    }
}

#[test]
fn every_file_of_a_whole_build_is_served_byte_for_byte() {
    let serving = Serving::of(&example(), &DAY);
    let mut files = built(&example(), &DAY);
    // The sealed view is one encrypted file in a build, and open here.
    let sealed = files.keys().filter(|path| path.starts_with("for/leadership/")).cloned().collect::<Vec<_>>();
    assert!(!sealed.is_empty() && sealed.iter().all(|path| files.remove(path).is_some()));
    assert!(files.len() > 150, "{}", files.len());
    serves(&serving, &files, "");

    let pages = files.keys().filter(|path| path.ends_with("index.html"));
    let (stubs, pages): (Vec<_>, Vec<_>) =
        pages.partition(|path| String::from_utf8_lossy(&files[*path]).contains("http-equiv=\"refresh\""));
    for path in pages.iter().step_by(4) {
        adds_only_the_block(&serving, path.strip_suffix("index.html").expect("a page"));
    }
    for path in stubs {
        assert!(!serving.get(path).text().contains(BEGIN), "{path} leads elsewhere and needs no bar");
    }
    let missing = serving.get("no/such/page/");
    assert_eq!(missing.status, 404);
    assert!(parted(&missing.text()).1.contains("<roadmapgen-preview"), "what is missing has no bar");
    let missing = serving.get("no/such/page/?preview=off");
    assert_eq!((missing.status, &missing.body), (404, &files["404.html"]));

    // Another day, for one request.
    let later = built(&example(), &["--as-of", "2027-01-01"]);
    for path in ["index.html", "timeline/index.html", "board/index.html", "for/engineering/index.html", "roadmap.json"]
    {
        let reply = serving.get(&format!("{path}?as-of=2027-01-01&preview=off"));
        assert!(reply.body == later[path], "{path} is not that of the day that was asked for");
    }
    adds_only_the_block(&serving, "timeline/?as-of=2027-01-01");
    assert_ne!(later["timeline/index.html"], files["timeline/index.html"]);
    for odd in ["2027", "2027-Q1", "2027-13-40", "../../etc/passwd", "%00", "0000-00-00", "99999-01-01", ""] {
        let reply = serving.get(&format!("index.html?preview=off&as-of={odd}"));
        assert!(reply.body == files["index.html"], "`{odd}` is no day");
    }

    // The sealed view, page for page.
    let open =
        built(example_with("access = \"sealed\"", "").root(), &[&DAY[..], &["--audience", "leadership"]].concat());
    let pages = open.keys().filter(|path| path.ends_with(".html"));
    for path in pages.clone() {
        let reply = serving.get(&format!("for/leadership/{}?preview=off", linked(path)));
        assert_eq!(reply.status, 200, "{path} of the sealed view");
    }
    assert!(pages.count() > 70);
    let page = serving.get("for/leadership/").text();
    assert!(parted(&page).1.contains("sealed"), "it is not marked as sealed");
    adds_only_the_block(&serving, "for/leadership/");
    assert_eq!(serving.get("for/leadership/roadmap.sealed").status, 404);
    assert_eq!(serving.out(), format!("Serving http://{}/\n", serving.address));
}

#[test]
fn one_audience_alone_stands_at_the_root_as_it_is_built() {
    let folder = small();
    for id in ["all", "team"] {
        let only = [&DAY[..], &["--audience", id]].concat();
        let serving = Serving::of(folder.root(), &only);
        let files = built(folder.root(), &only);
        assert_eq!(files.contains_key("milestones/inner/index.html"), id == "team");
        serves(&serving, &files, "");
        adds_only_the_block(&serving, "");
        // The others can still be looked at.
        let other = if id == "all" { "team" } else { "all" };
        assert_eq!(serving.get(&format!("for/{other}/")).status, 200);
        assert!(serving.get("for/board/milestones/secret/").text().contains("Only the board knows"));
        assert_eq!(serving.get("milestones/secret/").status, 404);
    }
}

#[test]
fn a_small_roadmap_is_served_below_the_path_of_its_address() {
    let folder = small();
    let serving = Serving::of(folder.root(), &[&DAY[..], &["--drafts"]].concat());
    assert_eq!(serving.out(), format!("Serving http://{}/roadmap/\n", serving.address));
    for (target, location) in
        [("/", "/roadmap/"), ("/roadmap", "/roadmap/"), ("/?preview=off", "/roadmap/?preview=off")]
    {
        let reply = serving.ask("GET", target, "");
        assert_eq!((reply.status, reply.field("Location")), (302, Some(location)), "{target}");
    }
    assert_eq!(serving.ask("GET", "/milestones/open/", "").status, 404);
    assert_eq!(serving.get("milestones/open").field("Location"), Some("/roadmap/milestones/open/"));

    // With drafts, as a build with drafts; what is private is there, and what is sealed is open.
    let open = [&DAY[..], &["--drafts", "--audience", "all"]].concat();
    let mut files = built(folder.root(), &open);
    assert!(files.contains_key("milestones/unfinished/index.html"));
    files.retain(|path, _| !path.starts_with("for/"));
    serves(&serving, &files, "");
    for (page, title) in
        [("team/milestones/inner/", "Only the team knows"), ("board/milestones/secret/", "Only the board knows")]
    {
        let page = serving.get(&format!("for/{page}?preview=off"));
        assert!(page.status == 200 && page.text().contains(title));
    }
    assert!(parted(&serving.get("for/team/").text()).1.contains("private"));
    for page in ["for/team/milestones/secret/", "for/board/milestones/inner/", "milestones/inner/"] {
        assert_eq!(serving.get(page).status, 404, "{page}");
    }
    let bare = Serving::of(folder.root(), &DAY);
    assert_eq!(bare.get("milestones/unfinished/").status, 404);

    switches(&serving);
    conversation(&serving);
}

/// The bar leads from a page to the same of another view.
fn switches(serving: &Serving) {
    for (query, location) in [
        ("team?page=milestones/open/", "/roadmap/for/team/milestones/open/"),
        ("team?page=milestones/open/index.html", "/roadmap/for/team/milestones/open/index.html"),
        ("team?page=milestones/secret/", "/roadmap/for/team/?without=milestones/secret/"),
        ("team?page=", "/roadmap/for/team/"),
        ("team", "/roadmap/for/team/"),
        ("all?page=milestones/inner/", "/roadmap/?without=milestones/inner/"),
        ("board?page=milestones/secret/&as-of=2027-01-01", "/roadmap/for/board/milestones/secret/?as-of=2027-01-01"),
        (
            "board?as-of=2027-01-01&page=milestones/inner/",
            "/roadmap/for/board/?as-of=2027-01-01&without=milestones/inner/",
        ),
        ("team?page=board/&preview=off", "/roadmap/for/team/board/?preview=off"),
    ] {
        let reply = serving.ask("GET", &format!("/-/view/{query}"), "");
        assert_eq!((reply.status, reply.field("Location")), (302, Some(location)), "{query}");
    }
    for query in ["nobody", "", "team/", "TEAM", "team%20"] {
        assert_eq!(serving.ask("GET", &format!("/-/view/{query}"), "").status, 404, "{query}");
    }
    // The links of the bar are those.
    let block = parted(&serving.get("milestones/open/?as-of=2027-01-01").text()).1;
    assert!(block.contains("/-/view/team?page=milestones/open/&amp;as-of=2027-01-01"), "{block}");
}

/// Tags, HEAD and methods.
fn conversation(serving: &Serving) {
    for page in ["", "?preview=off", "milestones/open/", "roadmap.csv", "files/a%20b.csv"] {
        let target = format!("{}{page}", serving.base);
        let reply = serving.ask("GET", &target, "");
        let tag = reply.field("ETag").expect("a tag").to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = serving.ask("GET", &target, &format!("If-None-Match: {known}\r\n"));
            assert_eq!((again.status, again.body.len(), again.field("ETag")), (304, 0, Some(tag.as_str())), "{page}");
        }
        assert_eq!(serving.ask("GET", &target, "If-None-Match: \"x\"\r\n").status, 200);
        let head = serving.ask("HEAD", &target, "");
        let length = reply.body.len().to_string();
        assert_eq!((head.status, head.field("Content-Length"), head.field("ETag")), (200, Some(&*length), Some(&*tag)));
        assert_eq!(head.field("Content-Type"), reply.field("Content-Type"));
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get"] {
        let reply = serving.ask(method, &serving.base, "Origin: http://127.0.0.1\r\n");
        assert_eq!((reply.status, reply.field("Allow")), (405, Some("GET, HEAD")), "{method}");
        assert!(!reply.head.to_lowercase().contains("access-control"));
    }
}
