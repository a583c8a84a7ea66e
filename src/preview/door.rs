//! The listening socket.
//!
//! The server is our own up to the writing of answers, which is `tiny_http`'s. Its own listener was given up, since no
//! guard in front of it holds. What strangers do to it can be kept away: a request with a body makes it allocate what was
//! announced and abort, and it bounds neither heads nor time nor threads. What remains was measured with clean requests
//! alone, passed on over a socket within the process: a moment without descriptors, whoever took them, ends it for good
//! (it panics where it accepts, and connections are refused from then on), as many clients that do not read as there are
//! workers stop all others, and each request takes four descriptors and two threads, where this takes one of each.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::answer::Answerer;
use super::conversation::{self, Service};
use super::events::Events;
use super::hosts::Names;
use super::limits::Limits;

/// How long the door waits before it looks whether it is to be closed.
const GLANCE: Duration = Duration::from_millis(100);

/// How long it waits when the system has no more descriptors, or says something that nobody expected. What has come
/// waits in the system's queue meanwhile.
const PAUSE: Duration = Duration::from_millis(20);

/// How long [`Server::stop`] waits for answers that are being made.
const FINISH: Duration = Duration::from_secs(5);

/// The stack of a connection's thread, on which pages are rendered. The system gives memory only for what is used.
const STACK: usize = 4 * 1024 * 1024;

/// A server that runs until it is stopped or dropped.
pub struct Server {
    address: SocketAddr,
    service: Arc<Service>,
    stopping: Arc<AtomicBool>,
    door: Option<JoinHandle<()>>,
}

/// Serves on a listener, within the default limits.
///
/// # Errors
///
/// The listener has no address, or there is no thread for it.
pub fn serve(listener: TcpListener, names: Names, answer: Arc<Answerer>, events: Arc<Events>) -> io::Result<Server> {
    serve_within(Limits::default(), listener, names, answer, events)
}

/// Serves on a listener, within limits.
///
/// # Errors
///
/// As [`serve`].
pub fn serve_within(
    limits: Limits,
    listener: TcpListener,
    names: Names,
    answer: Arc<Answerer>,
    events: Arc<Events>,
) -> io::Result<Server> {
    let address = listener.local_addr()?;
    // A client that leaves between the look and the accepting must not hold the door.
    listener.set_nonblocking(true)?;
    let service = Arc::new(Service::new(names, answer, events, limits));
    let stopping = Arc::new(AtomicBool::new(false));
    let (inside, stop) = (Arc::clone(&service), Arc::clone(&stopping));
    let door = thread::Builder::new().name("door".to_owned()).spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            if inside.slots.make_room(GLANCE) && is_knocking(&listener) {
                open(&listener, &inside);
            }
        }
    })?;
    Ok(Server { address, service, stopping, door: Some(door) })
}

/// Waits for a client, no longer than a glance.
#[cfg(unix)]
fn is_knocking(listener: &TcpListener) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let time = Timespec { tv_sec: 0, tv_nsec: GLANCE.subsec_nanos().into() };
    // An error is told by the accepting that follows, or is an interruption.
    !matches!(poll(&mut [PollFd::new(listener, PollFlags::IN)], Some(&time)), Ok(0))
}

/// Elsewhere the door is looked at now and then.
#[cfg(not(unix))]
fn is_knocking(_: &TcpListener) -> bool {
    thread::sleep(Duration::from_millis(2));
    true
}

/// Lets one client in. Whatever goes wrong with it, the next one is let in.
fn open(listener: &TcpListener, service: &Arc<Service>) {
    match listener.accept() {
        Ok((socket, _)) => {
            let seat = service.slots.seat(socket);
            let inside = Arc::clone(service);
            let talk = move || conversation::hold(&inside, &seat);
            if thread::Builder::new().name("client".to_owned()).stack_size(STACK).spawn(talk).is_err() {
                // No more threads: the client is dropped with its seat, and another gives way.
                service.slots.cut_one();
                thread::sleep(PAUSE);
            }
        }
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted | io::ErrorKind::ConnectionAborted
            ) => {}
        // EMFILE and ENFILE above all, for which the standard library has no word.
        Err(_) => {
            service.slots.cut_one();
            thread::sleep(PAUSE);
        }
    }
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.service.slots.taken()
    }

    /// Stops listening, cuts all connections, and waits for their threads; for answers that are still being made no
    /// longer than five seconds.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let Some(door) = self.door.take() else { return };
        self.stopping.store(true, Ordering::Relaxed);
        // It cannot panic; if it did, it has ended all the same.
        let _ = door.join();
        for _ in 0..FINISH.as_millis() / GLANCE.as_millis() {
            // Again and again, since a stream may just be opening.
            self.service.events.close();
            if self.service.slots.clear(GLANCE) {
                break;
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
