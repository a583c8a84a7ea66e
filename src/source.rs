//! The texts and files of a roadmap's folder, read once and handed on.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::place::{Place, Position, boundary};
use crate::problem::Problem;

/// The largest text that is read, in bytes: the work that a text can cause grows with its length,
/// and the longest real item seen was 25 kB.
pub const LARGEST_TEXT: u64 = 1024 * 1024;

/// Everything that was read from the folder. Nothing is read afterwards.
///
/// Paths are relative to the folder, with `/` between their parts on every system.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    /// `roadmap.toml`, and the Markdown, TOML and template texts below the folder's parts.
    pub texts: BTreeMap<Arc<str>, Arc<str>>,
    /// Everything else that may be published: the pictures and downloads of bundles, and `static/`.
    pub files: BTreeMap<Arc<str>, Arc<[u8]>>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Sources {
    /// Several files in one string, each after a line `-- path --`: for tests and examples.
    ///
    /// A name that ends in none of the endings that hold text becomes a file.
    pub fn from_fixture(fixture: &str) -> Self {
        let mut sources = Self::default();
        let mut path: Option<&str> = None;
        let mut text = String::new();
        for line in fixture.lines().chain(std::iter::once("--  --")) {
            let header = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            let Some(next) = header else {
                text.push_str(line);
                text.push('\n');
                continue;
            };
            if let Some(path) = path {
                sources.insert(path, std::mem::take(&mut text).into_bytes());
            }
            text.clear();
            path = Some(next);
        }
        sources
    }

    /// Adds one file by its path: a text where its name says so, else bytes.
    /// Bytes that are no UTF-8 are a problem of that file.
    pub fn insert(&mut self, path: &str, bytes: Vec<u8>) {
        let path: Arc<str> = path.into();
        if !is_text(&path) {
            self.files.insert(path, bytes.into());
            return;
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.texts.insert(path, text.into());
            }
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
                let place = Place { file: path.clone(), start: valid, end: valid };
                self.texts.insert(path, before.into());
                let problem = Problem::error(&crate::rule::BAD_FILE, "this is not UTF-8 from here on")
                    .at(place)
                    .help("save the file as UTF-8");
                self.problems.push(problem);
            }
        }
    }

    /// A place as people write it: `file:line:column`.
    pub fn locate(&self, place: &Place) -> String {
        let position = self.position(&place.file, place.start);
        format!("{}:{}:{}", place.file, position.line, position.column)
    }

    /// The line and column of a byte offset; the text's end where the offset lies beyond it.
    pub fn position(&self, file: &str, offset: usize) -> Position {
        let text = self.texts.get(file).map_or("", |text| text);
        let before = &text[..boundary(text, offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            // A byte order mark at the start of the file is no column.
            column: before[line_start..]
                .strip_prefix('\u{feff}')
                .filter(|_| line_start == 0)
                .unwrap_or(&before[line_start..])
                .chars()
                .count()
                + 1,
        }
    }
}

/// Whether a path holds a text that roadmapgen reads: settings, items and templates.
pub fn is_text(path: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    match path.split('/').next().unwrap_or_default() {
        "static" => false,
        "templates" | "themes" => ends(&[".html", ".xml", ".txt", ".css", ".js", ".toml"]),
        _ => ends(&[".md", ".toml"]),
    }
}

/// The folder of a bundle, by the path of its text: `milestones/sync` for `milestones/sync/index.md`. An `index.md`
/// right in the folder of its kind is an item like any other.
pub fn bundle(path: &str) -> Option<&str> {
    path.strip_suffix("/index.md").filter(|folder| folder.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_holds_several_files_in_one_string() {
        let sources = Sources::from_fixture("-- roadmap.toml --\na = 1\n-- milestones/x/mock.png --\nPNG\n");
        assert_eq!(&*sources.texts["roadmap.toml"], "a = 1\n");
        assert_eq!(&*sources.files["milestones/x/mock.png"], b"PNG\n");
    }

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let sources = Sources::from_fixture("-- intents/a.md --\nerste\nschöne Zeile\n");
        let offset = "erste\nschöne ".len();
        assert_eq!(sources.position("intents/a.md", offset), Position { line: 2, column: 8 });
        assert_eq!(sources.position("intents/a.md", 0), Position { line: 1, column: 1 });
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_a_problem_at_their_place() {
        let mut sources = Sources::default();
        sources.insert("intents/a.md", b"good\n\xff bad".to_vec());
        let place = sources.problems[0].place.clone().expect("a place");
        assert_eq!(sources.position(&place.file, place.start), Position { line: 2, column: 1 });
    }
}
