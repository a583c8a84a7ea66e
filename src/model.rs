//! The roadmap: whole and unfiltered, everything that was written and how it hangs together.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::id::Id;
use crate::parse::item::{Common, IntentFields, MilestoneFields, PageFields, UpdateFields, VisionFields};
use crate::parse::settings::Settings;
use crate::place::{At, Place};
use crate::words::{IntentStatus, Kind, MilestoneStatus};

/// One item as it was written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is.
    pub kind: Kind,
    /// Its id, and where that stands: the first line of its file where the file's name gives it.
    pub id: At<Id>,
    /// What every kind may have.
    pub common: Common,
    /// What its kind may have besides.
    pub own: Own,
    /// Its text.
    pub body: Body,
    /// Where it begins.
    pub whole: Place,
}

/// What an item's kind has of its own.
#[derive(Debug, Clone)]
pub enum Own {
    /// A vision's.
    Vision(VisionFields),
    /// An intent's.
    Intent(Box<IntentFields>),
    /// A milestone's.
    Milestone(Box<MilestoneFields>),
    /// An update's.
    Update(UpdateFields),
    /// A page's.
    Page(PageFields),
}

/// An item's text as it was written.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Markdown.
    pub markdown: String,
    /// Where it starts in its file, in bytes; none where it was written with escapes in TOML, so
    /// that its bytes are not those of the file.
    pub start: Option<usize>,
}

impl Draft {
    /// The file that it was written in.
    pub fn file(&self) -> &Arc<str> {
        &self.whole.file
    }

    /// What people call it; its id where it has no title.
    pub fn title(&self) -> &str {
        self.common.title.as_ref().map_or(self.id.value.as_str(), |title| &title.value.0)
    }

    /// The place of a range of the body.
    pub fn body_place(&self, range: &Range<usize>) -> Place {
        match self.body.start {
            Some(start) => Place { file: self.file().clone(), start: start + range.start, end: start + range.end },
            None => self.whole.clone(),
        }
    }
}

/// An item and what it refers to. References to nothing are left out; they were told when linking.
#[derive(Debug, Clone)]
pub struct Item {
    /// What was written.
    pub draft: Draft,
    /// What that refers to.
    pub to: Relations,
}

/// What an item refers to.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// The visions that an intent names.
    pub visions: Vec<Id>,
    /// The intent that an intent is a part of.
    pub parent: Option<Id>,
    /// The intents that a milestone names.
    pub intents: Vec<Id>,
    /// What it waits for.
    pub depends_on: Vec<Id>,
    /// Related items.
    pub relates_to: Vec<Id>,
    /// What it replaces.
    pub replaces: Vec<Id>,
    /// What an update is about.
    pub about: Vec<Id>,
    /// What an intent's status counts as, and what it is called.
    pub intent_status: Option<(IntentStatus, String)>,
    /// What a milestone's status counts as, and what it is called.
    pub milestone_status: Option<(MilestoneStatus, String)>,
}

/// A file beside an item.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The item whose bundle it stands in.
    pub owner: Id,
    /// What is in it.
    pub bytes: Arc<[u8]>,
}

/// Everything, linked. Nothing after [`crate::view`] receives it.
#[derive(Debug, Clone, Default)]
pub struct Roadmap {
    /// The settings as they were written.
    pub settings: Settings,
    /// All items by id.
    pub items: BTreeMap<Id, Item>,
    /// Old ids, and what they mean now.
    pub aliases: BTreeMap<Id, Id>,
    /// Files of bundles, by path: each belongs to one item and reaches a page only through it.
    pub assets: BTreeMap<Arc<str>, Asset>,
    /// Files that are copied as they are, by the route they get.
    pub copied: BTreeMap<Arc<str>, Arc<[u8]>>,
}

impl Roadmap {
    /// The item that a reference means: an id, or an old one.
    pub fn resolve(&self, text: &str) -> Option<&Item> {
        self.items.get(text).or_else(|| self.items.get(self.aliases.get(text)?))
    }
}
