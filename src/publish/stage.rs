//! The stage: the whole new site, written where nobody reads it yet.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::PublishError;
use super::attempt::attempt;
use super::compare::{self, Standing, across};
use super::lock;
use super::owner::MARKER;
use super::place::Place;
use super::swap;
use super::under_way;

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
        under_way::remove(&self.path);
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
                under_way::add(&path);
                let alive = lock::mark_alive(&path);
                return Ok(Stage { path, alive, keep: false });
            }
        }
    }

    /// Says that the folder is a stage no longer.
    pub(super) fn keep(&mut self) {
        self.keep = true;
        self.alive = None;
        under_way::remove(&self.path);
    }
}

/// A new site under way in a stage. Any number of threads may write into it.
#[derive(Debug)]
pub(super) struct Staged {
    pub stage: Stage,
    /// The folder that is to become the output, or whose files are: the stage's or one in it.
    pub root: PathBuf,
    /// Whether folders do not get their mode by themselves.
    mend_folders: bool,
    /// Whether files do not, once the first has shown it.
    mend_files: OnceLock<bool>,
    /// The folders that were made.
    folders: Mutex<BTreeSet<String>>,
    /// The files that were written here, and how long each is.
    written: Mutex<BTreeMap<String, u64>>,
}

impl Staged {
    /// An empty one beside the output.
    pub(super) fn beside(place: &Place) -> Result<Self, PublishError> {
        let stage = Stage::make(&place.parent, place, |number| place.trace(&format!("{}{number}", swap::STAGE)))?;
        let root = stage.path.clone();
        Self::new(stage, root, place)
    }

    /// In a stage's empty folder.
    pub(super) fn new(stage: Stage, root: PathBuf, place: &Place) -> Result<Self, PublishError> {
        let mend_folders = needs_mode(&root, place)?;
        if mend_folders {
            give_mode(&root, place, "")?;
        }
        let mend_files = OnceLock::new();
        Ok(Self { stage, root, mend_folders, mend_files, folders: Mutex::default(), written: Mutex::default() })
    }

    /// Writes one file, and the folders that it is in.
    pub(super) fn write(&self, route: &str, bytes: &[u8], place: &Place) -> Result<(), PublishError> {
        self.make_folders(route, place)?;
        let shown = || place.show(route);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_MODE);
        let mut file = attempt("create", shown, || options.open(self.root.join(route)))?;
        attempt("write", shown, || file.write_all(bytes))?;
        self.mend(&file, shown)?;
        held(&self.written).insert(route.to_owned(), bytes.len() as u64);
        Ok(())
    }

    /// Copies one file from where it lies below another folder.
    pub(super) fn copy(&self, route: &str, from: &Path, place: &Place) -> Result<(), PublishError> {
        let mut bytes = Vec::new();
        attempt("read", || place.show(route), || compare::open(&from.join(route))?.0.read_to_end(&mut bytes))?;
        self.write(route, &bytes, place)
    }

    /// Takes one file over from the old site: linked, which costs no room and less time, or copied on a file system without
    /// links, or without leave to link.
    fn take_over(&self, route: &str, old: &Path, place: &Place) -> Result<(), PublishError> {
        self.make_folders(route, place)?;
        let link = || fs::hard_link(old.join(route), self.root.join(route));
        attempt("link", || place.show(route), link).or_else(|_| self.copy(route, old, place))
    }

    fn make_folders(&self, route: &str, place: &Place) -> Result<(), PublishError> {
        let mut made = held(&self.folders);
        for folder in route.match_indices('/').map(|(end, _)| &route[..end]) {
            if made.contains(folder) {
                continue;
            }
            attempt("create", || place.show(folder), || fs::create_dir(self.root.join(folder)))?;
            if self.mend_folders {
                give_mode(&self.root.join(folder), place, folder)?;
            }
            made.insert(folder.to_owned());
        }
        Ok(())
    }

    /// Sets a new file's mode, where the umask makes that necessary.
    #[cfg(unix)]
    fn mend(&self, file: &File, shown: impl Fn() -> PathBuf) -> Result<(), PublishError> {
        use std::os::unix::fs::PermissionsExt;
        let is_needed = if let Some(known) = self.mend_files.get() {
            *known
        } else {
            let mode = || file.metadata().map(|about| about.permissions().mode() & 0o777);
            let needed = attempt("look at", &shown, mode)? != FILE_MODE;
            *self.mend_files.get_or_init(|| needed)
        };
        if is_needed {
            let permissions = fs::Permissions::from_mode(FILE_MODE);
            attempt("set the mode of", shown, || file.set_permissions(permissions))?;
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn mend(&self, _: &File, _: impl Fn() -> PathBuf) -> Result<(), PublishError> {
        let _ = self.mend_files;
        Ok(())
    }

    /// Adds what stays of the `old` site, and the marker; settles all on the disk and checks it against its list.
    ///
    /// Returns how many files were written, the marker left out.
    pub(super) fn complete(
        &self,
        place: &Place,
        files: &[(String, Standing)],
        marker: &[u8],
        old: Option<&Path>,
    ) -> Result<usize, PublishError> {
        if let Some(old) = old {
            across(files, |part| {
                let stays = part.iter().filter_map(|(route, standing)| match standing {
                    Standing::Same(_) => Some(self.take_over(route, old, place)),
                    Standing::SameBytes(_) => Some(self.copy(route, old, place)),
                    Standing::New => None,
                });
                stays.collect()
            })?;
        }
        self.write(MARKER, marker, place)?;
        self.settle(place)?;
        self.check(place, files)?;
        Ok(held(&self.written).len() - 1)
    }

    /// Waits until the stage is on the disk, so that after a power cut the exchanged folder is
    /// not one of empty files.
    fn settle(&self, place: &Place) -> Result<(), PublishError> {
        let (folders, written) = (held(&self.folders), held(&self.written));
        #[cfg(any(target_os = "linux", target_os = "android"))]
        if folders.len() + written.len() >= WORTH_SETTLING_ALL {
            let all = || Ok(rustix::fs::syncfs(File::open(&self.root)?)?);
            return attempt("settle", || place.shown.clone(), all);
        }
        let settle = |route: &&String| {
            // For writing, since Windows settles nothing else.
            let file = || settle_file(&fs::OpenOptions::new().write(true).open(self.root.join(route))?);
            attempt("settle", || place.show(route), file)
        };
        across(&written.keys().collect::<Vec<_>>(), |part| part.iter().map(settle).collect())?;
        for folder in folders.iter() {
            attempt("settle", || place.show(folder), || settle_folder(&self.root.join(folder)))?;
        }
        attempt("settle", || place.shown.clone(), || settle_folder(&self.root))
    }

    /// Checks the stage against its list: every file is there at its length, and none beside.
    fn check(&self, place: &Place, files: &[(String, Standing)]) -> Result<(), PublishError> {
        let (folders, written) = (held(&self.folders), held(&self.written));
        let stays = files.iter().filter_map(|(route, standing)| match standing {
            // As it was compared, whatever became of it since.
            Standing::Same(length) | Standing::SameBytes(length) => Some((route.as_str(), *length)),
            Standing::New => None,
        });
        let written = written.iter().map(|(route, length)| (route.as_str(), *length));
        let expected: BTreeMap<&str, u64> = written.chain(stays).collect();
        let odd = |path: &Path, says: &str| PublishError::Failed {
            tried: "write",
            path: place.shown.join(path),
            source: io::Error::other(says.to_string()),
        };
        // Folder by folder, on all cores.
        let look = |folder: &&str| -> Result<usize, PublishError> {
            let mut files = 0;
            for entry in attempt("check", || place.show(folder), || fs::read_dir(self.root.join(folder)))? {
                let entry = attempt("check", || place.show(folder), || entry)?;
                let path = Path::new(folder).join(entry.file_name());
                let about = attempt("check", || place.shown.join(&path), || entry.metadata())?;
                let name = entry.file_name();
                let parts = [folder, name.to_str().unwrap_or_default()];
                let route = parts[usize::from(folder.is_empty())..].join("/");
                match expected.get(route.as_str()) {
                    Some(length) if about.is_file() && about.len() == *length => files += 1,
                    Some(_) => return Err(odd(&path, "it was changed while it was being written")),
                    None if about.is_dir() && folders.contains(&route) => {}
                    None => return Err(odd(&path, "something else wrote it into the stage")),
                }
            }
            Ok(files)
        };
        let all: Vec<&str> = folders.iter().map(String::as_str).chain([""]).collect();
        let found: usize = across(&all, |part| part.iter().map(look).collect())?.into_iter().sum();
        if found < expected.len() {
            let gone = |route: &&str| fs::symlink_metadata(self.root.join(route)).is_err();
            let path = expected.into_keys().find(gone).unwrap_or_default();
            return Err(odd(Path::new(path), "it vanished from the stage"));
        }
        Ok(())
    }
}

/// What no thread leaves half changed.
fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
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
