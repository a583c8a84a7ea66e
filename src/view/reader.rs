//! Who reads.

use crate::id::Id;
use crate::model::{Audience, Roadmap};

/// Who a view is for. Outside this module nobody can ask for everything of a roadmap that has audiences.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(Who<'a>);

#[derive(Debug, Clone, Copy)]
enum Who<'a> {
    Everybody,
    One(&'a Audience),
    /// Whoever wrote it.
    Author,
}

impl<'a> Reader<'a> {
    /// All readers of a roadmap: each audience, or everybody where it has none.
    pub fn all(roadmap: &'a Roadmap) -> Vec<Self> {
        // Asked of what was written, so that a fault in every audience does not make everybody a reader.
        if roadmap.settings.audiences.is_empty() {
            return vec![Self(Who::Everybody)];
        }
        roadmap.audiences.values().map(Self::of).collect()
    }

    /// This audience.
    pub fn of(audience: &'a Audience) -> Self {
        Self(Who::One(audience))
    }

    /// The author, who may know everything, and is shown no page.
    pub(super) fn author() -> Self {
        Self(Who::Author)
    }

    /// The audience; none where everybody reads the same, and of the author.
    pub fn audience(self) -> Option<&'a Audience> {
        match self.0 {
            Who::One(audience) => Some(audience),
            Who::Everybody | Who::Author => None,
        }
    }

    /// Whether a passage for the audience of this name is for this reader.
    pub fn reads(self, audience: &str) -> bool {
        match self.0 {
            Who::One(own) => own.sees.iter().any(|id: &Id| id.as_str() == audience),
            Who::Everybody => false,
            Who::Author => true,
        }
    }
}
