//! Texts that can be written, and the lines they are broken into.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::face::Face;

/// As much of a text as is looked at, in characters: several times what fits on a card.
const LONGEST: usize = 1_000;

/// As many marks as may stand on one letter: two for the languages that have them, and no towers.
const MARKS: usize = 2;

/// The text as the face can write it, on one line, or nothing where it cannot. A picture or sign that the face lacks is left
/// out, as `🚀` before a title; where a letter or a digit is lacking, what is left would not be the text.
pub fn writable(text: &str, face: Face) -> Option<String> {
    let (mut out, mut marks, mut lacking) = (String::new(), 0, false);
    for c in text.nfc().take(LONGEST) {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with([' ', '\u{a0}']) {
                out.push(if matches!(c, '\u{a0}' | '\u{202f}') { '\u{a0}' } else { ' ' });
            }
        } else if is_invisible(c) {
            // Directions are ours to set, and nothing that cannot be seen should come between letters.
        } else if face.has(c) {
            if marks <= MARKS {
                out.push(c);
            }
        } else if c.is_alphanumeric() {
            return None;
        } else {
            lacking = true;
        }
    }
    let text = out.trim();
    let says = |c: char| if lacking { c.is_alphanumeric() } else { true };
    text.chars().any(says).then(|| text.to_owned())
}

/// Characters without a form of their own: directions, joiners, variants.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffd}')
}

/// Whether a text is read from right to left: its first letter is Hebrew.
pub fn is_right_to_left(text: &str) -> bool {
    let hebrew = |c: char| matches!(c, '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}');
    text.chars().find(|c| c.is_alphabetic()).is_some_and(hebrew)
}

/// A text on the card.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its lines, one at least.
    pub lines: Vec<String>,
    /// The size of its font in pixels.
    pub size: f32,
}

/// How much room a text has.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// In pixels.
    pub width: f32,
    /// From the top of the first line to the bottom of the last, in pixels.
    pub height: f32,
    /// As many lines as there may be, whatever the height.
    pub lines: usize,
    /// From one line to the next, in parts of the font's size.
    pub leading: f32,
}

/// The text in the largest of some sizes, given from large to small, at which it fits the room with no word broken. Where
/// none is small enough for that, words are broken in the largest of the smaller half; what does not fit then ends in `…`.
pub fn fit(text: &str, face: Face, sizes: &[f32], room: Room) -> Block {
    let whole = |&size: &f32| {
        let wrapped = wrap(text, face, size, room.width);
        let fits = wrapped.lines.len() <= lines_at(size, room) && !wrapped.within_a_word;
        fits.then(|| Block { lines: balanced(text, face, size, room.width, wrapped.lines), size })
    };
    let broken = |&size: &f32| {
        let lines = wrap(text, face, size, room.width).lines;
        (lines.len() <= lines_at(size, room)).then_some(Block { lines, size })
    };
    let smaller = &sizes[sizes.len() / 2..];
    sizes.iter().find_map(whole).or_else(|| smaller.iter().find_map(broken)).unwrap_or_else(|| {
        let size = smaller.last().copied().expect("there is a smallest size");
        let most = lines_at(size, room);
        let mut lines = wrap(text, face, size, room.width).lines;
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(cut(&rest, face, size, room.width));
        Block { lines, size }
    })
}

fn lines_at(size: f32, room: Room) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few lines")]
    let fit = (room.height / (size * room.leading)).max(1.0) as usize;
    fit.min(room.lines).max(1)
}

/// As much of a text as fits a width, with `…` where it does not end. It ends with a word if one ends not far before.
pub fn cut(text: &str, face: Face, size: f32, width: f32) -> String {
    if face.width(text, size) <= width {
        return text.to_owned();
    }
    let room = width - face.width("…", size);
    let mut end = fitting(text, face, size, room);
    if !text[end..].starts_with(' ')
        && let Some(space) = text[..end].rfind(' ')
        && space * 3 > end * 2
    {
        end = space;
    }
    let kept = text[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    format!("{kept}…")
}

/// The longest beginning of a text that fits a width, in bytes; marks stay with their letters.
fn fitting(text: &str, face: Face, size: f32, width: f32) -> usize {
    let (mut so_far, mut end) = (0.0, 0);
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        so_far += face.width(c.encode_utf8(&mut [0; 4]), size);
        if so_far > width {
            break;
        }
        if letters.peek().is_none_or(|&(_, next)| !is_combining_mark(next)) {
            end = at + c.len_utf8();
        }
    }
    end
}

struct Wrapped {
    lines: Vec<String>,
    within_a_word: bool,
}

/// Each line as long as it can be.
fn wrap(text: &str, face: Face, size: f32, width: f32) -> Wrapped {
    let (mut lines, mut line, mut within_a_word) = (Vec::new(), String::new(), false);
    for word in words(text) {
        if face.width(&line, size) + face.width(word.trim_end(), size) <= width {
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        let mut rest = word;
        while face.width(rest.trim_end(), size) > width {
            within_a_word = true;
            // A letter wider than the room stands alone.
            let first = rest.chars().next().map_or(rest.len(), char::len_utf8);
            let (head, tail) = rest.split_at(fitting(rest, face, size, width).max(first));
            lines.push(head.to_owned());
            rest = tail;
        }
        line.push_str(rest);
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    Wrapped { lines, within_a_word }
}

/// The pieces between which a line may break, each with the space or the dash that ends it.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '-', '/', '–', '—']).filter(|piece| !piece.is_empty()).collect()
}

/// As many lines as these, and none much longer than the others: a narrower room that still holds them.
fn balanced(text: &str, face: Face, size: f32, width: f32, lines: Vec<String>) -> Vec<String> {
    let (mut narrow, mut wide, mut best) = (width / 3.0, width, lines);
    // Ten halvings are finer than a pixel.
    for _ in 0..10 {
        let middle = f32::midpoint(narrow, wide);
        let wrapped = wrap(text, face, size, middle);
        if wrapped.lines.len() <= best.len() && !wrapped.within_a_word {
            (wide, best) = (middle, wrapped.lines);
        } else {
            narrow = middle;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room { width: 400.0, height: 200.0, lines: 3, leading: 1.2 };

    #[test]
    fn a_text_that_the_fonts_lack_is_not_written_and_a_picture_in_it_is_left_out() {
        let written = |text: &str| writable(text, Face::Voice);
        assert_eq!(written("🚀 Calendar sync 👩‍🚀").as_deref(), Some("Calendar sync"));
        assert_eq!(written(" Ships\n\tand \u{202e}ports ").as_deref(), Some("Ships and ports"));
        assert_eq!(written("e\u{301}").as_deref(), Some("é"));
        for lacking in ["日本語", "Sync 同期", "تقويم", "🚀", "🚀 !", "", " \u{200b}"] {
            assert_eq!(written(lacking), None, "{lacking:?}");
        }
        let tower = written(&format!("x{}", "\u{302}".repeat(50))).expect("x can be written");
        assert_eq!(tower.chars().count(), 1 + MARKS);
    }

    #[test]
    fn a_short_text_is_large_and_a_long_one_is_smaller() {
        let sizes = [60.0, 40.0, 20.0];
        assert_eq!(fit("API", Face::Voice, &sizes, ROOM), Block { lines: vec!["API".to_owned()], size: 60.0 });
        let long = fit("No ship hurries to wait, because every call is agreed before", Face::Voice, &sizes, ROOM);
        assert!(long.size < 60.0 && long.lines.len() <= 3, "{long:?}");
        assert!(long.lines.iter().all(|line| Face::Voice.width(line, long.size) <= ROOM.width), "{long:?}");
    }

    #[test]
    fn lines_are_about_as_long_as_one_another() {
        let block = fit("No ship hurries to wait now", Face::Voice, &[40.0], ROOM);
        assert_eq!(block.lines, ["No ship hurries", "to wait now"]);
    }

    #[test]
    fn a_name_without_spaces_is_broken_and_what_does_not_fit_ends_in_an_ellipsis() {
        let block = fit(&"abcdefghij".repeat(30), Face::Voice, &[60.0, 30.0], ROOM);
        assert_eq!((block.lines.len(), block.size), (3, 30.0));
        assert!(block.lines[2].ends_with('…'), "{block:?}");
        assert!(block.lines.iter().all(|line| Face::Voice.width(line, 30.0) <= ROOM.width), "{block:?}");
        let words = fit(&"hurries to wait, ".repeat(30), Face::Voice, &[30.0], ROOM);
        let last = words.lines[2].trim_end_matches('…');
        assert!(
            last != words.lines[2] && ["hurries", "to", "wait"].iter().any(|word| last.ends_with(word)),
            "{words:?}"
        );
    }

    #[test]
    fn a_room_for_nothing_holds_something_and_ends() {
        let room = Room { width: 1.0, height: 1.0, lines: 1, leading: 1.2 };
        assert_eq!(fit("wide words", Face::Voice, &[60.0], room).lines, ["…"]);
    }
}
