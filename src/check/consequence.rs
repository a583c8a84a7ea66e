//! What only follows from another mistake, and would send its author to the wrong place.

use std::collections::BTreeSet;

use crate::model::Roadmap;
use crate::parse::name_of;
use crate::problem::Problem;
use crate::rule::{self, Severity};
use crate::source::Sources;
use crate::words::Kind;

/// Takes away what is told of items that could not be read: their files are there, and so are their ids. And what is told of
/// texts that mention hidden items while an audience is misspelled, since whoever was meant sees none of them. Only what stops
/// a build can be such a cause: of what is built with a warning nothing goes untold.
pub fn drop_consequences(roadmap: &Roadmap, sources: &Sources, problems: &mut Vec<Problem>) {
    let stops = |problem: &&Problem| problem.severity == Severity::Error;
    if problems.iter().filter(stops).any(|problem| problem.rule == &rule::UNKNOWN_AUDIENCE) {
        problems.retain(|problem| problem.rule != &rule::LEAK);
    }
    let causes = [&rule::BAD_FILE, &rule::BAD_TOML, &rule::BAD_ID, &rule::DUPLICATE_ID, &rule::MISSING_TITLE];
    let mut broken: BTreeSet<&str> = problems
        .iter()
        .filter(stops)
        .filter(|problem| causes.contains(&problem.rule))
        .filter_map(|problem| problem.place.as_ref())
        .map(|place| &*place.file)
        .filter(|file| file.split_once('/').is_some_and(|(folder, _)| Kind::of_folder(folder).is_some()))
        .collect();
    if broken.is_empty() {
        return;
    }
    // A list may have held any id.
    let is_list =
        |file: &&str| file.ends_with(".toml") && sources.texts.get(*file).is_some_and(|text| text.contains("[["));
    let may_be_any = faulty(problems).any(|file| is_list(&file));
    for item in roadmap.items.values() {
        broken.remove(&**item.draft.file());
    }
    let broken: BTreeSet<String> = broken.into_iter().map(|file| name_of(file).to_owned()).collect();
    let follows = |problem: &Problem| {
        let of_rule = [&rule::UNKNOWN_REFERENCE, &rule::BROKEN_LINK].contains(&problem.rule);
        of_rule && (may_be_any || referred(sources, problem).is_some_and(|name| broken.contains(name)))
    };
    let followed: Vec<bool> = problems.iter().map(follows).collect();
    let mut followed = followed.into_iter();
    problems.retain(|_| !followed.next().unwrap_or_default());
}

/// The files that are not TOML throughout.
fn faulty(problems: &[Problem]) -> impl Iterator<Item = &str> {
    let faults = problems.iter().filter(|problem| problem.rule == &rule::BAD_TOML);
    faults.filter_map(|problem| Some(&*problem.place.as_ref()?.file))
}

/// The name of what a reference is to: an id, or the one that the file of a link gives its item.
fn referred<'s>(sources: &'s Sources, problem: &Problem) -> Option<&'s str> {
    let place = problem.place.as_ref()?;
    let written = sources.texts.get(&place.file)?.get(place.start..place.end)?;
    let bare = written.trim_matches(['"', '\'']);
    Some(name_of(bare.split('#').next().unwrap_or(bare)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of `a`, which refers to `b` in three ways, and of a `b` like this.
    fn told(b: &str) -> Vec<&'static str> {
        let a = "+++\ntitle = \"A\"\ndepends_on = [\"b\"]\n+++\n[[b]] and [it](b.md)\n";
        let folder = format!("-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- milestones/a.md --\n{a}{b}");
        let (_, problems) = crate::read(&Sources::from_fixture(&folder), false);
        problems.into_iter().map(|problem| problem.rule.name).collect()
    }

    #[test]
    fn one_slip_is_one_message() {
        assert_eq!(told("-- milestones/b.md --\n+++\ntitle = \"B\"\n+++\n"), [""; 0]);
        for (b, rule) in [
            ("-- milestones/b.md --\n+++\ntitle = \"B\"\n", "bad-toml"),
            ("-- milestones/b.md --\n---\ntitle: B\n---\n", "bad-toml"),
            ("-- milestones/b.md --\nNo front matter.\n", "missing-title"),
            ("-- milestones/list.toml --\n[[milestone]\nid = \"b\"\ntitle = \"B\"\n", "bad-toml"),
        ] {
            let told = told(b);
            assert!(told.iter().all(|name| *name == rule) && !told.is_empty(), "{b}: {told:?}");
        }
        // Another one is missing all the same.
        let told = told("-- milestones/c.md --\n+++\ntitle = \"C\"\n");
        assert_eq!(told.iter().filter(|name| **name != "bad-toml").count(), 3, "{told:?}");
    }

    #[test]
    fn where_the_cause_stops_no_build_what_follows_is_told() {
        let a = "+++\ntitle = \"A\"\ndepends_on = [\"b\"]\n+++\n";
        let sources =
            Sources::from_fixture(&format!("-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- milestones/a.md --\n{a}"));
        let place = crate::place::Place { file: "milestones/b.md".into(), start: 0, end: 0 };
        for (severity, left) in [(Severity::Error, 1), (Severity::Warning, 2)] {
            let (roadmap, mut problems) = crate::read(&sources, false);
            problems.push(Problem { severity, ..Problem::of(&rule::BAD_FILE, "odd").at(place.clone()) });
            drop_consequences(&roadmap, &sources, &mut problems);
            assert_eq!(problems.len(), left, "{problems:?}");
        }
    }

    #[test]
    fn a_misspelled_audience_is_no_leak() {
        let folder = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n[defaults]\naudiences = [\"team\"]\n[audiences.team]\n\
            -- milestones/a.md --\n+++\ntitle = \"A\"\n+++\n[[b]]\n\
            -- milestones/b.md --\n+++\ntitle = \"B\"\naudiences = [\"taem\"]\n+++\n";
        let (_, problems) = crate::read(&Sources::from_fixture(folder), false);
        let told: Vec<_> = problems.into_iter().map(|problem| problem.rule.name).collect();
        assert_eq!(told, ["unknown-audience"]);
    }
}
