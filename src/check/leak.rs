//! Texts that mention what one of their readers may not see.
//!
//! References in fields are dropped from a view by themselves. Prose cannot be: the sentence round a link gives away
//! what the link would have, so its author has to say it another way, or to others.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::Id;
use crate::markdown::destination::{Destination, judge};
use crate::markdown::scan;
use crate::markdown::{heading, passage};
use crate::model::{Item, Roadmap};
use crate::parse::ROADMAP;
use crate::parse::value::Text;
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule;
use crate::suggest;
use crate::view::{Door, Origin};
use crate::words::Field;

/// Tells every mention of something that a reader of the text does not see: once, with all who may read it.
pub fn tell(roadmap: &Roadmap, doors: &[Door<'_>], problems: &mut Vec<Problem>) {
    let mut files: BTreeMap<&str, Vec<&Id>> = BTreeMap::new();
    for (id, item) in &roadmap.items {
        files.entry(item.draft.file()).or_default().push(id);
    }
    let check = Check { roadmap, files, headings: headings(roadmap, doors) };
    let raw_html = roadmap.settings.raw_html();
    let mut mentions: BTreeMap<(Place, Mention, In), BTreeSet<&Id>> = BTreeMap::new();
    for (at, door) in doors.iter().enumerate() {
        let Some(audience) = door.audience() else { continue };
        let mut add = |place: Place, mention: Mention, text: In| {
            mentions.entry((place, mention, text)).or_default().insert(&audience.id);
        };
        for item in roadmap.items.values().filter(|item| door.sees(&item.draft.id.value)) {
            for said in door.texts(item) {
                for link in said.links(raw_html).iter() {
                    if let Some(mention) = check.mention(door, at, Some(item), item.draft.file(), link) {
                        let text = if matches!(said.origin, Origin::Body(_)) { In::Body } else { In::Field };
                        add(said.place(item, &link.range), mention, text);
                    }
                }
            }
        }
        let footer = roadmap.settings.site.as_ref().and_then(|site| site.value.footer.as_ref());
        if let Some(At { value: Text(footer), place }) = footer {
            for link in scan::inline_links(footer) {
                if let Some(mention) = check.mention(door, at, None, ROADMAP, &link) {
                    add(place.clone(), mention, In::Footer);
                }
            }
        }
    }
    for ((place, mention, text), readers) in mentions {
        problems.push(mention.told(roadmap, &readers, text).at(place));
    }
}

/// The kind of text that mentions something, which says what its author can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum In {
    Body,
    Field,
    Footer,
}

/// What a text mentions although a reader does not see it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mention {
    /// An item.
    Item(Id),
    /// An item by an old id, in a view that shows no old ids.
    OldId(Id, String),
    /// A heading in a passage for others.
    Heading(Id, String),
}

impl Mention {
    fn told(&self, roadmap: &Roadmap, readers: &BTreeSet<&Id>, text: In) -> Problem {
        let names: Vec<&str> = readers.iter().map(|id| id.as_str()).collect();
        let who = suggest::listed(&names);
        let (verb, see) = if names.len() == 1 { ("reads", "does not see") } else { ("read", "do not see") };
        let (message, help) = match self {
            Self::Item(id) => {
                let for_whom: Vec<&str> = roadmap
                    .items
                    .get(id)
                    .into_iter()
                    .flat_map(|item| &*item.audiences)
                    .map(Id::as_str)
                    .filter(|id| !names.contains(id))
                    .collect();
                let passage = format!("a passage `::: for {}`", for_whom.join(", "));
                let help = match text {
                    In::Body if !for_whom.is_empty() => format!("reword it, or put it into {passage}"),
                    In::Field if !for_whom.is_empty() => format!("reword it, or say it in the body, in {passage}"),
                    _ => "reword it so that it holds for everybody who reads it".to_owned(),
                };
                (format!("this mentions `{id}`, and {who} {verb} it but {see} `{id}`"), help)
            }
            Self::OldId(id, old) => (
                format!("this mentions `{id}` by its old id `{old}`, and {who} {verb} it but {see} old ids"),
                format!("write `{id}`"),
            ),
            Self::Heading(id, heading) => (
                format!("this leads to the heading `#{heading}` of `{id}`, and {who} {verb} it but {see} that heading"),
                "the heading stands in a passage for others: link to the item".to_owned(),
            ),
        };
        Problem::of(&rule::LEAK, message).help(help)
    }
}

/// The headings of the bodies that hold passages, as each reader sees them, by the number of the door.
type Headings<'a> = BTreeMap<&'a Id, (Vec<String>, Vec<Vec<String>>)>;

fn headings<'a>(roadmap: &'a Roadmap, doors: &[Door<'_>]) -> Headings<'a> {
    let raw_html = roadmap.settings.raw_html();
    let has_passages = |item: &&Item| !passage::cut(&item.draft.body.markdown).0.is_empty();
    let of = |markdown: &str| scan::scan(markdown, raw_html).headings;
    let each = |item: &Item| doors.iter().map(|door| of(&door.body(item).text)).collect();
    let items = roadmap.items.values().filter(has_passages);
    items.map(|item| (&item.draft.id.value, (of(&item.draft.body.markdown), each(item)))).collect()
}

struct Check<'a> {
    roadmap: &'a Roadmap,
    /// The items of each file.
    files: BTreeMap<&'a str, Vec<&'a Id>>,
    headings: Headings<'a>,
}

impl Check<'_> {
    /// The item that a path gives away: one of several in a file of which the reader sees none, or whose bundle it
    /// stands in.
    fn hidden_file(&self, door: &Door<'_>, path: &str) -> Option<Mention> {
        let written = self.files.get(path).into_iter().flatten().copied();
        let beside = self.roadmap.assets.get(path).into_iter().flat_map(|asset| &asset.owners);
        let mut ids = written.chain(beside).peekable();
        let first = *ids.peek()?;
        (!ids.any(|id| door.sees(id))).then(|| Mention::Item(first.clone()))
    }

    /// What a link leads to that the reader behind a door does not see.
    fn mention(
        &self,
        door: &Door<'_>,
        at: usize,
        from: Option<&Item>,
        file: &str,
        link: &scan::Link,
    ) -> Option<Mention> {
        let (target, heading) = if link.wiki {
            let (id, heading) = scan::wiki_target(&link.destination);
            let target = &self.roadmap.resolve(id)?.draft.id.value;
            if door.sees(target) && target.as_str() != id && !door.shows(Field::Aliases) {
                return Some(Mention::OldId(target.clone(), id.to_owned()));
            }
            (target, heading.map(str::to_owned))
        } else {
            match judge(file, &link.destination) {
                // A file of several items means none of them.
                Destination::Path { path, fragment } => match self.files.get(path.as_str()).map(Vec::as_slice) {
                    Some(&[target]) => (target, fragment),
                    _ => return self.hidden_file(door, &path),
                },
                Destination::Fragment(fragment) => (&from?.draft.id.value, Some(fragment)),
                _ => return None,
            }
        };
        if !door.sees(target) {
            return Some(Mention::Item(target.clone()));
        }
        let heading = heading::folded(&heading?);
        let (all, seen) = self.headings.get(target)?;
        let hidden = all.contains(&heading) && !seen[at].contains(&heading);
        hidden.then(|| Mention::Heading(target.clone(), heading))
    }
}
