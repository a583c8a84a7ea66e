//! How the plan stands, in the line below the vision's sentence.

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::Date;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::step::{Link, Mark, When};
use crate::page::strung::LATE;
use crate::page::words;
use crate::view::{Milestone, State, View};
use crate::words::{Field, Horizon, MilestoneStatus, Word};

/// How the plan stands: `Six steps under way: 4 on course, 1 at risk. Next due: …`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Standing {
    /// `Six steps under way:`, with a full stop where nothing follows.
    pub lead: String,
    /// `4 on course`, `1 at risk`, `1 off track`, `6 more late, not begun`.
    pub counts: Vec<Count>,
    /// What is due next.
    pub next: Option<Link>,
    /// And when.
    pub next_when: Option<When>,
}

/// How many stand in one way, and the list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// `2 off track`.
    pub mark: Mark,
    /// The page of the list with these; none where the view has none.
    pub href: Option<String>,
}

/// How many are under way, at risk and off track, and what is due next. `listed` knows the list of a status, as in
/// `at-risk`.
pub fn standing(view: &View, here: &Here, listed: impl Fn(&str) -> Option<String>) -> Option<Standing> {
    if view.milestones.is_empty() {
        return None;
    }
    let (lead, counts) = if view.shows(Field::Status) { under_way(view) } else { to_come(view) };
    let last = |step: &&Milestone| step.target.as_ref().map(Date::last);
    let open = view.milestones.iter().filter(|step| step.is_open());
    let next = open.filter(|step| last(step) >= Some(view.as_of)).min_by_key(last);
    Some(Standing {
        lead,
        counts: counts.into_iter().map(|mark| Count { href: status(&mark).and_then(&listed), mark }).collect(),
        next_when: next
            .and_then(|step| step.target.as_ref())
            .map(|date| When::worded(date, words::nearby(view.as_of, date))),
        next: next.map(|step| Link::to(here, &step.item)),
    })
}

/// The status by which the list holds what a count counts; none where the list has no such.
fn status(mark: &Mark) -> Option<&'static str> {
    let says = |word| mark.word.contains(word);
    match mark.state {
        "risk" if says("blocked") => Some("blocked"),
        "risk" => Some("at-risk"),
        "off" if says("off track") => Some("off-track"),
        "off" | "late" if says("late") => Some("late"),
        _ => None,
    }
}

/// A sentence, and the counts that belong to it.
type Told = (String, Vec<Mark>);

/// How those that are under way do, and how many others are past their day.
fn under_way(view: &View) -> Told {
    let active: Vec<_> = view.milestones.iter().filter(|step| step.status == Some(MilestoneStatus::Active)).collect();
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
    let told = |state: State, how| if how == "late" { LATE } else { state.mark() };
    let counts = bearings.into_iter().flatten().filter_map(|(state, how)| {
        let these = || active.iter().filter(|step| bearing(step) == (state, how));
        // What is counted as late already is not told so twice.
        let late = if how == "late" { 0 } else { these().filter(|step| step.late).count() };
        let word = match (these().count(), late) {
            (0, _) => return None,
            (count, 0) => format!("{count} {how}"),
            (1, _) => format!("1 {how} and late"),
            (count, late) if count == late => format!("{count} {how}, all of them late"),
            (count, late) => format!("{count} {how}, {} of them late", words::number(late)),
        };
        Some(Mark { state: told(state, how), word })
    });
    let mut counts: Vec<_> = counts.collect();
    let end = if counts.is_empty() { "." } else { ":" };
    let lead = match active.len() {
        0 => idle(view),
        count => format!("{} under way{end}", words::capital(&Noun::step(view).counted(count))),
    };
    let begun = |step: &Milestone| step.status == Some(MilestoneStatus::Active);
    let waiting = view.milestones.iter().filter(|step| !begun(step) && step.late).count();
    if waiting > 0 {
        let more = if active.iter().any(|step| step.late) { " more" } else { "" };
        counts.push(Mark { state: LATE, word: format!("{waiting}{more} late, not begun") });
    }
    (lead, counts)
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
fn to_come(view: &View) -> Told {
    let noun = Noun::step(view);
    let open: Vec<_> = view.milestones.iter().filter(|step| step.is_open()).collect();
    let count = |is: &dyn Fn(&Milestone) -> bool| open.iter().filter(|step| is(step)).count();
    let near = Horizon::ALL.iter().map(|&horizon| {
        let near = count(&|step| step.horizon == Some(horizon));
        (State::Open, near, horizon.title().to_lowercase())
    });
    let late = (State::Off, count(&|step| step.late), "late".to_owned());
    let trouble = [(State::Risk, "at risk"), (State::Off, "off track")]
        .map(|(state, words)| (state, count(&|step| step.state == state), words.to_owned()));
    let (_, done) = words::count_done(&view.milestones);
    let counts = std::iter::once((State::Done, done, "done".to_owned()))
        .chain(near)
        .chain(trouble)
        .chain([late])
        .filter(|(_, count, _)| !open.is_empty() && *count > 0)
        .map(|(state, count, words)| {
            let state = if words == LATE { LATE } else { state.mark() };
            Mark { state, word: format!("{count} {words}") }
        });
    let counts: Vec<_> = counts.collect();
    let lead = match (open.len(), done) {
        (0, 0) => format!("No {} is open.", noun.one),
        (0, done) => all_done(view, done),
        (open, 0) => format!("{} to come:", words::capital(&noun.counted(open))),
        (open, done) => format!("Of {}:", noun.counted(open + done)),
    };
    (lead, counts)
}
