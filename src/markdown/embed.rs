//! A text put into a larger one that is Markdown too.
//!
//! What stands around it must not change what it says, nor the other way round: its headings stand below those around
//! it, its links lead to the same places from anywhere, its footnotes have names of their own, what it defines is gone
//! once it is used, and nothing that it opens is open at its end. Raw HTML becomes the text in it: on a page it goes
//! through a sanitiser, and here is none.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag};

use super::destination::{self, Destination};
use super::events::{self, Read};
use super::heading::{self, Levels};
use super::literal::{literal, paragraph};
use super::plain;
use super::scan::wiki_target;
use super::tag::{self, Token};
use super::{Lead, Target, Way};
use crate::words::{RawHtml, RemoteImages};

/// A body as a part of a larger text, which says where it stands by `way`: `heading_base` is the level of its highest
/// headings, `prefix` keeps its footnotes from those of others. Ends without a line end; empty where it says nothing.
pub fn embed(markdown: &str, way: &Way<'_>, lead: &impl Lead) -> String {
    let is_odd = |c: char| c.is_control() && c != '\n' && c != '\t';
    let text = if may_hold_control(markdown) && markdown.contains(is_odd) {
        Cow::Owned(markdown.replace("\r\n", "\n").replace(is_odd, "\u{fffd}"))
    } else {
        Cow::Borrowed(markdown)
    };
    let embedded = written(&text, way, lead).filter(|embedded| embedded.reads_the_same || is_contained(embedded, way));
    // A text that breaks the bounds, defines a name twice, or means something else without its raw HTML is rare. It
    // says at least all its words.
    embedded.map_or_else(|| paragraph(&plain::plain(markdown, lead)), |embedded| embedded.text)
}

/// Whether a text may hold control characters other than the ends of lines and tabs: nearly none has one of these bytes.
fn may_hold_control(text: &str) -> bool {
    // Those beyond ASCII all begin with the last of them. All bytes are asked for, since that takes less time than to stop.
    text.bytes().fold(false, |held, byte| held | matches!(byte, 0..=8 | 11..=31 | 0x7f | 0xc2))
}

/// A text as it was written to be embedded.
struct Embedded {
    text: String,
    /// All that it links to.
    links: BTreeSet<String>,
    /// Whether it is certain, without another look, that it keeps to itself.
    reads_the_same: bool,
}

/// Writes a text to be embedded; nothing of one that breaks the bounds.
fn written(text: &str, way: &Way<'_>, lead: &impl Lead) -> Option<Embedded> {
    let events = events::read(text).ok()?;
    let (edits, links) = (Vec::new(), BTreeSet::new());
    let mut writer = Writer { text, events: &events, way, lead, edits, links, link_end: 0, is_changed: false };
    writer.definitions();
    writer.run();
    let (reads_the_same, links) = (writer.reads_the_same(), std::mem::take(&mut writer.links));
    Some(Embedded { text: writer.finish(), links, reads_the_same })
}

/// Whether a text keeps to itself: its headings are no higher than they may be, it links only there, its footnotes have
/// names of their own, it defines nothing else, and what comes after it is read as if it were not there.
fn is_contained(embedded: &Embedded, way: &Way<'_>) -> bool {
    let Embedded { text, links, .. } = embedded;
    let probe = format!("{text}\n\n# x\n");
    let parser = Parser::new_ext(&probe, events::options());
    if parser.reference_definitions().iter().next().is_some() {
        return false;
    }
    let mut depth = 0_usize;
    for (event, range) in events::Told::by(&probe, parser) {
        match event {
            Event::Start(tag) => {
                let is_kept = match tag {
                    Tag::Heading { level, .. } if level as u8 == 1 && depth == 0 => {
                        return range.start == text.len() + 2;
                    }
                    Tag::Heading { level, .. } => level as u8 >= way.heading_base.min(6),
                    Tag::FootnoteDefinition(name) => name.starts_with(way.prefix),
                    Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => links.contains(&*dest_url),
                    _ => true,
                };
                if !is_kept {
                    return false;
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Html(_) | Event::InlineHtml(_) => return false,
            _ => {}
        }
    }
    false
}

/// A text on its way into another.
struct Writer<'a> {
    text: &'a str,
    events: &'a [Read<'a>],
    way: &'a Way<'a>,
    lead: &'a dyn Lead,
    /// What is written instead of what; no two of them overlap.
    edits: Vec<(Range<usize>, String)>,
    /// All that is linked to.
    links: BTreeSet<String>,
    /// Where the link ends that was begun last: links do not nest.
    link_end: usize,
    /// Whether an edit changes more than the level of a heading.
    is_changed: bool,
}

impl Writer<'_> {
    fn edit(&mut self, range: Range<usize>, by: impl Into<String>) {
        let by = by.into();
        self.is_changed |= self.text.get(range.clone()) != Some(&*by);
        self.edits.push((range, by));
    }

    /// Whether the parser is sure to find the same in what is written as in the text, but for the levels of headings at
    /// the beginning of lines, and all that may stand there: another look would tell nothing.
    fn reads_the_same(&self) -> bool {
        let is_kept = |event: &Event<'_>| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => self.links.contains(&**dest_url),
            Event::Start(Tag::FootnoteDefinition(_) | Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => false,
            _ => true,
        };
        // White space around the text goes. Markdown knows less of that than Unicode, and takes the rest for words.
        let blank = [' ', '\t', '\n'];
        !self.is_changed
            && !self.text.contains("]:")
            && self.text.trim_matches(blank) == self.text.trim()
            && self.events.iter().all(|(event, _)| is_kept(event))
    }

    /// The end of a link, from its `]`.
    fn to(&mut self, href: &str, title: &str) -> String {
        let href = encoded(href);
        let end = to(&href, title);
        self.links.insert(href);
        end
    }

    /// What links by name lead to is written at the links.
    fn definitions(&mut self) {
        if self.text.contains("]:") {
            let parser = Parser::new_ext(self.text, events::options());
            let spans: Vec<_> = parser.reference_definitions().iter().map(|(_, link)| link.span.clone()).collect();
            for span in spans {
                self.edit(span, "");
            }
        }
    }

    fn run(&mut self) {
        let mut levels = Levels::new(self.way.heading_base);
        let outline = heading::outline(self.events);
        let mut at = 0;
        if let Some(title) = self.way.title
            && outline.first().is_some_and(|first| first.at == 0 && first.repeats(title))
        {
            self.edit(self.events[0].1.clone(), "");
            at = events::end_of(self.events, 0) + 1;
        }
        while at < self.events.len() {
            at = self.event(at, &mut levels);
        }
    }

    /// Looks at the event at an index, and says which comes next.
    fn event(&mut self, at: usize, levels: &mut Levels) -> usize {
        let (event, range) = &self.events[at];
        let after = || events::end_of(self.events, at) + 1;
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let after = after();
                let is_some = !plain::text(&self.events[at..after]).is_empty();
                self.heading(at, after, is_some.then(|| levels.next(*level as u8)));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                return self.link(at, after(), *link_type, dest_url, title);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let after = after();
                let picture = self.picture(dest_url, &plain::text(&self.events[at..after]), range.start);
                self.edit(range.clone(), picture);
                return after;
            }
            Event::Start(Tag::HtmlBlock) => {
                let after = after();
                let html: String = self.events[at..after].iter().filter_map(|(event, _)| html(event)).collect();
                let end = if self.text[range.clone()].ends_with('\n') { "\n" } else { "" };
                let said = if self.way.raw_html == RawHtml::Escape { html } else { said(&html) };
                self.edit(range.clone(), paragraph(&said) + end);
                return after;
            }
            Event::InlineHtml(html) => {
                let shown = match self.way.raw_html {
                    RawHtml::Escape => literal(html),
                    RawHtml::Sanitize if is_break(html) => " ".to_owned(),
                    RawHtml::Sanitize => String::new(),
                };
                self.edit(range.clone(), shown);
            }
            Event::FootnoteReference(_) | Event::Start(Tag::FootnoteDefinition(_)) => {
                let name = range.start + self.text[range.clone()].find("[^").map_or(0, |at| at + 2);
                self.edit(name..name, self.way.prefix);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                let end = self.text.trim_end().len();
                if range.end >= end {
                    // Whether it ends is looked at again: an end that is none is easily taken for one.
                    self.is_changed = true;
                    if let Some(fence) = missing_fence(&self.text[range.clone()]) {
                        // What stands in a list or a quote ends with that.
                        self.edit(self.text.len()..self.text.len(), format!("\n{fence}"));
                    }
                }
            }
            _ => {}
        }
        at + 1
    }

    /// A heading in one line, at its level; one that says nothing is no heading.
    fn heading(&mut self, at: usize, after: usize, level: Option<&str>) {
        let whole = self.events[at].1.clone();
        let source = &self.text[whole.clone()];
        let hashes = source.bytes().take_while(|&byte| byte == b'#').count();
        let rest = &source[hashes..];
        let is_atx = (1..=6).contains(&hashes) && (rest.is_empty() || rest.starts_with(char::is_whitespace));
        let inside = &self.events[at + 1..after - 1];
        let end = inside.iter().map(|(_, range)| range.end).max();
        let start = if is_atx { whole.start + hashes + (rest.len() - rest.trim_start().len()) } else { whole.start };
        let end = end.unwrap_or(start).max(start);
        let marks = level.map_or(String::new(), |name| {
            let level = name.as_bytes()[1] - b'0';
            "#".repeat(level.into()) + " "
        });
        let begins_line = whole.start == 0 || self.text.as_bytes()[whole.start - 1] == b'\n';
        if is_atx && begins_line && !marks.is_empty() {
            self.edits.push((whole.start..start, marks));
        } else {
            self.edit(whole.start..start, marks);
        }
        let line_end = whole.start + source.trim_end().len();
        self.edit(end..line_end.max(end), "");
        for (event, range) in inside {
            if matches!(event, Event::SoftBreak | Event::HardBreak) {
                let next = &self.text[range.end..];
                let begin = range.end + (next.len() - next.trim_start_matches([' ', '\t', '>']).len());
                self.edit(range.start..begin, " ");
            }
        }
    }

    fn link(&mut self, at: usize, after: usize, link_type: LinkType, destination: &str, title: &str) -> usize {
        let whole = self.events[at].1.clone();
        match link_type {
            LinkType::WikiLink { has_pothole } => {
                let (id, fragment) = wiki_target(destination);
                let found = self.lead.item(id, fragment);
                if has_pothole {
                    let bar = self.text[whole.clone()].find('|').map_or(whole.start, |bar| whole.start + bar + 1);
                    let end = whole.end - "]]".len();
                    let (open, close) = found.map_or_else(Default::default, |(href, _)| ("[", self.to(&href, "")));
                    self.edit(whole.start..bar, open);
                    self.edit(end..whole.end, close);
                    self.link_end = whole.end;
                    return at + 1;
                }
                let link = found.map(|(href, title)| format!("[{}{}", literal(&title), self.to(&href, "")));
                self.edit(whole, link.unwrap_or_else(|| literal(destination)));
                after
            }
            LinkType::Autolink | LinkType::Email => {
                let mail = if link_type == LinkType::Email { "mailto:" } else { "" };
                let link = match destination::judge(self.way.file, &format!("{mail}{destination}")) {
                    Destination::External(href) => {
                        self.links.insert(href.clone());
                        format!("<{href}>")
                    }
                    _ => literal(destination),
                };
                self.edit(whole, link);
                after
            }
            _ => {
                // The empty brackets after `[name][]` are no part of it.
                let rest = &self.text[whole.end..];
                let end = whole.end + if link_type == LinkType::Collapsed && rest.starts_with("[]") { 2 } else { 0 };
                let inside = self.events[at + 1..after - 1].iter().map(|(_, range)| range.end).max();
                let inside = inside.unwrap_or(whole.start + 1);
                let close = self.text[inside..whole.end].find(']').map_or(whole.end, |at| inside + at);
                if let Some(href) = self.place(destination) {
                    let link = self.to(&href, title);
                    self.edit(close..end, link);
                    self.link_end = whole.end;
                } else {
                    self.edit(whole.start..whole.start + 1, "");
                    self.edit(close..end, "");
                }
                at + 1
            }
        }
    }

    /// Where a link leads, if it leads anywhere.
    fn place(&self, destination: &str) -> Option<String> {
        match destination::judge(self.way.file, destination) {
            Destination::External(href) => Some(href),
            Destination::Refused(_) | Destination::Outside => None,
            // A heading of the same text, which has no name here: on the text's page it has one.
            Destination::Fragment(fragment) => match self.lead.path(self.way.file, Some(&fragment))? {
                Target::Item { href, .. } | Target::Asset { href, .. } => Some(href),
            },
            Destination::Path { path, fragment } => match self.lead.path(&path, fragment.as_deref())? {
                Target::Item { href, .. } | Target::Asset { href, .. } => Some(href),
            },
        }
    }

    /// A picture of the roadmap's own, a link to one elsewhere, or its alternative text.
    fn picture(&mut self, destination: &str, alt: &str, start: usize) -> String {
        let said = if alt.is_empty() { "picture" } else { alt };
        if start < self.link_end {
            return literal(said);
        }
        match destination::judge(self.way.file, destination) {
            Destination::External(src) if src.starts_with("http") => {
                let mark = if self.way.remote_images == RemoteImages::Load { "!" } else { "" };
                format!("{mark}[{}{}", literal(said), self.to(&src, ""))
            }
            Destination::Path { path, fragment } => match self.lead.path(&path, fragment.as_deref()) {
                Some(Target::Asset { href, .. }) => format!("![{}{}", literal(alt), self.to(&href, "")),
                Some(Target::Item { href, title }) => {
                    format!("[{}{}", literal(if alt.is_empty() { &title } else { alt }), self.to(&href, ""))
                }
                None => literal(&format!("[{said}]")),
            },
            _ => literal(&format!("[{said}]")),
        }
    }

    fn finish(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.text.len());
        let mut from = 0;
        for (range, by) in &self.edits {
            if range.start >= from {
                out.push_str(&self.text[from..range.start]);
                out.push_str(by);
                from = range.end;
            }
        }
        out.push_str(&self.text[from..]);
        let blank = out.find(|c: char| !c.is_whitespace()).unwrap_or(out.len());
        // Spaces before the first word may be those of code.
        let line = out[..blank].rfind('\n').map_or(0, |end| end + 1);
        out[line..].trim_end().to_owned()
    }
}

/// An address that a pair of brackets can hold.
fn encoded(href: &str) -> String {
    if href.contains(['(', ')']) { href.replace('(', "%28").replace(')', "%29") } else { href.to_owned() }
}

/// A link of plain text.
pub fn link(text: &str, href: &str) -> String {
    format!("[{}]({})", literal(text), encoded(href))
}

fn to(href: &str, title: &str) -> String {
    match title.split_whitespace().collect::<Vec<_>>().join(" ") {
        title if title.is_empty() => format!("]({href})"),
        title => format!("]({href} \"{}\")", literal(&title).replace('"', "\\\"")),
    }
}

fn html<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Html(html) => Some(html),
        _ => None,
    }
}

/// What raw HTML says.
fn said(html: &str) -> String {
    let mut said = String::new();
    let mut silent = false;
    for token in tag::tokens(html) {
        match token {
            Token::Text(text) if !silent => said.push_str(&tag::decode(text)),
            Token::Text(_) => {}
            Token::Open { name, .. } => {
                silent = matches!(&*name, "script" | "style");
                said.push(' ');
            }
            Token::Close(_) => {
                silent = false;
                said.push(' ');
            }
        }
    }
    said
}

fn is_break(html: &str) -> bool {
    tag::tokens(html).any(|token| matches!(token, Token::Open { name, .. } if name == "br"))
}

/// What ends a block of code that nothing ends but the text.
fn missing_fence(block: &str) -> Option<String> {
    let mark = block.chars().next().filter(|mark| ['`', '~'].contains(mark))?;
    let length = block.chars().take_while(|&c| c == mark).count();
    let mut lines = block.trim_end().lines();
    let _ = lines.next();
    let last = lines.next_back().unwrap_or_default().trim_start_matches([' ', '\t', '>']).trim_end();
    let ends = last.chars().all(|c| c == mark) && last.chars().count() >= length;
    (!ends).then(|| mark.to_string().repeat(length))
}

#[cfg(test)]
mod tests;
