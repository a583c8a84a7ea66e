//! Texts to drafts: every fault of every file is told in one run, and every fact keeps its place.

mod fault;
mod front_matter;
pub mod item;
pub mod limits;
pub mod schema;
pub mod settings;
pub(crate) mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::date::FiscalYear;
use crate::id::Id;
use crate::model::{Body, Draft, Own};
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule;
use crate::source::{Sources, bundle};
use crate::words::{Kind, Word};
pub use fault::drop_consequences;
use item::{BodyField, Common, IntentFields, MilestoneFields, PageFields, UpdateFields, VisionFields};
use settings::Settings;
use value::{Calendar, FromTable, OneOrMany, Reading, Slot, Text, unknown_keys};

/// The name of the file that makes a folder a roadmap.
pub const ROADMAP: &str = "roadmap.toml";

/// What was read from all texts: nothing is linked yet.
#[derive(Debug, Default)]
pub struct Drafts {
    /// The settings.
    pub settings: Arc<Settings>,
    /// The items, in the order of their files.
    pub items: Vec<Arc<Draft>>,
}

/// What was read before, so that a text that has not changed is not read again.
#[derive(Debug, Default)]
pub struct Memory {
    root: Option<Root>,
    /// Whatever was read with other dates is forgotten.
    calendar: Arc<Calendar>,
    texts: BTreeMap<Arc<str>, Leaf>,
}

/// What one text holds.
#[derive(Debug, Clone, Default)]
struct Leaf {
    text: Arc<str>,
    items: Vec<Arc<Draft>>,
    problems: Vec<Problem>,
}

/// What `roadmap.toml` holds.
#[derive(Debug, Clone, Default)]
struct Root {
    settings: Arc<Settings>,
    calendar: Arc<Calendar>,
    leaf: Leaf,
}

/// Reads all texts, on all cores those that are not remembered.
pub fn parse(sources: &Sources, memory: &mut Memory, problems: &mut Vec<Problem>) -> Drafts {
    let root = if let Some((path, text)) = sources.texts.get_key_value(ROADMAP) {
        let remembered = memory.root.take().filter(|root| root.leaf.text == *text);
        remembered.unwrap_or_else(|| read_root(path, text))
    } else {
        let told = |problem: &Problem| problem.place.as_ref().is_some_and(|place| &*place.file == ROADMAP);
        if !problems.iter().any(told) {
            problems.push(
                Problem::of(&rule::BAD_FILE, "this folder holds no `roadmap.toml`")
                    .help("`roadmapgen init` writes a small roadmap to start from"),
            );
        }
        Root::default()
    };
    if memory.calendar != root.calendar {
        memory.texts.clear();
        memory.calendar = root.calendar.clone();
    }
    let texts: Vec<(&Arc<str>, &Arc<str>, Kind)> = sources
        .texts
        .iter()
        .filter_map(|(path, text)| Some((path, text, Kind::of_folder(path.split_once('/')?.0)?)))
        .collect();
    // Both are sorted by path, so one walk along both tells which texts are new.
    let mut remembered = memory.texts.iter().peekable();
    let is_new = |(path, text, _): &&(&Arc<str>, &Arc<str>, Kind)| {
        while remembered.next_if(|(before, _)| before != path && before < path).is_some() {}
        remembered.next_if(|(before, _)| before == path).is_none_or(|(_, leaf)| leaf.text != **text)
    };
    let new: Vec<_> = texts.iter().filter(is_new).collect();
    let new: Vec<(Arc<str>, Leaf)> = new
        .into_par_iter()
        .map(|(path, text, kind)| (Arc::clone(path), read_leaf(*kind, path, text, &root.calendar)))
        .collect();
    memory.texts.extend(new);
    if memory.texts.len() > texts.len() {
        memory.texts.retain(|path, _| sources.texts.contains_key(path));
    }
    let mut drafts = Drafts { settings: root.settings.clone(), items: Vec::with_capacity(texts.len()) };
    for leaf in std::iter::once(&root.leaf).chain(memory.texts.values()) {
        drafts.items.extend(leaf.items.iter().cloned());
        problems.extend(leaf.problems.iter().cloned());
    }
    // That there is none is another matter than an empty one.
    memory.root = sources.texts.contains_key(ROADMAP).then_some(root);
    drafts
}

/// Reads `roadmap.toml`.
fn read_root(path: &Arc<str>, whole: &Arc<str>) -> Root {
    let mut problems = Vec::new();
    let calendar = read_calendar(path, whole);
    let tree = tree(path, 0, whole, &mut problems);
    let table = tree.get_ref();
    // A named date is a date itself and not the name of another, which would move without being seen to.
    let nameless = Calendar { fiscal: calendar.fiscal, ..Calendar::default() };
    let (text, base) = (&whole[bom(whole)..], bom(whole));
    let mut reading = Reading { file: path.clone(), text, base, calendar: &nameless, problems: &mut problems };
    unknown_keys(table, &[Settings::KEYS, LISTS], &mut reading);
    let settings = Settings::from_table(table, &mut reading);
    let mut reading = Reading { file: path.clone(), text, base, calendar: &calendar, problems: &mut problems };
    let mut items = Vec::new();
    read_lists(table, &mut reading, &mut items);
    let title = settings.site.as_ref().and_then(|site| site.value.title.as_ref());
    if title.is_none_or(|title| title.value.0.trim().is_empty()) {
        let place = Place { file: path.clone(), start: base, end: base };
        problems.push(
            Problem::of(&rule::MISSING_TITLE, "the roadmap has no title")
                .at(place)
                .help("write `[site]` and below it `title = \"…\"`"),
        );
    }
    Root { settings: settings.into(), calendar: calendar.into(), leaf: Leaf::of(whole, items, problems) }
}

/// Reads a text of items.
fn read_leaf(kind: Kind, path: &Arc<str>, text: &Arc<str>, calendar: &Calendar) -> Leaf {
    let (mut items, mut problems) = (Vec::new(), Vec::new());
    if path.ends_with(".md") {
        read_markdown(kind, path, text, calendar, &mut items, &mut problems);
    } else {
        read_toml(kind, path, text, calendar, &mut items, &mut problems);
    }
    Leaf::of(text, items, problems)
}

impl Leaf {
    fn of(text: &Arc<str>, items: Vec<Draft>, problems: Vec<Problem>) -> Self {
        Self { text: text.clone(), items: items.into_iter().map(Arc::new).collect(), problems }
    }
}

/// The keys of lists of items, in any `.toml` file.
const LISTS: &[&str] = &["vision", "intent", "milestone", "update", "page"];

/// The length of a byte order mark at the start.
fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The tree of a TOML text, as much of it as can be read.
fn tree<'i>(path: &Arc<str>, base: usize, text: &'i str, problems: &mut Vec<Problem>) -> Spanned<DeTable<'i>> {
    let skip = bom(text);
    let (tree, faults) = DeTable::parse_recoverable(&text[skip..]);
    let faults = faults.iter().map(|fault| (fault.span().unwrap_or(0..0), fault.message()));
    fault::tell(path, base + skip, &text[skip..], faults, problems);
    tree
}

/// Fiscal year and named dates must be known before anything else that holds a date is read.
fn read_calendar(path: &Arc<str>, text: &str) -> Calendar {
    // Whatever is wrong here is told when the settings are read again.
    let mut unheard = Vec::new();
    let tree = tree(path, 0, text, &mut unheard);
    let mut read = |calendar: &Calendar| {
        let (text, base) = (&text[bom(text)..], bom(text));
        let mut reading = Reading { file: path.clone(), text, base, calendar, problems: &mut unheard };
        Settings::from_table(tree.get_ref(), &mut reading)
    };
    let mut calendar = Calendar::default();
    let mut settings = read(&calendar);
    let month = settings.site.as_ref().and_then(|site| site.value.fiscal_year_start.as_ref());
    if let Some(fiscal) = month.and_then(|month| FiscalYear::starting_in(u8::try_from(month.value).ok()?)) {
        // Named dates may be fiscal ones, so they are read once more.
        calendar.fiscal = fiscal;
        settings = read(&calendar);
    }
    calendar.named = named(&settings);
    calendar
}

fn named(settings: &Settings) -> BTreeMap<String, Option<crate::date::Date>> {
    settings.dates.iter().filter_map(|(name, due)| Some((name.clone(), due.as_ref()?.value.0.clone()))).collect()
}

/// A `.md` file: front matter, then Markdown.
fn read_markdown(
    kind: Kind,
    path: &Arc<str>,
    text: &Arc<str>,
    calendar: &Calendar,
    items: &mut Vec<Draft>,
    problems: &mut Vec<Problem>,
) {
    let parts = front_matter::split(path, text, problems);
    let Some(parts) = parts else { return };
    let tree = tree(path, parts.toml.start, &text[parts.toml.clone()], problems);
    let mut reading =
        Reading { file: path.clone(), text: &text[parts.toml.clone()], base: parts.toml.start, calendar, problems };
    let body = Body { markdown: text[parts.body.clone()].into(), start: Some(parts.body.start) };
    let whole = Place { file: path.clone(), start: 0, end: text.lines().next().map_or(0, str::len) };
    items.extend(read_item(kind, tree.get_ref(), whole, Some(body), &mut reading));
}

/// A `.toml` file: one item of its folder's kind, or lists of items.
fn read_toml(
    kind: Kind,
    path: &Arc<str>,
    text: &Arc<str>,
    calendar: &Calendar,
    items: &mut Vec<Draft>,
    problems: &mut Vec<Problem>,
) {
    let before = problems.len();
    let tree = tree(path, 0, text, problems);
    let broken = problems.len() > before;
    let table = tree.get_ref();
    let mut reading = Reading { file: path.clone(), text: &text[bom(text)..], base: bom(text), calendar, problems };
    let is_list = |key: &str| matches!(table.get(key).map(Spanned::get_ref), Some(DeValue::Array(list)) if !list.is_empty() && list.iter().all(|item| item.get_ref().is_table()));
    if LISTS.iter().any(|key| is_list(key)) {
        unknown_keys(table, &[LISTS], &mut reading);
        read_lists(table, &mut reading, items);
    } else if !(broken && table.is_empty()) {
        let whole = Place { file: path.clone(), start: 0, end: text.lines().next().map_or(0, str::len) };
        items.extend(read_item(kind, table, whole, None, &mut reading));
    }
}

/// The items in `[[vision]]`, `[[intent]]`, `[[milestone]]`, `[[update]]` and `[[page]]` tables.
fn read_lists(table: &DeTable<'_>, reading: &mut Reading<'_>, items: &mut Vec<Draft>) {
    for &kind in Kind::ALL {
        let Some(value) = table.get(kind.as_str()) else { continue };
        let DeValue::Array(list) = value.get_ref() else {
            reading.wrong(value, &format!("a list of `[[{}]]` tables", kind.as_str()));
            continue;
        };
        for entry in list {
            let DeValue::Table(fields) = entry.get_ref() else {
                reading.wrong(entry, "a table");
                continue;
            };
            let whole = reading.place(entry.span());
            if fields.get("id").is_none() {
                let message = format!("this {} has no `id`", kind.as_str());
                let help = "items in a list have no file name to take it from";
                reading.problems.push(Problem::of(&rule::BAD_ID, message).at(whole).help(help));
                continue;
            }
            items.extend(read_item(kind, fields, whole, None, reading));
        }
    }
}

/// One item out of its table.
fn read_item(
    kind: Kind,
    table: &DeTable<'_>,
    whole: Place,
    body: Option<Body>,
    reading: &mut Reading<'_>,
) -> Option<Draft> {
    let own_keys = match kind {
        Kind::Vision => VisionFields::KEYS,
        Kind::Intent => IntentFields::KEYS,
        Kind::Milestone => MilestoneFields::KEYS,
        Kind::Update => UpdateFields::KEYS,
        Kind::Page => PageFields::KEYS,
    };
    let body_keys = if body.is_some() { &[][..] } else { BodyField::KEYS };
    unknown_keys(table, &[Common::KEYS, own_keys, body_keys], reading);
    if table.get("title").is_none() {
        let message = format!("this {} has no title", kind.as_str());
        let help = "write `title = \"…\"`";
        reading.problems.push(Problem::of(&rule::MISSING_TITLE, message).at(whole.clone()).help(help));
    }
    let mut common = Common::from_table(table, reading);
    bound_names("owner", &mut common.owner, reading);
    bound_names("teams", &mut common.teams, reading);
    let own = match kind {
        Kind::Vision => Own::Vision(VisionFields::from_table(table, reading)),
        Kind::Intent => Own::Intent(Box::new(IntentFields::from_table(table, reading))),
        Kind::Milestone => Own::Milestone(Box::new(MilestoneFields::from_table(table, reading))),
        Kind::Update => Own::Update(UpdateFields::from_table(table, reading)),
        Kind::Page => Own::Page(PageFields::from_table(table, reading)),
    };
    let body = body.unwrap_or_else(|| read_body(table, reading));
    let id = read_id(&common, &whole, reading)?;
    Some(Draft { kind, id, common, own, body, whole })
}

/// So many owners or teams an item may name. Each has a page of the list, on which the item stands with all of them.
const MOST_NAMES: usize = 256;

/// Tells a list with more names than an item may have.
fn bound_names(key: &str, names: &mut OneOrMany<Text>, reading: &mut Reading<'_>) {
    if let Some(next) = names.0.get(MOST_NAMES) {
        let message = format!("`{key}` names more than {MOST_NAMES} here");
        let help = "name those who answer for it, and the others in its text";
        reading.problems.push(Problem::of(&rule::BAD_VALUE, message).at(next.place.clone()).help(help));
        names.0.truncate(MOST_NAMES);
    }
}

/// The body of an item written in TOML.
fn read_body(table: &DeTable<'_>, reading: &mut Reading<'_>) -> Body {
    let Some(value) = table.get("body") else { return Body::default() };
    let Some(At { value: Text(markdown), place }) = Slot::fill(value, reading) else { return Body::default() };
    // Where the text stands in the file as it is, without escapes, its places are exact.
    let written = &reading.text[value.span()];
    let start = written.find(&*markdown).map(|offset| place.start + offset);
    Body { markdown: markdown.into(), start }
}

/// The id that an item gives itself, else that of its file.
fn read_id(common: &Common, whole: &Place, reading: &mut Reading<'_>) -> Option<At<Id>> {
    let (text, place) = match &common.id {
        Some(At { value: Text(id), place }) => (id.as_str(), place.clone()),
        None => (name_of(&reading.file), whole.clone()),
    };
    match Id::new(text) {
        Ok(value) => Some(At { value, place }),
        Err(reason) => {
            let from = if common.id.is_some() { "" } else { ", which the file is called," };
            let help = Id::nearest(text).map(|id| format!("`{id}` would do"));
            let message = format!("`{text}`{from} is no id: {reason}");
            reading.problems.push(Problem::of(&rule::BAD_ID, message).at(place).maybe_help(help));
            None
        }
    }
}

/// The name that a file gives its item: its own without the ending, or that of its bundle's folder.
pub fn name_of(path: &str) -> &str {
    let path = bundle(path).unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").or_else(|| name.strip_suffix(".toml")).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_may_name_so_many_and_no_more() {
        for key in ["owner", "teams"] {
            let told = |count: usize| {
                let names: Vec<_> = (0..count).map(|name| format!("\"n{name}\"")).collect();
                let fixture =
                    format!("-- milestones/m.md --\n+++\ntitle = \"M\"\n{key} = [{}]\n+++\n", names.join(", "));
                let mut problems = Vec::new();
                let drafts = parse(&Sources::from_fixture(&fixture), &mut Memory::default(), &mut problems);
                let common = &drafts.items[0].common;
                assert_eq!(common.owner.0.len() + common.teams.0.len(), count.min(MOST_NAMES));
                problems.retain(|problem| problem.rule.name == rule::BAD_VALUE.name);
                problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
            };
            assert_eq!(told(MOST_NAMES), [""; 0]);
            assert_eq!(told(MOST_NAMES + 100), [format!("`{key}` names more than 256 here")]);
        }
    }
}
