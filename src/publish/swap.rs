//! Exchanging the stage and the output, and clearing away what is left.
//!
//! On Linux and on Apple's systems two folders change places in one call. Elsewhere the old
//! one steps aside and the new one in; a build that dies between the two leaves no output, and
//! the next one puts the old back ([`recover`]).

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::attempt::attempt;
use super::inside::gone;
use super::lock;
use super::owner::{Found, MARKER, number_after};
use super::place::Place;
use super::stage::{Stage, settle_folder};
use super::under_way;

/// How names end, before `PID-N`: of a stage; of an old site that stepped aside; of one in
/// which somebody put a file while it was being replaced.
pub(super) const STAGE: &str = "stage-";
pub(super) const ASIDE: &str = "aside-";
const KEPT: &str = "kept-";

/// Puts a filled stage in the output's place and removes the old site. Returns warnings.
pub(super) fn swap(place: &Place, stage: &mut Stage, old: Option<&Found>) -> Result<Vec<String>, PublishError> {
    let shown = || place.shown.clone();
    let beside = stage.path.clone();
    // From here on what has this name may be the old site.
    under_way::remove(&beside);
    let Some(old) = old else {
        attempt("create", shown, || fs::rename(&beside, &place.folder))?;
        stage.keep();
        return Ok(settled(place));
    };
    let was = match attempt("replace", shown, || exchange(&beside, &place.folder)) {
        Ok(()) => beside,
        Err(PublishError::Failed { source, .. }) if is_unknown(&source) => step_aside(place, &beside)?,
        Err(error) => return Err(error),
    };
    stage.keep();
    let mut warnings = settled(place);
    if fs::symlink_metadata(&was).is_ok_and(|about| !about.is_dir()) {
        // Somebody has put something else into the output's place; a link leads to what is not ours.
        warnings.push(keep(place, &was));
        return Ok(warnings);
    }
    // Twice: a virus scanner or an indexer may hold a file for a moment.
    let removed = remove(place, &was, old).or_else(|_| remove(place, &was, old));
    let stays = match removed {
        Ok(()) if fs::symlink_metadata(&was).is_err() => None,
        Ok(()) => Some(keep(place, &was)),
        Err(error) => Some(format!("{error}: the old site is in `{}` until the next build", was.display())),
    };
    warnings.extend(stays);
    Ok(warnings)
}

fn settled(place: &Place) -> Vec<String> {
    attempt("settle", || place.shown.clone(), || settle_folder(&place.parent))
        .err()
        .map(|error| format!("{error}: the site is published, but a power cut may undo that"))
        .into_iter()
        .collect()
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the system, or the file system, has no exchange.
fn is_unknown(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported)
}

/// Whether the output itself stays where it is, whatever we do: a mount point.
pub(super) fn cannot_be_moved(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices)
}

/// Exchanges in two steps. Returns where the old site is.
pub(super) fn step_aside(place: &Place, stage: &Path) -> Result<PathBuf, PublishError> {
    let shown = || place.shown.clone();
    let aside = place.parent.join(place.trace(&format!("{ASIDE}{}", number(stage))));
    attempt("replace", shown, || fs::rename(&place.folder, &aside))?;
    if let Err(error) = attempt("replace", shown, || fs::rename(stage, &place.folder)) {
        // If this fails too, the next build does it.
        let _ = fs::rename(&aside, &place.folder);
        return Err(error);
    }
    Ok(aside)
}

/// Removes an old site, exactly as it was listed when it was judged to be ours: what came
/// since then is not ours to remove, and stays under a name that no build sweeps.
fn remove(place: &Place, was: &Path, old: &Found) -> Result<(), PublishError> {
    for stage in &old.stages {
        if let Some(name) = stage.file_name() {
            attempt("remove", || place.shown.clone(), || gone(fs::remove_dir_all(was.join(name))))?;
        }
    }
    let files = old.files.keys().map(Path::new).chain(old.odd.iter().map(PathBuf::as_path)).chain([Path::new(MARKER)]);
    for file in files {
        attempt("remove", || place.shown.join(file), || gone(fs::remove_file(was.join(file))))?;
    }
    let folders = old.folders.iter().rev().map(|folder| was.join(folder)).chain([was.to_path_buf()]);
    for folder in folders {
        attempt(
            "remove",
            || place.shown.clone(),
            || match fs::remove_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
                other => gone(other),
            },
        )?;
    }
    Ok(())
}

/// Gives what somebody put into the old site meanwhile a name that no build sweeps.
fn keep(place: &Place, was: &Path) -> String {
    let kept = was.with_file_name(place.trace(&format!("{KEPT}{}", number(was))));
    let kept = if fs::rename(was, &kept).is_ok() { kept } else { was.to_path_buf() };
    format!(
        "files were added to `{}` while it was being replaced: they are in `{}`",
        place.shown.display(),
        kept.display()
    )
}

/// The `PID-N` at the end of a stage's name.
fn number(stage: &Path) -> &str {
    let name = stage.file_name().and_then(OsStr::to_str).unwrap_or_default();
    name.match_indices('-').rev().nth(1).map_or("0-0", |(dash, _)| &name[dash + 1..])
}

/// Puts an old site back that stepped aside for a build that then died.
pub(super) fn recover(place: &Place) -> Result<(), PublishError> {
    if fs::symlink_metadata(&place.folder).is_ok() {
        return Ok(());
    }
    match traces(place, ASIDE).first() {
        Some(aside) => attempt("bring back", || place.shown.clone(), || fs::rename(aside, &place.folder)),
        None => Ok(()),
    }
}

/// Removes the stages, and old sites, that dead builds left. What cannot be removed waits for
/// the next build.
pub(super) fn sweep(place: &Place) {
    for ending in [STAGE, ASIDE] {
        for path in traces(place, ending) {
            if !lock::is_alive(&path) {
                let _ = fs::remove_dir_all(&path);
            }
        }
    }
}

/// Whether anything of another build, dead or alive, is beside or in the output.
pub(super) fn has_traces(place: &Place) -> bool {
    fs::symlink_metadata(place.parent.join(place.trace("lock"))).is_ok()
        || [STAGE, ASIDE].iter().any(|ending| !traces(place, ending).is_empty())
}

/// The folders beside the output named `.NAME.roadmapgen-ENDINGPID-N`.
fn traces(place: &Place, ending: &str) -> BTreeSet<PathBuf> {
    let prefix = place.trace(ending);
    let Ok(list) = fs::read_dir(&place.parent) else {
        return BTreeSet::new();
    };
    list.filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            let named = match (name.to_str(), prefix.to_str()) {
                (Some(name), Some(prefix)) => number_after(name, prefix),
                // A name that is no UTF-8 is compared by its beginning alone.
                _ => name.as_encoded_bytes().starts_with(prefix.as_encoded_bytes()),
            };
            named && entry.file_type().is_ok_and(|kind| kind.is_dir())
        })
        .map(|entry| entry.path())
        .collect()
}

/// See [`identity`].
pub(super) type Identity = [i64; 4];

/// What tells one folder from another that takes its place, and from itself after a change of
/// its list of names. `None` if there is none, or if the system cannot say.
#[cfg(unix)]
pub(super) fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let about = fs::metadata(folder).ok()?;
    Some([about.dev().cast_signed(), about.ino().cast_signed(), about.ctime(), about.ctime_nsec()])
}

#[cfg(windows)]
pub(super) fn identity(folder: &Path) -> Option<Identity> {
    use std::os::windows::fs::MetadataExt;
    let about = fs::metadata(folder).ok()?;
    Some([about.creation_time().cast_signed(), about.last_write_time().cast_signed(), 0, 0])
}

#[cfg(not(any(unix, windows)))]
pub(super) fn identity(_: &Path) -> Option<Identity> {
    None
}

/// Whether the output is on another file system than what is beside it.
#[cfg(unix)]
pub(super) fn is_mount_point(place: &Place) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|about| about.dev());
    matches!((device(&place.folder), device(&place.parent)), (Ok(one), Ok(other)) if one != other)
}

#[cfg(not(unix))]
pub(super) fn is_mount_point(_: &Path) -> bool {
    false
}
