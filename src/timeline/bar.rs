//! A span as it stands on an axis.

use std::fmt::Write as _;

use super::{Axis, Percent, Span};

/// The part of a bar that a vague end may take: one in so many.
const MOST_FADE: i64 = 5;

/// A bar or a point on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Where it starts, in percent of the axis.
    pub start: Percent,
    /// How long it is, in percent of the axis; nothing for a point.
    pub width: Percent,
    /// How much of it fades in, in whole percents of the bar.
    pub fade_start: Percent,
    /// How much of it fades out, in whole percents of the bar.
    pub fade_end: Percent,
    /// It began before the axis does.
    pub cut_start: bool,
    /// It goes on after the axis ends.
    pub cut_end: bool,
    /// A diamond on one day.
    pub point: bool,
}

impl Bar {
    /// How a span is drawn on an axis; none where no day of it is there.
    ///
    /// An end that the axis cuts off does not fade: to run off the page is not to be vague. A vague
    /// end takes a fifth of the bar at most, so that its body is still there to see between two of
    /// them; what nobody has said the end of fades over half of it.
    pub(super) fn on(axis: Axis, span: &Span) -> Option<Self> {
        if !axis.holds(span) {
            return None;
        }
        let (first, end) = (span.first.max(axis.first_number()), span.end.min(axis.end_number()));
        let start = axis.percent(first);
        if span.point {
            let none = Percent::ZERO;
            return Some(Self {
                start,
                width: none,
                fade_start: none,
                fade_end: none,
                cut_start: false,
                cut_end: false,
                point: true,
            });
        }
        let days = end - first;
        let (cut_start, cut_end) = (first > span.first, end < span.end);
        let most_out = if span.open { days / 2 } else { days / MOST_FADE };
        let fade_in = if cut_start { 0 } else { span.fade_in.min(days / MOST_FADE) };
        let fade_out = if cut_end { 0 } else { span.fade_out.min(most_out) };
        Some(Self {
            start,
            width: Percent::of(days, axis.days()),
            fade_start: Percent::of(fade_in, days).rounded(),
            fade_end: Percent::of(fade_out, days).rounded(),
            cut_start,
            cut_end,
            point: false,
        })
    }

    /// Whether an end of it is vague.
    pub fn is_fuzzy(&self) -> bool {
        self.fade_start > Percent::ZERO || self.fade_end > Percent::ZERO
    }

    /// The custom properties by which the stylesheet places it: `--s:0.91;--w:8.56`.
    pub fn declarations(&self) -> String {
        let mut text = format!("--s:{}", self.start);
        for (name, value) in [("--w", self.width), ("--fs", self.fade_start), ("--fe", self.fade_end)] {
            if value > Percent::ZERO {
                write!(text, ";{name}:{value}").expect("writing to a string does not fail");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{Date, Day, FiscalYear};

    fn date(text: &str) -> Date {
        Date::parse(text, FiscalYear::default()).expect("a date in a test")
    }

    fn day(text: &str) -> Day {
        text.parse().expect("a day in a test")
    }

    /// July 2026 to December 2027, as in the design.
    fn axis() -> Axis {
        Axis::between(day("2026-07-01"), day("2027-12-31"))
    }

    fn drawn(start: &str, end: &str) -> String {
        let some = |text: &str| (!text.is_empty()).then(|| date(text));
        let span = Span::between(some(start).as_ref(), some(end).as_ref(), None).expect("dated");
        let Some(bar) = axis().bar(&span) else { return "not there".to_owned() };
        let mut text = bar.declarations();
        for (mark, holds) in [(" cut-start", bar.cut_start), (" cut-end", bar.cut_end), (" point", bar.point)] {
            if holds {
                text.push_str(mark);
            }
        }
        text
    }

    #[test]
    fn bars_stand_where_the_design_has_them() {
        for (start, end, bar) in [
            ("2026-07-06", "2026-08-21", "--s:0.91;--w:8.56"),
            ("2026-07-01", "2026-09-30", "--s:0;--w:16.76"),
            ("2026-10-19", "2027-01", "--s:20.04;--w:19.13;--fe:14"),
            ("", "2027-Q2", "--s:49.91;--w:16.58;--fs:20;--fe:20"),
            ("", "2027-H2", "--s:66.48;--w:33.52;--fs:20;--fe:20"),
            ("2027-04-01", "2027-Q3", "--s:49.91;--w:33.33;--fe:20"),
            ("", "2026-10-16", "--s:19.49 point"),
        ] {
            assert_eq!(drawn(start, end), bar, "{start:?} to {end:?}");
        }
    }

    #[test]
    fn what_runs_off_the_axis_is_cut_and_does_not_fade_there() {
        for (start, end, bar) in [
            ("2026-05-01", "2026-07-31", "--s:0;--w:5.65 cut-start"),
            ("2026-Q2", "2026-09-30", "--s:0;--w:16.76 cut-start"),
            ("2027-10-01", "2028-Q1", "--s:83.24;--w:16.76 cut-end"),
            ("2020", "2030", "--s:0;--w:100 cut-start cut-end"),
            ("", "2026", "--s:0;--w:33.52;--fe:20 cut-start"),
            ("2026-01-01", "2026-06-30", "not there"),
            ("2028-01-01", "2028-06-30", "not there"),
            ("", "2026-06-30", "not there"),
            ("", "2028-01-01", "not there"),
            ("", "2026-07-01", "--s:0 point"),
            ("", "2027-12-31", "--s:99.82 point"),
        ] {
            assert_eq!(drawn(start, end), bar, "{start:?} to {end:?}");
        }
    }

    #[test]
    fn between_two_vague_ends_the_bar_is_still_there() {
        assert_eq!(drawn("2027", "2027-Q3"), "--s:33.52;--w:49.73;--fs:20;--fe:17");
        assert_eq!(drawn("2026-Q3", "2026-Q4"), "--s:0;--w:33.52;--fs:20;--fe:20");
    }

    #[test]
    fn neighbours_touch_and_do_not_overlap() {
        let axis = axis();
        let span = |start, end| Span::between(Some(&date(start)), Some(&date(end)), None).expect("dated");
        let (before, after) = (span("2026-07-10", "2026-07-31"), span("2026-08-01", "2026-08-15"));
        assert_eq!(before.end, after.first);
        let before = axis.bar(&before).expect("on the axis");
        let after = axis.bar(&after).expect("on the axis");
        assert!((before.start.as_f64() + before.width.as_f64() - after.start.as_f64()).abs() < 0.011);
    }
}
