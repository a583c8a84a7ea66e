//! What a person finds in a file that is no text.

/// Shorter stretches of readable characters come about by chance.
const DUST: usize = 6;

/// Stretches from this length on do not.
const TEXT: usize = 16;

/// The readable stretches of a file, each ended by [`GAP`](super::tag::GAP).
#[derive(Debug, Default)]
pub struct Stretches {
    /// Those that somebody wrote.
    pub text: String,
    /// Those that may be chance.
    pub dust: String,
}

impl Stretches {
    fn add(&mut self, characters: usize, stretch: impl Iterator<Item = char>) {
        if characters >= DUST {
            let to = if characters >= TEXT { &mut self.text } else { &mut self.dust };
            to.extend(stretch);
            to.push(super::tag::GAP);
        }
    }

    /// Adds what is readable as UTF-8, and so as ASCII.
    pub fn utf_8(&mut self, bytes: &[u8]) {
        for valid in bytes.utf8_chunks() {
            for stretch in valid.valid().split(char::is_control) {
                // No stretch has more characters than bytes.
                if stretch.len() >= DUST {
                    self.add(stretch.chars().count(), stretch.chars());
                }
            }
        }
    }

    /// Adds what is readable as UTF-16 of either byte order, from even and odd places on. Only the scripts of
    /// alphabets: any two bytes are a Chinese character.
    pub fn utf_16(&mut self, bytes: &[u8]) {
        for bytes in [bytes, bytes.get(1..).unwrap_or_default()] {
            for order in [u16::from_le_bytes, u16::from_be_bytes] {
                let (units, _) = bytes.as_chunks::<2>();
                let character =
                    |&unit: &[u8; 2]| char::from_u32(order(unit).into()).filter(|&c| c < '\u{3000}' && !c.is_control());
                for stretch in units.split(|unit| character(unit).is_none()) {
                    self.add(stretch.len(), stretch.iter().filter_map(character));
                }
            }
        }
    }
}

/// The text that these bytes are in Latin-1, in which every byte is a character.
pub fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The text that a byte order mark says these bytes are in UTF-16.
pub fn marked_utf_16(bytes: &[u8]) -> Option<String> {
    let order = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].as_chunks::<2>().0.iter().map(|&unit| order(unit));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Whether bytes hold none that text never holds: what is no UTF-8 then is of an older encoding.
pub fn looks_like_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte >= b' ' && byte != 0x7f || byte.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_kept_by_their_length() {
        let mut found = Stretches::default();
        found.utf_8(b"\x00\xffshort\x02a little\x00much longer than chance\xfe");
        assert_eq!((found.text.as_str(), found.dust.as_str()), ("much longer than chance\u{1}", "a little\u{1}"));
    }

    #[test]
    fn utf_16_is_read_in_both_orders_from_even_and_odd_places() {
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            for before in [&b"\0\0"[..], b"\0\0\0"] {
                let bytes: Vec<u8> = before.iter().copied().chain("Bluebird".encode_utf16().flat_map(order)).collect();
                let mut found = Stretches::default();
                found.utf_16(&bytes);
                assert!(found.dust.contains("Bluebird"), "{bytes:?}");
            }
        }
    }

    #[test]
    fn a_byte_order_mark_is_believed() {
        assert_eq!(marked_utf_16(b"\xff\xfeA\0\x25\x97").as_deref(), Some("A\u{9725}"));
        assert_eq!(marked_utf_16(b"\xfe\xff\0A").as_deref(), Some("A"));
        assert_eq!(marked_utf_16(b"A"), None);
    }
}
