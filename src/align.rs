//! Whether a plan hangs together: from each vision down to its steps and back up, in its measures, its priorities, its
//! dates, and in who answers for what.
//!
//! Everything here is a pure function of a [`View`]. The author's checks ask it of the whole plan, and are told findings
//! that name items, never the plan itself.

mod focus;
mod pace;
mod prescriptive;
mod proof;
mod sight;
mod trust;

use std::collections::BTreeMap;

use crate::date::{Date, Day};
use crate::id::Id;
use crate::rule::Rule;
use crate::view::View;
use crate::words::Investment;

/// What a check finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub rule: &'static Rule,
    /// The item that it is found at; none of what is found of the whole plan.
    pub item: Option<Id>,
    /// The part of that item.
    pub spot: Spot,
    /// What is found, as a [`crate::problem::Problem`] says it.
    pub message: String,
}

/// The part of an item that a finding is about, as far as it is written there; else its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// What it is called.
    Title,
    /// How it stands.
    Status,
    /// When it is due.
    Target,
    /// When a vision comes true.
    Horizon,
    /// The key result at this place.
    KeyResult(usize),
    /// The assumption at this place.
    Assumption(usize),
    /// The share of an investment, in the settings.
    Share(Investment),
}

/// From where on something is worth a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// So many steps may be active at once in a team.
    pub now_limit: usize,
    /// So many percent of what is open may be `must`.
    pub must_percent: u8,
    /// So many days may pass without an update of what is active.
    pub stale_days: i64,
    /// So many days may pass without a reading of a key result.
    pub reading_days: i64,
    /// So many days may a step take.
    pub step_days: i64,
    /// By so many points may the mix of investments depart from what was meant.
    pub drift_points: u8,
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

/// Everything that the checks find in a plan, check by check.
pub fn findings(plan: &View, limits: &Limits) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    sight::look(plan, &mut found);
    proof::look(plan, limits, &mut found);
    prescriptive::look(plan, &mut found);
    focus::look(plan, limits, &mut found);
    pace::look(plan, limits, &mut found);
    trust::look(plan, limits, &mut found);
    found.0
}

/// What has been found so far.
struct Findings(Vec<Finding>);

impl Findings {
    /// At a part of an item.
    fn at(&mut self, rule: &'static Rule, item: &Id, spot: Spot, message: impl Into<String>) {
        self.0.push(Finding { rule, item: Some(item.clone()), spot, message: message.into() });
    }

    /// Of the whole plan.
    fn of_all(&mut self, rule: &'static Rule, message: impl Into<String>) {
        self.0.push(Finding { rule, item: None, spot: Spot::Title, message: message.into() });
    }
}

/// How many days lie between two.
fn days(from: Day, to: Day) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// A date within a sentence: `second half of 2026`, `week 44 of 2026`, `3 May 2026`.
fn said(date: &Date) -> String {
    let words = date.words();
    match words.split_once(' ') {
        Some((which @ ("First" | "Second"), year)) => {
            format!("{} {}", which.to_lowercase(), year.replacen("half ", "half of ", 1))
        }
        Some(("Week", rest)) => format!("week {rest}"),
        _ => words,
    }
}

/// `139 days ago`.
fn ago(day: Day, as_of: Day) -> String {
    match days(day, as_of) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}
