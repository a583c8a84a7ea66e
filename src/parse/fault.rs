//! Faults of TOML, told in the words of somebody who writes a roadmap.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::place::{Place, boundary};
use crate::problem::Problem;
use crate::rule;
use crate::source::Sources;

/// Tells the faults that the TOML parser found. One slip often makes it stumble again on the same line, so the
/// first fault of a line stands for all.
pub fn tell<'a>(
    path: &Arc<str>,
    base: usize,
    text: &str,
    faults: impl Iterator<Item = (Range<usize>, &'a str)>,
    problems: &mut Vec<Problem>,
) {
    let mut lines = BTreeSet::new();
    for (span, message) in faults {
        let start = boundary(text, span.start);
        let line = line_of(text, start);
        if lines.insert(line) {
            let end = boundary(text, span.end).max(start);
            let (message, help) = reworded(message, text, start..end);
            let place = Place { file: path.clone(), start: base + start, end: base + end };
            problems.push(Problem::of(&rule::BAD_TOML, message).at(place).maybe_help(help));
        }
    }
}

/// The number of line ends before an offset.
fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count()
}

/// What the parser says, as a person would: its own words where there are no better ones.
fn reworded(message: &str, text: &str, at: Range<usize>) -> (String, Option<String>) {
    let line = text[at.start..].lines().next().unwrap_or_default();
    let say = |message: &str, help: &str| (message.to_owned(), (!help.is_empty()).then(|| help.to_owned()));
    let first = message.lines().next().unwrap_or_default();
    let wants = |what: &str| message.contains(what);
    if first.starts_with("string values must be quoted") {
        return if line.trim().is_empty() {
            say("this key has no value", "")
        } else {
            say(
                "a text stands in quotation marks",
                &format!("write `\"{}\"`", line.trim().chars().take(60).collect::<String>()),
            )
        };
    }
    if first.starts_with("invalid") && first.contains("string") && wants("expected `\"") {
        return say("this text is not closed", "end it with a quotation mark");
    }
    if first.starts_with("missing escaped value") {
        return say("no character is written like this", "a backslash is written `\\\\`, or the text stands in `'…'`");
    }
    if first.starts_with("unquoted keys cannot be empty") {
        return say("this value has no key", "");
    }
    if first.starts_with("key with no value") {
        let colon = text[..at.end].lines().next_back().is_some_and(|line| line.contains(':'));
        return say(
            "this key has no value",
            if colon { "TOML has `=` where YAML has `:`" } else { "write `key = value`" },
        );
    }
    if first.starts_with("duplicate key") {
        let key = text[at].trim();
        return say(&format!("`{key}` is given twice"), "");
    }
    if first.starts_with("unexpected key or value") {
        return say("this stands on the line of another statement", "begin a new line");
    }
    if first.starts_with("unexpected leading zero") {
        return say("a number has no zero at its start", "");
    }
    let told = message.lines().map(str::trim).collect::<Vec<_>>().join(", ");
    (told.trim_end_matches('.').to_owned(), None)
}

/// Takes away what only follows from a fault of TOML: other problems of its line, and titles missed in a file that
/// could not be read whole. A date that does not exist is told as a date.
pub fn drop_consequences(sources: &Sources, problems: &mut Vec<Problem>) {
    let line = |place: &Place| {
        (
            place.file.clone(),
            sources.texts.get(&place.file).map_or(0, |text| line_of(text, boundary(text, place.start))),
        )
    };
    let of_rule = |rule: &'static rule::Rule| {
        let places =
            problems.iter().filter(|problem| problem.rule == rule).filter_map(|problem| problem.place.as_ref());
        places.map(line).collect::<BTreeSet<_>>()
    };
    let dates = of_rule(&rule::BAD_DATE);
    let is_date = |problem: &Problem| problem.message.starts_with("invalid date");
    problems.retain(|problem| {
        let told_better = problem.rule == &rule::BAD_TOML && is_date(problem);
        !(told_better && problem.place.as_ref().is_some_and(|place| dates.contains(&line(place))))
    });
    let faults = problems.iter().filter(|problem| problem.rule == &rule::BAD_TOML);
    let lines: BTreeSet<_> = faults.filter_map(|problem| problem.place.as_ref()).map(line).collect();
    let files: BTreeSet<_> = lines.iter().map(|(file, _)| file.clone()).collect();
    problems.retain(|problem| {
        let Some(place) = &problem.place else { return true };
        let missed = problem.rule == &rule::MISSING_TITLE && files.contains(&place.file);
        problem.rule == &rule::BAD_TOML || !(missed || lines.contains(&line(place)))
    });
}
