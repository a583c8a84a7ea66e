use proptest::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use super::*;
use crate::markdown::tests::{Folder, WAY};

const HERE: Way<'_> = Way { heading_base: 4, prefix: "x-", ..WAY };

#[test]
fn headings_stand_below_what_is_around_them() {
    for (text, embedded) in [
        ("# The title\n\n# A\n\n## B #\n\n### `C` {#c}", "#### A\n\n##### B\n\n###### `C`"),
        ("A *b*\nc\n===\n\nd", "#### A *b* c\n\nd"),
        ("> A\n> b\n> ---\n> c", "> #### A b\n> c"),
        ("#\n\nx", "x"),
        ("# \\*a\\* # b ##\n", "#### \\*a\\* # b"),
        ("- # a\n  b", "- #### a\n  b"),
    ] {
        assert_eq!(embed(text, &HERE, &Folder), embedded, "{text:?}");
    }
}

#[test]
fn links_lead_to_the_same_places_from_anywhere() {
    for (text, embedded) in [
        (
            "[a *b*](../sync.md) [[sync]] [[sync|our *sync*]]",
            "[a *b*](../sync/) [Calendar sync](../sync/) [our *sync*](../sync/)",
        ),
        (
            "[a][r] [r][] [r]\n\n[r]: https://e.example/(x) \"T\"",
            "[a](https://e.example/%28x%29 \"T\") [r](https://e.example/%28x%29 \"T\") [r](https://e.example/%28x%29 \"T\")",
        ),
        ("[a](nowhere.md) [b](javascript:x) [[nope]] [\\]](../sync.md)", "a b nope [\\]](../sync/)"),
        ("<https://e.example/> <a@e.example> <javascript:x>", "<https://e.example/> <mailto:a@e.example> javascript:x"),
        (
            "![Mock](mock.png) ![Far](https://e.example/x.png) ![No](x.png)",
            "![Mock](mock.png) [Far](https://e.example/x.png) \\[No\\]",
        ),
        ("[![Far](https://e.example/x.png)](https://e.example/)", "[Far](https://e.example/)"),
        ("`[a](b)` \\[[c](d.md)", "`[a](b)` \\[c"),
    ] {
        assert_eq!(embed(text, &HERE, &Folder), embedded, "{text:?}");
    }
}

#[test]
fn notes_have_names_of_their_own() {
    assert_eq!(embed("a[^1]\n\n[^1]: note", &HERE, &Folder), "a[^x-1]\n\n[^x-1]: note");
}

#[test]
fn raw_html_is_the_text_in_it() {
    for (text, embedded) in [
        ("<details>\n<summary>More</summary>\n\n*a*\n\n</details>\n\nb", "More\n\n*a*\n\n\n\nb"),
        ("a<br>b <kbd>c</kbd> <!-- d -->", "a b c"),
        ("<script>\nalert(1)\n</script>\n\nb", "b"),
        ("a\n\n<!-- never ended\nb", "a"),
        ("<div>\n# a\n</div>", "\\# a"),
    ] {
        assert_eq!(embed(text, &HERE, &Folder), embedded, "{text:?}");
    }
    assert_eq!(embed("a<br>b", &Way { raw_html: RawHtml::Escape, ..HERE }, &Folder), "a\\<br>b");
}

#[test]
fn nothing_is_open_at_the_end() {
    for (text, embedded) in [
        ("```\na", "```\na\n```"),
        ("```\na\n```", "```\na\n```"),
        ("~~~~ x\na\n~~~", "~~~~ x\na\n~~~\n~~~~"),
        ("    code", "    code"),
        ("", ""),
        ("[a]: x\n[a]: y\n\nb", "b"),
    ] {
        assert_eq!(embed(text, &HERE, &Folder), embedded, "{text:?}");
    }
}

#[test]
fn most_texts_read_the_same_and_are_not_looked_at_again() {
    for (text, is_certain) in [
        ("\na `b` **c**\n\n## d\n\n- [e](https://e.example/f)\n\n| g |\n| --- |\n\n```\nh\n```\n\ni\n", true),
        ("# The title\n\na", false),
        ("- # a", false),
        ("a\n===", false),
        ("[a](../sync.md)", false),
        ("a[^1]\n\n[^1]: b", false),
        ("a <b>", false),
        ("```\na\n```", false),
        ("[r]: x", false),
        // After the white space is gone, it would be a definition.
        ("\u{a0}\n[r]: x", false),
        ("\u{a0}\n<div>", false),
    ] {
        assert_eq!(written(text, &HERE, &Folder).expect("within bounds").reads_the_same, is_certain, "{text:?}");
    }
}

/// Levels of the headings, and where links lead.
fn outline(text: &str) -> (Vec<u8>, Vec<String>) {
    let (mut levels, mut links) = (Vec::new(), Vec::new());
    for event in Parser::new_ext(text, events::options()) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => levels.push(level as u8),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push(dest_url.into_string());
            }
            _ => {}
        }
    }
    (levels, links)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn whatever_is_embedded_stays_below_and_leads_to_what_is_known(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14)
    ) {
        let text = pieces.concat();
        let embedded = embed(&text, &HERE, &Folder);
        let after = format!("{embedded}\n\n# x\n\n[r] [^1]\n");
        let rest: Vec<_> = Parser::new_ext(&after, events::options())
            .skip_while(|event| !matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })))
            .collect();
        prop_assert!(rest.len() > 3, "{text:?} became {embedded:?}");
        let refers = |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { .. }) | Event::FootnoteReference(_));
        prop_assert!(!rest.iter().any(refers), "{text:?} became {embedded:?}");
        let (levels, links) = outline(&embedded);
        prop_assert!(levels.iter().all(|&level| level >= 4), "{text:?} became {embedded:?}");
        let known = |href: &String| href.starts_with("https://e.example") || href.starts_with("../sync/") || href == "mock.png";
        prop_assert!(links.iter().all(known), "{text:?} became {embedded:?}");
    }

    #[test]
    fn what_reads_the_same_is_contained(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14)
    ) {
        let text = pieces.concat();
        let embedded = written(&text, &HERE, &Folder).expect("within bounds");
        prop_assert!(!embedded.reads_the_same || is_contained(&embedded, &HERE), "{text:?} became {:?}", embedded.text);
    }

    #[test]
    fn a_glance_finds_every_control_character(text in any::<String>(), control in any::<char>()) {
        let text = format!("{text}{control}");
        let is_odd = |c: char| c.is_control() && c != '\n' && c != '\t';
        prop_assert!(may_hold_control(&text) || !text.contains(is_odd), "{text:?}");
    }
}

const PIECES: &[&str] = &[
    "\u{a0}",
    "  ",
    "    ```\n",
    "###### ",
    " #",
    "# ",
    "## ",
    "a",
    "*b*",
    "\n",
    "\n\n",
    "===\n",
    "---\n",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "`",
    "```\n",
    "~~~\n",
    "[",
    "]",
    "(../sync.md)",
    "(x.md)",
    "[a](https://e.example/)",
    "[[sync]]",
    "[[sync|",
    "]]",
    "[r]",
    "[r]: ../sync.md\n",
    "[r]: <y> \"t\"\n",
    "![",
    "![c](mock.png)",
    "[^1]",
    "[^1]: ",
    "<div>",
    "</div>",
    "<b>",
    "<!--",
    "-->",
    "<script>",
    "<?",
    "<![CDATA[",
    "\\",
    "| a |\n|---|\n",
    "{#x}",
    "<https://e.example/>",
    ": ",
    "&lt;",
    "[ ] ",
    "  \n",
    "#",
];
