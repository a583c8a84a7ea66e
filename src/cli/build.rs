//! `roadmapgen build`.

mod record;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use self::record::{Inputs, Material, Records, Sum};
use super::waiting::{self, Waiting};
use super::{Failure, Reading, has_errors, note, passphrase, say, shown, tell};
use crate::build::{self, Built, Order};
use crate::model::{Audience, Roadmap};
use crate::problem::Problem;
use crate::publish::{self, Finished, Publication, PublishError, Published};
use crate::rule::{self, Severity};
use crate::source::Sources;
use crate::view::Reader;
use crate::words::Access;
use crate::{check, problem, report, theme};

#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    reading: Reading,
    /// Where the site goes [default: `public` beside `roadmap.toml`]
    #[arg(short, long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    /// Where the site will stand, instead of what `roadmap.toml` says
    #[arg(short = 'u', long, value_name = "URL", value_parser = address)]
    base_url: Option<String>,
    /// Include items that are marked as drafts
    #[arg(long)]
    drafts: bool,
    /// Refuse to build a private view, where what is built goes to a host that lets everybody read
    #[arg(long)]
    no_private: bool,
    /// Replace an output folder that roadmapgen did not write
    #[arg(long)]
    force: bool,
}

/// What a shell says of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

pub(super) fn address(text: &str) -> Result<String, String> {
    crate::web_address::site(text).ok_or_else(|| "write it as `https://example.org/roadmap/`".to_owned())
}

impl Build {
    pub fn run(self) -> Result<ExitCode, Failure> {
        // Where it cannot be had, or whoever started this had a signal ignored, the next build clears away what this one leaves.
        let _ = ctrlc::try_set_handler(|| {
            publish::clear_away();
            std::process::exit(INTERRUPTED);
        });
        let (root, sources, roadmap, mut problems) = self.reading.read(self.drafts)?;
        let as_of = self.reading.as_of()?;
        if has_errors(&problems) {
            tell(&problems, &sources);
            return Ok(ExitCode::from(1));
        }
        // Side by side, since neither needs the other.
        let (mut plan, material) = rayon::join(|| check::plan(&roadmap, as_of), || Material::of(&sources));
        self.reading.weigh(&mut plan);
        if has_errors(&plan) {
            plan.retain(|problem| problem.severity == Severity::Error);
            problems.extend(plan);
            problem::sort(&mut problems);
            tell(&problems, &sources);
            return Ok(ExitCode::from(1));
        }
        let only = self.reading.audience(&roadmap)?;
        only.map_or(Ok(()), |audience| self.may_build(audience))?;
        let published = build::published(&roadmap);
        if only.is_none() && published.is_empty() {
            return Err(all_private(&roadmap));
        }
        let readers = only.map_or(published, |audience| vec![Reader::of(audience)]);
        let count = readers.len();
        let sealed = readers.into_iter().filter_map(Reader::audience);
        let passphrases = passphrase::of(sealed.filter(|audience| audience.is_sealed()), &roadmap)?;
        let denies_leaks = self.reading.denies(&rule::LEAK);
        let order = Order { only, as_of, base_url: self.base_url, passphrases, denies_leaks };
        let output = self.output_dir.unwrap_or_else(|| root.strip_prefix(".").unwrap_or(&root).join("public"));
        let inputs = material.and_then(|material| material.with(&order, self.drafts));
        let known = Records::of_this_user().zip(inputs);
        let work = Work {
            reading: &self.reading,
            sources: &sources,
            roadmap: &roadmap,
            order: &order,
            views: count,
            known: known.as_ref(),
            output: &output,
        };
        let (mut built, published) =
            match work.publish(publish::Options { force: self.force, waits: say_who_is_waited_for })? {
                Ok(done) => done,
                Err(more) => {
                    problems.extend(more);
                    problem::sort(&mut problems);
                    tell(&problems, &sources);
                    return Ok(ExitCode::from(1));
                }
            };
        problems.append(&mut built.leaks);
        problem::sort(&mut problems);
        tell(&problems, &sources);
        for warning in &published.warnings {
            note(&format!("warning: {warning}"));
        }
        if !plan.is_empty() {
            // A build says what it did; the plan is for whoever asks.
            let folder = self.reading.dir.as_deref().map(|folder| format!(" {}", shown(folder))).unwrap_or_default();
            note(&format!("The plan: {}, see `roadmapgen check{folder}`", report::summary(&plan)));
        }
        for stray in passphrase::strays(&roadmap) {
            note(&format!("warning: `{stray}` belongs to no sealed view of this roadmap"));
        }
        let did = if published.unchanged { "Nothing changed in" } else { "Built" };
        let what = what(&built);
        let mut views = views(&built, only.is_none().then_some(&roadmap), &output);
        if only.is_some_and(|audience| audience.access == Access::Private) {
            views += "This view is private: put it only where a host asks who reads.\n";
        }
        let line = format!("{did} {}/ ({what}), as of {as_of}\n{views}", shown(&output).trim_end_matches('/'));
        let code = say(line.as_bytes());
        // The system takes it all back at once when the program ends, which is now.
        std::mem::forget((sources, roadmap));
        code
    }

    /// Whether the view of one audience may be built alone as it is asked for.
    fn may_build(&self, audience: &Audience) -> Result<(), Failure> {
        let id = &audience.id;
        let refused = |why: String| Err(Failure(format!("the view of `{id}` is private, and {why}")));
        if audience.access != Access::Private {
            Ok(())
        } else if self.no_private {
            refused(
                "`--no-private` builds none that is\n  \
                 = help: leave it out where the host asks who reads (in the action for GitHub: `upload: false`)"
                    .to_owned(),
            )
        } else if self.output_dir.is_none() {
            // It would take the place of the public views, and be published with the next push.
            refused(format!(
                "does not go where the others are published unless you say so\n  \
                 = help: `--audience {id} -o {id}-site` builds it into a folder of its own"
            ))
        } else {
            Ok(())
        }
    }
}

/// What a site is made of, and where it goes.
struct Work<'a> {
    reading: &'a Reading,
    sources: &'a Sources,
    roadmap: &'a Roadmap,
    order: &'a Order<'a>,
    /// How many views there are.
    views: usize,
    /// Where it is known what came of the same before; none where that may not be kept.
    known: Option<&'a (Records, Inputs)>,
    output: &'a Path,
}

impl Work<'_> {
    /// Publishes the site: that which stands, where it is known to be the one, else as it is made. What was built, and what
    /// publishing did; or what is wrong with the views.
    fn publish(&self, options: publish::Options) -> Result<Result<(Built, Published), Vec<Problem>>, Failure> {
        let mut publication = Publication::begin(self.output, options).map_err(|error| refusal(&error))?;
        // After it has begun, so that what is read here cannot be replaced unnoticed.
        let mut recalled = self.known.and_then(|(records, inputs)| records.recall(inputs, self.output, self.roadmap));
        loop {
            let sum = Sum::default();
            let is_new = recalled.is_none();
            let built = if let Some((built, files)) = recalled.take() {
                for file in &files {
                    publication.keep(file);
                }
                built
            } else {
                match self.make(&publication, &sum) {
                    Ok(built) => built,
                    Err(problems) => return Ok(Err(problems)),
                }
            };
            match publication.finish().map_err(|error| refusal(&error))? {
                Finished::Published(published) => {
                    // Words that reached a view are told by each build, so that each must look for them.
                    if let Some((records, inputs)) = self.known.filter(|_| is_new && built.leaks.is_empty()) {
                        records.keep(inputs, self.output, &built, &sum);
                    }
                    return Ok(Ok((built, published)));
                }
                Finished::Overtaken(again) => publication = *again,
            }
        }
    }

    /// Makes the site and puts its files.
    fn make(&self, publication: &Publication, sum: &Sum) -> Result<Built, Vec<Problem>> {
        let _waiting = Waiting::begin("Building", self.roadmap.items.len(), self.views);
        let theme = theme::Theme::new(&self.sources.texts, self.roadmap.theme())?;
        let mut built = build::build(self.roadmap, &theme, self.order, &|path, bytes| {
            if self.known.is_some() {
                sum.add(&path, &bytes);
            }
            publication.put(&path, &bytes);
        })?;
        self.reading.weigh(&mut built.leaks);
        if has_errors(&built.leaks) { Err(built.leaks) } else { Ok(built) }
    }
}

fn say_who_is_waited_for() {
    waiting::interrupt("Waiting for another build into the same folder");
}

/// How much was built, in a few words.
fn what(built: &Built) -> String {
    let pages: usize = built.views.iter().map(|view| view.pages).sum();
    let views = if built.views.len() > 1 { format!("{} views, ", built.views.len()) } else { String::new() };
    format!("{views}{pages} pages, {} files, {}", built.files, report::size(built.bytes))
}

/// Where each view begins; and those that a whole build leaves out.
fn views(built: &Built, whole: Option<&Roadmap>, output: &Path) -> String {
    let mut lines = String::new();
    let mut line = |text: std::fmt::Arguments<'_>| lines.write_fmt(text).expect("a text takes any line");
    let open = |at: &str| shown(&output.join(at).join("index.html"));
    let name = |view: &build::BuiltView| view.audience.as_ref().map(ToString::to_string).unwrap_or_default();
    match built.views.as_slice() {
        [view] if view.passphrases == 0 => line(format_args!("Open {}\n", open(&view.at))),
        views => {
            let width = views.iter().map(|view| name(view).len()).max().unwrap_or_default();
            for view in views {
                let sealed = match view.passphrases {
                    0 => String::new(),
                    1 => " (sealed, 1 passphrase)".to_owned(),
                    several => format!(" (sealed, {several} passphrases)"),
                };
                line(format_args!("  {:width$}  {}{sealed}\n", name(view), open(&view.at)));
            }
        }
    }
    for audience in whole.into_iter().flat_map(|roadmap| roadmap.audiences.values()) {
        if audience.access == Access::Private {
            let id = &audience.id;
            line(format_args!(
                "Not published: `{id}`, which is private (`roadmapgen build --audience {id} -o {id}-site` builds it)\n"
            ));
        }
    }
    lines
}

fn all_private(roadmap: &Roadmap) -> Failure {
    let example = roadmap.audiences.keys().next().map_or_else(String::new, ToString::to_string);
    Failure(format!(
        "every view of this roadmap is private, so there is nothing to publish\n  \
         = help: `--audience {example} -o {example}-site` builds one alone, or write `access = \"public\"` or `\"sealed\"` for one"
    ))
}

fn refusal(error: &PublishError) -> Failure {
    match error {
        PublishError::Refused { help: Some(help), .. } => Failure(format!("{error}\n  = help: {help}")),
        _ => Failure(error.to_string()),
    }
}
