//! `roadmapgen build`.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, Reading, has_errors, say, shown, tell};
use crate::publish::{self, PublishError};
use crate::{page, problem, report, theme, view};

#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    reading: Reading,
    /// Where the site goes [default: `public` beside `roadmap.toml`]
    #[arg(short, long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    /// Where the site will stand, instead of what `roadmap.toml` says
    #[arg(short = 'u', long, value_name = "URL", value_parser = address)]
    base_url: Option<String>,
    /// Include items that are marked as drafts
    #[arg(long)]
    drafts: bool,
    /// Replace an output folder that roadmapgen did not write
    #[arg(long)]
    force: bool,
}

fn address(text: &str) -> Result<String, String> {
    crate::web_address::site(text).ok_or_else(|| "write it as `https://example.org/roadmap/`".to_owned())
}

impl Build {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let (root, sources, roadmap, mut problems) = self.reading.read(self.drafts)?;
        let as_of = self.reading.as_of()?;
        if has_errors(&problems) {
            tell(&problems, &sources);
            return Ok(ExitCode::from(1));
        }
        let mut view = view::everybody(&roadmap, as_of);
        if let Some(base_url) = self.base_url {
            view.site.base_url = Some(base_url);
        }
        let waiting = Waiting::begin(page::routes(&view).len());
        let files = theme::Theme::new(&sources.texts).and_then(|theme| page::site(&view, &theme));
        drop(waiting);
        let files = match files {
            Ok(files) => files,
            Err(more) => {
                problems.extend(more);
                problem::sort(&mut problems);
                tell(&problems, &sources);
                return Ok(ExitCode::from(1));
            }
        };
        let output = self.output_dir.unwrap_or_else(|| root.strip_prefix(".").unwrap_or(&root).join("public"));
        let published = publish::publish(&output, &files, publish::Options { force: self.force })
            .map_err(|error| refusal(&error))?;
        tell(&problems, &sources);
        for warning in &published.warnings {
            eprintln!("warning: {warning}");
        }
        let pages = files.keys().filter(|route| route.ends_with(".html")).count();
        let bytes: usize = files.values().map(Vec::len).sum();
        let what = format!("{pages} pages, {} files, {}", files.len(), report::size(bytes));
        let did = if published.unchanged { "Nothing changed in" } else { "Built" };
        let (output, home) = (shown(&output), shown(&output.join("index.html")));
        say(format!("{did} {output} ({what}), as of {as_of}\nOpen {home}\n").as_bytes())
    }
}

fn refusal(error: &PublishError) -> Failure {
    match error {
        PublishError::Refused { help: Some(help), .. } => Failure(format!("{error}\n  = help: {help}")),
        _ => Failure(error.to_string()),
    }
}

/// A line on a terminal that says what takes so long, gone when it is over.
struct Waiting(bool);

/// How many pages are built before a person has finished reading the line.
const SOON_DONE: usize = 2_000;

impl Waiting {
    fn begin(pages: usize) -> Self {
        let shown = pages > SOON_DONE && std::io::stderr().is_terminal();
        if shown {
            eprint!("Building {pages} pages …");
        }
        Self(shown)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if self.0 {
            eprint!("\r\x1b[K");
        }
    }
}
