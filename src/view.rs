//! What one audience may know of a roadmap.
//!
//! This is the only door between the roadmap and its pages. The types here are written out by
//! hand, field by field, so that a field added to the model stays private until somebody shows
//! it here. Everything after this module receives a [`View`] and cannot name the rest.

mod derive;
mod door;
pub mod links;
mod lookup;
mod project;
mod reader;
#[cfg(test)]
mod tests;
pub mod title;
mod visibility;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::date::{Date, Day};
use crate::id::Id;
use crate::markdown::prose::Prose;
use crate::parse::limits::Limits;
use crate::table::Table;
use crate::words::{
    AssumptionStatus, Cards, Commitment, Field, FuzzyInCalendar, Health, Horizon, IntentStatus, Investment, Kind,
    MilestoneStatus, Priority, RawHtml, RemoteImages, Section, UpdateType,
};

pub use derive::percent;
pub use door::{Door, Origin, Said};
pub use project::{interface, judged, project};
pub use reader::Reader;
pub use visibility::{Verdict, Visibility};

/// Everything that a site is made from.
#[derive(Debug, Clone)]
pub struct View {
    /// The site's settings, as far as pages show them.
    pub site: Site,
    /// Who reads it; none where the roadmap names no audiences and everybody reads the same.
    pub audience: Option<Audience>,
    /// The day that everything depending on today uses.
    pub as_of: Day,
    /// In their order: by `order`, then horizon, then id.
    pub visions: Vec<Vision>,
    /// In their order: by `order`, then standing (active first), then first due, then id. Children stand in the same list.
    pub intents: Vec<Intent>,
    /// In their order: by `order`, then due (undated last), then how near they are (done first, dropped last), then id.
    pub milestones: Vec<Milestone>,
    /// The newest first.
    pub updates: Vec<Update>,
    /// By `order`, then title.
    pub pages: Vec<Page>,
    /// The page whose text opens the home.
    pub landing: Option<Id>,
    /// Old ids that still work, and what they mean now.
    pub aliases: BTreeMap<Id, (Kind, Id)>,
    /// The ids of the items by the paths of their files, for links between files; a file of several items here
    /// means none of them.
    pub files: Table<Arc<str>, Option<Id>>,
    /// Files that are copied as they are, by their routes.
    pub copied: BTreeMap<Arc<str>, Arc<[u8]>>,
    /// Where each item stands in its list.
    pub(crate) index: Table<Id, (Kind, usize)>,
}

/// Who reads a view.
#[derive(Debug, Clone)]
pub struct Audience {
    /// The id, as in addresses.
    pub id: Id,
    /// As shown.
    pub title: String,
}

/// What a view calls an item of a kind, as at the start of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// One: `Release`.
    pub one: String,
    /// Several: `Releases`.
    pub many: String,
}

/// A lens of the roadmap's own: a named way to sort items into ordered groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// As shown.
    pub title: String,
    /// The groups in which an item of this view stands, in their order.
    pub values: Vec<String>,
}

/// The settings that pages show.
#[derive(Debug, Clone)]
pub struct Site {
    /// The roadmap's title.
    pub title: String,
    /// One sentence for search engines and link previews.
    pub description: Option<String>,
    /// Where the site will stand, with a `/` at its end.
    pub base_url: Option<String>,
    /// BCP 47 tag, as in `<html lang>`.
    pub language: String,
    /// The one colour that a site changes: a CSS colour for light and one for dark.
    pub accent: Option<(String, String)>,
    /// A line of Markdown at the foot of each page.
    pub footer: Option<String>,
    /// The picture beside the title, as the path of a copied file.
    pub logo: Option<Arc<str>>,
    /// Which pages have a picture for link previews.
    pub cards: Cards,
    /// What becomes in a calendar of what is due in a span of days.
    pub fuzzy_in_calendar: FuzzyInCalendar,
    /// What a milestone's `effort` counts, as in "weeks".
    pub effort_unit: String,
    /// The roadmap's own lenses in which an item of this view stands, by name.
    pub lenses: BTreeMap<String, Lens>,
    /// From where on something is worth a word; what was meant of investments only where those are shown.
    pub limits: Limits,
    /// What this view calls the kinds of items, where it has words of its own.
    pub labels: BTreeMap<Kind, Label>,
    /// The pages besides the home and those of items.
    pub sections: BTreeSet<Section>,
    /// The fields that this view shows of items, beyond what every item shows. A field that is here may still be
    /// empty; of one that is not, pages do not even say that it is.
    pub fields: BTreeSet<Field>,
    /// Whether dates of the plan are shown at all, however exactly.
    pub dates: bool,
    /// What raw HTML in Markdown becomes.
    pub raw_html: RawHtml,
    /// What a picture on another host becomes.
    pub remote_images: RemoteImages,
}

/// What every kind of item has.
#[derive(Debug, Clone)]
pub struct Item {
    /// The id.
    pub id: Id,
    /// The kind.
    pub kind: Kind,
    /// Plain text.
    pub title: String,
    /// One or two sentences of inline Markdown.
    pub summary: Option<String>,
    /// Who owns it.
    pub owner: Vec<String>,
    /// Other roles and who fills them.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Teams.
    pub teams: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Links out.
    pub links: Vec<Link>,
    /// Items that this one names as related.
    pub relates_to: Vec<Id>,
    /// Items that this one replaces.
    pub replaces: Vec<Id>,
    /// Items that replace this one.
    pub replaced_by: Vec<Id>,
    /// Items whose texts link here or that name this one as related.
    pub mentioned_by: Vec<Id>,
    /// The updates about it, the newest first.
    pub updates: Vec<Id>,
    /// Where it stands in the roadmap's own lenses, by the lens's name.
    pub lenses: BTreeMap<String, String>,
    /// Data of one's own.
    pub extra: BTreeMap<String, Value>,
    /// The body.
    pub body: Body,
    /// The files of its bundle that its texts refer to, by their paths in the folder.
    pub assets: BTreeMap<Arc<str>, Arc<[u8]>>,
}

/// A link out of the roadmap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is called; its address where it has no title.
    pub title: String,
    /// `http`, `https`, `mailto` or `tel`.
    pub url: String,
}

/// A text, and where it was written, since links in it are relative to that.
#[derive(Debug, Clone)]
pub struct Body {
    /// Markdown, without the passages that are for others.
    pub markdown: Prose,
    /// The file that it was written in.
    pub file: Arc<str>,
}

impl Body {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.markdown.trim().is_empty()
    }
}

/// Where we go and why.
#[derive(Debug, Clone)]
pub struct Vision {
    /// What every item has.
    pub item: Item,
    /// When we would be there.
    pub horizon: Option<Date>,
    /// Why, as Markdown.
    pub why: Option<String>,
    /// How we shall know, by date.
    pub success: Vec<Success>,
    /// The intents right below it (those with a parent stand below that), in the view's order.
    pub intents: Vec<Id>,
}

/// One measure of success.
#[derive(Debug, Clone)]
pub struct Success {
    /// By when.
    pub by: Option<Date>,
    /// What, as inline Markdown.
    pub text: String,
}

/// The intents that an intent is a part of, from the top.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Above {
    /// How many there are.
    pub count: usize,
    /// The first two of them.
    pub first: Vec<Id>,
}

/// What must happen.
#[derive(Debug, Clone)]
pub struct Intent {
    /// What every item has.
    pub item: Item,
    /// The visions that it serves.
    pub visions: Vec<Id>,
    /// The intent that it is a part of.
    pub parent: Option<Id>,
    /// The way down to it.
    pub above: Above,
    /// The intents that are parts of it.
    pub children: Vec<Id>,
    /// The milestones that deliver it, in the view's order.
    pub milestones: Vec<Id>,
    /// What it waits for.
    pub depends_on: Vec<Id>,
    /// What waits for it.
    pub unblocks: Vec<Id>,
    /// What it counts as; where the view shows no status, only whether it is achieved or dropped, as that it has no
    /// horizon says anyway.
    pub status: Option<IntentStatus>,
    /// What the site calls that; empty where there is none.
    pub status_title: String,
    /// What the latest update that sets one says of it.
    pub health: Option<Health>,
    /// The day of that update.
    pub health_since: Option<Day>,
    /// How near it is; none where it is achieved or dropped.
    pub horizon: Option<Horizon>,
    /// How far it is.
    pub progress: Option<Progress>,
    /// MoSCoW.
    pub priority: Option<Priority>,
    /// Eisenhower.
    pub urgent: Option<bool>,
    /// Eisenhower.
    pub important: Option<bool>,
    /// 70/20/10.
    pub investment: Option<Investment>,
    /// What is measured.
    pub key_results: Vec<KeyResult>,
    /// What it rests on.
    pub assumptions: Vec<Assumption>,
}

/// A figure that shows whether an intent happens.
#[derive(Debug, Clone)]
pub struct KeyResult {
    /// What is measured.
    pub name: String,
    /// In what, as in `%` or `h`.
    pub unit: Option<String>,
    /// Where it stood.
    pub baseline: f64,
    /// Where it must go.
    pub target: f64,
    /// What was read, the oldest first.
    pub readings: Vec<Reading>,
    /// Where the figures come from.
    pub source: Option<String>,
    /// How far the latest reading is from baseline to target, in percent, 0 to 100.
    pub progress: u8,
}

/// What was read of a key result.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// When, as exactly as the view shows dates; none where it shows none.
    pub date: Option<Date>,
    /// The figure.
    pub value: f64,
}

/// Something that a plan rests on.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// What is assumed, as inline Markdown.
    pub text: String,
    /// How it stands.
    pub status: AssumptionStatus,
    /// How it is or was tested, as inline Markdown.
    pub test: Option<String>,
}

/// How far something is, and where that number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Percent, 0 to 100.
    pub percent: u8,
    /// Where it comes from.
    pub source: ProgressSource,
}

/// Where a progress comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressSource {
    /// It was written.
    Written,
    /// So many of so many tasks in the body are ticked.
    Tasks {
        /// Ticked ones.
        done: usize,
        /// All of them.
        all: usize,
    },
    /// The status says so: done or not.
    Status,
    /// The mean of so many key results.
    KeyResults(usize),
    /// The mean of so many milestones.
    Milestones(usize),
    /// The mean of so many milestones, each counted by its effort.
    Effort(usize),
}

/// A step that makes an intent happen.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// What every item has.
    pub item: Item,
    /// The intents that it serves.
    pub intents: Vec<Id>,
    /// What it counts as; where the view shows no status, only whether it is done or dropped, as that it has no
    /// horizon says anyway.
    pub status: Option<MilestoneStatus>,
    /// What the site calls that; empty where there is none.
    pub status_title: String,
    /// Status and health in one, as it is drawn.
    pub state: State,
    /// Whether it will keep its promise, and since when that is known.
    pub health: Option<Health>,
    /// The day of the update that set the health.
    pub health_since: Option<Day>,
    /// Why it stands still, as inline Markdown.
    pub blocked: Option<String>,
    /// When it begins.
    pub start: Option<Date>,
    /// When it is due.
    pub target: Option<Date>,
    /// When it was done.
    pub done: Option<Date>,
    /// How near it is; none where it is done or dropped.
    pub horizon: Option<Horizon>,
    /// Whether it serves no intent, or one that was not given up.
    pub awaited: bool,
    /// Its last day has passed, it is neither done nor dropped, and it is awaited.
    pub late: bool,
    /// How firmly it is promised.
    pub commitment: Option<Commitment>,
    /// 1 to 99 percent.
    pub confidence: Option<u8>,
    /// The thin end-to-end slice of its intent.
    pub slice: bool,
    /// What it waits for.
    pub depends_on: Vec<Id>,
    /// What waits for it.
    pub unblocks: Vec<Id>,
    /// How far it is.
    pub progress: Option<Progress>,
    /// In the site's `effort_unit`.
    pub effort: Option<f64>,
    /// MoSCoW; its intent's where it has none of its own.
    pub priority: Option<Priority>,
    /// Eisenhower; its intent's where it has none of its own.
    pub urgent: Option<bool>,
    /// Eisenhower; its intent's where it has none of its own.
    pub important: Option<bool>,
    /// 70/20/10; its intent's where it has none of its own.
    pub investment: Option<Investment>,
}

/// Status and health in one: what decides glyph, bar and line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Reached.
    Done,
    /// Under way and on course.
    Active,
    /// At risk, whether begun or not.
    Risk,
    /// Off track, whether begun or not.
    Off,
    /// Agreed, not begun.
    Planned,
    /// Thought of.
    Idea,
    /// Open, and this view is told no more.
    Open,
    /// Given up.
    Dropped,
}

impl State {
    /// What status and health come to.
    pub fn of(status: Option<MilestoneStatus>, health: Option<Health>) -> Self {
        match (status, health) {
            (Some(MilestoneStatus::Done), _) => Self::Done,
            (Some(MilestoneStatus::Dropped), _) => Self::Dropped,
            (_, Some(Health::OffTrack)) => Self::Off,
            (_, Some(Health::AtRisk)) => Self::Risk,
            (Some(MilestoneStatus::Active), _) => Self::Active,
            (Some(MilestoneStatus::Planned), _) => Self::Planned,
            (Some(MilestoneStatus::Idea), _) => Self::Idea,
            (None, _) => Self::Open,
        }
    }

    /// As the stylesheet knows it, in `data-s`.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Active => "active",
            Self::Risk => "risk",
            Self::Off => "off",
            Self::Planned => "planned",
            Self::Idea => "idea",
            Self::Open => "open",
            Self::Dropped => "dropped",
        }
    }
}

/// A dated check-in, decision, retrospective, celebration or piece of strategy.
#[derive(Debug, Clone)]
pub struct Update {
    /// What every item has.
    pub item: Item,
    /// The day on which it was written.
    pub date: Date,
    /// What it is; a plain update where the view does not say.
    pub update_type: UpdateType,
    /// What it is about.
    pub about: Vec<Id>,
    /// The health that it sets.
    pub health: Option<Health>,
}

/// A free page.
#[derive(Debug, Clone)]
pub struct Page {
    /// What every item has.
    pub item: Item,
    /// Whether it stands in the site's navigation.
    pub nav: bool,
}

impl Milestone {
    /// Whether it may still be reached.
    pub fn is_open(&self) -> bool {
        !matches!(self.status, Some(MilestoneStatus::Done | MilestoneStatus::Dropped))
    }

    /// Whether it may still be reached, and not only for what was given up.
    pub fn is_pending(&self) -> bool {
        self.is_open() && self.awaited
    }

    /// Whether it is under way, and not only for what was given up.
    pub fn is_active(&self) -> bool {
        self.status == Some(MilestoneStatus::Active) && self.awaited
    }
}

impl Intent {
    /// Whether it may still happen.
    pub fn is_open(&self) -> bool {
        !matches!(self.status, Some(IntentStatus::Achieved | IntentStatus::Dropped))
    }

    /// Whether it is under way.
    pub fn is_active(&self) -> bool {
        self.status == Some(IntentStatus::Active)
    }
}
