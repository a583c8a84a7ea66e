//! The start of a site whose views all stand below it: the public ones, by title.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::page::route::Route;
use crate::page::shell::{Head, NavLink, Shell};
use crate::page::styles::Styles;
use crate::page::words::capital;
use crate::problem::Problem;
use crate::theme::{Ready, Theme};
use crate::view::View;

/// What `front.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FrontPage {
    /// Head, masthead and foot; there is no navigation.
    pub shell: Shell,
    /// The public views, by title.
    pub views: Vec<NavLink>,
}

/// The files of the page that leads to these views, each with its title and its place.
///
/// # Errors
/// The theme's template for it cannot be filled in.
pub fn front(
    view: &View,
    theme: &Theme,
    views: &[(String, String)],
) -> Result<BTreeMap<String, Vec<u8>>, Vec<Problem>> {
    let frame = super::frame(view, theme);
    let here = frame.here(&Route::Home);
    let link = |(title, place): &(String, String)| NavLink { title: capital(title), href: here.to(place), current: "" };
    let mut shell = frame.shell(&Route::Home, Head::default(), &Styles::new());
    // The roadmap in other forms is a view's, and this is none.
    shell.files = Ready::of(&Vec::new());
    shell.dates = None;
    let page = FrontPage { shell, views: views.iter().map(link).collect() };
    let html = theme.render("front.html", &page).map_err(|problem| vec![problem])?;
    let ours = [theme.stylesheet(view), theme.icon(), theme.script()];
    let mut files: BTreeMap<_, _> = ours.into_iter().map(|file| (file.address, file.text.into_bytes())).collect();
    files.insert("index.html".to_owned(), html.into_bytes());
    Ok(files)
}
