//! The small pieces that many pages show: a date, a status, a milestone in a list, a link to an item.

use serde::Serialize;

use crate::date::Date;
use crate::page::here::Here;
use crate::view::{Item, Milestone, ProgressSource, State, View};
use crate::words::{AssumptionStatus, Horizon, IntentStatus, MilestoneStatus};

/// A date in words, and for machines where HTML knows its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// As the stylesheet knows it, in `data-s`: `done active risk off planned idea dropped`.
    pub state: &'static str,
    /// In words, as the site calls it.
    pub word: String,
}

impl Mark {
    /// What a milestone comes to: its health where that is bad, else its status.
    pub fn of(milestone: &Milestone) -> Self {
        let word = match milestone.state {
            State::Risk => "At risk".to_owned(),
            State::Off => "Off track".to_owned(),
            _ => milestone.status_title.clone(),
        };
        Self { state: milestone.state.mark(), word }
    }

    /// A milestone's status without its health.
    pub fn of_status(status: MilestoneStatus, title: &str) -> Self {
        Self { state: State::of(status, None).mark(), word: title.to_owned() }
    }

    /// An intent's status.
    pub fn of_intent(status: IntentStatus, title: &str) -> Self {
        let state = match status {
            IntentStatus::Proposed => State::Idea,
            IntentStatus::Active => State::Active,
            IntentStatus::Paused => State::Planned,
            IntentStatus::Achieved => State::Done,
            IntentStatus::Dropped => State::Dropped,
        };
        Self { state: state.mark(), word: title.to_owned() }
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

/// A link to a page of the site, or a word without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Plain text.
    pub title: String,
    /// From the page on which it stands.
    pub href: String,
    /// What kind of item it is, for lists of several kinds: `Milestone`. Empty where that is plain.
    pub kind: &'static str,
}

impl Link {
    /// To an item.
    pub fn to(here: &Here, item: &Item) -> Self {
        Self { title: item.title.clone(), href: here.to_item(item), kind: crate::words::Word::title(item.kind) }
    }

    /// To those of these items that the view has, in their order.
    pub fn to_all<'a>(here: &Here, view: &View, ids: impl IntoIterator<Item = &'a crate::id::Id>) -> Vec<Self> {
        ids.into_iter().filter_map(|id| view.item(id)).map(|item| Self::to(here, item)).collect()
    }
}

/// A milestone in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The id, for anchors.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its state.
    pub mark: Mark,
    /// When it was done, else when it is due; none where nobody said.
    pub when: Option<When>,
    /// Whether it was given up.
    pub dropped: bool,
    /// Whether it is its intent's thin end-to-end slice.
    pub slice: bool,
    /// Whether its last day has passed and it is open.
    pub late: bool,
}

impl Step {
    /// What lists say of a milestone.
    pub fn of(here: &Here, milestone: &Milestone) -> Self {
        Self {
            id: milestone.item.id.to_string(),
            title: milestone.item.title.clone(),
            href: here.to_item(&milestone.item),
            mark: Mark::of(milestone),
            when: date_of(milestone).map(When::short),
            dropped: milestone.status == MilestoneStatus::Dropped,
            slice: milestone.slice,
            late: milestone.late,
        }
    }
}

/// The one date of a milestone that lists show: when it was done, else when it is due.
pub fn date_of(milestone: &Milestone) -> Option<&Date> {
    match milestone.status {
        MilestoneStatus::Done => milestone.done.as_ref().or(milestone.target.as_ref()),
        _ => milestone.target.as_ref(),
    }
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
