//! How it starts, and how it ends.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Signal;

use crate::client;
use crate::program::{Folder, Serving, becomes, roadmapgen, run};

#[test]
fn the_first_line_tells_the_address_and_stdout_tells_nothing_else() {
    let folder = Folder::plain();
    let serving = Serving::of(folder.root(), &[]);
    assert!(serving.address.ip().is_loopback() && serving.base == "/");
    assert_eq!(serving.get("").status, 200);
    folder.write("milestones/a.md", "+++\ntitle = \"Second\"\n+++\n");
    serving.becomes("milestones/a/", "the new title", |page| page.contains("Second"));
    folder.write("milestones/a.md", "+++\ntitle = \n+++\n");
    serving.becomes("milestones/a/", "an error", |page| page.contains("error["));
    assert_eq!(serving.out(), format!("Serving http://{}/\n", serving.address));
    assert!(!folder.path("public").exists(), "it wrote a site");
}

#[test]
fn a_busy_port_moves_on_and_says_so() {
    let folder = Folder::plain();
    let busy = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = busy.local_addr().expect("an address").port();
    let mut command = roadmapgen();
    command.arg("serve").arg(folder.root()).args(["-p", &port.to_string()]);
    let serving = Serving::start(command);
    assert!(serving.address.port() > port && serving.address.port() <= port.saturating_add(100));
    let told = format!("Port {port} is busy, so this is port {}\n", serving.address.port());
    serving.says("that the port is busy", |err| err.contains(&told));
    assert_eq!(serving.get("").status, 200);
}

#[test]
fn who_lets_others_in_is_warned() {
    let folder = Folder::plain();
    let serving = Serving::of(folder.root(), &["--interface", "0.0.0.0", "--allow-host", "preview.example"]);
    let told = serving.says("a warning", |err| err.contains("warning: "));
    assert!(told.contains("0.0.0.0") && told.contains("private and sealed"), "{told}");
    let port = serving.address.port();
    for (host, status) in [("preview.example", 200), ("localhost", 200), ("127.0.0.1", 200), ("evil.example", 403)] {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
        assert_eq!(client::ask(([127, 0, 0, 1], port).into(), request.as_bytes()).status, status, "{host}");
    }
    let quiet = Serving::of(folder.root(), &[]);
    quiet.get("");
    assert!(!quiet.err().contains("warning"), "{}", quiet.err());
}

#[test]
fn what_cannot_be_is_wrong_usage_and_says_so_once() {
    let folder = crate::built::small();
    let root = folder.root().to_str().expect("a plain path");
    let nowhere = folder.path("nowhere");
    let nowhere = nowhere.to_str().expect("a plain path");
    for (arguments, told) in [
        (vec![nowhere], "nowhere"),
        (vec![root, "--audience", "bord"], "bord"),
        (vec![root, "--allow-host", "http://evil.example/"], "http://evil.example/"),
        (vec![root, "--allow-host", "*"], "`*`"),
        (vec![root, "--interface", "192.0.2.1"], "192.0.2.1"),
        (vec![root, "--interface", "localhost.."], "localhost.."),
        (vec![root, "--as-of", "2027"], "2027"),
        (vec![root, "--watcher", "magic"], "magic"),
        (vec![root, "--port", "70000"], "70000"),
    ] {
        let mut command = roadmapgen();
        command.arg("serve").args(&arguments).args(["--port", "0"].iter().filter(|_| !arguments.contains(&"--port")));
        let ended = run(command);
        let err = String::from_utf8(ended.stderr).expect("text");
        assert_eq!((ended.status.code(), ended.stdout.len()), (Some(2), 0), "{arguments:?}: {err}");
        assert_eq!(err.matches("error: ").count(), 1, "{arguments:?}: {err}");
        assert!(err.starts_with("error: ") && err.contains(told), "{arguments:?}: {err}");
    }
    // A folder above which no roadmap is, and none is named.
    let empty = Folder::with(&[]);
    let mut command = roadmapgen();
    command.arg("serve").args(["-p", "0"]).current_dir(empty.root());
    let ended = run(command);
    let err = String::from_utf8(ended.stderr).expect("text");
    assert!(ended.status.code() == Some(2) && err.starts_with("error: no `roadmap.toml`"), "{err}");
}

#[test]
fn a_browser_that_cannot_be_started_is_a_warning() {
    let folder = Folder::plain();
    let mut command = roadmapgen();
    command.arg("serve").arg(folder.root()).args(["-p", "0", "--open"]).env("PATH", "").env_remove("BROWSER");
    let serving = Serving::start(command);
    serving.says("a warning", |err| err.contains("warning: cannot open a browser"));
    assert_eq!(serving.get("").status, 200);
}

#[test]
fn signals_end_it_at_once() {
    let folder = Folder::plain();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let serving = Serving::of(folder.root(), &[]);
        let address = serving.address;
        // A page that waits for news does not hold it up.
        let mut waiting = client::connect(address);
        let request = format!("GET /-/events HTTP/1.1\r\nHost: {address}\r\n\r\n");
        std::io::Write::write_all(&mut waiting, request.as_bytes()).expect("it takes a request");
        std::io::Read::read(&mut waiting, &mut [0; 64]).expect("it answers");
        let (status, took) = serving.end(signal);
        println!("{signal:?} ended it after {took:?}");
        assert!(status.signal() == Some(signal.as_raw()) || status.code() == Some(128 + signal.as_raw()), "{status}");
        assert!(took < Duration::from_secs(3), "{took:?}");
        assert!(TcpListener::bind(address).is_ok(), "the port is not free again");
    }
}

#[test]
fn nobody_has_to_listen_to_what_it_says() {
    let folder = Folder::plain();
    let mut command = roadmapgen();
    command.arg("serve").arg(folder.root()).args(["-p", "0"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = Killed(command.spawn().expect("it starts"));
    let mut line = String::new();
    let mut out = BufReader::new(child.0.stdout.take().expect("a pipe"));
    out.read_line(&mut line).expect("a line");
    drop((out, child.0.stderr.take()));
    let address =
        line.trim_end().trim_start_matches("Serving http://").trim_end_matches('/').parse().expect("an address");
    let page = |title: &str, what: &str| {
        let text = || client::get(address, "/milestones/a/").text();
        becomes(what, || text().contains(title).then_some(()), text);
    };
    page("First", "the first title");
    // What is told of errors goes nowhere, and what is shown goes on.
    folder.write("milestones/a.md", "+++\ntitle = \n+++\n");
    page("error[bad-toml]", "an error");
    folder.write("milestones/a.md", "+++\ntitle = \"Second\"\n+++\n");
    page("Second", "the title that was mended");
    folder.write("milestones/a.md", "+++\ntitle = \"Third\"\n+++\n");
    page("Third", "the title after that");
    assert!(child.0.try_wait().expect("it can be asked").is_none());
}

/// A process that does not outlive its test.
struct Killed(std::process::Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
