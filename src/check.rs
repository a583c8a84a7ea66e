//! What is wrong with a roadmap that is read and linked, for those who will read its views.

mod consequence;
mod empty;
mod leak;
mod plan;

use std::collections::BTreeMap;

use crate::model::Roadmap;
use crate::problem::Problem;
use crate::rule::Severity;
use crate::view::{Door, Reader};

pub use consequence::drop_consequences;
pub use plan::plan;

/// Adds what each audience's view would show and must not, and gives all problems the weight that `[checks]` says.
pub fn check(roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    if !roadmap.audiences.is_empty() {
        let doors: Vec<Door<'_>> = Reader::all(roadmap).into_iter().map(|reader| Door::of(roadmap, reader)).collect();
        leak::tell(roadmap, &doors, problems);
        empty::tell(roadmap, &doors, problems);
    }
    set_levels(roadmap, problems);
}

/// Gives problems the weight that `[checks]` says.
fn set_levels(roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    let levels: BTreeMap<&str, &str> = roadmap
        .settings
        .checks
        .iter()
        .filter_map(|(check, level)| Some((check.as_str(), level.as_ref()?.value.word()?)))
        .collect();
    for problem in problems.iter_mut().filter(|problem| problem.rule.configurable && !problem.is_firm) {
        match levels.get(problem.rule.name) {
            Some(&"warn") => problem.severity = Severity::Warning,
            Some(&"error") => problem.severity = Severity::Error,
            _ => {}
        }
    }
    let off =
        |problem: &Problem| levels.get(problem.rule.name) == Some(&"off") && problem.rule.severity == Severity::Warning;
    problems.retain(|problem| !off(problem));
}
