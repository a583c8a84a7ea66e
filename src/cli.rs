//! The command line: the outermost layer, which alone knows the clock, the environment and the terminal.

mod as_of;
mod build;
mod check;
mod explain;
mod init;
mod man;
mod new;
mod passphrase;
mod schema;
mod serve;
mod share;
mod waiting;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anstream::AutoStream;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::id::Id;
use crate::model::{Audience, Roadmap};
use crate::problem::Problem;
use crate::rule::{Rule, Severity};
use crate::source::Sources;
use crate::{disk, report};

/// Turn a folder of vision, intent and milestone files into a linked roadmap website.
#[derive(Debug, Parser)]
#[command(
    name = "roadmapgen",
    version,
    about,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a small, real roadmap to start from
    Init(init::Init),
    /// Write a new vision, intent, milestone, update or page
    New(new::New),
    /// Build the website
    Build(build::Build),
    /// Show the website while you write, at an address of this machine
    Serve(serve::Serve),
    /// Say everything that is wrong, and build nothing
    Check(check::Check),
    /// Say who sees an item and why, or what the code of a problem means and how to mend it
    Explain(explain::Explain),
    /// Print the link that opens a sealed view
    Share(share::Share),
    /// Print the JSON Schema of a file
    Schema(schema::Schema),
    /// Print a script that completes commands in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the man pages into a folder
    #[command(hide = true)]
    Man(man::Man),
}

/// What several commands share.
#[derive(Debug, Default, Args)]
struct Reading {
    /// The folder that holds `roadmap.toml` [default: this one or the nearest above it]
    dir: Option<PathBuf>,
    /// The day that everything depending on today uses [default: `SOURCE_DATE_EPOCH`, else today in UTC]
    #[arg(long, value_name = "DATE", value_parser = as_of::parse)]
    as_of: Option<crate::date::Day>,
    /// Treat warnings of this code, or all `warnings`, as errors
    #[arg(long, value_name = "CODE|warnings", value_parser = deniable)]
    deny: Vec<String>,
    /// Only the view of this audience
    #[arg(long, value_name = "ID")]
    audience: Option<String>,
}

/// What ended a command early: told on standard error, exit code 2.
struct Failure(String);

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self(message)
    }
}

/// Runs the command that the process was started with, and says how it ended: 0 done, 1 the roadmap has
/// errors, 2 wrong usage or the system failed.
pub fn run() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Init(init) => init.run(),
        Command::New(new) => new.run(),
        Command::Build(build) => build.run(),
        Command::Serve(serve) => serve.run(),
        Command::Check(check) => check.run(),
        Command::Explain(explain) => explain.run(),
        Command::Share(share) => share.run(),
        Command::Schema(schema) => schema.run(),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "roadmapgen", &mut script);
            say(&script)
        }
        Command::Man(man) => man.run(),
    };
    result.unwrap_or_else(|Failure(message)| {
        // Nobody is left to tell if even that cannot be written.
        let _ = writeln!(anstream::stderr(), "{}error{}: {message}", bold_red().render(), bold_red().render_reset());
        ExitCode::from(2)
    })
}

fn bold_red() -> anstyle::Style {
    anstyle::AnsiColor::Red.on_default().bold()
}

/// Writes a command's result to standard output. A reader that went away has heard enough.
fn say(result: &[u8]) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(result).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// A code that `--deny` takes.
fn deniable(text: &str) -> Result<String, String> {
    if text == "warnings" || crate::rule::find(text).is_some() {
        return Ok(text.to_owned());
    }
    let known = crate::rule::RULES.iter().map(|rule| rule.name).chain(["warnings"]);
    let meant = crate::suggest::did_you_mean(text, known).map_or_else(String::new, |meant| format!("; {meant}"));
    Err(format!("no check is called `{text}`{meant}"))
}

impl Reading {
    /// Reads the folder: where it is, its texts, and the roadmap with its problems, after `--deny`.
    fn read(&self, with_drafts: bool) -> Result<(PathBuf, Sources, Roadmap, Vec<Problem>), Failure> {
        let root = disk::find(self.dir.as_deref())?;
        let sources = disk::read(&root).map_err(|error| format!("cannot read {}: {error}", root.display()))?;
        let (roadmap, mut problems) = crate::read(&sources, with_drafts);
        self.weigh(&mut problems);
        Ok((root, sources, roadmap, problems))
    }

    /// Gives problems the weight that `--deny` says.
    fn weigh(&self, problems: &mut [Problem]) {
        for problem in problems.iter_mut().filter(|problem| self.denies(problem.rule)) {
            problem.severity = Severity::Error;
        }
    }

    /// Whether `--deny` makes an error of what such a rule finds.
    fn denies(&self, rule: &Rule) -> bool {
        self.deny.iter().any(|denied| denied == "warnings" || denied == rule.name)
    }

    /// The audience that `--audience` names, if it does.
    fn audience<'r>(&self, roadmap: &'r Roadmap) -> Result<Option<&'r Audience>, Failure> {
        let Some(name) = &self.audience else { return Ok(None) };
        if let Some(audience) = roadmap.audiences.get(name.as_str()) {
            return Ok(Some(audience));
        }
        let known: Vec<&str> = roadmap.audiences.keys().map(Id::as_str).collect();
        let help =
            crate::suggest::did_you_mean(name, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
                [] => "this roadmap has no audiences: everybody reads the same".to_owned(),
                known => format!("the audiences are {}", crate::suggest::listed(known)),
            });
        Err(Failure(format!("no audience is called `{name}`\n  = help: {help}")))
    }

    fn as_of(&self) -> Result<crate::date::Day, Failure> {
        Ok(as_of::day(self.as_of)?)
    }
}

/// Problems as a person is told them, coloured where the stream takes colour.
fn told(problems: &[Problem], sources: &Sources, stream: &impl anstream::stream::RawStream) -> String {
    let mut told = report::human(problems, sources, is_coloured(stream));
    if !problems.is_empty() {
        told = told + "\n" + &report::summary(problems) + "\n";
    }
    told
}

fn is_coloured(stream: &impl anstream::stream::RawStream) -> bool {
    AutoStream::choice(stream) != anstream::ColorChoice::Never
}

/// Tells problems beside a command's result, on standard error.
fn tell(problems: &[Problem], sources: &Sources) {
    let mut err = std::io::stderr();
    // Nobody is left to tell if even that cannot be written.
    let _ = err.write_all(told(problems, sources, &err).as_bytes());
}

/// A line on standard error. Whoever reads there no longer has heard enough, and what was asked for goes on.
fn note(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A path as it is shown on a terminal: without what could trick one, and without a needless `./`.
fn shown(path: &std::path::Path) -> String {
    let path = path.strip_prefix(".").ok().filter(|path| !path.as_os_str().is_empty()).unwrap_or(path);
    path.to_string_lossy()
        .chars()
        .map(|c| if c.is_control() || crate::parse::value::is_control(c) { '�' } else { c })
        .collect()
}

fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// The forms in which `check` tells problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with the lines in question
    Human,
    /// A list of objects
    Json,
    /// Workflow commands, which GitHub shows beside the lines of a pull request
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}
