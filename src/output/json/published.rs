//! The types of `roadmap.json`: format `roadmapgen/1`.
//!
//! They are written out apart from those of the view, so that a field added there is not published until somebody
//! adds it here. What is here stays: names and meanings change only with a new `format`. Fields may be added, so
//! programs pass over those they do not know.
//!
//! The comments of the fields are the descriptions in the schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Number, Value};

use crate::words::{
    AssumptionStatus, Commitment, Health, Horizon, IntentStatus, Investment, MilestoneStatus, Priority, UpdateType,
};

/// What `format` says.
pub const FORMAT: &str = "roadmapgen/1";

/// A roadmap as one audience sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Roadmap {
    /// The format's name and version.
    #[schemars(extend("const" = FORMAT))]
    pub format: &'static str,
    /// The roadmap's title.
    pub title: String,
    /// Who it is for.
    pub audience: Audience,
    /// The day from which "late", "now" and the like are judged, as YYYY-MM-DD.
    #[schemars(extend("format" = "date"))]
    pub as_of: String,
    /// Where we go and why, in the site's order.
    pub visions: Vec<Vision>,
    /// What must happen, in the site's order; the parts of an intent stand in the same list.
    pub intents: Vec<Intent>,
    /// The steps that make it happen, in the site's order.
    pub milestones: Vec<Milestone>,
    /// Check-ins, decisions, retrospectives and celebrations, the newest first.
    pub updates: Vec<Update>,
}

/// Who a roadmap is for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Audience {
    /// The audience's id; `everyone` where the roadmap names no audiences.
    pub id: String,
    /// As shown.
    pub title: String,
}

/// What every item has.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Item {
    /// The id, by which other items refer to it.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// One or two sentences of inline Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The address of the item's page, relative to the root of the view.
    pub url: String,
    /// Who owns it.
    pub owner: Vec<String>,
    /// Other roles, and who fills them.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Teams.
    pub teams: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Links out of the roadmap.
    pub links: Vec<Link>,
    /// The ids of related items.
    pub relates_to: Vec<String>,
    /// The ids of the items that this one replaces.
    pub replaces: Vec<String>,
    /// Where it stands in the roadmap's own lenses: the lens's name, and the group.
    pub lenses: BTreeMap<String, String>,
    /// Data of the roadmap's own, as written.
    pub extra: BTreeMap<String, Value>,
    /// The body, as Markdown.
    pub body_markdown: String,
}

/// A link out of the roadmap.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Link {
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A date, as exact as it was written: the days from its first to its last.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Date {
    /// As it is written in a file: `2027-Q1`.
    pub text: String,
    /// The name under which the roadmap defines it, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The first of its days, as YYYY-MM-DD.
    #[schemars(extend("format" = "date"))]
    pub first: String,
    /// The last of its days, itself included.
    #[schemars(extend("format" = "date"))]
    pub last: String,
    /// How exact it is.
    #[schemars(extend("enum" = ["day", "week", "month", "quarter", "half", "year"]))]
    pub precision: &'static str,
}

/// Where we go and why.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Vision {
    /// What every item has.
    #[serde(flatten)]
    pub item: Item,
    /// When we would be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizon: Option<Date>,
    /// Why, as Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// How we shall know.
    pub success: Vec<Success>,
}

/// A measure of success.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Success {
    /// By when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Date>,
    /// What, as inline Markdown.
    pub text: String,
}

/// What must happen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Intent {
    /// What every item has.
    #[serde(flatten)]
    pub item: Item,
    /// The ids of the visions that it serves.
    pub visions: Vec<String>,
    /// The id of the intent that it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The ids of the items that it waits for.
    pub depends_on: Vec<String>,
    /// How it stands; left out where the view does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<IntentStatus>,
    /// What the roadmap calls that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_title: Option<String>,
    /// What the latest update that sets one says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// How near it is; left out where it is achieved or dropped. Derived where it is not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizon: Option<Horizon>,
    /// Must, should, could or won’t have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Eisenhower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent: Option<bool>,
    /// Eisenhower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub important: Option<bool>,
    /// What kind of bet it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub investment: Option<Investment>,
    /// What is measured.
    pub key_results: Vec<KeyResult>,
    /// What it rests on.
    pub assumptions: Vec<Assumption>,
    /// How far it is, in percent. Derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100))]
    pub progress: Option<u8>,
}

/// A figure that shows whether an intent happens.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyResult {
    /// What is measured.
    pub name: String,
    /// In what, as in `%` or `h`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Where it stood.
    pub baseline: Number,
    /// Where it must go.
    pub target: Number,
    /// What was read, the oldest first: when, and the figure. A day is YYYY-MM-DD; where the view tells dates less
    /// exactly, it is as they are written in a file (`2026-Q3`), and `null` where it tells none.
    pub readings: Vec<(Option<String>, Number)>,
    /// Where the figures come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How far the latest reading is from baseline to target, in percent. Derived.
    #[schemars(range(min = 0, max = 100))]
    pub progress: u8,
}

/// Something that an intent rests on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Assumption {
    /// What is assumed, as inline Markdown.
    pub text: String,
    /// How it stands.
    pub status: AssumptionStatus,
    /// How it is or was tested, as inline Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
}

/// A step that makes an intent happen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Milestone {
    /// What every item has.
    #[serde(flatten)]
    pub item: Item,
    /// The ids of the intents that it serves.
    pub intents: Vec<String>,
    /// The ids of the items that it waits for.
    pub depends_on: Vec<String>,
    /// How it stands; left out where the view does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<MilestoneStatus>,
    /// What the roadmap calls that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_title: Option<String>,
    /// Whether it will keep its promise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// Why it stands still, as inline Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<String>,
    /// When it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// When it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Date>,
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
    /// How near it is; left out where it is done or dropped. Derived where it is not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizon: Option<Horizon>,
    /// Whether the last day of its target has passed and it is neither done nor dropped. Derived; left out where the
    /// view does not tell targets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<bool>,
    /// How firmly it is promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Commitment>,
    /// How sure one is of the target, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 99))]
    pub confidence: Option<u8>,
    /// Whether it is the thin end-to-end slice of its intent; left out where the view does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slice: Option<bool>,
    /// How far it is, in percent. Derived where it is not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100))]
    pub progress: Option<u8>,
    /// How much work it is, in the roadmap's unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<Number>,
    /// Must, should, could or won’t have; its intent's where it has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Eisenhower; its intent's where it has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent: Option<bool>,
    /// Eisenhower; its intent's where it has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub important: Option<bool>,
    /// What kind of bet it is; its intent's where it has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub investment: Option<Investment>,
}

/// A dated check-in, decision, retrospective, celebration or piece of strategy.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Update {
    /// What every item has.
    #[serde(flatten)]
    pub item: Item,
    /// The day on which it was written.
    pub date: Date,
    /// What it is; left out where the view does not say.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub what: Option<UpdateType>,
    /// The ids of the items that it is about.
    pub about: Vec<String>,
    /// The health that it sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}
