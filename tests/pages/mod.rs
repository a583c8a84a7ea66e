//! The pages of the manual, as the tests of them read it.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The root of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A page, by its path from the root of the project.
pub struct Page {
    pub path: String,
    pub text: String,
}

impl Page {
    pub fn read(path: &str) -> Self {
        let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        Self { path: path.to_owned(), text }
    }

    /// The number of the line that stands at this byte.
    pub fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// What the page is made of, with where it stands.
    pub fn events(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
        Parser::new_ext(&self.text, options).into_offset_iter()
    }

    /// The fenced blocks of the page, in order.
    pub fn blocks(&self) -> Vec<Block> {
        let (mut blocks, mut open, mut headings) = (Vec::new(), None, 0);
        for (event, range) in self.events() {
            match event {
                Event::Start(Tag::Heading { .. }) => headings += 1,
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    // An empty block has no text, and would stand behind its first line.
                    let first = range.start + self.text[range.clone()].find('\n').map_or(0, |at| at + 1);
                    let (info, line) = (info.into_string(), self.line(range.start));
                    open = Some(Block { info, line, headings, text: String::new(), range: first..first });
                }
                Event::Text(text) => {
                    if let Some(block) = &mut open {
                        block.text += &text;
                        block.range.end = range.end;
                    }
                }
                Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
                _ => {}
            }
        }
        blocks
    }
}

/// A fenced block of a page.
pub struct Block {
    /// What stands after the fence: `sh`, or `toml roadmap.toml`.
    pub info: String,
    pub text: String,
    /// The line of its fence.
    pub line: usize,
    /// How many headings stand above it.
    pub headings: usize,
    /// Where its text stands in the page.
    pub range: Range<usize>,
}

impl Block {
    pub fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }

    /// The path of the file that the block is, where it is a whole one.
    pub fn file(&self) -> Option<&str> {
        self.info.split_whitespace().nth(1)
    }
}

/// The pages of the manual in `docs/`, and the README.
pub fn manual() -> Vec<Page> {
    let listed = fs::read_dir(root().join("docs")).expect("the manual can be listed");
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    let docs = paths.iter().map(|path| format!("docs/{}", path.file_name().unwrap_or_default().to_string_lossy()));
    docs.chain(["README.md".to_owned()]).map(|path| Page::read(&path)).collect()
}
