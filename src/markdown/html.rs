//! Text that is HTML already, by type: whatever is no [`Html`] must be escaped.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

/// HTML that can be put into a page as it is. Only the renderer makes it, or escaping.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    /// A plain text, escaped for a place between tags or inside a quoted attribute.
    pub fn text(text: &str) -> Self {
        let mut html = String::with_capacity(text.len() + text.len() / 16);
        escape_attribute(&mut html, text);
        Self(html)
    }

    /// What the renderer wrote.
    pub(super) fn rendered(html: String) -> Self {
        Self(html)
    }

    /// As it goes into a page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl Display for Html {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes a text that stands between tags.
pub(super) fn escape_text(out: &mut String, text: &str) {
    escape(out, text, false);
}

/// Writes a text that stands inside a double-quoted attribute.
pub(super) fn escape_attribute(out: &mut String, text: &str) {
    escape(out, text, true);
}

fn escape(out: &mut String, text: &str, quotes: bool) {
    push_replaced(out, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' if quotes => Some("&quot;"),
        '\r' => Some(""),
        '\n' | '\t' | ' '..='~' => None,
        // HTML forbids control characters, and names the characters that are for nobody's use.
        c if c.is_control() => Some("\u{fffd}"),
        '\u{fdd0}'..='\u{fdef}' => Some("\u{fffd}"),
        c if u32::from(c) & 0xfffe == 0xfffe => Some("\u{fffd}"),
        _ => None,
    });
}

/// Writes a text with some of its characters replaced. What stands between two of them is copied at once.
pub fn push_replaced(out: &mut String, text: &str, by: impl Fn(char) -> Option<&'static str>) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if let Some(by) = by(c) {
            out.push_str(&text[from..at]);
            out.push_str(by);
            from = at + c.len_utf8();
        }
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_for_tags_and_attributes_alike() {
        assert_eq!(Html::text("a<b & \"c\" > d").as_str(), "a&lt;b &amp; &quot;c&quot; &gt; d");
        assert_eq!(Html::text("a\u{0}\u{1b}b\r\n").as_str(), "a\u{fffd}\u{fffd}b\n");
        assert_eq!(Html::text("é\u{fdd0}é\u{85}\u{1fffe}é").as_str(), "é\u{fffd}é\u{fffd}\u{fffd}é");
    }
}
