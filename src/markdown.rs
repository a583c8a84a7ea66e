//! Text in Markdown, from strangers, made into HTML that is harmless and valid.
//!
//! [`scan`](scan::scan) says what a text holds (links, headings, tasks, faults), [`cut`](passage::cut) where its
//! restricted passages are, [`render`](render::render) what it looks like. All three read it through the same
//! door, [`events::read`], so that they cannot disagree, and that refuses what nests or grows without bound.
//!
//! Nothing that somebody wrote is ever copied as markup. Raw HTML is taken apart into tags ([`tag`]), and only
//! those that are known are written again by us, in places where HTML allows them ([`element`]). Where there was
//! raw HTML, the whole then goes through an independent sanitiser ([`sanitise`]) that reads it as a browser does.

use std::ops::Range;

use crate::words::{RawHtml, RemoteImages};

pub mod comment;
pub mod destination;
mod element;
pub mod embed;
mod events;
pub mod gap;
pub mod heading;
pub mod html;
mod link;
pub mod literal;
mod note;
pub mod passage;
pub mod plain;
pub mod prose;
mod raw;
pub mod render;
mod sanitise;
pub mod scan;
mod table;
mod tag;
mod task;
mod title;

/// Something in a text that breaks the rule `bad-markdown-block`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    fn new(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { range, message: message.into(), help: Some(help.into()) }
    }
}

/// How a text is rendered.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// What raw HTML becomes.
    pub raw_html: RawHtml,
    /// What a picture on another host becomes.
    pub remote_images: RemoteImages,
    /// The file that the text was written in, since links in it are relative to that.
    pub file: &'a str,
    /// The level that the text's highest headings get, 1 to 6. Those below follow without a gap.
    pub heading_base: u8,
    /// The item's title: a first heading that repeats it is left out.
    pub title: Option<&'a str>,
    /// Stands before every id made here. Empty for the one text of a page that other pages link into.
    pub prefix: &'a str,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An item's page.
    Item {
        /// Its address, relative to the page that is written.
        href: String,
        /// Its title.
        title: String,
    },
    /// A picture or download.
    Asset {
        /// Its address, relative to the page that is written.
        href: String,
        /// Its width and height in pixels, where it is a picture made of them.
        size: Option<(usize, usize)>,
    },
}

/// Knows where links lead, for one page of one view.
pub trait Lead {
    /// The address and title of the item with this id, and in that the place of a heading of its text.
    fn item(&self, id: &str, heading: Option<&str>) -> Option<(String, String)>;
    /// What stands at this path of the folder, and in that the place of a heading.
    fn path(&self, path: &str, heading: Option<&str>) -> Option<Target>;
}

#[cfg(test)]
mod tests;
