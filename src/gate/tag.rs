//! What is read when the tags are not.

/// Stands where a tag parts what is before it from what is after it: no word holds it.
pub const GAP: char = '\u{1}';

/// Elements inside a line of text, sorted: what stands on both sides of such a tag is read as one word.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// A text without its tags: nothing where one stands inside a line, a space at a line's end, else a [`GAP`].
/// Comments are dropped, what a CDATA section holds stays. `None` where there is no tag. Quoted values of attributes,
/// which may hold whole documents, are given to `value`.
pub fn without_tags<'a>(text: &'a str, mut value: impl FnMut(&'a str)) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at..];
        out.push_str(&rest[..at]);
        let second = tag[1..].chars().next().unwrap_or(' ');
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if let Some(section) = tag.strip_prefix("<![CDATA[") {
            let end = section.find("]]>").unwrap_or(section.len());
            out.push_str(&section[..end]);
            rest = section[end..].strip_prefix("]]>").unwrap_or_default();
        } else if second.is_ascii_alphabetic() || matches!(second, '/' | '!' | '?') {
            out.extend(instead_of(name(tag)));
            rest = &tag[end(tag, &mut value)..];
        } else {
            out.push('<');
            rest = &tag[1..];
            continue;
        }
        changed = true;
    }
    out.push_str(rest);
    changed.then_some(out)
}

fn name(tag: &str) -> &str {
    let name = tag[1..].strip_prefix('/').unwrap_or(&tag[1..]);
    &name[..name.bytes().take_while(u8::is_ascii_alphanumeric).count()]
}

fn instead_of(name: &str) -> Option<char> {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    match name {
        _ if INLINE.iter().any(|inline| is(inline)) => None,
        // A title too wide for a picture goes on in the next `tspan`.
        _ if is("br") || is("tspan") => Some(' '),
        _ => Some(GAP),
    }
}

/// Where a tag ends: after the first `>` outside quotation marks, else with the text.
fn end<'a>(tag: &'a str, value: &mut impl FnMut(&'a str)) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some((byte, at + 1)),
            (Some((open, from)), _) if open == byte => {
                value(&tag[from..at]);
                quote = None;
            }
            _ => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_across_tags_inside_a_line_and_not_across_others() {
        for (text, read) in [
            ("Blue<em class='>'>bird</em>", "Bluebird"),
            ("Blue<!-- > -->bird<WBR>s", "Bluebirds"),
            ("<p>Blue</p><p>bird", "\u{1}Blue\u{1}\u{1}bird"),
            ("Blue<br/>bird<tspan x=\"1\">s", "Blue bird s"),
            ("<![CDATA[a <b>]]> c", "a <b> c"),
            ("<b>2 < 3</b> <", "2 < 3 <"),
            ("a<b \"", "a"),
            ("a<!-- b", "a"),
        ] {
            assert_eq!(without_tags(text, |_| {}).as_deref(), Some(read), "{text}");
        }
        assert_eq!(without_tags("2 < 3 <", |_| {}), None);
    }

    #[test]
    fn quoted_values_are_given() {
        let mut values = Vec::new();
        without_tags("<a b=\"c'>\" d='' e=f>'g'</a>", |value| values.push(value));
        assert_eq!(values, ["c'>", ""]);
    }

    #[test]
    fn the_inline_elements_are_sorted() {
        assert!(INLINE.is_sorted());
    }
}
