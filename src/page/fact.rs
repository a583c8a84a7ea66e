//! The short facts at the head of a page, and the longer table of everything else at its foot.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::date::{Date, Day};
use crate::page::here::Here;
use crate::page::step::{Link, Mark, When};
use crate::page::styles::Styles;
use crate::page::{news, words};
use crate::view::{Item, Progress, View};
use crate::words::{Health, Investment, Priority, Word};

/// One fact at the head of a page: a name, and below it what is set of the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fact {
    /// What it is: `Due`.
    pub name: &'static str,
    /// Statuses, shown one after another.
    pub marks: Vec<Mark>,
    /// A date.
    pub when: Option<When>,
    /// A bar.
    pub bar: Option<Bar>,
    /// Links, one per line.
    pub links: Vec<Link>,
    /// Plain text.
    pub text: Option<String>,
    /// A second, smaller line.
    pub note: Option<String>,
    /// A date at the end of that line.
    pub note_when: Option<When>,
    /// Whether a promise was broken: said in words beside the date.
    pub late: bool,
}

/// A bar of so many percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Bar {
    /// In words: `44 %`.
    pub text: String,
    /// The class that draws it.
    pub class: String,
}

impl Bar {
    /// A bar of 0 to 100 percent.
    pub fn of(styles: &mut Styles, percent: u8) -> Self {
        Self { text: words::percent(percent), class: styles.class(&format!("--p:{percent}")) }
    }
}

impl Fact {
    /// A fact of this name, empty yet.
    pub fn named(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// How far something is and where that number comes from.
    pub fn progress(view: &View, styles: &mut Styles, progress: Progress) -> Self {
        Self {
            bar: Some(Bar::of(styles, progress.percent)),
            note: Some(words::source(view, progress)),
            ..Self::named("Progress")
        }
    }

    /// How something stands: `Active, at risk` and since when. Where the view tells no status, its health alone; none
    /// where that is not told either, since how near it is stands elsewhere. `trouble` is what is wrong below it.
    pub fn standing(
        status: Option<Mark>,
        health: Option<Health>,
        since: Option<Day>,
        trouble: Option<String>,
    ) -> Option<Self> {
        let since = since.filter(|_| health.is_some()).map(|day| When::long(&Date::day(day)));
        let Some(status) = status else {
            let Some(health) = health else {
                return Some(Self { text: Some(words::capital(&trouble?)), ..Self::named("Health") });
            };
            let before = if health == Health::OnTrack { "as of" } else { "since" };
            let note = since.is_some().then(|| before.to_owned());
            return Some(Self { marks: vec![news::health(health)], note, note_when: since, ..Self::named("Health") });
        };
        let mut marks = vec![status];
        let note = match health {
            Some(Health::OnTrack) => Some(if since.is_some() { "on track as of" } else { "on track" }.to_owned()),
            Some(bad) => {
                let mark = news::health(bad);
                marks.push(Mark { word: mark.word.to_lowercase(), ..mark });
                since.is_some().then(|| "since".to_owned())
            }
            None => trouble,
        };
        Some(Self { marks, note, note_when: since, ..Self::named("Status") })
    }

    /// Who owns an item, and in which teams; none where nobody said either.
    pub fn owner(item: &Item) -> Option<Self> {
        let teams = (!item.teams.is_empty()).then(|| item.teams.join(", "));
        if item.owner.is_empty() {
            let name = if item.teams.len() > 1 { "Teams" } else { "Team" };
            return Some(Self { text: Some(teams?), ..Self::named(name) });
        }
        let name = if item.owner.len() > 1 { "Owners" } else { "Owner" };
        Some(Self { text: Some(item.owner.join(", ")), note: teams, ..Self::named(name) })
    }

    /// How it was weighed; none where nobody did.
    pub fn priority(
        priority: Option<Priority>,
        urgent: Option<bool>,
        important: Option<bool>,
        investment: Option<Investment>,
    ) -> Option<Self> {
        let said =
            |word: &str, said: Option<bool>| said.map(|yes| if yes { word.to_owned() } else { format!("not {word}") });
        let weighed: Vec<_> = [said("urgent", urgent), said("important", important)].into_iter().flatten().collect();
        let weighed = (!weighed.is_empty()).then(|| words::capital(&weighed.join(", ")));
        let bet = investment.map(|investment| format!("{} investment", investment.title().to_lowercase()));
        let mut parts = [priority.map(|priority| priority.title().to_owned()), weighed, bet].into_iter().flatten();
        let first = words::capital(&parts.next()?);
        let rest: Vec<_> = parts.map(|part| part.to_lowercase()).collect();
        let name = if priority.is_some() || investment.is_none() { "Priority" } else { "Weighed" };
        Some(Self { text: Some(first), note: (!rest.is_empty()).then(|| rest.join(", ")), ..Self::named(name) })
    }
}

/// One row of the table at a page's foot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// What it is: `Mentioned by`.
    pub name: String,
    /// Plain text.
    pub text: Option<String>,
    /// Links within the site.
    pub links: Vec<Link>,
    /// Links out of it.
    pub outside: Vec<Link>,
}

/// Everything that an item may say and that has no place of its own on its page.
pub fn rows(view: &View, here: &Here, item: &Item) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut text = |name: String, text: String| {
        if !text.is_empty() {
            rows.push(Row { name, text: Some(text), ..Row::default() });
        }
    };
    for (role, names) in &item.roles {
        text(words::capital(role), names.join(", "));
    }
    text("Tags".to_owned(), item.tags.join(", "));
    for (lens, group) in &item.lenses {
        text(view.site.lenses.get(lens).map_or(lens, |lens| &lens.title).clone(), group.clone());
    }
    for (name, value) in &item.extra {
        text(name.clone(), value_text(value));
    }
    let outside = item
        .links
        .iter()
        .map(|link| Link { title: link.title.clone(), href: link.url.clone(), kind: String::new() })
        .collect::<Vec<_>>();
    if !outside.is_empty() {
        rows.push(Row { name: "Links".to_owned(), outside, ..Row::default() });
    }
    for (name, ids) in [
        ("Replaces", &item.replaces),
        ("Replaced by", &item.replaced_by),
        ("Related to", &item.relates_to),
        ("Mentioned by", &item.mentioned_by),
    ] {
        let links = Link::to_kinds(here, view, ids);
        if !links.is_empty() {
            rows.push(Row { name: name.to_owned(), links, ..Row::default() });
        }
    }
    rows
}

/// A value of one's own data in one line.
fn value_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.iter().map(value_text).collect::<Vec<_>>().join(", "),
        // Sorted, since the order of a JSON object depends on how the crate was built.
        Value::Object(values) => {
            let sorted: BTreeMap<_, _> = values.iter().collect();
            sorted.iter().map(|(name, value)| format!("{name}: {}", value_text(value))).collect::<Vec<_>>().join("; ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn data_of_ones_own_is_shown_in_one_line() {
        assert_eq!(value_text(&json!({"b": [1, 2.5], "a": {"x": true}})), "a: x: yes; b: 1, 2.5");
    }

    #[test]
    fn without_a_status_health_stands_alone() {
        let day = "2026-11-12".parse().ok();
        let told = |health, trouble: Option<&str>| {
            let fact = Fact::standing(None, health, day, trouble.map(str::to_owned))?;
            let marks: Vec<_> = fact.marks.into_iter().map(|mark| mark.word).collect();
            Some((fact.name, marks.join(", "), fact.text.or(fact.note).unwrap_or_default()))
        };
        assert_eq!(told(Some(Health::AtRisk), None), Some(("Health", "At risk".to_owned(), "since".to_owned())));
        assert_eq!(told(Some(Health::OnTrack), None), Some(("Health", "On track".to_owned(), "as of".to_owned())));
        let trouble = "With one step at risk".to_owned();
        assert_eq!(told(None, Some("with one step at risk")), Some(("Health", String::new(), trouble)));
        assert_eq!(told(None, None), None);
    }

    #[test]
    fn what_was_weighed_is_said_in_one_fact() {
        let fact = Fact::priority(Some(Priority::Must), None, None, Some(Investment::Core)).expect("it was weighed");
        assert_eq!(
            (fact.name, fact.text.as_deref(), fact.note.as_deref()),
            ("Priority", Some("Must"), Some("core investment"))
        );
        let fact = Fact::priority(None, Some(true), Some(false), None).expect("it was weighed");
        assert_eq!(fact.text.as_deref(), Some("Urgent, not important"));
        assert_eq!(Fact::priority(None, None, None, None), None);
    }
}
