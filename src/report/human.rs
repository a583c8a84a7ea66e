//! Problems as people read them: the message, the line, the spot underlined, what to do.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::spot::{Part, Spots};
use super::{TOLD_OF_KIND, abridged, parted};
use crate::problem::Problem;
use crate::rule::Severity;
use crate::source::Sources;

/// How many columns of a source line are shown: with the gutter, what fits a wide terminal.
const WINDOW: usize = 100;

/// How many columns a tab is shown as. Where it would stop in an editor is the editor's to say.
const TAB: &str = "    ";

/// All problems, an empty line between them; nothing where there are none. Many findings of one check of the plan are told
/// as one, with their number and the places of the first.
///
/// Nothing that a roadmap's author wrote reaches the terminal as a control or bidirectional character: those
/// are shown as `�`. With `colour` the text holds ANSI escapes of our own.
pub fn human(problems: &[Problem], sources: &Sources, colour: bool) -> String {
    let (each, more) = abridged(problems);
    let (each, kinds) = parted(&each);
    let mut told: Vec<String> = written(each, kinds, sources, colour).into_iter().map(|block| block.text).collect();
    told.extend(more.into_iter().map(|more| format!("… and {more}\n")));
    told.join("\n")
}

/// A problem, or many of one kind that are told as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// How much it weighs.
    pub severity: Severity,
    /// How many problems it tells of.
    pub count: usize,
    /// Several lines, with a line end after the last.
    pub text: String,
}

/// The first `most` of these problems without colour, errors before warnings, many of one kind as one.
pub fn blocks(problems: &[Problem], sources: &Sources, most: usize) -> Vec<Block> {
    let (mut each, kinds) = parted(&problems.iter().collect::<Vec<_>>());
    each.sort_by_key(|problem| problem.severity);
    each.truncate(most);
    let mut blocks = written(each, kinds, sources, false);
    blocks.sort_by_key(|block| block.severity);
    blocks.truncate(most);
    blocks
}

fn written(each: Vec<&Problem>, kinds: Vec<Vec<&Problem>>, sources: &Sources, colour: bool) -> Vec<Block> {
    let mut spots = Spots::of(sources);
    let mut blocks: Vec<Block> = Vec::new();
    for problem in each {
        let text = tell(problem, &mut spots, &inks(problem, colour));
        blocks.push(Block { severity: problem.severity, count: 1, text });
    }
    for kind in kinds {
        let text = tell_kind(&kind, &mut spots, &inks(kind[0], colour));
        blocks.push(Block { severity: kind[0].severity, count: kind.len(), text });
    }
    blocks
}

/// The same one by one, however many there are.
pub fn whole(problems: &[Problem], sources: &Sources, colour: bool) -> String {
    let mut spots = Spots::of(sources);
    let told: Vec<String> = problems.iter().map(|problem| tell(problem, &mut spots, &inks(problem, colour))).collect();
    told.join("\n")
}

fn inks(problem: &Problem, colour: bool) -> Inks {
    if colour { Inks::of(problem.severity) } else { Inks::default() }
}

/// What is coloured how; all plain by default.
#[derive(Default)]
struct Inks {
    severity: Style,
    message: Style,
    gutter: Style,
}

impl Inks {
    fn of(severity: Severity) -> Self {
        let ink = |colour: AnsiColor| colour.on_default().bold();
        Self {
            severity: match severity {
                Severity::Error => ink(AnsiColor::Red),
                Severity::Warning => ink(AnsiColor::Yellow),
            },
            message: Style::new().bold(),
            gutter: ink(AnsiColor::Blue),
        }
    }
}

/// One problem, with a line end after its last line.
fn tell<'a>(problem: &'a Problem, spots: &mut Spots<'a>, inks: &Inks) -> String {
    let Inks { severity, message, gutter } = inks;
    let (word, code) = (problem.severity.word(), problem.rule.name);
    let said = shown(&problem.message);
    let mut out = format!("{severity}{word}[{code}]{severity:#}{message}: {said}{message:#}\n");
    let help = problem.help.as_deref();
    let Some(place) = &problem.place else {
        out.push_str(&advice(help, 2, gutter));
        return out;
    };
    let spot = spots.find(place);
    let file = shown(spot.file);
    let Some(part) = spot.part else {
        let _ = writeln!(out, "  {gutter}┌{gutter:#} {file}");
        out.push_str(&advice(help, 2, gutter));
        return out;
    };
    let number = part.first.line.to_string();
    let (margin, column) = (" ".repeat(number.len()), part.first.column);
    let excerpt = Excerpt::of(part);
    // Only a help of one line fits beside the spot.
    let label = help.filter(|help| !help.contains('\n'));
    let mark = "^".repeat(excerpt.marked);
    let label_text = label.map(|label| format!(" {}", shown(label))).unwrap_or_default();
    let _ = writeln!(out, "{margin} {gutter}┌{gutter:#} {file}:{number}:{column}");
    let source = if excerpt.line.is_empty() { String::new() } else { format!(" {}", excerpt.line) };
    let _ = writeln!(out, "{gutter}{number} │{gutter:#}{source}");
    let indent = " ".repeat(excerpt.before);
    let _ = writeln!(out, "{margin} {gutter}│{gutter:#} {indent}{severity}{mark}{label_text}{severity:#}");
    if label.is_none() {
        out.push_str(&advice(help, number.len() + 1, gutter));
    }
    out
}

/// Many findings of one check: how many, what they have in common, and where the first of them are.
fn tell_kind<'a>(kind: &[&'a Problem], spots: &mut Spots<'a>, inks: &Inks) -> String {
    let Inks { severity, message, gutter } = inks;
    let (rule, word, count) = (kind[0].rule, kind[0].severity.word(), kind.len());
    let said = rule.many.unwrap_or(rule.about);
    let mut out = format!("{severity}{word}[{}]{severity:#}{message}: {count} {said}{message:#}\n", rule.name);
    for problem in &kind[..TOLD_OF_KIND] {
        let at = problem.place.as_ref().map(|place| {
            let spot = spots.find(place);
            let file = shown(spot.file);
            spot.part.map_or(file.clone(), |part| format!("{file}:{}:{}", part.first.line, part.first.column))
        });
        let at = at.map(|at| format!("{gutter}┌{gutter:#} {at}\n    ")).unwrap_or_default();
        let _ = writeln!(out, "  {at}{}", shown(&problem.message));
    }
    let more = count - TOLD_OF_KIND;
    let help =
        format!("`roadmapgen check --all` tells the other {more}, `roadmapgen explain {}` what to do", rule.name);
    out.push_str(&advice(Some(&help), 2, gutter));
    out
}

/// The help on lines of its own, below the gutter.
fn advice(help: Option<&str>, margin: usize, gutter: &Style) -> String {
    let margin = " ".repeat(margin);
    let lines = help.into_iter().flat_map(str::lines).enumerate();
    lines.fold(String::new(), |mut out, (number, line)| {
        let line = shown(line);
        let _ = match number {
            0 => writeln!(out, "{margin}{gutter}={gutter:#} help: {line}"),
            _ => writeln!(out, "{}", format!("{margin}        {line}").trim_end()),
        };
        out
    })
}

/// The line of a part as it is shown, and where the part lies in it. Columns are those of a terminal.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt {
    line: String,
    before: usize,
    /// At least one, so that a spot between two characters is seen too.
    marked: usize,
}

impl Excerpt {
    /// The part's first line, or a window of it round the part's start where it is too long. Of a part of
    /// several lines, the first is marked to its end.
    fn of(part: Part<'_>) -> Self {
        let Part { text, start, end, .. } = part;
        // A byte order mark is no part of what was written.
        let from = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (start, end) = (start.max(from), end.max(from));
        let left_text = &text[from..start];
        let left = |room| Reach::of(left_text.chars().rev(), room);
        let right = |room| Reach::of(text[start..].chars(), room);
        let ahead = right(WINDOW - left(WINDOW / 3).columns);
        let behind = left(WINDOW - ahead.columns);

        let visible = &text[start..start + ahead.bytes];
        let visible = if ahead.whole { visible.trim_end_matches('\r') } else { visible };
        let marked = &visible[..visible.len().min(end - start)];
        let mut before = shown(&left_text[left_text.len() - behind.bytes..]);
        if !behind.whole {
            before.insert(0, '…');
        }
        let mut line = format!("{before}{}", shown(visible));
        if !ahead.whole {
            line.push('…');
        }
        line.truncate(line.trim_end().len());
        Self { line, before: before.width(), marked: shown(marked).width().max(1) }
    }
}

/// How far one sees along a line.
struct Reach {
    bytes: usize,
    columns: usize,
    /// Whether that is as far as the line goes.
    whole: bool,
}

impl Reach {
    /// From here to the line's end, or as far as `room` columns go.
    fn of(chars: impl Iterator<Item = char>, room: usize) -> Self {
        let mut reach = Self { bytes: 0, columns: 0, whole: false };
        for (count, c) in chars.enumerate() {
            if c == '\n' {
                return Self { whole: true, ..reach };
            }
            let columns = match c {
                '\t' => TAB.len(),
                '\r' => 0,
                _ if is_hidden(c) => 1,
                _ => c.width().unwrap_or(0),
            };
            // Characters without a width, as accents are, could follow each other for ever.
            if reach.columns + columns > room || count >= 8 * WINDOW {
                return reach;
            }
            reach.bytes += c.len_utf8();
            reach.columns += columns;
        }
        Self { whole: true, ..reach }
    }
}

/// A text as a terminal may have it, on one line.
fn shown(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '\t' => out.push_str(TAB),
            _ if is_hidden(c) => out.push('\u{fffd}'),
            _ => out.push(c),
        }
        out
    })
}

/// Whether a character would act on the terminal, turn the direction of what follows, or not be seen at all.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Arabic letter mark; zero width space; marks, embeddings, overrides and isolates of direction.
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            // Line and paragraph separators; byte order mark and annotations; tags.
            | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests;
