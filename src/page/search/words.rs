//! The words by which something is found.
//!
//! The site's script takes what is looked for apart in the same way: what is folded here is folded there.

use std::collections::BTreeSet;

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

/// The words of a text, in order. In scripts that put no space between words each letter is one.
pub fn words(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    for letter in folded(text).chars() {
        if letter.is_alphanumeric() && !is_spaceless(letter) {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            words.push(letter.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words.into_iter().map(|word| word.chars().take(MOST_LETTERS).collect()).collect()
}

/// Thai, Lao, Burmese, Khmer, Chinese and Japanese.
fn is_spaceless(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of a title, and those of these texts that are not common, each once.
pub fn telling<'a>(title: &str, texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let common: BTreeSet<&str> = COMMON.split(' ').collect();
    // A single letter of an alphabet finds too much to be looked for.
    let tells = |word: &String| {
        let more = word.chars().nth(1).is_some();
        (more || word.chars().any(|letter| is_spaceless(letter) || letter.is_numeric()))
            && !common.contains(word.as_str())
    };
    texts.into_iter().flat_map(words).filter(tells).chain(words(title)).collect()
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

    #[test]
    fn words_are_folded_and_spaceless_scripts_are_taken_letter_by_letter() {
        assert_eq!(words("Überraschung: l’été à 9:30!"), ["uberraschung", "l", "ete", "a", "9", "30"]);
        assert_eq!(words("日本go 2"), ["日", "本", "go", "2"]);
        assert_eq!(words("---"), [""; 0]);
    }

    #[test]
    fn each_word_is_there_once_and_common_ones_are_only_of_titles() {
        let words: Vec<_> =
            telling("Will it async", ["the async goal and its goal", "Deliver the goal, x 4"]).into_iter().collect();
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
