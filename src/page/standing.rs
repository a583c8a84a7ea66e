//! How the plan stands, in the line below the vision's sentence.

use serde::Serialize;

use crate::date::Date;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::step::{Link, Mark, When};
use crate::page::words;
use crate::view::{Milestone, State, View};
use crate::words::{Field, Horizon, MilestoneStatus, Word};

/// How the plan stands: `Six steps under way: 4 on course, 1 at risk. Next due: …`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// `Six steps under way:`, with a full stop where nothing follows.
    pub lead: String,
    /// `4 on course`, `1 at risk`, `1 off track`.
    pub counts: Vec<Mark>,
    /// `Two are late`; none where none is.
    pub late: Option<String>,
    /// What is due next.
    pub next: Option<Link>,
    /// And when.
    pub next_when: Option<When>,
}

/// How many are under way, at risk and off track, and what is due next.
pub fn standing(view: &View, here: &Here) -> Option<Standing> {
    if view.milestones.is_empty() {
        return None;
    }
    let noun = Noun::step(view);
    let (lead, counts, mut late) = if view.shows(Field::Status) { under_way(view) } else { to_come(view) };
    late.retain(|step| step.late);
    let last = |step: &&Milestone| step.target.as_ref().map(Date::last);
    let open = view.milestones.iter().filter(|step| step.is_open());
    let next = open.filter(|step| last(step) >= Some(view.as_of)).min_by_key(last);
    Some(Standing {
        lead,
        counts,
        late: match late.len() {
            0 => None,
            1 => Some(format!("One {} is late", noun.one)),
            count => Some(format!("{} are late", words::capital(&noun.counted(count)))),
        },
        next_when: next
            .and_then(|step| step.target.as_ref())
            .map(|date| When::worded(date, words::nearby(view.as_of, date))),
        next: next.map(|step| Link::to(here, &step.item)),
    })
}

/// A sentence, counts that belong to it, and the milestones of which it is still to be said that they are late.
type Told<'a> = (String, Vec<Mark>, Vec<&'a Milestone>);

/// How those that are under way do.
fn under_way(view: &View) -> Told<'_> {
    let noun = Noun::step(view);
    let active = |step: &&Milestone| step.status == Some(MilestoneStatus::Active);
    let count = view.milestones.iter().filter(active).count();
    // What stands still or is past its day is not on course, whatever nobody said of its health.
    let bearing = |step: &Milestone| match step.state {
        State::Active if step.blocked.is_some() => (State::Risk, "blocked"),
        State::Active if step.late => (State::Off, "late"),
        State::Risk => (State::Risk, "at risk"),
        State::Off => (State::Off, "off track"),
        state => (state, "on course"),
    };
    // Whether one is on course is for those to hear who would hear that it is not.
    let bearings = [
        view.shows(Field::Health).then_some((State::Active, "on course")),
        Some((State::Risk, "blocked")),
        Some((State::Risk, "at risk")),
        Some((State::Off, "late")),
        Some((State::Off, "off track")),
    ];
    let counts = bearings.into_iter().flatten().filter_map(|(state, words)| {
        let count = view.milestones.iter().filter(active).filter(|step| bearing(step) == (state, words)).count();
        (count > 0).then(|| Mark { state: state.mark(), word: format!("{count} {words}") })
    });
    let counts: Vec<_> = counts.collect();
    let end = if view.shows(Field::Health) { ":" } else { "." };
    let lead = match count {
        0 => idle(view),
        count => format!("{} under way{end}", words::capital(&noun.counted(count))),
    };
    // Those that are counted as late already are not told twice.
    let late = view.milestones.iter().filter(|step| !(active(step) && bearing(step).1 == "late"));
    (lead, counts, late.collect())
}

/// What to say where nothing is under way.
fn idle(view: &View) -> String {
    let count = |status| view.milestones.iter().filter(|step| step.status == Some(status)).count();
    let (planned, ideas) = (count(MilestoneStatus::Planned), count(MilestoneStatus::Idea));
    let Noun { one, .. } = Noun::step(view);
    match (planned, ideas, count(MilestoneStatus::Done)) {
        (0, 0, 0) => format!("No {one} is under way."),
        (0, 0, done) => all_done(view, done),
        (0, ..) => format!("No {one} is under way or planned yet."),
        (1, ..) => format!("No {one} is under way, one is planned."),
        (planned, ..) => format!("No {one} is under way, {} are planned.", words::number(planned)),
    }
}

fn all_done(view: &View, done: usize) -> String {
    let Noun { one, many, .. } = Noun::step(view);
    match done {
        1 => format!("The one {one} is done."),
        done => format!("All {} {many} are done.", words::number(done)),
    }
}

/// How near they are, where the view does not tell how they stand.
fn to_come(view: &View) -> Told<'_> {
    let noun = Noun::step(view);
    let open: Vec<_> = view.milestones.iter().filter(|step| step.is_open()).collect();
    let count = |is: &dyn Fn(&Milestone) -> bool| open.iter().filter(|step| is(step)).count();
    let near = Horizon::ALL.iter().map(|&horizon| {
        let near = count(&|step| step.horizon == Some(horizon));
        (State::Open, near, horizon.title().to_lowercase())
    });
    let trouble = [(State::Risk, "at risk"), (State::Off, "off track")]
        .map(|(state, words)| (state, count(&|step| step.state == state), words.to_owned()));
    let (_, done) = words::count_done(&view.milestones);
    let counts = std::iter::once((State::Done, done, "done".to_owned()))
        .chain(near)
        .chain(trouble)
        .filter(|(_, count, _)| !open.is_empty() && *count > 0)
        .map(|(state, count, words)| Mark { state: state.mark(), word: format!("{count} {words}") });
    let counts: Vec<_> = counts.collect();
    let lead = match (open.len(), done) {
        (0, 0) => format!("No {} is open.", noun.one),
        (0, done) => all_done(view, done),
        (open, 0) => format!("{} to come:", words::capital(&noun.counted(open))),
        (open, done) => format!("Of {}:", noun.counted(open + done)),
    };
    (lead, counts, open)
}
