use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::*;
use crate::source::Sources;

fn view(as_of: &str, fixture: &str) -> View {
    let (roadmap, problems) = crate::read(&Sources::from_fixture(fixture), false);
    assert!(problems.is_empty(), "{problems:?}");
    crate::view::project(&roadmap, crate::view::Reader::all(&roadmap)[0], as_of.parse().expect("a day in a test"))
}

fn shown(view: &View, all: bool) -> Timeline {
    let extent = if all { Extent::Whole } else { Extent::Around };
    page_of(view, &By::Intent, extent).expect("every view has these")
}

fn page_of(view: &View, by: &By, extent: Extent) -> Option<Timeline> {
    let frame = Frame::of(view, crate::page::shell::Assets::default());
    page(&frame, &Route::Timeline(by.clone(), extent), by, extent)
}

/// Headings and the ids of their rows.
fn lanes_of(view: &View, timeline: &Timeline) -> Vec<(String, Vec<String>)> {
    let ids = |lane: &Lane| lane.gantt.shown.iter().map(|row| view.milestones[row.at].item.id.to_string()).collect();
    timeline.lanes.iter().map(|lane| (lane.title.clone(), ids(lane))).collect()
}

/// The opening page as HTML.
fn html_of(view: &View, by: By) -> String {
    let theme = crate::theme::Theme::plain();
    let route = Route::Timeline(by, Extent::Around);
    let page = crate::page::render(&crate::page::frame(view, &theme), &theme, &route);
    String::from_utf8(page.expect("it is there").expect("it renders")).expect("it is text")
}

const PLAN: &str = r#"
-- roadmap.toml --
[site]
title = "Plan"
-- plan.toml --
[[intent]]
id = "sail"
title = "Ships sail"
status = "active"
[[intent]]
id = "wait"
title = "Ships wait"
status = "proposed"
[[milestone]]
id = "slot"
title = "Slot"
intent = ["sail", "wait"]
status = "active"
start = 2026-09-14
target = 2026-12-11
[[milestone]]
id = "crane"
title = "Crane"
intent = "wait"
target = "2027-Q2"
depends_on = ["slot", "older"]
[[milestone]]
id = "older"
title = "Older"
intent = "wait"
target = "2025-Q1"
[[milestone]]
id = "alone"
title = "Alone"
target = "2027-01"
[[milestone]]
id = "someday"
title = "Someday"
intent = "wait"
"#;

fn plan() -> View {
    view("2026-11-16", &PLAN.replace("plan.toml", "milestones/plan.toml"))
}

#[test]
fn a_milestone_stands_once_in_the_lane_of_its_first_intent() {
    let plan = plan();
    let timeline = shown(&plan, false);
    let expected = [("Ships sail", ["slot"]), ("Ships wait", ["crane"]), ("Serves no intent", ["alone"])];
    let expected = expected.map(|(title, ids)| (title.to_owned(), ids.map(str::to_owned).to_vec()));
    assert_eq!(lanes_of(&plan, &timeline), expected);
    let html = html_of(&plan, By::Intent);
    let also: Vec<_> = html.match_indices("also serves ").map(|(at, words)| &html[at + words.len()..]).collect();
    assert!(
        also.len() == 1 && also[0].starts_with("<a href=\"../intents/wait/index.html\">Ships wait</a>"),
        "{also:?}"
    );
}

#[test]
fn needs_lead_to_rows_of_the_page_and_else_to_the_milestones_own() {
    let html = html_of(&plan(), By::Intent);
    let needs = "needs <a href=\"#m-slot\">Slot</a>, <a href=\"../milestones/older/index.html\">Older</a>";
    assert!(html.contains(needs), "{html}");
    assert!(html.contains("unblocks <a href=\"#m-crane\">Crane</a>"), "{html}");
}

#[test]
fn it_says_what_it_shows_and_offers_the_rest() {
    let timeline = shown(&plan(), false);
    assert_eq!(timeline.span, "July 2026 to June 2027");
    assert_eq!(timeline.extent, "one quarter back, two ahead");
    assert_eq!(timeline.outside.as_deref(), Some("One milestone lies earlier, and is late"));
    assert_eq!(timeline.other.as_deref(), Some("../timeline/all/index.html"));
    assert_eq!(timeline.undated_words.as_deref(), Some("One milestone has no date"));
    assert_eq!(timeline.undated[0].step.id, "someday");
}

#[test]
fn the_whole_timeline_has_everything_with_a_date() {
    let plan = plan();
    let timeline = shown(&plan, true);
    assert_eq!(timeline.span, "January 2025 to June 2027");
    assert_eq!(lanes_of(&plan, &timeline)[1].1, ["older", "crane"]);
    assert_eq!(timeline.zooms.iter().map(|zoom| zoom.title).collect::<Vec<_>>(), ["Whole span", "Years", "Quarters"]);
}

#[test]
fn a_plan_that_fits_needs_no_second_page() {
    let small = view(
        "2026-11-16",
        "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n-- milestones/a.md --\n+++\ntitle = \"A\"\ntarget = 2026-12-11\n+++\n",
    );
    assert!(!routes(&small).contains(&Route::Timeline(By::Intent, Extent::Whole)));
    assert_eq!(shown(&small, false).other, None);
    assert!(routes(&plan()).contains(&Route::Timeline(By::Intent, Extent::Whole)));
}

#[test]
fn an_empty_window_says_so() {
    let late = view(
        "2029-11-16",
        "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n-- milestones/a.md --\n+++\ntitle = \"A\"\ntarget = 2026-12-11\n+++\n",
    );
    assert_eq!(shown(&late, false).empty.as_deref(), Some("Nothing falls into October to December 2029."));
    let none = view("2029-11-16", "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n");
    assert_eq!(shown(&none, false).empty.as_deref(), Some("There is no milestone yet."));
}

#[test]
fn a_long_lane_is_split_and_no_anchor_stands_twice() {
    let mut fixture =
        "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n-- intents/sail.md --\n+++\ntitle = \"Ships sail\"\n+++\n"
            .to_owned();
    for at in 0..120 {
        write!(
            fixture,
            "-- milestones/m{at:03}.md --\n+++\ntitle = \"M\"\nintent = \"sail\"\ntarget = 2026-12-11\n+++\n"
        )
        .expect("writing to a string does not fail");
    }
    let view = view("2026-11-16", &fixture);
    let timeline = shown(&view, false);
    let sizes: Vec<_> = timeline.lanes.iter().map(|lane| lane.gantt.shown.len()).collect();
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(timeline.lanes[2].part.as_deref(), Some("101 to 120"));
    let html = html_of(&view, By::Intent);
    let ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let lanes_and_rows = ids.iter().filter(|id| id.starts_with("l-") || id.starts_with("l2-") || id.starts_with("m-"));
    assert!(lanes_and_rows.count() > 120);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "one stands twice: {ids:?}");
    assert_eq!(timeline.lanes.iter().filter(|lane| lane.gantt.now.is_some()).count(), 1);
}

#[test]
fn intents_of_one_title_are_told_apart_by_their_vision_or_else_by_their_id() {
    let view = view(
        "2026-11-16",
        r#"
-- roadmap.toml --
[site]
title = "Plan"
[[vision]]
id = "near"
title = "Near"
[[vision]]
id = "far"
title = "Far"
-- intents/all.toml --
[[intent]]
id = "a"
title = "Ships sail"
vision = "near"
[[intent]]
id = "b"
title = "Ships sail"
vision = "far"
[[intent]]
id = "c"
title = "Ships wait"
vision = "far"
[[intent]]
id = "d"
title = "Cranes lift"
vision = "far"
[[intent]]
id = "e"
title = "Cranes lift"
vision = "far"
"#,
    );
    let apart: Vec<_> = {
        let apart = section::told_apart(&view);
        view.intents.iter().map(|intent| apart.get(&intent.item.id).copied()).collect()
    };
    assert_eq!(apart, [Some("Near"), Some("Far"), None, Some("d"), Some("e")]);
    assert_eq!(section::beside(Some("Near"), Some("51 to 100".to_owned())).as_deref(), Some("Near, 51 to 100"));
    assert_eq!(section::beside(None, None), None);
}

/// A plan of as many milestones, a month after the other.
fn long(count: usize) -> View {
    let mut fixture = "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n-- milestones/plan.toml --\n".to_owned();
    for at in 0..count {
        let (year, month) = (2025 + at / 12 % 4, at % 12 + 1);
        writeln!(fixture, "[[milestone]]\nid = \"m{at}\"\ntitle = \"M{at}\"\ntarget = \"{year}-{month:02}\"")
            .expect("writing to a string does not fail");
    }
    view("2026-11-16", &fixture)
}

#[test]
fn a_timeline_too_long_for_a_page_has_one_for_each_year() {
    let view = long(MOST_WHOLE + 1);
    let routes = routes(&view);
    assert!(!routes.contains(&Route::Timeline(By::Intent, Extent::Whole)), "{routes:?}");
    let opening = page_of(&view, &By::Intent, Extent::Around).expect("it is there");
    assert_eq!(opening.other, None);
    let years: Vec<_> = opening.years.iter().map(|year| (year.link.title.as_str(), year.count)).collect();
    assert_eq!(years, [("2025", 132), ("2026", 129), ("2027", 120), ("2028", 120)]);
    let rows = |year| {
        let page = page_of(&view, &By::Intent, Extent::Year(year)).expect("it is there");
        assert!(page.lanes.iter().all(|lane| lane.gantt.shown.len() <= MOST_ROWS));
        page.lanes.iter().map(|lane| lane.gantt.shown.len()).sum::<usize>()
    };
    assert_eq!([2025, 2026, 2027, 2028].map(rows), [132, 129, 120, 120]);
    assert!(page_of(&view, &By::Intent, Extent::Year(2029)).is_none());
    assert!(page_of(&long(MOST_WHOLE), &By::Intent, Extent::Year(2026)).is_none(), "one that fits is not split");
}

#[test]
fn what_takes_centuries_is_no_reason_for_hundreds_of_pages() {
    let mut view = long(MOST_WHOLE + 1);
    view.milestones[0].start = Some(Date::day("1700-01-01".parse().expect("a day")));
    assert!(routes(&view).len() < 4 + 2 * MOST_YEARS, "{}", routes(&view).len());
}

#[test]
fn lanes_are_the_groups_of_a_lens_and_a_milestone_of_two_teams_has_one_anchor() {
    let view = view(
        "2026-11-16",
        "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n\
         -- milestones/plan.toml --\n[[milestone]]\nid = \"a\"\ntitle = \"A\"\ntarget = 2026-12-11\nteams = [\"web\", \"app\"]\n\
         [[milestone]]\nid = \"b\"\ntitle = \"B\"\ntarget = 2026-12-12\n",
    );
    let page = page_of(&view, &By::Lens("team".to_owned()), Extent::Around).expect("it sorts something");
    assert_eq!(page.title, "Timeline by team");
    let lanes = lanes_of(&view, &page).into_iter();
    let lanes: Vec<_> = lanes.map(|(title, ids)| format!("{title}: {}", ids.join(" "))).collect();
    assert_eq!(lanes, ["app: a", "web: a", "No team: b"]);
    let html = html_of(&view, By::Lens("team".to_owned()));
    assert_eq!([" id=\"m-a\"", ">A</a>"].map(|text| html.matches(text).count()), [1, 2]);
    assert!(page_of(&view, &By::Lens("beat".to_owned()), Extent::Around).is_none());
}

#[test]
fn of_many_lanes_the_first_alone_names_each_month() {
    let named = |lanes: usize| {
        let mut fixture = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n".to_owned();
        for at in 0..lanes {
            write!(fixture, "-- intents/i{at}.md --\n+++\ntitle = \"I {at}\"\n+++\n-- milestones/m{at}.md --\n+++\ntitle = \"M\"\nintent = \"i{at}\"\ntarget = 2026-12-11\n+++\n")
                .expect("writing to a string does not fail");
        }
        let timeline = shown(&view("2026-11-16", &fixture), false);
        let fine = |lane: &Lane| {
            let labels = serde_json::to_value(&lane.gantt.labels).expect("it is JSON");
            labels.as_array().expect("a list").iter().filter(|label| label["fine"] == true).count()
        };
        timeline.lanes.iter().map(fine).collect::<Vec<_>>()
    };
    let few = named(MOST_FINE);
    assert!(few[0] > 0 && few == vec![few[0]; MOST_FINE], "{few:?}");
    let mut many = vec![0; MOST_FINE + 1];
    many[0] = few[0];
    assert_eq!(named(MOST_FINE + 1), many);
}
