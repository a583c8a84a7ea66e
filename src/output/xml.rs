//! Text in XML 1.0.

/// A text for a place between tags or inside a quoted attribute. Characters that XML cannot have at all, as most
/// controls, are replaced.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    // What stands between two such characters is copied at once.
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let by = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            // Also so that no `]]>` is left.
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&apos;",
            '\n' | '\t' => continue,
            // A parser would make a line end of it.
            '\r' => "&#13;",
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(by);
        from = at + c.len_utf8();
    }
    out.push_str(&text[from..]);
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
