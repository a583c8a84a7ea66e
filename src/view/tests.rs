//! What each audience sees, told with small roadmaps.

use super::{Door, Reader, Verdict, View, project};
use crate::id::Id;
use crate::model::Roadmap;
use crate::source::Sources;
use crate::words::{Field, Horizon, MilestoneStatus};

const SETTINGS: &str = r#"
-- roadmap.toml --
[site]
title = "T"
[dates]
"fair" = 2026-12-15
[checks]
dependency-cycle = "warn"
[defaults]
audiences = ["team"]
[audiences.board]
sees = ["team"]
[audiences.team]
sees = ["customers"]
[audiences.customers]
access = "public"
fields = ["status", "target"]
date_precision = "quarter"
[audiences.press]
access = "public"
fields = []
date_precision = "horizon"
"#;

fn roadmap(items: &str) -> Roadmap {
    let (roadmap, problems) = crate::read(&Sources::from_fixture(&format!("{SETTINGS}{items}")), false);
    let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == crate::rule::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    roadmap
}

fn view(roadmap: &Roadmap, audience: &str) -> View {
    project(roadmap, Reader::of(&roadmap.audiences[audience]), "2026-11-16".parse().expect("a day"))
}

fn id(text: &str) -> Id {
    Id::new(text).expect("an id")
}

fn who_sees(roadmap: &Roadmap, item: &str) -> String {
    let sees = |name: &&str| Door::of(roadmap, Reader::of(&roadmap.audiences[*name])).sees(&id(item));
    ["board", "team", "customers", "press"].iter().filter(|name| sees(name)).copied().collect::<Vec<_>>().join(" ")
}

#[test]
fn an_item_is_seen_by_those_it_names_or_the_default_and_by_those_who_see_them() {
    let roadmap = roadmap(
        "-- milestones/default.md --\n+++\ntitle = \"A\"\n+++\n\
         -- milestones/named.md --\n+++\ntitle = \"B\"\naudiences = [\"customers\"]\n+++\n\
         -- milestones/both.md --\n+++\ntitle = \"C\"\naudiences = [\"press\", \"board\"]\n+++\n",
    );
    assert_eq!(who_sees(&roadmap, "default"), "board team");
    assert_eq!(who_sees(&roadmap, "named"), "board team customers");
    assert_eq!(who_sees(&roadmap, "both"), "board press");
}

#[test]
fn what_hangs_on_an_item_is_seen_by_no_more_people_than_the_item() {
    let roadmap = roadmap(
        "-- vision/open.md --\n+++\ntitle = \"V\"\naudiences = [\"customers\"]\n+++\n\
         -- vision/shut.md --\n+++\ntitle = \"W\"\naudiences = [\"board\"]\n+++\n\
         -- intents/under-shut.md --\n+++\ntitle = \"I\"\nvision = \"shut\"\naudiences = [\"customers\"]\n+++\n\
         -- intents/under-both.md --\n+++\ntitle = \"J\"\nvision = [\"shut\", \"open\"]\naudiences = [\"customers\"]\n+++\n\
         -- intents/child.md --\n+++\ntitle = \"K\"\nparent = \"under-shut\"\naudiences = [\"customers\"]\n+++\n\
         -- milestones/step.md --\n+++\ntitle = \"L\"\nintent = [\"child\", \"under-both\"]\naudiences = [\"customers\"]\n+++\n\
         -- milestones/deep.md --\n+++\ntitle = \"M\"\nintent = \"child\"\naudiences = [\"customers\"]\n+++\n\
         -- updates/news.md --\n+++\ntitle = \"N\"\ndate = 2026-11-01\nabout = [\"step\", \"deep\"]\naudiences = [\"customers\"]\n+++\n",
    );
    assert_eq!(who_sees(&roadmap, "under-shut"), "board");
    assert_eq!(who_sees(&roadmap, "child"), "board");
    assert_eq!(who_sees(&roadmap, "under-both"), "board team customers");
    assert_eq!(who_sees(&roadmap, "step"), "board team customers");
    assert_eq!(who_sees(&roadmap, "deep"), "board");
    assert_eq!(who_sees(&roadmap, "news"), "board");
    let door = Door::of(&roadmap, Reader::of(&roadmap.audiences["customers"]));
    assert_eq!(door.visibility().verdict(&id("deep")), Some(&Verdict::Above(vec![id("child")])));
    // It shows only what is seen.
    assert_eq!(view(&roadmap, "customers").milestones[0].intents, [id("under-both")]);
    assert_eq!(view(&roadmap, "customers").intents[0].visions, [id("open")]);
}

#[test]
fn an_intent_that_names_no_vision_hangs_on_those_that_there_are() {
    let roadmap = roadmap(
        "-- vision/v.md --\n+++\ntitle = \"V\"\naudiences = [\"board\"]\n+++\n\
         -- vision/w.md --\n+++\ntitle = \"W\"\naudiences = [\"board\"]\n+++\n\
         -- intents/i.md --\n+++\ntitle = \"I\"\naudiences = [\"customers\"]\n+++\n",
    );
    assert_eq!(who_sees(&roadmap, "i"), "board");
}

#[test]
fn a_field_that_is_not_listed_is_not_there() {
    let roadmap = roadmap(
        "-- milestones/a.md --\n+++\ntitle = \"A\"\naudiences = [\"customers\", \"press\"]\nowner = \"Ana\"\nstatus = \"planned\"\n\
         target = \"fair\"\nstart = 2026-11-01\nprogress = 40\nhealth = \"at-risk\"\norder = 3\naliases = [\"old\"]\n+++\n- [x] x\n",
    );
    let whole = &view(&roadmap, "team").milestones[0];
    assert_eq!((whole.item.owner.len(), whole.progress.map(|progress| progress.percent)), (1, Some(40)));
    let customers = view(&roadmap, "customers");
    let told = &customers.milestones[0];
    assert!(told.item.owner.is_empty() && told.start.is_none() && told.progress.is_none() && told.health.is_none());
    assert!(customers.aliases.is_empty());
    assert_eq!(told.status, Some(MilestoneStatus::Planned));
    assert_eq!(
        told.target.as_ref().map(|date| (date.text(), date.name().is_some())),
        Some(("2026-Q4".to_owned(), false))
    );
    let press = view(&roadmap, "press");
    let told = &press.milestones[0];
    assert_eq!((told.status, told.target.is_some(), told.horizon), (None, false, Some(Horizon::Now)));
    assert!(!press.shows(Field::Status) && !press.site.dates);
}

#[test]
fn the_horizon_follows_the_dates_that_are_told_and_the_real_ones_where_none_are() {
    // At the end of the quarter after the two that are Next in days, but within their year.
    let roadmap = roadmap(
        "-- milestones/a.md --\n+++\ntitle = \"A\"\naudiences = [\"customers\", \"press\"]\ntarget = 2026-10-02\n+++\n\
         -- milestones/b.md --\n+++\ntitle = \"B\"\naudiences = [\"customers\", \"press\"]\ntarget = 2027-06-30\n+++\n\
         -- milestones/c.md --\n+++\ntitle = \"C\"\naudiences = [\"customers\", \"press\"]\nstatus = \"active\"\n+++\n\
         -- milestones/d.md --\n+++\ntitle = \"D\"\naudiences = [\"customers\", \"press\"]\nstatus = \"done\"\n+++\n",
    );
    for audience in ["customers", "press"] {
        let view = view(&roadmap, audience);
        let horizon = |name: &str| view.milestone(&id(name)).and_then(|milestone| milestone.horizon);
        assert_eq!(horizon("a"), Some(Horizon::Now));
        assert_eq!(horizon("b"), Some(Horizon::Next));
        assert_eq!(horizon("c"), Some(Horizon::Now));
        assert_eq!(horizon("d"), None);
        // What has no horizon is over, and that is all that is told of it.
        assert_eq!(view.milestone(&id("d")).and_then(|milestone| milestone.status), Some(MilestoneStatus::Done));
    }
    assert_eq!(view(&roadmap, "team").milestone(&id("a")).map(|milestone| milestone.late), Some(true));
    assert_eq!(view(&roadmap, "customers").milestone(&id("a")).map(|milestone| milestone.late), Some(false));
}

#[test]
fn what_served_only_what_was_given_up_is_late_for_nobody() {
    let steps = ["\"given-up\"", "\"kept\"", "[\"given-up\", \"kept\"]"];
    let steps = steps.iter().enumerate().map(|(at, intents)| {
        format!("-- milestones/m-{at}.md --\n+++\ntitle = \"M\"\nintent = {intents}\ntarget = 2026-03-01\n+++\n")
    });
    let roadmap = roadmap(&format!(
        "-- intents/given-up.md --\n+++\ntitle = \"I\"\nstatus = \"dropped\"\n+++\n\
         -- intents/kept.md --\n+++\ntitle = \"I\"\n+++\n{}",
        steps.collect::<String>()
    ));
    let view = view(&roadmap, "team");
    let late: Vec<bool> = (0..3).map(|at| view.milestone(&id(&format!("m-{at}"))).expect("it is seen").late).collect();
    assert_eq!(late, [false, true, true]);
}

#[test]
fn words_for_one_audience_are_for_that_one_alone() {
    let roadmap = roadmap(
        "-- milestones/a.md --\n+++\ntitle = \"A\"\naudiences = [\"customers\"]\ntarget = 2026-12-01\n\
         [for.customers]\ntitle = \"For you\"\nsummary = \"Soon.\"\ntarget = \"2027-H1\"\nstatus = \"active\"\n+++\n",
    );
    let customers = view(&roadmap, "customers");
    let told = &customers.milestones[0];
    assert_eq!((told.item.title.as_str(), told.item.summary.as_deref()), ("For you", Some("Soon.")));
    assert_eq!(told.target.as_ref().map(crate::date::Date::text).as_deref(), Some("2027-H1"));
    assert_eq!(told.status, Some(MilestoneStatus::Active));
    let team = view(&roadmap, "team");
    assert_eq!((team.milestones[0].item.title.as_str(), &team.milestones[0].item.summary), ("A", &None));
}

#[test]
fn a_passage_is_read_by_whom_it_names_and_by_those_who_see_them() {
    let roadmap = roadmap(
        "-- pages/p.md --\n+++\ntitle = \"P\"\naudiences = [\"customers\", \"press\"]\n+++\n\
         all\n\n::: for team\nteam\n\n::: for board\nboard\n:::\n:::\n",
    );
    let body = |audience: &str| view(&roadmap, audience).pages[0].item.body.markdown.replace('\n', "");
    assert_eq!((body("customers"), body("press")), ("all".to_owned(), "all".to_owned()));
    assert_eq!((body("team"), body("board")), ("allteam".to_owned(), "allteamboard".to_owned()));
}

#[test]
fn a_file_is_there_only_where_a_text_that_is_read_refers_to_it() {
    let roadmap = {
        let mut sources = Sources::from_fixture(&format!(
            "{SETTINGS}-- milestones/a/index.md --\n+++\ntitle = \"A\"\naudiences = [\"customers\"]\n+++\n\
             ![one](one.png)\n\n::: for team\n![two](two.png)\n:::\n"
        ));
        for name in ["one", "two", "three"] {
            sources.files.insert(format!("milestones/a/{name}.png").into(), vec![1].into());
        }
        crate::read(&sources, false).0
    };
    let assets =
        |audience: &str| view(&roadmap, audience).milestones[0].item.assets.keys().cloned().collect::<Vec<_>>();
    assert_eq!(assets("customers"), ["milestones/a/one.png".into()]);
    assert_eq!(assets("team"), ["milestones/a/one.png".into(), "milestones/a/two.png".into()]);
}

#[test]
fn the_file_of_a_draft_is_not_that_of_a_bundle_around_it() {
    let mut sources = Sources::from_fixture(&format!(
        "{SETTINGS}-- milestones/a/index.md --\n+++\ntitle = \"A\"\n+++\n![one](d/one.png)\n\
         -- milestones/a/d/index.md --\n+++\ntitle = \"D\"\ndraft = true\n+++\n"
    ));
    sources.files.insert("milestones/a/d/one.png".into(), vec![1].into());
    let (without, problems) = crate::read(&sources, false);
    assert!(without.assets.is_empty());
    assert!(problems.iter().any(|problem| problem.rule.name == "broken-link"), "{problems:?}");
    let owners = |roadmap: &Roadmap| roadmap.assets.values().flat_map(|asset| asset.owners.clone()).collect::<Vec<_>>();
    assert_eq!(owners(&crate::read(&sources, true).0), [id("d")]);
}

#[test]
fn the_day_of_an_update_is_told_to_all_and_its_name_only_where_names_are() {
    let roadmap = roadmap(
        "-- updates/u.md --\n+++\ntitle = \"U\"\ndate = \"fair\"\naudiences = [\"customers\", \"press\"]\n+++\n",
    );
    for (audience, name) in [("team", Some("fair")), ("customers", None), ("press", None)] {
        let view = view(&roadmap, audience);
        let date = &view.updates[0].date;
        assert_eq!((date.text().as_str(), date.name()), ("2026-12-15", name), "{audience}");
    }
}

#[test]
fn a_circle_of_parents_is_broken_among_those_that_are_seen() {
    let roadmap = roadmap(
        "-- intents/b.md --\n+++\ntitle = \"B\"\nparent = \"c\"\n+++\n\
         -- intents/c.md --\n+++\ntitle = \"C\"\nparent = \"d\"\n+++\n\
         -- intents/d.md --\n+++\ntitle = \"D\"\nparent = \"b\"\n+++\n\
         -- intents/a.md --\n+++\ntitle = \"A\"\nparent = \"d\"\n+++\n",
    );
    let view = view(&roadmap, "team");
    let parent = |name: &str| view.intent(&id(name)).and_then(|intent| intent.parent.clone());
    assert_eq!(
        (parent("a"), parent("b"), parent("c"), parent("d")),
        (Some(id("d")), None, Some(id("d")), Some(id("b")))
    );
}

#[test]
fn there_is_no_reader_of_everything_once_there_are_audiences() {
    let roadmap = roadmap("-- milestones/a.md --\n+++\ntitle = \"A\"\n+++\n");
    assert!(Reader::all(&roadmap).iter().all(|reader| reader.audience().is_some()));
    // Not even where none of them can be read.
    let broken = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n[audiences.\"A B\"]\n-- milestones/a.md --\n+++\ntitle = \"A\"\n+++\n";
    assert!(Reader::all(&crate::read(&Sources::from_fixture(broken), false).0).is_empty());
}
