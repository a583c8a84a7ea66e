//! Audiences that see nothing.

use crate::model::Roadmap;
use crate::problem::Problem;
use crate::rule;
use crate::view::Door;

/// Tells each audience that sees no item at all, which is seldom what was meant.
pub fn tell(roadmap: &Roadmap, doors: &[Door<'_>], problems: &mut Vec<Problem>) {
    for door in doors {
        let Some(audience) = door.audience() else { continue };
        if roadmap.items.is_empty() || roadmap.items.keys().any(|id| door.sees(id)) {
            continue;
        }
        let message = format!("`{}` sees nothing of this roadmap", audience.id);
        let named = roadmap.items.values().any(|item| audience.is_named_by(item));
        let help = if named {
            "what names it hangs on items that it does not see: `roadmapgen explain ID` says which".to_owned()
        } else {
            format!("name `{}` in the `audiences` of an item, or let it see another’s items with `sees`", audience.id)
        };
        problems.push(Problem::of(&rule::EMPTY_AUDIENCE, message).at(audience.place.clone()).help(help));
    }
}
