//! What holds for every page of every site.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use roadmapgen::date::Day;
use roadmapgen::source::Sources;
use roadmapgen::view::Reader;
use scraper::{Html, Selector};
use sha2::{Digest, Sha256};

type Site = BTreeMap<String, Vec<u8>>;

/// A roadmap outside this repository that nobody here wrote; tests that need it say so where it is not there.
fn real() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/rust-project-goals");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: ../shared is not there (real roadmap)");
    None
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site")
}

/// The site of everybody.
fn build(sources: &Sources, as_of: Day, base_url: Option<&str>) -> Site {
    let mut sites = build_all(sources, as_of, base_url);
    assert_eq!(sites.len(), 1, "a roadmap of several audiences has several sites");
    sites.pop().expect("there is one").1
}

/// The site of each audience, with whose it is.
fn build_all(sources: &Sources, as_of: Day, base_url: Option<&str>) -> Vec<(String, Site)> {
    let (roadmap, problems) = roadmapgen::read(sources, false);
    let (errors, _) = roadmapgen::problem::count(&problems);
    assert_eq!(errors, 0, "{}", roadmapgen::report::human(&problems, sources, false));
    let theme = roadmapgen::theme::Theme::new(&sources.texts, None).expect("the theme can be read");
    let site = |reader: Reader<'_>| {
        let mut view = roadmapgen::view::project(&roadmap, reader, as_of);
        if let Some(base_url) = base_url {
            view.site.base_url = Some(base_url.to_owned());
        }
        let whose = reader.audience().map_or("everybody", |audience| audience.id.as_str());
        (whose.to_owned(), roadmapgen::page::site(&view, &theme).expect("every page can be filled in"))
    };
    Reader::all(&roadmap).into_iter().map(site).collect()
}

/// Every site that there is to look at, built once.
fn sites() -> &'static [(String, Site)] {
    static SITES: OnceLock<Vec<(String, Site)>> = OnceLock::new();
    SITES.get_or_init(build_sites)
}

fn build_sites() -> Vec<(String, Site)> {
    let as_of = Day::constant(2026, 11, 16);
    let read = |path: &Path| roadmapgen::disk::read(path).expect("the folder can be read");
    let mut starter = Sources::default();
    for (path, text) in roadmapgen::init::roadmap(as_of) {
        if !path.starts_with('.') {
            starter.insert(&path, text.into_bytes());
        }
    }
    let bare = Sources::from_fixture("-- roadmap.toml --\n[site]\ntitle = \"Bare\"\n");
    let mut sites = Vec::new();
    let mut add = |name: &str, sources: &Sources, as_of, base_url| {
        let built = build_all(sources, as_of, base_url).into_iter();
        sites.extend(built.map(|(whose, site)| (format!("{name} for {whose}"), site)));
    };
    add("example", &read(&example()), as_of, None);
    add("starter", &starter, as_of, None);
    add("bare", &bare, as_of, None);
    add("strange", &strange(), as_of, Some("https://example.org/a/b/"));
    add("told in part", &told_in_part(), as_of, None);
    if let Some(real) = real() {
        add("real", &read(&real), Day::constant(2025, 9, 15), None);
    }
    sites
}

/// The example, told to audiences that are shown as little as can be.
fn told_in_part() -> Sources {
    let mut sources = roadmapgen::disk::read(&example()).expect("the folder can be read");
    let audiences = r#"
[audiences.horizon]
title = "Those who plan by Now and Next"
sees = ["customers"]
fields = []
date_precision = "horizon"
labels = { vision = "Aim", visions = "Aims", intent = "OKR", intents = "OKRs", milestone = "Release", milestones = "Releases", update = "Note", updates = "Notes" }

[audiences.home]
title = "Those who read one page"
sees = ["engineering"]
fields = ["health", "key_results"]
views = []
landing = "for-engineering"

[audiences.boards]
title = "Those who read boards"
sees = ["engineering"]
fields = ["start", "slice", "progress"]
views = ["board", "timeline"]

[audiences.nobody]
title = "Nobody"
fields = []
"#;
    // Who sees nothing does not see what the foot of each page refers to either.
    let settings = sources.texts["roadmap.toml"].replace("[About us](pages/about.md)", "");
    let settings = format!("{settings}{audiences}");
    sources.insert("roadmap.toml", settings.into_bytes());
    sources
}

/// Everything that is unusual and right.
fn strange() -> Sources {
    let fixture = r##"
-- roadmap.toml --
[site]
title = "Strange <&> \"things\""
accent = "#7a1f5c"
footer = "Ask [us](mailto:us@example.org)"
[dates]
"v1.36" = 2026-08-26
later = "tbd"
[statuses.milestone]
preview = { title = "Preview </style>", means = "active" }
-- vision/v.md --
+++
title = "مزامنة التقويم"
+++
# Why

# Why

## Deeper <script>alert(1)</script>
-- vision/w.md --
+++
title = "日本の道路"
+++
-- intents/outer.md --
+++
title = "{long}"
vision = ["v", "w"]
+++
-- intents/inner.md --
+++
title = "NameWithoutASpaceThatGoesOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOnAndOn"
parent = "outer"
aliases = ["was-inner"]
+++
-- milestones/deep/er/m.md --
+++
title = "</title><script>alert(1)</script>"
intent = ["inner", "was-inner", "outer"]
status = "preview"
target = "v1.36"
depends_on = ["n"]
[extra]
budget = { "<b>" = [1, 2.5, true, "x"] }
+++
- [x] one [[n]]
- [ ] two [link](../../n/index.md#risks)

No more: `x`[^1]

[^1]: A note with [[was-inner|old words]].

<details><summary>More</summary><p id="location">Text<img src="https://evil.example/x.png" alt="x" onerror="alert(1)"></details>

| a | b |
|---|---|
| 1 |
-- milestones/n/index.md --
+++
title = "N"
target = "later"
+++
## Risks

![Mock-up](mock%20up.png) [download](notes.txt)
-- milestones/n/mock up.png --
PNG
-- milestones/n/notes.txt --
notes
-- updates/u.md --
+++
title = "U"
date = 2026-11-01
about = ["m", "v"]
+++
-- pages/how.md --
+++
title = "How"
nav = true
+++
-- static/robots/readme.txt --
text
"##;
    Sources::from_fixture(&fixture.replace("{long}", &"Long ".repeat(46)))
}

fn pages(site: &Site) -> impl Iterator<Item = (&str, Html)> {
    let html = site.iter().filter(|(route, _)| route.ends_with(".html"));
    html.map(|(route, bytes)| {
        (route.as_str(), Html::parse_document(std::str::from_utf8(bytes).expect("pages are UTF-8")))
    })
}

fn select(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

/// The route that a relative address means on a page, and its fragment.
fn resolve(page: &str, address: &str) -> (String, Option<String>) {
    let (path, fragment) = match address.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (address, None),
    };
    if path.is_empty() {
        return (page.to_owned(), fragment);
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => assert!(parts.pop().is_some(), "{page}: {address} leads out of the site"),
            part => parts.push(part),
        }
    }
    let route = parts.join("/");
    let decoded = percent_encoding::percent_decode_str(&route).decode_utf8().expect("UTF-8").into_owned();
    (decoded, fragment)
}

fn is_outside(address: &str) -> bool {
    ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme))
}

#[test]
fn every_internal_link_and_fragment_of_every_site_resolves() {
    for (name, site) in sites() {
        let documents: BTreeMap<&str, Html> = pages(site).collect();
        let with_id = select("[id]");
        let ids: BTreeMap<&str, BTreeSet<&str>> = documents
            .iter()
            .map(|(route, page)| (*route, page.select(&with_id).filter_map(|element| element.attr("id")).collect()))
            .collect();
        let mut links = 0;
        for (route, page) in &documents {
            // The page for addresses that are none is served at any depth, so its links start at the host's root.
            if *route == "404.html" {
                continue;
            }
            for element in page.select(&select("[href], [src]")) {
                let address = element.attr("href").or_else(|| element.attr("src")).unwrap_or_default();
                if is_outside(address) || element.attr("rel") == Some("canonical") {
                    continue;
                }
                links += 1;
                let (target, fragment) = resolve(route, address);
                assert!(site.contains_key(&target), "{name}: {route} links to {address}, and there is no {target}");
                if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
                    let found = ids.get(target.as_str()).is_some_and(|ids| ids.contains(fragment.as_str()));
                    assert!(found, "{name}: {route} links to {address}, and {target} has no such id");
                }
            }
        }
        assert!(links > 8, "{name}: only {links} links were looked at");
    }
}

#[test]
fn no_page_asks_another_host_for_anything_or_runs_what_is_not_ours() {
    for (name, site) in sites() {
        for (route, page) in pages(site) {
            let at = format!("{name}: {route}");
            for element in page.select(&select("[src], link[href]")) {
                let address = element.attr("src").or_else(|| element.attr("href")).unwrap_or_default();
                let harmless = matches!(element.attr("rel"), Some("canonical" | "alternate"));
                assert!(harmless || !(is_outside(address) || address.starts_with("//")), "{at} asks for {address}");
            }
            let ours = |script: scraper::ElementRef<'_>| {
                let address = script.attr("src").unwrap_or_default();
                address.contains("assets/site.") && script.text().all(|text| text.trim().is_empty())
            };
            assert!(page.select(&select("script")).all(ours), "{at} holds a script that is not ours");
            assert!(page.select(&select("script")).count() <= 1, "{at} runs our script twice");
            for forbidden in ["iframe", "object", "embed", "form[action]", "base", "svg script", "[style]"] {
                assert!(page.select(&select(forbidden)).next().is_none(), "{at} holds `{forbidden}`");
            }
            for element in page.select(&select("*")) {
                for (attribute, value) in element.value().attrs() {
                    assert!(!attribute.starts_with("on"), "{at} holds `{attribute}`");
                    assert!(
                        !value.trim_start().to_ascii_lowercase().starts_with("javascript:"),
                        "{at} holds `{value}`"
                    );
                }
            }
        }
    }
}

#[test]
fn every_page_carries_a_policy_that_its_own_styles_fit() {
    for (name, site) in sites() {
        for (route, page) in pages(site) {
            let at = format!("{name}: {route}");
            let policies: Vec<_> = page.select(&select("meta[http-equiv=Content-Security-Policy]")).collect();
            let [policy] = policies.as_slice() else { panic!("{at} has {} policies", policies.len()) };
            let policy = policy.attr("content").unwrap_or_default();
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{at}: {policy}");
            assert!(policy.contains("base-uri 'none'") && policy.contains("form-action 'none'"), "{at}: {policy}");
            for style in page.select(&select("style")) {
                let digest = Sha256::digest(style.text().collect::<String>().as_bytes());
                let hash = format!("'sha256-{}'", base64(&digest));
                assert!(policy.contains(&hash), "{at}: the policy does not allow the page’s own styles, {hash}");
            }
        }
    }
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[test]
fn every_page_has_one_heading_a_title_its_day_and_ids_of_its_own() {
    for (name, site) in sites() {
        for (route, page) in pages(site) {
            let at = format!("{name}: {route}");
            let redirect = page.select(&select("meta[http-equiv=refresh]")).next().is_some();
            let title: String = page.select(&select("head > title")).flat_map(|title| title.text()).collect();
            assert!(!title.trim().is_empty(), "{at} has no title");
            assert!(page.select(&select("html[lang]")).next().is_some(), "{at} has no language");
            if !redirect {
                assert_eq!(page.select(&select("h1")).count(), 1, "{at}: first headings");
                assert!(
                    page.select(&select(".asof time[datetime]")).next().is_some(),
                    "{at} does not say how old it is"
                );
            }
            let mut seen = BTreeSet::new();
            for element in page.select(&select("[id]")) {
                let id = element.attr("id").unwrap_or_default();
                assert!(seen.insert(id.to_owned()), "{at} has the id `{id}` twice");
            }
        }
    }
}

#[test]
fn the_real_roadmap_is_counted_whole() {
    let Some(real) = real() else { return };
    let site = build(&roadmapgen::disk::read(&real).expect("it can be read"), Day::constant(2025, 9, 15), None);
    let json: serde_json::Value = serde_json::from_slice(&site["roadmap.json"]).expect("JSON");
    let count = |list: &str| json[list].as_array().map_or(0, Vec::len);
    let counts = ["visions", "intents", "milestones", "updates"].map(count);
    assert_eq!(counts, [3, 115, 710, 418]);
}

#[test]
fn old_addresses_lead_to_the_new_ones() {
    let site = build(&strange(), Day::constant(2026, 11, 16), None);
    let page = String::from_utf8_lossy(&site["intents/was-inner/index.html"]).into_owned();
    assert!(page.contains("url=../../intents/inner/index.html"), "{page}");
}

#[test]
fn files_beside_an_item_are_published_beside_its_page_and_static_files_as_they_are() {
    let site = build(&strange(), Day::constant(2026, 11, 16), None);
    for route in
        ["milestones/n/mock up.png", "milestones/n/notes.txt", "robots/readme.txt", "robots.txt", "roadmap.csv"]
    {
        assert!(site.contains_key(route), "there is no {route}: {:?}", site.keys().collect::<Vec<_>>());
    }
}

#[test]
fn with_an_address_known_the_sitemap_lists_every_page_once() {
    let site = build(&strange(), Day::constant(2026, 11, 16), Some("https://example.org/a/b/"));
    let sitemap = String::from_utf8_lossy(&site["sitemap.xml"]).into_owned();
    let listed: BTreeSet<&str> =
        sitemap.split("<loc>").skip(1).filter_map(|part| Some(part.split_once("</loc>")?.0)).collect();
    for (route, page) in pages(&site) {
        let redirect = page.select(&select("meta[http-equiv=refresh]")).next().is_some();
        let address = format!("https://example.org/a/b/{}", route.trim_end_matches("index.html"));
        // A part of the list, which is found there.
        let is_part = route.strip_prefix("list/").is_some_and(|rest| rest.matches('/').count() == 2);
        assert_eq!(listed.contains(address.as_str()), !(redirect || is_part || route == "404.html"), "{address}");
    }
}

/// A file reaches the site through its item only.
#[test]
fn a_picture_of_a_draft_is_published_with_its_draft_only() {
    let sources = Sources::from_fixture(
        "-- roadmap.toml --\n[site]\ntitle = \"T\"\n-- milestones/secret/index.md --\n+++\ntitle = \"Secret\"\ndraft = true\n+++\n\
         ![The plan](plan.png)\n-- milestones/secret/plan.png --\nPNG\n",
    );
    for with_drafts in [false, true] {
        let (roadmap, problems) = roadmapgen::read(&sources, with_drafts);
        assert!(problems.is_empty(), "{problems:?}");
        let view = roadmapgen::view::project(&roadmap, Reader::all(&roadmap)[0], Day::constant(2026, 11, 16));
        let theme = roadmapgen::theme::Theme::new(&sources.texts, None).expect("the theme can be read");
        let site = roadmapgen::page::site(&view, &theme).expect("every page can be filled in");
        assert_eq!(site.contains_key("milestones/secret/plan.png"), with_drafts);
    }
}
