//! Passphrases: what counts as one, how strong it seems, and a good one to offer.

use std::collections::BTreeSet;
use std::fmt;

use bip39::Language;
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::zxcvbn;

/// Bits that a passphrase must have by estimate: whoever has the file can guess without limit, and with a million
/// rounds a guess this many take all computers of a large company far longer than a plan stays secret.
pub const FEWEST_BITS: u32 = 64;

/// Bits of a word drawn from our list of 2,048.
const WORD_BITS: f64 = 11.0;

/// Bits of a word of one or two letters: such words come in rows, as in an alphabet.
const SHORT_BITS: f64 = 2.0;

/// Words of an offered passphrase: 66 bits.
const OFFERED: usize = 6;

/// Bytes of chance that an offer takes: four for each word, so that no word comes up noticeably more often.
pub const CHANCE: usize = 4 * OFFERED;

/// A passphrase that is strong enough, as it is stretched into keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(
    /// Invariant: in NFC, without white space at its ends, one space for each run of it inside.
    String,
);

/// Why a text is not taken as a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing but white space.
    Empty,
    /// It is a variable that was meant to be filled in, as `${{ secrets.X }}`: known to everybody who reads the workflow.
    Placeholder,
    /// Too easily guessed.
    Weak {
        /// Estimated bits, rounded down.
        bits: u32,
    },
}

impl Passphrase {
    /// Takes a text as a passphrase.
    ///
    /// # Errors
    /// Empty, a placeholder that was not filled in, or of fewer than [`FEWEST_BITS`] by [`estimate`].
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = normal(text);
        if text.is_empty() {
            return Err(Refusal::Empty);
        }
        if ["${", "{{", "$("].iter().any(|sign| text.contains(sign)) {
            return Err(Refusal::Placeholder);
        }
        match estimate(&text) {
            bits if bits < FEWEST_BITS => Err(Refusal::Weak { bits }),
            _ => Ok(Self(text)),
        }
    }

    /// What is stretched.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    /// Never shows it: what is printed while looking for a fault ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the passphrase is empty"),
            Self::Placeholder => f.write_str("this is the name of a variable, and not what is in it"),
            Self::Weak { bits } => write!(
                f,
                "the passphrase is too weak: {bits} bits by estimate, {FEWEST_BITS} are needed, since whoever has the \
                 file can guess as often as they like"
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// The form in which passphrases are compared: see [`super`]. The page does the same.
fn normal(text: &str) -> String {
    let text: String = text.nfc().collect();
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// White space of Unicode or of JavaScript.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{feff}'
}

/// Bits of a passphrase, rounded down: the lesser of two estimates, since each is blind to something.
///
/// zxcvbn knows common passwords, keyboards and repetitions, but adds so much for each further part that any
/// six words seem strong to it. So words are also counted one by one: a word of our list has its 11 bits
/// whoever chose it, one that was there before or follows in the list has 1, a very short one 2, any other what zxcvbn gives for it alone.
pub fn estimate(text: &str) -> u32 {
    let whole = guesses(text);
    let mut seen = BTreeSet::new();
    let (mut words, mut before) = (0.0, None);
    for word in text.split([' ', '-', '_', '.', ',', '/', '+']).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let ours = ours().binary_search(&lower.as_str()).ok();
        let follows = ours.is_some_and(|at| at > 0 && before == Some(at - 1));
        words += if seen.contains(&lower) || follows {
            1.0
        } else if ours.is_some() {
            WORD_BITS
        } else if lower.chars().count() <= 2 {
            SHORT_BITS
        } else {
            pieces(word)
        };
        before = ours;
        seen.insert(lower);
        if words >= f64::from(FEWEST_BITS) {
            break;
        }
    }
    // zxcvbn counts no further than 64 bits, so the least estimate is far within a byte or two of them.
    bits(whole.min(words))
}

/// zxcvbn on pieces that are short enough for it not to run into the end of its numbers.
fn pieces(word: &str) -> f64 {
    let letters: Vec<char> = word.chars().take(256).collect();
    letters.chunks(16).map(|piece| guesses(&piece.iter().collect::<String>())).sum()
}

/// The logarithm of zxcvbn's guesses; 64 where its counter is full.
fn guesses(text: &str) -> f64 {
    let guesses = zxcvbn(text, &[]).guesses();
    (guesses.max(1) as f64).log2()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bits are few and not negative")]
fn bits(estimate: f64) -> u32 {
    estimate.floor() as u32
}

/// Our list, sorted: of English words, no two with the same first four letters, published as BIP 39.
fn ours() -> &'static [&'static str; 2048] {
    Language::English.word_list()
}

/// A passphrase of six different words, from chance that the caller has read.
pub fn offer(chance: [u8; CHANCE]) -> String {
    let mut left: Vec<usize> = (0..ours().len()).collect();
    let mut words: Vec<usize> = Vec::with_capacity(OFFERED);
    for four in chance.chunks_exact(4) {
        let number = u32::from_be_bytes(four.try_into().expect("chunks of four")) as usize % left.len();
        // Two neighbours of the list are counted as one by the estimate.
        let follows = words.last().is_some_and(|last| last + 1 == left[number]);
        words.push(left.remove(if follows { (number + 1) % left.len() } else { number }));
    }
    let words: Vec<&str> = words.into_iter().map(|at| ours()[at]).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn empty_and_weak_passphrases_are_refused_with_the_reason() {
        for text in ["", " \n", "\u{feff}\t\u{a0}"] {
            assert_eq!(Passphrase::parse(text).expect_err("it is empty").to_string(), "the passphrase is empty");
        }
        for text in [
            "hunter2",
            "correct horse battery staple",
            "qwertyuiopasdfghjklzxcvbnm",
            "zoo zoo zoo zoo zoo zoo zoo zoo",
            "Fairlead-Board-2026!",
            "to be or not to be that is the question",
            "the one and only roadmap of the board",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "tr0ub4dor&3",
        ] {
            let refusal = Passphrase::parse(text).expect_err(text);
            assert!(matches!(refusal, Refusal::Weak { bits } if bits < 64), "{refusal}");
        }
        assert_eq!(
            Passphrase::parse("hunter2").expect_err("it is weak").to_string().split(" bits").next(),
            Some("the passphrase is too weak: 12")
        );
    }

    #[test]
    fn strong_passphrases_are_taken() {
        for text in [
            "ladder orbit velvet canyon thunder maple",
            "ladder-orbit-velvet-canyon-thunder-maple",
            "9f86d081884c7d659a2feaa0c55ad015",
            "h7Jk2pQ9vX4mZ8rT1wYb3",
            "unser Quartalsplan bleibt hinter dem Schloss der grauen Mühle",
        ] {
            assert!(Passphrase::parse(text).is_ok(), "{text}: {}", estimate(text));
        }
    }

    #[test]
    fn one_passphrase_is_the_same_however_it_was_handed_on() {
        let taken = |text: &str| Passphrase::parse(text).expect("it is strong");
        let one = taken("mühle orbit velvet canyon thunder maple ladder");
        for text in [
            "mu\u{308}hle orbit velvet canyon thunder maple ladder\n",
            "  mühle orbit velvet\r\ncanyon  thunder maple ladder\u{2003}",
            "\u{feff}mühle\u{a0}orbit velvet canyon thunder maple ladder",
        ] {
            assert_eq!(taken(text), one, "{text:?}");
        }
        assert_ne!(taken("Mühle orbit velvet canyon thunder maple ladder"), one);
    }

    #[test]
    fn a_passphrase_is_never_printed() {
        let one = Passphrase::parse("ladder orbit velvet canyon thunder maple").expect("it is strong");
        assert_eq!(format!("{one:?}"), "Passphrase(…)");
    }

    #[test]
    fn the_list_is_sorted_so_that_it_can_be_searched() {
        assert!(ours().is_sorted());
    }

    proptest! {
        #[test]
        fn every_passphrase_that_we_offer_is_one_that_we_take(chance in any::<[u8; CHANCE]>()) {
            let offered = offer(chance);
            prop_assert_eq!(offered.split(' ').collect::<BTreeSet<_>>().len(), 6);
            prop_assert!(Passphrase::parse(&offered).is_ok(), "{}: {}", offered, estimate(&offered));
        }
    }
}
