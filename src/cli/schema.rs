//! `roadmapgen schema`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, say};
use crate::parse::schema;
use crate::words::Kind;

#[derive(Debug, Args)]
pub struct Schema {
    /// The file in question
    what: What,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// `roadmap.toml`
    Roadmap,
    /// A vision’s front matter or file
    Vision,
    /// An intent’s front matter or file
    Intent,
    /// A milestone’s front matter or file
    Milestone,
    /// An update’s front matter or file
    Update,
    /// A free page’s front matter or file
    Page,
    /// The site’s `roadmap.json`
    Output,
}

impl Schema {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let schema = match self.what {
            What::Roadmap => schema::roadmap(),
            What::Vision => schema::item(Kind::Vision),
            What::Intent => schema::item(Kind::Intent),
            What::Milestone => schema::item(Kind::Milestone),
            What::Update => schema::item(Kind::Update),
            What::Page => schema::item(Kind::Page),
            What::Output => crate::output::json::schema(),
        };
        say(format!("{schema:#}\n").as_bytes())
    }
}
