//! Lines of a calendar: what a value may hold, and how long a line may be.

/// Bytes of a line, without its end (RFC 5545, section 3.1).
const MOST: usize = 75;

/// Writes a property as lines of at most [`MOST`] bytes, each with its end. What is too long goes on after a space, and no
/// character is cut. No name is as long as a line.
pub fn fold(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    out.push(':');
    let (mut rest, mut most) = (value, MOST - name.len() - 1);
    while rest.len() > most {
        let end = (0..=most).rfind(|&end| rest.is_char_boundary(end)).unwrap_or(rest.len());
        let (full, after) = rest.split_at(end);
        out.push_str(full);
        out.push_str("\r\n ");
        (rest, most) = (after, MOST - 1);
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

/// A text as a value (section 3.3.11): white space of any kind is one space, and control characters are gone.
pub fn value(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut is_after_space = false;
    for c in line.chars() {
        if c.is_whitespace() {
            is_after_space = !out.is_empty();
        } else if !c.is_control() {
            if is_after_space {
                out.push(' ');
            }
            is_after_space = false;
            if matches!(c, '\\' | ';' | ',') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// The same of a text of several lines.
pub fn text(lines: &str) -> String {
    lines.lines().map(value).collect::<Vec<_>>().join("\\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(name: &str, value: &str) -> String {
        let mut out = String::new();
        fold(&mut out, name, value);
        out
    }

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(value("a;b,c\\n\r\nd\u{0}\u{7f}\te:\"f\""), "a\\;b\\,c\\\\n d e:\"f\"");
        assert_eq!(value("\u{0} a \u{0} b \u{0}"), "a b");
        assert_eq!(text("a\r\nb,\n\nc"), "a\\nb\\,\\n\\nc");
    }

    #[test]
    fn a_line_has_75_bytes_and_no_half_a_character() {
        assert_eq!(folded("A", &"b".repeat(73)), format!("A:{}\r\n", "b".repeat(73)));
        assert_eq!(folded("A", &"b".repeat(74)), format!("A:{}\r\n b\r\n", "b".repeat(73)));
        assert_eq!(folded("A", &format!("{}🎉c", "b".repeat(70))), format!("A:{}\r\n 🎉c\r\n", "b".repeat(70)));
        assert_eq!(folded("A", &"b".repeat(73 + 74 + 1)).lines().map(str::len).collect::<Vec<_>>(), [75, 75, 2]);
    }

    proptest! {
        #[test]
        fn unfolding_gives_back_the_text(text in any::<String>(), long in "[a\u{e9}\u{1f389}\u{202e};]{0,230}") {
            let written = value(&(text + &long));
            let lines = folded("SUMMARY", &written);
            prop_assert!(lines.split("\r\n").all(|line| line.len() <= MOST && !line.chars().any(char::is_control)));
            prop_assert_eq!(lines.replace("\r\n ", ""), format!("SUMMARY:{written}\r\n"));
        }
    }
}
