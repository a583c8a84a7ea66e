//! Problems, told to people and to programs.
//!
//! Each form is a pure function from the problems and the texts that they stand in to a text.
//! The problems come sorted (see [`crate::problem::sort`]) and are told in that order.

pub mod audience;
mod github;
mod human;
mod json;
mod sarif;
mod spot;
pub mod who;

pub use github::github;
pub use human::{Block, blocks, human, whole};
pub use json::json;
pub use sarif::sarif;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::parse::value::is_control;
use crate::problem::{Problem, count};
use crate::rule::{Rule, Severity};

/// How many errors and warnings there are, in words: `2 errors, 1 warning`, or `no problems`.
pub fn summary(problems: &[Problem]) -> String {
    let (errors, warnings) = count(problems);
    counted(errors, warnings).unwrap_or_else(|| "no problems".to_owned())
}

/// So many errors and warnings in words: `2 errors, 1 warning`; none where there are none.
pub fn counted(errors: usize, warnings: usize) -> Option<String> {
    let words = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    let parts: Vec<String> = [words(errors, "error"), words(warnings, "warning")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A number of bytes as people read it, in powers of 1,000: `0 B`, `999 B`, `1.2 kB`, `34 MB`.
pub fn size(bytes: usize) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    // In tenths of a unit, so that what is rounded up to 1000 kB is told as 1.0 MB.
    let (mut tenths, mut unit) = (bytes.saturating_add(50) / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        (tenths, unit) = (tenths.saturating_add(500) / 1000, unit + 1);
    }
    if tenths < 100 {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    } else {
        format!("{} {}", tenths / 10, UNITS[unit])
    }
}

/// How many problems of one kind in one file are told one by one: nobody reads beyond.
const TOLD_EACH: usize = 50;

/// How many warnings of one kind are told one by one: a plan that was brought over from elsewhere has hundreds of a kind.
const TOLD_APART: usize = 5;

/// How many of more than that are told as examples.
const TOLD_OF_KIND: usize = 3;

/// Whether it is told with others of its kind where there are many: nothing that stops a build.
fn may_be_many(problem: &Problem) -> bool {
    problem.rule.many.is_some() && (problem.severity == Severity::Warning || problem.rule.of_plan)
}

/// All problems but those of which there are many, those of the files before those of the plan; and those kind by kind, what
/// weighs most and then what there is most of first.
fn parted<'a>(problems: &[&'a Problem]) -> (Vec<&'a Problem>, Vec<Vec<&'a Problem>>) {
    let mut kinds: BTreeMap<(Severity, &str), Vec<&Problem>> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| may_be_many(problem)) {
        kinds.entry((problem.severity, problem.rule.name)).or_default().push(problem);
    }
    kinds.retain(|_, kind| kind.len() > TOLD_APART);
    let is_apart = |problem: &&&Problem| !kinds.contains_key(&(problem.severity, problem.rule.name));
    let mut apart: Vec<&Problem> = problems.iter().filter(is_apart).copied().collect();
    apart.sort_by_key(|problem| problem.rule.of_plan);
    let mut kinds: Vec<Vec<&Problem>> = kinds.into_values().collect();
    kinds.sort_by_key(|kind| (kind[0].severity, kind[0].rule.of_plan, Reverse(kind.len())));
    (apart, kinds)
}

/// How many there are of each code, the most severe and then the most first, a line each; nothing where there are not two.
pub fn by_code(problems: &[Problem]) -> String {
    if problems.len() < 2 {
        return String::new();
    }
    let mut counts: BTreeMap<(Severity, &str), (usize, &'static Rule)> = BTreeMap::new();
    for problem in problems {
        counts.entry((problem.severity, problem.rule.name)).or_insert((0, problem.rule)).0 += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().map(|((severity, _), (count, rule))| (severity, count, rule)).collect();
    rows.sort_by_key(|&(severity, count, rule)| (severity, Reverse(count), rule.name));
    let number = rows.iter().map(|(_, count, _)| count.to_string().len()).max().unwrap_or_default();
    let name = rows.iter().map(|(_, _, rule)| rule.name.len()).max().unwrap_or_default();
    let row = |(severity, count, rule): (Severity, usize, &Rule)| {
        let word = severity.word().to_owned() + if count == 1 { "" } else { "s" };
        let row = format!("{count:>number$} {word:8}  {:name$}  {}", rule.name, rule.many.unwrap_or_default());
        format!("{}\n", row.trim_end())
    };
    rows.into_iter().map(row).collect()
}

/// The problems that are told to people one by one, and a line for those that are only counted.
fn abridged(problems: &[Problem]) -> (Vec<&Problem>, Vec<String>) {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let told = problems
        .iter()
        .filter(|problem| {
            if may_be_many(problem) {
                return true;
            }
            let file = problem.place.as_ref().map_or("", |place| &place.file);
            let count = seen.entry((file, problem.rule.name)).or_default();
            *count += 1;
            *count <= TOLD_EACH
        })
        .collect();
    let more = seen.into_iter().filter_map(|((file, rule), count)| {
        let more = count.checked_sub(TOLD_EACH).filter(|&more| more > 0)?;
        Some(format!("{more} more of [{rule}] in {}", masked(file)))
    });
    (told, more.collect())
}

/// A text without the characters that could trick a terminal.
fn masked(text: &str) -> String {
    text.chars().map(|c| if is_control(c) { '\u{fffd}' } else { c }).collect()
}

/// A file's path below the folder that programs count from, which is none (`""` or `.`) where that is the
/// roadmap's own.
fn below(base: &str, file: &str) -> String {
    match base.trim_end_matches('/') {
        "" | "." => file.to_owned(),
        base => format!("{}/{file}", base.trim_start_matches("./")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::LEAK;

    #[test]
    fn the_summary_counts_in_words() {
        let problems = |errors: usize, warnings: usize| {
            let error = Problem::error(&LEAK, "x");
            let warning = Problem { severity: Severity::Warning, ..error.clone() };
            [vec![error; errors], vec![warning; warnings]].concat()
        };
        for (errors, warnings, expected) in
            [(0, 0, "no problems"), (1, 0, "1 error"), (2, 1, "2 errors, 1 warning"), (0, 12, "12 warnings")]
        {
            assert_eq!(summary(&problems(errors, warnings)), expected);
        }
    }

    #[test]
    fn many_of_a_kind_are_told_as_one_after_the_others() {
        use crate::place::Place;
        use crate::rule::{BROKEN_LINK, LATE, STALE};
        let text = "a\nb\nc\nd\ne\nf\ng\n";
        let sources = crate::source::Sources::from_fixture(&format!("-- a.md --\n{text}"));
        let at = |rule, line: usize| {
            let place = Place { file: "a.md".into(), start: 2 * line, end: 2 * line + 1 };
            Problem { severity: Severity::Warning, ..Problem::of(rule, format!("message {line}")).at(place) }
        };
        let kind = |rule, count: usize| (0..count).map(|line| at(rule, line)).collect::<Vec<_>>();
        let all = [kind(&LATE, 6), kind(&BROKEN_LINK, 5), kind(&STALE, 7)].concat();
        let told = human(&all, &sources, false);
        let heads: Vec<&str> = told.lines().filter(|line| line.starts_with("warning")).collect();
        assert_eq!(heads[0], "warning[broken-link]: message 0");
        assert_eq!(
            heads[5..],
            [
                "warning[stale]: 7 active items without a fresh update",
                "warning[late]: 6 milestones that are past their target and not done"
            ]
        );
        assert!(told.ends_with(
            "  ┌ a.md:1:1\n    message 0\n  ┌ a.md:2:1\n    message 1\n  ┌ a.md:3:1\n    message 2\n  \
             = help: `roadmapgen check --all` tells the other 3, `roadmapgen explain late` what to do\n"
        ));
        let mixed = [kind(&LATE, 2), kind(&BROKEN_LINK, 2)].concat();
        let told = human(&mixed, &sources, false);
        assert!(told.find("broken-link") < told.find("late") && told.matches("[late]").count() == 2, "{told}");
        // An error stands before what there is most of, and what is told as one counts whole.
        let mut one = kind(&BROKEN_LINK, 1);
        one[0].severity = Severity::Error;
        let counts: Vec<_> = blocks(&[all, one].concat(), &sources, 3).iter().map(|block| block.count).collect();
        assert_eq!(counts, [1, 1, 1]);
        let all = [kind(&LATE, 6), kind(&BROKEN_LINK, 5), kind(&STALE, 7)].concat();
        let counts: Vec<_> = blocks(&all, &sources, 9).iter().map(|block| block.count).collect();
        assert_eq!(counts, [1, 1, 1, 1, 1, 7, 6]);
        assert_eq!(whole(&all, &sources, false).matches("warning[").count(), 18);
        // What stops a build is told one by one, unless it is of the plan.
        let errors = kind(&BROKEN_LINK, 6).into_iter().map(|problem| Problem { severity: Severity::Error, ..problem });
        assert_eq!(human(&errors.collect::<Vec<_>>(), &sources, false).matches("error[").count(), 6);
        assert_eq!(
            by_code(&all),
            "7 warnings  stale        active items without a fresh update\n\
             6 warnings  late         milestones that are past their target and not done\n\
             5 warnings  broken-link  links that lead to nothing\n"
        );
        assert_eq!(by_code(&all[..1]), "");
    }

    #[test]
    fn sizes_are_rounded_to_what_people_read() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1249, "1.2 kB"),
            (12_345, "12 kB"),
            (999_999, "1.0 MB"),
            (34_000_000, "34 MB"),
            (2_500_000_000, "2.5 GB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }

    #[test]
    fn paths_are_put_below_the_folder_that_programs_count_from() {
        for (base, expected) in [
            ("", "intents/a.md"),
            (".", "intents/a.md"),
            ("./", "intents/a.md"),
            ("plan", "plan/intents/a.md"),
            ("./docs/plan/", "docs/plan/intents/a.md"),
        ] {
            assert_eq!(below(base, "intents/a.md"), expected, "below {base:?}");
        }
    }
}
