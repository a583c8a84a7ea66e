//! The letters of a list from A to Z.

use super::words::folded;

/// The first letter of a title, as one looks for it. Digits come first, then A to Z, then the letters of other scripts
/// by their numbers in Unicode, and the rest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Letter {
    /// A digit.
    Digit,
    /// A letter of any script, in its large form.
    Of(char),
    /// There is neither in the title; or it begins with a letter with which few do, where they are too many.
    Other,
}

impl Letter {
    /// That of a title; quotation marks and the like before it do not count.
    pub fn of(title: &str) -> Self {
        match folded(title).chars().find(|letter| letter.is_alphanumeric()) {
            None => Self::Other,
            Some(letter) if letter.is_numeric() => Self::Digit,
            Some(letter) => {
                let mut large = letter.to_uppercase();
                // One that is several when it is large stays as it is.
                Self::Of(large.next().filter(|_| large.next().is_none()).unwrap_or(letter))
            }
        }
    }

    /// Whether it has a place in a list from A to Z however few titles begin with it.
    pub fn is_looked_for(self) -> bool {
        match self {
            Self::Digit => true,
            Self::Of(letter) => letter.is_ascii(),
            Self::Other => false,
        }
    }

    /// As shown.
    pub fn title(self) -> String {
        match self {
            Self::Digit => "0–9".to_owned(),
            Self::Of(letter) => letter.to_string(),
            Self::Other => "Other".to_owned(),
        }
    }

    /// As in addresses and anchors: `a`, `0-9`, `u65e5`.
    pub fn address(self) -> String {
        match self {
            Self::Digit => "0-9".to_owned(),
            Self::Of(letter) if letter.is_ascii() => letter.to_ascii_lowercase().to_string(),
            Self::Of(letter) => format!("u{:04x}", u32::from(letter)),
            Self::Other => "other".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_under_its_first_letter_without_marks() {
        for (title, shown, address) in [
            ("async", "A", "a"),
            ("Über", "U", "u"),
            ("“Éclair”", "E", "e"),
            ("3 ways", "0–9", "0-9"),
            ("日本", "日", "u65e5"),
            ("ßtraße", "ß", "u00df"),
            ("★", "Other", "other"),
        ] {
            let letter = Letter::of(title);
            assert_eq!((letter.title().as_str(), letter.address().as_str()), (shown, address), "{title}");
        }
    }

    #[test]
    fn digits_come_first_and_what_has_no_letter_last() {
        let mut letters = ["★", "я", "Z", "7", "a"].map(Letter::of);
        letters.sort();
        assert_eq!(letters.map(Letter::title), ["0–9", "A", "Z", "Я", "Other"]);
    }
}
