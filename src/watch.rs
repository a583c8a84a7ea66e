//! Watches a roadmap's folder and tells what changes in it.
//!
//! ```text
//! system ─▶ native ─▶ heard ─▶ vigil ─▶ Folder::touch or Folder::look ─▶ Change
//! ```
//!
//! - [`native`] asks the system to tell what happens, and is armed anew whenever folders come and go.
//! - [`heard`] gathers what the system told until somebody asks for it.
//! - [`vigil`] is the thread that waits until it is quiet, looks at the folder, and tells what differs.
//!
//! Events say only where to look: what is told was read from the folder, and the last word has a look at all of it
//! when it has been quiet for a while. So an event that is lost or wrong costs time, and never a change.

mod heard;
mod native;
mod vigil;

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::disk::Folder;
use crate::source::Sources;

use heard::Heard;
use native::Native;
use vigil::Vigil;

/// How long nothing must have happened before what happened is looked at: 20 milliseconds. Editors that save by renaming
/// are done within a few, also on a machine that has other things to do, and nobody notices as little as these. Who
/// measures how soon a change is shown subtracts it.
pub const QUIET: Duration = Duration::from_millis(20);

/// How long to wait for quiet at most: who writes for minutes wants to see something meanwhile.
const LONGEST_WAIT: Duration = Duration::from_millis(250);

/// How long after the last event the whole folder is looked at once more: long enough not to hold up the rendering
/// of what was just told, short enough not to leave anybody with something old.
const AUDIT: Duration = Duration::from_millis(150);

/// How often it is looked whether the folder is still the one that is watched, and whether what could not be read can be
/// read now: nobody tells that the folder above it was moved, or that a file is free again.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// How often a folder that is gone is looked for.
const AWAY: Duration = Duration::from_millis(200);

/// How often the folder is looked at where nothing is told.
const POLL: Duration = Duration::from_millis(300);

/// How many times as long as a look the pause after it is: polling takes a tenth of one core at most.
const POLL_SHARE: u32 = 10;

/// How a change is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watcher {
    /// The system tells; where it cannot, the folder is polled.
    Native,
    /// The folder is looked at every now and then: for network drives and shared folders, of which nothing is told.
    Poll,
}

/// What is in the folder after something changed.
#[derive(Debug, Clone)]
pub struct Change {
    /// All of it; texts and files that did not change are the same `Arc`s as before.
    pub sources: Sources,
    /// The files that changed, came or went, sorted. Empty where only something else is wrong now, such as a link that is
    /// not followed.
    pub paths: Vec<Arc<str>>,
    /// When the first event of this change was heard; where nothing is told, when it was begun to look.
    pub since: Instant,
}

/// A folder that is watched until this is dropped.
#[derive(Debug)]
pub struct Watching {
    heard: Arc<Heard>,
    thread: Option<JoinHandle<()>>,
}

/// Watches a folder on a thread of its own. `change` is called whenever something of the roadmap changed, and never with
/// what was told before; `notice` with one line whenever it can no longer be watched as it should.
///
/// What changed between the reading of the folder and this call is told too.
///
/// # Errors
/// Where no thread can be started.
pub fn watch(
    folder: Folder,
    how: Watcher,
    notice: impl FnMut(&str) + Send + 'static,
    change: impl FnMut(Change) + Send + 'static,
) -> io::Result<Watching> {
    watch_by(folder, how, Native::system, notice, change)
}

/// The same by any means of watching.
fn watch_by(
    folder: Folder,
    how: Watcher,
    means: native::Means,
    notice: impl FnMut(&str) + Send + 'static,
    change: impl FnMut(Change) + Send + 'static,
) -> io::Result<Watching> {
    let heard = Arc::new(Heard::default());
    let vigil = Vigil::new(folder, how, means, heard.clone(), notice, change);
    let thread = thread::Builder::new().name("watch".to_owned()).spawn(move || vigil.run())?;
    Ok(Watching { heard, thread: Some(thread) })
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.heard.stop();
        if let Some(thread) = self.thread.take()
            // Dropped by `change` itself, it would wait for itself.
            && thread.thread().id() != thread::current().id()
        {
            // A panic of `change` was printed where it happened.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests;
