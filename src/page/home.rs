//! The home: where this goes, what happens now, and how old the page is.

use serde::Serialize;

use crate::date::{Date, Day, add_quarters, first_of_quarter, last_of_quarter};
use crate::markdown::html::Html;
use crate::page::fact::Bar;
use crate::page::gantt::{self, Gantt, Options};
use crate::page::here::Here;
use crate::page::news::{self, News};
use crate::page::prose;
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::step::{Link, Mark, Step, When, in_horizon};
use crate::page::styles::Styles;
use crate::page::vision::{Goal, goals};
use crate::page::words;
use crate::timeline::Axis;
use crate::view::{Milestone, State, Update, View, Vision};
use crate::words::{Horizon, IntentStatus, MilestoneStatus, Word};

/// So many steps per column are read in passing; the board has the rest.
const MOST_STEPS: usize = 8;

/// So many rows of the small timeline; the whole one has the rest.
const MOST_ROWS: usize = 14;

/// So many updates are lately.
const MOST_NEWS: usize = 4;

/// What `home.html` gets.
#[derive(Debug, Clone, Serialize)]
pub struct HomePage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
    /// The one vision's sentence, else the site's title.
    pub title: String,
    /// Link to the one vision's page.
    pub vision: Option<String>,
    /// The vision's summary or the site's description, as HTML.
    pub summary: Option<Html>,
    /// How the plan stands, in a line; none where there is no step.
    pub standing: Option<Standing>,
    /// How we shall know, where there is one vision.
    pub goals: Vec<Goal>,
    /// The visions, where there are several.
    pub visions: Vec<VisionEntry>,
    /// What to do where there is no vision, no intent or no milestone: a sentence each.
    pub missing: Vec<&'static str>,
    /// Now, next and later; empty where nothing is open.
    pub columns: Vec<Column>,
    /// The steps due in this and the next three quarters.
    pub gantt: Option<Gantt>,
    /// How many more are due then.
    pub gantt_more: Option<String>,
    /// What to say instead where none is.
    pub gantt_empty: Option<String>,
    /// The latest updates.
    pub news: Vec<News>,
    /// Whether there are more.
    pub news_more: bool,
    /// Link to the board.
    pub board: String,
    /// Link to the timeline.
    pub timeline: String,
    /// Link to all updates.
    pub updates: String,
}

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

/// One of several visions.
#[derive(Debug, Clone, Serialize)]
pub struct VisionEntry {
    /// Its page.
    pub link: Link,
    /// As HTML.
    pub summary: Option<Html>,
    /// `By 2030, five intents, 12 of 40 steps done`.
    pub standing: String,
    /// How many of its steps are done; none where it has none.
    pub bar: Option<Bar>,
    /// The measure to come next.
    pub goal: Option<Goal>,
}

/// Now, next or later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// `Now`.
    pub title: &'static str,
    /// How many steps there are.
    pub count: usize,
    /// The first of them.
    pub steps: Vec<Step>,
    /// How many more there are; 0 where all are shown.
    pub more: usize,
    /// Where they are.
    pub href: String,
    /// What to say where there is none.
    pub empty: &'static str,
}

/// The home of a view.
pub fn page(frame: &Frame<'_>) -> HomePage {
    let (view, route) = (frame.view, Route::Home);
    let here = frame.here(&route);
    let mut styles = Styles::new();
    let one = if let [one] = view.visions.as_slice() { Some(one) } else { None };
    let (gantt, gantt_more) = near(view, &here, &mut styles);
    let visions = if one.is_none() {
        view.visions.iter().map(|vision| entry(view, &here, &mut styles, vision)).collect()
    } else {
        Vec::new()
    };
    let described = || view.site.description.as_deref().map(Html::text);
    let summary = match one {
        Some(vision) => prose::summary(view, &here, &vision.item),
        None => described(),
    };
    HomePage {
        title: one.map_or_else(|| view.site.title.clone(), |vision| vision.item.title.clone()),
        vision: one.map(|vision| here.to_item(&vision.item)),
        summary,
        standing: standing(view, &here),
        goals: one.map_or_else(Vec::new, |vision| goals(view, &here, vision)),
        visions,
        missing: missing(view),
        columns: columns(view, &here),
        gantt_empty: gantt.is_none().then(|| quiet(view)).flatten(),
        gantt,
        gantt_more,
        news: lately(view).take(MOST_NEWS).map(|update| News::of(view, &here, update)).collect(),
        news_more: view.updates.len() > MOST_NEWS.min(lately(view).count()),
        board: here.to("board/"),
        timeline: here.to("timeline/"),
        updates: here.to("updates/"),
        shell: frame.shell(
            &route,
            Head { description: one.map(|vision| vision.item.title.clone()), ..Head::default() },
            &styles,
        ),
    }
}

/// The updates up to the day of the page, the newest first: what was written later is not lately.
fn lately(view: &View) -> impl Iterator<Item = &Update> {
    view.updates.iter().filter(|update| news::is_told(view, update))
}

/// How many are under way, at risk and off track, and what is due next.
fn standing(view: &View, here: &Here) -> Option<Standing> {
    if view.milestones.is_empty() {
        return None;
    }
    let active: Vec<_> = view.milestones.iter().filter(|step| step.status == MilestoneStatus::Active).collect();
    // What stands still or is past its day is not on course, whatever nobody said of its health.
    let bearing = |step: &Milestone| match step.state {
        State::Active if step.blocked.is_some() => (State::Risk, "blocked"),
        State::Active if step.late => (State::Off, "late"),
        State::Risk => (State::Risk, "at risk"),
        State::Off => (State::Off, "off track"),
        state => (state, "on course"),
    };
    let counts: Vec<_> = [
        (State::Active, "on course"),
        (State::Risk, "blocked"),
        (State::Risk, "at risk"),
        (State::Off, "late"),
        (State::Off, "off track"),
    ]
    .into_iter()
    .filter_map(|(state, words)| {
        let count = active.iter().filter(|step| bearing(step) == (state, words)).count();
        (count > 0).then(|| Mark { state: state.mark(), word: format!("{count} {words}") })
    })
    .collect();
    let open = |step: &&Milestone| !matches!(step.status, MilestoneStatus::Done | MilestoneStatus::Dropped);
    let last = |step: &&Milestone| step.target.as_ref().map(Date::last);
    let next = view.milestones.iter().filter(open).filter(|step| last(step) >= Some(view.as_of)).min_by_key(last);
    // Those that are counted as late already are not told twice.
    let told = |step: &Milestone| step.status == MilestoneStatus::Active && bearing(step).1 == "late";
    let late = view.milestones.iter().filter(|step| step.late && !told(step)).count();
    Some(Standing {
        lead: match active.len() {
            0 => idle(view),
            count => format!("{} under way:", words::capital(&words::counted(count, "step"))),
        },
        counts,
        late: match late {
            0 => None,
            1 => Some("One step is late".to_owned()),
            count => Some(format!("{} steps are late", words::capital(&words::number(count)))),
        },
        next_when: next
            .and_then(|step| step.target.as_ref())
            .map(|date| When::worded(date, words::nearby(view.as_of, date))),
        next: next.map(|step| Link::to(here, &step.item)),
    })
}

/// What to say where nothing is under way.
fn idle(view: &View) -> String {
    let count = |status| view.milestones.iter().filter(|step| step.status == status).count();
    let (planned, ideas) = (count(MilestoneStatus::Planned), count(MilestoneStatus::Idea));
    match (planned, ideas, count(MilestoneStatus::Done)) {
        (0, 0, 0) => "No step is under way.".to_owned(),
        (0, 0, 1) => "The one step is done.".to_owned(),
        (0, 0, done) => format!("All {} steps are done.", words::number(done)),
        (0, ..) => "No step is under way or planned yet.".to_owned(),
        (1, ..) => "No step is under way, one is planned.".to_owned(),
        (planned, ..) => format!("No step is under way, {} are planned.", words::number(planned)),
    }
}

fn entry(view: &View, here: &Here, styles: &mut Styles, vision: &Vision) -> VisionEntry {
    let serving = |intent: &&crate::view::Intent| {
        intent.visions.contains(&vision.item.id) && intent.status != IntentStatus::Dropped
    };
    let intents: Vec<_> = view.intents.iter().filter(serving).collect();
    let ids: std::collections::BTreeSet<_> = intents.iter().flat_map(|intent| &intent.milestones).collect();
    let steps: Vec<_> = ids
        .into_iter()
        .filter_map(|id| view.milestone(id))
        .filter(|step| step.status != MilestoneStatus::Dropped)
        .collect();
    let done = steps.iter().filter(|step| step.status == MilestoneStatus::Done).count();
    let parts = [
        vision.horizon.as_ref().map(words::by),
        Some(if intents.is_empty() { "no intent yet".to_owned() } else { words::counted(intents.len(), "intent") }),
        (!steps.is_empty()).then(|| format!("{done} of {} steps done", steps.len())),
    ];
    VisionEntry {
        link: Link::to(here, &vision.item),
        summary: prose::summary(view, here, &vision.item),
        standing: words::capital(&parts.into_iter().flatten().collect::<Vec<_>>().join(", ")),
        bar: (!steps.is_empty()).then(|| Bar::of(styles, u8::try_from(done * 100 / steps.len()).expect("at most 100"))),
        goal: goals(view, here, vision).into_iter().find(|goal| goal.next),
    }
}

fn missing(view: &View) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if view.visions.is_empty() {
        missing.push("No vision is written yet. Say in one sentence where this goes, and why: a file in vision/.");
    }
    if view.intents.is_empty() {
        missing.push(
            "No intent is written yet. Say what must happen for the vision to come true: a file each in intents/.",
        );
    }
    if view.milestones.is_empty() {
        missing.push("No milestone is written yet. Begin with the thinnest step that goes from end to end: a file in milestones/.");
    }
    missing
}

fn columns(view: &View, here: &Here) -> Vec<Column> {
    let columns: Vec<_> = Horizon::ALL
        .iter()
        .map(|&horizon| {
            let count = in_horizon(view, horizon).count();
            // One more is shown rather than named alone.
            let shown = if count <= MOST_STEPS + 1 { count } else { MOST_STEPS };
            Column {
                title: horizon.title(),
                count,
                steps: in_horizon(view, horizon).take(shown).map(|step| Step::of(here, step)).collect(),
                more: count - shown,
                href: here.to(&format!("board/#c-{}", horizon.as_str())),
                empty: match horizon {
                    Horizon::Now => "Nothing is under way or due this quarter.",
                    Horizon::Next => "Nothing is due in the two quarters after this one.",
                    Horizon::Later => "Nothing is planned after that.",
                },
            }
        })
        .collect();
    if columns.iter().all(|column| column.count == 0) { Vec::new() } else { columns }
}

/// This quarter and the next three.
fn window(as_of: Day) -> (Day, Day) {
    (first_of_quarter(as_of), last_of_quarter(add_quarters(as_of, 3)))
}

/// The open steps due in this and the next three quarters, and how many more there are.
fn near(view: &View, here: &Here, styles: &mut Styles) -> (Option<Gantt>, Option<String>) {
    let (first, last) = window(view.as_of);
    let due = |step: &&Milestone| {
        step.horizon.is_some()
            && step.target.as_ref().is_some_and(|target| target.last() >= first && target.last() <= last)
    };
    let steps: Vec<_> = view.milestones.iter().filter(due).collect();
    if steps.is_empty() {
        return (None, None);
    }
    let label = format!("Milestones due from {}", words::months(first, last));
    let shown = if steps.len() <= MOST_ROWS + 1 { steps.len() } else { MOST_ROWS };
    let more = (shown < steps.len()).then(|| format!("{} more are due in these quarters", steps.len() - shown));
    let axis = Axis::between(first, last);
    (
        Some(gantt::table(
            view,
            here,
            &steps[..shown],
            &axis,
            styles,
            &Options { fine: true, ..Options::alone(&label) },
        )),
        more,
    )
}

/// What to say where nothing is due soon: what comes first after that.
fn quiet(view: &View) -> Option<String> {
    if view.milestones.is_empty() {
        return None;
    }
    let (_, last) = window(view.as_of);
    let until = words::months(last, last);
    let open = view.milestones.iter().filter(|step| step.horizon.is_some());
    let next = open
        .filter_map(|step| Some((step, step.target.as_ref()?)))
        .filter(|(_, target)| target.last() > last)
        .min_by_key(|(_, target)| target.last());
    Some(match next {
        Some((step, target)) => format!(
            "No milestone is due by the end of {until}. The next one is {}, {}.",
            step.item.title,
            target.words()
        ),
        None => format!("No milestone is due by the end of {until}."),
    })
}
