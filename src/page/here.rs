//! Where a page stands, and the links that lead from there.
//!
//! Links inside a site are relative and name files, since from a disk a link to a folder opens a list of
//! files instead of a page. Only `404.html` cannot be relative: a host serves it at any depth.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::id::Id;
use crate::view::links::Address;
use crate::view::{Item, View};

/// What is written as `%XX` in a path: all that means something in an address or in HTML.
const IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\'')
    .add(b'&')
    .add(b':')
    .add(b'\\');

/// The place of one page within its site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// What leads to the site's root: empty, `../`, `../../`, or the base path where a page can be anywhere.
    root: String,
}

impl Here {
    /// The place of the page at this address (`milestones/x/`) or file (`roadmap.json`).
    pub fn at(address: &str) -> Self {
        Self { root: "../".repeat(address.matches('/').count()) }
    }

    /// The place of a page that is served at any depth: links from it start with the path of `base_url`.
    /// Without a base they are relative to the root, which is right for one depth at least.
    pub fn anywhere(base_url: Option<&str>) -> Self {
        let path = base_url
            .and_then(|url| url.split_once("://"))
            .map(|(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
        Self { root: path.unwrap_or_default().to_owned() }
    }

    /// What leads to the site's root.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The link to an address within the site: `timeline/`, `milestones/x/#needs`, `roadmap.json`, or nothing for home.
    pub fn to(&self, address: &str) -> String {
        let (path, fragment) = address.find('#').map_or((address, ""), |at| address.split_at(at));
        let file = if path.is_empty() || path.ends_with('/') { "index.html" } else { "" };
        format!("{}{}{file}{fragment}", self.root, utf8_percent_encode(path, IN_PATHS))
    }

    /// The link to a file of this name, whatever characters it has.
    pub fn to_file(&self, path: &str) -> String {
        format!("{}{}", self.root, utf8_percent_encode(path, IN_PATHS))
    }

    /// The link to an item's page.
    pub fn to_item(&self, item: &Item) -> String {
        self.to(&item.kind.address(&item.id))
    }

    /// The link to the page of the item with this id, where there is one.
    pub fn to_id(&self, view: &View, id: &Id) -> Option<String> {
        view.item(id).map(|item| self.to_item(item))
    }
}

impl Address for &Here {
    fn of(&self, path: &str) -> String {
        if path.is_empty() || path.ends_with('/') { self.to(path) } else { self.to_file(path) }
    }

    fn of_anchor(&self, anchor: &str) -> String {
        anchor.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_name_files() {
        let here = Here::at("milestones/x/");
        assert_eq!(here.to("timeline/"), "../../timeline/index.html");
        assert_eq!(here.to("milestones/y/#needs"), "../../milestones/y/index.html#needs");
        assert_eq!(here.to(""), "../../index.html");
        assert_eq!(here.to("roadmap.json"), "../../roadmap.json");
        assert_eq!(Here::at("").to("board/"), "board/index.html");
        assert_eq!(Here::at("").to(""), "index.html");
    }

    #[test]
    fn a_page_for_any_depth_links_from_the_base() {
        let to = |base| Here::anywhere(base).to("board/");
        assert_eq!(to(Some("https://example.org/plan/")), "/plan/board/index.html");
        assert_eq!(to(Some("https://example.org/")), "/board/index.html");
        assert_eq!(to(None), "board/index.html");
    }

    #[test]
    fn odd_names_of_files_are_encoded() {
        assert_eq!(Here::at("a/").to_file("x/a b#1.png"), "../x/a%20b%231.png");
        assert_eq!(Here::at("a/").to_file("x/100%.png"), "../x/100%25.png");
    }
}
