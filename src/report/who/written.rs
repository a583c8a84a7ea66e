//! What is written of an item, in the order in which the manual lists it. Each field by its name, so that one that is
//! added to the model has to be thought of here.

use super::rows::Rows;
use crate::model::{Own, Relations};
use crate::parse::item::{Common, IntentFields, MilestoneFields, PageFields, UpdateFields, VisionFields};
use crate::parse::value::Text;
use crate::place::At;
use crate::words::Field;

/// Writes a row for the item, and one for everything that is written of it.
pub fn write(rows: &mut Rows<'_>) {
    let item = rows.question.item;
    rows.item();
    rows.always("title", true, Some(|wording| wording.title.as_ref()));
    rows.always("summary", is_text(item.draft.common.summary.as_ref()), Some(|wording| wording.summary.as_ref()));
    rows.body();
    match &item.draft.own {
        Own::Vision(own) => vision(rows, own),
        Own::Intent(own) => intent(rows, own, &item.to),
        Own::Milestone(own) => milestone(rows, own, &item.to),
        Own::Update(own) => update(rows, own, &item.to),
        // Whoever sees a page sees whether it stands in the navigation.
        Own::Page(PageFields { nav }) => rows.always("nav", nav.is_some(), None),
    }
    common(rows, &item.draft.common, &item.to);
}

fn vision<'a>(rows: &mut Rows<'a>, own: &'a VisionFields) {
    let VisionFields { horizon, why, success } = own;
    rows.date("horizon", None, horizon.as_ref(), None);
    rows.field(Field::Why, is_text(why.as_ref()));
    let dates: Vec<_> = success.iter().filter_map(|at| at.value.by.as_ref()?.value.0.as_ref()).collect();
    rows.dated_field(Field::Success, !success.is_empty(), &dates);
}

fn intent(rows: &mut Rows<'_>, own: &IntentFields, to: &Relations) {
    let IntentFields {
        vision: _,
        parent: _,
        depends_on: _,
        status,
        horizon,
        priority,
        urgent,
        important,
        investment,
        key_results,
        assumptions,
    } = own;
    rows.horizon(horizon.is_some());
    rows.references("vision", None, &to.visions);
    rows.references("parent", None, to.parent.as_slice());
    rows.references("depends_on", Some(Field::DependsOn), &to.depends_on);
    rows.status(status.is_some());
    rows.field(Field::Priority, priority.is_some());
    rows.field(Field::Urgent, urgent.is_some());
    rows.field(Field::Important, important.is_some());
    rows.field(Field::Investment, investment.is_some());
    let readings = key_results.iter().flat_map(|at| &at.value.readings);
    let dates: Vec<_> = readings.filter_map(|reading| reading.value.day.as_ref()).collect();
    rows.dated_field(Field::KeyResults, !key_results.is_empty(), &dates);
    rows.field(Field::Assumptions, !assumptions.is_empty());
}

fn milestone<'a>(rows: &mut Rows<'a>, own: &'a MilestoneFields, to: &Relations) {
    let MilestoneFields {
        intent: _,
        status,
        health,
        blocked,
        start,
        target,
        done,
        horizon,
        commitment,
        confidence,
        slice,
        depends_on: _,
        progress,
        effort,
        priority,
        urgent,
        important,
        investment,
    } = own;
    rows.horizon(horizon.is_some());
    rows.references("intent", None, &to.intents);
    rows.status(status.is_some());
    rows.field(Field::Health, health.is_some());
    rows.field(Field::Blocked, is_text(blocked.as_ref()));
    rows.date("start", Some(Field::Start), start.as_ref(), Some(|wording| wording.start.as_ref()));
    rows.date("target", Some(Field::Target), target.as_ref(), Some(|wording| wording.target.as_ref()));
    rows.date("done", Some(Field::Done), done.as_ref(), None);
    rows.field(Field::Commitment, commitment.is_some());
    rows.field(Field::Confidence, confidence.is_some());
    rows.field(Field::Slice, slice.is_some());
    rows.references("depends_on", Some(Field::DependsOn), &to.depends_on);
    rows.field(Field::Progress, progress.is_some());
    rows.field(Field::Effort, effort.is_some());
    rows.field(Field::Priority, priority.is_some());
    rows.field(Field::Urgent, urgent.is_some());
    rows.field(Field::Important, important.is_some());
    rows.field(Field::Investment, investment.is_some());
}

fn update(rows: &mut Rows<'_>, own: &UpdateFields, to: &Relations) {
    let UpdateFields { date, r#type, about: _, health } = own;
    // The day on which it was written is no date of the plan.
    rows.always("date", date.is_some(), None);
    rows.field(Field::Type, r#type.is_some());
    rows.references("about", None, &to.about);
    rows.field(Field::Health, health.is_some());
}

fn common(rows: &mut Rows<'_>, common: &Common, to: &Relations) {
    let Common {
        id: _,
        title: _,
        summary: _,
        owner,
        roles,
        teams,
        tags,
        links,
        relates_to: _,
        replaces: _,
        order,
        audiences: _,
        codenames: _,
        r#for: _,
        lenses,
        aliases,
        waive: _,
        draft: _,
        extra,
    } = common;
    rows.field(Field::Owner, !owner.0.is_empty());
    rows.field(Field::Roles, !roles.is_empty());
    rows.field(Field::Teams, !teams.0.is_empty());
    rows.field(Field::Tags, !tags.0.is_empty());
    rows.field(Field::Links, !links.0.is_empty());
    rows.references("relates_to", Some(Field::RelatesTo), &to.relates_to);
    rows.references("replaces", Some(Field::Replaces), &to.replaces);
    rows.field(Field::Order, order.is_some());
    rows.field(Field::Lenses, !lenses.is_empty());
    rows.field(Field::Aliases, !aliases.0.is_empty());
    rows.field(Field::Extra, !extra.is_empty());
}

/// Whether a text says anything.
fn is_text(text: Option<&At<Text>>) -> bool {
    text.is_some_and(|text| !text.value.0.trim().is_empty())
}
