//! How long this process has worked.

use std::fs;
use std::thread;

/// The seconds that all threads of this process have had of a core: other programs that want the same cores do not count.
/// Where the system does not tell, those that have passed.
pub fn seconds() -> f64 {
    // The system adds up what a thread has had when the thread makes way for others.
    thread::yield_now();
    worked().unwrap_or_else(passed)
}

/// What Linux tells of each thread: the nanoseconds that it had, those that it waited, and how often it ran.
fn worked() -> Option<f64> {
    let mut sum = 0.0;
    for thread in fs::read_dir("/proc/self/task").ok()? {
        // A thread that has ended meanwhile tells nothing; those that work here stay to the end.
        let Ok(told) = fs::read_to_string(thread.ok()?.path().join("schedstat")) else { continue };
        sum += told.split(' ').next()?.parse::<f64>().ok()?;
    }
    (sum > 0.0).then_some(sum / 1e9)
}

fn passed() -> f64 {
    use std::sync::LazyLock;
    use std::time::Instant;
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGUN.elapsed().as_secs_f64()
}
