//! What is worked out rather than written: all of it from the view alone, so that nothing a reader
//! may not see can have a say in it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Above, Intent, Item, KeyResult, Milestone, Progress, ProgressSource, Reading, State, View};
use crate::date::{Date, Day, add_quarters, first_of_quarter};
use crate::id::Id;
use crate::markdown::destination::{self, Destination};
use crate::markdown::scan;
use crate::table::Table;
use crate::words::{Field, Health, Horizon, IntentStatus, Kind, MilestoneStatus, RawHtml};

/// Completes a view whose items hold only what was written, in the order of their ids. `order` holds the sorting
/// numbers of those that have one.
pub fn complete(view: &mut View, order: &Table<Id, f64>) {
    imply_vision(view);
    break_circles(view);
    inherit(view);
    set_health(view);
    let measured = view.shows(Field::Progress);
    let dropped: BTreeSet<Id> = view
        .intents
        .iter()
        .filter(|intent| intent.status == Some(IntentStatus::Dropped))
        .map(|intent| intent.item.id.clone())
        .collect();
    for milestone in &mut view.milestones {
        // What served only what was given up is awaited by nobody.
        milestone.awaited = milestone.intents.is_empty() || milestone.intents.iter().any(|id| !dropped.contains(id));
        let is_past = milestone.target.as_ref().is_some_and(|target| target.is_past(view.as_of));
        milestone.late = milestone.is_pending() && is_past;
        if measured && milestone.progress.is_none() {
            milestone.progress = Some(progress_of(milestone, view.site.raw_html));
        }
    }
    sort(view, order);
    view.index = index(view);
    reverse(view);
    count_above(view);
    derive_intents(view);
    let mut mentions = mentions(view);
    for item in view.items_mut() {
        item.mentioned_by = mentions.remove(&item.id).unwrap_or_default();
    }
}

/// While there is one vision, an intent need not name it.
fn imply_vision(view: &mut View) {
    if let [vision] = view.visions.as_slice() {
        let id = vision.item.id.clone();
        for intent in view.intents.iter_mut().filter(|intent| intent.visions.is_empty()) {
            intent.visions.push(id.clone());
        }
    }
}

/// Intents that are parts of one another in a circle, which everything that walks the tree would follow for ever: the
/// one with the smallest id stands at the top.
fn break_circles(view: &mut View) {
    let parents: BTreeMap<&Id, &Id> =
        view.intents.iter().filter_map(|intent| Some((&intent.item.id, intent.parent.as_ref()?))).collect();
    let mut settled: BTreeSet<&Id> = BTreeSet::new();
    let mut tops: BTreeSet<Id> = BTreeSet::new();
    for start in parents.keys() {
        let mut way: Vec<&Id> = Vec::new();
        let mut on_way: BTreeSet<&Id> = BTreeSet::new();
        let mut next = Some(*start);
        while let Some(id) = next.filter(|id| !settled.contains(id)) {
            if !on_way.insert(id) {
                let from = way.iter().position(|other| *other == id).unwrap_or_default();
                tops.extend(way[from..].iter().min().map(|id| (*id).clone()));
                break;
            }
            way.push(id);
            next = parents.get(id).copied();
        }
        settled.extend(way);
    }
    for intent in view.intents.iter_mut().filter(|intent| tops.contains(&intent.item.id)) {
        intent.parent = None;
    }
}

/// How many intents stand above each, worked out from the top, so that no way is walked for each that stands on it.
fn count_above(view: &mut View) {
    let mut known: Table<Id, Above> = Table::default();
    for intent in &view.intents {
        // Up to where it is known, and down again.
        let parent = |intent: &&Intent| view.intent(intent.parent.as_ref()?);
        let is_new = |intent: &&Intent| known.get(&intent.item.id).is_none();
        let way: Vec<&Intent> = std::iter::successors(Some(intent), parent).take_while(is_new).collect();
        for intent in way.into_iter().rev() {
            let above = parent(&intent).map_or_else(Above::default, |parent| {
                let mut above = known.get(&parent.item.id).cloned().unwrap_or_default();
                above.count += 1;
                if above.first.len() < 2 {
                    above.first.push(parent.item.id.clone());
                }
                above
            });
            known.insert(intent.item.id.clone(), above);
        }
    }
    for intent in &mut view.intents {
        intent.above = known.remove(&intent.item.id).unwrap_or_default();
    }
}

/// A milestone has the priority and the kind of bet of its first intent where it has none of its own.
fn inherit(view: &mut View) {
    let intents: Table<&Id, &Intent> = view.intents.iter().map(|intent| (&intent.item.id, intent)).collect();
    for milestone in &mut view.milestones {
        let Some(intent) = milestone.intents.first().and_then(|id| intents.get(id)) else { continue };
        milestone.priority = milestone.priority.or(intent.priority);
        milestone.urgent = milestone.urgent.or(intent.urgent);
        milestone.important = milestone.important.or(intent.important);
        milestone.investment = milestone.investment.or(intent.investment);
    }
}

/// The latest update that sets a health, up to the day of the page, goes before the field.
fn set_health(view: &mut View) {
    let mut latest: Table<Id, (Day, Health)> = Table::default();
    for update in &view.updates {
        let Some(health) = update.health else { continue };
        let day = update.date.last();
        if day > view.as_of {
            continue;
        }
        for id in &update.about {
            let newer = latest.get(id).is_none_or(|&(before, _)| before <= day);
            if newer {
                latest.insert(id.clone(), (day, health));
            }
        }
    }
    for intent in &mut view.intents {
        if let Some(&(day, health)) = latest.get(&intent.item.id) {
            intent.health = Some(health);
            intent.health_since = Some(day);
        }
    }
    for milestone in &mut view.milestones {
        if let Some(&(day, health)) = latest.get(&milestone.item.id) {
            milestone.health = Some(health);
            milestone.health_since = Some(day);
        }
        milestone.state = State::of(milestone.status, milestone.health);
    }
}

/// The share of ticked tasks in its text, else whether it is done.
fn progress_of(milestone: &Milestone, raw_html: RawHtml) -> Progress {
    let scan::Tasks { done, all } = milestone.item.body.markdown.scan(raw_html).tasks;
    if all > 0 {
        return Progress { percent: percent(done as f64 / all as f64), source: ProgressSource::Tasks { done, all } };
    }
    let reached = milestone.status == Some(MilestoneStatus::Done);
    Progress { percent: if reached { 100 } else { 0 }, source: ProgressSource::Status }
}

/// Active, or due by the end of this quarter: now; by the end of the following two: next; else later.
pub(super) fn horizon(status: MilestoneStatus, target: Option<&Date>, as_of: Day) -> Horizon {
    if status == MilestoneStatus::Active {
        return Horizon::Now;
    }
    let Some(target) = target else { return Horizon::Later };
    let quarter = first_of_quarter(as_of);
    if target.last() < add_quarters(quarter, 1) {
        Horizon::Now
    } else if target.last() < add_quarters(quarter, 3) {
        Horizon::Next
    } else {
        Horizon::Later
    }
}

/// A share of 0 to 1 as whole percent. What is not whole is never shown as 100, nor what has begun as 0.
pub fn percent(share: f64) -> u8 {
    let share = share.clamp(0.0, 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100 after clamping")]
    let rounded = (share * 100.0).round() as u8;
    match rounded {
        100 if share < 1.0 => 99,
        0 if share > 0.0 => 1,
        _ => rounded,
    }
}

/// Puts the lists into their order. They come in the order of ids, which stays among equals.
fn sort(view: &mut View, order: &Table<Id, f64>) {
    // Those without a number come after those with one.
    let by_hand = |item: &Item| in_order(order.get(&item.id).copied().unwrap_or(f64::INFINITY));
    let due = |milestone: &Milestone| {
        let date = if milestone.status == Some(MilestoneStatus::Done) {
            milestone.done.as_ref().or(milestone.target.as_ref())
        } else {
            milestone.target.as_ref()
        };
        date.map_or((Day::MAX, Day::MAX), |date| (date.last(), date.first()))
    };
    view.visions
        .sort_by_cached_key(|vision| (by_hand(&vision.item), vision.horizon.as_ref().map_or(Day::MAX, Date::last)));
    view.milestones.sort_by_cached_key(|milestone| (by_hand(&milestone.item), due(milestone), nearness(milestone)));
    let mut first_due: Table<&Id, Option<(Day, Day)>> = Table::default();
    for milestone in &view.milestones {
        for intent in &milestone.intents {
            let first = first_due.entry(intent);
            *first = Some(first.map_or(due(milestone), |first| due(milestone).min(first)));
        }
    }
    view.intents.sort_by_cached_key(|intent| {
        let first = first_due.get(&intent.item.id).copied().flatten();
        (by_hand(&intent.item), standing(intent.status), first.unwrap_or((Day::MAX, Day::MAX)))
    });
    view.updates.sort_by_cached_key(|update| Reverse((update.date.last(), update.item.id.clone())));
    view.pages.sort_by_cached_key(|page| (by_hand(&page.item), page.item.title.clone()));
}

/// A number as one that is ordered as [`f64::total_cmp`] orders it.
fn in_order(number: f64) -> i64 {
    let bits = number.to_bits().cast_signed();
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

/// What is done comes first, then what is near, what is given up last: the order of those that have no date to tell.
fn nearness(milestone: &Milestone) -> (bool, Option<Horizon>) {
    (milestone.status == Some(MilestoneStatus::Dropped), milestone.horizon)
}

/// What is worked on comes first, what is given up last.
fn standing(status: Option<IntentStatus>) -> u8 {
    match status {
        Some(IntentStatus::Active) | None => 0,
        Some(IntentStatus::Proposed) => 1,
        Some(IntentStatus::Paused) => 2,
        Some(IntentStatus::Achieved) => 3,
        Some(IntentStatus::Dropped) => 4,
    }
}

fn index(view: &View) -> Table<Id, (Kind, usize)> {
    fn rows<'a, T: 'a>(
        kind: Kind,
        list: &'a [T],
        item: impl Fn(&T) -> &Item + 'a,
    ) -> impl Iterator<Item = (Id, (Kind, usize))> + 'a {
        list.iter().enumerate().map(move |(at, entry)| (item(entry).id.clone(), (kind, at)))
    }
    rows(Kind::Vision, &view.visions, |vision| &vision.item)
        .chain(rows(Kind::Intent, &view.intents, |intent| &intent.item))
        .chain(rows(Kind::Milestone, &view.milestones, |milestone| &milestone.item))
        .chain(rows(Kind::Update, &view.updates, |update| &update.item))
        .chain(rows(Kind::Page, &view.pages, |page| &page.item))
        .collect()
}

/// Every relation from its other end.
fn reverse(view: &mut View) {
    type Ends = Table<Id, Vec<Id>>;
    fn add(ends: &mut Ends, to: &Id, from: &Id) {
        ends.entry(to.clone()).push(from.clone());
    }
    let (mut unblocks, mut below_vision, mut children, mut milestones) = <(Ends, Ends, Ends, Ends)>::default();
    let (mut updates, mut replaced_by) = <(Ends, Ends)>::default();
    for intent in &view.intents {
        let id = &intent.item.id;
        intent.depends_on.iter().for_each(|needed| add(&mut unblocks, needed, id));
        match &intent.parent {
            Some(parent) => add(&mut children, parent, id),
            None => intent.visions.iter().for_each(|vision| add(&mut below_vision, vision, id)),
        }
    }
    for milestone in &view.milestones {
        let id = &milestone.item.id;
        milestone.depends_on.iter().for_each(|needed| add(&mut unblocks, needed, id));
        milestone.intents.iter().for_each(|intent| add(&mut milestones, intent, id));
    }
    for update in &view.updates {
        update.about.iter().for_each(|about| add(&mut updates, about, &update.item.id));
    }
    for item in view.items() {
        item.replaces.iter().for_each(|replaced| add(&mut replaced_by, replaced, &item.id));
    }
    let take = |ends: &mut Ends, id: &Id| ends.remove(id).unwrap_or_default();
    for vision in &mut view.visions {
        vision.intents = take(&mut below_vision, &vision.item.id);
    }
    for intent in &mut view.intents {
        intent.children = take(&mut children, &intent.item.id);
        intent.milestones = take(&mut milestones, &intent.item.id);
        intent.unblocks = take(&mut unblocks, &intent.item.id);
    }
    for milestone in &mut view.milestones {
        milestone.unblocks = take(&mut unblocks, &milestone.item.id);
    }
    for item in view.items_mut() {
        item.updates = take(&mut updates, &item.id);
        item.replaced_by = take(&mut replaced_by, &item.id);
    }
}

fn derive_intents(view: &mut View) {
    let measured = view.shows(Field::Progress);
    let mut derived = Vec::new();
    for intent in &view.intents {
        let milestones: Vec<&Milestone> = intent.milestones.iter().filter_map(|id| view.milestone(id)).collect();
        let nearest = milestones.iter().filter_map(|milestone| milestone.horizon).min();
        let horizon = intent.is_open().then(|| intent.horizon.or(nearest).unwrap_or(Horizon::Later));
        let results: Vec<u8> = intent.key_results.iter().map(|result| reached(result, view.as_of)).collect();
        let progress = if measured { progress(&results, &milestones) } else { None };
        derived.push((horizon, progress, results));
    }
    for (intent, (horizon, progress, results)) in view.intents.iter_mut().zip(derived) {
        intent.horizon = horizon;
        intent.progress = progress;
        for (result, progress) in intent.key_results.iter_mut().zip(results) {
            result.progress = progress;
        }
    }
}

/// How far the latest reading, up to the day of the page, is from baseline to target, in percent.
fn reached(result: &KeyResult, as_of: Day) -> u8 {
    let known = |reading: &&Reading| reading.date.as_ref().is_none_or(|date| date.first() <= as_of);
    let share = |reading: &Reading| (reading.value - result.baseline) / (result.target - result.baseline);
    result.readings.iter().rfind(known).map_or(0, |latest| percent(share(latest)))
}

/// The mean of the key results if there are any, else of the milestones that are not dropped.
fn progress(results: &[u8], milestones: &[&Milestone]) -> Option<Progress> {
    let whole = |mean: f64| percent(mean / 100.0);
    if !results.is_empty() {
        let sum: f64 = results.iter().map(|&percent| f64::from(percent)).sum();
        let source = ProgressSource::KeyResults(results.len());
        return Some(Progress { percent: whole(sum / results.len() as f64), source });
    }
    let counted: Vec<(f64, Option<f64>)> = milestones
        .iter()
        .filter(|milestone| milestone.status != Some(MilestoneStatus::Dropped))
        .filter_map(|milestone| Some((f64::from(milestone.progress?.percent), milestone.effort)))
        .collect();
    let count = counted.len();
    let effort: f64 = counted.iter().filter_map(|(_, effort)| *effort).sum();
    if effort > 0.0 && counted.iter().all(|(_, effort)| effort.is_some()) {
        let sum: f64 = counted.iter().filter_map(|(percent, effort)| Some(percent * (*effort)?)).sum();
        return Some(Progress { percent: whole(sum / effort), source: ProgressSource::Effort(count) });
    }
    let sum: f64 = counted.iter().map(|(percent, _)| percent).sum();
    (count > 0).then(|| Progress { percent: whole(sum / count as f64), source: ProgressSource::Milestones(count) })
}

/// Which items' texts link to an item, or name it as related.
fn mentions(view: &View) -> Table<Id, Vec<Id>> {
    let items: Vec<&Item> = view.items().collect();
    let mentioned: Vec<Vec<&Id>> = items.par_iter().map(|item| mentioned(view, item)).collect();
    let mut mentions: Table<Id, Vec<Id>> = Table::default();
    for (item, mentioned) in items.iter().zip(mentioned) {
        for to in mentioned.into_iter().filter(|to| **to != item.id) {
            let by = mentions.entry(to.clone());
            // Items come one after the other, so one that is there already stands last.
            if by.last() != Some(&item.id) {
                by.push(item.id.clone());
            }
        }
    }
    mentions
}

/// What an item's texts link to, and what it names as related.
fn mentioned<'v>(view: &'v View, item: &'v Item) -> Vec<&'v Id> {
    let summary = item.summary.as_deref().map(scan::inline_links).unwrap_or_default();
    let body = &item.body.markdown.scan(view.site.raw_html).links;
    let linked = summary.iter().chain(body).filter_map(|link| {
        let target = if link.wiki {
            view.resolve(scan::wiki_target(&link.destination).0)
        } else if let Destination::Path { path, .. } = destination::judge(&item.body.file, &link.destination) {
            view.files.get(path.as_str()).and_then(|id| view.item(id.as_ref()?))
        } else {
            None
        };
        target.map(|target| &target.id)
    });
    item.relates_to.iter().chain(linked).collect()
}
