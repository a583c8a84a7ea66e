//! Who reads.

use crate::id::Id;
use crate::model::{Audience, Roadmap};

/// Who a view is for. There is no way to ask for everything of a roadmap that has audiences.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(Option<&'a Audience>);

impl<'a> Reader<'a> {
    /// All readers of a roadmap: each audience, or everybody where it has none.
    pub fn all(roadmap: &'a Roadmap) -> Vec<Self> {
        // Asked of what was written, so that a fault in every audience does not make everybody a reader.
        if roadmap.settings.audiences.is_empty() {
            return vec![Self(None)];
        }
        roadmap.audiences.values().map(Self::of).collect()
    }

    /// This audience.
    pub fn of(audience: &'a Audience) -> Self {
        Self(Some(audience))
    }

    /// The audience; none where everybody reads the same.
    pub fn audience(self) -> Option<&'a Audience> {
        self.0
    }

    /// Whether a passage for the audience of this name is for this reader.
    pub fn reads(self, audience: &str) -> bool {
        self.0.is_some_and(|own| own.sees.iter().any(|id: &Id| id.as_str() == audience))
    }
}
