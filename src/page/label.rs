//! What a view calls its kinds of items, in the forms that sentences need.
//!
//! One place decides, so that a view that calls its milestones releases says so in its navigation, headings, counts
//! and empty states alike. Without words of its own a view says what it always said: in running text a milestone is a
//! step.

use schemars::JsonSchema;
use serde::Serialize;

use crate::page::words::{capital, number};
use crate::view::{Label, View};
use crate::words::{Kind, Word};

/// A kind of items in its four forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Noun {
    /// One, within a sentence: `step`, and of a view's own words as they are written: `Release`.
    pub one: String,
    /// Several, within a sentence: `steps`.
    pub many: String,
    /// One, at the start or alone: `Release`.
    pub title: String,
    /// Several, at the start or alone: `Releases`.
    pub titles: String,
    /// Whether a word of that has no room in the margin in which headings stand.
    pub long: bool,
}

/// So many letters have room in the margin, in the size of a heading.
const MOST_LETTERS: usize = 16;

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
        let long = many.split_whitespace().any(|word| word.chars().count() > MOST_LETTERS);
        Self { one: one.to_owned(), many: many.to_owned(), title: capital(one), titles: capital(many), long }
    }

    /// As it was written, within a sentence too: whether a capital means something is for the author to know.
    fn labelled(Label { one, many }: &Label) -> Self {
        Self::plain(one, many)
    }

    /// With a number, in words to twelve: `three steps`.
    pub fn counted(&self, count: usize) -> String {
        format!("{} {}", number(count), self.number(count))
    }

    /// The form for so many.
    pub fn number(&self, count: usize) -> &str {
        if count == 1 { &self.one } else { &self.many }
    }
}

/// The nouns of a view, as every template gets them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authors_label_stands_as_it_was_written_since_nouns_and_names_have_capitals() {
        let noun = Noun::labelled(&Label { one: "Ziel".to_owned(), many: "Ziele".to_owned() });
        assert_eq!((noun.one.as_str(), noun.counted(3).as_str()), ("Ziel", "three Ziele"));
        let noun = Noun::labelled(&Label { one: "big bet".to_owned(), many: "big bets".to_owned() });
        assert_eq!((noun.one.as_str(), noun.title.as_str()), ("big bet", "Big bet"));
    }

    #[test]
    fn a_long_word_is_known_to_be_one() {
        let long = |many: &str| Noun::labelled(&Label { one: "x".to_owned(), many: many.to_owned() }).long;
        assert!(long("Auslieferungszeitpunkte") && !long("Improvements for patients"));
    }

    #[test]
    fn a_count_takes_the_form_that_it_needs() {
        let noun = Noun::labelled(&Label { one: "Release".to_owned(), many: "Releases".to_owned() });
        assert_eq!((noun.counted(1).as_str(), noun.counted(3).as_str()), ("one Release", "three Releases"));
        assert_eq!((noun.title.as_str(), noun.titles.as_str()), ("Release", "Releases"));
        assert_eq!(Noun::plain("step", "steps").titles, "Steps");
    }
}
