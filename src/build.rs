//! Everything that is published: the site of each view at its place.

mod leak;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::date::Day;
use crate::id::Id;
use crate::model::{Audience, Roadmap};
use crate::page::{self, Take};
use crate::problem::Problem;
use crate::seal::{self, Passphrase};
use crate::theme::Theme;
use crate::view::{self, Reader, View};
use crate::words::Access;

/// What is to be built.
#[derive(Debug)]
pub struct Order<'a> {
    /// Only the view of this audience, at the root; else all that are not private, each at its place.
    pub only: Option<&'a Audience>,
    /// The day that everything depending on today uses.
    pub as_of: Day,
    /// Where the output will stand, with a `/` at its end, instead of what `roadmap.toml` says.
    pub base_url: Option<String>,
    /// The passphrases of the sealed views among them.
    pub passphrases: BTreeMap<Id, Vec<Passphrase>>,
    /// Whether a view that a hidden word has reached is handed to nobody.
    pub denies_leaks: bool,
}

impl Order<'_> {
    /// Where the view of a reader begins: empty at the root, else `for/customers/`.
    fn place(&self, reader: Reader<'_>) -> String {
        let whole = reader.audience().filter(|_| self.only.is_none());
        whole.map_or_else(String::new, Audience::place)
    }
}

/// What was built.
#[derive(Debug, Default)]
pub struct Built {
    /// How many files.
    pub files: usize,
    /// How many bytes are in them.
    pub bytes: usize,
    /// The views among them.
    pub views: Vec<BuiltView>,
    /// Words that reached a view and should not have.
    pub leaks: Vec<Problem>,
}

/// One view of what was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltView {
    /// Whose it is; none where everybody reads the same.
    pub audience: Option<Id>,
    /// Where it begins: empty at the root, else `for/customers/`.
    pub at: String,
    /// How many pages it has.
    pub pages: usize,
    /// How many passphrases open it, where it is encrypted; 0 where it stands in the clear.
    pub passphrases: usize,
}

/// The readers whose views a whole build publishes: private ones are built alone only.
pub fn published(roadmap: &Roadmap) -> Vec<Reader<'_>> {
    let is_published =
        |reader: &Reader<'_>| reader.audience().is_none_or(|audience| audience.access != Access::Private);
    Reader::all(roadmap).into_iter().filter(is_published).collect()
}

/// Builds the sites of all views that are asked for, and hands on each file as soon as it is made and, where it is searched
/// for hidden words, known to be fit.
///
/// A sealed view among them needs a passphrase in the order.
///
/// # Errors
/// Every page whose template cannot be filled in. Files may have been handed on all the same.
pub fn build(roadmap: &Roadmap, theme: &Theme, order: &Order<'_>, take: &Take<'_>) -> Result<Built, Vec<Problem>> {
    let readers = order.only.map_or_else(|| published(roadmap), |audience| vec![Reader::of(audience)]);
    let (files, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let count = |path: String, content: Vec<u8>| {
        files.fetch_add(1, Relaxed);
        bytes.fetch_add(content.len(), Relaxed);
        take(path, content);
    };
    // GitHub Pages would leave out what its own generator does not know.
    count(NO_GENERATOR.to_owned(), Vec::new());
    let of_view = |path: String, content| {
        if path != NO_GENERATOR {
            count(path, content);
        }
    };
    let (front, faults) = front_beside_views(roadmap, theme, order);
    let mut views = Vec::new();
    let (mut problems, leaks) = each(roadmap, theme, order, readers, &front, Some((&of_view, &mut views)));
    problems.extend(faults);
    if leaks.is_empty() || !order.denies_leaks {
        for (path, bytes) in front {
            count(path, bytes);
        }
    }
    crate::problem::sort(&mut problems);
    if problems.is_empty() {
        Ok(Built { files: files.into_inner(), bytes: bytes.into_inner(), views, leaks })
    } else {
        Err(problems)
    }
}

/// What is wrong with the views when they are made, private and sealed ones too: templates of one's own that cannot be
/// filled in, words that reach a view and should not, and files that stand where a page does. Nothing of them is handed
/// out, and no page is made that nothing can be wrong with.
pub fn look(roadmap: &Roadmap, theme: &Theme, only: Option<&Audience>, as_of: Day) -> Vec<Problem> {
    look_at(roadmap, theme, only, as_of, |reader| must_be_made(roadmap, theme, reader))
}

/// The same, where only the pages of these readers are made.
fn look_at(
    roadmap: &Roadmap,
    theme: &Theme,
    only: Option<&Audience>,
    as_of: Day,
    is_made: impl Fn(Reader<'_>) -> bool,
) -> Vec<Problem> {
    let readers = only.map_or_else(|| Reader::all(roadmap), |audience| vec![Reader::of(audience)]);
    let order = Order { only, as_of, base_url: None, passphrases: BTreeMap::new(), denies_leaks: false };
    let (made, others): (Vec<_>, Vec<_>) = readers.into_iter().partition(|reader| is_made(*reader));
    let (front, faults) = front_beside_views(roadmap, theme, &order);
    let (mut problems, leaks) = each(roadmap, theme, &order, made, &front, None);
    problems.extend(leaks);
    problems.extend(faults);
    // Even to list the pages takes a view, which is half of making them.
    if has_names_of_pages(roadmap) {
        problems.extend(others.iter().flat_map(|reader| page::clashes(&view::project(roadmap, *reader, as_of))));
    }
    crate::problem::sort(&mut problems);
    problems
}

/// Whether a reader's pages can hold what only shows when they are made: what a template of the user's asks for, or a word
/// of what is hidden.
fn must_be_made(roadmap: &Roadmap, theme: &Theme, reader: Reader<'_>) -> bool {
    !theme.is_built_in() || leak::Search::of(roadmap, reader).is_some()
}

/// Whether files of the roadmap have names that pages can have.
fn has_names_of_pages(roadmap: &Roadmap) -> bool {
    roadmap.copied.keys().chain(roadmap.assets.keys()).any(|path| path.ends_with(".html"))
}

/// What stands at `/`, unless a view does, and why it could not be made.
fn front_beside_views(roadmap: &Roadmap, theme: &Theme, order: &Order<'_>) -> (Files, Vec<Problem>) {
    let is_root = |reader: Reader<'_>| order.place(reader).is_empty();
    if order.only.is_some() || published(roadmap).into_iter().any(is_root) {
        return (Files::new(), Vec::new());
    }
    let front = front(roadmap, theme, order.as_of, order.base_url.as_deref());
    front.map_or_else(|faults| (Files::new(), faults), |front| (front, Vec::new()))
}

/// Makes the site of each reader, one after the other, and hands it on, if anybody takes it: its files, and what it is.
/// What is wrong with the templates, and the words that reached a view, or the `front` that all read, and should not have.
fn each(
    roadmap: &Roadmap,
    theme: &Theme,
    order: &Order<'_>,
    readers: Vec<Reader<'_>>,
    front: &Files,
    mut to: Option<(&Take<'_>, &mut Vec<BuiltView>)>,
) -> (Vec<Problem>, Vec<Problem>) {
    let (mut problems, mut finds) = (Vec::new(), Vec::new());
    for reader in readers {
        let at = order.place(reader);
        let view = view_at(roadmap, reader, order.as_of, order.base_url.as_deref(), &at);
        let pages = AtomicUsize::new(0);
        let take = to.as_ref().map(|(take, _)| *take);
        let take = |path: String, bytes| {
            if let Some(take) = take {
                take(format!("{at}{path}"), bytes);
            }
        };
        let count = |path: &str| {
            pages.fetch_add(usize::from(path.ends_with(".html")), Relaxed);
        };
        let sealed = reader.audience().filter(|audience| audience.is_sealed() && to.is_some());
        let passphrases =
            sealed.and_then(|audience| order.passphrases.get(&audience.id)).map_or(&[][..], Vec::as_slice);
        let search = leak::Search::of(roadmap, reader);
        let made = if search.is_none() && sealed.is_none() {
            page::make(&view, theme, &|path, bytes| {
                count(&path);
                take(path, bytes);
            })
        } else {
            // What is searched, and what is sealed, is one whole.
            page::site(&view, theme).map(|mut files| {
                for path in files.keys() {
                    count(path);
                }
                let before = finds.len();
                finds.extend(search.into_iter().flat_map(|search| search.finds(&view, &[(&files, &at), (front, "")])));
                if order.denies_leaks && finds.len() > before {
                    return;
                }
                if let Some(audience) = sealed {
                    files = seal::seal(&files, &view.site.title, audience.id.as_str(), passphrases);
                }
                for (path, bytes) in files {
                    take(path, bytes);
                }
            })
        };
        problems.extend(made.err().into_iter().flatten());
        if let Some((_, views)) = &mut to {
            let audience = reader.audience().map(|audience| audience.id.clone());
            views.push(BuiltView { audience, at, pages: pages.into_inner(), passphrases: passphrases.len() });
        }
        // To free a large one takes as long as to make hundreds of its pages.
        rayon::spawn(move || drop(view));
    }
    (problems, leak::told(finds))
}

/// The bytes of a site by their routes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The view of one reader as it is published `at` a place below the site's address: `base_url`, else that of
/// `roadmap.toml`.
pub fn view_at(roadmap: &Roadmap, reader: Reader<'_>, as_of: Day, base_url: Option<&str>, at: &str) -> View {
    let mut view = view::project(roadmap, reader, as_of);
    settle_address(&mut view, base_url, reader, at);
    view
}

/// A view's own address; a sealed one has none that leads to a page of it.
fn settle_address(view: &mut View, base_url: Option<&str>, reader: Reader<'_>, at: &str) {
    let base = base_url.map(str::to_owned).or(view.site.base_url.take());
    let is_sealed = reader.audience().is_some_and(Audience::is_sealed);
    view.site.base_url = base.filter(|_| !is_sealed).map(|base| base + at);
}

/// What stands at `/` where no view does: the public views by title, and nothing at all where there is none.
///
/// # Errors
/// The template for it cannot be filled in.
pub fn front(roadmap: &Roadmap, theme: &Theme, as_of: Day, base_url: Option<&str>) -> Result<Files, Vec<Problem>> {
    let listed: Vec<&Audience> = published(roadmap)
        .into_iter()
        .filter_map(Reader::audience)
        .filter(|audience| audience.access == Access::Public)
        .collect();
    let Some(first) = listed.first() else {
        return Ok(Files::from([("index.html".to_owned(), NOTHING.as_bytes().to_vec())]));
    };
    let mut view = view::interface(roadmap, Reader::of(first), as_of);
    settle_address(&mut view, base_url, Reader::of(first), "");
    view.audience = None;
    view.site.sections.clear();
    let mut links: Vec<(String, String)> =
        listed.iter().map(|audience| (audience.title.clone(), audience.place())).collect();
    links.sort_by_key(|(title, place)| (title.to_lowercase(), place.clone()));
    page::front(&view, theme, &links)
}

/// The file that tells GitHub Pages to publish everything as it is.
const NO_GENERATOR: &str = ".nojekyll";

/// A page that says nothing, not even whose it is.
const NOTHING: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"robots\" content=\"noindex\">\n<title>Nothing here</title>\n</head>\n<body>\n</body>\n</html>\n";
