//! A small view with something in every field, for the tests of the outputs.

use std::collections::BTreeMap;

use serde_json::json;

use crate::date::{Date, Day, FiscalYear};
use crate::id::Id;
use crate::view::{
    Above, Assumption, Audience, Body, Intent, Item, KeyResult, Link, Milestone, Page, Progress, ProgressSource,
    Reading, Site, State, Success, Update, View, Vision,
};
use crate::words::{
    AssumptionStatus, Cards, Commitment, Field, FuzzyInCalendar, Health, Horizon, IntentStatus, Investment, Kind,
    MilestoneStatus, Priority, RawHtml, RemoteImages, Section, UpdateType, Word,
};

/// One vision, an intent and a part of it, two milestones, an update and a page.
pub fn view() -> View {
    let milestones = vec![full_milestone(), bare_milestone()];
    let intents = vec![full_intent(), bare_intent()];
    let kinds = [
        (Kind::Vision, vec!["calm-clinics"]),
        (Kind::Intent, vec!["patients-schedule", "self-service"]),
        (Kind::Milestone, vec!["calendar-sync", "first-slice"]),
        (Kind::Update, vec!["september"]),
        (Kind::Page, vec!["how-to-read"]),
    ];
    let index = kinds.iter().flat_map(|(kind, ids)| ids.iter().enumerate().map(|(at, text)| (id(text), (*kind, at))));
    View {
        site: site(),
        audience: None,
        as_of: day(2026, 11, 22),
        visions: vec![vision()],
        intents,
        milestones,
        updates: vec![update()],
        pages: vec![Page { item: item(Kind::Page, "how-to-read", "How to read this"), nav: true }],
        landing: None,
        aliases: BTreeMap::new(),
        files: crate::table::Table::default(),
        copied: BTreeMap::new(),
        index: index.collect(),
    }
}

/// An audience with its own view.
pub fn customers() -> Audience {
    Audience { id: id("customers"), title: "Customers".to_owned() }
}

fn site() -> Site {
    Site {
        title: "Clinic & Co".to_owned(),
        description: None,
        base_url: Some("https://plans.example/a b/?x=1&y=2/".to_owned()),
        language: "en".to_owned(),
        accent: None,
        footer: None,
        logo: None,
        cards: Cards::View,
        fuzzy_in_calendar: FuzzyInCalendar::Span,
        effort_unit: "weeks".to_owned(),
        limits: crate::align::Limits::default(),
        lenses: BTreeMap::new(),
        labels: BTreeMap::new(),
        sections: Section::ALL.iter().copied().collect(),
        fields: Field::ALL.iter().copied().collect(),
        dates: true,
        raw_html: RawHtml::Sanitize,
        remote_images: RemoteImages::Link,
    }
}

fn vision() -> Vision {
    Vision {
        item: item(Kind::Vision, "calm-clinics", "Calm clinics"),
        horizon: Some(date("2029")),
        why: Some("Because *waiting* hurts.".to_owned()),
        success: vec![Success { by: Some(date("2027-H1")), text: "No queues".to_owned() }],
        intents: vec![id("patients-schedule")],
    }
}

fn full_intent() -> Intent {
    Intent {
        item: item(Kind::Intent, "patients-schedule", "Patients schedule themselves"),
        visions: vec![id("calm-clinics")],
        parent: None,
        above: Above::default(),
        children: vec![id("self-service")],
        milestones: vec![id("calendar-sync")],
        depends_on: Vec::new(),
        unblocks: Vec::new(),
        status: Some(IntentStatus::Active),
        status_title: "Active".to_owned(),
        health: None,
        health_since: None,
        horizon: Some(Horizon::Now),
        progress: Some(Progress { percent: 36, source: ProgressSource::KeyResults(1) }),
        priority: Some(Priority::Must),
        urgent: Some(true),
        important: Some(false),
        investment: Some(Investment::Adjacent),
        key_results: vec![KeyResult {
            name: "Booked online".to_owned(),
            unit: Some("%".to_owned()),
            baseline: 18.0,
            target: 54.5,
            readings: vec![reading("2026-09-30", 18.0), reading("2026-10-31", 31.25)],
            source: Some("the booking log".to_owned()),
            progress: 36,
        }],
        assumptions: vec![Assumption {
            text: "Patients have a phone".to_owned(),
            status: AssumptionStatus::Untested,
            test: Some("Ask fifty".to_owned()),
        }],
    }
}

fn bare_intent() -> Intent {
    Intent {
        item: item(Kind::Intent, "self-service", "Everything without a call"),
        visions: Vec::new(),
        parent: Some(id("patients-schedule")),
        above: Above { count: 1, first: vec![id("patients-schedule")] },
        children: Vec::new(),
        milestones: vec![id("calendar-sync")],
        status: Some(IntentStatus::Proposed),
        status_title: "Proposed".to_owned(),
        horizon: None,
        progress: None,
        priority: None,
        urgent: None,
        important: None,
        investment: None,
        key_results: Vec::new(),
        assumptions: Vec::new(),
        ..full_intent()
    }
}

fn full_milestone() -> Milestone {
    let mut item = item(Kind::Milestone, "calendar-sync", "Calendar \"sync\", <b>at last</b>");
    item.summary = Some("One calendar.".to_owned());
    item.owner = vec!["Ana".to_owned(), "Ben".to_owned()];
    item.roles = BTreeMap::from([("champion".to_owned(), vec!["Cleo".to_owned()])]);
    item.teams = vec!["sdk".to_owned()];
    item.tags = vec!["=cmd|x".to_owned(), "a".to_owned()];
    item.links = vec![Link { title: "The brief".to_owned(), url: "https://docs.example/brief".to_owned() }];
    item.relates_to = vec![id("first-slice")];
    item.extra = BTreeMap::from([("cost".to_owned(), json!({ "eur": 12 }))]);
    item.body.markdown = "- [x] one\n- [ ] two\n".into();
    Milestone {
        item,
        intents: vec![id("patients-schedule"), id("self-service")],
        status: Some(MilestoneStatus::Active),
        status_title: "Preview".to_owned(),
        state: State::Risk,
        health: Some(Health::AtRisk),
        health_since: Some(day(2026, 9, 15)),
        blocked: Some("waits for the *vendor*".to_owned()),
        start: Some(date("2026-Q3")),
        target: Some(date("2026-10-31").with_name("v1.36".to_owned())),
        done: None,
        horizon: Some(Horizon::Now),
        awaited: true,
        late: true,
        commitment: Some(Commitment::Committed),
        confidence: Some(80),
        slice: false,
        depends_on: vec![id("first-slice")],
        unblocks: Vec::new(),
        progress: Some(Progress { percent: 40, source: ProgressSource::Written }),
        effort: Some(2.5),
        priority: Some(Priority::Must),
        urgent: None,
        important: None,
        investment: Some(Investment::Core),
    }
}

fn bare_milestone() -> Milestone {
    Milestone {
        item: item(Kind::Milestone, "first-slice", "=1+1"),
        intents: Vec::new(),
        status: Some(MilestoneStatus::Idea),
        status_title: "Idea".to_owned(),
        state: State::Idea,
        health: None,
        health_since: None,
        blocked: None,
        start: None,
        target: None,
        done: None,
        horizon: Some(Horizon::Later),
        awaited: true,
        late: false,
        commitment: None,
        confidence: None,
        slice: true,
        depends_on: Vec::new(),
        unblocks: vec![id("calendar-sync")],
        progress: None,
        effort: None,
        priority: None,
        urgent: None,
        important: None,
        investment: None,
    }
}

fn update() -> Update {
    Update {
        item: item(Kind::Update, "september", "September"),
        date: Date::day(day(2026, 9, 15)),
        update_type: UpdateType::Decision,
        about: vec![id("calendar-sync")],
        health: Some(Health::AtRisk),
    }
}

fn item(kind: Kind, id_text: &str, title: &str) -> Item {
    Item {
        id: id(id_text),
        kind,
        title: title.to_owned(),
        summary: None,
        owner: Vec::new(),
        roles: BTreeMap::new(),
        teams: Vec::new(),
        tags: Vec::new(),
        links: Vec::new(),
        relates_to: Vec::new(),
        replaces: Vec::new(),
        replaced_by: Vec::new(),
        mentioned_by: Vec::new(),
        updates: Vec::new(),
        lenses: BTreeMap::new(),
        extra: BTreeMap::new(),
        body: Body {
            markdown: crate::markdown::prose::Prose::default(),
            file: format!("{}/{id_text}.md", kind.folder()).into(),
        },
        assets: BTreeMap::new(),
    }
}

fn reading(text: &str, value: f64) -> Reading {
    Reading { date: Some(date(text)), value }
}

fn id(text: &str) -> Id {
    Id::new(text).expect("an id")
}

fn date(text: &str) -> Date {
    Date::parse(text, FiscalYear::default()).expect("a date")
}

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).expect("a day")
}
