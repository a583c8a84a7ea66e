//! The thread that waits, looks and tells.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::disk::{Folder, Look};

use super::heard::{Batch, Heard, Woken, content_folder};
use super::native::{self, Means, Native, Unwatched};
use super::{AUDIT, AWAY, Change, HEARTBEAT, POLL, POLL_SHARE, Watcher};

/// How many folders are watched one by one: of more, the whole content folder is watched anew in less time.
const FEW_FOLDERS: usize = 20;

/// Watches over one folder.
pub(super) struct Vigil<N, C> {
    folder: Folder,
    how: Watcher,
    means: Means,
    heard: Arc<Heard>,
    /// None while the folder is away, and where it is polled.
    native: Option<Native>,
    /// Whether the folder was gone when it was last looked at.
    is_away: bool,
    /// Whether the whole folder is to be looked at once more when it is quiet.
    is_unsure: bool,
    /// The pause between two looks where nothing is told.
    pace: Duration,
    notice: N,
    change: C,
}

impl<N: FnMut(&str), C: FnMut(Change)> Vigil<N, C> {
    pub(super) fn new(folder: Folder, how: Watcher, means: Means, heard: Arc<Heard>, notice: N, change: C) -> Self {
        Self {
            folder,
            how,
            means,
            heard,
            native: None,
            is_away: false,
            // Something may have changed since the folder was read.
            is_unsure: true,
            pace: POLL,
            notice,
            change,
        }
    }

    /// Watches until it is stopped.
    pub(super) fn run(mut self) {
        self.renew();
        loop {
            let is_unwatched = self.how == Watcher::Native && self.native.is_none();
            if self.is_away || is_unwatched {
                if !self.heard.rest(AWAY) {
                    return;
                }
                self.renew();
                self.is_unsure = true;
                self.look(Instant::now());
                continue;
            }
            match self.heard.wait(self.pause()) {
                Woken::Stop => return,
                Woken::Event => {
                    let Some(batch) = self.heard.settle() else { return };
                    self.follow(batch);
                    self.is_unsure = true;
                }
                Woken::Silence if self.native.is_none() => self.look(Instant::now()),
                Woken::Silence if self.is_unsure => self.audit(),
                Woken::Silence => self.check(),
            }
        }
    }

    /// How long to wait for an event.
    fn pause(&self) -> Duration {
        if self.native.is_none() {
            self.pace
        } else if self.is_unsure {
            AUDIT
        } else {
            HEARTBEAT
        }
    }

    /// Looks at what is said to have changed.
    fn follow(&mut self, mut batch: Batch) {
        if let Some(error) = batch.failure {
            self.give_up(native::untold(&error));
        } else if batch.is_lost {
            self.renew();
        }
        // In a folder that came or was moved there may be folders that nobody watches.
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
        let mut folders: Vec<&PathBuf> =
            batch.paths.iter().filter(|path| is_folder(&self.folder.root().join(path))).collect();
        if folders.len() > FEW_FOLDERS {
            batch.anew.extend(folders.iter().filter_map(|path| content_folder(path)));
        }
        folders.retain(|path| content_folder(path).is_some_and(|folder| !batch.anew.contains(folder)));
        let is_whole = batch.is_lost || !batch.anew.is_empty() || !folders.is_empty();
        self.arm(&batch.anew, &folders);
        let touched = if is_whole { None } else { self.folder.touch(&batch.paths) };
        match touched {
            Some(paths) if paths.is_empty() => {}
            Some(paths) => self.tell(paths, batch.since),
            None => self.look(batch.since),
        }
    }

    /// Watches the whole folder anew.
    fn renew(&mut self) {
        // The old one first: there are few of them.
        self.native = None;
        if self.how == Watcher::Native {
            match Native::open(self.folder.root(), self.means, &self.heard) {
                Ok(native) => self.native = Some(native),
                Err(unwatched) => self.give_up(unwatched),
            }
        }
    }

    /// Watches some content folders anew, and some folders below others.
    fn arm(&mut self, anew: &BTreeSet<&'static str>, within: &[&PathBuf]) {
        let Some(native) = &mut self.native else { return };
        let armed = anew.iter().try_for_each(|folder| native.arm(folder));
        if let Err(unwatched) = armed.and_then(|()| within.iter().try_for_each(|path| native.arm_within(path))) {
            self.give_up(unwatched);
        }
    }

    /// Goes on without the system, unless the folder is only away.
    fn give_up(&mut self, unwatched: Unwatched) {
        self.native = None;
        if let Unwatched::Untold(reason) = unwatched {
            self.how = Watcher::Poll;
            let pace = self.pace.as_millis();
            let shown = self.folder.shown().display();
            (self.notice)(&format!("cannot watch {shown}: {reason}; looking for changes every {pace} ms instead"));
        }
    }

    /// Looks at the whole folder.
    fn look(&mut self, since: Instant) {
        let (heard, before) = (self.heard.clone(), Instant::now());
        let looked = self.folder.look(&|| heard.is_stopped());
        self.pace = POLL.max(before.elapsed() * POLL_SHARE);
        self.take(looked, since);
    }

    /// Looks at the whole folder once more, in case that something was not told. Given up as soon as something is.
    fn audit(&mut self) {
        let (heard, since) = (self.heard.clone(), Instant::now());
        let before = heard.count();
        let looked = self.folder.look(&|| heard.count() != before);
        self.is_unsure = looked.as_ref().is_ok_and(|look| look.as_ref().is_none_or(|look| look.is_torn));
        self.take(looked, since);
    }

    /// Makes sure that the folder which is watched is the one that is meant, and tries again what could not be read:
    /// that it can be read now is no event.
    fn check(&mut self) {
        if !self.native.as_ref().is_some_and(|native| native.is_current(self.folder.root())) {
            self.renew();
            self.look(Instant::now());
            self.is_unsure = true;
        } else if self.folder.has_unread() {
            self.audit();
        }
    }

    /// Tells what a look found.
    fn take(&mut self, looked: io::Result<Option<Look>>, since: Instant) {
        match looked {
            Ok(None) => {}
            Ok(Some(look)) => {
                self.is_away = false;
                if !look.is_same() {
                    self.tell(look.paths, since);
                }
            }
            Err(error) => {
                if !self.is_away {
                    let shown = self.folder.shown().display();
                    (self.notice)(&format!("cannot read {shown}: {error}; going on with what was last read"));
                }
                self.is_away = true;
            }
        }
    }

    fn tell(&mut self, paths: Vec<Arc<str>>, since: Instant) {
        (self.change)(Change { sources: self.folder.sources().clone(), paths, since });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn what_could_not_be_read_is_tried_again_without_an_event() {
        let root = tempfile::tempdir().expect("a folder");
        let (above, file) = (root.path().join("vision"), root.path().join("vision/v.md"));
        fs::create_dir(&above).expect("nothing is in the way");
        fs::write(&file, "v").expect("it can be written");
        let mut folder = Folder::open(root.path()).expect("it can be read");
        // It is asked for the folder, for the file, and before the file is read: then a folder is in its place, which cannot
        // be read by anybody.
        let asked = AtomicUsize::new(0);
        let is_interrupted = || {
            if asked.fetch_add(1, Ordering::Relaxed) == 2 {
                fs::remove_file(&file).expect("it is there");
                fs::create_dir(&file).expect("nothing is in the way");
            }
            false
        };
        let look = folder.look(&is_interrupted).expect("it can be looked at").expect("nobody interrupts it");
        assert!(look.problems && folder.has_unread());
        fs::remove_dir(&file).expect("it is there");
        fs::write(&file, "readable").expect("it can be written");
        let changes = Arc::new(Mutex::new(Vec::new()));
        let told = changes.clone();
        let change = move |change| told.lock().expect("no panic").push(change);
        let silent: Means = |_| Ok(Box::new(notify::NullWatcher));
        let mut vigil = Vigil::new(folder, Watcher::Native, silent, Arc::default(), |_: &str| {}, change);
        vigil.renew();
        for _ in 0..2 {
            vigil.check();
            let changes = changes.lock().expect("no panic");
            assert_eq!(changes.len(), 1, "once, and not again");
            assert_eq!(&*changes[0].sources.texts["vision/v.md"], "readable");
            assert!(changes[0].sources.problems.is_empty());
        }
    }
}
