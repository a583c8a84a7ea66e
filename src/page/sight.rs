//! The line of sight: from a vision down through its intents to the steps, as one tree.
//!
//! Intents nest to any depth, so the tree is walked and shown as a list of branches that say where lists
//! begin and end: nothing here, and nothing that shows it, calls itself.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::id::Id;
use crate::page::fact::Bar;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::step::{self, Link, Mark, Step};
use crate::page::strung::{STRING, beads, counts, reached_apart};
use crate::page::styles::Styles;
use crate::page::{vision, words};
use crate::view::{Intent, Milestone, State, View, Vision};
use crate::words::{IntentStatus, Kind};

/// So many steps of one intent are read at a glance; beyond, those that are over fold into one line.
const GLANCE: usize = 12;

/// So many steps in one tree still make a picture; beyond, each intent's steps fold into one line.
const PICTURE: usize = 120;

/// So many steps in one tree are named at all; beyond, each intent's line leads to its page.
const NAMED: usize = 600;

/// So many intents below one vision are looked through; beyond, those that are over stand together at the end.
const LOOKED_THROUGH: usize = 24;

/// So many levels of intents have room beside one another. What lies deeper stands in the last of them.
const LEVELS: usize = 6;

/// So many rings of a breadcrumb are read; beyond, those in the middle are counted.
const RINGS: usize = 8;

/// An intent in the tree, with the steps that hang on it. Its parts come right after it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Branch {
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The title of the intent that it is a part of, where the drawing has no room to show that.
    pub part_of: Option<String>,
    /// How far it is; none where nothing says so.
    pub bar: Option<Bar>,
    /// How it stands: `44 % reached, 1 of 5 steps done`.
    pub standing: String,
    /// Whether it is only proposed: its branch is dashed.
    pub proposed: bool,
    /// Whether it was given up.
    pub dropped: bool,
    /// Who owns it, where the tree names its steps in short; else empty.
    pub owner: String,
    /// The states of its steps as a string of glyphs, those that are done first; empty where each has a line of its own.
    pub beads: Vec<&'static str>,
    /// How many of its steps stand how: `22 late`, `6 done`; empty where each has a line of its own.
    pub counts: Vec<Mark>,
    /// Steps that are over, folded into one line; empty where all are shown.
    pub folded: Vec<Step>,
    /// What that line says: `9 done`.
    pub folded_title: String,
    /// The state of that line, as the stylesheet knows it.
    pub folded_state: &'static str,
    /// The steps that are shown.
    pub steps: Vec<Step>,
    /// What is not drawn below it: `Two parts of it`; none where all is.
    pub more: Option<String>,
    /// Whether the list of its parts begins after it, inside its own entry.
    pub opens: bool,
    /// The levels of the lists that end after it, the deepest first. The list around the tree is none of them.
    pub closes: Vec<usize>,
}

/// The tree below a vision.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tree {
    /// Its branches, each before its parts.
    pub branches: Vec<Branch>,
    /// Whether it is too large to show each step in a line of its own.
    pub is_large: bool,
    /// How it stands as a whole, where it is that large: `39 intents, 315 steps:`. Else empty.
    pub lead: String,
    /// How many of those steps stand how: `296 late`, `19 done`.
    pub counts: Vec<Mark>,
    /// The intents that are over, where there are too many to leave them among the others.
    pub over: Vec<Over>,
    /// How each of those ended, as a string of glyphs.
    pub over_beads: Vec<&'static str>,
    /// What stands for those: `14 achieved, 2 dropped`.
    pub over_title: String,
}

/// An intent that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Over {
    /// Its page.
    pub link: Link,
    /// How it ended.
    pub mark: Mark,
}

/// The tree below a vision.
pub fn of_vision(view: &View, here: &Here, styles: &mut Styles, vision: &Vision) -> Tree {
    let all = walk(view, &vision.intents, None, usize::MAX);
    let (over, open): (Vec<Id>, Vec<Id>) = vision.intents.iter().cloned().partition(|id| is_ended(view, id));
    let folds = vision.intents.len() > LOOKED_THROUGH && !over.is_empty() && !open.is_empty();
    let places = if folds { walk(view, &open, None, usize::MAX) } else { all };
    let over = if folds { walk(view, &over, None, usize::MAX) } else { Vec::new() };
    let over: Vec<_> = over.iter().map(|place| place.intent).collect();
    let steps = vision::steps(view, vision);
    let large = is_large(&places);
    let counts = if large { counts(&steps) } else { Vec::new() };
    let serving = places.iter().filter(|place| place.intent.status != Some(IntentStatus::Dropped)).count();
    let lead = format!(
        "{}, {}:",
        words::capital(&Noun::of(view, Kind::Intent).counted(serving)),
        Noun::step(view).counted(steps.len())
    );
    Tree {
        branches: branches(view, here, styles, &places),
        is_large: large,
        lead: if counts.is_empty() { String::new() } else { lead },
        counts,
        over_title: ended(&over),
        over_beads: over.iter().map(|intent| Mark::of_intent(intent).state).take(STRING).collect(),
        over: over
            .into_iter()
            .map(|intent| Over { link: Link::to(here, &intent.item), mark: Mark::of_intent(intent) })
            .collect(),
    }
}

/// The branches below each vision of a page that has all of them, without a picture: each step in a line of its own, unless
/// there are so many that each intent's line leads to them.
pub fn of_all(view: &View, here: &Here, styles: &mut Styles) -> Vec<Vec<Branch>> {
    let trees: Vec<_> = view.visions.iter().map(|vision| walk(view, &vision.intents, None, usize::MAX)).collect();
    let named = trees.iter().map(|places| count(places)).sum::<usize>() <= NAMED;
    let room = if named { Room::Lines } else { Room::Figures };
    trees.iter().map(|places| branches_in(view, here, styles, places, room)).collect()
}

/// Whether there are too many steps at these places to show each in a line of its own.
fn is_large(places: &[Place<'_>]) -> bool {
    count(places) > PICTURE
}

/// How many steps stand at these places.
fn count(places: &[Place<'_>]) -> usize {
    places.iter().map(|place| place.intent.milestones.len()).sum()
}

/// Whether an intent and all its parts are over.
fn is_ended(view: &View, id: &Id) -> bool {
    let places = walk(view, std::slice::from_ref(id), None, usize::MAX);
    !places.is_empty() && places.iter().all(|place| !place.intent.is_open())
}

/// `14 achieved, 2 dropped`, as the site calls that.
fn ended(intents: &[&Intent]) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for intent in intents {
        let word = step::standing_of(intent).to_lowercase();
        match counts.iter_mut().find(|(other, _)| *other == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    counts.into_iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

/// The branches that hang on an intent: those of its parts, as deep as they have room. Deeper ones stand on
/// their own pages, since a long line of parts would else stand whole on each page of the line.
pub fn of_parts(view: &View, here: &Here, styles: &mut Styles, intent: &Intent) -> Vec<Branch> {
    let places = walk(view, &intent.children, Some(&intent.item.id), LEVELS);
    branches(view, here, styles, &places)
}

/// An intent, and how many others of its tree it stands below.
struct Place<'a> {
    intent: &'a Intent,
    depth: usize,
    /// Whether its parts are left out.
    cut: bool,
}

/// The intents of a tree, each before its parts. Each stands once, so that a circle of parts ends where it began.
fn walk<'a>(view: &'a View, tops: &'a [Id], above: Option<&'a Id>, levels: usize) -> Vec<Place<'a>> {
    let mut seen: BTreeSet<&Id> = above.into_iter().collect();
    let mut places = Vec::new();
    let mut open: Vec<(&[Id], usize)> = vec![(tops, 0)];
    while let Some((ids, depth)) = open.pop() {
        let Some((id, rest)) = ids.split_first() else { continue };
        open.push((rest, depth));
        let Some(intent) = view.intent(id).filter(|_| seen.insert(id)) else { continue };
        let cut = depth + 1 >= levels && !intent.children.is_empty();
        places.push(Place { intent, depth, cut });
        if !cut {
            open.push((&intent.children, depth + 1));
        }
    }
    places
}

/// The branches at these places.
fn branches(view: &View, here: &Here, styles: &mut Styles, places: &[Place<'_>]) -> Vec<Branch> {
    let room = match count(places) {
        few if few <= PICTURE => Room::Lines,
        some if some <= NAMED => Room::Strings,
        _ => Room::Figures,
    };
    branches_in(view, here, styles, places, room)
}

fn branches_in(view: &View, here: &Here, styles: &mut Styles, places: &[Place<'_>], room: Room) -> Vec<Branch> {
    let level = |place: &Place<'_>| place.depth.min(LEVELS - 1);
    let with_next = |(at, place)| {
        // The tree's own list, of level 0, is closed by what is around the tree.
        let (level, next) = (level(place), places.get(at + 1).map_or(0, level));
        let mut branch = branch(view, here, styles, place.intent, room);
        branch.part_of = (place.depth >= LEVELS).then(|| parent(view, place.intent)).flatten();
        branch.more = place
            .cut
            .then(|| words::capital(&format!("{} of it", words::counted(place.intent.children.len(), "part"))));
        branch.opens = next > level;
        branch.closes = (next + 1..=level).rev().collect();
        branch
    };
    places.iter().enumerate().map(with_next).collect()
}

fn parent(view: &View, intent: &Intent) -> Option<String> {
    intent.parent.as_ref().and_then(|id| view.intent(id)).map(|parent| parent.item.title.clone())
}

/// How much room a tree has for its steps.
#[derive(Clone, Copy, PartialEq)]
enum Room {
    /// A line for each.
    Lines,
    /// A glyph for each, and the lines folded below.
    Strings,
    /// A glyph for each, and its line on the intent's page.
    Figures,
}

/// An intent with its steps, alone yet.
fn branch(view: &View, here: &Here, styles: &mut Styles, intent: &Intent, room: Room) -> Branch {
    let fold_all = room != Room::Lines;
    let steps: Vec<_> = intent.milestones.iter().filter_map(|id| view.milestone(id)).collect();
    let (folded, shown): (Vec<&Milestone>, Vec<&Milestone>) =
        steps.iter().partition(|step| fold_all || (steps.len() > GLANCE && is_over(step)));
    let beads = if fold_all { beads(&steps) } else { Vec::new() };
    Branch {
        title: intent.item.title.clone(),
        href: here.to_item(&intent.item),
        part_of: None,
        bar: intent.progress.map(|progress| Bar::of(styles, progress.percent)),
        // How many steps are done stands beside the string of them.
        standing: if beads.is_empty() { words::reached(view, intent) } else { reached_apart(intent) },
        owner: words::owner(&intent.item).filter(|_| !beads.is_empty()).unwrap_or_default(),
        counts: if fold_all { counts(&steps) } else { Vec::new() },
        beads,
        proposed: intent.status == Some(IntentStatus::Proposed),
        dropped: intent.status == Some(IntentStatus::Dropped),
        folded_title: if fold_all { String::new() } else { summed_up(view, &folded) },
        folded_state: folded
            .iter()
            .map(|step| step.state)
            .min_by_key(|&state| urgency(state))
            .map_or("done", |state| state.mark()),
        folded: if room == Room::Figures {
            Vec::new()
        } else {
            folded.iter().map(|step| Step::of(view, here, step)).collect()
        },
        steps: shown.iter().map(|step| Step::of(view, here, step)).collect(),
        more: None,
        opens: false,
        closes: Vec::new(),
    }
}

/// Which state stands for a folded line of several: the one that most needs a look.
fn urgency(state: State) -> u8 {
    match state {
        State::Off => 0,
        State::Risk => 1,
        State::Active => 2,
        State::Planned => 3,
        State::Idea => 4,
        State::Open => 5,
        State::Done => 6,
        State::Dropped => 7,
    }
}

fn is_over(step: &Milestone) -> bool {
    !step.is_open()
}

/// `9 done`, `7 steps: 4 done, 1 at risk, 2 planned`.
fn summed_up(view: &View, steps: &[&Milestone]) -> String {
    let mut counts: Vec<(u8, String, usize)> = Vec::new();
    for step in steps {
        let (order, word) = (urgency(step.state), step::bearing(step));
        match counts.iter_mut().find(|(_, other, _)| *other == word) {
            Some((_, _, count)) => *count += 1,
            None => counts.push((order, word, 1)),
        }
    }
    counts.sort();
    let parts: Vec<_> = counts.iter().map(|(_, word, count)| format!("{count} {word}")).collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        _ if steps.iter().all(|step| is_over(step)) => parts.join(", "),
        _ => format!("{} {}: {}", steps.len(), Noun::step(view).many, parts.join(", ")),
    }
}

/// One ring of the breadcrumb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Crumb {
    /// Plain text.
    pub title: String,
    /// Link to the page; none for the page itself.
    pub href: Option<String>,
}

/// The way down to an intent: a vision, the intents above it, and its own word at the end.
///
/// Of a long way the first intents and the last ones are named, and between them stands how many are not:
/// that ring leads to the last of those.
pub fn crumbs(view: &View, here: &Here, intent: &Intent, last: Option<&str>) -> Vec<Crumb> {
    let parent = |intent: &&Intent| view.intent(intent.parent.as_ref()?);
    let crumb = |item: &crate::view::Item| Crumb { title: item.title.clone(), href: Some(here.to_item(item)) };
    let first: Vec<&Intent> = intent.above.first.iter().filter_map(|id| view.intent(id)).collect();
    let top = first.first().copied().unwrap_or(intent);
    let vision = top.visions.iter().chain(&intent.visions).find_map(|id| view.vision(id)).map(|vision| &vision.item);
    let count = intent.above.count + usize::from(vision.is_some());
    let near = if count > RINGS { RINGS - 2 } else { intent.above.count };
    let mut near: Vec<_> =
        std::iter::successors(parent(&intent), parent).take(near).map(|intent| &intent.item).collect();
    near.reverse();
    let mut crumbs: Vec<_> = if count > RINGS {
        let named = vision.into_iter().chain(first.into_iter().map(|intent| &intent.item)).take(2).map(crumb);
        let unnamed =
            Crumb { title: format!("{} more", count - RINGS + 1), href: near.first().map(|item| here.to_item(item)) };
        named.chain([unnamed]).chain(near.iter().skip(1).copied().map(crumb)).collect()
    } else {
        vision.into_iter().chain(near).map(crumb).collect()
    };
    match last {
        Some(word) => crumbs.push(Crumb { title: word.to_owned(), href: None }),
        None => crumbs.push(crumb(&intent.item)),
    }
    crumbs
}

/// What is shown of a way: nothing of one that is only where it ends.
pub fn shown(crumbs: Vec<Crumb>) -> Vec<Crumb> {
    if crumbs.len() > 1 { crumbs } else { Vec::new() }
}

/// The visions or intents that an item serves beside the one in its breadcrumb.
pub fn others(here: &Here, view: &View, ids: &[Id], crumbs: &[Crumb]) -> Vec<Link> {
    Link::to_all(here, view, ids)
        .into_iter()
        .filter(|link| !crumbs.iter().any(|crumb| crumb.href.as_ref() == Some(&link.href)))
        .collect()
}

/// The word for a page of this kind at the end of its breadcrumb: `This intent`.
pub fn this(view: &View, kind: Kind) -> String {
    format!("This {}", Noun::of(view, kind).one)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::source::Sources;

    /// So many intents, each a part of the one before.
    fn line(count: usize) -> View {
        let mut fixture =
            "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n[[vision]]\nid = \"v\"\ntitle = \"V\"\n".to_owned();
        for at in 0..count {
            let parent = at.checked_sub(1).map_or_else(String::new, |above| format!("parent = \"i{above}\"\n"));
            write!(fixture, "[[intent]]\nid = \"i{at}\"\ntitle = \"I{at}\"\n{parent}")
                .expect("writing to a string does not fail");
        }
        let (roadmap, problems) = crate::read(&Sources::from_fixture(&fixture), false);
        assert!(problems.iter().all(|problem| problem.severity != crate::rule::Severity::Error), "{problems:?}");
        crate::view::project(&roadmap, crate::view::Reader::all(&roadmap)[0], "2026-11-16".parse().expect("a day"))
    }

    fn tree(view: &View) -> Vec<Branch> {
        of_vision(view, &Here::at("vision/v/"), &mut Styles::new(), &view.visions[0]).branches
    }

    fn render(view: &View, route: &crate::page::Route) -> String {
        let theme = crate::theme::Theme::new(&std::collections::BTreeMap::new(), None).expect("our templates parse");
        let page = crate::page::render(&crate::page::frame(view, &theme), &theme, route)
            .expect("it is there")
            .expect("it renders");
        String::from_utf8(page).expect("it is text")
    }

    #[test]
    fn lists_close_as_often_as_they_open_at_any_depth() {
        let view = line(5_000);
        let branches = tree(&view);
        assert_eq!(branches.len(), 5_000);
        let opened = branches.iter().filter(|branch| branch.opens).count();
        let closed: usize = branches.iter().map(|branch| branch.closes.len()).sum();
        assert_eq!((opened, closed), (LEVELS - 1, LEVELS - 1));
        let page = render(&view, &crate::page::Route::Vision(view.visions[0].item.id.clone()));
        assert_eq!(page.matches("<ul").count(), page.matches("</ul>").count());
        assert_eq!(page.matches("<li>").count() + page.matches("<li ").count(), page.matches("</li>").count());
    }

    /// A vision with so many intents, each with so many steps; every third intent is achieved, every second step done,
    /// and every other one late.
    fn wide(intents: usize, steps: usize) -> View {
        let mut fixture =
            "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n[[vision]]\nid = \"v\"\ntitle = \"V\"\n".to_owned();
        for at in 0..intents {
            let status = if at % 3 == 2 { "achieved" } else { "active" };
            write!(fixture, "[[intent]]\nid = \"i{at}\"\ntitle = \"I{at}\"\nowner = \"Kim\"\nstatus = \"{status}\"\n")
                .expect("writing to a string does not fail");
            for step in 0..steps {
                let status = if step % 2 == 0 { "done" } else { "planned" };
                write!(
                    fixture,
                    "[[milestone]]\nid = \"i{at}-{step}\"\ntitle = \"S\"\nintent = \"i{at}\"\nstatus = \"{status}\"\n\
                     target = \"2026-Q3\"\n"
                )
                .expect("writing to a string does not fail");
            }
        }
        let (roadmap, _) = crate::read(&Sources::from_fixture(&fixture), false);
        crate::view::project(&roadmap, crate::view::Reader::all(&roadmap)[0], "2026-11-16".parse().expect("a day"))
    }

    fn whole(view: &View) -> Tree {
        of_vision(view, &Here::at("vision/v/"), &mut Styles::new(), &view.visions[0])
    }

    #[test]
    fn a_large_tree_strings_its_steps_and_says_whose_they_are_and_what_is_late() {
        let tree = whole(&wide(20, 7));
        assert!(tree.is_large && tree.lead == "20 intents, 140 steps:", "{}", tree.lead);
        let branch = &tree.branches[0];
        assert_eq!(branch.beads, ["done", "done", "done", "done", "late", "late", "late"]);
        let counts: Vec<_> = branch.counts.iter().map(|mark| mark.word.as_str()).collect();
        assert_eq!((counts, branch.owner.as_str()), (vec!["4 done", "3 late"], "Kim"));
        assert_eq!((branch.standing.as_str(), branch.folded.len()), ("", 7));
        let tree = whole(&wide(10, 3));
        assert!(!tree.is_large && tree.lead.is_empty() && tree.branches[0].beads.is_empty());
    }

    #[test]
    fn a_huge_tree_leads_to_the_steps_and_does_not_name_them() {
        let tree = whole(&wide(10, 70));
        assert_eq!((tree.branches[0].folded.len(), tree.branches[0].beads.len()), (0, STRING));
        assert_eq!(tree.branches[0].counts[0].word, "35 done");
    }

    #[test]
    fn among_many_intents_those_that_are_over_stand_together() {
        let tree = whole(&wide(30, 1));
        assert_eq!((tree.branches.len(), tree.over.len(), tree.over_title.as_str()), (20, 10, "10 achieved"));
        let tree = whole(&wide(24, 1));
        assert_eq!((tree.branches.len(), tree.over.len()), (24, 0));
    }

    #[test]
    fn what_has_no_room_names_what_it_is_a_part_of() {
        let view = line(8);
        let parts: Vec<_> = tree(&view).into_iter().map(|branch| branch.part_of).collect();
        assert_eq!(parts[5], None);
        assert_eq!(parts[6..], [Some("I5".to_owned()), Some("I6".to_owned())]);
    }

    #[test]
    fn an_intents_page_stays_small_in_a_long_line() {
        let view = line(300);
        let page = render(&view, &crate::page::Route::Intent(view.intents[100].item.id.clone()));
        assert!(page.contains("One part of it</a>"), "what is not drawn is said");
        assert!(page.contains(" more</a>"), "the breadcrumb counts what it leaves out");
        assert!(page.len() < 20_000, "{} bytes", page.len());
    }

    #[test]
    fn a_circle_of_parts_ends_where_it_began() {
        let mut view = line(3);
        let (first, last) = (view.intents[0].item.id.clone(), view.intents[2].item.id.clone());
        view.intents[2].children.push(first.clone());
        view.intents[0].parent = Some(last);
        let page = render(&view, &crate::page::Route::Intent(first));
        assert!(page.contains(">I2</a>"));
    }
}
