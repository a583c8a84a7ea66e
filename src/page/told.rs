//! What a view tells at all. Of what it does not, no page says that it is missing: no date that is "not yet" known, no
//! empty column, no sentence.
//!
//! All of it follows from the view's settings, so that it says nothing of what stands behind the door.

use crate::page::alignment;
use crate::page::here::Here;
use crate::view::View;
use crate::words::{Field, Section};

/// When things were done.
pub fn done_on(view: &View) -> bool {
    view.site.dates && view.shows(Field::Done)
}

/// Both how things stand and when they are due, which is what Now, Next and Later are made of.
pub fn course(view: &View) -> bool {
    view.shows(Field::Status) && view.tells_due()
}

/// What to do about what is missing: that is for whoever writes the plan, and an audience does not.
pub fn advice(view: &View) -> bool {
    view.audience.is_none()
}

/// Whether a page is part of the view, and has something to stand on: a timeline without dates would have no axis.
pub fn has(view: &View, section: Section) -> bool {
    view.has(section)
        && match section {
            Section::Timeline => view.tells_due(),
            Section::Updates => !view.updates.is_empty(),
            Section::Alignment => alignment::is_there(view),
            _ => true,
        }
}

/// The link to a page; none where the view has no such page.
pub fn link(view: &View, here: &Here, section: Section) -> Option<String> {
    has(view, section).then(|| here.to(address(section)))
}

/// Where a page stands in the site.
pub const fn address(section: Section) -> &'static str {
    match section {
        Section::Timeline => "timeline/",
        Section::Board => "board/",
        Section::List => "list/",
        Section::Updates => "updates/",
        Section::Alignment => "alignment/",
        Section::Search => "search/",
    }
}
