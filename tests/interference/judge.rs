//! Whether a roadmap gives something away.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use roadmapgen::build::{self, Order};
use roadmapgen::model::Roadmap;
use roadmapgen::problem::Problem;
use roadmapgen::rule::Severity;
use roadmapgen::source::Sources;
use roadmapgen::theme::Theme;
use roadmapgen::view::{Reader, View};
use roadmapgen::words::Access;
use roadmapgen::{page, view};

use super::delete::{Others, delete};
use super::disturb::disturb;
use super::plan::{Audience, Plan, fixture};
use super::random::Random;
use super::tally::Tally;

/// Counted where the program tells a mention of something hidden in a roadmap that has none by this test's own lights,
/// as it is generated or with what is hidden deleted: then the two do not agree on who sees what.
pub const MENTIONED: &str = "wrong: a generated roadmap that mentions what a reader does not see";
/// See [`MENTIONED`].
pub const MENTIONED_AFTERWARDS: &str = "wrong: a roadmap that does so once what is hidden is deleted";

/// What one roadmap came to.
#[derive(Debug)]
pub enum Verdict {
    /// No audience learns anything.
    Tight,
    /// The roadmap itself, or what was made of it, does not read: the generator or the deletion is wrong.
    Unreadable(String),
    /// An audience's view is another one than it should be.
    Leak(String),
}

/// What a view comes to: its site, what a build of it alone publishes, and everything that both are made from.
struct Seen {
    site: BTreeMap<String, Vec<u8>>,
    built: BTreeMap<String, Vec<u8>>,
    view: View,
}

/// Judges a roadmap: each audience's view of it, of it without what is hidden, and of it with that changed.
pub fn judge(plan: &Plan, theme: &Theme, tally: &mut Tally) -> Verdict {
    let sources = plan.sources();
    let (roadmap, problems) = roadmapgen::read(&sources, plan.with_drafts);
    if let Err(problems) = readable(&problems, &sources, MENTIONED, tally) {
        return Verdict::Unreadable(format!("the generated roadmap has errors:\n{problems}\n{}", fixture(&sources)));
    }
    tally.add("roadmaps");
    for (at, who) in plan.audiences.iter().enumerate() {
        let whole = seen(&roadmap, plan, who, theme);
        let number = plan.seed.wrapping_add(at as u64);
        let others = if number.is_multiple_of(2) { Others::Go } else { Others::Stay };
        let left = delete(plan, who, others, tally);
        // Those who stay in the settings may no longer see what the footer mentions.
        let mentioned = if others == Others::Go { MENTIONED_AFTERWARDS } else { "a footer that others could not read" };
        tally.add("views");
        match compare(&whole, &seen_of(&left, &left.sources(), who, theme, mentioned, tally)) {
            Verdict::Tight => {}
            verdict => return verdict.with("what is hidden deleted", who, &sources, &left.sources()),
        }
        let (other, hidden) = disturb(plan, who, &mut Random::of(plan.seed, 1 + at as u64));
        let changed = renamed(&other.sources(), &hidden);
        // Somebody else may now read something that mentions what they do not see.
        match compare(&whole, &seen_of(&other, &changed, who, theme, "a change that leaks to others", tally)) {
            Verdict::Tight => tally.add("views of changed roadmaps"),
            verdict => return verdict.with("what is hidden changed", who, &sources, &changed),
        }
    }
    Verdict::Tight
}

fn compare(whole: &Seen, other: &Result<Seen, String>) -> Verdict {
    match other {
        Err(problems) => Verdict::Unreadable(problems.clone()),
        Ok(other) => difference(whole, other).map_or(Verdict::Tight, Verdict::Leak),
    }
}

fn seen_of(
    plan: &Plan,
    sources: &Sources,
    who: &Audience,
    theme: &Theme,
    mentioned: &str,
    tally: &mut Tally,
) -> Result<Seen, String> {
    let (roadmap, problems) = roadmapgen::read(sources, plan.with_drafts);
    readable(&problems, sources, mentioned, tally)?;
    Ok(seen(&roadmap, plan, who, theme))
}

impl Verdict {
    fn with(self, what: &str, who: &Audience, whole: &Sources, other: &Sources) -> Self {
        let (whole, other) = (fixture(whole), fixture(other));
        let all = |why: String| {
            format!(
                "the view of `{}` with {what}:\n{why}\n\n==== the roadmap\n{whole}\n==== with {what}\n{other}",
                who.id
            )
        };
        match self {
            Self::Tight => Self::Tight,
            Self::Unreadable(why) => Self::Unreadable(all(why)),
            Self::Leak(why) => Self::Leak(all(why)),
        }
    }
}

/// Whether a roadmap reads. A mention of something hidden stops no comparison, and is counted: a broken door may show
/// itself there first.
fn readable(problems: &[Problem], sources: &Sources, mentioned: &str, tally: &mut Tally) -> Result<(), String> {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).cloned();
    let (leaks, errors): (Vec<Problem>, Vec<Problem>) = errors.partition(|problem| problem.rule.name == "leak");
    if !leaks.is_empty() {
        tally.add(mentioned);
    }
    if errors.is_empty() { Ok(()) } else { Err(roadmapgen::report::human(&errors, sources, false)) }
}

fn seen(roadmap: &Roadmap, plan: &Plan, who: &Audience, theme: &Theme) -> Seen {
    let audience = &roadmap.audiences[who.id.as_str()];
    let view = view::project(roadmap, Reader::of(audience), plan.as_of);
    let site = page::site(&view, theme).expect("every page of the default theme can be filled in");
    // A build of the view alone is the same site, and takes as long again: of some. What is sealed takes longer by far.
    let order = Order {
        only: Some(audience),
        as_of: plan.as_of,
        base_url: None,
        passphrases: BTreeMap::new(),
        denies_leaks: false,
    };
    let is_built = plan.seed.is_multiple_of(BUILT_OF) && audience.access != Access::Sealed;
    let ((), built) = page::collected(|take| {
        if is_built {
            build::build(roadmap, theme, &order, take).expect("as above");
        }
    });
    Seen { site, built, view }
}

/// Of so many roadmaps, one is built too.
const BUILT_OF: u64 = 8;

/// The first difference: of bytes, else of what they are made from.
fn difference(whole: &Seen, other: &Seen) -> Option<String> {
    let sites = [(&whole.site, &other.site), (&whole.built, &other.built)];
    if let Some((whole, other)) = sites.into_iter().find(|(whole, other)| whole != other) {
        let names = |site: &BTreeMap<String, Vec<u8>>, beside: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
            site.keys().filter(|name| !beside.contains_key(*name)).cloned().collect()
        };
        let (more, fewer) = (names(whole, other), names(other, whole));
        let mut told = format!("bytes differ. Files only of the whole: {more:?}; only of the other: {fewer:?}\n");
        let differs = whole.iter().find(|(name, bytes)| other.get(*name).is_some_and(|other| other != *bytes));
        if let Some((name, bytes)) = differs {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('>', ">\n");
            let _ = write!(told, "{name}:\n{}", changed_lines(&text(bytes), &text(&other[name])));
        }
        return Some(told);
    }
    // Bytes are what counts. That what they are made from is equal too is stricter, and finds a fault before a page
    // shows it.
    let bytes_alone = std::env::var_os("INTERFERENCE_BYTES_ALONE").is_some();
    if bytes_alone || format!("{:?}", whole.view) == format!("{:?}", other.view) {
        return None;
    }
    let (whole, other) = (format!("{:#?}", whole.view), format!("{:#?}", other.view));
    Some(format!("bytes are equal, what they are made from differs:\n{}", changed_lines(&whole, &other)))
}

/// So many lines of each side are told.
const MOST_LINES: usize = 12;

/// The first lines that differ, between those that do not.
fn changed_lines(one: &str, other: &str) -> String {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.lines().collect(), other.lines().collect());
    let start = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let (rest, other_rest) = (&one[start..], &other[start..]);
    let end = rest.iter().rev().zip(other_rest.iter().rev()).take_while(|(one, other)| one == other).count();
    let mut told = String::new();
    for (mark, lines) in [
        (' ', &one[start.saturating_sub(3)..start]),
        ('-', &rest[..rest.len() - end]),
        ('+', &other_rest[..other_rest.len() - end]),
    ] {
        for line in lines.iter().take(MOST_LINES) {
            let _ = writeln!(told, "{mark} {line}");
        }
    }
    told
}

/// The same files with hidden items called otherwise, in every text and every name. Ids are tokens that stand for
/// nothing else, so replacing them as text hits nothing else.
fn renamed(sources: &Sources, hidden: &std::collections::BTreeSet<String>) -> Sources {
    let mut renamed = Sources::default();
    let other = |text: &str| {
        hidden.iter().fold(text.to_owned(), |text, id| {
            text.replace(id.as_str(), &format!("{}-renamed", id.chars().rev().collect::<String>()))
        })
    };
    for (path, text) in &sources.texts {
        renamed.insert(&other(path), other(text).into_bytes());
    }
    for (path, bytes) in &sources.files {
        renamed.insert(&other(path), bytes.to_vec());
    }
    renamed
}
