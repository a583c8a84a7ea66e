//! A whole site as one encrypted file, for hosts that let everybody read everything.
//!
//! A sealed view is published as two files. `index.html` is the page that asks for the passphrase: the same bytes for
//! every site and every audience, so it says nothing of either. `roadmap.sealed` is the view. This page says
//! how to write and how to read that file; `tests/browser/unseal.mjs` does it with another implementation.
//!
//! # Primitives
//!
//! `PBKDF2` is PBKDF2-HMAC-SHA256 with [`ROUNDS`] rounds and 32 bytes out, `HKDF(key, salt, info)` is RFC 5869
//! with SHA-256, extract and expand, `HMAC` is HMAC-SHA256, `AES` is AES-256-GCM with a tag of 16 bytes behind
//! the ciphertext. `‖` joins bytes. `frame(a, b, …)` joins parts with each one's length before it as four bytes,
//! so that no two lists of parts have one frame. Integers are big-endian, texts UTF-8. `L(word)` is the ASCII
//! text `roadmapgen sealed/1 word`: a label keeps keys of different use apart.
//!
//! # Passphrases
//!
//! A passphrase is brought to NFC, runs of white space in it become one space, and white space at its ends is
//! cut ([`Passphrase`]): a secret that ends in a newline, or was broken over two lines of a letter, still opens.
//! White space is Unicode's `White_Space` and U+FEFF. Of two equal passphrases one is dropped. There are one to
//! [`SLOTS`] of them, in the order of their numbers.
//!
//! # Contents
//!
//! 1. *Archive*: index length (4 bytes) ‖ index ‖ all files. The index is a JSON object from path to
//!    `[offset, length]`, sorted by path; offsets count from the end of the index.
//! 2. *Plaintext*: length of the compressed archive (8 bytes) ‖ archive as raw DEFLATE (RFC 1951) ‖ zeros, up
//!    to the next Padmé length of at least [`archive::SMALLEST`] bytes. Compressed before and padded after, so
//!    that the length tells the size of the view to some 3 to 12 per cent, and of small views nothing.
//!
//! # Keys
//!
//! ```text
//! master     = PBKDF2(frame(every passphrase), salt: frame(L(master), site, audience))
//! salt       = HKDF(master, "", L(salt)), 16 bytes
//! content    = HKDF(master, "", frame(L(content), SHA-256(plaintext)))
//! commitment = HKDF(content, salt, L(commitment))
//! encryption = HKDF(content, salt, L(encryption))
//! nonces     = HKDF(content, salt, L(nonce))
//! ```
//! There is no chance in it, so equal inputs give equal bytes. Yet every plaintext has a key of its own, so one
//! key and nonce never meet two plaintexts. Site and audience are in the salts and not in the file: the view of one
//! audience is of no use as that of another, and the file names neither.
//!
//! # Slots
//!
//! A slot is the content key, wrapped for one way of opening; each way has an *opener* of 32 bytes:
//! ```text
//! opener of a passphrase = PBKDF2(passphrase, salt: L(passphrase) ‖ salt)
//! opener of a link       = PBKDF2(passphrase, salt: frame(L(link), site, audience))
//! wrapping               = HKDF(opener, salt, L(wrap passphrase)) or L(wrap link)
//! nonce                  = HMAC(HKDF(opener, salt, L(nonce passphrase)) or L(nonce link), head ‖ content)[..12]
//! slot                   = nonce ‖ AES(wrapping, nonce, content, additional: head)
//! empty slot             = HKDF(master, "", frame(L(empty), kind, number as one byte, SHA-256(plaintext))), 60 bytes
//! ```
//! One salt for all of them, and it stays while the passphrases do, so what a browser remembers opens the next file
//! too; nonces differ because content keys do. A browser stretches the passphrase once and tries every slot. A link
//! carries the opener of its slot and never a key of the contents; it depends on its own passphrase alone, so that
//! replacing one passphrase leaves all other links as they are, and ends its own. (So its salt can be known
//! beforehand; a table for 64 bits and more cannot be made.) An empty slot (`kind` is `passphrase` or `link`)
//! cannot be told from a full one, and changes whenever those do: nobody sees how many passphrases there are, in
//! one file or between two.
//!
//! # File
//!
//! ```text
//!    0    8  `rmgseal1`
//!    8    4  rounds
//!   12   16  salt
//!   28   32  commitment                                       the first 60 bytes are the head
//!   60  480  eight slots for passphrases, 60 bytes each
//!  540  480  eight slots for links                            the first 1,020 bytes are the header
//! 1020   12  nonce = HMAC(nonces, header ‖ plaintext)[..12]
//! 1032    …  AES(encryption, nonce, plaintext, additional: header)
//!    …   32  SHA-256 of all before it
//! ```
//! The last line protects nothing; it tells a damaged download from a wrong passphrase. AES-GCM alone does not commit
//! to its key (one file can be made to open differently under two), so a reader compares the commitment
//! before it decrypts. A reader refuses fewer than [`FEWEST_ROUNDS`] rounds, which would have been weakened on the
//! way, and more than [`MOST_ROUNDS`], which would only hold up the browser.
//!
//! # What this cannot do
//!
//! Whoever has the file may guess passphrases for ever, a million rounds a guess: hence at least 64 bits. Whoever may
//! replace the page can make it send the passphrase away. A copy once opened, or an old file once downloaded, stays
//! open to the old passphrase. Two equal files say that nothing has changed.

mod archive;
mod key;
mod page;
mod passphrase;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub use page::page;
pub use passphrase::{CHANCE, FEWEST_BITS, Passphrase, Refusal, offer};

use key::{Key, encrypt, expand, frame, label, mac, stretch};

/// Passphrases that one view can have. Every file has as many slots, however many are used.
pub const SLOTS: usize = 8;

/// Rounds of PBKDF2: about a tenth of a second here, a second or two on a phone.
pub const ROUNDS: u32 = 1_000_000;

/// The page opens nothing with fewer rounds: what OWASP asks of PBKDF2-HMAC-SHA256 today.
pub const FEWEST_ROUNDS: u32 = 600_000;

/// The page opens nothing with more rounds: a phone would take a minute.
pub const MOST_ROUNDS: u32 = 10_000_000;

/// The name of the encrypted file, beside `index.html`.
pub const FILE: &str = "roadmap.sealed";

/// The first bytes of the file; the digit is the version of everything on this page.
const MAGIC: &[u8; 8] = b"rmgseal1";

/// Seals a site (address in the view → content) for one audience: `index.html`, which is [`page()`], and [`FILE`].
///
/// `site` is the roadmap's title and `audience` the audience's id; together they keep apart what equal passphrases
/// open. There must be one to [`SLOTS`] passphrases: a caller refuses more before.
pub fn seal(
    files: &BTreeMap<String, Vec<u8>>,
    site: &str,
    audience: &str,
    passphrases: &[Passphrase],
) -> BTreeMap<String, Vec<u8>> {
    let sealed = encrypted(files, site, audience, passphrases, ROUNDS);
    BTreeMap::from([("index.html".to_owned(), page().into_bytes()), (FILE.to_owned(), sealed)])
}

/// What stands after `#k=` in the link that opens a view: the opener of this passphrase's link, in base64url.
pub fn link_secret(site: &str, audience: &str, passphrase: &Passphrase) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(link_opener(site, audience, passphrase, ROUNDS))
}

/// The two ways of opening a file, as their labels name them.
#[derive(Clone, Copy)]
enum Kind {
    Passphrase,
    Link,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Passphrase => "passphrase",
            Self::Link => "link",
        }
    }
}

/// The encrypted file.
fn encrypted(
    files: &BTreeMap<String, Vec<u8>>,
    site: &str,
    audience: &str,
    passphrases: &[Passphrase],
    rounds: u32,
) -> Vec<u8> {
    let passphrases = distinct(passphrases);
    assert!((1..=SLOTS).contains(&passphrases.len()), "a caller gives one to {SLOTS} passphrases");
    let plaintext = archive::padded(files);
    let digest = Sha256::digest(&plaintext);

    let (master, links) = rayon::join(
        || {
            let all: Vec<&[u8]> = passphrases.iter().map(|passphrase| passphrase.bytes()).collect();
            let salt = frame(&[&label("master"), site.as_bytes(), audience.as_bytes()]);
            stretch(&frame(&all), &salt, rounds)
        },
        || -> Vec<Key> {
            passphrases.par_iter().map(|passphrase| link_opener(site, audience, passphrase, rounds)).collect()
        },
    );
    let salt: [u8; 16] = expand(&master, &[], &label("salt"));
    let content: Key = expand(&master, &[], &frame(&[&label("content"), &digest]));
    let openers: Vec<Key> = passphrases
        .par_iter()
        .map(|passphrase| stretch(passphrase.bytes(), &[&label("passphrase")[..], &salt].concat(), rounds))
        .collect();

    let mut file = MAGIC.to_vec();
    file.extend(rounds.to_be_bytes());
    file.extend(salt);
    file.extend(expand::<32>(&content, &salt, &label("commitment")));
    let head = file.clone();
    for (kind, openers) in [(Kind::Passphrase, openers), (Kind::Link, links)] {
        for number in 0..SLOTS {
            file.extend(match openers.get(number) {
                Some(opener) => slot(opener, kind, &salt, &head, &content),
                None => empty_slot(&master, kind, number, &digest),
            });
        }
    }
    let nonce = mac(&expand(&content, &salt, &label("nonce")), &[&file, &plaintext]);
    let ciphertext = encrypt(&expand(&content, &salt, &label("encryption")), nonce, &plaintext, &file);
    file.extend(nonce);
    file.extend(ciphertext);
    let checksum = Sha256::digest(&file);
    file.extend(checksum);
    file
}

/// The passphrases without repetitions, in their order: two equal ones would give two equal slots to look at.
fn distinct(passphrases: &[Passphrase]) -> Vec<&Passphrase> {
    let mut distinct: Vec<&Passphrase> = Vec::new();
    for passphrase in passphrases {
        if !distinct.contains(&passphrase) {
            distinct.push(passphrase);
        }
    }
    distinct
}

/// The opener of a passphrase's link, which depends on no other passphrase and on no salt of the file.
fn link_opener(site: &str, audience: &str, passphrase: &Passphrase, rounds: u32) -> Key {
    stretch(passphrase.bytes(), &frame(&[&label("link"), site.as_bytes(), audience.as_bytes()]), rounds)
}

/// The content key, wrapped for one opener.
fn slot(opener: &Key, kind: Kind, salt: &[u8], head: &[u8], content: &Key) -> Vec<u8> {
    let nonce = mac(&expand(opener, salt, &label(&format!("nonce {}", kind.word()))), &[head, content]);
    let wrapped = encrypt(&expand(opener, salt, &label(&format!("wrap {}", kind.word()))), nonce, content, head);
    [&nonce[..], &wrapped].concat()
}

/// What stands where no opener is: bytes like any.
fn empty_slot(master: &Key, kind: Kind, number: usize, digest: &[u8]) -> Vec<u8> {
    let number = u8::try_from(number).expect("there are eight slots");
    expand::<60>(master, &[], &frame(&[&label("empty"), kind.word().as_bytes(), &[number], digest])).to_vec()
}
