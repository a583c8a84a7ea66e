//! What each template of a theme gets, told from the types that give it.
//!
//! The structs behind the pages are the contract with whoever writes a theme. Their fields and docs are read out of
//! the types themselves, so that `docs/theme-contract.md` cannot say anything else.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::markdown::html::Html;
use crate::page::{
    alignment, board, free, front, gantt, home, intent, list, milestone, news, search, timeline, vision,
};

/// A template, the pages that are made with it, and the type of what it gets.
type Template = (&'static str, &'static str, fn(&mut SchemaGenerator) -> Schema);

/// Every template that a page is made with.
const TEMPLATES: &[Template] = &[
    ("home.html", "the start", SchemaGenerator::subschema_for::<home::HomePage>),
    ("vision.html", "a vision with its line of sight", SchemaGenerator::subschema_for::<vision::VisionPage>),
    ("intent.html", "an intent", SchemaGenerator::subschema_for::<intent::IntentPage>),
    ("milestone.html", "a milestone", SchemaGenerator::subschema_for::<milestone::MilestonePage>),
    ("timeline.html", "the timeline, or a part of it", SchemaGenerator::subschema_for::<timeline::Timeline>),
    ("board.html", "the board, by horizon or by a lens", SchemaGenerator::subschema_for::<board::Board>),
    ("list.html", "the list, or a part of it", SchemaGenerator::subschema_for::<list::List>),
    ("parts/row.html", "a milestone's row on all pages of the list", SchemaGenerator::subschema_for::<list::ListRow>),
    (
        "parts/gantt-row.html",
        "a milestone's row in all tables with bars",
        SchemaGenerator::subschema_for::<gantt::GanttRow>,
    ),
    ("alignment.html", "how the plan hangs together", SchemaGenerator::subschema_for::<alignment::AlignmentPage>),
    ("updates.html", "all updates", SchemaGenerator::subschema_for::<news::UpdatesPage>),
    ("update.html", "an update", SchemaGenerator::subschema_for::<news::UpdatePage>),
    ("page.html", "a page of your own words", SchemaGenerator::subschema_for::<free::FreePage>),
    ("search.html", "what to look for something with", SchemaGenerator::subschema_for::<search::Search>),
    ("front.html", "what leads to several views", SchemaGenerator::subschema_for::<front::FrontPage>),
    ("404.html", "an address that is no page", SchemaGenerator::subschema_for::<free::MissingPage>),
    ("redirect.html", "an address that an item had before", SchemaGenerator::subschema_for::<free::RedirectPage>),
];

/// The templates that pages are made with, by name.
pub fn templates() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(name, ..)| *name)
}

/// The contract in Markdown: the templates, then the fields of every struct that they get or that stands in one, each
/// struct once.
pub fn contract() -> String {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let given = TEMPLATES.iter().map(|(_, _, schema)| schema(&mut generator)).collect::<Vec<_>>();
    let given: Vec<_> = given.iter().map(|schema| struct_of(schema.as_value()).expect("it is a struct")).collect();
    let types = generator.take_definitions(true);
    let structs = titled(&given, &types);

    let mut out = String::from("| template | makes | gets |\n|---|---|---|\n");
    for ((name, makes, _), key) in TEMPLATES.iter().zip(&given) {
        line(&mut out, &format!("| `{name}` | {makes} | {} |", linked(key, &structs)));
    }
    for Struct { key, title } in &structs {
        let schema = &types[key];
        line(&mut out, &format!("\n## `{title}`\n\n{}\n\n| field | is | |\n|---|---|---|", meaning(schema)));
        for (name, field) in fields(schema) {
            line(&mut out, &format!("| `{name}` | {} | {} |", kind(field, &structs), meaning(field)));
        }
    }
    out
}

/// A struct of the contract.
struct Struct {
    /// What it is called among the types, which no other is.
    key: String,
    /// What it is called here: `Row of Gantt` where several are a `Row`.
    title: String,
}

/// These structs and all that stand in them, in the order in which a reader meets them.
fn titled(given: &[String], types: &serde_json::Map<String, Value>) -> Vec<Struct> {
    let mut met: Vec<(String, Option<String>)> = Vec::new();
    let mut waiting: VecDeque<_> = given.iter().map(|key| (key.clone(), None)).collect();
    while let Some((key, parent)) = waiting.pop_front() {
        if met.iter().any(|(known, _)| *known == key) || types[&key]["properties"].is_null() {
            continue;
        }
        let inner = fields(&types[&key]).filter_map(|(_, field)| struct_of(field));
        waiting.extend(inner.map(|inner| (inner, Some(key.clone()))));
        met.push((key, parent));
    }
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, _) in &met {
        *named.entry(plain(key)).or_default() += 1;
    }
    let title = |(key, parent): &(String, Option<String>)| match parent {
        Some(parent) if named[plain(key)] > 1 => format!("{} of {}", plain(key), plain(parent)),
        _ => plain(key).to_owned(),
    };
    met.iter().map(|each| Struct { key: each.0.clone(), title: title(each) }).collect()
}

/// A type's own name: the generator numbers those that share one.
fn plain(key: &str) -> &str {
    key.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The fields of a struct with their schemas, in order.
fn fields(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

/// The key of the type that a value has, that each of a list has, or that it has where it is there.
fn struct_of(schema: &Value) -> Option<String> {
    let itself = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let choices = || schema["anyOf"].as_array()?.iter().find_map(struct_of);
    itself.or_else(choices).or_else(|| schema.get("items").and_then(struct_of))
}

/// What a value is, in a word or two: `text, or none`, `list of [Step](#step)`.
fn kind(schema: &Value, structs: &[Struct]) -> String {
    if let Some(choices) = schema["anyOf"].as_array() {
        let kinds: Vec<_> =
            choices.iter().filter(|each| each["type"] != "null").map(|each| kind(each, structs)).collect();
        return format!("{}, or none", kinds.join(", or "));
    }
    match struct_of(schema) {
        Some(key) if schema["type"] == "array" => return format!("list of {}", linked(&key, structs)),
        Some(key) => return linked(&key, structs),
        None => {}
    }
    let word = |name: &str| match name {
        "boolean" => "`true` or `false`".to_owned(),
        "integer" => "whole number".to_owned(),
        "array" => format!("list of {}s", kind(&schema["items"], structs)),
        "string" => "text".to_owned(),
        other => unreachable!("no page has a field that is a `{other}`"),
    };
    match &schema["type"] {
        Value::Array(names) => {
            let there = names.iter().filter_map(Value::as_str).find(|name| *name != "null");
            format!("{}, or none", word(there.expect("something besides nothing")))
        }
        name => word(name.as_str().expect("a schema says what it is of")),
    }
}

/// A type's title, which leads to its fields where it is a struct.
fn linked(key: &str, structs: &[Struct]) -> String {
    match structs.iter().find(|each| each.key == key) {
        Some(Struct { title, .. }) => format!("[`{title}`](#{})", title.to_lowercase().replace(' ', "-")),
        None => "HTML".to_owned(),
    }
}

/// What the docs say, as a cell of a table takes it.
fn meaning(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|")
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("writing to a string does not fail");
}

/// A text of its own kind, so that the contract can say which must not be escaped.
impl JsonSchema for Html {
    fn schema_name() -> Cow<'static, str> {
        "Html".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_one_name_are_told_apart_by_where_they_stand() {
        let contract = contract();
        for heading in ["## `Step`", "## `Row of GanttRow`", "## `Row of ListRow`"] {
            assert_eq!(contract.matches(&format!("{heading}\n")).count(), 1, "{heading}\n{contract}");
        }
    }

    #[test]
    fn every_link_leads_to_a_heading_and_every_heading_is_there_once() {
        let contract = contract();
        let headings: Vec<_> = contract.lines().filter_map(|line| line.strip_prefix("## `")).collect();
        let anchors: Vec<_> =
            headings.iter().map(|title| title.trim_end_matches('`').to_lowercase().replace(' ', "-")).collect();
        let unique: std::collections::BTreeSet<_> = anchors.iter().collect();
        assert_eq!(unique.len(), anchors.len(), "{anchors:?}");
        for link in contract.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(anchors.iter().any(|anchor| anchor == link), "#{link} leads nowhere");
        }
    }

    #[test]
    fn what_is_html_is_told_apart_from_text() {
        let contract = contract();
        assert!(
            contract.contains("| `body` | HTML, or none |") && contract.contains("| `title` | text |"),
            "{contract}"
        );
    }
}
