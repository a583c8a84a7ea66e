//! `roadmapgen man`, which packs of a release are made with: one page for the program and one for each command.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory};

use super::{Arguments, Failure};

#[derive(Debug, Args)]
pub struct Man {
    /// The folder to write them into; made where it is not there
    dir: PathBuf,
}

impl Man {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let failed = |error| Failure(format!("cannot write into {}: {error}", self.dir.display()));
        fs::create_dir_all(&self.dir).map_err(failed)?;
        clap_mangen::generate_to(Arguments::command(), &self.dir).map_err(failed)?;
        Ok(ExitCode::SUCCESS)
    }
}
