//! What is wrong with a template, told as everything else that is wrong: with its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, ErrorKind};

use crate::place::Place;
use crate::problem::Problem;
use crate::rule::BAD_TEMPLATE;

/// The problems that an error of the template engine stands for, at least one.
pub(super) fn problems(error: &Error, overrides: &BTreeMap<Arc<str>, Arc<str>>) -> Vec<Problem> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span();
            let length = if span.end_line == span.start_line { span.end_col.saturating_sub(span.start_col) } else { 1 };
            vec![problem(report.message(), report.filename(), span.start_line, span.start_col, length, overrides)]
        }
        // References to nothing arrive as one text, a report after another.
        ErrorKind::Msg(text) => {
            let reports: Vec<_> = text.split("\n\n").filter_map(|report| from_report(report, overrides)).collect();
            if reports.is_empty() { vec![Problem::error(&BAD_TEMPLATE, sentence(text))] } else { reports }
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            vec![problem(&error.to_string(), tpl, 1, 0, 0, overrides)]
        }
        ErrorKind::MissingParent { current, parent } => {
            vec![problem(&format!("this template extends `{parent}`, which there is not"), current, 1, 0, 0, overrides)]
        }
        _ => vec![Problem::error(&BAD_TEMPLATE, sentence(&error.to_string()))],
    }
}

/// One problem, placed where the template is the user's.
fn problem(
    message: &str,
    file: &str,
    line: usize,
    column: usize,
    length: usize,
    overrides: &BTreeMap<Arc<str>, Arc<str>>,
) -> Problem {
    let message = sentence(message);
    match overrides.get_key_value(file) {
        Some((file, text)) => {
            let start = offset(text, line, column);
            let end = text[start..].char_indices().nth(length).map_or(text.len(), |(at, _)| start + at);
            Problem::error(&BAD_TEMPLATE, message).at(Place { file: file.clone(), start, end })
        }
        None => Problem::error(&BAD_TEMPLATE, format!("{message} (in the theme’s `{file}`, line {line})")),
    }
}

/// A problem out of a report: `error: MESSAGE`, then ` --> FILE:LINE:COLUMN`, then the line and its underlining.
fn from_report(report: &str, overrides: &BTreeMap<Arc<str>, Arc<str>>) -> Option<Problem> {
    let message = report.strip_prefix("error: ")?.lines().next()?;
    let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let length = report.lines().last()?.matches('^').count();
    Some(problem(message, parts.next()?, line, column.saturating_sub(1), length, overrides))
}

/// The byte at a line, from 1, and a column in characters, from 0.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text[start..].char_indices().nth(column).map_or(text.len(), |(at, _)| start + at)
}

/// As our messages are: lower case at the start, no full stop.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut letters = message.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "the template cannot be filled in".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_from_one_and_columns_are_characters() {
        assert_eq!(offset("ab\nécd", 2, 1), "ab\né".len());
        assert_eq!(offset("ab", 9, 9), 2);
    }
}
