//! What every page has: its head, masthead, navigation and foot.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use schemars::JsonSchema;
use serde::Serialize;

use crate::date::Date;
use crate::markdown::html::Html;
use crate::output;
use crate::page::facet::Facets;
use crate::page::here::Here;
use crate::page::label::{Noun, Nouns};
use crate::page::list::RowCache;
use crate::page::list::look::Looks;
use crate::page::route::Route;
use crate::page::step::When;
use crate::page::styles::{self, Styles};
use crate::page::{card, gantt, prose, search, told};
use crate::theme::{Published, Ready};
use crate::view::View;
use crate::view::title::{whole, whom};
use crate::words::{Kind, RemoteImages, Section, Word};

/// What is the same on every page of a site, worked out once.
#[derive(Debug)]
pub struct Frame<'a> {
    /// What the site shows.
    pub view: &'a View,
    /// What pages load, by its published addresses.
    assets: Assets,
    /// Titles and addresses of the navigation, in order.
    nav: Vec<(String, String)>,
    /// What the site offers beside its pages: titles, files and their media types.
    offered: Vec<(&'static str, &'static str, &'static str)>,
    /// What this view calls its kinds of items.
    nouns: Ready<Nouns>,
    /// The day of the site.
    as_of: Ready<When>,
    /// The document's title, but for the page's own.
    whole: String,
    /// What is the same on all pages that are as far from the root, by what leads there.
    depths: Mutex<BTreeMap<String, Arc<Depth>>>,
    /// What the script searches, once a page has asked for its address, which says what is in it.
    index: OnceLock<Option<Published>>,
    /// The address of the view's card, once a page has asked for it.
    card: OnceLock<Option<String>>,
    /// What milestones have in common.
    facets: OnceLock<Facets>,
    /// The list from A to Z.
    letters: OnceLock<search::Letters<'a>>,
    /// What rows of milestones say, in short.
    pub looks: Looks,
    /// The rows of the list.
    pub rows: RowCache,
    /// Those of tables with bars.
    pub gantt_rows: gantt::RowCache,
}

/// What is the same on all pages that are as far from the root.
#[derive(Debug)]
struct Depth {
    home: String,
    logo: Option<String>,
    stylesheet: String,
    icon: String,
    script: String,
    search: Option<String>,
    footer: Option<Html>,
    files: Ready<Vec<File>>,
    /// The navigation, by how each of its entries stands to the page: as many as it has entries, which are few.
    nav: Mutex<BTreeMap<Vec<&'static str>, Ready<Vec<NavLink>>>>,
}

/// What the pages of a site load.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    /// The stylesheet's address.
    pub stylesheet: String,
    /// The icon's.
    pub icon: String,
    /// The script's.
    pub script: String,
}

/// What every template gets as `shell`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Shell {
    /// BCP 47 tag of the site's language.
    pub language: String,
    /// Which way its lines run: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The document's title.
    pub title: String,
    /// One sentence for search engines and link previews.
    pub description: Option<String>,
    /// The page's own title, for link previews.
    pub heading: String,
    /// The site's title.
    pub site: String,
    /// Who this view is for, as after a `for`; none where everybody reads the same.
    pub audience: Option<String>,
    /// What this view calls its kinds of items.
    pub nouns: Ready<Nouns>,
    /// What is said of the dates of this view; none where it has none, or where an audience is told them less exactly
    /// than they are known.
    pub dates: Option<&'static str>,
    /// Link to the site's home.
    pub home: String,
    /// What leads to the site's root: empty, `../`, `../../`.
    pub root: String,
    /// The picture beside the site's title.
    pub logo: Option<String>,
    /// Whether this is the home.
    pub is_home: bool,
    /// The navigation.
    pub nav: Ready<Vec<NavLink>>,
    /// The day that everything depending on today uses.
    pub as_of: Ready<When>,
    /// Link to the stylesheet.
    pub stylesheet: String,
    /// Link to the icon.
    pub icon: String,
    /// Link to the script.
    pub script: String,
    /// Link to the index that it searches, on the pages to search on; none on others.
    pub index: Option<String>,
    /// Link to the page to search on; none where the view has none.
    pub search: Option<String>,
    /// The absolute address of the picture for link previews; none where the site does not know where it will stand.
    pub card: Option<String>,
    /// The rules of this page's one style block; our own text, so it may be written with `| safe`.
    pub style: String,
    /// The content security policy.
    pub policy: String,
    /// The page's absolute address, where the site's is known.
    pub canonical: Option<String>,
    /// Whether search engines are to leave it out.
    pub noindex: bool,
    /// The class of `<body>`: empty, `wide`, `board-page`.
    pub class: &'static str,
    /// The site's own line at the foot, as HTML.
    pub footer: Option<Html>,
    /// The roadmap in other forms.
    pub files: Ready<Vec<File>>,
}

/// The roadmap in another form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct File {
    /// What it is called: `Calendar`.
    pub title: &'static str,
    /// Link to it.
    pub href: String,
    /// Its media type: `text/calendar`.
    pub media_type: &'static str,
}

/// One entry of the navigation or the foot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NavLink {
    /// Plain text.
    pub title: String,
    /// From this page.
    pub href: String,
    /// `page` where it is this page, `true` where this page stands below it, else empty.
    pub current: &'static str,
}

/// What a page says of itself to its shell.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The page's own title; none on the home.
    pub title: Option<String>,
    /// One sentence about it, plain text.
    pub description: Option<String>,
    /// The class of `<body>`.
    pub class: &'static str,
    /// Whether search engines are to leave it out.
    pub noindex: bool,
}

impl<'a> Frame<'a> {
    /// The frame of a view's site whose pages load these files.
    pub fn of(view: &'a View, assets: Assets) -> Self {
        Self {
            view,
            assets,
            nav: navigation(view),
            offered: output::offered(view),
            nouns: Ready::of(&Nouns::of(view)),
            as_of: Ready::of(&When::long(&Date::day(view.as_of))),
            whole: whole(view),
            depths: Mutex::default(),
            index: OnceLock::new(),
            card: OnceLock::new(),
            facets: OnceLock::new(),
            letters: OnceLock::new(),
            looks: Looks::default(),
            rows: RowCache::default(),
            gantt_rows: gantt::RowCache::default(),
        }
    }

    /// What the view's milestones have in common.
    pub fn facets(&self) -> &Facets {
        self.facets.get_or_init(|| Facets::of(self.view))
    }

    /// Everything in the view from A to Z.
    pub fn letters(&self) -> &search::Letters<'a> {
        self.letters.get_or_init(|| search::Letters::of(self.view))
    }

    /// Where the page of a route stands.
    pub fn here(&self, route: &Route) -> Here {
        match route {
            Route::Missing => Here::anywhere(self.view.site.base_url.as_deref()),
            _ => Here::at(&route.address()),
        }
    }

    /// What the script searches; none where the view has no search.
    pub fn index(&self) -> Option<&Published> {
        self.index.get_or_init(|| search::index(self.view)).as_ref()
    }

    /// The address of a page's card.
    fn card(&self, route: &Route) -> Option<String> {
        let of_item = || card::of_item(self.view, route).map(|card| card::address(&card));
        let of_view = || card::of_view(self.view).map(|card| card::address(&card));
        of_item().or_else(|| self.card.get_or_init(of_view).clone())
    }

    /// What all pages share that are as far from the root as this one.
    fn depth(&self, here: &Here) -> Arc<Depth> {
        let mut depths = self.depths.lock().unwrap_or_else(PoisonError::into_inner);
        let known = depths.get(here.root()).cloned();
        known.unwrap_or_else(|| {
            let site = &self.view.site;
            let file = |&(title, file, media_type): &(_, &str, _)| File { title, href: here.to(file), media_type };
            let depth = Arc::new(Depth {
                home: here.to(""),
                logo: site.logo.as_ref().map(|path| here.to_file(path)),
                stylesheet: here.to(&self.assets.stylesheet),
                icon: here.to(&self.assets.icon),
                script: here.to(&self.assets.script),
                search: told::link(self.view, here, Section::Search),
                footer: site.footer.as_deref().map(|footer| prose::line(self.view, here, footer)),
                files: Ready::of(&self.offered.iter().map(file).collect()),
                nav: Mutex::default(),
            });
            depths.insert(here.root().to_owned(), depth.clone());
            depth
        })
    }

    /// The navigation of the page at `address`.
    fn nav(&self, depth: &Depth, here: &Here, address: &str) -> Ready<Vec<NavLink>> {
        let currents: Vec<_> = self.nav.iter().map(|(_, to)| current(address, to)).collect();
        let mut made = depth.nav.lock().unwrap_or_else(PoisonError::into_inner);
        let known = made.get(&currents).cloned();
        known.unwrap_or_else(|| {
            let entries = self.nav.iter().zip(&currents);
            let link = |((title, to), current): (&(String, String), &&'static str)| NavLink {
                title: title.clone(),
                href: here.to(to),
                current,
            };
            let nav = Ready::of(&entries.map(link).collect());
            made.insert(currents, nav.clone());
            nav
        })
    }

    /// The shell of one page, once all that it shows has asked for its styles.
    pub fn shell(&self, route: &Route, head: Head, styles: &Styles) -> Shell {
        let (site, here) = (&self.view.site, self.here(route));
        let depth = self.depth(&here);
        let address = route.address();
        let style = styles.block();
        Shell {
            language: site.language.clone(),
            direction: direction(&site.language),
            title: head
                .title
                .as_ref()
                .map_or_else(|| self.whole.clone(), |title| format!("{}. {}", title.trim_end_matches('.'), self.whole)),
            description: head.description.or_else(|| site.description.clone()),
            heading: head.title.unwrap_or_else(|| self.whole.clone()),
            site: site.title.clone(),
            audience: self.view.audience.as_ref().map(whom),
            nouns: self.nouns.clone(),
            dates: told::advice(self.view).then_some("Dates are shown as exactly as they are known."),
            home: depth.home.clone(),
            root: here.root().to_owned(),
            logo: depth.logo.clone(),
            is_home: *route == Route::Home,
            nav: self.nav(&depth, &here, &address),
            as_of: self.as_of.clone(),
            stylesheet: depth.stylesheet.clone(),
            icon: depth.icon.clone(),
            script: depth.script.clone(),
            index: Some(route)
                .filter(|route| route.section() == Some(Section::Search))
                .and_then(|_| self.index())
                .map(|index| here.to(&index.address)),
            search: depth.search.clone(),
            card: self.card(route).zip(site.base_url.as_ref()).map(|(card, base)| format!("{base}{card}")),
            policy: policy(&style, site.remote_images),
            style,
            canonical: site.base_url.as_ref().filter(|_| !head.noindex).map(|base| format!("{base}{address}")),
            noindex: head.noindex,
            class: head.class,
            footer: depth.footer.clone(),
            files: depth.files.clone(),
        }
    }
}

/// The navigation: only what is there.
fn navigation(view: &View) -> Vec<(String, String)> {
    let entry = |title: &str, address: &str| (title.to_owned(), address.to_owned());
    let mut entries = Vec::new();
    match view.visions.as_slice() {
        [] => {}
        [one] => {
            entries.push(entry(&Noun::of(view, Kind::Vision).title, &Route::Vision(one.item.id.clone()).address()));
        }
        _ => entries.push(entry(&Noun::of(view, Kind::Vision).titles, "#visions")),
    }
    let updates = Noun::of(view, Kind::Update).titles;
    let sections = [
        (Section::Timeline, Section::Timeline.title()),
        (Section::Board, Section::Board.title()),
        (Section::List, Section::List.title()),
        (Section::Updates, &updates),
        (Section::Alignment, Section::Alignment.title()),
        (Section::Search, Section::Search.title()),
    ];
    // Pages of milestones stay where they are while there is none, but nobody is sent to them.
    let filled = |section| match section {
        Section::Updates | Section::Alignment => true,
        Section::Search => view.items().next().is_some(),
        _ => !view.milestones.is_empty(),
    };
    let there = sections.into_iter().filter(|(section, _)| told::has(view, *section) && filled(*section));
    entries.extend(there.map(|(section, title)| entry(title, told::address(section))));
    entries.extend(
        view.pages
            .iter()
            // What opens the home needs no entry of its own.
            .filter(|page| page.nav && view.landing.as_ref() != Some(&page.item.id))
            .map(|page| (page.item.title.clone(), Route::Free(page.item.id.clone()).address())),
    );
    entries
}

/// How an entry of the navigation stands to the page at `address`, as `aria-current` has it.
fn current(address: &str, to: &str) -> &'static str {
    if to == address {
        "page"
    } else if !to.is_empty() && !to.starts_with('#') && address.starts_with(to) {
        "true"
    } else {
        ""
    }
}

/// Which way the lines of a language run, as its script does: that of the tag, else the one that the language is written in.
pub(super) fn direction(language: &str) -> &'static str {
    let mut subtags = language.split('-').map(str::to_ascii_lowercase);
    let language = subtags.next().unwrap_or_default();
    let script = subtags.find(|subtag| subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let right_to_left = match script.as_deref() {
        Some(script) => ["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"].contains(&script),
        None => ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"].contains(&language.as_str()),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

/// Nothing from anywhere but the site itself, no script but its own, and no style but the stylesheet and this page's block.
fn policy(style: &str, remote_images: RemoteImages) -> String {
    let pictures = match remote_images {
        RemoteImages::Link => "'self'",
        RemoteImages::Load => "'self' https: http:",
    };
    format!(
        "default-src 'none'; style-src 'self' '{}'; img-src {pictures}; font-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'",
        styles::hash(style)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_current_on_its_page_and_below() {
        assert_eq!(current("updates/", "updates/"), "page");
        assert_eq!(current("updates/x/", "updates/"), "true");
        assert_eq!(current("board/", "updates/"), "");
        assert_eq!(current("", "#visions"), "");
    }

    #[test]
    fn the_policy_allows_the_sites_own_files_and_no_other_host() {
        let policy = policy("", RemoteImages::Link);
        assert!(policy.starts_with("default-src 'none'; style-src 'self' 'sha256-"));
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe") && !policy.contains("http"));
    }

    #[test]
    fn the_direction_is_that_of_the_script() {
        for (language, runs) in [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr")]
        {
            assert_eq!(direction(language), runs, "{language}");
        }
    }
}
