//! The line of sight: from a vision down through its intents to the steps, as one tree.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::id::Id;
use crate::page::fact::Bar;
use crate::page::here::Here;
use crate::page::step::{Link, Mark, Step};
use crate::page::styles::Styles;
use crate::page::words;
use crate::view::{Intent, Milestone, View, Vision};
use crate::words::{IntentStatus, MilestoneStatus, Word};

/// So many steps of one intent are read at a glance; beyond, those that are over fold into one line.
const GLANCE: usize = 12;

/// So many steps in one tree still make a picture; beyond, each intent's steps fold into one line.
const PICTURE: usize = 120;

/// An intent in the tree, with what hangs on it.
#[derive(Debug, Clone, Serialize)]
pub struct Branch {
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How far it is; none where nothing says so.
    pub bar: Option<Bar>,
    /// How it stands: `44 % reached, 1 of 5 steps done`.
    pub standing: String,
    /// Whether it is only proposed: its branch is dashed.
    pub proposed: bool,
    /// Whether it was given up.
    pub dropped: bool,
    /// Steps that are over, folded into one line; empty where all are shown.
    pub folded: Vec<Step>,
    /// What that line says: `9 done`.
    pub folded_title: String,
    /// The state of that line, as the stylesheet knows it.
    pub folded_state: &'static str,
    /// The steps that are shown.
    pub steps: Vec<Step>,
    /// The intents that are parts of this one.
    pub branches: Vec<Branch>,
}

/// The branches that hang on a vision.
pub fn of_vision(view: &View, here: &Here, styles: &mut Styles, vision: &Vision) -> Vec<Branch> {
    let mut tree = Tree { view, here, styles, folded: false, path: BTreeSet::new() };
    tree.folded = vision.intents.iter().map(|id| tree.count(id)).sum::<usize>() > PICTURE;
    tree.branches(&vision.intents)
}

/// The branches that hang on an intent: those of its parts.
pub fn of_parts(view: &View, here: &Here, styles: &mut Styles, intent: &Intent) -> Vec<Branch> {
    let mut tree = Tree { view, here, styles, folded: false, path: BTreeSet::new() };
    tree.folded = intent.children.iter().map(|id| tree.count(id)).sum::<usize>() > PICTURE;
    tree.branches(&intent.children)
}

/// A tree that is being written down.
struct Tree<'a> {
    view: &'a View,
    here: &'a Here,
    styles: &'a mut Styles,
    /// Whether every intent's steps fold into one line.
    folded: bool,
    /// The intents above the present one: a circle of parts ends where it began.
    path: BTreeSet<Id>,
}

impl Tree<'_> {
    /// How many steps hang on an intent and its parts.
    fn count(&mut self, id: &Id) -> usize {
        let view = self.view;
        let Some(intent) = view.intent(id) else { return 0 };
        if !self.path.insert(id.clone()) {
            return 0;
        }
        let parts: usize = intent.children.iter().map(|id| self.count(id)).sum();
        self.path.remove(id);
        intent.milestones.len() + parts
    }

    fn branches(&mut self, ids: &[Id]) -> Vec<Branch> {
        let view = self.view;
        ids.iter().filter_map(|id| view.intent(id)).filter_map(|intent| self.branch(intent)).collect()
    }

    fn branch(&mut self, intent: &Intent) -> Option<Branch> {
        let (view, here) = (self.view, self.here);
        if !self.path.insert(intent.item.id.clone()) {
            return None;
        }
        let branches = self.branches(&intent.children);
        self.path.remove(&intent.item.id);
        let steps: Vec<_> = intent.milestones.iter().filter_map(|id| view.milestone(id)).collect();
        let fold: Vec<bool> = if self.folded && !steps.is_empty() {
            vec![true; steps.len()]
        } else if steps.len() > GLANCE {
            steps.iter().map(|step| is_over(step)).collect()
        } else {
            vec![false; steps.len()]
        };
        let part =
            |folded: bool| steps.iter().zip(&fold).filter(move |&(_, &fold)| fold == folded).map(|(step, _)| *step);
        Some(Branch {
            title: intent.item.title.clone(),
            href: here.to_item(&intent.item),
            bar: intent.progress.map(|progress| Bar::of(self.styles, progress.percent)),
            standing: words::reached(view, intent),
            proposed: intent.status == IntentStatus::Proposed,
            dropped: intent.status == IntentStatus::Dropped,
            folded_title: summed_up(&part(true).collect::<Vec<_>>()),
            folded_state: part(true)
                .map(|step| step.state)
                .min_by_key(|&state| urgency(state))
                .map_or("done", |state| state.mark()),
            folded: part(true).map(|step| Step::of(here, step)).collect(),
            steps: part(false).map(|step| Step::of(here, step)).collect(),
            branches,
        })
    }
}

/// Which state stands for a folded line of several: the one that most needs a look.
fn urgency(state: crate::view::State) -> u8 {
    use crate::view::State;
    match state {
        State::Off => 0,
        State::Risk => 1,
        State::Active => 2,
        State::Planned => 3,
        State::Idea => 4,
        State::Done => 5,
        State::Dropped => 6,
    }
}

fn is_over(step: &Milestone) -> bool {
    matches!(step.status, MilestoneStatus::Done | MilestoneStatus::Dropped)
}

/// `9 done`, `7 steps: 4 done, 1 at risk, 2 planned`.
fn summed_up(steps: &[&Milestone]) -> String {
    let mut counts: Vec<(u8, String, usize)> = Vec::new();
    for step in steps {
        let (order, word) = (urgency(step.state), Mark::of(step).word.to_lowercase());
        match counts.iter_mut().find(|(_, other, _)| *other == word) {
            Some((_, _, count)) => *count += 1,
            None => counts.push((order, word, 1)),
        }
    }
    counts.sort();
    let parts: Vec<_> = counts.iter().map(|(_, word, count)| format!("{count} {word}")).collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        _ if steps.iter().all(|step| is_over(step)) => parts.join(", "),
        _ => format!("{} steps: {}", steps.len(), parts.join(", ")),
    }
}

/// One ring of the breadcrumb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crumb {
    /// Plain text.
    pub title: String,
    /// Link to the page; none for the page itself.
    pub href: Option<String>,
}

/// The way down to an intent: a vision, the intents above it, and its own word at the end.
pub fn crumbs(view: &View, here: &Here, intent: &Intent, last: Option<&str>) -> Vec<Crumb> {
    let mut above = Vec::new();
    let mut seen = BTreeSet::from([intent.item.id.clone()]);
    let mut top = intent;
    while let Some(parent) = top.parent.as_ref().and_then(|id| view.intent(id)) {
        if !seen.insert(parent.item.id.clone()) {
            break;
        }
        above.push(&parent.item);
        top = parent;
    }
    let vision = top.visions.iter().chain(&intent.visions).find_map(|id| view.vision(id));
    above.extend(vision.map(|vision| &vision.item));
    let crumb = |item: &crate::view::Item| Crumb { title: item.title.clone(), href: Some(here.to_item(item)) };
    let mut crumbs: Vec<_> = above.into_iter().rev().map(crumb).collect();
    match last {
        Some(word) => crumbs.push(Crumb { title: word.to_owned(), href: None }),
        None => crumbs.push(crumb(&intent.item)),
    }
    crumbs
}

/// The visions or intents that an item serves beside the one in its breadcrumb.
pub fn others(here: &Here, view: &View, ids: &[Id], crumbs: &[Crumb]) -> Vec<Link> {
    Link::to_all(here, view, ids)
        .into_iter()
        .filter(|link| !crumbs.iter().any(|crumb| crumb.href.as_ref() == Some(&link.href)))
        .collect()
}

/// The word for a page of this kind at the end of its breadcrumb: `This intent`.
pub fn this(kind: crate::words::Kind) -> String {
    format!("This {}", kind.title().to_lowercase())
}
