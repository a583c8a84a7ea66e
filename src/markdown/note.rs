//! Footnotes: numbered in the order in which they are referred to, and put at the end.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::events::{self, Read};

/// The footnotes of a text.
#[derive(Default)]
pub(super) struct Notes {
    /// Where the text of each stands among the events, by its name. The first of a name counts.
    texts: BTreeMap<String, Range<usize>>,
    /// The names of those that are referred to, in that order, and how often they are.
    used: Vec<(String, usize)>,
    numbers: BTreeMap<String, usize>,
}

/// One place that refers to a footnote.
pub(super) struct Reference {
    /// The note's number, from 1.
    pub number: usize,
    /// Which of the places that refer to it this is, from 1.
    pub place: usize,
}

impl Reference {
    /// The id of this place.
    pub fn id(&self, prefix: &str) -> String {
        match self.place {
            1 => format!("{prefix}fnref-{}", self.number),
            place => format!("{prefix}fnref-{}-{place}", self.number),
        }
    }
}

impl Notes {
    /// The footnotes among these events.
    pub fn of(events: &[Read<'_>]) -> Self {
        let mut notes = Self::default();
        for (at, (event, _)) in events.iter().enumerate() {
            if let Event::Start(Tag::FootnoteDefinition(name)) = event {
                let text = at + 1..events::end_of(events, at);
                notes.texts.entry(name.to_string()).or_insert(text);
            }
        }
        notes
    }

    /// Refers to a note once more; none where it has no text.
    pub fn refer(&mut self, name: &str) -> Option<Reference> {
        if !self.texts.contains_key(name) {
            return None;
        }
        let next = self.used.len() + 1;
        let number = *self.numbers.entry(name.to_owned()).or_insert(next);
        if number == next {
            self.used.push((name.to_owned(), 0));
        }
        let place = &mut self.used[number - 1].1;
        *place += 1;
        Some(Reference { number, place: *place })
    }

    /// Where the text of the note with this number stands, if so many are referred to.
    pub fn text(&self, number: usize) -> Option<Range<usize>> {
        let (name, _) = self.used.get(number - 1)?;
        self.texts.get(name).cloned()
    }

    /// The notes as a list, from their rendered texts, each with links back to where it is referred to.
    pub fn list(&self, prefix: &str, texts: &[String]) -> String {
        let mut out = String::new();
        if texts.is_empty() {
            return out;
        }
        out.push_str("<ol class=\"notes\">\n");
        for ((number, text), (_, places)) in (1..).zip(texts).zip(&self.used) {
            let mut back = String::new();
            for place in 1..=*places {
                let id = Reference { number, place }.id(prefix);
                let which = if *places > 1 { format!("{number}, place {place}") } else { number.to_string() };
                let _ =
                    write!(back, " <a href=\"#{id}\" class=\"back\" aria-label=\"Back to reference {which}\">↩</a>");
            }
            let text = text.trim_end();
            let _ = match text.strip_suffix("</p>") {
                Some(open) => writeln!(out, "<li id=\"{prefix}fn-{number}\">{open}{back}</p>\n</li>"),
                None => writeln!(out, "<li id=\"{prefix}fn-{number}\">{text}<p>{}</p>\n</li>", back.trim_start()),
            };
        }
        out.push_str("</ol>\n");
        out
    }
}
