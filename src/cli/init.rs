//! `roadmapgen init`: a small, real, commented roadmap. It never overwrites.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{Failure, as_of, say};
use crate::init;

#[derive(Debug, Args)]
pub struct Init {
    /// The folder to write it into; made where it is not there
    #[arg(default_value = ".")]
    dir: PathBuf,
}

impl Init {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let files = init::roadmap(as_of::day(None)?);
        let taken: Vec<&str> =
            files.keys().map(String::as_str).filter(|path| self.dir.join(path).symlink_metadata().is_ok()).collect();
        if let [first, ..] = taken.as_slice() {
            let shown = self.dir.join(first);
            return Err(Failure(format!("{} is there already, and nothing is overwritten", shown.display())));
        }
        for (path, text) in &files {
            let full = self.dir.join(path);
            let failed = |error: std::io::Error| Failure(format!("cannot write {}: {error}", full.display()));
            if let Some(folder) = full.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            let mut file = OpenOptions::new().write(true).create_new(true).open(&full).map_err(failed)?;
            file.write_all(text.as_bytes()).map_err(failed)?;
        }
        let shown = self.dir.display();
        let here = self.dir.as_os_str() == ".";
        let run = |command: &str| {
            if here { format!("roadmapgen {command}") } else { format!("roadmapgen {command} {shown}") }
        };
        let home = self.dir.join("public/index.html");
        let listed: String = files.keys().fold(String::new(), |listed, path| listed + "  " + path + "\n");
        let said = format!(
            "Wrote a roadmap of {} files into {shown}:\n{listed}See it while you write with `{}`; `{}` writes {}.\n{}",
            files.len(),
            run("serve --open"),
            run("build"),
            home.display(),
            published(inside(&self.dir).as_deref())
        );
        say(said.as_bytes())
    }
}

/// Where a folder lies in the git repository round it; none where it is the top of one, or in none.
fn inside(dir: &Path) -> Option<PathBuf> {
    let full = dir.canonicalize().ok()?;
    let top = full.ancestors().find(|folder| folder.join(".git").exists())?;
    full.strip_prefix(top).ok().filter(|inside| !inside.as_os_str().is_empty()).map(Path::to_owned)
}

/// How it gets to GitHub Pages.
fn published(inside: Option<&Path>) -> String {
    let workflow = ".github/workflows/pages.yml";
    match inside {
        None => format!("On GitHub, {workflow} publishes it: set Settings, Pages, Source to GitHub Actions.\n"),
        Some(inside) => format!(
            "GitHub looks for workflows at the top of a repository: move {workflow} there, and write `path: {}` \
             below its `base-url`.\n",
            inside.display()
        ),
    }
}
