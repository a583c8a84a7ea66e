//! What each audience is shown of each thing that was written: asked of the doors, one sort of thing at a time.

use std::ops::Range;

use super::reason::Reasons;
use super::table::{Cell, Row, Tone};
use super::{Column, Question, written};
use crate::date::Date;
use crate::id::Id;
use crate::markdown::passage::{self, Part, Passage};
use crate::parse::item::Wording;
use crate::parse::value::{Due, Text};
use crate::place::{At, Place};
use crate::report::masked;
use crate::suggest::listed;
use crate::words::{Field, Kind, Word};

/// The rows, and the notes that their cells name by number, counted from 1.
pub fn rows(question: &Question<'_>, columns: &[Column<'_>]) -> (Vec<Row>, Vec<String>) {
    let mut rows = Rows {
        question: *question,
        columns,
        reasons: Reasons::of(question),
        done: Vec::new(),
        notes: Notes::default(),
    };
    written::write(&mut rows);
    (rows.done, rows.notes.0)
}

/// What words an audience may have of its own.
pub type Worded<'a, T> = fn(&'a Wording) -> Option<&'a At<T>>;

/// The rows under way.
pub struct Rows<'a> {
    /// What is asked.
    pub question: Question<'a>,
    columns: &'a [Column<'a>],
    reasons: Reasons<'a>,
    done: Vec<Row>,
    notes: Notes,
}

/// Notes, each once.
#[derive(Default)]
struct Notes(Vec<String>);

impl Notes {
    /// The number of a note.
    fn number(&mut self, note: String) -> usize {
        let at = self.0.iter().position(|known| *known == note).unwrap_or_else(|| {
            self.0.push(note);
            self.0.len() - 1
        });
        at + 1
    }
}

impl<'a> Rows<'a> {
    /// A row of what is asked of each audience that sees the item.
    fn row(&mut self, label: impl Into<String>, mut cell: impl FnMut(&Column<'a>, &mut Notes) -> Cell) {
        let notes = &mut self.notes;
        let ask = |column: &Column<'a>| if column.sees { cell(column, notes) } else { Cell::nothing() };
        let cells = self.columns.iter().map(ask).collect();
        self.done.push(Row { label: label.into(), cells });
    }

    /// Whether any audience that sees the item has words of its own here.
    fn is_worded<T>(&self, worded: Worded<'a, T>) -> bool {
        let item = self.question.item;
        self.columns
            .iter()
            .filter(|column| column.sees)
            .any(|column| column.door.wording(item).and_then(worded).is_some())
    }

    /// The item itself.
    pub fn item(&mut self) {
        let (id, reasons) = (&self.question.item.draft.id.value, self.reasons);
        let ask = |column: &Column<'_>| match reasons.hidden(column.door.visibility(), id) {
            None => Cell::yes(),
            Some(reason) => Cell::no(self.notes.number(reason)),
        };
        let cells = self.columns.iter().map(ask).collect();
        let label = format!("the {}", self.question.item.draft.kind.as_str());
        self.done.push(Row { label, cells });
    }

    /// A text that everybody sees who sees the item, if in words of their own.
    pub fn always(&mut self, label: &str, is_written: bool, worded: Option<Worded<'a, Text>>) {
        let item = self.question.item;
        if !is_written && !worded.is_some_and(|worded| self.is_worded(worded)) {
            return;
        }
        self.row(label, |column, _| {
            let own = worded.and_then(|worded| column.door.wording(item).and_then(worded));
            match own.filter(|own| !own.value.0.trim().is_empty()) {
                Some(_) => Cell::new(Tone::Own, OWN_WORDS),
                None if is_written => Cell::yes(),
                None => Cell::nothing(),
            }
        });
    }

    /// A field that is seen as it was written, or not at all.
    pub fn field(&mut self, field: Field, is_written: bool) {
        let reasons = self.reasons;
        if is_written {
            self.row(field.as_str(), |column, notes| {
                unlisted(&reasons, column, field, notes).unwrap_or_else(Cell::yes)
            });
        }
    }

    /// A field with dates in it, of which no reader is told more than of other dates.
    pub fn dated_field(&mut self, field: Field, is_written: bool, dates: &[&Date]) {
        let (reasons, as_of) = (self.reasons, self.question.as_of);
        if !is_written {
            return;
        }
        self.row(field.as_str(), |column, notes| {
            if let Some(hidden) = unlisted(&reasons, column, field, notes) {
                return hidden;
            }
            let is_exact = dates.iter().all(|date| column.door.told(date).as_ref() == Some(*date));
            let Some(audience) = column.door.audience().filter(|_| !is_exact) else { return Cell::yes() };
            let text = if column.door.shows_dates() { "dates coarser" } else { "without dates" };
            let cell = Cell::new(Tone::Part, text).note(notes.number(reasons.precision(audience)));
            if field == Field::KeyResults && dates.iter().any(|date| date.last() > as_of) {
                let note = format!("readings after {as_of} are left out where days are not told");
                return cell.note(notes.number(note));
            }
            cell
        });
    }

    /// A date of the plan. Without a field it is shown wherever dates are.
    pub fn date(
        &mut self,
        name: &str,
        field: Option<Field>,
        own: Option<&'a At<Due>>,
        worded: Option<Worded<'a, Due>>,
    ) {
        let (item, reasons) = (self.question.item, self.reasons);
        if own.is_none() && !worded.is_some_and(|worded| self.is_worded(worded)) {
            return;
        }
        let label = own.map_or_else(|| name.to_owned(), |own| format!("{name} ({})", masked(&as_written(&own.value))));
        self.row(label, |column, notes| {
            let hidden = field.and_then(|field| unlisted(&reasons, column, field, notes));
            let coarser = |notes: &mut Notes| {
                let audience = column.door.audience().expect("without audiences dates are told as they are");
                notes.number(reasons.precision(audience))
            };
            if let Some(hidden) = hidden {
                // To list the field alone would not help.
                return if column.door.shows_dates() { hidden } else { hidden.note(coarser(notes)) };
            }
            let own_words = worded.and_then(|worded| column.door.wording(item).and_then(worded));
            let Some(At { value: Due(date), .. }) = own_words.or(own) else { return Cell::nothing() };
            let prefix = if own_words.is_some() { "own words: " } else { "" };
            let Some(date) = date else {
                let tone = if own_words.is_some() { Tone::Own } else { Tone::All };
                return Cell::new(tone, format!("{prefix}tbd"));
            };
            match column.door.told(date) {
                None => Cell::new(Tone::Hidden, "not told").note(coarser(notes)),
                Some(told) => {
                    let is_exact = told == *date;
                    let tone = match own_words {
                        Some(_) => Tone::Own,
                        None if is_exact => Tone::All,
                        None => Tone::Part,
                    };
                    let cell = Cell::new(tone, format!("{prefix}{}", masked(&told.short_words())));
                    if is_exact { cell } else { cell.note(coarser(notes)) }
                }
            }
        });
    }

    /// What the item refers to, and how much of it is seen. Without a field it is shown with the item.
    pub fn references(&mut self, name: &str, field: Option<Field>, to: &[Id]) {
        let reasons = self.reasons;
        if to.is_empty() {
            return;
        }
        self.row(name, |column, notes| {
            if let Some(hidden) = field.and_then(|field| unlisted(&reasons, column, field, notes)) {
                return hidden;
            }
            let visibility = column.door.visibility();
            let seen = column.door.seen(to);
            if seen.len() == to.len() {
                return Cell::yes();
            }
            let left_out: Vec<Id> = to.iter().filter(|id| !seen.contains(id)).cloned().collect();
            let why = reasons.each(visibility, &left_out, 3);
            let tone = if seen.is_empty() { Tone::Hidden } else { Tone::Part };
            Cell::new(tone, format!("{} of {}", seen.len(), to.len()))
                .note(notes.number(format!("left out of `{name}`: {why}")))
        });
    }

    /// How near the item is, which everybody is told who sees it.
    pub fn horizon(&mut self, is_written: bool) {
        let item = self.question.item;
        let (id, is_intent) = (&item.draft.id.value, item.draft.kind == Kind::Intent);
        let of = |column: &Column<'_>| {
            let intent = column.view.intent(id).map(|intent| intent.horizon);
            let horizon = intent.or_else(|| column.view.milestone(id).map(|milestone| milestone.horizon)).flatten();
            let is_own = column.door.wording(item).is_some_and(|wording| wording.horizon.is_some());
            (horizon, is_own && horizon.is_some())
        };
        let seeing = || self.columns.iter().filter(|column| column.sees);
        let mut worked_out = seeing().map(of).filter(|(_, is_own)| !is_own).map(|(horizon, _)| horizon);
        let first = worked_out.next();
        let differ = worked_out.any(|horizon| Some(horizon) != first);
        if !is_written && seeing().all(|column| of(column).0.is_none()) {
            return;
        }
        let reason = if is_intent {
            "the horizon of an intent that gives none is worked out for each audience: the nearest of the open \
             milestones that it sees, as it sees them; what is achieved or dropped has none"
        } else {
            "the horizon of a milestone that gives none is worked out for each audience: from the status, and from the \
             date as the audience is told it, the real one where it is told none; what is done or dropped has none"
        };
        self.row("horizon", |column, notes| {
            let (horizon, is_own) = of(column);
            let told = horizon.map_or("over", Word::title);
            if is_own {
                return Cell::new(Tone::Own, format!("own words: {told}"));
            }
            if differ {
                return Cell::new(Tone::Own, told).note(notes.number(reason.to_owned()));
            }
            Cell::new(Tone::All, told)
        });
    }

    /// How the item stands. That it is over is told to everybody who sees it.
    pub fn status(&mut self, is_written: bool) {
        let (item, reasons) = (self.question.item, self.reasons);
        let id = &item.draft.id.value;
        let told = |column: &Column<'_>| {
            let intent = column.view.intent(id).and_then(|intent| intent.status).map(Word::as_str);
            intent.or_else(|| column.view.milestone(id).and_then(|milestone| milestone.status).map(Word::as_str))
        };
        let only_over = self.columns.iter().any(|column| !column.door.shows(Field::Status) && told(column).is_some());
        if !is_written && !self.is_worded(|wording| wording.status.as_ref()) && !only_over {
            return;
        }
        self.row(Field::Status.as_str(), |column, notes| {
            if let Some(hidden) = unlisted(&reasons, column, Field::Status, notes) {
                let Some(over) = told(column) else { return hidden };
                let note = "that something is done, achieved or dropped is told to everybody who sees it, since it \
                            has no horizon then";
                let notes = [notes.number(note.to_owned())].into_iter().chain(hidden.notes).collect();
                return Cell { notes, ..Cell::new(Tone::Part, format!("only that it is {over}")) };
            }
            match column.door.wording(item).and_then(|wording| wording.status.as_ref()) {
                Some(_) => Cell::new(Tone::Own, OWN_WORDS),
                None if is_written => Cell::yes(),
                None => Cell::nothing(),
            }
        });
    }

    /// The body, and below it its restricted passages.
    pub fn body(&mut self) {
        let item = self.question.item;
        let markdown = &item.draft.body.markdown;
        if markdown.trim().is_empty() {
            return;
        }
        let (passages, faults) = passage::cut(markdown);
        self.row("body", |column, notes| {
            if !faults.is_empty() {
                let note = "nobody sees the body while its passages cannot be told apart: `roadmapgen check` says why";
                return Cell::no(notes.number(note.to_owned()));
            }
            let body = column.door.body(item);
            if passages.iter().flat_map(all_within).all(|passage| reads(&body.parts, passage)) {
                Cell::yes()
            } else if body.text.trim().is_empty() {
                Cell::no(notes.number("all of the body stands in passages for others".to_owned()))
            } else {
                Cell::new(Tone::Part, "in part")
            }
        });
        if faults.is_empty() {
            for passage in &passages {
                self.passage(passage, &[]);
            }
        }
    }

    /// A passage and those within it. `around` are those that it stands in, the outermost first.
    fn passage(&mut self, passage: &Passage, around: &[&Passage]) {
        let (item, reasons) = (self.question.item, self.reasons);
        let label = format!("{}{}", "  ".repeat(around.len() + 1), self.lines(&passage.range()));
        let way: Vec<&Passage> = around.iter().copied().chain([passage]).collect();
        self.row(label, |column, notes| {
            let parts = column.door.body(item).parts;
            // The outermost that is hidden decides: what is in it is not even asked for.
            match way.iter().find(|passage| !reads(&parts, passage)) {
                None => Cell::yes(),
                Some(hidden) => {
                    let named: Vec<String> = hidden.audiences.iter().map(|(name, _)| masked(name)).collect();
                    let named: Vec<&str> = named.iter().map(String::as_str).collect();
                    let line = reasons.line(&item.draft.body_place(&hidden.open));
                    let marked = if item.draft.body.start.is_some() { "begins at" } else { "stands in the item at" };
                    Cell::no(notes.number(format!("a passage only for {}: it {marked} {line}", listed(&named))))
                }
            }
        });
        for inner in &passage.inner {
            self.passage(inner, &way);
        }
    }

    /// The lines of a range of the body, as an editor counts them; without them where the body is written with escapes.
    fn lines(&self, range: &Range<usize>) -> String {
        let draft = &self.question.item.draft;
        if draft.body.start.is_none() {
            return "a passage".to_owned();
        }
        let Place { file, start, end } = draft.body_place(range);
        let line = |offset: usize| self.question.sources.position(&file, offset).line;
        let (first, last) = (line(start), line(end.saturating_sub(1).max(start)));
        format!("lines {first}–{last}")
    }
}

/// What a cell says where an audience has words of its own.
const OWN_WORDS: &str = "own words";

/// What to say of a field that an audience is not shown; nothing where it is.
fn unlisted(reasons: &Reasons<'_>, column: &Column<'_>, field: Field, notes: &mut Notes) -> Option<Cell> {
    let audience = column.door.audience().filter(|_| !column.door.shows(field))?;
    Some(Cell::no(notes.number(reasons.field(audience))))
}

/// Whether a reader reads a passage, by the parts of the body that they see: right after the line that opens it begins
/// a part if it is read, and nothing else can begin there.
fn reads(parts: &[Part], passage: &Passage) -> bool {
    parts.iter().any(|part| part.written == passage.open.end)
}

/// A passage and all within it.
fn all_within(passage: &Passage) -> Vec<&Passage> {
    [passage].into_iter().chain(passage.inner.iter().flat_map(all_within)).collect()
}

/// A date as it is written: its name where it has one.
fn as_written(Due(date): &Due) -> String {
    date.as_ref().map_or_else(|| "tbd".to_owned(), |date| date.name().map_or_else(|| date.text(), ToOwned::to_owned))
}
