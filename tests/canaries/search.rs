//! The search for words in whatever a program may have made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use unicode_normalization::UnicodeNormalization as _;

/// A word, where it was written, and who may read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Canary {
    /// In lower case.
    pub word: String,
    /// Where it was written.
    pub place: String,
    /// The audiences that may read it.
    pub readers: BTreeSet<String>,
}

/// Every way in which a word may be written. All but those of [`exact_forms`] are looked for in either case.
fn forms(word: &str) -> BTreeSet<Vec<u8>> {
    let mut forms: BTreeSet<Vec<u8>> = BTreeSet::new();
    for text in [word.nfc().collect::<String>(), word.nfd().collect::<String>()] {
        let each = |write: &dyn Fn(char) -> String| text.chars().map(write).collect::<String>().into_bytes();
        let not_ascii = |write: &dyn Fn(char) -> String| each(&|c| if c.is_ascii() { c.to_string() } else { write(c) });
        let units = |c: char, prefix: &str| {
            c.encode_utf16(&mut [0; 2]).iter().fold(String::new(), |mut out, unit| {
                let _ = write!(out, "{prefix}{unit:04x}");
                out
            })
        };
        let bytes = |c: char, prefix: &str| {
            c.encode_utf8(&mut [0; 4]).bytes().fold(String::new(), |mut out, byte| {
                let _ = write!(out, "{prefix}{byte:02x}");
                out
            })
        };
        forms.insert(text.clone().into_bytes());
        for write in [&each as &dyn Fn(&dyn Fn(char) -> String) -> Vec<u8>, &not_ascii] {
            forms.insert(write(&|c| format!("&#{};", u32::from(c))));
            forms.insert(write(&|c| format!("&#x{:x};", u32::from(c))));
            forms.insert(write(&|c| units(c, "\\u")));
            forms.insert(write(&|c| bytes(c, "%")));
            forms.insert(write(&|c| bytes(c, "\\x")));
        }
        forms.insert(not_ascii(&|c| if c == 'ö' { "&ouml;".to_owned() } else { c.to_string() }));
        forms.insert(each(&|c| bytes(c, "")));
        forms.insert(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        forms.insert(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        forms.insert(text.chars().rev().collect::<String>().into_bytes());
    }
    forms.insert(slug::slugify(word).into_bytes());
    forms.insert(slug::slugify(word).replace('-', "").into_bytes());
    forms
}

/// The ways in which case means something: base64 of either alphabet, at each of the three offsets.
fn exact_forms(word: &str) -> BTreeSet<Vec<u8>> {
    let mut forms = BTreeSet::new();
    let capitalised = word.chars().next().map(|first| first.to_uppercase().to_string() + &word[first.len_utf8()..]);
    for text in [word.to_owned(), word.to_uppercase(), capitalised.unwrap_or_default()] {
        for text in [text.nfc().collect::<String>(), text.nfd().collect::<String>()] {
            for before in 0..3 {
                let bytes = [&b"\0\0\0"[..before], text.as_bytes()].concat();
                for engine in [
                    &base64::engine::general_purpose::STANDARD_NO_PAD,
                    &base64::engine::general_purpose::URL_SAFE_NO_PAD,
                ] {
                    let encoded = engine.encode(&bytes);
                    // The first and last character depend on what stands beside the word.
                    let inside = &encoded[before * 4 / 3 + usize::from(before > 0)..encoded.len() - 1];
                    forms.insert(inside.as_bytes().to_vec());
                }
            }
        }
    }
    forms
}

/// A search for words in bytes and names.
pub struct Search {
    /// What is searched for.
    pub words: Vec<Canary>,
    any_case: (AhoCorasick, Vec<usize>),
    exact: (AhoCorasick, Vec<usize>),
}

impl Search {
    /// The search for these words.
    pub fn of<'c>(words: impl IntoIterator<Item = &'c Canary>) -> Self {
        let words: Vec<Canary> = words.into_iter().cloned().collect();
        let all = |forms: fn(&str) -> BTreeSet<Vec<u8>>, any_case: bool| {
            let each = |(at, canary): (usize, &Canary)| {
                forms(&canary.word).into_iter().map(move |form| (form, at)).collect::<Vec<_>>()
            };
            let (forms, owners): (Vec<Vec<u8>>, Vec<usize>) = words.iter().enumerate().flat_map(each).unzip();
            let mut builder = AhoCorasick::builder();
            let automaton = builder.ascii_case_insensitive(any_case).build(forms);
            (automaton.expect("a few thousand short words"), owners)
        };
        Self { any_case: all(forms, true), exact: all(exact_forms, false), words }
    }

    /// The words that stand in these bytes, packed or not, however written.
    pub fn found(&self, bytes: &[u8]) -> BTreeSet<&Canary> {
        let mut found = BTreeSet::new();
        for text in unpacked(bytes, 0) {
            for (automaton, owners) in [&self.any_case, &self.exact] {
                found.extend(
                    automaton.find_overlapping_iter(&text).map(|hit| &self.words[owners[hit.pattern().as_usize()]]),
                );
            }
        }
        found
    }

    /// Each word that stands in a file or its path, with the path.
    pub fn found_in(&self, files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, &Canary)> {
        let each = |(path, bytes): (&String, &Vec<u8>)| {
            let found = self.found(path.as_bytes()).into_iter().chain(self.found(bytes));
            found.map(|canary| (path.clone(), canary)).collect::<Vec<_>>()
        };
        files.iter().flat_map(each).collect()
    }
}

/// The bytes themselves, and everything that can be unpacked out of them: streams of gzip, zlib and bare deflate that
/// begin anywhere; text without its tags; and entities, percent signs and escapes decoded.
fn unpacked(bytes: &[u8], depth: usize) -> Vec<Vec<u8>> {
    let mut all = vec![bytes.to_vec()];
    if depth == 3 {
        return all;
    }
    for at in 0..bytes.len().saturating_sub(8) {
        let mut inner = Vec::new();
        let rest = &bytes[at..];
        let gone = match rest {
            [0x1f, 0x8b, 8, ..] => flate2::read::GzDecoder::new(rest).take(1 << 24).read_to_end(&mut inner),
            [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => {
                flate2::read::ZlibDecoder::new(rest).take(1 << 24).read_to_end(&mut inner)
            }
            // In an archive.
            [b'P', b'K', 3, 4, ..] if rest.len() > 30 => {
                let skip = 30 + usize::from(rest[26]) + usize::from(rest[28]);
                flate2::read::DeflateDecoder::new(rest.get(skip..).unwrap_or_default())
                    .take(1 << 24)
                    .read_to_end(&mut inner)
            }
            _ => continue,
        };
        // What comes out before a fault counts too.
        drop(gone);
        if inner.len() > 4 {
            all.extend(unpacked(&inner, depth + 1));
        }
    }
    if depth == 0
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        let mut tag = false;
        let bare: String = text
            .chars()
            .filter(|&c| {
                let shown = !tag && c != '<';
                tag = (tag || c == '<') && c != '>';
                shown
            })
            .collect();
        let decoded =
            percent_encoding::percent_decode_str(&text.replace("&amp;", "&")).decode_utf8_lossy().into_owned();
        // Calendars fold long lines, and base64 may be broken into lines.
        let unfolded = text.replace("\r\n ", "").replace("\n ", "").replace("=\n", "");
        let together: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        all.extend([bare, decoded, unfolded, together].map(String::into_bytes));
    }
    all
}

/// A picture with these words in its `tEXt`, `zTXt` and `iTXt` chunks (PNG specification, 11.3.4).
pub fn png(words: &[&str]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], content: &[u8]| {
        bytes.extend(u32::try_from(content.len()).expect("a small picture").to_be_bytes());
        bytes.extend(name);
        bytes.extend(content);
        let mut sum = flate2::Crc::new();
        sum.update(name);
        sum.update(content);
        bytes.extend(sum.sum().to_be_bytes());
    };
    chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    for (at, word) in words.iter().enumerate() {
        match at {
            0 => chunk(b"tEXt", &[b"Title\0", word.as_bytes()].concat()),
            1 => chunk(b"zTXt", &[&b"Comment\0\0"[..], &zlib(word.as_bytes())].concat()),
            _ => chunk(b"iTXt", &[b"Source\0\0\0\0\0", word.as_bytes()].concat()),
        }
    }
    chunk(b"IDAT", &zlib(&[0, 128]));
    chunk(b"IEND", &[]);
    bytes
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::read::ZlibEncoder::new(bytes, flate2::Compression::best());
    let mut packed = Vec::new();
    encoder.read_to_end(&mut packed).expect("bytes can be read");
    packed
}

#[test]
fn the_search_finds_a_word_however_it_is_written_and_packed() {
    let canary = |word: &str| Canary { word: word.to_owned(), place: word.to_owned(), readers: BTreeSet::new() };
    let (plain, accented) = (canary("qivuxazoj"), canary("wuxköpyx"));
    let search = Search::of([&plain, &accented]);
    assert!(search.found(b"nothing of the kind <p>anywhere</p>").is_empty());
    let gzip = |bytes: &[u8]| {
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(bytes, flate2::Compression::fast()).read_to_end(&mut packed).expect("bytes");
        packed
    };
    for canary in [&plain, &accented] {
        let word = canary.word.as_str();
        let nfd: String = word.nfd().collect();
        let middle = word.char_indices().nth(3).expect("a long word").0;
        let each = |write: &dyn Fn(char) -> String| word.chars().map(write).collect::<Vec<_>>().concat().into_bytes();
        let base64 = |text: String| base64::engine::general_purpose::STANDARD.encode(text);
        let hex: String = word.bytes().fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02X}");
            out
        });
        for (how, bytes) in [
            ("as it stands", word.as_bytes().to_vec()),
            ("in a sentence", format!("a {word}.").into_bytes()),
            ("in NFD", nfd.into_bytes()),
            ("with a tag in it", format!("{}<em>{}</em>", &word[..middle], &word[middle..]).into_bytes()),
            ("as a slug", slug::slugify(format!("A {word} thing")).into_bytes()),
            ("in entities", each(&|c| format!("&#{};", u32::from(c)))),
            ("in JSON", each(&|c| format!("\\u{:04X}", u32::from(c)))),
            (
                "percent-encoded",
                percent_encoding::utf8_percent_encode(word, percent_encoding::NON_ALPHANUMERIC)
                    .to_string()
                    .into_bytes(),
            ),
            ("in base64", base64(word.to_owned()).into_bytes()),
            ("in base64, one further", base64(format!("x{word}y")).into_bytes()),
            ("in base64, two further", base64(format!("xx{word}yyy")).into_bytes()),
            ("in base64, capitals", base64(format!("xx{}yyy", word.to_uppercase())).into_bytes()),
            ("in hex", hex.into_bytes()),
            ("in UTF-16", word.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("folded", format!("{}\r\n {}", &word[..middle], &word[middle..]).into_bytes()),
            ("in zlib", [b"before", &*zlib(word.as_bytes())].concat()),
            ("in gzip in zlib", zlib(&gzip(word.as_bytes()))),
            ("in a picture", png(&["-", word])),
        ] {
            assert_eq!(search.found(&bytes), BTreeSet::from([canary]), "{how}");
        }
        if word.is_ascii() {
            assert_eq!(search.found(word.to_ascii_uppercase().as_bytes()), BTreeSet::from([canary]), "in capitals");
        }
    }
}
