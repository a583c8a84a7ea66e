//! The program itself, serving.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::Client;

/// A server in a process of its own, which ends with this.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to its first line.
    pub ready: Duration,
    /// From the start of the process to the end of its first page.
    pub first_page: Duration,
}

impl Server {
    /// Serves a folder, and asks for its first page.
    pub fn start(folder: &Path, log: &Path) -> io::Result<Self> {
        let begin = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_roadmapgen"))
            .args(["serve", "-p", "0", "--as-of", "2026-11-16"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(File::create(log)?)
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        BufReader::new(stdout).read_line(&mut line)?;
        let ready = begin.elapsed();
        let host = line.trim().strip_prefix("Serving http://").map(|rest| rest.trim_end_matches('/'));
        let Some(address) = host.and_then(|host| host.parse().ok()) else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(io::Error::other(format!("it said {line:?} and {}", fs::read_to_string(log)?)));
        };
        let mut server = Self { child, address, ready, first_page: ready };
        let reply = Client::new(address).get("/")?;
        server.first_page = begin.elapsed();
        if reply.status == 200 { Ok(server) } else { Err(io::Error::other(format!("{} for `/`", reply.status))) }
    }

    /// Its resident memory now and at its highest, in MB, where the system tells.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kilobytes: u64 = line.trim().split(' ').next()?.parse().ok()?;
            Some(kilobytes / 1000)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
