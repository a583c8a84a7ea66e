//! Free pages, the page for addresses that are none, and the stubs that lead from old addresses to new ones.

use schemars::JsonSchema;
use serde::Serialize;

use crate::markdown::html::Html;
use crate::page::fact::{Row, rows};
use crate::page::prose;
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::step::Link;
use crate::page::styles::Styles;
use crate::view::{Item, Page};

/// What `page.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FreePage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
    /// Plain text.
    pub title: String,
    /// As HTML.
    pub summary: Option<Html>,
    /// As HTML.
    pub body: Option<Html>,
    /// Who wrote it; empty where nobody said.
    pub owner: String,
    /// Everything else that was said of it.
    pub rows: Vec<Row>,
}

/// A free page.
pub fn page(frame: &Frame<'_>, page: &Page) -> FreePage {
    let (view, item) = (frame.view, &page.item);
    let route = Route::Free(item.id.clone());
    let here = frame.here(&route);
    let head =
        Head { title: Some(item.title.clone()), description: prose::plain(view, &here, item), ..Head::default() };
    FreePage {
        shell: frame.shell(&route, head, &Styles::new()),
        title: item.title.clone(),
        summary: prose::summary(view, &here, item),
        body: prose::page(view, &here, item),
        owner: item.owner.iter().chain(&item.teams).cloned().collect::<Vec<_>>().join(", "),
        rows: rows(view, &here, item),
    }
}

/// What `404.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MissingPage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
}

/// The page for addresses that are none.
pub fn missing(frame: &Frame<'_>) -> MissingPage {
    let head = Head { title: Some("No such page".to_owned()), noindex: true, ..Head::default() };
    MissingPage { shell: frame.shell(&Route::Missing, head, &Styles::new()) }
}

/// What `redirect.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RedirectPage {
    /// Only its head is shown.
    pub shell: Shell,
    /// The page that the old address means now.
    pub link: Link,
}

/// The stub at an item's old address.
pub fn redirect(frame: &Frame<'_>, route: &Route, item: &Item) -> RedirectPage {
    let head = Head { title: Some(item.title.clone()), noindex: true, ..Head::default() };
    RedirectPage { shell: frame.shell(route, head, &Styles::new()), link: Link::to(&frame.here(route), item) }
}
