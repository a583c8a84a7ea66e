//! Finds what may be base64 in a text, and decodes it at every offset.

/// Shorter stretches hide nothing: 8 characters stand for 6 bytes.
const SHORTEST: usize = 8;

/// From this length on a line may go on in the next: encoders break lines at 64 or 76.
const LINE: usize = 60;

/// What the stretches of a text say that may be base64, the address-safe kind too. A stretch may have letters before
/// it that do not belong to it, so each is decoded from its first four characters on.
pub fn decoded(text: &str, mut each: impl FnMut(&[u8])) {
    let bytes = text.as_bytes();
    let is_digit = |byte: &u8| DIGITS[usize::from(*byte)] != NONE;
    let mut at = 0;
    // A stretch that begins here or further on, and is long enough, holds the last of these bytes: most are skipped.
    while let Some(first) = bytes[at..].first_chunk::<SHORTEST>() {
        if !is_digit(&first[SHORTEST - 1]) {
            at += SHORTEST;
            continue;
        }
        let start = at + first.iter().rposition(|byte| !is_digit(byte)).map_or(0, |gap| gap + 1);
        at = start;
        loop {
            let line = bytes[at..].iter().take_while(|byte| is_digit(byte)).count();
            at += line;
            if line < LINE || !matches!(bytes.get(at), Some(b'\r' | b'\n')) {
                break;
            }
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        }
        let stretch = &bytes[start..at];
        // Text without capitals is prose, a number or a path: encoded text has one in two to four characters.
        if stretch.len() >= SHORTEST && stretch.iter().filter(|byte| byte.is_ascii_uppercase()).count() >= 2 {
            let digits: Vec<u8> =
                stretch.iter().map(|&byte| DIGITS[usize::from(byte)]).filter(|&digit| digit != NONE).collect();
            for offset in 0..4 {
                each(&joined(&digits[offset..]));
            }
        }
    }
}

/// Stands for a byte that is no digit.
const NONE: u8 = 64;

/// What each byte is as a digit.
static DIGITS: [u8; 256] = {
    let (mut digits, mut byte) = ([NONE; 256], 0);
    while byte < 128 {
        digits[byte as usize] = value(byte);
        byte += 1;
    }
    digits
};

const fn value(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => NONE,
    }
}

/// Four times six bits are three bytes.
fn joined(digits: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    for four in digits.chunks(4) {
        let bits = four.iter().fold(0_u32, |bits, &digit| bits << 6 | u32::from(digit)) << (6 * (4 - four.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        decoded(text, |bytes| all.push(String::from_utf8_lossy(bytes).into_owned()));
        all
    }

    #[test]
    fn one_of_four_offsets_is_the_right_one() {
        for text in ["Qmx1ZWJpcmQ=", "x/Qmx1ZWJpcmQ", "data:text/plain;base64,IEJsdWViaXJk", "ab-QSBCbHVlYmlyZCE"] {
            assert!(all(text).iter().any(|text| text.contains("Bluebird")), "{text}");
        }
    }

    #[test]
    fn long_lines_are_joined() {
        let line = "QUFB".repeat(16);
        assert!(all(&format!("{line}\r\n  Qmx1ZWJpcmQ")).iter().any(|text| text.ends_with("AAABluebird")));
    }

    #[test]
    fn prose_and_paths_are_left_alone() {
        assert!(all("milestones/calendar-sync/index 0123456789 Shortly").is_empty());
    }
}
