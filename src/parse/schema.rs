//! The JSON Schemas of the input files, made from the types that read them.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::item::{
    BodyField, Common, IntentFields, Link, MilestoneFields, PageFields, ReadingPair, UpdateFields, VisionFields,
};
use super::limits::Level;
use super::settings::{Accent, FieldList, Sections, Settings};
use super::value::{Due, OneOrMany, Percent, Text};
use crate::place::At;
use crate::words::{Field, Kind, Section};

/// The schema of `roadmap.toml`.
pub fn roadmap() -> Value {
    let mut schema = object::<Settings>(&[]);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (kind, item) in [
            ("vision", item(Kind::Vision)),
            ("intent", item(Kind::Intent)),
            ("milestone", item(Kind::Milestone)),
            ("update", item(Kind::Update)),
            ("page", item(Kind::Page)),
        ] {
            properties.insert(kind.to_owned(), serde_json::json!({ "type": "array", "items": item }));
        }
    }
    titled(schema, "roadmap.toml")
}

/// The schema of an item of one kind: its front matter, its `.toml` file, or its table in a list.
pub fn item(kind: Kind) -> Value {
    use crate::words::Word;
    let shapes = [whole::<Common>(), whole::<BodyField>()];
    let schema = match kind {
        Kind::Vision => object::<VisionFields>(&shapes),
        Kind::Intent => object::<IntentFields>(&shapes),
        Kind::Milestone => object::<MilestoneFields>(&shapes),
        Kind::Update => object::<UpdateFields>(&shapes),
        Kind::Page => object::<PageFields>(&shapes),
    };
    let mut schema = titled(schema, kind.as_str());
    let required: &[&str] = if kind == Kind::Update { &["title", "date"] } else { &["title"] };
    schema["required"] = required.into();
    schema
}

fn whole<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// The schema of a table that several shapes share, where no other key may stand.
fn object<T: JsonSchema>(others: &[Value]) -> Value {
    let mut schema = whole::<T>();
    let more = others.iter().filter_map(|other| other.get("properties")?.as_object()).flatten();
    let more: Vec<_> = more.map(|(key, value)| (key.clone(), value.clone())).collect();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.extend(more);
    }
    schema["additionalProperties"] = Value::Bool(false);
    schema
}

fn titled(mut schema: Value, title: &str) -> Value {
    schema["title"] = title.into();
    schema
}

macro_rules! transparent {
    ($([$($generics:tt)*] $type:ty => $inner:ty;)*) => {$(
        impl<$($generics)*> JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                <$inner>::schema_name()
            }
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                <$inner>::json_schema(generator)
            }
        }
    )*};
}
transparent! {
    [T: JsonSchema] At<T> => T;
}

macro_rules! described {
    ($([$($generics:tt)*] $type:ty, $name:literal, $schema:expr;)*) => {$(
        impl<$($generics)*> JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let make: fn(&mut SchemaGenerator) -> Schema = $schema;
                make(generator)
            }
        }
    )*};
}
described! {
    [] Due, "Date", |_| json_schema!({
        "description": "a day, week, month, quarter, half-year or year; a fiscal one; a named date; or `tbd`",
        "anyOf": [{ "type": "string" }, { "type": "integer", "minimum": 1900, "maximum": 2999 }]
    });
    [const LEAST: u8, const MOST: u8] Percent<LEAST, MOST>, "Percent", |_| json_schema!({
        "type": "integer", "minimum": LEAST, "maximum": MOST
    });
    [T: JsonSchema] OneOrMany<T>, "OneOrMany", |generator| {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one.clone(), { "type": "array", "items": one }] })
    };
    [] Link, "Link", |generator| {
        let table = generator.subschema_for::<super::item::LinkTable>();
        json_schema!({ "anyOf": [{ "type": "string", "format": "uri" }, table] })
    };
    [] ReadingPair, "Reading", |generator| {
        let date = generator.subschema_for::<Due>();
        json_schema!({ "type": "array", "prefixItems": [date, { "type": "number" }], "minItems": 2, "maxItems": 2 })
    };
    [] FieldList, "FieldList", |generator| {
        let field = generator.subschema_for::<Field>();
        let always = json_schema!({ "enum": ["title", "summary", "body", "horizon"] });
        json_schema!({ "anyOf": [{ "const": "all" }, { "type": "array", "items": { "anyOf": [field, always] } }] })
    };
    [] Level, "Level", |_| json_schema!({
        "anyOf": [{ "enum": ["error", "warn", "off"] }, { "type": "integer", "minimum": 0 }]
    });
    [] Sections, "Sections", |generator| {
        let section = generator.subschema_for::<Section>();
        json_schema!({ "type": "array", "items": section })
    };
    [] Accent, "Accent", |generator| {
        let pair = generator.subschema_for::<super::settings::AccentPair>();
        let colour = generator.subschema_for::<Text>();
        json_schema!({ "anyOf": [colour, pair] })
    };
}
