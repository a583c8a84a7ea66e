//! What may be written about an item: the shapes of the input files, which `roadmapgen schema` prints.

use std::collections::BTreeMap;

use crate::parse::value::{Due, Free, FromToml, OneOrMany, Percent, Reading, Text, Value, shape};
use crate::place::At;
use crate::words::{AssumptionStatus, Commitment, Health, Horizon, Investment, Priority, UpdateType};

shape! {
    /// What every kind of item may have. Only `title` is required.
    pub struct Common {
        /// What other files call it; left out: the file's name, or the name of its bundle's folder.
        pub id: Option<At<Text>>,
        /// What people call it.
        pub title: Option<At<Text>>,
        /// One or two sentences, inline Markdown.
        pub summary: Option<At<Text>>,
        /// Who owns it: a name or several, 256 at most.
        pub owner: OneOrMany<Text>,
        /// Other roles, each with a name or several.
        pub roles: BTreeMap<String, OneOrMany<Text>>,
        /// The teams that work on it, 256 at most.
        pub teams: OneOrMany<Text>,
        /// Words to find it by.
        pub tags: OneOrMany<Text>,
        /// Links out: addresses, or tables with `title` and `url`.
        pub links: OneOrMany<Link>,
        /// Ids of related items.
        pub relates_to: OneOrMany<Text>,
        /// Ids of items that this one replaces.
        pub replaces: OneOrMany<Text>,
        /// A number for sorting by hand: smaller ones first.
        pub order: Option<At<f64>>,
        /// Who may see it: ids of audiences. Left out: those of `[defaults]`.
        pub audiences: Option<At<OneOrMany<Text>>>,
        /// Words that must not reach those who may not see the item.
        pub codenames: OneOrMany<Text>,
        /// Words for one audience.
        pub r#for: BTreeMap<String, Option<At<Wording>>>,
        /// Where it stands in the roadmap's own lenses.
        pub lenses: BTreeMap<String, Option<At<Text>>>,
        /// Ids that it had before, which go on working.
        pub aliases: OneOrMany<Text>,
        /// Checks from which it is excused, with a reason and an end.
        pub waive: Vec<At<Waiver>>,
        /// Whether it is left out unless drafts are asked for.
        pub draft: Option<At<bool>>,
        /// Data of one's own.
        pub extra: BTreeMap<String, Option<At<Free>>>,
    }

    /// What an item says to one audience instead.
    pub struct Wording {
        /// Instead of `title`.
        pub title: Option<At<Text>>,
        /// Instead of `summary`.
        pub summary: Option<At<Text>>,
        /// Instead of `target`.
        pub target: Option<At<Due>>,
        /// Instead of `start`.
        pub start: Option<At<Due>>,
        /// Instead of `horizon`.
        pub horizon: Option<At<Horizon>>,
        /// Instead of `status`.
        pub status: Option<At<Text>>,
    }

    /// An excuse from one check.
    pub struct Waiver {
        /// The code of the check.
        pub check: Option<At<Text>>,
        /// Why.
        pub reason: Option<At<Text>>,
        /// Until when it holds.
        pub until: Option<At<Due>>,
    }

    /// What a vision may have besides.
    pub struct VisionFields {
        /// When we would be there.
        pub horizon: Option<At<Due>>,
        /// Why we go there, Markdown.
        pub why: Option<At<Text>>,
        /// How we shall know.
        pub success: Vec<At<Success>>,
    }

    /// One measure of success.
    pub struct Success {
        /// By when.
        pub by: Option<At<Due>>,
        /// What is then so, inline Markdown.
        pub text: Option<At<Text>>,
    }

    /// What an intent may have besides.
    pub struct IntentFields {
        /// The vision or visions that it serves; may be left out while there is one vision.
        pub vision: OneOrMany<Text>,
        /// The intent that it is a part of.
        pub parent: Option<At<Text>>,
        /// Ids of the intents and milestones that must come first.
        pub depends_on: OneOrMany<Text>,
        /// `proposed`, `active` (where left out), `paused`, `achieved`, `dropped`, or a status of the site's own.
        pub status: Option<At<Text>>,
        /// How near it is; left out: the nearest of its open milestones'.
        pub horizon: Option<At<Horizon>>,
        /// MoSCoW.
        pub priority: Option<At<Priority>>,
        /// Eisenhower: it cannot wait.
        pub urgent: Option<At<bool>>,
        /// Eisenhower: it counts.
        pub important: Option<At<bool>>,
        /// 70/20/10.
        pub investment: Option<At<Investment>>,
        /// What is measured.
        pub key_results: Vec<At<KeyResult>>,
        /// What it rests on.
        pub assumptions: Vec<At<Assumption>>,
    }

    /// A figure that shows whether an intent happens.
    pub struct KeyResult {
        /// What is measured.
        pub name: Option<At<Text>>,
        /// In what, as in `%` or `h`.
        pub unit: Option<At<Text>>,
        /// Where it stood at the start.
        pub baseline: Option<At<f64>>,
        /// Where it must go, up or down.
        pub target: Option<At<f64>>,
        /// What was read: pairs of a date and a value.
        pub readings: Vec<At<ReadingPair>>,
        /// Where the figures come from.
        pub source: Option<At<Text>>,
    }

    /// Something that the plan rests on.
    pub struct Assumption {
        /// What is assumed, inline Markdown.
        pub text: Option<At<Text>>,
        /// `untested` (where left out), `holds` or `broken`.
        pub status: Option<At<AssumptionStatus>>,
        /// How it is or was tested, inline Markdown.
        pub test: Option<At<Text>>,
    }

    /// What a milestone may have besides.
    pub struct MilestoneFields {
        /// The intent or intents that it delivers.
        pub intent: OneOrMany<Text>,
        /// `idea`, `planned` (where left out), `active`, `done`, `dropped`, or a status of the site's own.
        pub status: Option<At<Text>>,
        /// Whether it will keep its promise; a later update's health goes before it.
        pub health: Option<At<Health>>,
        /// Why it stands still, inline Markdown.
        pub blocked: Option<At<Text>>,
        /// When it begins.
        pub start: Option<At<Due>>,
        /// When it is due.
        pub target: Option<At<Due>>,
        /// When it was done.
        pub done: Option<At<Due>>,
        /// How near it is; left out: worked out from its dates.
        pub horizon: Option<At<Horizon>>,
        /// How firmly it is promised.
        pub commitment: Option<At<Commitment>>,
        /// 1 to 99 percent.
        pub confidence: Option<At<Percent<1, 99>>>,
        /// Whether it is the thin end-to-end slice of its intent, the steel thread.
        pub slice: Option<At<bool>>,
        /// Ids of the milestones and intents that must come first.
        pub depends_on: OneOrMany<Text>,
        /// 0 to 100 percent; left out: the share of ticked tasks in its text.
        pub progress: Option<At<Percent<0, 100>>>,
        /// How much work it is, in the site's `effort_unit`.
        pub effort: Option<At<f64>>,
        /// MoSCoW; left out: its intent's.
        pub priority: Option<At<Priority>>,
        /// Eisenhower: it cannot wait. Left out: its intent's.
        pub urgent: Option<At<bool>>,
        /// Eisenhower: it counts. Left out: its intent's.
        pub important: Option<At<bool>>,
        /// 70/20/10; left out: its intent's.
        pub investment: Option<At<Investment>>,
    }

    /// What an update may have besides.
    pub struct UpdateFields {
        /// The day on which it was written. Required.
        pub date: Option<At<Due>>,
        /// `update` where left out.
        pub r#type: Option<At<UpdateType>>,
        /// Ids of the items that it is about.
        pub about: OneOrMany<Text>,
        /// The health of those items from that day on.
        pub health: Option<At<Health>>,
    }

    /// What a free page may have besides.
    pub struct PageFields {
        /// Whether it stands in the site's navigation; 64 may, of all views together.
        pub nav: Option<At<bool>>,
    }

    /// The text of an item that is written in TOML.
    pub struct BodyField {
        /// The item's text, Markdown.
        pub body: Option<At<Text>>,
    }

    /// A link out, in full.
    pub struct LinkTable {
        /// What it is called.
        pub title: Option<At<Text>>,
        /// `http`, `https`, `mailto` or `tel`.
        pub url: Option<At<Text>>,
    }
}

/// A link out: its address, or a table with title and address.
#[derive(Debug, Clone)]
pub struct Link {
    /// What it is called.
    pub title: Option<Text>,
    /// Where it leads.
    pub url: Text,
}

impl FromToml for Link {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if matches!(value.get_ref(), toml::de::DeValue::String(_)) {
            return Some(Self { title: None, url: Text::from_toml(value, reading)? });
        }
        let table = LinkTable::from_toml(value, reading)?;
        let Some(url) = table.url else {
            reading.refuse(value, "this link has no `url`", None);
            return None;
        };
        Some(Self { title: table.title.map(|title| title.value), url: url.value })
    }
}

impl FromToml for ReadingPair {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let toml::de::DeValue::Array(pair) = value.get_ref() else {
            reading.wrong(value, "a pair of a date and a value");
            return None;
        };
        let [day, figure] = &pair[..] else {
            reading.refuse(value, "a reading is a pair of a date and a value", Some("`[2026-09-30, 18]`".to_owned()));
            return None;
        };
        let Due(day) = Due::from_toml(day, reading)?;
        Some(Self { day, value: f64::from_toml(figure, reading)? })
    }
}

/// A figure and its day.
#[derive(Debug, Clone, Default)]
pub struct ReadingPair {
    /// When it was read.
    pub day: Option<crate::date::Date>,
    /// What was read.
    pub value: f64,
}
