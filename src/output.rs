//! Everything of a view's site that is no page: texts for programs, and for those who crawl.
//!
//! Pure functions from the view: what it does not hold cannot get into any of them.

pub mod csv;
pub mod json;
pub mod robots;
pub mod sitemap;
#[cfg(test)]
pub(crate) mod specimen;

use std::collections::BTreeMap;

use crate::view::View;

/// All names that such a file can have.
pub const NAMES: &[&str] = &["roadmap.csv", "roadmap.json", "robots.txt", "sitemap.xml"];

/// The files by their routes: `roadmap.json`, `roadmap.csv`, `robots.txt`, and `sitemap.xml` where the site knows
/// where it will stand.
///
/// `routes` are the addresses of the view's pages relative to its root, in the form of folders: empty for the home,
/// `timeline/`, `milestones/x/`.
pub fn files(view: &View, routes: &[String]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::from([
        ("roadmap.json".to_owned(), json::json(view).into_bytes()),
        ("roadmap.csv".to_owned(), csv::csv(view)),
        ("robots.txt".to_owned(), robots::robots(view).into_bytes()),
    ]);
    if let Some(sitemap) = sitemap::sitemap(view, routes) {
        files.insert("sitemap.xml".to_owned(), sitemap.into_bytes());
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_sitemap_where_the_site_knows_its_address() {
        let mut view = specimen::view();
        let names = |view: &View| files(view, &[String::new()]).into_keys().collect::<Vec<_>>();
        assert_eq!(names(&view), NAMES);
        view.site.base_url = None;
        assert_eq!(names(&view), ["roadmap.csv", "roadmap.json", "robots.txt"]);
    }
}
