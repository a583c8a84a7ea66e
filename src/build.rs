//! Everything that is published: the site of each view at its place.

mod leak;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::date::Day;
use crate::id::Id;
use crate::model::{Audience, Roadmap};
use crate::page;
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
}

/// What was built.
#[derive(Debug, Default)]
pub struct Built {
    /// The bytes by their routes.
    pub files: Files,
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

/// Builds the sites of all views that are asked for.
///
/// A sealed view among them needs a passphrase in the order.
///
/// # Errors
/// Every page whose template cannot be filled in.
pub fn build(roadmap: &Roadmap, theme: &Theme, order: &Order<'_>) -> Result<Built, Vec<Problem>> {
    let readers = order.only.map_or_else(|| published(roadmap), |audience| vec![Reader::of(audience)]);
    let mut built = Built::default();
    let (mut problems, leaks) = each(roadmap, theme, order, readers, |reader, at, view, files| {
        built.add(reader, at, files, order, &view.site.title);
    });
    if !built.files.contains_key("index.html") {
        match front(roadmap, theme, order.as_of, order.base_url.as_deref()) {
            Ok(front) => built.files.extend(front),
            Err(more) => problems.extend(more),
        }
    }
    built.leaks = leaks;
    crate::problem::sort(&mut problems);
    // GitHub Pages would leave out what its own generator does not know.
    built.files.insert(".nojekyll".to_owned(), Vec::new());
    if problems.is_empty() { Ok(built) } else { Err(problems) }
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
    let order = Order { only, as_of, base_url: None, passphrases: BTreeMap::new() };
    let (made, others): (Vec<_>, Vec<_>) = readers.into_iter().partition(|reader| is_made(*reader));
    let (mut problems, leaks) = each(roadmap, theme, &order, made, |_, _, _, _| {});
    problems.extend(leaks);
    // Even to list the pages takes a view, which is half of making them.
    if has_names_of_pages(roadmap) {
        problems.extend(others.iter().flat_map(|reader| page::clashes(&view::project(roadmap, *reader, as_of))));
    }
    if only.is_none() && !has_root(roadmap) && !theme.is_built_in() {
        problems.extend(front(roadmap, theme, as_of, None).err().into_iter().flatten());
    }
    crate::problem::sort(&mut problems);
    problems
}

/// Whether a reader's pages can hold what only shows when they are made: what a template of the user's asks for, or a word
/// of what is hidden.
fn must_be_made(roadmap: &Roadmap, theme: &Theme, reader: Reader<'_>) -> bool {
    !theme.is_built_in() || leak::is_possible(roadmap, reader)
}

/// Whether files of the roadmap have names that pages can have.
fn has_names_of_pages(roadmap: &Roadmap) -> bool {
    roadmap.copied.keys().chain(roadmap.assets.keys()).any(|path| path.ends_with(".html"))
}

/// Whether a view stands at the top of the whole site.
fn has_root(roadmap: &Roadmap) -> bool {
    published(roadmap).into_iter().any(|reader| reader.audience().is_none_or(|audience| audience.root))
}

/// Makes the site of each reader, one after the other, and hands it on: with the reader and where it begins. What is
/// wrong with the templates, and the words that reached a view and should not have.
fn each<'a>(
    roadmap: &Roadmap,
    theme: &Theme,
    order: &Order<'_>,
    readers: Vec<Reader<'a>>,
    mut take: impl FnMut(Reader<'a>, &str, &View, Files),
) -> (Vec<Problem>, Vec<Problem>) {
    let (mut problems, mut finds) = (Vec::new(), Vec::new());
    for reader in readers {
        let whole = reader.audience().filter(|_| order.only.is_none());
        let at = whole.map_or_else(String::new, Audience::place);
        match site(roadmap, theme, order, reader, &at) {
            Ok((view, files)) => {
                finds.extend(leak::finds(roadmap, reader, &view, &files, &at));
                take(reader, &at, &view, files);
            }
            Err(more) => problems.extend(more),
        }
    }
    (problems, leak::told(finds))
}

/// The bytes of a site by their routes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The view of one reader and its site.
fn site(
    roadmap: &Roadmap,
    theme: &Theme,
    order: &Order<'_>,
    reader: Reader<'_>,
    at: &str,
) -> Result<(View, Files), Vec<Problem>> {
    let view = view_at(roadmap, reader, order.as_of, order.base_url.as_deref(), at);
    let files = page::site(&view, theme)?;
    Ok((view, files))
}

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

impl Built {
    /// Takes in the site of one view: sealed, where it is to be.
    fn add(&mut self, reader: Reader<'_>, at: &str, mut files: Files, order: &Order<'_>, title: &str) {
        let pages = files.keys().filter(|path| path.ends_with(".html")).count();
        let audience = reader.audience();
        let mut count = 0;
        if let Some(audience) = audience.filter(|audience| audience.is_sealed()) {
            let passphrases = order.passphrases.get(&audience.id).map_or(&[][..], Vec::as_slice);
            files = seal::seal(&files, title, audience.id.as_str(), passphrases);
            count = passphrases.len();
        }
        self.views.push(BuiltView {
            audience: audience.map(|audience| audience.id.clone()),
            at: at.to_owned(),
            pages,
            passphrases: count,
        });
        self.files.extend(files.into_iter().map(|(path, bytes)| (format!("{at}{path}"), bytes)));
    }
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

/// A page that says nothing, not even whose it is.
const NOTHING: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"robots\" content=\"noindex\">\n<title>Nothing here</title>\n</head>\n<body>\n</body>\n</html>\n";
