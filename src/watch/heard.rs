//! What the system told since somebody last asked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::EventKind;
use notify::event::{AccessKind, AccessMode, ModifyKind};

use crate::disk::{FOLDERS, concerns};

use super::{LONGEST_WAIT, QUIET};

/// How many paths are gathered: of more, a look at the whole folder is faster.
const MOST_PATHS: usize = 500;

/// Events as they come in from one side, and batches of them as they are asked for from the other.
#[derive(Debug, Default)]
pub(super) struct Heard {
    state: Mutex<State>,
    woken: Condvar,
    /// Counts what is heard, so that a look can be interrupted without a lock.
    count: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    batch: Option<Batch>,
    is_stopped: bool,
}

/// What happened since the last batch.
#[derive(Debug)]
pub(super) struct Batch {
    /// When the first of it was heard.
    pub(super) since: Instant,
    last: Instant,
    /// Where something happened, within the folder.
    pub(super) paths: BTreeSet<PathBuf>,
    /// The content folders that came, went, or saw more than can be told.
    pub(super) anew: BTreeSet<&'static str>,
    /// Whether anything may have happened anywhere.
    pub(super) is_lost: bool,
    /// Why the system will not tell everything from now on.
    pub(super) failure: Option<notify::Error>,
}

/// What ended a wait.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Woken {
    Event,
    Silence,
    Stop,
}

impl Batch {
    fn new(now: Instant) -> Self {
        Self { since: now, last: now, paths: BTreeSet::new(), anew: BTreeSet::new(), is_lost: false, failure: None }
    }
}

impl Heard {
    /// Takes in an event of a watched folder. Most tell of nothing that matters.
    pub(super) fn event(&self, base: &Path, event: notify::Result<notify::Event>) {
        let event = match event {
            Ok(event) => event,
            Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
                return self.add(|batch| batch.failure = Some(error));
            }
            Err(_) => return self.add(|batch| batch.is_lost = true),
        };
        if event.need_rescan() {
            return self.add(|batch| batch.is_lost = true);
        }
        let is_written = matches!(
            event.kind,
            EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
                // All that is told of a file which is written as memory, and the end of one that is written slowly.
                | EventKind::Access(AccessKind::Close(AccessMode::Write))
        );
        // Reading a file is an event too: to act on it would be to read it for ever.
        if matches!(event.kind, EventKind::Access(_)) && !is_written {
            return;
        }
        for path in &event.paths {
            let Ok(inside) = path.strip_prefix(base) else { continue };
            if inside.as_os_str().is_empty() {
                // The folder itself was moved or removed; that its list of names was written to tells nothing.
                let is_gone = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
                if is_gone {
                    self.add(|batch| batch.is_lost = true);
                }
            } else if concerns(inside) {
                let folder = FOLDERS.into_iter().find(|folder| inside == Path::new(folder));
                self.add(|batch| {
                    if let Some(folder) = folder.filter(|_| !is_written) {
                        batch.anew.insert(folder);
                    }
                    if batch.paths.len() < MOST_PATHS {
                        batch.paths.insert(inside.to_owned());
                    } else if let Some(folder) = content_folder(inside) {
                        batch.anew.insert(folder);
                    } else {
                        batch.is_lost = true;
                    }
                });
            }
        }
    }

    /// Says that a content folder is to be watched anew, and looked at.
    pub(super) fn again(&self, folder: &'static str) {
        self.add(|batch| {
            batch.anew.insert(folder);
        });
    }

    /// Ends all waiting, now and later.
    pub(super) fn stop(&self) {
        self.lock().is_stopped = true;
        self.count.fetch_add(1, Ordering::Relaxed);
        self.woken.notify_all();
    }

    /// Whether all is to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.lock().is_stopped
    }

    /// A number that grows with everything that is heard.
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Waits for an event, though no longer than a time.
    pub(super) fn wait(&self, time: Duration) -> Woken {
        let state = self.wait_while(Instant::now() + time, |state| state.batch.is_none());
        match (state.is_stopped, &state.batch) {
            (true, _) => Woken::Stop,
            (_, Some(_)) => Woken::Event,
            (_, None) => Woken::Silence,
        }
    }

    /// Waits for a time, whatever happens, and forgets what was heard. False where all is to end.
    pub(super) fn rest(&self, time: Duration) -> bool {
        let mut state = self.wait_while(Instant::now() + time, |_| true);
        state.batch = None;
        !state.is_stopped
    }

    /// Waits until it has been quiet for a while, and hands out what was heard. None where nothing was, or all is to end.
    pub(super) fn settle(&self) -> Option<Batch> {
        let latest = Instant::now() + LONGEST_WAIT;
        let mut state = self.lock();
        loop {
            let batch = state.batch.as_ref()?;
            let quiet = (batch.last + QUIET).min(latest);
            let left = quiet.saturating_duration_since(Instant::now());
            if state.is_stopped {
                return None;
            }
            if left.is_zero() {
                return state.batch.take();
            }
            state = self.woken.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until a time, as long as a condition holds and nobody stops it.
    fn wait_while(&self, until: Instant, holds: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if state.is_stopped || !holds(&state) || left.is_zero() {
                return state;
            }
            state = self.woken.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn add(&self, change: impl FnOnce(&mut Batch)) {
        let now = Instant::now();
        let mut state = self.lock();
        let is_first = state.batch.is_none();
        let batch = state.batch.get_or_insert_with(|| Batch::new(now));
        batch.last = now;
        change(batch);
        drop(state);
        self.count.fetch_add(1, Ordering::Relaxed);
        // Who settles looks at the last event when it wakes by itself.
        if is_first {
            self.woken.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The content folder that a path lies in.
pub(super) fn content_folder(inside: &Path) -> Option<&'static str> {
    FOLDERS.into_iter().find(|folder| inside.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::Event;
    use notify::event::{CreateKind, DataChange, Flag, RenameMode};

    fn written(path: &str) -> Event {
        Event::new(EventKind::Modify(ModifyKind::Data(DataChange::Any))).add_path(Path::new("/r").join(path))
    }

    fn heard(events: Vec<Event>) -> Option<Batch> {
        let heard = Heard::default();
        for event in events {
            heard.event(Path::new("/r"), Ok(event));
        }
        heard.settle()
    }

    #[test]
    fn what_is_no_content_is_not_heard() {
        let access = |kind| Event::new(EventKind::Access(kind)).add_path("/r/vision/a.md".into());
        let events = vec![
            access(AccessKind::Read),
            access(AccessKind::Open(AccessMode::Any)),
            access(AccessKind::Close(AccessMode::Read)),
            written("public/index.html"),
            written(".git/index"),
            written("vision/.a.md.swp"),
            written(""),
            written("../x/vision/a.md"),
        ];
        assert!(heard(events).is_none());
    }

    #[test]
    fn a_file_that_was_open_for_writing_is_heard_when_it_is_closed() {
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let batch = heard(vec![Event::new(closed).add_path("/r/vision/a.md".into())]).expect("it");
        assert_eq!(batch.paths, ["vision/a.md"].map(PathBuf::from).into());
    }

    #[test]
    fn events_are_gathered_until_it_is_quiet() {
        let batch = heard(vec![written("vision/a.md"), written("roadmap.toml"), written("vision/a.md")]).expect("two");
        assert_eq!(batch.paths, ["roadmap.toml", "vision/a.md"].map(PathBuf::from).into());
        assert!(batch.anew.is_empty() && !batch.is_lost);
    }

    #[test]
    fn a_content_folder_that_is_made_is_watched_anew() {
        let made = Event::new(EventKind::Create(CreateKind::Folder)).add_path("/r/intents".into());
        assert_eq!(heard(vec![made]).expect("it").anew, BTreeSet::from(["intents"]));
    }

    #[test]
    fn where_events_are_lost_or_the_folder_goes_everything_is_looked_at() {
        let moved = Event::new(EventKind::Modify(ModifyKind::Name(RenameMode::From))).add_path("/r".into());
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        for event in [Ok(moved), Ok(overflow), Err(notify::Error::generic("x"))] {
            let heard = Heard::default();
            heard.event(Path::new("/r"), event);
            assert!(heard.settle().expect("it").is_lost);
        }
    }

    #[test]
    fn of_very_many_files_only_the_folder_is_kept() {
        let batch = heard((0..2 * MOST_PATHS).map(|n| written(&format!("intents/{n}.md"))).collect()).expect("them");
        assert_eq!((batch.paths.len(), batch.anew), (MOST_PATHS, BTreeSet::from(["intents"])));
    }

    #[test]
    fn a_wait_ends_with_an_event_with_time_or_with_everything() {
        let heard = Heard::default();
        assert_eq!(heard.wait(Duration::ZERO), Woken::Silence);
        heard.again("vision");
        assert_eq!(heard.wait(Duration::MAX / 4), Woken::Event);
        heard.stop();
        assert_eq!(heard.wait(Duration::MAX / 4), Woken::Stop);
        assert!(!heard.rest(Duration::MAX / 4));
        assert!(heard.settle().is_none());
    }
}
