//! The list: everything in tables, equal in content to the timeline, for reading, printing and copying; and the parts
//! of it that have something in common.
//!
//! What is too long for a page becomes an overview, and the pages of the years below it have the rows: each milestone
//! is on exactly one of them.

mod cache;
mod filter;
pub mod look;
mod row;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::page::facet::{self, Facets};
use crate::page::gantt;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::route::{Route, Rows};
use crate::page::section::{self, MOST_WHOLE};
use crate::page::shell::{Frame, Head, NavLink, Shell};
use crate::page::styles::Styles;
use crate::page::words::capital;
use crate::page::year::{self, Year};
use crate::view::View;
use crate::words::{Field, Kind};

pub use cache::RowCache;
pub use filter::{Choice, Filter};
pub use row::{Columns, Dated, ListRow, Row, Section};

/// The address of what has no date.
const UNDATED: &str = "undated";

/// What `list.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct List {
    /// What every page has.
    pub shell: Shell,
    /// The page's title: `List`, `Late milestones`, `Team: SDK`.
    pub title: String,
    /// How many there are: `Twelve milestones for three intents.`
    pub summary: String,
    /// The way back to everything: `All 710 milestones`; none on the page that leads everywhere.
    pub all: Option<NavLink>,
    /// Whether each milestone of the view has its row here.
    pub whole: bool,
    /// Whether the milestones have their rows on the pages of the years.
    pub overview: bool,
    /// The years of a list that is too long for one page; empty where it is not.
    pub years: Vec<Year>,
    /// The facets by which its rows can be told apart, by their addresses, with spaces.
    pub here: String,
    /// Ways to a part of it.
    pub filters: Vec<Filter>,
    /// What the column is called that says how each stands: `Status`.
    pub standing: &'static str,
    /// Which columns there are: those that at least one milestone has something in.
    pub columns: Columns,
    /// The class with the names of the columns, which a narrow screen writes before each value.
    pub names: String,
    /// Of an overview, what its rows are: `Late: the first 50 of 80`, with the way to all of these, or empty.
    pub late: Option<NavLink>,
    /// A section for each intent.
    pub sections: Vec<Section>,
}

/// The list's pages: everything, where that is too long its years, and a page for each value of each facet.
pub fn routes(view: &View, facets: &Facets) -> Vec<Route> {
    let all: Vec<usize> = (0..view.milestones.len()).collect();
    let mut routes = vec![Rows::All];
    routes.extend(years(view, &all).into_keys().map(|year| year.map_or(Rows::Undated, Rows::Year)));
    for facet in &facets.facets {
        for found in &facet.values {
            let with = |which: String| Rows::With(facet.address.clone(), which);
            routes.push(with(found.address.clone()));
            let years = years(view, &found.which).into_keys();
            routes.extend(years.map(|year| with(format!("{}/{}", found.address, name(year)))));
        }
    }
    routes.into_iter().map(Route::List).collect()
}

/// The year that a milestone's day falls into.
fn year(view: &View, at: usize) -> Option<i16> {
    facet::date(&view.milestones[at]).map(|date| date.last().year())
}

/// The years of these milestones and how many fall into each, where they are too many for a page. What has no date is
/// none of the years and stands before them.
fn years(view: &View, which: &[usize]) -> BTreeMap<Option<i16>, usize> {
    let mut years = BTreeMap::new();
    if which.len() > MOST_WHOLE {
        for at in which {
            *years.entry(year(view, *at)).or_default() += 1;
        }
    }
    years
}

fn name(year: Option<i16>) -> String {
    year.map_or_else(|| UNDATED.to_owned(), |year| year.to_string())
}

/// When the milestones of a page are.
#[derive(Clone, Copy, PartialEq)]
enum Time {
    /// At any time.
    Any,
    /// In this year, or without a date.
    In(Option<i16>),
}

/// Which milestones a page has, and how it comes to them.
struct Part {
    /// The facet and the value that they have in common.
    by: Option<(usize, usize)>,
    /// When they are.
    time: Time,
    /// The milestones, by their places in the view.
    which: Vec<usize>,
    /// Those of the whole that this is a year of.
    years: BTreeMap<Option<i16>, usize>,
}

impl Part {
    /// None where the list has no such part.
    fn of(view: &View, facets: &Facets, rows: &Rows) -> Option<Self> {
        let (by, year_name) = match rows {
            Rows::All => (None, None),
            Rows::Year(year) => (None, Some(year.to_string())),
            Rows::Undated => (None, Some(UNDATED.to_owned())),
            Rows::With(what, which) => {
                let (which, year) =
                    which.split_once('/').map_or((which.as_str(), None), |(which, year)| (which, Some(year)));
                (Some(facets.find(what, which)?), year.map(str::to_owned))
            }
        };
        let mut which = match by {
            Some((facet, value)) => facets.facets[facet].values[value].which.clone(),
            None => (0..view.milestones.len()).collect(),
        };
        let years = years(view, &which);
        let time = match year_name {
            Some(wanted) => Time::In(*years.keys().find(|year| name(**year) == wanted)?),
            None => Time::Any,
        };
        if let Time::In(wanted) = time {
            which.retain(|at| year(view, *at) == wanted);
        }
        Some(Self { by, time, which, years })
    }

    /// Whether the rows are on other pages.
    fn is_overview(&self) -> bool {
        self.time == Time::Any && !self.years.is_empty()
    }
}

/// A page of the list, whose rows are still to be made ([`RowCache::fill`]); none where the view has no such part.
pub fn page(frame: &Frame<'_>, route: &Route, rows: &Rows) -> Option<List> {
    let (view, here, facets) = (frame.view, frame.here(route), frame.facets());
    let part = Part::of(view, facets, rows)?;
    let columns = frame.looks.columns(view);
    let mut styles = Styles::new();
    let names = styles.class(&row::declarations(columns));
    let overview = part.is_overview();
    let title = title(view, facets, &part);
    let (late, sections) = if overview {
        late(frame, &here, &part).map_or_else(Default::default, |(link, sections)| (Some(link), sections))
    } else {
        (None, row::sections(frame, &here, &part.which))
    };
    let class = section::width(sections.iter().map(|section| section.which.len()).sum(), sections.len());
    let years = overview_of(&here, rows, &part, &mut styles);
    Some(List {
        summary: summary(view, &part),
        all: (*rows != Rows::All).then(|| NavLink {
            title: all(view),
            href: here.to(&Route::List(Rows::All).address()),
            current: "",
        }),
        whole: !overview && part.which.len() == view.milestones.len(),
        overview,
        years,
        here: facets.facets.iter().map(|facet| &*facet.address).collect::<Vec<_>>().join(" "),
        filters: filter::filters(facets, &here, &part.which, part.by),
        standing: gantt::standing(view),
        columns,
        names,
        late,
        sections,
        shell: frame.shell(
            route,
            Head {
                title: Some(title.clone()),
                description: Some(description(view, &part, &title)),
                class,
                ..Head::default()
            },
            &styles,
        ),
        title,
    })
}

/// `All 710 milestones`, `The one milestone`.
fn all(view: &View) -> String {
    let (milestones, noun) = (view.milestones.len(), Noun::of(view, Kind::Milestone));
    match milestones {
        1 => format!("The one {}", noun.number(1)),
        _ => format!("All {milestones} {}", noun.number(milestones)),
    }
}

/// `9 of 710 milestones`.
fn count(view: &View, part: &Part) -> String {
    let milestones = view.milestones.len();
    format!("{} of {milestones} {}", part.which.len(), Noun::of(view, Kind::Milestone).number(milestones))
}

/// `List`, `List of 2027`, `Late milestones`, `Team: SDK, 2027`.
fn title(view: &View, facets: &Facets, part: &Part) -> String {
    let Some((facet, value)) = part.by else {
        return match part.time {
            Time::Any => "List".to_owned(),
            Time::In(None) => capital(&format!("{} without a date", Noun::of(view, Kind::Milestone).many)),
            Time::In(Some(year)) => format!("List of {year}"),
        };
    };
    let facet = &facets.facets[facet];
    let value = &facet.values[value].title;
    let title = if facet.address == "status" {
        format!("{value} {}", Noun::of(view, Kind::Milestone).many)
    } else {
        format!("{}: {value}", facet.title)
    };
    match part.time {
        Time::Any => title,
        Time::In(None) => format!("{title}, no date"),
        Time::In(Some(year)) => format!("{title}, {year}"),
    }
}

fn description(view: &View, part: &Part, title: &str) -> String {
    let noun = Noun::of(view, Kind::Milestone);
    if part.by.is_some() || part.time != Time::Any {
        return format!("{title}: {}.", count(view, part));
    }
    let what = match (view.shows(Field::Status), view.tells_due()) {
        (true, true) => "with its status and dates",
        (true, false) => "with its status",
        (false, true) => "with its dates",
        (false, false) => "and how near it is",
    };
    format!("Every {} {what}, by what it serves.", noun.one)
}

fn summary(view: &View, part: &Part) -> String {
    let milestones = view.milestones.len();
    let noun = Noun::of(view, Kind::Milestone);
    if milestones == 0 {
        return format!("There is no {} yet.", noun.one);
    }
    if part.by.is_some() || part.time != Time::Any {
        return format!("{}.", count(view, part));
    }
    let served = view.intents.iter().filter(|intent| !intent.milestones.is_empty()).count();
    let for_intents =
        if served == 0 { String::new() } else { format!(" for {}", Noun::of(view, Kind::Intent).counted(served)) };
    capital(&format!("{}{for_intents}.", noun.counted(milestones)))
}

/// A bar for each year, and the way there.
fn overview_of(here: &Here, rows: &Rows, part: &Part, styles: &mut Styles) -> Vec<Year> {
    let to = |year: Option<i16>| match rows {
        Rows::With(what, which) => {
            let which = which.split('/').next().unwrap_or_default();
            Rows::With(what.clone(), format!("{which}/{}", name(year)))
        }
        _ => year.map_or(Rows::Undated, Rows::Year),
    };
    // Those without a date sort first, and are the last that one looks for.
    let (undated, dated): (Vec<_>, Vec<_>) = part.years.iter().partition(|(year, _)| year.is_none());
    let year = |(year, count): (&Option<i16>, &usize)| {
        let title = year.map_or_else(|| "No date".to_owned(), |year| year.to_string());
        (title, Route::List(to(*year)), part.time == Time::In(*year), *count)
    };
    year::bars(dated.into_iter().chain(undated).map(year), here, styles)
}

/// What is late, for an overview: the first of it, and the words that lead to the rest.
fn late(frame: &Frame<'_>, here: &Here, part: &Part) -> Option<(NavLink, Vec<Section>)> {
    let view = frame.view;
    if !view.tells_due() {
        return None;
    }
    let mut late = part.which.clone();
    late.retain(|at| view.milestones[*at].late);
    let all = late.len();
    late.truncate(section::MOST_ROWS);
    let shown = late.len();
    let title = if shown < all { format!("Late: the first {shown} of {all}") } else { format!("Late: {shown}") };
    // Of a part, they are all over the years below it.
    let rows = Rows::With("status".to_owned(), "late".to_owned());
    let href = if part.by.is_none() { here.to(&Route::List(rows).address()) } else { String::new() };
    (all > 0).then(|| (NavLink { title, href, current: "" }, row::sections(frame, here, &late)))
}

#[cfg(test)]
mod tests;
