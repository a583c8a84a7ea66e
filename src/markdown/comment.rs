//! A text without its HTML comments, for those who get the text itself and not what it becomes.
//!
//! A comment is on no page, so that what is in it was never published. In code it is no comment.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::events::{self, Read};
use super::tag::{self, Token};

/// What a comment leaves behind where its place in the text decides what stands beside it: `<!-- -->**a**` shows its
/// stars.
const EMPTY: &str = "<!---->";
/// The same of one that goes over lines, since what begins a line may be a list or a table.
const EMPTY_LINES: &str = "<!--\n-->";

/// The text without what stands in HTML comments. Rendered, it says the same.
///
/// A text that breaks a bound is returned as it is: it is on no page either.
pub fn without_comments(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains("<!--") {
        return Cow::Borrowed(markdown);
    }
    let Ok(events) = events::read(markdown) else { return Cow::Borrowed(markdown) };
    let comments = comments(markdown, &events);
    if comments.is_empty() {
        return Cow::Borrowed(markdown);
    }
    let without = replaced(markdown, &comments, |_| "");
    let reads_the_same = events::read(&without).is_ok_and(|after| said(&after) == said(&events));
    Cow::Owned(if reads_the_same {
        without
    } else {
        replaced(markdown, &comments, |comment| if comment.contains('\n') { EMPTY_LINES } else { EMPTY })
    })
}

fn replaced(markdown: &str, ranges: &[Range<usize>], by: fn(&str) -> &'static str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut from = 0;
    for range in ranges {
        text.push_str(&markdown[from..range.start]);
        text.push_str(by(&markdown[range.clone()]));
        from = range.end;
    }
    text.push_str(&markdown[from..]);
    text
}

/// Where the comments are, in order, line by line where something stands before the lines of one. One that does not end
/// goes to the end of its raw HTML.
fn comments(markdown: &str, events: &[Read<'_>]) -> Vec<Range<usize>> {
    let mut comments: Vec<Range<usize>> = Vec::new();
    for run in runs(events) {
        let html: String = run.iter().map(|range| &markdown[range.clone()]).collect();
        let ends = run.iter().scan(0, |end, line| {
            *end += line.len();
            Some(*end)
        });
        let ends: Vec<usize> = ends.collect();
        let mut rest = html.as_str();
        while !rest.is_empty() {
            let (token, after) = tag::next(rest);
            if token.is_none() && rest.starts_with("<!--") {
                let (start, end) = (html.len() - rest.len(), html.len() - after.len());
                let first = comments.len();
                for part in written(&run, &ends, start..end) {
                    match comments[first..].last_mut().filter(|last| last.end == part.start) {
                        Some(last) => last.end = part.end,
                        None => comments.push(part),
                    }
                }
            }
            rest = after;
        }
    }
    // The line ends where it did.
    for comment in &mut comments {
        comment.end = comment.start + markdown[comment.clone()].trim_end_matches(['\n', '\r']).len();
    }
    comments
}

/// The stretches of raw HTML that are read as one: the lines of a block, a tag within a line.
fn runs(events: &[Read<'_>]) -> Vec<Vec<Range<usize>>> {
    let mut runs: Vec<Vec<Range<usize>>> = Vec::new();
    let mut goes_on = false;
    for (event, range) in events {
        let is_line = matches!(event, Event::Html(_));
        match runs.last_mut() {
            Some(run) if is_line && goes_on => run.push(range.clone()),
            _ if is_line || matches!(event, Event::InlineHtml(_)) => runs.push(vec![range.clone()]),
            _ => {}
        }
        goes_on = is_line;
    }
    runs
}

/// Where a part of a run was written. `ends` are the ends of its lines in what it says.
fn written(run: &[Range<usize>], ends: &[usize], part: Range<usize>) -> Vec<Range<usize>> {
    let first = ends.partition_point(|&end| end <= part.start);
    let mut written = Vec::new();
    for (line, &end) in run[first..].iter().zip(&ends[first..]) {
        let begin = end - line.len();
        if begin >= part.end {
            break;
        }
        let (from, to) = (part.start.max(begin), part.end.min(end));
        if from < to {
            written.push(line.start + from - begin..line.start + to - begin);
        }
    }
    written
}

/// What a reader reads of a text, with how it is marked, whatever white space is between.
fn said(events: &[Read<'_>]) -> String {
    let (mut said, mut html) = (String::new(), String::new());
    let flush = |html: &mut String, said: &mut String| {
        for token in tag::tokens(html) {
            match token {
                Token::Text(text) => said.push_str(text),
                Token::Open { name, .. } | Token::Close(name) => {
                    // No text has this character.
                    said.push_str("\u{0}<");
                    said.push_str(&name);
                }
            }
        }
        html.clear();
    };
    for (event, _) in events {
        if let Event::Html(text) | Event::InlineHtml(text) = event {
            html.push_str(text);
            if matches!(event, Event::InlineHtml(_)) {
                flush(&mut html, &mut said);
            }
            continue;
        }
        flush(&mut html, &mut said);
        match event {
            Event::Text(text) | Event::Code(text) => said.push_str(text),
            // Whether a paragraph or a block of nothing but a comment stood there is not seen.
            Event::Start(Tag::Paragraph | Tag::HtmlBlock) | Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock) => {}
            Event::SoftBreak => said.push(' '),
            other => {
                write!(said, "\u{0}{:?}", std::mem::discriminant(other)).expect("writing to a string does not fail");
            }
        }
    }
    flush(&mut html, &mut said);
    said.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markdown::Way;
    use crate::markdown::render::render;
    use crate::markdown::tests::Folder;
    use crate::words::{RawHtml, RemoteImages};

    #[test]
    fn what_stands_in_a_comment_is_gone() {
        for (text, without) in [
            ("a <!-- b --> c", "a  c"),
            ("a\n\n<!-- b\n\nc -->\n\nd", "a\n\n\n\nd"),
            ("<!-- a --><!-- b -->\n", "\n"),
            ("> <!-- a\n> b -->\n> c", "> \n> \n> c"),
            ("a\n\n<!-- never ended\nb\n", "a\n\n\n"),
            ("<div>\n<!-- b -->\nc</div>", "<div>\n\nc</div>"),
            ("a <b title=\"<!--\">c</b> -->", "a <b title=\"<!--\">c</b> -->"),
        ] {
            assert_eq!(without_comments(text), without, "{text:?}");
        }
    }

    #[test]
    fn code_has_no_comments() {
        for text in ["`<!-- a -->`", "```\n<!-- a -->\n```", "    <!-- a -->\n", "\\<!-- a -->"] {
            assert_eq!(without_comments(text), text);
        }
    }

    #[test]
    fn where_its_place_decides_what_stands_beside_it_an_empty_one_stays() {
        for (text, without) in
            [("<!-- b --> **a**", "<!----> **a**"), ("- a\n\n<!-- b -->\n\n- c\n", "- a\n\n<!---->\n\n- c\n")]
        {
            assert_eq!(without_comments(text), without, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn without_its_comments_a_text_says_the_same(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..16)
        ) {
            let text = pieces.concat();
            let without = without_comments(&text);
            prop_assert_eq!(shown(&without), shown(&text), "{:?} became {:?}", text, without);
            let events = events::read(&without).expect("it is short");
            let left = comments(&without, &events);
            prop_assert!(left.iter().all(|range| [EMPTY, EMPTY_LINES].contains(&&without[range.clone()])), "{:?} became {:?}", text, without);
        }
    }

    /// What is read of a text on its page.
    fn shown(markdown: &str) -> String {
        let way = Way {
            raw_html: RawHtml::Sanitize,
            remote_images: RemoteImages::Link,
            file: "a.md",
            heading_base: 2,
            title: None,
            prefix: "",
        };
        let html = render(markdown, &way, &Folder).to_string();
        let text = tag::tokens(&html).filter_map(|token| match token {
            Token::Text(text) => Some(text.split_whitespace().collect::<String>()),
            _ => None,
        });
        text.collect()
    }

    const PIECES: &[&str] = &[
        "<!-- x -->",
        "<!-- x -->",
        "<!--",
        "-->",
        "<!-->",
        "<!",
        "--",
        "x\n\nx -->",
        "\n",
        "\n",
        "\n\n",
        "    ",
        " ",
        "a",
        "**b**",
        "`",
        "```\n",
        "> ",
        "- ",
        "1. ",
        "===",
        "---",
        "| a |\n|---|\n",
        "<div>",
        "</div>",
        "<b>",
        "[c](d)",
        "# ",
        "[^1]: ",
        "\\",
        "::: ",
        "<p ",
        "\"",
    ];
}
