//! What is late, and whose it is: the open steps past their last day, by who owns them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::id::Id;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::step::Link;
use crate::page::words;
use crate::view::{Milestone, View};
use crate::words::Field;

/// So many owners are read in passing; the others fold away.
const MOST_OWNERS: usize = 12;

/// So many links of one owner are named; beyond, they are counted.
const MOST_LINKS: usize = 12;

/// What is late on a page, by who owns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Late {
    /// How many steps that is, and of how many: `296 of 315 steps`.
    pub count: String,
    /// Those who own most of it, the one with most first; what nobody owns comes last.
    pub owners: Vec<Owed>,
    /// The others, folded.
    pub others: Vec<Owed>,
    /// What that fold says: `40 more`; empty where there is none.
    pub more: String,
}

/// What one owner is late with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Owed {
    /// `@kim, @lee`, `Team lang`; that nobody is named, where that is so.
    pub who: String,
    /// How many steps.
    pub count: usize,
    /// The steps themselves, or the intents in which they are.
    pub links: Vec<Counted>,
    /// How many more there are; 0 where all are named.
    pub more: usize,
}

/// A link, and how many late steps stand behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counted {
    /// To a step or to an intent.
    pub link: Link,
    /// How many; 0 where it is the step itself.
    pub count: usize,
}

/// What the links of an owner lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The steps.
    Step,
    /// The intents, to what is late there.
    Intent,
}

/// Who owns a step, in the order of the list: those who are named, then nobody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Named(String),
    Nobody,
}

/// What of these steps is late; none where nothing is, or where the view does not tell who owns what.
pub fn late<'a>(view: &View, here: &Here, steps: impl IntoIterator<Item = &'a Milestone>, by: By) -> Option<Late> {
    // Of a view that tells nobody's name it would be wrong to say that nobody is named.
    if !view.shows(Field::Owner) && !view.shows(Field::Teams) {
        return None;
    }
    let mut owned: BTreeMap<Owner, Vec<&Milestone>> = BTreeMap::new();
    let (mut all, mut count) = (0, 0);
    for step in steps {
        all += 1;
        if step.late {
            count += 1;
            owned.entry(owner(view, step)).or_default().push(step);
        }
    }
    if count == 0 {
        return None;
    }
    let mut owned: Vec<_> = owned.into_iter().collect();
    owned.sort_by_key(|(owner, steps)| (*owner == Owner::Nobody, std::cmp::Reverse(steps.len())));
    let shown = if owned.len() <= MOST_OWNERS + 1 { owned.len() } else { MOST_OWNERS };
    let mut owners: Vec<_> = owned.into_iter().map(|(owner, steps)| owed(view, here, owner, &steps, by)).collect();
    let others = owners.split_off(shown);
    Some(Late {
        count: format!("{count} of {all} {}", Noun::step(view).number(all)),
        more: if others.is_empty() { String::new() } else { format!("{} more", words::number(others.len())) },
        owners,
        others,
    })
}

fn owed(view: &View, here: &Here, owner: Owner, steps: &[&Milestone], by: By) -> Owed {
    let mut links: Vec<Counted> = Vec::new();
    for step in steps {
        let intent = step.intents.iter().find_map(|id| view.intent(id)).filter(|_| by == By::Intent);
        let Some(intent) = intent else {
            links.push(Counted { link: Link::to(here, &step.item), count: 0 });
            continue;
        };
        let link = Link::to(here, &intent.item);
        let link = Link { href: format!("{}#late", link.href), ..link };
        match links.iter_mut().find(|counted| counted.link == link) {
            Some(counted) => counted.count += 1,
            None => links.push(Counted { link, count: 1 }),
        }
    }
    let shown = if links.len() <= MOST_LINKS + 1 { links.len() } else { MOST_LINKS };
    let more = links.len() - shown;
    links.truncate(shown);
    let who = match owner {
        Owner::Named(name) => name,
        Owner::Nobody => "Nobody is named".to_owned(),
    };
    Owed { who, count: steps.len(), links, more }
}

/// Who owns a step: who is named in it, else its teams, else those of the first intent that names somebody.
fn owner(view: &View, step: &Milestone) -> Owner {
    let intents = step.intents.iter().filter_map(|id: &Id| view.intent(id));
    let mut items = std::iter::once(&step.item).chain(intents.map(|intent| &intent.item));
    items.find_map(words::owner).map_or(Owner::Nobody, Owner::Named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn view(more: &str) -> View {
        let fixture = format!(
            "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n[[vision]]\nid = \"v\"\ntitle = \"V\"\n\
             [[intent]]\nid = \"i\"\ntitle = \"I\"\nowner = \"Kim\"\n[[intent]]\nid = \"j\"\ntitle = \"J\"\n{more}"
        );
        let (roadmap, problems) = crate::read(&Sources::from_fixture(&fixture), false);
        assert!(problems.iter().all(|problem| problem.severity != crate::rule::Severity::Error), "{problems:?}");
        crate::view::project(&roadmap, crate::view::Reader::all(&roadmap)[0], "2026-11-16".parse().expect("a day"))
    }

    fn step(id: &str, rest: &str) -> String {
        format!("[[milestone]]\nid = \"{id}\"\ntitle = \"{id}\"\ntarget = \"2026-Q3\"\n{rest}\n")
    }

    fn told(view: &View, by: By) -> Vec<(String, usize, Vec<String>)> {
        let late = late(view, &Here::at(""), &view.milestones, by).expect("something is late");
        let links = |owed: &Owed| owed.links.iter().map(|each| format!("{} {}", each.link.title, each.count)).collect();
        late.owners.iter().chain(&late.others).map(|owed| (owed.who.clone(), owed.count, links(owed))).collect()
    }

    #[test]
    fn what_nobody_owns_falls_to_the_owner_of_its_intent_and_then_to_nobody() {
        let steps = [
            step("a", "intent = \"i\"\nowner = \"Lee\""),
            step("b", "intent = \"i\"\nteams = [\"lang\"]"),
            step("c", "intent = \"i\""),
            step("d", "intent = \"i\""),
            step("e", "intent = \"j\""),
            step("f", "intent = \"j\"\nstatus = \"done\""),
        ];
        let view = view(&steps.concat());
        let who = |told: Vec<(String, usize, Vec<String>)>| told.into_iter().map(|(who, ..)| who).collect::<Vec<_>>();
        assert_eq!(who(told(&view, By::Step)), ["Kim", "Lee", "Team lang", "Nobody is named"]);
        let kim = &told(&view, By::Intent)[0];
        assert_eq!((kim.1, kim.2.as_slice()), (2, ["I 2".to_owned()].as_slice()));
        let late = late(&view, &Here::at(""), &view.milestones, By::Intent).expect("something is late");
        assert_eq!(late.count, "5 of 6 steps");
        assert!(late.owners[0].links[0].link.href.ends_with("intents/i/index.html#late"));
    }

    #[test]
    fn many_owners_fold_and_many_links_are_counted() {
        let many: String = (0..20).map(|at| step(&format!("m{at}"), &format!("owner = \"O{at}\""))).collect();
        let view = view(&many);
        let late = late(&view, &Here::at(""), &view.milestones, By::Step).expect("something is late");
        assert_eq!((late.owners.len(), late.others.len(), late.more.as_str()), (12, 8, "eight more"));
        let many: String = (0..20).map(|at| step(&format!("m{at}"), "owner = \"O\"")).collect();
        let view = self::view(&many);
        let late = super::late(&view, &Here::at(""), &view.milestones, By::Step).expect("something is late");
        assert_eq!((late.owners[0].links.len(), late.owners[0].more), (12, 8));
    }

    #[test]
    fn nothing_late_is_no_section() {
        let view = view(&step("a", "intent = \"i\"\nstatus = \"done\""));
        assert_eq!(late(&view, &Here::at(""), &view.milestones, By::Step), None);
    }
}
