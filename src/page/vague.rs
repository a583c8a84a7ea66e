//! What may be due by a day, and may not: a date that is known to a year or a half-year reaches over the edges that
//! pages speak of.

use std::collections::BTreeMap;

use crate::date::{Date, Day};
use crate::page::words::{capital, number, within};
use crate::view::View;
use crate::words::Horizon;

/// What stands further away than `near` and falls due in a period that holds this day and goes on after it, as a
/// sentence: `Three are due in 2027, one in the second half of 2027.` None where there is no such milestone.
///
/// What is that near already, since it is under way, stands there.
pub fn due_around(view: &View, near: Horizon, day: Day) -> Option<String> {
    let mut periods: BTreeMap<(Day, Day), (&Date, usize)> = BTreeMap::new();
    for step in view.milestones.iter().filter(|step| step.horizon.is_some_and(|horizon| horizon > near)) {
        if let Some(target) = step.target.as_ref().filter(|target| target.first() <= day && target.last() > day) {
            periods.entry((target.last(), target.first())).or_insert((target, 0)).1 += 1;
        }
    }
    let parts = periods.values().enumerate().map(|(at, (target, count))| {
        let are = match (at, count) {
            (0, 1) => " is due",
            (0, _) => " are due",
            _ => "",
        };
        format!("{}{are} {}", number(*count), within(target))
    });
    let parts: Vec<_> = parts.collect();
    (!parts.is_empty()).then(|| format!("{}.", capital(&parts.join(", "))))
}
