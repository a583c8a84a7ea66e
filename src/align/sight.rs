//! The line of sight: what hangs loose at either end, and where it begins thin.

use std::collections::BTreeSet;

use super::{Findings, Spot, said};
use crate::date::{Date, number_word};
use crate::id::Id;
use crate::rule;
use crate::view::{Intent, Item, Milestone, View, Vision};
use crate::words::{IntentStatus, MilestoneStatus};

/// So many steps are more than one can begin with at once.
const SEVERAL: usize = 3;

pub(super) fn look(plan: &View, found: &mut Findings) {
    loose_ends(plan, found);
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

/// What hangs loose at either end of the line of sight, by ids in the plan's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loose {
    /// Visions that no intent serves.
    pub visions: Vec<Id>,
    /// Open intents, and no wholes of others, that no milestone makes happen.
    pub idle_intents: Vec<Id>,
    /// Open intents that serve no vision, directly or as a part.
    pub aimless_intents: Vec<Id>,
    /// Open milestones that serve no intent.
    pub milestones: Vec<Id>,
}

/// What hangs loose. Where there is no vision at all, no intent is said to serve none.
pub fn loose(plan: &View) -> Loose {
    let open = || plan.intents.iter().filter(|intent| intent.is_open());
    let idle = |intent: &&Intent| intent.children.is_empty() && steps(plan, intent).is_empty();
    let is_aimless =
        |intent: &&Intent| intent.visions.is_empty() && intent.parent.is_none() && !plan.visions.is_empty();
    let serves_nothing = |milestone: &&Milestone| milestone.is_open() && milestone.intents.is_empty();
    // Also by parts of others, which stand below those and not below the vision.
    let served: BTreeSet<&Id> = plan.intents.iter().flat_map(|intent| &intent.visions).collect();
    let is_loose = |vision: &&Vision| !served.contains(&vision.item.id);
    Loose {
        visions: ids(plan.visions.iter().filter(is_loose).map(|vision| &vision.item)),
        idle_intents: ids(open().filter(idle).map(|intent| &intent.item)),
        aimless_intents: ids(open().filter(is_aimless).map(|intent| &intent.item)),
        milestones: ids(plan.milestones.iter().filter(serves_nothing).map(|milestone| &milestone.item)),
    }
}

fn ids<'a>(items: impl Iterator<Item = &'a Item>) -> Vec<Id> {
    items.map(|item| item.id.clone()).collect()
}

fn loose_ends(plan: &View, found: &mut Findings) {
    let loose = loose(plan);
    let rule = &rule::VISION_WITHOUT_EXECUTION;
    for id in &loose.visions {
        found.at(rule, id, Spot::Title, "no intent serves this vision");
    }
    for id in &loose.idle_intents {
        let given_up = plan.intent(id).is_some_and(|intent| !intent.milestones.is_empty());
        let message = if given_up { "every milestone of this was dropped" } else { "no milestone makes this happen" };
        found.at(rule, id, Spot::Title, message);
    }
    let rule = &rule::EXECUTION_WITHOUT_VISION;
    for id in &loose.milestones {
        found.at(rule, id, Spot::Title, "this serves no intent");
    }
    if plan.visions.is_empty() && !plan.intents.is_empty() {
        found.of_all(rule, "there is no vision: nothing says what the intents are for");
    }
    for id in &loose.aimless_intents {
        found.at(rule, id, Spot::Title, "this serves no vision");
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
