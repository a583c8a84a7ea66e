//! Who sees what, worked out a second time from PRODUCT.md, section 7, and from nothing of the program.

use std::collections::BTreeSet;

use roadmapgen::words::Kind;

use super::plan::{Audience, Block, Item, Plan, ids_of, markdown};
use super::tally::Tally;

/// What one audience sees of a plan.
#[derive(Debug)]
pub struct Sight {
    /// Itself, and everybody whose items it sees too.
    pub reach: BTreeSet<String>,
    /// The ids of the items that it sees.
    pub items: BTreeSet<String>,
}

impl Sight {
    /// What an audience sees.
    pub fn of(plan: &Plan, who: &Audience) -> Self {
        let mut sight = Self { reach: reach(plan, &who.id), items: BTreeSet::new() };
        let named = |item: &&Item| {
            let names = item.audiences.as_ref().unwrap_or(&plan.defaults);
            !plan.is_out(item) && names.iter().any(|name| sight.reach.contains(name))
        };
        sight.items = plan.items.iter().filter(named).map(|item| item.id.clone()).collect();
        // What hangs on something hidden goes, and then what hangs on that, until nothing more goes.
        loop {
            let fallen: Vec<String> = sight
                .items
                .iter()
                .filter(|id| plan.item(id).is_some_and(|item| sight.falls(plan, item).is_some()))
                .cloned()
                .collect();
            if fallen.is_empty() {
                return sight;
            }
            for id in fallen {
                sight.items.remove(&id);
            }
        }
    }

    /// Whether it sees the item with this id.
    pub fn sees(&self, id: &str) -> bool {
        self.items.contains(id)
    }

    /// Why an item that may be seen by name hangs on nothing that is seen.
    fn falls(&self, plan: &Plan, item: &Item) -> Option<&'static str> {
        let above = |key: &str| references(plan, item, key);
        let none_seen = |ids: &[String]| !ids.is_empty() && !ids.iter().any(|id| self.sees(id));
        match item.kind {
            Kind::Intent => {
                let (visions, parent) = (above("vision"), above("parent"));
                let all = || plan.items.iter().filter(|item| item.kind == Kind::Vision && !plan.is_out(item));
                if none_seen(&visions) {
                    Some("an intent by its visions")
                } else if none_seen(&parent) {
                    Some("an intent by its parent")
                } else if visions.is_empty() && parent.is_empty() {
                    let all: Vec<String> = all().map(|vision| vision.id.clone()).collect();
                    none_seen(&all).then_some("an intent by the visions that it does not name")
                } else {
                    None
                }
            }
            Kind::Milestone => none_seen(&above("intent")).then_some("a milestone by its intents"),
            Kind::Update => above("about").iter().any(|id| !self.sees(id)).then_some("an update by what it is about"),
            Kind::Vision | Kind::Page => None,
        }
    }

    /// Counts how what is hidden is hidden.
    pub fn count(&self, plan: &Plan, tally: &mut Tally) {
        for item in plan.items.iter().filter(|item| !plan.is_out(item)) {
            let in_circle = is_in_circle(plan, item);
            if self.sees(&item.id) {
                tally.add(&format!("seen: {}", item.kind.one()));
                if in_circle {
                    tally.add("seen: a circle of parents");
                }
                continue;
            }
            tally.add(&format!("hidden: {}", item.kind.one()));
            let names = item.audiences.as_ref().unwrap_or(&plan.defaults);
            if names.iter().any(|name| self.reach.contains(name)) {
                let why = self.falls(plan, item).expect("what is named and hidden hangs on something hidden");
                tally.add(&format!("narrowed: {why}"));
                if in_circle {
                    tally.add("narrowed: a circle of parents");
                }
            }
        }
    }

    /// Whether it reads a passage for these.
    pub fn reads(&self, audiences: &[String]) -> bool {
        audiences.iter().any(|audience| self.reach.contains(audience))
    }

    /// What it reads of a text, passages and all.
    pub fn blocks(&self, blocks: &[Block], tally: &mut Tally) -> Vec<Block> {
        let mut seen = Vec::new();
        for block in blocks {
            match block {
                Block::Text(_) => seen.push(block.clone()),
                Block::For(audiences, inner) if self.reads(audiences) => {
                    tally.add("seen: a passage");
                    seen.push(Block::For(audiences.clone(), self.blocks(inner, tally)));
                }
                Block::For(..) => tally.add("hidden: a passage"),
            }
        }
        seen
    }

    /// The files of an item's bundle that a text of it, as this audience sees it, refers to. Names of files stand
    /// nowhere but in links to them, so that looking for the name is enough.
    pub fn assets(&self, item: &Item, who: &Audience) -> BTreeSet<String> {
        let mut texts = markdown(&self.blocks(&item.body, &mut Tally::default()));
        let worded = item.wording(&who.id).and_then(|wording| wording.get("summary"));
        texts.extend(worded.or(item.table.get("summary")).and_then(|summary| summary.as_str()));
        for field in ["why", "success", "assumptions", "blocked"] {
            if let Some(value) = item.table.get(field).filter(|_| who.shows(field)) {
                texts.push_str(&value.to_string());
            }
        }
        item.assets.keys().filter(|name| texts.contains(name.as_str())).cloned().collect()
    }
}

/// Whether an intent is a part of itself through others.
fn is_in_circle(plan: &Plan, item: &Item) -> bool {
    let mut above = references(plan, item, "parent");
    for _ in 0..plan.items.len() {
        match above.first() {
            Some(id) if *id == item.id => return true,
            Some(id) => above = plan.item(id).map_or_else(Vec::new, |item| references(plan, item, "parent")),
            None => return false,
        }
    }
    false
}

/// Itself, those that it sees, those that they see, and so on.
fn reach(plan: &Plan, id: &str) -> BTreeSet<String> {
    let mut reach = BTreeSet::from([id.to_owned()]);
    loop {
        let more: Vec<String> = plan
            .audiences
            .iter()
            .filter(|audience| reach.contains(&audience.id))
            .flat_map(|audience| audience.sees.iter().cloned())
            .collect();
        let before = reach.len();
        reach.extend(more);
        if reach.len() == before {
            return reach;
        }
    }
}

/// The ids that a field of an item refers to, old ones told by what they mean now.
pub fn references(plan: &Plan, item: &Item, key: &str) -> Vec<String> {
    let Some(value) = item.table.get(key) else { return Vec::new() };
    let aliases = plan.aliases();
    ids_of(Some(value)).into_iter().map(|id| aliases.get(&id).cloned().unwrap_or(id)).collect()
}
