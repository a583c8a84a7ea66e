//! The words by which something is found.
//!
//! The site's script takes what is looked for apart in the same way: what is folded here is folded there.

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
    text.to_lowercase().nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// Hands on the words of a text, in order. In scripts that put no space between words each letter is one.
fn each_word(text: &str, mut take: impl FnMut(&str)) {
    if text.is_ascii() {
        // Most texts, of which nothing has to be taken apart.
        let small = text.to_ascii_lowercase();
        let words = small.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        return words.for_each(|word| take(&word[..word.len().min(MOST_LETTERS)]));
    }
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

/// The words of a title, and those of these texts that are not common, each once and in their order.
pub fn telling<'a>(title: &str, texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    static COMMON_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| COMMON.split(' ').collect());
    // A single letter of an alphabet finds too much to be looked for.
    let tells = |word: &str| {
        let more = word.chars().nth(1).is_some();
        (more || word.chars().any(|letter| is_spaceless(letter) || letter.is_numeric())) && !COMMON_WORDS.contains(word)
    };
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        each_word(text, |word| {
            if tells(word) {
                found.push(word.to_owned());
            }
        });
    }
    each_word(title, |word| found.push(word.to_owned()));
    found.sort_unstable();
    found.dedup();
    found
}

/// What a Markdown text says, without the addresses that its links lead to.
pub fn said(markdown: &str) -> String {
    let (mut said, mut rest) = (String::with_capacity(markdown.len()), markdown);
    while let Some((before, after)) = rest.split_once("](") {
        said.push_str(before);
        said.push(' ');
        // A link's address ends in its line; else it was none.
        let line = after.find('\n').unwrap_or(after.len());
        rest = after[..line].find(')').map_or(after, |end| &after[end..]);
    }
    said.push_str(rest);
    said.split_whitespace().filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ")
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
    }

    #[test]
    fn each_word_is_there_once_and_common_ones_are_only_of_titles() {
        let words = telling("Will it async", ["the async goal and its goal", "Deliver the goal, x 4"]);
        assert_eq!(words, ["4", "async", "deliver", "goal", "it", "will"]);
    }

    #[test]
    fn addresses_are_not_said() {
        assert_eq!(
            said("See [the RFC](https://example.org/rfcs) and https://example.org/x (soon), or f](x"),
            "See [the RFC ) and (soon), or f x"
        );
    }

    #[test]
    fn the_script_knows_the_same_scripts_and_length() {
        let script = include_str!("../../../themes/default/site.js");
        let class = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]";
        assert!(script.contains(class), "the script takes other letters for words");
        assert!(script.contains(&format!("slice(0, {MOST_LETTERS})")), "the script cuts words elsewhere");
    }
}
