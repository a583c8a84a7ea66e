//! The words by which something is found.
//!
//! The site's script takes what is looked for apart in the same way: what is folded here is folded there.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// More letters of a word do not tell it from others.
const MOST_LETTERS: usize = 20;

/// Words that say nothing of what is looked for: `what did the async goal deliver` looks for three things.
pub const COMMON: &str = "a about an and any are as at be been but by can did do does for from had has have how i if in into is it its me my no not of on or our so than that the their them then there they this to was we were what when where which who why will with you";

/// A text in small letters and without marks on them.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.to_lowercase().nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// Hands on the words of a text, in order. In scripts that put no space between words each letter is one.
pub fn each_word(text: &str, mut take: impl FnMut(&str)) {
    if text.is_ascii() {
        return each_plain_word(text, take);
    }
    // One letter with a mark, or a dash, does not make the words beside it slow.
    for part in text.split_ascii_whitespace() {
        if part.is_ascii() {
            each_plain_word(part, &mut take);
        } else {
            each_folded_word(part, &mut take);
        }
    }
}

/// The same of a text of which nothing has to be taken apart.
fn each_plain_word(text: &str, mut take: impl FnMut(&str)) {
    let small = text.to_ascii_lowercase();
    let mut rest = small.as_str();
    while !rest.is_empty() {
        let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if end > 0 {
            take(&rest[..end.min(MOST_LETTERS)]);
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
}

fn each_folded_word(text: &str, mut take: impl FnMut(&str)) {
    let mut word = String::new();
    // The space ends the last word.
    for letter in folded(text).chars().chain([' ']) {
        if letter.is_alphanumeric() && !is_spaceless(letter) {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            let end = word.char_indices().nth(MOST_LETTERS).map_or(word.len(), |(end, _)| end);
            take(&word[..end]);
            word.clear();
        }
        if letter.is_alphanumeric() {
            take(letter.encode_utf8(&mut [0; 4]));
        }
    }
}

/// Thai, Lao, Burmese, Khmer, Chinese and Japanese.
fn is_spaceless(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a word says what a text is about: a common one does not, and a single letter of an alphabet finds too much to
/// be looked for.
pub fn tells(word: &str) -> bool {
    static COMMON_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| COMMON.split(' ').collect());
    let more = word.chars().nth(1).is_some();
    (more || word.chars().any(|letter| is_spaceless(letter) || letter.is_numeric())) && !COMMON_WORDS.contains(word)
}

/// What a Markdown text says, without the addresses that its links lead to.
pub fn said(markdown: &str) -> Cow<'_, str> {
    let has_address = |text: &str| text.contains("](") || text.contains("://");
    if !has_address(markdown) {
        return Cow::Borrowed(markdown);
    }
    let mut said = String::with_capacity(markdown.len());
    // A link's address ends in its line; else it was none.
    for line in markdown.split_inclusive('\n') {
        if !has_address(line) {
            said.push_str(line);
            continue;
        }
        let mut rest = line;
        // Behind the last end none is looked for: it would be, once for each link that never ends.
        let last_end = line.rfind(')').unwrap_or_default();
        while let Some((before, after)) = rest.split_once("](") {
            push_words(&mut said, before);
            said.push(' ');
            let has_end = line.len() - after.len() <= last_end;
            let end = if has_end { after.find(')') } else { None };
            rest = end.map_or(after, |end| &after[end..]);
        }
        push_words(&mut said, rest);
    }
    Cow::Owned(said)
}

/// A text without the words that are addresses.
fn push_words(said: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        said.push_str(before.trim_end_matches(|letter: char| !letter.is_whitespace()));
        rest = after.trim_start_matches(|letter: char| !letter.is_whitespace());
    }
    said.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_folded_and_spaceless_scripts_are_taken_letter_by_letter() {
        assert_eq!(words("Überraschung: l’été à 9:30!"), ["uberraschung", "l", "ete", "a", "9", "30"]);
        assert_eq!(words("日本go 2"), ["日", "本", "go", "2"]);
        assert_eq!(words("---"), [""; 0]);
        assert_eq!(
            words("It's a long-winded Donaudampfschifffahrtsgesellschaft."),
            ["it", "s", "a", "long", "winded", "donaudampfschifffahr"]
        );
        assert_eq!(words("für Ä"), ["fur", "a"]);
        assert_eq!(words("Überdonaudampfschifffahrt"), ["uberdonaudampfschiff"]);
        assert_eq!(words("A well–known ΟΔΟΣ, e \u{301}2"), ["a", "well", "known", "οδος", "e", "2"]);
    }

    #[test]
    fn addresses_are_not_said() {
        for (markdown, words) in [
            (
                "See [the RFC](https://example.org/rfcs) and https://example.org/x (soon), or f](x",
                "See [the RFC ) and (soon), or f x",
            ),
            ("(https://a.example/b://c)\u{2003}d e://", "d"),
            ("[a](b://c\nd) e", "[a d) e"),
            ("[a](b [c](d) e](f foo)g://h i", "[a ) e i"),
        ] {
            assert_eq!(said(markdown).split_whitespace().collect::<Vec<_>>().join(" "), words);
        }
    }

    #[test]
    fn the_script_knows_the_same_scripts_and_length() {
        let script = include_str!("../../../themes/default/site.js");
        let class = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]";
        assert!(script.contains(class), "the script takes other letters for words");
        assert!(script.contains(&format!("slice(0, {MOST_LETTERS})")), "the script cuts words elsewhere");
    }
}
