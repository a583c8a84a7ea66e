//! The texts of items, as HTML that links from one page.

use crate::markdown::Way;
use crate::markdown::html::Html;
use crate::markdown::plain::{plain as plain_text, plain_inline};
use crate::markdown::render::{render, render_inline};
use crate::page::here::Here;
use crate::view::links::Links;
use crate::view::{Item, View};

/// The links of a text on one page.
fn links<'a>(view: &'a View, here: &'a Here, item: Option<&'a Item>) -> Links<'a, &'a Here> {
    Links { view, item, address: here }
}

/// The way of this view for a text out of this file. Headings in texts stand below the page's sections.
fn way<'a>(view: &View, file: &'a str, title: Option<&'a str>, prefix: &'a str) -> Way<'a> {
    Way { raw_html: view.site.raw_html, remote_images: view.site.remote_images, file, heading_base: 3, title, prefix }
}

/// The body of the item that a page is about; none where there is nothing in it.
pub fn body(view: &View, here: &Here, item: &Item) -> Option<Html> {
    block(view, here, item, "")
}

/// The body of an item that another item's page shows; `prefix` keeps its ids from those of the page's own text.
pub fn quoted(view: &View, here: &Here, item: &Item, prefix: &str) -> Option<Html> {
    block(view, here, item, prefix)
}

/// The body of a free page, whose headings are the page's own sections.
pub fn page(view: &View, here: &Here, item: &Item) -> Option<Html> {
    let way = Way { heading_base: 2, ..way(view, &item.body.file, Some(&item.title), "") };
    (!item.body.is_empty())
        .then(|| render(&item.body.markdown, &way, &links(view, here, Some(item))))
        .filter(|html| !html.is_empty())
}

fn block(view: &View, here: &Here, item: &Item, prefix: &str) -> Option<Html> {
    let way = way(view, &item.body.file, Some(&item.title), prefix);
    (!item.body.is_empty())
        .then(|| render(&item.body.markdown, &way, &links(view, here, Some(item))))
        .filter(|html| !html.is_empty())
}

/// A longer text that stands in an item's front matter, as HTML.
pub fn text(view: &View, here: &Here, item: &Item, text: &str) -> Option<Html> {
    let way = way(view, &item.body.file, None, "why-");
    (!text.trim().is_empty()).then(|| render(text, &way, &links(view, here, Some(item))))
}

/// A line of inline Markdown out of an item's front matter, as HTML.
pub fn inline(view: &View, here: &Here, item: &Item, text: &str) -> Html {
    render_inline(text, &way(view, &item.body.file, None, ""), &links(view, here, Some(item)))
}

/// A line of inline Markdown out of the settings, as HTML.
pub fn line(view: &View, here: &Here, text: &str) -> Html {
    render_inline(text, &way(view, "roadmap.toml", None, ""), &links(view, here, None))
}

/// The summary as HTML.
pub fn summary(view: &View, here: &Here, item: &Item) -> Option<Html> {
    item.summary
        .as_deref()
        .filter(|summary| !summary.trim().is_empty())
        .map(|summary| inline(view, here, item, summary))
}

/// About so many characters, so that a line in a search result or a list of updates holds it.
const SHORT: usize = 200;

/// What an item is about in one plain sentence or two: its summary, else the start of its body.
pub fn plain(view: &View, here: &Here, item: &Item) -> Option<String> {
    let links = links(view, here, Some(item));
    let text = match item.summary.as_deref() {
        Some(summary) if !summary.trim().is_empty() => plain_inline(summary, &links),
        _ => plain_text(&first_paragraph(&item.body.markdown), &links),
    };
    (!text.is_empty()).then(|| shortened(&text))
}

/// The same of a text that follows another, each of which may open with what both say: the first paragraph that the
/// earlier one does not have.
pub fn plain_after(view: &View, here: &Here, item: &Item, before: &Item) -> Option<String> {
    let has_summary = item.summary.as_ref().is_some_and(|summary| !summary.trim().is_empty());
    let known: Vec<_> = paragraphs(&before.body.markdown).collect();
    let new = paragraphs(&item.body.markdown).find(|part| part.len() > LABEL && !known.contains(part));
    match new {
        Some(new) if !has_summary => {
            let text = plain_text(&new, &links(view, here, Some(item)));
            if text.is_empty() { plain(view, here, item) } else { Some(shortened(&text)) }
        }
        _ => plain(view, here, item),
    }
}

/// So few bytes are a label above a text rather than its first sentence.
const LABEL: usize = 24;

/// The first paragraph of a Markdown text that is no heading, table, picture, list or block.
fn first_paragraph(markdown: &str) -> String {
    let mut prose = paragraphs(markdown);
    let first = prose.next().unwrap_or_default();
    if first.len() > LABEL { first } else { prose.find(|part| part.len() > LABEL).unwrap_or(first) }
}

/// The paragraphs of a Markdown text that are no heading, table, picture, list or block.
fn paragraphs(markdown: &str) -> impl Iterator<Item = String> {
    let mut lines = markdown.lines().peekable();
    let parts = std::iter::from_fn(move || {
        lines.peek()?;
        Some(lines.by_ref().take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"))
    });
    parts.map(|part| below_headings(&part).to_owned()).filter(|part| is_prose(part))
}

/// A part of a text without the headings that stand right above its first line.
fn below_headings(part: &str) -> &str {
    let underlined = |line: &str, mark: char| !line.trim().is_empty() && line.trim().chars().all(|c| c == mark);
    let mut part = part.trim();
    // A loop, since a text may be nothing but headings.
    loop {
        let (first, rest) = part.split_once('\n').unwrap_or((part, ""));
        let (second, after) = rest.split_once('\n').unwrap_or((rest, ""));
        part = if first.starts_with('#') {
            rest.trim_start()
        } else if underlined(second, '=') || underlined(second, '-') {
            after.trim_start()
        } else {
            return part;
        };
    }
}

/// Whether a part of a text begins as a paragraph does: with words, or with marks around words.
fn is_prose(part: &str) -> bool {
    let inline = ["<strong>", "<b>", "<em>", "<i>", "<code>", "**", "`"];
    let inline =
        inline.iter().any(|mark| part.strip_prefix(mark).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)));
    !part.is_empty() && (inline || !part.starts_with(['|', '!', '<', ':', '`', '~', '>', '-', '+', '*']))
}

/// The text up to the last word that fits.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SHORT) else { return text.to_owned() };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_after_a_word() {
        let text = "word ".repeat(100);
        let short = shortened(&text);
        assert!(short.ends_with("word…"), "{short}");
        assert!(short.chars().count() <= SHORT + 1);
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"é".repeat(300)).chars().count(), SHORT + 1);
    }

    #[test]
    fn the_first_paragraph_is_prose() {
        assert_eq!(first_paragraph("# Title\n\n| a | b |\n|---|---|\n\nHere it is.\n\nMore."), "Here it is.");
        assert_eq!(first_paragraph("# Title\r\n\r\nHere it is.\r\n \t\r\n- a\r\n- b\r\n"), "Here it is.");
        assert_eq!(first_paragraph("- a list"), "");
        assert_eq!(first_paragraph("# Title\nRight below it."), "Right below it.");
        assert_eq!(first_paragraph("Title\n=====\nRight below it."), "Right below it.");
        assert_eq!(first_paragraph("* a list\n\n```\ncode\n```\n\n**Bold** at first."), "**Bold** at first.");
        assert_eq!(first_paragraph("Progress\n\nThe feed of the harbour came."), "The feed of the harbour came.");
    }
}
