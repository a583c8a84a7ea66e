//! Tables: each in a region of its own that scrolls sideways, so that the page does not.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::render::Renderer;
use super::{events, plain};

/// Letters of a table's header that name it to those who do not see it.
const LONGEST_NAME: usize = 60;

/// The table that is being written.
#[derive(Default)]
pub(super) struct Table {
    columns: Vec<Alignment>,
    /// The cell that comes next.
    column: usize,
    in_head: bool,
    /// What the tables so far are called, and how often.
    names: BTreeMap<String, usize>,
}

impl Renderer<'_> {
    pub(super) fn begin_table(&mut self, at: usize, columns: &[Alignment]) {
        self.table.columns = columns.to_vec();
        let name = self.name_of_table(at + 1);
        // A section with a name is a region, and one that can be reached by keyboard can be scrolled by it.
        let region = [("class", "tl-scroll"), ("aria-label", &*name), ("tabindex", "0")];
        self.sheet.begin("section", &region);
        self.sheet.begin("table", &[("class", "data")]);
    }

    /// What a table is called: by its columns. No two of a text are called the same, as regions of a page must not.
    fn name_of_table(&mut self, head: usize) -> String {
        let mut name = String::from("Table");
        let end = events::end_of(self.events, head);
        let starts = (head..end).filter(|&at| matches!(self.events[at].0, Event::Start(Tag::TableCell)));
        for cell in starts.take(LONGEST_NAME).collect::<Vec<_>>() {
            let said = plain::text(&self.events[cell..events::end_of(self.events, cell)]);
            if !said.is_empty() && name.chars().count() < LONGEST_NAME {
                name.push_str(if name == "Table" { ": " } else { ", " });
                name.extend(said.chars().take(LONGEST_NAME));
            }
        }
        let times = self.table.names.entry(name.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            let _ = write!(name, " ({times})");
        }
        name + ", scrolls sideways"
    }

    pub(super) fn table_head(&mut self) {
        self.table.in_head = true;
        self.table.column = 0;
        self.sheet.begin("thead", &[]);
        self.sheet.begin("tr", &[]);
    }

    pub(super) fn end_table_head(&mut self) {
        self.table.in_head = false;
        self.sheet.end();
        self.sheet.end();
        self.sheet.begin("tbody", &[]);
    }

    pub(super) fn table_row(&mut self) {
        self.table.column = 0;
        self.sheet.begin("tr", &[]);
    }

    pub(super) fn table_cell(&mut self, at: usize) {
        let mut attributes = Vec::new();
        match self.table.columns.get(self.table.column) {
            Some(Alignment::Right) => attributes.push(("class", "num")),
            Some(Alignment::Center) => attributes.push(("class", "mid")),
            _ => {}
        }
        self.table.column += 1;
        // A header that says nothing heads nothing.
        let empty = matches!(self.events.get(at + 1), Some((Event::End(TagEnd::TableCell), _)));
        if self.table.in_head && !empty {
            attributes.push(("scope", "col"));
            self.sheet.begin("th", &attributes);
        } else {
            self.sheet.begin("td", &attributes);
        }
    }

    pub(super) fn end_table(&mut self) {
        self.sheet.end();
        self.sheet.end();
        self.sheet.end();
    }
}
