//! Percentages as the stylesheet takes them.

use std::fmt;

use serde::{Serialize, Serializer};

/// A percentage in whole hundredths, so that it prints the same everywhere: `25.14`, `33.5`, `0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(i64);

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `part` of `whole`, rounded to the nearest hundredth of a percent. `whole` is positive.
    pub fn of(part: i64, whole: i64) -> Self {
        debug_assert!(whole > 0, "no part of {whole}");
        Self((part * 20_000 + whole).div_euclid(whole * 2))
    }

    /// The same to whole percents, for what nobody sees more exactly.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self((self.0 + 50).div_euclid(100) * 100)
    }

    /// The percentage as a number.
    #[expect(clippy::cast_precision_loss, reason = "hundredths of a percent are small numbers")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.abs() / 100, self.0.abs() % 100);
        match rest {
            0 => write!(f, "{sign}{whole}"),
            _ if rest % 10 == 0 => write!(f, "{sign}{whole}.{}", rest / 10),
            _ => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_printed_without_noise() {
        for (part, whole, text) in [
            (0, 7, "0"),
            (1, 2, "50"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (138, 549, "25.14"),
            (1, 1000, "0.1"),
            (1, 2000, "0.05"),
            (7, 7, "100"),
            (9, 7, "128.57"),
            (-1, 3, "-33.33"),
        ] {
            assert_eq!(Percent::of(part, whole).to_string(), text, "{part} of {whole}");
        }
    }

    #[test]
    fn a_fade_is_rounded_to_whole_percents() {
        assert_eq!(Percent::of(138, 549).rounded().to_string(), "25");
        assert_eq!(Percent::of(1, 200).rounded().to_string(), "1");
    }
}
