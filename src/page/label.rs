//! What a view calls its kinds of items, in the forms that sentences need.
//!
//! One place decides, so that a view that calls its milestones releases says so in its navigation, headings, counts
//! and empty states alike. Without words of its own a view says what it always said: in running text a milestone is a
//! step.

use serde::Serialize;

use crate::page::words::{capital, number};
use crate::view::{Label, View};
use crate::words::{Kind, Word};

/// A kind of items in its four forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Noun {
    /// One, within a sentence: `release`.
    pub one: String,
    /// Several, within a sentence: `releases`.
    pub many: String,
    /// One, at the start or alone: `Release`.
    pub title: String,
    /// Several, at the start or alone: `Releases`.
    pub titles: String,
}

impl Noun {
    /// As the roadmap's files call the kind, where the view has no word of its own.
    pub fn of(view: &View, kind: Kind) -> Self {
        match view.site.labels.get(&kind) {
            Some(label) => Self::labelled(label),
            None => Self::plain(&kind.title().to_lowercase(), kind.many()),
        }
    }

    /// A milestone as running text calls it: a step, where the view has no word of its own.
    pub fn step(view: &View) -> Self {
        match view.site.labels.get(&Kind::Milestone) {
            Some(label) => Self::labelled(label),
            None => Self::plain("step", "steps"),
        }
    }

    fn plain(one: &str, many: &str) -> Self {
        Self { one: one.to_owned(), many: many.to_owned(), title: capital(one), titles: capital(many) }
    }

    fn labelled(Label { one, many }: &Label) -> Self {
        Self { one: within(one), many: within(many), title: capital(one), titles: capital(many) }
    }

    /// With a number, in words to twelve: `three releases`.
    pub fn counted(&self, count: usize) -> String {
        format!("{} {}", number(count), self.number(count))
    }

    /// The form for so many.
    pub fn number(&self, count: usize) -> &str {
        if count == 1 { &self.one } else { &self.many }
    }
}

/// The nouns of a view, as every template gets them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nouns {
    /// Where we go and why.
    pub vision: Noun,
    /// What must happen.
    pub intent: Noun,
    /// A milestone as a heading has it.
    pub milestone: Noun,
    /// A milestone as running text has it.
    pub step: Noun,
    /// What is written of how it goes.
    pub update: Noun,
}

impl Nouns {
    /// What this view calls everything.
    pub fn of(view: &View) -> Self {
        let of = |kind| Noun::of(view, kind);
        Self {
            vision: of(Kind::Vision),
            intent: of(Kind::Intent),
            milestone: of(Kind::Milestone),
            step: Noun::step(view),
            update: of(Kind::Update),
        }
    }
}

/// A label within a sentence: with a small letter, unless its capitals mean something, as in `OKR` and `Big Bet`.
fn within(label: &str) -> String {
    let mut letters = label.chars();
    let Some(first) = letters.next() else { return String::new() };
    let rest = letters.as_str();
    if rest.is_empty() || rest.chars().any(char::is_uppercase) {
        label.to_owned()
    } else {
        first.to_lowercase().chain(rest.chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_small_within_a_sentence_unless_its_capitals_mean_something() {
        for (label, small) in [
            ("Release", "release"),
            ("OKR", "OKR"),
            ("iBeacon", "iBeacon"),
            ("Big Bet", "Big Bet"),
            ("Big bet", "big bet"),
            ("Ärger", "ärger"),
            ("X", "X"),
            ("", ""),
        ] {
            assert_eq!(within(label), small);
        }
    }

    #[test]
    fn a_count_takes_the_form_that_it_needs() {
        let noun = Noun::labelled(&Label { one: "Release".to_owned(), many: "Releases".to_owned() });
        assert_eq!((noun.counted(1).as_str(), noun.counted(3).as_str()), ("one release", "three releases"));
        assert_eq!((noun.title.as_str(), noun.titles.as_str()), ("Release", "Releases"));
        assert_eq!(Noun::plain("step", "steps").titles, "Steps");
    }
}
