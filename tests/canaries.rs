//! A different odd word in every place where something restricted can be written; and not one of them in any byte of
//! a view that may not see it.
//!
//! [`FIXTURE`] is a roadmap in which `‹team: where it stands›` is replaced by a word of its own, made of letters that no
//! language puts together, which the named audiences may read and nobody else. `‹nobody: …›` is read by none: what no
//! view shows whoever asks. A `!` after the names puts a letter with an accent into the word.
//!
//! Three things are held: a word is found nowhere where it may not be, in whatever way it could be written there,
//! packed or not ([`canaries::search`]), in paths as in bytes, and in what the program prints; each word **is** found
//! where it may be seen, as it stands; and the search finds each of the forms that it looks for. A search that finds
//! nothing anywhere shows nothing.
//!
//! Whoever adds a new kind of output (a feed, a calendar, cards): nothing to do while it is one of the files of
//! `page::site` or of a build, since all of them are searched. Where it packs its text in a new way (another compression,
//! another encoding), add that to `canaries::search` and a line to the test of the search. Whoever adds a field:
//! add it to the restricted item of its kind and to the visible one, with a word of its own.

mod canaries {
    pub mod search;
}

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use canaries::search::{Canary, Search, png};
use roadmapgen::build::{self, Order};
use roadmapgen::date::Day;
use roadmapgen::id::Id;
use roadmapgen::rule::RULES;
use roadmapgen::seal::Passphrase;
use roadmapgen::source::Sources;
use roadmapgen::theme::Theme;
use roadmapgen::view::{self, Reader};
use roadmapgen::words::{Field, Word as _};
use roadmapgen::{page, problem, report};

/// A passphrase that is strong enough.
const PASSPHRASE: &str = "turbo weather lizard camp open violin";

/// The audiences: `open` reads little and is the site's root; `near` sees the same items with all their fields; `team`
/// sees its own items too, and its view is never part of a whole build; `board` sees everything, sealed.
const FIXTURE: &str = include_str!("canaries/roadmap.txt");

/// The word of a number: no two share five letters in a row with one another or with any language.
fn odd_word(number: usize, accent: bool) -> String {
    const SYLLABLES: [&str; 14] =
        ["vuq", "xoj", "zyk", "qiw", "jeb", "wux", "gyq", "fex", "hoz", "kij", "pyx", "quv", "xef", "ziq"];
    let (first, second, third) = (number % 14, number / 14 % 14, number / 196 % 14);
    let middle = if accent { "ö" } else { "a" };
    format!("{}{}{middle}{}", SYLLABLES[second], SYLLABLES[first], SYLLABLES[(third + first + 3) % 14])
}

/// A text with its words put in, and the words.
fn with_words(text: &str) -> (String, Vec<Canary>) {
    let mut canaries: Vec<Canary> = Vec::new();
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('‹') {
        let (said, after) = after.split_once('›').expect("a word’s place ends");
        let (readers, place) = said.split_once(": ").expect("who may read it, and where it stands");
        let known = canaries.iter().find(|canary| canary.place == place).cloned();
        let canary = known.unwrap_or_else(|| {
            let names = readers.trim_end_matches('!').split(", ").filter(|name| *name != "nobody");
            let canary = Canary {
                word: odd_word(canaries.len(), readers.ends_with('!')),
                place: place.to_owned(),
                readers: names.map(str::to_owned).collect(),
            };
            canaries.push(canary.clone());
            canary
        });
        out.push_str(before);
        out.push_str(&canary.word);
        rest = after;
    }
    out.push_str(rest);
    (out, canaries)
}

/// The folder of the fixture, with real pictures.
fn folder() -> (Sources, Vec<Canary>) {
    let (text, canaries) = with_words(FIXTURE);
    let mut sources = Sources::from_fixture(&text);
    let pictures: Vec<_> = sources
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".png"))
        .map(|(path, bytes)| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            (path.clone(), png(&text.split_whitespace().skip(1).collect::<Vec<_>>()))
        })
        .collect();
    sources.files.extend(pictures.into_iter().map(|(path, bytes)| (path, bytes.into())));
    (sources, canaries)
}

/// Each word that stands where it may not, for people.
fn told(search: &Search, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let found = search.found_in(files).into_iter();
    found.map(|(path, canary)| format!("{path}: {} (`{}`)", canary.place, canary.word)).collect()
}

const AUDIENCES: [&str; 4] = ["open", "near", "team", "board"];

fn as_of() -> Day {
    Day::constant(2026, 11, 16)
}

/// What every test needs: the folder is clean but for what only drafts and unused files do.
fn read(sources: &Sources) -> roadmapgen::model::Roadmap {
    let (roadmap, problems) = roadmapgen::read(sources, false);
    assert_eq!(problem::count(&problems), (0, 0), "{}", report::human(&problems, sources, false));
    roadmap
}

fn sites(sources: &Sources) -> BTreeMap<&'static str, BTreeMap<String, Vec<u8>>> {
    let roadmap = read(sources);
    let theme = Theme::new(&sources.texts, None).expect("the default theme can be read");
    let site = |name: &str| {
        let view = view::project(&roadmap, Reader::of(&roadmap.audiences[name]), as_of());
        page::site(&view, &theme).expect("every page can be filled in")
    };
    AUDIENCES.map(|name| (name, site(name))).into_iter().collect()
}

#[test]
fn no_word_is_found_where_it_may_not_be() {
    let (sources, canaries) = folder();
    for (name, site) in sites(&sources) {
        let search = Search::of(canaries.iter().filter(|canary| !canary.readers.contains(name)));
        assert!(search.words.len() > 5, "{name} may read nearly everything, so that nothing is shown");
        let told = told(&search, &site);
        assert!(told.is_empty(), "`{name}` reads what is not for it:\n{}", told.join("\n"));
    }
}

/// Without this the test above would pass on an empty site.
#[test]
fn every_word_is_found_where_it_may_be() {
    let (sources, canaries) = folder();
    assert!(canaries.len() > 100, "only {} words", canaries.len());
    let mut missing = Vec::new();
    for (name, site) in sites(&sources) {
        let search = Search::of(&canaries);
        let found: BTreeSet<&Canary> = site
            .iter()
            .flat_map(|(path, bytes)| search.found(path.as_bytes()).into_iter().chain(search.found(bytes)))
            .collect();
        let wanted = canaries.iter().filter(|canary| canary.readers.contains(name) && !found.contains(canary));
        missing.extend(wanted.map(|canary| format!("{name}: {} (`{}`)", canary.place, canary.word)));
    }
    assert!(missing.is_empty(), "not shown to those who may see it:\n{}", missing.join("\n"));
}

/// A whole build holds the views of `open` and `near`, and that of `board` sealed, of which nothing can be read.
#[test]
fn a_whole_build_holds_no_word_that_its_places_may_not_hold() {
    let (sources, canaries) = folder();
    let roadmap = read(&sources);
    let theme = Theme::new(&sources.texts, None).expect("the default theme can be read");
    let passphrase = Passphrase::parse(PASSPHRASE).expect("strong enough");
    let passphrases = BTreeMap::from([(Id::new("board").expect("an id"), vec![passphrase])]);
    let order = Order { only: None, as_of: as_of(), base_url: None, passphrases, denies_leaks: false };
    let (built, all) = page::collected(|take| build::build(&roadmap, &theme, &order, take));
    let built = built.expect("every page can be filled in");
    assert!(built.leaks.is_empty(), "{}", report::human(&built.leaks, &sources, false));
    let of = |place: &str| match place {
        place if place.starts_with("for/near/") => Some("near"),
        place if place.starts_with("for/") => None,
        _ => Some("open"),
    };
    for reader in [Some("open"), Some("near"), None] {
        let files = all.iter().filter(|(path, _)| of(path) == reader);
        let files: BTreeMap<String, Vec<u8>> = files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        assert!(!files.is_empty(), "nothing was built for {reader:?}");
        let hidden = canaries.iter().filter(|canary| reader.is_none_or(|reader| !canary.readers.contains(reader)));
        let told = told(&Search::of(hidden), &files);
        assert!(told.is_empty(), "{reader:?} reads what is not for it:\n{}", told.join("\n"));
    }
}

#[test]
fn what_the_program_prints_of_a_clean_roadmap_holds_no_word() {
    let (sources, canaries) = folder();
    let folder = tempfile::TempDir::new().expect("a folder");
    let texts = sources.texts.iter().map(|(path, text)| (path, text.as_bytes()));
    for (path, bytes) in texts.chain(sources.files.iter().map(|(path, bytes)| (path, &**bytes))) {
        let full = folder.path().join(&**path);
        std::fs::create_dir_all(full.parent().expect("a parent")).expect("a folder");
        std::fs::write(full, bytes).expect("a file");
    }
    // What is found of a plan is told with its line, as any problem is; here nothing is to be found.
    let levels = RULES.iter().filter(|rule| rule.of_plan).map(|rule| format!("{} = \"off\"\n", rule.name));
    let settings = folder.path().join("roadmap.toml");
    let written = std::fs::read_to_string(&settings).expect("the settings");
    std::fs::write(&settings, format!("{written}\n[checks]\n{}", levels.collect::<String>())).expect("the settings");
    let search = Search::of(&canaries);
    for arguments in [
        &["build", "--as-of", "2026-11-16"][..],
        &["build", "--as-of", "2026-11-16", "--audience", "team", "-o", "team"],
        &["check"],
        &["check", "--format", "json"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_roadmapgen"))
            .args(arguments)
            .env("ROADMAPGEN_PASSPHRASE_BOARD", PASSPHRASE)
            .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .current_dir(folder.path())
            .output()
            .expect("the program starts");
        let printed = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&printed).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
        let found: Vec<String> = search.found(&printed).into_iter().map(|canary| canary.place.clone()).collect();
        assert!(found.is_empty(), "{arguments:?} prints {found:?}:\n{said}");
    }
}

/// A field added later has to be thought of here.
#[test]
fn every_field_that_can_be_hidden_holds_a_word_or_none_at_all() {
    // Of these the values are flags, numbers, dates or words out of a closed list; the property test has them.
    const WITHOUT_WORDS: [&str; 13] = [
        "commitment",
        "confidence",
        "done",
        "effort",
        "health",
        "important",
        "investment",
        "order",
        "priority",
        "progress",
        "slice",
        "start",
        "urgent",
    ];
    for field in Field::ALL.iter().map(|field| field.as_str()).filter(|field| !WITHOUT_WORDS.contains(field)) {
        let written =
            FIXTURE.lines().any(|line| line.starts_with(&format!("{field} =")) || line.contains(&format!("[{field}]")));
        let written = written || field == "type" || FIXTURE.contains(&format!("[[{field}]]"));
        assert!(written, "`{field}` is written nowhere in the fixture");
    }
}

#[test]
fn no_two_words_are_alike() {
    let (_, canaries) = folder();
    for (at, one) in canaries.iter().enumerate() {
        for other in &canaries[at + 1..] {
            assert!(!one.word.contains(&other.word) && !other.word.contains(&one.word), "{one:?} and {other:?}");
        }
    }
}
