//! The line of sight: what hangs loose at either end, and where it begins thin.

use super::{Findings, Spot, said};
use crate::date::{Date, number_word};
use crate::rule;
use crate::view::{Intent, Milestone, View};
use crate::words::{IntentStatus, MilestoneStatus};

/// So many steps are more than one can begin with at once.
const SEVERAL: usize = 3;

pub(super) fn look(plan: &View, found: &mut Findings) {
    without_execution(plan, found);
    without_vision(plan, found);
    vague(plan, found);
    let active = || plan.intents.iter().filter(|intent| intent.status == Some(IntentStatus::Active));
    let long = active().filter(|intent| is_long(&steps(plan, intent))).count();
    if long > SEVERAL && !plan.milestones.iter().any(|milestone| milestone.slice) {
        // A plan that knows no slices is told so once.
        let message = format!("none of the {long} active intents of {SEVERAL} or more milestones has a thin slice");
        found.of_all(&rule::NO_THIN_SLICE, message);
        return;
    }
    active().for_each(|intent| slice(plan, intent, found));
}

fn without_execution(plan: &View, found: &mut Findings) {
    let rule = &rule::VISION_WITHOUT_EXECUTION;
    for vision in plan.visions.iter().filter(|vision| vision.intents.is_empty()) {
        found.at(rule, &vision.item.id, Spot::Title, "no intent serves this vision");
    }
    for intent in plan.intents.iter().filter(|intent| intent.is_open() && intent.children.is_empty()) {
        if steps(plan, intent).is_empty() {
            let given_up = !intent.milestones.is_empty();
            let message =
                if given_up { "every milestone of this was dropped" } else { "no milestone makes this happen" };
            found.at(rule, &intent.item.id, Spot::Title, message);
        }
    }
}

fn without_vision(plan: &View, found: &mut Findings) {
    let rule = &rule::EXECUTION_WITHOUT_VISION;
    for milestone in plan.milestones.iter().filter(|milestone| milestone.is_open() && milestone.intents.is_empty()) {
        found.at(rule, &milestone.item.id, Spot::Title, "this serves no intent");
    }
    if plan.visions.is_empty() {
        if !plan.intents.is_empty() {
            found.of_all(rule, "there is no vision: nothing says what the intents are for");
        }
        return;
    }
    let loose = |intent: &&Intent| intent.is_open() && intent.visions.is_empty() && intent.parent.is_none();
    for intent in plan.intents.iter().filter(loose) {
        found.at(rule, &intent.item.id, Spot::Title, "this serves no vision");
    }
}

fn vague(plan: &View, found: &mut Findings) {
    for vision in &plan.visions {
        let message = match (vision.horizon.is_none(), vision.success.is_empty()) {
            (true, true) => "this vision says neither by when nor how we shall know",
            (true, false) => "this vision does not say by when",
            (false, true) => "this vision does not say how we shall know",
            (false, false) => continue,
        };
        found.at(&rule::VAGUE_VISION, &vision.item.id, Spot::Title, message);
    }
}

/// The milestones of an intent that were not given up.
fn steps<'a>(plan: &'a View, intent: &Intent) -> Vec<&'a Milestone> {
    let all = intent.milestones.iter().filter_map(|id| plan.milestone(id));
    all.filter(|milestone| milestone.status != Some(MilestoneStatus::Dropped)).collect()
}

/// Whether so many steps, some of which are still to come, want one that goes first.
fn is_long(steps: &[&Milestone]) -> bool {
    steps.len() >= SEVERAL && steps.iter().any(|step| step.is_open())
}

/// What is thin and goes all the way comes first, unless it is there already.
fn slice(plan: &View, intent: &Intent, found: &mut Findings) {
    let steps = steps(plan, intent);
    if !is_long(&steps) {
        return;
    }
    let (rule, id) = (&rule::NO_THIN_SLICE, &intent.item.id);
    let slices: Vec<_> = steps.iter().filter(|step| step.slice).collect();
    if slices.is_empty() {
        let count = number_word(steps.len() as u64);
        found.at(rule, id, Spot::Title, format!("none of its {count} milestones is the thin slice"));
        return;
    }
    if slices.iter().any(|slice| !slice.is_open()) {
        return;
    }
    // Of several, the first; one without a date comes last.
    let due = |step: &&&Milestone| step.target.as_ref().map(Date::last);
    let Some(slice) = slices.iter().min_by_key(|slice| (due(slice).is_none(), due(slice))) else { return };
    let others = steps.iter().filter(|step| step.is_open() && !step.slice);
    let Some(first) = others.filter_map(|step| Some((*step, step.target.as_ref()?))).min_by_key(|(_, due)| due.last())
    else {
        return;
    };
    let slice_due = match &slice.target {
        Some(target) if target.last() <= first.1.last() => return,
        Some(target) => format!("is due {}", said(target)),
        None => "has no date".to_owned(),
    };
    let (name, other, other_due) = (&slice.item.id, &first.0.item.id, said(first.1));
    let after = if slice.target.is_some() { "after" } else { "unlike" };
    found.at(rule, id, Spot::Title, format!("its slice, `{name}`, {slice_due}, {after} `{other}`, due {other_due}"));
}
