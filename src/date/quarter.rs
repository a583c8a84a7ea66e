//! Calendar quarters of single days, for the columns of a timeline and for the horizon.

use super::{Day, later, months_from};

/// The year and quarter, 1 to 4, that hold `day`.
pub fn quarter_of(day: Day) -> (i16, u8) {
    let quarter = (day.month().unsigned_abs() - 1) / 3 + 1;
    (day.year(), quarter)
}

/// The first day of the quarter that holds `day`.
pub fn first_of_quarter(day: Day) -> Day {
    days_of_quarter(day, 0).0
}

/// The last day of the quarter that holds `day`.
pub fn last_of_quarter(day: Day) -> Day {
    days_of_quarter(day, 0).1
}

/// The first day of the quarter that comes `count` quarters after the one that holds `day`;
/// before it where `count` is negative. Stops at the first and last quarter of the calendar.
pub fn add_quarters(day: Day, count: i32) -> Day {
    days_of_quarter(day, count).0
}

/// The day after `day`; the last day of the calendar, 9999-12-31, stays.
pub fn next_day(day: Day) -> Day {
    later(day, 1)
}

fn days_of_quarter(day: Day, later_by: i32) -> (Day, Day) {
    let (year, quarter) = quarter_of(day);
    let index = (i32::from(year) * 4 + i32::from(quarter) - 1).saturating_add(later_by);
    months_from(index.clamp(-9999 * 4, 9999 * 4 + 3) * 3, 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day in a test")
    }

    #[test]
    fn a_quarter_is_three_months_from_january_on() {
        for (text, number, first, last) in [
            ("2027-01-01", 1, "2027-01-01", "2027-03-31"),
            ("2027-03-31", 1, "2027-01-01", "2027-03-31"),
            ("2027-04-01", 2, "2027-04-01", "2027-06-30"),
            ("2027-09-15", 3, "2027-07-01", "2027-09-30"),
            ("2027-12-31", 4, "2027-10-01", "2027-12-31"),
        ] {
            assert_eq!(quarter_of(day(text)), (2027, number), "{text}");
            assert_eq!(first_of_quarter(day(text)), day(first), "{text}");
            assert_eq!(last_of_quarter(day(text)), day(last), "{text}");
        }
    }

    #[test]
    fn quarters_are_added_across_years() {
        for (count, first) in [
            (0, "2026-10-01"),
            (1, "2027-01-01"),
            (5, "2028-01-01"),
            (-1, "2026-07-01"),
            (-4, "2025-10-01"),
            (-8107, "0000-01-01"),
        ] {
            assert_eq!(add_quarters(day("2026-11-16"), count), day(first), "{count}");
        }
    }

    #[test]
    fn the_calendar_ends_without_a_fall() {
        assert_eq!(add_quarters(day("2026-11-16"), i32::MAX), day("9999-10-01"));
        assert_eq!(add_quarters(day("2026-11-16"), i32::MIN), Day::MIN);
        assert_eq!(last_of_quarter(Day::MAX), Day::MAX);
        assert_eq!(first_of_quarter(Day::MIN), Day::MIN);
        assert_eq!(next_day(Day::MAX), Day::MAX);
        assert_eq!(next_day(day("2028-02-28")), day("2028-02-29"));
    }
}
