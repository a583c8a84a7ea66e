use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::*;
use crate::page::shell::Assets;
use crate::page::site;
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::{Reader, project};

fn view(fixture: &str) -> View {
    let (roadmap, problems) = crate::read(&Sources::from_fixture(fixture), false);
    assert!(problems.iter().all(|problem| problem.severity != crate::rule::Severity::Error), "{problems:?}");
    project(&roadmap, Reader::all(&roadmap)[0], "2026-11-16".parse().expect("a day"))
}

/// So many milestones over four years, two of ten of them late, one of ten without a date, and every second done.
fn many(count: usize) -> View {
    let mut plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- vision/v.md --\n+++\ntitle = \"V\"\n+++\n\
        -- intents/i.md --\n+++\ntitle = \"I\"\n+++\n"
        .to_owned();
    for at in 0..count {
        let year = 2025 + at % 4;
        let target = if at % 10 == 3 { String::new() } else { format!("target = \"{year}-Q{}\"\n", at % 3 + 1) };
        let status = if at % 2 == 0 { "done" } else { "planned" };
        let intent = if at % 3 == 0 { "intent = \"i\"\n" } else { "" };
        write!(plan, "-- milestones/m{at}.md --\n+++\ntitle = \"M {at}\"\n{target}{intent}status = \"{status}\"\nowner = \"O{}\"\n+++\n", at % 7)
            .expect("writing to a string does not fail");
    }
    view(&plan)
}

/// The milestones on a page, by their places in the view.
fn rows(list: &List) -> Vec<usize> {
    list.sections.iter().flat_map(|section| &section.which).copied().collect()
}

/// The row of the first milestone on a page.
fn first_row(view: &View, list: &List) -> Row {
    row::row(&Frame::of(view, Assets::default()), rows(list)[0])
}

/// Every page of the list by its address.
fn pages(view: &View) -> BTreeMap<String, List> {
    let frame = Frame::of(view, Assets::default());
    let page = |route: &Route| match route {
        Route::List(rows) => page(&frame, route, rows).expect("it is one of the view's"),
        _ => panic!("{route:?} is no page of the list"),
    };
    routes(view, &Facets::of(view)).iter().map(|route| (route.address(), page(route))).collect()
}

#[test]
fn a_short_list_is_whole_and_a_long_one_has_each_row_on_exactly_one_page_of_a_year() {
    let short = pages(&many(40));
    assert_eq!((rows(&short["list/"]).len(), short["list/"].whole, short["list/"].overview), (40, true, false));
    assert!(!short.contains_key("list/2025/") && !short.contains_key("list/undated/"));

    let view = many(1200);
    let long = pages(&view);
    assert!(long["list/"].overview && !long["list/"].whole);
    for (whole, below) in [("list/", "list/"), ("list/status/done/", "list/status/done/")] {
        let mut found = Vec::new();
        for year in &long[whole].years {
            let address =
                format!("{below}{}/", if year.link.title == "No date" { "undated" } else { &year.link.title });
            let page = &long[&address];
            assert_eq!(rows(page).len(), year.count, "{address}");
            found.extend(rows(page));
        }
        let distinct: BTreeSet<_> = found.iter().collect();
        assert_eq!(distinct.len(), found.len(), "{whole}: a milestone is on two pages");
        let expected = if whole == "list/" { 1200 } else { 600 };
        assert_eq!(found.len(), expected, "{whole}: a milestone is on no page");
    }
}

#[test]
fn every_filter_leads_to_a_page_with_as_many_rows_as_it_says() {
    for view in [many(60), many(700)] {
        let pages = pages(&view);
        for filter in &pages["list/"].filters {
            for choice in &filter.choices {
                let address = format!(
                    "list/{}",
                    choice.href.strip_prefix("../list/").expect("it leads to the list").trim_end_matches("index.html")
                );
                let page = &pages[&address];
                let rows =
                    if page.overview { page.years.iter().map(|year| year.count).sum() } else { rows(page).len() };
                assert_eq!(Some(rows), choice.count, "{address}");
                assert!(page.all.is_some(), "{address} leads nowhere else");
            }
        }
    }
}

#[test]
fn a_filtered_page_says_what_it_shows_and_offers_what_is_in_it() {
    let pages = pages(&many(40));
    let late = &pages["list/status/late/"];
    assert_eq!((late.title.as_str(), late.summary.as_str()), ("Late milestones", "8 of 40 milestones."));
    assert_eq!(late.all.as_ref().map(|link| link.title.as_str()), Some("All 40 milestones"));
    assert_eq!(pages["list/owner/o1/"].title, "Owner: O1");
    let due: Vec<_> =
        late.filters.iter().filter(|filter| filter.title == "Due").flat_map(|filter| &filter.choices).collect();
    assert!(due.iter().all(|choice| choice.count.is_none() && !choice.title.contains("2028")), "{due:?}");
}

#[test]
fn a_page_that_is_none_of_the_lists_is_none() {
    let view = many(40);
    let frame = Frame::of(&view, Assets::default());
    let with = |what: &str, which: &str| Rows::With(what.to_owned(), which.to_owned());
    for rows in
        [Rows::Year(2025), Rows::Undated, with("status", "nope"), with("nope", "late"), with("status", "late/2025")]
    {
        assert!(page(&frame, &Route::List(rows.clone()), &rows).is_none(), "{rows:?}");
    }
}

#[test]
fn a_date_that_is_no_day_is_sorted_by_its_last() {
    let view = view(
        "-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- milestones/a.md --\n+++\ntitle = \"A\"\nstart = 2026-12-01\ntarget = \"2027-H1\"\n+++\n",
    );
    let row = first_row(&view, &pages(&view)["list/"]);
    let last = |date: &Option<Dated>| date.as_ref().and_then(|date| date.last.clone());
    assert_eq!((last(&row.start), last(&row.due).as_deref()), (None, Some("2027-06-30")));
}

/// So many milestones, each with an owner, a team, an intent and a first letter of its own.
fn wide(count: u32) -> View {
    let mut plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- vision/v.md --\n+++\ntitle = \"V\"\n+++\n".to_owned();
    for at in 0..count {
        let letter = char::from_u32(0x4e00 + at).expect("it is a letter");
        write!(
            plan,
            "-- intents/i{at}.md --\n+++\ntitle = \"I {at}\"\n+++\n\
             -- milestones/m{at}.md --\n+++\ntitle = \"{letter}\"\nintent = \"i{at}\"\nowner = \"O{at}\"\nteams = [\"T{at}\"]\n+++\n"
        )
        .expect("writing to a string does not fail");
    }
    view(&plan)
}

#[test]
fn twice_as_many_milestones_fill_little_more_than_twice_the_pages() {
    let theme = Theme::new(&BTreeMap::new(), None).expect("our templates parse");
    let bytes = |count| {
        let view = wide(count);
        let frame = Frame::of(&view, Assets::default());
        let routes = routes(&view, &Facets::of(&view)).into_iter().chain(crate::page::search::routes(&view));
        let page = |route: Route| site::render(&frame, &theme, &route).expect("it is one of the view's");
        routes.map(|route| page(route).expect("the theme fits").len()).sum::<usize>()
    };
    let [once, twice, four] = [200, 400, 800].map(bytes);
    assert!(twice * 10 <= once * 26 && four * 10 <= twice * 26, "{once} bytes become {twice} and {four}");
}

#[test]
fn what_names_nobody_shows_its_intents_owner_and_is_found_by_it() {
    let view = view(
        "-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- intents/i.md --\n+++\ntitle = \"I\"\nowner = \"Kim\"\n+++\n\
         -- milestones/a.md --\n+++\ntitle = \"A\"\nintent = \"i\"\n+++\n\
         -- milestones/b.md --\n+++\ntitle = \"B\"\nintent = \"i\"\nowner = \"Lee\"\n+++\n",
    );
    let pages = pages(&view);
    let kim = &pages["list/owner/kim/"];
    assert_eq!((rows(kim).len(), kim.summary.as_str()), (1, "1 of 2 milestones."));
    let row = first_row(&view, kim);
    assert_eq!(row.id, "a");
    assert_eq!((row.owner.as_str(), row.owner_of, row.facets.contains("owner.kim")), ("Kim", true, true));
    let row = first_row(&view, &pages["list/owner/lee/"]);
    assert_eq!((row.owner.as_str(), row.owner_of), ("Lee", false));
}

#[test]
fn a_row_is_made_once_for_all_pages() {
    let view = many(40);
    let frame = Frame::of(&view, Assets::default());
    let count = std::cell::Cell::new(0);
    let make = |part: &ListRow| {
        count.set(count.get() + 1);
        Ok(format!("{} to {}\n", part.row.id, part.row.href))
    };
    let sections = |address: &str, which: &[usize]| {
        let here = Here::at(address);
        let mut sections = row::sections(&frame, &here, which);
        frame.rows.fill(&frame, &here, &mut sections, make).expect("nothing fails");
        sections.into_iter().map(|section| section.rows).collect::<String>()
    };
    let loose = view.milestones.iter().position(|milestone| milestone.item.id.as_str() == "m1").expect("it is there");
    assert_eq!(sections("list/owner/o1/", &[loose]), "\nm1 to ../../../milestones/m1/index.html");
    assert_eq!(sections("list/team/a/", &[loose]), "\nm1 to ../../../milestones/m1/index.html");
    assert_eq!(sections("list/", &[loose]), "\nm1 to ../milestones/m1/index.html");
    assert_eq!(count.get(), 1);
}

#[test]
fn one_is_never_several() {
    let pages = pages(&view(
        "-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- milestones/a.md --\n+++\ntitle = \"A\"\nowner = [\"Kim\", \"Lee\"]\n+++\n",
    ));
    let kim = &pages["list/owner/kim/"];
    assert_eq!(kim.summary, "1 of 1 milestone.");
    assert_eq!(kim.shell.description.as_deref(), Some("Owner: Kim: 1 of 1 milestone."));
    assert_eq!(kim.all.as_ref().map(|link| link.title.as_str()), Some("The one milestone"));
}
