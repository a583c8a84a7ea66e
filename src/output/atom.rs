//! `feed.xml`: the updates as an Atom feed (RFC 4287).
//!
//! All times are days of the plan at midnight in UTC: no clock is read. Ids are `tag:` addresses (RFC 4151) of the
//! site's host and path, so that they stay when a site moves from `http` to `https`, and of the update's day and id.

use std::fmt::Write as _;

use rayon::prelude::*;

use super::address::{absolute, links, of, of_item};
use super::xml::{escape, line};
use crate::date::Day;
use crate::markdown::Way;
use crate::markdown::html::Html;
use crate::markdown::plain::plain_inline;
use crate::markdown::render::render;
use crate::view::{Update, View};
use crate::words::{Field, Section, Word};

/// So many entries, the newest: what is older stands on the site, and readers ask for the whole feed each time.
pub const MOST: usize = 100;

/// One feed of a view.
#[derive(Debug)]
pub struct Channel<'a> {
    /// The file's name.
    pub file: &'static str,
    /// What it is called, as subscribers see it among other feeds.
    pub title: String,
    /// Where its subject stands in the site: `updates/`.
    pub page: &'static str,
    /// The newest first. Those dated after the day of the view are for later.
    pub updates: Vec<&'a Update>,
}

/// The feed of all updates; none where the view has no page of updates.
pub fn updates(view: &View) -> Option<Channel<'_>> {
    let is_told = view.has(Section::Updates) && !view.updates.is_empty();
    is_told.then(|| Channel {
        file: "feed.xml",
        title: crate::view::title::whole(view),
        page: "updates/",
        updates: view.updates.iter().collect(),
    })
}

/// The feed of strategy alone, for those who want where we go and not how it goes; none where the view has none of it, or
/// does not tell what an update is.
pub fn strategy(view: &View) -> Option<Channel<'_>> {
    let updates: Vec<&Update> = view.strategy().collect();
    (view.has(Section::Updates) && !updates.is_empty()).then(|| Channel {
        file: "strategy.xml",
        title: format!("{}: strategy", crate::view::title::whole(view)),
        page: if view.has_strategy_page() { "updates/strategy/" } else { "updates/" },
        updates,
    })
}

/// The text of a feed; none where the site does not know where it will stand, since all addresses must be absolute.
pub fn atom(view: &View, channel: &Channel<'_>) -> Option<String> {
    let own = absolute(view, channel.file)?;
    let entries: Vec<&Update> =
        channel.updates.iter().copied().filter(|update| update.date.last() <= view.as_of).take(MOST).collect();
    let newest = entries.iter().map(|update| update.date.last()).max().unwrap_or(view.as_of);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>{}</id>\n<title>{}</title>",
        escape(&view.site.language),
        // The form of these ids is of this year; nothing in the plan says since when the host is whose.
        escape(&tag(view, "2026", channel.file).unwrap_or_else(|| own.clone())),
        line(&channel.title),
    );
    if let Some(description) = &view.site.description {
        let _ = writeln!(out, "<subtitle>{}</subtitle>", line(description));
    }
    let _ = writeln!(
        out,
        "<updated>{}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<generator>roadmapgen</generator>",
        midnight(newest),
        line(&view.site.title),
        escape(&own),
        escape(&of(view, channel.page)),
    );
    let entries: Vec<String> = entries.par_iter().map(|update| entry(view, update)).collect();
    out.extend(entries);
    out.push_str("</feed>\n");
    Some(out)
}

fn entry(view: &View, update: &Update) -> String {
    let item = &update.item;
    let (day, page) = (update.date.last(), of_item(view, item));
    let links = links(view, item);
    let id = tag(view, &day.to_string(), &format!("updates/{}", item.id)).unwrap_or_else(|| page.clone());
    let mut out = format!(
        "<entry>\n<id>{}</id>\n<title>{}</title>\n<published>{}</published>\n<updated>{}</updated>\n",
        escape(&id),
        line(&item.title),
        midnight(day),
        midnight(day),
    );
    let mut authors: Vec<&str> = item.owner.iter().map(String::as_str).filter(|name| !name.trim().is_empty()).collect();
    if authors.is_empty() {
        authors.push(&view.site.title);
    }
    for name in authors {
        let _ = writeln!(out, "<author><name>{}</name></author>", line(name));
    }
    if view.shows(Field::Type) {
        let what = update.update_type;
        let _ = writeln!(out, "<category term=\"{}\" label=\"{}\"/>", what.as_str(), escape(what.title()));
    }
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", escape(&page));
    let summary = item.summary.as_deref().map(|summary| plain_inline(summary, &links)).unwrap_or_default();
    if !summary.is_empty() {
        let _ = writeln!(out, "<summary>{}</summary>", line(&summary));
    }
    let way = Way {
        raw_html: view.site.raw_html,
        remote_images: view.site.remote_images,
        file: &item.body.file,
        heading_base: 3,
        title: Some(&item.title),
        prefix: "",
    };
    let body = if item.body.is_empty() {
        String::new()
    } else {
        anchored(render(&item.body.markdown, &way, &links).as_str(), &page)
    };
    // What has no text of its own says at least what its page says first.
    let body =
        if body.trim().is_empty() && !summary.is_empty() { format!("<p>{}</p>\n", Html::text(&summary)) } else { body };
    let content = body + &about(view, update);
    if !content.trim().is_empty() {
        let _ = writeln!(out, "<content type=\"html\">{}</content>", escape(&content));
    }
    out.push_str("</entry>\n");
    out
}

/// What an update is about and what it says of that, as HTML: on its page that stands beside the text.
fn about(view: &View, update: &Update) -> String {
    let items = update.about.iter().filter_map(|id| view.item(id));
    let links =
        items.map(|item| format!("<a href=\"{}\">{}</a>", Html::text(&of_item(view, item)), Html::text(&item.title)));
    let links = links.collect::<Vec<_>>().join(", ");
    let about = if links.is_empty() { String::new() } else { format!("<p>About: {links}</p>\n") };
    let health = update.health.map(|health| format!("<p>Health: {}</p>\n", Html::text(health.title())));
    about + &health.unwrap_or_default()
}

/// HTML of ours whose links within the text lead to the text's page: in a reader there is nothing that they could be
/// relative to.
fn anchored(html: &str, page: &str) -> String {
    let page = Html::text(page);
    let mut out = String::with_capacity(html.len());
    let (mut in_tag, mut quoted) = (false, false);
    for (at, c) in html.char_indices() {
        out.push(c);
        match c {
            '<' => in_tag = true,
            '>' if !quoted => in_tag = false,
            '"' if in_tag => {
                quoted = !quoted;
                if quoted && html[..at].ends_with(" href=") && html[at + 1..].starts_with('#') {
                    out.push_str(page.as_str());
                }
            }
            _ => {}
        }
    }
    out
}

/// A `tag:` address of the site; none of a host that has no name such an address can hold.
fn tag(view: &View, date: &str, of: &str) -> Option<String> {
    let whole = absolute(view, of)?;
    let (_, rest) = whole.split_once("://")?;
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_host =
        host.split('.').all(|part| part.chars().all(is_name) && part.starts_with(|c| c != '-') && !part.ends_with('-'));
    is_host.then(|| format!("tag:{},{date}:{path}", host.to_ascii_lowercase()))
}

fn midnight(day: Day) -> String {
    format!("{day}T00:00:00Z")
}

#[cfg(test)]
mod tests;
