//! The rows of tables with bars as HTML, kept for all pages that show them.
//!
//! A milestone has a row on half a dozen pages, which differ in little: what leads to the root, whether what it needs
//! has a row there as well, where its bar stands, and whether the page tells readers what has changed. A row is made
//! once with gaps for these, and each page fills them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Gantt, Options};
use crate::id::Id;
use crate::markdown::html::Html;
use crate::page::here::Here;
use crate::page::mold::{self, Mold};
use crate::page::shell::Frame;
use crate::page::step::{Link, Mark, When, when};
use crate::problem::Problem;
use crate::view::{Milestone, View};
use crate::words::{Commitment, Kind, MilestoneStatus};

/// How many of the things that a step needs, or unblocks, its row names: a row stays a row.
const MOST_LINKS: usize = 4;

/// The gaps of a row besides those for links, which are numbered: its attributes,
const ATTRIBUTES: char = 'a';
/// and the classes of its bar.
const BAR: char = 'b';

/// What `parts/gantt-row.html` gets. Its attributes, its addresses and the class of its bar stand for what differs from
/// page to page and is put in afterwards, so a template writes them as they are.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GanttRow {
    /// The milestone.
    pub row: Row,
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// What the row's element has: the anchor, ` id="m-x"`, where the milestone does not stand on the page already, and,
    /// where readers are told what has changed, what it says, in short, ` data-h="0661d0"`. HTML that begins with a space.
    #[schemars(with = "Html")]
    pub attributes: String,
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its state.
    pub mark: Mark,
    /// Whether it was given up.
    pub dropped: bool,
    /// Whether it is its intent's thin end-to-end slice.
    pub slice: bool,
    /// Whether its last day has passed and it is open.
    pub late: bool,
    /// What stands before the date: `from` where only the start is known, `was` where it was given up.
    pub before: &'static str,
    /// When it was done, else when it is due, else when it begins; none where nobody said.
    pub when: Option<When>,
    /// What it serves besides the lane in which it stands.
    pub also: Vec<Link>,
    /// What it waits for.
    pub needs: Links,
    /// What waits for it.
    pub unblocks: Links,
    /// Its bar; none where it has no day on the axis.
    pub bar: Option<Drawn>,
}

/// Some links, and how many were left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Links {
    /// The first of them, to their rows where they have one on the same page.
    pub links: Vec<Link>,
    /// How many more there are, which the milestone's own page names.
    pub more: usize,
}

/// A bar or a diamond.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Drawn {
    /// Its classes: where it stands and how its ends are.
    pub class: String,
    /// `committed` or `exploring`; empty for what is neither.
    pub commitment: &'static str,
}

/// A milestone that a table shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its place in the view.
    pub at: usize,
    /// The classes of its bar; empty where it has none.
    class: String,
    /// Whether it says, in short, what it says.
    look: bool,
    form: Form,
}

/// What there is in a row, of what only some tables have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    dependencies: bool,
    also: bool,
    bar: bool,
}

impl Shown {
    /// A milestone of the view, with the classes of its bar.
    pub(super) fn of(view: &View, milestone: &Milestone, options: &Options<'_>, class: Option<String>) -> Self {
        let (_, at) = *view.index.get(&milestone.item.id).expect("a milestone of the view");
        let form = Form {
            dependencies: options.dependencies && !(milestone.depends_on.is_empty() && milestone.unblocks.is_empty()),
            also: options.lane && milestone.intents.len() > 1,
            bar: class.is_some(),
        };
        Self { at, class: class.unwrap_or_default(), look: options.looks, form }
    }
}

/// The rows that were made already, by what there is in them and the milestone's place in the view.
#[derive(Debug, Default)]
pub struct RowCache(Mutex<BTreeMap<Form, Arc<[OnceLock<Made>]>>>);

/// A row as HTML, apart from what differs between pages, and what its numbered links lead to.
#[derive(Debug)]
struct Made {
    row: Mold,
    targets: Vec<Target>,
}

impl RowCache {
    /// Fills in the rows of all tables of a page.
    ///
    /// # Errors
    /// The first that cannot be made.
    pub fn fill(
        &self,
        frame: &Frame<'_>,
        here: &Here,
        tables: Vec<&mut Gantt>,
        make: impl Fn(&GanttRow) -> Result<String, Problem>,
    ) -> Result<(), Problem> {
        let mut on_page = vec![false; frame.view.milestones.len()];
        tables.iter().flat_map(|table| &table.shown).for_each(|shown| on_page[shown.at] = true);
        let mut anchored = vec![false; on_page.len()];
        let mut forms = BTreeMap::new();
        for Gantt { rows, shown, .. } in tables {
            for Shown { at, class, look, form } in shown {
                let milestone = &frame.view.milestones[*at];
                let known = forms.entry(*form).or_insert_with(|| self.of(*form, on_page.len()));
                let known = if let Some(known) = known[*at].get() {
                    known
                } else {
                    let mut targets = Vec::new();
                    let row = row(frame.view, milestone, *form, &mut targets);
                    let link = |gap: char| gap.to_digit(10).is_some_and(|which| (which as usize) < targets.len());
                    let is_gap = |gap| matches!(gap, ATTRIBUTES | BAR) || link(gap);
                    let new = Made { row: Mold::of(make(&GanttRow { row })?.trim_end(), is_gap), targets };
                    known[*at].get_or_init(|| new)
                };
                // An anchor is one place, and a milestone of two teams stands in two.
                let is_first = !std::mem::replace(&mut anchored[*at], true);
                let look = look.then(|| frame.looks.look(frame.view, milestone));
                rows.push('\n');
                known.row.fill(rows, here.root(), |rows, gap| match gap {
                    ATTRIBUTES => {
                        if is_first {
                            rows.extend([" id=\"m-", milestone.item.id.as_str(), "\""]);
                        }
                        if let Some(look) = &look {
                            rows.extend([" data-h=\"", look, "\""]);
                        }
                    }
                    BAR => rows.push_str(class),
                    link => {
                        let which = link.to_digit(10).and_then(|which| known.targets.get(which as usize));
                        if let Some(Target { at, id, address }) = which {
                            rows.extend(if on_page[*at] { ["#m-", id.as_str()] } else { [here.root(), address] });
                        }
                    }
                });
            }
        }
        Ok(())
    }

    /// A place for each milestone's row.
    fn of(&self, form: Form, count: usize) -> Arc<[OnceLock<Made>]> {
        let mut forms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || (0..count).map(|_| OnceLock::new()).collect();
        forms.entry(form).or_insert_with(new).clone()
    }
}

/// A milestone that a row links to.
#[derive(Debug)]
struct Target {
    /// Its place in the view.
    at: usize,
    id: Id,
    /// The address of its page.
    address: String,
}

/// The row of a milestone, with gaps, and what its links lead to.
fn row(view: &View, milestone: &Milestone, form: Form, targets: &mut Vec<Target>) -> Row {
    let root = mold::root();
    let mut links = |ids: &[Id]| if form.dependencies { links(view, ids, targets) } else { Links::default() };
    let (needs, unblocks) = (links(&milestone.depends_on), links(&milestone.unblocks));
    let also = milestone.intents.iter().skip(1).filter(|_| form.also);
    let (before, when) = when(milestone);
    Row {
        attributes: mold::gap(ATTRIBUTES),
        title: milestone.item.title.clone(),
        href: mold::address(&root.to_item(&milestone.item)),
        mark: Mark::of(milestone),
        dropped: milestone.status == Some(MilestoneStatus::Dropped),
        slice: milestone.slice,
        late: milestone.late,
        before,
        when,
        also: Link::to_all(&root, view, also).into_iter().map(mold::link).collect(),
        needs,
        unblocks,
        bar: form.bar.then(|| Drawn { class: mold::gap(BAR), commitment: commitment(milestone) }),
    }
}

fn links(view: &View, ids: &[Id], targets: &mut Vec<Target>) -> Links {
    let root = mold::root();
    let items = ids.iter().filter_map(|id| view.item(id)).take(MOST_LINKS);
    let links = items.map(|item| {
        let link = Link::to(&root, item);
        let Some(&(Kind::Milestone, at)) = view.index.get(&item.id) else { return mold::link(link) };
        let number = u32::try_from(targets.len()).ok().and_then(|number| char::from_digit(number, 10));
        let gap = mold::gap(number.expect("a row names a few only"));
        targets.push(Target { at, id: item.id.clone(), address: link.href });
        Link { href: gap, ..link }
    });
    Links { links: links.collect(), more: ids.len().saturating_sub(MOST_LINKS) }
}

/// How much somebody stands behind it; a plain border needs no word.
fn commitment(milestone: &Milestone) -> &'static str {
    match milestone.commitment {
        Some(Commitment::Committed) => "committed",
        Some(Commitment::Exploring) => "exploring",
        Some(Commitment::Target) | None => "",
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::date::Day;
    use crate::page::gantt::{Ruler, table};
    use crate::page::shell::Assets;
    use crate::page::styles::Styles;
    use crate::source::Sources;
    use crate::timeline::Axis;
    use crate::view::{Reader, project};

    #[test]
    fn a_row_is_made_once_and_says_on_each_page_what_is_right_there() {
        let plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- milestones/plan.toml --\n\
            [[milestone]]\nid = \"a\"\ntitle = \"A\"\ntarget = 2026-12-11\n\
            [[milestone]]\nid = \"b\"\ntitle = \"B\"\ntarget = 2026-12-12\ndepends_on = [\"a\"]\n";
        let (roadmap, _) = crate::read(&Sources::from_fixture(plan), false);
        let day: Day = "2026-11-16".parse().expect("a day");
        let view = project(&roadmap, Reader::all(&roadmap)[0], day);
        let frame = Frame::of(&view, Assets::default());
        let calls = Cell::new(0);
        let rows = |address: &str, ids: &[&str], before: usize, looks: bool| {
            let mut styles = Styles::new();
            (0..before).for_each(|at| drop(styles.class(&format!("--p:{at}"))));
            let ruler = Ruler::of(&view, Axis::between(day, day), &mut styles);
            let milestones: Vec<_> =
                view.milestones.iter().filter(|milestone| ids.contains(&milestone.item.id.as_str())).collect();
            let options = Options { dependencies: true, looks, ..Options::alone("All") };
            let mut table = table(&view, &milestones, &ruler, &mut styles, &options);
            let make = |GanttRow { row }: &GanttRow| {
                calls.set(calls.get() + 1);
                let needs = row.needs.links.first().map_or("", |link| &link.href);
                let bar = row.bar.as_ref().map_or("", |bar| &bar.class);
                Ok(format!("{}{} {} {needs} {bar}", row.title, row.attributes, row.href))
            };
            let here = Here::at(address);
            frame.gantt_rows.fill(&frame, &here, vec![&mut table], make).expect("they can be made");
            table.rows.lines().last().expect("B").to_owned()
        };
        let class = |row: &str| row.rsplit(' ').next().expect("a class").trim_start_matches('s').parse::<usize>();
        let first = rows("timeline/", &["a", "b"], 0, false);
        assert!(first.starts_with("B id=\"m-b\" ../milestones/b/index.html #m-a bar s"), "{first}");
        let second = rows("intents/i/", &["b"], 3, true);
        assert!(second.starts_with("B id=\"m-b\" data-h=\""), "{second}");
        assert!(second.contains("\" ../../milestones/b/index.html ../../milestones/a/index.html bar s"), "{second}");
        // What the other row of the first page asked for is not asked for here, and three others are.
        assert_eq!(class(&second), class(&first).map(|number| number - 1 + 3));
        assert_eq!(calls.get(), 2);
    }
}
