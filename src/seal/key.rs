//! The few ways in which keys, nonces and ciphertexts are made. What they are made of stands in [`super`].

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use pbkdf2::{Algorithm, Params};
use sha2::Sha256;

/// A secret of 256 bits.
pub type Key = [u8; 32];

/// Names the use of a key.
pub fn label(word: &str) -> Vec<u8> {
    format!("roadmapgen sealed/1 {word}").into_bytes()
}

/// Parts with their lengths before them, so that no two lists have one frame.
pub fn frame(parts: &[&[u8]]) -> Vec<u8> {
    let mut frame = Vec::new();
    for part in parts {
        frame.extend(u32::try_from(part.len()).expect("titles and passphrases are short").to_be_bytes());
        frame.extend(*part);
    }
    frame
}

/// PBKDF2-HMAC-SHA256: slow on purpose.
pub fn stretch(passphrase: &[u8], salt: &[u8], rounds: u32) -> Key {
    let mut key = Key::default();
    let params = Params::new(rounds).expect("more than a thousand rounds");
    // The form that the crate compiles itself: the generic ones would be compiled here, unoptimised in our tests.
    pbkdf2::pbkdf2_hmac_with_params(passphrase, salt, Algorithm::Pbkdf2Sha256, params, &mut key);
    key
}

/// HKDF-SHA256, extract and expand, since browsers offer only both together.
pub fn expand<const N: usize>(key: &Key, salt: &[u8], info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), key).expand(info, &mut out).expect("far below 255 blocks");
    out
}

/// A nonce that depends on all that is encrypted with it: the first 96 bits of an HMAC-SHA256.
pub fn mac(key: &Key, parts: &[&[u8]]) -> [u8; 12] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do");
    for part in parts {
        mac.update(part);
    }
    let tag = mac.finalize().into_bytes();
    tag[..12].try_into().expect("of 32 bytes")
}

/// AES-256-GCM, with its tag at the end.
pub fn encrypt(key: &Key, nonce: [u8; 12], plaintext: &[u8], additional: &[u8]) -> Vec<u8> {
    Aes256Gcm::new(key.into())
        .encrypt(&Nonce::from(nonce), Payload { msg: plaintext, aad: additional })
        .expect("shorter than 64 GiB")
}
