//! A file, as the texts that it can be read as.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::GzDecoder;

use super::binary::{self, Stretches};
use super::{base64, escape, png, tag};

/// At most this many bytes are inflated of one file, whatever is packed into it: 16 MiB. A small file cannot ask for
/// much time or memory.
pub const INFLATED: u64 = 16 << 20;

/// So often is an encoding within an encoding undone: an escaped address in an escaped attribute in a data URL in an
/// escaped script are four.
pub const DEEPEST: usize = 5;

/// How sure it is that somebody wrote a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// It is one.
    Text,
    /// Bytes that can be read as one: short words stand in it by chance.
    Noise,
}

/// Gives everything that a file of this path can be read as, and its path, to `look`. The texts come one by one and
/// are dropped again, so that large files take little memory.
pub fn read(path: &str, bytes: &[u8], look: &mut dyn FnMut(&str, Sound)) {
    let mut reader = Reader { look, left: INFLATED, bare: String::new() };
    reader.text(path, 0);
    if path.to_ascii_lowercase().ends_with(".csv") {
        (reader.look)(&cells(bytes), Sound::Text);
    }
    reader.any(bytes, 0);
}

struct Reader<'a> {
    look: &'a mut dyn FnMut(&str, Sound),
    /// How many bytes may still be inflated.
    left: u64,
    /// The last text without tags: once its entities are decoded, the same page mostly has the same.
    bare: String,
}

impl Reader<'_> {
    fn any(&mut self, bytes: &[u8], depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if is_folded(bytes) {
            let unfolded = escape::unfolded(bytes);
            if unfolded.len() < bytes.len() {
                self.any(&unfolded, depth + 1);
            }
        }
        if let Some(said) = binary::marked_utf_16(bytes) {
            self.text(&said, depth);
        } else if let Ok(said) = std::str::from_utf8(bytes)
            && !bytes.contains(&0)
        {
            self.text(said, depth);
        } else if binary::looks_like_text(bytes) {
            self.text(&binary::latin_1(bytes), depth);
        } else {
            self.binary(bytes, depth);
        }
    }

    fn binary(&mut self, bytes: &[u8], depth: usize) {
        for said in png::texts(bytes, &mut self.left) {
            self.text(&said, depth + 1);
        }
        if bytes.starts_with(GZIP) {
            let mut inflated = Vec::new();
            // A stream that breaks off has said what it has said.
            let _ = GzDecoder::new(bytes).take(self.left).read_to_end(&mut inflated);
            self.left = self.left.saturating_sub(inflated.len() as u64);
            self.any(&inflated, depth + 1);
        }
        let mut found = Stretches::default();
        found.utf_8(bytes);
        found.utf_16(bytes);
        self.stretches(&found, depth);
    }

    fn stretches(&mut self, found: &Stretches, depth: usize) {
        self.text(&found.text, depth + 1);
        if !found.dust.is_empty() {
            (self.look)(&found.dust, Sound::Noise);
        }
    }

    fn text(&mut self, said: &str, depth: usize) {
        if said.is_empty() || depth > DEEPEST {
            return;
        }
        (self.look)(said, Sound::Text);
        let read = tag::without_tags(said, |value| {
            // A document in an attribute has tags of its own.
            if value.contains('<') || escape::next(value).is_some() {
                let value = escape::decoded(value).map_or(Cow::Borrowed(value), Cow::Owned);
                if value.contains('<') {
                    self.text(&value, depth + 1);
                }
            }
        });
        if let Some(read) = read {
            let bare = escape::decoded(&read).unwrap_or(read);
            if bare != self.bare {
                (self.look)(&bare, Sound::Text);
                self.bare = bare;
            }
        }
        if let Some(read) = escape::css_decoded(said) {
            (self.look)(&read, Sound::Text);
        }
        let mut found = Stretches::default();
        base64::decoded(said, |bytes| {
            if is_file(bytes) {
                self.any(bytes, depth + 1);
            } else {
                found.utf_8(bytes);
            }
        });
        self.stretches(&found, depth);
        if let Some(read) = escape::decoded(said) {
            self.text(&read, depth + 1);
        }
    }
}

/// How gzip begins.
const GZIP: &[u8] = b"\x1f\x8b";

/// Whether decoded bytes are a file in themselves, rather than letters that only look like base64.
fn is_file(bytes: &[u8]) -> bool {
    let is_utf_16 = || bytes.split(|&byte| byte == 0).count() > bytes.len() / 4 + 1;
    bytes.starts_with(png::SIGNATURE)
        || bytes.starts_with(GZIP)
        || (binary::looks_like_text(bytes) && std::str::from_utf8(bytes).is_ok())
        || is_utf_16()
}

/// Whether long lines of these bytes are folded, as in calendars and address cards.
fn is_folded(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"BEGIN:VC"))
}

/// The cells of a table, each between two bars, so that an id in one stands as an id.
fn cells(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut row = csv::ByteRecord::new();
    while rows.read_byte_record(&mut row).unwrap_or(false) {
        for cell in &row {
            out.push('|');
            out.push_str(&String::from_utf8_lossy(cell));
        }
        out.push_str("|\n");
    }
    out
}
