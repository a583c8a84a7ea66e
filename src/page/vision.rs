//! A vision's page: the line of sight, why, and how we shall know.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::Day;
use crate::markdown::html::Html;
use crate::page::fact::{Fact, Row, rows};
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::late::{By, Late, late};
use crate::page::news::{self, News};
use crate::page::prose;
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::sight::{self, Tree};
use crate::page::styles::Styles;
use crate::page::{told, words};
use crate::view::{Milestone, View, Vision};
use crate::words::{Field, IntentStatus};

/// What `vision.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VisionPage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
    /// Plain text.
    pub title: String,
    /// As HTML.
    pub summary: Option<Html>,
    /// The intents below it, with all that hangs on them.
    pub tree: Tree,
    /// What is late below it, by owner; its links lead to the intents where the tree does not show each step.
    pub late: Option<Late>,
    /// What to do where there is none; none where that is not for its readers.
    pub advice: bool,
    /// Whether the view tells how we shall know.
    pub measured: bool,
    /// Why, as HTML.
    pub why: Option<Html>,
    /// The body, as HTML.
    pub body: Option<Html>,
    /// When we would be there: `by 2030`. Empty where nobody said.
    pub horizon: String,
    /// The same as a line of its own: `By 2030`.
    pub horizon_alone: String,
    /// How we shall know.
    pub goals: Vec<Goal>,
    /// Owner and teams.
    pub facts: Vec<Fact>,
    /// The latest updates about it.
    pub news: Vec<News>,
    /// The others, folded.
    pub older: Vec<News>,
    /// Everything else that was said of it.
    pub rows: Vec<Row>,
}

/// One measure of success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Goal {
    /// By when, in words; empty where nobody said.
    pub by: String,
    /// What, as HTML.
    pub text: Html,
    /// Whether it is the next one to come.
    pub next: bool,
    /// How far it is, where it is the next: `Next measure, in six weeks.`
    pub note: Option<String>,
}

/// The measures of a vision, the next one marked.
pub fn goals(view: &View, here: &Here, vision: &Vision) -> Vec<Goal> {
    let next = next_measure(view.as_of, vision);
    let goal = |(at, success): (usize, &crate::view::Success)| Goal {
        by: success.by.as_ref().map_or_else(String::new, crate::date::Date::words),
        text: prose::inline(view, here, &vision.item, &success.text),
        next: Some(at) == next,
        note: success.by.as_ref().filter(|_| Some(at) == next).map(|by| words::next_measure(view.as_of, by)),
    };
    vision.success.iter().enumerate().map(goal).collect()
}

/// The measure whose last day comes next.
fn next_measure(as_of: Day, vision: &Vision) -> Option<usize> {
    let last = |at: usize| vision.success[at].by.as_ref().map(crate::date::Date::last);
    (0..vision.success.len()).filter(|&at| last(at).is_some_and(|last| last >= as_of)).min_by_key(|&at| last(at))
}

/// The steps of all intents that serve a vision and were not given up, their parts included, each once, in the view's
/// order.
pub fn steps<'a>(view: &'a View, vision: &Vision) -> Vec<&'a Milestone> {
    let mut open: Vec<_> = vision.intents.iter().collect();
    let mut seen = BTreeSet::new();
    let mut ids = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(intent) = view.intent(id).filter(|_| seen.insert(id)) else { continue };
        if intent.status == Some(IntentStatus::Dropped) {
            continue;
        }
        open.extend(&intent.children);
        ids.extend(&intent.milestones);
    }
    view.milestones.iter().filter(|step| ids.contains(&step.item.id)).collect()
}

/// The page of one vision.
pub fn page(frame: &Frame<'_>, vision: &Vision) -> VisionPage {
    let (view, item) = (frame.view, &vision.item);
    let route = Route::Vision(item.id.clone());
    let here = frame.here(&route);
    let mut styles = Styles::new();
    let tree = sight::of_vision(view, &here, &mut styles, vision);
    let (news, older) = news::parted(News::of_all(view, &here, &item.updates));
    let title = if view.visions.len() == 1 { Noun::of(view, item.kind).title } else { item.title.clone() };
    let head = Head { title: Some(title), description: Some(item.title.clone()), ..Head::default() };
    VisionPage {
        title: item.title.clone(),
        summary: prose::summary(view, &here, item),
        late: late(view, &here, steps(view, vision), if tree.is_large { By::Intent } else { By::Step }),
        tree,
        advice: told::advice(view),
        measured: view.shows(Field::Success),
        why: vision.why.as_deref().and_then(|why| prose::text(view, &here, item, why)),
        body: prose::body(view, &here, item),
        horizon_alone: vision.horizon.as_ref().map_or_else(String::new, |date| words::capital(&words::by(date))),
        horizon: vision.horizon.as_ref().map_or_else(String::new, words::by),
        goals: goals(view, &here, vision),
        facts: Fact::owner(item).into_iter().collect(),
        news,
        older,
        rows: rows(view, &here, item),
        shell: frame.shell(&route, head, &styles),
    }
}
