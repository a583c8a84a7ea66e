//! Stylesheets that pages were served with, across editions.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::shown::Shown;

/// How many are kept.
const KEPT: usize = 32;

/// Stylesheets by their addresses, the newest first.
#[derive(Debug, Default)]
pub struct Sheets(Mutex<VecDeque<(String, Arc<[u8]>)>>);

impl Sheets {
    /// The stylesheet of this address, if a page has named it.
    pub fn find(&self, address: &str) -> Option<Arc<[u8]>> {
        self.lock().iter().find(|(kept, _)| kept == address).map(|(_, bytes)| bytes.clone())
    }

    /// Keeps the stylesheet of a view that begins `at` an address.
    pub fn keep(&self, at: &str, shown: &Shown) {
        let (address, bytes) = &shown.sheet;
        let address = format!("{at}{address}");
        let mut sheets = self.lock();
        if sheets.iter().all(|(kept, _)| *kept != address) {
            sheets.truncate(KEPT - 1);
            sheets.push_front((address, bytes.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(String, Arc<[u8]>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
