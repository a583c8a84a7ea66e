//! The steps of an intent as a string of glyphs, where there are too many for a line each.

use crate::page::step::{self, Mark};
use crate::page::words;
use crate::view::{Intent, Milestone, ProgressSource, State};
use crate::words::IntentStatus;

/// So many steps of one intent are drawn as a string of glyphs; the figures beside it count all.
pub const STRING: usize = 60;

/// What a step shows of itself where it is one of many: its state, and of one that is past its day that it is.
fn bead(step: &Milestone) -> &'static str {
    let late = step.late && !matches!(step.state, State::Risk | State::Off);
    if late { LATE } else { step.state.mark() }
}

/// The state of what is late and of which nobody said that it is off track.
pub const LATE: &str = "late";

/// The states in which a string of steps is drawn, and in which their figures stand beside it.
const STRUNG: [&str; 9] = ["done", "active", "off", "risk", LATE, "planned", "open", "idea", "dropped"];

/// The states of these steps, in order.
pub fn beads(steps: &[&Milestone]) -> Vec<&'static str> {
    let mut beads: Vec<_> = steps.iter().map(|step| bead(step)).collect();
    beads.sort_by_key(|bead| STRUNG.iter().position(|state| state == bead));
    beads.truncate(STRING);
    beads
}

/// How many of these steps stand how: `6 done`, `22 late`.
pub fn counts(steps: &[&Milestone]) -> Vec<Mark> {
    let mut counts: Vec<(&'static str, String, usize)> = Vec::new();
    for step in steps {
        let state = bead(step);
        let word = if state == LATE { LATE.to_owned() } else { step::bearing(step) };
        match counts.iter_mut().find(|(_, other, _)| *other == word) {
            Some((_, _, count)) => *count += 1,
            None => counts.push((state, word, 1)),
        }
    }
    counts.sort_by_key(|(state, ..)| STRUNG.iter().position(|strung| strung == state));
    counts.into_iter().map(|(state, word, count)| Mark { state, word: format!("{count} {word}") }).collect()
}

/// How an intent stands apart from how many of its steps are done: `Paused`, `44 % reached`; empty where it is under
/// way and nothing but its steps is counted.
pub fn reached_apart(intent: &Intent) -> String {
    let counted = |source| matches!(source, ProgressSource::Milestones(_) | ProgressSource::Effort(_));
    let status = (intent.status != Some(IntentStatus::Active)).then(|| step::standing_of(intent).to_owned());
    let reached = intent
        .progress
        .filter(|progress| !counted(progress.source) && intent.is_open())
        .map(|progress| format!("{} reached", words::percent(progress.percent)));
    let parts = [status.filter(|status| !status.is_empty()), reached];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
