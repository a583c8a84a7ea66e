//! Addresses for those who are not on a page: absolute where the site knows where it will stand.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::view::links::{Address, Links};
use crate::view::{Item, View};

/// What may not stand in an address as it is. A `%` may: an address that a person configured is encoded already.
const ADDRESS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// The same in the path of a file or in the name of a heading, which nobody has encoded.
const NAME: &AsciiSet = &ADDRESS.add(b'%').add(b'#').add(b'?').add(b'&').add(b'\'').add(b':').add(b'[').add(b']');

/// The absolute address of a route; none where the site does not know where it will stand.
pub(super) fn absolute(view: &View, route: &str) -> Option<String> {
    let base = view.site.base_url.as_deref()?.trim_end_matches('/');
    let mut address = String::with_capacity(base.len() + 1 + route.len());
    address.extend(utf8_percent_encode(base, ADDRESS));
    address.push('/');
    address.extend(utf8_percent_encode(route, ADDRESS));
    Some(address)
}

/// The address of a file of any name, or of a folder; absolute, or as from the site's root. From there it names the
/// file in a folder, since from a disk a link to a folder opens a list of files.
pub(super) fn of(view: &View, path: &str) -> String {
    let path = Cow::from(utf8_percent_encode(path, NAME));
    absolute(view, &path).unwrap_or_else(|| match &*path {
        "" => "index.html".to_owned(),
        folder if folder.ends_with('/') => format!("{folder}index.html"),
        _ => path.into_owned(),
    })
}

/// The address of an item's page.
pub(super) fn of_item(view: &View, item: &Item) -> String {
    of(view, &item.kind.address(&item.id))
}

/// One who is on no page of a view's site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Away<'a>(&'a View);

impl Address for Away<'_> {
    fn of(&self, path: &str) -> String {
        of(self.0, path)
    }

    fn of_anchor(&self, anchor: &str) -> String {
        utf8_percent_encode(anchor, NAME).to_string()
    }
}

/// The links of an item's texts.
pub(super) fn links<'a>(view: &'a View, item: &'a Item) -> Links<'a, Away<'a>> {
    Links { view, item: Some(item), address: Away(view) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Lead as _, Target};
    use crate::output::specimen;

    #[test]
    fn a_base_without_a_slash_at_its_end_is_a_folder_too() {
        let mut view = specimen::view();
        view.site.base_url = Some("https://plans.example/project".to_owned());
        assert_eq!(absolute(&view, "board/").as_deref(), Some("https://plans.example/project/board/"));
    }

    #[test]
    fn without_a_base_addresses_are_those_of_files_from_the_root() {
        let mut view = specimen::view();
        assert_eq!(of(&view, "x/a b#1?.png"), "https://plans.example/a%20b/?x=1&y=2/x/a%20b%231%3F.png");
        view.site.base_url = None;
        for (path, href) in
            [("", "index.html"), ("updates/", "updates/index.html"), ("100%.png", "100%25.png"), ("é", "%C3%A9")]
        {
            assert_eq!(of(&view, path), href);
        }
    }

    #[test]
    fn links_lead_where_those_of_pages_lead() {
        let mut view = specimen::view();
        view.site.base_url = Some("https://plans.example/".to_owned());
        let name = "pages/how-to-read.md";
        view.files = [(name.into(), Some(view.pages[0].item.id.clone()))].into_iter().collect();
        view.copied.insert("a plan.pdf".into(), Vec::new().into());
        view.pages[0].item.assets.insert("pages/own.png".into(), Vec::new().into());
        let links = links(&view, &view.pages[0].item);
        let found = |path: &str, heading| match links.path(path, heading) {
            Some(Target::Item { href, .. } | Target::Asset { href, .. }) => href,
            None => "none".to_owned(),
        };
        assert_eq!(found(name, Some("Why <now>")), "https://plans.example/how-to-read/#h-why%20%3Cnow%3E");
        assert_eq!(found("static/a plan.pdf", None), "https://plans.example/a%20plan.pdf");
        assert_eq!(found("pages/own.png", None), "https://plans.example/how-to-read/own.png");
        assert_eq!(found("pages/other.png", None), "none");
        assert_eq!(links.item("september", None).expect("it is there").0, "https://plans.example/updates/september/");
    }
}
