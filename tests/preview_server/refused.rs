//! Requests that are refused, and how.

use std::net::SocketAddr;

/// A status and the request that it answers.
type Case = (u16, String);

/// All of them, for a server at an address of loopback.
pub fn requests(at: SocketAddr) -> Vec<Case> {
    let local = format!("localhost:{}", at.port());
    [bodies(&local), forms(&local), targets(&local), hosts(&local), pages(&local), lengths(&local)].concat()
}

fn get(host: &str, fields: &str) -> String {
    format!("GET / HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n")
}

fn post(host: &str, fields: &str) -> String {
    get(host, fields).replacen("GET", "POST", 1)
}

fn target(host: &str, target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n")
}

/// Bodies, and lengths that two readers could read in two ways.
fn bodies(local: &str) -> Vec<Case> {
    vec![
        (405, post(local, "Content-Length: 200000000000\r\n")),
        (405, post(local, "Content-Length: 200000000000\r\nExpect: 100-continue\r\n")),
        (405, post(local, "Content-Length: 18446744073709551615\r\n")),
        (405, post(local, "Content-Length: 99999999999999999999999999\r\n")),
        (400, post(local, "Content-Length: 3x\r\n") + "abc"),
        (400, post(local, "Content-Length: +3\r\n") + "abc"),
        (400, post(local, "Content-Length: -1\r\n")),
        (400, post(local, "Content-Length: 3, 3\r\n") + "abc"),
        (400, post(local, "Content-Length: \r\n")),
        (400, post(local, "Content-Length: 3\r\nContent-Length: 5\r\n") + "abc"),
        (400, post(local, "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n"),
        (400, post(local, "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n") + "0\r\n\r\n"),
        (400, post(local, "Content-Length: 3\r\nTransfer-Encoding : chunked\r\n") + "0\r\n\r\n"),
        (413, get(local, "Content-Length: 18446744073709551615\r\n")),
        (413, get(local, "Content-Length: 5\r\n") + "GET /"),
        (413, get(local, "Content-Length: 00\r\n")),
        (400, get(local, "Content-Length: 0\r\nContent-Length: 0\r\n")),
        (400, get(local, "Transfer-Encoding: identity\r\n")),
        (417, get(local, "Expect: 100-continue\r\n")),
    ]
}

/// Other methods and versions, and heads that two readers could read in two ways.
fn forms(local: &str) -> Vec<Case> {
    vec![
        (405, post(local, "")),
        (405, format!("DELETE / HTTP/1.1\r\nHost: {local}\r\n\r\n")),
        (405, format!("OPTIONS / HTTP/1.1\r\nHost: {local}\r\nOrigin: http://evil.example\r\n\r\n")),
        (405, format!("CONNECT {local} HTTP/1.1\r\nHost: {local}\r\n\r\n")),
        (405, format!("get / HTTP/1.1\r\nHost: {local}\r\n\r\n")),
        (505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        (505, format!("GET / HTTP/1.2\r\nHost: {local}\r\n\r\n")),
        (400, "GET /\r\n\r\n".to_owned()),
        (400, "\u{16}\u{3}\u{1}\u{2}".to_owned()),
        (400, "\r\n\r\n".to_owned()),
        (400, format!("GET / HTTP/1.1\r\nHost: {local}\r\nA: b\r\n c: d\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\n Host: {local}\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\nHost : {local}\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\nHost: {local}\n\n")),
        (400, format!("GET / HTTP/1.1\r\nHost: {local}\r\nA: b\rc\r\n\r\n")),
        (400, format!("GET / HTTP/1.1\r\nHost: {local}\r\nA: b\0c\r\n\r\n")),
    ]
}

/// Targets that are no path of this site.
fn targets(local: &str) -> Vec<Case> {
    let port = local.rsplit(':').next().expect("a port");
    vec![
        (400, target(local, "/a\nX-Injected: 1")),
        (400, target(local, "/a\rb")),
        (400, target(local, "/a\0b")),
        (400, target(local, "/a b")),
        (400, target(local, "/ä")),
        (400, target(local, "*")),
        (400, target(local, "a")),
        (400, target(local, "http://user@localhost/")),
        (400, target(local, "http://user:pw@127.0.0.1/")),
        (400, target(local, "http://[::1%25x]/")),
        (400, target(local, "https://localhost/")),
        (403, target(local, "http://evil.example/")),
        (403, target(local, &format!("http://evil.example:{port}/"))),
        (403, target(local, &format!("http://localhost.evil.example:{port}/"))),
    ]
}

/// Hosts that are none, or not ours.
fn hosts(local: &str) -> Vec<Case> {
    let port = local.rsplit(':').next().expect("a port");
    vec![
        (400, "GET / HTTP/1.1\r\n\r\n".to_owned()),
        (400, "GET / HTTP/1.0\r\n\r\n".to_owned()),
        (400, get("", "")),
        (400, get(&format!("user@{local}"), "")),
        (400, get("[::1%25x]", "")),
        (400, get(&format!("[::1%25x]:{port}"), "")),
        (400, get(&format!("[::1:{port}"), "")),
        (400, get("localhost:99999", "")),
        (400, get("localhost:", "")),
        (400, get(&format!("{local}, evil.example"), "")),
        (400, get(&format!("{local}/evil"), "")),
        (400, get(&format!("{local}\r\nHost: {local}"), "")),
        (400, get(&format!("{local}\r\nHost: evil.example"), "")),
        (403, get("evil.example", "")),
        (403, get(&format!("evil.example:{port}"), "")),
        (403, get(&format!("127.0.0.1.evil.example:{port}"), "")),
        (403, get("localhost", "")),
        (403, get("localhost:1", "")),
        (403, get(&format!("127.0.0.2:{port}"), "")),
        (403, get(&format!("2130706433:{port}"), "")),
        (403, get(&format!("0x7f.1:{port}"), "")),
    ]
}

/// What pages of other sites send.
fn pages(local: &str) -> Vec<Case> {
    vec![
        (403, get(local, "Origin: http://evil.example\r\n")),
        (403, get(local, "Origin: null\r\n")),
        (403, get(local, "Origin: \r\n")),
        (403, get(local, "Origin: http://localhost:1\r\n")),
        (403, get(local, "Origin: file://\r\n")),
        (400, get(local, "Origin: http://localhost@evil.example\r\n")),
        (400, get(local, "Origin: http://[::1%25x]\r\n")),
        (400, get(local, "Origin: http://a\r\nOrigin: http://b\r\n")),
        (403, get(local, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n")),
        (403, get(local, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n")),
        (403, get(local, "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n")),
    ]
}

/// Heads without measure.
fn lengths(local: &str) -> Vec<Case> {
    vec![
        (414, target(local, &format!("/{}", "a".repeat(9000)))),
        (431, get(local, &format!("A: {}\r\n", "a".repeat(20_000)))),
        (431, get(local, &"A: b\r\n".repeat(200))),
    ]
}
