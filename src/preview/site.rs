//! The roadmap as it is served: the latest edition, and how the next one comes to be.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::answer::{Answer, Request};
use super::asked::Asked;
use super::edition::{Edition, Good, Wanted};
use super::events::Events;
use super::visit::{self, Visit};
use super::{bar, media_type};
use crate::date::Day;
use crate::problem::{self, Problem, count};
use crate::source::Sources;
use crate::theme::Theme;
use crate::{Memory, build};

/// The preview's own script.
const SCRIPT: &str = "/-/live.js";

/// What its author asked of the preview.
pub struct Wishes {
    /// The audience whose view stands at the root, alone.
    pub only: Option<String>,
    /// Whether items that are marked as drafts are shown.
    pub with_drafts: bool,
    /// Today, or the day that was asked for.
    pub as_of: Box<dyn Fn() -> Day + Send + Sync>,
}

/// The site as it is served.
pub struct Site {
    wishes: Wishes,
    edition: RwLock<Arc<Edition>>,
    events: Arc<Events>,
    /// What was read last. Whoever holds it is the only one who makes an edition.
    memory: Mutex<Memory>,
    /// What was looked at last, which the next edition has ready.
    looked_at: Mutex<Option<Wanted>>,
}

impl Site {
    /// The site of what was read first.
    pub fn new(wishes: Wishes, sources: Sources, events: Arc<Events>) -> Self {
        let mut memory = Memory::default();
        let first = next(None, events.edition(), sources, &mut memory, &wishes);
        Self {
            wishes,
            edition: RwLock::new(Arc::new(first)),
            events,
            memory: Mutex::new(memory),
            looked_at: Mutex::default(),
        }
    }

    /// What is served now.
    pub fn edition(&self) -> Arc<Edition> {
        self.edition.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The path below which the site stands, with a `/` at both ends.
    pub fn base(&self) -> String {
        self.edition().good.as_ref().map_or_else(|| "/".to_owned(), |good| good.base.clone())
    }

    /// Takes over what was read anew. Until it is ready the edition before is served.
    pub fn take(&self, sources: Sources) -> Arc<Edition> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.edition();
        let next = next(Some(&before), before.number + 1, sources, &mut memory, &self.wishes);
        let looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let (Some(good), Some(wanted)) = (&next.good, looked_at) {
            // Whoever looks at it is about to ask.
            good.view(&wanted);
        }
        self.publish(next)
    }

    /// Looks for what only the pages themselves tell, in all views, as `check` does: words that must not be there, and
    /// templates that cannot be filled in. The problems that were not known yet, once they are shown too; none where
    /// there is another edition by then. It takes about as long as a build.
    pub fn search(&self, edition: &Edition) -> Vec<Problem> {
        let Some(good) = edition.good.as_ref().filter(|_| !edition.is_behind) else { return Vec::new() };
        let only = self.wishes.only.as_deref().and_then(|only| good.roadmap.audiences.get(only));
        let found = build::look(&good.roadmap, &good.theme, only, (self.wishes.as_of)());
        let _memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if found.is_empty() || self.edition().number != edition.number {
            return Vec::new();
        }
        let mut problems = edition.problems.clone();
        problems.extend(found.iter().cloned());
        problem::sort(&mut problems);
        self.publish(Edition::new(edition.number + 1, edition.sources.clone(), problems, edition.good.clone(), false));
        found
    }

    fn publish(&self, next: Edition) -> Arc<Edition> {
        let next = Arc::new(next);
        *self.edition.write().unwrap_or_else(PoisonError::into_inner) = next.clone();
        self.events.publish(next.number);
        next
    }

    /// What stands at an address.
    pub fn answer(&self, request: &Request<'_>) -> Answer {
        if request.path == SCRIPT {
            return Answer::found(media_type::of(SCRIPT), bar::SCRIPT.as_bytes());
        }
        let edition = self.edition();
        let asked = Asked::of(request, (self.wishes.as_of)());
        let Some(good) = &edition.good else { return visit::hold(&edition, &asked) };
        let visited = Visit { edition: &edition, good, asked: &asked }.answer();
        if visited.looked_at.is_some() {
            *self.looked_at.lock().unwrap_or_else(PoisonError::into_inner) = visited.looked_at;
        }
        visited.answer
    }
}

/// The edition that follows another, of what was read now. What has errors is not shown: what was shown before stays.
fn next(
    before: Option<&Edition>,
    number: u64,
    sources: Sources,
    memory: &mut Memory,
    Wishes { only, with_drafts, .. }: &Wishes,
) -> Edition {
    let (roadmap, mut problems) = crate::read_again(memory, &sources, *with_drafts);
    let earlier = before.and_then(|before| before.good.as_ref());
    let steady = earlier.map_or_else(plain_theme, |good| good.last_steady());
    let is_readable = count(&problems).0 == 0;
    let same = earlier.map(|good| &good.theme).filter(|theme| theme.is_of(&sources.texts));
    let theme = same.map_or_else(|| Theme::new(&sources.texts).map(Arc::new), |theme| Ok(theme.clone()));
    let is_behind = !is_readable || theme.is_err();
    let theme = theme.unwrap_or_else(|more| {
        problems.extend(more);
        problem::sort(&mut problems);
        steady.clone()
    });
    let good = if is_readable {
        let sheets = earlier.map(|good| good.sheets.clone()).unwrap_or_default();
        Some(Arc::new(Good::new(Arc::new(roadmap), theme, steady, sheets, only.as_deref())))
    } else {
        earlier.cloned()
    };
    Edition::new(number, sources, problems, good, is_behind)
}

/// The default theme without anything of the user's.
fn plain_theme() -> Arc<Theme> {
    Arc::new(Theme::new(&BTreeMap::new()).expect("our own templates can be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURE: &str = "\
-- roadmap.toml --
[site]
title = \"R\"
base_url = \"https://example.org/plan/\"
[defaults]
audiences = [\"team\"]
[audiences.team]
sees = [\"all\"]
[audiences.all]
access = \"public\"
root = true
-- intents/open.md --
+++
title = \"Open\"
audiences = [\"all\"]
+++
It goes on.
-- intents/hidden.md --
+++
title = \"Hidden\"
codenames = [\"Nightjar\"]
+++
";

    fn site(fixture: &str) -> Site {
        let as_of = || "2026-11-22".parse().expect("a day");
        let wishes = Wishes { only: None, with_drafts: false, as_of: Box::new(as_of) };
        Site::new(wishes, Sources::from_fixture(fixture), Arc::new(Events::new(7)))
    }

    fn get(site: &Site, address: &str) -> (u16, String) {
        let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
        let answer = site.answer(&Request { path, query, is_head: false });
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        (answer.status, answer.location.unwrap_or(body))
    }

    #[test]
    fn views_stand_below_the_path_of_the_base_url() {
        let site = site(FIXTURE);
        for (address, answer) in [
            ("/", (302, "/plan/")),
            ("/plan", (302, "/plan/")),
            ("/?as-of=2027-01-01", (302, "/plan/?as-of=2027-01-01")),
            ("/plan/intents/open", (302, "/plan/intents/open/")),
            ("/-/view/team?page=intents/hidden/", (302, "/plan/for/team/intents/hidden/")),
            ("/-/view/all?page=intents/hidden/&as-of=2027-01-01", (302, "/plan/?as-of=2027-01-01")),
            ("/-/view/team?page=../../x", (302, "/plan/for/team/")),
        ] {
            assert_eq!(get(&site, address), (answer.0, answer.1.to_owned()), "{address}");
        }
        for (address, status) in [
            ("/plan/", 200),
            ("/plan/intents/open/", 200),
            ("/plan/intents/open/index.html", 200),
            ("/plan/intents/hidden/", 404),
            ("/plan/for/team/intents/hidden/", 200),
            ("/plan/roadmap.json", 200),
            ("/roadmap.json", 404),
            ("/-/view/nobody", 404),
            ("/-/live.js", 200),
        ] {
            assert_eq!(get(&site, address).0, status, "{address}");
        }
    }

    #[test]
    fn an_error_leaves_the_last_good_state_and_goes_when_it_is_mended() {
        let site = site(FIXTURE);
        let broken = FIXTURE.replace("title = \"Open\"", "titel = \"Open\"");
        let edition = site.take(Sources::from_fixture(&broken));
        assert!(edition.is_behind && edition.number == 8);
        let (status, page) = get(&site, "/plan/intents/open/");
        assert!(status == 200 && page.contains("<h1") && page.contains("intents/open.md:2:1"), "{page}");
        let plain = get(&site, "/plan/intents/open/?preview=off").1;
        assert!(plain.contains("Open") && !plain.contains("titel"));
        site.take(Sources::from_fixture(FIXTURE));
        assert!(!get(&site, "/plan/intents/open/").1.contains("titel"));
    }

    #[test]
    fn a_template_that_cannot_be_filled_in_is_told_on_the_page_made_without_it() {
        let site = site(FIXTURE);
        assert_eq!(get(&site, "/plan/").0, 200);
        for template in ["{% extends \"base.html\" %}{{ nonsense.at.all }}", "{% if %}"] {
            site.take(Sources::from_fixture(&format!("{FIXTURE}-- templates/intent.html --\n{template}\n")));
            let (status, page) = get(&site, "/plan/intents/open/");
            assert!(
                status == 200 && page.contains("It goes on") && page.contains("templates/intent.html:1:"),
                "{page}"
            );
        }
    }

    #[test]
    fn what_only_the_pages_tell_is_searched_for() {
        let site = site(&FIXTURE.replace("It goes on.", "It goes on as Nightjar did."));
        let edition = site.edition();
        assert!(edition.problems.is_empty());
        let found = site.search(&edition);
        assert!(found.len() == 1 && found[0].rule.name == "leak", "{found:?}");
        let latest = site.edition();
        assert!(latest.number == 8 && latest.problems.len() == 1 && !latest.is_behind);
        // Once there is another edition, nobody wants to know.
        assert!(site.search(&edition).is_empty());
        assert_eq!(site.edition().number, 8);
    }

    #[test]
    fn with_nothing_to_show_the_page_says_why() {
        let site = site("-- roadmap.toml --\n= x\n");
        let (status, page) = get(&site, "/anything/");
        assert!(status == 200 && page.contains("roadmap.toml:1:1"), "{page}");
        assert_eq!(get(&site, "/style.css").0, 404);
        site.take(Sources::from_fixture(FIXTURE));
        assert_eq!(get(&site, "/plan/").0, 200);
    }
}
