//! The head of a request: found in what a client sends, and taken apart.
//!
//! The lines are taken apart by `httparse`; it also takes lines that end in a bare line feed, and readers that differ on
//! where a line ends differ on what was asked, so the bytes are looked at before.

use super::limits::{FIELDS, HEAD, LINE};
use super::refusal::Refusal;

/// What a client has sent and nobody has taken yet. Each byte is looked at once, however slowly they drip.
#[derive(Debug, Default)]
pub struct Incoming {
    bytes: Vec<u8>,
    /// How many of them have been looked at.
    seen: usize,
    /// Whether the first line has ended among those.
    line_ended: bool,
}

impl Incoming {
    /// Adds what has come.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether no request has begun.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Takes a whole head off the front, with the empty line that ends it; none while it has not ended.
    ///
    /// # Errors
    ///
    /// As soon as a byte says so: what cannot become a head, or becomes too long a one.
    pub fn take(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        while let Some(&byte) = self.bytes.get(self.seen) {
            let after_return = self.seen > 0 && self.bytes[self.seen - 1] == b'\r';
            match byte {
                b'\n' if !after_return => return Err(Refusal::Malformed("a line ends in a bare line feed")),
                b'\n' => {}
                _ if after_return => return Err(Refusal::Malformed("a carriage return does not end a line")),
                b'\r' if self.seen == 0 => return Err(Refusal::Malformed("it begins with an empty line")),
                b'\r' | b'\t' => {}
                0..=0x1f | 0x7f => return Err(Refusal::Malformed("it holds a control character")),
                _ => {}
            }
            self.seen += 1;
            if byte == b'\n' {
                self.line_ended = true;
                if self.bytes[..self.seen].ends_with(b"\r\n\r\n") {
                    let rest = self.bytes.split_off(self.seen);
                    let head = std::mem::replace(&mut self.bytes, rest);
                    (self.seen, self.line_ended) = (0, false);
                    return Ok(Some(head));
                }
            }
            if !self.line_ended && self.seen >= LINE {
                return Err(Refusal::LongLine);
            }
            if self.seen >= HEAD {
                return Err(Refusal::LongHead);
            }
        }
        Ok(None)
    }
}

/// A head, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// As it was sent.
    pub method: &'a str,
    /// As it was sent.
    pub target: &'a str,
    /// Whether the version is 1.1 and not 1.0.
    pub is_current: bool,
    /// Names and values, in their order.
    fields: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Head<'a> {
    /// Takes a whole head apart.
    ///
    /// # Errors
    ///
    /// What is wrong with it, folded lines and spaces round names among that.
    pub fn parse(bytes: &'a [u8]) -> Result<Head<'a>, Refusal> {
        let mut fields = [httparse::EMPTY_HEADER; FIELDS];
        let mut request = httparse::Request::new(&mut fields);
        let whole = request.parse(bytes).map_err(|error| match error {
            httparse::Error::TooManyHeaders => Refusal::LongHead,
            httparse::Error::Version if names_a_version(bytes) => Refusal::Version,
            httparse::Error::HeaderName => Refusal::Malformed("the name of a field is not one"),
            httparse::Error::HeaderValue => Refusal::Malformed("the value of a field is not one"),
            _ => Refusal::Malformed("its first line is not that of a request"),
        })?;
        let (Some(method), Some(target), Some(version)) = (request.method, request.path, request.version) else {
            return Err(Refusal::Malformed("its first line is not that of a request"));
        };
        if whole.is_partial() {
            return Err(Refusal::Malformed("it does not end"));
        }
        let fields = request.headers.iter().map(|field| (field.name, field.value)).collect();
        Ok(Head { method, target, is_current: version == 1, fields })
    }

    /// The values of a field, in any case of its name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.fields.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// The value of a field that may be there once.
    ///
    /// # Errors
    ///
    /// It is there twice.
    pub fn one(&self, name: &str) -> Result<Option<&'a [u8]>, Refusal> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Refusal::Malformed("a field is there twice")),
            (value, None) => Ok(value),
        }
    }
}

/// Whether a first line has the shape of a request's and only its version is not ours.
fn names_a_version(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let words: Vec<&[u8]> = line.split(|byte| *byte == b' ').collect();
    matches!(words[..], [_, _, version] if version.starts_with(b"HTTP/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(bytes: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
        let mut incoming = Incoming::default();
        incoming.push(bytes);
        incoming.take()
    }

    #[test]
    fn a_head_is_found_byte_by_byte_and_the_next_one_after_it() {
        let sent = b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\n\r\n";
        let mut incoming = Incoming::default();
        let mut heads = Vec::new();
        for byte in sent {
            incoming.push(&[*byte]);
            heads.extend(incoming.take().expect("a good head"));
        }
        assert_eq!(heads.concat(), sent);
        assert_eq!(heads.len(), 2);
        assert!(incoming.is_empty());
    }

    #[test]
    fn a_line_ends_in_one_way() {
        for bytes in [
            &b"GET / HTTP/1.1\nHost: a\n\n"[..],
            b"GET /\rHTTP/1.1\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\r\n",
            b"GET /\0 HTTP/1.1\r\n",
            b"GET / HTTP/1.1\r\nA: b\x0bc\r\n",
            b"\r\nGET / HTTP/1.1\r\n",
            b"\nGET",
            b"\x16\x03\x01",
            b"GET /\x7f",
        ] {
            assert!(matches!(taken(bytes), Err(Refusal::Malformed(_))), "{bytes:?} was taken");
        }
    }

    #[test]
    fn a_head_has_an_end() {
        assert_eq!(taken(&[b'a'; LINE]), Err(Refusal::LongLine));
        let mut long = b"GET / HTTP/1.1\r\nA: ".to_vec();
        long.resize(HEAD, b'a');
        assert_eq!(taken(&long), Err(Refusal::LongHead));
        assert_eq!(taken(&long[..HEAD - 1]), Ok(None));
    }

    #[test]
    fn too_many_fields_are_too_much() {
        let with = |count: usize| {
            let bytes = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(count)).into_bytes();
            Head::parse(&bytes).map(|head| head.all("A").count())
        };
        assert_eq!(with(FIELDS), Ok(FIELDS));
        assert_eq!(with(FIELDS + 1), Err(Refusal::LongHead));
    }

    #[test]
    fn what_is_no_request_of_http_1_is_refused() {
        for (text, expected) in [
            ("PRI * HTTP/2.0\r\n\r\n", Refusal::Version),
            ("GET / HTTP/0.9\r\n\r\n", Refusal::Version),
            ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", Refusal::Malformed("the name of a field is not one")),
            ("GET / HTTP/1.1\r\nA : b\r\n\r\n", Refusal::Malformed("the name of a field is not one")),
            ("GET  / HTTP/1.1\r\n\r\n", Refusal::Malformed("its first line is not that of a request")),
        ] {
            assert_eq!(Head::parse(text.as_bytes()), Err(expected), "{text:?}");
        }
        for text in [
            "GET /\r\n\r\n",
            "GET\r\n\r\n",
            " GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1 \r\n\r\n",
            "GET / x HTTP/1.1\r\n\r\n",
            "GET /a b\r\n\r\n",
            "/\r\n\r\n",
        ] {
            assert!(Head::parse(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
