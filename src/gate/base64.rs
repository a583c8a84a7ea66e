//! Finds what may be base64 in a text, and decodes it at every offset.

/// Shorter stretches hide nothing: 8 characters stand for 6 bytes.
const SHORTEST: usize = 8;

/// From this length on a line may go on in the next: encoders break lines at 64 or 76.
const LINE: usize = 60;

/// What the stretches of a text say that may be base64, the address-safe kind too. A stretch may have letters before
/// it that do not belong to it, so each is decoded from its first four characters on.
pub fn decoded(text: &str, mut each: impl FnMut(&[u8])) {
    let bytes = text.as_bytes();
    let (mut digits, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let Some(digit) = value(bytes[at]) else {
            at += 1;
            continue;
        };
        digits.clear();
        digits.push(digit);
        let mut capitals = usize::from(bytes[at].is_ascii_uppercase());
        at += 1;
        let mut line = 1;
        while at < bytes.len() {
            if let Some(digit) = value(bytes[at]) {
                digits.push(digit);
                capitals += usize::from(bytes[at].is_ascii_uppercase());
                line += 1;
                at += 1;
            } else if line >= LINE && matches!(bytes[at], b'\r' | b'\n') {
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                line = 0;
            } else {
                break;
            }
        }
        // Text without capitals is prose, a number or a path: encoded text has one in two to four characters.
        if digits.len() >= SHORTEST && capitals >= 2 {
            for offset in 0..4 {
                each(&joined(&digits[offset..]));
            }
        }
    }
}

fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
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
