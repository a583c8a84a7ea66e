//! A different odd word in every place where something restricted can be written; and not one of them in any byte of
//! a view that may not see it.
//!
//! [`FIXTURE`] is a roadmap in which `‹team: where it stands›` is replaced by a word of its own, made of letters that no
//! language puts together, which the named audiences may read and nobody else. `‹nobody: …›` is read by none: what no
//! view shows whoever asks. A `!` after the names puts a letter with an accent into the word.
//!
//! Three things are held: a word is found nowhere where it may not be, in whatever way it could be written there
//! ([`forms`]), packed or not ([`unpacked`]), in paths as in bytes, and in what the program prints; each word **is** found
//! where it may be seen, as it stands; and the search finds each of the forms that it looks for. A search that finds
//! nothing anywhere shows nothing.
//!
//! Whoever adds a new kind of output (a feed, a calendar, cards): nothing to do while it is one of the files of
//! `page::site` or of a build, since all of them are searched. Where it packs its text in a new way (another compression,
//! another encoding), add that to [`unpacked`] or [`forms`] and a line to the test of the search. Whoever adds a field:
//! add it to the restricted item of its kind and to the visible one, with a word of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::process::Command;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use roadmapgen::build::{self, Order};
use roadmapgen::date::Day;
use roadmapgen::id::Id;
use roadmapgen::seal::Passphrase;
use roadmapgen::source::Sources;
use roadmapgen::theme::Theme;
use roadmapgen::view::{self, Reader};
use roadmapgen::words::{Field, Word as _};
use roadmapgen::{page, problem, report};
use unicode_normalization::UnicodeNormalization as _;

/// A passphrase that is strong enough.
const PASSPHRASE: &str = "turbo weather lizard camp open violin";

/// The audiences: `open` reads little and is the site's root; `near` sees the same items with all their fields; `team`
/// sees its own items too, and its view is never part of a whole build; `board` sees everything, sealed.
const FIXTURE: &str = r#"
-- roadmap.toml --
# ‹nobody: a comment in the settings›
[site]
title = "The plan"
base_url = "https://example.org/plan/"
effort_unit = "weeks"

[defaults]
audiences = ["team"]

[audiences.open]
title = "Everybody"
access = "public"
root = true
fields = ["status"]
date_precision = "quarter"

[audiences.near]
title = "‹near: an audience’s title›"
access = "public"
sees = ["open"]
labels = { milestone = "‹near: a label›", milestones = "‹near: a label of several›" }

[audiences.team]
title = "‹team: the title of a private audience›"
sees = ["near"]
landing = "‹team, board: a page’s id›"

[audiences.board]
title = "The board"
access = "sealed"
sees = ["team"]

[dates]
"‹team, board: a date’s name that only the team’s items have›" = 2027-02-03
"‹near, team, board: a date’s name›" = 2027-03-04

[statuses.milestone]
halfway = { title = "‹team, board: a milestone status’s title›", means = "active" }
[statuses.intent]
seldom = { title = "‹team, board: an intent status’s title›", means = "paused" }

[lenses.‹team, board: a lens›]
title = "‹team, board: a lens’s title›"
values = ["‹team, board: a lens’s group›"]

[[milestone]]
id = "‹team, board: the id of an item in the settings›"
title = "‹team, board: the title of an item in the settings›"
body = "‹team, board: the text of an item in the settings›"

-- vision/open-vision.md --
+++
title = "‹near, team, board: a visible vision’s title›"
audiences = ["open"]
summary = "Words for all"
owner = "‹near, team, board: a visible vision’s owner›"
teams = ["‹near, team, board: a visible vision’s team›"]
tags = ["‹near, team, board: a visible vision’s tag›"]
links = [{ title = "‹near, team, board: a visible vision’s link›", url = "https://‹near, team, board: a visible vision’s address›.example/" }]
why = "‹near, team, board: a visible vision’s why›"
codenames = ["‹nobody: a visible vision’s codename›"]
[roles]
‹near, team, board: a visible vision’s role› = "‹near, team, board: who fills a visible vision’s role›"
[[success]]
by = 2028-01-01
text = "‹near, team, board: a visible vision’s success›"
[for.open]
title = "A vision for all"
+++
Seen by all, ‹open, near, team, board: a visible vision’s text›.

::: for team
‹team, board: a passage for the team›
::: for board
‹board: a passage in a passage›
:::
:::

<!-- ‹nobody: a comment in a text› -->

-- intents/open-intent.md --
+++
title = "An intent for all"
audiences = ["open"]
status = "active"
owner = ["‹near, team, board: a visible intent’s owner›"]
relates_to = ["‹team, board: a vision’s id›"]
depends_on = ["‹team, board: a milestone’s id›"]
[extra]
‹near, team, board: the key of a visible intent’s own data› = "‹near, team, board: a visible intent’s own data›"
[for.near]
title = "‹near: a title for one audience›"
summary = "‹near: a summary for one audience›"
[for.team]
summary = "‹team: a summary for the team›"
[for.board]
title = "‹board: a title for the board›"
[[key_results]]
name = "‹near, team, board: a visible key result›"
unit = "‹near, team, board: a visible key result’s unit›"
baseline = 0
target = 10
readings = [[2026-10-01, 3]]
source = "‹near, team, board: a visible key result’s source›"
[[assumptions]]
text = "‹near, team, board: a visible assumption›"
test = "‹near, team, board: a visible assumption’s test›"
+++
Seen by all.

::: for near, board
‹near, team, board!: a passage for two, which the team sees through the one›
:::

-- milestones/bundle/index.md --
+++
id = "open-milestone"
title = "A milestone for all"
audiences = ["open"]
intent = ["open-intent", "‹team, board: an intent’s id›"]
status = "planned"
target = "‹near, team, board: a date’s name›"
blocked = "‹near, team, board: a visible milestone’s hindrance›"
aliases = ["‹near, team, board: a visible milestone’s old id›"]
depends_on = ["‹team, board: the id of an item in the settings›"]
teams = "‹near, team, board: a visible milestone’s team›"
tags = "‹near, team, board: a visible milestone’s tag›"
[[waive]]
check = "no-owner"
reason = "‹nobody: why a check is waived›"
until = "2027-Q1"
[lenses]
+++
- [x] Seen
- [ ] by all

![For all](seen.png)

::: for team
- [x] ‹team, board: a task of the team›

![‹team, board: what stands for a picture›](‹team, board: the name of a picture of a passage›.png "‹team, board: a picture’s title›")
[‹team, board: a link’s words›](https://‹team, board: a link’s address›.example/ "‹team, board: a link’s title›")
[[‹team, board: an intent’s id›|‹team, board: the words of a mention›]]
## ‹team, board: a heading›
`‹team, board: code›` and a note[^n].

[^n]: ‹team, board: a note›

<details><summary>‹team, board: raw HTML›</summary></details>

:::
-- milestones/bundle/seen.png --
PNG
-- milestones/bundle/‹team, board: the name of a picture of a passage›.png --
PNG ‹team, board: a picture’s text› ‹team, board: a picture’s packed text› ‹team, board!: a picture’s text in UTF-8›
-- milestones/bundle/‹nobody: the name of a file that nothing refers to›.pdf --
‹nobody: a file that nothing refers to›

-- updates/open-update.md --
+++
title = "An update for all"
audiences = ["open"]
date = 2026-10-10
about = ["open-intent"]
owner = "‹near, team, board: a visible update’s owner›"
+++
Seen by all. ‹open, near, team, board: a visible update’s text›

-- updates/hidden-by-about.md --
+++
title = "‹team, board: an update about something hidden›"
audiences = ["open"]
date = 2026-10-11
about = ["‹team, board: an intent’s id›", "open-intent"]
+++
‹team, board: the text of an update about something hidden›

-- vision/‹nobody: a folder›/‹nobody: a file’s name›.md --
+++
# ‹nobody: a comment in front matter›
id = "‹team, board: a vision’s id›"
title = "‹team, board!: a vision’s title›"
summary = "‹team: a vision’s summary›"
owner = "‹team, board: a vision’s owner›"
teams = ["‹team, board: a vision’s team›"]
tags = ["‹team, board: a vision’s tag›"]
links = [{ title = "‹team, board: a vision’s link›", url = "https://‹team, board: a vision’s address›.example/" }]
aliases = ["‹team, board: a vision’s old id›"]
codenames = ["‹nobody: a vision’s codename›"]
why = "‹team, board: a vision’s why›"
[roles]
‹team, board: a vision’s role› = "‹team, board: who fills a vision’s role›"
[extra]
‹team, board: the key of a vision’s own data› = "‹team, board: a vision’s own data›"
[[success]]
text = "‹team, board: a vision’s success›"
[for.board]
summary = "‹board: a summary for the board›"
+++
‹team, board: a vision’s text›

-- intents/restricted/index.md --
+++
id = "‹team, board: an intent’s id›"
title = "‹team, board: an intent’s title›"
summary = "‹team, board: an intent’s summary›"
vision = ["‹team, board: a vision’s id›", "open-vision"]
status = "seldom"
owner = ["‹team, board: an intent’s owner›", "‹team, board: an intent’s second owner›"]
teams = "‹team, board: an intent’s team›"
tags = "‹team, board: an intent’s tag›"
links = "https://‹team, board: an intent’s address›.example/"
aliases = ["‹team, board: an intent’s old id›"]
codenames = ["‹nobody: an intent’s codename›"]
[roles]
reviewers = ["‹team, board: who fills an intent’s role›"]
[extra]
budget = { "‹team, board: a key in an intent’s own data›" = ["‹team, board: an intent’s own data›"] }
[lenses]
‹team, board: a lens› = "‹team, board: a lens’s group›"
[[key_results]]
name = "‹team, board: a key result›"
unit = "‹team, board: a key result’s unit›"
baseline = 0
target = 77
readings = [[2026-10-01, 31]]
source = "‹team, board: a key result’s source›"
[[assumptions]]
text = "‹team, board: an assumption›"
test = "‹team, board: an assumption’s test›"
+++
‹team, board: an intent’s text› and ![‹team, board: an intent’s picture›](‹team, board: the name of an intent’s picture›.png)
-- intents/restricted/‹team, board: the name of an intent’s picture›.png --
PNG ‹team, board: the text of an intent’s picture› ‹team, board: the packed text of an intent’s picture› ‹team, board: the third text of an intent’s picture›

-- milestones/several.toml --
# ‹nobody: a comment in a list›
[[milestone]]
id = "‹team, board: a milestone’s id›"
title = "‹team, board: a milestone’s title›"
summary = "‹team, board: a milestone’s summary›"
intent = "‹team, board: an intent’s id›"
status = "halfway"
target = "‹team, board: a date’s name that only the team’s items have›"
blocked = "‹team, board: a milestone’s hindrance›"
owner = "‹team, board: a milestone’s owner›"
teams = "‹team, board: a milestone’s team›"
tags = "‹team, board: a milestone’s tag›"
links = ["https://example.com/‹team, board: a milestone’s address›"]
aliases = ["‹team, board: a milestone’s old id›"]
codenames = "‹nobody: a milestone’s codename›"
replaces = ["open-milestone"]
body = '''
‹team, board: a milestone’s text›
'''
[milestone.roles]
champion = "‹team, board: who fills a milestone’s role›"
[milestone.extra]
note = "‹team, board: a milestone’s own data›"

[[milestone]]
id = "beside"
title = "‹open, near, team, board: the title of a milestone beside it›"
audiences = ["open"]
intent = "open-intent"
depends_on = ["‹team, board: a milestone’s id›"]

-- updates/restricted.md --
+++
id = "‹team, board: an update’s id›"
title = "‹team, board: an update’s title›"
summary = "‹team, board: an update’s summary›"
date = 2026-10-12
about = ["open-intent"]
owner = "‹team, board: an update’s owner›"
tags = "‹team, board: an update’s tag›"
aliases = "‹team, board: an update’s old id›"
+++
‹team, board: an update’s text›, about [[open-intent]].

-- pages/restricted.md --
+++
id = "‹team, board: a page’s id›"
title = "‹team, board: a page’s title›"
nav = true
aliases = "‹team, board: a page’s old id›"
+++
‹team, board: a page’s text›

-- pages/draft.md --
+++
id = "‹nobody: a draft’s id›"
title = "‹nobody: a draft’s title›"
audiences = ["open"]
draft = true
+++
‹nobody: a draft’s text›
"#;

/// A word, where it was written, and who may read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Canary {
    word: String,
    place: String,
    readers: BTreeSet<String>,
}

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

/// A picture with these words in its `tEXt`, `zTXt` and `iTXt` chunks (PNG specification, 11.3.4).
fn png(words: &[&str]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], content: &[u8]| {
        bytes.extend(u32::try_from(content.len()).expect("a small picture").to_be_bytes());
        bytes.extend(name);
        bytes.extend(content);
        let mut sum = flate2::Crc::new();
        sum.update(name);
        sum.update(content);
        bytes.extend(sum.sum().to_be_bytes());
    };
    chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    for (at, word) in words.iter().enumerate() {
        match at {
            0 => chunk(b"tEXt", &[b"Title\0", word.as_bytes()].concat()),
            1 => chunk(b"zTXt", &[&b"Comment\0\0"[..], &zlib(word.as_bytes())].concat()),
            _ => chunk(b"iTXt", &[b"Source\0\0\0\0\0", word.as_bytes()].concat()),
        }
    }
    chunk(b"IDAT", &zlib(&[0, 128]));
    chunk(b"IEND", &[]);
    bytes
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::read::ZlibEncoder::new(bytes, flate2::Compression::best());
    let mut packed = Vec::new();
    packer.read_to_end(&mut packed).expect("bytes can be read");
    packed
}

/// Every way in which a word may be written. All but those of [`exact_forms`] are looked for in either case.
fn forms(word: &str) -> BTreeSet<Vec<u8>> {
    let mut forms: BTreeSet<Vec<u8>> = BTreeSet::new();
    for text in [word.nfc().collect::<String>(), word.nfd().collect::<String>()] {
        let each = |write: &dyn Fn(char) -> String| text.chars().map(write).collect::<String>().into_bytes();
        let not_ascii = |write: &dyn Fn(char) -> String| each(&|c| if c.is_ascii() { c.to_string() } else { write(c) });
        let units = |c: char, prefix: &str| {
            c.encode_utf16(&mut [0; 2]).iter().fold(String::new(), |mut out, unit| {
                let _ = write!(out, "{prefix}{unit:04x}");
                out
            })
        };
        let bytes = |c: char, prefix: &str| {
            c.encode_utf8(&mut [0; 4]).bytes().fold(String::new(), |mut out, byte| {
                let _ = write!(out, "{prefix}{byte:02x}");
                out
            })
        };
        forms.insert(text.clone().into_bytes());
        for write in [&each as &dyn Fn(&dyn Fn(char) -> String) -> Vec<u8>, &not_ascii] {
            forms.insert(write(&|c| format!("&#{};", u32::from(c))));
            forms.insert(write(&|c| format!("&#x{:x};", u32::from(c))));
            forms.insert(write(&|c| units(c, "\\u")));
            forms.insert(write(&|c| bytes(c, "%")));
            forms.insert(write(&|c| bytes(c, "\\x")));
        }
        forms.insert(not_ascii(&|c| if c == 'ö' { "&ouml;".to_owned() } else { c.to_string() }));
        forms.insert(each(&|c| bytes(c, "")));
        forms.insert(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        forms.insert(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        forms.insert(text.chars().rev().collect::<String>().into_bytes());
    }
    forms.insert(slug::slugify(word).into_bytes());
    forms.insert(slug::slugify(word).replace('-', "").into_bytes());
    forms
}

/// The ways in which case means something: base64 of either alphabet, at each of the three offsets.
fn exact_forms(word: &str) -> BTreeSet<Vec<u8>> {
    let mut forms = BTreeSet::new();
    let capitalised = word.chars().next().map(|first| first.to_uppercase().to_string() + &word[first.len_utf8()..]);
    for text in [word.to_owned(), word.to_uppercase(), capitalised.unwrap_or_default()] {
        for text in [text.nfc().collect::<String>(), text.nfd().collect::<String>()] {
            for before in 0..3 {
                let bytes = [&b"\0\0\0"[..before], text.as_bytes()].concat();
                for engine in [
                    &base64::engine::general_purpose::STANDARD_NO_PAD,
                    &base64::engine::general_purpose::URL_SAFE_NO_PAD,
                ] {
                    let encoded = engine.encode(&bytes);
                    // The first and last character depend on what stands beside the word.
                    let inside = &encoded[before * 4 / 3 + usize::from(before > 0)..encoded.len() - 1];
                    forms.insert(inside.as_bytes().to_vec());
                }
            }
        }
    }
    forms
}

/// A search for words in bytes and names.
struct Search {
    words: Vec<Canary>,
    any_case: (AhoCorasick, Vec<usize>),
    exact: (AhoCorasick, Vec<usize>),
}

impl Search {
    fn of<'c>(words: impl IntoIterator<Item = &'c Canary>) -> Self {
        let words: Vec<Canary> = words.into_iter().cloned().collect();
        let all = |forms: fn(&str) -> BTreeSet<Vec<u8>>, any_case: bool| {
            let each = |(at, canary): (usize, &Canary)| {
                forms(&canary.word).into_iter().map(move |form| (form, at)).collect::<Vec<_>>()
            };
            let (forms, owners): (Vec<Vec<u8>>, Vec<usize>) = words.iter().enumerate().flat_map(each).unzip();
            let mut builder = AhoCorasick::builder();
            let automaton = builder.ascii_case_insensitive(any_case).build(forms);
            (automaton.expect("a few thousand short words"), owners)
        };
        Self { any_case: all(forms, true), exact: all(exact_forms, false), words }
    }

    /// The words that stand in these bytes, packed or not, however written.
    fn found(&self, bytes: &[u8]) -> BTreeSet<&Canary> {
        let mut found = BTreeSet::new();
        for text in unpacked(bytes, 0) {
            for (automaton, owners) in [&self.any_case, &self.exact] {
                found.extend(
                    automaton.find_overlapping_iter(&text).map(|hit| &self.words[owners[hit.pattern().as_usize()]]),
                );
            }
        }
        found
    }

    /// Tells each word that stands in a file or its path.
    fn told(&self, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
        let mut told = Vec::new();
        for (path, bytes) in files {
            let in_bytes = self.found(bytes).into_iter().filter(|canary| !is_excused(path, canary));
            for canary in self.found(path.as_bytes()).into_iter().chain(in_bytes) {
                told.push(format!("{path}: {} (`{}`)", canary.place, canary.word));
            }
        }
        told
    }
}

/// The bytes themselves, and everything that can be unpacked out of them: streams of gzip, zlib and bare deflate that
/// begin anywhere; text without its tags; and entities, percent signs and escapes decoded.
fn unpacked(bytes: &[u8], depth: usize) -> Vec<Vec<u8>> {
    let mut all = vec![bytes.to_vec()];
    if depth == 3 {
        return all;
    }
    for at in 0..bytes.len().saturating_sub(8) {
        let mut inner = Vec::new();
        let rest = &bytes[at..];
        let gone = match rest {
            [0x1f, 0x8b, 8, ..] => flate2::read::GzDecoder::new(rest).take(1 << 24).read_to_end(&mut inner),
            [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => {
                flate2::read::ZlibDecoder::new(rest).take(1 << 24).read_to_end(&mut inner)
            }
            // In an archive.
            [b'P', b'K', 3, 4, ..] if rest.len() > 30 => {
                let skip = 30 + usize::from(rest[26]) + usize::from(rest[28]);
                flate2::read::DeflateDecoder::new(rest.get(skip..).unwrap_or_default())
                    .take(1 << 24)
                    .read_to_end(&mut inner)
            }
            _ => continue,
        };
        // What comes out before a fault counts too.
        drop(gone);
        if inner.len() > 4 {
            all.extend(unpacked(&inner, depth + 1));
        }
    }
    if depth == 0
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        let mut tag = false;
        let bare: String = text
            .chars()
            .filter(|&c| {
                let shown = !tag && c != '<';
                tag = (tag || c == '<') && c != '>';
                shown
            })
            .collect();
        let decoded =
            percent_encoding::percent_decode_str(&text.replace("&amp;", "&")).decode_utf8_lossy().into_owned();
        // Calendars fold long lines, and base64 may be broken into lines.
        let unfolded = text.replace("\r\n ", "").replace("\n ", "").replace("=\n", "");
        let together: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        all.extend([bare, decoded, unfolded, together].map(String::into_bytes));
    }
    all
}

/// `roadmap.json` has each text as it was written, for programs, and so the comments in it, which pages drop.
/// Whoever sees the item may see its text; that a comment is not for readers is known to people only.
const EXCUSED: (&str, &str) = ("roadmap.json", "a comment in a text");

fn is_excused(path: &str, canary: &Canary) -> bool {
    path.rsplit('/').next() == Some(EXCUSED.0) && canary.place == EXCUSED.1
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
    let theme = Theme::new(&sources.texts).expect("the default theme can be read");
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
        let told = search.told(&site);
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
    let theme = Theme::new(&sources.texts).expect("the default theme can be read");
    let passphrase = Passphrase::parse(PASSPHRASE).expect("strong enough");
    let passphrases = BTreeMap::from([(Id::new("board").expect("an id"), vec![passphrase])]);
    let order = Order { only: None, as_of: as_of(), base_url: None, passphrases: Some(passphrases) };
    let built = build::build(&roadmap, &theme, &order).expect("every page can be filled in");
    assert!(built.leaks.is_empty(), "{}", report::human(&built.leaks, &sources, false));
    let of = |place: &str| match place {
        place if place.starts_with("for/near/") => Some("near"),
        place if place.starts_with("for/") => None,
        _ => Some("open"),
    };
    for reader in [Some("open"), Some("near"), None] {
        let files = built.files.iter().filter(|(path, _)| of(path) == reader);
        let files: BTreeMap<String, Vec<u8>> = files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        assert!(!files.is_empty(), "nothing was built for {reader:?}");
        let hidden = canaries.iter().filter(|canary| reader.is_none_or(|reader| !canary.readers.contains(reader)));
        let told = Search::of(hidden).told(&files);
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
fn the_search_finds_a_word_however_it_is_written_and_packed() {
    let canary = |word: &str| Canary { word: word.to_owned(), place: word.to_owned(), readers: BTreeSet::new() };
    let (plain, accented) = (canary(&odd_word(5, false)), canary(&odd_word(6, true)));
    let search = Search::of([&plain, &accented]);
    assert!(search.found(b"nothing of the kind <p>anywhere</p>").is_empty());
    let gzip = |bytes: &[u8]| {
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(bytes, flate2::Compression::fast()).read_to_end(&mut packed).expect("bytes");
        packed
    };
    for canary in [&plain, &accented] {
        let word = canary.word.as_str();
        let nfd: String = word.nfd().collect();
        let middle = word.char_indices().nth(3).expect("a long word").0;
        let each = |write: &dyn Fn(char) -> String| word.chars().map(write).collect::<Vec<_>>().concat().into_bytes();
        let base64 = |text: String| base64::engine::general_purpose::STANDARD.encode(text);
        let hex: String = word.bytes().fold(String::new(), |mut out, byte| {
            let _ = write!(out, "{byte:02X}");
            out
        });
        for (how, bytes) in [
            ("as it stands", word.as_bytes().to_vec()),
            ("in a sentence", format!("a {word}.").into_bytes()),
            ("in NFD", nfd.into_bytes()),
            ("with a tag in it", format!("{}<em>{}</em>", &word[..middle], &word[middle..]).into_bytes()),
            ("as a slug", slug::slugify(format!("A {word} thing")).into_bytes()),
            ("in entities", each(&|c| format!("&#{};", u32::from(c)))),
            ("in JSON", each(&|c| format!("\\u{:04X}", u32::from(c)))),
            (
                "percent-encoded",
                percent_encoding::utf8_percent_encode(word, percent_encoding::NON_ALPHANUMERIC)
                    .to_string()
                    .into_bytes(),
            ),
            ("in base64", base64(word.to_owned()).into_bytes()),
            ("in base64, one further", base64(format!("x{word}y")).into_bytes()),
            ("in base64, two further", base64(format!("xx{word}yyy")).into_bytes()),
            ("in base64, capitals", base64(format!("xx{}yyy", word.to_uppercase())).into_bytes()),
            ("in hex", hex.into_bytes()),
            ("in UTF-16", word.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("folded", format!("{}\r\n {}", &word[..middle], &word[middle..]).into_bytes()),
            ("in zlib", [b"before", &*zlib(word.as_bytes())].concat()),
            ("in gzip in zlib", zlib(&gzip(word.as_bytes()))),
            ("in a picture", png(&["-", word])),
        ] {
            assert_eq!(search.found(&bytes), BTreeSet::from([canary]), "{how}");
        }
        if word.is_ascii() {
            assert_eq!(search.found(word.to_ascii_uppercase().as_bytes()), BTreeSet::from([canary]), "in capitals");
        }
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
