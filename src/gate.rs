//! The leak gate: a finished view, searched for words that its audience must not know.
//!
//! The door ([`crate::view`], which this module cannot name) makes leaks of structure impossible: nothing that it
//! does not copy can reach a page. It cannot keep an author from writing a secret's name into prose, a picture's
//! text or the name of a file, and it never sees what its author puts into templates, settings and `static/`. So every
//! file of a view, those included, is read once more, in every way in which a browser, a feed reader or a curious person
//! would read it, and searched for the ids, former ids, titles and codenames of the items that are hidden from it. A
//! find is a question to the author, not a verdict: the caller makes it a warning.
//!
//! # How a file is read
//!
//! [`layer`] turns a file into a few texts: as it stands; without tags (so that `Blue<em>bird</em>` is one word);
//! with entities, `\u` escapes and percent signs decoded, again and again; with CSS escapes decoded; a calendar
//! unfolded; a table cell by cell; base64 decoded at every offset; PNG text chunks and gzip inflated up to
//! [`layer::INFLATED`] bytes; and what is readable in any other binary file, as UTF-8 and UTF-16. The file's path is
//! read the same way. [`fold`] then brings texts and words to one form: NFKC, lower case, white space as one space,
//! invisible characters gone. One automaton looks for all words in one pass over each text.
//!
//! The readings of a page are mostly alike, so the time goes into folding and decoding what hides nothing: those loops
//! pass plain bytes many at a time. A site of 64 MB takes a core about one second.
//!
//! # What it stays silent about, so that a person goes on reading what it says
//!
//! A **codename** was declared, so nothing excuses one: it is told wherever it stands as a word. As for ids, former ids
//! and titles, each of these is a false alarm that would soon make everybody ignore the true ones:
//! - *A word inside a longer one*: `sync` in `resync`; for an id also `calendar-sync` in `calendar-sync-pilot`.
//! - *A word inside a visible name*: the hidden title "Calendar sync" where the visible "Calendar sync for all" stands.
//! - *A name that a visible item has too*: `allowed`; the caller may add tags, teams and the like.
//! - *The interface's own words*: a hidden item called "Timeline". What the default theme says of a view without items
//!   and without its author's settings, says nothing. What the author's own templates and settings say is not excused.
//! - *Ids that are ordinary words*, as `launch`: counted only in small letters and between marks that stand round ids
//!   ([`word`]). Ids of digits, as an update's `2026-11-02`: only in addresses, because plans are full of dates.
//! - *Short titles*, as "API": counted only as they are written.
//! - *Chance* in compressed pictures and in what only looks like base64: there a word has 6 bytes at least, or stands
//!   in 16 readable characters.
//!
//! False alarms that remain: a hidden title of ordinary words ("Pricing", "Faster onboarding") that visible prose uses
//! by itself; an id of ordinary words with a hyphen (`sign-in`); the word of a status that is spelled as a hidden id is.
//!
//! # What it does not see, and an adversary could use
//!
//! - The secret in other words, abbreviated, cut short ("Bluebi…"), inflected ("Bluebirds"), run into another word
//!   (`BluebirdService`), misspelled or with letters that only look alike (a Cyrillic `а`): list such forms as
//!   codenames. A title of ordinary words is known by its whole only.
//! - Pixels, sound, and text drawn as outlines; compressed containers other than PNG text and gzip (PDF streams, ZIP
//!   and Office files, fonts, WebP); what lies beyond the bounds on inflating and on nested encodings ([`layer::DEEPEST`]).
//! - Other encodings: hex, UTF-7, quoted-printable, encryption, text that a script puts together.
//! - A word of fewer than 6 bytes alone in a binary file; a word split by a tag that is not inline, or by CSS.
//! - Words of which less than two characters remain; what comes after the first [`word::LONGEST`] characters of a title.
//! - Everything that is no word: sizes, order, counts. Those are the door's business, and it has its own tests.

mod base64;
mod binary;
mod escape;
mod fold;
mod layer;
mod png;
mod tag;
mod word;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::place::Place;
use word::Words;

/// What a secret word is to its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Its id.
    Id,
    /// An id that it had before.
    Alias,
    /// Its title, or its title for another audience.
    Title,
    /// A word that its author declared.
    Codename,
}

/// A word that must not reach the audience of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// As its author wrote it.
    pub word: String,
    /// What it is to its item.
    pub sort: Sort,
    /// The id of the item that it gives away.
    pub item: String,
    /// Where it was written.
    pub place: Place,
}

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'a> {
    /// Which.
    pub secret: &'a Secret,
    /// The paths of all files in which it was found, sorted.
    pub files: Vec<String>,
}

/// The secrets that stand in the files of a view's site, in the order of `secrets`, each with all its files.
///
/// `read` are the site before it is sealed and what else its reader can read: files by path, and what stands before the paths
/// of all that are told. `known` is the same site made of a view without any item: what
/// stands there too is the interface's own word. `allowed` are names that items of this view have themselves. Neither
/// excuses a codename.
pub fn search<'a>(
    read: &[(&BTreeMap<String, Vec<u8>>, &str)],
    known: &BTreeMap<String, Vec<u8>>,
    allowed: &BTreeSet<String>,
    secrets: &'a [Secret],
) -> Vec<Hit<'a>> {
    let words = Words::of(secrets, allowed);
    let told: BTreeSet<usize> = known.par_iter().flat_map_iter(|(path, bytes)| words.found(path, bytes)).collect();
    // Collected in the order of the paths, whichever thread was first.
    let all = read.par_iter().flat_map(|(files, at)| files.par_iter().map(move |(path, bytes)| (*at, path, bytes)));
    let found: Vec<(usize, (&str, &String))> = all
        .flat_map_iter(|(at, path, bytes)| words.found(path, bytes).into_iter().map(move |form| (form, (at, path))))
        .collect();
    let mut hits: BTreeMap<usize, BTreeSet<(&str, &String)>> = BTreeMap::new();
    for (form, path) in found {
        if words.is_declared(form) || !told.contains(&form) {
            hits.entry(words.secret(form)).or_default().insert(path);
        }
    }
    hits.into_iter()
        .map(|(secret, files)| {
            let files = files.into_iter().map(|(at, path)| format!("{at}{path}")).collect();
            Hit { secret: &secrets[secret], files }
        })
        .collect()
}

#[cfg(test)]
mod tests;
