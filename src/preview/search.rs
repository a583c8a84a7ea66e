//! The search of the plan and of the pages, when nothing else is to be done.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use super::edition::{Edition, Good};
use super::site::Site;
use crate::date::Day;
use crate::problem::Problem;
use crate::view::Reader;
use crate::{build, check};

/// How long nothing has been saved before the search begins: who goes on writing is not to wait for it.
const QUIET: Duration = Duration::from_millis(400);

/// The pages of how many items of all views are searched by themselves: what takes about half a second. Beyond that it is
/// left to `check`, since a search cannot be broken off and takes both cores from the next save.
const MOST: usize = 2_000;

/// Searches each edition that it is given, if no other follows at once, and tells what was found and with which texts.
/// It ends when the sender or the site is gone.
///
/// # Errors
/// There is no thread for it.
pub fn searcher(
    site: &Arc<Site>,
    mut tell: impl FnMut(&[Problem], &Edition) + Send + 'static,
) -> std::io::Result<Sender<Arc<Edition>>> {
    let (sender, editions) = mpsc::channel::<Arc<Edition>>();
    let site: Weak<Site> = Arc::downgrade(site);
    let search = move || {
        while let Ok(mut latest) = editions.recv() {
            loop {
                match editions.recv_timeout(QUIET) {
                    Ok(later) => latest = later,
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            let Some(site) = site.upgrade() else { return };
            let found = site.search(&latest);
            if !found.is_empty() {
                tell(&found, &latest);
            }
        }
    };
    thread::Builder::new().name("search".to_owned()).spawn(search)?;
    Ok(sender)
}

/// What is wrong with the plan on a day, and with the pages of its views where those are few enough.
pub fn found(good: &Good, only: Option<&str>, as_of: Day) -> Vec<Problem> {
    let roadmap = &good.roadmap;
    let mut found = check::plan(roadmap, as_of);
    if roadmap.items.len() * Reader::all(roadmap).len() <= MOST {
        let only = only.and_then(|only| roadmap.audiences.get(only));
        found.extend(build::look(roadmap, &good.theme, only, as_of));
    }
    found
}
