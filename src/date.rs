//! Dates as people plan with them: a day, a week, a month, a quarter, a half, a year.
//!
//! A date keeps the precision with which it was written and is never widened or narrowed
//! behind its author's back. It stands for the days from its first to its last. Only
//! `Date::coarsen` makes it vaguer, and only because an audience is to see no more.
//!
//! Everything here is arithmetic on civil days: no clock, no time zone, no locale. Today
//! is an argument wherever it matters.

mod parse;
mod quarter;
mod words;

use std::fmt;

pub use parse::DateError;
pub use quarter::{add_quarters, first_of_quarter, last_of_quarter, next_day, quarter_of};
pub use words::{days_word, distance, number_word, spoken};

/// One day of the civil (Gregorian) calendar, in no time zone.
pub type Day = jiff::civil::Date;

/// How exact a date is, from fine to coarse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// One day.
    Day,
    /// An ISO week, Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three months, of the calendar or of a fiscal year.
    Quarter,
    /// Six months, of the calendar or of a fiscal year.
    Half,
    /// Twelve months, a calendar or a fiscal year.
    Year,
}

impl Precision {
    /// All of them, from fine to coarse.
    pub const ALL: [Self; 6] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Half, Self::Year];

    /// The word for it in files and in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Half => "half",
            Self::Year => "year",
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// When an organisation's fiscal year begins: always on the first of a month.
///
/// A fiscal year has the name of the calendar year in which it **ends**: with a start in
/// April, FY27 is April 2026 to March 2027; with a start in January it is 2027 itself. Most
/// organisations count so. Some name it after the year in which it starts, which is why a
/// fiscal date in words always says the months it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiscalYear {
    /// Invariant: 1..=12.
    start_month: u8,
}

impl FiscalYear {
    /// A fiscal year that starts with this month, 1 to 12; none for any other number.
    pub fn starting_in(month: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self { start_month: month })
    }

    /// The month with which it starts, 1 to 12.
    pub fn start_month(self) -> u8 {
        self.start_month
    }

    /// The first month of the fiscal year that ends in `year`, counted as [`months_from`] does.
    fn first_month_of(self, year: i16) -> i32 {
        let january = i32::from(year) * 12;
        if self.start_month == 1 { january } else { january - 12 + i32::from(self.start_month) - 1 }
    }
}

impl Default for FiscalYear {
    /// The calendar year.
    fn default() -> Self {
        Self { start_month: 1 }
    }
}

/// A date of the plan: the days from its first to its last, and the way in which it was written.
///
/// There is no order on dates, since a quarter is neither before nor after a day within it:
/// see [`Date::is_before`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    first: Day,
    /// Invariant: not before `first`.
    last: Day,
    written: Written,
    name: Option<String>,
}

/// The form in which a date was written. Where the first day tells the rest, nothing more is
/// kept; a fiscal period does not follow from its days, since it depends on the site's setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Day,
    Week,
    Month,
    Quarter,
    Half,
    Year,
    /// Fiscal year, and 1..=4.
    FiscalQuarter(i16, u8),
    /// Fiscal year, and 1..=2.
    FiscalHalf(i16, u8),
    FiscalYear(i16),
}

impl Date {
    /// The date written as `text`: `2027-03-15`, `2027-03`, `2027-W12`, `2027-Q1`, `2027-H1`,
    /// `2027`, `FY27-Q1`, `FY27-H1` or `FY27`; a fiscal year also with four digits.
    ///
    /// It is strict, so that one date has one spelling: no white space, years of four digits
    /// from 1900 to 2999, capital letters. Named dates and `tbd` are the caller's.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the text, and how to write what seems to be meant.
    pub fn parse(text: &str, fiscal: FiscalYear) -> Result<Self, DateError> {
        parse::parse(text, fiscal)
    }

    /// Exactly this day. What a person wrote goes through [`Date::parse`] or [`Date::year`],
    /// which hold the range of years; this is for days that were worked out.
    pub fn day(day: Day) -> Self {
        Self::from_days(Written::Day, day, day)
    }

    /// A calendar year, as TOML gives it when it is written as a bare number.
    ///
    /// # Errors
    ///
    /// When it is not from 1900 to 2999.
    pub fn year(year: i16) -> Result<Self, DateError> {
        parse::year(year)
    }

    fn from_days(written: Written, first: Day, last: Day) -> Self {
        debug_assert!(first <= last, "{first} is after {last}");
        Self { first, last, written, name: None }
    }

    /// The ISO week that holds `day`, Monday to Sunday.
    fn week_of(day: Day) -> Self {
        let since_monday = i32::from(day.weekday().to_monday_zero_offset());
        let monday = later(day, -since_monday);
        Self::from_days(Written::Week, monday, later(monday, 6))
    }

    fn months(written: Written, first_month: i32, count: i32) -> Self {
        let (first, last) = months_from(first_month, count);
        Self::from_days(written, first, last)
    }

    /// The first of its days.
    pub fn first(&self) -> Day {
        self.first
    }

    /// The last of its days, itself included.
    pub fn last(&self) -> Day {
        self.last
    }

    /// How exactly it was written. A fiscal quarter is a quarter, and so on.
    pub fn precision(&self) -> Precision {
        match self.written {
            Written::Day => Precision::Day,
            Written::Week => Precision::Week,
            Written::Month => Precision::Month,
            Written::Quarter | Written::FiscalQuarter(..) => Precision::Quarter,
            Written::Half | Written::FiscalHalf(..) => Precision::Half,
            Written::Year | Written::FiscalYear(_) => Precision::Year,
        }
    }

    /// The name under which the site defines it, if it was written by name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The same date, written by this name.
    #[must_use]
    pub fn with_name(self, name: String) -> Self {
        Self { name: Some(name), ..self }
    }

    /// No more exact than `to`: the calendar period of that precision which holds the last
    /// day, so that a promise does not come earlier by being told less exactly.
    ///
    /// The name goes, since it would tell what the period no longer does. A date that is as
    /// coarse or coarser is left as it is, name and fiscal form included.
    #[must_use]
    pub fn coarsen(&self, to: Precision) -> Self {
        if self.precision() >= to {
            return self.clone();
        }
        let january = i32::from(self.last.year()) * 12;
        let month = i32::from(self.last.month()) - 1;
        match to {
            Precision::Day => Self::day(self.last),
            Precision::Week => Self::week_of(self.last),
            Precision::Month => Self::months(Written::Month, january + month, 1),
            Precision::Quarter => Self::months(Written::Quarter, january + month / 3 * 3, 3),
            Precision::Half => Self::months(Written::Half, january + month / 6 * 6, 6),
            Precision::Year => Self::months(Written::Year, january, 12),
        }
    }

    /// The date as one writes it in a file, without its name: `2027-Q1`.
    pub fn text(&self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        match self.written {
            Written::Day => self.first.to_string(),
            Written::Week => {
                let week = self.first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Written::Month => format!("{year:04}-{month:02}"),
            Written::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Written::Half => format!("{year:04}-H{}", (month - 1) / 6 + 1),
            Written::Year => format!("{year:04}"),
            Written::FiscalQuarter(year, number) => format!("{}-Q{number}", fiscal_text(year)),
            Written::FiscalHalf(year, number) => format!("{}-H{number}", fiscal_text(year)),
            Written::FiscalYear(year) => fiscal_text(year),
        }
    }

    /// The value for the `datetime` attribute of an HTML `<time>`. HTML knows days, months,
    /// ISO weeks and years after the year 0; for anything else there is none, since the
    /// nearest day would be one that nobody wrote.
    pub fn machine(&self) -> Option<String> {
        let html_knows = matches!(self.written, Written::Day | Written::Week | Written::Month | Written::Year);
        (html_knows && self.first.year() > 0).then(|| self.text())
    }

    /// Whether its last day is before the other's. Two dates may each not be before the
    /// other: a quarter and its last day.
    pub fn is_before(&self, other: &Self) -> bool {
        self.last < other.last
    }

    /// Whether its last day has gone by. On its last day a date is not yet past.
    pub fn is_past(&self, as_of: Day) -> bool {
        self.last < as_of
    }
}

/// `FY27`, and with four digits outside of this century.
fn fiscal_text(year: i16) -> String {
    match year {
        2000..=2099 => format!("FY{:02}", year - 2000),
        _ => format!("FY{year:04}"),
    }
}

/// The first and last day of `count` months, from the month `first`, counted in months since
/// January of the year 0. Stops at the ends of the calendar.
fn months_from(first: i32, count: i32) -> (Day, Day) {
    let month = |index: i32| {
        let year = i16::try_from(index.div_euclid(12)).ok()?;
        let month = i8::try_from(index.rem_euclid(12) + 1).ok()?;
        Day::new(year, month, 1).ok()
    };
    let end = if first < 0 { Day::MIN } else { Day::MAX };
    (month(first).unwrap_or(end), month(first.saturating_add(count - 1)).map_or(end, Day::last_of_month))
}

/// The day `days` later, or earlier, and no further than the ends of the calendar.
fn later(day: Day, days: i32) -> Day {
    day.saturating_add(jiff::SignedDuration::from_hours(i64::from(days) * 24))
}

#[cfg(test)]
mod tests;
