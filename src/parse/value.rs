//! Reading typed values out of a TOML tree: every fault of a text is told, and every value keeps its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ROADMAP;
use super::settings::Site;
use crate::date::{Date, FiscalYear};
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule;
use crate::suggest;
use crate::words::Word;

/// What dates mean in this roadmap: when its fiscal year starts, and its named dates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calendar {
    /// When the fiscal year starts.
    pub fiscal: FiscalYear,
    /// Named dates; none where a name stands for a date not known yet.
    pub named: BTreeMap<String, Option<Date>>,
}

/// The reading of one text.
pub struct Reading<'a> {
    /// The text's path.
    pub file: Arc<str>,
    /// The TOML.
    pub text: &'a str,
    /// Where the TOML begins in the text, in bytes.
    pub base: usize,
    /// What its dates mean.
    pub calendar: &'a Calendar,
    /// What is wrong with it.
    pub problems: &'a mut Vec<Problem>,
}

/// A value as the TOML parser gives it.
pub type Value<'i> = Spanned<DeValue<'i>>;

impl Reading<'_> {
    /// The place of a range of the TOML.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place { file: self.file.clone(), start: self.base + range.start, end: self.base + range.end }
    }

    /// What a misspelled word was meant to be, while there are few enough problems for somebody to read it.
    pub fn meant<'k>(&self, text: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
        (self.problems.len() < suggest::MOST_LOOKED_UP).then(|| suggest::did_you_mean(text, known)).flatten()
    }

    /// Tells a value that is not what its key takes.
    pub fn wrong(&mut self, value: &Value<'_>, wanted: &str) {
        let found = kind_of(value.get_ref());
        let place = self.place(value.span());
        self.problems.push(Problem::of(&rule::BAD_VALUE, format!("this is {found}, and {wanted} is wanted")).at(place));
    }

    /// Tells a value of the right kind that cannot be.
    pub fn refuse(&mut self, value: &Value<'_>, message: impl Into<String>, help: Option<String>) {
        let place = self.place(value.span());
        self.problems.push(Problem::of(&rule::BAD_VALUE, message).at(place).maybe_help(help));
    }
}

/// What a value is called in messages.
fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A value that can be read out of a single TOML value.
pub trait FromToml: Sized {
    /// Reads it, or tells why not.
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self>;
}

/// What stands behind a key: perhaps nothing.
pub trait Slot: Default {
    /// Reads it, telling whatever is wrong.
    fn fill(value: &Value<'_>, reading: &mut Reading<'_>) -> Self;
}

/// A table with known keys.
pub trait FromTable: Sized + Default {
    /// The keys that it may have.
    const KEYS: &'static [&'static str];
    /// Reads what is there. Keys that are not known are left to [`unknown_keys`], since two shapes may share a table.
    fn from_table(table: &DeTable<'_>, reading: &mut Reading<'_>) -> Self;
}

impl<T: FromToml> Slot for Option<At<T>> {
    fn fill(value: &Value<'_>, reading: &mut Reading<'_>) -> Self {
        let place = reading.place(value.span());
        T::from_toml(value, reading).map(|value| At { value, place })
    }
}

/// One value or a list of them.
#[derive(Debug, Clone)]
pub struct OneOrMany<T>(pub Vec<At<T>>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: FromToml> Slot for OneOrMany<T> {
    fn fill(value: &Value<'_>, reading: &mut Reading<'_>) -> Self {
        let one = |value: &Value<'_>, reading: &mut Reading<'_>| Option::<At<T>>::fill(value, reading);
        Self(match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|value| one(value, reading)).collect(),
            _ => one(value, reading).into_iter().collect(),
        })
    }
}

/// Where it matters whether a list was written at all.
impl<T: FromToml> FromToml for OneOrMany<T> {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        Some(Self::fill(value, reading))
    }
}

impl<T: FromToml> Slot for Vec<At<T>> {
    fn fill(value: &Value<'_>, reading: &mut Reading<'_>) -> Self {
        let DeValue::Array(list) = value.get_ref() else {
            reading.wrong(value, "a list");
            return Self::new();
        };
        list.iter().filter_map(|value| Option::<At<T>>::fill(value, reading)).collect()
    }
}

/// A table whose keys are the user's own.
impl<T: Slot> Slot for BTreeMap<String, T> {
    fn fill(value: &Value<'_>, reading: &mut Reading<'_>) -> Self {
        let DeValue::Table(table) = value.get_ref() else {
            reading.wrong(value, "a table");
            return Self::new();
        };
        table.iter().map(|(key, value)| (key.get_ref().to_string(), T::fill(value, reading))).collect()
    }
}

impl<T: FromTable> FromToml for T {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            reading.wrong(value, "a table");
            return None;
        };
        unknown_keys(table, &[T::KEYS], reading);
        Some(T::from_table(table, reading))
    }
}

/// A text: no control characters, since XML and terminals cannot take them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Text(pub String);

impl FromToml for Text {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let DeValue::String(text) = value.get_ref() else {
            reading.wrong(value, "a text in quotation marks");
            return None;
        };
        if let Some((_, control)) = find_control(text) {
            let code = u32::from(control);
            reading.refuse(value, format!("a text cannot hold the control character U+{code:04X}"), None);
            return None;
        }
        Some(Self(text.to_string()))
    }
}

/// Characters that XML 1.0 (section 2.2) does not allow, the bidirectional overrides that make a text look like another
/// (Unicode TR 36, section 3.5), and those that Unicode (section 23.7) keeps for use within a program, as ours uses one of
/// them for what differs from page to page.
pub fn is_control(c: char) -> bool {
    // Nearly all characters are of these, and each of every text is asked for.
    if matches!(c, ' '..='~' | '\n') {
        return false;
    }
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}')
}

/// The first character of a text that is such a control character, and where it stands.
pub fn find_control(text: &str) -> Option<(usize, char)> {
    // Nearly no text has one of the bytes that they are or begin with. All bytes are asked for, since to stop takes longer.
    let begins = |byte: u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0x7f | 0xc2 | 0xe2 | 0xef);
    let may_be = text.bytes().fold(false, |found, byte| found | begins(byte));
    may_be.then(|| text.char_indices().find(|&(_, c)| is_control(c))).flatten()
}

impl FromToml for bool {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if let DeValue::Boolean(value) = value.get_ref() {
            return Some(*value);
        }
        reading.wrong(value, "`true` or `false`");
        None
    }
}

impl FromToml for f64 {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let number = match value.get_ref() {
            DeValue::Float(number) => number.as_str().replace('_', "").parse().ok(),
            DeValue::Integer(_) => return i64::from_toml(value, reading).map(|number| number as Self),
            _ => {
                reading.wrong(value, "a number");
                return None;
            }
        };
        match number {
            // A figure beyond this is a slip of the hand, and would overflow the sums made of it.
            Some(number) if Self::abs(number) <= 1e15 => Some(number),
            _ => {
                reading.refuse(value, "this is no number to reckon with: it must lie between -1e15 and 1e15", None);
                None
            }
        }
    }
}

impl FromToml for i64 {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let DeValue::Integer(number) = value.get_ref() else {
            reading.wrong(value, "a whole number");
            return None;
        };
        let parsed = Self::from_str_radix(&number.as_str().replace('_', ""), number.radix());
        if parsed.is_err() {
            reading.refuse(value, "this number is too large", None);
        }
        parsed.ok()
    }
}

/// A whole number of percent within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Percent<const LEAST: u8, const MOST: u8>(pub u8);

impl<const LEAST: u8, const MOST: u8> FromToml for Percent<LEAST, MOST> {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let number = i64::from_toml(value, reading)?;
        match u8::try_from(number) {
            Ok(percent) if (LEAST..=MOST).contains(&percent) => Some(Self(percent)),
            _ => {
                let message = format!("`{number}` is out of bounds: percent from {LEAST} to {MOST} are wanted");
                let help = (number == 100 && MOST == 99).then(|| "what is certain is `done`".to_owned());
                reading.refuse(value, message, help);
                None
            }
        }
    }
}

/// Reads a word out of a closed list.
pub fn word<W: Word>(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<W> {
    let Text(text) = Text::from_toml(value, reading)?;
    let found = W::from_text(&text);
    if found.is_none() {
        let words: Vec<&str> = W::ALL.iter().map(|word| word.as_str()).collect();
        let help = suggest::did_you_mean(&text, words.iter().copied())
            .unwrap_or_else(|| format!("the words are {}", suggest::listed(&words)));
        reading.refuse(value, format!("`{text}` is no {}", W::WHAT), Some(help));
    }
    found
}

macro_rules! words_from_toml {
    ($($word:ident)*) => {$(
        impl FromToml for crate::words::$word {
            fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
                word(value, reading)
            }
        }
    )*};
}
words_from_toml!(Health Horizon Commitment Priority Investment AssumptionStatus UpdateType RawHtml RemoteImages Cards FuzzyInCalendar);
words_from_toml!(IntentStatus MilestoneStatus Access DatePrecision Section);

/// A date as section "Dates" of the manual allows: none where it is written as `tbd`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due(pub Option<Date>);

impl FromToml for Due {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = match value.get_ref() {
            DeValue::String(text) if text == "tbd" => return Some(Self(None)),
            DeValue::String(text) => {
                if let Some(date) = reading.calendar.named.get(text.as_ref()) {
                    return Some(Self(date.clone().map(|date| date.with_name(text.to_string()))));
                }
                text.to_string()
            }
            // As it was written: a day that does not exist has no other form.
            DeValue::Integer(_) | DeValue::Datetime(_) => reading.text[value.span()].to_owned(),
            DeValue::Table(table) => {
                let name = &reading.text[value.span()];
                let is_bare =
                    |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
                let rest = table.keys().next().filter(|_| is_bare(name)).map(Spanned::get_ref);
                let help =
                    rest.map(|rest| format!("a name with a dot stands in quotation marks: `\"{name}.{rest}\" = …`"));
                reading.refuse(value, "this is a table, and a date is wanted", help);
                return None;
            }
            _ => {
                reading.wrong(value, "a date");
                return None;
            }
        };
        match Date::parse(&text, reading.calendar.fiscal) {
            Ok(date) => Some(Self(Some(date))),
            Err(error) => {
                let known = reading.calendar.named.keys().map(String::as_str);
                let help = reading.meant(&text, known).or(error.help);
                let place = reading.place(value.span());
                reading.problems.push(Problem::of(&rule::BAD_DATE, error.message).at(place).maybe_help(help));
                None
            }
        }
    }
}

/// Data of the user's own, as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Free(pub serde_json::Value);

impl FromToml for Free {
    fn from_toml(value: &Value<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        use serde_json::Value as Json;
        Some(Self(match value.get_ref() {
            DeValue::String(_) => Json::String(Text::from_toml(value, reading)?.0),
            DeValue::Integer(_) => Json::from(i64::from_toml(value, reading)?),
            DeValue::Float(_) => Json::from(f64::from_toml(value, reading)?),
            DeValue::Boolean(flag) => Json::Bool(*flag),
            DeValue::Datetime(date) => Json::String(date.to_string()),
            DeValue::Array(list) => list.iter().filter_map(|value| Some(Self::from_toml(value, reading)?.0)).collect(),
            DeValue::Table(table) => table
                .iter()
                .filter_map(|(key, value)| Some((key.get_ref().to_string(), Self::from_toml(value, reading)?.0)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }))
    }
}

/// Tells the keys of a table that none of the shapes sharing it knows.
pub fn unknown_keys(table: &DeTable<'_>, shapes: &[&[&'static str]], reading: &mut Reading<'_>) {
    let known = || shapes.iter().flat_map(|keys| keys.iter().copied());
    for key in table.keys() {
        let name = key.get_ref().as_ref();
        if known().any(|known| known == name) {
            continue;
        }
        let few = || known().count() <= FEW;
        let listed = || few().then(|| format!("the keys are {}", suggest::listed(&known().collect::<Vec<_>>())));
        let of_site = || {
            let is_its = &*reading.file == ROADMAP && Site::KEYS.contains(&name);
            is_its.then(|| "it belongs below `[site]`".to_owned())
        };
        let meant = || reading.meant(name, known());
        let help = elsewhere(name, known()).or_else(of_site).or_else(meant).or_else(listed);
        let place = reading.place(key.span());
        reading.problems.push(
            Problem::of(&rule::UNKNOWN_KEY, format!("no key is called `{name}` here")).at(place).maybe_help(help),
        );
    }
}

/// So many keys are listed where none is like the one that was written.
const FEW: usize = 12;

/// What a key that other tools have taught people is called here.
fn elsewhere<'k>(name: &str, mut known: impl Iterator<Item = &'k str>) -> Option<String> {
    let meant = match name {
        "assignee" | "assigned_to" | "lead" | "owners" => "owner",
        "deadline" | "due" | "due_date" | "end" | "end_date" | "eta" => "target",
        "start_date" => "start",
        "description" | "subtitle" | "abstract" => "summary",
        "state" => "status",
        "labels" => "tags",
        "team" => "teams",
        "name" => "title",
        "blocked_by" | "dependencies" | "depends" | "needs" => "depends_on",
        "okrs" | "metrics" => "key_results",
        _ => return None,
    };
    known.any(|key| key == meant).then(|| format!("roadmapgen calls this `{meant}`"))
}

/// The name that a Rust field has in a file: `r#for` is `for`.
pub const fn key(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Declares the shape of a table once: its fields, how they are read, which keys are known, and its JSON Schema.
macro_rules! shape {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, schemars::JsonSchema)]
        #[schemars(default)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }

        impl $crate::parse::value::FromTable for $name {
            const KEYS: &'static [&'static str] = &[$($crate::parse::value::key(stringify!($field))),*];

            fn from_table(
                table: &toml::de::DeTable<'_>,
                reading: &mut $crate::parse::value::Reading<'_>,
            ) -> Self {
                let mut shape = Self::default();
                $(if let Some(value) = table.get($crate::parse::value::key(stringify!($field))) {
                    shape.$field = $crate::parse::value::Slot::fill(value, reading);
                })*
                shape
            }
        }
    )*};
}
pub(crate) use shape;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_glance_misses_no_control_character(before in "[a-zé–\\n]{0,4}", odd in any::<char>(), after in any::<String>()) {
            let text = format!("{before}{odd}{after}");
            prop_assert_eq!(find_control(&text), text.char_indices().find(|&(_, c)| is_control(c)));
        }
    }

    #[test]
    fn each_control_character_is_found() {
        for odd in ('\0'..=char::MAX).filter(|&c| is_control(c)) {
            assert_eq!(find_control(&format!("a{odd}")), Some((1, odd)));
        }
    }
}
