//! The years of a timeline or a list that is too long for one page.

use schemars::JsonSchema;
use serde::Serialize;

use crate::page::here::Here;
use crate::page::route::Route;
use crate::page::shell::NavLink;
use crate::page::styles::Styles;

/// A year of what is split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Year {
    /// The way to its page: `2027`.
    pub link: NavLink,
    /// How many milestones are on that page.
    pub count: usize,
    /// The class that draws that as a length against the fullest year.
    pub bar: String,
}

/// A bar for each year: its title, its page, whether that is this page, and how many milestones are there.
pub fn bars(
    years: impl Iterator<Item = (String, Route, bool, usize)> + Clone,
    here: &Here,
    styles: &mut Styles,
) -> Vec<Year> {
    let most = years.clone().map(|(.., count)| count).max().unwrap_or_default().max(1);
    let year = |(title, route, is_here, count): (String, Route, bool, usize)| Year {
        link: NavLink { title, href: here.to(&route.address()), current: if is_here { "page" } else { "" } },
        count,
        bar: styles.class(&format!("--p:{}", (count * 100).div_ceil(most))),
    };
    years.map(year).collect()
}
