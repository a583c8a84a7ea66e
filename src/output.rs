//! Everything of a view's site that is no page: texts for programs, and for those who crawl.
//!
//! Pure functions from the view: what it does not hold cannot get into any of them.

mod address;
pub mod atom;
pub mod csv;
pub mod ical;
pub mod json;
pub mod llms;
pub mod robots;
pub mod sitemap;
#[cfg(test)]
pub(crate) mod specimen;
mod xml;

use crate::view::View;

/// All names that such a file can have.
pub const NAMES: &[&str] = &[
    "feed.xml",
    "llms.txt",
    "roadmap.csv",
    "roadmap.ics",
    "roadmap.json",
    "robots.txt",
    "sitemap-1.xml",
    "sitemap-2.xml",
    "sitemap-3.xml",
    "sitemap-4.xml",
    "sitemap-5.xml",
    "sitemap-6.xml",
    "sitemap-7.xml",
    "sitemap-8.xml",
    "sitemap-9.xml",
    "sitemap.xml",
    "strategy.xml",
];

/// One of them; none where the view has none of this name.
///
/// `routes` are the addresses of the view's pages relative to its root, in the form of folders: empty for the home,
/// `timeline/`, `milestones/x/`.
pub fn file(view: &View, routes: &[String], name: &str) -> Option<Vec<u8>> {
    match name {
        "feed.xml" => atom::atom(view, &atom::updates(view)?).map(String::into_bytes),
        "strategy.xml" => atom::atom(view, &atom::strategy(view)?).map(String::into_bytes),
        ical::FILE => ical::calendar(view).map(String::into_bytes),
        llms::FILE => Some(llms::llms(view).into_bytes()),
        "roadmap.csv" => Some(csv::csv(view)),
        "roadmap.json" => Some(json::json(view).into_bytes()),
        "robots.txt" => Some(robots::robots(view).into_bytes()),
        _ => sitemap::sitemap(view, routes, name).map(String::into_bytes),
    }
}

/// What the site offers to its readers beside its pages: a title as in a list of links, the file, and its media type.
/// Only what the view has.
pub fn offered(view: &View) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut offered = Vec::new();
    if let Some(channel) = atom::updates(view).filter(|_| view.site.base_url.is_some()) {
        offered.push(("Feed", channel.file, "application/atom+xml"));
    }
    if let Some(channel) = atom::strategy(view).filter(|_| view.site.base_url.is_some()) {
        offered.push(("Strategy feed", channel.file, "application/atom+xml"));
    }
    if ical::is_told(view) {
        offered.push(("Calendar", ical::FILE, "text/calendar"));
    }
    offered.extend([
        ("CSV", "roadmap.csv", "text/csv"),
        ("JSON", "roadmap.json", "application/json"),
        ("Text", llms::FILE, "text/plain"),
    ]);
    offered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_an_address_is_there_where_the_site_has_one() {
        let mut view = specimen::view();
        let is_there = |view: &View, name: &&&str| file(view, &[String::new()], name).is_some();
        let names = |view: &View| NAMES.iter().filter(|name| is_there(view, name)).copied().collect::<Vec<_>>();
        let all = ["feed.xml", "llms.txt", "roadmap.csv", "roadmap.ics", "roadmap.json", "robots.txt", "sitemap.xml"];
        assert_eq!(names(&view), all);
        view.site.base_url = None;
        assert_eq!(names(&view), ["llms.txt", "roadmap.csv", "roadmap.ics", "roadmap.json", "robots.txt"]);
    }

    #[test]
    fn what_is_offered_is_there() {
        let mut view = specimen::view();
        for has_address in [true, false] {
            view.site.base_url = view.site.base_url.filter(|_| has_address);
            for has_dates in [true, false] {
                view.site.dates = has_dates;
                let offered = offered(&view);
                assert_eq!(offered.len(), 3 + usize::from(has_address) + usize::from(has_dates));
                assert!(offered.iter().all(|(_, name, _)| file(&view, &[], name).is_some()), "{offered:?}");
            }
        }
    }

    #[test]
    fn names_are_sorted_and_once() {
        assert!(NAMES.is_sorted_by(|a, b| a < b));
    }
}
