//! The filters above a list: a link for each value of each facet.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::page::facet::{Facet, Facets};
use crate::page::here::Here;
use crate::page::route::{Route, Rows};

/// How many values stand beside the one by which a page is filtered: a page for each of a thousand owners that names
/// all others would weigh a million links.
const MOST_SIBLINGS: usize = 40;

/// The values of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Filter {
    /// What it is called: `Team`.
    pub title: String,
    /// Whether its values are in sight from the start.
    pub open: bool,
    /// The value by which this page is filtered: `SDK`.
    pub chosen: Option<String>,
    /// Its values, in their order.
    pub choices: Vec<Choice>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Choice {
    /// What it is called: `SDK`.
    pub title: String,
    /// The page of the milestones that have it.
    pub href: String,
    /// How many these are; none on a page that is filtered already, where it would be of others.
    pub count: Option<usize>,
    /// `page` where this is that page.
    pub current: &'static str,
}

/// The filters of a page with these milestones, which is filtered by the facet and value at `by`. There, only what
/// some of its milestones have is offered.
pub fn filters(facets: &Facets, here: &Here, which: &[usize], by: Option<(usize, usize)>) -> Vec<Filter> {
    let found: BTreeSet<(usize, usize)> = which.iter().flat_map(|at| facets.stands(*at)).copied().collect();
    let filter = |(at, facet): (usize, &Facet)| {
        let chosen = by.filter(|(of, _)| *of == at).map(|(_, value)| value);
        let siblings = chosen.is_some() && facet.values.len() <= MOST_SIBLINGS;
        let choice = |value: usize| {
            let rows = Rows::With(facet.address.clone(), facet.values[value].address.clone());
            Choice {
                title: facet.values[value].title.clone(),
                href: here.to(&Route::List(rows).address()),
                count: by.is_none().then(|| facet.values[value].which.len()),
                current: if chosen == Some(value) { "page" } else { "" },
            }
        };
        let offered: Vec<usize> = match chosen {
            Some(_) if siblings => (0..facet.values.len()).collect(),
            Some(chosen) => vec![chosen],
            None => found.range((at, 0)..(at + 1, 0)).map(|(_, value)| *value).collect(),
        };
        Filter {
            title: facet.title.clone(),
            open: at == 0,
            chosen: chosen.map(|value| facet.values[value].title.clone()),
            choices: offered.into_iter().map(choice).collect(),
        }
    };
    let all = facets.facets.iter().enumerate().map(filter);
    all.filter(|filter| !filter.choices.is_empty()).collect()
}
