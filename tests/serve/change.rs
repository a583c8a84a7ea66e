//! What is shown and said when something changes.

use std::fs;
use std::time::Duration;

use crate::built::built;
use crate::program::{Folder, Serving};

const BLOCK: &str = "<!--roadmapgen preview-->";

/// A milestone.
fn item(title: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n")
}

/// The preview's own block of a page.
fn block(page: &str) -> &str {
    page.split_once(BLOCK).map_or("", |(_, block)| block)
}

/// How often it told of a change of a path.
fn lines_of(serving: &Serving, path: &str) -> usize {
    serving.err().lines().filter(|line| line.contains("shown after") && line.contains(path)).count()
}

#[test]
fn a_broken_start_is_told_and_mended() {
    let folder = Folder::with(&[
        ("roadmap.toml", "[site]\ntitle = \"T\"\nlanguage = = \"en\"\n"),
        ("milestones/a.md", &item("First")),
    ]);
    let serving = Serving::of(folder.root(), &["--audience", "not-known-yet"]);
    for page in ["", "milestones/a/", "any/thing.html"] {
        let reply = serving.get(page);
        let text = reply.text();
        assert_eq!(reply.status, 200, "{page}: {text}");
        assert!(text.contains("roadmap.toml:3:12") && text.contains("error[bad-toml]"), "{page}: {text}");
        assert!(text.contains("language = = &quot;en&quot;") || text.contains("language = = \"en\""), "{page}: {text}");
        assert!(text.contains("/-/live.js"), "the page does not follow");
    }
    assert_eq!(serving.ask("GET", "/-/live.js", "").status, 200);
    serving.says("the error with its excerpt", |err| err.contains("roadmap.toml:3:12") && err.contains("language = ="));

    folder.write("roadmap.toml", "[site]\ntitle = \"Mended\"\n");
    let page = serving.becomes("", "the site", |page| page.contains("Mended"));
    // What was asked for at the start cannot be had.
    assert!(!page.contains("bad-toml") && block(&page).contains("no audience is called `not-known-yet`"), "{page}");
    serving.says("that it is mended", |err| {
        err.contains("roadmap.toml: shown after ") && err.contains(" ms, 1 warning\n")
    });
}

#[test]
fn an_error_stands_over_the_last_good_page_until_it_is_mended() {
    let folder = Folder::with(&[
        ("roadmap.toml", "[site]\ntitle = \"T\"\n[checks]\nbroken-link = \"warn\"\n"),
        ("milestones/a.md", &item("First")),
        ("milestones/b.md", &item("Other")),
    ]);
    let serving = Serving::of(folder.root(), &[]);
    let good = serving.becomes("milestones/a/", "the first page", |page| page.contains("First"));
    assert!(block(&good).contains("No problems"));
    let plain = serving.get("milestones/a/?preview=off").body;

    folder.write("milestones/a.md", "+++\ntitle = \"Changed\"\nstatus = \"<b>odd\"\n+++\n");
    let page = serving.becomes("milestones/a/", "an error", |page| page.contains("error[bad-value]"));
    assert!(page.contains("First") && !page.split(BLOCK).next().expect("a page").contains("Changed"));
    let told = block(&page);
    assert!(told.contains("milestones/a.md:3:10") && told.contains("last good state"), "{told}");
    assert!(
        told.contains("&lt;b>odd") || told.contains("&lt;b&gt;odd"),
        "the excerpt is not there, or not escaped: {told}"
    );
    assert!(!told.contains("<b>odd"), "the excerpt is not escaped: {told}");
    for page in ["", "milestones/b/", "board/"] {
        let reply = serving.get(page);
        assert!(reply.status == 200 && reply.text().contains("milestones/a.md:3:10"), "{page}");
    }
    assert!(serving.get("milestones/a/?preview=off").body == plain, "the page as it is published has changed");
    let told = serving.says("the error", |err| err.contains("a.md:3:10"));
    let line = told.lines().find(|line| line.contains("shown after")).expect("a line");
    assert!(line.starts_with("milestones/a.md: not shown after ") && line.ends_with(" ms, 1 error"), "{line}");
    assert!(told.contains("3 │ status = \"<b>odd\"") && told.contains("^^^"), "{told}");

    folder.write("milestones/a.md", "+++\ntitle = \"Changed\"\n+++\nSee [it](nowhere.md).\n");
    let page = serving.becomes("milestones/a/", "the mended page", |page| page.contains("<title>Changed"));
    let told = block(&page);
    assert!(!told.contains("bad-value") && !told.contains("last good state"), "{told}");
    assert!(
        told.contains("warning[broken-link]") && told.contains("milestones/a.md:4:10") && told.contains("1 warning")
    );
    serving.says("how many warnings", |err| {
        err.contains("milestones/a.md: shown after") && err.contains(" ms, 1 warning\n")
    });

    folder.write("milestones/a.md", item("Whole"));
    let page = serving.becomes("milestones/a/", "no problems", |page| page.contains("<title>Whole"));
    assert!(block(&page).contains("No problems") && !page.contains("broken-link"));

    // An error in the settings, later.
    folder.write("roadmap.toml", "[site\n");
    let page = serving.becomes("milestones/a/", "an error", |page| page.contains("error[bad-toml]"));
    assert!(page.contains("<title>Whole") && block(&page).contains("roadmap.toml:1:"), "{}", block(&page));
    fs::remove_file(folder.path("roadmap.toml")).expect("it was there");
    serving.becomes("milestones/b/", "the last good page", |page| {
        page.contains("Other") && !block(page).contains("roadmap.toml:1:")
    });
    folder.write("roadmap.toml", "[site]\ntitle = \"Back\"\n");
    serving.becomes("", "the site", |page| page.contains("Back") && block(page).contains("No problems"));
}

#[test]
fn a_broken_template_is_told_with_its_line_and_column() {
    let folder = Folder::plain();
    let serving = Serving::of(folder.root(), &[]);
    let good = serving.get("milestones/a/?preview=off").body;

    // Wrong as it is read.
    folder.write(
        "templates/milestone.html",
        "{% extends \"base.html\" %}\n{% block main %}\n  {% if %}\n{% endblock %}\n",
    );
    let page = serving.becomes("milestones/a/", "an error", |page| page.contains("error[bad-template]"));
    assert!(
        block(&page).contains("templates/milestone.html:3:") && block(&page).contains("{% if %}"),
        "{}",
        block(&page)
    );
    assert!(page.contains("First"), "the last good page is gone");
    serving.says("it", |err| err.contains("templates/milestone.html:3:"));

    // Wrong only as it is filled in.
    let wrong = "{% extends \"base.html\" %}\n{% block main %}\n  {{ nothing.at.all }}\n{% endblock %}\n";
    folder.write("templates/milestone.html", wrong);
    let is_told =
        |page: &str| block(page).contains("templates/milestone.html:3:") && block(page).contains("nothing.at.all");
    let page = serving.becomes("milestones/a/", "an error", is_told);
    assert!(page.contains("First") && block(&page).contains("last good state"), "{}", block(&page));
    let plain = serving.get("milestones/a/?preview=off");
    assert!(plain.status == 200 && plain.body == good, "the page is not that of the theme before");
    assert_eq!(serving.get("").status, 200);

    // A good one, and none.
    folder.write("templates/milestone.html", wrong.replace("{{ nothing.at.all }}", "<p>My own</p>"));
    let page = serving.becomes("milestones/a/", "the new template", |page| page.contains("<p>My own</p>"));
    assert!(block(&page).contains("No problems"));
    fs::remove_dir_all(folder.path("templates")).expect("it was there");
    serving.becomes("milestones/a/?preview=off", "the default theme", |page| page.as_bytes() == good);
}

#[test]
fn polling_follows_too() {
    let folder = Folder::plain();
    let serving = Serving::of(folder.root(), &["--watcher", "poll"]);
    assert!(serving.get("milestones/a/").text().contains("First"));
    folder.write("milestones/new.md", item("Second"));
    serving.becomes("milestones/new/", "a new page", |page| page.contains("Second"));
    fs::remove_file(folder.path("milestones/new.md")).expect("it was there");
    serving.becomes("milestones/new/", "that it has gone", |page| !page.contains("Second"));
    assert_eq!(serving.get("milestones/new/").status, 404);
    serving.says("what changed", |err| err.contains("milestones/new.md") && err.contains(" shown after "));
}

#[test]
fn what_moves_leaves_its_old_address() {
    let folder = Folder::plain();
    folder.write("milestones/from.md", item("Second"));
    let serving = Serving::of(folder.root(), &["--as-of", "2026-11-16"]);
    assert!(serving.get("milestones/from/").text().contains("Second"));
    fs::rename(folder.path("milestones/from.md"), folder.path("milestones/to.md")).expect("it moves");
    serving.becomes("milestones/to/", "the new address", |page| page.contains("<title>Second"));
    serving.says("one change of two paths", |err| err.contains(" and 1 more: shown after "));
    let fresh = built(folder.root(), &["--as-of", "2026-11-16"]);
    for (path, bytes) in &fresh {
        assert!(serving.get(&format!("{path}?preview=off")).body == *bytes, "{path} is not what a fresh build gives");
    }
    assert_eq!(serving.get("milestones/from/").status, 404);
}

#[test]
fn what_is_no_part_of_the_roadmap_changes_nothing() {
    let folder = Folder::plain();
    let serving = Serving::of(folder.root(), &[]);
    let before = serving.get("").field("ETag").map(str::to_owned);
    for round in 0..3 {
        for path in [
            "public/index.html",
            "public/milestones/x/index.html",
            ".git/index",
            ".git/objects/ab/cdef",
            ".roadmap.toml.swp",
            "milestones/.a.md.swp",
            "milestones/a.md~",
            "milestones/#a.md#",
            "milestones/.#a.md",
            "milestones/4913",
            "milestones/a.md.tmp",
            ".idea/workspace.xml",
            "node_modules/x/index.js",
        ] {
            folder.write(path, format!("{round}"));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    // What comes after it is shown, so that what was before it was seen.
    folder.write("milestones/a.md", item("Second"));
    serving.says("the one change", |err| err.contains("milestones/a.md: shown after"));
    let told = serving.err();
    assert_eq!(told.lines().filter(|line| line.contains("shown after")).count(), 1, "{told}");
    assert_ne!(serving.get("").field("ETag").map(str::to_owned), before);
    assert_eq!(lines_of(&serving, "public"), 0);
    assert_eq!(fs::read_to_string(folder.path("public/index.html")).expect("it is there"), "2");
}
