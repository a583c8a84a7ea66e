//! The feed, the calendar, the sitemap and the text, each read back by a reader that nobody here wrote, with titles
//! that mean harm.

use std::collections::BTreeSet;
use std::path::Path;

use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime};
use proptest::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use roadmapgen::date::Day;
use roadmapgen::output;
use roadmapgen::source::Sources;
use roadmapgen::theme::Theme;
use roadmapgen::view::{self, Reader, View};
use scraper::{Html, Selector};

const BASE: &str = "https://plans.example/roadmap/";

const FIXTURE: &str = r#"
-- roadmap.toml --
[site]
title = "Plans"
description = "Where we go"
base_url = "https://plans.example/roadmap/"
-- vision/v.md --
+++
title = "V"
why = "Because."
+++
-- intents/i.md --
+++
title = "I"
vision = "v"
+++
# Why

[[day]] and [the quarter](../milestones/quarter.md#what).
-- milestones/day.md --
+++
title = "Day"
intent = "i"
target = 2026-12-31
+++
-- milestones/quarter.md --
+++
title = "Quarter"
intent = "i"
target = "2028-Q1"
tags = ["a,b", "c;d"]
+++
## What
Text.
-- updates/u.md --
+++
title = "U"
date = 2026-09-15
about = ["day"]
owner = ["Ana"]
summary = "In *short*."
+++
[[quarter]], [below](#more).

## More

- [x] one
"#;

fn views(sources: &Sources, as_of: Day) -> Vec<View> {
    let (roadmap, problems) = roadmapgen::read(sources, false);
    let errors = roadmapgen::problem::count(&problems).0;
    assert_eq!(errors, 0, "{}", roadmapgen::report::human(&problems, sources, false));
    Reader::all(&roadmap).into_iter().map(|reader| view::project(&roadmap, reader, as_of)).collect()
}

fn view() -> View {
    views(&Sources::from_fixture(FIXTURE), Day::constant(2026, 11, 22)).remove(0)
}

fn file(view: &View, name: &str) -> String {
    String::from_utf8(output::file(view, &[String::new()], name).expect("the view has it")).expect("it is UTF-8")
}

/// A text in one line, without what cannot be seen: what titles are to all these formats.
fn line(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Titles of what has hurt others, and of any characters.
fn title() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "word ",
        "\r",
        "\n",
        "\r\n",
        ";",
        ",",
        "\\",
        "\\n",
        ":",
        "\"",
        "'",
        "\u{0}",
        "\u{7}",
        "\u{1b}[31m",
        "\u{85}",
        "\u{202e}",
        "\u{2028}",
        "\u{feff}",
        "]]>",
        "<![CDATA[",
        "<b>",
        "</title>",
        "&amp;",
        "&#x41;",
        "🎉",
        "👩‍👩‍👧",
        "é",
        "日本",
        "ש",
        "\r\nEND:VEVENT",
        "BEGIN:VEVENT",
        "# ",
        "## x",
        "[x](https://evil.example)",
        "![x](y)",
        "<https://evil.example>",
        "`",
        "```",
        "*",
        "_",
        "~~",
        "|",
        "- ",
        "1. ",
        "=cmd|x",
        "[[day]]",
        "[^1]",
        "{#x}",
        "    ",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..24).prop_map(|pieces| pieces.concat()),
        Just("x".repeat(230)),
        Just("🎉".repeat(230)),
        Just(String::new()),
        any::<String>(),
    ]
}

/// Summary, first day and the day after the last of each event, by a reader of calendars.
fn events(text: &str) -> Vec<(String, String, String)> {
    let calendar: Calendar =
        icalendar::parser::read_calendar(&icalendar::parser::unfold(text)).expect("a calendar").into();
    let day = |date: Option<DatePerhapsTime>| match date {
        Some(DatePerhapsTime::Date(day)) => day.to_string(),
        other => panic!("{other:?} is no day"),
    };
    let event = |component: &CalendarComponent| match component {
        CalendarComponent::Event(event) => {
            assert!(event.get_uid().is_some() && event.get_timestamp().is_some());
            (event.get_summary().unwrap_or_default().to_owned(), day(event.get_start()), day(event.get_end()))
        }
        other => panic!("{other:?} is no event"),
    };
    calendar.components.iter().map(event).collect()
}

/// The headings of a text, and where all its links lead.
fn outline(text: &str) -> (Vec<(HeadingLevel, String)>, Vec<String>) {
    let (mut headings, mut links, mut inside) = (Vec::new(), Vec::new(), false);
    let options = Options::all()
        - Options::ENABLE_SMART_PUNCTUATION
        - Options::ENABLE_MATH
        - Options::ENABLE_SUPERSCRIPT
        - Options::ENABLE_SUBSCRIPT
        - Options::ENABLE_OLD_FOOTNOTES;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                headings.push((level, String::new()));
                inside = true;
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push(dest_url.into_string());
            }
            Event::Text(text) | Event::Code(text) if inside => headings.last_mut().expect("begun").1.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html:?} is raw"),
            _ => {}
        }
    }
    (headings, links)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_calendar_is_read_back(first in title(), second in title(), site in title(), tag in title()) {
        let mut view = view();
        view.site.title = site.clone();
        view.milestones[0].item.title = first.clone();
        view.milestones[1].item.title = second.clone();
        view.milestones[0].item.tags = vec![tag.clone(), "b".to_owned()];
        view.milestones[0].item.summary = Some(first.clone());
        let text = file(&view, "roadmap.ics");
        prop_assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.strip_suffix("\r\n").expect("it ends a line").split("\r\n") {
            prop_assert!(line.len() <= 75 && !line.chars().any(char::is_control), "{line:?}");
        }
        let events = events(&text);
        prop_assert_eq!(events.len(), 2);
        let quarter = line(&format!("{second} (Q1 2028)"));
        prop_assert_eq!(&events[0], &(line(&first), "2026-12-31".to_owned(), "2027-01-01".to_owned()));
        prop_assert_eq!(&events[1], &(quarter, "2028-01-01".to_owned(), "2028-04-01".to_owned()));
        let name = text.replace("\r\n ", "");
        prop_assert_eq!(name.lines().filter(|line| line.starts_with("NAME:")).count(), 1);
    }

    #[test]
    fn a_feed_is_read_back(title in title(), site in title(), owner in title(), body in title()) {
        let mut view = view();
        view.site.title = site.clone();
        view.updates[0].item.title = title.clone();
        view.updates[0].item.owner = vec![owner.clone()];
        view.updates[0].item.body.markdown = body.into();
        let text = file(&view, "feed.xml");
        roxmltree::Document::parse(&text).expect("XML");
        let feed = feed_rs::parser::parse(text.as_bytes()).expect("a feed");
        prop_assert_eq!(&feed.id, "tag:plans.example,2026:/roadmap/feed.xml");
        prop_assert_eq!(feed.entries.len(), 1);
        let entry = &feed.entries[0];
        prop_assert_eq!(&entry.id, "tag:plans.example,2026-09-15:/roadmap/updates/u");
        let replaced = |text: &str| {
            let seen = |c: char| if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c };
            text.split_whitespace().map(|word| word.chars().map(seen).collect::<String>()).collect::<Vec<_>>().join(" ")
        };
        let titled = |title: &Option<feed_rs::model::Text>| title.as_ref().map(|title| title.content.clone()).unwrap_or_default();
        prop_assert_eq!(titled(&entry.title), replaced(&title));
        prop_assert_eq!(titled(&feed.title), replaced(&site));
        let author = if owner.trim().is_empty() { &site } else { &owner };
        let said = entry.authors.first().and_then(|author| author.name.clone()).unwrap_or_default();
        prop_assert_eq!(said, replaced(author));
        prop_assert!(entry.updated.expect("a time").to_rfc3339().starts_with("2026-09-15T00:00:00"));
        let content = entry.content.as_ref().and_then(|content| content.body.clone()).unwrap_or_default();
        let html = Html::parse_fragment(&content);
        for element in html.select(&Selector::parse("[href], [src]").expect("a selector")) {
            let to = element.attr("href").or(element.attr("src")).expect("it has one");
            prop_assert!(to.starts_with("https://") || to.starts_with("mailto:"), "{to}");
        }
        prop_assert!(html.select(&Selector::parse("script, style, iframe").expect("a selector")).next().is_none());
    }

    #[test]
    fn a_text_is_read_back(first in title(), second in title(), update in title(), tag in title()) {
        let mut view = view();
        view.milestones[0].item.title = first.clone();
        view.milestones[1].item.title = second.clone();
        view.updates[0].item.title = update.clone();
        view.milestones[0].item.tags = vec![tag.clone()];
        view.milestones[0].item.owner = vec![tag];
        view.milestones[0].item.summary = Some(second.clone());
        let (headings, links) = outline(&file(&view, "llms.txt"));
        let expected = ["Plans", "Visions", "V", "Intents", "I", "Why", "Milestones", &first, &second, "What", "Updates", &update, "More"];
        let said: Vec<String> = headings.iter().map(|(_, text)| line(text)).collect();
        prop_assert_eq!(said, expected.map(line));
        let levels: Vec<u8> = headings.iter().map(|(level, _)| *level as u8).collect();
        prop_assert_eq!(levels, [1, 2, 3, 2, 3, 4, 2, 3, 3, 4, 2, 3, 4]);
        prop_assert!(links.iter().all(|to| to.starts_with(BASE)), "{links:?}");
    }

    #[test]
    fn a_table_is_read_back(title in title(), owner in title()) {
        let mut view = view();
        view.milestones[0].item.title = title.clone();
        view.milestones[1].item.owner = vec![owner];
        let bytes = output::file(&view, &[], "roadmap.csv").expect("it is there");
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let rows: Vec<_> = reader.records().map(|row| row.expect("rows of one length")).collect();
        prop_assert_eq!(rows.len(), 2);
        let seen: String = title.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\r' | '\n')).collect();
        prop_assert_eq!(rows[0][1].strip_prefix('\'').unwrap_or(&rows[0][1]), seen.strip_prefix('\'').unwrap_or(&seen));
        let cells = rows.iter().flat_map(|row| row.iter());
        prop_assert!(cells.into_iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])));
    }
}

#[test]
fn an_entry_says_what_its_page_says() {
    let feed = feed_rs::parser::parse(file(&view(), "feed.xml").as_bytes()).expect("a feed");
    let entry = &feed.entries[0];
    assert_eq!(entry.summary.as_ref().expect("a summary").content, "In short.");
    assert_eq!(entry.links[0].href, "https://plans.example/roadmap/updates/u/");
    assert_eq!(entry.categories[0].term, "update");
    let rels: Vec<_> = feed.links.iter().map(|link| (link.rel.as_deref(), link.href.as_str())).collect();
    let expected = [
        (Some("self"), "https://plans.example/roadmap/feed.xml"),
        (Some("alternate"), "https://plans.example/roadmap/updates/"),
    ];
    assert_eq!(rels, expected);
    let content = entry.content.as_ref().and_then(|content| content.body.clone()).expect("a body");
    for part in [
        "<a href=\"https://plans.example/roadmap/milestones/quarter/\">Quarter</a>",
        "<a href=\"https://plans.example/roadmap/updates/u/#h-more\">below</a>",
        "<p>About: <a href=\"https://plans.example/roadmap/milestones/day/\">Day</a></p>",
    ] {
        assert!(content.contains(part), "{content}");
    }
}

#[test]
fn a_sitemap_is_of_the_protocol() {
    let text = file(&view(), "sitemap.xml");
    let document = roxmltree::Document::parse(&text).expect("XML");
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://www.sitemaps.org/schemas/sitemap/0.9"));
    let urls: Vec<_> =
        root.descendants().filter(|node| node.has_tag_name("loc")).filter_map(|node| node.text()).collect();
    assert_eq!(urls, [BASE]);
}

/// The addresses in the feed and in the text that lead into the site.
fn addresses(view: &View) -> BTreeSet<String> {
    let mut addresses = BTreeSet::new();
    if let Some(feed) = output::file(view, &[], "feed.xml") {
        let feed = feed_rs::parser::parse(feed.as_slice()).expect("a feed");
        addresses.extend(feed.links.iter().map(|link| link.href.clone()));
        for entry in &feed.entries {
            addresses.extend(entry.links.iter().map(|link| link.href.clone()));
            let content = entry.content.as_ref().and_then(|content| content.body.clone()).unwrap_or_default();
            let html = Html::parse_fragment(&content);
            let links = Selector::parse("[href], [src]").expect("a selector");
            addresses.extend(
                html.select(&links).filter_map(|link| link.attr("href").or(link.attr("src"))).map(str::to_owned),
            );
        }
    }
    addresses.extend(outline(&file(view, "llms.txt")).1);
    addresses
}

#[test]
fn every_address_is_one_of_the_site() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let sources = roadmapgen::disk::read(&example).expect("the example can be read");
    let mut views = views(&sources, Day::constant(2026, 11, 16));
    views.push(view());
    for mut view in views {
        view.site.base_url = Some(BASE.to_owned());
        let site = roadmapgen::page::site(&view, &Theme::plain()).expect("every page can be filled in");
        let addresses = addresses(&view);
        let ours: Vec<_> = addresses.iter().filter_map(|address| address.strip_prefix(BASE)).collect();
        assert!(ours.len() > 5);
        for address in ours {
            let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
            let path = percent_encoding::percent_decode_str(path).decode_utf8().expect("UTF-8").into_owned();
            let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
            let page = site.get(&path).unwrap_or_else(|| panic!("{path} is not there"));
            assert!(
                String::from_utf8_lossy(page).contains(&format!("id=\"{anchor}\"")) || anchor.is_empty(),
                "{address}"
            );
        }
        let known = |address: &&String| {
            !address.starts_with("http") && !address.starts_with("mailto:") && !address.starts_with("tel:")
        };
        assert_eq!(addresses.iter().find(known), None, "it is relative");
    }
}

#[test]
fn the_same_bytes_each_time() {
    let (one, two) = (view(), view());
    for name in output::NAMES {
        assert_eq!(output::file(&one, &[], name), output::file(&two, &[], name), "{name}");
    }
}
