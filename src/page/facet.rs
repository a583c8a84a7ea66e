//! What milestones have in common, to look for them by: a status, a team, an owner, a half-year.
//!
//! All of it follows from the view. What a view is not told is in no milestone of it, and so in no facet.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::Date;
use crate::page::lens::{self, Sort};
use crate::page::slug::slugs;
use crate::view::{Item, Milestone, State, View};
use crate::words::{Field, MilestoneStatus};

/// Over so many years, halves of them would be too many to choose from.
const MOST_HALVED: usize = 4;
/// What the site's script keeps in an address besides facets.
const RESERVED: [&str; 2] = ["q", "changed"];
/// The facets that are built in; a lens of the roadmap's own that is called the same is told apart.
const BUILT_IN: [&str; 6] = ["status", "horizon", "team", "owner", "priority", "due"];
/// The values of the status that are none of the site's statuses; one of those that is called the same is told apart.
const TROUBLES: [(&str, &str); 4] =
    [("late", "Late"), ("at-risk", "At risk"), ("off-track", "Off track"), ("blocked", "Blocked")];

/// The facets of a view's milestones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Those that tell milestones apart, in the order in which they are offered.
    pub facets: Vec<Facet>,
    /// For each milestone of the view, where it stands: the places of a facet and of a value of it.
    stands: Vec<Vec<(usize, usize)>>,
}

/// One way to tell milestones apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// What it is called in addresses: `team`.
    pub address: String,
    /// What it is called: `Team`.
    pub title: String,
    /// At least one, and together with what has none of them at least two.
    pub values: Vec<Value>,
    /// The places of the values by their addresses: there can be one for each milestone, and a page for each.
    places: BTreeMap<String, usize>,
}

/// What some milestones have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it is called in addresses, once in its facet: `at-risk`.
    pub address: String,
    /// What it is called: `At risk`.
    pub title: String,
    /// The milestones that have it, by their places in the view, in order.
    pub which: Vec<usize>,
}

/// A value and the milestones that have it, by their places in the view.
type Sorted = (String, String, Vec<usize>);

impl Facets {
    /// Those of a view.
    pub fn of(view: &View) -> Self {
        let lenses = lens::lenses(view);
        let names = lenses.iter().filter_map(|lens| if let Sort::Own(name) = &lens.sort { Some(name) } else { None });
        let taken = RESERVED.into_iter().chain(BUILT_IN).chain(names.map(String::as_str));
        let mut addresses = slugs(taken).split_off(RESERVED.len() + BUILT_IN.len()).into_iter();
        let by = |sort: &Sort| lenses.iter().find(|lens| lens.sort == *sort).map(|lens| by_lens(view, lens));
        let lens = |sort: &Sort| by(sort).unwrap_or_default();
        let mut all: Vec<(String, String, Vec<Sorted>)> = vec![
            row("status", "Status", status(view, by(&Sort::Status))),
            row("horizon", "Horizon", horizon(view, lens(&Sort::Horizon))),
            row("team", "Team", lens(&Sort::Team)),
            row("owner", "Owner", owner(view)),
            row("priority", "Priority", lens(&Sort::Priority)),
            row("due", "Due", due(view)),
        ];
        for lens in lenses.iter().filter(|lens| matches!(lens.sort, Sort::Own(_))) {
            let address = addresses.next().expect("each lens of one's own has been given one");
            all.push((address, lens.title.clone(), by_lens(view, lens)));
        }
        Self::sorted(view.milestones.len(), all)
    }

    /// Leaves out what tells nothing apart.
    fn sorted(milestones: usize, all: Vec<(String, String, Vec<Sorted>)>) -> Self {
        let mut facets = Self { facets: Vec::new(), stands: vec![Vec::new(); milestones] };
        for (address, title, sorted) in all {
            let tells = sorted.len() > 1 || sorted.iter().any(|(_, _, which)| which.len() < milestones);
            if !tells {
                continue;
            }
            for (value, (_, _, which)) in sorted.iter().enumerate() {
                for at in which {
                    facets.stands[*at].push((facets.facets.len(), value));
                }
            }
            let value = |(address, title, which): Sorted| Value { address, title, which };
            let values: Vec<Value> = sorted.into_iter().map(value).collect();
            let places = values.iter().enumerate().map(|(at, value)| (value.address.clone(), at)).collect();
            facets.facets.push(Facet { address, title, values, places });
        }
        facets
    }

    /// The places of a facet and a value with these addresses; none where there are no such ones.
    pub fn find(&self, facet: &str, value: &str) -> Option<(usize, usize)> {
        let at = self.facets.iter().position(|known| known.address == facet)?;
        Some((at, *self.facets[at].places.get(value)?))
    }

    /// Where the milestone at this place of the view stands.
    pub fn stands(&self, milestone: usize) -> &[(usize, usize)] {
        &self.stands[milestone]
    }

    /// The same in words, for the site's script: `status.late team.sdk`.
    pub fn words(&self, milestone: usize) -> String {
        let word = |&(facet, value): &(usize, usize)| {
            let facet = &self.facets[facet];
            format!("{}.{}", facet.address, facet.values[value].address)
        };
        self.stands(milestone).iter().map(word).collect::<Vec<_>>().join(" ")
    }
}

fn row(address: &str, title: &str, values: Vec<Sorted>) -> (String, String, Vec<Sorted>) {
    (address.to_owned(), title.to_owned(), values)
}

/// The date that decides where in time a milestone is looked for: when it is due, else when it was done, else when it
/// begins; its last day counts. Each milestone has one such day or none, so that each is in one year or in none.
pub fn date(milestone: &Milestone) -> Option<&Date> {
    let done = milestone.done.as_ref().filter(|_| milestone.status == Some(MilestoneStatus::Done));
    milestone.target.as_ref().or(done).or(milestone.start.as_ref())
}

/// Who owns a milestone, and whether that is told by an intent: the milestone's own owners; of one that names nobody and
/// no team either, those of the first of its intents that names somebody. Empty where that is a team, or nobody, and in
/// a view that does not tell who owns what.
pub fn owners<'a>(view: &'a View, milestone: &'a Milestone) -> (&'a [String], bool) {
    let names = |item: &Item| !item.owner.is_empty() || !item.teams.is_empty();
    if names(&milestone.item) {
        return (&milestone.item.owner, false);
    }
    let mut intents = milestone.intents.iter().filter_map(|id| view.intent(id));
    let naming = intents.find(|intent| names(&intent.item));
    naming.map_or((&[], false), |intent| (&intent.item.owner, true))
}

/// The places of the milestones that this holds of.
fn those(view: &View, holds: impl Fn(&Milestone) -> bool) -> Vec<usize> {
    view.milestones.iter().enumerate().filter(|(_, milestone)| holds(milestone)).map(|(at, _)| at).collect()
}

fn by_lens(view: &View, lens: &lens::Lens) -> Vec<Sorted> {
    let place = |milestone: &Milestone| view.index.get(milestone.item.id.as_str()).map(|&(_, at)| at);
    let groups = lens.groups(view, &view.milestones).into_iter();
    groups.map(|group| (group.id, group.title, group.milestones.into_iter().filter_map(place).collect())).collect()
}

/// First what asks for attention, then the statuses in their order.
fn status(view: &View, statuses: Option<Vec<Sorted>>) -> Vec<Sorted> {
    let due = view.tells_due();
    let has = |name: &str| {
        those(view, |milestone| match name {
            "late" => due && milestone.late,
            "at-risk" => milestone.state == State::Risk,
            "off-track" => milestone.state == State::Off,
            _ => milestone.blocked.is_some() && milestone.is_open(),
        })
    };
    let troubles = TROUBLES.map(|(address, title)| (address.to_owned(), title.to_owned(), has(address)));
    let statuses = statuses.unwrap_or_default();
    let taken = TROUBLES.iter().map(|(address, _)| *address).chain(statuses.iter().map(|(_, title, _)| title.as_str()));
    let addresses = slugs(taken).split_off(TROUBLES.len());
    let statuses = statuses.into_iter().zip(addresses).map(|((_, title, which), address)| (address, title, which));
    troubles.into_iter().filter(|(_, _, which)| !which.is_empty()).chain(statuses).collect()
}

/// How near, without what is over where the status says that.
fn horizon(view: &View, values: Vec<Sorted>) -> Vec<Sorted> {
    let is_open = |(_, _, which): &Sorted| which.iter().any(|at| view.milestones[*at].horizon.is_some());
    values.into_iter().filter(|value| !view.shows(Field::Status) || is_open(value)).collect()
}

fn owner(view: &View) -> Vec<Sorted> {
    let mut owners: BTreeMap<(String, &str), BTreeSet<usize>> = BTreeMap::new();
    for (at, milestone) in view.milestones.iter().enumerate() {
        for name in self::owners(view, milestone).0 {
            owners.entry((name.to_lowercase(), name)).or_default().insert(at);
        }
    }
    let addresses = slugs(["none"].into_iter().chain(owners.keys().map(|(_, name)| *name))).split_off(1);
    let named = owners.into_iter().zip(addresses);
    let mut values: Vec<Sorted> =
        named.map(|(((_, name), which), address)| (address, name.to_owned(), which.into_iter().collect())).collect();
    if !values.is_empty() {
        push(&mut values, "none", "No owner", those(view, |milestone| self::owners(view, milestone).0.is_empty()));
    }
    values
}

/// Half-years, or years where these are many.
fn due(view: &View) -> Vec<Sorted> {
    let mut halves: BTreeMap<(i16, usize), Vec<usize>> = BTreeMap::new();
    for (at, milestone) in view.milestones.iter().enumerate() {
        if let Some(day) = date(milestone).map(Date::last) {
            halves.entry((day.year(), if day.month() < 7 { 1 } else { 2 })).or_default().push(at);
        }
    }
    let years: BTreeSet<i16> = halves.keys().map(|(year, _)| *year).collect();
    let mut values: Vec<Sorted> = if years.len() > MOST_HALVED {
        let within = |year: i16| halves.range((year, 1)..=(year, 2)).flat_map(|(_, which)| which.clone()).collect();
        years.iter().map(|year| (year.to_string(), year.to_string(), within(*year))).collect()
    } else {
        let half = |((year, half), which)| (format!("{year}-h{half}"), format!("H{half} {year}"), which);
        halves.into_iter().map(half).collect()
    };
    if !values.is_empty() {
        push(&mut values, "none", "No date", those(view, |milestone| date(milestone).is_none()));
    }
    values
}

/// Adds a value that at least one milestone has.
fn push(values: &mut Vec<Sorted>, address: &str, title: &str, which: Vec<usize>) {
    if !which.is_empty() {
        values.push((address.to_owned(), title.to_owned(), which));
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::source::Sources;
    use crate::view::{Reader, project};

    const PLAN: &str = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n[statuses.milestone]\nlate = { title = \"Late\", means = \"planned\" }\n\
        -- milestones/a.md --\n+++\ntitle = \"A\"\nteams = [\"web\", \"App\"]\nowner = \"Jo\"\ntarget = 2026-10-01\nstatus = \"active\"\n+++\n\
        -- milestones/b.md --\n+++\ntitle = \"B\"\nstatus = \"late\"\ntarget = \"2027-H1\"\n+++\n\
        -- milestones/c.md --\n+++\ntitle = \"C\"\nstatus = \"done\"\ntarget = 2026-03-01\ndone = 2026-11-01\nowner = [\"jo\", \"Jo\"]\n+++\n\
        -- milestones/d.md --\n+++\ntitle = \"D\"\nhealth = \"at-risk\"\nblocked = \"No ship.\"\n+++\n";

    fn view(fixture: &str) -> Vec<View> {
        let (roadmap, problems) = crate::read(&Sources::from_fixture(fixture), false);
        assert!(problems.iter().all(|problem| problem.severity != crate::rule::Severity::Error), "{problems:?}");
        let as_of = "2026-11-16".parse().expect("a day");
        Reader::all(&roadmap).into_iter().map(|reader| project(&roadmap, reader, as_of)).collect()
    }

    /// A facet's values as one line.
    fn values(facets: &Facets, facet: &str) -> String {
        let found = facets.facets.iter().find(|known| known.address == facet);
        let value = |value: &Value| format!("{}={} {}", value.address, value.title, value.which.len());
        found.map_or_else(String::new, |facet| facet.values.iter().map(value).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn a_facet_has_its_values_in_order_with_counts() {
        let facets = Facets::of(&view(PLAN)[0]);
        let status = "late=Late 1, at-risk=At risk 1, blocked=Blocked 1, late-2=Late 1, planned=Planned 1, active=Active 1, done=Done 1";
        assert_eq!(values(&facets, "status"), status);
        assert_eq!(values(&facets, "team"), "app=App 1, web=web 1, no-team=No team 3");
        assert_eq!(values(&facets, "owner"), "jo=Jo 2, jo-2=jo 1, none=No owner 2");
        assert_eq!(values(&facets, "due"), "2026-h1=H1 2026 1, 2026-h2=H2 2026 1, 2027-h1=H1 2027 1, none=No date 1");
        assert_eq!(values(&facets, "priority"), "", "nobody said one");
    }

    #[test]
    fn a_value_has_the_milestones_that_stand_there_and_is_found_by_its_address() {
        let view = &view(PLAN)[0];
        let facets = Facets::of(view);
        for (facet, known) in facets.facets.iter().enumerate() {
            for (value, found) in known.values.iter().enumerate() {
                let standing = (0..view.milestones.len()).filter(|at| facets.stands(*at).contains(&(facet, value)));
                assert_eq!(standing.collect::<Vec<_>>(), found.which, "{} {}", known.address, found.address);
                assert_eq!(facets.find(&known.address, &found.address), Some((facet, value)));
            }
        }
        let a = view.milestones.iter().position(|milestone| milestone.item.title == "A").expect("it is seen");
        assert_eq!(facets.words(a), "status.late status.active horizon.now team.app team.web owner.jo due.2026-h2");
    }

    #[test]
    fn what_names_nobody_is_its_intents_owners_unless_it_has_a_team() {
        let plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n[defaults]\naudiences = [\"all\", \"some\"]\n[audiences.all]\ntitle = \"All\"\n\
            [audiences.some]\ntitle = \"Some\"\nfields = [\"status\", \"teams\"]\n\
            -- intents/i.md --\n+++\ntitle = \"I\"\n+++\n-- intents/j.md --\n+++\ntitle = \"J\"\nowner = \"Kim\"\n+++\n\
            -- milestones/a.md --\n+++\ntitle = \"A\"\nintent = [\"i\", \"j\"]\n+++\n\
            -- milestones/b.md --\n+++\ntitle = \"B\"\nintent = \"j\"\nteams = [\"web\"]\n+++\n\
            -- milestones/c.md --\n+++\ntitle = \"C\"\nintent = \"j\"\nowner = \"Lee\"\n+++\n";
        let told = |view: &View| values(&Facets::of(view), "owner");
        let views = view(plan);
        let of = |who: &str| {
            let is = |view: &&View| view.audience.as_ref().is_some_and(|audience| audience.id.as_str() == who);
            views.iter().find(is).map(told)
        };
        assert_eq!(of("all").as_deref(), Some("kim=Kim 1, lee=Lee 1, none=No owner 1"));
        assert_eq!(of("some").as_deref(), Some(""), "who is not told owners hears of none of an intent either");
    }

    #[test]
    fn many_years_are_not_halved() {
        let mut plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n".to_owned();
        for year in 2024..2029 {
            write!(plan, "-- milestones/y{year}.md --\n+++\ntitle = \"{year}\"\ntarget = \"{year}-H2\"\n+++\n")
                .expect("writing to a string does not fail");
        }
        let due = values(&Facets::of(&view(&plan)[0]), "due");
        assert_eq!(due, "2024=2024 1, 2025=2025 1, 2026=2026 1, 2027=2027 1, 2028=2028 1");
    }

    #[test]
    fn what_a_view_is_not_told_is_no_facet() {
        let plan = PLAN.replace(
            "-- milestones/a.md",
            "[defaults]\naudiences = [\"all\", \"some\", \"few\"]\n[audiences.all]\ntitle = \"All\"\n\
             [audiences.some]\ntitle = \"Some\"\nfields = [\"teams\", \"target\"]\ndate_precision = \"year\"\n\
             [audiences.few]\ntitle = \"Few\"\nfields = []\ndate_precision = \"horizon\"\n-- milestones/a.md",
        );
        let addresses =
            |view: &View| Facets::of(view).facets.into_iter().map(|facet| facet.address).collect::<Vec<_>>();
        let told: Vec<_> = view(&plan)
            .iter()
            .map(|view| (view.audience.as_ref().map(|who| who.id.to_string()), addresses(view)))
            .collect();
        let of = |who: &str| {
            told.iter().find(|(whose, _)| whose.as_deref() == Some(who)).map(|(_, facets)| facets.join(" "))
        };
        assert_eq!(of("all").as_deref(), Some("status horizon team owner due"));
        assert_eq!(of("few").as_deref(), Some("horizon"), "how near it is is all that they are told");
        assert_eq!(
            of("some").as_deref(),
            Some("horizon team due"),
            "who is told years hears of nothing late before its year is over"
        );
    }
}
