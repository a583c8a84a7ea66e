//! Ids to relations: one roadmap, whole, sorted, and everything told that does not fit together.

mod audience;
mod cycle;
mod fields;
mod memory;
mod text;

pub use audience::{PASSPHRASES, passphrase_variables};
pub use fields::LONGEST_TITLE;
use fields::{intent_status, milestone_status};
use memory::Ground;
pub use memory::Memory;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::file_name;
use crate::id::Id;
use crate::model::{Asset, Draft, Item, Own, Relations, Roadmap};
use crate::parse::Drafts;
use crate::parse::value::{OneOrMany, Text};
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule;
use crate::source::{Sources, bundle};
use crate::suggest;
use crate::table::Table;
use crate::words::{Kind, Word};

/// First segments of addresses that the site itself takes, so that no free page can have them.
pub const ROUTES: &[&str] = &[
    "404",
    "alignment",
    "assets",
    "board",
    "for",
    "index",
    "intents",
    "list",
    "milestones",
    "search",
    "timeline",
    "updates",
    "vision",
];

/// Links drafts into a roadmap. Items marked as drafts are left out unless they are asked for.
pub fn link(
    drafts: Drafts,
    sources: &Sources,
    with_drafts: bool,
    memory: &mut Memory,
    problems: &mut Vec<Problem>,
) -> Roadmap {
    let (kept, left_out): (Vec<Arc<Draft>>, Vec<Arc<Draft>>) = drafts
        .items
        .into_iter()
        .partition(|draft| with_drafts || !draft.common.draft.as_ref().is_some_and(|at| at.value));
    let left_out_bundles: BTreeSet<String> =
        left_out.iter().filter_map(|draft| bundle(draft.file()).map(str::to_owned)).collect();
    let unpublished: BTreeSet<Id> = left_out.into_iter().map(|draft| draft.id.value.clone()).collect();
    let mut roadmap = Roadmap { settings: drafts.settings, ..Roadmap::default() };
    settle_ids(kept, sources, &mut roadmap, problems);
    take_files(sources, left_out_bundles, &mut roadmap, problems);
    roadmap.audiences = audience::audiences(&roadmap.settings, problems);
    fields::check_settings(&roadmap.settings, problems);
    fields::check_logo(&roadmap, problems);
    fields::check_navigation(&roadmap, problems);
    let raw_html = roadmap.settings.raw_html();
    // On all cores, before anybody asks. Those that were read before are not read again.
    roadmap.items.par_iter().for_each(|(_, item)| {
        item.draft.body.markdown.scan(raw_html);
    });
    let ground = Ground::of(&roadmap, unpublished);
    text::check_footer(&roadmap, &ground.unpublished, problems);
    memory.link(&mut roadmap, ground, problems);
    audience::check_landings(&mut roadmap, problems);
    cycle::tell(&roadmap, problems);
    roadmap
}

/// Gives each id and each old id to one item; the first in the order of files keeps it.
fn settle_ids(drafts: Vec<Arc<Draft>>, sources: &Sources, roadmap: &mut Roadmap, problems: &mut Vec<Problem>) {
    let mut taken: Table<Id, Place> = Table::default();
    let mut taken_twice = |id: &At<Id>, taken: &Table<Id, Place>| {
        let Some(first) = taken.get(&id.value) else { return false };
        let message = format!("the id `{}` is given twice", id.value);
        // Where there are very many, counting lines for each would take longer than reading them.
        let first =
            if problems.len() < suggest::MOST_LOOKED_UP { sources.locate(first) } else { first.file.to_string() };
        let help = format!("first in {first}");
        problems.push(Problem::of(&rule::DUPLICATE_ID, message).at(id.place.clone()).help(help));
        true
    };
    let mut aliases = Vec::new();
    let (to, audiences) = <(Arc<Relations>, Arc<BTreeSet<Id>>)>::default();
    let mut items = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if taken_twice(&draft.id, &taken) {
            continue;
        }
        let id = draft.id.value.clone();
        taken.insert(id.clone(), draft.id.place.clone());
        aliases.extend(draft.common.aliases.0.iter().map(|alias| (alias.clone(), id.clone())));
        items.push((id, Item { draft, to: to.clone(), audiences: audiences.clone() }));
    }
    // Sorted at once: files come in the order of their names, which are ids mostly.
    roadmap.items = items.into_iter().collect();
    let mut bad = Vec::new();
    for (At { value: Text(text), place }, of) in aliases {
        match Id::new(&text) {
            Ok(value) => {
                let alias = At { value, place };
                if !taken_twice(&alias, &taken) {
                    taken.insert(alias.value.clone(), alias.place);
                    roadmap.aliases.insert(alias.value, of);
                }
            }
            Err(reason) => bad.push(Problem::of(&rule::BAD_ID, format!("`{text}` is no id: {reason}")).at(place)),
        }
    }
    problems.extend(bad);
    for item in roadmap.items.values().filter(|item| item.draft.kind == Kind::Page) {
        let own = (item.draft.id.value.as_str(), &item.draft.id.place);
        let old = item.draft.common.aliases.0.iter().map(|alias| (alias.value.0.as_str(), &alias.place));
        for (id, place) in std::iter::once(own).chain(old).filter(|(id, _)| ROUTES.contains(id)) {
            let message = format!("a page cannot be called `{id}`: the site has a page of that address");
            problems.push(Problem::of(&rule::BAD_ID, message).at(place.clone()).help("give it another `id`"));
        }
    }
}

/// Takes over the files of bundles, each with its owner, and those of `static/`.
fn take_files(sources: &Sources, left_out: BTreeSet<String>, roadmap: &mut Roadmap, problems: &mut Vec<Problem>) {
    // Drafts that are left out own their files too, so that no bundle around theirs does.
    let mut bundles: BTreeMap<String, BTreeSet<Id>> =
        left_out.into_iter().map(|folder| (folder, BTreeSet::new())).collect();
    for (id, item) in &roadmap.items {
        if let Some(bundle) = bundle(item.draft.file()) {
            bundles.entry(bundle.to_owned()).or_default().insert(id.clone());
        }
    }
    let pages = page_segments(roadmap);
    let mut routes: BTreeMap<String, &str> = BTreeMap::new();
    for (path, bytes) in &sources.files {
        let told = |message: String| {
            let place = Place { file: path.clone(), start: 0, end: 0 };
            Problem::of(&rule::BAD_FILE, message).at(place).help("give it another name")
        };
        if let Some(fault) = path.split('/').find_map(file_name::fault) {
            problems.push(told(format!("this file cannot be published: {fault}")));
            continue;
        }
        if let Some(other) = routes.insert(path.to_lowercase(), path) {
            problems.push(told(format!("this name and `{other}` differ only in upper and lower case")));
            continue;
        }
        let Some(route) = path.strip_prefix("static/") else {
            // A file of nobody's, or of a draft that is left out, is not published. The nearest bundle owns a file.
            let owners = path.rmatch_indices('/').find_map(|(end, _)| bundles.get(&path[..end]));
            if let Some(owners) = owners.filter(|owners| !owners.is_empty()) {
                roadmap.assets.insert(path.clone(), Asset { owners: owners.clone(), bytes: bytes.clone() });
            }
            continue;
        };
        let lower = route.to_lowercase();
        let first = lower.split('/').next().unwrap_or_default();
        if OWN_FILES.contains(&first)
            || first.starts_with("sitemap-")
            || ROUTES.contains(&first)
            || pages.contains(first)
        {
            problems.push(told(format!("`static/{route}` would stand where the site has a page or file of its own")));
        } else {
            roadmap.copied.insert(route.into(), bytes.clone());
        }
    }
}

/// Files that the site itself has at its root.
const OWN_FILES: &[&str] = &[
    "404.html",
    "feed.xml",
    "index.html",
    "llms.txt",
    "roadmap.csv",
    "roadmap.ics",
    "roadmap.json",
    "robots.txt",
    "sitemap.xml",
    "strategy.xml",
];

/// The first segments that free pages take, under their old ids too.
fn page_segments(roadmap: &Roadmap) -> BTreeSet<Id> {
    let is_page = |id: &Id| roadmap.items.get(id).is_some_and(|item| item.draft.kind == Kind::Page);
    let pages = roadmap.items.keys().filter(|id| is_page(id));
    let aliases = roadmap.aliases.iter().filter(|(_, of)| is_page(of)).map(|(alias, _)| alias);
    pages.chain(aliases).cloned().collect()
}

/// What an item refers to.
fn relate(draft: &Draft, roadmap: &Roadmap, unpublished: &BTreeSet<Id>, problems: &mut Vec<Problem>) -> Relations {
    let mut referrer = Referrer { draft, roadmap, unpublished, problems };
    let mut to = Relations {
        relates_to: referrer.all(&draft.common.relates_to, Kind::ALL),
        replaces: referrer.all(&draft.common.replaces, Kind::ALL),
        ..Relations::default()
    };
    let work = &[Kind::Intent, Kind::Milestone];
    let worded = draft.common.r#for.iter().filter_map(|(name, at)| Some((name, at.as_ref()?.value.status.as_ref()?)));
    match &draft.own {
        Own::Intent(own) => {
            to.visions = referrer.hangs_on(&own.vision, &[Kind::Vision]);
            to.parent = own.parent.as_ref().and_then(|parent| referrer.one(parent, &[Kind::Intent], true));
            to.depends_on = referrer.all(&own.depends_on, work);
            to.intent_status = Some(intent_status(own.status.as_ref(), &roadmap.settings, problems));
            to.intent_status_for = worded
                .map(|(name, status)| (name.clone(), intent_status(Some(status), &roadmap.settings, problems)))
                .collect();
        }
        Own::Milestone(own) => {
            to.intents = referrer.hangs_on(&own.intent, &[Kind::Intent]);
            to.depends_on = referrer.all(&own.depends_on, work);
            let done = own.done.is_some();
            to.milestone_status = Some(milestone_status(own.status.as_ref(), done, &roadmap.settings, problems));
            to.milestone_status_for = worded
                .map(|(name, status)| {
                    (name.clone(), milestone_status(Some(status), false, &roadmap.settings, problems))
                })
                .collect();
        }
        Own::Update(own) => {
            to.about = referrer.hangs_on(&own.about, &[Kind::Vision, Kind::Intent, Kind::Milestone]);
        }
        Own::Vision(_) | Own::Page(_) => {}
    }
    to
}

/// The one who refers.
struct Referrer<'a> {
    draft: &'a Draft,
    roadmap: &'a Roadmap,
    unpublished: &'a BTreeSet<Id>,
    problems: &'a mut Vec<Problem>,
}

impl Referrer<'_> {
    fn all(&mut self, texts: &OneOrMany<Text>, kinds: &[Kind]) -> Vec<Id> {
        self.each(texts, kinds, false)
    }

    /// What an item hangs on. Once there are audiences it decides who sees the item, and so cannot be left out.
    fn hangs_on(&mut self, texts: &OneOrMany<Text>, kinds: &[Kind]) -> Vec<Id> {
        self.each(texts, kinds, true)
    }

    fn each(&mut self, texts: &OneOrMany<Text>, kinds: &[Kind], hangs: bool) -> Vec<Id> {
        let mut seen = BTreeSet::new();
        // The same one twice says nothing more.
        texts.0.iter().filter_map(|text| self.one(text, kinds, hangs)).filter(|id| seen.insert(id.clone())).collect()
    }

    fn one(&mut self, reference: &At<Text>, kinds: &[Kind], hangs: bool) -> Option<Id> {
        let At { value: Text(text), place } = reference;
        let (message, help) = match self.roadmap.resolve(text) {
            Some(item) if item.draft.id.value == self.draft.id.value => (format!("`{text}` refers to itself"), None),
            Some(item) if kinds.contains(&item.draft.kind) => return Some(item.draft.id.value.clone()),
            Some(item) => {
                let wanted: Vec<&str> = kinds.iter().map(|kind| kind.one()).collect();
                let message = format!("`{text}` is {}, and {} is wanted", item.draft.kind.one(), wanted.join(" or "));
                (message, None)
            }
            None if self.unpublished.contains(text.as_str()) => {
                (format!("`{text}` is a draft"), Some("`--drafts` includes it".to_owned()))
            }
            None => {
                let of_kind = self.roadmap.items.values().filter(|item| kinds.contains(&item.draft.kind));
                let known = of_kind.map(|item| item.draft.id.value.as_str());
                let looked_up = self.problems.len() < suggest::MOST_LOOKED_UP;
                let help = looked_up.then(|| suggest::did_you_mean(text, known)).flatten();
                (format!("no item has the id `{text}`"), help)
            }
        };
        let problem = Problem::of(&rule::UNKNOWN_REFERENCE, message).at(place.clone()).maybe_help(help);
        let is_firm = hangs && !self.roadmap.audiences.is_empty();
        self.problems.push(Problem { is_firm, ..problem });
        None
    }
}

/// The items by the paths of their files, for links between files; a file of several items means none of them.
pub fn files(roadmap: &Roadmap) -> BTreeMap<Arc<str>, Id> {
    let mut files: BTreeMap<Arc<str>, Option<Id>> = BTreeMap::new();
    for (id, item) in &roadmap.items {
        let several = files.insert(item.draft.file().clone(), Some(id.clone())).is_some();
        if several {
            files.insert(item.draft.file().clone(), None);
        }
    }
    files.into_iter().filter_map(|(file, id)| Some((file, id?))).collect()
}
