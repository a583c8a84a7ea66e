//! The roadmap as it is served: the latest edition, and how the next one comes to be.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::answer::{Answer, Request};
use super::asked::Asked;
use super::edition::{Edition, Good, Shows, Wanted};
use super::events::Events;
use super::visit::{self, Visit};
use super::{bar, media_type, search};
use crate::Memory;
use crate::date::Day;
use crate::model::Roadmap;
use crate::parse::ROADMAP;
use crate::problem::{Problem, count};
use crate::rule::{self, Severity};
use crate::source::Sources;
use crate::theme::Theme;

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
        let make = || {
            let next = next(Some(&before), before.number + 1, sources.clone(), &mut memory, &self.wishes);
            let looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let (Some(good), Some(wanted)) = (&next.good, looked_at) {
                // Whoever looks at it is about to ask.
                good.view(&wanted);
            }
            next
        };
        let next = catch_unwind(AssertUnwindSafe(make)).unwrap_or_else(|_| {
            // It may be half of one thing and half of another.
            *memory = Memory::default();
            let problem =
                Problem::error(&rule::BAD_FILE, "roadmapgen failed at what was saved last: this is a bug of it");
            let good = before.good.clone();
            Edition::new(before.number + 1, sources, vec![problem], Vec::new(), good, Shows::LastGood).after(&before)
        });
        self.publish(next)
    }

    /// Looks for what the files alone do not tell, as `check` does: how the plan hangs together, and what only the pages
    /// show. What was not known yet, once it is shown too. It can take about as long as a build.
    pub fn search(&self, edition: &Edition) -> Vec<Problem> {
        let Some(good) = edition.good.as_ref().filter(|_| edition.shows == Shows::Latest) else { return Vec::new() };
        let found = search::found(good, self.wishes.only.as_deref(), (self.wishes.as_of)());
        let _memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if self.edition().number != edition.number {
            // Another edition is there by now, and is searched itself.
            return Vec::new();
        }
        let new = beyond(&found, &edition.searched);
        if new.is_empty() && found.len() == edition.searched.len() {
            return Vec::new();
        }
        let read = beyond(&edition.problems, &edition.searched);
        let (sources, good) = (edition.sources.clone(), edition.good.clone());
        self.publish(Edition::new(edition.number + 1, sources, read, found, good, Shows::Latest).after(edition));
        new
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

/// The edition that follows another, of what was read now. What has errors is not shown where something without any was
/// shown before.
fn next(
    before: Option<&Edition>,
    number: u64,
    sources: Sources,
    memory: &mut Memory,
    Wishes { only, with_drafts, .. }: &Wishes,
) -> Edition {
    let (roadmap, mut problems) = crate::read_again(memory, &sources, *with_drafts);
    let earlier = before.and_then(|before| before.good.as_ref());
    let is_whole = count(&problems).0 == 0;
    // Without its settings a roadmap would show everything to everybody.
    let in_settings = |problem: &Problem| problem.place.as_ref().is_none_or(|place| &*place.file == ROADMAP);
    let is_error = |problem: &&Problem| problem.severity == Severity::Error;
    let can_be_shown = is_whole || !problems.iter().filter(is_error).any(in_settings);
    let steady = earlier.map_or_else(|| Arc::new(Theme::plain()), |good| good.last_steady());
    let same = earlier.map(|good| &good.theme).filter(|theme| theme.is_of(&sources.texts, roadmap.theme()));
    let theme =
        same.map_or_else(|| Theme::new(&sources.texts, roadmap.theme()).map(Arc::new), |theme| Ok(theme.clone()));
    let has_theme = theme.is_ok();
    let theme = theme.unwrap_or_else(|more| {
        problems.extend(more);
        steady.clone()
    });
    problems.extend(unknown(only.as_deref(), &roadmap));
    let good = if is_whole || (can_be_shown && earlier.is_none_or(|earlier| !earlier.is_whole)) {
        let earlier = earlier.map(|good| &**good);
        Some(Arc::new(Good::new(roadmap, theme, steady, earlier, only.as_deref(), is_whole)))
    } else {
        earlier.cloned()
    };
    let shows = match &good {
        Some(good) if !good.is_whole => Shows::Rest,
        _ if is_whole && has_theme => Shows::Latest,
        _ => Shows::LastGood,
    };
    // What was found in the pages before holds until they are searched again, unless it may just have been mended.
    let is_untouched = |before: &Edition, problem: &Problem| {
        let text = |sources: &Sources| sources.texts.get(&problem.place.as_ref()?.file).cloned();
        text(&before.sources) == text(&sources)
    };
    let found = before.map_or(&[][..], |before| &before.searched);
    let searched = found.iter().filter(|problem| before.is_some_and(|before| is_untouched(before, problem)));
    let searched = searched.cloned().collect();
    let next = Edition::new(number, sources, problems, searched, good, shows);
    match before {
        Some(before) => next.after(before),
        None => next,
    }
}

/// That there is no audience of this name, which `--audience` asks for: then all views stand as in a whole build.
fn unknown(only: Option<&str>, roadmap: &Roadmap) -> Option<Problem> {
    let only = only.filter(|only| !roadmap.audiences.contains_key(*only))?;
    let message = format!("no audience is called `{only}`, which `--audience` asks for");
    Some(Problem { severity: Severity::Warning, ..Problem::of(&rule::UNKNOWN_AUDIENCE, message) })
}

/// Those of some problems that are not known yet, wherever the known ones stand by now.
pub fn beyond(problems: &[Problem], known: &[Problem]) -> Vec<Problem> {
    fn key(problem: &Problem) -> (&str, &str, Option<&str>) {
        (problem.rule.name, &problem.message, problem.place.as_ref().map(|place| &*place.file))
    }
    let known: BTreeSet<_> = known.iter().map(key).collect();
    problems.iter().filter(|problem| !known.contains(&key(problem))).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURE: &str = "\
-- roadmap.toml --
[site]
title = \"R\"
base_url = \"https://example.org/plan/\"
[checks]
vision-without-execution = \"off\"
execution-without-vision = \"off\"
not-measurable = \"off\"
no-owner = \"off\"
stale = \"off\"
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
            ("/plan/for/team", (302, "/plan/for/team/")),
            ("/plan/intents/open", (302, "/plan/intents/open/")),
            ("/-/view/team?page=intents/hidden/", (302, "/plan/for/team/intents/hidden/")),
            (
                "/-/view/all?page=intents/hidden/&as-of=2027-01-01",
                (302, "/plan/?as-of=2027-01-01&without=intents/hidden/"),
            ),
            ("/-/view/team?page=../../x", (302, "/plan/for/team/?without=../../x")),
            ("/-/view/team", (302, "/plan/for/team/")),
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
        assert!(edition.shows == Shows::LastGood && edition.number == 8);
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
        assert!(latest.number == 8 && latest.problems.len() == 1 && latest.shows == Shows::Latest);
        // Once there is another edition, nobody wants to know.
        assert!(site.search(&edition).is_empty());
        assert_eq!(site.edition().number, 8);
    }

    #[test]
    fn what_was_found_stays_until_the_pages_are_searched_again() {
        let leaky = FIXTURE.replace("It goes on.", "It goes on as Nightjar did.");
        let site = site(&leaky);
        assert_eq!(site.search(&site.edition()).len(), 1);
        let edition = site.take(Sources::from_fixture(&leaky.replace("Hidden", "Still hidden")));
        assert_eq!(edition.problems.len(), 1);
        // It is not told twice.
        assert!(site.search(&edition).is_empty());
        // Nobody saves the text that it stands in and is told the old one.
        let edition = site.take(Sources::from_fixture(&FIXTURE.replace("It goes", "It still goes")));
        assert!(edition.problems.is_empty());
        // It can also be mended elsewhere.
        site.take(Sources::from_fixture(&leaky));
        assert_eq!(site.search(&site.edition()).len(), 1);
        let edition = site.take(Sources::from_fixture(&leaky.replace("Nightjar\"", "Nightowl\"")));
        assert_eq!(edition.problems.len(), 1);
        assert!(site.search(&edition).is_empty());
        assert!(site.edition().problems.is_empty());
    }

    #[test]
    fn what_is_wrong_with_the_plan_is_in_the_bar_once_it_was_searched() {
        let site = site(&FIXTURE.replace("stale = \"off\"\n", ""));
        assert!(!get(&site, "/plan/").1.contains("[stale]"));
        let found = site.search(&site.edition());
        assert_eq!(found.iter().map(|problem| problem.rule.name).collect::<Vec<_>>(), ["stale", "stale"]);
        let page = get(&site, "/plan/").1;
        assert!(page.contains("warning[stale]") && page.contains("intents/open.md:2:9"), "{page}");
    }

    #[test]
    fn a_template_that_was_broken_before_is_never_fallen_back_on() {
        let broken = format!("{FIXTURE}-- templates/intent.html --\n{{{{ nonsense.at.all }}}}\n");
        let site = site(&broken);
        for text in ["a", "b", "c"] {
            // Home can be made with that theme.
            assert_eq!(get(&site, "/plan/").0, 200);
            let page = get(&site, "/plan/intents/open/").1;
            assert!(page.contains("It goes on") && page.contains("templates/intent.html:1:"), "{page}");
            assert_eq!(page.matches("error[bad-template]").count(), 1, "{page}");
            site.take(Sources::from_fixture(&broken.replace("Hidden", text)));
        }
    }

    #[test]
    fn a_page_is_made_with_the_template_that_worked_last() {
        let with =
            |template: &str| Sources::from_fixture(&format!("{FIXTURE}-- templates/intent.html --\n{template}\n"));
        let site = site(FIXTURE);
        site.take(with("<body>ours</body>"));
        assert!(get(&site, "/plan/intents/open/").1.contains("ours"));
        for broken in ["{{ nonsense.at.all }}", "{{ nonsense.once.more }}"] {
            site.take(with(broken));
            // Home can be made with that theme, which proves nothing of it.
            assert_eq!((get(&site, "/plan/intents/open/").0, get(&site, "/plan/").0), (200, 200));
            assert!(get(&site, "/plan/intents/open/").1.contains("ours"), "{broken}");
        }
    }

    #[test]
    fn a_fault_that_the_search_finds_too_is_told_once() {
        let site = site(&format!("{FIXTURE}-- templates/intent.html --\n{{{{ nonsense.at.all }}}}\n"));
        assert_eq!(site.search(&site.edition()).len(), 1);
        let page = get(&site, "/plan/intents/open/").1;
        assert_eq!(page.matches("error[bad-template]").count(), 1, "{page}");
    }

    #[test]
    fn the_stylesheet_of_another_day_or_edition_is_still_there() {
        let site = site(FIXTURE);
        let sheet = |page: &str| {
            let from = page.find("assets/theme.").expect("a stylesheet");
            page[from..].split('"').next().expect("it ends").to_owned()
        };
        let other_day = format!("/plan/{}", sheet(&get(&site, "/plan/?as-of=2027-01-01").1));
        let before = format!("/plan/{}", sheet(&get(&site, "/plan/").1));
        assert_ne!(other_day, before);
        let accent = "title = \"R\"\naccent = { light = \"#123456\", dark = \"#abcdef\" }";
        site.take(Sources::from_fixture(&FIXTURE.replace("title = \"R\"", accent)));
        assert_ne!(format!("/plan/{}", sheet(&get(&site, "/plan/").1)), before);
        for address in [&other_day, &before] {
            assert_eq!(get(&site, address).0, 200, "{address}");
        }
    }

    #[test]
    fn errors_come_first_and_files_that_change_are_counted() {
        let more = "-- static/a.txt --\nold\n-- intents/alas.md --\n+++\ntitle = \"Alas\"\n+++\n[x](nothing.md)\n";
        let warn = FIXTURE.replace("[checks]", "[checks]\nbroken-link = \"warn\"");
        let site = site(&format!("{warn}{more}"));
        let first = site.edition();
        let later =
            site.take(Sources::from_fixture(&format!("{warn}{more}").replace("Open", "[[nobody]]\"\nstatus = \"odd")));
        let told: Vec<_> = later.told.iter().map(|told| told.severity).collect();
        assert_eq!(told, [Severity::Error, Severity::Warning], "{:?}", later.told);
        assert_eq!(later.files, first.files);
        let changed = site.take(Sources::from_fixture(&format!("{warn}{more}").replace("old", "new")));
        assert_eq!(changed.files, changed.number);
    }

    #[test]
    fn what_is_missing_leads_home_at_any_depth() {
        let nowhere = site(&FIXTURE.replace("base_url", "description"));
        let page = get(&nowhere, "/for/team/milestones/none/").1;
        assert!(page.contains("<base href=\"/for/team/\">"), "{page}");
        assert!(!get(&site(FIXTURE), "/plan/none/").1.contains("<base"));
    }

    #[test]
    fn errors_from_the_start_leave_the_rest() {
        let broken = FIXTURE.replace("It goes on.", "[[nobody]]");
        let site = site(&broken);
        assert_eq!(site.edition().shows, Shows::Rest);
        let (status, page) = get(&site, "/plan/for/team/intents/hidden/");
        assert!(status == 200 && page.contains("nobody"), "{page}");
        // It follows what is written, until there is a state without errors.
        site.take(Sources::from_fixture(&broken.replace("\"Hidden\"", "\"Still hidden\"")));
        assert!(get(&site, "/plan/for/team/intents/hidden/").1.contains("Still hidden"));
        assert_eq!(site.take(Sources::from_fixture(FIXTURE)).shows, Shows::Latest);
        assert_eq!(site.take(Sources::from_fixture(&broken)).shows, Shows::LastGood);
        // Who sees what would not be known.
        let unknown = format!("{}\n= x\n", FIXTURE.split("-- intents").next().unwrap_or_default());
        assert_eq!(get(&self::site(&unknown), "/plan/").0, 200);
        assert!(self::site(&unknown).edition().good.is_none());
    }

    #[test]
    fn an_empty_file_of_settings_is_another_matter_than_none() {
        let site = site("-- intents/open.md --\n+++\ntitle = \"Open\"\n+++\n");
        let mut sources = Sources::default();
        sources.insert("roadmap.toml", Vec::new());
        let edition = site.take(sources);
        assert!(edition.problems.iter().any(|problem| problem.rule.name == "missing-title"), "{:?}", edition.problems);
    }

    #[test]
    fn many_problems_are_told_as_fast_as_they_are_found() {
        let links: Vec<_> = (0..100_000).map(|number| format!("[[x{number}]]\n")).collect();
        let site = site(&FIXTURE.replace("It goes on.", &links.concat()));
        let edition = site.edition();
        assert!(edition.count().0 >= 100_000 && edition.told.len() == 100);
    }

    #[test]
    fn who_looks_at_a_former_address_is_led_to_the_new_one() {
        let site = site(FIXTURE);
        site.take(Sources::from_fixture(&FIXTURE.replace("/plan/", "/")));
        assert_eq!(get(&site, "/plan/intents/open/"), (302, "/intents/open/".to_owned()));
        assert_eq!(get(&site, "/plan/nothing/").0, 404);
        site.take(Sources::from_fixture(FIXTURE));
        assert_eq!(get(&site, "/intents/open/"), (302, "/plan/intents/open/".to_owned()));
    }

    #[test]
    fn an_audience_that_is_gone_is_told() {
        let as_of = || "2026-11-22".parse().expect("a day");
        let wishes = Wishes { only: Some("nobody".to_owned()), with_drafts: false, as_of: Box::new(as_of) };
        let site = Site::new(wishes, Sources::from_fixture(FIXTURE), Arc::new(Events::new(7)));
        assert!(get(&site, "/plan/").1.contains("no audience is called `nobody`"));
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
