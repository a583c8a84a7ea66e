//! How much one client may ask for, and all of them together.

use std::time::Duration;

/// The bounds of the server. [`Limits::default`] is what `serve` uses; tests shorten the times.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections that are open at once, event streams among them. One more, and the one that has stood still longest
    /// is cut.
    pub connections: usize,
    /// Event streams that are open at once. One more, and the oldest is closed; its page comes back by itself.
    pub streams: usize,
    /// Answers that are made at once: more would only share the same cores and hold more pages in memory.
    pub workers: usize,
    /// Bytes of bodies that clients may hold by not reading them, one body counted once.
    pub held: usize,
    /// Requests on one connection.
    pub requests: usize,
    /// The time for a whole head, however slowly it drips.
    pub head: Duration,
    /// The time between two requests of one connection.
    pub idle: Duration,
    /// The time in which some of an answer must be read.
    pub stall: Duration,
    /// The time between two comments on an event stream: proxies cut what is silent for a minute or so.
    pub heartbeat: Duration,
    /// The time in which a refused client may read why, while what it goes on sending is thrown away.
    pub farewell: Duration,
}

/// The bytes of a request's first line.
pub const LINE: usize = 8 * 1024;

/// The bytes of a head. Browsers send less than two thousand.
pub const HEAD: usize = 16 * 1024;

/// The fields of a head.
pub const FIELDS: usize = 100;

/// Descriptors that connections may use at most: far more than an author's tabs need.
const CONNECTIONS: usize = 256;

impl Default for Limits {
    fn default() -> Limits {
        Limits::for_descriptors(open_files())
    }
}

impl Limits {
    /// The limits of a process that may have so many files open, if there is such a bound: half of them are left to
    /// whoever watches and reads the folder.
    pub fn for_descriptors(files: Option<u64>) -> Limits {
        let half = files.and_then(|files| usize::try_from(files / 2).ok()).unwrap_or(CONNECTIONS);
        let connections = half.clamp(8, CONNECTIONS);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Limits {
            connections,
            streams: connections / 4,
            workers: (2 * cores).clamp(4, 16),
            held: 128 * 1024 * 1024,
            requests: 100,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            stall: Duration::from_secs(30),
            heartbeat: Duration::from_secs(15),
            farewell: Duration::from_secs(1),
        }
    }
}

/// How many files this process may have open; none if there is no bound.
#[cfg(unix)]
fn open_files() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

/// Elsewhere sockets are not counted with files.
#[cfg(not(unix))]
fn open_files() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_half_of_the_descriptors_to_the_rest() {
        let of = |files| {
            let limits = Limits::for_descriptors(files);
            (limits.connections, limits.streams)
        };
        assert_eq!(of(Some(64)), (32, 8));
        assert_eq!(of(Some(1024)), (256, 64));
        assert_eq!(of(Some(1 << 40)), (256, 64));
        assert_eq!(of(Some(3)), (8, 2));
        assert_eq!(of(None), (256, 64));
    }
}
