//! What of the old site stands already, byte for byte.

use std::fs::{self, File};
use std::io::{self, Read};
use std::num::NonZero;
use std::path::Path;
use std::thread;

use super::PublishError;
use super::owner::Found;

/// Below this many files threads cost more than they save.
const WORTH_THREADS: usize = 64;

/// How a new file compares to the one of its name in the old site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Byte for byte the same, so many, and fit to be taken over.
    Same(u64),
    /// The same bytes, so many, but other rights, or other names that lead to it.
    SameBytes(u64),
    New,
}

/// Compares a file to what the old site, which lies in `folder`, has at its route.
pub(super) fn compare(folder: &Path, old: &Found, route: &str, bytes: &[u8]) -> Standing {
    match old.files.get(route) {
        // What cannot be read is written anew.
        Some(true) => stands(&folder.join(route), bytes).unwrap_or(Standing::New),
        _ => Standing::New,
    }
}

fn stands(path: &Path, bytes: &[u8]) -> io::Result<Standing> {
    let (mut file, about) = open(path)?;
    if about.len() != bytes.len() as u64 {
        return Ok(Standing::New);
    }
    let mut old = vec![0; bytes.len()];
    file.read_exact(&mut old)?;
    Ok(if old == bytes { of_its_rights(&about) } else { Standing::New })
}

/// Opens a plain file. Somebody may have put a pipe into its place, which would never end, or a link.
pub(super) fn open(path: &Path) -> io::Result<(File, fs::Metadata)> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    let about = file.metadata()?;
    if about.is_file() { Ok((file, about)) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// How a file stands whose bytes are known to be the same.
pub(super) fn of_same_bytes(path: &Path) -> io::Result<Standing> {
    fs::symlink_metadata(path).map(|about| of_its_rights(&about))
}

fn of_its_rights(about: &fs::Metadata) -> Standing {
    if is_plain(about) { Standing::Same(about.len()) } else { Standing::SameBytes(about.len()) }
}

#[cfg(unix)]
fn is_plain(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    about.mode() & 0o7777 == super::stage::FILE_MODE && about.nlink() == 1
}

#[cfg(not(unix))]
fn is_plain(_: &fs::Metadata) -> bool {
    true
}

/// Runs `each` over parts of a list, on all cores where the list is long, and joins what they
/// give in the list's order. The first error of each part ends that part.
pub(super) fn across<T: Sync, R: Send>(
    items: &[T],
    each: impl Fn(&[T]) -> Result<Vec<R>, PublishError> + Sync,
) -> Result<Vec<R>, PublishError> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if items.len() < WORTH_THREADS || cores == 1 {
        return each(items);
    }
    let parts: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> =
            items.chunks(items.len().div_ceil(cores)).map(|part| scope.spawn(|| each(part))).collect();
        running.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut all = Vec::with_capacity(items.len());
    for part in parts {
        all.extend(part?);
    }
    Ok(all)
}
