//! One state of the roadmap, as it is shown until the next one is there.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::place::{Place, base_path, places};
use super::sheets::Sheets;
use super::shown::Shown;
use crate::build::{self, Files};
use crate::date::Day;
use crate::id::Id;
use crate::model::Roadmap;
use crate::problem::{self, Problem, count};
use crate::report::{self, Block};
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::Reader;

/// How many views are kept at once: one for each audience and day that somebody looks at.
const VIEWS: usize = 8;

/// How many former addresses still lead to the site.
const FORMER: usize = 4;

/// How many problems and kinds of problems are told: nobody mends more at a time.
const TOLD: usize = 100;

/// What was read, and what is shown of it.
pub struct Edition {
    /// Its number, as open pages are told it.
    pub number: u64,
    /// What is wrong with what was read, and what the last search of the pages found, sorted.
    pub problems: Vec<Problem>,
    /// The problems that the last search found among them: they hold until the next one.
    pub searched: Vec<Problem>,
    /// The first of them with their excerpts, errors before warnings.
    pub told: Vec<Block>,
    /// What is shown; none before something could be.
    pub good: Option<Arc<Good>>,
    /// How that stands to what was read.
    pub shows: Shows,
    /// The number of the edition in which a file that is no text changed last.
    pub files: u64,
    /// The texts that problems stand in.
    pub sources: Sources,
}

/// What an edition shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// What was read.
    Latest,
    /// The last state without errors, since what was read has some.
    LastGood,
    /// What could be read of a roadmap that has had errors from the start.
    Rest,
}

/// A state of the roadmap that can be shown.
pub struct Good {
    /// Everything.
    pub roadmap: Arc<Roadmap>,
    /// Its theme.
    pub theme: Arc<Theme>,
    /// A theme with which no page has failed, for those that cannot be made with its own.
    pub steady: Arc<Theme>,
    /// Stylesheets of pages that were served, of earlier editions too.
    pub sheets: Arc<Sheets>,
    /// Where each view stands.
    pub places: Vec<Place>,
    /// The path below which the site stands, with a `/` at both ends.
    pub base: String,
    /// Where it stood before, the latest first.
    pub former: Vec<String>,
    /// Whether nothing was left out of it because it is wrong.
    pub is_whole: bool,
    /// Whether its own theme has made a page.
    pub has_rendered: AtomicBool,
    /// Whether its own theme has failed at a page.
    pub has_failed: AtomicBool,
    /// The views that have been asked for, the latest last.
    views: Mutex<Vec<Kept>>,
    /// Held by who makes one.
    making: Mutex<()>,
}

/// A view, or the place for one that is being made.
type Kept = (Wanted, Arc<OnceLock<Arc<Shown>>>);

/// Which view is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whose; none where everybody reads the same.
    pub audience: Option<Id>,
    /// As of which day.
    pub as_of: Day,
}

impl Edition {
    /// The edition of what was read, which the search of the pages has added to.
    pub fn new(
        number: u64,
        sources: Sources,
        mut problems: Vec<Problem>,
        searched: Vec<Problem>,
        good: Option<Arc<Good>>,
        shows: Shows,
    ) -> Self {
        problems.extend(searched.iter().cloned());
        problem::sort(&mut problems);
        let told = report::blocks(&problems, &sources, TOLD);
        Self { number, problems, searched, told, good, shows, files: number, sources }
    }

    /// The same, if it has the files of an edition before.
    #[must_use]
    pub fn after(mut self, before: &Self) -> Self {
        if self.sources.files == before.sources.files {
            self.files = before.files;
        }
        self
    }

    /// How many errors and warnings there are.
    pub fn count(&self) -> (usize, usize) {
        count(&self.problems)
    }
}

impl Good {
    /// A state of the roadmap with its theme. With `only`, that view stands at the root.
    pub fn new(
        roadmap: Roadmap,
        theme: Arc<Theme>,
        steady: Arc<Theme>,
        before: Option<&Self>,
        only: Option<&str>,
        is_whole: bool,
    ) -> Self {
        let site = roadmap.settings.site.as_ref().map(|site| &site.value);
        let url = site.and_then(|site| site.base_url.as_ref()).and_then(|at| crate::web_address::site(&at.value.0));
        let base = base_path(url.as_deref());
        let mut former: Vec<String> =
            before.iter().flat_map(|before| [&before.base].into_iter().chain(&before.former)).cloned().collect();
        former.retain(|former| *former != base);
        former.dedup();
        former.truncate(FORMER);
        Self {
            places: places(&roadmap, only),
            base,
            former,
            roadmap: Arc::new(roadmap),
            theme,
            steady,
            sheets: before.map(|before| before.sheets.clone()).unwrap_or_default(),
            is_whole,
            has_rendered: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            views: Mutex::default(),
            making: Mutex::default(),
        }
    }

    /// The theme to fall back on after this state: its own, once that has made a page and failed at none.
    pub fn last_steady(&self) -> Arc<Theme> {
        let is_proved = self.has_rendered.load(Ordering::Relaxed) && !self.has_failed.load(Ordering::Relaxed);
        if is_proved { self.theme.clone() } else { self.steady.clone() }
    }

    /// A view, made when it is first asked for; none where there is no such audience. Whoever asks for it meanwhile waits.
    pub fn view(&self, wanted: &Wanted) -> Option<Arc<Shown>> {
        let reader = match &wanted.audience {
            Some(id) => Reader::of(self.roadmap.audiences.get(id)?),
            None => Reader::all(&self.roadmap).into_iter().find(|reader| reader.audience().is_none())?,
        };
        let place = self.places.iter().find(|place| place.audience == wanted.audience)?;
        let kept = self.kept(wanted);
        if let Some(shown) = kept.get() {
            return Some(shown.clone());
        }
        // One after the other, since each is made on all cores and many at once would only take memory. Whoever asks for one
        // that is there does not wait.
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let make =
            || Shown::new(build::view_at(&self.roadmap, reader, wanted.as_of, None, &place.at), &self.theme).into();
        Some(kept.get_or_init(make).clone())
    }

    /// The files at the top of the site where no view stands there, and what is wrong with the template for them, which
    /// was then filled in by another theme.
    pub fn front(&self, as_of: Day) -> (Files, Option<Problem>) {
        if self.places.iter().any(|place| place.at.is_empty()) {
            return (BTreeMap::new(), None);
        }
        let front = |theme: &Theme| build::front(&self.roadmap, theme, as_of, None);
        match front(&self.theme) {
            Ok(files) => (files, None),
            Err(mut problems) => {
                self.has_failed.store(true, Ordering::Relaxed);
                let files = front(&self.steady).or_else(|_| front(&Theme::plain()));
                (files.expect("our own template can be filled in"), Some(problems.swap_remove(0)))
            }
        }
    }

    /// Where a view is kept, or is to be.
    fn kept(&self, wanted: &Wanted) -> Arc<OnceLock<Arc<Shown>>> {
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        let at = views.iter().position(|(kept, _)| kept == wanted);
        let kept = at.map_or_else(|| (wanted.clone(), Arc::default()), |at| views.remove(at));
        if views.len() >= VIEWS {
            views.remove(0);
        }
        let shown = kept.1.clone();
        views.push(kept);
        shown
    }
}
