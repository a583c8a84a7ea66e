//! Who answers for what, and when they last said how it goes.

use std::collections::BTreeSet;

use super::{Findings, Spot, ago, days, with_parts};
use crate::date::Date;
use crate::id::Id;
use crate::rule;
use crate::table::Table;
use crate::view::{Intent, Item, Milestone, View};

pub(super) fn look(plan: &View, found: &mut Findings) {
    let intents = || plan.intents.iter().filter(|intent| intent.is_active());
    let steps = || plan.milestones.iter().filter(|step| step.is_active());
    let owned = Owned::of(plan);
    let unowned = intents().filter(|intent| !owned.is_intent(intent)).map(|intent| &intent.item);
    for item in unowned.chain(steps().filter(|step| !owned.is_step(step)).map(|step| &step.item)) {
        found.at(&rule::NO_OWNER, &item.id, Spot::Title, "this is under way, and nobody owns it");
    }
    stale(plan, intents(), steps(), found);
}

fn is_named(item: &Item) -> bool {
    !item.owner.is_empty() || !item.teams.is_empty()
}

/// The intents that somebody or a team owns, or that are parts of one.
pub(super) struct Owned<'a>(BTreeSet<&'a Id>);

impl<'a> Owned<'a> {
    pub(super) fn of(plan: &'a View) -> Self {
        Self(with_parts(plan, |intent| is_named(&intent.item)))
    }

    pub(super) fn is_intent(&self, intent: &Intent) -> bool {
        self.0.contains(&intent.item.id)
    }

    /// The same of a step, which its intents' owners own too.
    pub(super) fn is_step(&self, step: &Milestone) -> bool {
        is_named(&step.item) || step.intents.iter().any(|intent| self.0.contains(intent))
    }
}

/// An intent is told first; its steps are then no news.
fn stale<'a>(
    plan: &'a View,
    intents: impl Iterator<Item = &'a Intent>,
    steps: impl Iterator<Item = &'a Milestone>,
    found: &mut Findings,
) {
    let news = News::of(plan);
    let mut silent: BTreeSet<&Id> = BTreeSet::new();
    for intent in intents.filter(|intent| !news.is_fresh(&intent.item.id)) {
        silent.insert(&intent.item.id);
        found.at(&rule::STALE, &intent.item.id, Spot::Title, news.last(&intent.item.id));
    }
    for step in steps.filter(|step| !news.is_fresh(&step.item.id)) {
        let limit = plan.site.limits.stale_days;
        let is_new = step.start.as_ref().is_some_and(|start| days(start.first(), plan.as_of) <= limit);
        if !is_new && !step.intents.iter().any(|intent| silent.contains(intent)) {
            found.at(&rule::STALE, &step.item.id, Spot::Title, news.last(&step.item.id));
        }
    }
}

/// The latest update, up to the day of the plan, of each intent and milestone; one about a step speaks for its intents
/// too, and one about a part for what that is a part of.
pub(super) struct News<'a> {
    plan: &'a View,
    latest: Table<&'a Id, &'a Date>,
}

impl<'a> News<'a> {
    pub(super) fn of(plan: &'a View) -> Self {
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
        Self { plan, latest }
    }

    /// Whether somebody wrote of an item not long ago.
    pub(super) fn is_fresh(&self, id: &'a Id) -> bool {
        let limit = self.plan.site.limits.stale_days;
        self.latest.get(&id).is_some_and(|date| days(date.last(), self.plan.as_of) <= limit)
    }

    /// When somebody last did.
    fn last(&self, id: &'a Id) -> String {
        match self.latest.get(&id) {
            Some(date) => format!("the last update is of {}, {}", date.words(), ago(date.last(), self.plan.as_of)),
            None => "no update says how this goes".to_owned(),
        }
    }
}
