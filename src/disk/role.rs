//! What becomes of a file of the folder.

use std::collections::BTreeSet;

use crate::problem::Problem;
use crate::source::is_text;

use super::listing::told;

/// Endings of the files that are published beside an item: those that no browser runs. Whatever else is wanted is
/// copied from `static/`, where somebody puts it knowingly.
const PLAIN: &[&str] = &[
    "avif", "bmp", "csv", "docx", "epub", "gif", "gz", "ics", "jpeg", "jpg", "json", "key", "m4a", "mov", "mp3", "mp4",
    "numbers", "odp", "ods", "odt", "ogg", "pages", "pdf", "png", "pptx", "tar", "tif", "tiff", "tsv", "txt", "vcf",
    "wav", "webm", "webp", "xlsx", "zip",
];

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It is a text that roadmapgen reads.
    Text,
    /// It is published as it is.
    File,
    /// It is written like an item, with an ending that no item has.
    Misspelt,
    /// It stands beside an item and is of no kind that is published there.
    Unpublished,
    /// Nothing, and nobody is told.
    None,
}

impl Role {
    /// What becomes of the file at a path, where these folders are bundles.
    pub(super) fn of(path: &str, bundles: &BTreeSet<&str>) -> Self {
        let in_static = path.starts_with("static/");
        let in_bundle = || path.match_indices('/').any(|(at, _)| bundles.contains(&path[..at]));
        if is_text(path) {
            Self::Text
        } else if !in_static && has_ending(path, &["markdown", "md", "mdx", "toml"]) {
            Self::Misspelt
        } else if in_static {
            Self::File
        } else if !in_bundle() {
            Self::None
        } else if has_ending(path, PLAIN) {
            Self::File
        } else {
            Self::Unpublished
        }
    }

    /// Whether what it holds matters.
    pub(super) fn is_read(self) -> bool {
        matches!(self, Self::Text | Self::File)
    }

    /// What is wrong with a file for its name alone.
    pub(super) fn problem(self, path: &str) -> Option<Problem> {
        match self {
            Self::Misspelt => Some(told(path, "a file of this ending is no item").help("write `.md` or `.toml`")),
            Self::Unpublished => {
                let message = "this is no kind of file that is published beside an item";
                let help = "pictures in PNG, JPEG or WebP are, and documents; a browser may run others: put them into \
                            `static/`, which is copied as it is";
                Some(told(path, message).help(help))
            }
            Self::Text | Self::File | Self::None => None,
        }
    }
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}
