//! Which files of a folder are a roadmap's.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::parse::ROADMAP;
use crate::place::Place;
use crate::problem::Problem;
use crate::rule::{self, Severity};

use super::content::Failure;

/// The folders of a roadmap that are read.
pub const FOLDERS: [&str; 8] = ["intents", "milestones", "pages", "static", "templates", "themes", "updates", "vision"];

/// Names that people give to folders which would then not be read.
const MISNAMED: [(&str, &str); 6] = [
    ("intent", "intents"),
    ("milestone", "milestones"),
    ("page", "pages"),
    ("template", "templates"),
    ("update", "updates"),
    ("visions", "vision"),
];

/// The plain files of a roadmap, and what else stands where they should.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Paths within the roadmap, sorted.
    pub(super) paths: Vec<String>,
    /// In an order that is the same everywhere.
    pub(super) problems: Vec<Problem>,
    /// Whether the system refused to list a folder, perhaps for a moment.
    pub(super) is_cut: bool,
    /// Whether a folder went before it was listed.
    pub(super) is_torn: bool,
}

/// A folder, and the name under which messages tell of it.
pub(super) struct Root<'a> {
    pub(super) path: &'a Path,
    pub(super) shown: &'a Path,
}

/// Lists a roadmap's folder. None where this was interrupted.
///
/// # Errors
/// Where the folder itself cannot be listed.
pub(super) fn list(root: &Root, is_interrupted: &dyn Fn() -> bool) -> io::Result<Option<Listing>> {
    fs::read_dir(root.path)?;
    let mut listing = Listing::default();
    if let Ok(metadata) = fs::symlink_metadata(root.path.join(ROADMAP)) {
        match told_kind(ROADMAP, metadata.file_type()) {
            None => listing.paths.push(ROADMAP.to_owned()),
            Some(problem) => listing.problems.push(problem),
        }
    }
    for (name, meant) in MISNAMED {
        if root.path.join(name).is_dir() {
            let help = format!("did you mean `{meant}/`?");
            let problem = told(name, "this folder is not read").help(help);
            listing.problems.push(Problem { severity: Severity::Warning, ..problem });
        }
    }
    for folder in FOLDERS {
        if !list_one(root, folder, &mut listing, is_interrupted) {
            return Ok(None);
        }
    }
    listing.paths.sort_unstable();
    Ok(Some(listing))
}

/// Lists the plain files below one folder by their paths in the roadmap. False where this was interrupted.
fn list_one(root: &Root, folder: &str, listing: &mut Listing, is_interrupted: &dyn Fn() -> bool) -> bool {
    let start = root.path.join(folder);
    // One that is there and cannot be looked at is told by the walk.
    if fs::symlink_metadata(&start).is_err_and(|error| Failure::of(&error) == Failure::Gone) {
        return true;
    }
    let visible = |entry: &DirEntry| is_visible(folder, entry.file_name());
    // Sorted, so that a folder that holds two problems tells them in one order everywhere.
    for entry in WalkDir::new(&start)
        .follow_links(false)
        .follow_root_links(false)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(visible)
    {
        if is_interrupted() {
            return false;
        }
        let inside = |path: &Path| path.strip_prefix(root.path).ok().and_then(slashed);
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().map(Failure::of) == Some(Failure::Gone) => {
                listing.is_torn = true;
                continue;
            }
            Err(error) => {
                listing.is_cut = true;
                let path = error.path().and_then(inside).unwrap_or_else(|| folder.to_owned());
                let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
                listing.problems.push(told(&path, format!("this folder cannot be read: {reason}")));
                continue;
            }
        };
        let Some(path) = inside(entry.path()) else {
            let shown = entry.path().strip_prefix(root.path).map_or_else(|_| PathBuf::new(), |at| root.shown.join(at));
            let message = format!("the name of `{}` is not UTF-8", shown.to_string_lossy());
            listing.problems.push(told(folder, message).help("rename it"));
            continue;
        };
        if !entry.file_type().is_dir() {
            match told_kind(&path, entry.file_type()) {
                None => listing.paths.push(path),
                Some(problem) => listing.problems.push(problem),
            }
        }
    }
    true
}

/// Whether what happens at a path within the folder may be of any interest to the roadmap: not to that of hidden files,
/// of folders that are not read, or of the site that is published into the same folder.
pub fn concerns(path: &Path) -> bool {
    let mut parts = path.iter();
    let Some(first) = parts.next().and_then(OsStr::to_str) else { return false };
    if let Some(folder) = FOLDERS.into_iter().find(|&folder| folder == first) {
        return parts.all(|part| is_visible(folder, part));
    }
    parts.next().is_none() && (first == ROADMAP || MISNAMED.iter().any(|&(name, _)| name == first))
}

/// Whether a name below one of the folders is content.
fn is_visible(folder: &str, name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    // Hosts read `_redirects`, `_headers` and `.well-known` out of what is copied as it is.
    let hidden = name.starts_with('.') || (name.starts_with('_') && folder != "static");
    !hidden || (folder == "static" && name == ".well-known")
}

/// What is wrong with something that should be a plain file.
fn told_kind(path: &str, kind: fs::FileType) -> Option<Problem> {
    if kind.is_file() {
        None
    } else if kind.is_symlink() {
        let help = "put the file itself here: a link may lead out of the roadmap";
        Some(told(path, "this is a link, and links are not followed").help(help))
    } else {
        Some(told(path, "this is no file"))
    }
}

/// A path within the roadmap, with `/` between its parts; none where it is not UTF-8.
pub(super) fn slashed(inside: &Path) -> Option<String> {
    let mut path = String::with_capacity(inside.as_os_str().len());
    for part in inside.components() {
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(part.as_os_str().to_str()?);
    }
    Some(path)
}

/// A problem of a whole file or folder.
pub(super) fn told(path: &str, message: impl Into<String>) -> Problem {
    Problem::of(&rule::BAD_FILE, message).at(Place { file: path.into(), start: 0, end: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_is_of_interest() {
        for path in [
            "roadmap.toml",
            "milestones",
            "milestones/a.md",
            "vision/a~",
            "static/_headers",
            "static/.well-known/x",
            "milestone",
        ] {
            assert!(concerns(Path::new(path)), "{path}");
        }
        for path in [
            "",
            "public/index.html",
            ".git/index",
            "milestones/.a.md.swp",
            "milestones/_drafts/a.md",
            "milestone/a.md",
            "roadmap.toml~",
            "static/.DS_Store",
            "README.md",
        ] {
            assert!(!concerns(Path::new(path)), "{path}");
        }
    }
}
