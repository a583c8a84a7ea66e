//! What rows and sections say, worked out once for all pages that show them.
//!
//! Of a row that is six characters, by which a reader's own browser can tell that it says something else than before.

use std::sync::OnceLock;

use crate::id::Id;
use crate::output::json;
use crate::page::list::row::Columns;
use crate::page::section;
use crate::table::Table;
use crate::theme::published::fingerprint;
use crate::view::{Intent, Milestone, View};

/// The looks of a view's milestones and intents, each worked out when a page first shows it: a preview makes one page.
#[derive(Debug, Default)]
pub struct Looks {
    milestones: OnceLock<Vec<OnceLock<String>>>,
    intents: OnceLock<Table<Id, Heading>>,
    columns: OnceLock<Columns>,
}

/// What stands beside the title of an intent's section. A page for each of a thousand owners shows the same intents.
#[derive(Debug, Clone)]
pub struct Heading {
    /// What tells it from others of its title.
    pub apart: Option<String>,
    /// How it stands.
    pub note: String,
}

impl Looks {
    /// The columns of the view's lists, which are the same on all pages.
    pub fn columns(&self, view: &View) -> Columns {
        *self.columns.get_or_init(|| Columns::of(view))
    }

    /// What stands beside the title of an intent of the view.
    pub fn heading(&self, view: &View, intent: &Intent) -> Heading {
        let all = || {
            let apart = section::told_apart(view);
            let heading = |intent: &Intent| Heading {
                apart: apart.get(&intent.item.id).map(|apart| (*apart).to_owned()),
                note: section::standing(view, intent),
            };
            view.intents.iter().map(|intent| (intent.item.id.clone(), heading(intent))).collect()
        };
        self.intents.get_or_init(all).get(&intent.item.id).cloned().expect("an intent of the view")
    }

    /// That of a milestone of the view. It is made of all that `roadmap.json` says of it, and of nothing else: not of
    /// where it stands, nor of what other items say.
    pub fn look(&self, view: &View, milestone: &Milestone) -> String {
        let all = self.milestones.get_or_init(|| view.milestones.iter().map(|_| OnceLock::new()).collect());
        let kept = view.index.get(milestone.item.id.as_str()).and_then(|&(_, at)| all.get(at));
        kept.map_or_else(|| look(view, milestone), |kept| kept.get_or_init(|| look(view, milestone)).clone())
    }
}

/// Three bytes: of sixteen million changes one is missed.
fn look(view: &View, milestone: &Milestone) -> String {
    fingerprint(&json::of_milestone(view, milestone))[..6].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::view::{Reader, project};

    /// The look of `a` to each audience, the second of which is shown no owner.
    fn looks(a: &str, b: &str) -> Vec<String> {
        let plan = format!(
            "-- roadmap.toml --\n[site]\ntitle = \"R\"\n[defaults]\naudiences = [\"team\", \"guests\"]\n[audiences.team]\ntitle = \"Team\"\n\
             [audiences.guests]\ntitle = \"Guests\"\nfields = [\"status\"]\n\
             -- milestones/a.md --\n+++\ntitle = \"A\"\n{a}\n+++\n-- milestones/b.md --\n+++\ntitle = \"B\"\n{b}\n+++\n"
        );
        let (roadmap, _) = crate::read(&Sources::from_fixture(&plan), false);
        let look = |reader| {
            let view = project(&roadmap, reader, "2026-11-16".parse().expect("a day"));
            let milestone = view.milestones.iter().find(|milestone| milestone.item.title == "A").expect("it is seen");
            Looks::default().look(&view, milestone)
        };
        Reader::all(&roadmap).into_iter().map(look).collect()
    }

    #[test]
    fn a_look_is_of_what_its_audience_sees_of_the_milestone_and_of_nothing_else() {
        let before = looks("", "");
        assert!(before.iter().all(|look| look.len() == 6));
        assert_eq!(looks("", "status = \"done\""), before, "another item is no part of it");
        let owned = looks("owner = \"Jo\"", "");
        let same: Vec<_> = owned.iter().zip(&before).map(|(now, then)| now == then).collect();
        assert_eq!(
            same.iter().filter(|same| **same).count(),
            1,
            "only who sees owners sees a change: {owned:?} {before:?}"
        );
        assert!(looks("status = \"done\"", "").iter().zip(&before).all(|(now, then)| now != then));
    }
}
