//! The home: where this goes, what happens now, and how old the page is.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::{Day, add_quarters, first_of_quarter, last_of_quarter};
use crate::markdown::html::Html;
use crate::page::fact::Bar;
use crate::page::gantt::{self, Gantt, Options, Ruler};
use crate::page::here::Here;
use crate::page::label::{Noun, Nouns};
use crate::page::news::{self, News};
use crate::page::prose;
use crate::page::route::{Route, Rows};
use crate::page::shell::{Frame, Head, Shell};
use crate::page::standing::{Standing, standing};
use crate::page::step::{Link, Mark, Step, in_horizon};
use crate::page::styles::Styles;
use crate::page::vision::{self, Goal, goals};
use crate::page::{late, strung, told, vague, words};
use crate::timeline::Axis;
use crate::view::{Milestone, Update, View, Vision};
use crate::words::{Field, Horizon, IntentStatus, Kind, Section, Word};

/// So many steps per column are read in passing; the board has the rest.
const MOST_STEPS: usize = 8;

/// So many rows of the small timeline; the whole one has the rest.
const MOST_ROWS: usize = 14;

/// So many updates are lately.
const MOST_NEWS: usize = 4;

/// What `home.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
    pub missing: Vec<String>,
    /// That there is nothing at all, for those who are not to do anything about it.
    pub nothing: Option<&'static str>,
    /// How many intents serve none of several visions, in a sentence.
    pub loose: Option<String>,
    /// What is said to the readers of this view before anything else.
    pub landing: Option<Landing>,
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
    /// Link to the board, where the view has one.
    pub board: Option<String>,
    /// Link to the list, where the view has one.
    pub list: Option<String>,
    /// Link to the timeline, where the view has one.
    pub timeline: Option<String>,
    /// Link to all updates, where the view has that page.
    pub updates: Option<String>,
}

/// The text that opens a view's home.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Landing {
    /// The title of its page.
    pub title: String,
    /// As HTML.
    pub summary: Option<Html>,
    /// As HTML.
    pub body: Option<Html>,
}

/// One of several visions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VisionEntry {
    /// Its page.
    pub link: Link,
    /// As HTML.
    pub summary: Option<Html>,
    /// `By 2030, five intents, 12 of 40 steps done`.
    pub standing: String,
    /// `296 late`; none where nothing is.
    pub late: Option<Mark>,
    /// Link to what that is, by owner; none where the view does not tell who owns what.
    pub late_href: Option<String>,
    /// How many of its steps are done; none where it has none.
    pub bar: Option<Bar>,
    /// The measure to come next.
    pub goal: Option<Goal>,
}

/// A step in a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listed {
    /// The step.
    pub step: Step,
    /// The intent that it serves, where others have the same title; else empty.
    pub of: String,
}

/// Now, next or later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Column {
    /// `Now`.
    pub title: &'static str,
    /// How many steps there are.
    pub count: usize,
    /// The first of them.
    pub steps: Vec<Listed>,
    /// How many more there are; 0 where all are shown.
    pub more: usize,
    /// Where they are; none where no page of the view has them all.
    pub href: Option<String>,
    /// What to say where there is none.
    pub empty: String,
}

/// The home of a view.
pub fn page(frame: &Frame<'_>) -> HomePage {
    let (view, route) = (frame.view, Route::Home);
    let here = frame.here(&route);
    let mut styles = Styles::new();
    let one = if let [one] = view.visions.as_slice() { Some(one) } else { None };
    let (gantt, gantt_more) = near(view, &mut styles);
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
        standing: standing(view, &here, |status| {
            frame.facets().find("status", status).filter(|_| told::has(view, Section::List))?;
            Some(here.to(&Route::List(Rows::With("status".to_owned(), status.to_owned())).address()))
        }),
        goals: one.map_or_else(Vec::new, |vision| goals(view, &here, vision)),
        loose: loose(view).filter(|_| !visions.is_empty()),
        visions,
        missing: if told::advice(view) { missing(view) } else { Vec::new() },
        nothing: (!told::advice(view) && view.items().next().is_none()).then_some("There is nothing here yet."),
        landing: landing(view, &here),
        columns: columns(view, &here),
        gantt_empty: gantt.is_none().then(|| quiet(view)).flatten(),
        gantt,
        gantt_more,
        news: lately(view)
            .take(if told::has(view, Section::Updates) { MOST_NEWS } else { 0 })
            .map(|update| News::of(view, &here, update))
            .collect(),
        news_more: view.updates.len() > MOST_NEWS.min(lately(view).count()),
        board: told::link(view, &here, Section::Board),
        list: told::link(view, &here, Section::List),
        timeline: told::link(view, &here, Section::Timeline),
        updates: told::link(view, &here, Section::Updates),
        shell: frame.shell(
            &route,
            Head { description: one.map(|vision| vision.item.title.clone()), ..Head::default() },
            &styles,
        ),
    }
}

/// The text of the page that opens the home.
fn landing(view: &View, here: &Here) -> Option<Landing> {
    let item = view.landing.as_ref().and_then(|id| view.item(id))?;
    let (summary, body) = (prose::summary(view, here, item), prose::quoted(view, here, item, "landing-"));
    let title = item.title.clone();
    (summary.is_some() || body.is_some()).then_some(Landing { title, summary, body })
}

/// The updates up to the day of the page, the newest first: what was written later is not lately.
fn lately(view: &View) -> impl Iterator<Item = &Update> {
    view.updates.iter().filter(|update| news::is_told(view, update))
}

/// What is said of one of several visions.
pub(super) fn entry(view: &View, here: &Here, styles: &mut Styles, vision: &Vision) -> VisionEntry {
    let serving = |intent: &&crate::view::Intent| {
        intent.visions.contains(&vision.item.id) && intent.status != Some(IntentStatus::Dropped)
    };
    let intents: Vec<_> = view.intents.iter().filter(serving).collect();
    let ids: std::collections::BTreeSet<_> = intents.iter().flat_map(|intent| &intent.milestones).collect();
    let (all, done) = words::count_done(ids.into_iter().filter_map(|id| view.milestone(id)));
    let (noun, step_noun) = (Noun::of(view, Kind::Intent), Noun::step(view));
    let parts = [
        vision.horizon.as_ref().map(words::by),
        Some(if intents.is_empty() { format!("no {} yet", noun.one) } else { noun.counted(intents.len()) }),
        (all > 0).then(|| format!("{done} of {all} {} done", step_noun.many)),
    ];
    let (steps, link) = (vision::steps(view, vision), Link::to(here, &vision.item));
    let late = steps.iter().filter(|step| step.late).count();
    let owed = late::late(view, here, steps, late::By::Intent);
    VisionEntry {
        late: (late > 0).then(|| Mark { state: strung::LATE, word: format!("{late} late") }),
        late_href: owed.map(|_| format!("{}#late", link.href)),
        link,
        summary: prose::summary(view, here, &vision.item),
        standing: words::capital(&parts.into_iter().flatten().collect::<Vec<_>>().join(", ")),
        bar: (all > 0 && view.shows(Field::Progress))
            .then(|| Bar::of(styles, u8::try_from(done * 100 / all).expect("at most 100"))),
        goal: goals(view, here, vision).into_iter().find(|goal| goal.next),
    }
}

/// How many open intents stand below none of the visions, that a reader knows where else to look.
fn loose(view: &View) -> Option<String> {
    let below = |intent: &crate::view::Intent| !intent.visions.is_empty() || intent.parent.is_some();
    let count = view.intents.iter().filter(|intent| intent.is_open() && !below(intent)).count();
    let (intent, vision) = (Noun::of(view, Kind::Intent), Noun::of(view, Kind::Vision));
    let serve = if count == 1 { "serves" } else { "serve" };
    (count > 0).then(|| format!("{} {serve} no {}", words::capital(&intent.counted(count)), vision.one))
}

/// What to write first.
fn missing(view: &View) -> Vec<String> {
    let nouns = Nouns::of(view);
    let mut missing = Vec::new();
    if view.visions.is_empty() {
        let noun = nouns.vision.one;
        missing.push(format!(
            "No {noun} is written yet. Say in one sentence where this goes, and why: a file in vision/."
        ));
    }
    if view.intents.is_empty() {
        let noun = nouns.intent.one;
        missing.push(format!(
            "No {noun} is written yet. Say what must happen for the vision to come true: a file each in intents/."
        ));
    }
    if view.milestones.is_empty() {
        let noun = nouns.milestone.one;
        missing.push(format!(
            "No {noun} is written yet. Begin with the thinnest step that goes from end to end: a file in milestones/."
        ));
    }
    missing
}

fn columns(view: &View, here: &Here) -> Vec<Column> {
    let mut titles: BTreeMap<&str, usize> = BTreeMap::new();
    for step in &view.milestones {
        *titles.entry(&step.item.title).or_default() += 1;
    }
    let intent = |step: &Milestone| {
        let intent = step.intents.iter().find_map(|id| view.intent(id));
        intent.filter(|_| titles[step.item.title.as_str()] > 1).map(|intent| intent.item.title.clone())
    };
    let columns: Vec<_> = Horizon::ALL
        .iter()
        .map(|&horizon| {
            let count = in_horizon(view, horizon).count();
            let in_column = |step| {
                let of = intent(step).unwrap_or_default();
                let step = Step::of(view, here, step);
                Listed { step: Step { mark: step.mark.apart_from_horizon(), ..step }, of }
            };
            // One more is shown rather than named alone.
            let shown = if count <= MOST_STEPS + 1 { count } else { MOST_STEPS };
            Column {
                title: horizon.title(),
                count,
                steps: in_horizon(view, horizon).take(shown).map(in_column).collect(),
                more: count - shown,
                href: if told::has(view, Section::Board) {
                    Some(here.to(&format!("{}#c-{}", told::address(Section::Board), horizon.as_str())))
                } else {
                    told::link(view, here, Section::List)
                },
                empty: empty(view, horizon),
            }
        })
        .collect();
    if columns.iter().all(|column| column.count == 0) { Vec::new() } else { columns }
}

/// What to say of a horizon at which nothing stands.
fn empty(view: &View, horizon: Horizon) -> String {
    let ends = |quarters| last_of_quarter(add_quarters(view.as_of, quarters));
    match horizon {
        _ if !told::course(view) => format!("Nothing {}.", horizon.title().to_lowercase()),
        Horizon::Now => match vague::due_around(view, horizon, ends(0)) {
            Some(around) => format!("Nothing is under way or sure to be due this quarter. {around}"),
            None => "Nothing is under way or due this quarter.".to_owned(),
        },
        Horizon::Next => match vague::due_around(view, horizon, ends(2)) {
            Some(around) => {
                let end = words::months(ends(2), ends(2));
                format!("Nothing is sure to be due by the end of {end}. {around}")
            }
            None => "Nothing is due in the two quarters after this one.".to_owned(),
        },
        Horizon::Later => "Nothing is planned after that.".to_owned(),
    }
}

/// This quarter and the next three.
fn window(as_of: Day) -> (Day, Day) {
    (first_of_quarter(as_of), last_of_quarter(add_quarters(as_of, 3)))
}

/// The open steps that are due in this and the next three quarters or may be, and how many more there are.
fn near(view: &View, styles: &mut Styles) -> (Option<Gantt>, Option<String>) {
    if !told::has(view, Section::Timeline) {
        return (None, None);
    }
    let (first, last) = window(view.as_of);
    let due = |step: &&Milestone| {
        step.horizon.is_some()
            && step.target.as_ref().is_some_and(|target| target.last() >= first && target.first() <= last)
    };
    let steps: Vec<_> = view.milestones.iter().filter(due).collect();
    if steps.is_empty() {
        return (None, None);
    }
    let label = format!("{} due from {}", Noun::of(view, Kind::Milestone).titles, words::months(first, last));
    let shown = if steps.len() <= MOST_ROWS + 1 { steps.len() } else { MOST_ROWS };
    let more = (shown < steps.len()).then(|| {
        let surely = steps[shown..].iter().all(|step| step.target.as_ref().is_some_and(|target| target.last() <= last));
        let are = if surely { "are" } else { "are or may be" };
        format!("{} more {are} due in these quarters", steps.len() - shown)
    });
    let ruler = Ruler::of(view, Axis::between(first, last), styles);
    let options = Options { fine: true, ..Options::alone(&label) };
    (Some(gantt::table(view, &steps[..shown], &ruler, styles, &options)), more)
}

/// What to say where nothing is due soon: what comes first after that.
fn quiet(view: &View) -> Option<String> {
    if view.milestones.is_empty() || !told::has(view, Section::Timeline) {
        return None;
    }
    let noun = Noun::of(view, Kind::Milestone).one;
    let (_, last) = window(view.as_of);
    let until = words::months(last, last);
    let open = view.milestones.iter().filter(|step| step.horizon.is_some());
    let next = open
        .filter_map(|step| Some((step, step.target.as_ref()?)))
        .filter(|(_, target)| target.first() > last)
        .min_by_key(|(_, target)| target.last());
    Some(match next {
        Some((step, target)) => {
            format!("No {noun} is due by the end of {until}. The next one is {}, {}.", step.item.title, target.words())
        }
        None => format!("No {noun} is due by the end of {until}."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn view(fixture: &str) -> View {
        let (roadmap, _) = crate::read(&Sources::from_fixture(fixture), false);
        crate::view::project(&roadmap, crate::view::Reader::all(&roadmap)[0], "2026-11-16".parse().expect("a day"))
    }

    const TWO: &str = "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n[[vision]]\nid = \"v\"\ntitle = \"V\"\n\
        [[vision]]\nid = \"w\"\ntitle = \"W\"\n\
        [[intent]]\nid = \"i\"\ntitle = \"Ships wait less\"\nvision = \"v\"\n[[intent]]\nid = \"j\"\ntitle = \"J\"\n\
        [[milestone]]\nid = \"a\"\ntitle = \"Review\"\nintent = \"i\"\ntarget = \"2026-Q3\"\n\
        [[milestone]]\nid = \"b\"\ntitle = \"Review\"\nintent = \"j\"\ntarget = \"2026-Q3\"\n\
        [[milestone]]\nid = \"c\"\ntitle = \"Gauges\"\nintent = \"i\"\ntarget = \"2026-Q3\"\n";

    #[test]
    fn a_vision_among_several_says_what_is_late_and_leads_there() {
        let view = view(TWO);
        let page = entry(&view, &Here::at(""), &mut Styles::new(), &view.visions[0]);
        assert_eq!(page.late.map(|mark| mark.word).as_deref(), Some("2 late"));
        assert!(page.late_href.is_some_and(|href| href.ends_with("vision/v/index.html#late")));
        let page = entry(&view, &Here::at(""), &mut Styles::new(), &view.visions[1]);
        assert_eq!((page.late, page.late_href), (None, None));
    }

    #[test]
    fn what_serves_none_of_several_visions_is_counted() {
        assert_eq!(loose(&view(TWO)).as_deref(), Some("One intent serves no vision"));
    }

    #[test]
    fn steps_of_one_title_are_told_apart_by_their_intents() {
        let columns = columns(&view(TWO), &Here::at(""));
        let of: Vec<_> =
            columns[0].steps.iter().map(|listed| (listed.step.title.as_str(), listed.of.as_str())).collect();
        assert!(of.contains(&("Review", "Ships wait less")) && of.contains(&("Gauges", "")), "{of:?}");
    }
}
