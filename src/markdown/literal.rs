//! Plain text written as Markdown, so that it says what it says and nothing in it is a mark.

/// A text in a line of Markdown, after something: no mark, link, tag, entity or heading begins in it. White space of any
/// kind is one space, and what cannot be seen is gone.
pub fn literal(text: &str) -> String {
    if says_itself(text) { text.to_owned() } else { escaped(text) }
}

/// Whether a text is sure to stay as it is: words of ASCII with a space between them, without anything that may be a mark.
fn says_itself(text: &str) -> bool {
    let mut before = b' ';
    let is_kept = text.bytes().all(|byte| {
        let is_single = byte == b' ' && before != b' ';
        before = byte;
        is_single || byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b',' | b'.' | b'(' | b')' | b'%' | b'\'')
    });
    is_kept && before != b' '
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut is_after_space = false;
    let mut rest = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).peekable();
    while let Some(c) = rest.next() {
        if c.is_whitespace() {
            is_after_space = !out.is_empty();
            continue;
        }
        if is_after_space {
            out.push(' ');
            is_after_space = false;
        }
        let next = rest.peek().copied();
        let is_mark = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '#' | '{' | '}' | '|' => true,
            '&' => next.is_some_and(|next| next == '#' || next.is_ascii_alphabetic()),
            // Many readers make links of bare addresses.
            ':' => next == Some('/'),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text as a paragraph of its own: nothing at its beginning makes it a list or a quote.
pub fn paragraph(text: &str) -> String {
    let mut text = literal(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let at = if text.starts_with(['-', '+', '>', '=', ':']) {
        Some(0)
    } else {
        text[digits..].starts_with(['.', ')']).then_some(digits).filter(|&digits| digits > 0)
    };
    if let Some(at) = at {
        text.insert(at, '\\');
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::plain::plain;
    use crate::markdown::render::render;
    use crate::markdown::tests::{Folder, WAY};

    #[test]
    fn a_title_is_no_mark() {
        for (text, written) in [
            ("Calendar sync", "Calendar sync"),
            ("a\n# b", "a \\# b"),
            ("[x](https://e.example)", "\\[x\\](https\\://e.example)"),
            ("Clinic & Co: 1 < 2 &lt; *3*", "Clinic & Co: 1 \\< 2 \\&lt; \\*3\\*"),
        ] {
            assert_eq!(literal(text), written);
        }
    }

    #[test]
    fn a_paragraph_begins_no_block() {
        for text in ["- a", "+ a", "> a", "1. a", "2026) a", "=", ": a", "# a", "* a", "---", "~~~", "    a", "<p>"] {
            let html = render(&paragraph(text), &WAY, &Folder).to_string();
            assert!(html.starts_with("<p>") && html.matches('<').count() == 2, "{text:?} is {html}");
            assert_eq!(plain(&paragraph(text), &Folder), text.trim());
        }
    }

    proptest! {
        #[test]
        fn a_glance_tells_what_every_character_tells(text in r"[ -~]{0,3}|[a-z0-9 ,.()%'-]{0,12}|[a-z \t\n\x00é\u{a0}]{0,8}") {
            prop_assert_eq!(literal(&text), escaped(&text));
        }

        #[test]
        fn any_text_says_what_it_said(text in any::<String>()) {
            let said: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(plain(&paragraph(&text), &Folder), said);
        }
    }
}
