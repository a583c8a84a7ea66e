//! The names by which items refer to one another.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// An item's id: one or more of `a-z`, `0-9` and `-`, at most 100 of them. It is also a segment of its page's address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Id(Arc<str>);

/// The longest id, in bytes: file systems take 255 for a name, and some readers of archives less.
pub const LONGEST: usize = 100;

impl Id {
    /// The id that a text spells.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("an id has at least one character");
        }
        if text.len() > LONGEST {
            return Err("an id has at most 100 characters");
        }
        if !text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
            return Err("ids are made of `a-z`, `0-9` and `-`");
        }
        if crate::file_name::is_device(text) {
            return Err("this name is a device on Windows, so nobody there could check the site out");
        }
        Ok(Self(text.into()))
    }

    /// The nearest id to a text, for suggestions and new files: `Calendar Sync!` becomes `calendar-sync`.
    pub fn nearest(text: &str) -> Option<Self> {
        let mut slug = slug::slugify(text);
        slug.truncate(60);
        Self::new(slug.trim_end_matches('-')).ok()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_lower_case_letters_digits_and_hyphens() {
        for text in ["", "A", "a_b", "a b", "ü", "a/b", "..", "a.b", "con", "com1"] {
            assert!(Id::new(text).is_err(), "{text:?} was accepted");
        }
        for text in ["a", "2025h1-async", "-", "console"] {
            assert!(Id::new(text).is_ok(), "{text:?} was refused");
        }
        assert!(Id::new(&"a".repeat(101)).is_err());
    }

    #[test]
    fn the_nearest_id_keeps_the_words_of_a_title() {
        let nearest = |text| Id::nearest(text).map(|id| id.to_string());
        assert_eq!(nearest("Users wait: Größe 2!").as_deref(), Some("users-wait-grosse-2"));
        assert_eq!(nearest("!?"), None);
    }
}
