//! Which audience sees what of one item, and why not: `roadmapgen explain ID`.
//!
//! Nothing is decided here. What is seen is asked of each audience's [`Door`], and what is worked out (the horizon,
//! and that something is over) is read from its [`View`].

mod reason;
mod rows;
mod table;
mod written;

use self::reason::Reasons;
use self::table::{Row, Table, Tone};
use super::masked;
use crate::date::Day;
use crate::id::Id;
use crate::model::{Audience, Item, Roadmap};
use crate::source::Sources;
use crate::suggest::listed;
use crate::view::{self, Door, Reader, View};
use crate::words::{Access, Word};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Everything.
    pub roadmap: &'a Roadmap,
    /// The texts that it was read from, for lines.
    pub sources: &'a Sources,
    /// The item that is asked about.
    pub item: &'a Item,
    /// The day by which horizons are worked out.
    pub as_of: Day,
}

/// Who sees what.
#[derive(Debug)]
pub struct Answer {
    /// What it is, where it was written, and whom it names.
    heading: Vec<String>,
    table: Table,
    /// What is said below a table of one row, where there is nothing more to tell apart.
    rest: Option<&'static str>,
    /// Why not, each under its number, counted from 1.
    notes: Vec<String>,
    /// What is said instead of a table in which everybody sees all.
    everybody: Option<String>,
    /// What is shown to nobody, whoever they are.
    nobody: Option<String>,
}

/// One audience, and what it sees.
#[derive(Debug)]
struct Column<'a> {
    door: Door<'a>,
    view: View,
    /// Whether it sees the item at all.
    sees: bool,
}

/// Says which audience sees the item and which of its fields and passages.
pub fn who(question: &Question<'_>) -> Answer {
    let Question { roadmap, item, as_of, .. } = *question;
    let readers = Reader::all(roadmap);
    let columns: Vec<Column<'_>> = readers
        .into_iter()
        .map(|reader| {
            let door = Door::of(roadmap, reader);
            Column { sees: door.sees(&item.draft.id.value), door, view: view::project(roadmap, reader, as_of) }
        })
        .collect();
    let mut heading = heading(question);
    if !roadmap.audiences.is_empty() {
        heading.extend(naming(question, &columns));
    }
    let (mut rows, notes) = rows::rows(question, &columns);
    let rest = rest(&rows, &columns);
    if rest.is_some() {
        rows.truncate(1);
    }
    let table = Table {
        heads: columns.iter().map(|column| name(column).to_owned()).collect(),
        access: columns.iter().filter_map(|column| column.door.audience()).map(access).collect(),
        rows,
    };
    let everybody = everybody(&table, &columns);
    Answer { heading, table, rest, notes, everybody, nobody: nobody(item) }
}

impl Answer {
    /// The answer for a page of so many columns, ending with a line end. With `colour` it holds ANSI escapes.
    pub fn told(&self, width: usize, colour: bool) -> String {
        let mut paragraphs = vec![self.heading.iter().map(|line| table::wrapped(line, width, "")).collect::<String>()];
        if let Some(everybody) = &self.everybody {
            paragraphs.push(table::wrapped(everybody, width, ""));
        } else {
            paragraphs.push(self.table.told(width, colour));
            paragraphs.extend(self.rest.map(|rest| table::wrapped(rest, width, "")));
        }
        let numbered = self.notes.iter().enumerate().map(|(at, note)| {
            let number = format!("[{}] ", at + 1);
            table::wrapped(&format!("{number}{note}"), width, &" ".repeat(number.len()))
        });
        paragraphs.push(numbered.collect());
        paragraphs.extend(self.nobody.iter().map(|nobody| table::wrapped(nobody, width, "")));
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        paragraphs.join("\n")
    }
}

/// What people call the item, what it is, and where it stands.
fn heading(question: &Question<'_>) -> Vec<String> {
    let draft = &question.item.draft;
    let place = Reasons::of(question).line(&draft.whole);
    vec![masked(draft.title()), format!("{} `{}`, {place}", draft.kind.as_str(), draft.id.value)]
}

/// Whom the item names, and who sees it because of whom it names.
fn naming(question: &Question<'_>, columns: &[Column<'_>]) -> Vec<String> {
    let named = Reasons::of(question).names(question.item, "");
    let mut lines = vec![format!("It {named}.")];
    for column in columns.iter().filter(|column| column.sees) {
        let Some(audience) = column.door.audience() else { continue };
        if question.item.audiences.contains(&audience.id) {
            continue;
        }
        let through: Vec<&str> = audience.sees.intersection(&question.item.audiences).map(Id::as_str).collect();
        let see = if through.len() == 1 { "sees" } else { "see" };
        lines.push(format!("`{}` sees it too, since it sees all that {} {see}.", audience.id, listed(&through)));
    }
    lines
}

/// The id of the audience, or a word for everybody.
fn name<'a>(column: &Column<'a>) -> &'a str {
    column.door.audience().map_or("everybody", |audience| audience.id.as_str())
}

/// How a view is published, and where in a whole build it stands; a private one stands in none.
fn access(audience: &Audience) -> (Access, Option<String>) {
    let at = match audience.access {
        Access::Private => None,
        Access::Public | Access::Sealed => {
            Some(audience.place()).map(|at| if at.is_empty() { "/".to_owned() } else { at })
        }
    };
    (audience.access, at)
}

/// What to say instead of the rows below the first, where some see the item and see all of it, or nobody sees it.
fn rest(rows: &[Row], columns: &[Column<'_>]) -> Option<&'static str> {
    let seeing = columns.iter().filter(|column| column.sees).count();
    let sees_all = |row: &Row| {
        let mut cells = row.cells.iter().zip(columns).filter(|(_, column)| column.sees);
        cells.all(|(cell, _)| cell.tone == Tone::All)
    };
    match seeing {
        0 => Some("Nobody sees it."),
        _ if seeing < columns.len() && rows.iter().all(sees_all) => Some("Whoever sees it sees all of it."),
        _ => None,
    }
}

/// The sentence for an item of which nothing is hidden from anybody.
fn everybody(table: &Table, columns: &[Column<'_>]) -> Option<String> {
    if columns.is_empty() {
        return Some("Nobody sees it: no audience of this roadmap can be read as it is written.".to_owned());
    }
    if !table.all_is_seen() {
        return None;
    }
    let each: Vec<String> = columns
        .iter()
        .filter_map(|column| column.door.audience())
        .map(|audience| {
            let (access, at) = access(audience);
            let at = at.map_or_else(String::new, |at| format!(" at `{at}`"));
            format!("`{}` ({}{at})", audience.id, access.as_str())
        })
        .collect();
    Some(match each.as_slice() {
        [] => "Everybody sees all of it: this roadmap has no audiences.".to_owned(),
        [only] => format!("The one audience, {only}, sees all of it."),
        [first @ .., last] => format!("Everybody sees all of it: {} and {last}.", first.join(", ")),
    })
}

/// What no reader is ever shown, as far as it is written.
fn nobody(item: &Item) -> Option<String> {
    let common = &item.draft.common;
    let written = [("codenames", !common.codenames.0.is_empty()), ("waive", !common.waive.is_empty())];
    let names: Vec<&str> = written.into_iter().filter_map(|(name, is_written)| is_written.then_some(name)).collect();
    (!names.is_empty()).then(|| format!("Its {} are shown to nobody.", listed(&names)))
}
