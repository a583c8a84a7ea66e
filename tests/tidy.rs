//! House rules that the compiler does not hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The floors that modules stand on: a module imports only from floors below its own, and from its own floor
/// where the row says so.
const FLOORS: &[(&[&str], Within)] = &[
    (
        &["date", "file_name", "id", "web_address", "words", "place", "rule", "problem", "source", "suggest", "table"],
        Within::Allowed,
    ),
    (&["markdown"], Within::Forbidden),
    (&["model", "parse"], Within::Allowed),
    (&["link"], Within::Forbidden),
    (&["view"], Within::Forbidden),
    (&["align"], Within::Forbidden),
    (&["check"], Within::Forbidden),
    (&["card", "timeline", "theme", "output", "report", "gate", "seal"], Within::Forbidden),
    (&["page"], Within::Forbidden),
    (&["build"], Within::Forbidden),
    (&["lib"], Within::Forbidden),
    (&["disk", "publish", "init", "preview"], Within::Forbidden),
    (&["watch"], Within::Forbidden),
    (&["cli"], Within::Forbidden),
    (&["main"], Within::Forbidden),
];

/// Whether modules of one floor may import one another.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Allowed,
    Forbidden,
}

/// Every source file of the crate with the module of the first level that it belongs to.
fn sources() -> Vec<(String, String, String)> {
    // Relative, so that a checkout below a folder called `tests` is looked at too.
    let root = Path::new("src").to_owned();
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let entry = entry.expect("the sources can be listed");
        let is_test =
            entry.path().components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")));
        if entry.path().extension().is_some_and(|ending| ending == "rs") && !is_test {
            let inside = entry.path().strip_prefix(&root).expect("below src");
            let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
            let module = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(entry.path()).expect("the sources can be read");
            files.push((inside.to_string_lossy().into_owned(), module, text));
        }
    }
    files
}

/// The part of a source that is neither tests nor comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules of the first level that the code of a file names, in lists too. As many `super::` as the file is deep
/// mean the same as `crate::`.
fn imported(path: &str, code: &str) -> Vec<String> {
    let roots = ["crate::".to_owned(), "super::".repeat(path.matches('/').count() + 1)];
    roots
        .iter()
        .flat_map(|root| code.match_indices(root))
        .flat_map(|(at, root)| named(&code[at + root.len()..]))
        .collect()
}

/// The first segments of a path or of a list of paths in braces.
fn named(rest: &str) -> Vec<String> {
    let segment = |path: &str| {
        path.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
    };
    let Some(list) = rest.strip_prefix('{') else { return vec![segment(rest)] };
    let (mut depth, mut from, mut names) = (0_usize, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(segment(&list[from..at]));
                from = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

#[test]
fn the_rules_see_every_way_of_importing() {
    for (path, text) in [
        ("output.rs", "#[cfg(test)]\nmod specimen;\nuse crate::model::Roadmap;"),
        ("output.rs", "use super::model;"),
        ("output/json.rs", "use crate::{view::{a, b}, model};"),
        ("output/json.rs", "fn f() { crate::model::x() }"),
        ("output/json.rs", "use super::super::model::Roadmap;"),
        ("output/json.rs", "use crate::{\n    model::{self, Item},\n};"),
    ] {
        assert!(imported(path, &code(text)).contains(&"model".to_owned()), "{text}");
    }
    for text in ["// use crate::model;", "#[cfg(test)]\nmod tests {\n    use crate::model;\n}"] {
        assert!(!imported("output.rs", &code(text)).contains(&"model".to_owned()), "{text}");
    }
}

#[test]
fn the_whole_plan_is_seen_by_its_checks_alone() {
    let seen = sources().into_iter().filter(|(_, _, text)| code(text).contains("judged("));
    let seen: Vec<String> = seen.map(|(path, ..)| path).collect();
    assert_eq!(seen, ["check/plan.rs"]);
}

#[test]
fn modules_import_only_from_the_floors_below() {
    let floor: BTreeMap<&str, usize> = FLOORS
        .iter()
        .enumerate()
        .flat_map(|(floor, (modules, _))| modules.iter().map(move |module| (*module, floor)))
        .collect();
    let mut found = Vec::new();
    for (path, module, text) in sources() {
        let own = *floor.get(module.as_str()).unwrap_or_else(|| panic!("src/{path} stands on no floor"));
        for name in imported(&path, &code(&text)) {
            let Some(&other) = floor.get(name.as_str()) else { continue };
            let same = name == module || (other == own && FLOORS[own].1 == Within::Allowed);
            if other >= own && !same {
                found.push(format!("src/{path} imports {name}"));
            }
        }
    }
    assert!(found.is_empty(), "against the floors:\n{}", found.join("\n"));
}

#[test]
fn nothing_that_makes_pages_names_the_unfiltered_roadmap() {
    let after = ["card", "timeline", "theme", "output", "page", "gate", "seal"];
    for (path, module, text) in sources() {
        if after.contains(&module.as_str()) {
            for name in imported(&path, &code(&text)) {
                assert!(!["link", "model", "parse", "read"].contains(&name.as_str()), "src/{path} names {name}");
                let bytes_alone = ["card", "gate", "seal"].contains(&module.as_str());
                assert!(!(bytes_alone && name == "view"), "src/{path} names {name}, and knows bytes alone");
            }
        }
    }
}

#[test]
fn only_the_outermost_layer_reads_files_clocks_environments_and_sockets() {
    let outer = ["disk", "publish", "preview", "watch", "cli", "main"];
    for (path, module, text) in sources() {
        if !outer.contains(&module.as_str()) {
            for word in
                ["std::fs", "std::env", "std::net", "std::process", "std::{", "SystemTime", "Instant", "Timestamp::now"]
            {
                assert!(!code(&text).contains(word), "src/{path} names {word}");
            }
        }
    }
}

#[test]
fn no_source_file_is_longer_than_600_lines() {
    for (path, _, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 600, "src/{path} has {lines} lines: it has become two things");
    }
}

#[test]
fn nothing_in_the_project_is_named_by_a_word_that_says_nothing() {
    for (path, _, text) in sources() {
        for word in ["Manager", "Helper", "Handler", "Util"] {
            assert!(!text.contains(word), "src/{path} holds `{word}`");
        }
    }
}

/// A browser hashes a script with line feeds alone, whatever stands in the file, and finds another hash than the page names.
#[test]
fn what_the_program_carries_has_no_carriage_returns() {
    let mut texts = 0;
    for entry in ["src", "themes"].into_iter().flat_map(walkdir::WalkDir::new) {
        let entry = entry.expect("the sources can be listed");
        if !entry.file_type().is_file() || entry.path().extension().is_some_and(|ending| ending == "ttf") {
            continue;
        }
        let bytes = fs::read(entry.path()).expect("the sources can be read");
        assert!(
            !bytes.contains(&b'\r'),
            "{}: check it out with line feeds, as .gitattributes says",
            entry.path().display()
        );
        texts += 1;
    }
    assert!(texts > 200, "{texts}");
}
