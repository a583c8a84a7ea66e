//! The pages that a view's site has.

use std::cell::LazyCell;
use std::fmt::Write as _;
use std::ops::Deref;

use crate::id::Id;
use crate::page::facet::Facets;
use crate::page::{board, list, search, timeline, told};
use crate::view::View;
use crate::words::{Kind, Section, Word as _};

/// One page of a site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// The start.
    Home,
    /// The timeline, or a part of it.
    Timeline(By, Extent),
    /// Now, next, later, done.
    Board,
    /// The same milestones in the groups of a lens, by its address.
    BoardBy(String),
    /// Everything in tables, or a part of it.
    List(Rows),
    /// What to look for something with, or the part of its list that begins with a letter.
    Search(Option<String>),
    /// A vision with its line of sight.
    Vision(Id),
    /// An intent.
    Intent(Id),
    /// A milestone.
    Milestone(Id),
    /// How the plan hangs together.
    Alignment,
    /// All updates.
    Updates,
    /// Those that say where we go, as apart from how it goes.
    Strategy,
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

/// What decides the lanes of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// What the milestones serve.
    Intent,
    /// The groups of a lens, by its address.
    Lens(String),
}

/// Which days a timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Those around the day of the site.
    Around,
    /// All.
    Whole,
    /// A calendar year, of a timeline too long to be shown whole.
    Year(i16),
}

/// Which milestones a list shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rows {
    /// All, or where these are too many for a page, an overview.
    All,
    /// Those of a calendar year, of a list too long for a page.
    Year(i16),
    /// Those without a date, of such a list.
    Undated,
    /// Those that have something in common: the addresses of what, as in `status`, and of which, as in `at-risk`.
    With(String, String),
}

impl Route {
    /// The page's address within the site: `milestones/x/`; empty for home.
    pub fn address(&self) -> String {
        match self {
            Self::Home => String::new(),
            Self::Timeline(by, extent) => {
                let mut address = told::address(Section::Timeline).to_owned();
                if let By::Lens(lens) = by {
                    write!(address, "{lens}/").expect("writing to a string does not fail");
                }
                match extent {
                    Extent::Around => address,
                    Extent::Whole => address + "all/",
                    Extent::Year(year) => format!("{address}{year}/"),
                }
            }
            Self::Board => told::address(Section::Board).to_owned(),
            Self::BoardBy(lens) => format!("{}{lens}/", told::address(Section::Board)),
            Self::List(rows) => {
                let list = told::address(Section::List);
                match rows {
                    Rows::All => list.to_owned(),
                    Rows::Year(year) => format!("{list}{year}/"),
                    Rows::Undated => format!("{list}undated/"),
                    Rows::With(what, which) => format!("{list}{what}/{which}/"),
                }
            }
            Self::Search(None) => told::address(Section::Search).to_owned(),
            Self::Search(Some(letter)) => format!("{}{letter}/", told::address(Section::Search)),
            Self::Vision(id) => Kind::Vision.address(id),
            Self::Intent(id) => Kind::Intent.address(id),
            Self::Milestone(id) => Kind::Milestone.address(id),
            Self::Alignment => told::address(Section::Alignment).to_owned(),
            Self::Updates => told::address(Section::Updates).to_owned(),
            Self::Strategy => format!("{}strategy/", told::address(Section::Updates)),
            Self::Update(id) => Kind::Update.address(id),
            Self::Free(id) => Kind::Page.address(id),
            Self::Missing => "404.html".to_owned(),
            Self::Redirect { kind, from, .. } => kind.address(from),
        }
    }

    /// The section of the site that this page is or is a part of; none for the others.
    pub fn section(&self) -> Option<Section> {
        match self {
            Self::Timeline(..) => Some(Section::Timeline),
            Self::Board | Self::BoardBy(_) => Some(Section::Board),
            Self::List(_) => Some(Section::List),
            Self::Search(_) => Some(Section::Search),
            Self::Alignment => Some(Section::Alignment),
            Self::Updates | Self::Strategy => Some(Section::Updates),
            _ => None,
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
    if address.is_empty() {
        return Some(Route::Home);
    }
    let section = Section::ALL.iter().copied().find(|section| address.starts_with(told::address(*section)));
    if let Some(section) = section {
        // An update is at home below its section.
        let route = of_section(view, section, &LazyCell::new(|| Facets::of(view)))
            .into_iter()
            .find(|route| route.address() == address);
        if route.is_some() || section != Section::Updates {
            return route;
        }
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
    routes_by(view, &Facets::of(view))
}

/// The same, where it is known what the view's milestones have in common.
pub fn routes_by(view: &View, facets: &Facets) -> Vec<Route> {
    let mut routes = vec![Route::Home, Route::Missing];
    routes.extend(Section::ALL.iter().flat_map(|section| of_section(view, *section, &facets)));
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

/// The pages that a section of a view has. What its milestones have in common is asked for only where it matters.
fn of_section(view: &View, section: Section, facets: &impl Deref<Target = Facets>) -> Vec<Route> {
    if !told::has(view, section) {
        return Vec::new();
    }
    match section {
        Section::Timeline => timeline::routes(view),
        Section::Board => board::routes(view),
        Section::List => list::routes(view, facets),
        Section::Search => search::routes(view),
        Section::Updates if view.has_strategy_page() => vec![Route::Updates, Route::Strategy],
        Section::Updates => vec![Route::Updates],
        Section::Alignment => vec![Route::Alignment],
    }
}
