//! Writes elements so that they are balanced and stand only where HTML allows them.
//!
//! Two kinds come in: those of Markdown, which nest by themselves, and those that somebody wrote as raw HTML,
//! which may do anything. The end of a Markdown element ends every raw one inside it; a raw end tag never ends
//! a Markdown element; a raw element that may not stand where it was written is left out and its content kept.

use super::html::{escape_attribute, escape_text};

/// How many elements may be open. Texts within [`DEEPEST`](super::events::DEEPEST) stay below it.
const DEEPEST_OPEN: usize = 256;

/// What an element may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Flow,
    Phrasing,
    Items,
    Terms,
    RowGroups,
    Rows,
    Cells,
}

fn holds(name: &str) -> Holds {
    match name {
        "ul" | "ol" => Holds::Items,
        "dl" => Holds::Terms,
        "table" => Holds::RowGroups,
        "thead" | "tbody" | "tfoot" => Holds::Rows,
        "tr" => Holds::Cells,
        "div" | "section" | "blockquote" | "li" | "dd" | "td" | "th" | "details" | "figure" | "figcaption" => {
            Holds::Flow
        }
        _ => Holds::Phrasing,
    }
}

/// The elements that may be the parent of this one; none where any may that holds its kind.
fn parents(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["ul", "ol"],
        "dt" | "dd" => &["dl"],
        "thead" | "tbody" | "tfoot" => &["table"],
        "tr" => &["thead", "tbody", "tfoot", "table"],
        "td" | "th" => &["tr", "thead", "tbody", "tfoot", "table"],
        "summary" => &["details"],
        "figcaption" => &["figure"],
        _ => &[],
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "pre"
            | "div"
            | "section"
            | "blockquote"
            | "ul"
            | "ol"
            | "dl"
            | "table"
            | "details"
            | "figure"
            | "hr"
    )
}

struct Open {
    /// The element that was written; empty where a Markdown element was left out.
    name: &'static str,
    /// What a raw end tag calls it; none for Markdown's own.
    raw: Option<&'static str>,
    /// Where its start tag begins and where its content begins.
    start: usize,
    content: usize,
    /// Whether it says anything yet.
    says: bool,
    /// What it says if it says nothing else.
    otherwise: String,
}

/// Elements and text on their way to HTML.
#[derive(Default)]
pub(super) struct Sheet {
    out: String,
    open: Vec<Open>,
    /// How many raw elements are open whose content is dropped.
    silent: usize,
}

impl Sheet {
    /// Begins an element of Markdown. Every one must be [ended](Self::end).
    pub fn begin(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        let fits = self.silent == 0 && (!is_block(name) || self.make_room(name)) && !self.nests_in_itself(name);
        if fits && !is_block(name) && parents(name).is_empty() {
            self.admit_content();
        }
        self.push(if fits { name } else { "" }, None, attributes);
    }

    /// The same, with what it says if nothing else is said in it.
    pub fn begin_saying(&mut self, name: &'static str, attributes: &[(&str, &str)], otherwise: &str) {
        self.begin(name, attributes);
        self.otherwise(otherwise);
    }

    /// Gives the innermost element what it says if nothing else is said in it.
    pub fn otherwise(&mut self, otherwise: &str) {
        if let Some(open) = self.open.last_mut().filter(|open| open.name == "a" || open.name == "summary") {
            otherwise.clone_into(&mut open.otherwise);
        }
    }

    /// Ends the innermost element of Markdown, and all raw ones in it.
    pub fn end(&mut self) {
        while self.open.last().is_some_and(|open| open.raw.is_some()) {
            self.pop();
        }
        self.pop();
    }

    /// An element of Markdown without content, as `<br>`.
    pub fn void(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        if self.silent > 0 || is_block(name) && !self.make_room(name) {
            return;
        }
        if !is_block(name) {
            self.admit_content();
        }
        self.tag(name, attributes);
    }

    /// Text. White space alone needs no place of its own.
    pub fn text(&mut self, text: &str) {
        if self.silent > 0 {
            return;
        }
        // Readers drop a line end right after `<pre>`.
        let in_pre = self.open.last().is_some_and(|open| open.name == "pre" && self.out.len() == open.content);
        let text = if in_pre { text.trim_start_matches(['\n', '\r']) } else { text };
        if !text.trim().is_empty() {
            self.admit_content();
            self.says();
        } else if self.open.last().is_some_and(|open| self.is_space_nothing(open)) {
            return;
        } else if text.contains('\n') && !self.inside("pre") {
            // No line ends with blanks.
            let content = self.open.last().map_or(0, |open| open.content);
            let end = self.out.trim_end_matches(' ').len();
            self.out.truncate(end.max(content));
            self.out.push('\n');
            return;
        }
        escape_text(&mut self.out, text);
    }

    /// Begins a raw element, unless it may not stand here. `written` is what its end tag calls it.
    pub fn begin_raw(&mut self, name: &'static str, written: &'static str, attributes: &[(&str, &str)]) {
        if self.silent > 0 || self.open.len() > DEEPEST_OPEN || self.nests_in_itself(name) || !self.make_room_raw(name)
        {
            return;
        }
        self.push(name, Some(written), attributes);
        if name == "summary" {
            self.otherwise("Details");
        }
    }

    /// Ends the innermost raw element of this name, if one is open inside the innermost one of Markdown.
    pub fn end_raw(&mut self, written: &str) {
        let raw = self.open.iter().rev().take_while(|open| open.raw.is_some());
        let Some(above) = raw.map(|open| open.raw).position(|raw| raw == Some(written)) else { return };
        for _ in 0..=above {
            self.pop();
        }
    }

    /// Begins a raw element whose content is dropped until it ends.
    pub fn silence(&mut self, written: &'static str) {
        if self.open.len() <= DEEPEST_OPEN {
            self.push("", Some(written), &[]);
            self.silent += 1;
        }
    }

    /// Ends the elements whose content is dropped.
    pub fn speak(&mut self) {
        while self.silent > 0 {
            self.pop();
        }
    }

    /// Whether what comes next is dropped.
    pub fn is_silent(&self) -> bool {
        self.silent > 0
    }

    /// Whether an element of this name is open.
    pub fn inside(&self, name: &str) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    /// Notes that the open elements say something.
    pub fn says(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.says = true;
        }
    }

    /// The end: everything that is still open ends.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.pop();
        }
        self.out
    }

    /// Whether white space right here would stand where nothing may.
    fn is_space_nothing(&self, open: &Open) -> bool {
        let between_parts = !matches!(holds(open.name), Holds::Flow | Holds::Phrasing);
        between_parts || open.name == "details" && self.out.len() == open.content
    }

    fn nests_in_itself(&self, name: &str) -> bool {
        name == "a" && self.inside("a")
    }

    /// Makes room for a block of Markdown: raw elements that cannot hold one end before it.
    fn make_room(&mut self, name: &str) -> bool {
        loop {
            match self.open.last() {
                Some(Open { raw: Some(_), name: "summary", .. }) if name == "p" => return false,
                Some(Open { raw: Some(_), name, .. }) if holds(name) == Holds::Phrasing => self.pop(),
                Some(open) if open.raw.is_none() && holds(open.name) == Holds::Phrasing && !open.name.is_empty() => {
                    return false;
                }
                _ => break,
            }
        }
        self.admit_content();
        true
    }

    /// Makes room for a raw element, or says that it may not stand here.
    fn make_room_raw(&mut self, name: &str) -> bool {
        let wanted = parents(name);
        if !wanted.is_empty() {
            return self.make_room_below(name, wanted);
        }
        if !is_block(name) {
            self.admit_content();
            return true;
        }
        if self.open.last().is_some_and(|open| open.raw.is_some() && open.name == "p") {
            self.pop();
        }
        let phrasing = |open: &Open| open.name.is_empty() && open.raw.is_none() || holds(open.name) == Holds::Phrasing;
        if self.open.last().is_some_and(phrasing) {
            return false;
        }
        self.admit_content();
        true
    }

    fn make_room_below(&mut self, name: &str, wanted: &[&str]) -> bool {
        let raw = self.open.iter().rev().take_while(|open| open.raw.is_some());
        let Some(above) = raw.map(|open| open.name).position(|name| wanted.contains(&name)) else { return false };
        let parent = &self.open[self.open.len() - 1 - above];
        if matches!(name, "summary" | "thead") && self.out.len() > parent.content {
            return false;
        }
        for _ in 0..above {
            self.pop();
        }
        match (name, self.open.last().map_or("", |open| open.name)) {
            ("tr", "table") => self.imply(&["tbody"]),
            ("td" | "th", "table") => self.imply(&["tbody", "tr"]),
            ("td" | "th", "thead" | "tbody" | "tfoot") => self.imply(&["tr"]),
            _ => {}
        }
        true
    }

    /// Text and blocks in a list stand in an item, in a table in a cell, and a `<details>` has a summary.
    fn admit_content(&mut self) {
        let Some(open) = self.open.last() else { return };
        match holds(open.name) {
            Holds::Items => self.imply(&["li"]),
            Holds::Terms => self.imply(&["dd"]),
            Holds::RowGroups => self.imply(&["tbody", "tr", "td"]),
            Holds::Rows => self.imply(&["tr", "td"]),
            Holds::Cells => self.imply(&["td"]),
            Holds::Flow if open.name == "details" && self.out.len() == open.content => {
                self.out.push_str("<summary>Details</summary>");
            }
            _ => {}
        }
    }

    fn imply(&mut self, names: &[&'static str]) {
        for name in names {
            self.push(name, Some(name), &[]);
        }
    }

    fn push(&mut self, name: &'static str, raw: Option<&'static str>, attributes: &[(&str, &str)]) {
        let start = self.out.len();
        if !name.is_empty() {
            self.tag(name, attributes);
        }
        self.open.push(Open { name, raw, start, content: self.out.len(), says: false, otherwise: String::new() });
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            self.out.push(' ');
            self.out.push_str(attribute);
            if *attribute == "open" {
                continue;
            }
            self.out.push_str("=\"");
            escape_attribute(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.name.is_empty() {
            self.silent -= usize::from(open.raw.is_some());
            if open.says {
                self.says();
            }
            return;
        }
        if open.name == "details" && self.out.len() == open.content {
            self.out.push_str("<summary>Details</summary>");
        }
        let mut says = open.says;
        if !says && !open.otherwise.is_empty() {
            escape_text(&mut self.out, &open.otherwise);
            says = true;
        }
        let empty = self.out[open.content..].trim().is_empty();
        // A heading that says nothing is a hole in the outline, and an empty mark is nothing at all.
        let hollow = !says
            && (open.name.starts_with('h')
                || empty && holds(open.name) == Holds::Phrasing && !matches!(open.name, "pre" | "dt"));
        if hollow {
            self.out.truncate(open.start);
            return;
        }
        self.out.push_str("</");
        self.out.push_str(open.name);
        self.out.push('>');
        if is_block(open.name) || !parents(open.name).is_empty() {
            self.out.push('\n');
        }
        if says {
            self.says();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_elements_end_with_the_markdown_around_them() {
        let mut sheet = Sheet::default();
        sheet.begin("p", &[]);
        sheet.begin_raw("b", "b", &[]);
        sheet.text("a & b");
        sheet.end_raw("p");
        sheet.end();
        assert_eq!(sheet.finish(), "<p><b>a &amp; b</b></p>\n");
    }

    #[test]
    fn what_may_not_stand_somewhere_is_left_out() {
        let mut sheet = Sheet::default();
        sheet.begin("p", &[]);
        sheet.begin_raw("div", "div", &[]);
        sheet.begin_raw("li", "li", &[]);
        sheet.text("x");
        sheet.end();
        assert_eq!(sheet.finish(), "<p>x</p>\n");
    }

    #[test]
    fn what_must_stand_somewhere_is_added() {
        let mut sheet = Sheet::default();
        sheet.begin_raw("table", "table", &[]);
        sheet.begin_raw("td", "td", &[]);
        sheet.text("x");
        assert_eq!(sheet.finish(), "<table><tbody><tr><td>x</td>\n</tr>\n</tbody>\n</table>\n");
    }
}
