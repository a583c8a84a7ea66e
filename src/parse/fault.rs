//! Faults of TOML, told in the words of somebody who writes a roadmap.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::place::{Lines, Place, boundary};
use crate::problem::Problem;
use crate::rule;
use crate::source::Sources;

use super::ROADMAP;

/// Tells the faults that the TOML parser found. One slip often makes it stumble again on the same line, so the
/// first fault of a line stands for all.
pub fn tell<'a>(
    path: &Arc<str>,
    base: usize,
    text: &str,
    faults: impl Iterator<Item = (Range<usize>, &'a str)>,
    problems: &mut Vec<Problem>,
) {
    let mut faults = faults.peekable();
    if faults.peek().is_none() {
        return;
    }
    let lines = Lines::of(text);
    let mut told = BTreeSet::new();
    for (span, message) in faults {
        let start = boundary(text, span.start);
        if told.insert(lines.line(start)) {
            let end = boundary(text, span.end).max(start);
            let (message, help) = reworded(message, text, start..end);
            let place = Place { file: path.clone(), start: base + start, end: base + end };
            problems.push(Problem::of(&rule::BAD_TOML, message).at(place).maybe_help(help));
        }
    }
}

/// What the parser says, as a person would: its own words where there are no better ones.
fn reworded(message: &str, text: &str, at: Range<usize>) -> (String, Option<String>) {
    let line = text[at.start..].lines().next().unwrap_or_default();
    // What follows is a comment most likely, and no part of the value.
    let line = line.find(" #").map_or(line, |comment| &line[..comment]);
    let say = |message: &str, help: &str| (message.to_owned(), (!help.is_empty()).then(|| help.to_owned()));
    let first = message.lines().next().unwrap_or_default();
    let wants = |what: &str| message.contains(what);
    if first.starts_with("string values must be quoted") {
        return if line.trim().is_empty() {
            say("this key has no value", "")
        } else if line.trim_start().starts_with(['“', '”', '„', '«', '‘', '’']) {
            let bare = line.trim().trim_matches(['“', '”', '„', '«', '»', '‘', '’']);
            say("these are typographic quotation marks", &format!("write `\"{bare}\"`"))
        } else {
            say(
                "a text stands in quotation marks",
                &format!("write `\"{}\"`", line.trim().chars().take(60).collect::<String>()),
            )
        };
    }
    if first.starts_with("invalid date") && (wants("expected month") || wants("expected `-`") || wants("MM-DD")) {
        let date: String = line.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        return say("a date that is no single day stands in quotation marks", &format!("write `\"{date}\"`"));
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
    let is_fault = |problem: &Problem| problem.rule == &rule::BAD_TOML;
    let files: BTreeSet<Arc<str>> = problems
        .iter()
        .filter(|problem| is_fault(problem))
        .filter_map(|problem| Some(problem.place.as_ref()?.file.clone()))
        .collect();
    if files.is_empty() {
        return;
    }
    if files.contains(ROADMAP) {
        // Named dates, statuses and lenses may be among what could not be read: whatever needs them is not judged.
        problems
            .retain(|problem| is_fault(problem) || problem.place.as_ref().is_none_or(|place| &*place.file == ROADMAP));
    }
    let index = |file: &Arc<str>| (file.clone(), Lines::of(sources.texts.get(file).map_or("", |text| text)));
    let lines: BTreeMap<Arc<str>, Lines> = files.iter().map(index).collect();
    // The line of a problem in one of those files.
    let line = |problem: &Problem| {
        let place = problem.place.as_ref()?;
        Some((place.file.clone(), lines.get(&place.file)?.line(place.start)))
    };
    let of_rule = |problems: &[Problem], rule: &rule::Rule| -> BTreeSet<_> {
        problems.iter().filter(|problem| problem.rule == rule).filter_map(line).collect()
    };
    let dates = of_rule(problems, &rule::BAD_DATE);
    let told_as_date = |problem: &Problem| {
        is_fault(problem)
            && problem.message.starts_with("invalid date")
            && line(problem).is_some_and(|line| dates.contains(&line))
    };
    problems.retain(|problem| !told_as_date(problem));
    let faulty = of_rule(problems, &rule::BAD_TOML);
    problems.retain(|problem| {
        let Some(line) = line(problem) else { return true };
        let missed = problem.rule == &rule::MISSING_TITLE;
        is_fault(problem) || !(missed || faulty.contains(&line))
    });
}
