//! The stretch of days that a timeline shows.

use crate::date::{Day, add_quarters, first_of_quarter, last_of_quarter};

use super::{Bar, Percent, Scale, Span, number};

/// How many quarters before that of the page's day a timeline opens on.
const QUARTERS_BACK: i32 = 1;
/// How many quarters after that of the page's day a timeline opens on.
const QUARTERS_AHEAD: i32 = 4;
/// How far in quarters the page's day may lie from all dates before an axis over all of them
/// leaves it out: nobody is served by ten empty years.
const NEAR_QUARTERS: i32 = 4;

/// A stretch of whole quarters, counted in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    first: Day,
    /// Invariant: not before `first`.
    last: Day,
}

/// An axis, and how much does not stand on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The axis.
    pub axis: Axis,
    /// How many spans are over before it begins.
    pub earlier: usize,
    /// How many spans begin after it ends.
    pub later: usize,
}

impl Axis {
    /// From the quarter that holds `first` to the one that holds `last`.
    pub fn between(first: Day, last: Day) -> Self {
        let (first, last) = (first_of_quarter(first), last_of_quarter(last));
        Self { first, last: last.max(first) }
    }

    /// Of all spans, the stretch from one quarter before that of `as_of` to four after it, no
    /// longer than there is something to show, and always with `as_of` on it.
    pub fn around(as_of: Day, spans: impl IntoIterator<Item = Span>) -> Window {
        let opening = Self {
            first: add_quarters(as_of, -QUARTERS_BACK),
            last: last_of_quarter(add_quarters(as_of, QUARTERS_AHEAD)),
        };
        let (mut earlier, mut later) = (0, 0);
        let mut hull: Option<(i64, i64)> = None;
        for span in spans {
            if span.end <= opening.first_number() {
                earlier += 1;
            } else if span.first >= opening.end_number() {
                later += 1;
            } else {
                let (first, end) = (span.first.max(opening.first_number()), span.end.min(opening.end_number()));
                hull = Some(hull.map_or((first, end), |hull| (hull.0.min(first), hull.1.max(end))));
            }
        }
        let (first, end) = hull.unwrap_or((number(as_of), number(as_of) + 1));
        let axis = Self::between(day(first).min(as_of), day(end - 1).max(as_of));
        Window { axis, earlier, later }
    }

    /// All spans, and `as_of` where it is near to them. With no span, the quarter of `as_of`.
    pub fn over(as_of: Day, spans: impl IntoIterator<Item = Span>) -> Self {
        let hull = spans.into_iter().fold(None, |hull: Option<(i64, i64)>, span| {
            Some(hull.map_or((span.first, span.end), |hull| (hull.0.min(span.first), hull.1.max(span.end))))
        });
        let Some((first, end)) = hull else { return Self::between(as_of, as_of) };
        let (mut first, mut last) = (day(first), day(end - 1));
        if add_quarters(first, -NEAR_QUARTERS) <= as_of && as_of <= last_of_quarter(add_quarters(last, NEAR_QUARTERS)) {
            first = first.min(as_of);
            last = last.max(as_of);
        }
        Self::between(first, last)
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.last
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        self.end_number() - self.first_number()
    }

    /// Where a day begins, in percent; none where the day is not on it.
    pub fn position(self, day: Day) -> Option<Percent> {
        (self.first <= day && day <= self.last).then(|| self.percent(number(day)))
    }

    /// How a span is drawn on it; none where no day of it is there.
    pub fn bar(self, span: &Span) -> Option<Bar> {
        Bar::on(self, span)
    }

    /// Whether a day of a span is on it.
    pub fn holds(self, span: &Span) -> bool {
        span.first < self.end_number() && span.end > self.first_number()
    }

    /// Its lines and their labels.
    pub fn scale(self) -> Scale {
        Scale::of(self)
    }

    pub(super) fn first_number(self) -> i64 {
        number(self.first)
    }

    /// The number of the day after its last.
    pub(super) fn end_number(self) -> i64 {
        number(self.last) + 1
    }

    /// Where the day with this number begins.
    pub(super) fn percent(self, number: i64) -> Percent {
        Percent::of(number - self.first_number(), self.days())
    }
}

/// The day with this number, no further than the ends of the calendar.
fn day(number: i64) -> Day {
    Day::constant(0, 1, 1).saturating_add(jiff::SignedDuration::from_hours(number * 24))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{Date, FiscalYear};

    fn date(text: &str) -> Date {
        Date::parse(text, FiscalYear::default()).expect("a date in a test")
    }

    fn of(text: &str) -> Day {
        text.parse().expect("a day in a test")
    }

    fn spans(texts: &[&str]) -> Vec<Span> {
        texts.iter().map(|text| Span::between(None, Some(&date(text)), None).expect("dated")).collect()
    }

    fn told(axis: Axis) -> String {
        format!("{} to {}", axis.first(), axis.last())
    }

    #[test]
    fn a_timeline_opens_one_quarter_back_and_four_ahead() {
        let window = Axis::around(
            of("2026-11-16"),
            spans(&["2020", "2026-08-21", "2027-H2", "2026-06-30", "2028-01-01", "2029"]),
        );
        assert_eq!(told(window.axis), "2026-07-01 to 2027-12-31");
        assert_eq!((window.earlier, window.later), (2, 2));
        assert_eq!(window.axis.days(), 549);
        assert_eq!(window.axis.position(of("2026-11-16")).map(|at| at.to_string()).as_deref(), Some("25.14"));
    }

    #[test]
    fn it_is_no_longer_than_there_is_something_to_show() {
        let window = Axis::around(of("2026-11-16"), spans(&["2027-02-10"]));
        assert_eq!(told(window.axis), "2026-10-01 to 2027-03-31");
        let long = Axis::around(of("2026-11-16"), spans(&["2026"]));
        assert_eq!(told(long.axis), "2026-07-01 to 2026-12-31");
    }

    #[test]
    fn with_nothing_to_show_it_is_the_quarter_of_the_page() {
        let window = Axis::around(of("2026-11-16"), spans(&["2024-Q1", "2024-Q2"]));
        assert_eq!(told(window.axis), "2026-10-01 to 2026-12-31");
        assert_eq!((window.earlier, window.later), (2, 0));
        assert_eq!(told(Axis::over(of("2026-11-16"), [])), "2026-10-01 to 2026-12-31");
    }

    #[test]
    fn an_axis_over_all_has_the_day_of_the_page_only_when_it_is_near() {
        let over = |as_of| told(Axis::over(of(as_of), spans(&["2024-H2", "2025-05-01"])));
        assert_eq!(over("2024-12-01"), "2024-07-01 to 2025-06-30");
        assert_eq!(over("2025-09-15"), "2024-07-01 to 2025-09-30");
        assert_eq!(over("2023-09-15"), "2023-07-01 to 2025-06-30");
        assert_eq!(over("2027-09-15"), "2024-07-01 to 2025-06-30");
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_fall() {
        assert!(Axis::around(Day::MAX, []).axis.days() > 0);
        assert!(Axis::around(Day::MIN, []).axis.days() > 0);
        assert!(Axis::over(of("2026-11-16"), spans(&["1900", "2999"])).days() > 400_000);
    }
}
