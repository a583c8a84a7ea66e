//! The search: a list from A to Z, and an index for the site's script.
//!
//! The index is a script itself, since a page that was opened from a disk may load one, and nothing else.

mod letter;
mod letters;
mod places;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::Date;
use crate::markdown::comment::without_comments;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, NavLink, Shell};
use crate::page::step::{self, Mark};
use crate::page::styles::Styles;
use crate::page::{section, told};
use crate::theme::Published;
use crate::view::{Item, Milestone, View};
use crate::words::{Field, Kind, Section, UpdateType, Word as _};

use letters::Part;
use places::Places;

pub use letters::Letters;

/// What the addresses of all indexes begin with.
pub const ADDRESSES: &str = "assets/search.";

/// What `search.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Search {
    /// What every page has.
    pub shell: Shell,
    /// The page's title: `Search`, `Search: A`.
    pub title: String,
    /// How much there is: `825 pages, from A to Z.`
    pub summary: String,
    /// The first letters: the way to their entries on this page, or to pages of their own.
    pub letters: Vec<Initial>,
    /// The entries that are on this page.
    pub groups: Vec<Group>,
}

/// A letter with which something begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Initial {
    /// The letter, and the way to its entries.
    pub link: NavLink,
    /// How many there are.
    pub count: usize,
}

/// What begins with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Group {
    /// The anchor of its heading.
    pub id: String,
    /// The letter.
    pub title: String,
    /// In the order of a dictionary.
    pub entries: Vec<Entry>,
}

/// A page of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Entry {
    /// Plain text.
    pub title: String,
    /// From this page.
    pub href: String,
    /// What kind of item it is, and how it stands: `Milestone: At risk, Q1 2027`.
    pub note: String,
}

/// The search's pages: everything, and where that is too long, a page for each letter, or several.
pub fn routes(view: &View) -> Vec<Route> {
    let letters = Letters::of(view);
    let of_letters = letters.parts().filter(|_| letters.is_long()).map(|part| Route::Search(Some(part.address())));
    std::iter::once(Route::Search(None)).chain(of_letters).collect()
}

/// A page of the search; none where it has no page of that address.
pub fn page(frame: &Frame<'_>, route: &Route, address: Option<&str>) -> Option<Search> {
    let (view, here, letters) = (frame.view, frame.here(route), frame.letters());
    let chosen = match address {
        Some(address) => Some(letters.find(address)?),
        None => None,
    };
    let shown: Vec<Part<'_>> = if letters.is_long() { chosen.into_iter().collect() } else { letters.parts().collect() };
    let group = |part: &Part<'_>| Group {
        id: anchor(part),
        title: part.title(),
        entries: part.items.iter().map(|item| entry(view, &here, item)).collect(),
    };
    let title = chosen.map_or_else(|| "Search".to_owned(), |part| format!("Search: {}", part.title()));
    let head =
        Head { title: Some(title.clone()), description: Some("Everything from A to Z.".to_owned()), ..Head::default() };
    Some(Search {
        summary: match letters.all {
            0 => "There is nothing here yet.".to_owned(),
            1 => "One page.".to_owned(),
            all => format!("{all} pages, from A to Z."),
        },
        title,
        letters: initials(letters, &here, chosen),
        groups: shown.iter().map(group).collect(),
        shell: frame.shell(route, head, &Styles::new()),
    })
}

fn anchor(part: &Part<'_>) -> String {
    format!("z-{}", part.letter.address())
}

/// The way to every letter, and from one in several parts to each of these.
fn initials(letters: &Letters<'_>, here: &Here, chosen: Option<Part<'_>>) -> Vec<Initial> {
    let is_chosen = |part: &Part<'_>| chosen.is_some_and(|chosen| chosen.letter == part.letter);
    let initial = |part: Part<'_>| Initial {
        link: NavLink {
            title: if is_chosen(&part) { part.title() } else { part.letter.title() },
            href: if letters.is_long() {
                here.to(&Route::Search(Some(part.address())).address())
            } else {
                format!("#{}", anchor(&part))
            },
            current: if chosen.is_some_and(|chosen| chosen.address() == part.address()) { "page" } else { "" },
        },
        count: if is_chosen(&part) { part.items.len() } else { part.of },
    };
    letters.parts().filter(|part| part.is_first() || is_chosen(part)).map(initial).collect()
}

fn entry(view: &View, here: &Here, item: &Item) -> Entry {
    let kind = Noun::of(view, item.kind).title;
    let line = line(view, item);
    let note = if line.is_empty() { kind } else { format!("{kind}: {line}") };
    Entry { title: item.title.clone(), href: here.to_item(item), note }
}

/// How an item stands, and when, in one line: `At risk, Q1 2027, late`. Empty for what says neither.
fn line(view: &View, item: &Item) -> String {
    match item.kind {
        Kind::Milestone => view.milestone(&item.id).map_or_else(String::new, of_milestone),
        Kind::Intent => view.intent(&item.id).map_or_else(String::new, |intent| section::standing(view, intent)),
        Kind::Vision => {
            let horizon = view.vision(&item.id).and_then(|vision| vision.horizon.as_ref());
            horizon.map_or_else(String::new, Date::words)
        }
        Kind::Update => view.update(&item.id).map_or_else(String::new, |update| {
            let what = (view.shows(Field::Type) && update.update_type != UpdateType::Update)
                .then(|| format!("{}, ", update.update_type.title()));
            format!("{}{}", what.unwrap_or_default(), update.date.words())
        }),
        Kind::Page => String::new(),
    }
}

fn of_milestone(milestone: &Milestone) -> String {
    let (before, when) = step::when(milestone);
    let when = when.map(|when| if before.is_empty() { when.text } else { format!("{before} {}", when.text) });
    let late = milestone.late.then(|| "late".to_owned());
    let parts = [Some(Mark::of(milestone).word).filter(|word| !word.is_empty()), when, late];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The index that the site's script searches; none where the view has no search.
///
/// A call with one object: what the kinds are called; the words that are too common to be looked for; for each item its
/// title, its address, its kind and how it stands; and for each word, in their order, the places of the items that have
/// it, each as the distance to the one before. A thousand items are 85 kB when packed, a third less than with
/// the words by items.
pub fn index(view: &View) -> Option<Published> {
    if !told::has(view, Section::Search) {
        return None;
    }
    let items: Vec<&Item> = view.items().collect();
    let mut places = Places::default();
    // One after the other: pages wait for this, and a thread that waited here for others could be handed such a page.
    for (at, item) in items.iter().enumerate() {
        add(&mut places, at, view, item);
    }
    let kinds: Vec<String> = Kind::ALL.iter().map(|kind| Noun::of(view, *kind).title).collect();
    let kind = |item: &Item| Kind::ALL.iter().position(|kind| *kind == item.kind).expect("all kinds are in that list");
    let entry = |item: &&Item| {
        json(&(&item.title, format!("{}index.html", item.kind.address(&item.id)), kind(item), line(view, item)))
    };
    let text = format!(
        "roadmapgenIndex({{\"kinds\":{},\"common\":{},\"items\":[\n{}\n],\n\"words\":{}}});\n",
        json(&kinds),
        json(&words::COMMON),
        items.iter().map(entry).collect::<Vec<_>>().join(",\n"),
        json(&places.written())
    );
    Some(Published::of("search", "js", text))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts, numbers and lists of them are JSON")
}

/// Puts in the words by which an item is found.
fn add(places: &mut Places, at: usize, view: &View, item: &Item) {
    places.add_title(at, &item.title);
    places.add_text(at, item.id.as_str());
    places.add_text(at, item.summary.as_deref().unwrap_or_default());
    places.add_text(at, &words::said(&without_comments(&item.body.markdown)));
    let names = item.owner.iter().chain(item.roles.values().flatten()).chain(&item.teams).chain(&item.tags);
    for name in names {
        places.add_text(at, name);
    }
    // What a step delivers is looked for by what it serves, and an update by what it is about.
    let above = match item.kind {
        Kind::Milestone => view.milestone(&item.id).map(|milestone| &milestone.intents),
        Kind::Update => view.update(&item.id).map(|update| &update.about),
        _ => None,
    };
    let titles = above.into_iter().flatten().filter_map(|id| view.item(id)).map(|item| &item.title);
    for title in titles {
        places.add_text(at, title);
    }
    let why = view.vision(&item.id).and_then(|vision| vision.why.as_deref());
    if let Some(why) = why {
        places.add_text(at, &without_comments(why));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use super::*;
    use crate::page::shell::Assets;
    use crate::source::Sources;
    use crate::view::{Reader, project};

    fn views(fixture: &str) -> Vec<View> {
        let (roadmap, problems) = crate::read(&Sources::from_fixture(fixture), false);
        assert!(problems.iter().all(|problem| problem.severity != crate::rule::Severity::Error), "{problems:?}");
        let as_of = "2026-11-16".parse().expect("a day");
        Reader::all(&roadmap).into_iter().map(|reader| project(&roadmap, reader, as_of)).collect()
    }

    fn many(count: usize) -> View {
        let mut plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n".to_owned();
        for at in 0..count {
            let title = ["Émile", "async", "日本", "9 lives", "★", "Zoo"][at % 6];
            write!(plan, "-- milestones/m{at}.md --\n+++\ntitle = \"{title} {at}\"\n+++\n")
                .expect("writing to a string does not fail");
        }
        views(&plan).remove(0)
    }

    fn pages(view: &View) -> Vec<Search> {
        let frame = Frame::of(view, Assets::default());
        let page = |route: &Route| match route {
            Route::Search(letter) => page(&frame, route, letter.as_deref()).expect("it is one of the view's"),
            _ => panic!("{route:?} is no page of the search"),
        };
        routes(view).iter().map(page).collect()
    }

    #[test]
    fn everything_is_listed_once_whole_or_by_letters() {
        for count in [0, 1, 60, 900] {
            let pages = pages(&many(count));
            let titles: Vec<&str> = pages
                .iter()
                .flat_map(|page| &page.groups)
                .flat_map(|group| &group.entries)
                .map(|entry| entry.title.as_str())
                .collect();
            assert_eq!(titles.len(), count);
            assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), count);
            assert_eq!(pages.len(), if count > section::MOST_WHOLE { 6 } else { 1 });
        }
        let pages = pages(&many(900));
        let letters: Vec<_> =
            pages[0].letters.iter().map(|letter| format!("{} {}", letter.link.title, letter.count)).collect();
        // A star before a number is passed over, so that both stand under digits.
        assert_eq!(letters[0], "0–9 300");
        assert!(pages[0].groups.is_empty());
    }

    /// Two titles for each of so many letters of Chinese, and one in Latin.
    fn chinese(letters: u32) -> View {
        let mut plan =
            "-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- milestones/x.md --\n+++\ntitle = \"X\"\n+++\n".to_owned();
        for at in 0..letters * 2 {
            let letter = char::from_u32(0x4e00 + at / 2).expect("it is a letter");
            write!(plan, "-- milestones/m{at}.md --\n+++\ntitle = \"{letter} {at}\"\n+++\n")
                .expect("writing to a string does not fail");
        }
        views(&plan).remove(0)
    }

    #[test]
    fn many_letters_stand_together_and_every_entry_is_reached_from_the_first_page() {
        let view = chinese(900);
        let (pages, routes) = (pages(&view), routes(&view));
        let of = |address: &str| {
            let found = routes.iter().position(|route| route.address() == address);
            &pages[found.unwrap_or_else(|| panic!("`{address}` is no page"))]
        };
        let (mut found, mut open) = (BTreeSet::new(), vec!["search/".to_owned()]);
        let mut entries = BTreeSet::new();
        while let Some(address) = open.pop() {
            if !found.insert(address.clone()) {
                continue;
            }
            let page = of(&address);
            assert!(page.letters.len() < 66, "{address} has {} letters", page.letters.len());
            entries.extend(page.groups.iter().flat_map(|group| &group.entries).map(|entry| entry.title.clone()));
            assert!(page.groups.iter().all(|group| group.entries.len() <= section::MOST_WHOLE));
            let to = |link: &NavLink| link.href.trim_start_matches("../").trim_end_matches("index.html").to_owned();
            open.extend(page.letters.iter().map(|letter| to(&letter.link)));
        }
        assert_eq!((found.len(), entries.len()), (pages.len(), 1801));
        assert!(found.contains("search/x/"), "A to Z are looked for however few they are");
        let other = of("search/other/2/");
        assert_eq!(other.title, "Search: Other, 501 to 1000");
        assert_eq!(other.letters.iter().filter(|letter| letter.link.current == "page").count(), 1);
        assert_eq!(of("search/").letters.len(), 60);
    }

    #[test]
    fn the_pages_grow_with_what_is_on_them() {
        let bytes = |letters| pages(&chinese(letters)).iter().map(|page| json(page).len()).sum::<usize>();
        let (once, twice) = (bytes(400), bytes(800));
        assert!(twice * 10 <= once * 26, "{once} bytes become {twice}");
    }

    #[test]
    fn the_index_holds_what_the_view_does_and_nothing_else() {
        let plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n[defaults]\naudiences = [\"team\", \"guests\"]\n[audiences.team]\ntitle = \"Team\"\n\
             [audiences.guests]\ntitle = \"Guests\"\nfields = [\"status\"]\nlabels = { milestone = \"Release\", milestones = \"Releases\" }\n\
             -- milestones/a.md --\n+++\ntitle = \"Ferry\"\nowner = \"Ingrid\"\nsummary = \"Crosses the bay\"\n+++\n\
             Daily. <!-- hush -->\n\n::: for team\nBluebird flies.\n:::\n\
             -- milestones/b.md --\n+++\ntitle = \"Kestrel\"\naudiences = [\"team\"]\n+++\n";
        for view in views(plan) {
            let guests = view.audience.as_ref().is_some_and(|who| who.id.as_str() == "guests");
            let text = index(&view).expect("it has a search").text;
            assert_eq!(text.lines().count(), view.items().count() + 3);
            for word in ["Ferry", "milestones/a/index.html", "bay", "daily"] {
                assert!(text.contains(word), "{word}: {text}");
            }
            for word in ["ingrid", "bluebird", "Kestrel"] {
                assert_eq!(text.contains(word), !guests, "{word}: {text}");
            }
            assert!(!text.contains("hush"), "{text}");
            assert_eq!(text.contains("Release"), guests);
        }
    }

    #[test]
    fn a_view_without_a_search_has_no_index() {
        let plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n[defaults]\naudiences = [\"a\"]\n[audiences.a]\ntitle = \"A\"\nviews = [\"list\"]\n";
        assert!(views(plan).iter().all(|view| index(view).is_none()));
    }
}
