//! Where the views stand in the preview: as in a build, and those that no build publishes beside them.

use crate::id::Id;
use crate::model::{Audience, Roadmap};
use crate::view::Reader;

/// Where one view begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Below the site's own address: empty at the root, else `for/customers/`.
    pub at: String,
    /// Whose view it is; none where everybody reads the same.
    pub audience: Option<Id>,
}

/// The places of all views, private and sealed ones among them. With `only`, that view stands at the root, as in a
/// build of it alone, and the others below `for/`.
pub fn places(roadmap: &Roadmap, only: Option<&str>) -> Vec<Place> {
    let only = only.filter(|only| roadmap.audiences.contains_key(*only));
    let place = |audience: &Audience| match only {
        None => audience.place(),
        Some(only) if audience.id.as_str() == only => String::new(),
        Some(_) => format!("for/{}/", audience.id),
    };
    let each = Reader::all(roadmap).into_iter().map(Reader::audience);
    each.map(|audience| Place {
        at: audience.map_or_else(String::new, place),
        audience: audience.map(|audience| audience.id.clone()),
    })
    .collect()
}

/// The path of an address, decoded, with a `/` at both ends: `/roadmap/` of `https://example.org/roadmap/`.
pub fn base_path(base_url: Option<&str>) -> String {
    let path = base_url.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.split_once('/'));
    let path = path.map_or("", |(_, path)| path);
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    // What the server would refuse as a path cannot be served under it.
    let is_plain = decoded.trim_end_matches('/').split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !decoded.contains('\\');
    match decoded.trim_end_matches('/') {
        plain if is_plain && !plain.is_empty() => format!("/{plain}/"),
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_what_stands_after_the_host() {
        for (url, path) in [
            (None, "/"),
            (Some("https://example.org"), "/"),
            (Some("https://example.org/"), "/"),
            (Some("https://acme.github.io/roadmap/"), "/roadmap/"),
            (Some("https://e.org/a/b%20c/"), "/a/b c/"),
            (Some("https://e.org/a/../b/"), "/"),
            (Some("https://e.org//"), "/"),
        ] {
            assert_eq!(base_path(url), path, "{url:?}");
        }
    }

    #[test]
    fn with_one_audience_alone_the_others_stand_below() {
        let fixture = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n[defaults]\naudiences = [\"a\"]\n[audiences.a]\nroot = true\n[audiences.b]\naccess = \"private\"\n";
        let (roadmap, _) = crate::read(&crate::source::Sources::from_fixture(fixture), false);
        let at = |only| places(&roadmap, only).into_iter().map(|place| place.at).collect::<Vec<_>>();
        assert_eq!(at(None), ["", "for/b/"]);
        assert_eq!(at(Some("b")), ["for/a/", ""]);
        assert_eq!(at(Some("nobody")), ["", "for/b/"]);
    }
}
