//! From the roadmap to what one reader may know of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use rayon::prelude::*;

use super::derive;
use super::door::Door;
use super::reader::Reader;
use super::{
    Above, Assumption, Body, Intent, Item, KeyResult, Label, Lens, Link, Milestone, Page, Site, State, Success, Update,
    View, Vision,
};
use crate::date::{Date, Day};
use crate::markdown::destination::{self, Destination};
use crate::model::{self, Own, Roadmap};
use crate::parse::item::{Common, IntentFields, MilestoneFields, PageFields, UpdateFields, VisionFields};
use crate::parse::limits::Limits;
use crate::parse::value::{Due, OneOrMany, Text};
use crate::place::At;
use crate::table::Table;
use crate::words::{
    AssumptionStatus, Cards, Field, FuzzyInCalendar, Horizon, IntentStatus, Kind, MilestoneStatus, RemoteImages,
    Section, UpdateType, Word,
};

/// The view of one reader.
pub fn project(roadmap: &Roadmap, reader: Reader<'_>, as_of: Day) -> View {
    Projection { door: &Door::of(roadmap, reader), as_of }.view()
}

/// What is said of the whole plan, whoever may see it, to its author. `tests/tidy.rs` holds that the checks of the plan alone
/// ask for it, so that no page is made of what is seen here.
pub fn judged<T>(roadmap: &Roadmap, as_of: Day, judge: fn(&View) -> Vec<T>) -> Vec<T> {
    judge(&project(roadmap, Reader::author(), as_of))
}

/// What a reader would get of a roadmap in which they see nothing: the interface alone.
pub fn interface(roadmap: &Roadmap, reader: Reader<'_>, as_of: Day) -> View {
    Projection { door: &Door::shut(roadmap, reader), as_of }.view()
}

/// A projection under way.
struct Projection<'a> {
    door: &'a Door<'a>,
    as_of: Day,
}

/// An item of any kind, as it is copied out.
enum Entry {
    Vision(Vision),
    Intent(Intent),
    Milestone(Milestone),
    Update(Update),
    Page(Page),
}

impl Projection<'_> {
    fn view(&self) -> View {
        let (door, roadmap) = (self.door, self.door.roadmap);
        let audience = door.audience();
        let mut view = View {
            site: self.site(),
            audience: audience
                .map(|audience| super::Audience { id: audience.id.clone(), title: audience.title.clone() }),
            as_of: self.as_of,
            visions: Vec::new(),
            intents: Vec::new(),
            milestones: Vec::new(),
            updates: Vec::new(),
            pages: Vec::new(),
            landing: audience.and_then(|audience| audience.landing.clone()).filter(|id| door.sees(id)),
            aliases: BTreeMap::new(),
            files: Table::default(),
            copied: roadmap.copied.clone(),
            index: Table::default(),
        };
        let mut order = Table::default();
        let seen: Vec<_> = roadmap.items.iter().filter(|(id, _)| door.sees(id)).collect();
        for (id, item) in &seen {
            if view.files.insert(item.draft.file().clone(), Some((*id).clone())).is_some() {
                // A file of several items means none of them.
                view.files.insert(item.draft.file().clone(), None);
            }
            if let Some(by_hand) = door.keep(Field::Order, || plain(item.draft.common.order.as_ref())) {
                order.insert((*id).clone(), by_hand);
            }
        }
        let entries: Vec<Option<Entry>> = seen.into_par_iter().map(|(_, item)| self.entry(item)).collect();
        for entry in entries.into_iter().flatten() {
            match entry {
                Entry::Vision(vision) => view.visions.push(vision),
                Entry::Intent(intent) => view.intents.push(intent),
                Entry::Milestone(milestone) => view.milestones.push(milestone),
                Entry::Update(update) => view.updates.push(update),
                Entry::Page(page) => view.pages.push(page),
            }
        }
        view.aliases = door.keep(Field::Aliases, || {
            let seen = roadmap.aliases.iter().filter(|(_, id)| door.sees(id));
            seen.map(|(alias, id)| (alias.clone(), (roadmap.items[id].draft.kind, id.clone()))).collect()
        });
        let mut lenses = std::mem::take(&mut view.site.lenses);
        let used: BTreeSet<(&String, &String)> = view.items().flat_map(|item| &item.lenses).collect();
        lenses.retain(|name, lens| {
            lens.values.retain(|value| used.contains(&(name, value)));
            !lens.values.is_empty()
        });
        view.site.lenses = lenses;
        derive::complete(&mut view, &order);
        view
    }

    /// The limits of the checks; what was meant of investments is told where these are.
    fn limits(&self) -> Limits {
        let mut limits = Limits::of(&self.door.roadmap.settings);
        if !self.door.shows(Field::Investment) {
            limits.investment.clear();
        }
        limits
    }

    fn site(&self) -> Site {
        let settings = &self.door.roadmap.settings;
        let audience = self.door.audience();
        let site = settings.site.as_ref().map(|site| &site.value);
        let text = |field: Option<&Option<At<Text>>>| field.and_then(Option::as_ref).map(|at| at.value.0.clone());
        let base_url = text(site.map(|site| &site.base_url));
        let markdown = settings.markdown.as_ref().map(|markdown| &markdown.value);
        let remote_images = markdown.and_then(|markdown| markdown.remote_images.as_ref()).map(|images| images.value);
        Site {
            title: text(site.map(|site| &site.title)).unwrap_or_default(),
            description: text(site.map(|site| &site.description)),
            base_url: base_url.and_then(|url| crate::web_address::site(&url)),
            language: text(site.map(|site| &site.language)).unwrap_or_else(|| "en".to_owned()),
            accent: site
                .and_then(|site| site.accent.as_ref())
                .map(|accent| (accent.value.light.clone(), accent.value.dark.clone())),
            footer: text(site.map(|site| &site.footer)),
            logo: text(site.map(|site| &site.logo)).and_then(|path| {
                Some(self.door.roadmap.copied.get_key_value(path.strip_prefix("static/")?)?.0.clone())
            }),
            cards: plain(site.and_then(|site| site.cards.as_ref())).unwrap_or(Cards::View),
            fuzzy_in_calendar: plain(settings.ical.as_ref().and_then(|ical| ical.value.fuzzy.as_ref()))
                .unwrap_or(FuzzyInCalendar::Span),
            effort_unit: text(site.map(|site| &site.effort_unit)).unwrap_or_else(|| "points".to_owned()),
            limits: self.limits(),
            lenses: settings
                .lenses
                .iter()
                .filter_map(|(name, lens)| {
                    let lens = &lens.as_ref()?.value;
                    let title = lens.title.as_ref().map_or(name, |title| &title.value.0).clone();
                    Some((name.clone(), Lens { title, values: texts(&lens.values) }))
                })
                .collect(),
            labels: audience.map_or_else(BTreeMap::new, |audience| {
                let label = |(kind, (one, many)): (&Kind, &(String, String))| {
                    (*kind, Label { one: one.clone(), many: many.clone() })
                };
                audience.labels.iter().map(label).collect()
            }),
            sections: audience
                .map_or_else(|| Section::ALL.iter().copied().collect(), |audience| audience.sections.clone()),
            fields: self.door.fields().clone(),
            dates: self.door.shows_dates(),
            raw_html: settings.raw_html(),
            // Who opens a sealed view tells no third party.
            remote_images: remote_images.filter(|_| !self.door.is_sealed()).unwrap_or(RemoteImages::Link),
        }
    }

    fn entry(&self, item: &model::Item) -> Option<Entry> {
        Some(match &item.draft.own {
            Own::Vision(own) => Entry::Vision(self.vision(item, own)),
            Own::Intent(own) => Entry::Intent(self.intent(item, own)),
            Own::Milestone(own) => Entry::Milestone(self.milestone(item, own)),
            Own::Update(own) => Entry::Update(self.update(item, own)?),
            Own::Page(own) => Entry::Page(self.page(item, own)),
        })
    }

    /// What every kind has. Relations that point the other way are filled in by [`derive::complete`].
    fn common(&self, item: &model::Item) -> Item {
        let (door, draft) = (self.door, &item.draft);
        // Each by its name, so that a field added to the model has to be thought of here.
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
            order: _,
            audiences: _,
            codenames: _,
            r#for: _,
            lenses,
            aliases: _,
            waive: _,
            draft: _,
            extra,
        } = &draft.common;
        let named = |fields: &BTreeMap<String, OneOrMany<Text>>| {
            fields.iter().map(|(name, values)| (name.clone(), texts(values))).collect()
        };
        Item {
            id: draft.id.value.clone(),
            kind: draft.kind,
            title: door.title(item).to_owned(),
            summary: door.summary(item).map(|at| at.value.0.clone()),
            owner: door.keep(Field::Owner, || texts(owner)),
            roles: door.keep(Field::Roles, || named(roles)),
            teams: door.keep(Field::Teams, || texts(teams)),
            tags: door.keep(Field::Tags, || texts(tags)),
            links: door.keep(Field::Links, || links.0.iter().map(|link| written_link(&link.value)).collect()),
            relates_to: door.keep(Field::RelatesTo, || door.seen(&item.to.relates_to)),
            replaces: door.keep(Field::Replaces, || door.seen(&item.to.replaces)),
            replaced_by: Vec::new(),
            mentioned_by: Vec::new(),
            updates: Vec::new(),
            lenses: door.keep(Field::Lenses, || {
                let written = lenses.iter();
                written.filter_map(|(name, value)| Some((name.clone(), value.as_ref()?.value.0.clone()))).collect()
            }),
            extra: door.keep(Field::Extra, || {
                let written = extra.iter();
                written.filter_map(|(key, value)| Some((key.clone(), value.as_ref()?.value.0.clone()))).collect()
            }),
            body: Body { markdown: door.prose(item), file: draft.file().clone() },
            assets: self.assets(item),
        }
    }

    /// The files of an item's bundle that a text of it, as this reader sees it, refers to.
    fn assets(&self, item: &model::Item) -> BTreeMap<Arc<str>, Arc<[u8]>> {
        let roadmap = self.door.roadmap;
        let file = item.draft.file();
        let Some(bundle) = crate::source::bundle(file) else { return BTreeMap::new() };
        let folder = format!("{bundle}/");
        let from = (Bound::Included(&*folder), Bound::Unbounded);
        if !roadmap.assets.range::<str, _>(from).next().is_some_and(|(path, _)| path.starts_with(&folder)) {
            return BTreeMap::new();
        }
        let mut assets = BTreeMap::new();
        for said in self.door.texts(item) {
            for link in said.links(roadmap.settings.raw_html()).iter().filter(|link| !link.wiki) {
                let Destination::Path { path, .. } = destination::judge(file, &link.destination) else { continue };
                let asset = roadmap.assets.get_key_value(path.as_str());
                if let Some((path, asset)) = asset.filter(|(_, asset)| asset.owners.contains(&item.draft.id.value)) {
                    assets.insert(path.clone(), asset.bytes.clone());
                }
            }
        }
        assets
    }

    /// A date of the plan as the reader is told it.
    fn date(&self, field: Option<&At<Due>>) -> Option<Date> {
        self.door.told(written_date(field)?)
    }

    fn vision(&self, item: &model::Item, own: &VisionFields) -> Vision {
        let VisionFields { horizon, why, success } = own;
        let mut success: Vec<Success> = self.door.keep(Field::Success, || {
            let told = success.iter().map(|at| Success {
                by: self.date(at.value.by.as_ref()),
                text: text(at.value.text.as_ref()).unwrap_or_default(),
            });
            told.collect()
        });
        success.sort_by_key(|success| success.by.as_ref().map_or(Day::MAX, Date::last));
        Vision {
            item: self.common(item),
            horizon: self.date(horizon.as_ref()),
            why: self.door.keep(Field::Why, || text(why.as_ref())),
            success,
            intents: Vec::new(),
        }
    }

    fn intent(&self, item: &model::Item, own: &IntentFields) -> Intent {
        let IntentFields {
            vision: _,
            parent: _,
            depends_on: _,
            status: _,
            horizon,
            priority,
            urgent,
            important,
            investment,
            key_results,
            assumptions,
        } = own;
        let (door, wording, to) = (self.door, self.door.wording(item), &item.to);
        let (status, status_title) = door.intent_status(item);
        let is_over = matches!(status, IntentStatus::Achieved | IntentStatus::Dropped);
        let (status, status_title) = self.told_status(status, status_title, is_over);
        let worded = wording.and_then(|wording| wording.horizon.as_ref());
        Intent {
            item: self.common(item),
            visions: door.seen(&to.visions),
            parent: to.parent.clone().filter(|parent| door.sees(parent)),
            above: Above::default(),
            children: Vec::new(),
            milestones: Vec::new(),
            depends_on: door.keep(Field::DependsOn, || door.seen(&to.depends_on)),
            unblocks: Vec::new(),
            status,
            status_title,
            health: None,
            health_since: None,
            horizon: plain(worded.or(horizon.as_ref())),
            progress: None,
            priority: door.keep(Field::Priority, || plain(priority.as_ref())),
            urgent: door.keep(Field::Urgent, || plain(urgent.as_ref())),
            important: door.keep(Field::Important, || plain(important.as_ref())),
            investment: door.keep(Field::Investment, || plain(investment.as_ref())),
            key_results: door
                .keep(Field::KeyResults, || key_results.iter().filter_map(|at| self.key_result(&at.value)).collect()),
            assumptions: door.keep(Field::Assumptions, || assumptions.iter().map(|at| assumption(&at.value)).collect()),
        }
    }

    /// A status where the reader sees it, else only that something is over, which it tells by having no horizon.
    fn told_status<W: Word>(&self, status: W, title: String, is_over: bool) -> (Option<W>, String) {
        if self.door.shows(Field::Status) {
            (Some(status), title)
        } else if is_over {
            (Some(status), status.title().to_owned())
        } else {
            (None, String::new())
        }
    }

    fn key_result(&self, written: &crate::parse::item::KeyResult) -> Option<KeyResult> {
        let mut readings: Vec<(&Date, f64)> =
            written.readings.iter().filter_map(|at| Some((at.value.day.as_ref()?, at.value.value))).collect();
        readings.sort_by_key(|(date, _)| date.last());
        if self.door.coarsens() {
            // Where days are not told, nobody could tell what is still to come.
            readings.retain(|(date, _)| date.last() <= self.as_of);
        }
        let told = |(date, value): (&Date, f64)| super::Reading { date: self.door.told(date), value };
        let (baseline, target) = (written.baseline.as_ref()?.value, written.target.as_ref()?.value);
        Some(KeyResult {
            name: text(written.name.as_ref())?,
            unit: text(written.unit.as_ref()),
            baseline,
            target,
            readings: readings.into_iter().map(told).collect(),
            source: text(written.source.as_ref()),
            progress: 0,
        })
    }

    fn milestone(&self, item: &model::Item, own: &MilestoneFields) -> Milestone {
        let MilestoneFields {
            intent: _,
            status: _,
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
        let (door, wording, to) = (self.door, self.door.wording(item), &item.to);
        let (status, status_title) = door.milestone_status(item);
        let is_over = matches!(status, MilestoneStatus::Done | MilestoneStatus::Dropped);
        let start = wording.and_then(|wording| wording.start.as_ref()).or(start.as_ref());
        let target = wording.and_then(|wording| wording.target.as_ref()).or(target.as_ref());
        let written = plain(wording.and_then(|wording| wording.horizon.as_ref()).or(horizon.as_ref()));
        let told_target = door.keep(Field::Target, || self.date(target));
        let horizon = (!is_over).then(|| written.unwrap_or_else(|| self.horizon(status, target, told_target.as_ref())));
        let (status, status_title) = self.told_status(status, status_title, is_over);
        let health = door.keep(Field::Health, || plain(health.as_ref()));
        let percent = progress.as_ref().map(|at| at.value.0);
        Milestone {
            item: self.common(item),
            intents: door.seen(&to.intents),
            state: State::of(status, health),
            status,
            status_title,
            health,
            health_since: None,
            blocked: door.keep(Field::Blocked, || text(blocked.as_ref())),
            start: door.keep(Field::Start, || self.date(start)),
            target: told_target,
            done: door.keep(Field::Done, || self.date(done.as_ref())),
            horizon,
            awaited: true,
            late: false,
            commitment: door.keep(Field::Commitment, || plain(commitment.as_ref())),
            confidence: door.keep(Field::Confidence, || confidence.as_ref().map(|at| at.value.0)),
            slice: door.keep(Field::Slice, || slice.as_ref().is_some_and(|at| at.value)),
            depends_on: door.keep(Field::DependsOn, || door.seen(&to.depends_on)),
            unblocks: Vec::new(),
            progress: door.keep(Field::Progress, || {
                percent.map(|percent| super::Progress { percent, source: super::ProgressSource::Written })
            }),
            effort: door.keep(Field::Effort, || plain(effort.as_ref())),
            priority: door.keep(Field::Priority, || plain(priority.as_ref())),
            urgent: door.keep(Field::Urgent, || plain(urgent.as_ref())),
            important: door.keep(Field::Important, || plain(important.as_ref())),
            investment: door.keep(Field::Investment, || plain(investment.as_ref())),
        }
    }

    /// How near a milestone is. The one thing of its dates and state that every reader is told: worked out from the
    /// real date where the reader is told none, and from the coarser one where it is told that.
    fn horizon(&self, status: MilestoneStatus, target: Option<&At<Due>>, told: Option<&Date>) -> Horizon {
        let told_dates = self.door.shows(Field::Target) && self.door.shows_dates();
        derive::horizon(status, if told_dates { told } else { written_date(target) }, self.as_of)
    }

    /// An update without a date cannot be placed; that it lacks one was told when linking.
    fn update(&self, item: &model::Item, own: &UpdateFields) -> Option<Update> {
        let UpdateFields { date, r#type, about: _, health } = own;
        let date = written_date(date.as_ref())?;
        Some(Update {
            item: self.common(item),
            // The day on which something was said is no date of the plan, and is told to everybody. A name of it is one,
            // where names are not told.
            date: if self.door.coarsens() { Date::day(date.last()) } else { date.clone() },
            update_type: self.door.keep(Field::Type, || plain(r#type.as_ref())).unwrap_or(UpdateType::Update),
            about: self.door.seen(&item.to.about),
            health: self.door.keep(Field::Health, || plain(health.as_ref())),
        })
    }

    fn page(&self, item: &model::Item, own: &PageFields) -> Page {
        let PageFields { nav } = own;
        Page { item: self.common(item), nav: nav.as_ref().is_some_and(|nav| nav.value) }
    }
}

fn written_link(written: &crate::parse::item::Link) -> Link {
    let title = written.title.as_ref().map_or_else(|| shown_address(&written.url.0), |title| title.0.clone());
    Link { title, url: written.url.0.clone() }
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

fn written_date(field: Option<&At<Due>>) -> Option<&Date> {
    field.and_then(|at| at.value.0.as_ref())
}

fn plain<T: Copy>(field: Option<&At<T>>) -> Option<T> {
    field.map(|at| at.value)
}

fn assumption(written: &crate::parse::item::Assumption) -> Assumption {
    Assumption {
        text: text(written.text.as_ref()).unwrap_or_default(),
        status: plain(written.status.as_ref()).unwrap_or(AssumptionStatus::Untested),
        test: text(written.test.as_ref()),
    }
}
