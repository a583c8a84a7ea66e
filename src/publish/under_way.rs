//! What this process has on the disk for the time of a build, for when it is told to end.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

static UNDER_WAY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// How often a folder is removed into which other threads may still be writing.
const MOST_TURNS: usize = 100;

fn all() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes a stage or a lock's file.
pub(super) fn add(path: &Path) {
    all().insert(path.to_path_buf());
}

/// Forgets one that is gone, or is no clutter any more.
pub(super) fn remove(path: &Path) {
    all().remove(path);
}

/// Removes the stages and locks of this process, which must end then: nobody can begin or end a build any more. A site that
/// is just being put into its place is left to that.
pub fn clear_away() {
    let all = all();
    for path in &*all {
        let is_folder = fs::symlink_metadata(path).is_ok_and(|about| about.is_dir());
        let remove = || if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        let _ = (0..MOST_TURNS).find(|_| remove().is_ok() || fs::symlink_metadata(path).is_err());
    }
    // Whoever waits for this does so until the end.
    std::mem::forget(all);
}
