//! The one way in which a text is read, and the bounds that it must keep.

use std::ops::Range;

use pulldown_cmark::{DefaultBrokenLinkCallback, Event, OffsetIter, Options, Parser, Tag, TextMergeWithOffset};

use super::tag::{self, Token};
use super::{Fault, title};

/// How deep blocks and marks may nest. The deepest real text seen had 9; the sanitiser's time is the square of it.
pub const DEEPEST: usize = 64;
/// How often its own size a text may become as HTML, beside [`ROOM`]. A short table header can ask for 81 times.
pub const GROWTH: usize = 16;
/// Bytes that every text may become, however short it is.
pub const ROOM: usize = 64 * 1024;
/// Bytes that a tag and its end are counted as.
const TAG: usize = 16;

/// An event and the part of the text that it came from.
pub(super) type Read<'a> = (Event<'a>, Range<usize>);

/// What Markdown is, here.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// What the parser says of a text, up to the block in which it would look for the end of a link's title for too long.
pub(super) struct Told<'a> {
    text: &'a str,
    events: OffsetIter<'a, DefaultBrokenLinkCallback>,
    /// Whether the text is long enough for such a title.
    is_long: bool,
    /// Where that title begins.
    pub endless: Option<Range<usize>>,
}

impl<'a> Told<'a> {
    pub fn of(text: &'a str) -> Self {
        Self::by(text, Parser::new_ext(text, options()))
    }

    pub fn by(text: &'a str, parser: Parser<'a>) -> Self {
        Self { text, events: parser.into_offset_iter(), is_long: title::is_long(text), endless: None }
    }

    /// What is wrong with the title that it stopped at.
    pub fn fault(&self) -> Option<Fault> {
        let message = format!("the title of this link goes over more than {} lines", title::MOST_LINES);
        let help = "end it with the mark that it begins with, then `)`; where no link is meant, write `\\(`";
        self.endless.clone().map(|range| Fault::new(range, message, help))
    }
}

impl<'a> Iterator for Told<'a> {
    type Item = Read<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.endless.is_some() {
            return None;
        }
        let (event, range) = self.events.next()?;
        if !self.is_long {
            return Some((event, range));
        }
        // The parser looks at what is in a block when it is asked for the first of it.
        let inline = match event {
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::DefinitionListTitle) => &self.text[range.clone()],
            Event::Start(Tag::Item | Tag::DefinitionListDefinition | Tag::FootnoteDefinition(_)) => {
                title::own_lines(self.text, range.clone())
            }
            _ => "",
        };
        let found = title::endless(inline);
        self.endless = found.map(|found| range.start + found.start..range.start + found.end);
        Some((event, range))
    }
}

/// Reads a text. Stops where it nests or grows beyond the bounds.
///
/// # Errors
/// The fault names the bound that was broken.
pub(super) fn read(markdown: &str) -> Result<Vec<Read<'_>>, Fault> {
    let most = markdown.len().saturating_mul(GROWTH) + ROOM;
    if let Some(range) = too_many_cells(markdown, most / TAG) {
        return Err(outgrown(range));
    }
    let mut events = Vec::new();
    let (mut depth, mut raw_depth, mut size) = (0usize, 0usize, 0usize);
    let mut told = Told::of(markdown);
    for (event, range) in TextMergeWithOffset::new(&mut told) {
        match &event {
            Event::Start(tag) => {
                depth += 1;
                size += TAG + attributes(tag);
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) | Event::Code(text) => size += text.len(),
            Event::Html(html) | Event::InlineHtml(html) => {
                size += html.len();
                raw_depth = tag::tokens(html).fold(raw_depth, nest);
            }
            _ => size += TAG,
        }
        if depth + raw_depth > DEEPEST {
            let message = format!("blocks and marks nest deeper than {DEEPEST} levels here");
            return Err(Fault::new(range, message, "write it flatter, or split it"));
        }
        if size > most {
            return Err(outgrown(range));
        }
        events.push((event, range));
    }
    told.fault().map_or(Ok(events), Err)
}

fn outgrown(range: Range<usize>) -> Fault {
    let message = format!("this text would become more than {GROWTH} times as long on the page");
    Fault::new(range, message, "tables with many columns and short rows do that: split them")
}

/// Where the tables of a text have come to more than so many cells. The parser gives each row all the columns of its
/// head before it says a word, so what it would take is reckoned from the lines.
fn too_many_cells(markdown: &str, most: usize) -> Option<Range<usize>> {
    // No line has more columns than the text has bars. Nearly all texts have few of both, which a glance tells.
    let lines = || count(markdown, |byte| byte == b'\n') + 1;
    let bars = count(markdown, |byte| byte == b'|');
    if bars == 0 || bars.saturating_mul(lines()) <= most { None } else { too_many_in_lines(markdown, most) }
}

/// How many bytes of a text are such ones. By parts whose sum is a byte too, of which the processor adds many at once.
pub(super) fn count(text: &str, is_such: impl Fn(u8) -> bool) -> usize {
    let parts = text.as_bytes().chunks(usize::from(u8::MAX));
    parts.map(|part| usize::from(part.iter().fold(0, |sum: u8, &byte| sum + u8::from(is_such(byte))))).sum()
}

/// The same, line by line.
fn too_many_in_lines(markdown: &str, most: usize) -> Option<Range<usize>> {
    let (mut cells, mut columns, mut start) = (0_usize, 0_usize, 0_usize);
    for line in markdown.split_inclusive('\n') {
        let bare = line.trim_start_matches(['>', ' ', '\t']).trim_end();
        let is_rule = bare.contains('-') && bare.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'));
        if bare.is_empty() {
            columns = 0;
        } else if is_rule {
            columns = columns.max(bare.matches('|').count());
        }
        cells += columns;
        if cells > most {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

/// How deep raw elements nest after one more tag. Those that end by themselves (`<p>`, `<li>`) are not counted.
fn nest(depth: usize, token: Token<'_>) -> usize {
    let counts = |name: &str| tag::nests(name);
    match token {
        Token::Open { name, .. } if counts(&name) => depth + 1,
        Token::Close(name) if counts(&name) => depth.saturating_sub(1),
        _ => depth,
    }
}

fn attributes(tag: &Tag<'_>) -> usize {
    match tag {
        Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => dest_url.len() + title.len(),
        _ => 0,
    }
}

/// A text that is one paragraph whatever it begins with: `2026. A good year` is no list here.
///
/// A character that can begin no block stands before it; [`unguard`] takes it away again.
pub(super) fn guard(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len() + 1);
    guarded.push('.');
    guarded.extend(text.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }));
    guarded
}

/// Takes away what [`guard`] put before a text.
pub(super) fn unguard(events: &mut [Read<'_>]) {
    if let Some((Event::Text(text), _)) = events.iter_mut().find(|(event, _)| matches!(event, Event::Text(_))) {
        *text = text[1..].to_owned().into();
    }
}

/// The index of the end that belongs to the start at `start`.
pub(super) fn end_of(events: &[Read<'_>], start: usize) -> usize {
    let mut depth = 0usize;
    for (at, (event, _)) in events.iter().enumerate().skip(start) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    events.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_glance_tells_what_the_lines_tell(
            pieces in prop::collection::vec(prop::sample::select(&["|", "|-", "-", ":", "a", " ", "> ", "\n", "\n\n"][..]), 0..40),
            most in 0_usize..60,
        ) {
            let text = pieces.concat();
            prop_assert_eq!(count(&text, |byte| byte == b'|'), text.matches('|').count());
            prop_assert_eq!(too_many_cells(&text, most), too_many_in_lines(&text, most), "{:?}", text);
        }
    }

    #[test]
    fn all_of_a_long_text_are_counted() {
        assert_eq!(count(&"a".repeat(1_000), |byte| byte == b'a'), 1_000);
    }

    #[test]
    fn the_cells_of_wide_tables_are_reckoned_before_the_text_is_read() {
        let table = format!("{}\n{}\n{}\n", "|a".repeat(200), "|-".repeat(200), "a\n".repeat(1_000));
        assert!(too_many_cells(&table, 200_000).is_some());
        assert!(too_many_cells(&table, 201_000).is_none());
        assert!(too_many_cells("A heading\n---\ntext\n\n- - -\n| a | b |\n|---|---|\n| 1 | 2 |\n", 12).is_none());
    }
}
