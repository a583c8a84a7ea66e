//! A whole site: every page, and the files beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::output;
use crate::page::gantt::{Gantt, GanttRow};
use crate::page::route::{Route, Rows, routes, routes_by};
use crate::page::shell::{Assets, Frame};
use crate::page::{alignment, board, card, free, home, intent, list, milestone, news, search, timeline, told, vision};
use crate::problem::Problem;
use crate::rule;
use crate::theme::{Published, Theme};
use crate::view::View;
use crate::view::links::address_of_asset;

/// What the addresses of all files that pages load begin with.
pub const LOADED: &str = "assets/";

/// The frame of a view's site in a theme.
pub fn frame<'a>(view: &'a View, theme: &Theme) -> Frame<'a> {
    let assets = Assets {
        stylesheet: theme.stylesheet(view).address,
        icon: theme.icon().address,
        script: theme.script().address,
    };
    Frame::of(view, assets)
}

/// One page, as bytes.
///
/// # Errors
/// The theme's template for it cannot be filled in.
///
/// None where the view has no such page: a preview is asked for pages that are gone.
pub fn render(frame: &Frame<'_>, theme: &Theme, route: &Route) -> Option<Result<Vec<u8>, Problem>> {
    let view = frame.view;
    if route.section().is_some_and(|section| !told::has(view, section)) {
        return None;
    }
    let bars = |tables: Vec<&mut Gantt>| {
        let row = |part: &GanttRow| theme.render("parts/gantt-row.html", part);
        frame.gantt_rows.fill(frame, &frame.here(route), tables, row)
    };
    let html = match route {
        Route::Home => {
            let mut home = home::page(frame);
            bars(home.gantt.iter_mut().collect()).and_then(|()| theme.render("home.html", &home))
        }
        Route::Timeline(by, extent) => {
            let mut timeline = timeline::page(frame, route, by, *extent)?;
            let made = bars(timeline.lanes.iter_mut().map(|lane| &mut lane.gantt).collect());
            made.and_then(|()| theme.render("timeline.html", &timeline))
        }
        Route::Board => theme.render("board.html", &board::page(frame, route)),
        Route::BoardBy(lens) => theme.render("board.html", &board::by_lens(frame, route, lens)?),
        Route::List(rows) => {
            let mut list = list::page(frame, route, rows)?;
            let row = |part: &list::ListRow| theme.render("parts/row.html", part);
            let made = frame.rows.fill(frame, &frame.here(route), &mut list.sections, row);
            made.and_then(|()| theme.render("list.html", &list))
        }
        Route::Search(letter) => theme.render("search.html", &search::page(frame, route, letter.as_deref())?),
        Route::Vision(id) => theme.render("vision.html", &vision::page(frame, view.vision(id)?)),
        Route::Intent(id) => {
            let mut intent = intent::page(frame, view.intent(id)?);
            bars(intent.gantt.iter_mut().collect()).and_then(|()| theme.render("intent.html", &intent))
        }
        Route::Milestone(id) => theme.render("milestone.html", &milestone::page(frame, view.milestone(id)?)),
        Route::Alignment => theme.render("alignment.html", &alignment::page(frame)),
        Route::Updates => theme.render("updates.html", &news::updates(frame)),
        Route::Strategy => theme.render("updates.html", &news::strategy(frame)),
        Route::Update(id) => theme.render("update.html", &news::update(frame, view.update(id)?)),
        Route::Free(id) => theme.render("page.html", &free::page(frame, view.page(id)?)),
        Route::Missing => theme.render("404.html", &free::missing(frame)),
        Route::Redirect { to, .. } => theme.render("redirect.html", &free::redirect(frame, route, view.item(to)?)),
    };
    Some(html.map(String::into_bytes))
}

/// Takes a file as soon as it is made: its path and its bytes. From several threads at once, in no order.
pub type Take<'a> = dyn Fn(String, Vec<u8>) + Sync + 'a;

/// All files that are made, by their paths: for where they are looked at together.
pub fn collected<T>(make: impl FnOnce(&Take<'_>) -> T) -> (T, BTreeMap<String, Vec<u8>>) {
    let files = Mutex::new(BTreeMap::new());
    let take = |path, bytes| {
        files.lock().unwrap_or_else(PoisonError::into_inner).insert(path, bytes);
    };
    let result = make(&take);
    (result, files.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Every file of a view's site by its path.
///
/// # Errors
/// As [`make`].
pub fn site(view: &View, theme: &Theme) -> Result<BTreeMap<String, Vec<u8>>, Vec<Problem>> {
    let (made, files) = collected(|take| make(view, theme, take));
    made.map(|()| files)
}

/// Makes every file of a view's site. What belongs to the top of an output whatever views stand in it, as `.nojekyll`, is
/// for whoever puts them there.
///
/// # Errors
/// Every page whose template cannot be filled in, and every file that stands where a page does.
pub fn make(view: &View, theme: &Theme, take: &Take<'_>) -> Result<(), Vec<Problem>> {
    let frame = frame(view, theme);
    let routes = routes_by(view, frame.facets());
    debug_assert_eq!(
        routes.iter().map(Route::path).collect::<BTreeSet<_>>().len(),
        routes.len(),
        "each page has an address of its own, since each item has an id of its own"
    );
    let page = |route: &Route| {
        let page = render(&frame, theme, route).expect("routes are made from the view");
        page.map(|page| take(route.path(), page)).err()
    };
    // One by one: the longest pages stand together, and a stretch of routes that was begun cannot be shared any more.
    let pages = || routes.par_iter().with_max_len(1).filter_map(page).collect::<Vec<_>>();
    let (mut problems, ()) = rayon::join(pages, || beside(&frame, theme, &routes, take));
    problems.extend(clashes_with(view, &routes));
    // One mistake in a template shows on many pages and is told once.
    crate::problem::sort(&mut problems);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// What is no page: copied files, the theme's own, those of bundles, and those for programs.
/// A copied file never has the name of one of ours: the check tells of it.
fn beside(frame: &Frame<'_>, theme: &Theme, routes: &[Route], take: &Take<'_>) {
    let view = frame.view;
    let addresses = addresses(routes);
    // One after the other: some are as large as the roadmap, and pages are made meanwhile.
    for name in output::NAMES {
        if let Some(bytes) = output::file(view, &addresses, name) {
            take((*name).to_owned(), bytes);
        }
    }
    for (path, bytes) in &view.copied {
        take(path.to_string(), bytes.to_vec());
    }
    for file in of_theme(view, theme).chain(frame.index().cloned()) {
        take(file.address, file.text.into_bytes());
    }
    for (address, bytes) in assets(view) {
        take(address, bytes.to_vec());
    }
    let cards: Vec<_> = card::all(view, routes).into_iter().collect();
    cards.into_par_iter().for_each(|(address, card)| take(address, crate::card::png(&card)));
}

/// One of these by its path; none where there is no such file. A preview is asked for one at a time.
pub fn file(view: &View, theme: &Theme, path: &str) -> Option<Arc<[u8]>> {
    if output::NAMES.contains(&path) {
        return output::file(view, &addresses(&routes(view)), path).map(Arc::from);
    }
    if path.starts_with(card::ADDRESSES) {
        return card::all(view, &routes(view)).remove(path).map(|card| crate::card::png(&card).into());
    }
    if path.starts_with(search::ADDRESSES) {
        let index = search::index(view).filter(|index| index.address == path);
        return index.map(|index| index.text.into_bytes().into());
    }
    let beside = || assets(view).find(|(address, _)| address == path).map(|(_, bytes)| bytes.clone());
    let ours = || of_theme(view, theme).find(|file| file.address == path).map(|file| file.text.into_bytes().into());
    view.copied.get(path).cloned().or_else(beside).or_else(ours)
}

/// The files of the theme that pages load.
fn of_theme(view: &View, theme: &Theme) -> impl Iterator<Item = Published> {
    [theme.stylesheet(view), theme.icon(), theme.script()].into_iter()
}

/// The files of bundles, by their addresses.
fn assets(view: &View) -> impl Iterator<Item = (String, &Arc<[u8]>)> {
    let owned = view.items().flat_map(|item| item.assets.iter().map(move |asset| (item, asset)));
    owned.filter_map(|(item, (path, bytes))| Some((address_of_asset(item, path)?, bytes)))
}

/// Those that are told to programs: what shows a part of another page is found there.
fn addresses(routes: &[Route]) -> Vec<String> {
    let is_told = |route: &&Route| {
        !matches!(route, Route::Missing | Route::Redirect { .. } | Route::List(Rows::With(..)) | Route::Search(Some(_)))
    };
    routes.iter().filter(is_told).map(Route::address).collect()
}

/// The files of the roadmap that stand where a view's site has its pages, as [`site`] tells them, without making these.
pub fn clashes(view: &View) -> Vec<Problem> {
    clashes_with(view, &routes(view))
}

/// The same, of a view with these pages.
fn clashes_with(view: &View, routes: &[Route]) -> Vec<Problem> {
    let assets: Vec<String> = assets(view).map(|(address, _)| address).collect();
    let files: BTreeSet<&str> =
        view.copied.keys().map(|path| &**path).chain(assets.iter().map(String::as_str)).collect();
    if files.is_empty() {
        return Vec::new();
    }
    let pages = routes.iter().map(Route::path);
    pages.filter(|path| files.contains(path.as_str())).map(|path| clash(&path)).collect()
}

fn clash(path: &str) -> Problem {
    Problem::error(&rule::BAD_FILE, format!("a file stands where the site has its page `{path}`"))
}
