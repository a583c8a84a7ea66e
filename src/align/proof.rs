//! Whether anything shows that the plan works: key results and their readings, and what it rests on.

use super::{Findings, Spot, ago, days};
use crate::date::Date;
use crate::rule;
use crate::view::{Intent, KeyResult, View};
use crate::words::{AssumptionStatus, Priority};

pub(super) fn look(plan: &View, found: &mut Findings) {
    for intent in &plan.intents {
        if intent.is_active() {
            measured(plan, intent, found);
        }
        if intent.is_active() || intent.is_open() && intent.priority == Some(Priority::Must) {
            assumed(intent, found);
        }
    }
}

fn measured(plan: &View, intent: &Intent, found: &mut Findings) {
    let (rule, id) = (&rule::NOT_MEASURABLE, &intent.item.id);
    if intent.key_results.is_empty() {
        found.at(rule, id, Spot::Title, "nothing measures whether this happens");
    }
    for (at, result) in intent.key_results.iter().enumerate().filter(|(_, result)| !is_fresh(plan, result)) {
        let message = match last_read(plan, result) {
            None => format!("“{}” has never been read", result.name),
            Some(date) => {
                format!("“{}” was last read on {}, {}", result.name, date.words(), ago(date.last(), plan.as_of))
            }
        };
        found.at(rule, id, Spot::KeyResult(at), message);
    }
}

/// Whether a key result was read not long ago.
pub(super) fn is_fresh(plan: &View, result: &KeyResult) -> bool {
    let limit = plan.site.limits.reading_days;
    last_read(plan, result).is_some_and(|date| days(date.last(), plan.as_of) <= limit)
}

/// When a key result was last read, up to the day of the plan.
fn last_read<'a>(plan: &View, result: &'a KeyResult) -> Option<&'a Date> {
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
