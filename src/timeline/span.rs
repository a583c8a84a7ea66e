//! The days that a milestone takes, before any axis is chosen.

use crate::date::{Date, Day, Precision};
use crate::view::Milestone;
use crate::words::MilestoneStatus;

use super::number;

/// How many days a step without a known end fades over: about a quarter. It stands for "and
/// nobody has said until when".
const OPEN_DAYS: i64 = 91;

/// The days from the first to before the last of something that is drawn, and how much of them
/// is only vaguely so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The number of its first day.
    pub first: i64,
    /// The number of the day after its last.
    pub end: i64,
    /// Over how many days it fades in, since its start is known to a period only.
    pub fade_in: i64,
    /// Over how many days it fades out, since its end is known to a period only.
    pub fade_out: i64,
    /// Nobody has said until when it goes on.
    pub open: bool,
    /// One day that is all that is known: a diamond and no bar.
    pub point: bool,
}

impl Span {
    /// The days of a milestone; none where it has no dates. A done one ends when it was done.
    pub fn of(milestone: &Milestone, as_of: Day) -> Option<Self> {
        let end = match milestone.status {
            Some(MilestoneStatus::Done) => milestone.done.as_ref().or(milestone.target.as_ref()),
            _ => milestone.target.as_ref(),
        };
        let under_way = milestone.status == Some(MilestoneStatus::Active);
        let span = Self::between(milestone.start.as_ref(), end, under_way.then_some(as_of))?;
        // Whenever in its period it began, it has begun.
        let begun = under_way && milestone.start.as_ref().is_some_and(|start| start.is_past(as_of));
        Some(if begun && span.first < number(as_of) { Self { fade_in: 0, ..span } } else { span })
    }

    /// The days between two dates, either of which may be missing. What has begun and has no end
    /// goes on until `still_on` at least, and fades from there.
    ///
    /// An end before its start leaves the end alone: whoever sees it dated wrongly should see
    /// the day that was promised.
    pub fn between(start: Option<&Date>, end: Option<&Date>, still_on: Option<Day>) -> Option<Self> {
        match (start, end) {
            (None, None) => None,
            (None, Some(end)) => Some(Self::alone(end)),
            (Some(start), None) => Some(Self::open(start, still_on)),
            (Some(start), Some(end)) if end.last() < start.first() || same_days(start, end) => Some(Self::alone(end)),
            (Some(start), Some(end)) => Some(Self {
                first: number(start.first()),
                end: number(end.last()) + 1,
                fade_in: vague_days(start),
                fade_out: vague_days(end),
                open: false,
                point: false,
            }),
        }
    }

    /// One date: a point for a day; for a period all of it, vague at both ends by a quarter of it.
    fn alone(date: &Date) -> Self {
        let (first, end) = (number(date.first()), number(date.last()) + 1);
        let point = date.precision() == Precision::Day;
        let fade = if point { 0 } else { ((end - first) / 4).max(1) };
        Self { first, end, fade_in: fade, fade_out: fade, open: false, point }
    }

    fn open(start: &Date, still_on: Option<Day>) -> Self {
        let known = still_on.map_or(start.last(), |day| day.max(start.last()));
        Self {
            first: number(start.first()),
            end: number(known) + 1 + OPEN_DAYS,
            fade_in: vague_days(start),
            fade_out: OPEN_DAYS,
            open: true,
            point: false,
        }
    }
}

/// Whether two dates stand for the same days.
fn same_days(a: &Date, b: &Date) -> bool {
    (a.first(), a.last()) == (b.first(), b.last())
}

/// Over how many days a date is drawn as vague: none for a day, else half of its period.
fn vague_days(date: &Date) -> i64 {
    match date.precision() {
        Precision::Day => 0,
        _ => (number(date.last()) + 1 - number(date.first())) / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::FiscalYear;

    fn date(text: &str) -> Date {
        Date::parse(text, FiscalYear::default()).expect("a date in a test")
    }

    fn between(start: &str, end: &str) -> Option<Span> {
        let some = |text: &str| (!text.is_empty()).then(|| date(text));
        Span::between(some(start).as_ref(), some(end).as_ref(), None)
    }

    /// First day, last day, fades, point, as one line.
    fn told(span: Option<Span>) -> String {
        let Some(span) = span else { return "nothing".to_owned() };
        let day = |number: i64| {
            Day::constant(0, 1, 1).saturating_add(jiff::SignedDuration::from_hours(number * 24)).to_string()
        };
        let point = if span.point { " point" } else { "" };
        format!("{}..{} {}/{}{point}", day(span.first), day(span.end), span.fade_in, span.fade_out)
    }

    #[test]
    fn every_combination_of_start_and_end_has_its_days() {
        for (start, end, told_as) in [
            ("", "", "nothing"),
            ("", "2026-07-15", "2026-07-15..2026-07-16 0/0 point"),
            ("", "2026-W29", "2026-07-13..2026-07-20 1/1"),
            ("", "2026-07", "2026-07-01..2026-08-01 7/7"),
            ("", "2026-Q3", "2026-07-01..2026-10-01 23/23"),
            ("", "2026-H2", "2026-07-01..2027-01-01 46/46"),
            ("", "2027", "2027-01-01..2028-01-01 91/91"),
            ("2026-07-15", "", "2026-07-15..2026-10-15 0/91"),
            ("2026-Q3", "", "2026-07-01..2026-12-31 46/91"),
            ("2026-07-15", "2026-08-20", "2026-07-15..2026-08-21 0/0"),
            ("2026-07-15", "2026-07-15", "2026-07-15..2026-07-16 0/0 point"),
            ("2026-07-15", "2026-08", "2026-07-15..2026-09-01 0/15"),
            ("2026-07", "2026-08-20", "2026-07-01..2026-08-21 15/0"),
            ("2026-Q3", "2026-Q4", "2026-07-01..2027-01-01 46/46"),
            ("2026-Q3", "2026-Q3", "2026-07-01..2026-10-01 23/23"),
            ("2026", "2026-Q3", "2026-01-01..2026-10-01 182/46"),
            ("2026-08-10", "2026-Q3", "2026-08-10..2026-10-01 0/46"),
            // Reversed: only the end stands.
            ("2026-09-01", "2026-08-20", "2026-08-20..2026-08-21 0/0 point"),
            ("2026-Q4", "2026-Q3", "2026-07-01..2026-10-01 23/23"),
        ] {
            assert_eq!(told(between(start, end)), told_as, "{start:?} to {end:?}");
        }
    }

    #[test]
    fn what_is_under_way_without_an_end_reaches_the_day_of_the_page() {
        let as_of = date("2026-11-16").first();
        let span = Span::between(Some(&date("2025-03-01")), None, Some(as_of));
        assert_eq!(told(span), "2025-03-01..2027-02-16 0/91");
        let yet_to_begin = Span::between(Some(&date("2027-03-01")), None, Some(as_of));
        assert_eq!(told(yet_to_begin), "2027-03-01..2027-06-01 0/91");
    }
}
