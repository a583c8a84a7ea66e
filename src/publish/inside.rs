//! Publishing into a folder that cannot be exchanged.
//!
//! A mount point, and a folder in which we may write but not beside it, can only be changed
//! file by file. The stage then is inside the output, so that a full disk is still met before
//! anything changes, and each file is replaced by one rename; but for a moment the site is a
//! mix, which the caller tells the user. A journal in the stage lets the next build know a
//! folder in which this one was killed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use super::PublishError;
use super::attempt::attempt;
use super::compare::Standing;
use super::lock;
use super::owner::{Found, INNER_STAGE, JOURNAL, MARKER, number_after};
use super::place::Place;
use super::stage::{Stage, Staged, settle_folder};

/// Where in the stage the new files are.
const NEW: &str = "site";

/// An empty stage within the output.
pub(super) fn stage(place: &Place) -> Result<Staged, PublishError> {
    let stage = Stage::make(&place.folder, place, |number| OsString::from(format!("{INNER_STAGE}{number}")))?;
    let root = stage.path.join(NEW);
    attempt("make a stage in", || place.shown.clone(), || fs::create_dir(&root))?;
    Staged::new(stage, root, place)
}

/// Removes the stages that dead builds left within the output, but for one with a journal, by which the output is known.
pub(super) fn sweep(place: &Place) {
    for entry in fs::read_dir(&place.folder).into_iter().flatten().filter_map(Result::ok) {
        let is_stage = entry.file_name().to_str().is_some_and(|name| number_after(name, INNER_STAGE));
        let path = entry.path();
        let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_stage && is_dir && !path.join(JOURNAL).exists() && !lock::is_alive(&path) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// Replaces the files in the output one by one, by those that differ, which are in the stage. Returns how many were written.
pub(super) fn publish(
    place: &Place,
    found: &Found,
    files: &[(String, Standing)],
    mut staged: Staged,
    marker: &[u8],
) -> Result<usize, PublishError> {
    // What stays is not touched.
    let differ: Vec<_> = files.iter().filter(|(_, standing)| !matches!(standing, Standing::Same(_))).cloned().collect();
    let written = staged.complete(place, &differ, marker, Some(&place.folder))?;
    let all: BTreeSet<&str> = files.iter().map(|(route, _)| route.as_str()).collect();
    let journal = found.files.keys().map(String::as_str).chain(all.iter().copied()).collect::<BTreeSet<_>>();
    let journal = journal.into_iter().fold(String::new(), |text, path| text + path + "\n");
    attempt(
        "write the journal of",
        || place.shown.clone(),
        || {
            fs::write(staged.stage.path.join(JOURNAL), &journal)?;
            settle_folder(&staged.stage.path)
        },
    )?;
    // From here on the journal is what the next build knows the folder by, so an error leaves it.
    staged.stage.keep();
    let differ: Vec<&str> = differ.iter().map(|(route, _)| route.as_str()).collect();
    exchange_each(place, found, &all, &differ, &staged.root)?;
    // Published all the same if this fails; the next build does it.
    let _ = fs::remove_dir_all(&staged.stage.path);
    Ok(written)
}

fn exchange_each(
    place: &Place,
    found: &Found,
    files: &BTreeSet<&str>,
    new: &[&str],
    from: &Path,
) -> Result<(), PublishError> {
    let folders: BTreeSet<&str> =
        files.iter().flat_map(|route| route.match_indices('/').map(|(end, _)| &route[..end])).collect();
    let remove = |path: &str| attempt("remove", || place.show(path), || gone(fs::remove_file(place.folder.join(path))));
    // First what stands in the way: a file where a folder is to be, a folder where a file is to be.
    let (in_the_way, stale): (Vec<&String>, Vec<&String>) =
        found.files.keys().filter(|path| !files.contains(path.as_str())).partition(|path| {
            let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
            folders.contains(path.as_str()) || above.any(|folder| files.contains(folder))
        });
    for path in in_the_way {
        remove(path)?;
    }
    for folder in found.folders.iter().rev() {
        if folder.to_str().is_some_and(|folder| files.contains(folder)) {
            for inner in found.folders.iter().rev().filter(|inner| inner.starts_with(folder)) {
                let _ = fs::remove_dir(place.folder.join(inner));
            }
        }
    }
    for folder in &folders {
        attempt(
            "create",
            || place.show(folder),
            || match fs::create_dir(place.folder.join(folder)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                other => other,
            },
        )?;
    }
    let bring = |route: &str| {
        attempt("replace", || place.show(route), || fs::rename(from.join(route), place.folder.join(route)))
    };
    for route in new {
        bring(route)?;
    }
    for path in stale {
        remove(path)?;
    }
    for odd in &found.odd {
        attempt("remove", || place.shown.join(odd), || gone(fs::remove_file(place.folder.join(odd))))?;
    }
    for folder in found.folders.iter().rev().filter(|path| path.to_str().is_none_or(|path| !folders.contains(path))) {
        // One that something was put into meanwhile stays.
        let _ = fs::remove_dir(place.folder.join(folder));
    }
    // Last: it must not speak of what is not there yet.
    bring(MARKER)?;
    attempt("settle", || place.shown.clone(), || settle_folder(&place.folder))
}

/// Removing what has gone already is no failure.
pub(super) fn gone(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        // Below a folder that gave way to a file there is nothing either.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(()),
        other => other,
    }
}
