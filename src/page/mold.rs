//! HTML that is made once and differs a little from page to page.
//!
//! A milestone has a row on a dozen pages. What differs, as what leads to the root, is a gap in it, which each page
//! fills.

use crate::page::here::Here;
use crate::page::step::Link;

/// Begins a gap, of which the next character says what belongs there. Unicode keeps this one for such use within a
/// program, and no text of a roadmap may have it ([`is_control`](crate::parse::value::is_control)).
const GAP: char = '\u{fdd0}';

/// The gap for what leads to the site's root, of any template that has one.
const ROOT: char = 'r';

/// A gap for a template to write, known by this character, which is not `r`.
pub fn gap(which: char) -> String {
    debug_assert_ne!(which, ROOT, "that one is for the root");
    String::from_iter([GAP, which])
}

/// An address of the site, as from any page: `from_root` is one as from the root.
pub fn address(from_root: &str) -> String {
    String::from_iter([GAP, ROOT]) + from_root
}

/// The same of a link.
pub fn link(link: Link) -> Link {
    Link { href: address(&link.href), ..link }
}

/// A place from which addresses are as from the root.
pub fn root() -> Here {
    Here::at("")
}

/// HTML apart from what differs between pages.
#[derive(Debug)]
pub struct Mold {
    text: Box<str>,
    /// Where something belongs into the text, in order, and what.
    gaps: Box<[(usize, char)]>,
}

impl Mold {
    /// Of what a template made with gaps in it, which are for the root or such ones. Nothing else is taken away.
    pub fn of(html: &str, is_gap: impl Fn(char) -> bool) -> Self {
        let mut pieces = html.split(GAP);
        let (mut text, mut gaps) = (pieces.next().unwrap_or_default().to_owned(), Vec::new());
        for piece in pieces {
            let which = piece.chars().next().filter(|which| *which == ROOT || is_gap(*which));
            gaps.extend(which.map(|which| (text.len(), which)));
            text.push_str(&piece[which.map_or(0, char::len_utf8)..]);
        }
        Self { text: text.into(), gaps: gaps.into() }
    }

    /// Writes it for a page, from which this leads to the `root`. What belongs into the other gaps is added by `fill`.
    pub fn fill(&self, out: &mut String, root: &str, mut fill: impl FnMut(&mut String, char)) {
        let mut from = 0;
        for (at, which) in &self.gaps {
            out.push_str(&self.text[from..*at]);
            from = *at;
            match *which {
                ROOT => out.push_str(root),
                which => fill(out, which),
            }
        }
        out.push_str(&self.text[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_as_each_page_needs_it() {
        let mold =
            Mold::of(&format!("<a href=\"{}\"{}>x</a>", address("a/index.html"), gap('c')), |which| which == 'c');
        for (root, class, filled) in
            [("../", " c", "<a href=\"../a/index.html\" c>x</a>"), ("", "", "<a href=\"a/index.html\">x</a>")]
        {
            let mut out = String::new();
            mold.fill(&mut out, root, |out, which| out.push_str(if which == 'c' { class } else { "?" }));
            assert_eq!(out, filled);
        }
    }

    #[test]
    fn a_text_with_the_character_of_gaps_breaks_nothing() {
        assert!(crate::parse::value::is_control(GAP), "no text of a roadmap has it");
        let mut out = String::new();
        Mold::of("a\u{fdd0}9b\u{fdd0}</a>\u{fdd0}\u{fdd0}rc\u{fdd0}", |_| false).fill(&mut out, "../", |_, _| {});
        assert_eq!(out, "a9b</a>../c");
    }
}
