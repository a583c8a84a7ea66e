//! The pages that a view's site has.

use crate::id::Id;
use crate::page::{timeline, told};
use crate::view::View;
use crate::words::{Kind, Section};

/// One page of a site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// The start.
    Home,
    /// The timeline, around the day of the site.
    Timeline,
    /// The timeline with everything.
    WholeTimeline,
    /// Now, next, later, done.
    Board,
    /// Everything in one table.
    List,
    /// A vision with its line of sight.
    Vision(Id),
    /// An intent.
    Intent(Id),
    /// A milestone.
    Milestone(Id),
    /// All updates.
    Updates,
    /// An update.
    Update(Id),
    /// A free page.
    Free(Id),
    /// What a host shows for an address that is no page.
    Missing,
    /// An item's old address, which leads to the new one.
    Redirect {
        /// The kind, which decides the folder.
        kind: Kind,
        /// The old id.
        from: Id,
        /// The id that it has now.
        to: Id,
    },
}

impl Route {
    /// The page's address within the site: `milestones/x/`; empty for home.
    pub fn address(&self) -> String {
        match self {
            Self::Home => String::new(),
            Self::Timeline => told::address(Section::Timeline).to_owned(),
            Self::WholeTimeline => format!("{}all/", told::address(Section::Timeline)),
            Self::Board => told::address(Section::Board).to_owned(),
            Self::List => told::address(Section::List).to_owned(),
            Self::Vision(id) => Kind::Vision.address(id),
            Self::Intent(id) => Kind::Intent.address(id),
            Self::Milestone(id) => Kind::Milestone.address(id),
            Self::Updates => told::address(Section::Updates).to_owned(),
            Self::Update(id) => Kind::Update.address(id),
            Self::Free(id) => Kind::Page.address(id),
            Self::Missing => "404.html".to_owned(),
            Self::Redirect { kind, from, .. } => kind.address(from),
        }
    }

    /// Whether a view has this page; those of items are the view's own to find.
    pub fn is_part_of(&self, view: &View) -> bool {
        match self {
            Self::Timeline => told::has(view, Section::Timeline),
            Self::WholeTimeline => told::has(view, Section::Timeline) && timeline::has_more(view),
            Self::Board => told::has(view, Section::Board),
            Self::List => told::has(view, Section::List),
            Self::Updates => told::has(view, Section::Updates),
            _ => true,
        }
    }

    /// The file that it is published as: `milestones/x/index.html`.
    pub fn path(&self) -> String {
        match self {
            Self::Missing => self.address(),
            _ => format!("{}index.html", self.address()),
        }
    }
}

/// The page of a view's site that is published as this file; none where there is none.
pub fn route(view: &View, path: &str) -> Option<Route> {
    if path == Route::Missing.path() {
        return Some(Route::Missing);
    }
    let address = path.strip_suffix("index.html")?;
    let fixed = [Route::Home, Route::Timeline, Route::WholeTimeline, Route::Board, Route::List, Route::Updates];
    if let Some(route) = fixed.into_iter().find(|route| route.address() == address && route.is_part_of(view)) {
        return Some(route);
    }
    let name = address.strip_suffix('/')?.rsplit('/').next()?;
    let of_item = view.called(name).map(|item| match item.kind {
        Kind::Vision => Route::Vision(item.id.clone()),
        Kind::Intent => Route::Intent(item.id.clone()),
        Kind::Milestone => Route::Milestone(item.id.clone()),
        Kind::Update => Route::Update(item.id.clone()),
        Kind::Page => Route::Free(item.id.clone()),
    });
    let of_alias = || {
        let (from, (kind, to)) = view.aliases.get_key_value(name)?;
        Some(Route::Redirect { kind: *kind, from: from.clone(), to: to.clone() })
    };
    of_item.or_else(of_alias).filter(|route| route.address() == address)
}

/// Every page of a view's site, each address once.
pub fn routes(view: &View) -> Vec<Route> {
    let mut routes = vec![Route::Home, Route::Missing];
    let sections = [Route::Timeline, Route::WholeTimeline, Route::Board, Route::List, Route::Updates];
    routes.extend(sections.into_iter().filter(|route| route.is_part_of(view)));
    routes.extend(view.visions.iter().map(|vision| Route::Vision(vision.item.id.clone())));
    routes.extend(view.intents.iter().map(|intent| Route::Intent(intent.item.id.clone())));
    routes.extend(view.milestones.iter().map(|milestone| Route::Milestone(milestone.item.id.clone())));
    routes.extend(view.updates.iter().map(|update| Route::Update(update.item.id.clone())));
    routes.extend(view.pages.iter().map(|page| Route::Free(page.item.id.clone())));
    routes.extend(view.aliases.iter().map(|(from, (kind, to))| Route::Redirect {
        kind: *kind,
        from: from.clone(),
        to: to.clone(),
    }));
    routes
}
