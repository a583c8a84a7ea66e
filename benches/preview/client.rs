//! A client that keeps its connection, as a browser does, and one that listens for reloads.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// How long an answer may take before the client gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection on which one page after the other is asked for.
pub struct Client {
    address: SocketAddr,
    socket: Option<BufReader<TcpStream>>,
}

/// What was said.
pub struct Reply {
    pub status: u16,
    pub body: String,
}

impl Client {
    /// Connects when it is first asked for something.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, socket: None }
    }

    /// Gets a page. A server may end a connection after an answer, and says so; then there is a new one.
    pub fn get(&mut self, path: &str) -> io::Result<Reply> {
        let mut socket = match self.socket.take() {
            Some(socket) => socket,
            None => BufReader::with_capacity(64 * 1024, connect(self.address)?),
        };
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        socket.get_mut().write_all(request.as_bytes())?;
        let (reply, goes_on) = read(&mut socket)?;
        self.socket = goes_on.then_some(socket);
        Ok(reply)
    }
}

fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpStream::connect_timeout(&address, PATIENCE)?;
    socket.set_nodelay(true)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    Ok(socket)
}

/// Reads a reply, and whether the connection stays open.
fn read(socket: &mut BufReader<TcpStream>) -> io::Result<(Reply, bool)> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let first = line(socket)?;
    let status = first.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(|| broken(&first))?;
    // An answer of HTTP/1.0 is the last one on its connection.
    let (mut length, mut goes_on) = (None, first.starts_with("HTTP/1.1 "));
    loop {
        let line = line(socket)?;
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok(),
            "connection" => goes_on &= !value.trim().eq_ignore_ascii_case("close"),
            _ => {}
        }
    }
    let mut body = vec![0; length.ok_or_else(|| broken("no length"))?];
    socket.read_exact(&mut body)?;
    let body = String::from_utf8(body).map_err(|_| broken("a page that is not UTF-8"))?;
    Ok((Reply { status, body }, goes_on))
}

fn line(socket: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if socket.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

/// An event stream, read on a thread of its own: the moment of each reload that comes.
pub struct Reloads(Receiver<Instant>);

impl Reloads {
    /// Begins to listen.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let mut socket = BufReader::new(connect(address)?);
        // The server says something every now and then, but no event may come for a long time.
        socket.get_ref().set_read_timeout(None)?;
        let request = format!("GET /-/events HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
        socket.get_mut().write_all(request.as_bytes())?;
        let first = line(&mut socket)?;
        if !first.contains(" 200 ") {
            return Err(io::Error::new(io::ErrorKind::InvalidData, first));
        }
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            while let Ok(line) = line(&mut socket) {
                if line == "event: reload" && tell.send(Instant::now()).is_err() {
                    return;
                }
            }
        });
        Ok(Self(told))
    }

    /// Forgets what came until now.
    pub fn forget(&self) {
        while self.0.try_recv().is_ok() {}
    }

    /// The moment of the next reload; none where none comes.
    pub fn next(&self) -> Option<Instant> {
        self.0.recv_timeout(PATIENCE).ok()
    }
}
