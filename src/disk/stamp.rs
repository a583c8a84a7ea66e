//! By what a file, and the folder itself, are known again.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How long before it was read a file must have been written for its stamp to be believed. A second write may fall into
/// the same tick of the clock that stamps files, and those ticks are at most 10 ms long; git calls such files racy.
const TICK: Duration = Duration::from_millis(50);

/// The same where times are whole seconds: the ticks of FAT are two seconds long.
const COARSE_TICK: Duration = Duration::from_secs(2);

/// What changes when a file's content does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    node: Node,
}

/// What Unix knows besides. Nobody can set the time of the last change by hand, unlike that of the last writing.
#[cfg(unix)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Node {
    device: u64,
    number: u64,
    changed: (i64, i64),
}

#[cfg(unix)]
impl Node {
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let changed = (metadata.ctime(), metadata.ctime_nsec());
        Self { device: metadata.dev(), number: metadata.ino(), changed }
    }

    /// The time of the last change; none before 1970, where nothing is believed.
    fn changed(&self) -> Option<SystemTime> {
        let (seconds, nanoseconds) = self.changed;
        let since = Duration::new(u64::try_from(seconds).ok()?, u32::try_from(nanoseconds).ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since)
    }
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            node: Node::of(metadata),
        }
    }

    /// The stamp where another write, after the file was read, is sure to change it. A time that lies well in the future
    /// is as good as one in the past: the next write brings another.
    pub(super) fn settled(self, read: SystemTime) -> Option<Self> {
        let is_settled = |time: Option<SystemTime>| {
            let Some(time) = time else { return false };
            let distance = read.duration_since(time).unwrap_or_else(|error| error.duration());
            let is_coarse = time.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|time| time.subsec_nanos() == 0);
            distance > if is_coarse { COARSE_TICK } else { TICK }
        };
        #[cfg(unix)]
        let last = self.node.changed();
        #[cfg(not(unix))]
        let last = self.modified;
        is_settled(last).then_some(self)
    }
}

/// Which folder stands at a path: another one may take its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    number: u64,
}

impl Identity {
    /// The folder at a path. Systems other than Unix tell only that there is one.
    ///
    /// # Errors
    /// Where there is none.
    pub fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        if !metadata.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        #[cfg(unix)]
        {
            let node = Node::of(&metadata);
            Ok(Self { device: node.device, number: node.number })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_believed_only_when_the_file_was_written_a_while_before_it_was_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a");
        fs::write(&file, "a").expect("a file");
        let metadata = fs::metadata(&file).expect("it is there");
        let (stamp, written) = (Stamp::of(&metadata), metadata.modified().expect("a time"));
        assert_eq!(stamp.settled(written), None);
        assert_eq!(stamp.settled(written + TICK / 2), None);
        assert_eq!(stamp.settled(written + COARSE_TICK * 2), Some(stamp));
        assert_eq!(stamp.settled(written - COARSE_TICK * 2), Some(stamp));
    }
}
