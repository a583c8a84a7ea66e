//! One save of a milestone, as editors do it.

use std::fmt::Write as _;
use std::fs;
use std::io;

use crate::random::Random;
use crate::roadmap::Roadmap;

/// What is changed, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Title,
    /// A title, in a file of another name that then takes the place of the old one.
    TitleByRename,
    Body,
    Target,
    Status,
    DependsOn,
}

pub const KINDS: [Kind; 6] =
    [Kind::Title, Kind::TitleByRename, Kind::Body, Kind::Target, Kind::Status, Kind::DependsOn];

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title, in place",
            Self::TitleByRename => "title, by rename",
            Self::Body => "body",
            Self::Target => "target date",
            Self::Status => "status",
            Self::DependsOn => "depends_on",
        }
    }

    pub fn is_title(self) -> bool {
        matches!(self, Self::Title | Self::TitleByRename)
    }
}

/// A change that is ready to be written.
pub struct Save {
    pub number: usize,
    /// The title that was there before.
    pub before: String,
    pub sign: Sign,
    text: String,
    by_rename: bool,
}

/// By what to know that a milestone's page shows a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// It holds what it did not hold before.
    Holds(String),
    /// It is another than before.
    Differs,
}

impl Save {
    /// Changes a milestone by chance. `serial` tells this change from all others.
    pub fn make(roadmap: &mut Roadmap, kind: Kind, serial: usize, random: &mut Random) -> Self {
        let number = random.between(1, roadmap.milestones.len() - 1);
        let own = &mut roadmap.milestones[number];
        let before = own.title.clone();
        let sign = match kind {
            Kind::Title | Kind::TitleByRename => {
                own.title = format!("Retitled as number {serial} of all");
                Sign::Holds(own.title.clone())
            }
            Kind::Body => {
                let sign = format!("a remark with the number {serial} of all");
                let _ = writeln!(own.body, "There is {sign}.");
                Sign::Holds(sign)
            }
            Kind::Target => {
                own.target = format!("{}-{:02}-{:02}", 2040 + serial / 336, serial / 28 % 12 + 1, serial % 28 + 1);
                Sign::Holds(format!("datetime=\"{}\"", own.target))
            }
            Kind::Status => {
                own.status = if own.status == "dropped" { "planned" } else { "dropped" };
                Sign::Differs
            }
            Kind::DependsOn => {
                let is_new = |other: &usize| !own.depends_on.contains(other);
                let others: Vec<usize> = (0..number).filter(is_new).collect();
                own.depends_on.extend(others.get(random.below(others.len())));
                Sign::Differs
            }
        };
        let text = roadmap.text(number);
        Self { number, before, sign, text, by_rename: kind == Kind::TitleByRename }
    }

    /// Writes it.
    pub fn write(&self, roadmap: &Roadmap) -> io::Result<()> {
        let path = roadmap.path(self.number);
        if self.by_rename {
            let other = path.with_extension("md.tmp");
            fs::write(&other, &self.text)?;
            fs::rename(other, path)
        } else {
            fs::write(path, &self.text)
        }
    }
}
