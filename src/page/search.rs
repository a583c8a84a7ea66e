//! The search: a list from A to Z, and an index for the site's script.

use serde::Serialize;

use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::styles::Styles;
use crate::theme::Published;
use crate::view::View;

/// What `search.html` gets.
#[derive(Debug, Clone, Serialize)]
pub struct Search {
    /// What every page has.
    pub shell: Shell,
}

/// The search's pages.
pub fn routes(_view: &View) -> Vec<Route> {
    vec![Route::Search(None)]
}

/// A page of the search; none where nothing begins with that letter.
pub fn page(frame: &Frame<'_>, route: &Route, _letter: Option<&str>) -> Option<Search> {
    let head = Head { title: Some("Search".to_owned()), ..Head::default() };
    Some(Search { shell: frame.shell(route, head, &Styles::new()) })
}

/// The index that the site's script searches; none where the view has no search.
pub fn index(_view: &View) -> Option<Published> {
    None
}
