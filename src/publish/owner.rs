//! Whose folder it is.
//!
//! A published folder carries a marker, `.roadmapgen`: a line that explains it and the
//! SHA-256 of the list of the paths beside it. The folder is ours while both agree. The
//! marker is published with the site, so it names nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::PublishError;
use super::attempt::attempt;
use super::place::Place;

/// The marker's name in the published folder.
pub(super) const MARKER: &str = ".roadmapgen";

/// How many foreign files a refusal names.
const NAMED: usize = 3;

const MARKER_SAYS: &str =
    "roadmapgen writes this folder and replaces it whole with every build: keep nothing of your own in it.";

/// All that is in an output folder.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// Everything that is no folder, the marker left out: relative path → whether it is a
    /// plain file. Sorted by bytes.
    pub files: BTreeMap<String, bool>,
    /// Relative, each after the one it is in.
    pub folders: Vec<PathBuf>,
    /// Files whose names are no UTF-8. We never write such.
    pub odd: Vec<PathBuf>,
    /// The marker's text; empty where it is no plain file or no text.
    pub marker: Option<String>,
    /// Stages inside the folder, of builds that could not stage beside it.
    pub stages: Vec<PathBuf>,
}

/// The marker of a site with these sorted paths.
pub(super) fn marker<'a>(paths: impl Iterator<Item = &'a String>) -> Vec<u8> {
    let mut list = Sha256::new();
    for path in paths {
        list.update(path.as_bytes());
        // No path can hold a NUL, so no two lists give the same bytes.
        list.update([0]);
    }
    let digest = list.finalize().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing into a string cannot fail");
        hex
    });
    format!("{MARKER_SAYS}\nsha256 of its list of files: {digest}\n").into_bytes()
}

/// Lists an output folder; `None` if there is none yet.
///
/// # Errors
/// What not even `--force` may replace is refused: a repository, and folders on another file
/// system, whose content would be removed with the old site.
pub(super) fn look(place: &Place) -> Result<Option<Found>, PublishError> {
    let mut found = Found::default();
    let there = attempt(
        "look at",
        || place.shown.clone(),
        || match fs::symlink_metadata(&place.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            other => other.map(Some),
        },
    )?;
    let Some(top) = there else { return Ok(None) };
    let mut walk = WalkDir::new(&place.folder).min_depth(1).into_iter();
    while let Some(step) = walk.next() {
        let entry = attempt("look through", || place.shown.clone(), || step.map_err(Into::into))?;
        let inner = entry.path().strip_prefix(&place.folder).expect("the walk stays in its folder");
        let name = entry.file_name();
        if name.eq_ignore_ascii_case(".git") {
            return Err(never(place, &format!("holds a repository, `{}`", inner.display())));
        }
        if entry.file_type().is_dir() {
            if entry.depth() == 1 && name.to_str().is_some_and(|name| number_after(name, INNER_STAGE)) {
                found.stages.push(entry.path().to_path_buf());
                walk.skip_current_dir();
                continue;
            }
            let its = attempt("look at", || place.shown.join(inner), || entry.metadata().map_err(Into::into))?;
            if on_another_system(&top, &its) {
                return Err(never(place, &format!("holds a mounted file system, `{}`", inner.display())));
            }
            found.folders.push(inner.to_path_buf());
        } else if inner == Path::new(MARKER) {
            // One that cannot be read says nothing about whose folder this is.
            let bytes = if entry.file_type().is_file() {
                attempt("read", || place.shown.join(MARKER), || fs::read(entry.path()))?
            } else {
                Vec::new()
            };
            found.marker = Some(String::from_utf8(bytes).unwrap_or_default());
        } else if let Some(path) = inner.to_str() {
            let route = if cfg!(windows) { path.replace('\\', "/") } else { path.to_string() };
            found.files.insert(route, entry.file_type().is_file());
        } else {
            found.odd.push(inner.to_path_buf());
        }
    }
    Ok(Some(found))
}

/// How the name of a stage inside the output begins.
pub(super) const INNER_STAGE: &str = ".roadmapgen-stage-";

/// Whether a name is `PREFIX` and then `PID-N`.
pub(super) fn number_after(name: &str, prefix: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    name.strip_prefix(prefix)
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(process, number)| is_number(process) && is_number(number))
}

/// Refuses to replace what roadmapgen did not write.
pub(super) fn judge(found: &Found, place: &Place, force: bool) -> Result<(), PublishError> {
    let all = found.files.len() + found.odd.len();
    let is_ours =
        found.odd.is_empty() && found.marker.as_ref().is_some_and(|text| text.as_bytes() == marker(found.files.keys()));
    if is_ours || (all == 0 && found.marker.is_none()) || was_cut_short(found) {
        return Ok(());
    }
    if let Some(roadmap) = found.files.keys().find(|path| path.rsplit('/').next() == Some("roadmap.toml")) {
        return Err(never(place, &format!("holds a roadmap, `{roadmap}`")));
    }
    if force {
        return Ok(());
    }
    let shown = place.shown.display();
    let why = if found.marker.is_some() && found.odd.is_empty() {
        format!("files were added to `{shown}` or removed from it since roadmapgen wrote it")
    } else {
        let names: Vec<String> = found
            .odd
            .iter()
            .map(|path| path.display().to_string())
            .chain(found.files.keys().cloned())
            .take(NAMED)
            .map(|path| format!("`{}`", path.escape_debug()))
            .collect();
        let listed = match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, firsts)) => format!("{} and {last}", firsts.join(", ")),
            None => format!("`{MARKER}`"),
        };
        format!("`{shown}` holds files that roadmapgen did not write, for example {listed}")
    };
    Err(PublishError::Refused { why, help: Some("choose another --output-dir, or replace it with --force") })
}

/// Whether the folder is as a build left it that died while it moved files in one by one: a
/// journal lies in its stage, and nothing is here that is not in it.
fn was_cut_short(found: &Found) -> bool {
    found.odd.is_empty()
        && found.stages.iter().any(|stage| {
            fs::read_to_string(stage.join(JOURNAL)).is_ok_and(|text| {
                let known: std::collections::BTreeSet<&str> = text.lines().collect();
                found.files.keys().all(|path| known.contains(path.as_str()))
            })
        })
}

/// The list, in a stage inside the output, of all paths that may be there meanwhile.
pub(super) const JOURNAL: &str = "journal";

fn never(place: &Place, what: &str) -> PublishError {
    PublishError::Refused {
        why: format!("`{}` {what}: roadmapgen never replaces that", place.shown.display()),
        help: Some("choose another --output-dir"),
    }
}

#[cfg(unix)]
fn on_another_system(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.dev() != other.dev()
}

#[cfg(not(unix))]
fn on_another_system(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}
