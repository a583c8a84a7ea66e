//! Positions and percentages as classes, since a strict content security policy knows no style attributes.
//!
//! Each page has one `<style>` block with a class per distinct list of declarations; its SHA-256 stands in
//! that page's policy. Equal declarations share a class, so a thousand rows do not make a thousand rules.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::table::Table;

/// The declarations that one page needs, by the names of their classes.
#[derive(Debug, Clone, Default)]
pub struct Styles {
    /// In order of first use, so that names do not depend on anything but the page.
    declarations: Vec<String>,
    /// The same, to where they stand.
    known: Table<String, usize>,
}

impl Styles {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The class that sets these declarations, as in `--s:12.5;--w:30`: `s0`, `s1` and so on.
    ///
    /// The text is ours, made of numbers and names of tokens; a user's text never gets here.
    pub fn class(&mut self, declarations: &str) -> String {
        debug_assert!(!declarations.contains(['<', '{', '}']), "`{declarations}` is no list of declarations");
        let at = self.known.get(declarations).copied().unwrap_or_else(|| {
            self.declarations.push(declarations.to_owned());
            let at = self.declarations.len() - 1;
            self.known.insert(declarations.to_owned(), at);
            at
        });
        format!("s{at}")
    }

    /// What stands between `<style>` and `</style>`; empty where no class was asked for.
    pub fn block(&self) -> String {
        let mut block = String::new();
        for (at, declarations) in self.declarations.iter().enumerate() {
            write!(block, ".s{at}{{{declarations}}}").expect("writing to a string does not fail");
        }
        block
    }
}

/// The source expression that lets a block apply, without quotes: `sha256-` and the hash in base64.
pub fn hash(block: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(block)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_declarations_share_a_class_in_order_of_first_use() {
        let mut styles = Styles::new();
        assert_eq!(styles.class("--p:40"), "s0");
        assert_eq!(styles.class("--p:60"), "s1");
        assert_eq!(styles.class("--p:40"), "s0");
        assert_eq!(styles.block(), ".s0{--p:40}.s1{--p:60}");
    }

    #[test]
    fn the_hash_is_that_of_the_block() {
        // The SHA-256 of the empty text, known from the standard's examples.
        assert_eq!(hash(&Styles::new().block()), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
