//! What is wrong with a roadmap, and where.

use crate::place::Place;
use crate::rule::{Rule, Severity};

/// One thing that is wrong, told in the user's words.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The rule that is broken; its name is the stable code.
    pub rule: &'static Rule,
    /// Error or warning, after `[checks]` and `--deny`.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, backticks round the user's own words.
    pub message: String,
    /// Where it was written; none where the whole folder is meant.
    pub place: Option<Place>,
    /// What to do about it, or `did you mean …?`.
    pub help: Option<String>,
    /// Whether `[checks]` cannot lower it here, though its rule can be.
    pub is_firm: bool,
}

impl Problem {
    /// A problem of the severity that the rule has by default.
    pub fn of(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: bounded(message.into()),
            place: None,
            help: None,
            is_firm: false,
        }
    }

    /// An error.
    pub fn error(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, ..Self::of(rule, message) }
    }

    /// The same, with the place where it was written.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with what to do about it where that is known.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = self.help.or(help);
        self
    }
}

/// The longest message, in characters: what somebody wrote may stand in it and have any length.
const LONGEST_MESSAGE: usize = 400;

/// A message cut where nobody would read on.
fn bounded(message: String) -> String {
    match message.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    }
}

/// Sorts by file, then by place in it; what has no place comes first. Equal ones are told once.
pub fn sort(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| {
        (&a.place, a.severity, a.rule.name, &a.message).cmp(&(&b.place, b.severity, b.rule.name, &b.message))
    });
    problems.dedup_by(|a, b| a.place == b.place && a.rule.name == b.rule.name && a.message == b.message);
}

/// How many errors and warnings there are.
pub fn count(problems: &[Problem]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    (errors, problems.len() - errors)
}
