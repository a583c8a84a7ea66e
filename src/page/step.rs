//! The small pieces that many pages show: a date, a status, a milestone in a list, a link to an item.

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::Date;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::view::{Intent, Item, Milestone, ProgressSource, State, View};
use crate::words::{AssumptionStatus, Horizon, IntentStatus, MilestoneStatus, Word};

/// A date in words, and for machines where HTML knows its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct When {
    /// In words: `27 Nov 2026`, `Q1 2027`.
    pub text: String,
    /// The value of `datetime`; none where HTML has no form for it.
    pub machine: Option<String>,
    /// Whether it leads with a name, `Ports’ assembly (15 Apr 2027)`, and so may take more than one line.
    pub named: bool,
}

impl When {
    /// In full: `27 November 2026`.
    pub fn long(date: &Date) -> Self {
        Self::worded(date, date.words())
    }

    /// For narrow columns: `27 Nov 2026`.
    pub fn short(date: &Date) -> Self {
        Self::worded(date, date.short_words())
    }

    /// In these words. The part of a named date that is the date stays on one line.
    pub fn worded(date: &Date, words: String) -> Self {
        let named = date.name().is_some();
        let text = match date.name().and_then(|name| words.strip_prefix(name)) {
            Some(rest) => {
                let (name, rest) = (&words[..words.len() - rest.len()], rest.trim_start());
                format!("{name} {}", rest.replace(' ', "\u{a0}"))
            }
            None => words,
        };
        Self { text, machine: date.machine(), named }
    }
}

/// A status: never a colour alone, always a glyph and a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mark {
    /// As the stylesheet knows it, in `data-s`: `done active risk off planned idea dropped`.
    pub state: &'static str,
    /// In words, as the site calls it.
    pub word: String,
}

impl Mark {
    /// What a milestone comes to: its health where that is bad, else its status and whether it stands still, else how
    /// near it is.
    pub fn of(milestone: &Milestone) -> Self {
        let word = match milestone.state {
            State::Risk => "At risk".to_owned(),
            State::Off => "Off track".to_owned(),
            _ => with_block(milestone),
        };
        Self { state: milestone.state.mark(), word }
    }

    /// A milestone's status without its health.
    pub fn of_status(milestone: &Milestone) -> Self {
        Self { state: State::of(milestone.status, None).mark(), word: with_block(milestone) }
    }

    /// An intent's status, else how near it is.
    pub fn of_intent(intent: &Intent) -> Self {
        let state = match intent.status {
            Some(IntentStatus::Proposed) => State::Idea,
            Some(IntentStatus::Active) => State::Active,
            Some(IntentStatus::Paused) => State::Planned,
            Some(IntentStatus::Achieved) => State::Done,
            Some(IntentStatus::Dropped) => State::Dropped,
            None => State::Open,
        };
        Self { state: state.mark(), word: standing_of(intent).to_owned() }
    }

    /// Without its word where that is only how near something is, for places that say so already.
    #[must_use]
    pub fn apart_from_horizon(self) -> Self {
        if self.state == State::Open.mark() { Self { word: String::new(), ..self } } else { self }
    }

    /// How an assumption stands.
    pub fn of_assumption(status: AssumptionStatus) -> Self {
        let (state, word) = match status {
            AssumptionStatus::Holds => (State::Done, "Holds"),
            AssumptionStatus::Untested => (State::Planned, "Untested"),
            AssumptionStatus::Broken => (State::Off, "Broken"),
        };
        Self { state: state.mark(), word: word.to_owned() }
    }
}

/// A milestone's status in words; how near it is where the view tells no status.
pub fn standing(milestone: &Milestone) -> &str {
    match milestone.status {
        Some(_) => &milestone.status_title,
        None => milestone.horizon.map_or("", Word::title),
    }
}

/// A milestone's status, and that it stands still: `Active, blocked`.
fn with_block(milestone: &Milestone) -> String {
    let standing = standing(milestone);
    let is_blocked = milestone.blocked.is_some() && milestone.is_open() && milestone.status.is_some();
    if is_blocked { format!("{standing}, blocked") } else { standing.to_owned() }
}

/// What a milestone comes to, within a sentence that counts several: `at risk`, `done`. What the site calls a status
/// stays as it was written.
pub fn bearing(milestone: &Milestone) -> String {
    match milestone.state {
        State::Risk => "at risk".to_owned(),
        State::Off => "off track".to_owned(),
        _ => match milestone.status {
            Some(status) if status.title() != milestone.status_title => milestone.status_title.clone(),
            _ => standing(milestone).to_lowercase(),
        },
    }
}

/// The same of an intent.
pub fn standing_of(intent: &Intent) -> &str {
    match intent.status {
        Some(_) => &intent.status_title,
        None => intent.horizon.map_or("", Word::title),
    }
}

/// A link to a page of the site, or a word without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Link {
    /// Plain text.
    pub title: String,
    /// From the page on which it stands.
    pub href: String,
    /// What kind of item it is, for lists of several kinds: `Milestone`. Empty where that is plain.
    pub kind: String,
}

impl Link {
    /// To an item.
    pub fn to(here: &Here, item: &Item) -> Self {
        Self { title: item.title.clone(), href: here.to_item(item), kind: String::new() }
    }

    /// The same with its kind, as the view calls it.
    #[must_use]
    pub fn with_kind(self, view: &View, item: &Item) -> Self {
        Self { kind: Noun::of(view, item.kind).title, ..self }
    }

    /// To those of these items that the view has, in their order.
    pub fn to_all<'a>(here: &Here, view: &View, ids: impl IntoIterator<Item = &'a crate::id::Id>) -> Vec<Self> {
        ids.into_iter().filter_map(|id| view.item(id)).map(|item| Self::to(here, item)).collect()
    }

    /// The same, each with its kind.
    pub fn to_kinds<'a>(here: &Here, view: &View, ids: impl IntoIterator<Item = &'a crate::id::Id>) -> Vec<Self> {
        let items = ids.into_iter().filter_map(|id| view.item(id));
        items.map(|item| Self::to(here, item).with_kind(view, item)).collect()
    }
}

/// A milestone in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each holds or does not, apart from the others")]
pub struct Step {
    /// The id, for anchors.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its state.
    pub mark: Mark,
    /// What stands before the date: `due` where it was done nobody says when, `from` where only the start is known.
    pub before: &'static str,
    /// When it was done, else when it is due, else when it begins; none where nobody said.
    pub when: Option<When>,
    /// Whether it is open and nobody said when it is due, of which the view would tell.
    pub undated: bool,
    /// Whether it was given up.
    pub dropped: bool,
    /// Whether it is its intent's thin end-to-end slice.
    pub slice: bool,
    /// Whether its last day has passed and it is open.
    pub late: bool,
}

impl Step {
    /// What lists say of a milestone.
    pub fn of(view: &View, here: &Here, milestone: &Milestone) -> Self {
        let (before, when) = when(milestone);
        Self {
            id: milestone.item.id.to_string(),
            title: milestone.item.title.clone(),
            href: here.to_item(&milestone.item),
            mark: Mark::of(milestone),
            before,
            undated: is_undated(view, milestone),
            when,
            dropped: milestone.status == Some(MilestoneStatus::Dropped),
            slice: milestone.slice,
            late: milestone.late,
        }
    }
}

/// The one date of a milestone that lists show: when it was done, else when it is due.
pub fn date_of(milestone: &Milestone) -> Option<&Date> {
    match milestone.status {
        Some(MilestoneStatus::Done) => milestone.done.as_ref().or(milestone.target.as_ref()),
        _ => milestone.target.as_ref(),
    }
}

/// The date of a milestone as a list says it, and the word before it.
pub fn when(milestone: &Milestone) -> (&'static str, Option<When>) {
    let dropped = milestone.status == Some(MilestoneStatus::Dropped);
    // Nobody said when it was done, and when it was due is not that.
    if milestone.status == Some(MilestoneStatus::Done) && milestone.done.is_none() && milestone.target.is_some() {
        return ("due", date_of(milestone).map(When::short));
    }
    match (date_of(milestone), &milestone.start) {
        (Some(date), _) => (if dropped { "was" } else { "" }, Some(When::short(date))),
        (None, Some(start)) => (if dropped { "was from" } else { "from" }, Some(When::short(start))),
        (None, None) => ("", None),
    }
}

/// Whether a milestone is open and nobody said when it is due, in a view that tells such dates.
pub fn is_undated(view: &View, milestone: &Milestone) -> bool {
    view.tells_due() && milestone.is_open() && milestone.target.is_none() && milestone.start.is_none()
}

/// Whether somebody said how far it is: that it is not done is no measure.
pub fn is_measured(milestone: &Milestone) -> bool {
    milestone.progress.is_some_and(|progress| progress.percent > 0 || progress.source != ProgressSource::Status)
}

/// The milestones that are open and this near, in the view's order.
pub fn in_horizon(view: &View, horizon: Horizon) -> impl Iterator<Item = &Milestone> {
    view.milestones.iter().filter(move |milestone| milestone.horizon == Some(horizon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_a_named_day_stays_on_one_line_and_the_name_may_wrap() {
        let day = Date::day("2027-04-15".parse().expect("a day"));
        let when = When::short(&day.clone().with_name("Danish ports’ assembly".to_owned()));
        assert_eq!((when.text.as_str(), when.named), ("Danish ports’ assembly (15\u{a0}Apr\u{a0}2027)", true));
        let when = When::short(&day);
        assert_eq!((when.text.as_str(), when.named), ("15 Apr 2027", false));
    }
}
