//! Where the links of texts lead within a view's site: to items, to files of their bundles, and to those of `static/`.

use super::{Item, View};
use crate::markdown::{Lead, Target, heading};

/// The folder whose files are copied as they are.
const STATIC: &str = "static/";

/// How addresses are written by one who stands somewhere: on a page, or on none.
pub trait Address {
    /// The address of a page in the form of a folder, or of a file of any name: its path in the site.
    fn of(&self, path: &str) -> String;
    /// The name of a heading behind the `#`.
    fn of_anchor(&self, anchor: &str) -> String;
}

/// The links of a text.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a, A> {
    /// Whose items they are.
    pub view: &'a View,
    /// Whose text it is; none of a text out of the settings.
    pub item: Option<&'a Item>,
    /// How they are written.
    pub address: A,
}

/// Where a bundle's file is published: beside the page of its item, whatever the bundle's folder is called.
///
/// `path` is its path in the folder; none where that is not inside the item's bundle.
pub fn address_of_asset(item: &Item, path: &str) -> Option<String> {
    let (bundle, _) = item.body.file.rsplit_once('/')?;
    let inside = path.strip_prefix(bundle)?.strip_prefix('/')?;
    Some(format!("{}{inside}", item.kind.address(&item.id)))
}

impl<A: Address> Links<'_, A> {
    /// The address of an item, and of a heading in its text. Whether that is there is for the check of links to say.
    fn of(&self, item: &Item, heading: Option<&str>) -> String {
        let href = self.address.of(&item.kind.address(&item.id));
        let name = heading.map(heading::folded).filter(|name| !name.is_empty());
        match name.filter(|name| heading::top(&item.body.markdown, &item.title).as_ref() != Some(name)) {
            Some(name) => format!("{href}#{}", self.address.of_anchor(&heading::anchor("", &name))),
            None => href,
        }
    }
}

impl<A: Address> Lead for Links<'_, A> {
    fn item(&self, id: &str, heading: Option<&str>) -> Option<(String, String)> {
        self.view.resolve(id).map(|item| (self.of(item, heading), item.title.clone()))
    }

    fn path(&self, path: &str, heading: Option<&str>) -> Option<Target> {
        if let Some(item) = self.view.files.get(path).and_then(|id| self.view.item(id.as_ref()?)) {
            return Some(Target::Item { href: self.of(item, heading), title: item.title.clone() });
        }
        if let Some((route, bytes)) = path.strip_prefix(STATIC).and_then(|route| self.view.copied.get_key_value(route))
        {
            return Some(Target::Asset { href: self.address.of(route), size: size(bytes) });
        }
        // A file of a bundle is shown by the texts of its item alone.
        let item = self.item?;
        let bytes = item.assets.get(path)?;
        Some(Target::Asset { href: self.address.of(&address_of_asset(item, path)?), size: size(bytes) })
    }
}

/// Width and height of a picture in pixels, as its first bytes say; none of what is drawn by rules or no picture.
fn size(bytes: &[u8]) -> Option<(usize, usize)> {
    let size = imagesize::blob_size(bytes).ok()?;
    (size.width > 0 && size.height > 0).then_some((size.width, size.height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_what_the_first_bytes_of_a_picture_say() {
        let gif = b"GIF89a\x20\x00\x10\x00\x00\x00\x00";
        assert_eq!(size(gif), Some((32, 16)));
        for other in
            [&b"GIF89a\x00\x00\x10\x00\x00\x00\x00"[..], b"<svg width='9' height='9'/>", b"%PDF-1.7", b"", &gif[..7]]
        {
            assert_eq!(size(other), None, "{other:?}");
        }
    }
}
