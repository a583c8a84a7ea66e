//! The words to look for, in all their forms, and where in a text one counts.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::fold::{Case, fold};
use super::layer::{self, Sound};
use super::{Secret, Sort};

/// Only so many characters of a word are looked for: nobody hides a page in a title, and the automaton grows with
/// every one of them.
pub const LONGEST: usize = 200;

/// Shorter titles count only as they are written, and shorter slugs not at all.
const SHORT: usize = 4;

/// From so many words on the automaton gets room. For fewer it would take longer than it saves.
const MANY: usize = 1_000;

/// Stands in no text, since none in UTF-8 holds it.
const NOWHERE: u8 = 0xff;

/// In what only may be text, words have so many bytes.
const LEAST_IN_NOISE: usize = 6;

/// Where a word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// With no letter or digit at its side.
    Word,
    /// With no letter, digit or hyphen at its side.
    Id,
    /// Between marks that stand round an id: of an ordinary word, as `launch`.
    Marked,
    /// In an address: of an id of digits, as `2026-11-02`.
    Address,
}

/// One form of one secret.
#[derive(Debug)]
struct Form {
    secret: usize,
    rule: Rule,
    /// Of a codename, which its author declared: nothing excuses it.
    is_declared: bool,
}

/// Everything to look for.
pub struct Words {
    forms: Vec<Form>,
    /// By the case in which they compare; none without a finder.
    finders: Vec<(Case, Finder)>,
}

/// An automaton over the words that compare in one case.
struct Finder {
    automaton: Automaton,
    /// By the number that the automaton has for it.
    patterns: Vec<Pattern>,
}

struct Pattern {
    /// Forms that are spelled so; none where it is an allowed word that holds a secret one.
    forms: Vec<usize>,
    /// Whether more would follow, so that what follows in a text does not matter.
    is_cut: bool,
    is_long: bool,
}

impl Words {
    /// The forms of these secrets; of those that an allowed word is spelled as, only codenames.
    pub fn of(secrets: &[Secret], allowed: &BTreeSet<String>) -> Self {
        let mut forms = Vec::new();
        let mut spelled: BTreeMap<(bool, String), Vec<usize>> = BTreeMap::new();
        for (at, secret) in secrets.iter().enumerate() {
            for (case, word, rule) in forms_of(secret) {
                spelled.entry((case == Case::Kept, word)).or_default().push(forms.len());
                forms.push(Form { secret: at, rule, is_declared: secret.sort == Sort::Codename });
            }
        }
        let mut finders = Vec::new();
        for case in [Case::Folded, Case::Kept] {
            let allowed: BTreeSet<String> =
                allowed.iter().flat_map(|word| [Some(fold(word, case)), slug_of(word)]).flatten().collect();
            let counts = |word: &str, form: &usize| forms[*form].is_declared || !allowed.contains(word);
            let words: Vec<(&str, Vec<usize>)> = spelled
                .iter()
                .filter(|((kept, _), _)| *kept == (case == Case::Kept))
                .map(|((_, word), forms)| {
                    (word.as_str(), forms.iter().copied().filter(|form| counts(word, form)).collect())
                })
                .filter(|(_, forms): &(_, Vec<usize>)| !forms.is_empty())
                .collect();
            if !words.is_empty() {
                finders.push((case, Finder::new(&words, &allowed)));
            }
        }
        Self { forms, finders }
    }

    /// The number of the secret that has this form.
    pub fn secret(&self, form: usize) -> usize {
        self.forms[form].secret
    }

    /// Whether nothing excuses this form.
    pub fn is_declared(&self, form: usize) -> bool {
        self.forms[form].is_declared
    }

    /// The forms that stand in a file or in its path.
    pub fn found(&self, path: &str, bytes: &[u8]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        if !self.finders.is_empty() {
            layer::read(path, bytes, &mut |text, sound| {
                for (case, finder) in &self.finders {
                    finder.find(&fold(text, *case), sound, &self.forms, &mut found);
                }
            });
        }
        found
    }
}

impl Finder {
    /// Of the allowed words those are looked for too that hold a secret one: where they stand, the secret one is
    /// not meant.
    fn new(words: &[(&str, Vec<usize>)], allowed: &BTreeSet<String>) -> Self {
        let mut patterns: Vec<(&str, &[usize])> = words.iter().map(|(word, forms)| (*word, &forms[..])).collect();
        let mut automaton = Automaton::new(&patterns);
        patterns.extend(allowed.iter().filter(|word| automaton.holds_one(word)).map(|word| (word.as_str(), &[][..])));
        if patterns.len() > words.len() {
            automaton = Automaton::new(&patterns);
        }
        let patterns = patterns
            .into_iter()
            .map(|(word, forms)| Pattern {
                forms: forms.to_vec(),
                is_cut: word.chars().count() >= LONGEST,
                is_long: word.len() >= LEAST_IN_NOISE,
            })
            .collect();
        Self { automaton, patterns }
    }

    fn find(&self, text: &str, sound: Sound, forms: &[Form], found: &mut BTreeSet<usize>) {
        let mut finds: Vec<(usize, usize, usize)> = Vec::new();
        let mut covers: Vec<(usize, usize)> = Vec::new();
        for (pattern, start, end) in self.automaton.finds(text) {
            let pattern = &self.patterns[pattern];
            if sound == Sound::Noise && !pattern.is_long {
                continue;
            }
            if pattern.forms.is_empty() {
                if Rule::Word.holds(text, start, end, pattern.is_cut) {
                    covers.push((start, end));
                }
                continue;
            }
            for &form in &pattern.forms {
                if !found.contains(&form) && forms[form].rule.holds(text, start, end, pattern.is_cut) {
                    finds.push((start, end, form));
                }
            }
        }
        covers.sort_unstable();
        finds.sort_unstable();
        let (mut covers, mut covered_to) = (covers.into_iter().peekable(), 0);
        for (start, end, form) in finds {
            while let Some((_, to)) = covers.next_if(|&(from, _)| from <= start) {
                covered_to = covered_to.max(to);
            }
            if end > covered_to || forms[form].is_declared {
                found.insert(form);
            }
        }
    }
}

/// Finds words. Their numbers are their places in the list that it was made of.
struct Automaton {
    inner: AhoCorasick,
    /// How many words it has before the first of the list.
    before: usize,
}

impl Automaton {
    /// Building one moves the states in which a word ends to the front, each by a swap with another, and then follows every
    /// state through all its swaps. Of numbered words (`item-1`, `item-10`, …) one ends in nearly every state: each is
    /// swapped with one close by, again and again, and to follow them takes the square of the time, measured as 0.2 s for
    /// 25,000 words and 3 s for 100,000. So a long word that no text holds comes first, with states in which nothing ends.
    /// With that much room every swap goes far, and no more than a few have to be followed.
    fn new(words: &[(&str, &[usize])]) -> Self {
        let room = vec![NOWHERE; words.len() / 4];
        let room = Some(&room[..]).filter(|_| words.len() >= MANY);
        let inner = AhoCorasick::new(room.into_iter().chain(words.iter().map(|(word, _)| word.as_bytes())))
            .expect("a roadmap has far fewer than 2^31 letters in titles");
        Self { inner, before: usize::from(room.is_some()) }
    }

    fn holds_one(&self, text: &str) -> bool {
        self.inner.is_match(text)
    }

    /// The number of each word that stands in a text, where it begins and where it ends.
    fn finds(&self, text: &str) -> impl Iterator<Item = (usize, usize, usize)> {
        let finds = self.inner.find_overlapping_iter(text);
        finds.map(|find| (find.pattern().as_usize() - self.before, find.start(), find.end()))
    }
}

/// The forms in which a secret is looked for. None where less than two characters or no letter is left of it.
fn forms_of(secret: &Secret) -> Vec<(Case, String, Rule)> {
    let word = cut(fold(&secret.word, Case::Folded).trim());
    let length = word.chars().count();
    if length < 2 || !word.chars().any(char::is_alphanumeric) {
        return Vec::new();
    }
    match secret.sort {
        Sort::Id | Sort::Alias => {
            let rule = rule_of_id(&word);
            // Where a word stands as an id it is written as one: `<h2>Launch</h2>` is a heading.
            let case = if rule == Rule::Marked { Case::Kept } else { Case::Folded };
            vec![(case, word, rule)]
        }
        Sort::Title if length < SHORT => {
            vec![(Case::Kept, fold(&secret.word, Case::Kept).trim().to_owned(), Rule::Word)]
        }
        Sort::Title | Sort::Codename => {
            let slug = slug_of(&secret.word).map(|slug| cut(&slug));
            // A codename of several words is also written as one: in hosts, tags and names of projects.
            let joined = Some(word.replace([' ', '-'], ""))
                .filter(|joined| secret.sort == Sort::Codename && joined.len() >= LEAST_IN_NOISE);
            let all: BTreeSet<String> = [Some(word), slug, joined].into_iter().flatten().collect();
            all.into_iter().map(|word| (Case::Folded, word, Rule::Word)).collect()
        }
    }
}

fn cut(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

/// A name as it stands in addresses, names of files and anchors.
fn slug_of(word: &str) -> Option<String> {
    Some(slug::slugify(word)).filter(|slug| slug.len() >= SHORT)
}

fn rule_of_id(id: &str) -> Rule {
    let is_word = !id.contains('-') && (id.len() < 6 || id.chars().all(char::is_alphabetic));
    match id {
        _ if id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => Rule::Address,
        _ if is_word => Rule::Marked,
        _ => Rule::Id,
    }
}

impl Rule {
    /// Whether a word from `start` to `end` counts here.
    fn holds(self, text: &str, start: usize, end: usize, is_cut: bool) -> bool {
        let (before, word, after) = (&text[..start], &text[start..end], &text[end..]);
        let (left, right) = (before.chars().next_back(), after.chars().next());
        let (first, last) = (word.chars().next(), word.chars().next_back());
        match self {
            Self::Word => !joins(left, first) && (is_cut || !joins(last, right)),
            Self::Id => !joins(left, first) && !joins(last, right) && left != Some('-') && right != Some('-'),
            Self::Marked => opens(before) && closes(left, after),
            Self::Address => {
                matches!(left, Some('/' | '#' | '['))
                    && matches!(right, None | Some('/' | '#' | ']' | '|' | '?' | '"' | '\'' | ')' | '<'))
                    || (left == Some('/') && is_ending(after))
                    || (left.is_none() && right == Some('/'))
            }
        }
    }
}

/// Whether two neighbours belong to one word: both letters or digits, and of scripts that put spaces between words.
fn joins(one: Option<char>, other: Option<char>) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_written_without_spaces(c));
    part(one) && part(other)
}

/// Thai, Lao, Burmese, Khmer; kana, Han; Hangul, whose words take endings.
fn is_written_without_spaces(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether a mark stands before an id that prose does not put before a word.
fn opens(before: &str) -> bool {
    let Some(left) = before.chars().next_back() else { return true };
    let further = before[..before.len() - left.len_utf8()].trim_end_matches(' ').chars().next_back();
    match left {
        '/' | '#' | '=' | '[' | '|' | '?' | '&' | ',' => true,
        // In prose a word in quotation marks follows a word, in JSON and attributes a mark.
        '"' | '\'' => matches!(further, None | Some('=' | ':' | ',' | '[' | '{' | '(')),
        // Prose puts a word into parentheses after a space.
        '(' => before.ends_with("](") || before.ends_with("url("),
        '>' => !["em>", "strong>", "b>", "i>"].iter().any(|tag| before.ends_with(&format!("<{tag}"))),
        _ => false,
    }
}

fn closes(left: Option<char>, after: &str) -> bool {
    match after.chars().next() {
        None | Some('/' | '"' | '\'' | '#' | '=' | '[' | ']' | ')' | '|' | '>' | '<' | '?' | '&' | ',') => true,
        _ => left == Some('/') && is_ending(after),
    }
}

/// Whether a file's ending follows, as in `/launch.png`.
fn is_ending(after: &str) -> bool {
    after.strip_prefix('.').is_some_and(|ending| ending.starts_with(char::is_alphanumeric))
}
