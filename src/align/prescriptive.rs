//! Titles that say how, and not what must happen.

use super::{Findings, Spot};
use crate::rule;
use crate::view::{Intent, View};

/// Verbs that name a method when a title begins with them. Words that are as often nouns (design, port, test) are not
/// among them.
const METHODS: &[&str] = &[
    "add",
    "adopt",
    "automate",
    "build",
    "centralise",
    "centralize",
    "convert",
    "create",
    "deploy",
    "develop",
    "extend",
    "implement",
    "install",
    "integrate",
    "introduce",
    "migrate",
    "modernise",
    "modernize",
    "prototype",
    "publish",
    "refactor",
    "replace",
    "rework",
    "rewrite",
    "upgrade",
    "write",
];

/// The same in two words.
const METHODS_OF_TWO: &[&str] =
    &["move to", "port to", "roll out", "set up", "switch to", "work on", "clean up", "experiment with"];

/// Words of a sentence that says how things will be, whatever it begins with: “Build times are short”.
const STATES: &[&str] =
    &["is", "are", "can", "has", "have", "will", "does", "do", "know", "knows", "need", "needs", "takes", "take"];

pub(super) fn look(plan: &View, found: &mut Findings) {
    for intent in plan.intents.iter().filter(|intent| intent.is_open()) {
        if let Some(method) = prescribed(plan, intent) {
            let message = format!("the title says how (“{method}”), not what must happen");
            found.at(&rule::PRESCRIPTIVE_INTENT, &intent.item.id, Spot::Title, message);
        }
    }
}

/// The method that an intent's title prescribes, as it is written there. Only English is judged.
pub(super) fn prescribed(plan: &View, intent: &Intent) -> Option<String> {
    let is_english = plan.site.language.split('-').next().is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
    is_english.then(|| method(&intent.item.title)).flatten()
}

/// The method that a title begins with, as it is written there.
fn method(title: &str) -> Option<String> {
    let lower = title.to_lowercase();
    let bare = |word: &'_ str| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
    let words: Vec<String> = lower.split_whitespace().map(bare).collect();
    if words.iter().any(|word| STATES.contains(&word.as_str())) {
        return None;
    }
    let length = match words.as_slice() {
        [first, second, ..] if METHODS_OF_TWO.contains(&format!("{first} {second}").as_str()) => 2,
        // Alone it may be anything: “Build”.
        [first, _, ..] if METHODS.contains(&first.as_str()) => 1,
        _ => return None,
    };
    Some(title.split_whitespace().take(length).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_begins_with_a_method_says_how() {
        for (title, expected) in [
            ("Build a booking page", Some("Build")),
            ("  migrate to the new cluster", Some("migrate")),
            ("Roll out the app", Some("Roll out")),
            ("Set up: monitoring", Some("Set up:")),
            ("Patients schedule themselves", None),
            ("Build times are short", None),
            ("Implementation is boring", None),
            ("Implement what users can see", None),
            ("Build", None),
            ("build-std", None),
            ("build-std for everybody", None),
            ("Building blocks", None),
            ("Ports answer within a day", None),
            ("", None),
        ] {
            assert_eq!(method(title).as_deref(), expected, "{title:?}");
        }
    }
}
