use proptest::prelude::*;

use super::*;

fn april() -> FiscalYear {
    FiscalYear::starting_in(4).expect("April is a month")
}

fn date(text: &str) -> Date {
    Date::parse(text, april()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_fiscal_year_starts_with_one_of_twelve_months() {
    assert_eq!(FiscalYear::starting_in(0), None);
    assert_eq!(FiscalYear::starting_in(13), None);
    assert_eq!(FiscalYear::starting_in(1), Some(FiscalYear::default()));
    assert_eq!(april().start_month(), 4);
}

#[test]
fn precisions_run_from_fine_to_coarse() {
    assert!(Precision::ALL.is_sorted());
    let words = Precision::ALL.map(Precision::as_str);
    assert_eq!(words, ["day", "week", "month", "quarter", "half", "year"]);
}

#[test]
fn a_date_stands_for_the_days_from_its_first_to_its_last() {
    for (text, first, last, precision) in [
        ("2027-03-15", "2027-03-15", "2027-03-15", "day"),
        ("2028-02", "2028-02-01", "2028-02-29", "month"),
        ("2027-W12", "2027-03-22", "2027-03-28", "week"),
        ("2026-W01", "2025-12-29", "2026-01-04", "week"),
        ("2026-W53", "2026-12-28", "2027-01-03", "week"),
        ("2027-Q1", "2027-01-01", "2027-03-31", "quarter"),
        ("2027-Q4", "2027-10-01", "2027-12-31", "quarter"),
        ("2027-H1", "2027-01-01", "2027-06-30", "half"),
        ("2027-H2", "2027-07-01", "2027-12-31", "half"),
        ("2027", "2027-01-01", "2027-12-31", "year"),
        ("FY27", "2026-04-01", "2027-03-31", "year"),
        ("FY27-H1", "2026-04-01", "2026-09-30", "half"),
        ("FY27-H2", "2026-10-01", "2027-03-31", "half"),
        ("FY27-Q1", "2026-04-01", "2026-06-30", "quarter"),
        ("FY2027-Q4", "2027-01-01", "2027-03-31", "quarter"),
        ("FY2127", "2126-04-01", "2127-03-31", "year"),
    ] {
        let date = date(text);
        let days = (date.first().to_string(), date.last().to_string());
        assert_eq!(days, (first.to_owned(), last.to_owned()), "{text}");
        assert_eq!(date.precision().as_str(), precision, "{text}");
    }
}

#[test]
fn a_fiscal_year_from_january_is_the_calendar_year() {
    let date = Date::parse("FY27", FiscalYear::default()).expect("FY27 is a date");
    let year = Date::year(2027).expect("2027 is a year");
    assert_eq!((date.first(), date.last()), (year.first(), year.last()));
}

#[test]
fn a_fiscal_year_from_december_ends_in_november() {
    let december = FiscalYear::starting_in(12).expect("December is a month");
    let date = Date::parse("FY27-Q1", december).expect("FY27-Q1 is a date");
    assert_eq!((date.first().to_string(), date.last().to_string()), ("2026-12-01".to_owned(), "2027-02-28".to_owned()));
}

#[test]
fn coarsening_takes_the_period_of_the_last_day() {
    for (text, to, coarse) in [
        ("2027-03-15", Precision::Week, "2027-W11"),
        ("2027-03-15", Precision::Month, "2027-03"),
        ("2027-03-15", Precision::Quarter, "2027-Q1"),
        ("2027-03-15", Precision::Half, "2027-H1"),
        ("2027-12-31", Precision::Year, "2027"),
        ("2026-W53", Precision::Month, "2027-01"),
        ("2026-W53", Precision::Year, "2027"),
        ("2027-05", Precision::Week, "2027-05"),
        ("2027-08", Precision::Quarter, "2027-Q3"),
        ("2027-Q3", Precision::Quarter, "2027-Q3"),
        ("2027-Q3", Precision::Month, "2027-Q3"),
        ("2027", Precision::Day, "2027"),
        ("FY27-Q1", Precision::Quarter, "FY27-Q1"),
        ("FY27-Q1", Precision::Half, "2026-H1"),
        ("FY27-H2", Precision::Year, "2027"),
    ] {
        assert_eq!(date(text).coarsen(to).text(), coarse, "{text} to {to}");
    }
}

#[test]
fn a_name_goes_when_the_date_gets_coarser_and_only_then() {
    let named = date("2026-08-26").with_name("v1.36".to_owned());
    assert_eq!(named.coarsen(Precision::Day).name(), Some("v1.36"));
    assert_eq!(named.coarsen(Precision::Quarter), date("2026-Q3"));
}

#[test]
fn html_gets_only_what_it_can_express() {
    for (text, machine) in [
        ("2027-03-15", Some("2027-03-15")),
        ("2027-03", Some("2027-03")),
        ("2027-W12", Some("2027-W12")),
        ("2027", Some("2027")),
        ("2027-Q1", None),
        ("2027-H1", None),
        ("FY27", None),
    ] {
        assert_eq!(date(text).machine().as_deref(), machine, "{text}");
    }
    assert_eq!(Date::day(Day::MIN).machine(), None);
}

#[test]
fn a_date_is_before_another_only_when_its_last_day_is() {
    assert!(date("2027-03-30").is_before(&date("2027-Q1")));
    assert!(!date("2027-03-31").is_before(&date("2027-Q1")));
    assert!(!date("2027-Q1").is_before(&date("2027-03-31")));
    assert!(date("2027-Q1").is_before(&date("2027")));
}

#[test]
fn a_date_is_past_on_the_day_after_its_last() {
    assert!(!date("2027-Q1").is_past(date("2027-03-31").last()));
    assert!(date("2027-Q1").is_past(date("2027-04-01").last()));
}

/// Any date that can be written, of any form, with any fiscal year.
fn any_date() -> impl Strategy<Value = (Date, FiscalYear)> {
    let form = (0..9u8, 1900..=2999i16, 1..=12u8, 1..=28u8, 1..=52u8);
    (form, 1..=12u8).prop_map(|((form, year, month, day, week), start)| {
        let fiscal = FiscalYear::starting_in(start).expect("within 1..=12");
        let (quarter, half) = ((month - 1) / 3 + 1, (month - 1) / 6 + 1);
        let text = match form {
            0 => format!("{year}-{month:02}-{day:02}"),
            1 => format!("{year}-W{week:02}"),
            2 => format!("{year}-{month:02}"),
            3 => format!("{year}-Q{quarter}"),
            4 => format!("{year}-H{half}"),
            5 => format!("{year}"),
            6 => format!("FY{year}-Q{quarter}"),
            7 => format!("FY{year}-H{half}"),
            _ => format!("FY{year}"),
        };
        let date = Date::parse(&text, fiscal).unwrap_or_else(|error| panic!("{error}"));
        (date, fiscal)
    })
}

fn any_day() -> impl Strategy<Value = Day> {
    (-9999..=9999i16, 1..=12i8, 1..=31i8).prop_map(|(year, month, day)| {
        let first = Day::new(year, month, 1).expect("in the calendar");
        Day::new(year, month, day).unwrap_or(first.last_of_month())
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same((date, fiscal) in any_date()) {
        prop_assert!(date.first() <= date.last());
        prop_assert_eq!(Date::parse(&date.text(), fiscal), Ok(date));
    }

    #[test]
    fn coarsening_twice_is_coarsening_once((date, _) in any_date(), to in 0..6usize) {
        let once = date.coarsen(Precision::ALL[to]);
        prop_assert!(once.precision() >= Precision::ALL[to]);
        prop_assert!(once.last() >= date.last());
        prop_assert_eq!(once.coarsen(Precision::ALL[to]), once);
    }

    #[test]
    fn coarsening_keeps_the_order_of_days(a in any_day(), b in any_day(), to in 0..6usize) {
        let (a, b) = (a.min(b), a.max(b));
        let coarse = |day| Date::day(day).coarsen(Precision::ALL[to]);
        prop_assert!(coarse(a).last() <= coarse(b).last());
        prop_assert!(coarse(a).first() <= a && a <= coarse(a).last());
    }

    #[test]
    fn a_coarser_precision_tells_no_more_than_a_finer((date, _) in any_date(), to in 2..6usize) {
        // Of weeks this does not hold, since a week may lie in two months.
        for finer in 2..=to {
            let step = date.coarsen(Precision::ALL[finer]).coarsen(Precision::ALL[to]);
            prop_assert_eq!(&step, &date.coarsen(Precision::ALL[to]));
        }
    }

    #[test]
    fn no_day_of_the_calendar_is_too_far_out(day in any_day(), as_of in any_day()) {
        for to in Precision::ALL {
            let date = Date::day(day).coarsen(to);
            let _ = (date.text(), date.words(), date.short_words(), date.machine());
            prop_assert!(!distance(as_of, &date).is_empty());
        }
    }
}

#[test]
fn the_ends_of_the_calendar_hold() {
    for day in [Day::MIN, Day::MAX] {
        for to in Precision::ALL {
            let date = Date::day(day).coarsen(to);
            assert!(date.first() <= day && day <= date.last(), "{day} to {to}");
            assert!(!date.text().is_empty() && !date.words().is_empty());
            assert!(!distance(Day::MIN, &date).is_empty());
            assert!(!distance(Day::MAX, &date).is_empty());
        }
    }
}
