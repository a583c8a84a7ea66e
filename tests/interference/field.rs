//! Random values of fields.

use roadmapgen::date::Day;
use roadmapgen::words::Kind;
use toml::{Table, Value};

use super::plan::strings;
use super::random::Random;

/// What a roadmap's items may name.
#[derive(Debug, Clone, Default)]
pub struct Lore {
    /// Its named dates.
    pub dates: Vec<String>,
    /// Whether its fiscal year is its own.
    pub is_fiscal: bool,
    /// Its lenses and their groups.
    pub lenses: Vec<(String, Vec<String>)>,
    /// Its own statuses and what they stand for, by kind.
    pub statuses: Vec<(Kind, String, String)>,
    /// How many of the fields are written, in percent.
    pub richness: usize,
}

const WORDS: [&str; 40] = [
    "amber", "anchor", "basin", "beacon", "cable", "canal", "cargo", "chart", "clear", "coast", "copper", "current",
    "deck", "depot", "drift", "ember", "engine", "ferry", "freight", "gale", "garnet", "harbour", "hull", "island",
    "jetty", "keel", "lantern", "ledger", "mast", "mooring", "north", "oar", "pilot", "quay", "reef", "rope", "signal",
    "tide", "vessel", "wharf",
];

/// A few words, now and then with characters that mean something in HTML, CSV or Markdown.
pub fn phrase(random: &mut Random) -> String {
    let count = random.between(1, 4);
    let mut words: Vec<String> = (0..count).map(|_| (*random.pick(&WORDS)).to_owned()).collect();
    if random.chance(15) {
        words.push(
            (*random.pick(&["& more", "<b>", "\"so\"", "Größe", "*all*", "a, b", "=1+1", "`code`", "100 %"]))
                .to_owned(),
        );
    }
    words.push(random.below(1000).to_string());
    words.join(" ")
}

/// A line of Markdown with the same words in it.
pub fn sentence(random: &mut Random) -> String {
    let phrase = phrase(random);
    match random.below(4) {
        0 => format!("The **{phrase}**."),
        1 => format!("See <https://example.org/{}> for {phrase}.", random.below(100)),
        _ => format!("{phrase}."),
    }
}

fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

fn several(random: &mut Random) -> Value {
    if random.chance(40) {
        return text(phrase(random));
    }
    let count = random.between(1, 3);
    Value::Array((0..count).map(|_| text(phrase(random))).collect())
}

fn day(random: &mut Random, first: (i16, i8), months: usize) -> Day {
    let later = i16::try_from(random.below(months)).expect("few months") + i16::from(first.1) - 1;
    let month = i8::try_from(later % 12 + 1).expect("a month");
    let date = i8::try_from(random.between(1, 28)).expect("a day");
    Day::constant(first.0 + later / 12, month, date)
}

/// A date before July 2026: when things begin, so that no date of another field comes before it.
pub fn early(random: &mut Random) -> Value {
    match random.below(7) {
        0 => text(format!("2026-Q{}", random.between(1, 2))),
        1 => text(format!("2025-H{}", random.between(1, 2))),
        2 => Value::Integer(2025),
        3 => text(format!("2026-{:02}", random.between(1, 6))),
        4 => text("tbd"),
        _ => text(day(random, (2025, 3), 15).to_string()),
    }
}

/// A date from July 2026 on, in every way in which one can be written.
pub fn late(random: &mut Random, lore: &Lore) -> Value {
    let year = random.between(2027, 2028);
    match random.below(12) {
        0 => text(format!("{year}-Q{}", random.between(1, 4))),
        1 => text(format!("{year}-H{}", random.between(1, 2))),
        2 => Value::Integer(i64::try_from(year).expect("a year")),
        3 => text(format!("{year}-{:02}", random.between(1, 12))),
        4 => text(format!("{year}-W{:02}", random.between(1, 52))),
        5 => text("tbd"),
        6 | 7 if !lore.dates.is_empty() => text(random.pick(&lore.dates).clone()),
        8 if lore.is_fiscal => text((*random.pick(&["FY27-Q3", "FY28-Q1", "FY27-H2", "FY28", "FY28-H1"])).to_owned()),
        9 => day(random, (2026, 7), 24).to_string().parse().map_or_else(|_| text("2027"), Value::Datetime),
        _ => text(day(random, (2026, 7), 24).to_string()),
    }
}

/// All fields of an item that refer to no other item, each with the roadmap's richness. The title is always there.
pub fn fields(random: &mut Random, kind: Kind, lore: &Lore) -> Table {
    let mut table = Table::from_iter([("title".to_owned(), text(phrase(random)))]);
    if random.chance(lore.richness) {
        let sentence = sentence(random);
        table.insert("summary".to_owned(), text(sentence));
    }
    for key in ["owner", "teams", "tags", "codenames"] {
        if random.chance(lore.richness) {
            table.insert(key.to_owned(), several(random));
        }
    }
    if random.chance(lore.richness) {
        let roles = Table::from_iter([((*random.pick(&["champion", "reviewers"])).to_owned(), several(random))]);
        table.insert("roles".to_owned(), Value::Table(roles));
    }
    if random.chance(lore.richness) {
        table.insert("links".to_owned(), links(random));
    }
    if random.chance(lore.richness / 2) {
        let order = i64::try_from(random.below(6)).expect("small");
        table.insert("order".to_owned(), Value::Integer(order));
    }
    if random.chance(lore.richness) && !lore.lenses.is_empty() {
        let (lens, groups) = random.pick(&lore.lenses).clone();
        table.insert("lenses".to_owned(), Value::Table(Table::from_iter([(lens, text(random.pick(&groups).clone()))])));
    }
    if random.chance(lore.richness / 2) {
        let extra = Table::from_iter([(format!("key{}", random.below(50)), several(random))]);
        table.insert("extra".to_owned(), Value::Table(extra));
    }
    if random.chance(10) {
        let waiver = Table::from_iter([
            ("check".to_owned(), text("no-owner")),
            ("reason".to_owned(), text(phrase(random))),
            ("until".to_owned(), text("2027-Q1")),
        ]);
        table.insert("waive".to_owned(), Value::Array(vec![Value::Table(waiver)]));
    }
    let own: fn(&mut Random, &Lore, &mut Table) = match kind {
        Kind::Vision => vision,
        Kind::Intent => intent,
        Kind::Milestone => milestone,
        Kind::Update => update,
        Kind::Page => page,
    };
    own(random, lore, &mut table);
    table
}

fn links(random: &mut Random) -> Value {
    let address = format!("https://example.org/{}", random.below(1000));
    if random.chance(50) {
        return text(address);
    }
    let link = Table::from_iter([("title".to_owned(), text(phrase(random))), ("url".to_owned(), text(address))]);
    Value::Array(vec![Value::Table(link), text(format!("https://{}.example/", random.below(1000)))])
}

/// One of these words, so often.
fn word(random: &mut Random, lore: &Lore, table: &mut Table, key: &str, words: &[&str]) {
    if random.chance(lore.richness) {
        table.insert(key.to_owned(), text(*random.pick(words)));
    }
}

fn flag(random: &mut Random, lore: &Lore, table: &mut Table, key: &str) {
    if random.chance(lore.richness) {
        table.insert(key.to_owned(), Value::Boolean(random.chance(70)));
    }
}

fn number(random: &mut Random, lore: &Lore, table: &mut Table, key: &str, most: usize) {
    if random.chance(lore.richness) {
        let number = i64::try_from(random.between(1, most)).expect("small");
        table.insert(key.to_owned(), Value::Integer(number));
    }
}

/// The fields by which things are ranked.
fn rank(random: &mut Random, lore: &Lore, table: &mut Table) {
    word(random, lore, table, "priority", &["must", "should", "could", "wont"]);
    word(random, lore, table, "investment", &["core", "adjacent", "transformational"]);
    flag(random, lore, table, "urgent");
    flag(random, lore, table, "important");
}

fn vision(random: &mut Random, lore: &Lore, table: &mut Table) {
    if random.chance(lore.richness) {
        table.insert("horizon".to_owned(), late(random, lore));
    }
    if random.chance(lore.richness) {
        let why = format!("{}\n\n- {}\n", sentence(random), sentence(random));
        table.insert("why".to_owned(), text(why));
    }
    if random.chance(lore.richness) {
        let count = random.between(1, 3);
        let success = (0..count).map(|_| {
            let mut success = Table::from_iter([("text".to_owned(), text(sentence(random)))]);
            if random.chance(70) {
                success.insert("by".to_owned(), late(random, lore));
            }
            Value::Table(success)
        });
        let success = success.collect();
        table.insert("success".to_owned(), Value::Array(success));
    }
}

/// A status: a built-in one, or one of the roadmap's own.
pub fn status(random: &mut Random, lore: &Lore, kind: Kind) -> String {
    let built_in: &[&str] = match kind {
        Kind::Intent => &["proposed", "active", "paused", "achieved", "dropped"],
        _ => &["idea", "planned", "active", "active", "done", "dropped"],
    };
    let own: Vec<&str> = lore.statuses.iter().filter(|own| own.0 == kind).map(|own| own.1.as_str()).collect();
    let list = if random.chance(35) && !own.is_empty() { &own } else { built_in };
    (*random.pick(list)).to_owned()
}

fn intent(random: &mut Random, lore: &Lore, table: &mut Table) {
    if random.chance(lore.richness) {
        table.insert("status".to_owned(), text(status(random, lore, Kind::Intent)));
    }
    if random.chance(lore.richness / 2) {
        table.insert("horizon".to_owned(), text(*random.pick(&["now", "next", "later"])));
    }
    rank(random, lore, table);
    if random.chance(lore.richness) {
        let count = random.between(1, 2);
        let results = (0..count).map(|_| Value::Table(key_result(random))).collect();
        table.insert("key_results".to_owned(), Value::Array(results));
    }
    if random.chance(lore.richness) {
        let mut assumption = Table::from_iter([("text".to_owned(), text(sentence(random)))]);
        word(random, lore, &mut assumption, "status", &["untested", "holds", "broken"]);
        if random.chance(50) {
            assumption.insert("test".to_owned(), text(sentence(random)));
        }
        table.insert("assumptions".to_owned(), Value::Array(vec![Value::Table(assumption)]));
    }
}

fn key_result(random: &mut Random) -> Table {
    let baseline = i64::try_from(random.below(50)).expect("small");
    let target = if random.chance(70) { baseline + 40 } else { baseline - 30 };
    let mut result = Table::from_iter([
        ("name".to_owned(), text(phrase(random))),
        ("baseline".to_owned(), Value::Integer(baseline)),
        ("target".to_owned(), Value::Integer(target)),
    ]);
    if random.chance(50) {
        result.insert("unit".to_owned(), text(*random.pick(&["%", "h", "boats"])));
    }
    if random.chance(50) {
        result.insert("source".to_owned(), text(phrase(random)));
    }
    let count = random.below(5);
    let readings = (0..count).map(|_| {
        let value = i64::try_from(random.below(90)).expect("small");
        Value::Array(vec![text(day(random, (2026, 2), 16).to_string()), Value::Integer(value)])
    });
    let readings = readings.collect();
    result.insert("readings".to_owned(), Value::Array(readings));
    result
}

fn milestone(random: &mut Random, lore: &Lore, table: &mut Table) {
    standing(random, lore, table);
    word(random, lore, table, "health", &["on-track", "at-risk", "off-track"]);
    if random.chance(lore.richness / 2) {
        table.insert("blocked".to_owned(), text(sentence(random)));
    }
    if random.chance(lore.richness) {
        table.insert("start".to_owned(), early(random));
    }
    if random.chance(lore.richness.max(60)) {
        table.insert("target".to_owned(), late(random, lore));
    }
    if random.chance(lore.richness / 3) {
        table.insert("horizon".to_owned(), text(*random.pick(&["now", "next", "later"])));
    }
    word(random, lore, table, "commitment", &["committed", "target", "exploring"]);
    number(random, lore, table, "confidence", 99);
    number(random, lore, table, "progress", 100);
    number(random, lore, table, "effort", 13);
    flag(random, lore, table, "slice");
    rank(random, lore, table);
}

/// Status and the day on which it was done, which go together.
fn standing(random: &mut Random, lore: &Lore, table: &mut Table) {
    let status = random.chance(60).then(|| status(random, lore, Kind::Milestone));
    let own = |name: &str| lore.statuses.iter().find(|own| own.1 == name).map(|own| own.2.clone());
    let means = status.as_ref().map(|status| own(status).unwrap_or_else(|| status.clone()));
    let may_be_done = match means.as_deref() {
        Some("done" | "dropped") => 60,
        None => 20,
        Some(_) => 0,
    };
    if random.chance(may_be_done) {
        table.insert("done".to_owned(), late(random, lore));
        // A day that is not known yet is none.
        if table["done"].as_str() == Some("tbd") {
            table.remove("done");
        }
    }
    table.extend(status.map(|status| ("status".to_owned(), text(status))));
}

fn update(random: &mut Random, lore: &Lore, table: &mut Table) {
    table.insert("date".to_owned(), text(day(random, (2026, 2), 14).to_string()));
    word(random, lore, table, "type", &["update", "decision", "retrospective", "celebration", "strategy"]);
    word(random, lore, table, "health", &["on-track", "at-risk", "off-track"]);
}

fn page(random: &mut Random, lore: &Lore, table: &mut Table) {
    flag(random, lore, table, "nav");
}

/// What an item of this kind says to one audience instead.
pub fn wording(random: &mut Random, kind: Kind, lore: &Lore) -> Table {
    let mut own = Table::new();
    if random.chance(60) {
        own.insert("title".to_owned(), text(phrase(random)));
    }
    if random.chance(50) {
        own.insert("summary".to_owned(), text(sentence(random)));
    }
    if matches!(kind, Kind::Intent | Kind::Milestone) {
        if random.chance(25) {
            own.insert("status".to_owned(), text(status(random, lore, kind)));
        }
        if random.chance(25) {
            own.insert("horizon".to_owned(), text(*random.pick(&["now", "next", "later"])));
        }
    }
    if kind == Kind::Milestone {
        if random.chance(30) {
            own.insert("target".to_owned(), late(random, lore));
        }
        if random.chance(25) {
            own.insert("start".to_owned(), early(random));
        }
    }
    own
}

/// Bytes of a picture that nobody looks at.
pub fn picture(random: &mut Random) -> Vec<u8> {
    format!("\u{89}PNG {}", phrase(random)).into_bytes()
}

/// A few ids as one writes them: one may stand by itself.
pub fn written_ids(random: &mut Random, ids: &[String]) -> Value {
    match ids {
        [one] if random.chance(50) => text(one.clone()),
        ids => strings(ids),
    }
}
