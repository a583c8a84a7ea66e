//! Views that are told a part: nothing false is said, and nothing leads to what is not there.

use scraper::{Html, Selector};

use super::*;

const PLAN: &str = r#"
-- roadmap.toml --
[site]
title = "Plan"
footer = "Ask us."
[defaults]
audiences = ["customers"]
[audiences.customers]
title = "Customers"
{audience}
[[vision]]
id = "calm"
title = "No ship hurries to wait"
horizon = 2031
[[vision.success]]
by = 2033
text = "Four ports agree."
[[intent]]
id = "agree"
title = "An arrival is agreed"
owner = "Ingrid"
status = "proposed"
[[intent.key_results]]
name = "Calls"
baseline = 0
target = 10
readings = [[2026-01-31, 2], [2026-10-31, 4]]
[[intent]]
id = "bare"
title = "Nothing yet"
[[milestone]]
id = "one"
title = "One call"
intent = "agree"
status = "done"
target = 2026-08-10
done = 2026-10-21
slice = true
[[milestone]]
id = "two"
title = "Slots"
intent = "agree"
status = "active"
start = 2026-09-01
target = 2026-10-11
depends_on = ["one"]
blocked = "A contract."
health = "at-risk"
[[milestone]]
id = "three"
title = "Answers"
intent = "agree"
status = "planned"
target = 2029-05-05
[[milestone]]
id = "four"
title = "App"
intent = "agree"
status = "dropped"
target = 2027-02-02
[[update]]
id = "slip"
title = "It slips"
date = 2026-11-12
type = "decision"
about = ["two"]
health = "off-track"
-- pages/welcome.md --
+++
title = "For customers"
nav = true
+++
# For customers

Read [the first](../roadmap.toml) and ![a picture](x.png): [[two]].

## What to expect

Calm.
"#;

fn fixture(audience: &str) -> String {
    PLAN.replace("{audience}", audience).replace("[the first](../roadmap.toml) and ![a picture](x.png): ", "on: ")
}

/// Everything that a page says, to eyes and to screen readers.
fn said(page: &str) -> String {
    let document = Html::parse_document(page);
    let body = Selector::parse("body *").expect("a selector");
    let mut said = String::new();
    for element in document.select(&body) {
        let own = element.children().filter_map(|child| child.value().as_text()).map(|text| text.trim());
        for text in own.chain(element.attr("aria-label")).filter(|text| !text.is_empty()) {
            said.push_str(text);
            said.push('\n');
        }
    }
    said
}

fn html(pages: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
    pages.iter().filter(|(path, _)| path.ends_with(".html"))
}

/// Every link within the site leads to a file of it.
fn assert_no_link_dangles(pages: &BTreeMap<String, String>) {
    let links = Selector::parse("a[href], link[href]").expect("a selector");
    for (path, page) in html(pages).filter(|(path, _)| *path != "404.html") {
        for link in Html::parse_document(page).select(&links) {
            let href = link.attr("href").unwrap_or_default();
            let (file, _) = href.split_once('#').unwrap_or((href, ""));
            let mut parts: Vec<_> = path.split('/').collect();
            parts.pop();
            for part in file.split('/').filter(|part| !part.is_empty()) {
                match part {
                    ".." => assert!(parts.pop().is_some(), "{path} links out of the site: {href}"),
                    part => parts.push(part),
                }
            }
            let target = if file.is_empty() { path.clone() } else { parts.join("/") };
            assert!(pages.contains_key(&target), "{path} links to {href}");
        }
    }
}

#[test]
fn where_little_is_told_nothing_false_is_said_and_nothing_is_missed() {
    let pages = pages(&fixture(
        "fields = []\ndate_precision = \"horizon\"\nlabels = { vision = \"Aim\", visions = \"Aims\", intent = \"OKR\", \
         intents = \"OKRs\", milestone = \"Release\", milestones = \"Releases\", update = \"Note\", updates = \"Notes\" }",
    ));
    assert_no_link_dangles(&pages);
    assert!(!pages.contains_key("timeline/index.html"), "there is no axis to draw");
    for (path, page) in html(&pages) {
        let said = said(page);
        for false_or_none_of_theirs in [
            "under way",
            "Under way",
            "lanned",
            "No date",
            "late\n",
            "on course",
            "isk",
            "track",
            "due",
            "Due",
            "dated",
            "Ingrid",
            "Owner",
            "Progress",
            "%",
            "reached",
            "measured",
            "written",
            "locked",
            "contract",
            "thin slice",
            "Decision",
            "2027",
            "2029",
            "2031",
            "2033",
            "August",
            "Timeline",
            "as they are known",
            "Needs",
        ] {
            assert!(!said.contains(false_or_none_of_theirs), "{path} says {false_or_none_of_theirs:?}:\n{said}");
        }
        for word in ["ilestone", "Intent", "intent", "ision", "pdate", "step"] {
            assert!(!said.contains(word), "{path} has no words of its own, but {word:?}:\n{said}");
        }
        assert!(said.contains("for Customers") || path.contains("/agreed"), "{path} does not say who it is for");
    }
    let home = said(&pages["index.html"]);
    for words in ["Of three releases:", "1 done", "1 now", "1 later", "Aim", "Board", "List", "Notes", "All notes"] {
        let expected = words != "All notes";
        assert_eq!(home.contains(words), expected, "{words:?}:\n{home}");
    }
    assert!(said(&pages["list/index.html"]).contains("Four releases for one OKR."));
    assert!(said(&pages["milestones/two/index.html"]).contains("This release"));
    let row = "<td role=\"cell\" class=\"st\" data-s=\"open\">Now</td>";
    assert!(pages["list/index.html"].contains(row), "how near it is stands where its status would");
}

#[test]
fn what_is_done_and_dropped_is_told_to_everybody() {
    let pages = pages(&fixture("fields = []\ndate_precision = \"horizon\""));
    let board = said(&pages["board/index.html"]);
    for words in ["One call", "All that is done", "App", "Dropped", "What comes first", "Nothing next."] {
        assert!(board.contains(words), "{words:?} is not on the board:\n{board}");
    }
    let done = said(&pages["milestones/one/index.html"]);
    assert!(done.contains("Status\nDone"), "{done}");
}

#[test]
fn a_view_of_no_section_still_has_its_home_and_the_pages_of_its_items() {
    let pages = pages(&fixture("views = []"));
    assert_no_link_dangles(&pages);
    for path in ["timeline", "timeline/all", "board", "list", "updates"] {
        assert!(!pages.contains_key(&format!("{path}/index.html")), "{path}");
    }
    for path in ["index.html", "vision/calm/", "intents/agree/", "milestones/two/", "updates/slip/", "welcome/"] {
        let path = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        assert!(pages.contains_key(&path), "{path}");
    }
    let home = said(&pages["index.html"]);
    for words in ["Timeline", "timeline", "board", "Lately", "It slips", "four quarters", "Updates"] {
        assert!(!home.contains(words), "{words:?} is on the home:\n{home}");
    }
    assert!(home.contains("Slots") && home.contains("One step under way:"), "{home}");
}

#[test]
fn a_landing_text_opens_the_home_and_its_page_stays() {
    let pages = pages(&fixture("landing = \"welcome\""));
    assert_no_link_dangles(&pages);
    let home = &pages["index.html"];
    let at = |words: &str| home.find(words).unwrap_or_else(|| panic!("{words:?} is not on the home"));
    assert!(at("No ship hurries to wait</h1>") < at("Calm."), "the vision comes first");
    assert!(at("Calm.") < at("How we shall know"));
    assert_eq!(home.matches("For customers").count(), 1, "it is a heading, and no entry of the navigation");
    assert!(home.contains("id=\"landing-h-what-to-expect\""), "its ids are kept from those of the page");
    assert!(pages["welcome/index.html"].contains("Calm."));
    assert!(!pages["board/index.html"].contains("For customers"));
}

#[test]
fn a_view_in_quarters_without_the_days_of_doing_never_says_when_something_was_done() {
    let pages = pages(&fixture("fields = [\"status\", \"target\"]\ndate_precision = \"quarter\""));
    assert_no_link_dangles(&pages);
    let home = said(&pages["index.html"]);
    assert!(home.contains("One step under way.\n"), "nobody says that it is on course: {home}");
    let board = said(&pages["board/index.html"]);
    assert!(board.contains("All that is done") && !board.contains("Since"), "{board}");
    let intent = said(&pages["intents/agree/index.html"]);
    assert!(intent.contains("due\nQ3 2026") || intent.contains("due Q3 2026"), "{intent}");
    let timeline = said(&pages["timeline/index.html"]);
    assert!(!timeline.contains("At risk") && !timeline.contains("committed"), "{timeline}");
    assert!(timeline.contains("Planned") && timeline.contains("Idea"), "the key has what can be in the view");
}

#[test]
fn readings_without_dates_keep_their_order_and_have_no_days() {
    let pages = pages(&fixture("fields = [\"key_results\"]\ndate_precision = \"horizon\""));
    let page = &pages["intents/agree/index.html"];
    assert!(page.contains("points=\"0.0,36.0 154.0,28.0\""), "{page}");
    let said = said(page);
    assert!(said.contains("All readings. The dashed line is the target."), "{said}");
    assert!(said.contains("Before\nLatest") && !said.contains("2026\nLatest"), "{said}");
}

#[test]
fn an_audience_is_not_told_what_to_write() {
    let pages = pages(&fixture("views = [\"list\"]"));
    for (path, page) in html(&pages) {
        let said = said(page);
        for advice in ["No step makes", "is written yet", "a file"] {
            assert!(!said.contains(advice), "{path} says {advice:?}");
        }
    }
    let nothing = "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n[defaults]\naudiences = [\"a\"]\n[audiences.a]\ntitle = \"A\"\n\
                   access = \"public\"\n";
    assert!(super::pages(nothing)["index.html"].contains("There is nothing here yet."));
}
