//! What is read when the tags are not.

/// Stands where a tag parts what is before it from what is after it: no word holds it.
pub const GAP: char = '\u{1}';

/// Elements inside a line of text, sorted: what stands on both sides of such a tag is read as one word.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The same names as numbers: a site has millions of tags.
static INLINE_PACKED: [u64; INLINE.len()] = {
    let (mut packed, mut at) = ([0; INLINE.len()], 0);
    while at < INLINE.len() {
        packed[at] = self::packed(INLINE[at]);
        at += 1;
    }
    packed
};

/// The name of an element, of letters and digits, as a number, whether its letters are small or not. All names that
/// are known here are short; of a longer one the number is that of none.
const fn packed(name: &str) -> u64 {
    let (name, mut packed, mut at) = (name.as_bytes(), 0, 0);
    if name.len() > 8 {
        return 0;
    }
    while at < name.len() {
        // This bit makes a letter small, and digits have it.
        packed = packed << 8 | (name[at] | 0x20) as u64;
        at += 1;
    }
    packed
}

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
    let name = packed(name);
    match name {
        _ if INLINE_PACKED.contains(&name) => None,
        // A title too wide for a picture goes on in the next `tspan`.
        _ if name == const { packed("br") } || name == const { packed("tspan") } => Some(' '),
        _ => Some(GAP),
    }
}

/// Where a tag ends: after the first `>` outside quotation marks, else with the text.
fn end<'a>(tag: &'a str, value: &mut impl FnMut(&'a str)) -> usize {
    let bytes = tag.as_bytes();
    let mut at = 0;
    while let Some(mark) = bytes[at..].iter().position(|byte| matches!(byte, b'>' | b'"' | b'\'')) {
        let open = bytes[at + mark];
        at += mark + 1;
        if open == b'>' {
            return at;
        }
        let Some(length) = bytes[at..].iter().position(|&byte| byte == open) else { break };
        value(&tag[at..at + length]);
        at += length + 1;
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
