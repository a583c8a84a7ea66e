//! `roadmap.ics`: what is due when, as a calendar to subscribe to (RFC 5545, with the calendar's own properties of
//! RFC 7986).
//!
//! An event is a milestone: the day on which it is due, not all the days from its start, since a deadline is what one
//! subscribes to. What is done stands on the day on which it was. A day is never made up: what is due in a quarter is an
//! event on all days of the quarter that says so, or is left out where `[ical] fuzzy = "skip"`.

mod line;

use line::{fold, text, value};

use super::address::{absolute, links, of_item};
use crate::date::{Date, Day, Precision, next_day};
use crate::markdown::plain::plain_inline;
use crate::view::{Milestone, View};
use crate::words::{Commitment, FuzzyInCalendar, MilestoneStatus, Word};

/// The file's name.
pub const FILE: &str = "roadmap.ics";

/// The text; none where the view tells no dates, or has nothing with one: a calendar holds one event at least.
pub fn calendar(view: &View) -> Option<String> {
    let mut events = events(view).peekable();
    events.peek()?;
    let name = crate::view::title::whole(view);
    let mut out = String::new();
    let mut put = |name: &str, value: &str| fold(&mut out, name, value);
    put("BEGIN", "VCALENDAR");
    put("VERSION", "2.0");
    put("PRODID", "-//roadmapgen//roadmapgen//EN");
    put("CALSCALE", "GREGORIAN");
    put("NAME", &value(&name));
    put("X-WR-CALNAME", &value(&name));
    if let Some(description) = &view.site.description {
        put("DESCRIPTION", &value(description));
        put("X-WR-CALDESC", &value(description));
    }
    if let (Some(home), Some(own)) = (absolute(view, ""), absolute(view, FILE)) {
        put("URL", &home);
        put("SOURCE;VALUE=URI", &own);
    }
    // A plan changes by the day. The second is what Outlook reads.
    put("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    put("X-PUBLISHED-TTL", "P1D");
    let (stamp, place) = (format!("{}T000000Z", compact(view.as_of)), place(view));
    for (milestone, date) in events {
        put("BEGIN", "VEVENT");
        put("UID", &value(&format!("{}@{place}", milestone.item.id)));
        put("DTSTAMP", &stamp);
        event(view, milestone, date, &mut put);
    }
    put("END", "VCALENDAR");
    Some(out)
}

/// Whether there is a calendar.
pub(super) fn is_told(view: &View) -> bool {
    events(view).next().is_some()
}

/// What has a date that stands in the calendar, and which.
fn events(view: &View) -> impl Iterator<Item = (&Milestone, &Date)> {
    let is_told = view.tells_due();
    let dated = view.milestones.iter().filter_map(|milestone| Some((milestone, day_of(milestone)?)));
    let skips = view.site.fuzzy_in_calendar == FuzzyInCalendar::Skip;
    dated.filter(move |(_, date)| is_told && !(skips && date.precision() != Precision::Day))
}

/// When a milestone stands in the calendar: when it was done, else when it is due.
fn day_of(milestone: &Milestone) -> Option<&Date> {
    milestone.done.as_ref().or(milestone.target.as_ref())
}

fn event(view: &View, milestone: &Milestone, date: &Date, put: &mut impl FnMut(&str, &str)) {
    let item = &milestone.item;
    put("DTSTART;VALUE=DATE", &compact(date.first()));
    put("DTEND;VALUE=DATE", &compact(next_day(date.last())));
    put("SUMMARY", &value(&summary(&item.title, date)));
    let description = description(view, milestone, date);
    if !description.is_empty() {
        put("DESCRIPTION", &text(&description));
    }
    if view.site.base_url.is_some() {
        put("URL", &of_item(view, item));
    }
    let status = match (milestone.status, milestone.commitment) {
        (Some(MilestoneStatus::Dropped), _) => Some("CANCELLED"),
        (Some(MilestoneStatus::Done), _) | (_, Some(Commitment::Committed)) => Some("CONFIRMED"),
        (_, Some(Commitment::Target | Commitment::Exploring)) => Some("TENTATIVE"),
        (_, None) => None,
    };
    if let Some(status) = status {
        put("STATUS", status);
    }
    let categories: Vec<String> =
        item.teams.iter().chain(&item.tags).map(|word| value(word)).filter(|word| !word.is_empty()).collect();
    if !categories.is_empty() {
        put("CATEGORIES", &categories.join(","));
    }
    // Nobody is busy because something is due.
    put("TRANSP", "TRANSPARENT");
    put("END", "VEVENT");
}

/// What makes the id of an event the only one of its name, and the same for ever, as long as the site stands where it
/// does and the milestone keeps its id.
fn place(view: &View) -> String {
    let place = absolute(view, "").and_then(|url| Some(url.split_once("://")?.1.trim_end_matches('/').to_owned()));
    place.unwrap_or_else(|| "roadmapgen".to_owned())
}

/// The title, and when where no single day says it: `Calendar sync (Q3 2026)`.
fn summary(title: &str, date: &Date) -> String {
    if date.precision() == Precision::Day { title.to_owned() } else { format!("{title} ({})", in_brackets(date)) }
}

/// A date in words that hold no brackets of ours: `v1.36, August 2026`, `FY27 Q1, April to June 2026`.
fn in_brackets(date: &Date) -> String {
    let words = date.words();
    let (name, words) = match date.name() {
        Some(name) => (format!("{name}, "), words[name.len()..].trim_start_matches(" (").trim_end_matches(')')),
        None => (String::new(), words.trim_end_matches(')')),
    };
    name + &words.replacen(" (", ", ", 1)
}

/// What it is about, what it serves, how it stands, whose it is, what the day is called, and where more of it is: many
/// calendars show no other field.
fn description(view: &View, milestone: &Milestone, date: &Date) -> String {
    let item = &milestone.item;
    let mut lines = Vec::new();
    let summary = item.summary.as_deref().map(|summary| plain_inline(summary, &links(view, item)));
    lines.extend(summary.filter(|summary| !summary.is_empty()));
    let health = milestone.health.filter(|_| milestone.is_open()).map(Word::title);
    let serves: Vec<_> = milestone.intents.iter().filter_map(|id| view.item(id)).map(|item| &*item.title).collect();
    if !serves.is_empty() {
        lines.push(format!("For: {}", serves.join(", ")));
    }
    let standing = [Some(&*milestone.status_title), health, milestone.late.then_some("late")];
    let standing: Vec<_> = standing.into_iter().flatten().filter(|word| !word.is_empty()).collect();
    if !standing.is_empty() {
        lines.push(standing.join(", "));
    }
    if !item.owner.is_empty() {
        lines.push(item.owner.join(", "));
    }
    if date.name().is_some() && date.precision() == Precision::Day {
        lines.push(date.words());
    }
    lines.extend(absolute(view, &item.kind.address(&item.id)));
    lines.join("\n")
}

fn compact(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests;
