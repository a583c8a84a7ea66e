//! The timeline: a lane for each intent.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::{Date, Day, add_quarters, first_of_quarter};
use crate::id::Id;
use crate::page::gantt::{self, Gantt, Options, Ruler};
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::lens::{self, Lens};
use crate::page::route::{By, Extent, Route, Rows};
use crate::page::section::{self, MOST_ROWS, MOST_WHOLE, NO_INTENT, no_intent};
use crate::page::shell::{Frame, Head, NavLink, Shell};
use crate::page::step::{self, Link, Mark, Step, When};
use crate::page::styles::Styles;
use crate::page::told;
use crate::page::words::{capital, counted, months, number};
use crate::page::year::{self, Year};
use crate::table::Table;
use crate::timeline::{Axis, Span, Unit, Window};
use crate::view::{Intent, Milestone, State, View};
use crate::words::{Field, Kind, Section};

/// In how many sections the axis has words for its ticks too. In more than these the first alone
/// has them, since eighteen months in a hundred lanes weigh more than the lanes.
const MOST_FINE: usize = 12;

/// What `timeline.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Timeline {
    /// What every page has.
    pub shell: Shell,
    /// The page's title: `Timeline`, `The whole timeline`, `Timeline of 2027`.
    pub title: String,
    /// From which month to which: `July 2026 to December 2027`.
    pub span: String,
    /// What that is, seen from the day of the page: `one quarter back, four ahead`.
    pub extent: String,
    /// The day of the page, where its line is drawn.
    pub now: Option<When>,
    /// What lies outside, as a sentence: `23 milestones lie earlier, two of them late`; none where nothing does.
    pub outside: Option<String>,
    /// The page with everything, or, from there, the opening one; none where they are the same, or where there are years.
    pub other: Option<String>,
    /// Whether this is the page with everything.
    pub all: bool,
    /// What decides the lanes: what the milestones serve, or a lens; empty where there is one way alone.
    pub lenses: Vec<NavLink>,
    /// The years of a timeline that is too long for one page; empty where it is not.
    pub years: Vec<Year>,
    /// How many milestones have no date, as a sentence; none where all have one.
    pub undated_words: Option<String>,
    /// Where they are: on this page, or a page of the list; none where the view has no list.
    pub undated_href: Option<String>,
    /// Whether each milestone of the view is on this page.
    pub whole: bool,
    /// What the bars mean, of all that this view tells.
    pub key: Vec<Sample>,
    /// Whether heavy borders mean something.
    pub committed: bool,
    /// What faded ends mean.
    pub vague: &'static str,
    /// How far the axis can be stretched, the first being the whole span.
    pub zooms: Vec<Zoom>,
    /// The lines of the axis, for the box around all lanes.
    pub lines: String,
    /// A section each.
    pub lanes: Vec<Lane>,
    /// What to say where there is no lane.
    pub empty: Option<String>,
    /// The milestones without a date.
    pub undated: Vec<Undated>,
}

/// A choice of scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Zoom {
    /// As the stylesheet knows it.
    pub id: &'static str,
    /// `Quarters`.
    pub title: &'static str,
}

/// A bar of the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sample {
    /// A state, and its word.
    pub mark: Mark,
    /// The class that fades both its ends; empty for one that has firm ends.
    pub faded: String,
    /// `committed` or `exploring`; empty for what is neither.
    pub commitment: &'static str,
}

/// A section of the timeline.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Lane {
    /// The anchor of its heading.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Which of several intents of this title it is, and which of its rows these are, where a lane has
    /// several sections: `51 to 100`.
    pub part: Option<String>,
    /// The class that says how many rows it has, so that a browser that skips it knows about how high it is.
    pub size: String,
    /// The intent's page; none for what serves no intent.
    pub href: Option<String>,
    /// How the intent stands: `Active, 44 % of its key results`.
    pub note: Option<String>,
    /// The table.
    pub gantt: Gantt,
}

/// A milestone without a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Undated {
    /// The milestone.
    pub step: Step,
    /// What it serves.
    pub serves: Vec<Link>,
    /// What it says, in short, by which readers are told what has changed.
    pub look: String,
}

/// The timeline's pages: around the day of the site, and if that is not all, everything, or each year where everything
/// is too much for a page. The same for each lens, but by year.
pub fn routes(view: &View) -> Vec<Route> {
    let window = opening(view);
    let has_more = window.earlier + window.later > 0;
    let years = years(view);
    let lenses = lens::lenses(view).into_iter().map(|lens| By::Lens(lens.address));
    let mut routes: Vec<_> = years.keys().map(|year| Route::Timeline(By::Intent, Extent::Year(*year))).collect();
    for by in std::iter::once(By::Intent).chain(lenses) {
        if has_more && years.is_empty() {
            routes.push(Route::Timeline(by.clone(), Extent::Whole));
        }
        routes.push(Route::Timeline(by, Extent::Around));
    }
    routes
}

/// The years of a timeline that is too long for one page, and how many milestones have a day in each; none of one that
/// is not.
fn years(view: &View) -> BTreeMap<i16, usize> {
    let mut years = BTreeMap::new();
    if spans(view).count() <= MOST_WHOLE {
        return years;
    }
    for (_, span) in spans(view) {
        let year = |number| crate::timeline::day(number).year();
        // What takes centuries is no reason for hundreds of pages.
        for year in (year(span.first)..=year(span.end - 1)).take(MOST_YEARS) {
            *years.entry(year).or_default() += 1;
        }
    }
    years
}

/// In how many years one milestone stands at most.
const MOST_YEARS: usize = 20;

/// A page of the timeline; none where the view has no such part.
pub fn page(frame: &Frame<'_>, route: &Route, by: &By, extent: Extent) -> Option<Timeline> {
    let (view, here) = (frame.view, frame.here(route));
    let lens = match by {
        By::Intent => None,
        By::Lens(address) => Some(lens::lens(view, address)?),
    };
    let window = opening(view);
    let years = years(view);
    let axis = match extent {
        Extent::Around => window.axis,
        Extent::Whole => Axis::over(view.as_of, spans(view).map(|(_, span)| span)),
        Extent::Year(year) if years.contains_key(&year) => {
            Axis::between(Day::new(year, 1, 1).ok()?, Day::new(year, 12, 31).ok()?)
        }
        Extent::Year(_) => return None,
    };
    let mut styles = Styles::new();
    let lines = gantt::lines(&axis, view.as_of, &mut styles);
    let key = key(view, &mut styles);
    let sections = lanes(frame, &here, axis, lens.as_ref(), &mut styles);
    let undated: Vec<_> = view
        .milestones
        .iter()
        .filter(|milestone| Span::of(milestone, view.as_of).is_none())
        .map(|milestone| Undated {
            step: Step::of(view, &here, milestone),
            serves: Link::to_all(&here, view, &milestone.intents),
            look: frame.looks.look(view, milestone),
        })
        .collect();
    let span = months(axis.first(), axis.last());
    let class = section::width(sections.iter().map(|lane| lane.gantt.shown.len()).sum(), sections.len());
    let other = match extent {
        Extent::Around => Extent::Whole,
        Extent::Whole | Extent::Year(_) => Extent::Around,
    };
    let has_other = years.is_empty() && window.earlier + window.later > 0;
    let name = match extent {
        Extent::Around => "Timeline".to_owned(),
        Extent::Whole => "The whole timeline".to_owned(),
        Extent::Year(year) => format!("Timeline of {year}"),
    };
    let title = lens.as_ref().map_or(name.clone(), |lens| format!("{name} by {}", lens.inside()));
    Some(Timeline {
        extent: match extent {
            Extent::Around => self::extent(axis, view),
            Extent::Whole => "everything that has a date".to_owned(),
            Extent::Year(year) => format!("everything with a day in {year}"),
        },
        now: axis.position(view.as_of).filter(|_| !sections.is_empty()).map(|_| When::long(&Date::day(view.as_of))),
        outside: if extent == Extent::Around { outside(view, &window) } else { None },
        other: has_other.then(|| here.to(&Route::Timeline(by.clone(), other).address())),
        all: extent == Extent::Whole,
        lenses: switch(view, &here, lens.as_ref(), if extent == Extent::Whole { extent } else { Extent::Around }),
        years: overview(&here, &years, extent, &mut styles),
        undated_words: (!undated.is_empty()).then(|| {
            let have = if undated.len() == 1 { "has" } else { "have" };
            capital(&format!("{} {have} no date", Noun::of(view, Kind::Milestone).counted(undated.len())))
        }),
        undated_href: if years.is_empty() {
            Some("#nodate".to_owned())
        } else {
            told::has(view, Section::List).then(|| here.to(&Route::List(Rows::Undated).address()))
        },
        zooms: zooms(axis),
        whole: years.is_empty() && !has_other || extent == Extent::Whole,
        key,
        committed: view.shows(Field::Commitment),
        vague: if told::advice(view) { "known" } else { "given" },
        lines,
        empty: sections.is_empty().then(|| empty(view, &window, &span)),
        lanes: sections,
        // They belong to no year, and of a long list they have a page there.
        undated: if years.is_empty() { undated } else { Vec::new() },
        shell: frame.shell(
            route,
            Head {
                title: Some(title.clone()),
                description: Some(format!("What is planned and done, {span}.")),
                class,
                ..Head::default()
            },
            &styles,
        ),
        span,
        title,
    })
}

/// The ways in which the lanes can be made.
fn switch(view: &View, here: &Here, chosen: Option<&Lens>, extent: Extent) -> Vec<NavLink> {
    let link = |title: String, by: By, is_chosen: bool| NavLink {
        title,
        href: here.to(&Route::Timeline(by, extent).address()),
        current: if is_chosen { "page" } else { "" },
    };
    let lenses = lens::lenses(view);
    if lenses.is_empty() {
        return Vec::new();
    }
    let intents = link(Noun::of(view, Kind::Intent).title, By::Intent, chosen.is_none());
    let others = lenses.into_iter().map(|lens| {
        let is_chosen = chosen == Some(&lens);
        link(lens.title, By::Lens(lens.address), is_chosen)
    });
    std::iter::once(intents).chain(others).collect()
}

/// A bar for each year, and the way there.
fn overview(here: &Here, years: &BTreeMap<i16, usize>, extent: Extent, styles: &mut Styles) -> Vec<Year> {
    let year = |(year, count): (&i16, &usize)| {
        let extent_of = Extent::Year(*year);
        (year.to_string(), Route::Timeline(By::Intent, extent_of), extent == extent_of, *count)
    };
    year::bars(years.iter().map(year), here, styles)
}

fn spans(view: &View) -> impl Iterator<Item = (&Milestone, Span)> + Clone {
    view.milestones.iter().filter_map(|milestone| Span::of(milestone, view.as_of).map(|span| (milestone, span)))
}

fn opening(view: &View) -> Window {
    Axis::around(view.as_of, spans(view).map(|(_, span)| span))
}

/// `one quarter back, four ahead`; what is not there is not named.
fn extent(axis: Axis, view: &View) -> String {
    // An axis around a day has a handful of quarters; the bound is there for the ends of the calendar.
    let quarters = |from, to| (1..=40).take_while(|count| add_quarters(from, *count) <= to).count();
    let this = first_of_quarter(view.as_of);
    match (quarters(axis.first(), this), quarters(this, axis.last())) {
        (0, 0) => "this quarter".to_owned(),
        (0, ahead) => format!("this quarter and {} ahead", number(ahead)),
        (back, 0) => format!("{} back, up to this one", counted(back, "quarter")),
        (back, ahead) => format!("{} back, {} ahead", counted(back, "quarter"), number(ahead)),
    }
}

/// `23 milestones lie earlier, two of them late, and one later`.
fn outside(view: &View, window: &Window) -> Option<String> {
    let late = spans(view).filter(|(milestone, span)| milestone.late && !window.axis.holds(span)).count();
    let late = match late {
        0 => String::new(),
        late if late == window.earlier && late == 1 => ", and is late".to_owned(),
        late if late == window.earlier => ", all late".to_owned(),
        late => format!(", {} of them late", number(late)),
    };
    let lie = |count| if count == 1 { "lies" } else { "lie" };
    let noun = Noun::of(view, Kind::Milestone);
    let sentence = match (window.earlier, window.later) {
        (0, 0) => return None,
        (earlier, 0) => format!("{} {} earlier{late}", noun.counted(earlier), lie(earlier)),
        (0, later) => format!("{} {} later", noun.counted(later), lie(later)),
        (earlier, later) => {
            format!("{} {} earlier{late}, and {} later", noun.counted(earlier), lie(earlier), number(later))
        }
    };
    Some(capital(&sentence))
}

/// What to say where no milestone has a day on the axis.
fn empty(view: &View, window: &Window, span: &str) -> String {
    let noun = Noun::of(view, Kind::Milestone).one;
    if view.milestones.is_empty() {
        return format!("There is no {noun} yet.");
    }
    if window.earlier + window.later == 0 {
        return format!("No {noun} has a date yet.");
    }
    let next = spans(view)
        .filter(|(_, span)| span.first >= crate::timeline::number(view.as_of))
        .min_by_key(|(_, span)| span.first);
    match next.and_then(|(milestone, _)| Some((milestone, step::when(milestone).1?))) {
        Some((milestone, when)) => {
            format!("Nothing falls into {span}. The next {noun} is {}, {}.", milestone.item.title, when.text)
        }
        None => format!("Nothing falls into {span}."),
    }
}

/// The bars that can be in this view: what it is not told cannot be drawn.
fn key(view: &View, styles: &mut Styles) -> Vec<Sample> {
    let committed = view.shows(Field::Commitment);
    let mut key = Vec::new();
    let mut add = |state: State, word: &str| {
        key.push(Sample {
            mark: Mark { state: state.mark(), word: word.to_owned() },
            faded: if state == State::Idea { styles.class("--fs:20;--fe:20") } else { String::new() },
            commitment: match state {
                State::Dropped => "",
                State::Idea if committed => "exploring",
                _ if committed => "committed",
                _ => "",
            },
        });
    };
    add(State::Done, "Done");
    let statuses = view.shows(Field::Status);
    if statuses {
        add(State::Active, "Active");
    }
    if view.shows(Field::Health) {
        add(State::Risk, "At risk");
        add(State::Off, "Off track");
    }
    if statuses {
        add(State::Planned, "Planned");
        add(State::Idea, "Idea");
    } else {
        add(State::Open, "Now, next or later");
    }
    add(State::Dropped, "Dropped");
    key
}

/// The scales of an axis: of the long ones, no month could be read.
fn zooms(axis: Axis) -> Vec<Zoom> {
    let zoom = |id, title| Zoom { id, title };
    let whole = zoom("z-f", "Whole span");
    match axis.scale().unit {
        Unit::Week => vec![whole, zoom("z-q", "Weeks")],
        Unit::Month => vec![whole, zoom("z-q", "Quarters"), zoom("z-m", "Months")],
        Unit::Quarter => vec![whole, zoom("z-q", "Years"), zoom("z-m", "Quarters")],
        Unit::Years(_) => vec![whole, zoom("z-m", "Wide")],
    }
}

/// What becomes a lane.
struct Sorted<'a> {
    /// For anchors.
    name: String,
    title: String,
    /// The intent whose lane it is.
    intent: Option<&'a Intent>,
    rows: Vec<&'a Milestone>,
}

/// The lanes that have a row on this axis: by intent in the view's order, then what serves none; or the groups of a lens.
fn lanes(frame: &Frame<'_>, here: &Here, axis: Axis, lens: Option<&Lens>, styles: &mut Styles) -> Vec<Lane> {
    let view = frame.view;
    let rows = spans(view).filter(|(_, span)| axis.holds(span)).map(|(milestone, span)| {
        debug_assert!(axis.bar(&span).is_some(), "what an axis holds has a bar");
        milestone
    });
    let sorted = match lens {
        None => by_intent(view, rows),
        Some(lens) => lens
            .groups(view, rows)
            .into_iter()
            .map(|group| Sorted { name: group.id, title: group.title, intent: None, rows: group.milestones })
            .collect(),
    };
    let fine = sorted.iter().map(|lane| lane.rows.len().div_ceil(MOST_ROWS)).sum::<usize>() <= MOST_FINE;
    let mut lanes = Vec::new();
    let mut ruler = None;
    for Sorted { name, title, intent, rows } in sorted {
        for part in section::parts(&name, &rows) {
            let first = lanes.is_empty();
            let options = Options {
                label: &title,
                first,
                fine: fine || first,
                dependencies: true,
                lane: intent.is_some(),
                looks: true,
            };
            let ruler = ruler.get_or_insert_with(|| Ruler::of(view, axis, styles));
            let gantt = gantt::table(view, part.rows, ruler, styles, &options);
            let heading = intent.map(|intent| frame.looks.heading(view, intent));
            lanes.push(Lane {
                id: part.id,
                title: title.clone(),
                part: section::beside(heading.as_ref().and_then(|heading| heading.apart.as_deref()), part.which),
                size: styles.class(&format!("--r:{}", part.rows.len())),
                href: intent.map(|intent| here.to_item(&intent.item)),
                note: heading.filter(|_| part.is_first).map(|heading| heading.note),
                gantt,
            });
        }
    }
    lanes
}

/// A lane for each intent that has a row, and one for what serves none.
fn by_intent<'a>(view: &'a View, milestones: impl Iterator<Item = &'a Milestone>) -> Vec<Sorted<'a>> {
    let mut rows: Table<&Id, Vec<&Milestone>> = Table::default();
    let mut loose: Vec<&Milestone> = Vec::new();
    for milestone in milestones {
        // A milestone with several intents stands once, in the first one's lane.
        match milestone.intents.first() {
            Some(intent) => rows.entry(intent).push(milestone),
            None => loose.push(milestone),
        }
    }
    let named = view.intents.iter().filter_map(|intent| {
        let rows = rows.remove(&intent.item.id)?;
        Some(Sorted { name: intent.item.id.to_string(), title: intent.item.title.clone(), intent: Some(intent), rows })
    });
    let mut lanes: Vec<_> = named.collect();
    if !loose.is_empty() {
        lanes.push(Sorted { name: NO_INTENT.to_owned(), title: no_intent(view), intent: None, rows: loose });
    }
    lanes
}

#[cfg(test)]
mod tests;
