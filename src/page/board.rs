//! The board: now, next, later, done, and what was dropped.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::{Date, Day, add_quarters, last_of_quarter};
use crate::markdown::html::Html;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::lens::{self, Lens, Sort};
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, NavLink, Shell};
use crate::page::step::{Link, Mark, When, date_of, in_horizon, is_measured, is_undated, when};
use crate::page::styles::Styles;
use crate::page::words::{capital, months, percent};
use crate::page::{news, prose, told, vague};
use crate::view::{Milestone, View};
use crate::words::{Horizon, Kind, MilestoneStatus, Section, Word};

/// How many cards a board has at most, shared out among its columns: what a browser lays out in 50 ms.
const MOST_ON_BOARD: usize = 100;
/// How many cards a column has at most; the rest stands in the list.
const MOST_CARDS: usize = MOST_ON_BOARD / 4;
/// How many cards a column may have, however many columns there are.
const FEWEST_CARDS: usize = 6;
/// How many columns stand beside one another, each as long as it is; more flow below one another, to leave no holes.
const BESIDE: usize = 4;
/// How many cards are balanced in that flow; a browser takes several times as long for it as for rows.
const MOST_IN_FLOW: usize = 72;
/// How many dropped milestones are named at most.
const MOST_DROPPED: usize = 20;

/// What `board.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Board {
    /// What every page has.
    pub shell: Shell,
    /// The page's title: `Now, next, later`, `By team`.
    pub title: String,
    /// The other ways in which the same milestones are sorted, and this one; empty where there is one alone.
    pub lenses: Vec<NavLink>,
    /// What to say where there is nothing to stand in a column.
    pub empty: Option<String>,
    /// How the columns stand: `quadrants` for urgent and important, `groups` for any other lens, `groups flow` for more of
    /// these than stand beside one another, else empty.
    pub layout: &'static str,
    /// Now, next, later, done, or the groups of a lens.
    pub columns: Vec<Column>,
    /// What was given up, the latest first.
    pub dropped: Vec<Dropped>,
    /// How many more were given up.
    pub more_dropped: Option<String>,
    /// The link to the list, which has all; none where the view has no list.
    pub list: Option<String>,
}

/// A column.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Column {
    /// The anchor of its heading.
    pub id: String,
    /// `Now`.
    pub title: String,
    /// What it holds, with dates: `Due by the end of June 2027`. Without them where the view tells none. Empty where its
    /// title says it.
    pub about: String,
    /// How many milestones belong to it.
    pub count: usize,
    /// The first of them.
    pub cards: Vec<Card>,
    /// How many more the list has: `and 23 earlier`; none where all are here.
    pub more: Option<String>,
    /// What to say where it is empty.
    pub empty: String,
}

/// A milestone.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Card {
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its state.
    pub mark: Mark,
    /// Whether it is its intent's thin end-to-end slice.
    pub slice: bool,
    /// Whether its last day has passed and it is open.
    pub late: bool,
    /// What stands before the date: `from` where only the start is known.
    pub before: &'static str,
    /// When it was done, else when it is due, else when it begins.
    pub when: Option<When>,
    /// Whether it is open and nobody said when it is due, of which the view would tell.
    pub undated: bool,
    /// The intents that it serves.
    pub serves: Vec<Link>,
    /// How far it is, where it is under way.
    pub progress: Option<Bar>,
    /// What it says, in short, by which readers are told what has changed.
    pub look: String,
}

/// A progress bar and its number.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Bar {
    /// The class that sets its length.
    pub class: String,
    /// `55 %`.
    pub text: String,
}

/// A milestone that was given up.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Dropped {
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// When somebody wrote about it last, which is when it was given up as far as anybody said.
    pub on: Option<When>,
    /// When it was due, where nobody wrote about it.
    pub was: Option<When>,
    /// Why: what was written about it last, else its summary.
    pub why: Option<Html>,
}

/// The board's page.
pub fn page(frame: &Frame<'_>, route: &Route) -> Board {
    let (view, here) = (frame.view, frame.here(route));
    let mut styles = Styles::new();
    let mut columns: Vec<_> = Horizon::ALL.iter().map(|horizon| open(frame, &here, *horizon, &mut styles)).collect();
    columns.push(done(frame, &here, &mut styles));
    let mut dropped: Vec<_> =
        view.milestones.iter().filter(|milestone| milestone.status == Some(MilestoneStatus::Dropped)).collect();
    dropped.sort_by_key(|milestone| std::cmp::Reverse(last_word(view, milestone)));
    let more = dropped.len().saturating_sub(MOST_DROPPED);
    Board {
        title: "Now, next, later".to_owned(),
        lenses: switch(view, &here, None),
        empty: nothing(view),
        layout: "",
        columns,
        dropped: dropped.iter().take(MOST_DROPPED).map(|milestone| given_up(view, &here, milestone)).collect(),
        more_dropped: (more > 0).then(|| format!("and {more} more")),
        list: told::link(view, &here, Section::List),
        shell: frame.shell(
            route,
            Head {
                title: Some("Now, next, later".to_owned()),
                description: Some("What is under way, what comes next, what comes later, and what is done.".to_owned()),
                class: "board-page",
                ..Head::default()
            },
            &styles,
        ),
    }
}

/// The board in the groups of a lens: what is open, and by status what is over too. None where the lens sorts nothing.
pub fn by_lens(frame: &Frame<'_>, route: &Route, address: &str) -> Option<Board> {
    let (view, here) = (frame.view, frame.here(route));
    let lens = lens::lens(view, address).filter(is_apart)?;
    let mut styles = Styles::new();
    let shown = |milestone: &&Milestone| milestone.is_open() || lens.sort == Sort::Status;
    let groups = lens.groups(view, view.milestones.iter().filter(shown));
    let most = (MOST_ON_BOARD / groups.len().max(1)).clamp(FEWEST_CARDS, MOST_CARDS);
    let columns: Vec<_> = groups
        .into_iter()
        .map(|group| {
            let cards = group.milestones.iter().take(most);
            let more = group.milestones.len().saturating_sub(most);
            Column {
                id: format!("c-{}", group.id),
                about: capital(group.about),
                count: group.milestones.len(),
                cards: cards.map(|milestone| card(frame, &here, milestone, &mut styles)).collect(),
                more: (more > 0).then(|| format!("and {more} more{}", in_the_list(view))),
                empty: String::new(),
                title: group.title,
            }
        })
        .collect();
    let title = format!("By {}", lens.inside());
    let cards: usize = columns.iter().map(|column: &Column| column.cards.len()).sum();
    Some(Board {
        lenses: switch(view, &here, Some(&lens)),
        empty: nothing(view).or_else(|| columns.is_empty().then(|| "Nothing is open.".to_owned())),
        layout: match lens.sort {
            Sort::Urgency => "quadrants",
            _ if columns.len() > BESIDE && cards <= MOST_IN_FLOW => "groups flow",
            _ => "groups",
        },
        columns,
        dropped: Vec::new(),
        more_dropped: None,
        list: told::link(view, &here, Section::List),
        shell: frame.shell(
            route,
            Head {
                description: Some(format!("What is open, by {}.", lens.inside())),
                title: Some(title.clone()),
                class: "board-page",
                ..Head::default()
            },
            &styles,
        ),
        title,
    })
}

/// The board's pages.
pub fn routes(view: &View) -> Vec<Route> {
    let lenses = lens::lenses(view).into_iter().filter(is_apart);
    std::iter::once(Route::Board).chain(lenses.map(|lens| Route::BoardBy(lens.address))).collect()
}

/// Whether a lens has a page apart: by horizon the board is sorted anyway.
fn is_apart(lens: &Lens) -> bool {
    lens.sort != Sort::Horizon
}

/// The ways in which the board can be sorted.
fn switch(view: &View, here: &Here, chosen: Option<&Lens>) -> Vec<NavLink> {
    let link = |title: String, route: Route, is_chosen: bool| NavLink {
        title,
        href: here.to(&route.address()),
        current: if is_chosen { "page" } else { "" },
    };
    let lenses: Vec<_> = lens::lenses(view).into_iter().filter(is_apart).collect();
    if lenses.is_empty() {
        return Vec::new();
    }
    let horizon = link("Horizon".to_owned(), Route::Board, chosen.is_none());
    let others = lenses.into_iter().map(|lens| {
        let is_chosen = chosen == Some(&lens);
        link(lens.title, Route::BoardBy(lens.address), is_chosen)
    });
    std::iter::once(horizon).chain(others).collect()
}

/// What to say where there is no milestone at all.
fn nothing(view: &View) -> Option<String> {
    view.milestones.is_empty().then(|| format!("There is no {} yet.", Noun::of(view, Kind::Milestone).one))
}

fn open(frame: &Frame<'_>, here: &Here, horizon: Horizon, styles: &mut Styles) -> Column {
    let view = frame.view;
    let all: Vec<_> = in_horizon(view, horizon).collect();
    let this = last_of_quarter(view.as_of);
    let next = last_of_quarter(add_quarters(view.as_of, 2));
    let (id, title, about, empty) = match horizon {
        // What Now means by dates is not for whom the dates are not.
        Horizon::Now if !told::course(view) => {
            ("c-now", "Now", "What comes first".to_owned(), "Nothing now.".to_owned())
        }
        Horizon::Next if !told::course(view) => {
            ("c-next", "Next", "What follows".to_owned(), "Nothing next.".to_owned())
        }
        Horizon::Later if !told::course(view) => {
            ("c-later", "Later", "What comes after that".to_owned(), "Nothing later.".to_owned())
        }
        Horizon::Now => {
            let surely = if vague::due_around(view, horizon, this).is_some() { "surely due" } else { "due" };
            ("c-now", "Now", format!("Under way, or {surely} by the end of {}", month(this)), nothing_now(view, this))
        }
        Horizon::Next => match vague::due_around(view, horizon, next) {
            Some(around) => (
                "c-next",
                "Next",
                format!("Surely due by the end of {}", month(next)),
                format!("Nothing more is sure to be due by the end of {}. {around}", month(next)),
            ),
            None => (
                "c-next",
                "Next",
                format!("Due by the end of {}", month(next)),
                format!("Nothing more is due by the end of {}.", month(next)),
            ),
        },
        Horizon::Later => {
            ("c-later", "Later", "After that, or not dated".to_owned(), "Nothing is planned after that.".to_owned())
        }
    };
    Column {
        id: id.to_owned(),
        title: title.to_owned(),
        about,
        count: all.len(),
        cards: all.iter().take(MOST_CARDS).map(|milestone| card(frame, here, milestone, styles)).collect(),
        more: (all.len() > MOST_CARDS).then(|| format!("and {} more{}", all.len() - MOST_CARDS, in_the_list(view))),
        empty,
    }
}

/// Where the rest stands, as long as that is on a page.
fn in_the_list(view: &View) -> &'static str {
    if told::has(view, Section::List) { " in the list" } else { "" }
}

/// `Nothing is under way, and nothing is due before January 2027. The next one is Calendar sync, Q1 2027.`
fn nothing_now(view: &View, last: Day) -> String {
    if let Some(around) = vague::due_around(view, Horizon::Now, last) {
        let end = month(last);
        return format!("Nothing is under way, and nothing is sure to be due by the end of {end}. {around}");
    }
    let mut text = format!("Nothing is under way, and nothing is due by the end of {}.", month(last));
    let next = view
        .milestones
        .iter()
        .filter(|milestone| milestone.horizon.is_some())
        .filter_map(|milestone| Some((milestone.target.as_ref()?, milestone)))
        .min_by_key(|(target, _)| target.last());
    if let Some((target, milestone)) = next {
        write!(text, " The next one is {}, {}.", milestone.item.title, target.words())
            .expect("writing to a string does not fail");
    }
    text
}

/// What was done since the quarter before this one, the latest first. Where no done milestone has a
/// date, and in a view that does not tell when things were done, all of them.
fn done(frame: &Frame<'_>, here: &Here, styles: &mut Styles) -> Column {
    let view = frame.view;
    let since = add_quarters(view.as_of, -1);
    let all: Vec<_> =
        view.milestones.iter().filter(|milestone| milestone.status == Some(MilestoneStatus::Done)).collect();
    let dated = told::done_on(view) && all.iter().any(|milestone| date_of(milestone).is_some());
    let last = |milestone: &Milestone| date_of(milestone).map(Date::last);
    let mut lately: Vec<_> =
        all.iter().copied().filter(|milestone| !dated || last(milestone).is_some_and(|day| day >= since)).collect();
    // Stable: what was done on one day stays in the view's order.
    lately.sort_by_key(|milestone| std::cmp::Reverse(last(milestone)));
    let earlier = all.len() - lately.len();
    let more = match (lately.len().saturating_sub(MOST_CARDS), earlier) {
        (0, 0) => None,
        (0, earlier) => Some(format!("and {earlier} earlier")),
        (more, 0) => Some(format!("and {more} more{}", in_the_list(view))),
        (more, earlier) => Some(format!("and {more} more{}, {earlier} earlier", in_the_list(view))),
    };
    Column {
        id: "c-done".to_owned(),
        title: "Done".to_owned(),
        about: if dated || (all.is_empty() && told::done_on(view)) {
            format!("Since {}", month(since))
        } else {
            "All that is done".to_owned()
        },
        count: lately.len(),
        cards: lately.iter().take(MOST_CARDS).map(|milestone| card(frame, here, milestone, styles)).collect(),
        more,
        empty: if all.is_empty() {
            "Nothing is done yet.".to_owned()
        } else {
            format!("Nothing was done since {}.", month(since))
        },
    }
}

fn card(frame: &Frame<'_>, here: &Here, milestone: &Milestone, styles: &mut Styles) -> Card {
    let view = frame.view;
    let under_way = milestone.status == Some(MilestoneStatus::Active);
    let open = milestone.horizon.is_some();
    let (before, when) = when(milestone);
    Card {
        title: milestone.item.title.clone(),
        href: here.to_item(&milestone.item),
        mark: Mark::of(milestone).apart_from_horizon(),
        undated: is_undated(view, milestone),
        slice: milestone.slice,
        late: milestone.late,
        before,
        when,
        serves: Link::to_all(here, view, &milestone.intents),
        progress: milestone
            .progress
            .filter(|progress| open && is_measured(milestone) && (under_way || progress.percent > 0))
            .map(|progress| Bar {
                class: styles.class(&format!("--p:{}", progress.percent)),
                text: percent(progress.percent),
            }),
        look: frame.looks.look(view, milestone),
    }
}

fn given_up(view: &View, here: &Here, milestone: &Milestone) -> Dropped {
    let update = news::latest(view, &milestone.item.updates);
    let why = update
        .and_then(|update| prose::summary(view, here, &update.item))
        .or_else(|| prose::summary(view, here, &milestone.item));
    Dropped {
        title: milestone.item.title.clone(),
        href: here.to_item(&milestone.item),
        on: update.map(|update| When::long(&update.date)),
        was: date_of(milestone).filter(|_| update.is_none()).map(When::long),
        why,
    }
}

/// The day of the last update about a milestone, else the last day on which it was due.
fn last_word(view: &View, milestone: &Milestone) -> Option<Day> {
    let update = news::latest(view, &milestone.item.updates);
    update.map(|update| update.date.last()).or_else(|| date_of(milestone).map(Date::last))
}

/// `December 2026`.
fn month(day: Day) -> String {
    months(day, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::shell::Assets;
    use crate::source::Sources;

    fn board(milestones: &[(&str, &str)]) -> Board {
        let mut fixture = "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n".to_owned();
        for (id, fields) in milestones {
            write!(fixture, "-- milestones/{id}.md --\n+++\ntitle = \"{id}\"\n{fields}\n+++\n")
                .expect("writing to a string does not fail");
        }
        board_of(&fixture)
    }

    fn board_of(fixture: &str) -> Board {
        let (roadmap, problems) = crate::read(&Sources::from_fixture(fixture), false);
        assert!(problems.is_empty(), "{problems:?}");
        let view =
            crate::view::project(&roadmap, crate::view::Reader::all(&roadmap)[0], "2026-11-16".parse().expect("a day"));
        page(&Frame::of(&view, Assets::default()), &Route::Board)
    }

    fn titles(column: &Column) -> Vec<&str> {
        column.cards.iter().map(|card| card.title.as_str()).collect()
    }

    #[test]
    fn columns_say_what_they_hold_with_dates() {
        let about: Vec<_> = board(&[]).columns.into_iter().map(|column| column.about).collect();
        assert_eq!(
            about,
            [
                "Under way, or due by the end of December 2026",
                "Due by the end of June 2027",
                "After that, or not dated",
                "Since July 2026"
            ]
        );
    }

    #[test]
    fn done_shows_two_quarters_the_latest_first_and_counts_the_rest() {
        let board = board(&[
            ("a", "status = \"done\"\ndone = 2026-07-01"),
            ("b", "status = \"done\"\ndone = 2026-10-16"),
            ("c", "status = \"done\"\ndone = 2026-06-30"),
            ("d", "status = \"done\""),
        ]);
        let done = &board.columns[3];
        assert_eq!(titles(done), ["b", "a"]);
        assert_eq!((done.count, done.more.as_deref()), (2, Some("and 2 earlier")));
    }

    #[test]
    fn an_empty_now_says_what_comes_next() {
        let board = board(&[("sync", "target = \"2027-Q1\""), ("later", "target = \"2027-Q2\"")]);
        assert_eq!(
            board.columns[0].empty,
            "Nothing is under way, and nothing is due by the end of December 2026. The next one is sync, Q1 2027."
        );
    }

    #[test]
    fn a_long_column_leaves_the_rest_to_the_list() {
        let ids: Vec<_> = (0..130).map(|at| format!("m{at:03}")).collect();
        let board =
            board(&ids.iter().map(|id| (id.as_str(), "status = \"active\"\nowner = \"x\"")).collect::<Vec<_>>());
        let now = &board.columns[0];
        assert_eq!((now.count, now.cards.len(), now.more.as_deref()), (130, 25, Some("and 105 more in the list")));
    }

    #[test]
    fn what_is_written_after_the_day_of_the_page_is_no_reason_yet() {
        let board = board_of(
            "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n\
             -- milestones/app.md --\n+++\ntitle = \"App\"\nstatus = \"dropped\"\n+++\n\
             -- updates/later.md --\n+++\ntitle = \"Later\"\ndate = 2027-05-05\nabout = \"app\"\nsummary = \"No.\"\n+++\n\
             -- updates/then.md --\n+++\ntitle = \"Then\"\ndate = 2026-05-05\nabout = \"app\"\nsummary = \"Why.\"\n+++\n",
        );
        let dropped = &board.dropped[0];
        assert_eq!(dropped.on.as_ref().map(|when| when.text.as_str()), Some("5 May 2026"));
        assert_eq!(dropped.why.as_ref().map(ToString::to_string).as_deref(), Some("Why."));
    }

    #[test]
    fn what_was_dropped_says_when_it_was_due() {
        let board = board(&[("app", "status = \"dropped\"\ntarget = 2027-01-29")]);
        assert_eq!(board.dropped[0].was.as_ref().map(|when| when.text.as_str()), Some("29 January 2027"));
        assert!(board.columns.iter().all(|column| column.cards.is_empty()));
    }

    #[test]
    fn by_a_lens_stands_what_is_open_and_by_status_what_is_over_too() {
        let fixture = "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n\
            -- milestones/plan.toml --\n[[milestone]]\nid = \"a\"\ntitle = \"A\"\npriority = \"must\"\nurgent = true\n\
            [[milestone]]\nid = \"b\"\ntitle = \"B\"\nstatus = \"done\"\npriority = \"must\"\n\
            [[milestone]]\nid = \"c\"\ntitle = \"C\"\npriority = \"could\"\n";
        let by = |lens: &str| {
            let (roadmap, problems) = crate::read(&Sources::from_fixture(fixture), false);
            assert!(problems.is_empty(), "{problems:?}");
            let reader = crate::view::Reader::all(&roadmap)[0];
            let view = crate::view::project(&roadmap, reader, "2026-11-16".parse().expect("a day"));
            by_lens(&Frame::of(&view, Assets::default()), &Route::BoardBy(lens.to_owned()), lens)
        };
        let columns = |board: &Board| -> Vec<_> {
            board.columns.iter().map(|column| format!("{}: {}", column.title, titles(column).join(" "))).collect()
        };
        let priority = by("priority").expect("it sorts something");
        assert_eq!(columns(&priority), ["Must: A", "Could: C"]);
        assert_eq!((priority.title.as_str(), priority.layout), ("By priority", "groups"));
        assert_eq!(columns(&by("status").expect("it sorts something")), ["Planned: A C", "Done: B"]);
        assert_eq!(by("urgency").expect("it sorts something").layout, "quadrants");
        assert!(by("horizon").is_none() && by("team").is_none());
    }

    #[test]
    fn many_columns_share_the_cards_of_a_board() {
        let by_team = |teams: usize, each: usize| {
            let mut fixture = "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n-- milestones/plan.toml --\n".to_owned();
            for number in 0..teams * each {
                let team = number % teams;
                let _ = write!(fixture, "[[milestone]]\nid = \"m{number}\"\ntitle = \"M\"\nteams = [\"T{team}\"]\n");
            }
            let (roadmap, _) = crate::read(&Sources::from_fixture(&fixture), false);
            let reader = crate::view::Reader::all(&roadmap)[0];
            let view = crate::view::project(&roadmap, reader, "2026-11-16".parse().expect("a day"));
            let board = by_lens(&Frame::of(&view, Assets::default()), &Route::BoardBy("team".to_owned()), "team");
            let board = board.expect("it sorts something");
            (board.layout, board.columns[0].cards.len(), board.columns[0].more.clone())
        };
        assert_eq!(by_team(4, 3), ("groups", 3, None));
        assert_eq!(by_team(6, 3), ("groups flow", 3, None));
        assert_eq!(by_team(6, 30), ("groups", 16, Some("and 14 more in the list".to_owned())));
        assert_eq!(by_team(40, 9), ("groups", 6, Some("and 3 more in the list".to_owned())));
    }
}
