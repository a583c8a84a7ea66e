//! `roadmapgen explain`.

use std::process::ExitCode;

use clap::Args;

use super::{Failure, say};
use crate::{rule, suggest};

#[derive(Debug, Args)]
pub struct Explain {
    /// The code of a problem, as in `error[broken-link]`; left out: all of them, a line each
    code: Option<String>,
}

impl Explain {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let Some(code) = self.code else {
            let width = rule::RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
            let lines = rule::RULES.iter().map(|rule| format!("{:width$}  {}\n", rule.name, rule.about));
            return say(lines.collect::<String>().as_bytes());
        };
        // As it stands in a message, brackets and all.
        let code = code.rsplit_once('[').map_or(code.as_str(), |(_, rest)| rest.trim_end_matches(']')).to_owned();
        if let Some(rule) = rule::find(&code) {
            return say(rule.explanation.as_bytes());
        }
        let known = rule::RULES.iter().map(|rule| rule.name);
        let meant = suggest::did_you_mean(&code, known)
            .unwrap_or_else(|| "`roadmapgen explain` alone lists the codes".to_owned());
        Err(Failure(format!("no check is called `{code}`\n  = help: {meant}")))
    }
}
