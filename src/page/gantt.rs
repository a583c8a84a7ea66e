//! One table of a timeline: milestone, status, when, and a drawn bar.
//!
//! The text columns are the accessible version; the drawn one is decoration and hidden from
//! screen readers. There is no second table that could drift from it.

mod rows;

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::{Date, Day};
use crate::markdown::html::Html;
use crate::page::label::Noun;
use crate::page::styles::Styles;
use crate::theme::Ready;
use crate::timeline::{Axis, Bar, Percent, Span};
use crate::view::{Milestone, View};
use crate::words::{Field, Kind};

pub use rows::{Drawn, GanttRow, Links, Row, RowCache, Shown};

/// What `parts/gantt.html` gets as `gantt`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Gantt {
    /// What the table is called, for those who do not see what stands above it.
    pub label: String,
    /// What its rows are: `Milestone`.
    pub what: String,
    /// What the column is called that says how each stands: `Status`.
    pub standing: &'static str,
    /// Whether the day of the page is written over its line.
    pub first: bool,
    /// The classes of the box around one or more tables with the same axis: its lines, its ticks
    /// and the day of the page.
    pub lines: String,
    /// The words on the axis.
    pub labels: Ready<Vec<AxisLabel>>,
    /// The day of the page on the axis; none where it is not on it.
    pub now: Option<AxisLabel>,
    /// Its rows as HTML, each of them made by `parts/gantt-row.html`, so it may be written with `| safe`.
    #[schemars(with = "Html")]
    pub rows: String,
    /// The milestones that they are.
    #[serde(skip)]
    pub shown: Vec<Shown>,
}

/// A word on the axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AxisLabel {
    /// The class that places it.
    pub class: String,
    /// `Q3`, `Jul`, `16 Nov`.
    pub text: String,
    /// The year that begins with it; with the first, the year that it belongs to. It stands on a line of its own.
    pub year: Option<i16>,
    /// Whether it is shown only on a stretched axis.
    pub fine: bool,
}

/// What a table shows besides its rows.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each holds or does not, apart from the others")]
pub struct Options<'a> {
    /// What the table is called.
    pub label: &'a str,
    /// Whether the day of the page is written over its line: in the first table of several.
    pub first: bool,
    /// Whether its head has words for the ticks of the axis too, for where it can be stretched.
    pub fine: bool,
    /// Whether rows say what they need and unblock.
    pub dependencies: bool,
    /// Whether this is the lane of what its milestones serve first, which they do not name again.
    pub lane: bool,
    /// Whether rows say, in short, what they say, since readers are told there what has changed.
    pub looks: bool,
}

impl<'a> Options<'a> {
    /// For a page with one small table.
    pub fn alone(label: &'a str) -> Self {
        Self { label, first: true, fine: false, dependencies: false, lane: false, looks: false }
    }
}

/// An axis as a page draws it, worked out once for all its tables.
#[derive(Debug)]
pub struct Ruler {
    axis: Axis,
    lines: String,
    now: Option<AxisLabel>,
    coarse: Ready<Vec<AxisLabel>>,
    fine: Ready<Vec<AxisLabel>>,
}

impl Ruler {
    /// With the classes that the page needs for it.
    pub fn of(view: &View, axis: Axis, styles: &mut Styles) -> Self {
        let scale = axis.scale();
        let mut label = |label: crate::timeline::Label, fine| AxisLabel {
            class: at(styles, label.at),
            text: label.text,
            year: label.year,
            fine,
        };
        let mut labels: Vec<_> = scale.labels.into_iter().map(|each| label(each, false)).collect();
        let coarse = Ready::of(&labels);
        labels.extend(scale.fine.into_iter().map(|each| label(each, true)));
        let now = axis.position(view.as_of).map(|place| AxisLabel {
            class: at(styles, place),
            text: day_and_month(view.as_of),
            year: None,
            fine: false,
        });
        Self { axis, lines: lines(&axis, view.as_of, styles), now, coarse, fine: Ready::of(&labels) }
    }
}

/// The table of these milestones, in their order, on this axis. Its rows are still to be made ([`RowCache::fill`]).
pub fn table(
    view: &View,
    milestones: &[&Milestone],
    ruler: &Ruler,
    styles: &mut Styles,
    options: &Options<'_>,
) -> Gantt {
    let shown = |milestone: &&Milestone| {
        let bar = Span::of(milestone, view.as_of).and_then(|span| ruler.axis.bar(&span));
        Shown::of(view, milestone, options, bar.map(|bar| class(&bar, styles)))
    };
    Gantt {
        label: options.label.to_owned(),
        what: Noun::of(view, Kind::Milestone).title,
        standing: standing(view),
        first: options.first,
        lines: ruler.lines.clone(),
        labels: if options.fine { &ruler.fine } else { &ruler.coarse }.clone(),
        now: ruler.now.clone().filter(|_| options.first),
        rows: String::new(),
        shown: milestones.iter().map(shown).collect(),
    }
}

/// What the column is called that says how each milestone stands.
pub fn standing(view: &View) -> &'static str {
    if view.shows(Field::Status) || view.shows(Field::Health) { "Status" } else { "Horizon" }
}

/// The classes of the box around tables with this axis. The lines are two gradients for the whole
/// box, and no elements in each row.
pub fn lines(axis: &Axis, as_of: Day, styles: &mut Styles) -> String {
    let scale = axis.scale();
    let now = axis.position(as_of);
    let mut declarations = now.map(|now| format!("--now:{now};")).unwrap_or_default();
    let (grid, ticks) = (gradient(&scale.lines, "--rule"), gradient(&scale.ticks, "--edge"));
    write!(declarations, "--grid:{grid};--ticks:{ticks}").expect("writing to a string does not fail");
    let class = styles.class(&declarations);
    if now.is_some() { class } else { format!("{class} no-now") }
}

/// Lines of one pixel, as one picture.
fn gradient(places: &[Percent], token: &str) -> String {
    let mut text = "linear-gradient(to right".to_owned();
    for at in places {
        write!(text, ",transparent {at}%,var({token}) {at}% calc({at}% + 1px),transparent calc({at}% + 1px)")
            .expect("writing to a string does not fail");
    }
    // One colour alone is no gradient.
    text.push_str(if places.is_empty() { ",transparent,transparent)" } else { ")" });
    text
}

/// Where a bar stands, and how its ends are.
fn class(bar: &Bar, styles: &mut Styles) -> String {
    let mut class = format!("bar {}", styles.class(&bar.declarations()));
    for (mark, holds) in [(" fz", bar.is_fuzzy()), (" cs", bar.cut_start), (" ce", bar.cut_end), (" pt", bar.point)] {
        if holds {
            class.push_str(mark);
        }
    }
    class
}

fn at(styles: &mut Styles, place: Percent) -> String {
    styles.class(&format!("--s:{place}"))
}

/// `16 Nov`.
fn day_and_month(day: Day) -> String {
    let words = Date::day(day).short_words();
    words.rsplit_once(' ').map_or(words.clone(), |(short, _)| short.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_over_the_line_needs_no_year() {
        assert_eq!(day_and_month("2026-11-16".parse().expect("a day")), "16 Nov");
    }

    #[test]
    fn lines_are_one_gradient() {
        let half = Percent::of(1, 2);
        assert_eq!(
            gradient(&[half], "--rule"),
            "linear-gradient(to right,transparent 50%,var(--rule) 50% calc(50% + 1px),transparent calc(50% + 1px))"
        );
        assert_eq!(gradient(&[], "--rule"), "linear-gradient(to right,transparent,transparent)");
    }

    #[test]
    fn a_box_without_the_day_of_the_page_says_so() {
        let axis = Axis::between("2026-07-01".parse().expect("a day"), "2027-12-31".parse().expect("a day"));
        let mut styles = Styles::new();
        assert_eq!(lines(&axis, "2026-11-16".parse().expect("a day"), &mut styles), "s0");
        assert!(styles.block().contains("--now:25.14;"));
        assert_eq!(lines(&axis, "2029-11-16".parse().expect("a day"), &mut styles), "s1 no-now");
    }
}
