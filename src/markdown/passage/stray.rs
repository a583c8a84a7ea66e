//! Marks of passages where no passage can begin or end: in a heading, a table, a list, a comment, or written with other
//! signs that look like colons. Whoever wrote one believes that what follows is for some readers only.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::events;

/// The places, in what a reader is shown, at which three colons stand in text or in raw HTML, and not in code.
pub fn strays(markdown: &str) -> Vec<Range<usize>> {
    if !markdown.contains([':', '&', '：', '︰', '﹕', '∶', '∷', 'ː', '꞉']) {
        return Vec::new();
    }
    // What breaks a bound is told elsewhere, and never shown.
    let Ok(events) = events::read(markdown) else { return Vec::new() };
    let mut strays = Vec::new();
    let (mut run, mut in_code) = (Run::default(), false);
    for (event, range) in &events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if !in_code => run.add(text, range),
            Event::Html(text) | Event::InlineHtml(text) => {
                run.close(&mut strays);
                run.add(text, range);
                run.close(&mut strays);
            }
            _ => run.close(&mut strays),
        }
    }
    run.close(&mut strays);
    strays
}

/// Text that stands together on the page, though it comes in parts where entities or escapes are in it.
#[derive(Default)]
struct Run {
    text: String,
    range: Range<usize>,
}

impl Run {
    fn add(&mut self, text: &str, range: &Range<usize>) {
        if self.text.is_empty() {
            self.range.start = range.start;
        }
        self.range.end = range.end;
        self.text.extend(
            text.chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')).map(plain),
        );
    }

    fn close(&mut self, strays: &mut Vec<Range<usize>>) {
        if self.text.contains(":::") {
            strays.push(self.range.clone());
        }
        self.text.clear();
    }
}

/// What looks like a colon is one. The sign for a proportion (∷) is two.
fn plain(c: char) -> char {
    if matches!(c, '：' | '︰' | '﹕' | '∶' | '∷' | 'ː' | '꞉') { ':' } else { c }
}

#[cfg(test)]
mod tests {
    use super::strays;

    #[test]
    fn a_mark_is_found_wherever_text_can_stand() {
        for text in [
            "- [ ] ::: for team\n  secret",
            "# ::: for team",
            "| ::: for team |\n|---|\n| x |",
            "<p>::: for team</p>",
            "<!-- ::: for team -->",
            "x ::: for team secret :::",
            "\\::: for team",
            "&colon;:: for team",
            "：：： for team",
            "• ::: for team",
            "(1) ::: for team",
            "a *:::* b",
            ":\u{200b}:: for team",
        ] {
            assert!(!strays(text).is_empty(), "{text} was passed over");
        }
    }

    #[test]
    fn code_may_show_marks() {
        for text in ["`::: for team`", "```\n::: for team\n:::\n```", "    ::: for team", "a: b::c", "", "a :: b"] {
            assert!(strays(text).is_empty(), "{text} was refused");
        }
    }
}
