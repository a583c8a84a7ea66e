use serde_json::json as value;

use super::*;
use crate::output::specimen;

fn parsed(view: &View) -> Value {
    serde_json::from_str(&json(view)).expect("JSON")
}

#[test]
fn the_output_keeps_to_its_schema() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut empty = specimen::view();
    (empty.visions, empty.intents, empty.milestones, empty.updates) = Default::default();
    for view in [specimen::view(), empty] {
        let faults: Vec<String> = validator.iter_errors(&parsed(&view)).map(|error| error.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}

#[test]
fn the_schema_refuses_what_the_format_does_not_allow() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let good = parsed(&specimen::view());
    for (pointer, wrong) in [
        ("/format", value!("roadmapgen/2")),
        ("/audience", value!(null)),
        ("/milestones/0/teams", value!("sdk")),
        ("/milestones/0/status", value!("preview")),
        ("/milestones/0/progress", value!(101)),
        ("/milestones/0/target/precision", value!("decade")),
        ("/milestones/0/url", value!(3)),
        ("/intents/0/key_results/0/readings/0", value!(["2026-09-30"])),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect("a place") = wrong;
        assert!(!validator.is_valid(&bad), "a wrong {pointer} was accepted");
    }
}

#[test]
fn a_full_milestone_has_its_fields_under_the_names_of_its_file() {
    assert_eq!(
        parsed(&specimen::view())["milestones"][0],
        value!({
            "id": "calendar-sync", "title": "Calendar \"sync\", <b>at last</b>", "summary": "One calendar.",
            "url": "milestones/calendar-sync/", "owner": ["Ana", "Ben"], "roles": { "champion": ["Cleo"] },
            "teams": ["sdk"], "tags": ["=cmd|x", "a"],
            "links": [{ "title": "The brief", "url": "https://docs.example/brief" }],
            "relates_to": ["first-slice"], "replaces": [], "lenses": {}, "extra": { "cost": { "eur": 12 } },
            "body_markdown": "- [x] one\n- [ ] two\n",
            "intents": ["patients-schedule", "self-service"], "depends_on": ["first-slice"],
            "status": "active", "status_title": "Preview", "health": "at-risk", "blocked": "waits for the *vendor*",
            "start": { "text": "2026-Q3", "first": "2026-07-01", "last": "2026-09-30", "precision": "quarter" },
            "target": { "text": "2026-10-31", "name": "v1.36", "first": "2026-10-31", "last": "2026-10-31",
                "precision": "day" },
            "horizon": "now", "late": true, "commitment": "committed", "confidence": 80, "slice": false,
            "progress": 40, "effort": 2.5, "priority": "must", "investment": "core",
        })
    );
}

#[test]
fn what_a_view_does_not_tell_is_left_out() {
    let mut view = specimen::view();
    view.site.fields.clear();
    view.site.dates = false;
    for milestone in &mut view.milestones {
        (milestone.status, milestone.status_title) = (None, String::new());
    }
    for intent in &mut view.intents {
        (intent.status, intent.status_title) = (None, String::new());
        for key_result in &mut intent.key_results {
            key_result.readings.iter_mut().for_each(|reading| reading.date = None);
        }
    }
    let roadmap = parsed(&view);
    for pointer in [
        "/milestones/0/status",
        "/milestones/0/status_title",
        "/milestones/0/late",
        "/milestones/0/slice",
        "/intents/0/status",
        "/updates/0/type",
    ] {
        assert_eq!(roadmap.pointer(pointer), None, "{pointer}");
    }
    assert_eq!(roadmap.pointer("/intents/0/key_results/0/readings"), Some(&value!([[null, 18], [null, 31.25]])));
    assert!(jsonschema::validator_for(&schema()).expect("a schema").is_valid(&roadmap));
}

#[test]
fn what_stands_in_a_comment_is_not_published() {
    let mut view = specimen::view();
    view.milestones[0].item.body.markdown = "Shown. <!-- Ana: is the *vendor* broke? -->\n\n`<!-- code -->`\n".into();
    let body = parsed(&view)["milestones"][0]["body_markdown"].clone();
    assert_eq!(body, value!("Shown. \n\n`<!-- code -->`\n"));
}

#[test]
fn a_bare_milestone_has_its_lists_and_what_is_derived() {
    assert_eq!(
        parsed(&specimen::view())["milestones"][1],
        value!({
            "id": "first-slice", "title": "=1+1", "url": "milestones/first-slice/", "owner": [], "roles": {},
            "teams": [], "tags": [], "links": [], "relates_to": [], "replaces": [], "lenses": {}, "extra": {}, "body_markdown": "",
            "intents": [], "depends_on": [], "status": "idea", "status_title": "Idea", "horizon": "later",
            "late": false, "slice": true,
        })
    );
}

#[test]
fn intents_visions_and_updates_have_what_is_theirs() {
    let roadmap = parsed(&specimen::view());
    for (pointer, expected) in [
        ("/visions/0/horizon/text", value!("2029")),
        ("/visions/0/success/0/by/precision", value!("half")),
        ("/intents/0/visions", value!(["calm-clinics"])),
        ("/intents/0/key_results/0/baseline", value!(18)),
        ("/intents/0/key_results/0/readings", value!([["2026-09-30", 18], ["2026-10-31", 31.25]])),
        ("/intents/0/assumptions/0/status", value!("untested")),
        ("/intents/0/important", value!(false)),
        ("/intents/0/progress", value!(36)),
        ("/intents/1/parent", value!("patients-schedule")),
        ("/updates/0/type", value!("decision")),
        ("/updates/0/date/text", value!("2026-09-15")),
        ("/updates/0/about", value!(["calendar-sync"])),
    ] {
        assert_eq!(roadmap.pointer(pointer), Some(&expected), "at {pointer}");
    }
    assert!(roadmap["intents"][1].get("progress").is_none());
}

#[test]
fn the_head_says_what_it_is_and_for_whom() {
    let mut view = specimen::view();
    let head = |view: &View| json(view).split("  \"visions\"").next().map(str::to_owned);
    let expected = "{\n  \"format\": \"roadmapgen/1\",\n  \"title\": \"Clinic & Co\",\n  \"audience\": {\n    \
                    \"id\": \"everyone\",\n    \"title\": \"Everyone\"\n  },\n  \"as_of\": \"2026-11-22\",\n";
    assert_eq!(head(&view).as_deref(), Some(expected));
    view.audience = Some(specimen::customers());
    assert_eq!(parsed(&view)["audience"], value!({ "id": "customers", "title": "Customers" }));
}

#[test]
fn each_item_is_a_line() {
    let mut view = specimen::view();
    view.updates.clear();
    let text = json(&view);
    let items: Vec<&str> = text.lines().filter(|line| line.starts_with("    {\"id\":\"")).collect();
    assert_eq!(items.len(), 5, "{text}");
    assert!(text.ends_with("\n  ],\n  \"updates\": []\n}\n"), "{text}");
}

#[test]
fn numbers_are_written_as_people_write_them() {
    for (number_given, text) in [(18.0, "18"), (-0.5, "-0.5"), (1e300, "1e+300"), (-3.0, "-3"), (0.1, "0.1")] {
        assert_eq!(number(number_given).to_string(), text);
    }
}
