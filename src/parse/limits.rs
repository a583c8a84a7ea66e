//! From where on the checks of the plan say something: the numbers in `[checks]`, and the mix in `[investment]`.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use toml::de::DeValue;

use crate::parse::settings::Settings;
use crate::parse::value::{FromToml, Reading, Text, Value};
use crate::place::At;
use crate::words::Investment;

/// What is written of a check: a word for how much it weighs, or a number for a limit.
#[derive(Debug, Clone)]
pub enum Level {
    /// `error`, `warn` or `off`.
    Word(Text),
    /// So many days, percent, points or milestones.
    Limit(i64),
}

impl Level {
    /// The word.
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Word(Text(word)) => Some(word),
            Self::Limit(_) => None,
        }
    }
}

impl FromToml for Level {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Integer(_) => i64::from_toml(value, reading).map(Self::Limit),
            DeValue::String(_) => Text::from_toml(value, reading).map(Self::Word),
            _ => {
                reading.wrong(value, "`\"error\"`, `\"warn\"`, `\"off\"` or a limit");
                None
            }
        }
    }
}

/// From where on something is worth a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// So many steps may be active at once in a team.
    pub now_limit: i64,
    /// So many percent of what is open may be `must`.
    pub must_percent: i64,
    /// So many days may pass without an update of what is active.
    pub stale_days: i64,
    /// So many days may pass without a reading of a key result.
    pub reading_days: i64,
    /// So many days may a step take.
    pub step_days: i64,
    /// By so many points may the mix of investments depart from what was meant.
    pub drift_points: i64,
    /// What was meant, in percent; nothing where nobody said.
    pub investment: BTreeMap<Investment, u8>,
}

impl Default for Limits {
    /// What the manual says. Two quarters have at most 184 days.
    fn default() -> Self {
        Self {
            now_limit: 5,
            must_percent: 60,
            stale_days: 45,
            reading_days: 90,
            step_days: 184,
            drift_points: 10,
            investment: BTreeMap::new(),
        }
    }
}

/// A limit: what it is called in `[checks]`, the numbers that it may be, and what it sets.
pub type Limit = (&'static str, RangeInclusive<i64>, fn(&mut Limits) -> &mut i64);

/// Every limit that is a number.
pub const LIMITS: &[Limit] = &[
    ("drift_points", 0..=100, |limits| &mut limits.drift_points),
    ("must_percent", 0..=100, |limits| &mut limits.must_percent),
    ("now_limit", 1..=10_000, |limits| &mut limits.now_limit),
    ("reading_days", 1..=10_000, |limits| &mut limits.reading_days),
    ("stale_days", 1..=10_000, |limits| &mut limits.stale_days),
    ("step_days", 1..=10_000, |limits| &mut limits.step_days),
];

impl Limits {
    /// What these settings say; the usual where they say nothing, or what no limit can be.
    pub fn of(settings: &Settings) -> Self {
        let mut limits = Self::default();
        for (name, bounds, field) in LIMITS {
            if let Some(Some(At { value: Level::Limit(limit), .. })) = settings.checks.get(*name)
                && bounds.contains(limit)
            {
                *field(&mut limits) = *limit;
            }
        }
        if let Some(At { value: mix, .. }) = &settings.investment {
            let shares = [
                (Investment::Core, &mix.core),
                (Investment::Adjacent, &mix.adjacent),
                (Investment::Transformational, &mix.transformational),
            ];
            limits.investment =
                shares.into_iter().filter_map(|(kind, share)| Some((kind, share.as_ref()?.value.0))).collect();
        }
        limits
    }
}
