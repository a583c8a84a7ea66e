//! The preview's server among strangers.

// A shell limits the descriptors, and the system is told how many a crowd of clients needs.
#![cfg(unix)]

#[path = "preview_server/client.rs"]
mod client;
#[path = "preview_server/house.rs"]
mod house;
#[path = "preview_server/refused.rs"]
mod refused;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use client::{Reply, Stream, ask, connect, front, front_is_quick, get, request, send};
use house::{FRESH, alone, house, live_alone};
use roadmapgen::preview::{Limits, bind};

/// Waits until something is so, no longer than five seconds.
fn becomes(what: &str, is_so: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(5);
    while !is_so() {
        assert!(Instant::now() < until, "it never came about: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Held by tests that crowd the machine, so that they time the server and not one another.
static CROWD: Mutex<()> = Mutex::new(());

/// Waits for the other crowds to go.
fn crowd() -> MutexGuard<'static, ()> {
    raise_descriptors();
    CROWD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets this process have as many sockets as the system allows it.
fn raise_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Nofile).maximum;
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

/// Not a test of its own: the server in a process of its own that other tests start.
#[test]
fn a_server_lives_alone_when_it_is_told_to() {
    live_alone();
}

#[test]
fn a_page_has_its_type_and_its_tag_and_no_word_about_other_origins() {
    let house = house(Limits::default(), &[]);
    let reply = get(house.address, "/");
    assert_eq!((reply.status, reply.text().as_str()), (200, "<h1>front</h1>"));
    assert_eq!(reply.field("Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(reply.field("Cache-Control"), Some("no-store"));
    assert_eq!(reply.field("X-Content-Type-Options"), Some("nosniff"));
    assert!(!reply.head.to_lowercase().contains("access-control"), "{}", reply.head);
    assert_eq!(get(house.address, "/style.css").field("Content-Type"), Some("text/css; charset=utf-8"));

    let tag = reply.field("ETag").expect("a tag");
    let again = ask(house.address, &request(house.address, "GET", "/", &format!("If-None-Match: \"x\", {tag}\r\n")));
    assert_eq!((again.status, again.body.len(), again.field("ETag")), (304, 0, Some(tag)));
    let other = ask(house.address, &request(house.address, "GET", "/", "If-None-Match: \"x\"\r\n"));
    assert_eq!(other.status, 200);

    let head = ask(house.address, &request(house.address, "HEAD", "/", ""));
    assert_eq!((head.status, head.field("Content-Length"), head.field("ETag")), (200, Some("14"), Some(tag)));
    let missing = get(house.address, "/missing");
    assert_eq!((missing.status, missing.field("ETag")), (404, None));
    assert_eq!(get(house.address, "/old").field("Location"), Some("/%C3%A4%20b/"));
}

#[test]
fn several_requests_go_over_one_connection() {
    let house = house(Limits { requests: 3, ..Limits::default() }, &[]);
    let one = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", house.address);
    let read = send(house.address, one.repeat(5).as_bytes());
    let mut rest = &read[..];
    let mut versions = Vec::new();
    while let Some((reply, after)) = Reply::parse(rest, false) {
        assert_eq!(reply.text(), "<h1>front</h1>");
        versions.push(reply.head[..8].to_owned());
        rest = after;
    }
    // The last answer says by its version that it is the last.
    assert_eq!(versions, ["HTTP/1.1", "HTTP/1.1", "HTTP/1.0"]);
}

#[test]
fn a_panic_is_one_page_s_and_slow_pages_are_not_cut() {
    let house = house(Limits::default(), &[]);
    assert_eq!(get(house.address, "/panic").status, 500);
    assert_eq!(get(house.address, "/slow").text(), "slow");
    front(house.address);
}

#[test]
fn what_is_no_plain_reading_of_this_site_is_refused() {
    let house = house(Limits::default(), &["preview.example"]);
    let at = house.address;
    let port = at.port();
    let of = |host: &str| format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    for (status, text) in &refused::requests(at) {
        let begin = Instant::now();
        let reply = ask(at, text.as_bytes());
        assert_eq!(reply.status, *status, "{text:?}: {}", reply.text());
        assert!(!reply.head.contains("Injected"), "{}", reply.head);
        assert_eq!(reply.field("Allow"), (*status == 405).then_some("GET, HEAD"));
        // The farewell takes as long as the client stays; this one stays until the server closes.
        assert!(begin.elapsed() < Duration::from_secs(2), "{text:?} took {:?}", begin.elapsed());
    }
    assert_eq!(*house.asked.lock().expect("a list"), Vec::<String>::new(), "the site was asked");
    let told = ask(at, of("evil.example").as_bytes()).text();
    assert!(told.contains("`--allow-host evil.example`"), "{told}");

    for host in [format!("localhost:{port}"), format!("[::1]:{port}"), "preview.example".to_owned()] {
        assert_eq!(ask(at, of(&host).as_bytes()).status, 200, "{host}");
    }
    assert_eq!(get(at, &format!("http://127.0.0.1:{port}/")).status, 200);
    let link = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    assert_eq!(ask(at, &request(at, "GET", "/", link)).status, 200);
}

#[test]
fn no_path_leads_out_of_the_site() {
    let house = house(Limits::default(), &[]);
    let ups =
        ["..", "%2e%2e", ".%2e", "%2E%2e", "%252e%252e", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae", "..%00", "....", "..;"];
    let slashes = ["/", "%2f", "\\", "%5c", "%255c", "%252f", "%c0%af", "//", "/./"];
    let mut paths = BTreeSet::new();
    for up in ups {
        for slash in slashes {
            paths.insert(format!("/{}etc{slash}passwd", format!("{up}{slash}").repeat(6)));
            paths.insert(format!("/milestones/{up}{slash}roadmap.toml"));
        }
    }
    for path in [
        "//etc/passwd",
        "///etc/passwd",
        "/%2fetc/passwd",
        "/C:/Windows/win.ini",
        "/C:%5cWindows%5cwin.ini",
        "/C%3a/x",
        "/%5c%5chost/share",
        "/%00",
        "/index.html%00.png",
        "/.",
        "/..",
        "/./",
        "/../",
        "/.git/config",
        "/.env",
        "/proc/self/environ",
        "/dev/zero",
        "/~root/x",
        "/%",
        "/%2",
        "/%g0",
        "/%u002e%u002e/x",
        "/%f0%80%80%ae/x",
        "/%ff%fe",
        "/%ed%a0%80",
        "/a/..",
        "/a/../..",
        "/a%0d%0aSet-Cookie:x",
        "/con",
        "/nul.txt",
        "/file:///etc/passwd",
        "/static/../../x",
        "/\\\\?\\C:\\x",
        "/roadmap.toml",
        "/index.html/",
        "/index.html/x",
        "/%2e",
        "/%2e/",
    ] {
        paths.insert(path.to_owned());
    }
    assert!(paths.len() >= 200, "{}", paths.len());
    for path in &paths {
        let reply = get(house.address, path);
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.status);
        assert_eq!(reply.field("Location"), None);
    }
    for path in house.asked.lock().expect("a list").iter() {
        let inside = path.strip_prefix('/').expect("a slash");
        let segments = inside.strip_suffix('/').unwrap_or(inside);
        assert!(segments.split('/').all(|segment| !["", ".", ".."].contains(&segment)), "{path}");
        assert!(!path.contains(['\\', '\0']), "{path}");
    }
}

#[test]
fn eight_streams_are_told_of_every_edition() {
    let house = house(Limits::default(), &[]);
    let mut streams: Vec<Stream> = (0..8).map(|_| Stream::open(house.address, "/-/events", "")).collect();
    for edition in 2..30 {
        house.events.publish(edition);
        for stream in &mut streams {
            assert_eq!(stream.edition().expect("an event"), edition);
        }
    }
    // A change between two waits: nobody reads in between, and the last one is told all the same.
    for edition in 30..2000 {
        house.events.publish(edition);
    }
    for stream in &mut streams {
        while stream.edition().expect("an event") != 1999 {}
    }
    front(house.address);
}

#[test]
fn a_page_that_was_away_is_told_at_once() {
    let house = house(Limits::default(), &[]);
    house.events.publish(9);
    assert_eq!(Stream::open(house.address, "/-/events?after=8", "").edition().expect("an event"), 9);
    let mut back = Stream::open(house.address, "/-/events?after=8", "Last-Event-ID: 9\r\n");
    house.events.publish(10);
    assert_eq!(back.edition().expect("an event"), 10);
    let foreign = ask(house.address, &request(house.address, "GET", "/-/events", "Sec-Fetch-Site: cross-site\r\n"));
    assert_eq!(foreign.status, 403);
}

#[test]
fn of_too_many_streams_the_oldest_is_closed() {
    let house = house(Limits { streams: 3, heartbeat: Duration::from_millis(50), ..Limits::default() }, &[]);
    let mut streams: Vec<Stream> = (0..4).map(|_| Stream::open(house.address, "/-/events", "")).collect();
    assert!(streams[0].edition().is_err());
    house.events.publish(2);
    for stream in &mut streams[1..] {
        assert_eq!(stream.edition().expect("an event"), 2);
    }
    drop(streams);
    becomes("streams whose pages are gone are given up", || house.events.streams() == 0);
}

#[test]
fn a_head_that_drips_is_cut_and_holds_up_nobody() {
    let _crowd = crowd();
    let house = house(Limits { head: Duration::from_millis(1200), ..Limits::default() }, &[]);
    let mut drips: Vec<TcpStream> = (0..50).map(|_| connect(house.address)).collect();
    let begin = Instant::now();
    let line = request(house.address, "GET", "/", "");
    for byte in line.iter().take(10) {
        for drip in &mut drips {
            // Refused in the meantime, towards the end.
            let _ = drip.write_all(&[*byte]);
        }
        assert!(front(house.address) < Duration::from_secs(1));
        thread::sleep(Duration::from_millis(150));
    }
    for drip in &mut drips {
        let mut read = Vec::new();
        let _ = drip.read_to_end(&mut read);
        assert!(read.is_empty() || read.starts_with(b"HTTP/1.0 408 "), "{:?}", String::from_utf8_lossy(&read));
    }
    assert!(begin.elapsed() < Duration::from_secs(4), "{:?}", begin.elapsed());
}

#[test]
fn who_does_not_read_and_who_does_not_ask_is_cut() {
    let _crowd = crowd();
    let short = Duration::from_millis(300);
    let house = house(Limits { stall: short, head: short, idle: short, ..Limits::default() }, &[]);
    let mut clients: Vec<TcpStream> = (0..20).map(|_| connect(house.address)).collect();
    for client in &mut clients[..10] {
        // More than the system keeps for a client.
        client.write_all(&request(house.address, "GET", "/fresh", "").repeat(20)).expect("it is taken");
    }
    becomes("all are connected", || house.server.connections() == 20);
    becomes("all are cut", || house.server.connections() == 0);
    front(house.address);
}

#[test]
fn three_hundred_that_never_read_hold_up_nobody_and_little_memory() {
    let _crowd = crowd();
    let server = alone(1024);
    let mut clients = Vec::new();
    for nth in 0..300 {
        let mut client = connect(server.address);
        client.write_all(&request(server.address, "GET", "/fresh", "")).expect("it is taken");
        clients.push(client);
        if nth % 30 == 0 {
            assert!(front(server.address) < Duration::from_secs(1));
        }
    }
    front_is_quick(server.address);
    // All of their pages would be 1200 MiB. What is held is 128; the rest is what the allocator keeps for later, which
    // does not grow with the clients: nine hundred leave it as large.
    server.is_smaller_than(500);
    // One that reads gets all of such a page.
    assert_eq!(get(server.address, "/fresh").body.len(), FRESH);
}

#[test]
fn a_thousand_that_never_ask_hold_up_nobody() {
    let _crowd = crowd();
    let server = alone(1024);
    let mut clients = Vec::new();
    for nth in 0..1000 {
        let mut client = connect(server.address);
        let _ = client.write_all(b"GET / HT");
        clients.push(client);
        if nth % 100 == 0 {
            assert!(front(server.address) < Duration::from_secs(1));
        }
    }
    front_is_quick(server.address);
    server.is_smaller_than(100);
}

#[test]
fn a_head_of_two_hundred_megabytes_takes_no_memory() {
    let _crowd = crowd();
    let server = alone(1024);
    let heads =
        [b"GET / HTTP/1.1\r\n".to_vec(), request(server.address, "POST", "/", "Content-Length: 200000000000\r\n")];
    thread::scope(|scope| {
        for head in &heads {
            scope.spawn(|| {
                let mut client = connect(server.address);
                client.write_all(head).expect("it is taken");
                let line = format!("A: {}\r\n", "a".repeat(1 << 20));
                let sent = (0..200).take_while(|_| client.write_all(line.as_bytes()).is_ok()).count();
                assert!(sent < 200, "all of it was read");
            });
        }
        front_is_quick(server.address);
    });
    front_is_quick(server.address);
    server.is_smaller_than(60);
}

#[test]
fn with_64_descriptors_two_hundred_connections_hold_up_nobody() {
    let _crowd = crowd();
    let server = alone(64);
    let streams: Vec<Stream> = (0..4).map(|_| Stream::open(server.address, "/-/events", "")).collect();
    let mut clients = Vec::new();
    for nth in 0..200 {
        let mut client = connect(server.address);
        let _ = match nth % 3 {
            0 => Ok(()),
            1 => client.write_all(b"GET / HT"),
            _ => client.write_all(&request(server.address, "GET", "/fresh", "")),
        };
        clients.push(client);
        if nth % 20 == 0 {
            assert!(front(server.address) < Duration::from_secs(1));
        }
    }
    front_is_quick(server.address);
    server.is_smaller_than(400);
    drop(clients);
    front_is_quick(server.address);
    // The streams were not among those that gave way.
    assert!(streams.iter().all(Stream::is_open));
}

#[test]
fn when_there_are_no_descriptors_at_all_it_waits_and_goes_on() {
    let _crowd = crowd();
    let server = alone(64);
    for _ in 0..2 {
        let taken: usize = get(server.address, "/exhaust").text().parse().expect("a number");
        assert!(taken > 10, "{taken}");
        // Those that come now wait in the system's queue, and are answered when there are descriptors again.
        let begin = Instant::now();
        thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| front(server.address));
            }
        });
        assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
        front_is_quick(server.address);
        // Until what was taken is given back, there is one descriptor, and none to take.
        thread::sleep(Duration::from_millis(800));
    }
}

#[test]
fn a_busy_port_moves_on_to_the_next_one() {
    let first = house(Limits::default(), &[]);
    let (listener, moved) = bind(IpAddr::V4(Ipv4Addr::LOCALHOST), first.address.port()).expect("another port");
    assert!(moved && listener.local_addr().expect("an address").port() > first.address.port());
    front(first.address);
}

#[test]
fn when_it_stops_nothing_of_it_is_left() {
    let house = house(Limits::default(), &[]);
    let mut stream = Stream::open(house.address, "/-/events", "");
    let mut idle = connect(house.address);
    becomes("both are connected", || house.server.connections() == 2);
    let begin = Instant::now();
    house.server.stop();
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    assert!(stream.edition().is_err());
    assert!(matches!(idle.read(&mut [0]), Ok(0) | Err(_)));
    assert!(TcpStream::connect(house.address).is_err());
    assert_eq!(house.events.streams(), 0);
}
