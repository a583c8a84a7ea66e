use super::*;
use crate::output::specimen;

fn view() -> View {
    let mut view = specimen::view();
    view.site.base_url = Some("https://plans.example/".to_owned());
    view
}

#[test]
fn the_whole_view_is_one_text() {
    let expected = r#"# Clinic & Co

> A roadmap as of 22 November 2026.

- [The website](https://plans.example/)
- [Feed](https://plans.example/feed.xml)
- [Calendar](https://plans.example/roadmap.ics)
- [CSV](https://plans.example/roadmap.csv)
- [JSON](https://plans.example/roadmap.json)

## Visions

### [Calm clinics](https://plans.example/vision/calm-clinics/)

- Horizon: 2029
- Success: First half 2027: No queues
- Intents: [Patients schedule themselves](https://plans.example/intents/patients-schedule/)

Because *waiting* hurts.

## Intents

### [Patients schedule themselves](https://plans.example/intents/patients-schedule/)

- Serves: [Calm clinics](https://plans.example/vision/calm-clinics/)
- Status: Active
- Horizon: Now
- Progress: 36 %
- Priority: Must
- Urgent: yes
- Important: no
- Investment: Adjacent
- Key result: Booked online: 31.25 % (31 October 2026), from 18 % to 54.5 %, 36 % of the way. Source: the booking log
- Assumption: Patients have a phone (untested). Test: Ask fifty
- Milestones: [Calendar "sync", \<b>at last\</b>](https://plans.example/milestones/calendar-sync/)

### [Everything without a call](https://plans.example/intents/self-service/)

- Part of: [Patients schedule themselves](https://plans.example/intents/patients-schedule/)
- Status: Proposed
- Milestones: [Calendar "sync", \<b>at last\</b>](https://plans.example/milestones/calendar-sync/)

## Milestones

### [Calendar "sync", \<b>at last\</b>](https://plans.example/milestones/calendar-sync/)

One calendar.

- Serves: [Patients schedule themselves](https://plans.example/intents/patients-schedule/), [Everything without a call](https://plans.example/intents/self-service/)
- Status: Preview
- Health: At risk
- Blocked: waits for the vendor
- Starts: Q3 2026
- Due: v1.36 (31 October 2026)
- Late: yes
- Horizon: Now
- Commitment: Committed
- Confidence: 80 %
- Progress: 40 %
- Effort: 2.5 weeks
- Priority: Must
- Investment: Core
- Needs: [=1+1](https://plans.example/milestones/first-slice/)
- Owner: Ana, Ben
- champion: Cleo
- Teams: sdk
- Tags: =cmd\|x, a
- Related: [=1+1](https://plans.example/milestones/first-slice/)
- Link: [The brief](https://docs.example/brief)

- [x] one
- [ ] two

### [=1+1](https://plans.example/milestones/first-slice/)

- Status: Idea
- Horizon: Later
- Thin slice: yes

## Updates

### [September](https://plans.example/updates/september/)

- Written: 15 September 2026
- Type: Decision
- About: [Calendar "sync", \<b>at last\</b>](https://plans.example/milestones/calendar-sync/)
- Health: At risk

## Pages

### [How to read this](https://plans.example/how-to-read/)
"#;
    assert_eq!(llms(&view()), expected);
}

#[test]
fn whom_it_is_for_and_what_they_call_things_is_said() {
    let mut view = view();
    view.audience = Some(specimen::customers());
    view.site.description = Some("Where we *go*.".to_owned());
    let label = crate::view::Label { one: "Release".to_owned(), many: "Releases".to_owned() };
    view.site.labels.insert(Kind::Milestone, label);
    let text = llms(&view);
    assert!(text.starts_with("# Clinic & Co, for Customers\n\n> Where we \\*go\\*. A roadmap as of 22 November 2026. This is the view for Customers.\n"), "{text}");
    assert!(text.contains("\n## Releases\n") && !text.contains("## Milestones"));
}

#[test]
fn without_an_address_links_are_those_of_files_from_the_root() {
    let mut view = view();
    view.site.base_url = None;
    view.milestones[1].item.body.markdown = "# Why\n\n[[calendar-sync]]".into();
    let text = llms(&view);
    assert!(text.contains("- [The website](index.html)\n"), "{text}");
    assert!(text.contains("### [=1+1](milestones/first-slice/index.html)"), "{text}");
    assert!(
        text.contains("#### Why\n\n[Calendar \"sync\", \\<b>at last\\</b>](milestones/calendar-sync/index.html)"),
        "{text}"
    );
}
