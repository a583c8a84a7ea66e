//! Headings: what they are called in addresses, and how deep they stand.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag};

use super::events::{self, Read};
use super::plain;

/// The id that a heading gets in a page, by its name in addresses. The letters before it keep what somebody
/// wrote from being a name that scripts know, as `location`.
pub fn anchor(prefix: &str, slug: &str) -> String {
    format!("{prefix}h-{slug}")
}

/// A name as a link writes it after `#`, as headings have it: case does not count.
pub fn folded(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// So many bytes at the beginning of a text are looked at for a heading that repeats the title.
const BEGINNING: usize = 1024;

/// The name of the heading that a text begins with, where that repeats the item's title. It is not shown, since
/// the title is, and a link to it leads to the top of the page.
pub fn top(markdown: &str, title: &str) -> Option<String> {
    // The rest of the text decides nothing about its first block, and this is asked for each link to it.
    let near = (0..=BEGINNING.min(markdown.len())).rev().find_map(|end| markdown.get(..end))?;
    let is_blank = |line: &&str| line.trim().is_empty();
    let start: usize = near.split_inclusive('\n').take_while(is_blank).map(str::len).sum();
    let text = &near[start..];
    let is_underline = |line: &str| line.trim().trim_matches(['=', '-']).is_empty();
    let lines = text.split_inclusive('\n').take_while(|line| !is_blank(line));
    let end: usize = match lines.clone().position(is_underline) {
        _ if text.trim_start().starts_with('#') => lines.take(1).map(str::len).sum(),
        Some(underline) => lines.take(underline + 1).map(str::len).sum(),
        None => return None,
    };
    let events = events::read(&text[..end]).ok()?;
    outline(&events).into_iter().find(|first| first.at == 0 && first.repeats(title)).map(|first| first.slug)
}

/// A heading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    /// Where it begins, among the events.
    pub at: usize,
    /// Its name in addresses, as a link in a text writes it after `#`.
    pub slug: String,
    /// What it says, which is something: a heading of nothing is none.
    pub text: String,
    /// It stands in a footnote, which is shown only where it is referred to, so that no link leads there.
    pub in_note: bool,
}

impl Heading {
    /// Whether it says what the title says.
    pub fn repeats(&self, title: &str) -> bool {
        let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        words(title) == words(&self.text)
    }
}

/// The headings of a text, in their order.
pub(super) fn outline(events: &[Read<'_>]) -> Vec<Heading> {
    let mut names = Names::default();
    let mut headings = Vec::new();
    let mut note_end = 0;
    for (at, (event, _)) in events.iter().enumerate() {
        if let Event::Start(Tag::FootnoteDefinition(_)) = event {
            note_end = note_end.max(events::end_of(events, at));
        }
        let Event::Start(Tag::Heading { id, .. }) = event else { continue };
        let text = plain::text(&events[at..events::end_of(events, at)]);
        if text.is_empty() {
            continue;
        }
        let slug = names.take(&slug(id.as_deref().unwrap_or(&text)));
        headings.push(Heading { at, slug, text, in_note: at < note_end });
    }
    headings
}

/// A text as GitHub writes it into addresses: letters, digits, `-` and `_`, in lower case.
fn slug(text: &str) -> String {
    let kept = |c: char| match c {
        c if c.is_whitespace() => Some('-'),
        '-' | '_' => Some(c),
        c => c.is_alphanumeric().then_some(c),
    };
    let slug: String = text.trim().chars().filter_map(kept).flat_map(char::to_lowercase).collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// Names that are given once: the second `why` is `why-1`.
#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Names {
    fn take(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        if self.taken.contains(name) {
            let next = self.next.entry(name.to_owned()).or_insert(1);
            while self.taken.contains(&free) {
                free = format!("{name}-{next}");
                *next += 1;
            }
        }
        self.taken.insert(free.clone());
        free
    }
}

/// The levels of a page's headings, one after another: none is skipped on the way down.
pub(super) struct Levels {
    base: u8,
    /// The levels, as they were written, of the headings that the last one stands under, itself included.
    above: Vec<u8>,
}

impl Levels {
    /// Levels that begin at `base`.
    pub fn new(base: u8) -> Self {
        Self { base: base.clamp(1, 6), above: Vec::new() }
    }

    /// The name of the element of the next heading, of which the text says that it is of `level`.
    pub fn next(&mut self, level: u8) -> &'static str {
        while self.above.last().is_some_and(|&above| above >= level) {
            self.above.pop();
        }
        let depth = self.above.len();
        self.above.push(level);
        let level = usize::from(self.base) + depth;
        ["h1", "h2", "h3", "h4", "h5", "h6"][level.min(6) - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slugs(markdown: &str) -> Vec<String> {
        let events = events::read(markdown).expect("within bounds");
        outline(&events).into_iter().map(|heading| heading.slug).collect()
    }

    #[test]
    fn headings_are_named_as_on_github() {
        for (heading, name) in [
            ("# Why now?", "why-now"),
            ("## `code` & *marks*", "code--marks"),
            ("# Größe_2 – x", "größe_2--x"),
            ("# [A link](x)", "a-link"),
            ("# !?", "section"),
            ("# A {#Own.id}", "ownid"),
            ("# \"><script>x", "x"),
        ] {
            assert_eq!(slugs(heading), [name], "{heading}");
        }
    }

    #[test]
    fn names_are_given_once() {
        assert_eq!(slugs("# a\n# a-1\n# a\n# a\n# b {#a}"), ["a", "a-1", "a-2", "a-3", "a-4"]);
    }

    #[test]
    fn a_heading_of_nothing_has_no_name() {
        assert_eq!(slugs("#\n\n# ![](x.png)\n\n# !?"), ["section"]);
    }

    #[test]
    fn the_heading_that_repeats_the_title_is_the_top() {
        for (markdown, top_name) in [
            ("# Reasons\n\ntext", Some("reasons")),
            ("\r\n\r\n# *Reasons*\r\ntext\r\n\r\nmore", Some("reasons")),
            ("\n  \n## *reasons* {#Own}\ntext", Some("own")),
            ("Reasons\n===\ntext", Some("reasons")),
            ("text\n\n# Reasons", None),
            ("", None),
        ] {
            assert_eq!(top(markdown, "Reasons").as_deref(), top_name, "{markdown:?}");
        }
    }

    #[test]
    fn no_level_is_skipped() {
        let mut levels = Levels::new(3);
        let found: Vec<_> = [2, 4, 3, 6, 1, 2, 3, 4, 5, 6].into_iter().map(|level| levels.next(level)).collect();
        assert_eq!(found, ["h3", "h4", "h4", "h5", "h3", "h4", "h5", "h6", "h6", "h6"]);
    }
}
