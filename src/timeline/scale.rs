//! Lines and labels on an axis, spaced so that no two labels can collide.

use crate::date::{Day, add_quarters, next_day, quarter_of};

use super::{Axis, Percent, number};

/// What a tick stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// So many years: 1, 2, 5, 10 and so on.
    Years(i16),
}

/// A word on an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where it begins.
    pub at: Percent,
    /// What it says: "Q3", "Jul", "2027".
    pub text: String,
    /// The year that begins with it; with the first, the year that it belongs to.
    pub year: Option<i16>,
}

/// The lines of an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// What a tick stands for.
    pub unit: Unit,
    /// Ticks at the edge of the axis.
    pub ticks: Vec<Percent>,
    /// Lines through all rows, which the labels name.
    pub lines: Vec<Percent>,
    /// What the lines are called; those that have no room are left out.
    pub labels: Vec<Label>,
    /// What the ticks are called, for where the axis is stretched.
    pub fine: Vec<Label>,
}

/// The longest axis, in days, with a tick for each week: six months.
const LONGEST_WEEKS: i64 = 184;
/// The longest with a tick for each month: two years.
const LONGEST_MONTHS: i64 = 731;
/// The longest with a tick for each quarter: eight years.
const LONGEST_QUARTERS: i64 = 2_922;
/// How near two labels may come, in days of a thousand on the axis: of the narrowest axis, 22 rem,
/// that is room for "2027" in 13 px.
const NEAREST: i64 = 95;
/// How many ticks of years an axis has at most.
const MOST_YEARS: i64 = 40;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Scale {
    pub(super) fn of(axis: Axis) -> Self {
        match axis.days() {
            days if days <= LONGEST_WEEKS => Self::weeks(axis),
            days if days <= LONGEST_MONTHS => Self::months(axis),
            days if days <= LONGEST_QUARTERS => Self::quarters(axis),
            _ => Self::years(axis),
        }
    }

    fn weeks(axis: Axis) -> Self {
        let weeks = steps(monday_from(axis.first()), axis.last(), |day| days_later(day, 7));
        let months = steps(axis.first(), axis.last(), next_month);
        Self::new(axis, Unit::Week, &weeks, &months, |day| (month(day), Some(day.year())), |day| day.day().to_string())
    }

    fn months(axis: Axis) -> Self {
        let months = steps(axis.first(), axis.last(), next_month);
        let quarters = steps(axis.first(), axis.last(), |day| add_quarters(day, 1));
        Self::new(axis, Unit::Month, &months, &quarters, |day| (quarter(day), Some(day.year())), month)
    }

    fn quarters(axis: Axis) -> Self {
        let quarters = steps(axis.first(), axis.last(), |day| add_quarters(day, 1));
        let years = years(axis, 1);
        Self::new(axis, Unit::Quarter, &quarters, &years, |day| (day.year().to_string(), None), quarter)
    }

    fn years(axis: Axis) -> Self {
        let per_tick = step_of_years(axis, MOST_YEARS);
        let per_line = step_of_years(axis, 1000 / NEAREST);
        let (ticks, lines) = (years(axis, per_tick), years(axis, per_line));
        let year = |day: Day| day.year().to_string();
        Self::new(axis, Unit::Years(per_tick), &ticks, &lines, |day| (year(day), None), year)
    }

    fn new(
        axis: Axis,
        unit: Unit,
        ticks: &[Day],
        lines: &[Day],
        label: impl Fn(Day) -> (String, Option<i16>),
        fine: impl Fn(Day) -> String,
    ) -> Self {
        let at = |day: &Day| axis.percent(number(*day));
        // A label needs room up to the next one, or to the end of the axis.
        let room = |index: usize| {
            let next = lines.get(index + 1).map_or(axis.end_number(), |day| number(*day));
            (next - number(lines[index])) * 1000 >= NEAREST * axis.days()
        };
        let mut said = None;
        Self {
            unit,
            ticks: ticks.iter().map(at).collect(),
            lines: lines.iter().map(at).collect(),
            labels: lines
                .iter()
                .enumerate()
                .filter(|(index, _)| room(*index))
                .map(|(_, day)| {
                    let (text, year) = label(*day);
                    let year = year.filter(|_| year != said);
                    said = year.or(said);
                    Label { at: at(day), text, year }
                })
                .collect(),
            fine: ticks.iter().map(|day| Label { at: at(day), text: fine(*day), year: None }).collect(),
        }
    }
}

/// The days from `first` to `last`, as `next` leads from one to another.
fn steps(first: Day, last: Day, next: impl Fn(Day) -> Day) -> Vec<Day> {
    // At the ends of the calendar a next day may be no later.
    std::iter::successors(Some(first), |day| Some(next(*day)).filter(|next| next > day))
        .take_while(|day| *day <= last)
        .collect()
}

/// The first days of the years on an axis that `step` divides, and the axis's own first day.
fn years(axis: Axis, step: i16) -> Vec<Day> {
    let first = axis.first();
    let mut days = vec![first];
    days.extend(
        (first.year()..=axis.last().year())
            .filter(|year| year % step == 0)
            .filter_map(|year| Day::new(year, 1, 1).ok())
            .filter(|day| *day > first),
    );
    days
}

/// The smallest of 1, 2, 5, 10 … years of which at most `most` stand on an axis.
fn step_of_years(axis: Axis, most: i64) -> i16 {
    [1, 2, 5, 10, 20, 50, 100, 200, 500]
        .into_iter()
        .find(|step| axis.days() <= most * i64::from(*step) * 365)
        .unwrap_or(1000)
}

fn monday_from(day: Day) -> Day {
    let since_monday = i64::from(day.weekday().to_monday_zero_offset());
    days_later(day, (7 - since_monday) % 7)
}

fn days_later(day: Day, days: i64) -> Day {
    day.saturating_add(jiff::SignedDuration::from_hours(days * 24))
}

fn next_month(day: Day) -> Day {
    next_day(day.last_of_month())
}

fn month(day: Day) -> String {
    MONTHS[usize::from(day.month().unsigned_abs()) - 1].to_owned()
}

fn quarter(day: Day) -> String {
    format!("Q{}", quarter_of(day).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day in a test")
    }

    fn scale(first: &str, last: &str) -> Scale {
        Axis::between(day(first), day(last)).scale()
    }

    fn words(labels: &[Label]) -> String {
        let words: Vec<_> = labels
            .iter()
            .map(|label| label.year.map_or(label.text.clone(), |year| format!("{} {year}", label.text)))
            .collect();
        words.join(", ")
    }

    #[test]
    fn a_quarter_has_weeks_and_says_months() {
        let scale = scale("2026-10-01", "2026-12-31");
        assert_eq!(scale.unit, Unit::Week);
        assert_eq!(words(&scale.labels), "Oct 2026, Nov, Dec");
        assert_eq!(words(&scale.fine), "5, 12, 19, 26, 2, 9, 16, 23, 30, 7, 14, 21, 28");
    }

    #[test]
    fn a_year_and_a_half_has_months_and_says_quarters() {
        let scale = scale("2026-07-01", "2027-12-31");
        assert_eq!(scale.unit, Unit::Month);
        assert_eq!(words(&scale.labels), "Q3 2026, Q4, Q1 2027, Q2, Q3, Q4");
        let lines: Vec<_> = scale.lines.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["0", "16.76", "33.52", "49.91", "66.48", "83.24"]);
        assert_eq!(scale.fine.len(), 18);
        assert_eq!(scale.fine[5].text, "Dec");
        assert_eq!(scale.fine[5].at.to_string(), "27.87");
    }

    #[test]
    fn five_years_have_quarters_and_say_years() {
        let scale = scale("2026-07-01", "2031-06-30");
        assert_eq!(scale.unit, Unit::Quarter);
        assert_eq!(words(&scale.labels), "2026, 2027, 2028, 2029, 2030, 2031");
        assert_eq!(scale.ticks.len(), 20);
    }

    #[test]
    fn a_label_without_room_is_left_out() {
        assert_eq!(words(&scale("2026-10-01", "2031-03-31").labels), "2027, 2028, 2029, 2030");
    }

    #[test]
    fn ticks_go_by_the_span() {
        for (first, last, unit) in [
            ("2026-01-01", "2026-06-30", Unit::Week),
            ("2026-07-01", "2026-12-31", Unit::Week),
            ("2026-01-01", "2026-09-30", Unit::Month),
            ("2026-01-01", "2027-12-31", Unit::Month),
            ("2027-01-01", "2028-12-31", Unit::Month),
            ("2026-01-01", "2028-03-31", Unit::Quarter),
            ("2026-01-01", "2033-12-31", Unit::Quarter),
            ("2026-01-01", "2034-12-31", Unit::Years(1)),
            ("1900-01-01", "2999-12-31", Unit::Years(50)),
        ] {
            assert_eq!(scale(first, last).unit, unit, "{first} to {last}");
        }
    }

    #[test]
    fn labels_never_collide_however_long_the_axis() {
        for quarters in (1..4400).step_by(7) {
            let first = day("1900-04-01");
            let axis = Axis::between(first, add_quarters(first, quarters - 1));
            let scale = axis.scale();
            let places: Vec<_> = scale.labels.iter().map(|label| label.at.as_f64()).collect();
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 9.4), "{quarters} quarters: {places:?}");
            assert!(scale.ticks.len() <= 42, "{quarters} quarters: {} ticks", scale.ticks.len());
            assert!(!scale.lines.is_empty());
        }
    }
}
