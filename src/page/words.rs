//! The sentences that are worked out from the plan.

use std::fmt::Write as _;

use crate::date::{Date, Day, Precision, distance, number_word, spoken};
use crate::page::label::Noun;
use crate::page::step::standing_of;
use crate::view::{Intent, Item, Milestone, Progress, ProgressSource, State, View};
use crate::words::{Field, Health, IntentStatus, Kind, MilestoneStatus, Word};

/// A number and a noun, in words to twelve: `one step`, `five steps`.
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(count))
}

/// A number as running text has it.
pub fn number(count: usize) -> String {
    number_word(u64::try_from(count).expect("a count fits"))
}

/// With a capital at its start.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `44 %`, with a space that does not break.
pub fn percent(percent: u8) -> String {
    format!("{percent}\u{a0}%")
}

/// Where a progress comes from: `mean of three key results`.
pub fn source(view: &View, progress: Progress) -> String {
    let milestones = |count| Noun::of(view, Kind::Milestone).counted(count);
    match progress.source {
        ProgressSource::Written => "as stated".to_owned(),
        ProgressSource::Tasks { done, all } => format!("{done} of {all} tasks below"),
        ProgressSource::Status => "as the status says".to_owned(),
        ProgressSource::KeyResults(1) => "of one key result".to_owned(),
        ProgressSource::KeyResults(count) => format!("mean of {}", counted(count, "key result")),
        ProgressSource::Milestones(1) => format!("of {}", milestones(1)),
        ProgressSource::Milestones(count) => format!("mean of {}", milestones(count)),
        ProgressSource::Effort(count) => format!("of {}, by effort", milestones(count)),
    }
}

/// How many of an intent's steps are done, as the end of a sentence: `1 of 5 steps done`; none where it has none.
pub fn steps_done(view: &View, intent: &Intent) -> Option<String> {
    let (all, done) = count_done(steps(view, intent));
    let noun = Noun::step(view);
    match all {
        0 => None,
        1 => Some(format!("its one {} {}", noun.one, if done == 1 { "done" } else { "open" })),
        all => Some(format!("{done} of {all} {} done", noun.many)),
    }
}

/// How many of these milestones were not given up, and how many of those are done.
pub fn count_done<'a>(steps: impl IntoIterator<Item = &'a Milestone>) -> (usize, usize) {
    let dropped = |step: &&Milestone| step.status == Some(MilestoneStatus::Dropped);
    let count = |(all, done), step: &Milestone| (all + 1, done + usize::from(!step.is_open()));
    steps.into_iter().filter(|step| !dropped(step)).fold((0, 0), count)
}

/// How an intent stands, in one line: `44 % reached, 1 of 5 steps done`.
pub fn reached(view: &View, intent: &Intent) -> String {
    let of_steps = steps_done(view, intent);
    let standing = match (intent.status, intent.progress) {
        (Some(IntentStatus::Proposed), None | Some(Progress { percent: 0, .. })) if view.shows(Field::Progress) => {
            return format!("{}, nothing measured yet", intent.status_title);
        }
        (Some(IntentStatus::Active) | None, None) => None,
        // Nothing done yet is said by the steps; a nought is a figure only where something is measured.
        (Some(IntentStatus::Active) | None, Some(Progress { percent: 0, source }))
            if !matches!(source, ProgressSource::KeyResults(_)) =>
        {
            None
        }
        (Some(IntentStatus::Active) | None, Some(progress)) => Some(format!("{} reached", percent(progress.percent))),
        (Some(IntentStatus::Achieved | IntentStatus::Dropped), _) => Some(intent.status_title.clone()),
        (Some(IntentStatus::Paused | IntentStatus::Proposed), progress) => Some(progress.map_or_else(
            || intent.status_title.clone(),
            |progress| format!("{}, {} reached", intent.status_title, percent(progress.percent)),
        )),
    };
    let none = || format!("no {} yet", Noun::step(view).one);
    match (standing, of_steps) {
        (Some(standing), Some(steps)) => format!("{standing}, {steps}"),
        (Some(standing), None) if intent.children.is_empty() && intent.is_open() => format!("{standing}, {}", none()),
        (Some(standing), None) => standing,
        (None, Some(steps)) => capital(&steps),
        (None, None) if intent.children.is_empty() => capital(&none()),
        (None, None) => capital(&counted(intent.children.len(), "part")),
    }
}

/// An intent's status, and its health where that is bad: `Active, at risk`. Where the view tells no status, how near
/// it is.
pub fn status(intent: &Intent) -> String {
    let standing = standing_of(intent);
    match intent.health.filter(|&health| intent.is_open() && health != Health::OnTrack) {
        Some(health) => format!("{standing}, {}", health.title().to_lowercase()),
        None => standing.to_owned(),
    }
}

/// What is wrong below an intent: `with one step at risk`; none where nothing is.
pub fn trouble(view: &View, intent: &Intent) -> Option<String> {
    let count = |state| steps(view, intent).filter(|step| step.state == state).count();
    let noun = Noun::step(view);
    match (count(State::Off), count(State::Risk)) {
        (0, 0) => None,
        (0, risk) => Some(format!("with {} at risk", noun.counted(risk))),
        (off, 0) => Some(format!("with {} off track", noun.counted(off))),
        (off, risk) => Some(format!("with {} off track, {} at risk", noun.counted(off), number(risk))),
    }
}

/// Where the thin slice stands among an intent's steps: `the thin slice came first`. Where dates do not tell which was
/// or will be first, nobody says so.
pub fn slice(view: &View, intent: &Intent) -> Option<&'static str> {
    let dropped = |step: &&Milestone| step.status == Some(MilestoneStatus::Dropped);
    let steps: Vec<_> = steps(view, intent).filter(|step| !dropped(step)).collect();
    let slice = steps.iter().find(|step| step.slice)?;
    let (done, open): (Vec<&Milestone>, Vec<&Milestone>) =
        steps.iter().copied().filter(|step| step.item.id != slice.item.id).partition(|step| !step.is_open());
    if !slice.is_open() {
        let first = done.iter().all(|step| is_no_later(slice.done.as_ref(), step.done.as_ref()));
        return Some(if first { "the thin slice came first" } else { "the thin slice is done" });
    }
    let due = |step: &&Milestone| step.target.is_none() || is_no_later(slice.target.as_ref(), step.target.as_ref());
    let first = done.is_empty() && slice.target.is_some() && open.iter().all(due);
    first.then_some("the thin slice comes first")
}

/// Whether one date is surely not after another: of two in the same period, either may be first.
fn is_no_later(date: Option<&Date>, other: Option<&Date>) -> bool {
    let (Some(date), Some(other)) = (date, other) else { return false };
    date.last() < other.last() || (date.last() == other.last() && date.precision() == Precision::Day)
}

/// The milestones of an intent that the view has.
fn steps<'a>(view: &'a View, intent: &'a Intent) -> impl Iterator<Item = &'a Milestone> {
    intent.milestones.iter().filter_map(|id| view.milestone(id))
}

/// How far a due date is and how firmly it is promised: `in seven to eleven weeks, committed`.
pub fn due(as_of: Day, milestone: &Milestone) -> Option<String> {
    let target = milestone.target.as_ref()?;
    let mut text = distance(as_of, target);
    if let Some(commitment) = milestone.commitment {
        write!(text, ", {}", commitment.title().to_lowercase()).expect("writing to a string does not fail");
    }
    Some(text)
}

/// The same for a measure of success, to its last day: `Next measure, in six weeks.`
pub fn next_measure(as_of: Day, by: &Date) -> String {
    format!("Next measure, {}.", distance(as_of, &Date::day(by.last())))
}

/// A date in running text, without the year where it is the site's own: `27 November`.
pub fn nearby(as_of: Day, date: &Date) -> String {
    let words = date.words();
    if date.precision() == Precision::Day && date.name().is_none() && date.first().year() == as_of.year() {
        words.trim_end_matches(&format!(" {}", as_of.year())).to_owned()
    } else {
        words
    }
}

/// A date as the end of a sentence: `by 2030`, `by the second half of 2024`.
pub fn by(date: &Date) -> String {
    format!("by {}", date.spoken())
}

/// The same of what falls into a period: `in 2027`, `in the first half of 2027`. A period's name is left out, since it
/// is the name of what happens then.
pub fn within(date: &Date) -> String {
    let words = date.words();
    let unnamed = date.name().and_then(|name| words.strip_prefix(name)?.strip_prefix(" (")?.strip_suffix(')'));
    format!("in {}", spoken(unnamed.unwrap_or(&words), date.precision()))
}

/// From one day's month to another's: `May to October 2026`, `October 2026`.
pub fn months(first: Day, last: Day) -> String {
    let month = |day: Day| {
        let words = Date::day(day).words();
        words.split_once(' ').map_or(words.clone(), |(_, month)| month.to_owned())
    };
    between(&month(first), &month(last))
}

/// From one period to another, a year that ends both said once: `Q3 to Q4 2026`.
pub fn between(from: &str, to: &str) -> String {
    if from == to {
        return to.to_owned();
    }
    match (from.rsplit_once(' '), to.rsplit_once(' ')) {
        (Some((from, year)), Some((_, other))) if year == other && year.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{} to {to}", from.trim_end_matches(" of"))
        }
        _ => format!("{from} to {to}"),
    }
}

/// Figures of one measure, all with as many decimals as the one that needs most: `11.2`, `6.0`.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a> {
    decimals: usize,
    unit: Option<&'a str>,
}

impl<'a> Figures<'a> {
    /// For these figures in this unit.
    pub fn of(figures: impl IntoIterator<Item = f64>, unit: Option<&'a str>) -> Self {
        let decimals = figures.into_iter().map(decimals).max().unwrap_or(0);
        Self { decimals, unit: unit.map(str::trim).filter(|unit| !unit.is_empty()) }
    }

    /// One figure with its unit: `8.9 h`, `400,000`.
    pub fn show(&self, figure: f64) -> String {
        let number =
            if figure.abs() < 1e15 { grouped(&format!("{figure:.*}", self.decimals)) } else { format!("{figure:e}") };
        match self.unit {
            Some(unit) => format!("{number}\u{a0}{unit}"),
            None => number,
        }
    }
}

/// How many decimals a figure needs, at most three: nobody reads more.
fn decimals(figure: f64) -> usize {
    let text = format!("{figure:.3}");
    text.trim_end_matches('0').split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

/// Thousands apart: `400,000`.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.find('.').map_or((number, ""), |at| number.split_at(at));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    if digits.len() < 5 {
        return number.to_owned();
    }
    let mut grouped = String::with_capacity(number.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// Who owns an item in a few words: `@kim, @lee`, `Team lang`; none where nobody is named.
pub fn owner(item: &Item) -> Option<String> {
    match (item.owner.as_slice(), item.teams.as_slice()) {
        ([], []) => None,
        ([], [team]) => Some(format!("Team {team}")),
        ([], teams) => Some(format!("Teams {}", teams.join(", "))),
        (owners, _) => Some(owners.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::FiscalYear;

    fn date(text: &str) -> Date {
        Date::parse(text, FiscalYear::default()).expect("a date in a test")
    }

    #[test]
    fn figures_of_one_measure_have_the_same_decimals() {
        let hours = Figures::of([11.2, 6.0], Some("h"));
        assert_eq!(hours.show(6.0), "6.0\u{a0}h");
        assert_eq!(Figures::of([0.0, 5.0], None).show(2.0), "2");
        assert_eq!(Figures::of([400_000.0], Some("t")).show(400_000.0), "400,000\u{a0}t");
        assert_eq!(Figures::of([-12345.5], None).show(-12345.5), "-12,345.5");
        assert_eq!(Figures::of([1e300], None).show(1e300), "1e300");
        assert_eq!(Figures::of([9999.0], None).show(9999.0), "9999");
    }

    #[test]
    fn the_next_measure_is_spoken_to_its_last_day() {
        let as_of = date("2026-11-16").first();
        assert_eq!(next_measure(as_of, &date("2026")), "Next measure, in six weeks.");
    }

    #[test]
    fn a_day_of_this_year_needs_no_year() {
        let as_of = date("2026-11-16").first();
        assert_eq!(nearby(as_of, &date("2026-11-27")), "27 November");
        assert_eq!(nearby(as_of, &date("2027-01-27")), "27 January 2027");
        assert_eq!(nearby(as_of, &date("2026-Q4")), "Q4 2026");
    }

    #[test]
    fn a_horizon_reads_as_part_of_a_sentence() {
        for (written, words) in [
            ("2030", "by 2030"),
            ("2024-H2", "by the second half of 2024"),
            ("2027-W12", "by week 12 of 2027"),
            ("2027-Q1", "by Q1 2027"),
        ] {
            assert_eq!(by(&date(written)), words);
        }
    }

    #[test]
    fn a_period_is_what_something_falls_into() {
        assert_eq!(within(&date("2027")), "in 2027");
        assert_eq!(within(&date("2027-H1").with_name("Assembly".to_owned())), "in the first half of 2027");
        assert_eq!(within(&date("2027-W12")), "in week 12 of 2027");
    }

    #[test]
    fn months_are_named_once() {
        let months = |first, last| months(date(first).first(), date(last).first());
        assert_eq!(months("2026-05-31", "2026-10-31"), "May to October 2026");
        assert_eq!(months("2025-05-31", "2026-10-31"), "May 2025 to October 2026");
        assert_eq!(months("2026-10-01", "2026-10-31"), "October 2026");
        for (from, to, words) in [
            ("2026-Q3", "2026-Q4", "Q3 to Q4 2026"),
            ("2026-W12", "2026-W14", "Week 12 to Week 14 of 2026"),
            ("2025", "2026", "2025 to 2026"),
            ("FY27-Q1", "FY27-Q2", "FY27 Q1 (January to March 2027) to FY27 Q2 (April to June 2027)"),
        ] {
            assert_eq!(between(&date(from).words(), &date(to).words()), words);
        }
    }

    #[test]
    fn counts_are_words_to_twelve() {
        assert_eq!(counted(1, "step"), "one step");
        assert_eq!(counted(13, "step"), "13 steps");
        assert_eq!(capital("six"), "Six");
    }

    #[test]
    fn a_progress_says_where_it_comes_from() {
        let view = crate::output::specimen::view();
        let source = |source| super::source(&view, Progress { percent: 40, source });
        assert_eq!(source(ProgressSource::Tasks { done: 2, all: 5 }), "2 of 5 tasks below");
        assert_eq!(source(ProgressSource::KeyResults(3)), "mean of three key results");
        assert_eq!(source(ProgressSource::Effort(4)), "of four milestones, by effort");
    }
}
