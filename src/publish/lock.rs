//! One build at a time into one output.
//!
//! The lock is a file beside the output, `.NAME.roadmapgen-lock`, held with `flock`, so that
//! the system lets it go when a build dies. It is removed at the end and leaves nothing
//! behind. Removing a lock file is a race (a waiting build would wake up holding a file that
//! no longer has a name, and a third would make a new one), so whoever gets the lock looks
//! whether the name still leads to the file it holds, and begins again if not.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::under_way;

/// Held until dropped.
#[derive(Debug)]
pub(super) struct Lock {
    /// Closing it lets the lock go.
    _held: File,
    /// The file to remove, unless the lock is on a folder.
    remove: Option<PathBuf>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.remove {
            // Still held here, so that nobody else can hold the file we take the name from.
            // On Windows the file goes by itself when it is closed.
            // Twice, for one passing fault; a file that stays all the same harms nobody.
            let _ = fs::remove_file(path).or_else(|_| fs::remove_file(path));
            under_way::remove(path);
        }
    }
}

/// Takes the lock at `path`. Where another build has it, says so by `waits`, once, and waits for it.
#[cfg(unix)]
pub(super) fn take(path: &Path, waits: fn()) -> io::Result<Lock> {
    use rustix::fs::{Mode, OFlags};
    use std::os::unix::fs::MetadataExt;

    let mut waits = Once(Some(waits));
    loop {
        // Not blocking: a pipe with this name must not hold us up. For reading: that is all
        // `flock` needs, and so the lock of another user can be waited for.
        let flags = OFlags::CREATE | OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let file = File::from(rustix::fs::open(path, flags, Mode::from_raw_mode(0o666))?);
        wait_for(&file, &mut waits)?;
        let held = file.metadata()?;
        match fs::symlink_metadata(path) {
            Ok(named) if (named.dev(), named.ino()) == (held.dev(), held.ino()) => {
                under_way::add(path);
                return Ok(Lock { _held: file, remove: Some(path.to_path_buf()) });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
}

/// Says something the first time.
struct Once(Option<fn()>);

impl Once {
    fn say(&mut self) {
        if let Some(say) = self.0.take() {
            say();
        }
    }
}

/// The same of a folder itself: for where nothing can be made beside it.
#[cfg(unix)]
pub(super) fn take_folder(path: &Path, waits: fn()) -> io::Result<Lock> {
    let held = File::open(path)?;
    wait_for(&held, &mut Once(Some(waits)))?;
    Ok(Lock { _held: held, remove: None })
}

/// Locks an open file.
#[cfg(unix)]
fn wait_for(file: &File, waits: &mut Once) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    let mut how = FlockOperation::NonBlockingLockExclusive;
    loop {
        match flock(file, how) {
            Ok(()) => return Ok(()),
            Err(Errno::WOULDBLOCK) => {
                waits.say();
                how = FlockOperation::LockExclusive;
            }
            Err(Errno::INTR) => {}
            Err(Errno::NOLCK) => return Err(io::ErrorKind::Unsupported.into()),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Marks a stage as alive for as long as the file is open. `None` where folders cannot be
/// locked: the lock of the output then is the only one.
#[cfg(unix)]
pub(super) fn mark_alive(stage: &Path) -> Option<File> {
    use rustix::fs::{FlockOperation, flock};
    let folder = File::open(stage).ok()?;
    flock(&folder, FlockOperation::NonBlockingLockExclusive).ok()?;
    Some(folder)
}

/// Whether the build that made a stage still runs.
///
/// The stage's own lock is asked, not the number of its process, which may mean another one
/// by now, or live in another container.
#[cfg(unix)]
pub(super) fn is_alive(stage: &Path) -> bool {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    let Ok(folder) = File::open(stage) else {
        return false;
    };
    matches!(flock(&folder, FlockOperation::NonBlockingLockExclusive), Err(Errno::WOULDBLOCK))
}

#[cfg(windows)]
pub(super) fn take(path: &Path, waits: fn()) -> io::Result<Lock> {
    use std::os::windows::fs::OpenOptionsExt;
    use std::time::Duration;

    const GENERIC_READ_AND_DELETE: u32 = 0x8001_0000;
    const DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    /// A file that is just being deleted answers "access denied"; a folder that is closed to
    /// us does so for ever. Two seconds tell them apart.
    const MOST_DENIALS: u32 = 40;

    let mut waits = Once(Some(waits));
    let mut denials = 0;
    loop {
        // Sharing with nobody is the lock, and the file goes when its last handle does.
        let opened = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .access_mode(GENERIC_READ_AND_DELETE | 0x4000_0000)
            .share_mode(0)
            .custom_flags(DELETE_ON_CLOSE)
            .open(path);
        match opened {
            Ok(held) => {
                return Ok(Lock { _held: held, remove: None });
            }
            Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => waits.say(),
            Err(error) if error.raw_os_error() == Some(ACCESS_DENIED) && denials < MOST_DENIALS => denials += 1,
            Err(error) => return Err(error),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(windows)]
pub(super) fn take_folder(_: &Path, _: fn()) -> io::Result<Lock> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(windows)]
pub(super) fn mark_alive(_: &Path) -> Option<File> {
    None
}

/// The output's lock is held by whoever asks, so no other build is alive.
#[cfg(windows)]
pub(super) fn is_alive(_: &Path) -> bool {
    false
}
