//! `sitemap.xml` (sitemaps.org protocol 0.9): the addresses of all pages.
//!
//! No `lastmod`: nothing here knows honestly when a page last changed, and a wrong one makes crawlers distrust all.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::view::View;

/// What may not stand in an address as it is. A `%` may: an address that a person configured is encoded already.
const ADDRESS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// The text, sorted; none where the site does not know where it will stand, since all addresses must be absolute.
///
/// `routes` as for [`super::files`]; what is no folder, as `404.html`, is left out. The protocol takes 50,000
/// addresses in one file: the rest of a larger site is found through its links.
pub fn sitemap(view: &View, routes: &[String]) -> Option<String> {
    /// Of the protocol.
    const MOST: usize = 50_000;
    view.site.base_url.as_ref()?;
    let folders = routes.iter().map(|route| route.trim_start_matches('/'));
    let folders: BTreeSet<&str> = folders.filter(|route| route.is_empty() || route.ends_with('/')).collect();
    let mut out = concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    )
    .to_owned();
    for url in folders.iter().take(MOST).filter_map(|route| absolute(view, route)) {
        let _ = writeln!(out, "<url><loc>{}</loc></url>", escape(&url));
    }
    out.push_str("</urlset>\n");
    Some(out)
}

/// The absolute address of a route; none where the site does not know where it will stand.
pub(super) fn absolute(view: &View, route: &str) -> Option<String> {
    let base = view.site.base_url.as_deref()?.trim_end_matches('/');
    Some(utf8_percent_encode(&format!("{base}/{route}"), ADDRESS).to_string())
}

/// A text in XML.
fn escape(text: &str) -> String {
    let pairs = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")];
    pairs.iter().fold(text.to_owned(), |text, (c, escaped)| text.replace(*c, escaped))
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
        assert_eq!(sitemap(&view, &routes).as_deref(), Some(expected));
    }

    #[test]
    fn a_base_without_a_slash_at_its_end_is_a_folder_too() {
        let mut view = specimen::view();
        view.site.base_url = Some("https://plans.example/project".to_owned());
        assert_eq!(absolute(&view, "board/").as_deref(), Some("https://plans.example/project/board/"));
    }

    #[test]
    fn without_an_address_there_is_none() {
        let mut view = specimen::view();
        view.site.base_url = None;
        assert_eq!(sitemap(&view, &["timeline/".to_owned()]), None);
    }
}
