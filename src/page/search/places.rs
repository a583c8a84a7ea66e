//! Which items have which words.

use super::words::{each_word, tells};
use crate::table::Table;

/// The words that some items have, each with the places of these items in their list.
#[derive(Default)]
pub struct Places {
    /// Where a word stands among the words.
    known: Table<String, usize>,
    words: Vec<Word>,
}

/// A word, and who has it.
struct Word {
    text: String,
    /// Whether it says what a text is about.
    tells: bool,
    /// The last item that has it.
    last: Option<usize>,
    /// Each item that has it, as the distance to the one before, after a space.
    items: String,
}

impl Places {
    /// Puts in the words of an item's title. Items come in their order.
    pub fn add_title(&mut self, item: usize, title: &str) {
        each_word(title, |word| self.add(item, word, true));
    }

    /// Puts in the words of one of its other texts, but for those that say nothing of it.
    pub fn add_text(&mut self, item: usize, text: &str) {
        each_word(text, |word| self.add(item, word, false));
    }

    fn add(&mut self, item: usize, word: &str, of_title: bool) {
        let known = self.known.get(word).copied();
        let at = known.unwrap_or_else(|| {
            self.known.insert(word.to_owned(), self.words.len());
            self.words.push(Word { text: word.to_owned(), tells: tells(word), last: None, items: String::new() });
            self.words.len() - 1
        });
        let word = &mut self.words[at];
        if word.last != Some(item) && (of_title || word.tells) {
            let distance = item - word.last.unwrap_or(0);
            word.items.push(' ');
            push_number(&mut word.items, distance);
            word.last = Some(item);
        }
    }

    /// The words in their order, each with its items: `async 0 3;goal 1`.
    pub fn written(mut self) -> String {
        self.words.retain(|word| word.last.is_some());
        self.words.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        let mut written =
            String::with_capacity(self.words.iter().map(|word| word.text.len() + word.items.len() + 1).sum());
        for word in &self.words {
            written.push_str(if written.is_empty() { "" } else { ";" });
            written.push_str(&word.text);
            written.push_str(&word.items);
        }
        written
    }
}

/// Writes a number as people do. A hundred thousand of them are written, nearly all with two digits or three.
fn push_number(text: &mut String, number: usize) {
    if number > 9 {
        push_number(text, number / 10);
    }
    text.push(char::from(b"0123456789"[number % 10]));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_written_as_everywhere(number in any::<usize>(), digits in 0_u32..20) {
            for number in [number, number % 10_usize.pow(digits)] {
                let mut text = String::new();
                push_number(&mut text, number);
                prop_assert_eq!(text, number.to_string());
            }
        }
    }

    #[test]
    fn each_word_is_there_once_and_common_ones_are_only_of_titles() {
        let mut places = Places::default();
        for item in [0, 2, 7] {
            places.add_text(item, "the async goal and its goal");
            places.add_text(item, "Deliver the goal, x 4");
        }
        places.add_title(7, "Will it async");
        assert_eq!(places.written(), "4 0 2 5;async 0 2 5;deliver 0 2 5;goal 0 2 5;it 7;will 7");
    }

    #[test]
    fn nothing_has_no_words() {
        let mut places = Places::default();
        places.add_text(0, "the x");
        assert_eq!(places.written(), "");
    }
}
