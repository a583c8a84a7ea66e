//! Tasks: list items that begin with `[ ]` or `[x]`.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::Read;

/// The tasks of a text, by where they begin among the events.
#[derive(Default)]
pub(super) struct Tasks {
    /// Items that are tasks, and whether they are done.
    pub items: BTreeMap<usize, bool>,
    /// Lists that hold at least one of them.
    pub lists: BTreeSet<usize>,
}

impl Tasks {
    /// The tasks among these events.
    pub fn of(events: &[Read<'_>]) -> Self {
        let mut tasks = Self::default();
        let (mut lists, mut items) = (Vec::new(), Vec::new());
        for (at, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::List(_)) => lists.push(at),
                Event::End(TagEnd::List(_)) => drop(lists.pop()),
                Event::Start(Tag::Item) => items.push(at),
                Event::End(TagEnd::Item) => drop(items.pop()),
                Event::TaskListMarker(done) => {
                    tasks.items.extend(items.last().map(|&item| (item, *done)));
                    tasks.lists.extend(lists.last());
                }
                _ => {}
            }
        }
        tasks
    }
}
