//! Lenses: named ways to sort milestones into ordered groups, for the board and the timeline.
//!
//! A lens is there where it sorts something: of a view in which no milestone has a team, nobody is offered teams.

use std::collections::BTreeMap;

use crate::page::slug::slugs;
use crate::view::{Milestone, View};
use crate::words::{Field, Horizon, Investment, MilestoneStatus, Priority, Word};

/// A lens that sorts something in a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// What it is called in addresses: `team`.
    pub address: String,
    /// What it is called: `Team`.
    pub title: String,
    /// What it sorts by.
    pub sort: Sort,
}

/// What a lens sorts by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sort {
    /// Now, next, later, and what is over.
    Horizon,
    /// Must, should, could, won’t (MoSCoW; Clegg and Barker, 1994).
    Priority,
    /// Urgent and important (Eisenhower).
    Urgency,
    /// Core, adjacent, transformational (70/20/10; Nagji and Tuff, 2012).
    Investment,
    /// The statuses that the site knows.
    Status,
    /// Teams; what belongs to several stands with each of them.
    Team,
    /// A lens of the roadmap's own, by its name.
    Own(String),
}

/// Milestones that a lens puts together.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// For anchors; each group of a lens has one of its own.
    pub id: String,
    /// `Must`.
    pub title: String,
    /// What that means, where its name alone does not say it.
    pub about: &'static str,
    /// In the view's order.
    pub milestones: Vec<&'a Milestone>,
}

/// Where a milestone stands in a lens. Groups are in the order of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    rank: usize,
    /// So that names are in the order of a dictionary.
    folded: String,
    title: String,
    about: &'static str,
}

/// The rank of what stands nowhere.
const NOWHERE: usize = usize::MAX;

/// The lenses that sort something in this view: those built in, then the roadmap's own by their names.
pub fn lenses(view: &View) -> Vec<Lens> {
    let built_in = [
        (Sort::Horizon, "Horizon"),
        (Sort::Status, "Status"),
        (Sort::Team, "Team"),
        (Sort::Priority, "Priority"),
        (Sort::Urgency, "Urgency"),
        (Sort::Investment, "Investment"),
    ];
    let own = view.site.lenses.iter().map(|(name, lens)| (Sort::Own(name.clone()), lens.title.as_str()));
    let all: Vec<(Sort, &str)> = built_in.into_iter().chain(own).filter(|(sort, _)| sort.is_used(view)).collect();
    // By what the site's author called them, so that an address stays when a title changes.
    let name = |(sort, title): &(Sort, &str)| match sort {
        Sort::Own(name) if is_part(&slugs([name.as_str()])[0]) => format!("lens {name}"),
        Sort::Own(name) => name.clone(),
        _ => (*title).to_owned(),
    };
    let names: Vec<_> = all.iter().map(name).collect();
    let addresses = slugs(names.iter().map(String::as_str));
    let lens = |((sort, title), address): ((Sort, &str), String)| Lens { address, title: title.to_owned(), sort };
    all.into_iter().zip(addresses).map(lens).collect()
}

/// Whether something else stands where a lens of this address would: the whole timeline, or that of a year.
fn is_part(address: &str) -> bool {
    address == "all" || address.parse::<i16>().is_ok()
}

/// The lens of this address; none where it sorts nothing.
pub fn lens(view: &View, address: &str) -> Option<Lens> {
    lenses(view).into_iter().find(|lens| lens.address == address)
}

impl Lens {
    /// Its groups that are not empty, with those of these milestones that stand there.
    pub fn groups<'a>(&self, view: &View, milestones: impl IntoIterator<Item = &'a Milestone>) -> Vec<Group<'a>> {
        let mut groups: BTreeMap<Place, Vec<&Milestone>> = BTreeMap::new();
        for milestone in milestones {
            let mut places = self.sort.places(view, milestone);
            if places.is_empty() {
                places.push(Place::new(NOWHERE, self.nowhere(), ""));
            }
            for place in places {
                groups.entry(place).or_default().push(milestone);
            }
        }
        let ids = slugs(groups.keys().map(|place| place.title.as_str()));
        let group = |((place, milestones), id): ((Place, Vec<&'a Milestone>), String)| Group {
            id,
            title: place.title,
            about: place.about,
            milestones,
        };
        groups.into_iter().zip(ids).map(group).collect()
    }

    /// Its title within a sentence; what the site's author called so stays as it is.
    pub fn inside(&self) -> String {
        if matches!(self.sort, Sort::Own(_)) { self.title.clone() } else { self.title.to_lowercase() }
    }

    /// The group of what stands in none.
    fn nowhere(&self) -> &str {
        match self.sort {
            // Everything has one of these.
            Sort::Horizon | Sort::Status => "No status",
            Sort::Team => "No team",
            Sort::Priority => "No priority",
            Sort::Urgency => "Not sorted",
            Sort::Investment => "No kind of investment",
            Sort::Own(_) => "In no group",
        }
    }
}

impl Place {
    fn new(rank: usize, title: &str, about: &'static str) -> Self {
        Self { rank, folded: title.to_lowercase(), title: title.to_owned(), about }
    }

    /// That of a word out of a closed list.
    fn of<W: Word + PartialEq>(word: W, about: &'static str) -> Self {
        let rank = W::ALL.iter().position(|known| *known == word).expect("a word is in its list");
        Self::new(rank, word.title(), about)
    }
}

impl Sort {
    fn is_used(&self, view: &View) -> bool {
        match self {
            // It is what Now, Next and Later follow from where no status is told.
            Self::Status => view.shows(Field::Status) && !view.milestones.is_empty(),
            _ => view.milestones.iter().any(|milestone| !self.places(view, milestone).is_empty()),
        }
    }

    fn places(&self, view: &View, milestone: &Milestone) -> Vec<Place> {
        match self {
            Self::Horizon => vec![match milestone.horizon {
                Some(horizon) => Place::of(horizon, ""),
                None if milestone.status == Some(MilestoneStatus::Dropped) => {
                    Place::new(Horizon::ALL.len() + 1, "Dropped", "")
                }
                None => Place::new(Horizon::ALL.len(), "Done", ""),
            }],
            Self::Priority => milestone.priority.into_iter().map(priority).collect(),
            Self::Urgency => urgency(milestone).into_iter().collect(),
            Self::Investment => milestone.investment.into_iter().map(investment).collect(),
            Self::Status => {
                let place = |status| Place::new(Place::of(status, "").rank, &milestone.status_title, "");
                milestone.status.into_iter().map(place).collect()
            }
            Self::Team => milestone.item.teams.iter().map(|team| Place::new(0, team, "")).collect(),
            Self::Own(name) => own(view, milestone, name).into_iter().collect(),
        }
    }
}

fn priority(priority: Priority) -> Place {
    let about = match priority {
        Priority::Must => "without it the rest is worth nothing",
        Priority::Should => "painful to leave out",
        Priority::Could => "welcome",
        Priority::Wont => "not this time",
    };
    Place::of(priority, about)
}

fn investment(investment: Investment) -> Place {
    let about = match investment {
        Investment::Core => "what we are known for",
        Investment::Adjacent => "next to it",
        Investment::Transformational => "what we may become",
    };
    Place::of(investment, about)
}

/// The quarter of Eisenhower's square; of what is told in half, the other half is no. None where nothing is told.
fn urgency(milestone: &Milestone) -> Option<Place> {
    if milestone.urgent.is_none() && milestone.important.is_none() {
        return None;
    }
    let (urgent, important) = (milestone.urgent == Some(true), milestone.important == Some(true));
    Some(match (urgent, important) {
        (true, true) => Place::new(0, "Urgent and important", "do it"),
        (false, true) => Place::new(1, "Important, not urgent", "give it its time"),
        (true, false) => Place::new(2, "Urgent, not important", "hand it on"),
        (false, false) => Place::new(3, "Neither", "leave it"),
    })
}

/// Where a milestone stands in a lens of the roadmap's own; where it does not say, where its first intent does that does.
fn own(view: &View, milestone: &Milestone, name: &str) -> Option<Place> {
    let intents = milestone.intents.iter().filter_map(|id| view.intent(id)).map(|intent| &intent.item);
    let value = std::iter::once(&milestone.item).chain(intents).find_map(|item| item.lenses.get(name))?;
    let values = &view.site.lenses.get(name)?.values;
    Some(Place::new(values.iter().position(|known| known == value).unwrap_or(values.len()), value, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::view::{Reader, project};

    const FIXTURE: &str = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n[statuses.milestone]\nbeta = { title = \"Beta\", means = \"active\" }\n\
        [lenses.Beat]\ntitle = \"BEAT\"\nvalues = [\"believe\", \"act\", \"engage\"]\n\
        -- vision/v.md --\n+++\ntitle = \"V\"\n+++\n\
        -- intents/i.md --\n+++\ntitle = \"I\"\npriority = \"must\"\nlenses = { Beat = \"engage\" }\n+++\n\
        -- milestones/a.md --\n+++\ntitle = \"A\"\nintent = \"i\"\nteams = [\"web\", \"App\"]\nstatus = \"beta\"\n+++\n\
        -- milestones/b.md --\n+++\ntitle = \"B\"\nintent = \"i\"\npriority = \"could\"\nstatus = \"done\"\nlenses = { Beat = \"believe\" }\n+++\n\
        -- milestones/c.md --\n+++\ntitle = \"C\"\nintent = \"i\"\nurgent = true\n+++\n";

    fn view() -> View {
        let (roadmap, problems) = crate::read(&Sources::from_fixture(FIXTURE), false);
        assert!(problems.is_empty(), "{problems:?}");
        project(&roadmap, Reader::all(&roadmap)[0], "2026-11-16".parse().expect("a day"))
    }

    /// A lens's groups as one line.
    fn sorted(address: &str) -> String {
        let view = view();
        let lens = lens(&view, address).expect("it sorts something");
        let groups = lens.groups(&view, &view.milestones);
        let line = |group: &Group<'_>| {
            let titles: Vec<_> = group.milestones.iter().map(|milestone| milestone.item.title.as_str()).collect();
            format!("{}: {}", group.title, titles.join(" "))
        };
        groups.iter().map(line).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn only_lenses_that_sort_something_are_there() {
        let addresses: Vec<_> = lenses(&view()).into_iter().map(|lens| lens.address).collect();
        assert_eq!(addresses, ["horizon", "status", "team", "priority", "urgency", "beat"]);
    }

    #[test]
    fn groups_stand_in_their_order_and_what_stands_nowhere_comes_last() {
        assert_eq!(sorted("horizon"), "Now: A, Later: C, Done: B");
        assert_eq!(sorted("priority"), "Must: A C, Could: B");
        assert_eq!(sorted("urgency"), "Urgent, not important: C, Not sorted: B A");
        assert_eq!(sorted("status"), "Planned: C, Beta: A, Done: B");
    }

    #[test]
    fn what_belongs_to_several_teams_stands_with_each() {
        assert_eq!(sorted("team"), "App: A, web: A, No team: B C");
    }

    #[test]
    fn a_milestone_stands_where_its_intent_does_unless_it_says_otherwise() {
        assert_eq!(sorted("beat"), "believe: B, engage: A C");
    }
}
