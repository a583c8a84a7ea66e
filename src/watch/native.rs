//! Asks the system to tell what happens in a folder.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode};

use crate::disk::{FOLDERS, Identity};

use super::heard::{Heard, content_folder};

/// How often it is tried to watch a folder while folders in it come and go.
const ATTEMPTS: usize = 3;

/// What takes the events.
pub(super) type Ear = Box<dyn FnMut(notify::Result<notify::Event>) + Send>;

/// Something that tells what happens.
pub(super) type Teller = Box<dyn notify::Watcher + Send>;

/// A way to get one.
pub(super) type Means = fn(Ear) -> notify::Result<Teller>;

/// A folder of which the system tells: of its own names, and of everything below each content folder. The site that is
/// published into it, `.git` and the like are not watched.
pub(super) struct Native {
    teller: Teller,
    /// Where the folder is without any links: what events tell begins so on every system.
    base: PathBuf,
    identity: Identity,
    heard: Arc<Heard>,
}

/// Why a folder is not watched.
#[derive(Debug)]
pub(super) enum Unwatched {
    /// There is none.
    Away,
    /// The system does not tell of it, for this reason.
    Untold(String),
}

impl Native {
    /// The means of this system.
    pub(super) fn system(ear: Ear) -> notify::Result<Teller> {
        // Links are not followed when the folder is read.
        let config = Config::default().with_follow_symlinks(false);
        Ok(Box::new(<RecommendedWatcher as notify::Watcher>::new(ear, config)?))
    }

    /// Begins to watch a folder.
    pub(super) fn open(root: &Path, means: Means, heard: &Arc<Heard>) -> Result<Self, Unwatched> {
        let away = |_| Unwatched::Away;
        let base = fs::canonicalize(root).map_err(away)?;
        let identity = Identity::of(&base).map_err(away)?;
        let (ear, start) = (heard.clone(), base.clone());
        let teller = means(Box::new(move |event| ear.event(&start, event))).map_err(|error| untold(&error))?;
        let mut native = Self { teller, base, identity, heard: heard.clone() };
        match native.teller.watch(&native.base, RecursiveMode::NonRecursive) {
            Ok(()) => {}
            Err(_) if !native.is_current(root) => return Err(Unwatched::Away),
            Err(error) => return Err(untold(&error)),
        }
        for folder in FOLDERS {
            native.arm(folder)?;
        }
        Ok(native)
    }

    /// Whether the folder at a path is still the one that is watched.
    pub(super) fn is_current(&self, root: &Path) -> bool {
        fs::canonicalize(root).is_ok_and(|base| base == self.base)
            && Identity::of(&self.base).is_ok_and(|identity| identity == self.identity)
    }

    /// Makes sure that a folder somewhere below a content folder is watched, with all that is in it: it was made or moved
    /// just now.
    pub(super) fn arm_within(&mut self, inside: &Path) -> Result<(), Unwatched> {
        // Elsewhere a content folder is watched as one, and what comes into it needs nothing.
        if !cfg!(any(target_os = "linux", target_os = "android")) {
            return Ok(());
        }
        match self.teller.watch(&self.base.join(inside), RecursiveMode::Recursive) {
            Err(error) if is_gone(&error) => content_folder(inside).map_or(Ok(()), |folder| self.arm(folder)),
            watched => watched.map_err(|error| untold(&error)),
        }
    }

    /// Watches a content folder anew, where there is one. To be done before it is looked at, so that what happens after the
    /// look is told.
    pub(super) fn arm(&mut self, folder: &'static str) -> Result<(), Unwatched> {
        let path = self.base.join(folder);
        for _ in 0..ATTEMPTS {
            // It fails where it was not watched.
            let _ = self.teller.unwatch(&path);
            // A link is not followed when the folder is read.
            if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir()) {
                return Ok(());
            }
            match self.teller.watch(&path, RecursiveMode::Recursive) {
                Ok(()) => return Ok(()),
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(untold(&error)),
            }
        }
        // Folders in it come and go just now: again when it is quieter.
        self.heard.again(folder);
        Ok(())
    }
}

/// Whether a folder went away while it was to be watched.
fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => {
            matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
        }
        _ => false,
    }
}

/// Why the system does not tell, in words.
pub(super) fn untold(error: &notify::Error) -> Unwatched {
    let reason = match &error.kind {
        ErrorKind::MaxFilesWatch => "the system watches no more folders than it does already".to_owned(),
        ErrorKind::Io(error) => error.to_string(),
        ErrorKind::Generic(reason) => reason.clone(),
        kind => format!("{kind:?}"),
    };
    Unwatched::Untold(reason)
}

impl fmt::Debug for Native {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Native").field("base", &self.base).finish_non_exhaustive()
    }
}

// What a system tells, and when, is its own: only of Linux it is known that it tells of what is opened and closed.
#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::time::Duration;

    use crate::disk;
    use crate::watch::heard::Woken;

    #[test]
    fn that_the_folder_is_read_is_not_heard() {
        let root = tempfile::tempdir().expect("a folder");
        let put = |path: &str| fs::write(root.path().join(path), "x").expect("it can be written");
        fs::create_dir(root.path().join("vision")).expect("nothing is in the way");
        put("vision/a.md");
        put("roadmap.toml");
        let heard = Arc::new(Heard::default());
        let native = Native::open(root.path(), Native::system, &heard).expect("it can be watched");
        for _ in 0..3 {
            disk::read(root.path()).expect("it can be read");
        }
        // What is told after that is told of this alone.
        put("vision/b.md");
        assert_eq!(heard.wait(Duration::from_secs(20)), Woken::Event);
        let batch = heard.settle().expect("it");
        assert_eq!(batch.paths, BTreeSet::from([PathBuf::from("vision/b.md")]));
        assert!(batch.anew.is_empty() && !batch.is_lost);
        drop(native);
    }
}
