//! Publishing into a folder that cannot be exchanged.
//!
//! A mount point, and a folder in which we may write but not beside it, can only be changed
//! file by file. The stage then is inside the output, so that a full disk is still met before
//! anything changes, and each file is replaced by one rename; but for a moment the site is a
//! mix, which the caller tells the user. A journal in the stage lets the next build know a
//! folder in which this one was killed.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use super::PublishError;
use super::attempt::attempt;
use super::compare::Standing;
use super::owner::{Found, INNER_STAGE, JOURNAL, MARKER};
use super::place::Place;
use super::stage::{Stage, fill, settle_folder};

/// Where in the stage the new files are.
const NEW: &str = "site";

/// Replaces the files in the output one by one. Returns how many were written.
pub(super) fn publish(
    place: &Place,
    found: &Found,
    files: &BTreeMap<String, Vec<u8>>,
    standings: &[Standing],
    marker: &[u8],
) -> Result<usize, PublishError> {
    let stage = Stage::make(&place.folder, place, |number| OsString::from(format!("{INNER_STAGE}{number}")))?;
    let mut new: Vec<(&str, &[u8], Standing)> = files
        .iter()
        .zip(standings)
        .filter(|(_, standing)| **standing != Standing::Same)
        .map(|((route, bytes), _)| (route.as_str(), bytes.as_slice(), Standing::New))
        .collect();
    new.push((MARKER, marker, Standing::New));
    let from = stage.path.join(NEW);
    attempt("make a stage in", || place.shown.clone(), || fs::create_dir(&from))?;
    let written = fill(&from, place, &new, None)?;
    let journal = found.files.keys().chain(files.keys()).collect::<BTreeSet<_>>();
    let journal = journal.into_iter().fold(String::new(), |text, path| text + path + "\n");
    attempt(
        "write the journal of",
        || place.shown.clone(),
        || {
            fs::write(stage.path.join(JOURNAL), &journal)?;
            settle_folder(&stage.path)
        },
    )?;
    let path = stage.path.clone();
    // From here on the journal is what the next build knows the folder by, so an error leaves it.
    stage.keep();
    exchange_each(place, found, files, &new, &from)?;
    // Published all the same if this fails; the next build does it.
    let _ = fs::remove_dir_all(&path);
    Ok(written - 1)
}

fn exchange_each(
    place: &Place,
    found: &Found,
    files: &BTreeMap<String, Vec<u8>>,
    new: &[(&str, &[u8], Standing)],
    from: &Path,
) -> Result<(), PublishError> {
    let folders: BTreeSet<&str> =
        files.keys().flat_map(|route| route.match_indices('/').map(|(end, _)| &route[..end])).collect();
    let remove = |path: &str| attempt("remove", || place.show(path), || gone(fs::remove_file(place.folder.join(path))));
    // First what stands in the way: a file where a folder is to be, a folder where a file is to be.
    let (in_the_way, stale): (Vec<&String>, Vec<&String>) =
        found.files.keys().filter(|path| !files.contains_key(*path)).partition(|path| {
            let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
            folders.contains(path.as_str()) || above.any(|folder| files.contains_key(folder))
        });
    for path in in_the_way {
        remove(path)?;
    }
    for folder in found.folders.iter().rev() {
        if folder.to_str().is_some_and(|folder| files.contains_key(folder)) {
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
    // The marker is the last of `new`: it must not speak of what is not there yet.
    let (marker, pages) = new.split_last().expect("the marker is always among them");
    let bring = |route: &str| {
        attempt("replace", || place.show(route), || fs::rename(from.join(route), place.folder.join(route)))
    };
    for (route, ..) in pages {
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
    bring(marker.0)?;
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
