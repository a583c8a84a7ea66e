//! Which items an audience sees: the first half of the door.
//!
//! An item is seen by the audiences that it names, or else by those of `[defaults]`, and by whoever sees all that
//! these see. What hangs on an item is seen by no more people than the item itself. Restriction narrows, and nothing
//! widens it.

use std::collections::BTreeMap;

use crate::id::Id;
use crate::model::{Audience, Item, Roadmap};
use crate::table::Table;
use crate::words::Kind;

/// Whether an audience sees an item, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Seen,
    /// Neither the item nor `[defaults]` names it, nor anybody whose items it sees too.
    NotNamed,
    /// It does not see what the item hangs on: its visions, its parent, its intents, or something that it is about.
    Above(Vec<Id>),
}

/// What one audience sees.
#[derive(Debug, Clone)]
pub enum Visibility {
    /// All there is: the roadmap has no audiences, and everybody reads the same.
    Everything,
    /// What is said of each item; nothing that is not among them.
    These(Table<Id, Verdict>),
}

impl Default for Visibility {
    /// Nothing is seen.
    fn default() -> Self {
        Self::These(Table::default())
    }
}

impl Visibility {
    /// What this audience sees of a roadmap; all of it where there are no audiences.
    pub fn of(roadmap: &Roadmap, audience: Option<&Audience>) -> Self {
        let Some(audience) = audience else { return Self::Everything };
        let by_name = |item: &Item| if audience.is_named_by(item) { Verdict::Seen } else { Verdict::NotNamed };
        let mut seen = Self::These(roadmap.items.iter().map(|(id, item)| (id.clone(), by_name(item))).collect());
        // From the top down, since what is hidden hides what hangs on it.
        let visions: Vec<&Id> = of_kind(roadmap, Kind::Vision).collect();
        let no_vision = seen.unless_one_is_seen(&visions);
        seen.narrow(roadmap, Kind::Intent, |seen, item| {
            let named: Vec<&Id> = item.to.visions.iter().collect();
            if named.is_empty() && item.to.parent.is_none() {
                // One that stands at the top and names no vision serves those that there are.
                return no_vision.clone();
            }
            seen.unless_one_is_seen(&named)
        });
        seen.narrow_by_parents(roadmap);
        seen.narrow(roadmap, Kind::Milestone, |seen, item| {
            seen.unless_one_is_seen(&item.to.intents.iter().collect::<Vec<_>>())
        });
        seen.narrow(roadmap, Kind::Update, |seen, item| {
            let hidden: Vec<Id> = item.to.about.iter().filter(|id| !seen.sees(id)).cloned().collect();
            (!hidden.is_empty()).then_some(Verdict::Above(hidden))
        });
        seen
    }

    /// Whether the audience sees the item with this id.
    pub fn sees(&self, id: &Id) -> bool {
        self.verdict(id) == Some(&Verdict::Seen)
    }

    /// Whether it does, and if not, why; none where there is no such item. Of a roadmap without audiences only its own items
    /// are asked for.
    pub fn verdict(&self, id: &Id) -> Option<&Verdict> {
        match self {
            Self::Everything => Some(&Verdict::Seen),
            Self::These(verdicts) => verdicts.get(id),
        }
    }

    fn hide(&mut self, id: &Id, verdict: Verdict) {
        if let Self::These(verdicts) = self {
            verdicts.insert(id.clone(), verdict);
        }
    }

    /// Hides what hangs on nothing that is seen.
    fn narrow(&mut self, roadmap: &Roadmap, kind: Kind, hidden: impl Fn(&Self, &Item) -> Option<Verdict>) {
        for (id, item) in roadmap.items.iter().filter(|(_, item)| item.draft.kind == kind) {
            if let Some(verdict) = Some(&*self).filter(|seen| seen.sees(id)).and_then(|seen| hidden(seen, item)) {
                self.hide(id, verdict);
            }
        }
    }

    fn unless_one_is_seen(&self, above: &[&Id]) -> Option<Verdict> {
        let hidden = !above.is_empty() && !above.iter().any(|id| self.sees(id));
        hidden.then(|| Verdict::Above(above.iter().copied().cloned().collect()))
    }

    /// Hides all that is below a hidden intent, at any depth. A circle of parents hides nothing by itself.
    fn narrow_by_parents(&mut self, roadmap: &Roadmap) {
        let mut children: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
        for (id, item) in &roadmap.items {
            if let Some(parent) = &item.to.parent {
                children.entry(parent).or_default().push(id);
            }
        }
        let mut hidden: Vec<&Id> = of_kind(roadmap, Kind::Intent).filter(|id| !self.sees(id)).collect();
        while let Some(parent) = hidden.pop() {
            for child in children.get(parent).into_iter().flatten() {
                if self.sees(child) {
                    self.hide(child, Verdict::Above(vec![parent.clone()]));
                    hidden.push(child);
                }
            }
        }
    }
}

fn of_kind(roadmap: &Roadmap, kind: Kind) -> impl Iterator<Item = &Id> {
    roadmap.items.iter().filter(move |(_, item)| item.draft.kind == kind).map(|(id, _)| id)
}
