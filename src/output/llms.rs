//! `llms.txt`: the whole view as one Markdown text, for language models and for whoever reads without a browser.
//!
//! By the convention of that name: the title, what it is in a quote, then sections. Unlike most such files it is no list
//! of links to read on: everything that the view says stands in it, each item under a heading that links to its page.

mod fact;

use std::fmt::Write as _;

use rayon::prelude::*;

use fact::Facts;

use super::address::{links, of, of_item};
use crate::date::Date;
use crate::markdown::Way;
use crate::markdown::embed::{embed, link};
use crate::markdown::gap::without_gaps;
use crate::markdown::literal::{literal, paragraph};
use crate::markdown::plain::plain_inline;
use crate::view::{Intent, Item, KeyResult, Milestone, Update, View, Vision};
use crate::words::{Field, Kind, Word};

/// The text. links are absolute where the site knows where it will stand, else as from its root.
pub fn llms(view: &View) -> String {
    let mut out = head(view);
    // A little more than it will be: to grow would take it twice.
    out.reserve(view.items().map(|item| item.body.markdown.len() + ROOM).sum());
    section(view, &mut out, Kind::Vision, &view.visions, vision);
    section(view, &mut out, Kind::Intent, &view.intents, intent);
    section(view, &mut out, Kind::Milestone, &view.milestones, milestone);
    section(view, &mut out, Kind::Update, &view.updates, update);
    section(view, &mut out, Kind::Page, &view.pages, |view, page| part(view, &page.item, &[], Facts::of(view)));
    out
}

/// Bytes of an item besides its body, which a few exceed.
const ROOM: usize = 1024;

/// How many items are made into text at once: on all cores, and few beside the whole.
const AT_ONCE: usize = 256;

/// The items of a kind under a heading, if there are any.
fn section<T: Sync>(view: &View, out: &mut String, kind: Kind, items: &[T], text: impl Fn(&View, &T) -> String + Sync) {
    if !items.is_empty() {
        let _ = writeln!(out, "\n## {}", literal(&several(view, kind)));
    }
    for some in items.chunks(AT_ONCE) {
        out.extend(some.par_iter().map(|item| text(view, item)).collect::<Vec<_>>());
    }
}

/// What the view calls several of a kind.
fn several(view: &View, kind: Kind) -> String {
    view.site.labels.get(&kind).map_or_else(|| format!("{}s", kind.title()), |label| label.many.clone())
}

/// What the text is, and where else there is more.
fn head(view: &View) -> String {
    let description = view.site.description.as_deref().map(|text| format!("{} ", literal(text))).unwrap_or_default();
    let whom = view
        .audience
        .as_ref()
        .map(|audience| format!(" This is the view for {}.", literal(&crate::view::title::whom(audience))));
    let day = Date::day(view.as_of).words();
    let mut out = format!(
        "# {}\n\n> {description}A roadmap as of {day}.{}\n\n- {}\n",
        literal(&crate::view::title::whole(view)),
        whom.unwrap_or_default(),
        link("The website", &of(view, "")),
    );
    for offer in super::offered(view).iter().filter(|(_, file, _)| *file != FILE) {
        let _ = writeln!(out, "- {}", link(offer.0, &of(view, offer.1)));
    }
    out
}

/// The file's name.
pub const FILE: &str = "llms.txt";

/// An item: its title, what it is in short, the facts, and its texts.
fn part(view: &View, item: &Item, before: &[&str], facts: Facts<'_>) -> String {
    let mut out = format!("\n### {}\n", link(&item.title, &of_item(view, item)));
    let mut block = |text: &str| {
        if !text.trim().is_empty() {
            out.push('\n');
            out.push_str(text);
            out.push('\n');
        }
    };
    let links = links(view, item);
    block(&item.summary.as_deref().map(|summary| paragraph(&plain_inline(summary, &links))).unwrap_or_default());
    block(&facts.and_common(item).list());
    let way = Way {
        raw_html: view.site.raw_html,
        remote_images: view.site.remote_images,
        file: &item.body.file,
        heading_base: 4,
        title: Some(&item.title),
        prefix: &format!("{}-", item.id),
    };
    for (at, text) in before.iter().enumerate() {
        block(&embed(text, &Way { title: None, prefix: &format!("{}-{at}-", item.id), ..way }, &links));
    }
    block(&without_gaps(&embed(&item.body.markdown, &way, &links)));
    out
}

fn vision(view: &View, vision: &Vision) -> String {
    let item = &vision.item;
    let mut facts = Facts::of(view).date("Horizon", vision.horizon.as_ref());
    for success in &vision.success {
        let by = success.by.as_ref().map(|by| format!("{}: ", by.words())).unwrap_or_default();
        facts = facts.plain("Success", &format!("{by}{}", said(view, item, &success.text)));
    }
    facts = facts.items(&several(view, Kind::Intent), &vision.intents);
    part(view, item, &[vision.why.as_deref().unwrap_or_default()], facts)
}

fn intent(view: &View, intent: &Intent) -> String {
    let item = &intent.item;
    let mut facts = Facts::of(view)
        .items("Serves", &intent.visions)
        .items("Part of", intent.parent.as_slice())
        .plain("Status", &intent.status_title)
        .word("Health", intent.health)
        .word("Horizon", intent.horizon)
        .percent("Progress", intent.progress.map(|progress| progress.percent))
        .word("Priority", intent.priority)
        .flag("Urgent", intent.urgent)
        .flag("Important", intent.important)
        .word("Investment", intent.investment)
        .items("Needs", &intent.depends_on);
    for result in &intent.key_results {
        facts = facts.plain("Key result", &key_result(result));
    }
    for assumption in &intent.assumptions {
        let test = assumption.test.as_deref().map(|test| format!(". Test: {}", said(view, item, test)));
        let assumed = format!("{} ({})", said(view, item, &assumption.text), assumption.status.title().to_lowercase());
        facts = facts.plain("Assumption", &(assumed + &test.unwrap_or_default()));
    }
    part(view, item, &[], facts.items(&several(view, Kind::Milestone), &intent.milestones))
}

/// `Booked online: 31.25 % in October 2026, from 18 % to 54.5 %, 36 % of the way. Source: the booking log`.
fn key_result(result: &KeyResult) -> String {
    let unit = result.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let latest = result.readings.last().map(|reading| {
        let when = reading.date.as_ref().map(|date| format!(" ({})", date.words())).unwrap_or_default();
        format!("{}{unit}{when}, ", reading.value)
    });
    let source = result.source.as_deref().map(|source| format!(". Source: {source}")).unwrap_or_default();
    format!(
        "{}: {}from {}{unit} to {}{unit}, {} % of the way{source}",
        result.name,
        latest.unwrap_or_default(),
        result.baseline,
        result.target,
        result.progress,
    )
}

fn milestone(view: &View, milestone: &Milestone) -> String {
    let item = &milestone.item;
    let is_late = milestone.late && view.tells_due();
    let blocked = milestone.blocked.as_deref().map(|blocked| said(view, item, blocked)).unwrap_or_default();
    let effort = milestone.effort.map(|effort| format!("{effort} {}", view.site.effort_unit)).unwrap_or_default();
    let facts = Facts::of(view)
        .items("Serves", &milestone.intents)
        .plain("Status", &milestone.status_title)
        .word("Health", milestone.health)
        .plain("Blocked", &blocked)
        .date("Starts", milestone.start.as_ref())
        .date("Due", milestone.target.as_ref())
        .flag("Late", is_late.then_some(true))
        .date("Done", milestone.done.as_ref())
        .word("Horizon", milestone.horizon)
        .word("Commitment", milestone.commitment)
        .percent("Confidence", milestone.confidence)
        .flag("Thin slice", (milestone.slice && view.shows(Field::Slice)).then_some(true))
        .percent("Progress", milestone.progress.map(|progress| progress.percent))
        .plain("Effort", &effort)
        .word("Priority", milestone.priority)
        .flag("Urgent", milestone.urgent)
        .flag("Important", milestone.important)
        .word("Investment", milestone.investment)
        .items("Needs", &milestone.depends_on);
    part(view, item, &[], facts)
}

fn update(view: &View, update: &Update) -> String {
    let facts = Facts::of(view)
        .date("Written", Some(&update.date))
        .word("Type", view.shows(Field::Type).then_some(update.update_type))
        .items("About", &update.about)
        .word("Health", update.health);
    part(view, &update.item, &[], facts)
}

/// Inline Markdown without its marks.
fn said(view: &View, item: &Item, text: &str) -> String {
    plain_inline(text, &links(view, item))
}

#[cfg(test)]
mod tests;
