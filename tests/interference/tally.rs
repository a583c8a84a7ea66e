//! What the generated roadmaps really held, so that a test that shows nothing cannot pass.

use std::collections::BTreeMap;

/// How often each thing was met.
#[derive(Debug, Clone, Default)]
pub struct Tally(pub BTreeMap<String, u64>);

impl Tally {
    /// Counts one.
    pub fn add(&mut self, what: &str) {
        *self.0.entry(what.to_owned()).or_default() += 1;
    }

    /// Both counts.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for (what, count) in other.0 {
            *self.0.entry(what).or_default() += count;
        }
        self
    }
}
