//! One state of the roadmap, as it is shown until the next one is there.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::place::{Place, base_path, places};
use super::sheets::Sheets;
use super::shown::Shown;
use crate::build;
use crate::date::Day;
use crate::id::Id;
use crate::model::Roadmap;
use crate::problem::Problem;
use crate::report;
use crate::rule::Severity;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::Reader;

/// How many views are kept at once: one for each audience and day that somebody looks at.
const VIEWS: usize = 8;

/// What was read, and what is shown of it.
pub struct Edition {
    /// Its number, as open pages are told it.
    pub number: u64,
    /// What is wrong with what was read, sorted.
    pub problems: Vec<Problem>,
    /// The same as it is told, each with its excerpt: errors first.
    pub told: Vec<(Severity, String)>,
    /// What is shown: the last state without errors. None before there was one.
    pub good: Option<Arc<Good>>,
    /// Whether what was read has errors, so that an earlier state is shown.
    pub is_behind: bool,
    /// The texts that problems stand in.
    pub sources: Sources,
}

/// A state of the roadmap that can be shown.
pub struct Good {
    /// Everything.
    pub roadmap: Arc<Roadmap>,
    /// Its theme.
    pub theme: Arc<Theme>,
    /// A theme that has made pages before.
    pub steady: Arc<Theme>,
    /// Stylesheets of pages that were served, of earlier editions too.
    pub sheets: Arc<Sheets>,
    /// Where each view stands.
    pub places: Vec<Place>,
    /// The path below which the site stands, with a `/` at both ends.
    pub base: String,
    /// Whether the theme has made a page.
    pub has_rendered: AtomicBool,
    /// The views that have been asked for, the latest last.
    views: Mutex<Vec<(Wanted, Arc<Shown>)>>,
}

/// Which view is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whose; none where everybody reads the same.
    pub audience: Option<Id>,
    /// As of which day.
    pub as_of: Day,
}

impl Edition {
    /// The edition of what was read.
    pub fn new(
        number: u64,
        sources: Sources,
        problems: Vec<Problem>,
        good: Option<Arc<Good>>,
        is_behind: bool,
    ) -> Self {
        let told = |problem: &Problem| (problem.severity, tell(problem, &sources));
        let mut told: Vec<_> = problems.iter().map(told).collect();
        // What keeps the page back comes first.
        told.sort_by_key(|(severity, _)| *severity);
        Self { number, problems, told, good, is_behind, sources }
    }
}

/// One problem with its excerpt.
pub fn tell(problem: &Problem, sources: &Sources) -> String {
    report::human(std::slice::from_ref(problem), sources, false)
}

impl Good {
    /// A state without errors: with its theme, one to fall back on, and the stylesheets that were served before. With
    /// `only`, that view stands at the root.
    pub fn new(
        roadmap: Arc<Roadmap>,
        theme: Arc<Theme>,
        steady: Arc<Theme>,
        sheets: Arc<Sheets>,
        only: Option<&str>,
    ) -> Self {
        let site = roadmap.settings.site.as_ref().map(|site| &site.value);
        let url = site.and_then(|site| site.base_url.as_ref()).and_then(|at| crate::web_address::site(&at.value.0));
        Self {
            places: places(&roadmap, only),
            base: base_path(url.as_deref()),
            roadmap,
            theme,
            steady,
            sheets,
            has_rendered: AtomicBool::new(false),
            views: Mutex::default(),
        }
    }

    /// The theme to fall back on after this state: its own, once that has made a page.
    pub fn last_steady(&self) -> Arc<Theme> {
        if self.has_rendered.load(Ordering::Relaxed) { self.theme.clone() } else { self.steady.clone() }
    }

    /// A view, made when it is first asked for; none where there is no such audience.
    pub fn view(&self, wanted: &Wanted) -> Option<Arc<Shown>> {
        if let Some(shown) = self.kept(wanted) {
            return Some(shown);
        }
        let reader = match &wanted.audience {
            Some(id) => Reader::of(self.roadmap.audiences.get(id)?),
            None => Reader::all(&self.roadmap).into_iter().find(|reader| reader.audience().is_none())?,
        };
        let place = self.places.iter().find(|place| place.audience == wanted.audience)?;
        // Made without the lock, so that whoever asks for another view does not wait for this one.
        let view = build::view_at(&self.roadmap, reader, wanted.as_of, None, &place.at);
        let shown = Arc::new(Shown::new(view));
        let mut views = self.lock();
        if views.len() >= VIEWS {
            views.remove(0);
        }
        views.push((wanted.clone(), shown.clone()));
        Some(shown)
    }

    /// The files at the top of the site where no view stands there.
    pub fn front(&self, as_of: Day) -> BTreeMap<String, Vec<u8>> {
        if self.places.iter().any(|place| place.at.is_empty()) {
            return BTreeMap::new();
        }
        let front = |theme| build::front(&self.roadmap, theme, as_of, None);
        front(&self.theme).or_else(|_| front(&self.steady)).unwrap_or_default()
    }

    fn kept(&self, wanted: &Wanted) -> Option<Arc<Shown>> {
        let mut views = self.lock();
        let at = views.iter().position(|(kept, _)| kept == wanted)?;
        let kept = views.remove(at);
        let shown = kept.1.clone();
        views.push(kept);
        Some(shown)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(Wanted, Arc<Shown>)>> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
