//! Blank lines, as they are handed on to programs.
//!
//! Where a passage for others stood between two paragraphs, the blank lines on both sides of it are left, one more than
//! anybody writes. A page does not show them; a text that is handed on as it was written would tell that something
//! stood there.

use std::borrow::Cow;

/// The text with one blank line where several stand, and none at its beginning and end. In code they mean something and
/// stay.
pub fn without_gaps(text: &str) -> Cow<'_, str> {
    // The body of nearly every item begins with a blank line, and that is all there is to it.
    let inside = text.trim_start_matches('\n');
    if is_even(inside) { Cow::Borrowed(inside) } else { closed_up(text) }
}

/// Whether a text is sure to have no gap, and no line of white space that could be a part of one.
fn is_even(text: &str) -> bool {
    let is_visible = |byte: u8| (b'!'..=b'~').contains(&byte);
    let bytes = text.as_bytes();
    let [first, .., last] = bytes else { return bytes.is_empty() };
    // All bytes are looked at without a way out of the loop, since many are then looked at together.
    let next_two = bytes[1..].iter().zip(&bytes[2..]);
    let odd = bytes.iter().zip(next_two).fold(0, |odd, (&a, (&b, &c))| {
        let is_gap = c == b'\n' && if b == b'\n' { a == b'\n' } else { !is_visible(b) };
        odd | u8::from(is_gap || b == b'\r')
    });
    odd == 0 && is_visible(*first) && (is_visible(*last) || (*last == b'\n' && !text.ends_with("\n\n")))
}

/// The same, line by line.
fn closed_up(text: &str) -> Cow<'_, str> {
    if !text.contains("\n\n\n") && !text.ends_with("\n\n") && !text.starts_with('\n') && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut is_after_blank = true;
    for line in text.split_inclusive('\n') {
        let is_blank = fence.is_none() && line.trim().is_empty();
        if !(is_blank && is_after_blank) {
            out.push_str(if is_blank { "\n" } else { line });
        }
        is_after_blank = is_blank;
        // Within quotes and lists too.
        let inside = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        fence = match fence {
            None => ["```", "~~~"].into_iter().find(|mark| inside.starts_with(mark)),
            Some(mark) if inside.starts_with(mark) => None,
            open => open,
        };
    }
    if out.ends_with("\n\n") {
        out.truncate(out.trim_end_matches('\n').len() + 1);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_glance_tells_what_the_lines_tell(
            pieces in prop::collection::vec(
                prop::sample::select(&["\n", "\n\n", " ", "\t", "\r", "\r\n", "a", "b\n", "```\n", "- ", "é", "\u{a0}", "\u{b}"][..]),
                0..10,
            )
        ) {
            let text = pieces.concat();
            prop_assert_eq!(without_gaps(&text), closed_up(&text), "{:?}", text);
        }
    }

    #[test]
    fn a_gap_is_one_blank_line_and_code_keeps_its_own() {
        for (text, handed_on) in [
            ("One.\n\nTwo.\n", "One.\n\nTwo.\n"),
            ("One.\n\n\nTwo.\n", "One.\n\nTwo.\n"),
            ("\n\nOne.\n\n", "One.\n"),
            ("One.\r\n\r\n \r\nTwo.\r\n", "One.\r\n\nTwo.\r\n"),
            ("```\na\n\n\nb\n```\n\n\n\nc", "```\na\n\n\nb\n```\n\nc"),
            ("- ~~~\n  a\n\n\n  b\n  ~~~\n", "- ~~~\n  a\n\n\n  b\n  ~~~\n"),
            ("", ""),
        ] {
            assert_eq!(without_gaps(text), handed_on, "{text:?}");
        }
    }

    #[test]
    fn nobody_sees_where_a_passage_stood() {
        let open = "One.\n\n::: for team\nSecret.\n:::\n\nTwo.\n";
        let (passages, faults) = crate::markdown::passage::cut(open);
        assert!(faults.is_empty());
        let seen = crate::markdown::passage::project(open, &passages, |_| false);
        assert_eq!(without_gaps(&seen.text), "One.\n\nTwo.\n");
    }
}
