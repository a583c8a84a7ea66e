use super::*;
use crate::place::Place;
use crate::rule::{BAD_FILE, BAD_TOML, LEAK, UNKNOWN_REFERENCE};

/// The report on one problem in one text: the part between `«` and `»` is meant.
fn told(text: &str, help: Option<&str>) -> String {
    let start = text.find('«').expect("a start");
    let end = text.find('»').expect("an end") - '«'.len_utf8();
    let mut sources = Sources::default();
    sources.insert("intents/a.md", text.replace(['«', '»'], "").into_bytes());
    let place = Place { file: "intents/a.md".into(), start, end };
    let problem = Problem::error(&BAD_TOML, "wrong").at(place).maybe_help(help.map(str::to_owned));
    human(&[problem], &sources, false)
}

/// The source line and the underline of a report, without the gutter.
fn lines(report: &str) -> (String, String) {
    let mut lines = report.lines().skip(2).map(|line| {
        let line = line.split_once('│').expect("a gutter").1;
        line.strip_prefix(' ').unwrap_or(line).to_owned()
    });
    (lines.next().expect("a source line"), lines.next().expect("an underline"))
}

#[test]
fn a_problem_is_told_as_the_contract_shows() {
    let text = "-- milestones/calendar-sync.md --\n+++\ntitle = \"Calendar sync\"\nintent = \"self-scheduling\"\n+++\n";
    let sources = Sources::from_fixture(text);
    let start = sources.texts["milestones/calendar-sync.md"].find("\"self").expect("the reference");
    let place = Place { file: "milestones/calendar-sync.md".into(), start, end: start + 17 };
    let problem = Problem::of(&UNKNOWN_REFERENCE, "no item has the id `self-scheduling`")
        .at(place)
        .help("did you mean `patients-schedule-themselves`?");
    let expected = "\
error[unknown-reference]: no item has the id `self-scheduling`
  ┌ milestones/calendar-sync.md:3:10
3 │ intent = \"self-scheduling\"
  │          ^^^^^^^^^^^^^^^^^ did you mean `patients-schedule-themselves`?
";
    assert_eq!(human(&[problem], &sources, false), expected);
}

#[test]
fn the_gutter_is_as_wide_as_the_line_number() {
    let report = told(&format!("{}a «b» c", "\n".repeat(99)), None);
    assert_eq!(report, "error[bad-toml]: wrong\n    ┌ intents/a.md:100:3\n100 │ a b c\n    │   ^\n");
}

#[test]
fn a_problem_without_a_place_has_a_line_of_help() {
    let problem = Problem::error(&BAD_FILE, "there is no `roadmap.toml`").help("run `roadmapgen init`");
    let expected = "error[bad-file]: there is no `roadmap.toml`\n  = help: run `roadmapgen init`\n";
    assert_eq!(human(&[problem], &Sources::default(), false), expected);
}

#[test]
fn a_file_that_is_no_text_is_named_without_a_line() {
    let place = Place { file: "static/a.png".into(), start: 0, end: 0 };
    let problem = Problem::error(&BAD_FILE, "this file is too large").at(place).help("make it smaller");
    let expected = "error[bad-file]: this file is too large\n  ┌ static/a.png\n  = help: make it smaller\n";
    assert_eq!(human(&[problem], &Sources::default(), false), expected);
}

#[test]
fn a_help_of_several_lines_stands_below() {
    let expected = "error[bad-toml]: wrong\n  ┌ intents/a.md:1:1\n1 │ ---\n  │ ^^^\n  = help: write\n          +++\n";
    assert_eq!(told("«---»\n", Some("write\n+++")), expected);
}

#[test]
fn several_problems_stand_apart_by_an_empty_line() {
    let problem = Problem::error(&LEAK, "x");
    assert_eq!(human(&[problem.clone(), problem], &Sources::default(), false), "error[leak]: x\n\nerror[leak]: x\n");
    assert_eq!(human(&[], &Sources::default(), false), "");
}

#[test]
fn the_underline_stands_below_what_is_meant() {
    for (text, source, underline) in [
        // A tab is four columns, a wide character two, an accent none.
        ("\ta = «x»", "    a = x", "        ^"),
        ("漢字 «漢字»!", "漢字 漢字!", "     ^^^^"),
        ("e\u{301} «e\u{301}x»", "e\u{301} e\u{301}x", "  ^^"),
        // Characters that a terminal would obey are not shown.
        ("a\u{1b}[31m «b»", "a�[31m b", "       ^"),
        ("\u{202e}a «b\u{2066}c»", "�a b�c", "   ^^^"),
        ("a\rb «c»", "a�b c", "    ^"),
        // Line ends, byte order mark, a part of several lines, an empty part, the text's end.
        ("a «b»\r\nc", "a b", "  ^"),
        ("\u{feff}«a» b", "a b", "^"),
        ("«\u{feff}»a b", "a b", "^"),
        ("a «b\r\nc» d", "a b", "  ^"),
        ("a «bcd\nc» d", "a bcd", "  ^^^"),
        ("a«» b", "a b", " ^"),
        ("a«»\r\n", "a", " ^"),
        ("a\n«»", "", "^"),
        ("«»", "", "^"),
        ("a  «»", "a", "   ^"),
    ] {
        let report = told(text, None);
        assert_eq!(lines(&report), (source.to_owned(), underline.to_owned()), "for {text:?}:\n{report}");
    }
}

#[test]
fn of_a_long_line_the_part_round_the_spot_is_shown() {
    let long = "x".repeat(5000);
    for (text, starts, ends) in [
        (format!("«ab»{long}"), "abxxx", "xxx…"),
        (format!("{long}«ab»"), "…xxx", "xxxab"),
        (format!("{long}«ab»{long}"), "…xxx", "xxx…"),
        (format!("a«{long}»"), "axxx", "xxx…"),
        (format!("{long}«ab»c"), "…xxx", "xxxabc"),
    ] {
        let (source, underline) = lines(&told(&text, None));
        assert!(source.starts_with(starts) && source.ends_with(ends), "{source}");
        assert!((WINDOW..=WINDOW + 2).contains(&source.width()), "{} columns", source.width());
        assert!(underline.width() <= WINDOW + 2, "{underline}");
        if text.contains("«ab»") {
            let from = underline.find('^').expect("a mark");
            let shown: String = source.chars().skip(from).take(2).collect();
            assert_eq!((shown.as_str(), underline.trim()), ("ab", "^^"));
        }
    }
    let (source, _) = lines(&told(&format!("{} «b»", "a\u{301}".repeat(3) + &"\u{301}".repeat(9000)), None));
    assert!(source.len() < 20 * WINDOW, "{} bytes", source.len());
}

#[test]
fn messages_names_and_helps_cannot_trick_a_terminal_either() {
    let mut sources = Sources::default();
    sources.insert("intents/\u{1b}.md", b"a".to_vec());
    let place = Place { file: "intents/\u{1b}.md".into(), start: 0, end: 1 };
    let problem = Problem::error(&LEAK, "`\u{202e}\n\u{7}`").at(place).help("\u{9b}31m");
    let expected = "error[leak]: `���`\n  ┌ intents/�.md:1:1\n1 │ a\n  │ ^ �31m\n";
    assert_eq!(human(&[problem], &sources, false), expected);
}

#[test]
fn colours_are_there_only_when_asked_for() {
    let mut sources = Sources::default();
    sources.insert("intents/a.md", b"a".to_vec());
    let place = Place { file: "intents/a.md".into(), start: 0, end: 1 };
    let error = Problem::error(&LEAK, "x").at(place).help("y");
    let warning = Problem { severity: Severity::Warning, ..error.clone() };
    let plain = human(&[error.clone(), warning.clone()], &sources, false);
    let coloured = human(&[error, warning], &sources, true);
    assert!(!plain.contains('\u{1b}'));
    for part in ["\u{1b}[1m\u{1b}[31merror[leak]\u{1b}[0m", "\u{1b}[33mwarning", "\u{1b}[34m1 │\u{1b}[0m a"] {
        assert!(coloured.contains(part), "{part:?} is not in {coloured:?}");
    }
    let bare = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[31m", "\u{1b}[33m", "\u{1b}[34m"]
        .iter()
        .fold(coloured, |text, code| text.replace(code, ""));
    assert_eq!(bare, plain);
}
