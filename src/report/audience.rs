//! What an audience sees of a roadmap, in a few lines.

use std::fmt::Write;

use crate::id::Id;
use crate::model::{Audience, Roadmap};
use crate::parse::settings::FieldList;
use crate::view::{Door, Reader};
use crate::words::{DatePrecision, Kind, Word};

/// What this audience sees: how its view is published, how much of each kind is in it, and what is not.
pub fn audience(roadmap: &Roadmap, audience: &Audience) -> String {
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a text takes any line");
    let place = match (audience.root, audience.access.as_str()) {
        (true, access) => format!("{access}, at the root"),
        (false, "private") => "private: only `--audience` builds it".to_owned(),
        (false, access) => format!("{access}, at for/{}/", audience.id),
    };
    line(format!("“{}” ({}), an audience: {place}", audience.title, audience.id));
    let others: Vec<&str> = audience.sees.iter().filter(|id| **id != audience.id).map(Id::as_str).collect();
    if !others.is_empty() {
        line(format!("It also sees what these see: {}.", others.join(", ")));
    }
    match &audience.fields {
        FieldList::All => line("It sees every field.".to_owned()),
        FieldList::These(fields) if fields.is_empty() => {
            line("Of the fields it sees title, summary, body and horizon alone.".to_owned());
        }
        FieldList::These(fields) => {
            let fields: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
            line(format!("Beyond title, summary, body and horizon it sees: {}.", fields.join(", ")));
        }
    }
    match audience.date_precision {
        DatePrecision::Day => {}
        DatePrecision::Horizon => line("It is told no dates.".to_owned()),
        precision => line(format!("It is told dates no finer than a {}.", precision.title().to_lowercase())),
    }
    let door = Door::of(roadmap, Reader::of(audience));
    for &kind in Kind::ALL {
        let all = || roadmap.items.iter().filter(|(_, item)| item.draft.kind == kind).map(|(id, _)| id);
        let hidden: Vec<&str> = all().filter(|id| !door.sees(id)).map(Id::as_str).collect();
        let count = all().count();
        if count > 0 {
            let without = if hidden.is_empty() { String::new() } else { format!(", not {}", hidden.join(", ")) };
            let seen = count - hidden.len();
            line(format!("  {seen} of {count} {}{without}", if count == 1 { kind.as_str() } else { kind.many() }));
        }
    }
    line("`roadmapgen explain ID` says of an item why.".to_owned());
    out
}
