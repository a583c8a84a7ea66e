//! One view as it is served: its pages are made when they are asked for, and kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::output;
use crate::page::{self, Route};
use crate::problem::Problem;
use crate::theme::Theme;
use crate::view::View;

/// How many bytes of pages are kept of one view: what an author leafs through between two saves.
const KEPT: usize = 32 * 1024 * 1024;

/// A view and what has been made of it.
pub struct Shown {
    /// What is shown.
    pub view: View,
    /// The address of its stylesheet, and that.
    pub sheet: (String, Arc<[u8]>),
    made: Mutex<Made>,
}

/// What has been made.
#[derive(Default)]
struct Made {
    files: BTreeMap<String, Arc<[u8]>>,
    bytes: usize,
}

/// What stands at a path.
pub struct Found {
    /// The bytes, as a build writes them.
    pub bytes: Arc<[u8]>,
    /// Whether it is a page that stays open, so that the preview's bar belongs on it.
    pub is_page: bool,
    /// What is wrong with the theme's template for it, which was then filled in by an earlier theme.
    pub problem: Option<Problem>,
}

impl Found {
    /// A page of which nothing is wrong.
    pub fn page(bytes: Arc<[u8]>) -> Self {
        Self { bytes, is_page: true, problem: None }
    }
}

impl Shown {
    /// A view of which nothing has been made yet.
    pub fn new(view: View, theme: &Theme) -> Self {
        let sheet = theme.stylesheet(&view);
        let sheet = (sheet.address, sheet.text.into_bytes().into());
        Self { view, sheet, made: Mutex::default() }
    }

    /// Whether the view has a page at this path.
    pub fn has(&self, path: &str) -> bool {
        page::route(&self.view, path).is_some()
    }

    /// What stands at a path; none where nothing does. A page that `theme` cannot make is made with `steady`, and if that
    /// cannot either, with the default one.
    pub fn find(&self, path: &str, theme: &Theme, steady: &Theme) -> Option<Found> {
        let Some(route) = page::route(&self.view, path) else {
            let bytes = self.kept(path).or_else(|| {
                let of = |theme: &Theme| page::file(&self.view, theme, path);
                // Pages that a theme could not make were made with another, whose files they load.
                let is_loaded = path.starts_with(page::LOADED);
                let others = || of(steady).or_else(|| of(&Theme::plain()));
                let bytes = of(theme).or_else(|| if is_loaded { others() } else { None })?;
                // Those that are copied are kept by the view anyway.
                if output::NAMES.contains(&path) || path.starts_with(page::LOADED) {
                    self.keep(path, &bytes);
                }
                Some(bytes)
            })?;
            return Some(Found { bytes, is_page: false, problem: None });
        };
        let is_page = !matches!(route, Route::Redirect { .. });
        if let Some(bytes) = self.kept(path) {
            return Some(Found { bytes, is_page, problem: None });
        }
        let render = |theme: &Theme| page::render(&page::frame(&self.view, theme), theme, &route);
        match render(theme)? {
            Ok(page) => {
                let bytes: Arc<[u8]> = page.into();
                self.keep(path, &bytes);
                Some(Found { bytes, is_page, problem: None })
            }
            Err(problem) => {
                // Not kept: what is wrong is to be told each time.
                let plain = || render(&Theme::plain()).expect("the route was found in this view");
                let page = render(steady)?.or_else(|_| plain());
                let bytes = page.expect("our own templates can be filled in").into();
                Some(Found { bytes, is_page, problem: Some(problem) })
            }
        }
    }

    fn kept(&self, path: &str) -> Option<Arc<[u8]>> {
        self.made().files.get(path).cloned()
    }

    fn keep(&self, path: &str, bytes: &Arc<[u8]>) {
        if bytes.len() > KEPT {
            return;
        }
        let mut made = self.made();
        if made.bytes + bytes.len() > KEPT {
            *made = Made::default();
        }
        made.bytes += bytes.len();
        made.files.insert(path.to_owned(), bytes.clone());
    }

    fn made(&self) -> std::sync::MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
