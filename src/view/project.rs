//! From the roadmap to what one reader may know of it.

use std::collections::BTreeMap;

use super::derive;
use super::{
    Assumption, Body, Intent, Item, KeyResult, Link, Milestone, Page, Site, State, Success, Update, View, Vision,
};
use crate::date::Day;
use crate::markdown::passage;
use crate::model::{self, Own, Roadmap};
use crate::parse::item::{Common, IntentFields, MilestoneFields, VisionFields};
use crate::parse::settings::Settings;
use crate::parse::value::{Due, OneOrMany, Text};
use crate::place::At;
use crate::words::{AssumptionStatus, IntentStatus, MilestoneStatus, RemoteImages, UpdateType};

/// What everybody may know, while a roadmap names no audiences.
pub fn everybody(roadmap: &Roadmap, as_of: Day) -> View {
    let site = site(&roadmap.settings);
    let mut view = View {
        site,
        audience: None,
        as_of,
        visions: Vec::new(),
        intents: Vec::new(),
        milestones: Vec::new(),
        updates: Vec::new(),
        pages: Vec::new(),
        aliases: BTreeMap::new(),
        files: crate::link::files(roadmap),
        assets: BTreeMap::new(),
        copied: roadmap.copied.clone(),
        index: BTreeMap::new(),
    };
    // A file reaches the view through its item only.
    let owned = roadmap.assets.iter().filter(|(_, asset)| roadmap.items.contains_key(&asset.owner));
    view.assets = owned.map(|(path, asset)| (path.clone(), asset.bytes.clone())).collect();
    let mut order = BTreeMap::new();
    for item in roadmap.items.values() {
        order.insert(item.draft.id.value.clone(), item.draft.common.order.as_ref().map(|order| order.value));
        match &item.draft.own {
            Own::Vision(own) => view.visions.push(vision(item, own)),
            Own::Intent(own) => view.intents.push(intent(item, own)),
            Own::Milestone(own) => view.milestones.push(milestone(item, own)),
            Own::Update(own) => view.updates.extend(update(item, own)),
            Own::Page(own) => {
                view.pages.push(Page { item: common(item), nav: own.nav.as_ref().is_some_and(|nav| nav.value) });
            }
        }
    }
    for (alias, id) in &roadmap.aliases {
        if let Some(item) = roadmap.items.get(id) {
            view.aliases.insert(alias.clone(), (item.draft.kind, id.clone()));
        }
    }
    derive::complete(&mut view, &order);
    view
}

fn site(settings: &Settings) -> Site {
    let site = settings.site.as_ref().map(|site| &site.value);
    let text = |field: Option<&Option<At<Text>>>| field.and_then(Option::as_ref).map(|at| at.value.0.clone());
    let base_url = text(site.map(|site| &site.base_url));
    let markdown = settings.markdown.as_ref().map(|markdown| &markdown.value);
    Site {
        title: text(site.map(|site| &site.title)).unwrap_or_default(),
        description: text(site.map(|site| &site.description)),
        base_url: base_url.and_then(|url| crate::web_address::site(&url)),
        language: text(site.map(|site| &site.language)).unwrap_or_else(|| "en".to_owned()),
        accent: site
            .and_then(|site| site.accent.as_ref())
            .map(|accent| (accent.value.light.clone(), accent.value.dark.clone())),
        footer: text(site.map(|site| &site.footer)),
        effort_unit: text(site.map(|site| &site.effort_unit)).unwrap_or_else(|| "points".to_owned()),
        lenses: settings
            .lenses
            .iter()
            .filter_map(|(name, lens)| {
                let title = lens.as_ref()?.value.title.as_ref().map_or(name, |title| &title.value.0);
                Some((name.clone(), title.clone()))
            })
            .collect(),
        raw_html: settings.raw_html(),
        remote_images: markdown
            .and_then(|markdown| markdown.remote_images.as_ref())
            .map_or(RemoteImages::Link, |images| images.value),
    }
}

/// What every kind has. Relations that point the other way are filled in by [`derive::complete`].
fn common(item: &model::Item) -> Item {
    let draft = &item.draft;
    let fields: &Common = &draft.common;
    Item {
        id: draft.id.value.clone(),
        kind: draft.kind,
        title: draft.title().to_owned(),
        summary: text(fields.summary.as_ref()),
        owner: texts(&fields.owner),
        roles: fields.roles.iter().map(|(role, names)| (role.clone(), texts(names))).collect(),
        teams: texts(&fields.teams),
        tags: texts(&fields.tags),
        links: fields.links.0.iter().map(|link| written_link(&link.value)).collect(),
        relates_to: item.to.relates_to.clone(),
        replaces: item.to.replaces.clone(),
        replaced_by: Vec::new(),
        mentioned_by: Vec::new(),
        updates: Vec::new(),
        lenses: fields
            .lenses
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.as_ref()?.value.0.clone())))
            .collect(),
        extra: fields
            .extra
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.as_ref()?.value.0.clone())))
            .collect(),
        body: body(item),
    }
}

fn body(item: &model::Item) -> Body {
    let markdown = &item.draft.body.markdown;
    // Nobody is named by a passage while there are no audiences, so none is shown.
    let (passages, _) = passage::cut(markdown);
    let markdown = passage::project(markdown, &passages, |_| false);
    Body { markdown, file: item.draft.file().clone() }
}

fn written_link(link: &crate::parse::item::Link) -> Link {
    let title = link.title.as_ref().map_or_else(|| shown_address(&link.url.0), |title| title.0.clone());
    Link { title, url: link.url.0.clone() }
}

/// An address as people read it: without the scheme and a `/` at the end.
fn shown_address(url: &str) -> String {
    let shown = ["https://", "http://", "mailto:", "tel:"].iter().find_map(|scheme| url.strip_prefix(scheme));
    shown.unwrap_or(url).trim_end_matches('/').to_owned()
}

fn text(field: Option<&At<Text>>) -> Option<String> {
    field.map(|at| at.value.0.clone()).filter(|text| !text.trim().is_empty())
}

fn texts(field: &OneOrMany<Text>) -> Vec<String> {
    field.0.iter().map(|at| at.value.0.clone()).collect()
}

fn date(field: Option<&At<Due>>) -> Option<crate::date::Date> {
    field.and_then(|at| at.value.0.clone())
}

fn plain<T: Copy>(field: Option<&At<T>>) -> Option<T> {
    field.map(|at| at.value)
}

fn vision(item: &model::Item, own: &VisionFields) -> Vision {
    let mut success: Vec<Success> = own
        .success
        .iter()
        .map(|at| Success { by: date(at.value.by.as_ref()), text: text(at.value.text.as_ref()).unwrap_or_default() })
        .collect();
    success.sort_by_key(|success| success.by.as_ref().map_or(Day::MAX, crate::date::Date::last));
    Vision {
        item: common(item),
        horizon: date(own.horizon.as_ref()),
        why: text(own.why.as_ref()),
        success,
        intents: Vec::new(),
    }
}

fn intent(item: &model::Item, own: &IntentFields) -> Intent {
    let (status, status_title) = item.to.intent_status.clone().unwrap_or((IntentStatus::Active, "Active".to_owned()));
    Intent {
        item: common(item),
        visions: item.to.visions.clone(),
        parent: item.to.parent.clone(),
        children: Vec::new(),
        milestones: Vec::new(),
        depends_on: item.to.depends_on.clone(),
        unblocks: Vec::new(),
        status,
        status_title,
        health: None,
        health_since: None,
        horizon: plain(own.horizon.as_ref()),
        progress: None,
        priority: plain(own.priority.as_ref()),
        urgent: plain(own.urgent.as_ref()),
        important: plain(own.important.as_ref()),
        investment: plain(own.investment.as_ref()),
        key_results: own.key_results.iter().filter_map(|at| key_result(&at.value)).collect(),
        assumptions: own.assumptions.iter().map(|at| assumption(&at.value)).collect(),
    }
}

fn key_result(written: &crate::parse::item::KeyResult) -> Option<KeyResult> {
    let mut readings: Vec<(Day, f64)> =
        written.readings.iter().filter_map(|at| Some((at.value.day.as_ref()?.last(), at.value.value))).collect();
    readings.sort_by_key(|&(day, _)| day);
    let (baseline, target) = (written.baseline.as_ref()?.value, written.target.as_ref()?.value);
    Some(KeyResult {
        name: text(written.name.as_ref())?,
        unit: text(written.unit.as_ref()),
        baseline,
        target,
        readings,
        source: text(written.source.as_ref()),
        progress: 0,
    })
}

fn assumption(written: &crate::parse::item::Assumption) -> Assumption {
    Assumption {
        text: text(written.text.as_ref()).unwrap_or_default(),
        status: plain(written.status.as_ref()).unwrap_or(AssumptionStatus::Untested),
        test: text(written.test.as_ref()),
    }
}

fn milestone(item: &model::Item, own: &MilestoneFields) -> Milestone {
    let (status, status_title) =
        item.to.milestone_status.clone().unwrap_or((MilestoneStatus::Planned, "Planned".to_owned()));
    let health = plain(own.health.as_ref());
    let percent = own.progress.as_ref().map(|at| at.value.0);
    Milestone {
        item: common(item),
        intents: item.to.intents.clone(),
        status,
        status_title,
        state: State::of(status, health),
        health,
        health_since: None,
        blocked: text(own.blocked.as_ref()),
        start: date(own.start.as_ref()),
        target: date(own.target.as_ref()),
        done: date(own.done.as_ref()),
        horizon: plain(own.horizon.as_ref()),
        late: false,
        commitment: plain(own.commitment.as_ref()),
        confidence: own.confidence.as_ref().map(|at| at.value.0),
        slice: own.slice.as_ref().is_some_and(|at| at.value),
        depends_on: item.to.depends_on.clone(),
        unblocks: Vec::new(),
        progress: percent.map(|percent| super::Progress { percent, source: super::ProgressSource::Written }),
        effort: plain(own.effort.as_ref()),
        priority: plain(own.priority.as_ref()),
        urgent: plain(own.urgent.as_ref()),
        important: plain(own.important.as_ref()),
        investment: plain(own.investment.as_ref()),
    }
}

/// An update without a date cannot be placed; that it lacks one was told when linking.
fn update(item: &model::Item, own: &crate::parse::item::UpdateFields) -> Option<Update> {
    Some(Update {
        item: common(item),
        date: date(own.date.as_ref())?,
        update_type: plain(own.r#type.as_ref()).unwrap_or(UpdateType::Update),
        about: item.to.about.clone(),
        health: plain(own.health.as_ref()),
    })
}
