//! The same roadmap with everything changed that one audience may not see: of its view not a byte may change.
//!
//! What changes: every field and the text of hidden items, their files, the words by which they are called, and how
//! many there are; hidden fields of seen items, within what decides neither the horizon nor whether something is over,
//! since everybody may know those; dates within the period that is told; words for others and what this audience's own
//! words stand for; passages for others, changed, taken away and added; files of bundles that no seen text refers to;
//! settings that nothing seen uses. What hangs on what stays, since changing that may show an item.

use std::collections::BTreeSet;

use roadmapgen::date::Day;
use roadmapgen::words::{Field, Kind, Word};
use toml::{Table, Value};

use super::delete::{Outcome, outcome, uses};
use super::field::{self, Lore, phrase, sentence};
use super::grow;
use super::plan::{Audience, Block, Home, Item, Plan, REFERENCES, ROADMAP, markdown, strings};
use super::prose::HEADING;
use super::random::Random;
use super::sight::Sight;
use super::when::Calendar;

/// The plan with everything changed that an audience may not see, and the ids of the items that it does not see.
pub fn disturb(plan: &Plan, who: &Audience, random: &mut Random) -> (Plan, BTreeSet<String>) {
    let sight = Sight::of(plan, who);
    let outsiders = plan.audiences.iter().map(|audience| audience.id.clone());
    let outsiders = outsiders.filter(|id| !sight.reach.contains(id)).collect();
    let lore = Lore { richness: 60, ..grow::lore_of(plan) };
    let all: Vec<String> = plan.items.iter().filter(|item| !plan.is_out(item)).map(|item| item.id.clone()).collect();
    let mut hand =
        Hand { plan, who, sight: &sight, calendar: Calendar::of(&plan.settings), outsiders, lore, all, random };
    let mut changed = plan.clone();
    for item in &mut changed.items {
        if sight.sees(&item.id) {
            hand.seen(item);
        } else {
            hand.hidden(item);
        }
    }
    let new = hand.strangers(&changed);
    changed.items.extend(new);
    hand.settings(&mut changed);
    let hidden = changed.items.iter().map(|item| item.id.clone()).filter(|id| !sight.sees(id)).collect();
    (changed, hidden)
}

struct Hand<'a> {
    plan: &'a Plan,
    who: &'a Audience,
    sight: &'a Sight,
    calendar: Calendar,
    /// The audiences whose items this one does not see.
    outsiders: Vec<String>,
    lore: Lore,
    /// The ids of all published items.
    all: Vec<String>,
    random: &'a mut Random,
}

impl Hand<'_> {
    /// Everything of an item but what hangs on it.
    fn hidden(&mut self, item: &mut Item) {
        let mut table = field::fields(self.random, item.kind, &self.lore);
        for key in REFERENCES.iter().chain(&["aliases", "draft"]) {
            let is_loose = matches!(*key, "relates_to" | "replaces" | "depends_on");
            if let Some(value) = item.table.get(*key).filter(|_| !(is_loose && self.random.chance(40))) {
                table.insert((*key).to_owned(), value.clone());
            }
        }
        item.table = table;
        self.words_for_others(item);
        // Another text may lead to this heading.
        let heading = markdown(&item.body).starts_with(HEADING).then(|| Block::Text(HEADING.to_owned()));
        item.body = heading.into_iter().chain([self.fresh_text()]).collect();
        item.assets.values_mut().for_each(|bytes| *bytes = field::picture(self.random));
    }

    fn fresh_text(&mut self) -> Block {
        let random = &mut *self.random;
        let text = match random.below(4) {
            0 => format!("- [x] {}\n- [x] {}\n\n", phrase(random), phrase(random)),
            1 => format!("{HEADING}# Why\n\n{}\n\n", sentence(random)),
            2 => format!("[place]: https://example.org/elsewhere\n\n[^n]: {}\n\n", sentence(random)),
            _ => format!("{}\n", sentence(random)),
        };
        Block::Text(text)
    }

    /// What this audience does not see of an item that it sees.
    fn seen(&mut self, item: &mut Item) {
        let before = outcome(self.plan, item, self.who);
        let fresh = field::fields(self.random, item.kind, &self.lore);
        for key in Field::ALL.iter().map(|field| field.as_str()).chain(["codenames", "waive"]) {
            let has_own_way = matches!(
                key,
                "status" | "target" | "start" | "done" | "aliases" | "depends_on" | "relates_to" | "replaces"
            );
            let is_hidden = matches!(key, "codenames" | "waive") || !self.who.shows(key);
            if !has_own_way && is_hidden && self.random.chance(70) {
                replace(&mut item.table, key, fresh.get(key));
            }
        }
        self.relations(item);
        if item.kind == Kind::Milestone {
            self.standing(item, &fresh, &before);
        } else if item.kind == Kind::Intent && !self.who.shows("status") {
            self.attempt(item, &before, |table| replace(table, "status", fresh.get("status")));
        }
        self.within_periods(item, &before);
        self.stood_for(item);
        self.words_for_others(item);
        item.body = self.blocks(&item.body.clone(), 0);
        let used = self.sight.assets(item, self.who);
        for (name, bytes) in &mut item.assets {
            if !used.contains(name) {
                *bytes = field::picture(self.random);
            }
        }
        if let Home::Bundle(_) = item.home {
            item.assets.insert(format!("added-{}.png", self.random.below(100)), field::picture(self.random));
        }
    }

    fn relations(&mut self, item: &mut Item) {
        for key in ["relates_to", "replaces"] {
            if !self.who.shows(key) && self.random.chance(60) {
                let others: Vec<String> = self.all.iter().filter(|id| **id != item.id).cloned().collect();
                let ids = self.random.few(&others, 2);
                item.table.insert(key.to_owned(), strings(&ids));
            }
        }
        // Only fewer of these: more might make a circle.
        if !self.who.shows("depends_on") && self.random.chance(50) {
            item.table.remove("depends_on");
        }
        if !self.who.shows("aliases") && self.random.chance(60) {
            let mut aliases = super::plan::ids_of(item.table.get("aliases"));
            aliases.push(format!("older-{}", item.id));
            item.table.insert("aliases".to_owned(), strings(&aliases));
        }
    }

    /// Status and dates of a milestone where they are hidden.
    fn standing(&mut self, item: &mut Item, fresh: &Table, before: &Outcome) {
        let (who, dates) = (self.who, self.who.dates());
        let status = !who.shows("status");
        let done = !(who.shows("done") && dates);
        if status && done {
            self.attempt(item, before, |table| {
                replace(table, "status", fresh.get("status"));
                replace(table, "done", fresh.get("done"));
            });
        }
        if done {
            self.attempt(item, before, |table| replace(table, "done", fresh.get("done")));
        }
        if status {
            self.attempt(item, before, |table| replace(table, "status", fresh.get("status")));
        }
        if !(who.shows("target") && dates) {
            self.attempt(item, before, |table| replace(table, "target", fresh.get("target")));
        }
        if !(who.shows("start") && dates) {
            self.attempt(item, before, |table| replace(table, "start", fresh.get("start")));
        }
    }

    /// Changes an item unless that would change what everybody may know, or be wrong.
    fn attempt(&self, item: &mut Item, before: &Outcome, change: impl FnOnce(&mut Table)) {
        let mut other = item.clone();
        change(&mut other.table);
        // Whoever has no own words for the status is told what the item says.
        let bare = Audience { id: String::new(), fields: None, ..self.who.clone() };
        let is_over = outcome(self.plan, &other, &bare).over.is_some_and(|over| over != "achieved");
        let goes_together = is_over || !other.table.contains_key("done");
        if goes_together && outcome(self.plan, &other, self.who) == *before {
            *item = other;
        }
    }

    /// Dates that are told roughly, within what is told.
    fn within_periods(&mut self, item: &mut Item, before: &Outcome) {
        if self.who.precision == "day" {
            return;
        }
        for (key, is_late) in [("start", false), ("target", true), ("done", true), ("horizon", true)] {
            // A milestone's horizon is no date.
            let Some(value) = item.table.get(key).filter(|value| self.calendar.read(value).is_some()).cloned() else {
                continue;
            };
            let other = self.same_period(&value, is_late);
            if self.who.shows(key) || key == "horizon" {
                self.attempt(item, before, |table| replace(table, key, Some(&other)));
            }
        }
        for success in entries(&mut item.table, "success") {
            if let Some(value) = success.get("by").cloned() {
                let other = self.same_period(&value, true);
                success.insert("by".to_owned(), other);
            }
        }
        for result in entries(&mut item.table, "key_results") {
            if let Some(Value::Array(readings)) = result.get_mut("readings") {
                let day = |reading: &Value| self.calendar.read(&reading[0]).expect("a reading has a day").0.last();
                if self.who.precision == "horizon" {
                    readings.retain(|reading| day(reading) <= self.plan.as_of);
                    readings.sort_by_key(day);
                    for (at, reading) in readings.iter_mut().enumerate() {
                        reading[0] = Value::String(format!("2024-{:02}-02", at + 1));
                    }
                }
                let value = i64::try_from(self.random.below(90)).expect("small");
                readings.insert(0, Value::Array(vec![Value::String("2028-01-15".to_owned()), Value::Integer(value)]));
            }
        }
    }

    /// Another date that this audience is told in the same way.
    fn same_period(&mut self, value: &Value, is_late: bool) -> Value {
        let told = self.calendar.told(value, &self.who.precision);
        for _ in 0..12 {
            let other = if told.is_none() && is_late {
                field::late(self.random, &self.lore)
            } else if let Some((date, _)) = told.as_ref().and_then(|told| self.calendar.read(told)) {
                let (mut first, mut last) = (date.first(), date.last());
                // Things begin before July 2026 and end after that, whatever stands in the other field.
                let middle = Day::constant(2026, 7, 1);
                if is_late {
                    first = first.max(middle);
                } else {
                    last = last.min(Day::constant(2026, 6, 30));
                }
                if first > last {
                    return value.clone();
                }
                let months = i32::from(last.year() - first.year()) * 12 + i32::from(last.month() - first.month());
                let months = usize::try_from(months).expect("the last day is after the first");
                let later =
                    i16::try_from(self.random.between(0, months)).expect("a few years") + i16::from(first.month()) - 1;
                let month = i8::try_from(later % 12 + 1).expect("a month");
                let date = i8::try_from(self.random.between(1, 28)).expect("a day");
                Value::String(Day::constant(first.year() + later / 12, month, date).to_string())
            } else {
                return value.clone();
            };
            if self.calendar.told(&other, &self.who.precision) == told {
                return other;
            }
        }
        value.clone()
    }

    /// What this audience's own words stand for.
    fn stood_for(&mut self, item: &mut Item) {
        let Some(own) = item.wording(&self.who.id).cloned() else { return };
        for key in own.keys() {
            let other = match key.as_str() {
                "title" => Value::String(phrase(self.random)),
                "summary" => Value::String(sentence(self.random)),
                "start" => field::early(self.random),
                "target" => field::late(self.random, &self.lore),
                "horizon" => Value::String((*self.random.pick(&["now", "next", "later"])).to_owned()),
                "status" if !item.table.contains_key("done") => {
                    Value::String(field::status(self.random, &self.lore, item.kind))
                }
                _ => continue,
            };
            item.table.insert(key.clone(), other);
        }
    }

    fn words_for_others(&mut self, item: &mut Item) {
        let mut all = Table::new();
        if let Some(own) = item.wording(&self.who.id) {
            all.insert(self.who.id.clone(), Value::Table(own.clone()));
        }
        for audience in self.plan.audiences.iter().filter(|audience| audience.id != self.who.id) {
            let own = field::wording(self.random, item.kind, &self.lore);
            if !own.is_empty() && self.random.chance(50) {
                all.insert(audience.id.clone(), Value::Table(own));
            }
        }
        item.table.remove("for");
        if !all.is_empty() {
            item.table.insert("for".to_owned(), Value::Table(all));
        }
    }

    /// A text with its hidden passages changed, and others added.
    fn blocks(&mut self, blocks: &[Block], depth: usize) -> Vec<Block> {
        let mut changed = Vec::new();
        for block in blocks {
            changed.extend(self.new_passage(depth));
            match block {
                Block::Text(_) => changed.push(block.clone()),
                Block::For(audiences, inner) if self.sight.reads(audiences) => {
                    changed.push(Block::For(audiences.clone(), self.blocks(inner, depth + 1)));
                }
                Block::For(audiences, inner) => match self.random.below(3) {
                    0 => {}
                    1 => changed.push(Block::For(audiences.clone(), vec![self.fresh_text(), self.fresh_text()])),
                    _ => changed.push(Block::For(audiences.clone(), [inner.as_slice(), &[self.fresh_text()]].concat())),
                },
            }
        }
        changed.extend(self.new_passage(depth));
        changed
    }

    fn new_passage(&mut self, depth: usize) -> Option<Block> {
        let is_new = depth < 4 && !self.outsiders.is_empty() && self.random.chance(25);
        is_new.then(|| Block::For(vec![self.random.pick(&self.outsiders).clone()], vec![self.fresh_text()]))
    }

    /// More items that this audience does not see, which refer to those that it sees.
    fn strangers(&mut self, plan: &Plan) -> Vec<Item> {
        if self.outsiders.is_empty() {
            return Vec::new();
        }
        let mut strangers = Vec::new();
        for at in 0..self.random.between(1, 3) {
            let kind = *self.random.pick(Kind::ALL);
            // With a first vision, what names none would hang on it.
            let has_vision = plan.items.iter().any(|item| item.kind == Kind::Vision && !plan.is_out(item));
            if kind == Kind::Vision && !has_vision {
                continue;
            }
            let id = format!("{}{at}stranger", self.random.pick(&["a", "n", "z"]));
            let ids = |kinds: &[Kind]| -> Vec<String> {
                let seen = plan.items.iter().filter(|item| self.sight.sees(&item.id));
                seen.filter(|item| kinds.contains(&item.kind)).map(|item| item.id.clone()).collect()
            };
            let work = [Kind::Intent, Kind::Milestone];
            let keys: &[(&str, Vec<String>)] = &match kind {
                Kind::Intent => {
                    vec![("vision", ids(&[Kind::Vision])), ("parent", ids(&[Kind::Intent])), ("depends_on", ids(&work))]
                }
                Kind::Milestone => vec![("intent", ids(&[Kind::Intent])), ("depends_on", ids(&work))],
                Kind::Update => vec![("about", ids(&[Kind::Vision, Kind::Intent, Kind::Milestone]))],
                Kind::Vision | Kind::Page => vec![("relates_to", ids(Kind::ALL)), ("replaces", ids(Kind::ALL))],
            };
            let mut table = field::fields(self.random, kind, &self.lore);
            for (key, known) in keys {
                let chosen = self.random.few(known, 2);
                match chosen.first() {
                    Some(first) if *key == "parent" => table.insert((*key).to_owned(), Value::String(first.clone())),
                    Some(_) => table.insert((*key).to_owned(), strings(&chosen)),
                    None => None,
                };
            }
            let bundles = plan.items.iter().filter(|item| item.kind == kind && self.sight.sees(&item.id));
            let bundle = bundles.filter_map(|item| match &item.home {
                Home::Bundle(folder) => Some(format!("{folder}/{id}")),
                _ => None,
            });
            let inside = bundle.max().filter(|_| self.random.chance(50)).map(Home::Bundle);
            let list = self.random.pick(&["milestones/several.toml", ROADMAP]);
            let home = inside.unwrap_or_else(|| match self.random.below(3) {
                0 => Home::List((*list).to_owned()),
                1 => Home::Bundle(format!("{}/{id}", kind.folder())),
                _ => Home::File(format!("{}/{id}.md", kind.folder())),
            });
            let mut item = Item {
                kind,
                home,
                audiences: Some(vec![self.random.pick(&self.outsiders).clone()]),
                table,
                body: vec![self.fresh_text(), self.fresh_text()],
                assets: std::collections::BTreeMap::new(),
                id,
            };
            if let Home::Bundle(_) = item.home {
                item.assets.insert("drawing.png".to_owned(), field::picture(self.random));
                item.body.push(Block::Text("![Drawing](drawing.png)\n".to_owned()));
            }
            strangers.push(item);
        }
        strangers
    }

    /// Settings that nothing seen uses: titles of lenses and statuses, named dates.
    fn settings(&mut self, plan: &mut Plan) {
        let seen = Plan {
            items: plan.items.iter().filter(|item| self.sight.sees(&item.id)).cloned().collect(),
            ..plan.clone()
        };
        let used = uses(&super::delete::delete(
            &seen,
            self.who,
            super::delete::Others::Stay,
            &mut super::tally::Tally::default(),
        ));
        // A date that is named in the fields of a seen item may be told without its name.
        let named = uses(&seen);
        for (name, date) in table_of(&mut plan.settings, &["dates"]) {
            if !named.contains(name) {
                *date = Value::String(format!("2027-{:02}-11", self.random.between(1, 12)));
            }
        }
        for path in [&["lenses"][..], &["statuses", "intent"], &["statuses", "milestone"]] {
            for (name, setting) in table_of(&mut plan.settings, path) {
                if !used.contains(name) {
                    setting["title"] = Value::String(phrase(self.random));
                }
            }
        }
    }
}

fn replace(table: &mut Table, key: &str, value: Option<&Value>) {
    match value {
        Some(value) => table.insert(key.to_owned(), value.clone()),
        None => table.remove(key),
    };
}

fn entries<'t>(table: &'t mut Table, key: &str) -> impl Iterator<Item = &'t mut Table> {
    table.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_table_mut)
}

fn table_of<'t>(settings: &'t mut Table, path: &[&str]) -> Vec<(&'t String, &'t mut Value)> {
    let (first, rest) = path.split_first().expect("a path has a part");
    let found = rest.iter().try_fold(settings.get_mut(*first), |found, part| Some(found?.get_mut(*part)));
    found.flatten().and_then(Value::as_table_mut).into_iter().flat_map(|table| table.iter_mut()).collect()
}
