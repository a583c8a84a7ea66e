//! `sitemap.xml` (sitemaps.org protocol 0.9): the addresses of all pages.
//!
//! No `lastmod`: nothing here knows honestly when a page last changed, and a wrong one makes crawlers distrust all.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::address::absolute;
use super::xml::escape;
use crate::view::View;

/// Addresses in one file, by the protocol.
const MOST: usize = 50_000;

/// A sitemap by its file's name; none where the site does not know where it will stand, since all addresses must be
/// absolute.
///
/// `routes` as for [`super::file`]; what is no folder, as `404.html`, is left out. The addresses are sorted. Where they
/// are more than one file takes, `sitemap.xml` lists the others: `sitemap-1.xml` to `sitemap-9.xml`, and what even these
/// cannot take is found through links.
pub fn sitemap(view: &View, routes: &[String], name: &str) -> Option<String> {
    view.site.base_url.as_ref()?;
    // Nearly all sites have one alone.
    if routes.len() <= MOST && name != "sitemap.xml" {
        return None;
    }
    let folders = routes.iter().map(|route| route.trim_start_matches('/'));
    let folders: BTreeSet<&str> = folders.filter(|route| route.is_empty() || route.ends_with('/')).collect();
    let folders: Vec<&str> = folders.into_iter().collect();
    let parts: Vec<&[&str]> = folders.chunks(MOST).take(9).collect();
    match (name.strip_prefix("sitemap-").and_then(|rest| rest.strip_suffix(".xml")), parts.len()) {
        (None, 0 | 1) => Some(list(view, "urlset", "url", &folders)),
        (None, count) => {
            let names: Vec<String> = (1..=count).map(|number| format!("sitemap-{number}.xml")).collect();
            Some(list(view, "sitemapindex", "sitemap", &names))
        }
        (Some(_), 0 | 1) => None,
        (Some(number), _) => {
            let at = number.parse::<usize>().ok()?.checked_sub(1)?;
            Some(list(view, "urlset", "url", parts.get(at)?))
        }
    }
}

fn list(view: &View, root: &str, entry: &str, routes: &[impl AsRef<str>]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">");
    for url in routes.iter().filter_map(|route| absolute(view, route.as_ref())) {
        let _ = writeln!(out, "<{entry}><loc>{}</loc></{entry}>", escape(&url));
    }
    let _ = writeln!(out, "</{root}>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::specimen;

    #[test]
    fn all_folders_are_listed_once_sorted_absolute_and_escaped() {
        let mut view = specimen::view();
        view.site.base_url = Some("https://plans.example/a b/?x=1&y='2'<>/".to_owned());
        let routes = ["timeline/", "", "milestones/x/", "timeline/", "404.html", "/größe/"].map(str::to_owned);
        let expected = concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
            "<url><loc>https://plans.example/a%20b/?x=1&amp;y=&apos;2&apos;%3C%3E/</loc></url>\n",
            "<url><loc>https://plans.example/a%20b/?x=1&amp;y=&apos;2&apos;%3C%3E/gr%C3%B6%C3%9Fe/</loc></url>\n",
            "<url><loc>https://plans.example/a%20b/?x=1&amp;y=&apos;2&apos;%3C%3E/milestones/x/</loc></url>\n",
            "<url><loc>https://plans.example/a%20b/?x=1&amp;y=&apos;2&apos;%3C%3E/timeline/</loc></url>\n",
            "</urlset>\n",
        );
        assert_eq!(sitemap(&view, &routes, "sitemap.xml").as_deref(), Some(expected));
    }

    #[test]
    fn a_large_site_has_a_list_of_lists() {
        let mut view = specimen::view();
        view.site.base_url = Some("https://plans.example/".to_owned());
        let routes: Vec<String> = (0..=MOST).map(|number| format!("milestones/{number:06}/")).collect();
        let of = |name: &str, routes: &[String]| sitemap(&view, routes, name);
        let index = of("sitemap.xml", &routes).expect("it is there");
        assert!(
            index.contains("<sitemap><loc>https://plans.example/sitemap-2.xml</loc></sitemap>\n</sitemapindex>"),
            "{index}"
        );
        let count = |name: &str| of(name, &routes).map(|text| text.matches("<url>").count());
        assert_eq!(
            [count("sitemap-1.xml"), count("sitemap-2.xml"), count("sitemap-3.xml")],
            [Some(MOST), Some(1), None]
        );
        assert_eq!(of("sitemap.xml", &routes[1..]).expect("it is there").matches("<url>").count(), MOST);
        assert_eq!(of("sitemap-1.xml", &routes[1..]), None);
    }

    #[test]
    fn without_an_address_there_is_none() {
        let mut view = specimen::view();
        view.site.base_url = None;
        assert_eq!(sitemap(&view, &["timeline/".to_owned()], "sitemap.xml"), None);
    }
}
