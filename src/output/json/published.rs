//! The types of `roadmap.json`: format `roadmapgen/1`.
//!
//! They are written out apart from those of the view, so that a field added there is not published until somebody
//! adds it here. What is here stays: names and meanings change only with a new `format`. Fields may be added, so
//! programs pass over those they do not know.
//!
//! The comments of the fields are the descriptions in the schema.

use std::borrow::Cow;
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
pub struct Roadmap<'a> {
    /// The format's name and version.
    #[schemars(extend("const" = FORMAT))]
    pub format: &'static str,
    /// The roadmap's title.
    pub title: &'a str,
    /// Who it is for.
    pub audience: Audience<'a>,
    /// The day from which "late", "now" and the like are judged, as YYYY-MM-DD.
    #[schemars(extend("format" = "date"))]
    pub as_of: String,
    /// Where we go and why, in the site's order.
    pub visions: Vec<Vision<'a>>,
    /// What must happen, in the site's order; the parts of an intent stand in the same list.
    pub intents: Vec<Intent<'a>>,
    /// The steps that make it happen, in the site's order.
    pub milestones: Vec<Milestone<'a>>,
    /// Check-ins, decisions, retrospectives and celebrations, the newest first.
    pub updates: Vec<Update<'a>>,
}

/// Who a roadmap is for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Audience<'a> {
    /// The audience's id; `everyone` where the roadmap names no audiences.
    pub id: &'a str,
    /// As shown.
    pub title: &'a str,
}

/// What every item has.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Item<'a> {
    /// The id, by which other items refer to it.
    pub id: &'a str,
    /// Plain text.
    pub title: &'a str,
    /// One or two sentences of inline Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'a str>,
    /// The address of the item's page, relative to the root of the view.
    pub url: String,
    /// Who owns it.
    pub owner: &'a [String],
    /// Other roles, and who fills them.
    pub roles: &'a BTreeMap<String, Vec<String>>,
    /// Teams.
    pub teams: &'a [String],
    /// Tags.
    pub tags: &'a [String],
    /// Links out of the roadmap.
    pub links: Vec<Link<'a>>,
    /// The ids of related items.
    pub relates_to: Vec<&'a str>,
    /// The ids of the items that this one replaces.
    pub replaces: Vec<&'a str>,
    /// Where it stands in the roadmap's own lenses: the lens's name, and the group.
    pub lenses: &'a BTreeMap<String, String>,
    /// Data of the roadmap's own, as written.
    pub extra: &'a BTreeMap<String, Value>,
    /// The body, as Markdown.
    pub body_markdown: Cow<'a, str>,
}

/// A link out of the roadmap.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Link<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its address.
    pub url: &'a str,
}

/// A date, as exact as it was written: the days from its first to its last.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Date<'a> {
    /// As it is written in a file: `2027-Q1`.
    pub text: String,
    /// The name under which the roadmap defines it, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
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
pub struct Vision<'a> {
    /// What every item has.
    #[serde(flatten)]
    pub item: Item<'a>,
    /// When we would be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizon: Option<Date<'a>>,
    /// Why, as Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Cow<'a, str>>,
    /// How we shall know.
    pub success: Vec<Success<'a>>,
}

/// A measure of success.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Success<'a> {
    /// By when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Date<'a>>,
    /// What, as inline Markdown.
    pub text: &'a str,
}

/// What must happen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Intent<'a> {
    /// What every item has.
    #[serde(flatten)]
    pub item: Item<'a>,
    /// The ids of the visions that it serves.
    pub visions: Vec<&'a str>,
    /// The id of the intent that it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<&'a str>,
    /// The ids of the items that it waits for.
    pub depends_on: Vec<&'a str>,
    /// How it stands; left out where the view does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<IntentStatus>,
    /// What the roadmap calls that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_title: Option<&'a str>,
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
    pub key_results: Vec<KeyResult<'a>>,
    /// What it rests on.
    pub assumptions: Vec<Assumption<'a>>,
    /// How far it is, in percent. Derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100))]
    pub progress: Option<u8>,
}

/// A figure that shows whether an intent happens.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyResult<'a> {
    /// What is measured.
    pub name: &'a str,
    /// In what, as in `%` or `h`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'a str>,
    /// Where it stood.
    pub baseline: Number,
    /// Where it must go.
    pub target: Number,
    /// What was read, the oldest first: when, and the figure. A day is YYYY-MM-DD; where the view tells dates less
    /// exactly, it is as they are written in a file (`2026-Q3`), and `null` where it tells none.
    pub readings: Vec<(Option<String>, Number)>,
    /// Where the figures come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'a str>,
    /// How far the latest reading is from baseline to target, in percent. Derived.
    #[schemars(range(min = 0, max = 100))]
    pub progress: u8,
}

/// Something that an intent rests on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Assumption<'a> {
    /// What is assumed, as inline Markdown.
    pub text: &'a str,
    /// How it stands.
    pub status: AssumptionStatus,
    /// How it is or was tested, as inline Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<&'a str>,
}

/// A step that makes an intent happen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Milestone<'a> {
    /// What every item has.
    #[serde(flatten)]
    pub item: Item<'a>,
    /// The ids of the intents that it serves.
    pub intents: Vec<&'a str>,
    /// The ids of the items that it waits for.
    pub depends_on: Vec<&'a str>,
    /// How it stands; left out where the view does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<MilestoneStatus>,
    /// What the roadmap calls that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_title: Option<&'a str>,
    /// Whether it will keep its promise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// Why it stands still, as inline Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<&'a str>,
    /// When it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Date<'a>>,
    /// When it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Date<'a>>,
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Date<'a>>,
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
pub struct Update<'a> {
    /// What every item has.
    #[serde(flatten)]
    pub item: Item<'a>,
    /// The day on which it was written.
    pub date: Date<'a>,
    /// What it is; left out where the view does not say.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub what: Option<UpdateType>,
    /// The ids of the items that it is about.
    pub about: Vec<&'a str>,
    /// The health that it sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}
