//! From a text to a date: strict in what counts, generous in what it understands to explain.

mod meant;

use std::fmt;

use super::words::MONTHS;
use super::{Date, Day, FiscalYear, Written, months_from};

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError {
    /// What is wrong, with the text as it was written: `` `2026-W54` is not a date: … ``.
    pub message: String,
    /// What to write instead, where that can be told.
    pub help: Option<String>,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DateError {}

/// Why the strict reading failed.
enum Fault {
    /// The text has none of the forms of a date.
    Form,
    /// It has the form of a date, but there is no such day, week or year.
    Value(String),
}

pub(super) fn parse(text: &str, fiscal: FiscalYear) -> Result<Date, DateError> {
    strict(text, fiscal).map_err(|fault| explain(text, fault, fiscal))
}

pub(super) fn year(year: i16) -> Result<Date, DateError> {
    calendar(year, Part::Whole).map_err(|fault| match fault {
        Fault::Value(reason) => not_a_date(&year.to_string(), &reason, None),
        Fault::Form => not_a_date(&year.to_string(), "", None),
    })
}

/// What of a year is meant.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Half(u8),
    Quarter(u8),
    Month(u8),
    Week(u8),
    Day(u8, u8),
}

impl Part {
    /// What follows on the year and its hyphen.
    fn read(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [b'H', n @ b'0'..=b'9'] => Some(Self::Half(n - b'0')),
            [b'Q', n @ b'0'..=b'9'] => Some(Self::Quarter(n - b'0')),
            [b'W', week @ ..] => two_digits(week).map(Self::Week),
            [month @ .., b'-', d, e] => Some(Self::Day(two_digits(month)?, two_digits(&[*d, *e])?)),
            month => two_digits(month).map(Self::Month),
        }
    }
}

fn strict(text: &str, fiscal: FiscalYear) -> Result<Date, Fault> {
    let (year, part) = match text.split_once('-') {
        Some((year, part)) => (year, Part::read(part).ok_or(Fault::Form)?),
        None => (text, Part::Whole),
    };
    match year.as_bytes() {
        [b'F', b'Y', digits @ ..] => {
            let year = match two_digits(digits) {
                Some(year) => 2000 + i16::from(year),
                None => four_digits(digits).ok_or(Fault::Form)?,
            };
            fiscal_period(year, part, fiscal)
        }
        digits => calendar(four_digits(digits).ok_or(Fault::Form)?, part),
    }
}

fn two_digits(digits: &[u8]) -> Option<u8> {
    match digits {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some((a - b'0') * 10 + (b - b'0')),
        _ => None,
    }
}

fn four_digits(digits: &[u8]) -> Option<i16> {
    let (century, year) = digits.split_at_checked(2)?;
    Some(i16::from(two_digits(century)?) * 100 + i16::from(two_digits(year)?))
}

fn calendar(year: i16, part: Part) -> Result<Date, Fault> {
    in_range(year)?;
    let january = i32::from(year) * 12;
    match part {
        Part::Whole => Ok(Date::months(Written::Year, january, 12)),
        Part::Half(half) => {
            let start = january + half_start(half)?;
            Ok(Date::months(Written::Half, start, 6))
        }
        Part::Quarter(quarter) => {
            let start = january + quarter_start(quarter)?;
            Ok(Date::months(Written::Quarter, start, 3))
        }
        Part::Month(month) => Ok(Date::months(Written::Month, january + month_start(month)?, 1)),
        Part::Week(week) => week_date(year, week),
        Part::Day(month, day) => {
            let (first, last) = months_from(january + month_start(month)?, 1);
            let days = last.day().unsigned_abs();
            if !(1..=days).contains(&day) {
                let name = MONTHS[usize::from(month) - 1];
                return Err(Fault::Value(format!("{name} {year} has {days} days")));
            }
            Ok(Date::day(super::later(first, i32::from(day) - 1)))
        }
    }
}

fn week_date(year: i16, week: u8) -> Result<Date, Fault> {
    // The 28th of December is in the last ISO week of its year, whatever the year.
    let late_december = Day::new(year, 12, 28).expect("every year that is accepted has a 28 December");
    let weeks = late_december.iso_week_date().week().unsigned_abs();
    if !(1..=weeks).contains(&week) {
        return Err(Fault::Value(format!("{year} has {weeks} weeks")));
    }
    let back = 7 * (i32::from(week) - i32::from(weeks));
    Ok(Date::week_of(super::later(late_december, back)))
}

fn fiscal_period(year: i16, part: Part, fiscal: FiscalYear) -> Result<Date, Fault> {
    in_range(year)?;
    let start = fiscal.first_month_of(year);
    match part {
        Part::Whole => Ok(Date::months(Written::FiscalYear(year), start, 12)),
        Part::Half(half) => {
            let written = Written::FiscalHalf(year, half);
            Ok(Date::months(written, start + half_start(half)?, 6))
        }
        Part::Quarter(quarter) => {
            let written = Written::FiscalQuarter(year, quarter);
            Ok(Date::months(written, start + quarter_start(quarter)?, 3))
        }
        Part::Month(_) | Part::Week(_) | Part::Day(..) => {
            Err(Fault::Value("a fiscal year has quarters and halves, and months are calendar months".to_owned()))
        }
    }
}

/// Years are held to a range in which a slip of the finger (`0226`, `20226`) is seen.
fn in_range(year: i16) -> Result<(), Fault> {
    match year {
        1900..=2999 => Ok(()),
        _ => Err(Fault::Value("years are 1900 to 2999".to_owned())),
    }
}

/// The months of the year before the month, quarter or half of this number.
fn month_start(month: u8) -> Result<i32, Fault> {
    match month {
        1..=12 => Ok(i32::from(month) - 1),
        _ => Err(Fault::Value("months are 01 to 12".to_owned())),
    }
}

fn quarter_start(quarter: u8) -> Result<i32, Fault> {
    match quarter {
        1..=4 => Ok((i32::from(quarter) - 1) * 3),
        _ => Err(Fault::Value("quarters are Q1 to Q4".to_owned())),
    }
}

fn half_start(half: u8) -> Result<i32, Fault> {
    match half {
        1 | 2 => Ok((i32::from(half) - 1) * 6),
        _ => Err(Fault::Value("halves are H1 and H2".to_owned())),
    }
}

const FORMS: &str = "dates are written `2027-03-15`, `2027-03`, `2027-W12`, `2027-Q1`, `2027-H1`, \
                     `2027`, `FY27-Q1`, `FY27-H1` or `FY27`";

fn explain(text: &str, fault: Fault, fiscal: FiscalYear) -> DateError {
    if let Fault::Value(reason) = fault {
        return not_a_date(text, &reason, None);
    }
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return DateError { message: "the date is empty".to_owned(), help: Some(FORMS.to_owned()) };
    }
    if trimmed != text {
        let help = match parse(trimmed, fiscal) {
            Ok(_) => Some(format!("write `{trimmed}`")),
            Err(error) => error.help,
        };
        return not_a_date(text, "there is white space around it", help);
    }
    if let Some(day) = day_before_a_time(text, fiscal) {
        return not_a_date(text, "a date has no time of day", Some(format!("write `{day}`")));
    }
    if ["tbd", "tba"].iter().any(|none| text.eq_ignore_ascii_case(none)) {
        let help = "where there is no date yet, write `tbd` or leave it out";
        return not_a_date(text, "", Some(help.to_owned()));
    }

    let meant = meant::meant(text);
    let reason = meant.reason.unwrap_or_default();
    let mut sound = Vec::new();
    for candidate in &meant.candidates {
        match strict(candidate, fiscal) {
            Ok(_) => sound.push(format!("`{candidate}`")),
            // `30.02.2026` is no date in any form.
            Err(Fault::Value(reason)) if meant.candidates.len() == 1 => {
                return not_a_date(text, &reason, None);
            }
            Err(_) => {}
        }
    }
    let help = if sound.is_empty() { FORMS.to_owned() } else { format!("write {}", sound.join(" or ")) };
    not_a_date(text, reason, Some(help))
}

/// The day at the start of `2026-03-15T10:00:00`.
fn day_before_a_time(text: &str, fiscal: FiscalYear) -> Option<&str> {
    let (day, time) = text.split_at_checked("2026-03-15".len())?;
    let is_time = time.starts_with(['T', 't', ' ', 'Z', 'z', '+']);
    (is_time && strict(day, fiscal).is_ok()).then_some(day)
}

fn not_a_date(text: &str, reason: &str, help: Option<String>) -> DateError {
    let colon = if reason.is_empty() { "" } else { ": " };
    DateError { message: format!("{} is not a date{colon}{reason}", quoted(text)), help }
}

/// The user's own words, short enough for one line and with nothing in them that a terminal
/// obeys or that cannot be seen.
fn quoted(text: &str) -> String {
    /// In characters. The longest text that somebody means as a date has about thirty.
    const LONGEST: usize = 40;
    let mut quoted = String::from("`");
    for (count, char) in text.chars().enumerate() {
        if count == LONGEST {
            quoted.push('…');
            break;
        }
        match char {
            '"' | '\'' | '\\' => quoted.push(char),
            _ => quoted.extend(char.escape_debug()),
        }
    }
    quoted.push('`');
    quoted
}

#[cfg(test)]
mod tests;
