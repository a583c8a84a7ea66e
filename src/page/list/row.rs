//! The rows of a list, and its columns.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::{Date, Precision};
use crate::markdown::html::Html;
use crate::page::facet::{Facets, owners};
use crate::page::here::Here;
use crate::page::list::look::Looks;
use crate::page::mold;
use crate::page::section::{self, NO_INTENT, no_intent};
use crate::page::shell::Frame;
use crate::page::step::{self, Link, Mark, When, is_measured};
use crate::page::words::percent;
use crate::view::{Milestone, View};
use crate::words::{Field, Health, MilestoneStatus, Word};

/// Which columns there are, besides the milestone and how it stands.
#[derive(Debug, Clone, Copy, Default, Serialize, JsonSchema)]
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
    /// Its rows as HTML, each of them made by `parts/row.html`, so it may be written with `| safe`.
    #[schemars(with = "Html")]
    pub rows: String,
    /// The milestones that they are, by their places in the view.
    #[serde(skip)]
    pub which: Vec<usize>,
}

/// What `parts/row.html` gets. Its addresses stand for what differs from page to page and is put in afterwards, so a
/// template writes them as they are.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ListRow {
    /// The milestone.
    pub row: Row,
    /// Which columns there are.
    pub columns: Columns,
}

/// A milestone.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks for each of them apart from the others")]
pub struct Row {
    /// The id, for the anchor.
    pub id: String,
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
    pub start: Option<Dated>,
    /// When it is due.
    pub due: Option<Dated>,
    /// Whether that has passed and it is open.
    pub late: bool,
    /// When it was done.
    pub done: Option<Dated>,
    /// Names, with commas: its own, else those of what it serves.
    pub owner: String,
    /// Whether these are the owners of the intent, since the milestone itself names nobody.
    pub owner_of: bool,
    /// Names, with commas.
    pub teams: String,
    /// `55 %`; empty where nobody said.
    pub progress: String,
    /// What it says, in short, by which readers are told what has changed.
    pub look: String,
    /// What it has in common with others, for the site's script: `status.late team.sdk`.
    pub facets: String,
}

/// A date, and what it is sorted by.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dated {
    /// The date.
    #[serde(flatten)]
    pub when: When,
    /// Its last day, `2027-06-30`, where it is no day itself.
    pub last: Option<String>,
}

impl Dated {
    fn of(date: &Date) -> Self {
        let is_day = date.precision() == Precision::Day && date.machine().is_some();
        Self { when: When::short(date), last: (!is_day).then(|| date.last().to_string()) }
    }
}

impl Columns {
    /// The columns in which at least one milestone of the view has something. They are the same on all pages of the list.
    pub fn of(view: &View) -> Self {
        let any = |has: fn(&Milestone) -> bool| view.milestones.iter().any(has);
        Self {
            // Where there is no status, how near it is stands in its place.
            horizon: view.shows(Field::Status) && any(|milestone| milestone.horizon.is_some()),
            start: any(|milestone| milestone.start.is_some()),
            due: any(|milestone| milestone.target.is_some()),
            done: any(|milestone| milestone.done.is_some()),
            owner: view.milestones.iter().any(|milestone| !owners(view, milestone).0.is_empty()),
            teams: any(|milestone| !milestone.item.teams.is_empty()),
            progress: any(has_progress),
        }
    }
}

/// The names of the columns by their places, counted with the milestone as the first. They are
/// written once for the page and not in each cell, which would double its weight.
pub fn declarations(columns: Columns) -> String {
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

/// A section for each intent that has some of these milestones, which are given by their places in the view, in order.
/// What serves none comes last.
pub fn sections(frame: &Frame<'_>, here: &Here, which: &[usize]) -> Vec<Section> {
    let view = frame.view;
    // By the intents' places. A milestone with several stands once, with the first.
    let mut served: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut loose = Vec::new();
    for &at in which {
        match view.milestones[at].intents.first().and_then(|id| view.index.get(id.as_str())) {
            Some(&(_, intent)) => served.entry(intent).or_default().push(at),
            None => loose.push(at),
        }
    }
    let mut sections = Vec::new();
    for (intent, rows) in served.into_iter().map(|(intent, rows)| (Some(intent), rows)).chain([(None, loose)]) {
        let intent = intent.map(|at| &view.intents[at]);
        let heading = intent.map(|intent| frame.looks.heading(view, intent));
        let name = intent.map_or(NO_INTENT, |intent| intent.item.id.as_str());
        for part in section::parts(name, &rows) {
            sections.push(Section {
                id: part.id,
                title: intent.map_or_else(|| no_intent(view), |intent| intent.item.title.clone()),
                part: section::beside(heading.as_ref().and_then(|heading| heading.apart.as_deref()), part.which),
                href: intent.map(|intent| here.to_item(&intent.item)),
                note: heading.as_ref().filter(|_| part.is_first).map(|heading| heading.note.clone()),
                rows: String::new(),
                which: part.rows.to_vec(),
            });
        }
    }
    sections
}

/// The row of the milestone at a place in the view, for any page.
pub fn row(frame: &Frame<'_>, at: usize) -> Row {
    let (view, root) = (frame.view, mold::root());
    let milestone = &view.milestones[at];
    let (looks, facets): (&Looks, &Facets) = (&frame.looks, frame.facets());
    let (owner, owner_of) = owners(view, milestone);
    let mut mark = Mark::of(milestone);
    mark.word = match milestone.health {
        Some(health) if milestone.horizon.is_some() && health != Health::OnTrack => {
            format!("{}, {}", step::standing(milestone), health.title().to_lowercase())
        }
        _ => mark.word,
    };
    Row {
        id: milestone.item.id.to_string(),
        title: milestone.item.title.clone(),
        href: mold::address(&root.to_item(&milestone.item)),
        dropped: milestone.status == Some(MilestoneStatus::Dropped),
        slice: milestone.slice,
        also: Link::to_all(&root, view, milestone.intents.iter().skip(1)).into_iter().map(mold::link).collect(),
        mark,
        horizon: milestone.horizon.map_or("", Word::title),
        start: milestone.start.as_ref().map(Dated::of),
        due: milestone.target.as_ref().map(Dated::of),
        late: milestone.late,
        done: milestone.done.as_ref().map(Dated::of),
        owner: owner.join(", "),
        owner_of,
        teams: milestone.item.teams.join(", "),
        progress: milestone
            .progress
            .filter(|_| has_progress(milestone))
            .map_or_else(String::new, |progress| percent(progress.percent)),
        look: looks.look(view, milestone),
        facets: facets.words(at),
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
