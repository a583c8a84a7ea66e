//! `roadmapgen check`.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, Format, Reading, has_errors, say, told};
use crate::build::{self, Order};
use crate::date::Day;
use crate::model::{Audience, Roadmap};
use crate::problem::Problem;
use crate::{problem, report, theme, view};

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    reading: Reading,
    /// Include items that are marked as drafts
    #[arg(long)]
    drafts: bool,
    /// The form in which problems are told
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Check {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let (root, sources, roadmap, mut problems) = self.reading.read(self.drafts)?;
        let as_of = self.reading.as_of()?;
        let only = self.reading.audience(&roadmap)?;
        if !has_errors(&problems) {
            // Templates of one's own can be wrong in ways that only show when they are filled in, and words can reach
            // a view in ways that only show when it is searched.
            match theme::Theme::new(&sources.texts) {
                Ok(theme) => problems.extend(look_at_views(&roadmap, &theme, only, as_of)),
                Err(more) => problems.extend(more),
            }
            self.reading.weigh(&mut problems);
            problem::sort(&mut problems);
        }
        let base = root.strip_prefix(".").unwrap_or(&root);
        match self.format {
            Format::Human => {
                let nothing = || format!("{} items, nothing wrong\n", roadmap.items.len());
                let told = told(&problems, &sources, &std::io::stdout());
                say(if problems.is_empty() { nothing() } else { told }.as_bytes())?;
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

/// What is wrong with the views, private and sealed ones too, when they are made.
fn look_at_views(roadmap: &Roadmap, theme: &theme::Theme, only: Option<&Audience>, as_of: Day) -> Vec<Problem> {
    let every = || view::Reader::all(roadmap).into_iter().map(view::Reader::audience).collect();
    let views: Vec<Option<&Audience>> = only.map_or_else(every, |audience| vec![Some(audience)]);
    let mut problems = Vec::new();
    for only in views {
        match build::build(roadmap, theme, &Order { only, as_of, base_url: None, passphrases: None }) {
            Ok(built) => problems.extend(built.leaks),
            Err(more) => problems.extend(more),
        }
    }
    problems
}

/// A path with `/` between its parts, as GitHub wants it.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
