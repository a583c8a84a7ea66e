//! The table of who sees what, and how it is laid out.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::words::{Access, Word};

/// Audiences as columns, and what each sees as rows.
#[derive(Debug, Default)]
pub struct Table {
    /// The audiences.
    pub heads: Vec<String>,
    /// How the view of each is published, and where it stands; none where there are no audiences.
    pub access: Vec<(Access, Option<String>)>,
    /// What there is to see.
    pub rows: Vec<Row>,
}

/// One thing that there is to see.
#[derive(Debug)]
pub struct Row {
    /// What it is, indented by as many steps as it lies within others.
    pub label: String,
    /// What each audience sees of it.
    pub cells: Vec<Cell>,
}

/// What one audience sees of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// In a word or two.
    pub text: String,
    /// How that is to be taken.
    pub tone: Tone,
    /// The numbers of the notes that say why.
    pub notes: BTreeSet<usize>,
}

/// How a cell is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All of it is seen, as it was written.
    All,
    /// Not as it was written, but in words of the audience's own or as worked out for it.
    Own,
    /// A part of it is seen.
    Part,
    /// Nothing of it is seen.
    Hidden,
    /// There is nothing to see.
    Nothing,
}

impl Cell {
    /// A cell without notes.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone, notes: BTreeSet::new() }
    }

    /// All of it is seen.
    pub fn yes() -> Self {
        Self::new(Tone::All, "yes")
    }

    /// It is not seen, and this note says why.
    pub fn no(note: usize) -> Self {
        Self::new(Tone::Hidden, "no").note(note)
    }

    /// There is nothing to see.
    pub fn nothing() -> Self {
        Self::new(Tone::Nothing, "–")
    }

    /// The same with one note more.
    pub fn note(mut self, note: usize) -> Self {
        self.notes.insert(note);
        self
    }

    fn shown(&self) -> String {
        if self.notes.is_empty() {
            return self.text.clone();
        }
        let numbers: Vec<String> = self.notes.iter().map(ToString::to_string).collect();
        format!("{} [{}]", self.text, numbers.join(", "))
    }

    fn ink(&self, colour: bool) -> Style {
        if !colour {
            return Style::new();
        }
        match self.tone {
            Tone::All => AnsiColor::Green.on_default(),
            Tone::Own => AnsiColor::Cyan.on_default(),
            Tone::Part => AnsiColor::Yellow.on_default(),
            Tone::Hidden => AnsiColor::Red.on_default(),
            Tone::Nothing => Style::new().dimmed(),
        }
    }
}

/// Columns of blanks between two cells.
const GAP: usize = 2;

impl Table {
    /// Whether everybody sees everything as it was written.
    pub fn all_is_seen(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.cells).all(|cell| cell.tone == Tone::All)
    }

    /// The table where so many columns hold it, else one block for each audience.
    pub fn told(&self, width: usize, colour: bool) -> String {
        let (bold, dim) =
            if colour { (Style::new().bold(), Style::new().dimmed()) } else { (Style::new(), Style::new()) };
        let inked = |texts: Vec<String>, ink: Style| texts.into_iter().map(|text| (text, ink)).collect();
        let mut lines: Vec<(&str, Vec<(String, Style)>)> = vec![("", inked(self.heads.clone(), bold))];
        if !self.access.is_empty() {
            let access = self.access.iter().map(|(access, _)| access.as_str().to_owned()).collect();
            let places = self.access.iter().map(|(_, at)| at.clone().unwrap_or_else(|| "nowhere".to_owned())).collect();
            lines.push(("access", inked(access, dim)));
            lines.push(("published at", inked(places, dim)));
        }
        for row in &self.rows {
            lines.push((&row.label, row.cells.iter().map(|cell| (cell.shown(), cell.ink(colour))).collect()));
        }
        let labels = lines.iter().map(|(label, _)| label.width()).max().unwrap_or_default();
        let column = |at: usize| lines.iter().map(|(_, cells)| cells[at].0.width()).max().unwrap_or_default();
        let columns: Vec<usize> = (0..self.heads.len()).map(column).collect();
        if labels + columns.iter().map(|column| GAP + column).sum::<usize>() > width {
            return self.blocks(labels, bold, colour);
        }
        let mut told = String::new();
        for (label, cells) in &lines {
            line(&mut told, label, labels, cells, &columns);
        }
        told
    }

    /// One block for each audience; of one that does not see the item, no more than that.
    fn blocks(&self, labels: usize, bold: Style, colour: bool) -> String {
        let mut blocks = Vec::new();
        for (at, head) in self.heads.iter().enumerate() {
            let published = match self.access.get(at) {
                Some((access, Some(place))) => format!(" ({} at {place})", access.as_str()),
                Some((access, None)) => format!(" ({})", access.as_str()),
                None => String::new(),
            };
            let mut block = format!("{}{head}{}{published}\n", bold.render(), bold.render_reset());
            for row in self.rows.iter().filter(|row| row.cells[at].tone != Tone::Nothing) {
                let cell = &row.cells[at];
                block.push_str("  ");
                line(&mut block, &row.label, labels, &[(cell.shown(), cell.ink(colour))], &[0]);
            }
            blocks.push(block);
        }
        blocks.join("\n")
    }
}

/// One line: the label, and the cells each as wide as its column. Nothing stands at its end.
fn line(told: &mut String, label: &str, labels: usize, cells: &[(String, Style)], columns: &[usize]) {
    let mut blanks = labels.saturating_sub(label.width());
    told.push_str(label);
    for ((text, ink), column) in cells.iter().zip(columns) {
        let _ = write!(told, "{:1$}{2}{text}{3}", "", blanks + GAP, ink.render(), ink.render_reset());
        blanks = column.saturating_sub(text.width());
    }
    told.push('\n');
}

/// A text broken between words into lines of so many columns, all but the first after an indent.
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let wide = word.width();
        if column > 0 && column + 1 + wide > width && column > indent.len() {
            lines.push('\n');
            lines.push_str(indent);
            column = indent.len();
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += wide;
    }
    lines.push('\n');
    lines
}
