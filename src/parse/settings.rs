//! What may be written in `roadmap.toml` besides items.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeValue;

use crate::parse::limits::Level;
use crate::parse::value::{Due, FromToml, OneOrMany, Percent, Reading, Text, Value, shape};
use crate::place::At;
use crate::words::{
    Access, Cards, DatePrecision, Field, FuzzyInCalendar, IntentStatus, MilestoneStatus, RawHtml, RemoteImages,
    Section, Word,
};

shape! {
    /// The settings of a roadmap.
    pub struct Settings {
        /// The site.
        pub site: Option<At<Site>>,
        /// What holds for items that do not say otherwise.
        pub defaults: Option<At<Defaults>>,
        /// Who reads the roadmap: a view for each. Without any, everybody reads the same.
        pub audiences: BTreeMap<String, Option<At<Audience>>>,
        /// How much the checks weigh: `error`, `warn` or `off`; and their limits, such as `now_limit`.
        pub checks: BTreeMap<String, Option<At<Level>>>,
        /// How the open work is meant to be shared out; where left out, it is compared with nothing.
        pub investment: Option<At<Mix>>,
        /// Named dates: each moves everything that is due with it.
        pub dates: BTreeMap<String, Option<At<Due>>>,
        /// Statuses of the site's own.
        pub statuses: Option<At<Statuses>>,
        /// Lenses of the roadmap's own: named ways to sort items into ordered groups.
        pub lenses: BTreeMap<String, Option<At<Lens>>>,
        /// How Markdown is read.
        pub markdown: Option<At<Markdown>>,
        /// What calendars get.
        pub ical: Option<At<Ical>>,
    }

    /// What holds for items that do not say otherwise.
    pub struct Defaults {
        /// Who sees an item that names nobody: ids of audiences. Required once audiences exist.
        pub audiences: Option<At<OneOrMany<Text>>>,
    }

    /// An audience, and the view that it gets.
    pub struct Audience {
        /// As it is shown; its id where left out.
        pub title: Option<At<Text>>,
        /// Audiences all of whose items it sees too.
        pub sees: OneOrMany<Text>,
        /// `public`, `sealed` or `private` (where left out).
        pub access: Option<At<Access>>,
        /// Whether its view is the site's root; one at most, and that is public.
        pub root: Option<At<bool>>,
        /// The fields that it sees beyond title, summary, body and horizon; `"all"` where left out.
        pub fields: Option<At<FieldList>>,
        /// How exactly it is told dates; `day` where left out.
        pub date_precision: Option<At<DatePrecision>>,
        /// What it calls things.
        pub labels: Option<At<Labels>>,
        /// The id of the page whose text opens its home.
        pub landing: Option<At<Text>>,
        /// The pages of its view besides the home and those of items; all where left out.
        pub views: Option<At<Sections>>,
    }

    /// What an audience calls the kinds of items, as at the start of a sentence.
    pub struct Labels {
        /// A vision.
        pub vision: Option<At<Text>>,
        /// Several.
        pub visions: Option<At<Text>>,
        /// An intent.
        pub intent: Option<At<Text>>,
        /// Several.
        pub intents: Option<At<Text>>,
        /// A milestone.
        pub milestone: Option<At<Text>>,
        /// Several.
        pub milestones: Option<At<Text>>,
        /// An update.
        pub update: Option<At<Text>>,
        /// Several.
        pub updates: Option<At<Text>>,
    }

    /// The site.
    pub struct Site {
        /// The roadmap's title. Required.
        pub title: Option<At<Text>>,
        /// One sentence for search engines and link previews.
        pub description: Option<At<Text>>,
        /// Where the site will stand, as in `https://example.org/roadmap/`.
        pub base_url: Option<At<Text>>,
        /// The language of its texts, a BCP 47 tag; `en` where left out.
        pub language: Option<At<Text>>,
        /// The accent colour, as `#rrggbb`, or a table with `light` and `dark`.
        pub accent: Option<At<Accent>>,
        /// A line at the foot of each page, inline Markdown.
        pub footer: Option<At<Text>>,
        /// How the site looks: `default`, `broadsheet`, or a folder below `themes/`.
        pub theme: Option<At<Text>>,
        /// A picture beside the title on each page: a file in `static/`, as in `static/mark.svg`.
        pub logo: Option<At<Text>>,
        /// Which pages have a picture for link previews; `view` where left out: one for all pages.
        pub cards: Option<At<Cards>>,
        /// What `effort` counts; `points` where left out.
        pub effort_unit: Option<At<Text>>,
        /// The month in which the fiscal year starts, 1 to 12; 1 where left out.
        pub fiscal_year_start: Option<At<i64>>,
    }

    /// Statuses of the site's own, each standing for a built-in one.
    pub struct Statuses {
        /// Of milestones.
        pub milestone: BTreeMap<String, Option<At<OwnMilestoneStatus>>>,
        /// Of intents.
        pub intent: BTreeMap<String, Option<At<OwnIntentStatus>>>,
    }

    /// A milestone status of the site's own.
    pub struct OwnMilestoneStatus {
        /// As it is shown.
        pub title: Option<At<Text>>,
        /// The built-in one that it counts and is drawn as.
        pub means: Option<At<MilestoneStatus>>,
    }

    /// An intent status of the site's own.
    pub struct OwnIntentStatus {
        /// As it is shown.
        pub title: Option<At<Text>>,
        /// The built-in one that it counts and is drawn as.
        pub means: Option<At<IntentStatus>>,
    }

    /// A named way to sort items into ordered groups.
    pub struct Lens {
        /// As it is shown; its name where left out.
        pub title: Option<At<Text>>,
        /// The groups, in their order.
        pub values: OneOrMany<Text>,
    }

    /// How Markdown is read.
    pub struct Markdown {
        /// What raw HTML becomes; `sanitize` where left out.
        pub raw_html: Option<At<RawHtml>>,
        /// What a picture on another host becomes; `link` where left out.
        pub remote_images: Option<At<RemoteImages>>,
    }

    /// What calendars get, `roadmap.ics`.
    pub struct Ical {
        /// What becomes of milestones that are due in a month, a quarter or another span and not on a day; `span` where
        /// left out.
        pub fuzzy: Option<At<FuzzyInCalendar>>,
    }

    /// How work is meant to be shared out, in percent, 100 together.
    pub struct Mix {
        /// What we are known for.
        pub core: Option<At<Percent<0, 100>>>,
        /// What is next to it.
        pub adjacent: Option<At<Percent<0, 100>>>,
        /// What we may become.
        pub transformational: Option<At<Percent<0, 100>>>,
    }

    /// A colour for light pages and one for dark ones.
    pub struct AccentPair {
        /// On light pages, at least 4.5:1 on white.
        pub light: Option<At<Text>>,
        /// On dark pages, at least 4.5:1 on near-black.
        pub dark: Option<At<Text>>,
    }
}

impl Settings {
    /// What raw HTML in Markdown becomes.
    pub fn raw_html(&self) -> RawHtml {
        let markdown = self.markdown.as_ref().and_then(|markdown| markdown.value.raw_html.as_ref());
        markdown.map_or(RawHtml::Sanitize, |raw_html| raw_html.value)
    }
}

/// The accent colour.
#[derive(Debug, Clone)]
pub struct Accent {
    /// On light pages.
    pub light: String,
    /// On dark pages.
    pub dark: String,
}

impl FromToml for Accent {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if matches!(value.get_ref(), DeValue::String(_)) {
            let light = colour(value, &Text::from_toml(value, reading)?, reading)?;
            // One colour cannot stand out from both papers, so the dark one is a lighter shade of it.
            let dark = format!("color-mix(in oklab, {light} 45%, white)");
            return Some(Self { light, dark });
        }
        let pair = AccentPair::from_toml(value, reading)?;
        let (Some(light), Some(dark)) = (pair.light, pair.dark) else {
            reading.refuse(value, "an accent is one colour, or has both `light` and `dark`", None);
            return None;
        };
        Some(Self { light: colour(value, &light.value, reading)?, dark: colour(value, &dark.value, reading)? })
    }
}

/// A colour in hexadecimal: nothing else, since it goes into a stylesheet.
fn colour(value: &Value<'_>, Text(text): &Text, reading: &mut Reading<'_>) -> Option<String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(text.to_ascii_lowercase());
    }
    reading.refuse(value, format!("`{text}` is no colour"), Some("write it as `#00626f`".to_owned()));
    None
}

/// The fields that an audience may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldList {
    /// Every field, those of later versions too.
    All,
    /// These.
    These(BTreeSet<Field>),
}

/// What an item shows to everybody who sees it, so that no list need name it.
const ALWAYS_SHOWN: &[&str] = &["title", "summary", "body", "horizon"];

impl FromToml for FieldList {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let list = match value.get_ref() {
            DeValue::Array(list) => list,
            DeValue::String(text) if text == "all" => return Some(Self::All),
            DeValue::String(text) => {
                reading.refuse(
                    value,
                    format!("`{text}` is neither `\"all\"` nor a list of fields"),
                    Some("write `[\"status\"]`, or `[]` for none".to_owned()),
                );
                return None;
            }
            _ => {
                reading.wrong(value, "`\"all\"` or a list of fields");
                return None;
            }
        };
        let mut fields = BTreeSet::new();
        for value in list {
            let Some(Text(text)) = Text::from_toml(value, reading) else { continue };
            if let Some(field) = Field::from_text(&text) {
                fields.insert(field);
            } else if !ALWAYS_SHOWN.contains(&text.as_str()) {
                let help = match text.as_str() {
                    "vision" | "intent" | "parent" | "about" | "date" | "id" | "nav" => {
                        Some("it is shown to everybody who sees the item".to_owned())
                    }
                    "all" => Some("write `fields = \"all\"`".to_owned()),
                    "audiences" | "codenames" | "waive" | "draft" | "for" => Some("it is never shown".to_owned()),
                    _ => {
                        let known = Field::ALL.iter().map(|field| field.as_str());
                        reading.meant(&text, known.chain(ALWAYS_SHOWN.iter().copied()))
                    }
                };
                reading.refuse(value, format!("`{text}` is no field that can be shown"), help);
            }
        }
        Some(Self::These(fields))
    }
}

/// The pages of a view besides its home and those of its items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sections(pub BTreeSet<Section>);

impl FromToml for Sections {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let DeValue::Array(list) = value.get_ref() else {
            reading.wrong(value, "a list");
            return None;
        };
        Some(Self(list.iter().filter_map(|value| Section::from_toml(value, reading)).collect()))
    }
}
