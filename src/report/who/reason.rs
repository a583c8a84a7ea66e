//! Why an audience does not see something, in words, with the place where that is written.

use super::Question;
use crate::id::Id;
use crate::model::{Audience, Item, Roadmap};
use crate::parse::settings::FieldList;
use crate::place::Place;
use crate::report::masked;
use crate::source::Sources;
use crate::suggest::listed;
use crate::view::{Verdict, Visibility};
use crate::words::{DatePrecision, Kind, Word};

/// How many of several items each get their reason: nobody reads beyond.
const TOLD_EACH: usize = 3;

/// How many steps up are told one by one; of those beyond only the last, which decides.
const TOLD_STEPS: usize = 3;

/// Finds reasons.
#[derive(Debug, Clone, Copy)]
pub struct Reasons<'a> {
    roadmap: &'a Roadmap,
    sources: &'a Sources,
}

impl<'a> Reasons<'a> {
    /// The reasons of the roadmap that a question is about.
    pub fn of(question: &Question<'a>) -> Self {
        Self { roadmap: question.roadmap, sources: question.sources }
    }

    /// A place as people write it: `milestones/sync.md:3`.
    pub fn line(&self, place: &Place) -> String {
        format!("{}:{}", masked(&place.file), self.sources.position(&place.file, place.start).line)
    }

    /// Why the item with this id is hidden, after its name or `it`; nothing where it is not.
    pub fn hidden(&self, visibility: &Visibility, id: &Id) -> Option<String> {
        let item = self.roadmap.items.get(id)?;
        match visibility.verdict(id)? {
            Verdict::Seen => None,
            Verdict::NotNamed => Some(format!("it {}", self.names(item, "only "))),
            Verdict::Above(above) => Some(match above.as_slice() {
                [one] => format!("{} {}", phrase(item, one), self.why(visibility, one, TOLD_STEPS)),
                several => format!("{}: {}", none_of(item), self.each(visibility, several, TOLD_STEPS)),
            }),
        }
    }

    /// Each of several hidden items with its reason.
    pub fn each(&self, visibility: &Visibility, hidden: &[Id], steps: usize) -> String {
        let told: Vec<String> =
            hidden.iter().take(TOLD_EACH).map(|id| format!("`{id}` {}", self.why(visibility, id, steps))).collect();
        let more = hidden.len().saturating_sub(TOLD_EACH);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        told.join("; ") + &more
    }

    /// Why an item is hidden, after its id.
    fn why(&self, visibility: &Visibility, id: &Id, steps: usize) -> String {
        let Some(item) = self.roadmap.items.get(id) else { return String::new() };
        let Some(Verdict::Above(above)) = visibility.verdict(id) else { return self.names(item, "only ") };
        match above.as_slice() {
            [one] if steps > 0 => {
                format!("is hidden with {}, which {}", phrase(item, one), self.why(visibility, one, steps - 1))
            }
            [one] => {
                let decides = top(visibility, one);
                format!(
                    "is hidden with what is above it, up to `{decides}`, which {}",
                    self.why(visibility, decides, 0)
                )
            }
            several if steps > 0 => {
                format!("is hidden, since {}: {}", none_of(item), self.each(visibility, several, steps - 1))
            }
            _ => format!("is hidden, since {}", none_of(item)),
        }
    }

    /// Whom an item names, and where: ``names only `leadership` (`audiences`, intents/pricing.md:4)``.
    pub fn names(&self, item: &Item, only: &str) -> String {
        let names: Vec<&str> = item.audiences.iter().map(Id::as_str).collect();
        let defaults = self.roadmap.settings.defaults.as_ref();
        let defaults = defaults.and_then(|defaults| defaults.value.audiences.as_ref());
        let (who, from) = match (&item.draft.common.audiences, defaults) {
            (Some(own), _) => ("names", format!("`audiences`, {}", self.line(&own.place))),
            (None, Some(defaults)) => ("names nobody, and `[defaults]` names", self.line(&defaults.place)),
            (None, None) => return "names nobody, and `[defaults]` in roadmap.toml names nobody either".to_owned(),
        };
        if names.is_empty() {
            return format!("{who} no audience that is defined ({from})");
        }
        format!("{who} {only}{} ({from})", listed(&names))
    }

    /// Why an audience does not see a field.
    pub fn field(&self, audience: &Audience) -> String {
        let FieldList::These(fields) = &audience.fields else { return String::new() };
        let from = self.setting(audience, "fields", |written| written.fields.as_ref().map(|at| &at.place));
        let names: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
        if names.is_empty() {
            return format!("`{}` is shown no fields besides those that every item shows ({from})", audience.id);
        }
        format!(
            "`{}` is shown only these fields besides those that every item shows: {} ({from})",
            audience.id,
            listed(&names)
        )
    }

    /// How exactly an audience is told dates.
    pub fn precision(&self, audience: &Audience) -> String {
        let from =
            self.setting(audience, "date_precision", |written| written.date_precision.as_ref().map(|at| &at.place));
        let told = match audience.date_precision {
            DatePrecision::Day => "dates as they are written",
            DatePrecision::Month => "dates no finer than a month",
            DatePrecision::Quarter => "dates no finer than a quarter",
            DatePrecision::Half => "dates no finer than half a year",
            DatePrecision::Year => "dates no finer than a year",
            DatePrecision::Horizon => "no dates, only the horizon",
        };
        format!("`{}` is told {told} ({from})", audience.id)
    }

    /// Where a setting of an audience is written.
    fn setting(
        &self,
        audience: &Audience,
        key: &str,
        place: impl Fn(&crate::parse::settings::Audience) -> Option<&Place>,
    ) -> String {
        let written = self.roadmap.settings.audiences.get(audience.id.as_str()).and_then(Option::as_ref);
        let place = written.and_then(|written| place(&written.value)).unwrap_or(&audience.place);
        format!("`{key}`, {}", self.line(place))
    }
}

/// The item above, by what it is to the one below: ``its intent `pricing` ``.
fn phrase(item: &Item, above: &Id) -> String {
    let relation = match item.draft.kind {
        Kind::Intent if item.to.parent.as_ref() == Some(above) => "its parent",
        // It names none, so it serves what there is.
        Kind::Intent if item.to.visions.is_empty() => "the roadmap’s vision",
        Kind::Intent => "its vision",
        Kind::Milestone => "its intent",
        Kind::Vision | Kind::Update | Kind::Page => return format!("`{above}`, which it is about,"),
    };
    format!("{relation} `{above}`")
}

/// The beginning of a list of what hides an item.
fn none_of(item: &Item) -> &'static str {
    match item.draft.kind {
        Kind::Intent if item.to.visions.is_empty() => "none of the roadmap’s visions is seen",
        Kind::Intent => "none of its visions is seen",
        Kind::Milestone => "none of its intents is seen",
        Kind::Vision | Kind::Update | Kind::Page => "not all that it is about is seen",
    }
}

/// The item further up that is hidden by itself, by the first way up.
fn top<'a>(visibility: &'a Visibility, id: &'a Id) -> &'a Id {
    let mut top = id;
    // Each step goes to something that was hidden before what hangs on it, so this ends.
    while let Some(Verdict::Above(above)) = visibility.verdict(top) {
        let Some(next) = above.first() else { break };
        top = next;
    }
    top
}
