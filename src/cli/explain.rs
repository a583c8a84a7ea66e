//! `roadmapgen explain`.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use anstream::AutoStream;
use clap::Args;

use super::{Failure, Reading, as_of, note, say};
use crate::date::Day;
use crate::model::Roadmap;
use crate::problem;
use crate::report::audience::audience;
use crate::report::who::{Question, who};
use crate::{rule, suggest};

#[derive(Debug, Args)]
pub struct Explain {
    /// The id of an item or of an audience, or the code of a problem as in `error[broken-link]`; left out: all codes
    #[arg(value_name = "ID|CODE")]
    what: Option<String>,
    /// The folder that holds `roadmap.toml` [default: this one or the nearest above it]
    dir: Option<PathBuf>,
    /// The day by which horizons are worked out [default: `SOURCE_DATE_EPOCH`, else today in UTC]
    #[arg(long, value_name = "DATE", value_parser = as_of::parse)]
    as_of: Option<Day>,
}

/// What stands before an id that is also a code, to mean the item.
const ITEM: &str = "item:";

impl Explain {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let Some(what) = &self.what else { return say(codes().as_bytes()) };
        // As it stands in a message, brackets and all.
        let code = what.rsplit_once('[').map_or(what.as_str(), |(_, rest)| rest.trim_end_matches(']'));
        let Some(rule) = rule::find(code) else {
            return self.item(what.strip_prefix(ITEM).unwrap_or(what));
        };
        let is_item = self.reading().read(true).is_ok_and(|(_, _, roadmap, _)| roadmap.resolve(code).is_some());
        if is_item {
            note(&format!("An item has the id `{code}` too: `roadmapgen explain {ITEM}{code}` says who sees it."));
        }
        say(rule.explanation.as_bytes())
    }

    fn reading(&self) -> Reading {
        Reading { dir: self.dir.clone(), as_of: self.as_of, ..Reading::default() }
    }

    /// Says who sees an item.
    fn item(&self, id: &str) -> Result<ExitCode, Failure> {
        let reading = self.reading();
        let (_, mut sources, mut roadmap, mut problems) = reading.read(false).map_err(|failure| unread(id, failure))?;
        if let Some(found) = roadmap.audiences.get(id).filter(|_| roadmap.resolve(id).is_none()) {
            return say(audience(&roadmap, found).as_bytes());
        }
        // Somebody may have the file at hand and not the id.
        let by_file = roadmap.items.values().find(|item| &**item.draft.file() == id.trim_start_matches("./"));
        let id = by_file.map_or(id, |item| item.draft.id.value.as_str()).to_owned();
        let id = id.as_str();
        if roadmap.resolve(id).is_none() {
            let (_, all_sources, all, all_problems) = reading.read(true)?;
            if all.resolve(id).is_none() {
                return Err(unknown(id, &all));
            }
            note(&format!("`{id}` is a draft: this holds only for `--drafts`, without it nobody sees it."));
            (sources, roadmap, problems) = (all_sources, all, all_problems);
        }
        let item = roadmap.resolve(id).expect("it was found");
        match problem::count(&problems).0 {
            0 => {}
            1 => note("The roadmap has 1 error; `roadmapgen check` tells it."),
            errors => note(&format!("The roadmap has {errors} errors; `roadmapgen check` tells them.")),
        }
        if item.draft.id.value.as_str() != id {
            note(&format!("`{id}` is an old id of `{}`.", item.draft.id.value));
        }
        let answer = who(&Question { roadmap: &roadmap, sources: &sources, item, as_of: reading.as_of()? });
        let stdout = std::io::stdout();
        let colour = AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        say(answer.told(width(&stdout), colour).as_bytes())
    }
}

/// All codes, a line each.
fn codes() -> String {
    let width = rule::RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let lines = rule::RULES.iter().map(|rule| format!("{:width$}  {}\n", rule.name, rule.about));
    lines.collect::<Vec<_>>().concat()
}

/// What was asked about is no code, and there is no roadmap in which it could be an id.
fn unread(id: &str, Failure(why): Failure) -> Failure {
    let meant = suggest::did_you_mean(id, rule::RULES.iter().map(|rule| rule.name));
    let meant = meant.map_or_else(String::new, |meant| format!("\n  = help: {meant}"));
    Failure(format!("no check is called `{id}`, and no roadmap can be searched for an item: {why}{meant}"))
}

/// No code, and no item's id.
fn unknown(id: &str, roadmap: &Roadmap) -> Failure {
    let ids = roadmap.items.keys().chain(roadmap.aliases.keys()).chain(roadmap.audiences.keys());
    let ids = ids.map(crate::id::Id::as_str);
    let known = ids.chain(rule::RULES.iter().map(|rule| rule.name));
    let meant = suggest::did_you_mean(id, known)
        .unwrap_or_else(|| "`roadmapgen explain` alone lists the codes of checks".to_owned());
    Failure(format!("no item has the id `{id}`, and no check is called so\n  = help: {meant}"))
}

/// How many columns a page has where it is no terminal, or one that does not say.
const PAGE: usize = 100;

/// How many columns the output has.
fn width(stdout: &std::io::Stdout) -> usize {
    if !stdout.is_terminal() {
        return PAGE;
    }
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    said.or_else(|| columns(stdout)).filter(|&columns: &usize| columns > 0).unwrap_or(PAGE)
}

#[cfg(unix)]
fn columns(stdout: &std::io::Stdout) -> Option<usize> {
    rustix::termios::tcgetwinsize(stdout).ok().map(|size| usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn columns(_: &std::io::Stdout) -> Option<usize> {
    None
}
