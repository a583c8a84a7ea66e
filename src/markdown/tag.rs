//! Raw HTML taken apart into tags and text.
//!
//! This need not read as a browser does: what comes out is never copied, only known tags are written again.
//! It must be linear, whatever it is given.

use pulldown_cmark::{Event, Parser};

/// A piece of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, with its entities as they were written.
    Text(&'a str),
    /// A start tag.
    Open {
        /// In lower case.
        name: String,
        /// Names in lower case, values with their entities decoded.
        attributes: Vec<(String, String)>,
    },
    /// An end tag, its name in lower case.
    Close(String),
}

/// The pieces of a run of raw HTML. Comments and declarations are left out; a tag or comment
/// that does not end swallows the rest, as it does in a browser.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (token, after) = next(rest);
            rest = after;
            if token.is_some() {
                return token;
            }
        }
        None
    })
}

/// The first piece, none for what is left out, and the rest. What is given is not empty.
pub(super) fn next(html: &str) -> (Option<Token<'_>>, &str) {
    let Some(inside) = html.strip_prefix('<') else {
        let end = html.find('<').unwrap_or(html.len());
        return (Some(Token::Text(&html[..end])), &html[end..]);
    };
    if let Some(comment) = inside.strip_prefix("!--") {
        let comment = comment.strip_prefix('>').unwrap_or_else(|| after(comment, "-->"));
        return (None, comment);
    }
    let mut letters = inside.strip_prefix('/').unwrap_or(inside).bytes();
    match inside.bytes().next() {
        Some(b'!' | b'?') => (None, after(inside, ">")),
        Some(b'/') if letters.next().is_some_and(|c| c.is_ascii_alphabetic()) => {
            let name = name_of(&inside[1..]);
            (Some(Token::Close(name.to_ascii_lowercase())), after(&inside[1..], ">"))
        }
        Some(c) if c.is_ascii_alphabetic() => open(inside),
        _ => (Some(Token::Text(&html[..1])), inside),
    }
}

fn after<'a>(html: &'a str, mark: &str) -> &'a str {
    html.find(mark).map_or("", |at| &html[at + mark.len()..])
}

fn name_of(html: &str) -> &str {
    let end = html.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(html.len());
    &html[..end]
}

fn open(html: &str) -> (Option<Token<'_>>, &str) {
    let name = name_of(html);
    let mut rest = &html[name.len()..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (Some(Token::Open { name: name.to_ascii_lowercase(), attributes }), after);
        }
        if rest.is_empty() {
            return (None, "");
        }
        // A name may begin with `=`, so that there is always something taken.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        let end = rest[first..].find(stop).map_or(rest.len(), |end| first + end);
        let attribute = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let value = match rest.trim_start().strip_prefix('=') {
            None => "",
            Some(value) => {
                let value = value.trim_start();
                let (value, after) = value_of(value);
                rest = after;
                value
            }
        };
        attributes.push((attribute, decode(value)));
    }
}

fn value_of(html: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = html.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    html.split_at(html.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(html.len()))
}

/// The longest name of an entity that exists has 31 letters.
const LONGEST_ENTITY: usize = 33;

/// A text with its entities decoded, as Markdown decodes them.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name =
            rest.bytes().skip(1).take(LONGEST_ENTITY).take_while(|&c| c.is_ascii_alphanumeric() || c == b'#').count();
        let end = if rest[1 + name..].starts_with(';') { name + 2 } else { 1 };
        if end > 1 {
            entity(&mut out, &rest[..end]);
        } else {
            out.push('&');
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The Markdown parser has the table of entities, and keeps it to itself: so it is asked.
fn entity(out: &mut String, written: &str) {
    for event in Parser::new(written) {
        if let Event::Text(text) = event {
            out.push_str(&text);
        }
    }
}

/// Whether raw elements of this name nest until they are ended.
pub(super) fn nests(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "blockquote"
            | "cite"
            | "code"
            | "del"
            | "details"
            | "dfn"
            | "div"
            | "dl"
            | "em"
            | "figure"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "ol"
            | "pre"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "table"
            | "tt"
            | "u"
            | "ul"
            | "var"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        let piece = |token| match token {
            Token::Text(text) => format!("[{text}]"),
            Token::Open { name, attributes } => format!("<{name} {attributes:?}>"),
            Token::Close(name) => format!("</{name}>"),
        };
        tokens(html).map(piece).collect()
    }

    #[test]
    fn tags_are_read_with_their_attributes() {
        for (html, pieces) in [
            ("a<b>c</B >d", "[a]<b []>[c]</b>[d]"),
            ("<img SRC=x alt='a>b'/>", r#"<img [("src", "x"), ("alt", "a>b")]>"#),
            ("<a href=\"java&colon;x\">", r#"<a [("href", "java:x")]>"#),
            ("<a/b=c d>", r#"<a [("b", "c"), ("d", "")]>"#),
            ("a<!-- <b> -->c<!-->d<!x>e<?y>f", "[a][c][d][e][f]"),
            ("<a =x>", r#"<a [("=x", "")]>"#),
            ("1 < 2 </ 3", "[1 ][<][ 2 ][<][/ 3]"),
            ("x<a href=\"y>z", "[x]"),
            ("x<!-- y", "[x]"),
        ] {
            assert_eq!(shown(html), pieces, "{html}");
        }
    }

    #[test]
    fn entities_are_those_of_html() {
        assert_eq!(decode("&eacute;&#9;&#x41;&nope;&amp;amp; &&lt;& é&"), "é\tA&nope;&amp; &<& é&");
    }
}
