//! Text in XML 1.0.

/// A text for a place between tags or inside a quoted attribute. Characters that XML cannot have at all, as most
/// controls, are replaced.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // Also so that no `]]>` is left.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(c),
            // A parser would make a line end of it.
            '\r' => out.push_str("&#13;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}

/// A text in one line: white space of any kind is one space.
pub(super) fn line(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup_or_impossible() {
        assert_eq!(
            escape("a<b>&'\"]]>\u{0}\u{1b}\u{ffff}\r\n"),
            "a&lt;b&gt;&amp;&apos;&quot;]]&gt;\u{fffd}\u{fffd}\u{fffd}&#13;\n"
        );
        assert_eq!(line(" a\r\n b\u{2028}c "), "a b c");
    }
}
