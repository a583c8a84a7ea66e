//! The pictures for link previews: one of the view, and where the site asks for it one of each item.
//!
//! Their address says what stands on them, so that it is known before they are drawn, which takes longer than a page.

use std::collections::BTreeMap;

use crate::card::{self, Card};
use crate::date::Date;
use crate::page::here::Here;
use crate::page::label::Noun;
use crate::page::route::Route;
use crate::page::shell::direction;
use crate::page::step::{self, Mark};
use crate::page::{standing, words};
use crate::theme::published::fingerprint;
use crate::view::title::whom;
use crate::view::{State, View};
use crate::words::{Cards, Kind};

/// The card of the view; none where the site does not know where it will stand, since only an absolute address is of
/// use to those who fetch it.
pub fn of_view(view: &View) -> Option<Card> {
    if !is_drawn(view) {
        return None;
    }
    let title = match view.visions.as_slice() {
        [one] => &one.item.title,
        _ => &view.site.title,
    };
    let standing = standing::standing(view, &Here::at(""), |_| None).map_or_else(String::new, |standing| {
        let next = standing.next.map(|link| {
            let when = standing.next_when.map_or_else(String::new, |when| format!(", {}", when.text));
            format!(" Next due: {}{when}", link.title)
        });
        // What the lead announces is drawn below it.
        format!("{}.{}", standing.lead.trim_end_matches([':', '.']), next.unwrap_or_default())
    });
    Some(Card { states: states(view, None), standing, ..plain(view, title) })
}

/// The card of the item whose page this is; none where the site asks for none of each.
pub fn of_item(view: &View, route: &Route) -> Option<Card> {
    let (Route::Vision(id) | Route::Intent(id) | Route::Milestone(id)) = route else { return None };
    if view.site.cards != Cards::Items || !is_drawn(view) {
        return None;
    }
    let item = view.item(id)?;
    let card = Card { kind: Noun::of(view, item.kind).title, ..plain(view, &item.title) };
    Some(match item.kind {
        Kind::Intent => {
            let intent = view.intent(id)?;
            Card {
                standing: words::reached(view, intent),
                states: states(view, Some(&intent.milestones)),
                progress: intent.progress.map(|progress| progress.percent),
                ..card
            }
        }
        Kind::Milestone => {
            let milestone = view.milestone(id)?;
            let (before, when) = step::when(milestone);
            let when = when.map(|when| format!("{before} {}", when.text).trim().to_owned());
            let said = std::iter::once(Mark::of(milestone).word).chain(when).filter(|word| !word.is_empty());
            let progress = milestone.progress.filter(|_| step::is_measured(milestone) && milestone.is_open());
            Card {
                standing: said.collect::<Vec<_>>().join(", "),
                progress: progress.map(|progress| progress.percent),
                ..card
            }
        }
        _ => card,
    })
}

fn is_drawn(view: &View) -> bool {
    card::DRAWN && view.site.base_url.is_some()
}

/// What the addresses of all cards begin with.
pub const ADDRESSES: &str = "assets/card.";

/// Where a card is published.
pub fn address(card: &Card) -> String {
    // The version, since another one may draw the same otherwise.
    format!("{ADDRESSES}{}.png", fingerprint(&format!("{} {card:?}", env!("CARGO_PKG_VERSION"))))
}

/// All cards of a view's site by their addresses.
pub fn all<'a>(view: &View, routes: impl IntoIterator<Item = &'a Route>) -> BTreeMap<String, Card> {
    let of_items = routes.into_iter().filter_map(|route| of_item(view, route));
    of_items.chain(of_view(view)).map(|card| (address(&card), card)).collect()
}

/// What stands on every card.
fn plain(view: &View, title: &str) -> Card {
    Card {
        site: view.site.title.clone(),
        audience: view.audience.as_ref().map(|audience| format!("for {}", whom(audience))),
        title: title.to_owned(),
        as_of: format!("As of {}", Date::day(view.as_of).words()),
        accent: view.site.accent.as_ref().map(|(light, _)| light.clone()),
        right_to_left: direction(&view.site.language) == "rtl",
        ..Card::default()
    }
}

/// How many milestones are in each state, of all or of these.
fn states(view: &View, of: Option<&[crate::id::Id]>) -> Vec<(&'static str, usize, String)> {
    let milestones: Vec<_> = match of {
        None => view.milestones.iter().collect(),
        Some(ids) => ids.iter().filter_map(|id| view.milestone(id)).collect(),
    };
    let states = [
        (State::Done, "done"),
        (State::Active, "active"),
        (State::Risk, "at risk"),
        (State::Off, "off track"),
        (State::Planned, "planned"),
        (State::Open, "to come"),
    ];
    let count = |state| milestones.iter().filter(|milestone| milestone.state == state).count();
    let counted = states.into_iter().map(|(state, word)| (state.mark(), count(state), word.to_owned()));
    counted.filter(|(_, count, _)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::specimen;

    #[test]
    fn a_card_says_what_the_home_does_and_is_named_by_it() {
        let view = specimen::view();
        let card = of_view(&view).expect("the site knows where it stands");
        assert_eq!(card.as_of, format!("As of {}", Date::day(view.as_of).words()));
        assert!(!card.title.is_empty() && !card.states.is_empty(), "{card:?}");
        let other = Card { title: "Other".to_owned(), ..card.clone() };
        assert_ne!(address(&card), address(&other));
        assert_eq!(
            all(&view, &crate::page::routes(&view)).into_values().collect::<Vec<_>>(),
            [card],
            "one for all pages"
        );
    }

    #[test]
    fn items_have_one_each_where_the_site_asks_for_it() {
        let mut view = specimen::view();
        view.site.cards = Cards::Items;
        let routes = crate::page::routes(&view);
        let items = view.visions.len() + view.intents.len() + view.milestones.len();
        assert_eq!(all(&view, &routes).len(), items + 1);
        let milestone = &view.milestones[0];
        let card = of_item(&view, &Route::Milestone(milestone.item.id.clone())).expect("it has one");
        assert_eq!((card.title.as_str(), card.kind.as_str()), (milestone.item.title.as_str(), "Milestone"));
    }

    #[test]
    fn nobody_fetches_a_card_of_a_site_that_stands_nowhere() {
        let mut view = specimen::view();
        view.site.base_url = None;
        assert_eq!(of_view(&view), None);
    }
}
