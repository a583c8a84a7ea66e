//! Lines and columns of many places, in time that grows with the texts and not with texts × places.

use std::collections::BTreeMap;

use crate::place::{Place, Position};
use crate::source::Sources;

/// How many bytes lie between two noted positions: what a look-up scans at most.
const STRIDE: usize = 1024;

/// Where a problem stands, as people and programs count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    /// The file's path in the roadmap's folder.
    pub file: &'a str,
    /// Its text and the part that is meant; none where the file is no text that was read.
    pub part: Option<Part<'a>>,
}

/// A part of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The part's first byte, at the start of a character.
    pub start: usize,
    /// The byte after the part's last, at the start of a character.
    pub end: usize,
    /// The first character.
    pub first: Position,
    /// The character after the last.
    pub after: Position,
}

/// Finds spots, noting positions of each text as it is first asked for.
///
/// `Sources::position` counts from the text's start each time: with the 100,000 problems that one text of the
/// largest size can hold, that would take minutes.
pub(super) struct Spots<'a> {
    sources: &'a Sources,
    noted: BTreeMap<&'a str, Vec<(usize, Position)>>,
}

impl<'a> Spots<'a> {
    pub(super) fn of(sources: &'a Sources) -> Self {
        Self { sources, noted: BTreeMap::new() }
    }

    /// The spot of a place. Offsets beyond the text mean its end, and those within a character its start.
    pub(super) fn find(&mut self, place: &'a Place) -> Spot<'a> {
        let file: &str = &place.file;
        let part = self.sources.texts.get(file).map(|text| {
            let noted = self.noted.entry(file).or_insert_with(|| note(text));
            let start = boundary(text, place.start);
            let end = boundary(text, place.end).max(start);
            Part { text, start, end, first: position(text, noted, start), after: position(text, noted, end) }
        });
        Spot { file, part }
    }
}

/// The nearest start of a character that is not after `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// A position every `STRIDE` bytes or so.
fn note(text: &str) -> Vec<(usize, Position)> {
    let mut noted = vec![(0, Position { line: 1, column: 1 })];
    let mut next = STRIDE;
    while next < text.len() {
        let at = boundary(text, next);
        noted.push((at, position(text, &noted, at)));
        next += STRIDE;
    }
    noted
}

/// The position of a byte offset, counted from the last one noted before it.
fn position(text: &str, noted: &[(usize, Position)], offset: usize) -> Position {
    let before = noted.partition_point(|&(at, _)| at <= offset);
    let (from, mut position) = noted[before - 1];
    for c in text[from..offset].chars() {
        match c {
            '\n' => position = Position { line: position.line + 1, column: 1 },
            // A byte order mark is nothing that a person counts: the same as in `Sources::position`.
            '\u{feff}' => {}
            _ => position.column += 1,
        }
    }
    position
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_agree_with_the_positions_of_the_sources() {
        let mut sources = Sources::default();
        let text = format!("\u{feff}eins\r\n{}zwei größer 漢字\n\n{}ende", "ö".repeat(3000), "x\n".repeat(900));
        sources.insert("intents/a.md", text.clone().into_bytes());
        let places: Vec<Place> =
            (0..=text.len() + 2).map(|start| Place { file: "intents/a.md".into(), start, end: start + 1 }).collect();
        let mut spots = Spots::of(&sources);
        for place in &places {
            let part = spots.find(place).part.expect("the text is there");
            assert_eq!(part.first, sources.position(&place.file, place.start), "at {}", place.start);
            assert_eq!(part.after, sources.position(&place.file, place.end), "at {}", place.end);
        }
    }

    #[test]
    fn a_file_that_is_no_text_has_no_lines() {
        let sources = Sources::from_fixture("-- static/a.png --\nPNG\n");
        let place = Place { file: "static/a.png".into(), start: 0, end: 0 };
        assert!(Spots::of(&sources).find(&place).part.is_none());
    }
}
