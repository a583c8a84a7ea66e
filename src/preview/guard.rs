//! Which requests are answered at all.
//!
//! Everything is decided from the head, before a byte of the site is looked at, and a doubt is a refusal.

use std::net::IpAddr;

use super::head::Head;
use super::hosts::{Authority, Names};
use super::refusal::Refusal;
use super::target::Target;

/// A request that may be answered.
#[derive(Debug, PartialEq, Eq)]
pub struct Admitted {
    /// What is asked for.
    pub target: Target,
    /// Whether the answer goes without its body.
    pub is_head: bool,
    /// Whether the client may send another request on the same connection.
    pub stays: bool,
    /// The `ETag`s that the client has already.
    pub known: Vec<String>,
    /// The edition that an event stream saw last.
    pub last_event: Option<u64>,
}

/// Decides on a head. `local` is the address that the connection came to.
///
/// # Errors
///
/// Why it is refused.
pub fn admit(head: &Head, names: &Names, local: Option<IpAddr>) -> Result<Admitted, Refusal> {
    let is_head = method(head)?;
    let target = Target::parse(head.target)?;
    hosts(head, &target, names, local)?;
    origin(head, names, local)?;
    page(head)?;
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let closes = head.all("Connection").any(|value| text(value).to_ascii_lowercase().contains("close"));
    let known = head.all("If-None-Match").flat_map(|value| tags(&text(value))).collect();
    let last_event = head.one("Last-Event-ID")?.and_then(|value| text(value).parse().ok());
    Ok(Admitted { target, is_head, stays: head.is_current && !closes, known, last_event })
}

/// GET or HEAD without a body; says whether it is HEAD.
fn method(head: &Head) -> Result<bool, Refusal> {
    if head.all("Transfer-Encoding").next().is_some() {
        return Err(Refusal::Malformed("it has a `Transfer-Encoding`"));
    }
    let length = head.one("Content-Length")?;
    if length.is_some_and(|length| length.is_empty() || !length.iter().all(u8::is_ascii_digit)) {
        return Err(Refusal::Malformed("its `Content-Length` is not a number"));
    }
    if !matches!(head.method, "GET" | "HEAD") {
        return Err(Refusal::Method);
    }
    if length.is_some_and(|length| length != b"0") {
        return Err(Refusal::Body);
    }
    if head.all("Expect").next().is_some() {
        return Err(Refusal::Expectation);
    }
    Ok(head.method == "HEAD")
}

/// One `Host`, which is ours, and so is that of an absolute target.
fn hosts(head: &Head, target: &Target, names: &Names, local: Option<IpAddr>) -> Result<(), Refusal> {
    let host = head.one("Host")?.ok_or(Refusal::Malformed("it has no `Host`"))?;
    let host = Authority::parse(host).ok_or(Refusal::Malformed("its `Host` is not one"))?;
    for authority in [Some(&host), target.authority.as_ref()].into_iter().flatten() {
        if !names.hold(authority, 80, local) {
            return Err(Refusal::ForeignHost(authority.name()));
        }
    }
    Ok(())
}

/// No `Origin`, or our own. `null` is anybody's: that of a sandboxed frame, or of a file.
fn origin(head: &Head, names: &Names, local: Option<IpAddr>) -> Result<(), Refusal> {
    let Some(origin) = head.one("Origin")? else { return Ok(()) };
    let (rest, port) = match (origin.strip_prefix(b"http://"), origin.strip_prefix(b"https://")) {
        (Some(rest), _) => (rest, 80),
        (None, Some(rest)) => (rest, 443),
        (None, None) => return Err(Refusal::ForeignOrigin),
    };
    let authority = Authority::parse(rest).ok_or(Refusal::Malformed("its `Origin` is not one"))?;
    if names.hold(&authority, port, local) { Ok(()) } else { Err(Refusal::ForeignOrigin) }
}

/// A page of another site may link to the preview; it may not load a script, a picture or a frame from it. Another port
/// of the same host is `same-site` to a browser, and another site to us.
fn page(head: &Head) -> Result<(), Refusal> {
    let is = |name, expected: &[&[u8]]| head.all(name).all(|value| expected.contains(&value));
    let own = is("Sec-Fetch-Site", &[b"same-origin", b"none"]);
    let there = |name| head.all(name).next().is_some();
    let navigation = there("Sec-Fetch-Mode")
        && is("Sec-Fetch-Mode", &[b"navigate"])
        && there("Sec-Fetch-Dest")
        && is("Sec-Fetch-Dest", &[b"document"]);
    if own || navigation { Ok(()) } else { Err(Refusal::ForeignPage) }
}

/// The tags of an `If-None-Match`, which compares weakly.
fn tags(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).map(|tag| tag.strip_prefix("W/").unwrap_or(tag).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::head::Incoming;
    use proptest::prelude::*;
    use std::net::SocketAddr;

    fn decide(bytes: &[u8]) -> Result<Admitted, Refusal> {
        let names = Names::new(SocketAddr::from(([127, 0, 0, 1], 4400)), &[]).expect("good names");
        let mut incoming = Incoming::default();
        incoming.push(bytes);
        let head = incoming.take()?.ok_or(Refusal::Late)?;
        admit(&Head::parse(&head)?, &names, Some(IpAddr::from([127, 0, 0, 1])))
    }

    fn with(fields: &str) -> Result<Admitted, Refusal> {
        decide(format!("GET /a?b HTTP/1.1\r\nHost: localhost:4400\r\n{fields}\r\n").as_bytes())
    }

    #[test]
    fn an_ordinary_request_is_let_in() {
        let admitted = with("").expect("let in");
        assert_eq!((admitted.target.path.as_str(), admitted.target.query.as_deref()), ("/a", Some("b")));
        assert!(admitted.stays && !admitted.is_head);
        assert!(!with("Connection: keep-alive, Close\r\n").expect("let in").stays);
        assert!(with("Content-Length: 0\r\nOrigin: http://127.0.0.1:4400\r\n").is_ok());
    }

    #[test]
    fn a_page_of_another_site_may_link_and_nothing_more() {
        let of = |site: &str, mode: &str, dest: &str| {
            with(&format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {dest}\r\n")).is_ok()
        };
        assert!(of("same-origin", "no-cors", "script") && of("none", "navigate", "document"));
        assert!(of("cross-site", "navigate", "document") && of("same-site", "navigate", "document"));
        for (mode, dest) in
            [("no-cors", "script"), ("navigate", "iframe"), ("cors", "empty"), ("websocket", "document")]
        {
            assert!(
                !of("cross-site", mode, dest) && !of("same-site", mode, dest) && !of("x", mode, dest),
                "{mode} {dest}"
            );
        }
        assert_eq!(with("Sec-Fetch-Site: cross-site\r\n"), Err(Refusal::ForeignPage));
        assert_eq!(with("Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n"), Err(Refusal::ForeignPage));
    }

    #[test]
    fn tags_are_compared_weakly() {
        assert_eq!(with("If-None-Match: W/\"a\", \"b\"\r\n").expect("let in").known, ["\"a\"", "\"b\""]);
    }

    /// Pieces of requests that are nearly right, so that chance goes deep.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let known = prop::sample::select(vec![
            "GET ",
            "HEAD ",
            "POST ",
            "/",
            "http://",
            "localhost:4400",
            "127.0.0.1",
            "[::1%25x]",
            "[",
            "]",
            "@",
            ":",
            " HTTP/1.1",
            "\r\n",
            "\r\n\r\n",
            "\n",
            "Host: ",
            "Origin: ",
            "null",
            "Content-Length: ",
            "18446744073709551615",
            "Transfer-Encoding: chunked",
            "Sec-Fetch-Site: ",
            "cross-site",
            "%",
            "%2e",
            "..",
            "?",
            "#",
            "\0",
            " ",
            "If-None-Match: ",
            "Last-Event-ID: ",
            ",",
        ]);
        prop_oneof![
            4 => known.prop_map(|text| text.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..6),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_bytes_make_it_panic(pieces in prop::collection::vec(piece(), 0..30)) {
            let _ = decide(&pieces.concat());
        }

        #[test]
        fn no_host_but_ours_is_let_in(host in "[\\[a-z0-9.:%@/ \\]-]{0,24}|(localhost|127\\.0\\.0\\.1|\\[::1\\])[.:a-z0-9]{0,6}") {
            let text = format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
            if decide(text.as_bytes()).is_ok() {
                let ours = ["localhost:4400", "127.0.0.1:4400", "[::1]:4400"];
                prop_assert!(ours.contains(&host.trim_matches([' ', '\t'])) || host.contains("04400"), "{host} was let in");
            }
        }
    }
}
