//! Servers to attack: in this process, and in one of its own with as many descriptors as it is given.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use roadmapgen::preview::{Answer, Events, Limits, Names, Request, Server, bind, media_type, serve_within};

/// The bytes of the page that is made anew for each request.
pub const FRESH: usize = 4 * 1024 * 1024;

/// The variable that makes [`live_alone`] a server.
const ALONE: &str = "ROADMAPGEN_PREVIEW_ALONE";

/// A server in this process.
pub struct House {
    pub address: SocketAddr,
    pub events: Arc<Events>,
    pub server: Server,
    /// The paths that the site was asked for.
    pub asked: Arc<Mutex<Vec<String>>>,
}

/// Serves the site of these tests on any port of loopback.
pub fn house(limits: Limits, allowed: &[&str]) -> House {
    let (listener, _) = bind(IpAddr::V4(Ipv4Addr::LOCALHOST), 0).expect("a free port");
    let address = listener.local_addr().expect("an address");
    let allowed: Vec<String> = allowed.iter().map(ToString::to_string).collect();
    let names = Names::new(address, &allowed).expect("good names");
    let events = Arc::new(Events::new(1));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&asked);
    let answer = move |request: &Request<'_>| {
        list.lock().expect("nobody panics with it").push(request.path.to_owned());
        page(request)
    };
    let server = serve_within(limits, listener, names, Arc::new(answer), Arc::clone(&events)).expect("it serves");
    House { address, events, server, asked }
}

fn page(request: &Request<'_>) -> Answer {
    match request.path {
        "/" => Answer::found(media_type::of("index.html"), *b"<h1>front</h1>"),
        "/fresh" => Answer::found(media_type::of("a.bin"), vec![b'x'; FRESH]),
        "/slow" => {
            thread::sleep(Duration::from_millis(300));
            Answer::text(200, "slow")
        }
        "/panic" => panic!("as it was told"),
        "/old" => Answer::redirect("/ä b/"),
        "/style.css" => Answer::found(media_type::of("style.css"), *b"a{}"),
        "/exhaust" => {
            let files: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
            let answer = Answer::text(200, &files.len().to_string());
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(700));
                drop(files);
            });
            answer
        }
        _ => Answer::text(404, "nothing stands here"),
    }
}

/// A server in a process of its own, which ends when this is dropped.
pub struct Alone {
    pub address: SocketAddr,
    child: Child,
}

/// Starts one that may have so many files open. Needs a test in the same file that calls [`live_alone`].
pub fn alone(files: u32) -> Alone {
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -n {files} && exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", "a_server_lives_alone_when_it_is_told_to", "--nocapture", "--test-threads=1"])
        .env(ALONE, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let address = lines.map_while(Result::ok).find_map(|line| line.split_once("listens at ")?.1.parse().ok());
    Alone { address: address.expect("an address"), child }
}

/// Serves until the other end of standard input goes, if this process is one that was started for it.
pub fn live_alone() {
    if std::env::var_os(ALONE).is_some() {
        let house = house(Limits::default(), &[]);
        println!("\nlistens at {}", house.address);
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        house.server.stop();
    }
}

impl Alone {
    /// The memory that it has now, in bytes; none where that is not told.
    pub fn memory(&self) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.parse::<usize>().ok().map(|kib| kib * 1024)
    }

    /// Checks that it has less memory than some mebibytes.
    pub fn is_smaller_than(&self, mebibytes: usize) {
        if let Some(memory) = self.memory() {
            assert!(memory < mebibytes << 20, "it has {} MiB", memory >> 20);
        }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
