//! An intent's page.

use serde::Serialize;

use crate::date::{Date, Day};
use crate::markdown::html::Html;
use crate::page::fact::{Fact, Row, rows};
use crate::page::gantt::{self, Gantt, Options};
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::measure::{Measure, Readings, measure, read, readings};
use crate::page::news::News;
use crate::page::prose;
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::sight::{self, Branch, Crumb};
use crate::page::step::{Mark, Step, When};
use crate::page::styles::Styles;
use crate::page::{told, words};
use crate::timeline::{Axis, Span};
use crate::view::{Intent, Milestone, View};
use crate::words::{Health, Kind, Word};

/// What `intent.html` gets.
#[derive(Debug, Clone, Serialize)]
pub struct IntentPage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
    /// The line of sight down to this page; the page itself comes last, without a link. Empty where nothing is above.
    pub crumbs: Vec<Crumb>,
    /// Plain text.
    pub title: String,
    /// As HTML.
    pub summary: Option<Html>,
    /// Status, horizon, progress, owner, priority: those that are known.
    pub facts: Vec<Fact>,
    /// The body, as HTML.
    pub body: Option<Html>,
    /// What is measured.
    pub measures: Vec<Measure>,
    /// The day of the latest reading.
    pub measured: Option<When>,
    /// All readings by day.
    pub readings: Option<Readings>,
    /// Its milestones that have a place on the axis.
    pub gantt: Option<Gantt>,
    /// Those without one.
    pub undated: Vec<Step>,
    /// What stands above those where some have one: `Without a date`.
    pub undated_title: &'static str,
    /// What to do where it has no milestone; none where that is not for its readers.
    pub advice: Option<String>,
    /// Where the thin slice stands among them.
    pub slice: Option<&'static str>,
    /// The intents that are parts of it, with all that hangs on them.
    pub branches: Vec<Branch>,
    /// What it waits for.
    pub needs: Vec<Waiting>,
    /// What waits for it.
    pub unblocks: Vec<Waiting>,
    /// What it rests on.
    pub assumptions: Vec<Assumed>,
    /// The updates about it and about nothing else of this page.
    pub news: Vec<News>,
    /// Everything else that was said of it.
    pub rows: Vec<Row>,
}

/// An intent that waits, or is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its status.
    pub mark: Mark,
}

/// Something that an intent rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assumed {
    /// How it stands.
    pub mark: Mark,
    /// What is assumed, as HTML.
    pub text: Html,
    /// How it is or was tested, as HTML.
    pub test: Option<Html>,
}

/// The page of one intent.
pub fn page(frame: &Frame<'_>, intent: &Intent) -> IntentPage {
    let (view, item) = (frame.view, &intent.item);
    let route = Route::Intent(item.id.clone());
    let here = frame.here(&route);
    let mut styles = Styles::new();
    let crumbs = sight::crumbs(view, &here, intent, Some(&sight::this(view, item.kind)));
    let facts = facts(view, &here, intent, &crumbs, &mut styles);
    let measures = intent.key_results.iter().map(|key_result| measure(&mut styles, key_result, view.as_of)).collect();
    let (gantt, undated) = steps(view, &here, &intent.milestones, &mut styles);
    let branches = sight::of_parts(view, &here, &mut styles, intent);
    let head =
        Head { title: Some(item.title.clone()), description: prose::plain(view, &here, item), ..Head::default() };
    IntentPage {
        crumbs: sight::shown(crumbs),
        title: item.title.clone(),
        summary: prose::summary(view, &here, item),
        facts,
        body: prose::body(view, &here, item),
        measures,
        measured: latest_reading(intent, view.as_of).map(When::long),
        readings: readings(&intent.key_results, view.as_of),
        gantt,
        undated,
        undated_title: if told::due(view) { "Without a date" } else { "Others" },
        advice: told::advice(view).then(|| {
            let step = Noun::step(view).one;
            format!("No {step} makes this happen yet. Begin with the thinnest one that goes from end to end.")
        }),
        slice: words::slice(view, intent),
        branches,
        needs: waiting(view, &here, &intent.depends_on),
        unblocks: waiting(view, &here, &intent.unblocks),
        assumptions: intent.assumptions.iter().map(|assumption| assumed(view, &here, intent, assumption)).collect(),
        news: News::of_all(view, &here, &item.updates),
        rows: rows(view, &here, item),
        shell: frame.shell(&route, head, &styles),
    }
}

fn facts(view: &View, here: &Here, intent: &Intent, crumbs: &[Crumb], styles: &mut Styles) -> Vec<Fact> {
    let status = status(view, intent);
    let horizon =
        intent.horizon.map(|horizon| Fact { text: Some(horizon.title().to_owned()), ..Fact::named("Horizon") });
    let progress = intent.progress.map(|progress| Fact::progress(view, styles, progress));
    let serves = sight::others(here, view, &intent.visions, crumbs);
    let serves = (!serves.is_empty()).then(|| Fact { links: serves, ..Fact::named("Also serves") });
    let weighed = Fact::priority(intent.priority, intent.urgent, intent.important, intent.investment);
    [status, horizon, progress, Fact::owner(&intent.item), weighed, serves].into_iter().flatten().collect()
}

/// `Active, at risk` and since when; where its own health is good, how its steps are.
fn status(view: &View, intent: &Intent) -> Option<Fact> {
    let trouble = words::trouble(view, intent);
    let health = intent.health.filter(|_| intent.is_open());
    let health = health.filter(|&health| health != Health::OnTrack || trouble.is_none());
    Fact::standing(intent.status.map(|_| Mark::of_intent(intent)), health, intent.health_since, trouble)
}

/// The milestones with these ids: those on an axis of their own, and those without a day.
fn steps(view: &View, here: &Here, ids: &[crate::id::Id], styles: &mut Styles) -> (Option<Gantt>, Vec<Step>) {
    let all = ids.iter().filter_map(|id| view.milestone(id));
    let (dated, undated): (Vec<&Milestone>, Vec<&Milestone>) =
        all.partition(|step| Span::of(step, view.as_of).is_some());
    let axis = Axis::over(view.as_of, dated.iter().filter_map(|step| Span::of(step, view.as_of)));
    let label = format!("{} of this {}", Noun::of(view, Kind::Milestone).titles, Noun::of(view, Kind::Intent).one);
    let options = Options { dependencies: true, fine: true, ..Options::alone(&label) };
    let gantt = (!dated.is_empty()).then(|| gantt::table(view, here, &dated, &axis, styles, &options));
    (gantt, undated.into_iter().map(|step| Step::of(view, here, step)).collect())
}

fn latest_reading(intent: &Intent, as_of: Day) -> Option<&Date> {
    let read = intent.key_results.iter().flat_map(|key_result| read(key_result, as_of));
    read.filter_map(|reading| reading.date.as_ref()).max_by_key(|date| date.last())
}

fn waiting(view: &View, here: &Here, ids: &[crate::id::Id]) -> Vec<Waiting> {
    let waiting = |intent: &Intent| Waiting {
        title: intent.item.title.clone(),
        href: here.to_item(&intent.item),
        mark: Mark::of_intent(intent),
    };
    ids.iter().filter_map(|id| view.intent(id)).map(waiting).collect()
}

fn assumed(view: &View, here: &Here, intent: &Intent, assumption: &crate::view::Assumption) -> Assumed {
    Assumed {
        mark: Mark::of_assumption(assumption.status),
        text: prose::inline(view, here, &intent.item, &assumption.text),
        test: assumption.test.as_deref().map(|test| prose::inline(view, here, &intent.item, test)),
    }
}
