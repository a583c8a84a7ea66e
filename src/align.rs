//! Whether a plan hangs together: from each vision down to its steps and back up, in its measures, its priorities, its
//! dates, and in who answers for what.
//!
//! Everything here is a pure function of a [`View`]. The author's checks ask it of the whole plan, and are told findings
//! that name items, never the plan itself.

mod focus;
mod pace;
mod prescriptive;
mod proof;
mod scorecard;
mod sight;
mod trust;

use std::collections::BTreeSet;

use crate::date::{Date, Day, Precision};
use crate::id::Id;
use crate::rule::Rule;
use crate::view::{Intent, View};
use crate::words::Investment;

pub use crate::parse::limits::Limits;
pub use focus::{Shares, shares};
pub use scorecard::{Score, scores};
pub use sight::{Loose, loose};

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
    /// When it is due.
    Target,
    /// The key result at this place.
    KeyResult(usize),
    /// The assumption at this place.
    Assumption(usize),
    /// The share of an investment, in the settings.
    Share(Investment),
}

/// Everything that the checks find in a plan, check by check.
pub fn findings(plan: &View) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    sight::look(plan, &mut found);
    proof::look(plan, &mut found);
    prescriptive::look(plan, &mut found);
    focus::look(plan, &mut found);
    pace::look(plan, &mut found);
    trust::look(plan, &mut found);
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
    fn of_all(&mut self, rule: &'static Rule, spot: Spot, message: impl Into<String>) {
        self.0.push(Finding { rule, item: None, spot, message: message.into() });
    }
}

/// The intents of which something is so, and all their parts.
fn with_parts(plan: &View, is_so: impl Fn(&Intent) -> bool) -> BTreeSet<&Id> {
    let mut open: Vec<&Intent> = plan.intents.iter().filter(|intent| is_so(intent)).collect();
    let mut found = BTreeSet::new();
    while let Some(intent) = open.pop() {
        if found.insert(&intent.item.id) {
            open.extend(intent.children.iter().filter_map(|id| plan.intent(id)));
        }
    }
    found
}

/// How many days lie between two.
fn days(from: Day, to: Day) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// `due 3 May 2026`, `due in the second half of 2026`.
fn due(date: &Date) -> String {
    let is_on = date.precision() == Precision::Day || date.name().is_some();
    format!("due {}{}", if is_on { "" } else { "in " }, date.spoken())
}

/// `139 days ago`.
fn ago(day: Day, as_of: Day) -> String {
    match days(day, as_of) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}
