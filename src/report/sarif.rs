//! Problems as SARIF 2.1.0 (OASIS standard, 2020): what code scanning and editors read.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::below;
use super::spot::{Part, Spots};
use crate::problem::Problem;
use crate::rule::Severity;
use crate::rule::{RULES, Rule};
use crate::source::Sources;

/// What stays as it is in a path that is a relative URI: the unreserved characters of RFC 3986 and `/`.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// One run with all rules and the problems as its results, without a line end at its end.
///
/// `base` is the roadmap's folder as seen from the repository's root; empty where they are the same.
pub fn sarif(problems: &[Problem], sources: &Sources, base: &str) -> String {
    let mut spots = Spots::of(sources);
    let rules: Vec<Value> = RULES.iter().copied().map(rule).collect();
    let results: Vec<Value> = problems
        .iter()
        .map(|problem| {
            let spot = problem.place.as_ref().map(|place| spots.find(place));
            // What is wrong with the whole folder is shown at its settings, since code scanning refuses results
            // that are nowhere.
            let file = spot.map_or("roadmap.toml", |spot| spot.file);
            let mut location = json!({ "artifactLocation": { "uri": uri(base, file) } });
            if let Some(part) = spot.and_then(|spot| spot.part) {
                location["region"] = region(part);
            }
            json!({
                "ruleId": problem.rule.name,
                "ruleIndex": RULES.iter().position(|rule| rule.name == problem.rule.name),
                "level": problem.severity.word(),
                "message": { "text": message(problem) },
                "locations": [{ "physicalLocation": location }],
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "roadmapgen", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).expect("a value is JSON")
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.about },
        "fullDescription": { "text": rule.about },
        "help": { "text": rule.explanation, "markdown": rule.explanation },
        "defaultConfiguration": { "level": match rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        } },
    })
}

fn region(part: Part<'_>) -> Value {
    json!({
        "startLine": part.first.line,
        "startColumn": part.first.column,
        "endLine": part.after.line,
        "endColumn": part.after.column,
    })
}

fn uri(base: &str, file: &str) -> String {
    utf8_percent_encode(&below(base, file), PATH).to_string()
}

fn message(problem: &Problem) -> String {
    match &problem.help {
        Some(help) => format!("{}\n{help}", problem.message),
        None => problem.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;
    use crate::rule::{BAD_FILE, BAD_VALUE};

    fn log(problems: &[Problem], sources: &Sources, base: &str) -> Value {
        serde_json::from_str(&sarif(problems, sources, base)).expect("JSON")
    }

    #[test]
    fn every_rule_is_described_and_every_result_names_one() {
        let log = log(&[Problem::error(&BAD_VALUE, "wrong")], &Sources::default(), "");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        assert_eq!(rules.len(), RULES.len());
        let index = run["results"][0]["ruleIndex"].as_u64().expect("an index");
        assert_eq!(rules[usize::try_from(index).expect("small")]["id"], "bad-value");
        assert_eq!((&log["version"], &run["columnKind"]), (&json!("2.1.0"), &json!("unicodeCodePoints")));
    }

    #[test]
    fn a_result_says_where_it_is_as_a_uri_and_a_region() {
        let sources = Sources::from_fixture("-- intents/a b:ü.md --\nä = 100\n");
        let place = Place { file: "intents/a b:ü.md".into(), start: 5, end: 8 };
        let problem = Problem::error(&BAD_VALUE, "wrong").at(place).help("mend it");
        let log = log(&[problem], &sources, "docs/plan");
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["message"]["text"], "wrong\nmend it");
        assert_eq!(
            result["locations"],
            json!([{ "physicalLocation": {
                "artifactLocation": { "uri": "docs/plan/intents/a%20b%3A%C3%BC.md" },
                "region": { "startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 8 },
            } }])
        );
    }

    #[test]
    fn what_is_wrong_with_the_whole_folder_is_shown_at_its_settings() {
        let log = log(&[Problem::error(&BAD_FILE, "nothing here")], &Sources::default(), "");
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(*location, json!({ "artifactLocation": { "uri": "roadmap.toml" } }));
    }

    #[test]
    fn a_run_without_results_still_says_so() {
        assert_eq!(log(&[], &Sources::default(), "")["runs"][0]["results"], json!([]));
    }
}
