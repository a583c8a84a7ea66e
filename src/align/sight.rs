//! The line of sight: what hangs loose at either end, and where it begins thin.

use std::collections::BTreeSet;

use super::{Findings, Spot, due, with_parts};
use crate::date::{Date, Day, number_word};
use crate::id::Id;
use crate::rule;
use crate::view::{Intent, Item, Milestone, View, Vision};
use crate::words::{IntentStatus, MilestoneStatus};

/// From so many steps on, an intent wants one that goes first.
const MANY_STEPS: usize = 3;

pub(super) fn look(plan: &View, found: &mut Findings) {
    loose_ends(plan, found);
    vague(plan, found);
    plan.intents.iter().filter(|intent| intent.is_active()).for_each(|intent| slice(plan, intent, found));
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

/// What hangs loose.
pub fn loose(plan: &View) -> Loose {
    let open = || plan.intents.iter().filter(|intent| intent.is_open());
    let is_kept = |id: &Id| plan.intent(id).is_some_and(|part| part.status != Some(IntentStatus::Dropped));
    let is_idle = |intent: &&Intent| !intent.children.iter().any(is_kept) && steps(plan, intent).is_empty();
    let aimed = with_parts(plan, |intent| !intent.visions.is_empty());
    let is_aimless = |intent: &&Intent| !aimed.contains(&intent.item.id);
    let serves_nothing = |milestone: &&Milestone| milestone.is_open() && milestone.intents.is_empty();
    // Also by parts of others, which stand below those and not below the vision.
    let served: BTreeSet<&Id> = plan.intents.iter().flat_map(|intent| &intent.visions).collect();
    let is_unserved = |vision: &&Vision| !served.contains(&vision.item.id);
    Loose {
        visions: ids(plan.visions.iter().filter(is_unserved).map(|vision| &vision.item)),
        idle_intents: ids(open().filter(is_idle).map(|intent| &intent.item)),
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
    let aimless =
        if plan.visions.is_empty() { "there is no vision that this could serve" } else { "this serves no vision" };
    for id in &loose.aimless_intents {
        found.at(rule, id, Spot::Title, aimless);
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

/// What is thin and goes all the way comes first, unless it is there already.
fn slice(plan: &View, intent: &Intent, found: &mut Findings) {
    let steps = steps(plan, intent);
    let (slices, others): (Vec<&Milestone>, Vec<&Milestone>) = steps.iter().partition(|step| step.slice);
    let is_begun = slices.iter().any(|slice| !slice.is_open());
    if steps.len() < MANY_STEPS || !steps.iter().any(|step| step.is_open()) || is_begun {
        return;
    }
    // The first of each; one without a date comes last.
    let last = |step: &&&Milestone| step.target.as_ref().map_or(Day::MAX, Date::last);
    let (rule, id) = (&rule::NO_THIN_SLICE, &intent.item.id);
    let Some(slice) = slices.iter().min_by_key(last) else {
        let count = number_word(steps.len() as u64);
        found.at(rule, id, Spot::Title, format!("none of its {count} milestones is the thin slice"));
        return;
    };
    let first = others.iter().filter(|step| step.is_open()).min_by_key(last);
    let Some((other, target)) = first.and_then(|step| Some((&step.item.id, step.target.as_ref()?))) else { return };
    let slice_id = &slice.item.id;
    let message = match &slice.target {
        Some(of_slice) if of_slice.last() <= target.last() => return,
        Some(of_slice) => format!("its slice, `{slice_id}`, is {}, after `{other}`, {}", due(of_slice), due(target)),
        None => format!("its slice, `{slice_id}`, has no date, unlike `{other}`, {}", due(target)),
    };
    found.at(rule, id, Spot::Title, message);
}
