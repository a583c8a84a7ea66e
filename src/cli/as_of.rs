//! The one place that may look at the clock.

use crate::date::{Date, DateError, Day, FiscalYear, Precision};

/// Reads the day that `--as-of` names.
pub fn parse(text: &str) -> Result<Day, String> {
    let told =
        |error: DateError| [Some(error.message), error.help].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let date = Date::parse(text, FiscalYear::default()).map_err(told)?;
    if date.precision() == Precision::Day {
        Ok(date.first())
    } else {
        Err(format!("`{text}` is no day: write it as `2026-03-15`"))
    }
}

/// The day given, else that of `SOURCE_DATE_EPOCH` (reproducible-builds.org), else today in UTC.
pub fn day(given: Option<Day>) -> Result<Day, String> {
    if let Some(day) = given {
        return Ok(day);
    }
    let timestamp = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let parsed = seconds.trim().parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
            parsed.ok_or_else(|| format!("`SOURCE_DATE_EPOCH` is `{seconds}`, and seconds since 1970 are wanted"))?
        }
        Err(_) => now(),
    };
    let day = timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
    if (1900..3000).contains(&day.year()) {
        Ok(day)
    } else {
        Err("`SOURCE_DATE_EPOCH` means a day outside the years 1900 to 2999".to_owned())
    }
}

#[expect(clippy::disallowed_methods, reason = "today begins here, and is an argument everywhere else")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
