//! What linking each item came to, remembered while nothing that it looked at has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{audience, fields, relate, text};
use crate::id::Id;
use crate::model::{Draft, Item, Roadmap};
use crate::parse::settings::Settings;
use crate::problem::Problem;
use crate::suggest;

/// What was linked before, so that an item is not linked again while neither it nor anything that it may refer to has
/// changed.
#[derive(Debug, Default)]
pub struct Memory(Option<Before>);

/// A roadmap that was linked, with what was wrong with each item.
#[derive(Debug)]
struct Before {
    ground: Ground,
    linked: BTreeMap<Id, Linked>,
}

/// What linking an item came to.
#[derive(Debug, Clone)]
struct Linked {
    item: Item,
    problems: Vec<Problem>,
}

/// All that linking an item looks at besides the items themselves.
#[derive(Debug)]
pub(super) struct Ground {
    settings: Arc<Settings>,
    aliases: BTreeMap<Id, Id>,
    /// Drafts that are left out.
    pub(super) unpublished: BTreeSet<Id>,
    /// The files that texts can show, and whose they are.
    assets: BTreeMap<Arc<str>, BTreeSet<Id>>,
    copied: Vec<Arc<str>>,
}

impl Memory {
    /// Links the items of a roadmap whose drafts are settled, and tells what is wrong with each.
    pub(super) fn link(&mut self, roadmap: &mut Roadmap, ground: Ground, problems: &mut Vec<Problem>) {
        let so_far = problems.len();
        let before = self.0.take().filter(|before| before.holds(&ground, roadmap));
        let is_fresh = before.is_none();
        let mut linked = match before {
            Some(before) => changed(before.linked, roadmap, &ground, problems),
            None => all(roadmap, &ground, problems),
        };
        if problems.len() >= suggest::MOST_LOOKED_UP && !is_fresh {
            // How much is looked up for each depends on what was told before it, which is not remembered.
            problems.truncate(so_far);
            linked = all(roadmap, &ground, problems);
        }
        for (item, linked) in roadmap.items.values_mut().zip(linked.values()) {
            item.clone_from(&linked.item);
        }
        if problems.len() < suggest::MOST_LOOKED_UP {
            self.0 = Some(Before { ground, linked });
        }
    }
}

/// Links all items, and tells what is wrong with each.
fn all(roadmap: &Roadmap, ground: &Ground, problems: &mut Vec<Problem>) -> BTreeMap<Id, Linked> {
    let texts = text::Texts::of(roadmap, &ground.unpublished);
    let link = |(id, item): (&Id, &Item)| (id.clone(), one(&item.draft, roadmap, ground, &texts, problems));
    roadmap.items.iter().map(link).collect()
}

/// Links those items anew that have changed; of all others holds what was found before.
fn changed(
    mut linked: BTreeMap<Id, Linked>,
    roadmap: &Roadmap,
    ground: &Ground,
    problems: &mut Vec<Problem>,
) -> BTreeMap<Id, Linked> {
    let texts = text::Texts::of(roadmap, &ground.unpublished);
    for (before, item) in linked.values_mut().zip(roadmap.items.values()) {
        if Arc::ptr_eq(&before.item.draft, &item.draft) {
            problems.extend(before.problems.iter().cloned());
        } else {
            *before = one(&item.draft, roadmap, ground, &texts, problems);
        }
    }
    linked
}

/// Links one item.
fn one(
    draft: &Arc<Draft>,
    roadmap: &Roadmap,
    ground: &Ground,
    texts: &text::Texts<'_>,
    problems: &mut Vec<Problem>,
) -> Linked {
    let so_far = problems.len();
    let audiences = audience::named(draft, roadmap, problems).into();
    let to = relate(draft, roadmap, &ground.unpublished, problems).into();
    fields::check_item(draft, &roadmap.settings, problems);
    text::check(draft, texts, problems);
    let item = Item { draft: draft.clone(), to, audiences };
    Linked { item, problems: problems[so_far..].to_vec() }
}

impl Ground {
    pub(super) fn of(roadmap: &Roadmap, unpublished: BTreeSet<Id>) -> Self {
        Self {
            settings: roadmap.settings.clone(),
            aliases: roadmap.aliases.clone(),
            unpublished,
            assets: roadmap.assets.iter().map(|(path, asset)| (path.clone(), asset.owners.clone())).collect(),
            copied: roadmap.copied.keys().cloned().collect(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let Self { settings, aliases, unpublished, assets, copied } = self;
        Arc::ptr_eq(settings, &other.settings)
            && *aliases == other.aliases
            && *unpublished == other.unpublished
            && *assets == other.assets
            && *copied == other.copied
    }
}

impl Before {
    /// Whether what was found of an item that has not changed holds in this roadmap: others may have changed, but not
    /// in what a reference to them looks at.
    fn holds(&self, ground: &Ground, roadmap: &Roadmap) -> bool {
        let raw_html = roadmap.settings.raw_html();
        let same = |(before, now): (&Linked, &Item)| {
            let (before, now) = (&before.item.draft, &now.draft);
            Arc::ptr_eq(before, now)
                || (before.id.value == now.id.value
                    && before.kind == now.kind
                    && before.file() == now.file()
                    && before.body.markdown.scan(raw_html).headings == now.body.markdown.scan(raw_html).headings)
        };
        self.ground.is_same(ground)
            && self.linked.len() == roadmap.items.len()
            && self.linked.values().zip(roadmap.items.values()).all(same)
    }
}
