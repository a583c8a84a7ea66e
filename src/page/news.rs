//! Updates in lists, and the pages of their own.

use schemars::JsonSchema;
use serde::Serialize;

use crate::id::Id;
use crate::markdown::html::Html;
use crate::page::fact::{Row, rows};
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::route::Route;
use crate::page::shell::{Frame, Head, Shell};
use crate::page::step::{Link, Mark, When};
use crate::page::styles::Styles;
use crate::page::{prose, told};
use crate::view::{State, Update, View};
use crate::words::{Field, Health, Kind, Section, UpdateType, Word};

/// An update in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct News {
    /// The day on which it was written.
    pub when: When,
    /// What it is: `Decision`; empty where the view does not tell.
    pub what: String,
    /// The same as a class: `decision`.
    pub class: &'static str,
    /// The health that it sets.
    pub health: Option<Mark>,
    /// Plain text.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What it says in short, as HTML.
    pub summary: Option<Html>,
    /// What it is about.
    pub about: Vec<Link>,
}

impl News {
    /// What lists say of an update.
    pub fn of(view: &View, here: &Here, update: &Update) -> Self {
        let summary = prose::summary(view, here, &update.item);
        Self {
            when: When::short(&update.date),
            what: if view.shows(Field::Type) { what(view, update) } else { String::new() },
            class: update.update_type.as_str(),
            health: update.health.map(health),
            title: update.item.title.clone(),
            href: here.to_item(&update.item),
            summary: summary.or_else(|| teaser(view, here, update).map(|text| Html::text(&text))),
            about: Link::to_all(here, view, &update.about),
        }
    }

    /// The same for those of these updates that the view has.
    pub fn of_all<'a>(view: &View, here: &Here, ids: impl IntoIterator<Item = &'a Id>) -> Vec<Self> {
        ids.into_iter().filter_map(|id| view.update(id)).map(|update| Self::of(view, here, update)).collect()
    }
}

/// So many updates of one item are read at a glance; the others fold away.
const GLANCE: usize = 6;

/// The latest of these updates, and the others. One more is shown rather than folded alone.
pub fn parted(mut news: Vec<News>) -> (Vec<News>, Vec<News>) {
    let older = if news.len() > GLANCE + 1 { news.split_off(GLANCE) } else { Vec::new() };
    (news, older)
}

/// How an update begins, apart from what the one before it about the same thing said as well.
fn teaser(view: &View, here: &Here, update: &Update) -> Option<String> {
    let place = |id: &Id| view.index.get(id).map(|&(_, at)| at);
    let here_at = place(&update.item.id);
    let before = update.about.first().and_then(|id| view.item(id)).and_then(|item| {
        // They stand in the view's order: the newest first.
        let at = item.updates.partition_point(|id| place(id) <= here_at);
        view.update(item.updates.get(at)?)
    });
    match before {
        Some(before) => prose::plain_after(view, here, &update.item, &before.item),
        None => prose::plain(view, here, &update.item),
    }
}

/// What an update is: `Decision`, or the word that the view has for updates.
fn what(view: &View, update: &Update) -> String {
    match update.update_type {
        UpdateType::Update => Noun::of(view, Kind::Update).title,
        other => other.title().to_owned(),
    }
}

/// Whether an update was written by the day of the page. What came later decides nothing there.
pub fn is_told(view: &View, update: &Update) -> bool {
    update.date.last() <= view.as_of
}

/// The latest of these updates that was written by the day of the page.
pub fn latest<'a>(view: &'a View, ids: &[Id]) -> Option<&'a Update> {
    ids.iter().filter_map(|id| view.update(id)).find(|update| is_told(view, update))
}

/// A health as a status.
pub fn health(health: Health) -> Mark {
    let state = match health {
        Health::OnTrack => State::Active,
        Health::AtRisk => State::Risk,
        Health::OffTrack => State::Off,
    };
    Mark { state: state.mark(), word: health.title().to_owned() }
}

/// What `updates.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UpdatesPage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
    /// `Updates`, as the view calls them, or `Strategy`.
    pub title: String,
    /// How many there are and since when, in a sentence.
    pub lead: String,
    /// What is dated after the day of the page, of every sort: the newest first.
    pub later: Vec<News>,
    /// Where we go, as apart from how it goes: the newest first.
    pub strategy: Vec<News>,
    /// Link to the page of those alone.
    pub strategy_href: Option<String>,
    /// All the others by month, the newest first.
    pub months: Vec<Month>,
}

/// The updates of one month.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Month {
    /// As in `November 2026`.
    pub title: String,
    /// For anchors: `2026-11`.
    pub id: String,
    /// The newest first.
    pub news: Vec<News>,
}

/// The page of all updates.
pub fn updates(frame: &Frame<'_>) -> UpdatesPage {
    let (view, route) = (frame.view, Route::Updates);
    let here = frame.here(&route);
    let (later, told): (Vec<_>, Vec<_>) = view.updates.iter().partition(|update| !is_told(view, update));
    let (strategy, others): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|update| update.update_type == UpdateType::Strategy);
    let title = Noun::of(view, Kind::Update).titles;
    UpdatesPage {
        shell: frame.shell(&route, Head { title: Some(title.clone()), ..Head::default() }, &Styles::new()),
        title,
        lead: lead(view),
        later: entries(view, &here, later),
        strategy: entries(view, &here, strategy),
        strategy_href: view.has_strategy_page().then(|| here.to(&Route::Strategy.address())),
        months: months(view, &here, others),
    }
}

/// The page of strategy alone.
pub fn strategy(frame: &Frame<'_>) -> UpdatesPage {
    let (view, route) = (frame.view, Route::Strategy);
    let here = frame.here(&route);
    let (later, told): (Vec<_>, Vec<_>) = view.strategy().partition(|update| !is_told(view, update));
    let title = UpdateType::Strategy.title().to_owned();
    UpdatesPage {
        shell: frame.shell(&route, Head { title: Some(title.clone()), ..Head::default() }, &Styles::new()),
        title,
        lead: "Where we go, as apart from how it goes.".to_owned(),
        later: entries(view, &here, later),
        strategy: Vec::new(),
        strategy_href: None,
        months: months(view, &here, told),
    }
}

fn entries(view: &View, here: &Here, updates: Vec<&Update>) -> Vec<News> {
    updates.into_iter().map(|update| News::of(view, here, update)).collect()
}

fn months(view: &View, here: &Here, updates: Vec<&Update>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for update in updates {
        let day = update.date.first();
        let id = format!("{:04}-{:02}", day.year(), day.month());
        if months.last().is_none_or(|month| month.id != id) {
            months.push(Month { title: crate::page::words::months(day, day), id, news: Vec::new() });
        }
        months.last_mut().expect("one was pushed").news.push(News::of(view, here, update));
    }
    months
}

/// `43 updates since May 2025, three of them decisions.`
fn lead(view: &View) -> String {
    use crate::page::words::{capital, months, number};
    let Some(first) = view.updates.iter().map(|update| update.date.first()).min() else { return String::new() };
    let decisions = view.updates.iter().filter(|update| update.update_type == UpdateType::Decision).count();
    let all = capital(&Noun::of(view, Kind::Update).counted(view.updates.len()));
    let since = months(first, first);
    match decisions {
        0 => format!("{all} since {since}."),
        1 => format!("{all} since {since}, one of them a decision."),
        _ => format!("{all} since {since}, {} of them decisions.", number(decisions)),
    }
}

/// What `update.html` gets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UpdatePage {
    /// Head, masthead, navigation and foot.
    pub shell: Shell,
    /// Plain text.
    pub title: String,
    /// What it is: `Decision`.
    pub what: String,
    /// The day on which it was written.
    pub when: When,
    /// Who wrote it; empty where nobody said.
    pub owner: String,
    /// The health that it sets.
    pub health: Option<Mark>,
    /// What it says in short, as HTML.
    pub summary: Option<Html>,
    /// The whole text, as HTML.
    pub body: Option<Html>,
    /// What it is about, with what kind of item each is.
    pub about: Vec<Link>,
    /// Everything else that was said of it.
    pub rows: Vec<Row>,
    /// Link to all updates, where the view has that page.
    pub all: Option<String>,
    /// The update written after this one.
    pub newer: Option<Link>,
    /// The update written before this one.
    pub older: Option<Link>,
}

/// The page of one update.
pub fn update(frame: &Frame<'_>, update: &Update) -> UpdatePage {
    let view = frame.view;
    let route = Route::Update(update.item.id.clone());
    let here = frame.here(&route);
    let at = view.index.get(&update.item.id).map_or(0, |&(_, at)| at);
    let beside = |at: Option<usize>| at.and_then(|at| view.updates.get(at)).map(|update| Link::to(&here, &update.item));
    let head = Head {
        title: Some(update.item.title.clone()),
        description: prose::plain(view, &here, &update.item),
        ..Head::default()
    };
    UpdatePage {
        shell: frame.shell(&route, head, &Styles::new()),
        title: update.item.title.clone(),
        what: what(view, update),
        when: When::long(&update.date),
        owner: update.item.owner.iter().chain(&update.item.teams).cloned().collect::<Vec<_>>().join(", "),
        health: update.health.map(health),
        summary: prose::summary(view, &here, &update.item),
        body: prose::body(view, &here, &update.item),
        about: Link::to_kinds(&here, view, &update.about),
        rows: rows(view, &here, &update.item),
        all: told::link(view, &here, Section::Updates),
        newer: beside(at.checked_sub(1)),
        older: beside(Some(at + 1)),
    }
}
