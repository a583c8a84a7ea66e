//! Everything from A to Z: by letters, and the pages that these fill.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::letter::Letter;
use super::words::folded;
use crate::page::section::MOST_WHOLE;
use crate::view::{Item, View};

/// How many letters there are at most. Every page leads to each of them, and Chinese titles begin with nearly as many
/// as there are titles.
const MOST_LETTERS: usize = 60;

/// Everything in a view by its first letter, worked out once for all pages.
#[derive(Debug)]
pub struct Letters<'a> {
    /// How many entries there are.
    pub all: usize,
    /// In the order of a dictionary, as are the entries of each.
    letters: Vec<(Letter, Vec<&'a Item>)>,
}

/// The entries of a letter, or some of them where they are too many for a page.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The letter.
    pub letter: Letter,
    /// How many entries the letter has.
    pub of: usize,
    /// The entries.
    pub items: &'a [&'a Item],
    /// How many of the letter's entries come before them.
    before: usize,
}

impl<'a> Letters<'a> {
    /// Those of a view. Where they are too many, the letters with which the fewest titles begin stand together as the
    /// last; digits and A to Z stay, since one looks for them.
    pub fn of(view: &'a View) -> Self {
        let mut letters: BTreeMap<Letter, Vec<&Item>> = BTreeMap::new();
        for item in view.items() {
            letters.entry(Letter::of(&item.title)).or_default().push(item);
        }
        for letter in rare(&letters) {
            let items = letters.remove(&letter).unwrap_or_default();
            letters.entry(Letter::Other).or_default().extend(items);
        }
        for items in letters.values_mut() {
            items.sort_by_cached_key(|item| (folded(&item.title), item.id.clone()));
        }
        Self { all: letters.values().map(Vec::len).sum(), letters: letters.into_iter().collect() }
    }

    /// Whether the entries have pages of their own.
    pub fn is_long(&self) -> bool {
        self.all > MOST_WHOLE
    }

    /// The letters in as many parts as fit on a page each.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.letters.iter().flat_map(|(letter, items)| {
            let part = |(at, part)| Part { letter: *letter, of: items.len(), items: part, before: at * MOST_WHOLE };
            items.chunks(MOST_WHOLE).enumerate().map(part)
        })
    }

    /// The part whose page has this address; none where there is none.
    pub fn find(&self, address: &str) -> Option<Part<'_>> {
        self.parts().find(|part| self.is_long() && part.address() == address)
    }
}

/// The letters that have to stand together.
fn rare(letters: &BTreeMap<Letter, Vec<&Item>>) -> BTreeSet<Letter> {
    if letters.len() <= MOST_LETTERS {
        return BTreeSet::new();
    }
    let mut strange: Vec<Letter> = letters.keys().copied().filter(|letter| !letter.is_looked_for()).collect();
    // The last of them all is for those that stand together.
    let kept = (MOST_LETTERS - 1).saturating_sub(letters.len() - strange.len());
    strange.retain(|letter| *letter != Letter::Other);
    strange.sort_by_key(|letter| (Reverse(letters[letter].len()), *letter));
    strange.into_iter().skip(kept).collect()
}

impl Part<'_> {
    /// As in addresses: `a`, and where that is in several parts, `a/2`.
    pub fn address(&self) -> String {
        match self.before / MOST_WHOLE {
            0 => self.letter.address(),
            at => format!("{}/{}", self.letter.address(), at + 1),
        }
    }

    /// As shown: `A`, and where that is in several parts, `A, 501 to 1000`.
    pub fn title(&self) -> String {
        let letter = self.letter.title();
        if self.items.len() == self.of {
            return letter;
        }
        format!("{letter}, {} to {}", self.before + 1, self.before + self.items.len())
    }

    /// Whether it is the first of its letter, to which one comes from other letters.
    pub fn is_first(&self) -> bool {
        self.before == 0
    }
}
