use super::*;
use crate::date::FiscalYear;
use crate::output::specimen;
use crate::words::Field;

fn view() -> View {
    let mut view = specimen::view();
    view.site.base_url = Some("https://plans.example/roadmap/".to_owned());
    view
}

fn date(text: &str) -> Date {
    Date::parse(text, FiscalYear::starting_in(4).expect("April")).expect("a date")
}

fn lines(view: &View) -> Vec<String> {
    let text = calendar(view).expect("there is a date");
    text.replace("\r\n ", "").lines().map(str::to_owned).collect()
}

#[test]
fn an_event_is_a_milestone_on_the_day_on_which_it_is_due() {
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//roadmapgen//roadmapgen//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Clinic & Co",
        "X-WR-CALNAME:Clinic & Co",
        "URL:https://plans.example/roadmap/",
        "SOURCE;VALUE=URI:https://plans.example/roadmap/roadmap.ics",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        "BEGIN:VEVENT",
        "UID:calendar-sync@plans.example/roadmap",
        "DTSTAMP:20261122T000000Z",
        "DTSTART;VALUE=DATE:20261031",
        "DTEND;VALUE=DATE:20261101",
        "SUMMARY:Calendar \"sync\"\\, <b>at last</b>",
        "DESCRIPTION:One calendar.\\nFor: Patients schedule themselves\\, Everything without a call\\nPreview\\, At risk\\, \
         late\\nAna\\, Ben\\nv1.36 (31 October 2026)\\nhttps://plans.example/roadmap/milestones/calendar-sync/",
        "URL:https://plans.example/roadmap/milestones/calendar-sync/",
        "STATUS:CONFIRMED",
        "CATEGORIES:sdk,=cmd|x,a",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ];
    assert_eq!(lines(&view()), expected);
}

#[test]
fn what_is_due_in_a_span_is_an_event_on_all_of_it_or_left_out() {
    for (target, span, title) in [
        (date("2026-Q3"), "20260701 20261001", "x (Q3 2026)"),
        (date("2028-02"), "20280201 20280301", "x (February 2028)"),
        (date("2026-W53"), "20261228 20270104", "x (Week 53 of 2026)"),
        (date("FY27-Q1"), "20260401 20260701", "x (FY27 Q1\\, April to June 2026)"),
        (date("2027-03").with_name("Kube (EU)".to_owned()), "20270301 20270401", "x (Kube (EU)\\, March 2027)"),
        (date("FY27").with_name("a".to_owned()), "20260401 20270401", "x (a\\, FY27\\, April 2026 to March 2027)"),
    ] {
        let mut view = view();
        view.milestones[0].target = Some(target);
        view.milestones[0].item.title = "x".to_owned();
        let lines = lines(&view);
        let of = |name: &str| lines.iter().find_map(|line| line.strip_prefix(name)).expect("it is there").to_owned();
        assert_eq!(format!("{} {}", of("DTSTART;VALUE=DATE:"), of("DTEND;VALUE=DATE:")), span);
        assert_eq!(of("SUMMARY:"), title);
        view.site.fuzzy_in_calendar = FuzzyInCalendar::Skip;
        assert_eq!(calendar(&view), None);
    }
}

#[test]
fn what_is_done_stands_on_the_day_on_which_it_was() {
    let mut view = view();
    view.milestones[0].done = Some(date("2026-11-03"));
    view.milestones[0].status = Some(MilestoneStatus::Done);
    view.milestones[0].status_title = "Done".to_owned();
    let lines = lines(&view);
    assert!(lines.contains(&"DTSTART;VALUE=DATE:20261103".to_owned()), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("DESCRIPTION:") && line.contains("\\nDone")), "{lines:#?}");
}

#[test]
fn how_sure_an_event_is_says_the_plan() {
    let mut view = view();
    let status = |view: &View| lines(view).into_iter().find(|line| line.starts_with("STATUS"));
    for (commitment, expected) in [
        (Some(Commitment::Committed), Some("STATUS:CONFIRMED")),
        (Some(Commitment::Target), Some("STATUS:TENTATIVE")),
        (Some(Commitment::Exploring), Some("STATUS:TENTATIVE")),
        (None, None),
    ] {
        view.milestones[0].commitment = commitment;
        assert_eq!(status(&view).as_deref(), expected);
    }
    view.milestones[0].status = Some(MilestoneStatus::Dropped);
    assert_eq!(status(&view).as_deref(), Some("STATUS:CANCELLED"));
}

#[test]
fn there_is_no_calendar_without_dates() {
    let mut hidden = view();
    hidden.site.fields.remove(&Field::Target);
    assert_eq!(calendar(&hidden), None);
    let mut undated = view();
    undated.milestones[0].target = None;
    assert!(calendar(&undated).is_none() && !is_told(&undated));
    let mut vague = view();
    vague.site.dates = false;
    assert_eq!(calendar(&vague), None);
}

#[test]
fn without_an_address_events_have_none() {
    let mut view = view();
    view.site.base_url = None;
    let lines = lines(&view);
    assert!(!lines.iter().any(|line| line.starts_with("URL") || line.starts_with("SOURCE")));
    assert!(lines.contains(&"UID:calendar-sync@roadmapgen".to_owned()));
}

#[test]
fn a_view_says_whose_it_is() {
    let mut view = view();
    view.audience = Some(specimen::customers());
    view.site.description = Some("What, and when".to_owned());
    let lines = lines(&view);
    assert!(lines.contains(&"NAME:Clinic & Co\\, for Customers".to_owned()));
    assert!(lines.contains(&"DESCRIPTION:What\\, and when".to_owned()));
}
