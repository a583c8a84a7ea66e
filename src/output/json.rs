//! `roadmap.json`: a view's items for programs.

mod lines;
mod published;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Number, Value};

use crate::id::Id;
use crate::markdown::comment::without_comments;
use crate::markdown::gap::without_gaps;
use crate::view::{self, View};
use crate::words::Field;

pub use published::FORMAT;

/// The text of `roadmap.json`: the types of [`published`], one item a line, so that a change of an item is a change
/// of its line.
pub fn json(view: &View) -> String {
    // About as long as it will be: what grows by the half is copied again and again.
    let mut text = Vec::with_capacity(view.items().map(|item| item.body.markdown.len() + 1024).sum());
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, lines::Lines::default());
    roadmap(view).serialize(&mut serializer).expect("texts, numbers, lists and maps with texts as keys are JSON");
    text.push(b'\n');
    String::from_utf8(text).expect("JSON is UTF-8")
}

/// What `roadmap.json` says of one milestone, without its address: the same text as long as it says the same.
pub fn of_milestone(view: &View, milestone: &view::Milestone) -> String {
    let mut milestone = self::milestone(view, milestone);
    milestone.item.url.clear();
    serde_json::to_string(&milestone).expect("it is JSON in the whole text too")
}

/// The JSON Schema (2020-12) of `roadmap.json`, made from the types that it is written from.
pub fn schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<published::Roadmap<'_>>();
    schema.insert("title".to_owned(), format!("roadmap.json, {FORMAT}").into());
    schema.to_value()
}

fn roadmap(view: &View) -> published::Roadmap<'_> {
    let everyone = published::Audience { id: "everyone", title: "Everyone" };
    let audience = view.audience.as_ref();
    published::Roadmap {
        format: FORMAT,
        title: &view.site.title,
        audience: audience
            .map_or(everyone, |audience| published::Audience { id: audience.id.as_str(), title: &audience.title }),
        as_of: view.as_of.to_string(),
        visions: view.visions.iter().map(vision).collect(),
        intents: view.intents.iter().map(intent).collect(),
        milestones: view.milestones.iter().map(|each| milestone(view, each)).collect(),
        updates: view.updates.iter().map(|each| update(view, each)).collect(),
    }
}

fn item(item: &view::Item) -> published::Item<'_> {
    let links = item.links.iter();
    published::Item {
        id: item.id.as_str(),
        title: &item.title,
        summary: item.summary.as_deref(),
        url: item.kind.address(&item.id),
        owner: &item.owner,
        roles: &item.roles,
        teams: &item.teams,
        tags: &item.tags,
        links: links.map(|link| published::Link { title: &link.title, url: &link.url }).collect(),
        relates_to: ids(&item.relates_to),
        replaces: ids(&item.replaces),
        lenses: &item.lenses,
        extra: &item.extra,
        body_markdown: match without_comments(&item.body.markdown) {
            Cow::Borrowed(body) => without_gaps(body),
            Cow::Owned(body) => Cow::Owned(without_gaps(&body).into_owned()),
        },
    }
}

fn vision(vision: &view::Vision) -> published::Vision<'_> {
    let success = vision.success.iter();
    published::Vision {
        item: item(&vision.item),
        horizon: vision.horizon.as_ref().map(date),
        why: vision.why.as_deref().map(without_comments),
        success: success
            .map(|success| published::Success { by: success.by.as_ref().map(date), text: &success.text })
            .collect(),
    }
}

fn intent(intent: &view::Intent) -> published::Intent<'_> {
    published::Intent {
        item: item(&intent.item),
        visions: ids(&intent.visions),
        parent: intent.parent.as_ref().map(Id::as_str),
        depends_on: ids(&intent.depends_on),
        status: intent.status,
        status_title: intent.status.map(|_| &*intent.status_title),
        health: intent.health,
        horizon: intent.horizon,
        priority: intent.priority,
        urgent: intent.urgent,
        important: intent.important,
        investment: intent.investment,
        key_results: intent.key_results.iter().map(key_result).collect(),
        assumptions: intent.assumptions.iter().map(assumption).collect(),
        progress: intent.progress.map(|progress| progress.percent),
    }
}

fn key_result(result: &view::KeyResult) -> published::KeyResult<'_> {
    published::KeyResult {
        name: &result.name,
        unit: result.unit.as_deref(),
        baseline: number(result.baseline),
        target: number(result.target),
        readings: result.readings.iter().map(reading).collect(),
        source: result.source.as_deref(),
        progress: result.progress,
    }
}

fn reading(reading: &view::Reading) -> (Option<String>, Number) {
    (reading.date.as_ref().map(crate::date::Date::text), number(reading.value))
}

fn assumption(assumption: &view::Assumption) -> published::Assumption<'_> {
    published::Assumption { text: &assumption.text, status: assumption.status, test: assumption.test.as_deref() }
}

fn milestone<'a>(view: &View, milestone: &'a view::Milestone) -> published::Milestone<'a> {
    published::Milestone {
        item: item(&milestone.item),
        intents: ids(&milestone.intents),
        depends_on: ids(&milestone.depends_on),
        status: milestone.status,
        status_title: milestone.status.map(|_| &*milestone.status_title),
        health: milestone.health,
        blocked: milestone.blocked.as_deref(),
        start: milestone.start.as_ref().map(date),
        target: milestone.target.as_ref().map(date),
        done: milestone.done.as_ref().map(date),
        horizon: milestone.horizon,
        late: view.tells_due().then_some(milestone.late),
        commitment: milestone.commitment,
        confidence: milestone.confidence,
        slice: view.shows(Field::Slice).then_some(milestone.slice),
        progress: milestone.progress.map(|progress| progress.percent),
        effort: milestone.effort.map(number),
        priority: milestone.priority,
        urgent: milestone.urgent,
        important: milestone.important,
        investment: milestone.investment,
    }
}

fn update<'a>(view: &View, update: &'a view::Update) -> published::Update<'a> {
    published::Update {
        item: item(&update.item),
        date: date(&update.date),
        what: view.shows(Field::Type).then_some(update.update_type),
        about: ids(&update.about),
        health: update.health,
    }
}

fn date(date: &crate::date::Date) -> published::Date<'_> {
    published::Date {
        text: date.text(),
        name: date.name(),
        first: date.first().to_string(),
        last: date.last().to_string(),
        precision: date.precision().as_str(),
    }
}

fn ids(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(Id::as_str).collect()
}

/// A number as a person would write it: `18`, not `18.0`.
fn number(value: f64) -> Number {
    /// Up to here every whole number has a float of its own.
    const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= LARGEST_WHOLE {
        #[allow(clippy::cast_possible_truncation, reason = "whole, and small enough for i64")]
        return Number::from(value as i64);
    }
    Number::from_f64(value).expect("the parser takes finite numbers only")
}

#[cfg(test)]
mod tests;
