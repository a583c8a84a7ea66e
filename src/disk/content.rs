//! Reads one file of a roadmap, within its bounds.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::problem::Problem;
use crate::source::{LARGEST_TEXT, Sources};

use super::listing::told;
use super::stamp::Stamp;

/// The largest picture or download, in bytes: more than a page should ask of a phone, and less than
/// what GitHub refuses (100 MB).
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// What a file held when it was read.
#[derive(Debug)]
pub(super) struct Reading {
    /// Its text or its bytes; none where it could not be read.
    pub(super) content: Option<Content>,
    pub(super) problem: Option<Problem>,
    /// By what to know that it is still the same; none where it must be read again in any case.
    pub(super) stamp: Option<Stamp>,
    /// Why it was not read, where it was to be.
    pub(super) failure: Option<Failure>,
}

/// Why a file was not read that may be as it should when it is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// It went after it was listed.
    Gone,
    /// The system refused, perhaps for a moment: too many open files, somebody who keeps it for himself, a bad disk.
    Refused,
}

impl Failure {
    pub(super) fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Gone,
            _ => Self::Refused,
        }
    }
}

/// A text, or the bytes of a file that is no text.
#[derive(Debug)]
pub(super) enum Content {
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
}

/// Reads one file that is not larger than it may be.
pub(super) fn read(path: &str, full: &Path, is_text: bool) -> Reading {
    let largest = if is_text { LARGEST_TEXT } else { LARGEST_FILE };
    match bounded(full, largest) {
        Ok((Some(bytes), stamp)) => {
            let mut one = Sources::default();
            one.insert(path, bytes);
            let text = one.texts.pop_first().map(|(_, text)| Content::Text(text));
            let content = text.or_else(|| one.files.pop_first().map(|(_, bytes)| Content::Bytes(bytes)));
            Reading { content, problem: one.problems.pop(), stamp, failure: None }
        }
        Ok((None, stamp)) => {
            let megabytes = largest / (1024 * 1024);
            let help = if is_text { "split it" } else { "link to it where it can be downloaded" };
            let problem = told(path, format!("this file is larger than {megabytes} MiB")).help(help);
            Reading { content: None, problem: Some(problem), stamp, failure: None }
        }
        Err(error) => {
            let problem = told(path, format!("this file cannot be read: {error}"));
            Reading { content: None, problem: Some(problem), stamp: None, failure: Some(Failure::of(&error)) }
        }
    }
}

/// A file's bytes; none where there are more than the largest number. Sizes are not believed beforehand:
/// a file may grow while it is read.
fn bounded(path: &Path, largest: u64) -> io::Result<(Option<Vec<u8>>, Option<Stamp>)> {
    #[expect(clippy::disallowed_methods, reason = "only whether a file was written just now is asked")]
    let now = SystemTime::now();
    let file = open(path)?;
    let metadata = file.metadata()?;
    let stamp = Stamp::of(&metadata).settled(now);
    if !metadata.is_file() {
        return Err(io::Error::other("it is no plain file"));
    }
    let expected = metadata.len();
    if expected > largest {
        return Ok((None, stamp));
    }
    // One more, so that the end is met without making room for what does not come.
    let mut bytes = Vec::with_capacity(usize::try_from(expected + 1).unwrap_or(0));
    file.take(largest + 1).read_to_end(&mut bytes)?;
    Ok(((bytes.len() as u64 <= largest).then_some(bytes), stamp))
}

/// Opens what was listed as a plain file. What took its place since is no reason to follow a link, or to wait for
/// somebody who writes into a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// The stamp of a plain file; none where something else stands there, or nothing.
pub(super) fn stamp(full: &Path) -> Option<Stamp> {
    fs::symlink_metadata(full).ok().filter(fs::Metadata::is_file).map(|metadata| Stamp::of(&metadata))
}
