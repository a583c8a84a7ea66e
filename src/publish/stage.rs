//! The stage: the whole new site, written where nobody reads it yet.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::PublishError;
use super::attempt::attempt;
use super::compare::{Standing, across};
use super::lock;
use super::place::Place;

/// From this many new files and folders on, one call that settles the whole file system is
/// cheaper than one call for each.
#[cfg(any(target_os = "linux", target_os = "android"))]
const WORTH_SETTLING_ALL: usize = 256;

#[cfg(unix)]
pub(super) const FILE_MODE: u32 = 0o644;
#[cfg(unix)]
const FOLDER_MODE: u32 = 0o755;

/// A stage's folder, removed with all that is in it when dropped, unless it became the output.
#[derive(Debug)]
pub(super) struct Stage {
    pub path: PathBuf,
    /// Tells other builds that this one lives.
    alive: Option<File>,
    keep: bool,
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.keep {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

impl Stage {
    /// Makes an empty folder in `folder`, named by `name` with `PID-N` put in.
    pub(super) fn make(folder: &Path, place: &Place, name: impl Fn(&str) -> OsString) -> Result<Self, PublishError> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        loop {
            let number = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = folder.join(name(&number));
            let made = attempt(
                "make a stage for",
                || place.shown.clone(),
                || match fs::create_dir(&path) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
                    other => other.map(|()| true),
                },
            )?;
            if made {
                let alive = lock::mark_alive(&path);
                return Ok(Stage { path, alive, keep: false });
            }
        }
    }

    /// Says that the folder is a stage no longer.
    pub(super) fn keep(mut self) {
        self.keep = true;
        self.alive = None;
    }
}

/// Fills an empty folder with these files and settles them on the disk. A file that stands
/// unchanged in `old` is linked from there, which costs no room and less time.
///
/// Returns how many files were written.
pub(super) fn fill(
    root: &Path,
    place: &Place,
    files: &[(&str, &[u8], Standing)],
    old: Option<&Path>,
) -> Result<usize, PublishError> {
    let folders: BTreeSet<&str> =
        files.iter().flat_map(|(route, ..)| route.match_indices('/').map(|(end, _)| &route[..end])).collect();
    let mend_folders = needs_mode(root, place)?;
    if mend_folders {
        give_mode(root, place, "")?;
    }
    for folder in &folders {
        attempt("create", || place.show(folder), || fs::create_dir(root.join(folder)))?;
        if mend_folders {
            give_mode(&root.join(folder), place, folder)?;
        }
    }
    let settle_each = !settles_at_once(files.len() + folders.len());
    let written = across(files, |chunk| {
        let mut mend = None;
        let mut written = Vec::new();
        for (route, bytes, standing) in chunk {
            let path = root.join(route);
            // A file system without links, or without leave to link: it is written instead.
            let linked = *standing == Standing::Same
                && old.is_some_and(|old| {
                    attempt("link", || place.show(route), || fs::hard_link(old.join(route), &path)).is_ok()
                });
            if !linked {
                write(&path, place, route, bytes, settle_each, &mut mend)?;
                written.push(());
            }
        }
        Ok(written)
    })?;
    settle(root, place, &folders, settle_each)?;
    check(root, place, files)?;
    Ok(written.len())
}

/// Writes one file. `mend` remembers, within one run, whether the umask makes it necessary to
/// set modes.
fn write(
    path: &Path,
    place: &Place,
    route: &str,
    bytes: &[u8],
    settle: bool,
    mend: &mut Option<bool>,
) -> Result<(), PublishError> {
    let shown = || place.show(route);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_MODE);
    let mut file = attempt("create", shown, || options.open(path))?;
    attempt("write", shown, || file.write_all(bytes))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |file: &File| file.metadata().map(|about| about.permissions().mode() & 0o777);
        if mend.is_none() {
            *mend = Some(attempt("look at", shown, || mode(&file))? != FILE_MODE);
        }
        if *mend == Some(true) {
            let permissions = fs::Permissions::from_mode(FILE_MODE);
            attempt("set the mode of", shown, || file.set_permissions(permissions))?;
        }
    }
    #[cfg(not(unix))]
    let _ = mend;
    if settle {
        attempt("settle", shown, || settle_file(&file))?;
    }
    Ok(())
}

/// Whether a new folder here does not get its mode by itself.
#[cfg(unix)]
fn needs_mode(root: &Path, place: &Place) -> Result<bool, PublishError> {
    use std::os::unix::fs::PermissionsExt;
    let about = attempt("look at", || place.shown.clone(), || fs::metadata(root))?;
    Ok(about.permissions().mode() & 0o777 != FOLDER_MODE)
}

#[cfg(not(unix))]
fn needs_mode(_: &Path, _: &Place) -> Result<bool, PublishError> {
    Ok(false)
}

/// Sets a folder's mode, leaving the bit by which groups are inherited.
#[cfg(unix)]
fn give_mode(folder: &Path, place: &Place, route: &str) -> Result<(), PublishError> {
    use std::os::unix::fs::PermissionsExt;
    attempt(
        "set the mode of",
        || place.show(route),
        || {
            let special = fs::metadata(folder)?.permissions().mode() & 0o7000;
            fs::set_permissions(folder, fs::Permissions::from_mode(special | FOLDER_MODE))
        },
    )
}

#[cfg(not(unix))]
fn give_mode(_: &Path, _: &Place, _: &str) -> Result<(), PublishError> {
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn settles_at_once(new: usize) -> bool {
    new >= WORTH_SETTLING_ALL
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn settles_at_once(_: usize) -> bool {
    false
}

/// Waits until the stage is on the disk, so that after a power cut the exchanged folder is
/// not one of empty files.
fn settle(root: &Path, place: &Place, folders: &BTreeSet<&str>, each: bool) -> Result<(), PublishError> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if !each {
        return attempt("settle", || place.shown.clone(), || Ok(rustix::fs::syncfs(File::open(root)?)?));
    }
    debug_assert!(each, "only Linux settles all at once");
    for folder in folders {
        attempt("settle", || place.show(folder), || settle_folder(&root.join(folder)))?;
    }
    attempt("settle", || place.shown.clone(), || settle_folder(root))
}

/// Settles a folder's list of names; where a file system cannot, it has nothing to settle.
#[cfg(unix)]
pub(super) fn settle_folder(folder: &Path) -> io::Result<()> {
    match settle_file(&File::open(folder)?) {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
pub(super) fn settle_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// On Apple's systems the standard library asks the drive itself to empty its cache, which
/// takes milliseconds per file; the order of writes is all that we need.
#[cfg(target_vendor = "apple")]
fn settle_file(file: &File) -> io::Result<()> {
    Ok(rustix::fs::fsync(file)?)
}

#[cfg(not(target_vendor = "apple"))]
fn settle_file(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// Checks a filled stage against its list: every file is there at its length, and none beside.
fn check(root: &Path, place: &Place, files: &[(&str, &[u8], Standing)]) -> Result<(), PublishError> {
    let mut expected: BTreeMap<PathBuf, u64> =
        files.iter().map(|(route, bytes, _)| (PathBuf::from(route), bytes.len() as u64)).collect();
    let odd = |path: &Path, says: &str| PublishError::Failed {
        tried: "write",
        path: place.shown.join(path),
        source: io::Error::other(says.to_string()),
    };
    for entry in walkdir::WalkDir::new(root) {
        let entry = attempt("check", || place.shown.clone(), || entry.map_err(Into::into))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry.path().strip_prefix(root).expect("the walk stays in its folder");
        let about = attempt("check", || place.shown.join(path), || entry.metadata().map_err(Into::into))?;
        match expected.remove(path) {
            Some(length) if about.is_file() && about.len() == length => {}
            Some(_) => return Err(odd(path, "it was changed while it was being written")),
            None => return Err(odd(path, "something else wrote it into the stage")),
        }
    }
    match expected.first_key_value() {
        Some((path, _)) => Err(odd(path, "it vanished from the stage")),
        None => Ok(()),
    }
}
