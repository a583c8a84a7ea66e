//! Time: steps that are too long, due before what they wait for, or past their day.

use super::{Findings, Spot, ago, days, due};
use crate::id::Id;
use crate::rule;
use crate::view::{Milestone, View};
use crate::words::Horizon;

pub(super) fn look(plan: &View, found: &mut Findings) {
    for step in &plan.milestones {
        if let Some(target) = step.target.as_ref().filter(|_| step.late) {
            let message = format!("{}, {}", due(target), ago(target.last(), plan.as_of));
            found.at(&rule::LATE, &step.item.id, Spot::Target, message);
        }
        if step.is_pending() {
            too_long(plan, step, found);
            for needed in &step.depends_on {
                // What is due too late says that it is Later, too.
                if !due_before(plan, step, needed, found) {
                    now_on_later(plan, &step.item.id, step.horizon, needed, found);
                }
            }
        }
    }
    for intent in plan.intents.iter().filter(|intent| intent.is_open()) {
        for needed in &intent.depends_on {
            now_on_later(plan, &intent.item.id, intent.horizon, needed, found);
        }
    }
}

fn too_long(plan: &View, step: &Milestone, found: &mut Findings) {
    let (Some(start), Some(target)) = (&step.start, &step.target) else { return };
    // Both days count.
    let (length, limit) = (days(start.first(), target.last()) + 1, plan.site.limits.step_days);
    if length > limit {
        let (from, to) = (start.spoken(), target.spoken());
        let message = format!("takes {length} days, from {from} to {to}, and the limit is {limit}");
        found.at(&rule::STEP_TOO_LONG, &step.item.id, Spot::Target, message);
    }
}

/// Whether a step is due before one that it waits for, and that is still to come.
fn due_before(plan: &View, step: &Milestone, needed: &Id, found: &mut Findings) -> bool {
    let needed = plan.milestone(needed).filter(|needed| needed.is_open());
    let Some((needed, later)) = needed.and_then(|needed| Some((needed, needed.target.as_ref()?))) else { return false };
    let Some(target) = step.target.as_ref().filter(|target| target.last() < later.last()) else { return false };
    let message = format!("{}, before `{}`, {}, for which it waits", due(target), needed.item.id, due(later));
    found.at(&rule::DUE_BEFORE_DEPENDENCY, &step.item.id, Spot::Target, message);
    true
}

/// What is Now cannot wait for what is Later.
fn now_on_later(plan: &View, id: &Id, horizon: Option<Horizon>, needed: &Id, found: &mut Findings) {
    let milestone = plan.milestone(needed).and_then(|milestone| milestone.horizon);
    let of_needed = milestone.or_else(|| plan.intent(needed)?.horizon);
    if horizon == Some(Horizon::Now) && of_needed == Some(Horizon::Later) {
        let message = format!("is Now, and waits for `{needed}`, which is Later");
        found.at(&rule::DUE_BEFORE_DEPENDENCY, id, Spot::Title, message);
    }
}
