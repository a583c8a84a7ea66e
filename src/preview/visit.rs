//! One request to one edition: which view it means, and what stands there.

use std::sync::atomic::Ordering;

use super::answer::{Answer, encoded};
use super::asked::Asked;
use super::bar::{Bar, Choice, Told};
use super::edition::{Edition, Good, Wanted, tell};
use super::place::Place;
use super::shown::Found;
use super::{media_type, weave};
use crate::problem::Problem;
use crate::rule::Severity;

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
        match asked.path.strip_prefix(good.base.as_str()) {
            Some(rest) => self.below(rest),
            None if asked.path == "/" || good.base.strip_suffix('/') == Some(asked.path) => {
                asked.redirect(&good.base).into()
            }
            None => self.missing("").into(),
        }
    }

    /// What stands at an address below the site's own.
    fn below(&self, rest: &str) -> Visited {
        if rest == ".nojekyll" {
            return Answer::found(media_type::of(rest), *b"").into();
        }
        let Some((place, inside)) = self.place(rest) else { return self.front(rest).into() };
        let wanted = self.wanted(place);
        let Some(shown) = self.good.view(&wanted) else { return self.missing(rest).into() };
        let path = with_index(inside);
        let Some(found) = shown.find(&path, &self.good.theme, &self.good.steady) else {
            // A page may ask for its stylesheet, whose name says day and colour, when there is another edition already.
            return if let Some(sheet) = self.good.sheets.find(rest) {
                Answer::found(media_type::of(rest), sheet).into()
            } else if shown.has(&format!("{inside}/index.html")) {
                self.asked.redirect(&format!("{}{rest}/", self.good.base)).into()
            } else {
                self.missing(rest).into()
            };
        };
        if !found.is_page {
            return Answer::found(media_type::of(&path), found.bytes).into();
        }
        if found.problem.is_none() {
            self.good.has_rendered.store(true, Ordering::Relaxed);
        }
        self.good.sheets.keep(&place.at, &shown);
        Visited { answer: self.html(200, &path, Some(place), &found), looked_at: Some(wanted) }
    }

    /// The top of the site where no view stands there.
    fn front(&self, rest: &str) -> Answer {
        let path = with_index(rest);
        match self.good.front(self.asked.as_of).remove(&path) {
            Some(bytes) if path.ends_with(".html") => self.html(200, &path, None, &Found::page(bytes.into())),
            Some(bytes) => Answer::found(media_type::of(&path), bytes),
            None => self.missing(rest),
        }
    }

    /// An address at which nothing stands: the view's own page for that.
    fn missing(&self, rest: &str) -> Answer {
        let place = self.place(rest).map(|(place, _)| place);
        let found = place.and_then(|place| {
            let shown = self.good.view(&self.wanted(place))?;
            shown.find("404.html", &self.good.theme, &self.good.steady)
        });
        self.html(404, "404.html", place, &found.unwrap_or_else(|| Found::page(NOTHING.as_bytes().into())))
    }

    /// A page with the preview's own bar, unless it is asked for as it is published.
    fn html(&self, status: u16, path: &str, place: Option<&Place>, found: &Found) -> Answer {
        let content_type = media_type::of("index.html");
        let text = match std::str::from_utf8(&found.bytes) {
            Ok(text) if !self.asked.is_plain => text,
            _ => return Answer { status, ..Answer::found(content_type, found.bytes.clone()) },
        };
        let bar = Bar { views: self.choices(path, place), ..bar(self.edition, self.asked, found.problem.as_ref()) };
        Answer { status, ..Answer::found(content_type, weave::weave(text, &bar.html()).into_bytes()) }
    }

    /// The views that the bar leads to, each at the page that is shown now.
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
        self.good.places.iter().filter_map(choice).collect()
    }

    /// Leads to another view: to the same page where it has that, else to its home.
    fn switch(&self, id: &str) -> Answer {
        let is_it = |place: &&Place| place.audience.as_ref().is_some_and(|own| own.as_str() == id);
        let Some(place) = self.good.places.iter().find(is_it) else { return self.missing("") };
        let shown = self.good.view(&self.wanted(place));
        let has = |page: &&str| shown.is_some_and(|shown| shown.has(&with_index(page)));
        let page = self.asked.page.as_deref().filter(has);
        self.asked.redirect(&format!("{}{}{}", self.good.base, place.at, page.unwrap_or_default()))
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
    let told = |(severity, text): &(Severity, String)| Told { severity: *severity, text: text.clone() };
    let of_page = problem.map(|problem| Told { severity: problem.severity, text: tell(problem, &edition.sources) });
    Bar {
        edition: edition.number,
        views: Vec::new(),
        as_of: asked.as_of.to_string(),
        default_as_of: asked.default.to_string(),
        problems: of_page.into_iter().chain(edition.told.iter().map(told)).collect(),
        is_behind: edition.is_behind || problem.is_some(),
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
