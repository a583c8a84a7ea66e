//! The HEART scorecard: hope, empowerment, accountability, results and trust, each a count of what is so and what is not.

use super::{days, prescriptive, proof, trust};
use crate::id::Id;
use crate::view::{Intent, Item, Milestone, View};
use crate::words::{Field, Horizon, IntentStatus, Kind, MilestoneStatus};

/// One figure of the scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// `Hope`.
    pub name: &'static str,
    /// The kind of what is counted, where it is one: as the view calls it.
    pub kind: Option<Kind>,
    /// What is counted and what is asked of it, `{}` for the kind: `open {} serve …`.
    pub about: &'static str,
    /// Those of which it is so.
    pub met: Vec<Id>,
    /// Those of which it is not.
    pub unmet: Vec<Id>,
}

/// The figures that a view can tell, from what it sees alone: none that rests on a field that it does not show, and none
/// of nothing.
pub fn scores(view: &View) -> Vec<Score> {
    let owned = view.shows(Field::Owner) || view.shows(Field::Teams);
    let all = [
        view.shows(Field::Success).then(|| hope(view)),
        owned.then(|| empowerment(view)),
        (owned && view.tells_due() && view.shows(Field::Status)).then(|| accountability(view)),
        (view.shows(Field::KeyResults) && view.site.dates).then(|| results(view)),
        (view.tells_due() && view.shows(Field::Done)).then(|| kept(view)),
        (view.shows(Field::Status)).then(|| told(view)),
    ];
    all.into_iter().flatten().filter(|score| !(score.met.is_empty() && score.unmet.is_empty())).collect()
}

fn open(view: &View) -> impl Iterator<Item = &Intent> {
    view.intents.iter().filter(|intent| intent.is_open())
}

fn active(view: &View) -> impl Iterator<Item = &Milestone> {
    view.milestones.iter().filter(|step| step.status == Some(MilestoneStatus::Active))
}

fn parted<'a>(
    name: &'static str,
    kind: Option<Kind>,
    about: &'static str,
    all: impl Iterator<Item = (&'a Item, bool)>,
) -> Score {
    let (met, unmet): (Vec<_>, Vec<_>) = all.partition(|(_, is_so)| *is_so);
    let ids = |items: Vec<(&Item, bool)>| items.into_iter().map(|(item, _)| item.id.clone()).collect();
    Score { name, kind, about, met: ids(met), unmet: ids(unmet) }
}

fn hope(view: &View) -> Score {
    let says = |id: &Id| view.vision(id).is_some_and(|vision| !vision.success.is_empty());
    let sees = |intent: &Intent| above(view, intent).any(|intent| intent.visions.iter().any(says));
    let about = "open {} serve a vision that says how we shall know";
    parted("Hope", Some(Kind::Intent), about, open(view).map(|intent| (&intent.item, sees(intent))))
}

/// An intent and all that it is a part of.
fn above<'a>(view: &'a View, intent: &'a Intent) -> impl Iterator<Item = &'a Intent> {
    std::iter::successors(Some(intent), |intent| view.intent(intent.parent.as_ref()?))
}

fn empowerment(view: &View) -> Score {
    let is_so = |intent: &Intent| prescriptive::prescribed(view, intent).is_none() && trust::is_owned(view, intent);
    let about = "open {} say what must happen, not how, and have an owner";
    parted("Empowerment", Some(Kind::Intent), about, open(view).map(|intent| (&intent.item, is_so(intent))))
}

fn accountability(view: &View) -> Score {
    let counts = |step: &&Milestone| {
        step.status == Some(MilestoneStatus::Active) || step.is_open() && step.horizon == Some(Horizon::Now)
    };
    let is_so = |step: &Milestone| step.target.is_some() && trust::is_step_owned(view, step);
    let steps = view.milestones.iter().filter(counts).map(|step| (&step.item, is_so(step)));
    parted("Accountability", Some(Kind::Milestone), "{} that are active or Now have an owner and a date", steps)
}

fn results(view: &View) -> Score {
    let is_fresh = |intent: &Intent| {
        let fresh = |date: &crate::date::Date| days(date.last(), view.as_of) <= view.site.limits.reading_days;
        intent.key_results.iter().all(|result| proof::last_read(view, result).is_some_and(fresh))
    };
    let measured = open(view).filter(|intent| !intent.key_results.is_empty());
    let about = "open {} with key results have fresh readings of all of them";
    parted("Results", Some(Kind::Intent), about, measured.map(|intent| (&intent.item, is_fresh(intent))))
}

fn kept(view: &View) -> Score {
    let done = view.milestones.iter().filter(|step| step.status == Some(MilestoneStatus::Done));
    let dated = done.filter_map(|step| Some((&step.item, step.done.as_ref()?.last() <= step.target.as_ref()?.last())));
    parted("Trust", Some(Kind::Milestone), "{} that are done were done by their target", dated)
}

fn told(view: &View) -> Score {
    let latest = trust::latest(view);
    let is_fresh = |item: &Item| {
        latest.get(&&item.id).is_some_and(|date| days(date.last(), view.as_of) <= view.site.limits.stale_days)
    };
    let intents = view.intents.iter().filter(|intent| intent.status == Some(IntentStatus::Active));
    let items = intents.map(|intent| &intent.item).chain(active(view).map(|step| &step.item));
    let about = "items that are active have a fresh update";
    parted("Trust", None, about, items.map(|item| (item, is_fresh(item))))
}
