//! Brings texts and words to one form, in which the same word is the same bytes.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Whether capitals count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// They are made small.
    Folded,
    /// They stay.
    Kept,
}

/// The form in which texts and words are compared: NFKC; white space as one space, `_` and `+` between letters too
/// (names of files, queries); invisible characters gone (soft hyphens, joiners, marks of direction), and marks of
/// emphasis between letters (`Blue**bird**`); one kind of hyphen, apostrophe and quotation mark.
///
/// It takes time in proportion to the text.
pub fn fold(text: &str, case: Case) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    loop {
        at += plain(&mut out, &bytes[at..], case);
        let Some(&byte) = bytes.get(at) else { break };
        match byte {
            b'_' | b'+' if is_letter(out.last()) && is_letter(bytes.get(at + 1)) => space(&mut out),
            b'*' | b'`' | b'~' => {
                let end = at + bytes[at..].iter().take_while(|byte| b"*`~".contains(byte)).count();
                if !(is_letter(out.last()) && is_letter(bytes.get(end))) {
                    out.extend_from_slice(&bytes[at..end]);
                }
                at = end;
                continue;
            }
            128.. => {
                let end = at + bytes[at..].iter().take_while(|byte| !byte.is_ascii()).count();
                beyond_ascii(&mut out, &text[at..end], case);
                at = end;
                continue;
            }
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8(out).expect("whole characters were written")
}

/// Each byte as it is written whatever stands beside it; 0 for those of which one must look at the neighbours.
const fn plainly(case: Case) -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 1;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'\t'..=b'\r' => b' ',
            b'_' | b'+' | b'*' | b'`' | b'~' => 0,
            _ if matches!(case, Case::Folded) => byte.to_ascii_lowercase(),
            _ => byte,
        };
        byte += 1;
    }
    table
}

static PLAINLY: [[u8; 256]; 2] = [plainly(Case::Folded), plainly(Case::Kept)];

/// Writes the plain bytes at the start, and gives their number. Nearly all bytes of a site pass here, so there is one
/// branch only, which is rarely taken: of white space every byte is written, and what follows goes over it.
fn plain(out: &mut Vec<u8>, bytes: &[u8], case: Case) -> usize {
    let table = &PLAINLY[case as usize];
    let mut read = 0;
    for block in bytes.chunks(BLOCK) {
        let (mut written, mut length) = ([0; BLOCK], 0);
        let (mut last, before) = (out.last().copied().unwrap_or_default(), read);
        for &byte in block {
            let byte = table[usize::from(byte)];
            if byte == 0 {
                break;
            }
            read += 1;
            written[length % BLOCK] = byte;
            length += usize::from(byte != b' ' || last != b' ');
            last = byte;
        }
        out.extend_from_slice(&written[..length]);
        if read - before < block.len() {
            break;
        }
    }
    read
}

/// So many bytes are written at a time: a power of two.
const BLOCK: usize = 128;

/// Bytes beyond ASCII are taken for letters.
fn is_letter(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

fn space(out: &mut Vec<u8>) {
    if out.last() != Some(&b' ') {
        out.push(b' ');
    }
}

/// A stretch without ASCII, and the letter before it, to which marks in the stretch may belong.
fn beyond_ascii(out: &mut Vec<u8>, stretch: &str, case: Case) {
    let before = out.pop_if(|byte| byte.is_ascii_alphanumeric()).map(char::from);
    let all = before.into_iter().chain(stretch.chars()).filter(|&c| !is_invisible(c));
    if is_nfkc_quick(all.clone()) == IsNormalized::Yes {
        all.for_each(|c| push(out, c, case));
    } else {
        all.nfkc().for_each(|c| push(out, c, case));
    }
}

fn push(out: &mut Vec<u8>, c: char, case: Case) {
    let c = match c {
        c if c.is_whitespace() => return space(out),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '‘' | '’' | '‛' | 'ʼ' | '′' => '\'',
        '“' | '”' | '„' | '‟' | '″' => '"',
        c => c,
    };
    let mut write = |c: char| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    match (case, c) {
        (Case::Kept, c) => write(c),
        (Case::Folded, 'ß' | 'ẞ') => "ss".chars().for_each(write),
        (Case::Folded, 'ς') => write('σ'),
        (Case::Folded, c) => c.to_lowercase().for_each(write),
    }
}

/// Characters that are not drawn: between the letters of a word they hide it from a search, not from a reader.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_word_is_the_same_bytes() {
        for (text, folded) in [
            ("Blue  \t\r\n bird", "blue bird"),
            ("Blue\u{a0}\u{2003}bird", "blue bird"),
            ("blue_bird+one", "blue bird one"),
            ("Blue\u{ad}b\u{200b}ird\u{feff}", "bluebird"),
            ("Cafe\u{301}", "café"),
            ("CAF\u{c9}", "café"),
            ("e\u{ad}\u{301}", "é"),
            ("STRASSE Straße", "strasse strasse"),
            ("ＢＬＵＥ ﬁn…", "blue fin..."),
            ("ΛΌΓΟΣ λόγος", "λόγοσ λόγοσ"),
            ("Patients\u{2019} \u{201c}day\u{201d}", "patients' \"day\""),
            ("re\u{2011}sync", "re-sync"),
            ("Blue**bird** *a* ~~b~~c`d`", "bluebird** *a* ~~bcd`"),
            ("_a_ + b", "_a_ + b"),
            ("青 鳥", "青 鳥"),
            ("", ""),
        ] {
            assert_eq!(fold(text, Case::Folded), folded, "{text:?}");
        }
        assert_eq!(fold("API  É", Case::Kept), "API É");
    }

    #[test]
    fn a_text_is_folded_alike_wherever_it_stands() {
        for before in 0..2 * BLOCK {
            let text = format!("{}A  B_c d** \n É`x`", "Y".repeat(before));
            assert_eq!(fold(&text, Case::Folded), format!("{}a b c d** éx`", "y".repeat(before)));
            assert_eq!(fold(&text, Case::Kept), format!("{}A B c d** Éx`", "Y".repeat(before)));
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Blue**bird** ÅÉ ß ﬁ ½ … \u{3000}x", "İstanbul", "ǅ", "e\u{301}\u{323}"] {
            let once = fold(text, Case::Folded);
            assert_eq!(fold(&once, Case::Folded), once, "{text:?}");
        }
    }
}
