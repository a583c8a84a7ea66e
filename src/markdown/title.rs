//! Titles of links, `[a](b "title")`, that go over more lines than a title has.
//!
//! The parser looks for each line of a title from the link's beginning on, so that one that is never closed takes the
//! square of the lines up to the end of its paragraph: 40 kB took four seconds, a megabyte would take half an hour.

use std::ops::Range;

use super::events::count;

/// Over so many lines a title may go. People write one.
pub(super) const MOST_LINES: usize = 64;

/// So deep parentheses may nest in a destination.
const DEEPEST: usize = 32;

/// The lines with which an item, a definition or a note begins, up to the first block inside it: its own text is read as one
/// paragraph, and what is in it is read by itself.
pub(super) fn own_lines(text: &str, block: Range<usize>) -> &str {
    let line = text[..block.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    // Behind the shortest mark. What is indented by four more begins no block.
    let deep = width(&text[line..block.start]) + 2 + 4;
    let begins_inside = |line: &str| {
        let words = line.trim_start_matches(INDENT);
        width(&line[..line.len() - words.len()]) < deep && begins_block(words.trim_end())
    };
    let mut length = 0;
    for (at, line) in text[block.clone()].split_inclusive('\n').enumerate() {
        if at > 0 && begins_inside(line) {
            break;
        }
        length += line.len();
    }
    &text[block.start..block.start + length]
}

/// Whether a line ends the paragraph above it, since with it a code block, a heading or a list begins.
fn begins_block(line: &str) -> bool {
    let after = |mark: &str| line.strip_prefix(mark);
    let heading = line.trim_start_matches('#');
    after("```").is_some_and(|rest| !rest.contains('`'))
        || line.starts_with("~~~")
        || ((1..=6).contains(&(line.len() - heading.len())) && (heading.is_empty() || heading.starts_with(' ')))
        || ["- ", "* ", "+ ", "1. ", "1) "].into_iter().filter_map(after).any(|rest| !rest.trim().is_empty())
}

/// What a line begins with before its words, the marks of quotes among it.
const INDENT: [char; 3] = [' ', '\t', '>'];

/// How many columns wide such a beginning is, or may be: a tab fills four at most.
fn width(indent: &str) -> usize {
    indent.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Whether a text has enough lines for such a title. Nearly none has, which a glance tells: to count all of its line ends
/// takes less time than to stop at one of them.
pub(super) fn is_long(text: &str) -> bool {
    text.len() > MOST_LINES && count(text, is_line_end) > MOST_LINES
}

/// Where in a block the first title begins that goes over more lines than that; to the end of its line.
pub(super) fn endless(block: &str) -> Option<Range<usize>> {
    if !is_long(block) {
        return None;
    }
    let mut begins = block.match_indices("](").filter_map(|(at, mark)| after_destination(block, at + mark.len()));
    let begin = begins.find(|&begin| goes_on(&block.as_bytes()[begin..]))?;
    let line = block[begin..].find(['\n', '\r']).map_or(block.len(), |end| begin + end);
    Some(begin..line)
}

/// Where a title could begin that belongs to a link whose destination begins here.
fn after_destination(block: &str, start: usize) -> Option<usize> {
    let start = next_word(block, start);
    let rest = &block.as_bytes()[start..];
    let end = match rest.split_first() {
        Some((b'<', inside)) => end_of_brackets(inside)? + 2,
        _ => end_of_bare(rest)?,
    };
    Some(next_word(block, start + end))
}

/// The place at which a destination ends that stands in no brackets; none where the link ends with it, or is none. As
/// the parser does, this gives up where parentheses nest deep: links that never end are each in the one before.
fn end_of_bare(rest: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0);
    while let Some(&byte) = rest.get(at) {
        match byte {
            ..=b' ' => break,
            b'(' if depth > DEEPEST => return None,
            b'(' => depth += 1,
            b')' if depth == 0 => return None,
            b')' => depth -= 1,
            b'\\' if rest.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            _ => {}
        }
        at += 1;
    }
    (depth == 0).then_some(at)
}

/// The place of the `>` that closes a destination, which must stand on its line.
fn end_of_brackets(inside: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match inside.get(at)? {
            b'>' => return Some(at),
            b'<' | b'\n' | b'\r' => return None,
            b'\\' if inside.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 2,
            _ => at += 1,
        }
    }
}

/// Where the next word begins. On a next line, it does after the marks of quotes.
fn next_word(block: &str, at: usize) -> usize {
    let after = |at: usize, skip: fn(char) -> bool| block.len() - block[at..].trim_start_matches(skip).len();
    let word = after(at, |c| c <= ' ');
    if block[at..word].contains(['\n', '\r']) { after(word, |c| c <= ' ' || c == '>') } else { word }
}

/// Whether a title begins here and goes over too many lines, or would, before its paragraph ends.
fn goes_on(title: &[u8]) -> bool {
    let close = match title.first() {
        Some(b'(') => b')',
        Some(&quote @ (b'"' | b'\'')) => quote,
        _ => return false,
    };
    let (mut at, mut lines) = (1, 0);
    while let Some(&byte) = title.get(at) {
        match byte {
            _ if byte == close => return false,
            b'(' if close == b')' => return false,
            b'\\' if title.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'\r' if title.get(at + 1) == Some(&b'\n') => {}
            _ if is_line_end(byte) => {
                if is_blank(&title[at + 1..]) {
                    return false;
                }
                lines += 1;
            }
            _ => {}
        }
        if lines > MOST_LINES {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether nothing stands on the line that begins here.
fn is_blank(line: &[u8]) -> bool {
    line.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'>')).is_some_and(|&byte| is_line_end(byte))
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_go_over_lines_but_not_over_hundreds() {
        let lines = |lines: usize| "and so on\n".repeat(lines);
        for open in [
            "[a](b \"",
            "[a]( b\n'",
            "![a](<b c> (",
            "[a](c](b \"",
            "x\n> [a](\n> b\n> \"",
            "[a](> \"",
            "[a](<[x](b 'c> (",
        ] {
            let long = format!("{open}{}", lines(MOST_LINES + 1));
            let found = endless(&long).map(|range| &long[range]);
            assert_eq!(found, long[open.len() - 1..].lines().next(), "{open}");
            assert_eq!(endless(&format!("{open}{}", lines(MOST_LINES))), None, "{open}");
            assert_eq!(endless(&format!("{open}{}", lines(MOST_LINES)).replace('\n', "\r\n")), None, "{open}");
        }
    }

    #[test]
    fn what_is_no_title_may_be_of_any_length() {
        let lines = "and so on\n".repeat(MOST_LINES * 2);
        for open in [
            "",
            "\"",
            "[a](b) \"",
            "[a](b \"c\") \"",
            "[a](<b\n> \"",
            "[a](b c \"",
            "[a] (b \"",
            "[a](b (c (d",
            "[a](b \\\"",
        ] {
            assert_eq!(endless(&format!("{open}\n{lines}")), None, "{open}");
        }
    }
}
