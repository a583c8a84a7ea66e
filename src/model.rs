//! The roadmap: whole and unfiltered, everything that was written and how it hangs together.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::id::Id;
use crate::markdown::prose::Prose;
use crate::parse::item::Wording;
use crate::parse::item::{Common, IntentFields, MilestoneFields, PageFields, UpdateFields, VisionFields};
use crate::parse::settings::{FieldList, Settings};
use crate::place::{At, Place};
use crate::words::{Access, DatePrecision, IntentStatus, Kind, MilestoneStatus, Section};

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
    pub markdown: Prose,
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

    /// Its words for one audience, where it has any.
    pub fn wording(&self, audience: &Id) -> Option<&Wording> {
        self.common.r#for.get(audience.as_str())?.as_ref().map(|wording| &wording.value)
    }

    /// The place of a range of the body.
    pub fn body_place(&self, range: &Range<usize>) -> Place {
        match self.body.start {
            Some(start) => Place { file: self.file().clone(), start: start + range.start, end: start + range.end },
            None => self.whole.clone(),
        }
    }
}

/// An item and what it refers to. References to nothing are left out; they were told when linking. Copies are cheap.
#[derive(Debug, Clone)]
pub struct Item {
    /// What was written.
    pub draft: Arc<Draft>,
    /// What that refers to.
    pub to: Arc<Relations>,
    /// The audiences that it names, or else those of `[defaults]`. None where the roadmap has no audiences.
    pub audiences: Arc<BTreeSet<Id>>,
}

/// Who reads a view, and how it is made for them.
#[derive(Debug, Clone)]
pub struct Audience {
    /// The id, as in addresses.
    pub id: Id,
    /// As shown.
    pub title: String,
    /// Itself, and all audiences whose items it sees too, directly or through others.
    pub sees: BTreeSet<Id>,
    /// How its view is published.
    pub access: Access,
    /// Whether its view is the site's root.
    pub root: bool,
    /// The fields that it sees beyond what every item shows.
    pub fields: FieldList,
    /// How exactly it is told dates.
    pub date_precision: DatePrecision,
    /// What it calls one item of a kind, and several.
    pub labels: BTreeMap<Kind, (String, String)>,
    /// The page whose text opens its home.
    pub landing: Option<Id>,
    /// The pages of its view besides the home and those of items.
    pub sections: BTreeSet<Section>,
    /// Where it is defined.
    pub place: Place,
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
    /// The same for the audiences to which an intent's status is told in other words.
    pub intent_status_for: BTreeMap<String, (IntentStatus, String)>,
    /// The same for the audiences to which a milestone's status is told in other words.
    pub milestone_status_for: BTreeMap<String, (MilestoneStatus, String)>,
}

/// A file beside an item.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The items whose bundle it stands in: several where the bundle's file holds several.
    pub owners: BTreeSet<Id>,
    /// What is in it.
    pub bytes: Arc<[u8]>,
}

impl Audience {
    /// Whether an item names it, or somebody whose items it sees too. It may still be hidden from it by what it
    /// hangs on.
    pub fn is_named_by(&self, item: &Item) -> bool {
        !self.sees.is_disjoint(&item.audiences)
    }

    /// Where its view begins in a whole build: empty at the root, else `for/ID/`.
    pub fn place(&self) -> String {
        if self.root { String::new() } else { format!("for/{}/", self.id) }
    }

    /// Whether its view is published encrypted.
    pub fn is_sealed(&self) -> bool {
        self.access == Access::Sealed
    }
}

/// Everything, linked. Nothing after [`crate::view`] receives it.
#[derive(Debug, Clone, Default)]
pub struct Roadmap {
    /// The settings as they were written.
    pub settings: Arc<Settings>,
    /// The audiences by id; none where everybody reads the same.
    pub audiences: BTreeMap<Id, Audience>,
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
    /// The theme that the site names.
    pub fn theme(&self) -> Option<At<&str>> {
        let At { value, place } = self.settings.site.as_ref()?.value.theme.as_ref()?;
        Some(At { value: &value.0, place: place.clone() })
    }

    /// The item that a reference means: an id, or an old one.
    pub fn resolve(&self, text: &str) -> Option<&Item> {
        self.items.get(text).or_else(|| self.items.get(self.aliases.get(text)?))
    }
}
