//! Where the TOML of a Markdown file ends and its text begins.

use std::ops::Range;
use std::sync::Arc;

use crate::place::Place;
use crate::problem::Problem;
use crate::rule;

/// The two parts of a file, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    /// The TOML between the `+++` lines.
    pub toml: Range<usize>,
    /// The Markdown below.
    pub body: Range<usize>,
}

/// Splits a file, or tells why it cannot be split.
pub fn split(path: &Arc<str>, text: &str, problems: &mut Vec<Problem>) -> Option<Parts> {
    let mut offset = super::bom(text);
    let place = |start: usize, line: &str| Place { file: path.clone(), start, end: start + line.trim_end().len() };
    let mut lines = text[offset..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let fence_place = place(offset, first);
    match first.trim_end() {
        "+++" => {}
        "---" => {
            let help = "write `+++` instead of `---`, and TOML between: `title = \"…\"`, not `title: …`";
            let problem = Problem::of(&rule::BAD_TOML, "this front matter is YAML, and roadmapgen reads TOML");
            problems.push(problem.at(fence_place).help(help));
            return None;
        }
        _ if text[offset..].trim_start().starts_with("+++") => {
            let problem = Problem::of(&rule::BAD_TOML, "front matter begins on the first line of its file");
            problems.push(problem.at(fence_place).help("remove what stands above the line `+++`"));
            return None;
        }
        _ => {
            let help = "begin the file with a line `+++`, then `title = \"…\"`, then `+++` again";
            let message =
                if text[offset..].trim().is_empty() { "this file is empty" } else { "this file has no front matter" };
            problems.push(Problem::of(&rule::MISSING_TITLE, message).at(fence_place).help(help));
            return None;
        }
    }
    offset += first.len();
    let start = offset;
    for line in lines {
        if line.trim_end() == "+++" {
            return Some(Parts { toml: start..offset, body: offset + line.len()..text.len() });
        }
        offset += line.len();
    }
    let problem = Problem::of(&rule::BAD_TOML, "this front matter is never closed");
    problems.push(problem.at(fence_place).help("end it with a line `+++`"));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(&str, &str), String> {
        let mut problems = Vec::new();
        split(&"a.md".into(), text, &mut problems)
            .map(|parts| (&text[parts.toml], &text[parts.body]))
            .ok_or_else(|| problems[0].message.clone())
    }

    #[test]
    fn toml_stands_between_two_lines_of_plus_signs() {
        assert_eq!(parts("+++\na = 1\n+++\nText\n"), Ok(("a = 1\n", "Text\n")));
        assert_eq!(parts("\u{feff}+++\r\na = 1\r\n+++\r\nText"), Ok(("a = 1\r\n", "Text")));
        assert_eq!(parts("+++\n+++"), Ok(("", "")));
    }

    #[test]
    fn what_cannot_be_split_is_told() {
        for (text, message) in [
            ("", "this file is empty"),
            ("Text", "this file has no front matter"),
            ("---\ntitle: A\n---\n", "this front matter is YAML, and roadmapgen reads TOML"),
            ("+++\ntitle = 'A'\n", "this front matter is never closed"),
        ] {
            assert_eq!(parts(text), Err(message.to_owned()));
        }
    }
}
