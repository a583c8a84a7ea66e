//! Clients, good and bad, over plain sockets.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// What a server said.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Takes the first reply off what was read; none if it is not whole.
    pub fn parse(bytes: &[u8], is_head: bool) -> Option<(Reply, &[u8])> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let mut reply = Reply { status, head, body: Vec::new() };
        let announced: usize = reply.field("Content-Length").and_then(|length| length.parse().ok())?;
        let length = if is_head || status == 304 { 0 } else { announced };
        reply.body = bytes.get(end..end + length)?.to_vec();
        Some((reply, &bytes[end + length..]))
    }
}

/// A connection on which nothing takes longer than five seconds.
pub fn connect(address: SocketAddr) -> TcpStream {
    let socket = TcpStream::connect_timeout(&address, Duration::from_secs(5)).expect("the server listens");
    socket.set_read_timeout(Some(Duration::from_secs(5))).expect("a time");
    socket.set_write_timeout(Some(Duration::from_secs(5))).expect("a time");
    socket
}

/// Sends bytes and reads until the server closes.
pub fn send(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut socket = connect(address);
    // A server that refuses early may close before all is sent.
    let _ = socket.write_all(bytes);
    let mut read = Vec::new();
    let _ = socket.read_to_end(&mut read);
    read
}

/// Sends bytes and takes the reply.
pub fn ask(address: SocketAddr, bytes: &[u8]) -> Reply {
    let read = send(address, bytes);
    let is_head = bytes.starts_with(b"HEAD");
    let Some((reply, rest)) = Reply::parse(&read, is_head) else {
        panic!("no reply to {:?}: {:?}", String::from_utf8_lossy(bytes), String::from_utf8_lossy(&read))
    };
    assert!(rest.is_empty(), "more than one reply to {:?}", String::from_utf8_lossy(bytes));
    reply
}

/// A request as a browser sends it, with fields of one's own.
pub fn request(address: SocketAddr, method: &str, target: &str, fields: &str) -> Vec<u8> {
    format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n{fields}Connection: close\r\n\r\n").into_bytes()
}

/// Gets a page.
pub fn get(address: SocketAddr, target: &str) -> Reply {
    ask(address, &request(address, "GET", target, ""))
}

/// Gets the front page as the author would, and says how long it took.
pub fn front(address: SocketAddr) -> Duration {
    let begin = Instant::now();
    let reply = get(address, "/");
    assert_eq!((reply.status, reply.text().as_str()), (200, "<h1>front</h1>"));
    begin.elapsed()
}

/// Gets the front page many times, each within a second.
pub fn front_is_quick(address: SocketAddr) {
    for _ in 0..20 {
        let took = front(address);
        assert!(took < Duration::from_secs(1), "the front page took {took:?}");
    }
}

/// An event stream.
pub struct Stream {
    socket: TcpStream,
    text: String,
}

impl Stream {
    /// Opens one and reads its beginning.
    pub fn open(address: SocketAddr, target: &str, fields: &str) -> Stream {
        let mut socket = connect(address);
        socket.write_all(&request(address, "GET", target, fields)).expect("a request is taken");
        let mut stream = Stream { socket, text: String::new() };
        let head = stream.until("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"), "{head}");
        let first = stream.until("\n\n").expect("a first id");
        assert!(first.starts_with("retry: ") && first.contains("\nid: "), "{first}");
        stream
    }

    /// The id of the next reload.
    pub fn edition(&mut self) -> io::Result<u64> {
        loop {
            let event = self.until("\n\n")?;
            if event == ":\n\n" {
                continue;
            }
            let id = event.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id");
            assert!(event.contains("\nevent: reload\n") && event.contains("\ndata: "), "{event}");
            return Ok(id.parse().expect("a number"));
        }
    }

    /// Whether the server has left it open: it says nothing, or something.
    pub fn is_open(&self) -> bool {
        self.socket.set_read_timeout(Some(Duration::from_millis(20))).expect("a time");
        match self.socket.peek(&mut [0]) {
            Ok(count) => count > 0,
            Err(error) => matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
        }
    }

    /// What is sent until an end, and the end.
    fn until(&mut self, end: &str) -> io::Result<String> {
        loop {
            if let Some(at) = self.text.find(end) {
                let rest = self.text.split_off(at + end.len());
                return Ok(std::mem::replace(&mut self.text, rest));
            }
            let mut piece = [0; 1024];
            match self.socket.read(&mut piece)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => self.text.push_str(std::str::from_utf8(&piece[..count]).expect("ascii")),
            }
        }
    }
}
