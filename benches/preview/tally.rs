//! What was measured, and how it is told.

use std::fmt::Write as _;
use std::time::Duration;

use crate::crowd::Answers;
use crate::milliseconds;
use crate::save::Kind;
use crate::server::Server;
use crate::times::Times;

/// How long the preview waits for quiet after an event before it looks, in milliseconds.
const WINDOW: f64 = roadmapgen::watch::QUIET.as_secs_f64() * 1000.0;

/// What is to be reached: the median of a changed title at the largest size, in milliseconds beyond the window.
const BEYOND: f64 = 60.0;

/// The times of one kind of save.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// From the write to the first page that shows it, asked for without a pause.
    pub polled: Times,
    /// From the write to the reload.
    pub told: Times,
    /// From there on: the page that is asked for then.
    pub page: Times,
    /// Both.
    pub whole: Times,
}

/// What was measured at one size.
pub struct Tally {
    size: usize,
    ready: Duration,
    first_page: Duration,
    memory_before: Option<(u64, u64)>,
    pub memory_after: Option<(u64, u64)>,
    pub rows: Vec<(Kind, Row)>,
    /// The first whole timeline after a save.
    pub timeline: Times,
    /// How many pages were looked at for a new title, and how many did not have it.
    pub looked: usize,
    pub old: usize,
    /// Reloads after which the page was not yet another.
    pub early_reloads: usize,
    /// From the write of a title to its page, while others ask for pages without a pause.
    pub crowded: Times,
    pub crowd: Answers,
}

impl Tally {
    pub fn new(size: usize, server: &Server) -> Self {
        Self {
            size,
            ready: server.ready,
            first_page: server.first_page,
            memory_before: server.memory(),
            memory_after: None,
            rows: Vec::new(),
            timeline: Times::default(),
            looked: 0,
            old: 0,
            early_reloads: 0,
            crowded: Times::default(),
            crowd: Answers::default(),
        }
    }

    /// Whether every page was there, and said what was written.
    pub fn is_good(&self) -> bool {
        self.old == 0 && self.crowd.wrong == 0 && self.crowd.broken == 0
    }

    /// The median of a changed title that is asked for without a pause.
    fn title(&self) -> f64 {
        self.rows.iter().find(|(kind, _)| *kind == Kind::Title).map_or(0.0, |(_, row)| row.polled.median())
    }
}

/// One of the times of a row.
type Part = fn(&Row) -> &Times;

/// All of it as a table: a column for each size, and times as `median/worst` in milliseconds.
pub fn table(tallies: &[Tally], saves: usize) -> String {
    let mut text = format!("\n{saves} saves each, median/worst in ms; the preview waits {WINDOW} ms for quiet\n\n");
    let mut line = |name: &str, cell: &dyn Fn(&Tally) -> String| {
        let cells: Vec<String> = tallies.iter().map(|tally| format!("{:>16}", cell(tally))).collect();
        let _ = writeln!(text, "{name:<44}{}", cells.concat());
    };
    line("milestones", &|tally| tally.size.to_string());
    line("from start to the first line", &|tally| format!("{:.0}", milliseconds(tally.ready)));
    line("from start to the first page", &|tally| format!("{:.0}", milliseconds(tally.first_page)));
    line("memory then, now/highest in MB", &|tally| megabytes(tally.memory_before));
    line("memory after all, now/highest in MB", &|tally| megabytes(tally.memory_after));
    let Some(first) = tallies.first() else { return text };
    let names: [(&str, Part); 4] = [
        ("from write to page, asked for all the time", |row| &row.polled),
        ("from write to reload", |row| &row.told),
        ("the page that is asked for then", |row| &row.page),
        ("from write to that page", |row| &row.whole),
    ];
    for (name, times) in names {
        line(name, &|_| String::new());
        for (at, (kind, _)) in first.rows.iter().enumerate() {
            line(&format!("  {}", kind.name()), &|tally| pair(times(&tally.rows[at].1)));
        }
    }
    line("the whole timeline after a save", &|tally| pair(&tally.timeline));
    line("pages without the new title", &|tally| format!("{} of {}", tally.old, tally.looked));
    line("reloads before the page was another", &|tally| tally.early_reloads.to_string());
    line("while others ask without a pause:", &|_| String::new());
    line("  from write to page", &|tally| pair(&tally.crowded));
    line("  their pages", &|tally| pair(&tally.crowd.times));
    line("  answers other than 200", &|tally| format!("{} of {}", tally.crowd.wrong, tally.crowd.all));
    line("  broken connections", &|tally| tally.crowd.broken.to_string());
    line("a title beyond the wait, median", &|tally| format!("{:.1}", tally.title() - WINDOW));
    if let Some(last) = tallies.last() {
        let beyond = last.title() - WINDOW;
        let is_reached = if beyond <= BEYOND { "reached" } else { "not reached" };
        let _ = writeln!(text, "\n{beyond:.1} ms beyond the wait at {}; at most {BEYOND}: {is_reached}", last.size);
        let ratio = last.title() / first.title();
        let is_reached = if ratio <= 3.0 { "reached" } else { "not reached" };
        let _ = writeln!(text, "{} : {} is {ratio:.2} : 1; at most 3: {is_reached}", last.size, first.size);
    }
    text
}

fn pair(times: &Times) -> String {
    format!("{:.1}/{:.1}", times.median(), times.worst())
}

fn megabytes(memory: Option<(u64, u64)>) -> String {
    memory.map_or_else(|| "unknown".to_owned(), |(now, highest)| format!("{now}/{highest}"))
}
