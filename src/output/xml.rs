//! Text in XML 1.0.

use crate::markdown::html::push_replaced;

/// A text for a place between tags or inside a quoted attribute. Characters that XML cannot have at all, as most
/// controls, are replaced.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push_replaced(&mut out, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        // Also so that no `]]>` is left.
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&apos;"),
        '\n' | '\t' => None,
        // A parser would make a line end of it.
        '\r' => Some("&#13;"),
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => Some("\u{fffd}"),
        _ => None,
    });
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
