//! Dates as an audience is told them, worked out a second time from PRODUCT.md, sections 4, 5 and 7.

use std::collections::BTreeMap;

use roadmapgen::date::{Date, Day, FiscalYear, Precision};
use toml::{Table, Value};

/// What dates mean in one roadmap.
#[derive(Debug)]
pub struct Calendar {
    fiscal: FiscalYear,
    named: BTreeMap<String, Value>,
}

impl Calendar {
    /// That of these settings.
    pub fn of(settings: &Table) -> Self {
        let site = settings.get("site").and_then(Value::as_table);
        let start = site.and_then(|site| site.get("fiscal_year_start")).and_then(Value::as_integer);
        let start = start.and_then(|month| FiscalYear::starting_in(u8::try_from(month).ok()?));
        let named = settings.get("dates").and_then(Value::as_table).cloned().unwrap_or_default();
        Self { fiscal: start.unwrap_or_default(), named: named.into_iter().collect() }
    }

    /// The date that a value stands for, and whether it is called by a name.
    pub fn read(&self, value: &Value) -> Option<(Date, bool)> {
        let written = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if let Some(named) = self.named.get(&written) {
            return Some((self.read(named)?.0, true));
        }
        Date::parse(&written, self.fiscal).ok().map(|date| (date, false))
    }

    /// A value no more exact than an audience is told; none where it is told none.
    pub fn told(&self, value: &Value, precision: &str) -> Option<Value> {
        if precision == "horizon" {
            return None;
        }
        match self.read(value) {
            Some((date, _)) if rank(date.precision()) < fineness(precision) => {
                Some(Value::String(period(date.last(), precision)))
            }
            // As it stands: as rough already, or none at all.
            _ => Some(value.clone()),
        }
    }

    /// A reading's day as an audience is told it, as a day again, since readings are written as days: the first of the
    /// period, which the period's other days cannot be told from.
    pub fn told_day(&self, value: &Value, precision: &str) -> Option<Value> {
        let (date, _) = self.read(value)?;
        let (year, month) = (date.last().year(), date.last().month());
        let first = match precision {
            "day" => return Some(value.clone()),
            "month" => Day::constant(year, month, 1),
            "quarter" => Day::constant(year, (month - 1) / 3 * 3 + 1, 1),
            "half" => Day::constant(year, if month < 7 { 1 } else { 7 }, 1),
            "year" => Day::constant(year, 1, 1),
            _ => Day::constant(2000, 1, 1),
        };
        Some(Value::String(first.to_string()))
    }

    /// How near an open milestone is that says nothing of it: `target` is its date as far as it counts.
    pub fn horizon(&self, is_active: bool, target: Option<&Value>, as_of: Day) -> &'static str {
        let due = target.and_then(|target| self.read(target)).map(|(date, _)| date.last());
        let quarter = |day: Day| i32::from(day.year()) * 4 + (i32::from(day.month()) - 1) / 3;
        match due.map(|due| quarter(due) - quarter(as_of)) {
            _ if is_active => "now",
            Some(..=0) => "now",
            Some(1..=2) => "next",
            _ => "later",
        }
    }
}

fn rank(precision: Precision) -> u8 {
    match precision {
        Precision::Day => 0,
        Precision::Week => 1,
        Precision::Month => 2,
        Precision::Quarter => 3,
        Precision::Half => 4,
        Precision::Year => 5,
    }
}

fn fineness(precision: &str) -> u8 {
    match precision {
        "day" => 0,
        "month" => 2,
        "quarter" => 3,
        "half" => 4,
        _ => 5,
    }
}

/// The period of the calendar that holds a day.
fn period(day: Day, precision: &str) -> String {
    let (year, month) = (day.year(), day.month());
    match precision {
        "month" => format!("{year}-{month:02}"),
        "quarter" => format!("{year}-Q{}", (month - 1) / 3 + 1),
        "half" => format!("{year}-H{}", if month < 7 { 1 } else { 2 }),
        _ => year.to_string(),
    }
}
