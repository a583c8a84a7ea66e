//! What a text holds: links, headings, tasks, and what is wrong with it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use super::events::{self, Read};
use super::tag::{self, Token};
use super::{Fault, heading};
use crate::words::RawHtml;

/// What a text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// In their order. Bare addresses are not among them.
    pub links: Vec<Link>,
    /// The names of its headings, as links write them after `#`, once [`folded`](heading::folded).
    pub headings: Vec<String>,
    /// Its task-list items.
    pub tasks: Tasks,
    /// What breaks a bound. Then all else is empty.
    pub faults: Vec<Fault>,
}

/// A link or a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where its destination is written, else all of it, in bytes of the text.
    pub range: Range<usize>,
    /// Its destination with its entities decoded, for [`judge`](super::destination::judge); of `[[id]]`, the id.
    pub destination: String,
    /// It is `[[id]]` or `[[id|text]]`, which may hold `#heading` after the id.
    pub wiki: bool,
    /// It is a picture.
    pub image: bool,
}

/// The id and the heading that a link by id means: `[[calendar-sync#risks]]`.
pub fn wiki_target(destination: &str) -> (&str, Option<&str>) {
    let (id, heading) = destination.split_once('#').map_or((destination, None), |(id, heading)| (id, Some(heading)));
    (id.trim(), heading)
}

/// How many tasks are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tasks {
    /// Ticked ones.
    pub done: usize,
    /// All of them.
    pub all: usize,
}

/// What a body holds. Links in raw HTML count where that is sanitised, since they are links then.
pub fn scan(markdown: &str, raw_html: RawHtml) -> Scan {
    match events::read(markdown) {
        Ok(events) => of(markdown, &events, raw_html),
        Err(fault) => Scan { faults: vec![fault], ..Scan::default() },
    }
}

/// The links of a summary. Most hold none, which a glance tells.
pub fn inline_links(markdown: &str) -> Vec<Link> {
    if markdown.contains(['[', '<']) { scan_inline(markdown).links } else { Vec::new() }
}

/// What a summary holds: one paragraph, in which raw HTML and pictures are left out.
pub fn scan_inline(markdown: &str) -> Scan {
    let guarded = events::guard(markdown);
    let shift = |range: Range<usize>| range.start.saturating_sub(1)..range.end.saturating_sub(1);
    match events::read(&guarded) {
        Ok(events) => {
            let mut scan = of(&guarded, &events, RawHtml::Escape);
            scan.links.retain(|link| !link.image);
            scan.links.iter_mut().for_each(|link| link.range = shift(link.range.clone()));
            scan
        }
        Err(fault) => Scan { faults: vec![Fault { range: shift(fault.range.clone()), ..fault }], ..Scan::default() },
    }
}

fn of(markdown: &str, events: &[Read<'_>], raw_html: RawHtml) -> Scan {
    let mut scan = Scan {
        headings: heading::outline(events)
            .into_iter()
            .filter(|heading| !heading.in_note)
            .map(|heading| heading.slug)
            .collect(),
        ..Scan::default()
    };
    // A tag of raw HTML may go over the lines of its block, which are events of their own.
    let (mut block, mut block_range) = (String::new(), 0..0);
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::TaskListMarker(done) => {
                scan.tasks.all += 1;
                scan.tasks.done += usize::from(*done);
            }
            Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                let image = matches!(event, Event::Start(Tag::Image { .. }));
                let inside = events.get(at + 1).map_or(range.end, |(_, inside)| inside.start);
                let destination = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                scan.links.push(Link {
                    range: destination_range(markdown, range, inside, *link_type, dest_url),
                    destination,
                    wiki: matches!(link_type, LinkType::WikiLink { .. }) && !image,
                    image,
                });
            }
            Event::InlineHtml(html) if raw_html == RawHtml::Sanitize => raw_links(&mut scan, html, range),
            Event::Html(html) if raw_html == RawHtml::Sanitize => {
                if block.is_empty() {
                    block_range.start = range.start;
                }
                block.push_str(html);
                block_range.end = range.end;
                if !matches!(events.get(at + 1), Some((Event::Html(_), _))) {
                    raw_links(&mut scan, &block, &block_range);
                    block.clear();
                }
            }
            _ => {}
        }
    }
    scan
}

/// Where a destination is written in its link, where that can be told for certain.
fn destination_range(
    markdown: &str,
    link: &Range<usize>,
    inside: usize,
    link_type: LinkType,
    destination: &str,
) -> Range<usize> {
    let found = match link_type {
        LinkType::WikiLink { .. } => markdown[link.clone()].find(destination),
        LinkType::Inline if !destination.is_empty() => {
            let from = inside.clamp(link.start, link.end);
            let after = markdown[from..link.end].rfind("](").map_or(0, |at| at + 2);
            let in_tail = markdown[from + after..link.end].find(destination);
            in_tail.map(|at| from - link.start + after + at)
        }
        _ => None,
    };
    match found {
        Some(at) => link.start + at..link.start + at + destination.len(),
        None => link.clone(),
    }
}

fn raw_links(scan: &mut Scan, html: &str, range: &Range<usize>) {
    for token in tag::tokens(html) {
        let Token::Open { name, attributes } = token else { continue };
        let (wanted, image) = match name.as_str() {
            "a" => ("href", false),
            "img" => ("src", true),
            _ => continue,
        };
        let value = attributes.into_iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        scan.links.extend(value.map(|destination| Link { range: range.clone(), destination, wiki: false, image }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(markdown: &str) -> Vec<(String, String)> {
        let scan = scan(markdown, RawHtml::Sanitize);
        scan.links.into_iter().map(|link| (link.destination, markdown[link.range].to_owned())).collect()
    }

    #[test]
    fn a_link_is_found_with_the_place_of_its_destination() {
        for (markdown, destination, place) in [
            ("a [b](../c.md#d \"../c.md#d\")", "../c.md#d", "../c.md#d"),
            ("[c.md](c.md)", "c.md", "c.md"),
            ("![x](y.png)", "y.png", "y.png"),
            ("[[sync]]", "sync", "sync"),
            ("[[sync|the [b] work]]", "sync", "sync"),
            ("[a][b]\n\n[b]: c.md", "c.md", "[a][b]"),
            ("<https://a.example>", "https://a.example", "<https://a.example>"),
            ("[a](<b c.md>)", "b c.md", "b c.md"),
            ("[a](b&amp;c)", "b&c", "[a](b&amp;c)"),
            ("<p>\n<a\nhref='x.md'>\ny</a>", "x.md", "<p>\n<a\nhref='x.md'>\ny</a>"),
            ("a <img src=\"x.png\">", "x.png", "<img src=\"x.png\">"),
        ] {
            assert_eq!(links(markdown), [(destination.to_owned(), place.to_owned())], "{markdown}");
        }
        assert_eq!(links("`[[a]]` \\[[b]] <!-- [c](d) -->\n\n    [e](f)"), []);
    }

    #[test]
    fn a_summary_has_links_where_it_was_written() {
        let text = "1. See [x](y.md)\n and ![z](a.png)";
        let scan = scan_inline(text);
        assert_eq!(scan.links.len(), 1);
        assert_eq!(&text[scan.links[0].range.clone()], "y.md");
    }

    #[test]
    fn tasks_are_counted_wherever_they_stand() {
        let scan = scan("- [x] a\n  - [ ] b\n- c\n\n1. [X] d\n\n> - [ ] e\n\n[x] f", RawHtml::Sanitize);
        assert_eq!(scan.tasks, Tasks { done: 2, all: 4 });
    }

    #[test]
    fn bounds_are_named_by_their_faults() {
        let bounds = |text: &str| {
            scan(text, RawHtml::Sanitize).faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>()
        };
        assert_eq!(bounds(&"> ".repeat(100)), ["blocks and marks nest deeper than 64 levels here"]);
        assert_eq!(bounds(&"<div>\n".repeat(100)), ["blocks and marks nest deeper than 64 levels here"]);
        let wide = format!("{}|\n{}|\n{}", "|a".repeat(2000), "|-".repeat(2000), "|b\n".repeat(2000));
        assert_eq!(bounds(&wide), ["this text would become more than 16 times as long on the page"]);
        assert_eq!(bounds(&"<p>a\n\n".repeat(100)), Vec::<String>::new());
        for before in ["", "> ", "- ", "- a\n\n  ", "x\n: ", "[^1]: ", "a\n\n"] {
            let endless = format!("{before}[a](b \"{}", "and so on\n".repeat(100));
            let fault = scan(&endless, RawHtml::Sanitize).faults.remove(0);
            assert_eq!(fault.message, "the title of this link goes over more than 64 lines", "{before}");
            assert_eq!(&endless[fault.range], "\"and so on", "{before}");
        }
        // What only looks like the beginning of another block.
        for line in ["      - x\n", "\t\t- x\n", "2. x\n", "#x\n", "  ```x```\n", "  2. x\n"] {
            let endless = format!("- [a](b \"c\n{}", line.repeat(100));
            let told: Vec<_> =
                scan(&endless, RawHtml::Sanitize).faults.into_iter().map(|fault| fault.message).collect();
            let is_item = line.starts_with("2.");
            assert_eq!(told.len(), usize::from(!is_item), "{line:?}: {told:?}");
        }
    }

    #[test]
    fn a_text_of_any_length_is_read_whose_links_end() {
        let lines = "and so on\n".repeat(100);
        for (text, links) in [
            ("[a](https://b.example \"c\") ".repeat(10_000), 10_000),
            ("- [a](b \"c\nd\")\n".repeat(10_000), 10_000),
            (format!("|a|\n|-|\n{}", "|[a](b 'c')|\n".repeat(10_000)), 10_000),
            (format!("[a](b \"c\")\n{lines}"), 1),
            (format!("```\n[a](b \"{lines}```\n"), 0),
            (format!("[a](b \"\n\n{lines}"), 0),
            (format!("\\[a] (b \"{lines}"), 0),
            (format!("- Step\n\n  ```\n  table[key](value \"open\n  {}  ```\n", "  more\n".repeat(100)), 0),
            (format!("- Step\n  ```\n  table[key](value \"open\n  {}  ```\n", "  more\n".repeat(100)), 0),
            (format!("1. see f[i](x 'tis\n{}", "   - more\n".repeat(100)), 0),
            (format!("- see f[i](x 'tis\n{}", "\n  More of it.\n".repeat(100)), 0),
            (format!("Long `f[i](x \"`\n\n{lines}"), 0),
            (format!("[^1]: f[i](x \"\n\n{}", "    More.\n".repeat(100)), 0),
        ] {
            let scan = scan(&text, RawHtml::Sanitize);
            assert_eq!((scan.links.len(), scan.faults.as_slice()), (links, &[][..]), "{}", &text[..30]);
        }
    }
}
