//! `roadmapgen check`.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::waiting::Waiting;
use super::{Failure, Format, Reading, has_errors, is_coloured, say};
use crate::{build, check, problem, report, theme};

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    reading: Reading,
    /// Include items that are marked as drafts
    #[arg(long)]
    drafts: bool,
    /// Tell everything one by one, however much there is of a kind
    #[arg(long)]
    all: bool,
    /// The form in which problems are told
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Check {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let (root, sources, roadmap, mut problems) = self.reading.read(self.drafts)?;
        let as_of = self.reading.as_of()?;
        let only = self.reading.audience(&roadmap);
        match theme::Theme::new(&sources.texts, roadmap.theme()) {
            Err(more) => problems.extend(more),
            // Templates of one's own can be wrong in ways that only show when they are filled in, and words can reach a
            // view in ways that only show when it is searched.
            Ok(theme) if !has_errors(&problems) => {
                let only = only?;
                let views = if only.is_some() { 1 } else { roadmap.audiences.len().max(1) };
                let _waiting = Waiting::begin("Looking at", roadmap.items.len(), views);
                problems.extend(build::look(&roadmap, &theme, only, as_of));
                problems.extend(check::plan(&roadmap, as_of));
            }
            Ok(_) => {}
        }
        self.reading.weigh(&mut problems);
        problem::sort(&mut problems);
        let base = root.strip_prefix(".").unwrap_or(&root);
        match self.format {
            Format::Human => {
                let told = if problems.is_empty() {
                    format!("{} items, nothing wrong\n", roadmap.items.len())
                } else {
                    let form = if self.all { report::whole } else { report::human };
                    let told = form(&problems, &sources, is_coloured(&std::io::stdout()));
                    format!("{told}\n{}{}\n", report::by_code(&problems), report::summary(&problems))
                };
                say(told.as_bytes())?;
            }
            Format::Json => {
                say((report::json(&problems, &sources) + "\n").as_bytes())?;
            }
            Format::Github => {
                say(report::github(&problems, &sources, &slashed(base)).as_bytes())?;
            }
            Format::Sarif => {
                say((report::sarif(&problems, &sources, &slashed(base)) + "\n").as_bytes())?;
            }
        }
        Ok(if has_errors(&problems) { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }
}

/// A path with `/` between its parts, as GitHub wants it.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
