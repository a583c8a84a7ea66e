//! Durations, and what is told of them.

use std::time::Duration;

/// Durations of the same thing.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, one: Duration) {
        self.0.push(one);
        self.0.sort_unstable();
    }

    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
        self.0.sort_unstable();
    }

    /// In milliseconds; of an even number the mean of the two in the middle.
    pub fn median(&self) -> f64 {
        let middle = self.0.len() / 2;
        match self.0.len() {
            0 => 0.0,
            count if count % 2 == 1 => milliseconds(self.0[middle]),
            _ => f64::midpoint(milliseconds(self.0[middle - 1]), milliseconds(self.0[middle])),
        }
    }

    /// In milliseconds.
    pub fn worst(&self) -> f64 {
        self.0.last().map_or(0.0, |&worst| milliseconds(worst))
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
