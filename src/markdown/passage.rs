//! Passages that only some audiences may read: `::: for leadership` to `:::`.
//!
//! Judged so that a mistake shuts: every line that could be meant as a marker either is one, or stands in a
//! fenced code block that is closed, or is a fault.
//!
//! What stands in one passage must not decide what a line outside of it means, or it would show to those who may not
//! read it. So a marker line is judged as if it ended every block before it (as a thematic break does), and where a
//! code fence could be read in two ways, depending on which passages are gone, that is a fault.

use std::borrow::Cow;
use std::ops::Range;

use self::place::{Places, within};
use super::Fault;

mod place;
mod stray;

pub use stray::strays;

/// A restricted passage. Lines hold their line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its first line, which names who may read it.
    pub open: Range<usize>,
    /// Its last line.
    pub close: Range<usize>,
    /// The audiences that it names, and where.
    pub audiences: Vec<(String, Range<usize>)>,
    /// The passages in it: who reads those must also read this one.
    pub inner: Vec<Passage>,
}

impl Passage {
    /// All of it, marker lines included.
    pub fn range(&self) -> Range<usize> {
        self.open.start..self.close.end
    }
}

/// The passages of a body, and what is wrong with them. Where there is a fault nothing may be shown to anybody.
pub fn cut(body: &str) -> (Vec<Passage>, Vec<Fault>) {
    if !has_marks(body) {
        return (Vec::new(), Vec::new());
    }
    let (markers, mut faults) = markers(body);
    let passages = pair(body, &markers, &mut faults);
    faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
    (passages, faults)
}

/// Whether a text holds what every marker of a passage does.
pub fn has_marks(body: &str) -> bool {
    body.contains(":::")
}

/// A text as one reader sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Projected<'b> {
    /// What they see.
    pub text: Cow<'b, str>,
    /// Where that was written.
    pub parts: Vec<Part>,
}

/// A part of a text that a reader sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where it begins in what the reader sees.
    pub shown: usize,
    /// Where it begins in what was written.
    pub written: usize,
}

/// Where an offset of what a reader sees was written.
pub fn written_at(parts: &[Part], shown: usize) -> usize {
    let part = parts.partition_point(|part| part.shown <= shown).checked_sub(1).and_then(|at| parts.get(at));
    part.map_or(shown, |part| part.written + (shown - part.shown))
}

/// The text for one reader. Passages that they may not read leave nothing, not even a line; the marker lines of
/// the others become empty lines.
///
/// A passage is read by who may read one of the audiences that it names, which `sees` says.
pub fn project<'b>(body: &'b str, passages: &[Passage], sees: impl Fn(&str) -> bool) -> Projected<'b> {
    if passages.is_empty() {
        return Projected { text: Cow::Borrowed(body), parts: vec![Part { shown: 0, written: 0 }] };
    }
    let mut projection = Projection { body, out: String::with_capacity(body.len()), parts: Vec::new(), from: 0 };
    projection.write(passages, &sees);
    projection.copy_to(body.len());
    Projected { text: Cow::Owned(projection.out), parts: projection.parts }
}

/// A projection under way.
struct Projection<'b> {
    body: &'b str,
    out: String,
    parts: Vec<Part>,
    /// Up to where the body has been looked at.
    from: usize,
}

impl Projection<'_> {
    fn write(&mut self, passages: &[Passage], sees: &impl Fn(&str) -> bool) {
        for passage in passages {
            self.copy_to(passage.open.start);
            if passage.audiences.iter().any(|(audience, _)| sees(audience)) {
                self.skip_line_to(passage.open.end);
                self.write(&passage.inner, sees);
                self.copy_to(passage.close.start);
                self.skip_line_to(passage.close.end);
            } else {
                self.from = passage.close.end;
            }
        }
    }

    fn copy_to(&mut self, end: usize) {
        self.parts.push(Part { shown: self.out.len(), written: self.from });
        self.out.push_str(&self.body[self.from..end]);
        self.from = end;
    }

    fn skip_line_to(&mut self, end: usize) {
        self.parts.push(Part { shown: self.out.len(), written: self.from });
        self.out.push('\n');
        self.from = end;
    }
}

/// A line with `:::`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// With its line end.
    range: Range<usize>,
    /// Whether blanks alone, three at most, stand before the colons.
    plain: bool,
}

/// The lines that could be meant as markers: after blanks, and what begins quotes and list items, come three colons.
fn lines(body: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for text in body.split_inclusive('\n') {
        let range = start..start + text.len();
        start = range.end;
        // A line may also end with a carriage return alone.
        let mut part_start = range.start;
        for part in text.split_inclusive('\r') {
            let part_range = part_start..part_start + part.len();
            part_start = part_range.end;
            if part == "\n" && part_range.start > range.start {
                if let Some(last) = lines.last_mut().filter(|last: &&mut Line| last.range.end == part_range.start) {
                    last.range.end = part_range.end;
                }
                continue;
            }
            let trimmed = part.trim_start_matches(is_blank);
            if before_markers(trimmed).starts_with(":::") {
                let indent = &part[..part.len() - trimmed.len()];
                let plain = trimmed.starts_with(":::") && indent.len() <= 3 && indent.bytes().all(|byte| byte == b' ');
                lines.push(Line { range: part_range, plain });
            }
        }
    }
    lines
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// A line without what begins quotes, list items, definitions and footnotes.
fn before_markers(line: &str) -> &str {
    let mut rest = line;
    loop {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let next = if let Some(next) = rest.strip_prefix('>') {
            next
        } else if let Some(next) = rest.strip_prefix(['-', '*', '+']).filter(|next| next.starts_with(is_blank)) {
            next
        } else if let Some(next) = rest.strip_prefix(": ") {
            next
        } else if let Some(next) = digits.strip_prefix(['.', ')']).filter(|_| digits.len() < rest.len()) {
            next
        } else if let Some((_, next)) = rest.strip_prefix("[^").and_then(|name| name.split_once("]:")) {
            next
        } else {
            return rest;
        };
        rest = next.trim_start_matches(is_blank);
    }
}

/// The lines that are markers; those that can be neither markers nor code are faults.
fn markers(body: &str) -> (Vec<Line>, Vec<Fault>) {
    let lines = lines(body);
    let judged = stand_in(body, &lines, "***");
    let places = Places::of(&judged);
    if let Some(fault) = places.unread {
        return (Vec::new(), vec![fault]);
    }
    let (mut markers, mut faults) = (Vec::new(), Vec::new());
    for line in lines {
        let shown = trimmed(body, &line.range);
        if let Some(closed) = within(&places.fenced, line.range.start) {
            if !closed {
                let message = "a code block that never closes holds a marker of a passage";
                faults.push(Fault::new(shown, message, "close the code block before it"));
            }
        } else if !line.plain || within(&places.containers, line.range.start).is_some() {
            let message = "a passage for some audiences begins and ends at the start of a line";
            faults.push(Fault::new(shown, message, "write it at the start of a line, outside lists and quotes"));
        } else if within(&places.html, line.range.start).is_some() {
            let message = "a marker of a passage stands inside raw HTML";
            faults.push(Fault::new(shown, message, "leave an empty line before it, and close comments"));
        } else {
            markers.push(line);
        }
    }
    if !markers.is_empty() {
        faults.extend(places.doubtful.into_iter().map(|range| {
            let message = "in a text with passages, this block could be read in two ways";
            Fault::new(
                range,
                message,
                "begin code blocks at the start of a line, end them and comments, and keep code out of raw HTML",
            )
        }));
    }
    (markers, faults)
}

/// The text with another line for each of these, of the same length. Those of code stay what they are to a reader of
/// blocks, since no code ends at a thematic break.
fn stand_in(body: &str, lines: &[Line], with: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut from = 0;
    for line in lines.iter().filter(|line| line.plain) {
        let shown = trimmed(body, &line.range);
        out.push_str(&body[from..shown.start]);
        out.push_str(with);
        out.extend(std::iter::repeat_n(' ', shown.len() - with.len()));
        from = shown.end;
    }
    out.push_str(&body[from..]);
    out
}

/// A line without the white space at its ends.
fn trimmed(body: &str, line: &Range<usize>) -> Range<usize> {
    let text = &body[line.clone()];
    let start = line.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// How deep passages may nest.
const DEEPEST: usize = 16;

fn pair(body: &str, markers: &[Line], faults: &mut Vec<Fault>) -> Vec<Passage> {
    let mut open: Vec<Passage> = Vec::new();
    let mut done = Vec::new();
    for line in markers {
        let shown = trimmed(body, &line.range);
        let words = body[shown.clone()].trim_start_matches(':');
        let colons = shown.len() - words.len();
        if words.is_empty() && colons == 3 {
            let Some(mut passage) = open.pop() else {
                faults.push(Fault::new(
                    shown,
                    "`:::` closes a passage, and none is open",
                    "begin it with `::: for AUDIENCE`",
                ));
                continue;
            };
            passage.close = line.range.clone();
            open.last_mut().map_or(&mut done, |outer| &mut outer.inner).push(passage);
            continue;
        }
        let named = words
            .trim_start()
            .strip_prefix("for")
            .filter(|named| named.is_empty() || named.starts_with(char::is_whitespace));
        let Some(named) = named.filter(|_| colons == 3) else {
            let message = format!("`{}` is no passage that roadmapgen knows", &body[shown.clone()]);
            faults.push(Fault::new(shown.clone(), message, "write `::: for AUDIENCE` to begin one, `:::` to end it"));
            // What it opens is closed further down: one mistake is told once.
            open.extend((!words.is_empty()).then(|| Passage::begun(line.range.clone(), Vec::new())));
            continue;
        };
        let audiences = audiences(named, shown.end - named.len());
        if audiences.is_empty() || audiences.iter().any(|(audience, _)| audience.is_empty()) {
            let message = "this passage does not say whom it is for";
            faults.push(Fault::new(
                shown.clone(),
                message,
                "name one or several audiences: `::: for leadership, engineering`",
            ));
        }
        if open.len() == DEEPEST {
            let message = format!("passages nest deeper than {DEEPEST} levels here");
            faults.push(Fault::new(shown, message, "name fewer audiences further out"));
        }
        open.push(Passage::begun(line.range.clone(), audiences));
        if open.len() > DEEPEST {
            break;
        }
    }
    let unclosed = open.first().filter(|_| open.len() <= DEEPEST);
    faults.extend(unclosed.map(|passage| {
        Fault::new(trimmed(body, &passage.open), "this passage is never closed", "end it with a line of its own: `:::`")
    }));
    // What is open to the end is for nobody: its faults stop the build, and until then nobody sees it.
    while let Some(mut passage) = open.pop() {
        passage.close = body.len()..body.len();
        passage.audiences.clear();
        open.last_mut().map_or(&mut done, |outer| &mut outer.inner).push(passage);
    }
    done
}

impl Passage {
    fn begun(open: Range<usize>, audiences: Vec<(String, Range<usize>)>) -> Self {
        Self { close: open.end..open.end, open, audiences, inner: Vec::new() }
    }
}

/// The names in a list with commas, each with its place. `start` is where the list begins in the text.
fn audiences(list: &str, start: usize) -> Vec<(String, Range<usize>)> {
    let mut audiences = Vec::new();
    let mut at = start;
    if list.trim().is_empty() {
        return audiences;
    }
    for name in list.split(',') {
        let begin = at + (name.len() - name.trim_start().len());
        at += name.len() + 1;
        let name = name.trim();
        audiences.push((name.to_owned(), begin..begin + name.len()));
    }
    audiences
}

#[cfg(test)]
mod tests;
