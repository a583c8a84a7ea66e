//! `roadmapgen serve`.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{Failure, Reading, as_of, note, say, shown};
use crate::preview::{self, Edition, Events, Names, Shows, Site, Wishes, beyond};
use crate::problem::Problem;
use crate::watch::{self, Change};
use crate::{disk, report};

#[derive(Debug, Args)]
pub struct Serve {
    /// The folder that holds `roadmap.toml` [default: this one or the nearest above it]
    dir: Option<PathBuf>,
    /// The port; where it is busy, the next free one
    #[arg(short, long, default_value_t = 4400)]
    port: u16,
    /// The address to listen on; others than loopback let others read every view
    #[arg(short, long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    interface: IpAddr,
    /// Open it in the browser
    #[arg(short = 'O', long)]
    open: bool,
    /// The view of this audience at the root, as `build --audience` builds it
    #[arg(long, value_name = "ID")]
    audience: Option<String>,
    /// The day that everything depending on today uses [default: `SOURCE_DATE_EPOCH`, else today in UTC]
    #[arg(long, value_name = "DATE", value_parser = as_of::parse)]
    as_of: Option<crate::date::Day>,
    /// Include items that are marked as drafts
    #[arg(long)]
    drafts: bool,
    /// How changes are noticed: `poll` where the system tells of none, as in some containers
    #[arg(long, value_name = "HOW", value_enum, default_value_t = How::Native)]
    watcher: How,
    /// Answer to this name too, besides `localhost` and the loopback addresses
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
}

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum How {
    /// The system tells of them
    Native,
    /// The folder is looked at again and again
    Poll,
}

impl Serve {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let root = disk::find(self.dir.as_deref())?;
        let folder = disk::Folder::open(&root).map_err(|error| format!("cannot read {}: {error}", root.display()))?;
        // Asked once here, so that what is wrong with it is told at the start.
        let first = as_of::day(self.as_of)?;
        let given = self.as_of;
        let (listener, moved) = preview::bind(self.interface, self.port)
            .map_err(|error| format!("cannot listen on {}: {error}", SocketAddr::new(self.interface, self.port)))?;
        let address = listener.local_addr().map_err(|error| format!("cannot tell the address: {error}"))?;
        let names = Names::new(address, &self.allow_host)?;
        let events = Arc::new(Events::new(start()));
        let today = move || as_of::day(given).unwrap_or(first);
        let wishes = Wishes { only: self.audience.clone(), with_drafts: self.drafts, as_of: Box::new(today) };
        let site = Arc::new(Site::new(wishes, folder.sources().clone(), events.clone()));
        self.check_audience(&site)?;
        let answering = site.clone();
        let server = preview::serve(listener, names, Arc::new(move |request| answering.answer(request)), events)
            .map_err(|error| format!("cannot serve: {error}"))?;
        let url = url(server.address(), &site.base());
        say(format!("Serving {url}\n").as_bytes())?;
        if moved {
            note(&format!("Port {} is busy, so this is port {}", self.port, address.port()));
        }
        self.warn_of_others();
        let first_edition = site.edition().number;
        tell_first(&site.edition());
        let search = preview::searcher(&site, move |found, edition| tell_found(found, edition, first_edition))
            .map_err(|error| format!("cannot search pages: {error}"))?;
        let _ = search.send(site.edition());
        let watching = site.clone();
        let how = match self.watcher {
            How::Native => watch::Watcher::Native,
            How::Poll => watch::Watcher::Poll,
        };
        let _watching = watch::watch(folder, how, note, move |change| {
            // It ends with the program only.
            let _ = search.send(take(&watching, change));
        })
        .map_err(|error| format!("cannot watch {}: {error}", root.display()))?;
        if self.open
            && let Err(error) = open::that_detached(&url)
        {
            note(&format!("warning: cannot open a browser, so open the address above yourself: {error}"));
        }
        loop {
            std::thread::park();
        }
    }

    /// An audience that does not exist is wrong usage, unless the roadmap cannot be read yet.
    fn check_audience(&self, site: &Site) -> Result<(), Failure> {
        let edition = site.edition();
        let Some(good) = &edition.good else { return Ok(()) };
        let reading = Reading { audience: self.audience.clone(), ..Reading::default() };
        reading.audience(&good.roadmap).map(|_| ())
    }

    fn warn_of_others(&self) {
        if !self.interface.is_loopback() {
            note(&format!(
                "warning: whoever can reach this machine on {} can read every view, private and sealed ones too",
                self.interface
            ));
            if self.allow_host.is_empty() {
                note("  = help: to be reached by another name than `localhost`, say `--allow-host NAME`");
            }
        }
    }
}

/// Milliseconds since 1970: pages that were open in an earlier run see that this is another.
#[expect(clippy::disallowed_methods, reason = "the number of the first edition, which reaches no page")]
fn start() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| u64::try_from(since.as_millis()).ok()).unwrap_or(1)
}

/// The address to open. That of all interfaces is none that can be opened.
fn url(address: SocketAddr, base: &str) -> String {
    let host = if address.ip().is_unspecified() {
        SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port())
    } else {
        address
    };
    format!("http://{host}{}", preview::encoded(base))
}

/// What is wrong at the start, as `check` would tell it.
fn tell_first(edition: &Edition) {
    super::tell(&edition.problems, &edition.sources);
    match edition.shows {
        Shows::Latest => {}
        Shows::LastGood => note("The page says what is wrong, and follows when it is mended"),
        Shows::Rest => note("The pages show what could be read"),
    }
}

/// Shows what has changed, and says so in one line, with what is wrong now and was not before.
fn take(site: &Site, change: Change) -> Arc<Edition> {
    let before = site.edition();
    let edition = site.take(change.sources);
    let what = match change.paths.as_slice() {
        [] => "the folder".to_owned(),
        [one] => one.to_string(),
        [one, more @ ..] => format!("{one} and {} more", more.len()),
    };
    let what = shown(std::path::Path::new(&what));
    let did = if edition.shows == Shows::LastGood { "not shown" } else { "shown" };
    let milliseconds = change.since.elapsed().as_millis();
    note(&format!("{what}: {did} after {milliseconds} ms, {}", report::summary(&edition.problems)));
    tell_new(&beyond(&edition.problems, &before.problems), &edition);
    if let (Some(was), Some(is)) = (&before.good, &edition.good)
        && was.base != is.base
    {
        note(&format!("The site stands below {} now", is.base));
    }
    edition
}

/// Tells what was found later than what was read. What is wrong with the plan in the first edition is only counted, as after
/// a build: later each finding is news to whoever has just saved something.
fn tell_found(found: &[Problem], edition: &Edition, first: u64) {
    let is_counted = |problem: &Problem| edition.number == first && problem.rule.of_plan;
    let (plan, told): (Vec<_>, Vec<_>) = found.iter().cloned().partition(is_counted);
    tell_new(&told, edition);
    if !plan.is_empty() {
        note(&format!("The plan: {}, in the bar and by `roadmapgen check`", report::summary(&plan)));
    }
}

/// Problems that were not told yet, without the count, which stands in the line above.
fn tell_new(problems: &[Problem], edition: &Edition) {
    let mut err = std::io::stderr();
    let colour = anstream::AutoStream::choice(&err) != anstream::ColorChoice::Never;
    // Nobody is left to tell if even that cannot be written.
    let _ = err.write_all(report::human(problems, &edition.sources, colour).as_bytes());
}
