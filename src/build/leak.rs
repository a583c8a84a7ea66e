//! Words that reached a finished view and should not have, as their author is told of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Files;
use crate::gate::{self, Secret, Sort};
use crate::id::Id;
use crate::model::{Item, Roadmap};
use crate::page;
use crate::parse::value::Text;
use crate::place::{At, Place};
use crate::problem::{self, Problem};
use crate::rule::{self, Severity};
use crate::suggest;
use crate::theme::Theme;
use crate::view::{self, Door, Reader, Said, View};

/// A word of a hidden item that stands in a view.
#[derive(Debug)]
pub struct Find {
    secret: Secret,
    /// Whose view it is.
    audience: Id,
    /// The files of the output.
    files: Vec<String>,
    /// Where a text of the view says it, if one does.
    mention: Option<Place>,
}

/// A search for the words of what is hidden from a reader.
pub struct Search<'a> {
    roadmap: &'a Roadmap,
    reader: Reader<'a>,
    audience: &'a Id,
    door: Door<'a>,
    secrets: Vec<Secret>,
}

impl<'a> Search<'a> {
    /// None where nothing is hidden, so that no word of it could stand anywhere.
    pub fn of(roadmap: &'a Roadmap, reader: Reader<'a>) -> Option<Self> {
        let audience = &reader.audience()?.id;
        let door = Door::of(roadmap, reader);
        let secrets = secrets(roadmap, &door);
        (!secrets.is_empty()).then_some(Self { roadmap, reader, audience, door, secrets })
    }

    /// The words of hidden items that stand all the same in what the reader of a view can read: in sets of files, each with
    /// the place where it begins in the output.
    pub fn finds(&self, view: &View, read: &[(&Files, &str)]) -> Vec<Find> {
        let Self { roadmap, reader, audience, door, secrets } = self;
        let (interface, allowed) = (interface(roadmap, *reader, view), allowed(view));
        let hits = gate::search(read, &interface, &allowed, secrets);
        // Nobody reads beyond, and each word is looked for in all texts.
        let texts = (!hits.is_empty() && hits.len() < suggest::MOST_LOOKED_UP).then(|| Texts::of(roadmap, door));
        hits.into_iter()
            .map(|hit| Find {
                secret: hit.secret.clone(),
                audience: (*audience).clone(),
                files: hit.files,
                mention: texts.as_ref().and_then(|texts| texts.mention(&hit.secret.word)),
            })
            .collect()
    }
}

/// What items of a view are called, or called among others: no secret that reached it.
fn allowed(view: &View) -> BTreeSet<String> {
    let names = |item: &view::Item| {
        let own = [item.id.to_string(), item.title.clone()];
        own.into_iter().chain(item.tags.iter().chain(&item.teams).cloned()).collect::<Vec<_>>()
    };
    view.items().flat_map(names).collect()
}

/// The site of a view without items, and the page that leads to several, as the default theme makes them: what stands there
/// says nothing of any item. Texts of the site's author are left out of it, since these are searched too.
fn interface(roadmap: &Roadmap, reader: Reader<'_>, view: &View) -> Files {
    let mut bare = view::interface(roadmap, reader, view.as_of);
    bare.audience = None;
    bare.copied.clear();
    let site = &mut bare.site;
    (site.title, site.description, site.footer, site.base_url) = (String::new(), None, None, None);
    site.labels.clear();
    let made = |theme: Theme| {
        let mut files = page::site(&bare, &theme)?;
        let front = page::front(&bare, &theme, &[])?;
        files.extend(front.into_iter().map(|(path, bytes)| (format!("front/{path}"), bytes)));
        Ok(files)
    };
    Theme::new(&BTreeMap::new(), None).and_then(made).unwrap_or_default()
}

/// The words by which one could know of what a reader does not see.
fn secrets(roadmap: &Roadmap, door: &Door<'_>) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for (id, item) in roadmap.items.iter().filter(|(id, _)| !door.sees(id)) {
        let (draft, common) = (&item.draft, &item.draft.common);
        let mut add = |word: &str, sort: Sort, place: &Place| {
            secrets.push(Secret { word: word.to_owned(), sort, item: id.to_string(), place: place.clone() });
        };
        add(id.as_str(), Sort::Id, &draft.id.place);
        common.aliases.0.iter().for_each(|alias| add(&alias.value.0, Sort::Alias, &alias.place));
        let worded = common.r#for.values().flatten().filter_map(|wording| wording.value.title.as_ref());
        common.title.iter().chain(worded).for_each(|title| add(&title.value.0, Sort::Title, &title.place));
        common.codenames.0.iter().for_each(|name| add(&name.value.0, Sort::Codename, &name.place));
    }
    secrets
}

/// The texts that a reader sees, to find where a word is said, in whatever case. It may also stand where no text of an
/// item is: in a template, in `static/`, in the settings.
struct Texts<'a>(Vec<(String, Where<'a>)>);

/// Where a text stands.
enum Where<'a> {
    Title(&'a At<Text>),
    Said(&'a Item, Said<'a>),
}

impl<'a> Texts<'a> {
    fn of(roadmap: &'a Roadmap, door: &Door<'_>) -> Self {
        // Of ASCII alone, so that places stay what they are.
        let mut texts = Vec::new();
        for item in roadmap.items.values().filter(|item| door.sees(&item.draft.id.value)) {
            let title = item.draft.common.title.as_ref();
            texts.extend(title.map(|title| (door.title(item).to_ascii_lowercase(), Where::Title(title))));
            let said = door.texts(item).into_iter();
            texts.extend(said.map(|said| (said.text.to_ascii_lowercase(), Where::Said(item, said))));
        }
        Self(texts)
    }

    fn mention(&self, word: &str) -> Option<Place> {
        let word = word.to_ascii_lowercase();
        let (start, place) = self.0.iter().find_map(|(text, place)| Some((text.find(&word)?, place)))?;
        Some(match place {
            Where::Title(title) => title.place.clone(),
            Where::Said(item, said) => said.place(item, &(start..start + word.len())),
        })
    }
}

/// So many files are named.
const NAMED: usize = 3;

/// All finds of one word.
#[derive(Default)]
struct Reach {
    mention: Option<Place>,
    audiences: BTreeSet<Id>,
    files: Vec<String>,
}

/// Each word told once, with all whom it reaches, and where it is said if that is known.
pub fn told(finds: Vec<Find>) -> Vec<Problem> {
    let mut words: BTreeMap<(Place, String, String, Sort), Reach> = BTreeMap::new();
    for Find { secret: Secret { word, sort, item, place }, audience, files, mention } in finds {
        let reach = words.entry((place, word, item, sort)).or_default();
        reach.mention = reach.mention.take().or(mention);
        reach.audiences.insert(audience);
        reach.files.extend(files);
    }
    let mut problems: Vec<Problem> = words
        .into_iter()
        .map(|((written, word, item, sort), Reach { mention, audiences, files })| {
            let what = match sort {
                Sort::Id => "the id of a hidden item".to_owned(),
                Sort::Alias => format!("an old id of `{item}`"),
                Sort::Title => format!("the title of `{item}`"),
                Sort::Codename => format!("a codename of `{item}`"),
            };
            let named: Vec<&str> = files.iter().take(NAMED).map(String::as_str).collect();
            let files = match files.len() - named.len() {
                0 => suggest::listed(&named),
                more => format!(
                    "{} and {more} more",
                    named.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            let who = suggest::listed(&audiences.iter().map(Id::as_str).collect::<Vec<_>>());
            let see = if audiences.len() == 1 { "does" } else { "do" };
            let message = format!("`{word}`, {what}, reaches {who}, who {see} not see it: in {files}");
            let help = match mention {
                Some(_) => "reword it, or put it into a passage for those who see the item",
                None => "reword what these files say, or let the audience see the item",
            };
            let problem = Problem::of(&rule::LEAK, message).at(mention.unwrap_or(written)).help(help);
            Problem { severity: Severity::Warning, ..problem }
        })
        .collect();
    problem::sort(&mut problems);
    problems
}
