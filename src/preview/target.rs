//! The address within the site that a request asks for.

use percent_encoding::percent_decode_str;

use super::hosts::Authority;
use super::refusal::Refusal;

/// A request's target, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The host of an absolute target, which ought to be the one of `Host`.
    pub authority: Option<Authority>,
    /// Decoded, and as [`super::Request::path`] promises.
    pub path: String,
    /// As it was sent.
    pub query: Option<String>,
}

impl Target {
    /// Reads a target: a path, or a whole `http:` address as it is sent to a proxy.
    ///
    /// # Errors
    ///
    /// Anything that could be read in two ways, or that could lead out of the site if it were taken for a file's path.
    pub fn parse(text: &str) -> Result<Target, Refusal> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Refusal::Malformed("its address holds what must be percent-encoded"));
        }
        let (authority, rest) = if text.starts_with('/') {
            (None, text)
        } else {
            let (scheme, after) =
                text.split_once("://").ok_or(Refusal::Malformed("its address does not begin with `/`"))?;
            if !scheme.eq_ignore_ascii_case("http") {
                return Err(Refusal::Malformed("its address is of another scheme than `http`"));
            }
            let end = after.find(['/', '?', '#']).unwrap_or(after.len());
            let authority = Authority::parse(&after.as_bytes()[..end])
                .ok_or(Refusal::Malformed("the host in its address is not one"))?;
            (Some(authority), if end == after.len() { "/" } else { &after[end..] })
        };
        if rest.contains('#') {
            return Err(Refusal::Malformed("its address holds a fragment"));
        }
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (rest, None),
        };
        Ok(Target { authority, path: decode(path)?, query })
    }
}

/// The value of a query's key, as it was sent.
pub fn value<'q>(query: Option<&'q str>, key: &str) -> Option<&'q str> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// A path without its percent signs. It is decoded once: what is still encoded then is part of a name.
fn decode(path: &str) -> Result<String, Refusal> {
    let bytes = path.as_bytes();
    for (at, _) in path.match_indices('%') {
        let digits = bytes.get(at + 1..at + 3).unwrap_or_default();
        if digits.len() < 2 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(Refusal::Malformed("a `%` in its address is not followed by two digits"));
        }
        // A slash that is part of a name and one that ends it would fall together.
        if digits.eq_ignore_ascii_case(b"2f") {
            return Err(Refusal::Malformed("a `/` in its address is percent-encoded"));
        }
    }
    let decoded = percent_decode_str(path)
        .decode_utf8()
        .map_err(|_| Refusal::Malformed("its address is not UTF-8"))?
        .into_owned();
    if decoded.contains('\\') {
        return Err(Refusal::Malformed("its address holds a `\\`"));
    }
    if decoded.contains(char::is_control) {
        return Err(Refusal::Malformed("its address holds a control character"));
    }
    let inside = decoded.strip_prefix('/').ok_or(Refusal::Malformed("its address does not begin with `/`"))?;
    let segments = inside.strip_suffix('/').unwrap_or(inside);
    if decoded != "/" && segments.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        return Err(Refusal::Malformed("a part of its address is empty, `.` or `..`"));
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(text: &str) -> Option<String> {
        Target::parse(text).ok().map(|target| target.path)
    }

    #[test]
    fn a_path_is_decoded_once() {
        for (text, expected) in [
            ("/", "/"),
            ("/?", "/"),
            ("/milestones/launch/", "/milestones/launch/"),
            ("/a%20b.html?x=/../", "/a b.html"),
            ("/%C3%BC", "/ü"),
            ("/%252e%252e/", "/%2e%2e/"),
            ("/...", "/..."),
            ("http://localhost:4400", "/"),
            ("HTTP://localhost:4400/a?b", "/a"),
        ] {
            assert_eq!(path(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_could_lead_elsewhere_is_refused() {
        for text in [
            "",
            "*",
            "a",
            "//",
            "///",
            "//evil.example/",
            "/a//b",
            "/.",
            "/..",
            "/../",
            "/a/../b",
            "/a/./b",
            "/%2e%2e/x",
            "/%2E./x",
            "/..%2fx",
            "/a%2Fb",
            "/a%5cb",
            "/a\\b",
            "/%00",
            "/a%0ab",
            "/a%0d",
            "/%7f",
            "/%c2%85",
            "/%",
            "/%2",
            "/%zz",
            "/%+1",
            "/%ff",
            "/%c0%af",
            "/%c0%ae%c0%ae/",
            "/%e0%80%af",
            "/ü",
            "/a b",
            "/a#b",
            "ftp://localhost/",
            "file:///etc/passwd",
            "http://user@localhost:4400/",
            "http:///",
            "http://",
            "http://[::1%25x]/",
            "http:/localhost/",
            "localhost:4400",
            "http://localhost\\@evil.example/",
        ] {
            assert_eq!(path(text), None, "{text} was taken");
        }
    }

    #[test]
    fn a_query_is_asked_by_key() {
        let target = Target::parse("/-/events?x=1&after=12&after=13").expect("a target");
        assert_eq!(value(target.query.as_deref(), "after"), Some("12"));
        assert_eq!(value(target.query.as_deref(), "afte"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_path_that_leads_out(text in "(/|http://localhost|//)?([./%2eEfF5cC\\\\a?#\u{0}-\u{20}]|%2e|%2f|%5c|\\PC){0,40}") {
            if let Ok(target) = Target::parse(&text) {
                prop_assert!(target.path.starts_with('/') && !target.path.starts_with("//"));
                prop_assert!(!target.path.contains(['\\', '\0', '\n', '\r']));
                prop_assert!(target.path.split('/').all(|segment| segment != ".." && segment != "."));
            }
        }
    }
}
