//! Problems for programs, as a list.

use serde::Serialize;

use super::spot::Spots;
use crate::problem::Problem;
use crate::source::Sources;

/// One problem as programs get it. Lines and columns count from 1, columns in characters; the end is the
/// character after the last, as in SARIF and the language server protocol. Null where there is none.
#[derive(Serialize)]
struct Published<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    help: Option<&'a str>,
}

/// A JSON list of `{code, severity, message, file, line, column, end_line, end_column, help}`, one problem a line,
/// without a line end at its end.
pub fn json(problems: &[Problem], sources: &Sources) -> String {
    let mut spots = Spots::of(sources);
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let spot = problem.place.as_ref().map(|place| spots.find(place));
            let part = spot.and_then(|spot| spot.part);
            let published = Published {
                code: problem.rule.name,
                severity: problem.severity.word(),
                message: &problem.message,
                file: spot.map(|spot| spot.file),
                line: part.map(|part| part.first.line),
                column: part.map(|part| part.first.column),
                end_line: part.map(|part| part.after.line),
                end_column: part.map(|part| part.after.column),
                help: problem.help.as_deref(),
            };
            serde_json::to_string(&published).expect("texts and numbers are JSON")
        })
        .collect();
    if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", lines.join(",\n")) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json as value};

    use super::*;
    use crate::place::Place;
    use crate::rule::{BAD_FILE, BAD_VALUE};

    #[test]
    fn every_problem_has_all_keys_and_nulls_where_there_is_nothing() {
        let sources = Sources::from_fixture("-- intents/a.md --\nä = \"漢\n字\"\n");
        let place = |file: &str| Place { file: file.into(), start: 5, end: 13 };
        let problems = [
            Problem::error(&BAD_FILE, "no \"roadmap\""),
            Problem::error(&BAD_FILE, "too large").at(place("static/a.png")),
            Problem::error(&BAD_VALUE, "wrong").at(place("intents/a.md")).help("mend it"),
        ];
        let report = json(&problems, &sources);
        let list: Value = serde_json::from_str(&report).expect("JSON");
        assert_eq!(
            list,
            value!([
                {"code": "bad-file", "severity": "error", "message": "no \"roadmap\"", "file": null, "line": null,
                 "column": null, "end_line": null, "end_column": null, "help": null},
                {"code": "bad-file", "severity": "error", "message": "too large", "file": "static/a.png", "line": null,
                 "column": null, "end_line": null, "end_column": null, "help": null},
                {"code": "bad-value", "severity": "error", "message": "wrong", "file": "intents/a.md", "line": 1,
                 "column": 5, "end_line": 2, "end_column": 2, "help": "mend it"},
            ])
        );
        assert_eq!(report.lines().count(), 5);
    }

    #[test]
    fn no_problems_are_an_empty_list() {
        assert_eq!(json(&[], &Sources::default()), "[]");
    }
}
