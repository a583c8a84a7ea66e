//! A text that is read once, however often somebody asks what it holds.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::scan::{self, Scan};
use crate::words::RawHtml;

/// A Markdown text. Copies are cheap, and share what has been found in it.
#[derive(Clone, Default)]
pub struct Prose {
    text: Arc<str>,
    found: Arc<Found>,
}

/// What has been found in a text.
#[derive(Default)]
struct Found {
    /// What it holds where raw HTML is sanitised, and where it is escaped.
    scans: [OnceLock<Scan>; 2],
    has_marks: OnceLock<bool>,
}

impl Prose {
    /// What the text holds: see [`scan::scan`].
    pub fn scan(&self, raw_html: RawHtml) -> &Scan {
        let at = match raw_html {
            RawHtml::Sanitize => 0,
            RawHtml::Escape => 1,
        };
        self.found.scans[at].get_or_init(|| scan::scan(&self.text, raw_html))
    }

    /// Whether it may hold passages for some readers: see [`super::passage`].
    pub fn has_marks(&self) -> bool {
        *self.found.has_marks.get_or_init(|| super::passage::has_marks(&self.text))
    }
}

impl From<&str> for Prose {
    fn from(text: &str) -> Self {
        Self { text: text.into(), found: Arc::default() }
    }
}

impl From<String> for Prose {
    fn from(text: String) -> Self {
        Self { text: text.into(), found: Arc::default() }
    }
}

impl Deref for Prose {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Prose {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Prose {}

impl fmt::Debug for Prose {
    /// The text alone: whether it has been read yet is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_whether_it_has_been_read_or_not() {
        let (read, fresh) = (Prose::from("- [x] a\n- [ ] b\n"), Prose::from("- [x] a\n- [ ] b\n"));
        assert_eq!(read.scan(RawHtml::Sanitize).tasks.all, 2);
        assert_eq!(read, fresh);
        assert_eq!(format!("{read:?}"), format!("{fresh:?}"));
        // A copy shares what was found.
        assert!(std::ptr::eq(read.clone().scan(RawHtml::Sanitize), read.scan(RawHtml::Sanitize)));
        assert!(!std::ptr::eq(read.scan(RawHtml::Escape), read.scan(RawHtml::Sanitize)));
    }
}
