//! Raw HTML: known elements are written again with known attributes; of the rest, only the text stays.

use pulldown_cmark::Event;

use super::link::Place;
use super::render::Renderer;
use super::tag::{self, Token};
use crate::words::RawHtml;

/// A raw element that is known.
enum Known {
    /// Written under this name, which is not always its own: obsolete ones have successors.
    As(&'static str),
    /// A heading of this level.
    Heading(u8),
    /// Written without end tag.
    Void(&'static str),
    Image,
    Link,
    /// Dropped with all that is in it.
    Silent,
}

/// The name that end tags are matched by, and what the element is.
fn known(name: &str) -> Option<(&'static str, Known)> {
    const SAME: &[&str] = &[
        "abbr",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "cite",
        "code",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "i",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
        "var",
    ];
    const SILENT: &[&str] = &[
        "script", "style", "svg", "math", "iframe", "object", "template", "noscript", "textarea", "select", "title",
        "xmp", "noembed", "noframes", "audio", "video", "canvas",
    ];
    if let Some(same) = SAME.iter().find(|&&same| same == name) {
        return Some((same, Known::As(same)));
    }
    if let Some(silent) = SILENT.iter().find(|&&silent| silent == name) {
        return Some((silent, Known::Silent));
    }
    Some(match name {
        "a" => ("a", Known::Link),
        "img" => ("img", Known::Image),
        "br" => ("br", Known::Void("br")),
        "hr" => ("hr", Known::Void("hr")),
        "wbr" => ("wbr", Known::Void("wbr")),
        "strike" => ("strike", Known::As("s")),
        "tt" => ("tt", Known::As("code")),
        "tfoot" => ("tfoot", Known::As("tbody")),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => ("h", Known::Heading(name.as_bytes()[1] - b'0')),
        _ => return None,
    })
}

impl Renderer<'_> {
    /// Writes a block of raw HTML that begins at an index, and says which event comes next. Its lines are
    /// events of their own, and a tag may go over several of them.
    pub(super) fn raw_block(&mut self, at: usize) -> usize {
        let lines = self.events[at..].iter().map_while(|(event, _)| match event {
            Event::Html(line) => Some(&**line),
            _ => None,
        });
        let (mut block, mut next) = (String::new(), at);
        for line in lines {
            block.push_str(line);
            next += 1;
        }
        match self.way.raw_html {
            _ if self.inline => {}
            RawHtml::Sanitize => {
                self.raw_html(&block);
                self.sheet.speak();
            }
            RawHtml::Escape => {
                self.sheet.begin("p", &[]);
                self.sheet.text(block.trim_end());
                self.sheet.end();
            }
        }
        next
    }

    /// Writes a run of raw HTML.
    pub(super) fn raw_html(&mut self, html: &str) {
        if self.inline {
            return;
        }
        if self.way.raw_html == RawHtml::Escape {
            return self.sheet.text(html);
        }
        self.raw = true;
        for token in tag::tokens(html) {
            match token {
                Token::Text(text) => self.sheet.text(&tag::decode(text)),
                Token::Open { name, attributes } => self.raw_start(&name, &attributes),
                Token::Close(name) => {
                    if let Some((written, _)) = known(&name) {
                        self.sheet.end_raw(written);
                    }
                }
            }
        }
    }

    fn raw_start(&mut self, name: &str, attributes: &[(String, String)]) {
        let Some((written, known)) = known(name) else { return };
        if self.sheet.is_silent() {
            return;
        }
        let given = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let number = |wanted: &str, most: u32| {
            let number = given(wanted)?.trim().trim_end_matches("px").parse::<u32>().ok()?;
            (1..=most).contains(&number).then(|| number.to_string())
        };
        match known {
            Known::Silent => self.sheet.silence(written),
            Known::Void(name) => self.sheet.void(name, &[]),
            Known::Heading(level) => {
                let level = self.levels.next(level);
                self.sheet.begin_raw(level, written, &[]);
            }
            Known::Link => match given("href").and_then(|href| self.place(href)) {
                Some(Place::Elsewhere(href)) => {
                    self.sheet.begin_raw(
                        "a",
                        "a",
                        &[("href", &href), ("rel", "noopener noreferrer"), ("class", "ext")],
                    );
                    self.sheet.otherwise(&href);
                }
                Some(Place::Here(href)) => {
                    self.sheet.begin_raw("a", "a", &[("href", &href)]);
                    self.sheet.otherwise(&href);
                }
                None => {}
            },
            Known::Image => {
                let (width, height) = (number("width", 10_000), number("height", 10_000));
                let more = [
                    ("width", width.as_deref().unwrap_or_default()),
                    ("height", height.as_deref().unwrap_or_default()),
                    ("title", given("title").unwrap_or_default()),
                ];
                self.picture(given("src").unwrap_or_default(), given("alt").unwrap_or_default(), &more);
            }
            Known::As(name) => {
                let numbers: &[(&str, u32)] = match name {
                    "td" | "th" => &[("colspan", 100), ("rowspan", 100)],
                    "ol" => &[("start", 1_000_000)],
                    _ => &[],
                };
                let values: Vec<_> =
                    numbers.iter().filter_map(|&(name, most)| Some((name, number(name, most)?))).collect();
                let mut kept: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                match name {
                    "th" => kept.push(("scope", given("scope").filter(|&scope| scope == "row").unwrap_or("col"))),
                    "table" => kept.push(("class", "data")),
                    "pre" => kept.push(("tabindex", "0")),
                    "details" if given("open").is_some() => kept.push(("open", "")),
                    "abbr" | "dfn" => kept.extend(given("title").map(|title| ("title", title))),
                    _ => {}
                }
                self.sheet.begin_raw(name, written, &kept);
            }
        }
    }
}
