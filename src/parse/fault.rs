//! Faults of TOML, told in the words of somebody who writes a roadmap.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::date::{Date, DateError, FiscalYear};
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
    if let Some(start) = conflict(text) {
        let end = start + text[start..].lines().next().map_or(0, str::len);
        let place = Place { file: path.clone(), start: base + start, end: base + end };
        let problem =
            Problem::of(&rule::BAD_TOML, "two people have changed these lines, and nobody has put that together");
        problems.push(
            problem
                .at(place)
                .help("keep what should stand, and remove the lines that begin with `<<<`, `===` and `>>>`"),
        );
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
    if let Some(error) = unquoted_date(text, at.start) {
        return (error.message, error.help);
    }
    if first.starts_with("unexpected leading zero") {
        return say("a number has no zero at its start", "");
    }
    let told = message.lines().map(str::trim).collect::<Vec<_>>().join(", ");
    (told.trim_end_matches('.').to_owned(), None)
}

/// What is wrong with the date that is the value of the line at `start`, if it is one as people write it: `12.02.2027`.
fn unquoted_date(text: &str, start: usize) -> Option<DateError> {
    let line_start = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let (_, value) = text[line_start..].lines().next()?.split_once('=')?;
    let value = value.split('#').next().unwrap_or_default().trim();
    let is_number = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let has_parts = ['.', '/'].iter().any(|&mark| value.split(mark).count() == 3 && value.split(mark).all(is_number));
    has_parts.then(|| Date::parse(value, FiscalYear::default()).err()).flatten()
}

/// How the lines begin that a version control leaves in a file which two people have changed.
const CONFLICT: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];

/// The line of a merge that nobody has resolved, where it is one.
fn conflict(text: &str) -> Option<usize> {
    let starts = text.split_inclusive('\n').scan(0, |next, line| {
        let start = *next;
        *next += line.len();
        Some((start, line))
    });
    let marked: Vec<_> = starts.filter(|(_, line)| CONFLICT.iter().any(|mark| line.starts_with(mark))).collect();
    (marked.len() >= CONFLICT.len() && marked[0].1.starts_with(CONFLICT[0])).then(|| marked[0].0)
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
