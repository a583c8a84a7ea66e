//! An intent's page.

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::{Date, Day};
use crate::markdown::html::Html;
use crate::page::fact::{Fact, Row, rows};
use crate::page::gantt::{self, Gantt, Options, Ruler};
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::late::{By, Late, late};
use crate::page::measure::{Measure, Readings, measure, read, readings};
use crate::page::news::{self, News};
use crate::page::prose;
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::sight::{self, Branch, Crumb};
use crate::page::step::{Mark, Step, When, date_of};
use crate::page::styles::Styles;
use crate::page::{told, words};
use crate::timeline::{Axis, Span};
use crate::view::{Intent, Milestone, View};
use crate::words::{Health, IntentStatus, Kind, MilestoneStatus, Word};

/// So many bytes of a body are read before what is planned; a longer one would hide that.
const MOST_BODY: usize = 4_000;

/// What `intent.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
    /// Whether its body is too long to stand before what is planned and what came of it: then it comes last.
    pub is_long: bool,
    /// What was done, and what it brought: the latest first.
    pub delivered: Vec<Delivered>,
    /// How much of it that is: `5 of 28 steps`.
    pub delivered_count: String,
    /// What is late, by owner.
    pub late: Option<Late>,
    /// The latest updates about it and about nothing else of this page.
    pub news: Vec<News>,
    /// The others, folded.
    pub older: Vec<News>,
    /// Everything else that was said of it.
    pub rows: Vec<Row>,
}

/// A step that is done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Delivered {
    /// The step, with the day on which it was done.
    pub step: Step,
    /// What it brought, as HTML: its summary, else the start of its text.
    pub text: Option<Html>,
    /// Who owned it; empty where nobody is named.
    pub owner: String,
}

/// An intent that waits, or is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waiting {
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its status.
    pub mark: Mark,
}

/// Something that an intent rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
    let (news, older) = news::parted(News::of_all(view, &here, &item.updates));
    let owed = late(view, &here, intent.milestones.iter().filter_map(|id| view.milestone(id)), By::Step);
    let is_long = item.body.markdown.len() > MOST_BODY;
    let summary = prose::summary(view, &here, item);
    // A body that stands far below is opened here.
    let opening = prose::plain(view, &here, item).filter(|_| is_long);
    let head =
        Head { title: Some(item.title.clone()), description: prose::plain(view, &here, item), ..Head::default() };
    IntentPage {
        crumbs: sight::shown(crumbs),
        title: item.title.clone(),
        summary: summary.or_else(|| opening.map(|text| Html::text(&text))),
        facts,
        body: prose::body(view, &here, item),
        measures,
        measured: latest_reading(intent, view.as_of).map(When::long),
        readings: readings(&intent.key_results, view.as_of),
        gantt,
        undated,
        undated_title: if view.tells_due() { "Without a date" } else { "Others" },
        advice: told::advice(view).then(|| {
            let step = Noun::step(view).one;
            format!("No {step} makes this happen yet. Begin with the thinnest one that goes from end to end.")
        }),
        slice: words::slice(view, intent),
        branches,
        needs: waiting(view, &here, &intent.depends_on),
        unblocks: waiting(view, &here, &intent.unblocks),
        assumptions: intent.assumptions.iter().map(|assumption| assumed(view, &here, intent, assumption)).collect(),
        is_long,
        delivered_count: words::steps_done(view, intent).unwrap_or_default(),
        delivered: delivered(view, &here, intent),
        late: owed.filter(|_| intent.status != Some(IntentStatus::Dropped)),
        news,
        older,
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
    let gantt = (!dated.is_empty()).then(|| {
        let ruler = Ruler::of(view, axis, styles);
        gantt::table(view, &dated, &ruler, styles, &options)
    });
    (gantt, undated.into_iter().map(|step| Step::of(view, here, step)).collect())
}

/// The steps of an intent that are done, the latest first.
fn delivered(view: &View, here: &Here, intent: &Intent) -> Vec<Delivered> {
    let steps = intent.milestones.iter().filter_map(|id| view.milestone(id));
    let mut done: Vec<_> = steps.filter(|step| step.status == Some(MilestoneStatus::Done)).collect();
    done.sort_by_key(|step| std::cmp::Reverse(date_of(step).map(Date::last)));
    let delivered = |step: &&Milestone| {
        let item = &step.item;
        Delivered {
            step: Step::of(view, here, step),
            text: prose::summary(view, here, item)
                .or_else(|| prose::plain(view, here, item).map(|text| Html::text(&text))),
            owner: words::owner(item).unwrap_or_default(),
        }
    };
    done.iter().map(delivered).collect()
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

/// What is shown of an assumption.
pub fn assumed(view: &View, here: &Here, intent: &Intent, assumption: &crate::view::Assumption) -> Assumed {
    Assumed {
        mark: Mark::of_assumption(assumption.status),
        text: prose::inline(view, here, &intent.item, &assumption.text),
        test: assumption.test.as_deref().map(|test| prose::inline(view, here, &intent.item, test)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn shown(body: &str, more: &str) -> String {
        let fixture = format!(
            "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n[[vision]]\nid = \"v\"\ntitle = \"V\"\n{more}\
             -- intents/i.md --\n+++\ntitle = \"I\"\nowner = \"Kim\"\nstatus = \"active\"\n+++\n{body}\n\
             -- milestones/done.md --\n+++\ntitle = \"Gauges\"\nintent = \"i\"\nowner = \"Lee\"\nstatus = \"done\"\n\
             done = 2026-10-21\n+++\nEach berth now reports its own depth.\n\
             -- milestones/late.toml --\ntitle = \"Soundings\"\nintent = \"i\"\ntarget = \"2026-Q3\"\n"
        );
        let (roadmap, problems) = crate::read(&Sources::from_fixture(&fixture), false);
        assert!(problems.iter().all(|problem| problem.severity != crate::rule::Severity::Error), "{problems:?}");
        let as_of = "2026-11-16".parse().expect("a day");
        let view = crate::view::project(&roadmap, crate::view::Reader::all(&roadmap)[0], as_of);
        let theme = crate::theme::Theme::new(&std::collections::BTreeMap::new(), None).expect("our templates parse");
        let route = Route::Intent(view.intents[0].item.id.clone());
        let page = crate::page::render(&crate::page::frame(&view, &theme), &theme, &route);
        String::from_utf8(page.expect("it is there").expect("it renders")).expect("it is text")
    }

    #[test]
    fn it_says_what_was_delivered_and_what_is_late_and_whose_it_is() {
        let page = shown("Because.", "");
        let (_, delivered) = page.split_once("id=\"got\"").expect("something is done");
        for words in ["Gauges", "Lee", "21 Oct 2026", "Each berth now reports its own depth."] {
            assert!(delivered.contains(words), "{words:?} is not told of what is done");
        }
        let (_, late) = page.split_once("id=\"late\"").expect("something is late");
        assert!(late.contains("1 of 2 steps") && late.contains("Kim") && late.contains("Soundings"), "{late}");
    }

    #[test]
    fn a_long_body_comes_last_and_is_opened_at_the_head() {
        let page = shown("It began with a ship that waited.\n", "");
        assert!(page.find("id=\"why\"") < page.find("id=\"ms\""));
        assert!(!page.contains("On this page"));
        let page = shown(&format!("It began with a ship that waited.\n\n{}", "And then more. ".repeat(400)), "");
        assert!(page.find("id=\"why\"") > page.find("id=\"late\""));
        assert!(page.contains("<p class=\"big\" dir=\"auto\">It began with a ship that waited.</p>"));
        assert!(page.contains("On this page"));
    }

    #[test]
    fn updates_that_open_alike_are_told_apart_and_older_ones_fold() {
        let update = |at: usize| {
            format!(
                "-- updates/2026-10-{at:02}-u.md --\n+++\ntitle = \"U{at}\"\ndate = 2026-10-{at:02}\nabout = [\"i\"]\n+++\n\
                 Why this goal: since ships wait for berths.\n\nThis is what happened on day {at}.\n"
            )
        };
        let page = shown("Because.", &(1..=9).map(update).collect::<String>());
        assert!(page.contains("This is what happened on day 9."), "{page}");
        assert_eq!(page.matches("since ships wait for berths").count(), 1, "only the first says so");
        assert!(page.contains("<summary>3 older</summary>"));
    }
}
