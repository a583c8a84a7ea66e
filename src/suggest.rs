//! What a misspelled word was meant to be.

/// The longest text that is looked up, in bytes: nothing that we know by name is longer.
const LONGEST: usize = 120;

/// The one of the known words that a text was probably meant to be, or none where that would be a guess.
///
/// First come typing mistakes: letters left out, added, wrong or swapped, up to about a third of the word; upper
/// case and `_` for `-` are none. Then words in common, since ids are made of them: most of the text must be found
/// again (`self-scheduling` in `patients-schedule-themselves`). Of paths, a file of the same name in another folder
/// comes between the two, and the folders that both share count for nothing. Among equals the one that begins alike wins, then
/// the shorter, then the first in the alphabet: the order of `known` does not matter.
pub fn nearest<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if text.len() > LONGEST {
        return None;
    }
    let candidates = known.filter(|word| word.len() <= LONGEST);
    if text.contains('/') {
        return candidates.filter_map(|path| Some((between_paths(text, path)?, path))).min().map(|(_, path)| path);
    }
    let wanted = Word::of(text);
    candidates.filter_map(|word| Some((wanted.distance(&Word::of(word))?, word))).min().map(|(_, word)| word)
}

/// How far a path that leads to nothing is from one that leads somewhere.
fn between_paths(text: &str, path: &str) -> Option<Distance> {
    let alike = text.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
    let shared = text.as_bytes()[..alike].iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1);
    let ending = text.rfind('.').map(|dot| &text[dot..]).filter(|ending| path.ends_with(ending)).unwrap_or_default();
    let rest = |path: &str| path[shared..].strip_suffix(ending).map(Word::of);
    let nearest = rest(text)?.distance(&rest(path)?);
    match nearest {
        Some(Distance::Typing { .. }) => nearest,
        _ if text.rsplit('/').next() == path.rsplit('/').next() => Some(Distance::Folder),
        _ => nearest,
    }
}

/// How many problems of one run are looked up for what was meant: each costs a walk over all known words, and
/// nobody reads beyond.
pub const MOST_LOOKED_UP: usize = 300;

/// The help that asks whether a known word was meant.
pub fn did_you_mean<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(text, known).map(|word| format!("did you mean `{word}`?"))
}

/// Words as a sentence lists them: `a`, `b` and `c`.
pub fn listed(words: &[&str]) -> String {
    joined(words, "and")
}

/// The same of words one of which is to be chosen: `` `a`, `b` or `c` ``.
pub fn either(words: &[&str]) -> String {
    joined(words, "or")
}

fn joined(words: &[&str], with: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {with} {last}", first.join(", ")),
    }
}

/// How far two words are apart: the nearest is the smallest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    /// So many mistakes, less so many letters that begin alike, and the length.
    Typing { mistakes: usize, not_alike: usize, length: usize },
    /// The same file in another folder.
    Folder,
    /// So many of a thousand letters of both that are not in words in common, and the length.
    Words { apart: usize, length: usize },
}

/// A word as it is compared.
struct Word {
    letters: String,
    /// In characters.
    length: usize,
    /// How often each letter occurs, by its low bits.
    counts: [u8; 32],
}

impl Word {
    fn of(text: &str) -> Self {
        let letters: String =
            text.chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c }).flat_map(char::to_lowercase).collect();
        let mut counts = [0_u8; 32];
        for byte in letters.bytes() {
            let count = &mut counts[usize::from(byte % 32)];
            *count = count.saturating_add(1);
        }
        Self { length: letters.chars().count(), letters, counts }
    }

    fn distance(&self, other: &Self) -> Option<Distance> {
        self.typing(other).or_else(|| self.words(other))
    }

    fn typing(&self, other: &Self) -> Option<Distance> {
        let length = self.length.max(other.length);
        let most = match length {
            0..=2 => 0,
            3..=5 => 1,
            6..=8 => 2,
            9..=11 => 3,
            _ => 4,
        };
        // Comparing letter by letter is slow, and a roadmap may hold thousands of ids and thousands of mistakes:
        // most pairs fall here. One mistake changes at most two of the counts, by four bytes each.
        let apart: usize = self.counts.iter().zip(other.counts).map(|(&a, b)| usize::from(a.abs_diff(b))).sum();
        if self.length.abs_diff(other.length) > most || apart > 8 * most {
            return None;
        }
        let mistakes = strsim::osa_distance(&self.letters, &other.letters);
        // Where every letter may be another, nothing is left that was meant.
        let meant = mistakes <= most && 2 * mistakes < length.max(1);
        let not_alike = length - self.letters.chars().zip(other.letters.chars()).take_while(|(a, b)| a == b).count();
        meant.then_some(Distance::Typing { mistakes, not_alike, length: other.length })
    }

    fn words(&self, other: &Self) -> Option<Distance> {
        let found = |a: &Self, b: &Self| -> usize {
            let parts = a.letters.split('-').filter(|part| b.letters.split('-').any(|other| same_stem(part, other)));
            parts.map(str::len).sum()
        };
        let letters = |word: &Self| word.letters.bytes().filter(|&byte| byte != b'-').count();
        let (mine, my_letters) = (found(self, other), letters(self));
        if 2 * mine <= my_letters {
            return None;
        }
        let (both, all) = (mine + found(other, self), my_letters + letters(other));
        Some(Distance::Words { apart: 1000 - 1000 * both / all, length: other.length })
    }
}

/// Whether two words are the same but for their endings: `scheduling` and `schedule`.
fn same_stem(a: &str, b: &str) -> bool {
    if a.as_bytes().first() != b.as_bytes().first() {
        return false;
    }
    let alike: usize = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    let longer = a.len().max(b.len());
    // Four letters say something, unless most of the word follows.
    (a == b && alike >= 3) || (alike >= 4 && 3 * alike >= 2 * longer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &[
        "title",
        "summary",
        "owner",
        "teams",
        "tags",
        "target",
        "start",
        "status",
        "done",
        "depends_on",
        "milestone",
        "milestones",
        "key_results",
        "customers",
        "engineering",
        "leadership",
        "on-track",
        "off-track",
        "calendar-sync",
        "calendar-export",
        "patients-schedule-themselves",
        "no-more-paper",
        "wont",
        "must",
        "2027-launch",
    ];

    #[test]
    fn a_mistake_in_typing_is_understood() {
        for (text, meant) in [
            ("targt", "target"),
            ("tagret", "target"),
            ("Target", "target"),
            ("custmers", "customers"),
            ("costumers", "customers"),
            ("sumary", "summary"),
            ("onwer", "owner"),
            ("key-results", "key_results"),
            ("keyresults", "key_results"),
            ("dependsOn", "depends_on"),
            ("on_track", "on-track"),
            ("ontrack", "on-track"),
            ("offtrack", "off-track"),
            ("Calendar Sync", "calendar-sync"),
            ("calender-sync", "calendar-sync"),
            ("calendar-snyc", "calendar-sync"),
            ("wnot", "wont"),
            ("tag", "tags"),
            ("mielstones", "milestones"),
        ] {
            assert_eq!(nearest(text, KNOWN.iter().copied()), Some(meant), "for {text:?}");
        }
        assert_eq!(nearest("milestone", ["intents", "milestones", "updates"].into_iter()), Some("milestones"));
    }

    #[test]
    fn words_in_common_are_understood() {
        for (text, meant) in [
            ("self-scheduling", "patients-schedule-themselves"),
            ("sync-calendar", "calendar-sync"),
            ("export", "calendar-export"),
            ("paper", "no-more-paper"),
            ("launch-2027", "2027-launch"),
            ("depends", "depends_on"),
        ] {
            assert_eq!(nearest(text, KNOWN.iter().copied()), Some(meant), "for {text:?}");
        }
    }

    #[test]
    fn a_word_like_none_is_not_guessed_at() {
        for text in [
            "",
            "z",
            "zzz",
            "to",
            "if",
            "xy",
            "deadline",
            "budget",
            "colour",
            "billing-portal",
            "no",
            "ab",
            "q",
            "-",
            "----",
            "the-end",
            "🚀",
            "日本語",
        ] {
            assert_eq!(nearest(text, KNOWN.iter().copied()), None, "for {text:?}");
        }
        assert_eq!(nearest("anything", std::iter::empty()), None);
    }

    #[test]
    fn of_paths_only_what_differs_counts() {
        let known = ["intents/calm.md", "milestones/calendar-sync.md", "milestones/foo.md", "pages/how-to-read.md"];
        for (text, meant) in [
            ("milestones/calender-sync.md", Some("milestones/calendar-sync.md")),
            ("milestons/foo.md", Some("milestones/foo.md")),
            ("intents/calendar-sync.md", Some("milestones/calendar-sync.md")),
            ("milestones/sub/foo.md", Some("milestones/foo.md")),
            ("pages/how-to-read", Some("pages/how-to-read.md")),
            ("milestones/bar.md", None),
            ("milestones/größe.md", None),
            ("milestones/", None),
            ("/", None),
        ] {
            assert_eq!(nearest(text, known.into_iter()), meant, "for {text:?}");
        }
    }

    #[test]
    fn words_are_listed_and_asked_for_in_backticks() {
        assert_eq!(listed(&["now", "next", "later"]), "`now`, `next` and `later`");
        assert_eq!(either(&["now", "next", "later"]), "`now`, `next` or `later`");
        assert_eq!(did_you_mean("nwo", ["now"].into_iter()).as_deref(), Some("did you mean `now`?"));
    }

    #[test]
    fn the_order_of_the_known_words_does_not_matter() {
        let known = ["plan-c", "plan-a", "plan-b"];
        assert_eq!(nearest("plan-d", known.into_iter()), Some("plan-a"));
        assert_eq!(nearest("plan-d", known.into_iter().rev()), Some("plan-a"));
    }

    #[test]
    fn a_very_long_word_is_not_looked_up() {
        assert_eq!(nearest(&"target".repeat(50_000), KNOWN.iter().copied()), None);
    }
}
