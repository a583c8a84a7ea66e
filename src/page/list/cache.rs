//! The rows of the list as HTML, kept for all pages that show them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::row::{ListRow, Section, row};
use crate::page::here::Here;
use crate::page::shell::Frame;
use crate::problem::Problem;

/// The rows that were made already, by what leads to the root from the pages they are for.
#[derive(Debug, Default)]
pub struct RowCache(Mutex<BTreeMap<String, Arc<[OnceLock<String>]>>>);

impl RowCache {
    /// Fills in the rows of these sections. Each is kept for all pages that are as far from the root.
    ///
    /// # Errors
    /// The first that cannot be made.
    pub fn fill(
        &self,
        frame: &Frame<'_>,
        here: &Here,
        sections: &mut [Section],
        make: impl Fn(&ListRow) -> Result<String, Problem>,
    ) -> Result<(), Problem> {
        let columns = frame.looks.columns(frame.view);
        let known = self.at(here.root(), frame.view.milestones.len());
        for section in sections {
            for &at in &section.which {
                let row = if let Some(known) = known[at].get() {
                    known
                } else {
                    let new = make(&ListRow { row: row(frame, here, at), columns })?;
                    known[at].get_or_init(|| new)
                };
                section.rows.push('\n');
                section.rows.push_str(row.trim_end());
            }
        }
        Ok(())
    }

    /// A place for each milestone's row.
    fn at(&self, root: &str, count: usize) -> Arc<[OnceLock<String>]> {
        let mut depths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || (0..count).map(|_| OnceLock::new()).collect();
        depths.entry(root.to_owned()).or_insert_with(new).clone()
    }
}
