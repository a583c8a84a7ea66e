//! Whether the plan hangs together: what [`crate::align`] finds, at its places in the files, without what is excused there.

use std::collections::{BTreeMap, BTreeSet};

use crate::align::{self, Finding, Spot};
use crate::date::Day;
use crate::id::Id;
use crate::model::{Audience, Draft, Item, Own, Roadmap};
use crate::parse::item::Waiver;
use crate::parse::settings::{FieldList, Settings};
use crate::parse::value::{Due, Text};
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule::{self, Rule};
use crate::view::{self, Door, Reader, Verdict};
use crate::words::{IntentStatus, Investment, Kind, MilestoneStatus, Priority};

/// What is wrong with the plan on a day, with the weight that `[checks]` says.
///
/// For whoever writes it: it is told of everything, whoever may see it, and belongs in no view.
pub fn plan(roadmap: &Roadmap, as_of: Day) -> Vec<Problem> {
    let mut told: Vec<Told> =
        view::judged(roadmap, as_of, align::findings).into_iter().map(|finding| Told::of(roadmap, finding)).collect();
    silent_audiences(roadmap, &mut told);
    hidden_by_parents(roadmap, &mut told);
    let off: BTreeSet<&str> = off(&roadmap.settings).collect();
    let mut problems = waive(roadmap, as_of, told, &off);
    super::set_levels(roadmap, &mut problems);
    problems
}

/// A problem, and the item that may be excused from it.
struct Told {
    problem: Problem,
    item: Option<Id>,
}

impl Told {
    fn of(roadmap: &Roadmap, Finding { rule, item, spot, message }: Finding) -> Self {
        let place = match &item {
            Some(id) => roadmap.items.get(id).map(|item| place(&item.draft, spot)),
            None => setting(&roadmap.settings, spot),
        };
        Self { problem: Problem { place, ..Problem::of(rule, message) }, item }
    }

    fn at(rule: &'static Rule, item: &Item, place: &Place, message: String) -> Self {
        Self { problem: Problem::of(rule, message).at(place.clone()), item: Some(item.draft.id.value.clone()) }
    }
}

/// The checks that are switched off.
fn off(settings: &Settings) -> impl Iterator<Item = &str> {
    let levels = settings.checks.iter().filter_map(|(check, level)| Some((check, level.as_ref()?.value.word()?)));
    levels.filter(|(_, level)| *level == "off").map(|(check, _)| check.as_str())
}

/// Where a part of an item is written; its title where it is not, and where it begins where that is not either.
fn place(draft: &Draft, spot: Spot) -> Place {
    let own = match (&draft.own, spot) {
        (Own::Milestone(own), Spot::Target) => own.target.as_ref().map(|at| &at.place),
        (Own::Intent(own), Spot::KeyResult(at)) => own.key_results.get(at).map(|at| &at.place),
        (Own::Intent(own), Spot::Assumption(at)) => own.assumptions.get(at).map(|at| &at.place),
        _ => None,
    };
    own.or(draft.common.title.as_ref().map(|title| &title.place)).unwrap_or(&draft.whole).clone()
}

/// Where a setting that a finding is about is written.
fn setting(settings: &Settings, spot: Spot) -> Option<Place> {
    let Spot::Share(kind) = spot else { return None };
    let At { value: mix, place } = settings.investment.as_ref()?;
    let share = match kind {
        Investment::Core => &mix.core,
        Investment::Adjacent => &mix.adjacent,
        Investment::Transformational => &mix.transformational,
    };
    Some(share.as_ref().map_or(place, |share| &share.place).clone())
}

/// Takes out what items are excused from, and tells the waivers that have ended or excuse nothing.
fn waive(roadmap: &Roadmap, as_of: Day, told: Vec<Told>, off: &BTreeSet<&str>) -> Vec<Problem> {
    /// Where a waiver stands, when it ends, and whether anything is to be excused by it.
    type Waived<'a> = (&'a Place, Option<&'a Due>, bool);
    let mut waivers: BTreeMap<(&Id, &str), Vec<Waived<'_>>> = BTreeMap::new();
    for (id, item) in &roadmap.items {
        for At { value: Waiver { check, reason: _, until }, place } in &item.draft.common.waive {
            let Some(At { value: Text(check), .. }) = check else { continue };
            let until = until.as_ref().map(|until| &until.value);
            waivers.entry((id, check)).or_default().push((place, until, false));
        }
    }
    let has_ended =
        |until: Option<&Due>| until.and_then(|until| until.0.as_ref()).is_some_and(|until| until.is_past(as_of));
    let mut problems = Vec::new();
    for Told { problem, item } in told {
        let item = item.and_then(|id| roadmap.items.get_key_value(&id)).map(|(id, _)| id);
        let waivers = item.and_then(|id| waivers.get_mut(&(id, problem.rule.name)));
        let mut is_excused = false;
        for (_, until, is_needed) in waivers.into_iter().flatten() {
            *is_needed = true;
            is_excused |= !has_ended(*until);
        }
        if !is_excused {
            problems.push(problem);
        }
    }
    for ((_, check), waivers) in waivers {
        for (place, until, is_needed) in waivers {
            let message = match until.and_then(|until| until.0.as_ref()) {
                Some(end) if end.is_past(as_of) => {
                    format!("this waiver of `{check}` ended on {}", crate::date::Date::day(end.last()).words())
                }
                // What is switched off finds nothing, and may be switched on again.
                _ if !is_needed && !off.contains(check) => format!("nothing is to be excused from `{check}` here"),
                _ => continue,
            };
            problems.push(Problem::of(&rule::WAIVER, message).at(place.clone()));
        }
    }
    problems
}

/// Whether an item, as this audience is told of it, is still to happen and must. A milestone that does not say has the
/// priority of the first of its intents.
fn is_open_must(door: &Door<'_>, item: &Item) -> bool {
    let written = |item: &Item| match &item.draft.own {
        Own::Intent(own) => own.priority.as_ref().map(|at| at.value),
        Own::Milestone(own) => own.priority.as_ref().map(|at| at.value),
        Own::Vision(_) | Own::Update(_) | Own::Page(_) => None,
    };
    let inherited = || written(door.roadmap().items.get(item.to.intents.first()?)?);
    let is_open = match item.draft.kind {
        Kind::Intent => !matches!(door.intent_status(item).0, IntentStatus::Achieved | IntentStatus::Dropped),
        Kind::Milestone => !matches!(door.milestone_status(item).0, MilestoneStatus::Done | MilestoneStatus::Dropped),
        Kind::Vision | Kind::Update | Kind::Page => false,
    };
    is_open && written(item).or_else(inherited) == Some(Priority::Must)
}

/// A must that is told to an audience of its own kind has to be told in its words.
fn silent_audiences(roadmap: &Roadmap, told: &mut Vec<Told>) {
    let outsiders = roadmap.audiences.values().filter(|audience| matches!(audience.fields, FieldList::These(_)));
    for audience in outsiders {
        let door = Door::of(roadmap, Reader::of(audience));
        let musts = roadmap.items.iter().filter(|(id, item)| door.sees(id) && is_open_must(&door, item));
        for (_, item) in musts.filter(|(_, item)| !speaks_to(item, audience)) {
            let message = format!("`{}` see this `must` without a summary in their words", audience.id);
            told.push(Told::at(&rule::SILENT_AUDIENCE, item, &place(&item.draft, Spot::Title), message));
        }
    }
}

/// Whether an item has a summary for this audience: in its own words, or since it is for nobody else.
fn speaks_to(item: &Item, audience: &Audience) -> bool {
    let says = |summary: Option<&At<Text>>| summary.is_some_and(|at| !at.value.0.trim().is_empty());
    says(item.draft.wording(&audience.id).and_then(|wording| wording.summary.as_ref()))
        || item.audiences.iter().eq([&audience.id]) && says(item.draft.common.summary.as_ref())
}

/// An item that names an audience means it to be seen. What an update is about is another matter: it is seen by those
/// who see all of that.
fn hidden_by_parents(roadmap: &Roadmap, told: &mut Vec<Told>) {
    for audience in roadmap.audiences.values() {
        let door = Door::of(roadmap, Reader::of(audience));
        for (id, item) in &roadmap.items {
            let Some(Verdict::Above(above)) = door.visibility().verdict(id) else { continue };
            if !matches!(item.draft.kind, Kind::Intent | Kind::Milestone) {
                continue;
            }
            let named = item.draft.common.audiences.iter().flat_map(|audiences| &audiences.value.0);
            let Some(at) = named.into_iter().find(|at| at.value.0 == audience.id.as_str()) else { continue };
            let why = hidden(roadmap, item, above);
            let message = format!("names `{}`, who cannot see it: {why}", audience.id);
            told.push(Told::at(&rule::HIDDEN_BY_PARENT, item, &at.place, message));
        }
    }
}

/// What hides an item: `its intent, `a`, is hidden from them`.
fn hidden(roadmap: &Roadmap, item: &Item, above: &[Id]) -> String {
    if item.draft.kind == Kind::Intent && item.to.visions.is_empty() && item.to.parent.is_none() {
        return "it names no vision, and they see none".to_owned();
    }
    let is_parent = |id: &Id| item.to.parent.as_ref() == Some(id);
    let kind = match above.first() {
        Some(id) if is_parent(id) => "parent",
        Some(id) if roadmap.items.get(id).is_some_and(|item| item.draft.kind == Kind::Vision) => "vision",
        _ => "intent",
    };
    let names: Vec<String> = above.iter().map(|id| format!("`{id}`")).collect();
    match names.as_slice() {
        [one] => format!("its {kind}, {one}, is hidden from them"),
        [several @ .., last] => format!("its {kind}s, {} and {last}, are hidden from them", several.join(", ")),
        [] => format!("its {kind} is hidden from them"),
    }
}
