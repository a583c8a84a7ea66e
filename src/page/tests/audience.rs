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
    for words in ["Of three Releases:", "1 done", "1 now", "1 later", "Aim", "Board", "List", "Notes", "All notes"] {
        let expected = words != "All notes";
        assert_eq!(home.contains(words), expected, "{words:?}:\n{home}");
    }
    assert!(said(&pages["list/index.html"]).contains("Four Releases for one OKR."));
    assert!(said(&pages["milestones/two/index.html"]).contains("This Release"));
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

/// Three that are due in some half of 2027 or other, told to customers in years.
const COARSE: &str = r#"
-- roadmap.toml --
[site]
title = "Plan"
[defaults]
audiences = ["customers"]
[audiences.customers]
title = "Customers"
fields = ["status", "target"]
date_precision = "year"
[[milestone]]
id = "one"
title = "Answers"
target = "2027-01-31"
[[milestone]]
id = "two"
title = "Questions"
target = "2027-Q2"
[[milestone]]
id = "three"
title = "Silence"
target = "2027-H2"
"#;

#[test]
fn what_may_be_due_soon_is_not_said_not_to_be() {
    let pages = pages(COARSE);
    let (home, board) = (said(&pages["index.html"]), said(&pages["board/index.html"]));
    let sure = "Nothing is sure to be due by the end of June 2027. Three are due in 2027.";
    assert!(home.contains(sure), "{home}");
    let sure = "Nothing more is sure to be due by the end of June 2027. Three are due in 2027.";
    assert!(board.contains(sure) && board.contains("Surely due by the end of June 2027"), "{board}");
    assert!(board.contains("nothing is due by the end of December 2026. The next one is Answers, 2027."), "{board}");
    for title in ["Answers", "Questions", "Silence"] {
        assert_eq!(
            home.matches(title).count(),
            if title == "Answers" { 3 } else { 2 },
            "{title} may be due in the next four quarters:\n{home}"
        );
    }
}

#[test]
fn periods_that_hold_the_edge_are_each_named() {
    let fixture = COARSE
        .replace("\"year\"", "\"day\"")
        .replace("2027-01-31", "FY28-H1")
        .replace("2027-Q2", "2027")
        .replace("2027-H2", "2027")
        .replace("title = \"Plan\"", "title = \"Plan\"\nfiscal_year_start = 4");
    let board = said(&pages(&fixture)["board/index.html"]);
    let around = "2027. One is due in FY28 H1 (April to September 2027), two in 2027.";
    assert!(board.contains(around), "{board}");
}

#[test]
fn how_many_are_late_is_one_sentence_with_how_many_are_under_way() {
    let plan = |milestones: &str| {
        let pages = pages(&format!("-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n{milestones}"));
        let home = Html::parse_document(&pages["index.html"]);
        let line = Selector::parse(".standing > *").expect("a selector");
        home.select(&line)
            .map(|part| part.text().collect::<String>())
            .take_while(|part| !part.starts_with("Next"))
            .collect::<Vec<_>>()
    };
    let step =
        |id: &str, more: &str| format!("[[milestone]]\nid = \"{id}\"\ntitle = \"{id}\"\ntarget = 2026-10-01\n{more}\n");
    let (active, planned) = ("status = \"active\"", "status = \"planned\"");
    let risk = "status = \"active\"\nhealth = \"at-risk\"";
    assert_eq!(
        plan(&format!("{}{}{}", step("a", active), step("b", planned), step("c", planned))),
        ["One step under way:", "1 late", "2 more late, not begun"]
    );
    assert_eq!(plan(&step("a", planned)), ["No step is under way, one is planned.", "1 late, not begun"]);
    assert_eq!(
        plan(&format!("{}{}", step("a", risk), step("b", active))),
        ["Two steps under way:", "1 at risk and late", "1 late"]
    );
}

#[test]
fn a_view_without_milestones_sends_nobody_to_pages_of_them() {
    let nothing =
        "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n[defaults]\naudiences = [\"a\"]\n[audiences.a]\ntitle = \"A\"\n";
    let pages = pages(nothing);
    let home = said(&pages["index.html"]);
    for words in ["To begin with", "Timeline", "Board", "List"] {
        assert!(!home.contains(words), "{words:?}:\n{home}");
    }
    let board = said(&pages["board/index.html"]);
    assert!(board.contains("There is no milestone yet.") && !board.contains("Now\n"), "{board}");
    let timeline = said(&pages["timeline/index.html"]);
    assert!(!timeline.contains("dashed"), "{timeline}");
}

#[test]
fn what_serves_no_intent_of_the_view_is_not_said_to_serve_none() {
    let serving = pages(
        &fixture("fields = [\"status\", \"target\"]")
            .replace("title = \"Slots\"\nintent = \"agree\"", "title = \"Slots\""),
    );
    for path in ["list/index.html", "timeline/index.html"] {
        let said = said(&serving[path]);
        assert!(said.contains("Other milestones") && !said.contains("Serves no"), "{path}:\n{said}");
    }
    let alone = pages(COARSE);
    assert!(!said(&alone["list/index.html"]).contains("Other"));
    assert!(!alone["milestones/one/index.html"].contains("class=\"crumb"), "there is nothing above it");
}

#[test]
fn what_stands_still_is_marked_wherever_its_state_is() {
    let pages = pages(&fixture("fields = [\"status\", \"target\", \"blocked\", \"depends_on\"]"));
    for path in [
        "index.html",
        "list/index.html",
        "board/index.html",
        "timeline/index.html",
        "intents/agree/index.html",
        "vision/calm/index.html",
        "milestones/two/index.html",
        "milestones/one/index.html",
    ] {
        assert!(pages[path].contains("Active, blocked"), "{path}");
    }
}

#[test]
fn what_is_done_is_not_measured_any_more() {
    let done = "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n[[milestone]]\nid = \"a\"\ntitle = \"A\"\nstatus = \"done\"\nprogress = 50\n";
    assert!(!said(&pages(done)["milestones/a/index.html"]).contains("Progress"));
}

#[test]
fn an_update_leads_back_only_to_a_page_that_is_there() {
    let way_back = |audience: &str| pages(&fixture(audience))["updates/slip/index.html"].contains("class=\"crumb");
    assert!(way_back("fields = []") && !way_back("views = []"));
}

#[test]
fn the_front_says_what_the_site_is_and_whom_each_view_is_written_for() {
    let front = |description: &str| {
        let site = format!("-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n{description}");
        let theme = Theme::new(&BTreeMap::new(), None).expect("our templates parse");
        let links = [("customers".to_owned(), "for/customers/".to_owned())];
        let mut files = crate::page::front(&view(&site), &theme, &links).expect("it can be filled in");
        String::from_utf8(files.remove("index.html").expect("it is there")).expect("it is text")
    };
    let described = front("description = \"Where we go.\"\n");
    assert!(described.contains(">Where we go.</p>") && described.contains(">Written for</h2>"), "{described}");
    assert!(!described.contains("several audiences") && !described.contains("<nav"), "{described}");
    assert!(front("").contains("several audiences"));
}

#[test]
fn a_heading_is_as_small_as_a_long_label_needs() {
    let labels = |many: &str| {
        let labels = format!("labels = {{ milestone = \"Schritt\", milestones = \"{many}\" }}");
        pages(&fixture(&labels))["intents/agree/index.html"].contains("<h2 id=\"ms\" class=\"long\">")
    };
    assert!(labels("Auslieferungszeitpunkte") && !labels("Schritte"));
}

#[test]
fn no_file_tells_where_a_passage_for_others_stood() {
    let site = |passage: &str| {
        let plan = fixture("access = \"public\"\n[audiences.team]\nsees = [\"customers\"]");
        pages(&format!("{plan}\n-- milestones/said.md --\n+++\ntitle = \"Said\"\n+++\nOne.\n\n{passage}Two.\n"))
    };
    let (with, without) = (site("::: for team\nOurs.\n:::\n\n"), site(""));
    assert!(with["roadmap.json"].contains("One.") && !with["roadmap.json"].contains("Ours."));
    for (path, text) in &with {
        assert_eq!(Some(text), without.get(path), "{path}");
    }
    assert_eq!(with.len(), without.len());
}

#[test]
fn strategy_has_a_page_where_the_view_tells_what_an_update_is() {
    let of = |fields: &str, id: &str| {
        let plan = fixture(&format!("access = \"public\"\n{fields}"));
        let plan = plan.replace("title = \"Plan\"", "title = \"Plan\"\nbase_url = \"https://example.org/\"");
        pages(&format!(
            "{plan}\n-- updates/{id}.md --\n+++\ntitle = \"Four ports first\"\ndate = 2026-11-10\ntype = \"strategy\"\n+++\n"
        ))
    };
    let site = of("", "four-ports");
    let page = &site["updates/strategy/index.html"];
    assert!(page.contains("Four ports first") && !page.contains("It slips"));
    assert!(site["updates/index.html"].contains("updates/strategy/index.html\">Strategy</a>"));
    assert!(site["strategy.xml"].contains("Four ports first") && !site["strategy.xml"].contains("It slips"));
    assert!(site["strategy.xml"].contains("https://example.org/updates/strategy/"));
    // An update of that name is at its own address.
    let taken = of("", "strategy");
    assert!(taken["updates/strategy/index.html"].contains("<h1 class=\"say\" dir=\"auto\">Four ports first</h1>"));
    assert!(taken["strategy.xml"].contains("https://example.org/updates/\""));
    let untold = of("fields = [\"status\"]", "four-ports");
    assert!(!untold.contains_key("strategy.xml") && !untold.contains_key("updates/strategy/index.html"));
}
