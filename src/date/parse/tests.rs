use proptest::prelude::*;

use super::*;

/// The message, and the help after a bar if there is any.
fn fault(text: &str) -> String {
    match Date::parse(text, FiscalYear::default()) {
        Ok(date) => panic!("{text:?} was accepted as {date:?}"),
        Err(DateError { message, help: None }) => message,
        Err(DateError { help: Some(help), .. }) if help == FORMS => fault_message(text) + " | FORMS",
        Err(DateError { message, help: Some(help) }) => format!("{message} | {help}"),
    }
}

fn fault_message(text: &str) -> String {
    Date::parse(text, FiscalYear::default()).expect_err("not a date").to_string()
}

#[test]
fn an_impossible_date_says_what_is_possible() {
    for (text, reason) in [
        ("2026-02-30", "February 2026 has 28 days"),
        ("2028-02-30", "February 2028 has 29 days"),
        ("2026-04-31", "April 2026 has 30 days"),
        ("2026-04-00", "April 2026 has 30 days"),
        ("2026-13", "months are 01 to 12"),
        ("2026-00", "months are 01 to 12"),
        ("2026-31-03", "months are 01 to 12"),
        ("2026-Q0", "quarters are Q1 to Q4"),
        ("2026-Q5", "quarters are Q1 to Q4"),
        ("2026-H3", "halves are H1 and H2"),
        ("2026-W54", "2026 has 53 weeks"),
        ("2027-W53", "2027 has 52 weeks"),
        ("2027-W00", "2027 has 52 weeks"),
        ("0000", "years are 1900 to 2999"),
        ("0000-01-01", "years are 1900 to 2999"),
        ("1899-12-31", "years are 1900 to 2999"),
        ("3000-Q1", "years are 1900 to 2999"),
        ("FY0027", "years are 1900 to 2999"),
        ("FY27-Q5", "quarters are Q1 to Q4"),
        ("FY27-H0", "halves are H1 and H2"),
        ("FY27-03", "a fiscal year has quarters and halves, and months are calendar months"),
    ] {
        assert_eq!(fault(text), format!("`{text}` is not a date: {reason}"));
    }
}

#[test]
fn a_year_as_a_number_is_held_to_the_same_range() {
    for year in [i16::MIN, -1, 0, 26, 1899, 3000, i16::MAX] {
        let error = Date::year(year).expect_err("out of range");
        assert_eq!(error.message, format!("`{year}` is not a date: years are 1900 to 2999"));
    }
}

#[test]
fn another_spelling_is_understood_but_not_accepted() {
    for (text, help) in [
        ("2026-q1", "2026-Q1"),
        ("2026-h2", "2026-H2"),
        ("2026-w07", "2026-W07"),
        ("2026-W7", "2026-W07"),
        ("fy27-q1", "FY27-Q1"),
        ("Q1 2026", "2026-Q1"),
        ("2026 Q1", "2026-Q1"),
        ("2026Q1", "2026-Q1"),
        ("Q1/2026", "2026-Q1"),
        ("1Q 2026", "2026-Q1"),
        ("first quarter of 2026", "2026-Q1"),
        ("second half 2026", "2026-H2"),
        ("2nd half of 2026", "2026-H2"),
        ("week 12, 2026", "2026-W12"),
        ("FY 27", "FY27"),
        ("Q1 FY27", "FY27-Q1"),
        ("FY2027Q1", "FY2027-Q1"),
        ("2026/03/15", "2026-03-15"),
        ("2026.03.15", "2026-03-15"),
        ("2026-3-5", "2026-03-05"),
        ("2026-3", "2026-03"),
        ("2026–03–15", "2026-03-15"),
        ("15.03.2026", "2026-03-15"),
        ("5.3.2026", "2026-03-05"),
        ("15/03/2026", "2026-03-15"),
        ("03/15/2026", "2026-03-15"),
        ("05/05/2026", "2026-05-05"),
        ("03/2026", "2026-03"),
        ("20260315", "2026-03-15"),
        ("March 2026", "2026-03"),
        ("mar 2026", "2026-03"),
        ("Sept. 2026", "2026-09"),
        ("15 March 2026", "2026-03-15"),
        ("15th of March, 2026", "2026-03-15"),
        ("March 15, 2026", "2026-03-15"),
        ("2026-Mar-15", "2026-03-15"),
        ("2026?", "2026"),
    ] {
        assert_eq!(fault(text), format!("`{text}` is not a date | write `{help}`"));
    }
}

#[test]
fn what_stands_in_the_way_is_named() {
    for (text, error) in [
        ("", "the date is empty | FORMS"),
        (" \n", "the date is empty | FORMS"),
        ("2026 ", "`2026 ` is not a date: there is white space around it | write `2026`"),
        ("\t2026-Q1\n", r"`\t2026-Q1\n` is not a date: there is white space around it | write `2026-Q1`"),
        (" Q1 2026", "` Q1 2026` is not a date: there is white space around it | write `2026-Q1`"),
        ("2026-03-15T10:00:00", "`2026-03-15T10:00:00` is not a date: a date has no time of day | write `2026-03-15`"),
        ("2026-03-15 10:00", "`2026-03-15 10:00` is not a date: a date has no time of day | write `2026-03-15`"),
        ("26", "`26` is not a date: it has no year of four digits | write `2026`"),
        ("26-Q1", "`26-Q1` is not a date: it has no year of four digits | write `2026-Q1`"),
        ("26-W12", "`26-W12` is not a date: it has no year of four digits | write `2026-W12`"),
        ("Q1'26", "`Q1'26` is not a date: it has no year of four digits | write `2026-Q1`"),
        ("26-03-15", "`26-03-15` is not a date: it has no year of four digits | FORMS"),
        ("15 March", "`15 March` is not a date: it has no year of four digits | FORMS"),
        ("Q1", "`Q1` is not a date: it has no year of four digits | FORMS"),
        ("03/04/2026", "`03/04/2026` is not a date: it can be read in two ways | write `2026-04-03` or `2026-03-04`"),
        ("30.02.2026", "`30.02.2026` is not a date: February 2026 has 28 days"),
        ("Q5 2026", "`Q5 2026` is not a date: quarters are Q1 to Q4"),
        ("12026", "`12026` is not a date | FORMS"),
        ("soon", "`soon` is not a date | FORMS"),
        ("2026-Q1/2026-Q2", "`2026-Q1/2026-Q2` is not a date | FORMS"),
        ("-2026-03", "`-2026-03` is not a date | write `2026-03`"),
        ("FY26/27", "`FY26/27` is not a date | write `FY27`"),
        ("FY7", "`FY7` is not a date | FORMS"),
        ("TBD", "`TBD` is not a date | where there is no date yet, write `tbd` or leave it out"),
        ("２０２６", "`２０２６` is not a date | FORMS"),
        ("2026\u{202e}", "`2026\\u{202e}` is not a date | write `2026`"),
    ] {
        assert_eq!(fault(text), error);
    }
}

#[test]
fn a_long_text_is_cut() {
    let error = fault_message(&"9".repeat(1_000_000));
    assert_eq!(error, format!("`{}…` is not a date", "9".repeat(40)));
}

proptest! {
    #[test]
    fn any_text_is_a_date_or_an_explanation(text in "\\PC*|[0-9A-Za-z/. -]{0,24}", start in 1..=12u8) {
        let fiscal = FiscalYear::starting_in(start).expect("within 1..=12");
        match Date::parse(&text, fiscal) {
            Ok(date) => prop_assert!(date.first() <= date.last()),
            Err(error) => prop_assert!(!error.message.is_empty()),
        }
    }

    #[test]
    fn near_misses_do_no_harm(text in "(FY|fy|Q|[0-9]{1,9}| |March|th|second)([-/. ]?([QqHhWw]|[0-9]{1,4}|Feb|half|[/.-])){0,5}") {
        let _ = Date::parse(&text, FiscalYear::default());
    }
}
