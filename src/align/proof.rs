//! Whether anything shows that the plan works: key results and their readings, and what it rests on.

use super::{Findings, Limits, Spot, ago, days, said};
use crate::rule;
use crate::view::{Intent, KeyResult, View};
use crate::words::{AssumptionStatus, IntentStatus, Priority};

/// What more intents than these lack, the whole plan lacks.
const SEVERAL: usize = 3;

pub(super) fn look(plan: &View, limits: &Limits, found: &mut Findings) {
    let active = plan.intents.iter().filter(|intent| intent.status == Some(IntentStatus::Active)).count();
    let is_unmeasured = active > SEVERAL && plan.intents.iter().all(|intent| intent.key_results.is_empty());
    if is_unmeasured {
        // A plan that knows no key results is told so once.
        found.of_all(
            &rule::NOT_MEASURABLE,
            format!("nothing measures whether any of the {active} active intents happens"),
        );
    }
    for intent in &plan.intents {
        let is_active = intent.status == Some(IntentStatus::Active);
        if is_active && !is_unmeasured {
            measured(plan, limits, intent, found);
        }
        if is_active || intent.is_open() && intent.priority == Some(Priority::Must) {
            assumed(intent, found);
        }
    }
}

fn measured(plan: &View, limits: &Limits, intent: &Intent, found: &mut Findings) {
    let (rule, id) = (&rule::NOT_MEASURABLE, &intent.item.id);
    if intent.key_results.is_empty() {
        found.at(rule, id, Spot::Title, "nothing measures whether this happens");
    }
    for (at, result) in intent.key_results.iter().enumerate() {
        let name = &result.name;
        match last_read(plan, result) {
            None => found.at(rule, id, Spot::KeyResult(at), format!("“{name}” has never been read")),
            Some(date) if days(date.last().min(plan.as_of), plan.as_of) > limits.reading_days => {
                let (on, ago) = (said(date), ago(date.last(), plan.as_of));
                found.at(rule, id, Spot::KeyResult(at), format!("“{name}” was last read on {on}, {ago}"));
            }
            Some(_) => {}
        }
    }
}

/// When a key result was last read, up to the day of the plan.
pub(super) fn last_read<'a>(plan: &View, result: &'a KeyResult) -> Option<&'a crate::date::Date> {
    let dates = result.readings.iter().filter_map(|reading| reading.date.as_ref());
    dates.filter(|date| date.first() <= plan.as_of).max_by_key(|date| date.last())
}

fn assumed(intent: &Intent, found: &mut Findings) {
    for (at, assumption) in intent.assumptions.iter().enumerate() {
        let why = match assumption.status {
            AssumptionStatus::Holds => continue,
            AssumptionStatus::Untested => "this rests on what nobody has tested",
            AssumptionStatus::Broken => "this rests on what has turned out wrong",
        };
        let message = format!("{why}: “{}”", assumption.text.trim());
        found.at(&rule::UNTESTED_ASSUMPTION, &intent.item.id, Spot::Assumption(at), message);
    }
}
