//! What is wrong with a roadmap is told exactly so.
//!
//! Each file in `tests/problems/` holds cases: a line `=== what the case is`, a roadmap as a fixture of several files
//! (without a `roadmap.toml` it gets a plain one), a line `--- problems`, and what a person is told. A case that begins
//! with the code of a check of the plan, as in `late: a day after`, tells what that one finds on 16 November 2026. After a change
//! that is meant, `BLESS=1 cargo test --test problems` writes what is told now; read the difference before you commit it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use roadmapgen::rule;
use roadmapgen::source::Sources;

const PLAIN: &str = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n";

struct Case {
    name: String,
    fixture: String,
    told: String,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for part in text.split("=== ").skip(1) {
        let (name, rest) = part.split_once('\n').expect("a case has a name and a fixture");
        let (fixture, told) = rest.split_once("--- problems\n").expect("a case says what is told");
        cases.push(Case { name: name.to_owned(), fixture: fixture.to_owned(), told: told.trim_end().to_owned() });
    }
    cases
}

/// `⏎` at the end of a line is a carriage return, `␀` and the like are themselves: fixtures stay readable.
fn unfolded(fixture: &str) -> String {
    let mut text = fixture.to_owned();
    for (shown, meant) in [("⏎\n", "\r\n"), ("␀", "\0"), ("␈", "\u{8}"), ("⸢BOM⸣", "\u{feff}"), ("⸢RLO⸣", "\u{202e}")]
    {
        text = text.replace(shown, meant);
    }
    text
}

fn tell(name: &str, fixture: &str) -> String {
    let whole = if fixture.contains("-- roadmap.toml --") || fixture.contains("-- no roadmap.toml --") {
        fixture.to_owned()
    } else {
        format!("{PLAIN}{fixture}")
    };
    let sources = Sources::from_fixture(&unfolded(&whole));
    let (roadmap, mut problems) = roadmapgen::read(&sources, false);
    let code = name.split_once(": ").map_or("", |(code, _)| code);
    // A code that is misspelt would find nothing, and be content.
    let is_code = code.contains('-') && code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    assert!(!is_code || rule::find(code).is_some(), "no check is called `{code}`");
    if rule::find(code).is_some_and(|rule| rule.of_plan) {
        let found = roadmapgen::check::plan(&roadmap, "2026-11-16".parse().expect("a day"));
        problems.extend(found.into_iter().filter(|problem| problem.rule.name == code));
        roadmapgen::problem::sort(&mut problems);
    }
    roadmapgen::report::human(&problems, &sources, false).trim_end().to_owned()
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("the cases are there").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

#[test]
fn every_problem_is_told_exactly_so() {
    let mut wrong = String::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("cases can be read");
        let cases = cases(&text);
        if std::env::var_os("BLESS").is_some() {
            let mut blessed = String::new();
            for case in &cases {
                let told = tell(&case.name, &case.fixture);
                write!(blessed, "=== {}\n{}--- problems\n{told}\n\n", case.name, case.fixture)
                    .expect("strings take all");
            }
            fs::write(&path, blessed.trim_end().to_owned() + "\n").expect("cases can be written");
            continue;
        }
        for case in cases {
            let told = tell(&case.name, &case.fixture);
            if told != case.told {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                writeln!(wrong, "{file}: {}\n--- wanted\n{}\n--- told\n{told}\n", case.name, case.told)
                    .expect("strings take all");
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}\nif this is meant: BLESS=1 cargo test --test problems, then read the difference"
    );
}

#[test]
fn no_case_is_written_twice_and_there_are_many() {
    let all: Vec<Case> =
        files().iter().flat_map(|path| cases(&fs::read_to_string(path).expect("cases can be read"))).collect();
    let mut names: Vec<&str> = all.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "two cases share a name");
    assert!(count >= 60, "{count} cases");
}
