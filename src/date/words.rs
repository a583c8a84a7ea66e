//! Dates in English: what they are, and how far they are from the as-of day.

use super::{Date, Day, Precision, Written};

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// The date in words: `15 March 2027`, `Week 12 of 2027`, `First half 2027`. A fiscal
    /// period says the months it means, and a named date leads with its name:
    /// `v1.36 (26 August 2026)`.
    pub fn words(&self) -> String {
        self.worded(month_name(self.first))
    }

    /// The same with the month of a day shortened to three letters, for narrow columns:
    /// `15 Mar 2027`, `v1.36 (26 Aug 2026)`.
    pub fn short_words(&self) -> String {
        // Every name of a month is ASCII and has three letters at least.
        self.worded(&month_name(self.first)[..3])
    }

    /// The same within a sentence: `the second half of 2024`, `week 12 of 2027`. What has a name is called by it.
    pub fn spoken(&self) -> String {
        let words = self.words();
        if self.name.is_some() { words } else { spoken(&words, self.precision()) }
    }

    fn worded(&self, month_of_day: &str) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        let words = match self.written {
            Written::Day => format!("{} {month_of_day} {year}", self.first.day()),
            Written::Week => {
                let week = self.first.iso_week_date();
                format!("Week {} of {}", week.week(), week.year())
            }
            Written::Month => format!("{} {year}", month_name(self.first)),
            Written::Quarter => format!("Q{} {year}", (month - 1) / 3 + 1),
            Written::Half if month < 7 => format!("First half {year}"),
            Written::Half => format!("Second half {year}"),
            Written::Year => year.to_string(),
            Written::FiscalQuarter(..) | Written::FiscalHalf(..) | Written::FiscalYear(_) => {
                return self.fiscal_words();
            }
        };
        match &self.name {
            Some(name) => format!("{name} ({words})"),
            None => words,
        }
    }

    fn fiscal_words(&self) -> String {
        let (period, months) = (self.text().replace('-', " "), self.months_meant());
        match &self.name {
            // One pair of brackets is enough.
            Some(name) => format!("{name} ({period}, {months})"),
            None => format!("{period} ({months})"),
        }
    }

    /// `April to June 2026`, `April 2026 to March 2027`.
    fn months_meant(&self) -> String {
        let (from, to) = (month_name(self.first), month_name(self.last));
        let (from_year, to_year) = (self.first.year(), self.last.year());
        if from_year == to_year {
            format!("{from} to {to} {to_year}")
        } else {
            format!("{from} {from_year} to {to} {to_year}")
        }
    }

    /// What a period is called from within: `this quarter`.
    fn this(&self) -> &'static str {
        match self.written {
            Written::Day => "today",
            Written::Week => "this week",
            Written::Month => "this month",
            Written::Quarter => "this quarter",
            Written::Half => "this half-year",
            Written::Year => "this year",
            Written::FiscalQuarter(..) => "this fiscal quarter",
            Written::FiscalHalf(..) => "this fiscal half-year",
            Written::FiscalYear(_) => "this fiscal year",
        }
    }
}

/// The words of a date without a name, as they stand within a sentence.
pub fn spoken(words: &str, precision: Precision) -> String {
    let half = ["First", "Second"].into_iter().find_map(|which| {
        let year = words.strip_prefix(which)?.strip_prefix(" half ")?;
        Some(format!("the {} half of {year}", which.to_lowercase()))
    });
    match precision {
        Precision::Half => half.unwrap_or_else(|| words.to_owned()),
        Precision::Week => words.replacen("Week", "week", 1),
        _ => words.to_owned(),
    }
}

/// How far `date` is from the as-of day, in words: `tomorrow`, `in six weeks`,
/// `four weeks ago`, `this quarter`.
///
/// A period says its nearest and its farthest day, `in seven to eleven weeks`, since
/// anything else would invent a day that nobody wrote; `within eleven weeks` when it begins at
/// once. The unit goes by the farthest day: days to 13, weeks to 13, months to 23, years.
/// Weeks, months and years are rounded to the nearest whole one.
pub fn distance(as_of: Day, date: &Date) -> String {
    if date.first <= as_of && as_of <= date.last {
        return date.this().to_owned();
    }
    let ahead = as_of < date.first;
    let (near, far) = if ahead { (date.first, date.last) } else { (date.last, date.first) };
    let (near, far) = (days_between(as_of, near), days_between(as_of, far));
    if far == 1 {
        return if ahead { "tomorrow" } else { "yesterday" }.to_owned();
    }
    let unit = Unit::for_days(far);
    let (near, far) = (unit.count(near), unit.count(far));
    let span = if near == far || near == 0 {
        counted(far, unit.word())
    } else if far > 12 {
        // Words and figures do not mix within one span.
        format!("{near} to {far} {}s", unit.word())
    } else {
        format!("{} to {} {}s", number_word(near), number_word(far), unit.word())
    };
    match (ahead, near) {
        (true, 0) => format!("within {span}"),
        (true, _) => format!("in {span}"),
        (false, 0) => format!("up to {span} ago"),
        (false, _) => format!("{span} ago"),
    }
}

/// A count of days in words: `one day`, `eleven days`, `45 days`.
pub fn days_word(days: u64) -> String {
    counted(days, "day")
}

/// A number as running text has it: in words to twelve, in figures above.
pub fn number_word(n: u64) -> String {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    match usize::try_from(n).ok().and_then(|n| WORDS.get(n)) {
        Some(word) => (*word).to_owned(),
        None => n.to_string(),
    }
}

/// Of days, the unit in which people speak of so many.
#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    fn for_days(days: u64) -> Self {
        if days < 14 {
            Self::Day
        } else if Self::Week.count(days) < 14 {
            Self::Week
        } else if Self::Month.count(days) < 24 {
            Self::Month
        } else {
            Self::Year
        }
    }

    /// How many of it `days` are, to the nearest. Months and years have their mean length in
    /// the Gregorian calendar, 146,097 days in 400 years: a sentence needs no more.
    fn count(self, days: u64) -> u64 {
        let (units, in_days) = match self {
            Self::Day => (1, 1),
            Self::Week => (1, 7),
            Self::Month => (4_800, 146_097),
            Self::Year => (400, 146_097),
        };
        (days * units * 2 + in_days) / (in_days * 2)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

fn counted(n: u64, word: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {word}{plural}", number_word(n))
}

fn days_between(a: Day, b: Day) -> u64 {
    a.duration_until(b).as_hours().unsigned_abs() / 24
}

fn month_name(day: Day) -> &'static str {
    MONTHS[usize::from(day.month().unsigned_abs()) - 1]
}

#[cfg(test)]
mod tests {
    use super::super::FiscalYear;
    use super::*;

    fn date(text: &str) -> Date {
        let april = FiscalYear::starting_in(4).expect("April is a month");
        Date::parse(text, april).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_date_is_spoken_as_what_it_is() {
        for (text, words) in [
            ("2027-03-05", "5 March 2027"),
            ("2027-03", "March 2027"),
            ("2027-W12", "Week 12 of 2027"),
            ("2026-W01", "Week 1 of 2026"),
            ("2027-Q1", "Q1 2027"),
            ("2027-H1", "First half 2027"),
            ("2027-H2", "Second half 2027"),
            ("2027", "2027"),
            ("FY27-Q1", "FY27 Q1 (April to June 2026)"),
            ("FY27-H2", "FY27 H2 (October 2026 to March 2027)"),
            ("FY2027", "FY27 (April 2026 to March 2027)"),
        ] {
            assert_eq!(date(text).words(), words, "{text}");
        }
    }

    #[test]
    fn short_words_shorten_the_month_of_a_day() {
        assert_eq!(date("2027-03-15").short_words(), "15 Mar 2027");
        assert_eq!(date("2027-03").short_words(), "March 2027");
        assert_eq!(date("2027-Q1").short_words(), "Q1 2027");
    }

    #[test]
    fn a_named_date_shows_its_name_and_its_date() {
        let day = date("2026-08-26").with_name("v1.36".to_owned());
        assert_eq!(day.words(), "v1.36 (26 August 2026)");
        assert_eq!(day.short_words(), "v1.36 (26 Aug 2026)");
        let fiscal = date("FY27-Q1").with_name("summit".to_owned());
        assert_eq!(fiscal.words(), "summit (FY27 Q1, April to June 2026)");
    }

    #[test]
    fn distances_are_spoken_in_the_unit_that_fits() {
        for (as_of, text, words) in [
            ("2026-11-16", "2026-11-16", "today"),
            ("2026-11-16", "2026-11-17", "tomorrow"),
            ("2026-11-16", "2026-11-15", "yesterday"),
            ("2026-11-16", "2026-11-27", "in eleven days"),
            ("2026-11-16", "2026-11-29", "in 13 days"),
            ("2026-11-16", "2026-11-30", "in two weeks"),
            ("2026-11-16", "2026-12-31", "in six weeks"),
            ("2026-11-16", "2026-10-19", "four weeks ago"),
            ("2026-11-16", "2026-11-13", "three days ago"),
            ("2026-11-16", "2027-02-18", "in 13 weeks"),
            ("2026-11-16", "2027-02-22", "in three months"),
            ("2026-11-16", "2027-11-16", "in twelve months"),
            ("2026-11-16", "2028-11-16", "in two years"),
            ("2026-11-16", "2016-11-16", "ten years ago"),
            // Periods, nearest to farthest.
            ("2026-11-16", "2027-01", "in seven to eleven weeks"),
            ("2026-11-13", "2026-W47", "in three to nine days"),
            ("2026-11-16", "2027-Q2", "in four to seven months"),
            ("2026-11-16", "2028", "in one to two years"),
            ("2026-11-16", "2027", "in 2 to 13 months"),
            ("2026-11-16", "2026-09", "seven to eleven weeks ago"),
            ("2026-12-31", "2027-Q1", "within 13 weeks"),
            ("2026-12-31", "2027", "within twelve months"),
            ("2026-10-02", "2026-Q3", "up to 13 weeks ago"),
            // Periods that hold the day.
            ("2026-11-16", "2026-W47", "this week"),
            ("2026-11-16", "2026-11", "this month"),
            ("2026-10-01", "2026-Q4", "this quarter"),
            ("2026-12-31", "2026-Q4", "this quarter"),
            ("2026-11-16", "2026-H2", "this half-year"),
            ("2026-11-16", "2026", "this year"),
            ("2026-11-16", "FY27", "this fiscal year"),
            ("2026-11-16", "FY27-Q3", "this fiscal quarter"),
        ] {
            let as_of = date(as_of).first();
            assert_eq!(distance(as_of, &date(text)), words, "{text} as of {as_of}");
        }
    }

    #[test]
    fn numbers_are_words_to_twelve() {
        assert_eq!([0, 1, 12, 13, u64::MAX].map(number_word), ["zero", "one", "twelve", "13", "18446744073709551615"]);
        assert_eq!([1, 11, 45].map(days_word), ["one day", "eleven days", "45 days"]);
    }
}
