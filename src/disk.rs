//! Reads a roadmap's folder. Everything that goes on from here is in memory.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::parse::ROADMAP;
use crate::place::Place;
use crate::problem::Problem;
use crate::rule::{self, Severity};
use crate::source::{LARGEST_TEXT, Sources, bundle, is_text};

/// The largest picture or download, in bytes: more than a page should ask of a phone, and less than
/// what GitHub refuses (100 MB).
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// The folders of a roadmap that are read.
const FOLDERS: [&str; 8] = ["intents", "milestones", "pages", "static", "templates", "themes", "updates", "vision"];

/// Endings of the files that are published beside an item: those that no browser runs. Whatever else is wanted is
/// copied from `static/`, where somebody puts it knowingly.
const PLAIN: &[&str] = &[
    "avif", "bmp", "csv", "docx", "epub", "gif", "gz", "ics", "jpeg", "jpg", "json", "key", "m4a", "mov", "mp3", "mp4",
    "numbers", "odp", "ods", "odt", "ogg", "pages", "pdf", "png", "pptx", "tar", "tif", "tiff", "tsv", "txt", "vcf",
    "wav", "webm", "webp", "xlsx", "zip",
];

/// Names that people give to folders which would then not be read.
const MISNAMED: [(&str, &str); 6] = [
    ("intent", "intents"),
    ("milestone", "milestones"),
    ("page", "pages"),
    ("template", "templates"),
    ("update", "updates"),
    ("visions", "vision"),
];

/// The folder that holds `roadmap.toml`: the given one, else this one or the nearest above.
///
/// # Errors
/// Where the given folder does not exist, or none holds a `roadmap.toml`.
pub fn find(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(folder) = given {
        return match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => Ok(folder.to_owned()),
            Ok(_) => Err(format!("cannot read {}: it is no folder", folder.display())),
            Err(error) => Err(format!("cannot read {}: {error}", folder.display())),
        };
    }
    let here = std::env::current_dir().map_err(|error| format!("cannot tell the current folder: {error}"))?;
    let above = here.ancestors().find(|folder| folder.join(ROADMAP).is_file());
    // Relative where it can be, so that messages are short and say no more of the machine than they must.
    match above {
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_owned()),
        None => {
            Err("no `roadmap.toml` in this folder or above it; `roadmapgen init` writes one to start from".to_owned())
        }
    }
}

/// Reads everything of the roadmap in a folder. What cannot be read is told among the problems.
///
/// # Errors
/// Where the folder itself cannot be listed.
pub fn read(root: &Path) -> io::Result<Sources> {
    fs::read_dir(root)?;
    let mut sources = Sources::default();
    let mut entries = Vec::new();
    if let Ok(metadata) = fs::symlink_metadata(root.join(ROADMAP)) {
        match told_kind(ROADMAP, metadata.file_type()) {
            None => entries.push((ROADMAP.to_owned(), root.join(ROADMAP))),
            Some(problem) => sources.problems.push(problem),
        }
    }
    for (name, meant) in MISNAMED {
        if root.join(name).is_dir() {
            let help = format!("did you mean `{meant}/`?");
            sources
                .problems
                .push(Problem { severity: Severity::Warning, ..told(name, "this folder is not read").help(help) });
        }
    }
    for folder in FOLDERS {
        list(root, folder, &mut entries, &mut sources.problems);
    }
    entries.sort();
    let bundles: BTreeSet<String> = entries.iter().filter_map(|(path, _)| bundle(path).map(str::to_owned)).collect();
    for (path, full) in entries {
        let in_static = path.starts_with("static/");
        let in_bundle = || path.match_indices('/').any(|(at, _)| bundles.contains(&path[..at]));
        if is_text(&path) {
            take(&path, &full, LARGEST_TEXT, &mut sources);
        } else if !in_static && has_ending(&path, &["markdown", "md", "mdx", "toml"]) {
            let message = "a file of this ending is no item";
            sources.problems.push(told(&path, message).help("write `.md` or `.toml`"));
        } else if in_static {
            take(&path, &full, LARGEST_FILE, &mut sources);
        } else if in_bundle() {
            if has_ending(&path, PLAIN) {
                take(&path, &full, LARGEST_FILE, &mut sources);
            } else {
                let message = "this is no kind of file that is published beside an item";
                let help = "pictures in PNG, JPEG or WebP are, and documents; a browser may run others: put them into \
                            `static/`, which is copied as it is";
                sources.problems.push(told(&path, message).help(help));
            }
        }
    }
    Ok(sources)
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

fn told(path: &str, message: impl Into<String>) -> Problem {
    Problem::of(&rule::BAD_FILE, message).at(Place { file: path.into(), start: 0, end: 0 })
}

/// Lists the plain files below one folder by their paths in the roadmap.
fn list(root: &Path, folder: &str, entries: &mut Vec<(String, PathBuf)>, problems: &mut Vec<Problem>) {
    let start = root.join(folder);
    if fs::symlink_metadata(&start).is_err() {
        return;
    }
    let visible = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        // Hosts read `_redirects`, `_headers` and `.well-known` out of what is copied as it is.
        let hidden = name.starts_with('.') || (name.starts_with('_') && folder != "static");
        !hidden || (folder == "static" && name == ".well-known")
    };
    // Sorted, so that a folder that holds two problems tells them in one order everywhere.
    for entry in WalkDir::new(&start)
        .follow_links(false)
        .follow_root_links(false)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(visible)
    {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().and_then(|path| relative(root, path)).unwrap_or_else(|| folder.to_owned());
                let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
                problems.push(told(&path, format!("this folder cannot be read: {reason}")));
                continue;
            }
        };
        let Some(path) = relative(root, entry.path()) else {
            let shown = entry.path().to_string_lossy().into_owned();
            problems.push(told(folder, format!("the name of `{shown}` is not UTF-8")).help("rename it"));
            continue;
        };
        if !entry.file_type().is_dir() {
            match told_kind(&path, entry.file_type()) {
                None => entries.push((path, entry.into_path())),
                Some(problem) => problems.push(problem),
            }
        }
    }
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
fn relative(root: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Reads one file that is not larger than it may be.
fn take(path: &str, full: &Path, largest: u64, sources: &mut Sources) {
    match read_bounded(full, largest) {
        Ok(Some(bytes)) => sources.insert(path, bytes),
        Ok(None) => {
            let megabytes = largest / (1024 * 1024);
            let help = if largest == LARGEST_TEXT { "split it" } else { "link to it where it can be downloaded" };
            sources.problems.push(told(path, format!("this file is larger than {megabytes} MiB")).help(help));
        }
        Err(error) => {
            sources.problems.push(told(path, format!("this file cannot be read: {error}")));
        }
    }
}

/// A file's bytes; none where there are more than the largest number. Sizes are not believed beforehand:
/// a file may grow while it is read.
fn read_bounded(path: &Path, largest: u64) -> io::Result<Option<Vec<u8>>> {
    use io::Read;
    let file = fs::File::open(path)?;
    let expected = file.metadata()?.len();
    if expected > largest {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    file.take(largest + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= largest).then_some(bytes))
}
