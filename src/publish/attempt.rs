//! The one funnel through which publishing touches the disk.
//!
//! Every step that may fail passes through [`attempt`], so that every failure says what was
//! tried and on what, and so that a test can let any single step fail.

use std::io;
use std::path::PathBuf;

use super::PublishError;

/// Runs one step on the disk and says, where it fails, what was tried on which path.
///
/// `path` is what the user is shown, which is not always what was touched: a file of a stage
/// is shown as the file of the output that it is to become.
pub(super) fn attempt<T>(
    tried: &'static str,
    path: impl FnOnce() -> PathBuf,
    run: impl FnOnce() -> io::Result<T>,
) -> Result<T, PublishError> {
    #[cfg(test)]
    let outcome = fault::due().map_or_else(run, Err);
    #[cfg(not(test))]
    let outcome = run();
    outcome.map_err(|source| PublishError::Failed { tried, path: path(), source })
}

/// A fault that strikes at the k-th step of this thread, for tests.
#[cfg(test)]
pub(super) mod fault {
    use std::cell::Cell;
    use std::io;

    thread_local! {
        static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
        static KIND: Cell<i32> = const { Cell::new(0) };
    }

    /// Lets the step after `steps` more ones fail with the system's error `code`.
    pub(in super::super) fn after(steps: usize, code: i32) {
        LEFT.set(Some(steps));
        KIND.set(code);
    }

    /// Takes the fault back; true if it was still waiting for its step.
    pub(in super::super) fn was_waiting() -> bool {
        LEFT.take().is_some()
    }

    pub(super) fn due() -> Option<io::Error> {
        match LEFT.get() {
            Some(0) => {
                LEFT.set(None);
                Some(io::Error::from_raw_os_error(KIND.get()))
            }
            Some(left) => {
                LEFT.set(Some(left - 1));
                None
            }
            None => None,
        }
    }
}
