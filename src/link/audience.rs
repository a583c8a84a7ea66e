//! The audiences: who reads, and who is named by items.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::Id;
use crate::model::{Audience, Draft, Roadmap};
use crate::parse::settings::{self, FieldList, Labels, Settings};
use crate::parse::value::{OneOrMany, Text};
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule;
use crate::suggest;
use crate::words::{Access, DatePrecision, Kind, Section, Word};

/// The audiences of the settings. Pages that they name are looked for once items are known: see [`check_landings`].
pub fn audiences(settings: &Settings, problems: &mut Vec<Problem>) -> BTreeMap<Id, Audience> {
    let mut audiences = BTreeMap::new();
    for (name, written) in &settings.audiences {
        let Some(At { value: written, place }) = written else { continue };
        match Id::new(name) {
            Ok(id) => {
                audiences.insert(id.clone(), audience(id, written, place, problems));
            }
            Err(reason) => {
                let message = format!("`{name}` is no id of an audience: {reason}");
                let help = Id::nearest(name).map(|id| format!("`[audiences.{id}]` would do"));
                problems.push(Problem::of(&rule::BAD_ID, message).at(place.clone()).maybe_help(help));
            }
        }
    }
    see_others(&mut audiences, settings, problems);
    check_roots(&audiences, settings, problems);
    check_defaults(&audiences, settings, problems);
    check_variables(&audiences, problems);
    audiences
}

fn audience(id: Id, written: &settings::Audience, place: &Place, problems: &mut Vec<Problem>) -> Audience {
    Audience {
        title: written.title.as_ref().map_or_else(|| id.to_string(), |title| title.value.0.clone()),
        sees: BTreeSet::from([id.clone()]),
        access: written.access.as_ref().map_or(Access::Private, |access| access.value),
        root: written.root.as_ref().is_some_and(|root| root.value),
        fields: written.fields.as_ref().map_or(FieldList::All, |fields| fields.value.clone()),
        date_precision: written.date_precision.as_ref().map_or(DatePrecision::Day, |precision| precision.value),
        labels: written.labels.as_ref().map_or_else(BTreeMap::new, |labels| self::labels(labels, problems)),
        landing: None,
        sections: match &written.views {
            Some(views) => views.value.0.clone(),
            None => Section::ALL.iter().copied().collect(),
        },
        place: place.clone(),
        id,
    }
}

/// What an audience calls each kind: one of it and several, or neither.
fn labels(At { value: labels, place }: &At<Labels>, problems: &mut Vec<Problem>) -> BTreeMap<Kind, (String, String)> {
    let Labels { vision, visions, intent, intents, milestone, milestones, update, updates } = labels;
    let mut all = BTreeMap::new();
    for (kind, one, many) in [
        (Kind::Vision, vision, visions),
        (Kind::Intent, intent, intents),
        (Kind::Milestone, milestone, milestones),
        (Kind::Update, update, updates),
    ] {
        match (one, many) {
            (None, None) => {}
            (Some(one), Some(many)) => {
                for label in [one, many] {
                    if label.value.0.trim().is_empty() || label.value.0.chars().count() > LONGEST_LABEL {
                        let message = format!("a label has 1 to {LONGEST_LABEL} characters");
                        problems.push(Problem::of(&rule::BAD_VALUE, message).at(label.place.clone()));
                    }
                }
                all.insert(kind, (one.value.0.clone(), many.value.0.clone()));
            }
            (one, many) => {
                let place = one.as_ref().or(many.as_ref()).map_or(place, |label| &label.place);
                let (one, many) = (kind.as_str(), kind.many());
                let message = format!("labels come in pairs: `{one}` for one and `{many}` for several");
                problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()));
            }
        }
    }
    all
}

/// The longest label, in characters: it stands in the navigation and in headings.
const LONGEST_LABEL: usize = 40;

/// Who sees all that others see: directly, then through others.
fn see_others(audiences: &mut BTreeMap<Id, Audience>, settings: &Settings, problems: &mut Vec<Problem>) {
    let mut direct: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (id, written) in written(audiences, settings) {
        for name in &written.value.sees.0 {
            match find(audiences, name, problems) {
                Some(other) if *other == id => {
                    let message = format!("`{id}` sees itself anyway");
                    problems.push(Problem::of(&rule::BAD_VALUE, message).at(name.place.clone()));
                }
                Some(other) => {
                    direct.entry(id.clone()).or_default().insert(other.clone());
                }
                None => {}
            }
        }
    }
    let mut told: BTreeSet<Id> = BTreeSet::new();
    for (id, audience) in audiences {
        let mut next: Vec<(Id, Vec<Id>)> = vec![(id.clone(), vec![id.clone()])];
        while let Some((at, way)) = next.pop() {
            for other in direct.get(&at).into_iter().flatten() {
                if other == id && !told.contains(id) {
                    told.extend(way.iter().cloned());
                    let way: Vec<String> = way.iter().chain([id]).map(|id| format!("`{id}`")).collect();
                    let message = format!("`{id}` sees itself through others: {}", way.join(" → "));
                    let help = "audiences that see the same are one audience";
                    problems.push(Problem::of(&rule::BAD_VALUE, message).at(audience.place.clone()).help(help));
                } else if audience.sees.insert(other.clone()) {
                    next.push((other.clone(), way.iter().chain([other]).cloned().collect()));
                }
            }
        }
    }
}

/// The audiences and how each was written.
fn written<'s>(audiences: &BTreeMap<Id, Audience>, settings: &'s Settings) -> Vec<(Id, &'s At<settings::Audience>)> {
    let of = |id: &Id| Some((id.clone(), settings.audiences.get(id.as_str())?.as_ref()?));
    audiences.keys().filter_map(of).collect()
}

/// The audience that is called so, or a problem that tells who was meant.
pub fn find<'a>(
    audiences: &'a BTreeMap<Id, Audience>,
    At { value: Text(name), place }: &At<Text>,
    problems: &mut Vec<Problem>,
) -> Option<&'a Id> {
    if let Some((id, _)) = audiences.get_key_value(name.as_str()) {
        return Some(id);
    }
    tell_unknown(audiences, name, place.clone(), problems);
    None
}

/// Tells that no audience is called so, and who may have been meant.
pub fn tell_unknown(audiences: &BTreeMap<Id, Audience>, name: &str, place: Place, problems: &mut Vec<Problem>) {
    let known: Vec<&str> = audiences.keys().map(Id::as_str).collect();
    let look_up = problems.len() < suggest::MOST_LOOKED_UP;
    let help = look_up.then(|| suggest::did_you_mean(name, known.iter().copied())).flatten();
    let help = help.or_else(|| match known.as_slice() {
        [] => Some(format!("define it in `roadmap.toml`: `[audiences.{}]`", Id::nearest(name)?)),
        known => Some(format!("the audiences are {}", suggest::listed(known))),
    });
    let message = format!("no audience is called `{name}`");
    problems.push(Problem::of(&rule::UNKNOWN_AUDIENCE, message).at(place).maybe_help(help));
}

/// One view at most is the root, and that is public.
fn check_roots(audiences: &BTreeMap<Id, Audience>, settings: &Settings, problems: &mut Vec<Problem>) {
    let mut first: Option<&Id> = None;
    for (id, written) in written(audiences, settings) {
        let Some(root) = written.value.root.as_ref().filter(|root| root.value) else { continue };
        let audience = &audiences[&id];
        if audience.access != Access::Public {
            let access = audience.access.as_str();
            let message = format!("the view of `{id}` is {access}, so it cannot be the site’s root");
            let help = "write `access = \"public\"`, or let another view be the root";
            problems.push(Problem::of(&rule::BAD_VALUE, message).at(root.place.clone()).help(help));
        }
        if let Some(first) = first {
            let message = format!("`{first}` is the site’s root already, and only one view can be");
            problems.push(Problem::of(&rule::BAD_VALUE, message).at(root.place.clone()));
        }
        first = first.or(audiences.get_key_value(&id).map(|(id, _)| id));
    }
}

/// Once there are audiences, it must be said who sees an item that names nobody: no guess is safe.
fn check_defaults(audiences: &BTreeMap<Id, Audience>, settings: &Settings, problems: &mut Vec<Problem>) {
    let named = settings.defaults.as_ref().and_then(|defaults| defaults.value.audiences.as_ref());
    let first = settings.audiences.values().flatten().map(|at| &at.place).min();
    match (named, first) {
        (None, Some(place)) => {
            let known: Vec<String> = audiences.keys().map(|id| format!("\"{id}\"")).collect();
            let message = "nothing says who sees an item that names no audience";
            let example = known.last().map_or("\"team\"", String::as_str);
            let help = format!("write `[defaults]` with `audiences = [{example}]`, the ones who see most");
            problems.push(Problem::of(&rule::UNKNOWN_AUDIENCE, message).at(place.clone()).help(help));
        }
        (Some(named), _) => {
            if named.value.0.is_empty() {
                let message = "this list names nobody, so nobody would see an item that names no audience";
                problems.push(Problem::of(&rule::BAD_VALUE, message).at(named.place.clone()));
            }
            for name in &named.value.0 {
                find(audiences, name, problems);
            }
        }
        (None, None) => {}
    }
}

/// Passphrases that one view can have.
pub const PASSPHRASES: usize = 8;

/// The variables that hold the passphrases of a sealed view: `ROADMAPGEN_PASSPHRASE_BOARD`, then the same with `_2` and
/// so on.
pub fn passphrase_variables(id: &Id) -> Vec<String> {
    let first = format!("ROADMAPGEN_PASSPHRASE_{}", id.as_str().to_ascii_uppercase().replace('-', "_"));
    let numbered: Vec<String> = (2..=PASSPHRASES).map(|number| format!("{first}_{number}")).collect();
    std::iter::once(first).chain(numbered).collect()
}

/// No variable is a passphrase of two sealed views.
fn check_variables(audiences: &BTreeMap<Id, Audience>, problems: &mut Vec<Problem>) {
    let mut taken: BTreeMap<String, &Id> = BTreeMap::new();
    for audience in audiences.values().filter(|audience| audience.is_sealed()) {
        let variables = passphrase_variables(&audience.id);
        if let Some((variable, other)) = variables.iter().find_map(|variable| taken.get_key_value(variable)) {
            let message = format!("`{variable}` would be a passphrase of `{}` and one of `{other}`", audience.id);
            let help = "give one of the two sealed audiences another id";
            problems.push(Problem::of(&rule::BAD_ID, message).at(audience.place.clone()).help(help));
        }
        taken.extend(variables.into_iter().map(|variable| (variable, &audience.id)));
    }
}

/// The pages that open the homes of views.
pub fn check_landings(roadmap: &mut Roadmap, problems: &mut Vec<Problem>) {
    let mut landings = BTreeMap::new();
    for (id, written) in written(&roadmap.audiences, &roadmap.settings) {
        let Some(At { value: Text(name), place }) = &written.value.landing else { continue };
        let refuse = |message: String| Problem::of(&rule::UNKNOWN_REFERENCE, message).at(place.clone());
        match roadmap.resolve(name) {
            Some(item) if item.draft.kind != Kind::Page => {
                problems.push(refuse(format!("`{name}` is {}, and a page is wanted", item.draft.kind.one())));
            }
            Some(item) if !roadmap.audiences[&id].is_named_by(item) => {
                let help = format!("add `{id}` to the page’s `audiences`");
                problems.push(refuse(format!("`{id}` cannot see the page `{name}`")).help(help));
            }
            Some(item) => {
                landings.insert(id, item.draft.id.value.clone());
            }
            None => {
                let pages = roadmap.items.values().filter(|item| item.draft.kind == Kind::Page);
                let help = suggest::did_you_mean(name, pages.map(|item| item.draft.id.value.as_str()));
                problems.push(refuse(format!("no page has the id `{name}`")).maybe_help(help));
            }
        }
    }
    for (id, landing) in landings {
        if let Some(audience) = roadmap.audiences.get_mut(&id) {
            audience.landing = Some(landing);
        }
    }
}

/// The audiences that see an item by name: those that it names, or else those of `[defaults]`.
pub fn named(draft: &Draft, roadmap: &Roadmap, problems: &mut Vec<Problem>) -> BTreeSet<Id> {
    for (name, wording) in &draft.common.r#for {
        let Some(At { place, .. }) = wording else { continue };
        find(&roadmap.audiences, &At { value: Text(name.clone()), place: place.clone() }, problems);
    }
    if let Some(At { value: OneOrMany(names), place }) = &draft.common.audiences {
        if names.is_empty() {
            let message = "this list names nobody, so nobody would see the item";
            let help = "leave `audiences` out for those of `[defaults]`, or write `draft = true`";
            problems.push(Problem::of(&rule::BAD_VALUE, message).at(place.clone()).help(help));
        }
        return names.iter().filter_map(|name| find(&roadmap.audiences, name, problems)).cloned().collect();
    }
    let defaults = roadmap.settings.defaults.as_ref().and_then(|defaults| defaults.value.audiences.as_ref());
    let names = defaults.map_or(&[][..], |names| &names.value.0);
    names
        .iter()
        .filter_map(|name| roadmap.audiences.get_key_value(name.value.0.as_str()))
        .map(|(id, _)| id.clone())
        .collect()
}
