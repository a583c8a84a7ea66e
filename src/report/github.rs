//! Problems as GitHub shows them in a pull request: workflow commands, one a line.

use std::fmt::Write as _;

use super::spot::Spots;
use super::{abridged, below};
use crate::parse::value::is_control;
use crate::problem::Problem;
use crate::source::Sources;

/// One `::error …::` or `::warning …::` command for each problem.
///
/// `base` is the roadmap's folder as seen from the repository's root, since annotations name files from there;
/// empty where they are the same.
pub fn github(problems: &[Problem], sources: &Sources, base: &str) -> String {
    let mut spots = Spots::of(sources);
    let (each, more) = abridged(problems);
    let mut commands = each.into_iter().fold(String::new(), |mut out, problem| {
        let mut properties = Vec::new();
        if let Some(place) = &problem.place {
            let spot = spots.find(place);
            properties.push(format!("file={}", property(&below(base, spot.file))));
            if let Some(part) = spot.part {
                let (first, after) = (part.first, part.after);
                properties.push(format!("line={}", first.line));
                // GitHub takes columns only where both are on one line.
                if first.line == after.line {
                    properties.push(format!("col={},endLine={},endColumn={}", first.column, after.line, after.column));
                } else {
                    properties.push(format!("endLine={}", after.line));
                }
            }
        }
        properties.push(format!("title={}", property(problem.rule.name)));
        let help = problem.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let message = text(&format!("{}{help}", problem.message));
        let _ = writeln!(out, "::{} {}::{message}", problem.severity.word(), properties.join(","));
        out
    });
    for more in more {
        let _ = writeln!(commands, "::notice::{}", text(&format!("… and {more}")));
    }
    commands
}

/// A text after the second `::`, where only the ends of the line matter.
fn text(text: &str) -> String {
    let masked = text.chars().map(|c| if is_control(c) { '\u{fffd}' } else { c }).collect::<String>();
    masked.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, where also what parts properties matters.
fn property(value: &str) -> String {
    text(value).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;
    use crate::rule::Severity;
    use crate::rule::{BAD_FILE, BAD_VALUE};

    #[test]
    fn each_problem_is_one_command() {
        let sources = Sources::from_fixture("-- intents/a,b:c.md --\na = 100\nb = 2\n");
        let place = |file: &str, end| Place { file: file.into(), start: 4, end };
        let warning = Problem { severity: Severity::Warning, ..Problem::error(&BAD_VALUE, "so: a, b") };
        for (problem, base, expected) in [
            (
                Problem::error(&BAD_FILE, "50 % done\r\n::error::x"),
                "",
                "::error title=bad-file::50 %25 done%0D%0A::error::x\n",
            ),
            (
                Problem::error(&BAD_VALUE, "wrong").at(place("intents/a,b:c.md", 7)).help("mend it"),
                "docs/plan/",
                "::error file=docs/plan/intents/a%2Cb%3Ac.md,line=1,col=5,endLine=1,endColumn=8,title=bad-value::wrong%0Amend it\n",
            ),
            (
                warning.clone().at(place("intents/a,b:c.md", 10)),
                ".",
                "::warning file=intents/a%2Cb%3Ac.md,line=1,endLine=2,title=bad-value::so: a, b\n",
            ),
            (warning.at(place("static/a.png", 9)), "", "::warning file=static/a.png,title=bad-value::so: a, b\n"),
        ] {
            assert_eq!(github(&[problem], &sources, base), expected);
        }
    }
}
