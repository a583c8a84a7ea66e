//! The roadmap as it is served: the latest edition, and how the next one comes to be.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::answer::{Answer, Request};
use super::asked::Asked;
use super::edition::{Edition, Good, Wanted};
use super::events::Events;
use super::visit::{self, Visit};
use super::{bar, media_type};
use crate::Memory;
use crate::date::Day;
use crate::problem::{self, count};
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
        let next = Arc::new(next(Some(&before), before.number + 1, sources, &mut memory, &self.wishes));
        let looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let (Some(good), Some(wanted)) = (&next.good, looked_at) {
            // Whoever looks at it is about to ask.
            good.view(&wanted);
        }
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
