//! What is asked of the site, and what it says.

use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A request that has passed the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// The path, percent-decoded: it begins with `/` and holds no `\`, no control, no `.` or `..` and no empty segment
    /// but a last one. It is a name to look up, never a way to walk.
    pub path: &'a str,
    /// What follows the `?`, as it was sent: visible ASCII.
    pub query: Option<&'a str>,
    /// Whether only the head of the answer is sent. The answerer may ignore it: the body is left out for it.
    pub is_head: bool,
}

/// What stands at an address.
#[derive(Debug, Clone)]
pub struct Answer {
    /// 200 to 599; anything else is answered as 500.
    pub status: u16,
    /// See [`super::media_type::of`].
    pub content_type: &'static str,
    /// Whole and shared: a client that reads slowly holds it, so pages that are kept should be handed out as the same
    /// `Arc`, which counts once against [`super::Limits::held`].
    pub body: Arc<[u8]>,
    /// Where else to look, percent-encoded; [`Answer::redirect`] encodes. One that is not visible ASCII, or that leads
    /// to another host, is answered as 500.
    pub location: Option<String>,
    /// The `Content-Security-Policy`, for what has none in itself.
    pub policy: Option<&'static str>,
}

/// A function from requests to answers, called from several threads at once, though from a bounded number. If it
/// panics, that request is answered by 500.
pub type Answerer = dyn Fn(&Request<'_>) -> Answer + Send + Sync;

/// What stands for itself in a path; all else is percent-encoded.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Answer {
    /// A file or page that is there.
    pub fn found(content_type: &'static str, body: impl Into<Arc<[u8]>>) -> Answer {
        Answer { status: 200, content_type, body: body.into(), location: None, policy: None }
    }

    /// A text for people, with any status.
    pub fn text(status: u16, text: &str) -> Answer {
        Answer { status, ..Answer::found("text/plain; charset=utf-8", text.as_bytes()) }
    }

    /// Sends the client to another path of this site, which is given decoded. 302, since a preview's addresses change.
    pub fn redirect(path: &str) -> Answer {
        Answer { location: Some(encoded(path)), ..Answer::text(302, "it is elsewhere\n") }
    }
}

/// A path as it is written in an address.
pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_cannot_carry_a_line_break() {
        let answer = Answer::redirect("/a\r\nSet-Cookie: x/ü?#/");
        assert_eq!(answer.location.as_deref(), Some("/a%0D%0ASet-Cookie%3A%20x/%C3%BC%3F%23/"));
    }
}
