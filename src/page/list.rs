//! The list: everything in tables, equal in content to the timeline, for reading, printing and copying.

use serde::Serialize;

use crate::page::gantt;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::route::{Route, Rows};
use crate::page::shell::{Frame, Head, Shell};
use crate::page::step::{self, Link, Mark, When, is_measured};
use crate::page::styles::Styles;
use crate::page::timeline::{self, NO_INTENT, no_intent, standing, told_apart};
use crate::page::told;
use crate::page::words::{capital, percent};
use crate::view::{Intent, Milestone, View};
use crate::words::{Field, Health, Kind, MilestoneStatus, Word};

/// How many rows a section has at most, as on the timeline.
const MOST_ROWS: usize = 50;

/// What `list.html` gets.
#[derive(Debug, Clone, Serialize)]
pub struct List {
    /// What every page has.
    pub shell: Shell,
    /// How many there are: `Twelve milestones for three intents.`
    pub summary: String,
    /// What the column is called that says how each stands: `Status`.
    pub standing: &'static str,
    /// Which columns there are: those that at least one milestone has something in.
    pub columns: Columns,
    /// The class with the names of the columns, which a narrow screen writes before each value.
    pub names: String,
    /// A section for each intent.
    pub sections: Vec<Section>,
}

/// Which columns there are, besides the milestone and how it stands.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each column is there or is not, apart from the others")]
pub struct Columns {
    /// How near it is.
    pub horizon: bool,
    /// When it begins.
    pub start: bool,
    /// When it is due.
    pub due: bool,
    /// When it was done.
    pub done: bool,
    /// Who owns it.
    pub owner: bool,
    /// Whose it is.
    pub teams: bool,
    /// How far it is.
    pub progress: bool,
}

/// The milestones of an intent, or some of them where they are many.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// The anchor of its heading.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Which of several intents of this title it is, and which of its rows these are: `51 to 100`.
    pub part: Option<String>,
    /// The intent's page; none for what serves no intent.
    pub href: Option<String>,
    /// How the intent stands.
    pub note: Option<String>,
    /// A milestone each.
    pub rows: Vec<Row>,
}

/// A milestone.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Whether it was given up.
    pub dropped: bool,
    /// Whether it is its intent's thin end-to-end slice.
    pub slice: bool,
    /// What else it serves.
    pub also: Vec<Link>,
    /// Its state, with both status and health: `Active, at risk`.
    pub mark: Mark,
    /// `Now`; empty where it is done or dropped.
    pub horizon: &'static str,
    /// When it begins.
    pub start: Option<When>,
    /// When it is due.
    pub due: Option<When>,
    /// Whether that has passed and it is open.
    pub late: bool,
    /// When it was done.
    pub done: Option<When>,
    /// Names, with commas.
    pub owner: String,
    /// Names, with commas.
    pub teams: String,
    /// `55 %`; empty where nobody said.
    pub progress: String,
}

/// The list's pages.
pub fn routes(_view: &View) -> Vec<Route> {
    vec![Route::List(Rows::All)]
}

/// A page of the list; none where the view has no such part.
pub fn page(frame: &Frame<'_>, route: &Route, _rows: &Rows) -> Option<List> {
    let (view, here) = (frame.view, frame.here(route));
    let columns = columns(view);
    let mut styles = Styles::new();
    let names = styles.class(&declarations(columns));
    Some(List {
        summary: summary(view),
        standing: gantt::standing(view),
        columns,
        names,
        sections: sections(view, &here),
        shell: frame.shell(
            route,
            Head {
                title: Some("List".to_owned()),
                description: Some(description(view)),
                class: "wide",
                ..Head::default()
            },
            &styles,
        ),
    })
}

fn description(view: &View) -> String {
    let what = match (view.shows(Field::Status), told::due(view)) {
        (true, true) => "with its status and dates",
        (true, false) => "with its status",
        (false, true) => "with its dates",
        (false, false) => "and how near it is",
    };
    format!("Every {} {what}, by what it serves.", Noun::of(view, Kind::Milestone).one)
}

fn summary(view: &View) -> String {
    let milestones = view.milestones.len();
    let noun = Noun::of(view, Kind::Milestone);
    if milestones == 0 {
        return format!("There is no {} yet.", noun.one);
    }
    let served = view.intents.iter().filter(|intent| !intent.milestones.is_empty()).count();
    let for_intents =
        if served == 0 { String::new() } else { format!(" for {}", Noun::of(view, Kind::Intent).counted(served)) };
    capital(&format!("{}{for_intents}.", noun.counted(milestones)))
}

fn columns(view: &View) -> Columns {
    let any = |has: fn(&Milestone) -> bool| view.milestones.iter().any(has);
    Columns {
        // Where there is no status, how near it is stands in its place.
        horizon: view.shows(Field::Status) && any(|milestone| milestone.horizon.is_some()),
        start: any(|milestone| milestone.start.is_some()),
        due: any(|milestone| milestone.target.is_some()),
        done: any(|milestone| milestone.done.is_some()),
        owner: any(|milestone| !milestone.item.owner.is_empty()),
        teams: any(|milestone| !milestone.item.teams.is_empty()),
        progress: any(has_progress),
    }
}

/// The names of the columns by their places, counted with the milestone as the first. They are
/// written once for the page and not in each cell, which would double its weight.
fn declarations(columns: Columns) -> String {
    let names = [
        (columns.horizon, "Horizon"),
        (columns.start, "Start"),
        (columns.due, "Due"),
        (columns.done, "Done"),
        (columns.owner, "Owner"),
        (columns.teams, "Teams"),
        (columns.progress, "Progress"),
    ];
    let names = names.into_iter().filter(|(there, _)| *there).map(|(_, name)| name);
    // The status is the second column and explains itself.
    names.enumerate().map(|(at, name)| format!("--n{}:\"{name} \"", at + 3)).collect::<Vec<_>>().join(";")
}

/// Whether a progress says more than the status does.
fn has_progress(milestone: &Milestone) -> bool {
    milestone.progress.is_some_and(|progress| {
        milestone.is_open()
            && is_measured(milestone)
            && (progress.percent > 0 || milestone.status == Some(MilestoneStatus::Active))
    })
}

fn sections(view: &View, here: &Here) -> Vec<Section> {
    let of = |intent: &Intent| -> Vec<&Milestone> {
        // A milestone with several intents stands once, with the first.
        let first = |milestone: &&Milestone| milestone.intents.first() == Some(&intent.item.id);
        intent.milestones.iter().filter_map(|id| view.milestone(id)).filter(first).collect()
    };
    let loose: Vec<_> = view.milestones.iter().filter(|milestone| milestone.intents.is_empty()).collect();
    let mut sections = Vec::new();
    for (intent, rows) in view.intents.iter().map(|intent| (Some(intent), of(intent))).chain([(None, loose)]) {
        let name = intent.map_or(NO_INTENT, |intent| intent.item.id.as_str());
        for (at, part) in rows.chunks(MOST_ROWS).enumerate() {
            sections.push(Section {
                id: if at == 0 { format!("l-{name}") } else { format!("l{}-{name}", at + 1) },
                title: intent.map_or_else(|| no_intent(view), |intent| intent.item.title.clone()),
                part: timeline::part(
                    intent.and_then(|intent| told_apart(view, intent)),
                    (rows.len() > MOST_ROWS)
                        .then(|| format!("{} to {}", at * MOST_ROWS + 1, at * MOST_ROWS + part.len())),
                ),
                href: intent.map(|intent| here.to_item(&intent.item)),
                note: intent.filter(|_| at == 0).map(|intent| standing(view, intent)),
                rows: part.iter().map(|milestone| row(view, here, milestone)).collect(),
            });
        }
    }
    sections
}

fn row(view: &View, here: &Here, milestone: &Milestone) -> Row {
    let mut mark = Mark::of(milestone);
    mark.word = match milestone.health {
        Some(health) if milestone.horizon.is_some() && health != Health::OnTrack => {
            format!("{}, {}", step::standing(milestone), health.title().to_lowercase())
        }
        _ => mark.word,
    };
    Row {
        title: milestone.item.title.clone(),
        href: here.to_item(&milestone.item),
        dropped: milestone.status == Some(MilestoneStatus::Dropped),
        slice: milestone.slice,
        also: Link::to_all(here, view, milestone.intents.iter().skip(1)),
        mark,
        horizon: milestone.horizon.map_or("", Word::title),
        start: milestone.start.as_ref().map(When::short),
        due: milestone.target.as_ref().map(When::short),
        late: milestone.late,
        done: milestone.done.as_ref().map(When::short),
        owner: milestone.item.owner.join(", "),
        teams: milestone.item.teams.join(", "),
        progress: milestone
            .progress
            .filter(|_| has_progress(milestone))
            .map_or_else(String::new, |progress| percent(progress.percent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_screen_knows_the_names_of_the_columns_that_are_there() {
        let columns = Columns { due: true, teams: true, ..Columns::default() };
        assert_eq!(declarations(columns), "--n3:\"Due \";--n4:\"Teams \"");
    }
}
