//! One request to one edition: which view it means, and what stands there.

use std::sync::atomic::Ordering;

use super::answer::{Answer, encoded};
use super::asked::Asked;
use super::bar::{Bar, Choice};
use super::edition::{Edition, Good, Shows, Wanted};
use super::place::Place;
use super::shown::Found;
use super::{media_type, weave};
use crate::output;
use crate::problem::Problem;
use crate::report;

/// Leads to the page of another view: `/-/view/customers?page=board/`.
const VIEW: &str = "/-/view/";

/// The page for an address at which no view begins.
const NOTHING: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <title>There is no such page</title>\n</head>\n<body>\n<p>There is no such page.</p>\n</body>\n</html>\n";

/// A request, and what it is answered from.
pub struct Visit<'a> {
    /// The latest edition.
    pub edition: &'a Edition,
    /// What that shows.
    pub good: &'a Good,
    /// What is asked.
    pub asked: &'a Asked<'a>,
}

/// What a visit came to.
pub struct Visited {
    /// What is answered.
    pub answer: Answer,
    /// The view of which a page was shown.
    pub looked_at: Option<Wanted>,
}

impl From<Answer> for Visited {
    fn from(answer: Answer) -> Self {
        Self { answer, looked_at: None }
    }
}

impl Visit<'_> {
    /// What stands at the address.
    pub fn answer(&self) -> Visited {
        let (good, asked) = (self.good, self.asked);
        if let Some(id) = asked.path.strip_prefix(VIEW) {
            return self.switch(id).into();
        }
        if let Some(rest) = asked.path.strip_prefix(good.base.as_str()) {
            let visited = self.below(rest);
            if visited.answer.status != 404 {
                return visited;
            }
            // Another address of the site was given up for this one while a page lay open there.
            return self.moved().map_or(visited, Visited::from);
        }
        let is_above = asked.path == "/" || good.base.strip_suffix('/') == Some(asked.path);
        let elsewhere = if is_above { Some(asked.redirect(&good.base)) } else { self.moved() };
        elsewhere.unwrap_or_else(|| self.missing("")).into()
    }

    /// The way to where a page stands now that stood below a former address of the site.
    fn moved(&self) -> Option<Answer> {
        let rest = self.good.former.iter().find_map(|former| self.asked.path.strip_prefix(former.as_str()))?;
        let (place, inside) = self.place(rest)?;
        let has = self.good.view(&self.wanted(place))?.has(&with_index(inside));
        has.then(|| self.asked.redirect(&format!("{}{rest}", self.good.base)))
    }

    /// What stands at an address below the site's own.
    fn below(&self, rest: &str) -> Visited {
        let good = self.good;
        if rest == ".nojekyll" {
            return Answer::found(media_type::of(rest), *b"").into();
        }
        let Some((place, inside)) = self.place(rest) else { return self.front(rest).into() };
        // A page may ask for its stylesheet, whose name says day and colour, when there is another edition already.
        if let Some(sheet) = good.sheets.find(rest) {
            return Answer::found(media_type::of(rest), sheet).into();
        }
        let path = with_index(inside);
        // A picture is the same on every day.
        let is_of_day = path.ends_with(".html") || path.starts_with("assets/") || output::NAMES.contains(&&*path);
        let as_of = if is_of_day { self.asked.as_of } else { self.asked.default };
        let wanted = Wanted { as_of, ..self.wanted(place) };
        let Some(shown) = good.view(&wanted) else { return self.missing(rest).into() };
        let Some(found) = shown.find(&path, &good.theme, &good.steady) else {
            let is_view = self.good.places.iter().any(|place| place.at.strip_suffix('/') == Some(rest));
            return if is_view || shown.has(&format!("{inside}/index.html")) {
                self.asked.redirect(&format!("{}{rest}/", good.base)).into()
            } else {
                self.missing(rest).into()
            };
        };
        if !found.is_page {
            return Answer::found(media_type::of(&path), found.bytes).into();
        }
        self.prove(&found);
        good.sheets.keep(&place.at, &shown);
        Visited { answer: self.html(200, &path, Some(place), &found, None), looked_at: Some(wanted) }
    }

    /// Notes whether the theme can make pages.
    fn prove(&self, found: &Found) {
        let noted = if found.problem.is_none() { &self.good.has_rendered } else { &self.good.has_failed };
        noted.store(true, Ordering::Relaxed);
    }

    /// The top of the site where no view stands there.
    fn front(&self, rest: &str) -> Answer {
        let path = with_index(rest);
        let (mut files, problem) = self.good.front(self.asked.as_of);
        match files.remove(&path) {
            Some(bytes) if path.ends_with(".html") => {
                let found = Found { problem, ..Found::page(bytes.into()) };
                self.html(200, &path, None, &found, None)
            }
            Some(bytes) => Answer::found(media_type::of(&path), bytes),
            None => self.missing(rest),
        }
    }

    /// An address at which nothing stands: the view's own page for that.
    fn missing(&self, rest: &str) -> Answer {
        let place = self.place(rest).map(|(place, _)| place);
        let shown = place.and_then(|place| self.good.view(&self.wanted(place)));
        let found = shown.as_ref().and_then(|shown| shown.find("404.html", &self.good.theme, &self.good.steady));
        let found = found.unwrap_or_else(|| Found::page(NOTHING.as_bytes().into()));
        self.prove(&found);
        // Where the site knows no address of its own, the links of this page would be right at one depth only.
        let is_nowhere = shown.is_some_and(|shown| shown.view.site.base_url.is_none());
        let base = place.filter(|_| is_nowhere).map(|place| encoded(&format!("{}{}", self.good.base, place.at)));
        self.html(404, "404.html", place, &found, base.as_deref())
    }

    /// A page with the preview's own bar, unless it is asked for as it is published.
    fn html(&self, status: u16, path: &str, place: Option<&Place>, found: &Found, base: Option<&str>) -> Answer {
        let content_type = media_type::of("index.html");
        let text = match std::str::from_utf8(&found.bytes) {
            Ok(text) if !self.asked.is_plain => text,
            _ => return Answer { status, ..Answer::found(content_type, found.bytes.clone()) },
        };
        let bar = Bar { views: self.choices(path, place), ..bar(self.edition, self.asked, found.problem.as_ref()) };
        let woven = weave::weave(text, &bar.html(), base);
        Answer { status, ..Answer::found(content_type, woven.into_bytes()) }
    }

    /// The views that the bar leads to, each at the page that is shown now: the root first.
    fn choices(&self, path: &str, current: Option<&Place>) -> Vec<Choice> {
        let page = path.strip_suffix("index.html").unwrap_or(path);
        let page = encoded(if page == "404.html" { "" } else { page });
        let carried = self.asked.carried().map_or_else(String::new, |carried| format!("&{carried}"));
        let choice = |place: &Place| {
            let audience = self.good.roadmap.audiences.get(place.audience.as_ref()?)?;
            Some(Choice {
                title: audience.title.clone(),
                href: format!("{VIEW}{}?page={page}{carried}", audience.id),
                access: Some(audience.access),
                is_current: current == Some(place),
            })
        };
        let mut places: Vec<&Place> = self.good.places.iter().collect();
        places.sort_by_key(|place| !place.at.is_empty());
        places.into_iter().filter_map(choice).collect()
    }

    /// Leads to another view: to the same page where it has that, else to its home, which says so.
    fn switch(&self, id: &str) -> Answer {
        let is_it = |place: &&Place| place.audience.as_ref().is_some_and(|own| own.as_str() == id);
        let Some(place) = self.good.places.iter().find(is_it) else { return self.missing("") };
        let home = format!("{}{}", self.good.base, place.at);
        let Some(page) = self.asked.page.as_deref().filter(|page| !page.is_empty()) else {
            return self.asked.redirect(&home);
        };
        let shown = self.good.view(&self.wanted(place));
        if shown.is_some_and(|shown| shown.has(&with_index(page))) {
            return self.asked.redirect(&format!("{home}{page}"));
        }
        self.asked.redirect_without(&home, page)
    }

    /// The view that an address belongs to, and the address within it.
    fn place<'r>(&self, rest: &'r str) -> Option<(&Place, &'r str)> {
        let places = self.good.places.iter();
        let fitting = places.filter_map(|place| Some((place, rest.strip_prefix(place.at.as_str())?)));
        fitting.max_by_key(|(place, _)| place.at.len())
    }

    fn wanted(&self, place: &Place) -> Wanted {
        Wanted { audience: place.audience.clone(), as_of: self.asked.as_of }
    }
}

/// The bar of a page, with no view to choose yet. `problem` is what is wrong with the template of this page.
pub fn bar(edition: &Edition, asked: &Asked<'_>, problem: Option<&Problem>) -> Bar {
    let is_same = |known: &Problem, problem: &Problem| known.place == problem.place && known.message == problem.message;
    // The search may have found it before.
    let unknown = problem.filter(|problem| !edition.problems.iter().any(|known| is_same(known, problem)));
    let of_page = unknown.map(|problem| report::blocks(std::slice::from_ref(problem), &edition.sources, 1));
    let (errors, warnings) = edition.count();
    Bar {
        edition: edition.number,
        views: Vec::new(),
        as_of: asked.as_of.to_string(),
        default_as_of: asked.default.to_string(),
        errors: errors + usize::from(unknown.is_some()),
        warnings,
        problems: of_page.into_iter().flatten().chain(edition.told.iter().cloned()).collect(),
        is_behind: edition.shows == Shows::LastGood || problem.is_some(),
        is_partial: edition.shows == Shows::Rest,
        lacks: asked.without.clone(),
        files: edition.files,
        plain: asked.plain(),
        path: encoded(asked.path),
    }
}

/// The page for as long as there is nothing to show, at every address where a page may stand.
pub fn hold(edition: &Edition, asked: &Asked<'_>) -> Answer {
    let last = asked.path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') && !last.ends_with(".html") {
        return Answer::text(404, "the roadmap cannot be read yet\n");
    }
    Answer::found(media_type::of("index.html"), weave::holding(&bar(edition, asked, None)).into_bytes())
}

/// The file that an address means.
fn with_index(address: &str) -> String {
    if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() }
}
