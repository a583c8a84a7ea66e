//! The program, running, and a folder for it.

use std::fs;
use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::client::{self, Reply};

/// How long anything may take on a machine that does much else. Nothing is expected to take a tenth of it.
pub const LONG: Duration = Duration::from_secs(30);

/// A roadmap in a folder of its own.
pub struct Folder(TempDir);

impl Folder {
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().expect("a folder"));
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// A roadmap with a title and one milestone.
    pub fn plain() -> Self {
        Self::with(&[
            ("roadmap.toml", "[site]\ntitle = \"Plain\"\n"),
            ("milestones/a.md", "+++\ntitle = \"First\"\n+++\n"),
        ])
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("a folder");
        fs::write(full, text).expect("a file");
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }
}

/// The program without what the environment of these tests could tell it.
pub fn roadmapgen() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roadmapgen"));
    clean(&mut command);
    command
}

/// The program, started by a shell that gives it so many descriptors.
fn with_descriptors(count: usize) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -n {count}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_roadmapgen")]);
    clean(&mut command);
    command
}

fn clean(command: &mut Command) {
    command.env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1").stdin(Stdio::null());
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ROADMAPGEN_PASSPHRASE_") {
            command.env_remove(name);
        }
    }
}

/// Runs the program to its end, which it comes to by itself: else it is killed and the test fails.
pub fn run(mut command: Command) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut ending = Ending(child);
    let until = Instant::now() + LONG;
    let status = loop {
        if let Some(status) = ending.0.try_wait().expect("it can be asked") {
            break status;
        }
        assert!(Instant::now() < until, "it does not end");
        thread::sleep(Duration::from_millis(5));
    };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    ending.0.stdout.take().expect("a pipe").read_to_end(&mut stdout).expect("it can be read");
    ending.0.stderr.take().expect("a pipe").read_to_end(&mut stderr).expect("it can be read");
    Output { status, stdout, stderr }
}

/// A process that does not outlive its test.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a process has said so far.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Said {
    fn hear(&self, mut pipe: impl Read + Send + 'static) {
        let said = self.clone();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut piece) {
                said.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&piece[..count]);
            }
        });
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()).expect("it speaks UTF-8")
    }
}

/// `roadmapgen serve`, which is ended when the test is.
pub struct Serving {
    child: Ending,
    out: Said,
    err: Said,
    /// Where it listens.
    pub address: SocketAddr,
    /// The path below which the site stands, with a `/` at both ends.
    pub base: String,
}

impl Serving {
    /// Serves a folder on any free port.
    pub fn of(root: &Path, arguments: &[&str]) -> Self {
        let mut command = roadmapgen();
        command.arg("serve").arg(root).args(["-p", "0"]).args(arguments);
        Self::start(command)
    }

    /// Serves a folder with so many descriptors.
    pub fn within(descriptors: usize, root: &Path, arguments: &[&str]) -> Self {
        let mut command = with_descriptors(descriptors);
        command.arg("serve").arg(root).args(["-p", "0"]).args(arguments);
        Self::start(command)
    }

    /// Starts it and waits for its first line.
    pub fn start(mut command: Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut child = Ending(child);
        let (out, err) = (Said::default(), Said::default());
        out.hear(child.0.stdout.take().expect("a pipe"));
        err.hear(child.0.stderr.take().expect("a pipe"));
        let until = Instant::now() + LONG;
        while !out.text().contains('\n') {
            let ended = child.0.try_wait().expect("it can be asked");
            assert!(ended.is_none() && Instant::now() < until, "it does not serve: {ended:?} {}", err.text());
            thread::sleep(Duration::from_millis(5));
        }
        let said = out.text();
        let url =
            said.strip_prefix("Serving http://").and_then(|rest| rest.strip_suffix('\n')).expect("its first line");
        let (host, path) = url.split_once('/').expect("a path");
        let address = host.parse().expect("an address");
        Self { child, out, err, address, base: format!("/{path}") }
    }

    /// What it said on stdout so far.
    pub fn out(&self) -> String {
        self.out.text()
    }

    /// What it said on stderr so far.
    pub fn err(&self) -> String {
        self.err.text()
    }

    /// What it says on stderr, once that is as it should be.
    pub fn says(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        becomes(what, || Some(self.err()).filter(|err| is_so(err)), || self.err())
    }

    /// A page below the site's own path.
    pub fn get(&self, page: &str) -> Reply {
        client::get(self.address, &format!("{}{page}", self.base))
    }

    /// Sends a request for a whole target, with fields of one's own.
    pub fn ask(&self, method: &str, target: &str, fields: &str) -> Reply {
        client::ask(self.address, &client::request(self.address, method, target, fields))
    }

    /// A page, once it is as it should be.
    pub fn becomes(&self, page: &str, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let text = || self.get(page).text();
        becomes(what, || Some(text()).filter(|text| is_so(text)), || format!("{}\n{}", shown(&text()), self.err()))
    }

    /// Sends a signal and waits for the end; says how it ended, and after how long.
    pub fn end(mut self, signal: Signal) -> (ExitStatus, Duration) {
        let begin = Instant::now();
        kill_process(Pid::from_child(&self.child.0), signal).expect("it is there");
        loop {
            if let Some(status) = self.child.0.try_wait().expect("it can be asked") {
                return (status, begin.elapsed());
            }
            assert!(begin.elapsed() < LONG, "{signal:?} does not end it");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Whether it is still there.
    pub fn is_alive(&mut self) -> bool {
        self.child.0.try_wait().expect("it can be asked").is_none()
    }

    /// Its resident memory in KiB, now and at most; none where the system does not tell.
    pub fn memory(&self) -> Option<(usize, usize)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.0.id())).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().strip_suffix(" kB")?.parse().ok()
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }
}

/// The part of a page that matters, so that a failing test can be read.
fn shown(page: &str) -> &str {
    let at = page.find("<section class=\"bar\"").or_else(|| page.find("<body")).unwrap_or(0);
    &page[at..]
}

/// Waits until something is there.
pub fn becomes<T>(what: &str, is_so: impl Fn() -> Option<T>, instead: impl Fn() -> String) -> T {
    let until = Instant::now() + LONG;
    loop {
        if let Some(found) = is_so() {
            return found;
        }
        assert!(Instant::now() < until, "it never came about: {what}; instead:\n{}", instead());
        thread::sleep(Duration::from_millis(20));
    }
}
