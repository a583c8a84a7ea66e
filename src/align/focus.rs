//! Whether priorities mean something: what must be, what is under way at once, and where the work goes.

use std::collections::BTreeMap;

use super::{Findings, Spot};
use crate::id::Id;
use crate::rule;
use crate::view::{Milestone, View};
use crate::words::{Investment, Priority, Word};

/// Of fewer items than these, all may be a must.
const FEWEST: usize = 3;

pub(super) fn look(plan: &View, found: &mut Findings) {
    everything_is_must(plan, found);
    crowded(plan, found);
    drift(plan, found);
}

/// Milestones take their priority from their intents, so they are counted only where the intents are well sorted.
fn everything_is_must(plan: &View, found: &mut Findings) {
    let limit = plan.site.limits.must_percent;
    let intents = plan.intents.iter().filter(|intent| intent.is_open()).map(|intent| intent.priority);
    let steps = plan.milestones.iter().filter(|step| step.is_pending()).map(|step| step.priority);
    let most = |priorities: Vec<Option<Priority>>, what: &str| {
        let must = priorities.iter().filter(|priority| **priority == Some(Priority::Must)).count();
        let all = priorities.len();
        let is_too_much = all >= FEWEST && must as f64 * 100.0 > all as f64 * limit as f64;
        is_too_much.then(|| format!("{must} of {all} open {what} are `must`, more than {limit} %"))
    };
    let inherited = "milestones, by themselves or by their intents,";
    if let Some(message) = most(intents.collect(), "intents").or_else(|| most(steps.collect(), inherited)) {
        found.of_all(&rule::EVERYTHING_IS_MUST, Spot::Title, message);
    }
}

fn crowded(plan: &View, found: &mut Findings) {
    let limit = plan.site.limits.now_limit;
    let mut active: BTreeMap<&str, i64> = BTreeMap::new();
    for step in plan.milestones.iter().filter(|step| step.is_active()) {
        for team in teams(plan, step) {
            *active.entry(team).or_default() += 1;
        }
    }
    let is_one_team = active.len() == 1;
    for (team, count) in active.into_iter().filter(|&(_, count)| count > limit) {
        let whose = match team {
            "" if is_one_team => "",
            "" => " of no team",
            team => &format!(" of {team}"),
        };
        let message = format!("{count} milestones{whose} are active at once, and the limit is {limit}");
        found.of_all(&rule::CROWDED_NOW, Spot::Title, message);
    }
}

/// The teams that work on a step: its own, else those of its intents, else one that has no name.
fn teams<'a>(plan: &'a View, milestone: &'a Milestone) -> Vec<&'a str> {
    let mut teams: Vec<&str> = milestone.item.teams.iter().map(String::as_str).collect();
    if teams.is_empty() {
        let intents = milestone.intents.iter().filter_map(|id| plan.intent(id));
        teams = intents.flat_map(|intent| &intent.item.teams).map(String::as_str).collect();
    }
    if teams.is_empty() {
        teams.push("");
    }
    teams.sort_unstable();
    teams.dedup();
    teams
}

fn drift(plan: &View, found: &mut Findings) {
    let (limits, shares) = (&plan.site.limits, shares(plan));
    for (&kind, &meant) in &limits.investment {
        let Some((share, _)) = shares.kinds.get(&kind) else { continue };
        // What is exactly at the limit must not fall over it by the rounding of a sum.
        if (share - f64::from(meant)).abs() > limits.drift_points as f64 + 1e-6 {
            let what = kind.title().to_lowercase();
            let message = format!("{what} is {} % of the open work, and {meant} % was meant", share.round());
            found.of_all(&rule::INVESTMENT_DRIFT, Spot::Share(kind), message);
        }
    }
}

/// How the open work is shared out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shares {
    /// Of each kind its share in percent, and its milestones; nothing where no milestone says what kind it is.
    pub kinds: BTreeMap<Investment, (f64, Vec<Id>)>,
    /// Whether they are counted by effort, which every one of them has, and not by number.
    pub by_effort: bool,
}

/// How the open milestones that say their investment, or whose intents do, are shared out.
pub fn shares(plan: &View) -> Shares {
    let open = plan.milestones.iter().filter(|milestone| milestone.is_pending());
    let work: Vec<(Investment, &Milestone)> =
        open.filter_map(|milestone| Some((milestone.investment?, milestone))).collect();
    let effort: f64 = work.iter().filter_map(|(_, milestone)| milestone.effort).sum();
    let by_effort = effort > 0.0 && work.iter().all(|(_, milestone)| milestone.effort.is_some());
    let all = if by_effort { effort } else { work.len() as f64 };
    if work.is_empty() {
        return Shares::default();
    }
    let mut kinds: BTreeMap<Investment, (f64, Vec<Id>)> =
        Investment::ALL.iter().map(|&kind| (kind, (0.0, Vec::new()))).collect();
    for (kind, milestone) in work {
        let (share, items) = kinds.entry(kind).or_default();
        *share += milestone.effort.filter(|_| by_effort).unwrap_or(1.0) / all * 100.0;
        items.push(milestone.item.id.clone());
    }
    Shares { kinds, by_effort }
}
