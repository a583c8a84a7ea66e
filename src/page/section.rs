//! The sections of the timeline and the list: what they are called, and how long ones are parted.

use std::collections::BTreeMap;

use crate::id::Id;
use crate::page::label::Noun;
use crate::page::told;
use crate::page::words::{self, percent};
use crate::view::{Intent, ProgressSource, View};
use crate::words::Kind;

/// How many milestones are shown on one page at most, whatever they have in common but a year; more are split by year.
pub const MOST_WHOLE: usize = 500;

/// How many rows a section has at most: browsers skip the layout of a whole section that is out
/// of sight, so many small ones are shown faster than one long one.
pub const MOST_ROWS: usize = 50;
/// From how many rows and sections on browsers are to skip what is out of sight: those of fewer are laid out sooner than they would be
/// missed, and nothing moves when they come into sight.
const MANY_ROWS: usize = 600;

/// The class of a page with so many rows in so many sections, of which each takes about as long as a row.
pub fn width(rows: usize, sections: usize) -> &'static str {
    if rows + sections >= MANY_ROWS { "wide many" } else { "wide" }
}

/// The name, in anchors, of the section of what serves no intent: no id has a `_`.
pub const NO_INTENT: &str = "_";

/// The title of that section. That they serve nothing is for whoever writes the plan to hear.
pub fn no_intent(view: &View) -> String {
    let noun = Noun::of(view, Kind::Milestone);
    if told::advice(view) {
        format!("Serves no {}", Noun::of(view, Kind::Intent).one)
    } else if view.milestones.iter().all(|milestone| milestone.intents.is_empty()) {
        noun.titles
    } else {
        format!("Other {}", noun.many)
    }
}

/// Rows of a section that stand in one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a, T> {
    /// The anchor of its heading.
    pub id: String,
    /// Whether it is the first of its section.
    pub is_first: bool,
    /// Which of the section's rows these are, where it has several parts: `51 to 100`.
    pub which: Option<String>,
    /// The rows.
    pub rows: &'a [T],
}

/// The rows of the section of this name in as many parts as they need.
pub fn parts<'a, T>(name: &'a str, rows: &'a [T]) -> impl Iterator<Item = Part<'a, T>> {
    rows.chunks(MOST_ROWS).enumerate().map(move |(at, part)| Part {
        id: if at == 0 { format!("l-{name}") } else { format!("l{}-{name}", at + 1) },
        is_first: at == 0,
        which: (rows.len() > MOST_ROWS).then(|| format!("{} to {}", at * MOST_ROWS + 1, at * MOST_ROWS + part.len())),
        rows: part,
    })
}

/// The words in brackets behind a section's title: what tells it apart, and which of its rows these are.
pub fn beside(apart: Option<&str>, which: Option<String>) -> Option<String> {
    let words: Vec<_> = apart.map(str::to_owned).into_iter().chain(which).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// What tells intents of one title from one another, beside it in a heading: the vision's title, else the id. By the ids
/// of those whose title stands more than once.
pub fn told_apart(view: &View) -> BTreeMap<&Id, &str> {
    let mut by_title: BTreeMap<&str, Vec<&Intent>> = BTreeMap::new();
    for intent in &view.intents {
        by_title.entry(&intent.item.title).or_default().push(intent);
    }
    let of = |intent: &Intent| intent.visions.first().and_then(|id| view.vision(id)).map(|vision| &*vision.item.title);
    let mut apart = BTreeMap::new();
    for intents in by_title.into_values().filter(|intents| intents.len() > 1) {
        let mut visions: BTreeMap<&str, usize> = BTreeMap::new();
        intents.iter().filter_map(|intent| of(intent)).for_each(|vision| *visions.entry(vision).or_default() += 1);
        for intent in intents {
            let vision = of(intent).filter(|vision| visions.get(vision) == Some(&1));
            apart.insert(&intent.item.id, vision.unwrap_or(intent.item.id.as_str()));
        }
    }
    apart
}

/// How an intent stands and whose it is, in a lane's heading: `Active, 44 % of its key results. Ingrid Solheim`.
pub fn standing(view: &View, intent: &Intent) -> String {
    let standing = progress(view, intent);
    match words::owner(&intent.item) {
        Some(owner) => format!("{standing}. {owner}"),
        None => standing,
    }
}

fn progress(view: &View, intent: &Intent) -> String {
    let status = words::status(intent);
    match intent.progress {
        Some(progress) if matches!(progress.source, ProgressSource::KeyResults(_)) => {
            format!("{status}, {} of its key results", percent(progress.percent))
        }
        Some(progress) if progress.source == ProgressSource::Written => {
            format!("{status}, {} done", percent(progress.percent))
        }
        _ => words::steps_done(view, intent).map_or(status.clone(), |steps| format!("{status}, {steps}")),
    }
}
