//! Key results: the figure, the way to the target, and the readings as a line and as a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::{Date, Day, Precision};
use crate::page::fact::Bar;
use crate::page::step::When;
use crate::page::styles::Styles;
use crate::page::words::{self, Figures};
use crate::view::{KeyResult, Reading};

/// A key result.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Measure {
    /// What is measured.
    pub name: String,
    /// The latest reading with its unit; the baseline where there is none.
    pub figure: String,
    /// Whether that is a reading.
    pub read: bool,
    /// How far it is.
    pub bar: Bar,
    /// `48 % of the way`.
    pub way: String,
    /// The baseline with its unit.
    pub from: String,
    /// The target with its unit.
    pub to: String,
    /// Where the figures come from.
    pub source: Option<String>,
    /// The readings as a line; none where there are fewer than two points.
    pub spark: Option<Spark>,
}

/// A small line of readings, in a box of 160 by 48.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spark {
    /// `x,y` of each point.
    pub points: String,
    /// Across, of the last point.
    pub x: String,
    /// Down, of the last point.
    pub y: String,
    /// Down, of the target.
    pub goal: String,
}

/// All readings of an intent, by day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Readings {
    /// `May to October 2026`.
    pub span: String,
    /// The days, the oldest first.
    pub days: Vec<When>,
    /// A row for each key result.
    pub rows: Vec<ReadingRow>,
}

/// The readings of one key result.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReadingRow {
    /// What is measured.
    pub name: String,
    /// A figure for each day; empty where none was read.
    pub figures: Vec<String>,
}

/// What is shown of a key result.
pub fn measure(styles: &mut Styles, key_result: &KeyResult, as_of: Day) -> Measure {
    let figures = figures(key_result, as_of);
    let latest = read(key_result, as_of).next_back().map(|reading| reading.value);
    Measure {
        name: key_result.name.clone(),
        figure: figures.show(latest.unwrap_or(key_result.baseline)),
        read: latest.is_some(),
        bar: Bar::of(styles, key_result.progress),
        way: if latest.is_some() {
            format!("{} of the way", words::percent(key_result.progress))
        } else {
            "not read yet".to_owned()
        },
        from: figures.show(key_result.baseline),
        to: figures.show(key_result.target),
        source: key_result.source.clone(),
        spark: spark(key_result, as_of),
    }
}

/// What was read by the day of the page, the oldest first. What is dated later is not known yet; what the view does
/// not date is.
pub fn read(key_result: &KeyResult, as_of: Day) -> impl DoubleEndedIterator<Item = &Reading> {
    let known = move |reading: &&Reading| reading.date.as_ref().is_none_or(|date| date.first() <= as_of);
    key_result.readings.iter().filter(known)
}

fn figures(key_result: &KeyResult, as_of: Day) -> Figures<'_> {
    let readings = read(key_result, as_of).map(|reading| reading.value);
    Figures::of([key_result.baseline, key_result.target].into_iter().chain(readings), key_result.unit.as_deref())
}

/// The readings as a line; the target and the baseline decide the height as well. Where each has a day, they stand
/// by their days; of periods and of what has no date nobody knows how far apart they are, so they stand evenly.
fn spark(key_result: &KeyResult, as_of: Day) -> Option<Spark> {
    let readings: Vec<_> = read(key_result, as_of).collect();
    let [_, .., latest] = readings.as_slice() else { return None };
    let all = || readings.iter().map(|reading| reading.value).chain([key_result.baseline, key_result.target]);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    // Divided before it is subtracted, since two figures may lie further apart than a number can be.
    let height = high / 2.0 - low / 2.0;
    let down = |figure: f64| if height > 0.0 { 44.0 - (figure / 2.0 - low / 2.0) / height * 40.0 } else { 24.0 };
    let places = days(&readings).unwrap_or_else(|| (0..readings.len()).map(|at| at as f64).collect());
    let whole = places.last().copied().unwrap_or_default();
    let across = |place: f64| place / whole * 154.0;
    let mut points = String::new();
    for (reading, &place) in readings.iter().zip(&places) {
        let gap = if points.is_empty() { "" } else { " " };
        write!(points, "{gap}{:.1},{:.1}", across(place), down(reading.value))
            .expect("writing to a string does not fail");
    }
    Some(Spark {
        points,
        x: format!("{:.1}", across(whole)),
        y: format!("{:.1}", down(latest.value)),
        goal: format!("{:.1}", down(key_result.target)),
    })
}

/// How many days after the first each was read; none where not each has a day, or all have the same.
fn days(readings: &[&Reading]) -> Option<Vec<f64>> {
    let day =
        |reading: &Reading| reading.date.as_ref().filter(|date| date.precision() == Precision::Day).map(Date::first);
    let days: Vec<Day> = readings.iter().map(|reading| day(reading)).collect::<Option<_>>()?;
    let (first, last) = (*days.first()?, *days.last()?);
    (first < last).then(|| days.iter().map(|&day| days_between(first, day)).collect())
}

fn days_between(first: Day, last: Day) -> f64 {
    let days = last.duration_since(first).as_hours() / 24;
    f64::from(i32::try_from(days).expect("the calendar has fewer days"))
}

/// The table of all readings by the day of the page; none where nothing was read.
pub fn readings(key_results: &[KeyResult], as_of: Day) -> Option<Readings> {
    let all = || key_results.iter().flat_map(|key_result| read(key_result, as_of));
    if all().any(|reading| reading.date.is_none()) {
        return numbered(key_results, as_of);
    }
    let dates: BTreeMap<(Day, Day), &Date> =
        all().filter_map(|reading| reading.date.as_ref()).map(|date| ((date.first(), date.last()), date)).collect();
    if dates.is_empty() {
        return None;
    }
    let row = |key_result: &KeyResult| {
        let shown = figures(key_result, as_of);
        // The last of a day counts, as it does for the progress.
        let on = |days: (Day, Day)| {
            let same =
                |reading: &&Reading| reading.date.as_ref().is_some_and(|date| (date.first(), date.last()) == days);
            read(key_result, as_of).rfind(same).map_or_else(String::new, |reading| shown.show(reading.value))
        };
        ReadingRow { name: key_result.name.clone(), figures: dates.keys().copied().map(on).collect() }
    };
    Some(Readings {
        span: stretch(&dates),
        days: dates.values().map(|date| When::short(date)).collect(),
        rows: key_results.iter().map(row).collect(),
    })
}

/// From the first to the last of these: in months where each has a day, else in their own words, `Q3 to Q4 2026`,
/// since what was read at some time in a quarter was not read in its last month.
fn stretch(dates: &BTreeMap<(Day, Day), &Date>) -> String {
    let (first, last) = (dates.keys().map(|&(first, _)| first).min(), dates.keys().map(|&(_, last)| last).max());
    let whole = |precision| matches!(precision, Precision::Day | Precision::Month);
    match (first, last) {
        (Some(first), Some(last)) if dates.values().all(|date| whole(date.precision())) => words::months(first, last),
        _ => {
            let words = |date: Option<&&Date>| date.map_or_else(String::new, |date| date.words());
            words::between(&words(dates.values().next()), &words(dates.values().next_back()))
        }
    }
}

/// The same where the view has no dates: by their order, the latest of each measure in the last column.
fn numbered(key_results: &[KeyResult], as_of: Day) -> Option<Readings> {
    let most = key_results.iter().map(|key_result| read(key_result, as_of).count()).max().filter(|&most| most > 0)?;
    let row = |key_result: &KeyResult| {
        let shown = figures(key_result, as_of);
        let figures: Vec<_> = read(key_result, as_of).map(|reading| shown.show(reading.value)).collect();
        let none = std::iter::repeat_n(String::new(), most - figures.len());
        ReadingRow { name: key_result.name.clone(), figures: none.chain(figures).collect() }
    };
    let days = (1..=most).rev().map(|back| When { text: number_of(back), machine: None, named: false }).collect();
    Some(Readings { span: String::new(), days, rows: key_results.iter().map(row).collect() })
}

/// What the reading so many from the end is called.
fn number_of(back: usize) -> String {
    match back {
        1 => "Latest".to_owned(),
        2 => "Before".to_owned(),
        back => format!("{} before", back - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::FiscalYear;

    fn key_result(baseline: f64, target: f64, readings: &[(&str, f64)]) -> KeyResult {
        KeyResult {
            name: "Wait".to_owned(),
            unit: Some("h".to_owned()),
            baseline,
            target,
            readings: readings.iter().map(|&(date, value)| Reading { date: dated(date), value }).collect(),
            source: None,
            progress: 44,
        }
    }

    /// As written; nothing for none.
    fn dated(text: &str) -> Option<Date> {
        (!text.is_empty()).then(|| Date::parse(text, FiscalYear::default()).expect("a date in a test"))
    }

    const LATER: Day = Day::MAX;

    #[test]
    fn what_is_read_after_the_day_of_the_page_is_not_known() {
        let as_of = "2026-11-16".parse().expect("a day in a test");
        let key_result = key_result(0.0, 10.0, &[("2026-10-01", 5.0), ("2026-12-30", 9.25)]);
        assert_eq!(measure(&mut Styles::new(), &key_result, as_of).figure, "5\u{a0}h");
        assert_eq!(spark(&key_result, as_of), None);
        assert_eq!(readings(&[key_result], as_of).expect("one was read").rows[0].figures, ["5\u{a0}h"]);
    }

    #[test]
    fn a_line_falls_where_the_figure_falls() {
        let spark =
            spark(&key_result(11.2, 6.0, &[("2026-05-31", 11.2), ("2026-10-31", 6.0)]), LATER).expect("two points");
        assert_eq!(spark.points, "0.0,4.0 154.0,44.0");
        assert_eq!(spark.goal, "44.0");
    }

    #[test]
    fn one_reading_or_none_makes_no_line() {
        assert_eq!(spark(&key_result(0.0, 1.0, &[]), LATER), None);
        assert_eq!(spark(&key_result(0.0, 1.0, &[("2026-05-31", 0.5)]), LATER), None);
    }

    #[test]
    fn figures_as_large_as_numbers_go_stay_in_the_box() {
        let both = [("2026-05-31", f64::MIN), ("2026-05-31", f64::MAX)];
        let spark = spark(&key_result(f64::MIN, f64::MAX, &both), LATER).expect("two points");
        assert_eq!(spark.points, "0.0,44.0 154.0,4.0");
    }

    #[test]
    fn readings_known_to_a_quarter_are_not_said_to_be_of_its_last_month() {
        let key_result = key_result(0.0, 10.0, &[("2026-Q3", 5.0), ("2026-Q4", 9.0)]);
        let as_of = "2026-11-16".parse().expect("a day in a test");
        assert_eq!(readings(&[key_result], as_of).expect("they are known").span, "Q3 to Q4 2026");
    }

    #[test]
    fn readings_of_several_measures_share_their_days() {
        let measures = [
            key_result(0.0, 10.0, &[("2026-05-31", 1.0), ("2026-10-31", 2.0)]),
            key_result(0.0, 1.0, &[("2026-10-31", 0.5)]),
        ];
        let table = readings(&measures, LATER).expect("there are readings");
        assert_eq!(table.span, "May to October 2026");
        assert_eq!(table.rows[1].figures, ["", "0.5\u{a0}h"]);
    }
}
