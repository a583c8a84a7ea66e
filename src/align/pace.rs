//! Time: steps that are too long, due before what they wait for, or past their day.

use super::{Findings, Limits, Spot, ago, days, said};
use crate::id::Id;
use crate::rule;
use crate::view::{Milestone, View};
use crate::words::Horizon;

pub(super) fn look(plan: &View, limits: &Limits, found: &mut Findings) {
    for milestone in &plan.milestones {
        if milestone.late
            && let Some(target) = &milestone.target
        {
            let message = format!("due {}, {}", said(target), ago(target.last(), plan.as_of));
            found.at(&rule::LATE, &milestone.item.id, Spot::Target, message);
        }
        if milestone.is_open() {
            too_long(milestone, limits, found);
            before_dependencies(plan, milestone, found);
        }
    }
    for intent in plan.intents.iter().filter(|intent| intent.is_open()) {
        now_on_later(plan, &intent.item.id, intent.horizon, &intent.depends_on, found);
    }
}

fn too_long(milestone: &Milestone, limits: &Limits, found: &mut Findings) {
    let (Some(start), Some(target)) = (&milestone.start, &milestone.target) else { return };
    // Both days count.
    let length = days(start.first(), target.last()) + 1;
    if length > limits.step_days {
        let message = format!("takes {length} days, from {} to {}", said(start), said(target));
        found.at(&rule::STEP_TOO_LONG, &milestone.item.id, Spot::Target, message);
    }
}

fn before_dependencies(plan: &View, milestone: &Milestone, found: &mut Findings) {
    let id = &milestone.item.id;
    let needed = milestone.depends_on.iter().filter_map(|id| plan.milestone(id)).filter(|needed| needed.is_open());
    let mut later = milestone.depends_on.clone();
    for needed in needed {
        if let (Some(due), Some(needed_due)) = (&milestone.target, &needed.target)
            && due.last() < needed_due.last()
        {
            let (name, due, needed_due) = (&needed.item.id, said(due), said(needed_due));
            let message = format!("due {due}, before `{name}`, due {needed_due}, for which it waits");
            found.at(&rule::DUE_BEFORE_DEPENDENCY, id, Spot::Target, message);
            // That says it already.
            later.retain(|other| other != name);
        }
    }
    now_on_later(plan, id, milestone.horizon, &later, found);
}

/// What is Now cannot wait for what is Later.
fn now_on_later(plan: &View, id: &Id, horizon: Option<Horizon>, depends_on: &[Id], found: &mut Findings) {
    if horizon != Some(Horizon::Now) {
        return;
    }
    let horizon_of = |id: &Id| {
        let milestone = plan.milestone(id).and_then(|milestone| milestone.horizon);
        milestone.or_else(|| plan.intent(id)?.horizon)
    };
    for needed in depends_on.iter().filter(|needed| horizon_of(needed) == Some(Horizon::Later)) {
        let message = format!("is Now, and waits for `{needed}`, which is Later");
        found.at(&rule::DUE_BEFORE_DEPENDENCY, id, Spot::Title, message);
    }
}
