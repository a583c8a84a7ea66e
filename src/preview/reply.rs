//! How an answer is written.
//!
//! The bytes of the head and the framing of the body are `tiny_http`'s; see [`super::door`] for why nothing else of it is.

use std::io::{self, Cursor, Write};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::answer::Answer;

/// How the connection goes on after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Another request may come.
    Stays,
    /// It is closed. `tiny_http` lets nobody set `Connection`, so this is said by the version: an answer of HTTP/1.0 is
    /// the last one on its connection.
    Closes,
}

/// The head of an event stream. It has no length and ends when the connection does, which `tiny_http` cannot write.
pub const STREAM: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
     X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n";

/// What is said of every answer: it is not kept, its type is not guessed, and no page of another site may hold it.
const ALWAYS: &[(&str, &str)] = &[
    ("Server", "roadmapgen"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "SAMEORIGIN"),
];

/// An answer with its tag, which takes as long as its body is large and is worked out where answers are made.
pub struct Tagged {
    answer: Answer,
    /// A strong tag of the body, for what is found.
    tag: Option<String>,
}

impl Tagged {
    /// Works the tag out.
    pub fn new(answer: Answer) -> Tagged {
        let tag = (answer.status == 200).then(|| tag(&answer.body));
        Tagged { answer, tag }
    }

    /// The bytes that a client is to read.
    pub fn body(&self) -> &Arc<[u8]> {
        &self.answer.body
    }
}

/// Writes an answer, without its body for HEAD, and as 304 for a client that has it. `known` are the tags that the
/// client has.
///
/// # Errors
///
/// The client does not take it.
pub fn write(out: &mut impl Write, made: &Tagged, is_head: bool, known: &[String], after: After) -> io::Result<()> {
    let Tagged { answer, tag } = made;
    let Some((status, mut headers)) = fields(answer) else {
        let fault = Tagged::new(Answer::text(500, "the preview made an answer that cannot be sent\n"));
        return write(out, &fault, is_head, &[], after);
    };
    let has = tag.as_ref().is_some_and(|tag| known.iter().any(|known| known == tag || known == "*"));
    headers.extend(tag.as_ref().and_then(|tag| header("ETag", tag)));
    let status = StatusCode(if has { 304 } else { status });
    let version = if after == After::Stays { HTTPVersion(1, 1) } else { HTTPVersion(1, 0) };
    // Above its threshold it would send chunks of a body whose length is known.
    Response::new(status, headers, Cursor::new(Arc::clone(&answer.body)), Some(answer.body.len()), None)
        .with_chunked_threshold(usize::MAX)
        .raw_print(&mut *out, version, &[], is_head, None)?;
    out.flush()
}

/// The status and the fields; none if the answer cannot be sent as it is.
fn fields(answer: &Answer) -> Option<(u16, Vec<Header>)> {
    if !(200..600).contains(&answer.status) {
        return None;
    }
    let mut fields = vec![("Content-Type", answer.content_type)];
    fields.extend(ALWAYS);
    fields.extend(answer.policy.map(|policy| ("Content-Security-Policy", policy)));
    if answer.status == 405 {
        fields.push(("Allow", "GET, HEAD"));
    }
    if let Some(location) = &answer.location {
        let inside = location.starts_with('/') && !location.starts_with("//") && !location.contains('\\');
        if !inside {
            return None;
        }
        fields.push(("Location", location));
    }
    let headers = fields.into_iter().map(|(name, value)| header(name, value)).collect::<Option<Vec<_>>>()?;
    Some((answer.status, headers))
}

/// A field; none if its value could end its line, which `tiny_http` does not look at.
fn header(name: &str, value: &str) -> Option<Header> {
    let plain = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if plain { Header::from_bytes(name, value).ok() } else { None }
}

/// A strong tag: half of a SHA-256 of the body.
fn tag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let hex = digest.iter().take(16).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("\"{hex}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(answer: &Answer, is_head: bool, known: &[String]) -> String {
        let mut out = Vec::new();
        write(&mut out, &Tagged::new(answer.clone()), is_head, known, After::Stays).expect("a vector takes all");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn an_answer_has_a_length_however_long_it_is() {
        let text = written(&Answer::text(200, &"a".repeat(100_000)), false, &[]);
        assert!(
            text.starts_with("HTTP/1.1 200 OK\r\n") && text.contains("Content-Length: 100000\r\n"),
            "{}",
            &text[..400]
        );
        assert!(!text.contains("Transfer-Encoding") && !text.contains("Access-Control"));
        assert!(text.ends_with(&"a".repeat(100_000)));
    }

    #[test]
    fn the_tag_is_of_the_body_and_who_has_it_gets_nothing_more() {
        let answer = Answer::text(200, "a page");
        let tag = tag(&answer.body);
        assert!(written(&answer, false, &[]).contains(&format!("ETag: {tag}\r\n")));
        for known in [tag.as_str(), "*"] {
            let text = written(&answer, false, &["\"other\"".to_owned(), known.to_owned()]);
            assert!(text.starts_with("HTTP/1.1 304 Not Modified\r\n") && text.ends_with("\r\n\r\n"), "{text}");
        }
        assert!(written(&Answer::text(404, "a page"), false, &[tag]).starts_with("HTTP/1.1 404 "));
    }

    #[test]
    fn a_head_has_the_length_and_not_the_body() {
        let text = written(&Answer::text(200, "a page"), true, &[]);
        assert!(text.contains("Content-Length: 6\r\n") && text.ends_with("\r\n\r\n"), "{text}");
    }

    #[test]
    fn what_would_end_a_line_or_lead_elsewhere_is_not_sent() {
        for location in ["/a\r\nX: y", "/a\nb", "/ü", "//evil.example", "http://evil.example/", "/\\evil.example", ""]
        {
            let answer = Answer { location: Some(location.to_owned()), ..Answer::text(302, "") };
            let text = written(&answer, false, &[]);
            assert!(text.starts_with("HTTP/1.1 500 ") && !text.contains("Location"), "{text}");
        }
        assert!(written(&Answer::text(100, ""), false, &[]).starts_with("HTTP/1.1 500 "));
        assert!(written(&Answer::redirect("/a/"), false, &[]).contains("Location: /a/\r\n"));
    }
}
