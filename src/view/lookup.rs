//! What is asked of a view: its items by their ids, and what it tells at all.

use super::{Intent, Item, Milestone, Page, Update, View, Vision};
use crate::id::Id;
use crate::words::{Field, Kind, Section, UpdateType};

impl View {
    /// Whether this field is shown of items.
    pub fn shows(&self, field: Field) -> bool {
        self.site.fields.contains(&field)
    }

    /// Whether this view tells when things are due.
    pub fn tells_due(&self) -> bool {
        self.site.dates && self.shows(Field::Target)
    }

    /// The updates that say where we go, as apart from how it goes; none where the view does not tell what an update is.
    pub fn strategy(&self) -> impl Iterator<Item = &Update> {
        let is_told = self.shows(Field::Type);
        self.updates.iter().filter(move |update| is_told && update.update_type == UpdateType::Strategy)
    }

    /// Whether these have a page of their own, `updates/strategy/`: not where an update is called so itself.
    pub fn has_strategy_page(&self) -> bool {
        let is_taken = self.called("strategy").is_some_and(|item| item.kind == Kind::Update)
            || self.aliases.get("strategy").is_some_and(|(kind, _)| *kind == Kind::Update);
        !is_taken && self.strategy().next().is_some()
    }

    /// Whether this page is part of the view.
    pub fn has(&self, section: Section) -> bool {
        self.site.sections.contains(&section)
    }

    /// All items, kind by kind, in their order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let visions = self.visions.iter().map(|vision| &vision.item);
        let intents = self.intents.iter().map(|intent| &intent.item);
        let milestones = self.milestones.iter().map(|milestone| &milestone.item);
        let updates = self.updates.iter().map(|update| &update.item);
        visions.chain(intents).chain(milestones).chain(updates).chain(self.pages.iter().map(|page| &page.item))
    }

    pub(crate) fn items_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        let visions = self.visions.iter_mut().map(|vision| &mut vision.item);
        let intents = self.intents.iter_mut().map(|intent| &mut intent.item);
        let milestones = self.milestones.iter_mut().map(|milestone| &mut milestone.item);
        let updates = self.updates.iter_mut().map(|update| &mut update.item);
        let pages = self.pages.iter_mut().map(|page| &mut page.item);
        visions.chain(intents).chain(milestones).chain(updates).chain(pages)
    }

    /// The item with this id, whatever its kind.
    pub fn item(&self, id: &Id) -> Option<&Item> {
        self.called(id.as_str())
    }

    /// The item whose id this is, whatever its kind.
    pub fn called(&self, id: &str) -> Option<&Item> {
        let &(kind, at) = self.index.get(id)?;
        Some(match kind {
            Kind::Vision => &self.visions[at].item,
            Kind::Intent => &self.intents[at].item,
            Kind::Milestone => &self.milestones[at].item,
            Kind::Update => &self.updates[at].item,
            Kind::Page => &self.pages[at].item,
        })
    }

    /// The item that a reference means: an id, or an old one that still works.
    pub fn resolve(&self, id: &str) -> Option<&Item> {
        self.called(id).or_else(|| self.item(&self.aliases.get(id)?.1))
    }

    /// The vision with this id.
    pub fn vision(&self, id: &Id) -> Option<&Vision> {
        match self.index.get(id) {
            Some(&(Kind::Vision, at)) => Some(&self.visions[at]),
            _ => None,
        }
    }

    /// The intent with this id.
    pub fn intent(&self, id: &Id) -> Option<&Intent> {
        match self.index.get(id) {
            Some(&(Kind::Intent, at)) => Some(&self.intents[at]),
            _ => None,
        }
    }

    /// The milestone with this id.
    pub fn milestone(&self, id: &Id) -> Option<&Milestone> {
        match self.index.get(id) {
            Some(&(Kind::Milestone, at)) => Some(&self.milestones[at]),
            _ => None,
        }
    }

    /// The update with this id.
    pub fn update(&self, id: &Id) -> Option<&Update> {
        match self.index.get(id) {
            Some(&(Kind::Update, at)) => Some(&self.updates[at]),
            _ => None,
        }
    }

    /// The page of its author's own with this id.
    pub fn page(&self, id: &Id) -> Option<&Page> {
        match self.index.get(id) {
            Some(&(Kind::Page, at)) => Some(&self.pages[at]),
            _ => None,
        }
    }
}
