//! A text without any marks, for descriptions and data files.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::Lead;
use super::events::{self, Read};
use super::scan::wiki_target;
use super::tag::{self, Token};

/// What a text says, in one line, without marks; links by id say the item's title. Footnotes are left out.
pub fn plain(markdown: &str, lead: &impl Lead) -> String {
    match events::read(markdown) {
        Ok(events) => line(&events, Some(lead)),
        Err(_) => squeeze(markdown),
    }
}

/// The same for a summary, which is one paragraph whatever it begins with.
pub fn plain_inline(markdown: &str, lead: &impl Lead) -> String {
    let guarded = events::guard(markdown);
    match events::read(&guarded) {
        Ok(mut events) => {
            events::unguard(&mut events);
            line(&events, Some(lead))
        }
        Err(_) => squeeze(markdown),
    }
}

/// What some events say, in one line; links by id as they were written.
pub(super) fn text(events: &[Read<'_>]) -> String {
    line(events, None)
}

fn line(events: &[Read<'_>], lead: Option<&dyn Lead>) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some((event, _)) = events.get(at) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::Html(html) => tag::tokens(html).for_each(|token| out.push_str(&said(&token))),
            Event::SoftBreak | Event::HardBreak | Event::Rule => out.push(' '),
            Event::Start(Tag::FootnoteDefinition(_)) => at = events::end_of(events, at),
            Event::Start(Tag::Link { link_type: LinkType::WikiLink { has_pothole: false }, dest_url, .. }) => {
                if let Some((_, title)) = lead.and_then(|lead| lead.item(wiki_target(dest_url).0, None)) {
                    out.push_str(&title);
                    at = events::end_of(events, at);
                }
            }
            Event::End(end) if !is_inline(*end) => out.push(' '),
            _ => {}
        }
        at += 1;
    }
    squeeze(&out)
}

fn said(token: &Token<'_>) -> String {
    match token {
        Token::Text(text) => tag::decode(text),
        _ => " ".to_owned(),
    }
}

fn is_inline(end: TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// White space of any kind and length as one space.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| !c.is_control()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::Folder;
    use super::*;

    #[test]
    fn a_text_is_said_without_its_marks() {
        for (markdown, said) in [
            ("# A *b*\n\nc `d`\ne", "A b c d e"),
            ("[x](y.md) ![alt](z.png) [[sync]] [[sync|it]] [[nope]]", "x alt Calendar sync it nope"),
            ("[[sync#risks]] [[ sync ]]", "Calendar sync Calendar sync"),
            ("- [x] a\n- b", "a b"),
            ("a[^1]\n\n[^1]: note", "a"),
            ("<div>caf&eacute; <b>x</b></div>", "café x"),
            ("a <!-- b --> <i>c</i>", "a c"),
        ] {
            assert_eq!(plain(markdown, &Folder), said, "{markdown}");
        }
    }

    #[test]
    fn a_summary_is_one_paragraph() {
        assert_eq!(plain_inline("2026. A *good* year\n# for all", &Folder), "2026. A good year # for all");
        assert_eq!(plain_inline("**\"Bold\"** first", &Folder), "\"Bold\" first");
        assert_eq!(plain_inline("", &Folder), "");
    }
}
