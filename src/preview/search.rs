//! The search of the pages, when nothing else is to be done.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use super::edition::Edition;
use super::site::Site;
use crate::problem::Problem;
use crate::view::Reader;

/// How long nothing has been saved before the search begins: who goes on writing is not to wait for it.
const QUIET: Duration = Duration::from_millis(400);

/// How many items of all views are searched by themselves: what takes about half a second. Beyond that it is left to
/// `check`, since a search cannot be broken off and takes both cores from the next save.
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
            if is_small(&latest) {
                let found = site.search(&latest);
                if !found.is_empty() {
                    tell(&found, &latest);
                }
            }
        }
    };
    thread::Builder::new().name("search".to_owned()).spawn(search)?;
    Ok(sender)
}

fn is_small(edition: &Edition) -> bool {
    let roadmap = edition.good.as_ref().map(|good| &good.roadmap);
    roadmap.is_some_and(|roadmap| roadmap.items.len() * Reader::all(roadmap).len() <= MOST)
}
