//! The list of fields in the manual is made from the types that read them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use roadmapgen::parse::schema;
use roadmapgen::words::{Kind, Word};
use serde_json::Value;

const HEAD: &str = "# Every field of every file

This page is made from the types that read the files (`BLESS=1 cargo test --test manual` writes it). `roadmapgen schema`
prints the same as JSON Schemas. Only `title` is required, and an update's `date`.

A date is `2027-03-15`, or in quotation marks a month `\"2027-03\"`, week `\"2027-W12\"`, quarter `\"2027-Q1\"`, half-year
`\"2027-H1\"`, a year `2027`, a fiscal one `\"FY27-Q1\"`, `\"FY27-H1\"`, `\"FY27\"` (FY27 ends in 2027; the site says which months
it means), the name of a date in `[dates]`, or `\"tbd\"`. Markdown links to other items by file
(`[text](../milestones/sync.md)`) or by id (`[[sync]]`, `[[sync|text]]`, `[[sync#heading]]`), to files of the item's own
bundle by name, and to files of `static/` as `/static/name.pdf`.
";

/// What a value of this schema is, in a word or two.
fn takes(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ");
    }
    if let Some(several) = schema["oneOf"].as_array() {
        let words: Vec<String> =
            several.iter().filter_map(|one| Some(format!("`{}`", one["const"].as_str()?))).collect();
        if words.len() == several.len() {
            return words.join(" ");
        }
    }
    if schema["description"].as_str().is_some_and(|text| text.starts_with("a day, week")) {
        return "date".to_owned();
    }
    if let Some(several) = schema["anyOf"].as_array() {
        let mut kinds: Vec<String> = several.iter().filter(|one| one["type"] != "null").map(takes).collect();
        kinds.dedup();
        return kinds.join(", or ");
    }
    let one = |name: &str| match name {
        "string" => "text",
        "boolean" => "`true` or `false`",
        "integer" => "whole number",
        "number" => "number",
        "array" => "list",
        "object" => "table",
        _ => "",
    };
    match &schema["type"] {
        Value::String(name) if name == "array" && schema["items"]["properties"].is_object() => "tables".to_owned(),
        Value::String(name) => one(name).to_owned(),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .map(one)
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
            .join(", or "),
        _ => "any".to_owned(),
    }
}

/// The table that stands behind a key, if any.
fn inner(schema: &Value) -> Option<&Value> {
    let itself = Some(schema).filter(|schema| schema["properties"].is_object());
    let each = Some(&schema["items"]).filter(|items| items["properties"].is_object());
    let choices = schema["anyOf"].as_array().into_iter().flatten().find(|one| one["properties"].is_object());
    let own = Some(&schema["additionalProperties"]).and_then(|own| if own.is_object() { inner(own) } else { None });
    itself.or(each).or(choices).or(own)
}

fn table(out: &mut String, schema: &Value, name: &str, without: &[String]) {
    let Some(properties) = schema["properties"].as_object() else { return };
    let _ = writeln!(out, "\n| {name} | takes | |\n|---|---|---|");
    let mut tables = Vec::new();
    for (key, value) in properties.iter().filter(|(key, _)| !without.contains(key)) {
        let meaning = value["description"].as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|");
        let _ = writeln!(out, "| `{key}` | {} | {meaning} |", takes(value));
        if let Some(inner) = inner(value) {
            tables.push((key, inner));
        }
    }
    for (key, inner) in tables {
        table(out, inner, &format!("in `{key}`"), &[]);
    }
}

fn fields() -> String {
    let mut out = HEAD.to_owned();
    let milestone = schema::item(Kind::Milestone);
    let vision = schema::item(Kind::Vision);
    let keys = |schema: &Value| -> Vec<String> {
        schema["properties"].as_object().map(|keys| keys.keys().cloned().collect()).unwrap_or_default()
    };
    // What a vision, a milestone and a page all have, every kind has.
    let page = keys(&schema::item(Kind::Page));
    let common: Vec<String> =
        keys(&vision).into_iter().filter(|key| keys(&milestone).contains(key) && page.contains(key)).collect();
    let own: Vec<String> = keys(&milestone).into_iter().filter(|key| !common.contains(key)).collect();
    out += "\n## Every item\n";
    table(&mut out, &milestone, "key", &own);
    for &kind in Kind::ALL {
        let _ = write!(out, "\n## {}\n", kind.title());
        table(&mut out, &schema::item(kind), "key", &common);
    }
    out += "\n## `roadmap.toml`\n";
    let items: Vec<String> = Kind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect();
    table(&mut out, &schema::roadmap(), "key", &items);
    out += "\nItems may stand in `roadmap.toml` too, and several in one file: `[[vision]]`, `[[intent]]`, `[[milestone]]`,\n";
    out += "`[[update]]` and `[[page]]` tables, each with an `id`.\n";
    out
}

#[test]
fn the_manual_lists_every_field() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fields.md");
    let made = fields();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &made).expect("the manual can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "docs/fields.md is not what the types say: BLESS=1 cargo test --test manual");
}

#[test]
fn the_manual_names_every_check_and_its_limit() {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md")).expect("the page");
    let rules = roadmapgen::rule::RULES.iter().map(|rule| rule.name);
    let usual = roadmapgen::align::Limits::default();
    let limits = [
        ("now_limit", usual.now_limit.to_string()),
        ("must_percent", usual.must_percent.to_string()),
        ("stale_days", usual.stale_days.to_string()),
        ("reading_days", usual.reading_days.to_string()),
        ("step_days", usual.step_days.to_string()),
        ("drift_points", usual.drift_points.to_string()),
    ];
    let words = rules.map(str::to_owned).chain(limits.map(|(limit, value)| format!("{limit} = {value}")));
    let missing: Vec<String> = words.filter(|word| !manual.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "docs/checks.md lacks {missing:?}");
}
