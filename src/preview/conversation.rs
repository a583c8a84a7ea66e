//! The life of one connection.

use std::io::{self, BufWriter, Read, Write};
use std::net::{IpAddr, Shutdown, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::answer::{Answer, Answerer, Request};
use super::events::{self, Events};
use super::guard::{self, Admitted};
use super::head::{Head, Incoming};
use super::hosts::Names;
use super::limits::Limits;
use super::refusal::Refusal;
use super::reply::{self, After, Tagged};
use super::slots::{Seat, Slots};
use super::target::value;

/// What is read at once: most heads are smaller.
const PIECE: usize = 4 * 1024;

/// What is written at once.
const BLOCK: usize = 16 * 1024;

/// How much of what a refused client goes on sending is thrown away before its connection is.
const THROWN: usize = 4 * 1024 * 1024;

/// What all connections of a server share.
pub struct Service {
    /// Whom it answers to.
    pub names: Names,
    /// What it answers.
    pub answer: Arc<Answerer>,
    /// What it tells of.
    pub events: Arc<Events>,
    /// How much it takes.
    pub limits: Limits,
    /// Who is there.
    pub slots: Arc<Slots>,
    /// How many more answers may be made at once.
    free: Mutex<usize>,
    freed: Condvar,
}

impl Service {
    /// A service with nobody there.
    pub fn new(names: Names, answer: Arc<Answerer>, events: Arc<Events>, limits: Limits) -> Service {
        let slots = Arc::new(Slots::new(limits.connections, limits.held));
        Service { names, answer, events, limits, slots, free: Mutex::new(limits.workers.max(1)), freed: Condvar::new() }
    }

    /// Makes an answer, when a worker is free. An answerer that panics has failed at one page and not at the others.
    fn make(&self, request: &Request<'_>) -> Tagged {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.freed.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        drop(free);
        let answer = catch_unwind(AssertUnwindSafe(|| Tagged::new((self.answer)(request))));
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.freed.notify_one();
        let fault = "the preview failed at this page: this is a bug of roadmapgen\n";
        answer.unwrap_or_else(|_| Tagged::new(Answer::text(500, fault)))
    }
}

/// Talks to a client until it goes, is refused or stays too long.
pub fn hold(service: &Service, seat: &Seat) {
    // What ends a conversation early is that the client is gone, and then there is nobody to tell.
    let _ = talk(service, seat);
}

fn talk(service: &Service, seat: &Seat) -> io::Result<()> {
    let socket = seat.socket();
    let limits = &service.limits;
    // Some systems hand the listener's way down.
    socket.set_nonblocking(false)?;
    socket.set_nodelay(true)?;
    socket.set_write_timeout(Some(limits.stall))?;
    let local = socket.local_addr()?.ip();
    let mut incoming = Incoming::default();
    for nth in 1..=limits.requests {
        seat.reading();
        let wait = if nth == 1 { limits.head } else { limits.idle };
        let asked = match listen(socket, &mut incoming, wait, limits.head)? {
            Heard::Head(bytes) => decide(&bytes, service, local),
            Heard::Refused(refusal) => Err(refusal),
            Heard::Silence => return Ok(()),
        };
        let asked = match asked {
            Ok(asked) => asked,
            Err(refusal) => return refuse(seat, &refusal, limits.farewell),
        };
        seat.answering();
        if asked.target.path == events::PATH {
            return follow(service, seat, &asked);
        }
        let request =
            Request { path: &asked.target.path, query: asked.target.query.as_deref(), is_head: asked.is_head };
        let answer = service.make(&request);
        let stays = asked.stays && nth < limits.requests && !service.slots.is_crowded();
        let after = if stays { After::Stays } else { After::Closes };
        let body = if asked.is_head { Arc::default() } else { Arc::clone(answer.body()) };
        seat.writing(body);
        reply::write(&mut BufWriter::with_capacity(BLOCK, seat), &answer, asked.is_head, &asked.known, after)?;
        if !stays {
            break;
        }
    }
    socket.shutdown(Shutdown::Write)
}

/// What came of waiting for a request.
enum Heard {
    Head(Vec<u8>),
    Refused(Refusal),
    /// The client has nothing to ask: it went, or had opened the connection ahead of need.
    Silence,
}

/// Waits for a request to begin, and then for its head to end.
fn listen(mut socket: &TcpStream, incoming: &mut Incoming, begin: Duration, whole: Duration) -> io::Result<Heard> {
    let mut until = Instant::now() + if incoming.is_empty() { begin } else { whole };
    let mut piece = [0; PIECE];
    loop {
        match incoming.take() {
            Ok(Some(head)) => return Ok(Heard::Head(head)),
            Ok(None) => {}
            Err(refusal) => return Ok(Heard::Refused(refusal)),
        }
        let left = until.saturating_duration_since(Instant::now());
        let count = if left.is_zero() {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            socket.set_read_timeout(Some(left))?;
            socket.read(&mut piece)
        };
        match count {
            Ok(0) => return Ok(Heard::Silence),
            Ok(count) => {
                if incoming.is_empty() {
                    until = Instant::now() + whole;
                }
                incoming.push(&piece[..count]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) => {
                // Systems let a time end a little early.
                if Instant::now() + Duration::from_millis(1) >= until {
                    return Ok(if incoming.is_empty() { Heard::Silence } else { Heard::Refused(Refusal::Late) });
                }
            }
            Err(error) => return Err(error),
        }
    }
}

fn decide(bytes: &[u8], service: &Service, local: IpAddr) -> Result<Admitted, Refusal> {
    guard::admit(&Head::parse(bytes)?, &service.names, Some(local))
}

/// Says why, and listens for a moment without keeping anything: closing on a client that still sends would take the
/// answer away from it.
fn refuse(seat: &Seat, refusal: &Refusal, time: Duration) -> io::Result<()> {
    let answer = Tagged::new(refusal.answer());
    seat.writing(Arc::clone(answer.body()));
    reply::write(&mut BufWriter::with_capacity(BLOCK, seat), &answer, false, &[], After::Closes)?;
    seat.reading();
    let mut socket = seat.socket();
    socket.shutdown(Shutdown::Write)?;
    let until = Instant::now() + time;
    let (mut piece, mut thrown) = ([0; PIECE], 0);
    while thrown < THROWN {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        socket.set_read_timeout(Some(left))?;
        match socket.read(&mut piece)? {
            0 => break,
            count => thrown += count,
        }
    }
    Ok(())
}

/// An event stream, until one of both ends goes.
fn follow(service: &Service, mut seat: &Seat, asked: &Admitted) -> io::Result<()> {
    seat.following();
    seat.write_all(reply::STREAM.as_bytes())?;
    if asked.is_head {
        return Ok(());
    }
    let seen = asked
        .last_event
        .or_else(|| value(asked.target.query.as_deref(), "after").and_then(|edition| edition.parse().ok()));
    let limits = &service.limits;
    service.events.follow(seen, limits.streams, limits.heartbeat, |text| seat.write_all(text.as_bytes()))
}
