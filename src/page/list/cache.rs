//! The rows of the list as HTML, kept for all pages that show them.

use std::sync::OnceLock;

use super::row::{ListRow, Section, row};
use crate::page::here::Here;
use crate::page::mold::Mold;
use crate::page::shell::Frame;
use crate::problem::Problem;

/// The rows that were made already, by the milestones' places in the view.
#[derive(Debug, Default)]
pub struct RowCache(OnceLock<Box<[OnceLock<Mold>]>>);

impl RowCache {
    /// Fills in the rows of these sections.
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
        let known = self.0.get_or_init(|| frame.view.milestones.iter().map(|_| OnceLock::new()).collect());
        for section in sections {
            for &at in &section.which {
                let row = if let Some(known) = known[at].get() {
                    known
                } else {
                    let new = Mold::of(make(&ListRow { row: row(frame, at), columns })?.trim_end(), |_| false);
                    known[at].get_or_init(|| new)
                };
                section.rows.push('\n');
                row.fill(&mut section.rows, here.root(), |_, _| {});
            }
        }
        Ok(())
    }
}
