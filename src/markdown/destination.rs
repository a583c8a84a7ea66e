//! What a link in a text points at, judged before anybody looks it up.

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;

/// Schemes that a link may have.
pub(super) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// What a link's destination is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Somewhere else: an address that is safe to link to, in ASCII.
    External(String),
    /// An address that is never linked to, with the scheme that is the reason (`//` where there is none).
    Refused(String),
    /// A file of the roadmap's folder, by its path in it.
    Path {
        /// Relative to the folder, `/` between its parts, percent-decoded. It need not exist.
        path: String,
        /// What stands after `#`, percent-decoded.
        fragment: Option<String>,
    },
    /// A place in the same text; empty for its top.
    Fragment(String),
    /// A path that leaves the folder.
    Outside,
}

/// Judges a destination with its entities decoded, as written in `file`.
pub fn judge(file: &str, destination: &str) -> Destination {
    // Browsers drop tabs, line ends and leading controls before they look for a scheme, so all of them are
    // dropped here, and spaces too: a scheme with one inside is nothing that anybody means.
    let bare: Cow<'_, str> = if destination.bytes().all(|byte| byte.is_ascii_graphic()) {
        destination.into()
    } else {
        destination.chars().filter(|&c| !c.is_control() && !c.is_whitespace() && !invisible(c)).collect()
    };
    if bare.starts_with(['/', '\\']) && bare[1..].starts_with(['/', '\\']) {
        return Destination::Refused("//".to_owned());
    }
    if let Some((scheme, _)) = bare.split_once(':').filter(|(scheme, _)| !scheme.contains(['/', '?', '#', '\\'])) {
        return outside_address(&scheme.to_ascii_lowercase(), destination);
    }
    if let Some(fragment) = destination.trim().strip_prefix('#') {
        return Destination::Fragment(decode(fragment));
    }
    inside_path(file, destination.trim())
}

/// Characters that are there and cannot be seen.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn outside_address(scheme: &str, destination: &str) -> Destination {
    if !SCHEMES.contains(&scheme) {
        return Destination::Refused(scheme.to_owned());
    }
    let Some((_, rest)) = destination.split_once(':') else {
        return Destination::Refused(scheme.to_owned());
    };
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    // `http:x` and `http:\\x` mean different things to different readers.
    let host = rest.strip_prefix("//").filter(|host| !host.is_empty() && !host.starts_with(['/', '\\', '?', '#', ':']));
    if scheme.starts_with("http") && host.is_none() || rest.is_empty() {
        return Destination::Refused(scheme.to_owned());
    }
    let mut address = String::with_capacity(scheme.len() + 1 + rest.len());
    address.push_str(scheme);
    address.push(':');
    // What stands between two such characters is copied at once.
    let mut from = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | ' ' | '\0'..='\x1f' | '\x7f'.. => {
                address.push_str(&rest[from..at]);
                from = at + c.len_utf8();
                if !matches!(c, '\t' | '\n' | '\r') {
                    encode(&mut address, c);
                }
            }
            _ => {}
        }
    }
    address.push_str(&rest[from..]);
    Destination::External(address)
}

fn encode(address: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(address, "%{byte:02X}");
    }
}

fn inside_path(file: &str, destination: &str) -> Destination {
    let (path, fragment) = match destination.split_once('#') {
        Some((path, fragment)) => (path, Some(decode(fragment)).filter(|fragment| !fragment.is_empty())),
        None => (destination, None),
    };
    let path = decode(path.split_once('?').map_or(path, |(path, _)| path));
    let mut parts: Vec<&str> = match file.rsplit_once('/') {
        Some((folder, _)) if !path.starts_with('/') => folder.split('/').collect(),
        _ => Vec::new(),
    };
    if path.is_empty() {
        return Destination::Path { path: String::new(), fragment };
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Destination::Outside;
                }
            }
            part => parts.push(part),
        }
    }
    Destination::Path { path: parts.join("/"), fragment }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_elsewhere_keep_to_four_schemes() {
        for (written, address) in [
            ("https://a.example/b?c#d", "https://a.example/b?c#d"),
            ("HTTPS://a.example", "https://a.example"),
            (" https://a.example/ü \"x\"", "https://a.example/%C3%BC%20%22x%22"),
            ("http://[::1]:80/", "http://[::1]:80/"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("tel:+49 30 1", "tel:+49%2030%201"),
            ("https://a.example/\u{202e}x", "https://a.example/%E2%80%AEx"),
        ] {
            assert_eq!(judge("a.md", written), Destination::External(address.into()), "{written:?}");
        }
    }

    #[test]
    fn every_disguise_of_another_scheme_is_refused() {
        for written in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " javascript:alert(1)",
            "java script:x",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "//host/x",
            "/\\host",
            "\\\\host",
            "\\/host",
            "/\t/host",
            "\u{feff}javascript:x",
            "java\u{200b}script:x",
            "blob:x",
            "feed:javascript:x",
            "http:x",
            "https:",
            "https:///x",
            "http:\\\\x",
            "mailto:",
            "ht tp:x",
            ":x",
            "view-source:x",
            "intent://x",
        ] {
            assert!(matches!(judge("a.md", written), Destination::Refused(_)), "{written:?} was not refused");
        }
    }

    #[test]
    fn paths_are_taken_from_the_folder_of_the_file() {
        for (written, path, fragment) in [
            ("b.md", "milestones/x/b.md", None),
            ("./b.md", "milestones/x/b.md", None),
            ("../../intents/c.md", "intents/c.md", None),
            ("../y.md#part%201", "milestones/y.md", Some("part 1")),
            ("/pages/p.md", "pages/p.md", None),
            ("mock%20up.png?raw=1", "milestones/x/mock up.png", None),
            ("%2e%2e/y.md", "milestones/y.md", None),
            ("a//b.md", "milestones/x/a/b.md", None),
            ("../", "milestones", None),
            ("a/b:c.md", "milestones/x/a/b:c.md", None),
            ("", "", None),
        ] {
            let expected = Destination::Path { path: path.into(), fragment: fragment.map(str::to_owned) };
            assert_eq!(judge("milestones/x/index.md", written), expected, "{written:?}");
        }
    }

    #[test]
    fn no_path_leaves_the_folder() {
        for written in ["../x", "/../x", "%2e%2e%2fx", "a/../../x", "..", "/a/../../b/c"] {
            assert_eq!(judge("a.md", written), Destination::Outside, "{written:?}");
        }
    }

    #[test]
    fn a_fragment_alone_stays_in_the_text() {
        assert_eq!(judge("a.md", "#why-%C3%BC"), Destination::Fragment("why-ü".into()));
        assert_eq!(judge("a.md", "#"), Destination::Fragment(String::new()));
    }
}
