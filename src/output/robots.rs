//! `robots.txt` (RFC 9309): everybody may read everything of a view that is published in the clear.

use super::address::absolute;
use crate::view::View;

/// The text. The sitemap is named where its address is known, since it must be absolute.
pub fn robots(view: &View) -> String {
    let sitemap = absolute(view, "sitemap.xml").map(|url| format!("\nSitemap: {url}\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::specimen;

    #[test]
    fn everything_may_be_read() {
        let mut view = specimen::view();
        let expected = "User-agent: *\nAllow: /\n\nSitemap: https://plans.example/a%20b/?x=1&y=2/sitemap.xml\n";
        assert_eq!(robots(&view), expected);
        view.site.base_url = None;
        assert_eq!(robots(&view), "User-agent: *\nAllow: /\n");
    }
}
