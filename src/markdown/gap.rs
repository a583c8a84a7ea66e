//! Blank lines, as they are handed on to programs.
//!
//! Where a passage for others stood between two paragraphs, the blank lines on both sides of it are left, one more than
//! anybody writes. A page does not show them; a text that is handed on as it was written would tell that something
//! stood there.

use std::borrow::Cow;

/// The text with one blank line where several stand, and none at its beginning and end. In code they mean something and
/// stay.
pub fn without_gaps(text: &str) -> Cow<'_, str> {
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
    use super::*;

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
