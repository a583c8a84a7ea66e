//! `roadmapgen new`: an item with the fields that matter, explained by short comments. It never overwrites.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, as_of, say, shown};
use crate::id::Id;
use crate::words::{Kind, Word};
use crate::{disk, init};

#[derive(Debug, Args)]
pub struct New {
    /// What to write: `vision`, `intent`, `milestone`, `update` or `page`
    #[arg(value_parser = kind)]
    kind: Kind,
    /// What people call it
    title: String,
    /// The folder that holds `roadmap.toml` [default: this one or the nearest above it]
    dir: Option<PathBuf>,
    /// The intent that a milestone delivers
    #[arg(long, value_name = "ID")]
    intent: Option<String>,
    /// The vision that an intent serves
    #[arg(long, value_name = "ID")]
    vision: Option<String>,
    /// An item that an update is about
    #[arg(long, value_name = "ID")]
    about: Vec<String>,
    /// Make it a folder, with room for pictures and downloads
    #[arg(long)]
    bundle: bool,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::from_text(text).ok_or_else(|| {
        let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("write {}", crate::suggest::either(&words))
    })
}

impl New {
    pub fn run(self) -> Result<ExitCode, Failure> {
        for (flag, given, kind) in [
            ("--intent", self.intent.is_some(), Kind::Milestone),
            ("--vision", self.vision.is_some(), Kind::Intent),
            ("--about", !self.about.is_empty(), Kind::Update),
        ] {
            if given && self.kind != kind {
                return Err(Failure(format!("`{flag}` goes with {}, and this is {}", kind.one(), self.kind.one())));
            }
        }
        let root = disk::find(self.dir.as_deref())?;
        let title = self.title.trim();
        if title.is_empty() {
            return Err(Failure("the title is empty".to_owned()));
        }
        let mut id = Id::nearest(title).ok_or_else(|| {
            format!("`{title}` holds no letter or digit that an id could be made of; write the file by hand")
        })?;
        let today = as_of::day(None)?;
        if self.kind == Kind::Update {
            // Updates are many, and sort by their day where folders are read by people.
            id = Id::new(&format!("{today}-{id}")).unwrap_or(id);
        }
        let sources = disk::read(&root).map_err(|error| format!("cannot read {}: {error}", root.display()))?;
        let (roadmap, _) = crate::read(&sources, true);
        if self.kind == Kind::Page && crate::link::ROUTES.contains(&id.as_str()) {
            return Err(Failure(format!("a page cannot be called `{id}`: the site has a page of that address")));
        }
        if title.chars().count() > crate::link::LONGEST_TITLE {
            return Err(Failure(format!("a title has at most {} characters", crate::link::LONGEST_TITLE)));
        }
        if let Some(item) = roadmap.resolve(id.as_str()) {
            return Err(Failure(format!("the id `{id}` is taken by {}", item.draft.file())));
        }
        for (flag, given, kind) in self.references() {
            match roadmap.resolve(given) {
                Some(item) if kind.is_none_or(|kind| kind == item.draft.kind) => {}
                Some(item) => return Err(Failure(format!("`{flag} {given}`: that is {}", item.draft.kind.one()))),
                None => {
                    let known = roadmap.items.values().filter(|item| kind.is_none_or(|kind| kind == item.draft.kind));
                    let ids = known.map(|item| item.draft.id.value.as_str());
                    let help = crate::suggest::did_you_mean(given, ids)
                        .map_or_else(String::new, |help| format!("\n  = help: {help}"));
                    return Err(Failure(format!("`{flag} {given}`: no item has this id{help}")));
                }
            }
        }
        let visions = roadmap.items.values().filter(|item| item.draft.kind == Kind::Vision).count();
        if self.kind == Kind::Intent && self.vision.is_none() && visions > 1 {
            return Err(Failure("there are several visions: say with `--vision ID` which one it serves".to_owned()));
        }
        let mut text = init::item(self.kind, title, today, self.intent.as_deref(), self.vision.as_deref(), &self.about);
        if let Some(audience) = roadmap.audiences.keys().next() {
            // After the title, which is the first field.
            let line = format!("# audiences = [\"{audience}\"]   # who sees it; left out: those of `[defaults]`\n");
            let after = text.match_indices('\n').nth(1).map_or(text.len(), |(at, _)| at + 1);
            text.insert_str(after, &line);
        }
        let name = if self.bundle { format!("{id}/index.md") } else { format!("{id}.md") };
        let path = root.join(self.kind.folder()).join(name);
        let folder = root.join(self.kind.folder());
        if folder.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(Failure(format!("{} is no folder of the roadmap", folder.display())));
        }
        let failed = |error: std::io::Error| Failure(format!("cannot write {}: {error}", path.display()));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        say(format!("Wrote {}\n", shown(&path)).as_bytes())
    }

    /// The ids that were given, each with its flag and the kind that it must have.
    fn references(&self) -> impl Iterator<Item = (&'static str, &str, Option<Kind>)> {
        let intent = self.intent.iter().map(|id| ("--intent", id.as_str(), Some(Kind::Intent)));
        let vision = self.vision.iter().map(|id| ("--vision", id.as_str(), Some(Kind::Vision)));
        intent.chain(vision).chain(self.about.iter().map(|id| ("--about", id.as_str(), None)))
    }
}
