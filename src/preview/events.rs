//! Telling open pages that there is something new.
//!
//! What is published is the number of an edition. Each stream knows which it has told, and waits for another, so a change
//! that falls between two waits is seen by the second one. The lock is never held while a client is written to.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The path of the stream.
pub const PATH: &str = "/-/events";

/// After which time a page comes back when its stream was cut, in milliseconds.
const RETRY: u32 = 1000;

/// The editions of a site, and who waits for the next one.
#[derive(Debug)]
pub struct Events {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    edition: u64,
    /// The streams that are open, by the order in which they came.
    open: BTreeSet<u64>,
    next: u64,
}

/// What ended a wait.
enum Woken {
    Edition(u64),
    Silence,
    Closed,
}

/// A stream that is open; it is given up when this is dropped.
struct Stream<'a> {
    events: &'a Events,
    number: u64,
}

impl Events {
    /// The events of a site whose first edition has a number. Pages of an earlier run may still be open: a number that
    /// is not used twice, such as one that begins at the time of the start, makes them reload.
    pub fn new(edition: u64) -> Events {
        Events { state: Mutex::new(State { edition, open: BTreeSet::new(), next: 0 }), changed: Condvar::new() }
    }

    /// The edition that is told to whoever asks now.
    pub fn edition(&self) -> u64 {
        self.lock().edition
    }

    /// Tells all streams that there is another edition. To be called when it can be served already.
    pub fn publish(&self, edition: u64) {
        self.lock().edition = edition;
        self.changed.notify_all();
    }

    /// How many streams are open.
    pub fn streams(&self) -> usize {
        self.lock().open.len()
    }

    /// Tells one client of every edition until it goes, or until it is the oldest of too many. `seen` is the edition that
    /// it shows: another one is told at once, also an older one, which is from another run.
    ///
    /// # Errors
    ///
    /// Those of `send`: the client has gone.
    pub fn follow(
        &self,
        seen: Option<u64>,
        bound: usize,
        heartbeat: Duration,
        mut send: impl FnMut(&str) -> io::Result<()>,
    ) -> io::Result<()> {
        let (stream, edition) = self.open(bound);
        let mut seen = seen.unwrap_or(edition);
        // An id without data is not an event, and is what a page sends back as `Last-Event-ID` after a cut.
        send(&format!("retry: {RETRY}\nid: {seen}\n\n"))?;
        loop {
            match stream.wait(seen, heartbeat) {
                Woken::Edition(edition) => {
                    send(&format!("id: {edition}\nevent: reload\ndata: {edition}\n\n"))?;
                    seen = edition;
                }
                Woken::Silence => send(":\n\n")?,
                Woken::Closed => return Ok(()),
            }
        }
    }

    /// Closes the streams that are open now.
    pub fn close(&self) {
        self.lock().open.clear();
        self.changed.notify_all();
    }

    /// A new stream, and the edition at its beginning. The oldest make room for it.
    fn open(&self, bound: usize) -> (Stream<'_>, u64) {
        let mut state = self.lock();
        let number = state.next;
        state.next += 1;
        state.open.insert(number);
        while state.open.len() > bound.max(1) {
            state.open.pop_first();
        }
        let edition = state.edition;
        drop(state);
        self.changed.notify_all();
        (Stream { events: self, number }, edition)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stream<'_> {
    /// Waits until there is another edition than the one that was seen, though no longer than a time.
    fn wait(&self, seen: u64, time: Duration) -> Woken {
        let until = Instant::now() + time;
        let mut state = self.events.lock();
        loop {
            if !state.open.contains(&self.number) {
                return Woken::Closed;
            }
            if state.edition != seen {
                return Woken::Edition(state.edition);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Woken::Silence;
            }
            state = self.events.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Stream<'_> {
    fn drop(&mut self) {
        self.events.lock().open.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a stream sends until it has sent so many texts.
    fn sent(events: &Events, seen: Option<u64>, count: usize, mut each: impl FnMut(usize)) -> Vec<String> {
        let mut texts = Vec::new();
        let _ = events.follow(seen, 8, Duration::from_millis(5), |text| {
            texts.push(text.to_owned());
            each(texts.len());
            if texts.len() == count { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
        });
        texts
    }

    #[test]
    fn a_change_between_two_waits_is_not_missed() {
        let events = Events::new(7);
        // Published while the stream writes, when it does not wait.
        let texts = sent(&events, None, 3, |count| events.publish(7 + count as u64));
        assert_eq!(
            texts,
            ["retry: 1000\nid: 7\n\n", "id: 8\nevent: reload\ndata: 8\n\n", "id: 9\nevent: reload\ndata: 9\n\n"]
        );
        assert_eq!(events.streams(), 0);
    }

    #[test]
    fn who_shows_another_edition_is_told_at_once() {
        let events = Events::new(7);
        for seen in [6, 8] {
            assert_eq!(sent(&events, Some(seen), 2, |_| {})[1], "id: 7\nevent: reload\ndata: 7\n\n");
        }
    }

    #[test]
    fn silence_is_broken_by_comments() {
        assert_eq!(sent(&Events::new(7), Some(7), 3, |_| {})[1..], [":\n\n", ":\n\n"]);
    }

    #[test]
    fn the_oldest_of_too_many_is_closed() {
        let events = Events::new(1);
        let (first, _) = events.open(2);
        let (second, _) = events.open(2);
        let (_third, _) = events.open(2);
        assert!(matches!(first.wait(1, Duration::ZERO), Woken::Closed));
        assert!(matches!(second.wait(1, Duration::ZERO), Woken::Silence));
    }
}
