//! Who answers for what, and when they last said how it goes.

use super::{Findings, Limits, Spot, ago, days, said};
use crate::date::Date;
use crate::id::Id;
use crate::rule;
use crate::table::Table;
use crate::view::{Intent, Item, Milestone, View};
use crate::words::{IntentStatus, MilestoneStatus};

pub(super) fn look(plan: &View, limits: &Limits, found: &mut Findings) {
    let intents = || plan.intents.iter().filter(|intent| intent.status == Some(IntentStatus::Active));
    let steps = || plan.milestones.iter().filter(|step| step.status == Some(MilestoneStatus::Active));
    let nobody = "this is under way, and nobody owns it";
    for intent in intents().filter(|intent| !is_owned(plan, intent)) {
        found.at(&rule::NO_OWNER, &intent.item.id, Spot::Title, nobody);
    }
    for step in steps().filter(|step| !is_step_owned(plan, step)) {
        found.at(&rule::NO_OWNER, &step.item.id, Spot::Title, nobody);
    }
    if plan.updates.is_empty() {
        if intents().next().is_some() || steps().next().is_some() {
            found.of_all(&rule::STALE, "no update says how any of this goes");
        }
        return;
    }
    stale(plan, limits, intents(), steps(), found);
}

fn is_named(item: &Item) -> bool {
    !item.owner.is_empty() || !item.teams.is_empty()
}

/// Whether somebody, or a team, owns an intent or one that it is a part of. Circles of parents are broken by now.
pub(super) fn is_owned(plan: &View, intent: &Intent) -> bool {
    let parent = |intent: &&Intent| plan.intent(intent.parent.as_ref()?);
    std::iter::successors(Some(intent), parent).any(|intent| is_named(&intent.item))
}

/// The same of a step, which its intents' owners own too.
pub(super) fn is_step_owned(plan: &View, step: &Milestone) -> bool {
    is_named(&step.item) || step.intents.iter().filter_map(|id| plan.intent(id)).any(|intent| is_owned(plan, intent))
}

/// An intent is told first; its steps are then no news.
fn stale<'a>(
    plan: &'a View,
    limits: &Limits,
    intents: impl Iterator<Item = &'a Intent>,
    steps: impl Iterator<Item = &'a Milestone>,
    found: &mut Findings,
) {
    let latest = latest(plan);
    let is_old = |date: Option<&&Date>| date.is_none_or(|date| days(date.last(), plan.as_of) > limits.stale_days);
    let last = |date: Option<&&Date>| match date {
        Some(date) => format!("the last update is of {}, {}", said(date), ago(date.last(), plan.as_of)),
        None => "no update says how this goes".to_owned(),
    };
    let mut silent: Vec<&Id> = Vec::new();
    for intent in intents {
        let id = &intent.item.id;
        if is_old(latest.get(&id)) {
            found.at(&rule::STALE, id, Spot::Title, last(latest.get(&id)));
            silent.push(id);
        }
    }
    silent.sort_unstable();
    for step in steps {
        let id = &step.item.id;
        let is_new = step.start.as_ref().is_some_and(|start| days(start.first(), plan.as_of) <= limits.stale_days);
        let has_silent_intent = step.intents.iter().any(|intent| silent.binary_search(&intent).is_ok());
        if is_old(latest.get(&id)) && !is_new && !has_silent_intent {
            found.at(&rule::STALE, id, Spot::Title, last(latest.get(&id)));
        }
    }
}

/// The latest update, up to the day of the plan, of each intent and milestone; one about a step speaks for its intents
/// too, and one about a part for what that is a part of.
pub(super) fn latest(plan: &View) -> Table<&Id, &Date> {
    let mut latest: Table<&Id, &Date> = Table::default();
    // The newest come first.
    for update in plan.updates.iter().filter(|update| update.date.last() <= plan.as_of) {
        let mut about: Vec<&Id> = update.about.iter().collect();
        while let Some(id) = about.pop() {
            if latest.get(&id).is_some() {
                continue;
            }
            latest.insert(id, &update.date);
            about.extend(plan.milestone(id).into_iter().flat_map(|step| &step.intents));
            about.extend(plan.intent(id).and_then(|intent| intent.parent.as_ref()));
        }
    }
    latest
}
