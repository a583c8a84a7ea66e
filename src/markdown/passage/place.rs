//! The blocks of a text that decide where a marker of a passage is none.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::super::{Fault, events};
use super::{before_markers, is_blank, trimmed};

/// Where in a text a marker is none.
#[derive(Default)]
pub(super) struct Places {
    /// Fenced code, and whether it is closed.
    pub fenced: Vec<(Range<usize>, bool)>,
    /// Raw HTML.
    pub html: Vec<(Range<usize>, bool)>,
    /// Lists, quotes and what else holds blocks, and indented code.
    pub containers: Vec<(Range<usize>, bool)>,
    /// Code fences that what stands before them decides about. If a passage between them went, the fence would begin
    /// or cease to be one, and with it what stands after it.
    pub doubtful: Vec<Range<usize>>,
    /// Why the text was not read to its end.
    pub unread: Option<Fault>,
}

impl Places {
    /// Reads the blocks of a text.
    pub fn of(text: &str) -> Self {
        let mut places = Self::default();
        let mut depth = 0usize;
        let mut told = events::Told::of(text);
        for (event, range) in &mut told {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                    let line = text[..range.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
                    let closed = is_closed(&text[range.clone()]);
                    if depth == 0 && line < range.start || !closed {
                        places.doubtful.push(first_line(text, &range));
                    }
                    places.fenced.push((range, closed));
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) if depth == 0 => {
                    places.containers.push((range, true));
                }
                Event::Start(Tag::HtmlBlock) => {
                    if !is_html_closed(&text[range.clone()]) {
                        places.doubtful.push(first_line(text, &range));
                    }
                    places.html.push((range, true));
                }
                Event::Start(
                    Tag::List(_)
                    | Tag::BlockQuote(_)
                    | Tag::FootnoteDefinition(_)
                    | Tag::DefinitionList
                    | Tag::Table(_),
                ) => {
                    if depth == 0 {
                        places.containers.push((range, true));
                    }
                    depth += 1;
                }
                Event::End(
                    TagEnd::List(_)
                    | TagEnd::BlockQuote(_)
                    | TagEnd::FootnoteDefinition
                    | TagEnd::DefinitionList
                    | TagEnd::Table,
                ) => depth -= 1,
                _ => {}
            }
        }
        places.doubtful.extend(stray_fences(text, &places.fenced));
        places.unread = told.fault();
        places
    }
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let end = text[range.clone()].find(['\n', '\r']).map_or(range.end, |end| range.start + end);
    trimmed(text, &(range.start..end))
}

/// The lines outside of fenced code that would begin some if they stood elsewhere.
fn stray_fences(text: &str, fenced: &[(Range<usize>, bool)]) -> Vec<Range<usize>> {
    let mut stray = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        end += line.len();
        let bare = before_markers(line.trim_start_matches(is_blank));
        let at = end - bare.len();
        // Backticks with another one after them are code in a line, wherever they stand.
        let ticks = bare.starts_with("```") && !bare.trim_start_matches('`').contains('`');
        if (ticks || bare.starts_with("~~~")) && within(fenced, at).is_none() {
            stray.push(at..at + bare.trim_end().len());
        }
    }
    stray
}

/// Whether a fenced code block ends with a fence of its own.
fn is_closed(block: &str) -> bool {
    let fence = block.trim_start();
    let mark = fence.chars().next().unwrap_or('`');
    let length = fence.chars().take_while(|&c| c == mark).count();
    let last = block.trim_end().lines().skip(1).last().unwrap_or_default();
    let last = last.trim_start_matches([' ', '\t', '>']);
    last.chars().count() >= length && last.trim_end().chars().all(|c| c == mark)
}

/// Whether a block of raw HTML that ends at a mark of its own, not at an empty line, has that mark.
fn is_html_closed(block: &str) -> bool {
    const MARKS: [(&str, &str); 8] = [
        ("<!--", "-->"),
        ("<![cdata[", "]]>"),
        ("<!", ">"),
        ("<?", "?>"),
        ("<script", "</script>"),
        ("<pre", "</pre>"),
        ("<style", "</style>"),
        ("<textarea", "</textarea>"),
    ];
    let block = block.trim_start().to_ascii_lowercase();
    MARKS.iter().find(|(open, _)| block.starts_with(open)).is_none_or(|(_, close)| block.contains(close))
}

/// The mark of the range that holds a byte. The ranges are sorted and do not overlap.
pub(super) fn within(ranges: &[(Range<usize>, bool)], at: usize) -> Option<bool> {
    let after = ranges.partition_point(|(range, _)| range.start <= at);
    let (range, mark) = ranges.get(after.checked_sub(1)?)?;
    range.contains(&at).then_some(*mark)
}
