//! Time grows with the length of what was written, and no faster: from texts to problems and pages.
//!
//! `src/markdown/tests/strangers.rs` measures the reading of Markdown alone. Here the whole way is measured, as `build` takes
//! it in memory, for texts as long as the largest that is read and for as many items as a large roadmap has: twice as much
//! of a pattern may take 2.6 times as long. It takes minutes and measures time, so run it alone and optimised:
//! `cargo test --release --test growth -- --ignored --nocapture`. `GROWTH=tag` measures the patterns of that name only.

#[path = "growth/clock.rs"]
mod clock;
#[path = "growth/patterns.rs"]
mod patterns;

use std::collections::BTreeMap;

use patterns::{Pattern, patterns};
use roadmapgen::build::{self, Order};
use roadmapgen::source::{LARGEST_TEXT, Sources};
use roadmapgen::theme::Theme;
use roadmapgen::{check, problem, read, report, rule};

/// The program's own: how an allocator asks the system for memory decides how long large texts take.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many times as long twice as much may take.
const MOST: f64 = 2.6;

/// Below so many seconds, what is measured is the clock.
const SHORTEST: f64 = 0.004;

/// How often both sizes are measured, by turns, until they are as they should be. The least of each counts, since other
/// programs only ever make it slower.
const TURNS: usize = 10;

/// A pattern that takes as long as this is not measured more than a few times.
const LONG: f64 = 5.0;

/// Builds a roadmap in memory as the command does, and gives the seconds of all cores that it took.
fn seconds(pattern: &Pattern, sources: &Sources, theme: &Theme) -> f64 {
    let as_of = "2026-11-16".parse().expect("a day");
    let begun = clock::seconds();
    let (roadmap, mut problems) = read(sources, false);
    problems.extend(check::plan(&roadmap, as_of));
    problem::sort(&mut problems);
    let told = report::human(&problems, sources, false).len();
    let error = problems.iter().find(|problem| problem.severity == rule::Severity::Error);
    let mut bytes = 0;
    if error.is_none() {
        let order = Order { only: None, as_of, base_url: None, passphrases: BTreeMap::new(), denies_leaks: false };
        bytes = build::build(&roadmap, theme, &order, &|_, _| {}).map_or(0, |built| built.bytes);
    }
    let seconds = clock::seconds() - begun;
    assert!(told + bytes > 0, "nothing came of it");
    // What is refused at some size is not built: two such sizes would not be compared, or only the refusing.
    assert_eq!(error.map(|error| error.rule.name), pattern.refused, "{}: {error:?}", pattern.name);
    seconds
}

fn made(pattern: &Pattern, count: usize) -> Sources {
    let sources = Sources::from_fixture(&pattern.fixture(count));
    let largest = sources.texts.values().map(|text| text.len() as u64).max().unwrap_or_default();
    assert!(largest <= LARGEST_TEXT, "{}: a text of {largest} bytes would not be read", pattern.name);
    sources
}

/// How often the time of the most of a pattern is as long as that of half of it; of how much, in how many seconds.
fn growth(pattern: &Pattern, theme: &Theme) -> (f64, usize, f64) {
    let half = pattern.most() / 2;
    let (single, double) = (made(pattern, half), made(pattern, half * 2));
    let (mut once, mut twice) = (f64::MAX, f64::MAX);
    for turn in 1..=TURNS {
        once = once.min(seconds(pattern, &single, theme));
        twice = twice.min(seconds(pattern, &double, theme));
        let enough = twice / once <= MOST || twice < SHORTEST || (twice > LONG && turn > 2);
        if enough && turn > 1 {
            break;
        }
    }
    (if twice < SHORTEST { 1.0 } else { twice / once }, half * 2, twice)
}

#[test]
#[ignore = "takes minutes and measures time: run it alone, in release"]
fn time_grows_with_what_was_written_and_no_faster() {
    let theme = Theme::plain();
    let wanted = std::env::var("GROWTH").unwrap_or_default();
    let patterns = patterns();
    assert!(patterns.len() >= 60, "{} patterns", patterns.len());
    let mut slow = Vec::new();
    for pattern in patterns.iter().filter(|pattern| pattern.name.contains(&wanted)) {
        let (growth, count, seconds) = growth(pattern, &theme);
        println!("{growth:4.2} times, {count:7} in {seconds:6.3} s  {}", pattern.name);
        if growth > MOST {
            slow.push(format!(
                "{}: {growth:.1} times as long for twice as much ({count} in {seconds:.2} s)",
                pattern.name
            ));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn the_patterns_are_what_they_say() {
    let patterns = patterns();
    let names: std::collections::BTreeSet<&str> = patterns.iter().map(|pattern| pattern.name).collect();
    assert_eq!(names.len(), patterns.len(), "two patterns share a name");
    let mut wrong = Vec::new();
    for pattern in &patterns {
        // Twice as much is about twice as long: else it is not its time that would be measured.
        let (one, two) = (pattern.fixture(400).len() as f64, pattern.fixture(800).len() as f64);
        if !(1.4..2.2).contains(&(two / one)) {
            wrong.push(format!("{}: {one} bytes, then {two}", pattern.name));
        }
        // A pattern that is refused where a sound one was meant measures nothing.
        let (_, problems) = read(&Sources::from_fixture(&pattern.fixture(80)), false);
        let first = problems.iter().find(|problem| problem.severity == rule::Severity::Error);
        if first.map(|problem| problem.rule.name) != pattern.refused {
            let told = first.map(|problem| format!("{}: {}", problem.rule.name, problem.message));
            wrong.push(format!("{}: wanted {:?}, and was told {told:?}", pattern.name, pattern.refused));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
