//! Undoes the ways in which formats write characters as others.

/// A text with the escapes of HTML and XML (`&#66;`), of JSON, scripts and calendars (`\u0042`, `\/`, `\,`) and of
/// addresses (`%42`) decoded, whichever format it is: a search may read too much, never too little. Once: what that
/// makes may hold escapes again. `None` where there were none.
pub fn decoded(text: &str) -> Option<String> {
    next(text)?;
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let (mut rest, mut changed) = (text, false);
    while let Some(at) = next(rest) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let read = match rest.as_bytes()[0] {
            b'&' => entity(&mut out, rest),
            b'\\' => backslash(&mut out, rest),
            _ => percent(&mut out, rest),
        };
        changed |= read.is_some();
        if read.is_none() {
            out.push(rest.as_bytes()[0]);
        }
        rest = &rest[read.unwrap_or(1)..];
    }
    out.extend_from_slice(rest.as_bytes());
    changed.then(|| match String::from_utf8(out) {
        Ok(text) => text,
        Err(broken) => String::from_utf8_lossy(broken.as_bytes()).into_owned(),
    })
}

/// Where the next escape may begin. Blocks without one are passed as wholes, which processors do many bytes at a time.
pub fn next(text: &str) -> Option<usize> {
    const BLOCK: usize = 32;
    // Numbers instead of `||`: of these the compiler makes one instruction for many bytes.
    let begins = |byte: u8| u8::from(byte == b'&') | u8::from(byte == b'\\') | u8::from(byte == b'%');
    let (blocks, _) = text.as_bytes().as_chunks::<BLOCK>();
    let passed = BLOCK * blocks.iter().take_while(|block| block.map(begins) == [0; BLOCK]).count();
    text.as_bytes()[passed..].iter().position(|&byte| begins(byte) != 0).map(|at| passed + at)
}

fn push(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// A number of hexadecimal digits at the start of a text.
fn hex(text: &str, digits: usize) -> Option<u32> {
    let number = text.get(..digits).filter(|number| number.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(number, 16).ok()
}

/// The longest name of an entity that exists has 31 letters.
const LONGEST_NAME: usize = 31;

/// Each of these writes what an escape stands for, and gives the bytes that it took.
fn entity(out: &mut Vec<u8>, text: &str) -> Option<usize> {
    let name = &text[1..];
    if let Some(number) = name.strip_prefix('#') {
        let (digits, radix, from) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 3),
            None => (number, 10, 2),
        };
        let length = digits.chars().take_while(|c| c.is_digit(radix)).count();
        push(out, char::from_u32(u32::from_str_radix(&digits[..length], radix).ok()?)?);
        return Some(from + length + usize::from(digits[length..].starts_with(';')));
    }
    let length = name.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
    if length == 0 || !name[length..].starts_with(';') {
        return None;
    }
    match &name[..length] {
        "amp" => out.push(b'&'),
        "lt" => out.push(b'<'),
        "gt" => out.push(b'>'),
        "quot" => out.push(b'"'),
        "apos" => out.push(b'\''),
        "nbsp" => push(out, '\u{a0}'),
        _ => {
            // The Markdown parser has the table of entities, and keeps it to itself: so it is asked.
            let whole = &text[..length + 2];
            let mut meant = String::new();
            for event in pulldown_cmark::Parser::new(whole) {
                if let pulldown_cmark::Event::Text(text) = event {
                    meant.push_str(&text);
                }
            }
            if meant == whole {
                return None;
            }
            out.extend_from_slice(meant.as_bytes());
        }
    }
    Some(length + 2)
}

fn percent(out: &mut Vec<u8>, text: &str) -> Option<usize> {
    out.push(u8::try_from(hex(&text[1..], 2)?).ok()?);
    Some(3)
}

fn backslash(out: &mut Vec<u8>, text: &str) -> Option<usize> {
    let after = &text[1..];
    match after.bytes().next()? {
        b'u' => {
            let (number, length) = utf16_escape(&after[1..])?;
            push(out, char::from_u32(number)?);
            Some(2 + length)
        }
        b'x' => {
            push(out, char::from_u32(hex(&after[1..], 2)?)?);
            Some(4)
        }
        b'n' | b'N' | b'r' | b't' | b'b' | b'f' | b'v' => {
            out.push(b' ');
            Some(2)
        }
        b'\n' => Some(2),
        mark if mark.is_ascii_punctuation() => {
            out.push(mark);
            Some(2)
        }
        _ => None,
    }
}

/// What follows `\u`: four digits, two times four with another `\u` between, or any number of them in braces.
fn utf16_escape(text: &str) -> Option<(u32, usize)> {
    if let Some(braced) = text.strip_prefix('{') {
        let digits = braced.bytes().take(7).take_while(u8::is_ascii_hexdigit).count();
        return Some((hex(braced, digits)?, digits + 2)).filter(|_| braced[digits..].starts_with('}'));
    }
    let high = hex(text, 4)?;
    let low = text[4..].strip_prefix("\\u").and_then(|low| hex(low, 4));
    match (high, low) {
        (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
            Some((0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00), 10))
        }
        _ => Some((high, 4)),
    }
}

/// A text with the escapes of CSS decoded: `\42 luebird`. `None` where there were none.
pub fn css_decoded(text: &str) -> Option<String> {
    let mut out = String::new();
    let (mut rest, mut changed) = (text, false);
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let digits = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if let Some(c) = hex(after, digits).and_then(char::from_u32).filter(|_| digits > 0) {
            out.push(c);
            let after = &after[digits..];
            rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix([' ', '\t', '\n'])).unwrap_or(after);
            changed = true;
        } else {
            out.push('\\');
            // A second one belongs to the first.
            let second = after.strip_prefix('\\');
            out.extend(second.map(|_| '\\'));
            rest = second.unwrap_or(after);
        }
    }
    out.push_str(rest);
    changed.then_some(out)
}

/// A calendar with its folded lines joined: a line that starts with a space or tab goes on from the one before, even
/// in the middle of a character, so this is done to bytes.
pub fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'\r', b'\n', b' ' | b'\t', ..] => at += 3,
            [b'\n', b' ' | b'\t', ..] => at += 2,
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_s_escapes_are_decoded() {
        for (text, read) in [
            ("&#66;&#x6C;&#117ebird", "Bluebird"),
            ("caf&eacute; &amp;amp; &quot;", "café &amp; \""),
            (r"\u0042lue\x62\u{69}rd \/ \ud83d\udc26 \, a\nb", "Bluebird / 🐦 , a b"),
            ("%42lueb%C3%ADrd", "Bluebírd"),
            ("50% \\q &nothing; &x \\u12 \\", ""),
            ("a&#x110000; &#xd800; %zz \\u{110000} \\ud800", ""),
        ] {
            let expected = (!read.is_empty()).then_some(read);
            assert_eq!(decoded(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn css_escapes_take_the_space_behind_them() {
        assert_eq!(css_decoded("'\\42 lue\\000062ird \\\\42'").as_deref(), Some("'Bluebird \\\\42'"));
        assert_eq!(css_decoded("'\\q \\110000 x'"), None);
    }

    #[test]
    fn a_folded_character_is_made_whole() {
        assert_eq!(unfolded(b"Blue\r\n b\xc3\r\n \xadrd\n\tx\r\nY"), "Bluebírdx\r\nY".as_bytes());
    }
}
