//! The HEART scorecard: hope, empowerment, accountability, results and trust, each a count of what is so and what is not.

use super::{prescriptive, proof, trust, with_parts};
use crate::date::Date;
use crate::id::Id;
use crate::view::{Intent, Item, Milestone, View};
use crate::words::{Field, Horizon, Kind, MilestoneStatus, Section};

/// One figure of the scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// `Hope`.
    pub name: &'static str,
    /// The kind of what is counted, where it is one.
    pub kind: Option<Kind>,
    /// What is counted and what is asked of it: `open {} serve a {vision} that …`, for what the view calls these.
    pub about: &'static str,
    /// Those of which it is so.
    pub met: Vec<Id>,
    /// Those of which it is not.
    pub unmet: Vec<Id>,
    /// Of how many percent of the way a mean is told beside it.
    pub progress: Option<u8>,
}

/// The figures that a view can tell, from what it sees alone: none that rests on a field that it does not show, and none
/// of nothing.
pub fn scores(view: &View) -> Vec<Score> {
    // Who owns what is known of those only to whom both are told.
    let owned = view.shows(Field::Owner) && view.shows(Field::Teams);
    let told = view.shows(Field::Status) && view.has(Section::Updates) && !view.updates.is_empty();
    let all = [
        view.shows(Field::Success).then(|| hope(view)),
        owned.then(|| empowerment(view)),
        (owned && view.tells_due() && view.shows(Field::Status)).then(|| accountability(view)),
        (view.shows(Field::KeyResults) && view.shows(Field::Status) && view.site.dates).then(|| results(view)),
        (view.tells_due() && view.shows(Field::Done)).then(|| kept(view)),
        told.then(|| fresh(view)),
    ];
    all.into_iter().flatten().filter(|score| !(score.met.is_empty() && score.unmet.is_empty())).collect()
}

fn open(view: &View) -> impl Iterator<Item = &Intent> {
    view.intents.iter().filter(|intent| intent.is_open())
}

fn active(view: &View) -> impl Iterator<Item = &Intent> {
    view.intents.iter().filter(|intent| intent.is_active())
}

fn parted<'a>(
    name: &'static str,
    kind: Option<Kind>,
    about: &'static str,
    all: impl Iterator<Item = (&'a Item, bool)>,
) -> Score {
    let (met, unmet): (Vec<_>, Vec<_>) = all.partition(|(_, is_so)| *is_so);
    let ids = |items: Vec<(&Item, bool)>| items.into_iter().map(|(item, _)| item.id.clone()).collect();
    Score { name, kind, about, met: ids(met), unmet: ids(unmet), progress: None }
}

fn hope(view: &View) -> Score {
    let says = |id: &Id| view.vision(id).is_some_and(|vision| !vision.success.is_empty());
    let aimed = with_parts(view, |intent| intent.visions.iter().any(says));
    let about = "open {} serve a {vision} that says how we shall know";
    parted("Hope", Some(Kind::Intent), about, open(view).map(|intent| (&intent.item, aimed.contains(&intent.item.id))))
}

fn empowerment(view: &View) -> Score {
    let owned = trust::Owned::of(view);
    let is_so = |intent: &Intent| prescriptive::prescribed(view, intent).is_none() && owned.is_intent(intent);
    let about = "open {} say what must happen, not how, and have an owner";
    parted("Empowerment", Some(Kind::Intent), about, open(view).map(|intent| (&intent.item, is_so(intent))))
}

fn accountability(view: &View) -> Score {
    let counts = |step: &&Milestone| step.is_active() || step.is_pending() && step.horizon == Some(Horizon::Now);
    let owned = trust::Owned::of(view);
    let is_so = |step: &Milestone| step.target.is_some() && owned.is_step(step);
    let steps = view.milestones.iter().filter(counts).map(|step| (&step.item, is_so(step)));
    parted("Accountability", Some(Kind::Milestone), "{} that are active or Now have an owner and a date", steps)
}

fn results(view: &View) -> Score {
    let is_so = |intent: &Intent| {
        !intent.key_results.is_empty() && intent.key_results.iter().all(|result| proof::is_fresh(view, result))
    };
    let about = "active {} have key results, all of them with a fresh reading";
    let score = parted("Results", Some(Kind::Intent), about, active(view).map(|intent| (&intent.item, is_so(intent))));
    let ways: Vec<f64> =
        active(view).flat_map(|intent| &intent.key_results).map(|result| result.progress.into()).collect();
    let mean = ways.iter().sum::<f64>() / ways.len() as f64 / 100.0;
    Score { progress: (!ways.is_empty()).then(|| crate::view::percent(mean)), ..score }
}

/// What is late was not done by its target. What is done is held to have been, where nobody says when it was done or no
/// more than a period in which it may have been.
fn kept(view: &View) -> Score {
    let counted = view.milestones.iter().filter(|step| step.late || step.status == Some(MilestoneStatus::Done));
    let is_kept = |step: &Milestone, target: &Date| {
        !step.late && step.done.as_ref().is_none_or(|done| done.first() <= target.last())
    };
    let due = counted.filter_map(|step| Some((&step.item, is_kept(step, step.target.as_ref()?))));
    let about = "{} that were due or are done were done by their target, as far as is known";
    parted("Trust", Some(Kind::Milestone), about, due)
}

fn fresh(view: &View) -> Score {
    let news = trust::News::of(view);
    let steps = view.milestones.iter().filter(|step| step.is_active()).map(|step| &step.item);
    let items = active(view).map(|intent| &intent.item).chain(steps);
    parted(
        "Trust",
        None,
        "items that are active have a fresh update",
        items.map(|item| (item, news.is_fresh(&item.id))),
    )
}
