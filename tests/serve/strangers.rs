//! The whole program among strangers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::built::small;
use crate::client::{self, Reply};
use crate::program::{Folder, Serving};
use crate::refused;

/// What an author would still call at once, on a machine that does much else.
const SLACK: Duration = Duration::from_secs(4);

/// How much memory the whole program may take with such a crowd before it, in MiB.
const MEMORY: usize = 700;

/// Held by tests that crowd the machine.
static CROWD: Mutex<()> = Mutex::new(());

/// Lets this process have as many sockets as the system allows it.
fn raise_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Nofile).maximum;
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

/// A page of the small roadmap as its author asks for it; says how long it took.
fn author(serving: &Serving, title: &str) -> Duration {
    let begin = Instant::now();
    let reply = serving.get("milestones/open/");
    assert!(reply.status == 200 && reply.text().contains(title), "{}", reply.head);
    begin.elapsed()
}

/// Asks as the author many times; says how long the median and the slowest took.
fn ask_on(serving: &Serving, title: &str, what: &str) {
    let mut times: Vec<Duration> = (0..20).map(|_| author(serving, title)).collect();
    times.sort_unstable();
    let memory = serving.memory();
    let mib = memory.map(|(now, most)| (now / 1024, most / 1024));
    println!("{what}: median {:?}, slowest {:?}, resident (now, most) in MiB {mib:?}", times[10], times[19]);
    assert!(times[19] < SLACK, "{what}: the author waited {:?}", times[19]);
    assert!(mib.is_none_or(|(_, most)| most < MEMORY), "{what}: it has {mib:?} MiB");
}

/// A connection that may be cut at any time.
fn try_connect(address: SocketAddr) -> Option<TcpStream> {
    TcpStream::connect_timeout(&address, Duration::from_secs(2)).ok()
}

/// Clients that send one byte a second until they are told to end, and come back when they are cut.
struct Drips {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drips {
    fn start(address: SocketAddr, count: usize) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = is_over.clone();
        let thread = thread::spawn(move || {
            let text = format!("GET / HTTP/1.1\r\nHost: {address}\r\nX: {}", "x".repeat(500));
            let mut drips: Vec<(Option<TcpStream>, usize)> = (0..count).map(|_| (try_connect(address), 0)).collect();
            while !ends.load(Ordering::Relaxed) {
                for (socket, at) in &mut drips {
                    let sent =
                        socket.as_mut().is_some_and(|socket| socket.write_all(&text.as_bytes()[*at..=*at]).is_ok());
                    if sent {
                        *at += 1;
                    } else {
                        (*socket, *at) = (try_connect(address), 0);
                    }
                }
                for _ in 0..20 {
                    if ends.load(Ordering::Relaxed) {
                        return;
                    }
                    thread::sleep(Duration::from_millis(50));
                }
            }
        });
        Self { is_over, thread: Some(thread) }
    }
}

impl Drop for Drips {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// Connections that ask for something large again and again and read nothing.
fn deaf(address: SocketAddr, base: &str, count: usize) -> Vec<TcpStream> {
    let one = |at: usize| {
        let mut socket = try_connect(address)?;
        socket.set_write_timeout(Some(Duration::from_millis(100))).ok()?;
        // Each asks for another day, so that nothing that was made before can be given.
        let day = format!("{:04}-{:02}-{:02}", 2020 + at % 20, 1 + at % 12, 1 + at % 28);
        let request = format!("GET {base}files/large.txt?as-of={day} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        let _ = socket.write_all(request.repeat(4).as_bytes());
        Some(socket)
    };
    (0..count).filter_map(one).collect()
}

/// The small roadmap with a large file beside it.
fn roadmap() -> Folder {
    let folder = small();
    folder.write("static/files/large.txt", vec![b'x'; 2 * 1024 * 1024]);
    folder
}

#[test]
fn what_is_no_plain_reading_of_this_site_is_refused() {
    let folder = roadmap();
    let mut serving = Serving::of(folder.root(), &["--as-of", "2026-11-16"]);
    let at = serving.address;
    let cases = refused::requests(at);
    for (status, text) in &cases {
        let begins: String = text.chars().take(120).collect();
        let read = client::send(at, text.as_bytes());
        let (reply, rest) =
            Reply::parse(&read, text.starts_with("HEAD")).unwrap_or_else(|| panic!("no reply to {begins:?}"));
        assert_eq!(reply.status, *status, "{begins:?}: {}", reply.text());
        assert!(rest.is_empty(), "{begins:?} has more than one reply");
        let whole = String::from_utf8_lossy(&read);
        for word in ["Injected", "Access-Control", "Everybody knows", "Location:"] {
            assert!(!whole.contains(word), "{begins:?} gives `{word}`: {whole}");
        }
    }
    // A head of 200 MB, as far as it is taken, and a body that is sent after it was refused.
    let mut socket = client::connect(at);
    let begin = Instant::now();
    let _ = socket.write_all(format!("GET / HTTP/1.1\r\nHost: {at}\r\n").as_bytes());
    let line = format!("X: {}\r\n", "x".repeat(65_533)).into_bytes();
    let sent = (0..3200).take_while(|_| socket.write_all(&line).is_ok()).count() * line.len();
    println!("a head of 200 MB: {} kB were taken in {:?}", sent / 1000, begin.elapsed());
    assert!(sent < 200_000_000, "it took the whole head");
    ask_on(&serving, "Everybody knows", &format!("after {} odd requests", cases.len()));
    assert!(serving.is_alive() && !serving.err().contains("panicked"), "{}", serving.err());
}

#[test]
fn with_few_descriptors_the_author_is_served_among_two_hundred() {
    let _crowd = CROWD.lock().unwrap_or_else(PoisonError::into_inner);
    raise_descriptors();
    let folder = roadmap();
    let mut serving = Serving::within(64, folder.root(), &["--as-of", "2026-11-16"]);
    author(&serving, "Everybody knows");
    let idle: Vec<_> = (0..200).filter_map(|_| try_connect(serving.address)).collect();
    println!("{} of 200 connections were made", idle.len());
    ask_on(&serving, "Everybody knows", "64 descriptors, 200 silent connections");
    // A change is still read, and shown, while they are there.
    let text = "+++\ntitle = \"Everybody knows more\"\n+++\n";
    folder.write("milestones/open.md", text);
    serving.becomes("milestones/open/", "a change among the crowd", |page| page.contains("Everybody knows more"));
    let more: Vec<_> = (0..200).filter_map(|_| try_connect(serving.address)).collect();
    ask_on(&serving, "Everybody knows more", "64 descriptors, 400 silent connections");
    let drips = Drips::start(serving.address, 100);
    let deaf = deaf(serving.address, &serving.base, 100);
    ask_on(&serving, "Everybody knows more", "64 descriptors, 100 that never read and 100 that send a byte a second");
    drop((idle, more, drips, deaf));
    ask_on(&serving, "Everybody knows more", "64 descriptors, when they are gone");
    assert!(serving.is_alive() && !serving.err().contains("panicked"), "{}", serving.err());
}

#[test]
fn who_never_reads_or_hardly_speaks_holds_up_nobody() {
    let _crowd = CROWD.lock().unwrap_or_else(PoisonError::into_inner);
    raise_descriptors();
    let folder = roadmap();
    let mut serving = Serving::of(folder.root(), &["--as-of", "2026-11-16"]);
    ask_on(&serving, "Everybody knows", "alone");
    let deaf = deaf(serving.address, &serving.base, 300);
    println!("{} of 300 clients that never read are there", deaf.len());
    ask_on(&serving, "Everybody knows", "300 clients that never read");
    let drips = Drips::start(serving.address, 100);
    thread::sleep(Duration::from_millis(1200));
    ask_on(&serving, "Everybody knows", "and 100 that send a byte a second");
    let page = "+++\ntitle = \"Everybody sees it\"\n+++\n";
    folder.write("milestones/open.md", page);
    serving.becomes("milestones/open/", "a change among the crowd", |page| page.contains("Everybody sees it"));
    thread::sleep(Duration::from_secs(2));
    ask_on(&serving, "Everybody sees it", "after a while");
    drop((deaf, drips));
    // Who sends half a request and goes, many times.
    for _ in 0..300 {
        if let Some(mut socket) = try_connect(serving.address) {
            let _ = socket.write_all(b"GET / HTTP/1.1\r\nHo");
            let _ = socket.set_read_timeout(Some(Duration::from_millis(1)));
            let _ = socket.read(&mut [0]);
        }
    }
    ask_on(&serving, "Everybody sees it", "when they are gone");
    assert!(serving.is_alive() && !serving.err().contains("panicked"), "{}", serving.err());
}
