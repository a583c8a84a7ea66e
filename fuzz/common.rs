//! What the fuzz targets share: whether what was told, and what was made, is sound.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use roadmapgen::build::{self, Order};
use roadmapgen::date::Day;
use roadmapgen::model::{Audience, Roadmap};
use roadmapgen::page::{self, Route};
use roadmapgen::problem::Problem;
use roadmapgen::source::Sources;
use roadmapgen::theme::Theme;
use roadmapgen::view::Reader;
use roadmapgen::{check, file_name, read, report};
use scraper::Html;

/// The day that everything depending on today uses.
pub fn day() -> Day {
    "2026-11-16".parse().expect("a day")
}

/// Reads a folder. Each problem stands inside its file and can be told in every form.
pub fn read_and_tell(sources: &Sources) -> (Roadmap, Vec<Problem>) {
    let (roadmap, mut problems) = read(sources, true);
    problems.extend(check::plan(&roadmap, day()));
    for place in problems.iter().filter_map(|problem| problem.place.as_ref()) {
        let text = sources.texts.get(&place.file).map_or("", |text| text);
        assert!(text.get(place.start..place.end).is_some(), "{place:?} is no part of {text:?}");
    }
    report::human(&problems, sources, true);
    report::json(&problems, sources);
    report::github(&problems, sources, "");
    report::sarif(&problems, sources, "");
    (roadmap, problems)
}

/// Makes every view whole, and looks at all that would be published.
pub fn build_and_look(roadmap: &Roadmap) {
    for reader in Reader::all(roadmap) {
        let audience = reader.audience();
        if audience.is_some_and(Audience::is_sealed) {
            // Encrypting it is a million rounds of hashing, and nothing in it can be read afterwards.
            build::look(roadmap, theme(), audience, day());
            continue;
        }
        let order = Order { only: audience, as_of: day(), base_url: None, passphrases: BTreeMap::new(), denies_leaks: false };
        let (built, files) = page::collected(|take| build::build(roadmap, theme(), &order, take));
        files.iter().for_each(|(route, bytes)| look(route, bytes));
        // A copied file may stand in the way of a page, and that is told. Our own templates can be filled in.
        let problems = built.err().unwrap_or_default();
        assert!(problems.iter().all(|problem| problem.rule.name == "bad-file"), "{problems:?}");
    }
}

/// Makes the pages of the items alone, for each reader.
pub fn render_and_look(roadmap: &Roadmap) {
    for reader in Reader::all(roadmap) {
        let view = build::view_at(roadmap, reader, day(), None, "");
        let frame = page::frame(&view, theme());
        for route in page::routes(&view) {
            if matches!(route, Route::Milestone(_) | Route::Intent(_)) {
                let page = page::render(&frame, theme(), &route).expect("it is a page of the view");
                look(&route.path(), &page.expect("the theme's own templates can be filled in"));
            }
        }
    }
}

fn theme() -> &'static Theme {
    static THEME: OnceLock<Theme> = OnceLock::new();
    THEME.get_or_init(Theme::plain)
}

fn look(route: &str, bytes: &[u8]) {
    let fault = route.split('/').find_map(file_name::fault);
    assert!(fault.is_none(), "{route}: {fault:?}");
    // What is copied from `static/` is its author's.
    if route.ends_with(".html") && bytes.starts_with(b"<!DOCTYPE html>") {
        harmless(std::str::from_utf8(bytes).expect("pages are UTF-8"), route);
    }
}

/// Reads a page as a browser does. What runs is the theme's own script file, and nothing else can run, load or take over.
pub fn harmless(page: &str, route: &str) {
    let page = Html::parse_document(page);
    for element in page.tree.values().filter_map(|node| node.as_element()) {
        let name = element.name();
        assert!(
            !["iframe", "object", "embed", "base", "frame", "frameset", "applet", "math", "foreignobject", "marquee"]
                .contains(&name),
            "{route}: <{name}>"
        );
        for (key, value) in element.attrs() {
            assert!(
                !key.starts_with("on") && key != "srcdoc" && key != "formaction" && key != "ping",
                "{route}: {key}"
            );
            if ["href", "src", "action", "xlink:href", "poster", "background"].contains(&key) {
                let bare: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
                let bare = bare.to_lowercase();
                let runs = ["javascript:", "vbscript:", "file:"].iter().any(|scheme| bare.starts_with(scheme));
                assert!(!runs, "{route}: {key}={value:?}");
            }
            if name == "script" && key == "src" {
                assert!(!value.contains(':') && !value.starts_with("//"), "{route}: a script from {value:?}");
            }
        }
    }
}
