//! Whole sites out of small roadmaps.

mod audience;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::page::{Route, routes, site};
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::View;

const PLAN: &str = r#"
-- roadmap.toml --
[site]
title = "Fairlead <roadmap>"
base_url = "https://example.org/plan/"

[[vision]]
id = "calm"
title = "No ship hurries to wait"
[[vision.success]]
by = 2026
text = "Four ports agree."
[[vision.success]]
by = 2028
text = "All do."

[[intent]]
id = "agree"
title = "An arrival is agreed before it sails"
status = "active"
aliases = ["agreed"]

[[intent]]
id = "part"
title = "Captains see what it saves"
parent = "agree"

[[milestone]]
id = "one"
title = "One call agreed"
intent = "agree"
status = "done"
done = 2026-08-21
slice = true

[[milestone]]
id = "two"
title = "Ships ask for a slot"
intent = "agree"
status = "active"
target = "2026-12-11"
depends_on = ["one"]
blocked = "A *contract* is missing."

[[milestone]]
id = "three"
title = "A port answers"
intent = "agree"
status = "active"
target = 2026-11-01

[[update]]
id = "slip"
title = "It slips"
date = 2026-11-12
about = ["two"]
health = "at-risk"
summary = "By five weeks."
-- milestones/mocked/index.md --
+++
title = "Mocked"
id = "drawn"
intent = "part"
+++
![A mock-up](<mock up.png>) and [[two]].
-- milestones/mocked/mock up.png --
PNG
"#;

fn view(fixture: &str) -> View {
    let (roadmap, problems) = crate::read(&Sources::from_fixture(fixture), false);
    let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == crate::rule::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    crate::view::project(&roadmap, crate::view::Reader::all(&roadmap)[0], "2026-11-16".parse().expect("a day"))
}

fn pages(fixture: &str) -> BTreeMap<String, String> {
    let theme = Theme::new(&BTreeMap::new(), None).expect("our templates parse");
    let files = site(&view(fixture), &theme).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let texts = files.into_iter().filter(|(path, _)| !path.starts_with(crate::page::card::ADDRESSES));
    texts.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("all of it is text"))).collect()
}

/// Pages ask for the search's index at once, of which one makes it. Many threads, so that some wait and some take over
/// what others have begun.
#[test]
fn no_page_waits_for_itself() {
    let mut plan = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n".to_owned();
    for at in 0..700 {
        let letter = char::from(b'A' + u8::try_from(at % 26).expect("it is small"));
        write!(
            plan,
            "-- milestones/m{at}.md --\n+++\ntitle = \"{letter} {at}\"\n+++\nWords of {at} that are looked for.\n"
        )
        .expect("writing to a string does not fail");
    }
    let view = view(&plan);
    let theme = Theme::new(&BTreeMap::new(), None).expect("our templates parse");
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(16).build().expect("threads can be had");
        for _ in 0..5 {
            threads.install(|| site(&view, &theme).expect("the theme fits"));
        }
        done.send(())
    });
    is_done.recv_timeout(std::time::Duration::from_secs(100)).expect("pages wait for one another");
}

#[test]
fn every_route_is_a_file_once() {
    let view = view(PLAN);
    let mut paths: Vec<_> = routes(&view).iter().map(Route::path).collect();
    let count = paths.len();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), count);
    for path in
        ["index.html", "404.html", "vision/calm/index.html", "intents/agreed/index.html", "updates/slip/index.html"]
    {
        assert!(paths.iter().any(|other| other == path), "{path} is no route");
    }
}

#[test]
fn each_page_is_the_current_one_of_its_own_navigation() {
    let pages = pages(PLAN);
    let current = |path: &str| {
        let nav = pages[path].split_once("<nav aria-label=\"Main\">").expect("it has one").1;
        let nav = nav.split_once("</nav>").expect("it ends").0;
        let links = nav.split("<a ").filter(|link| link.contains("aria-current"));
        links.map(|link| link.split('>').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    for (path, link) in [
        ("index.html", None),
        ("404.html", None),
        ("board/index.html", Some("href=\"../board/index.html\" aria-current=\"page\"")),
        ("list/index.html", Some("href=\"../list/index.html\" aria-current=\"page\"")),
        ("timeline/index.html", Some("href=\"../timeline/index.html\" aria-current=\"page\"")),
        ("vision/calm/index.html", Some("href=\"../../vision/calm/index.html\" aria-current=\"page\"")),
        ("milestones/one/index.html", None),
        ("list/status/done/index.html", Some("href=\"../../../list/index.html\" aria-current=\"true\"")),
    ] {
        assert_eq!(current(path), link.into_iter().collect::<Vec<_>>(), "{path}");
    }
}

#[test]
fn the_home_says_how_the_plan_stands() {
    let home = &pages(PLAN)["index.html"];
    for words in
        ["No ship hurries to wait</h1>", "Two steps under way:", "1 late", "1 at risk", "Next measure, in six weeks."]
    {
        assert!(home.contains(words), "{words:?} is not on the home");
    }
    assert!(home.contains("<title>Fairlead &lt;roadmap&gt;</title>"));
    assert!(home.contains("11 December</time>"), "the year goes without saying");
}

#[test]
fn a_milestone_says_why_it_is_at_risk_and_what_it_needs() {
    let page = &pages(PLAN)["milestones/two/index.html"];
    for words in [
        "At risk because",
        "By five weeks.",
        "Blocked because",
        "A <em>contract</em> is missing.",
        "Needs",
        "One call agreed",
        "Mentioned by",
    ] {
        assert!(page.contains(words), "{words:?} is not on the page");
    }
}

#[test]
fn parts_are_branches_within_their_branch() {
    let page = &pages(PLAN)["vision/calm/index.html"];
    let (_, parts) = page.split_once("class=\"parts\"").expect("the part hangs on its whole");
    assert!(parts.contains("Captains see what it saves"));
    assert!(page.contains("1 of 3 steps done"), "only an intent's own steps count");
}

#[test]
fn a_bundle_stands_beside_its_page_whatever_its_folder_is_called() {
    let pages = pages(PLAN);
    assert!(pages.contains_key("milestones/drawn/mock up.png"), "{:?}", pages.keys());
    assert!(pages["milestones/drawn/index.html"].contains("../../milestones/drawn/mock%20up.png"));
}

#[test]
fn old_addresses_lead_to_new_ones() {
    let page = &pages(PLAN)["intents/agreed/index.html"];
    assert!(page.contains("url=../../intents/agree/index.html"), "{page}");
    assert!(page.contains("noindex"));
}

#[test]
fn no_page_has_a_style_attribute_a_script_of_its_own_or_another_host() {
    for (path, page) in pages(PLAN).iter().filter(|(_, text)| text.starts_with("<!DOCTYPE html>")) {
        assert!(!page.contains(" style="), "{path}");
        let scripts: Vec<_> = page.match_indices("<script").map(|(at, _)| &page[at..]).collect();
        let is_ours = |script: &str| script.starts_with("<script src=\"") && script.contains("assets/site.");
        assert!(scripts.len() <= 1 && scripts.into_iter().all(is_ours), "{path}");
        assert!(!page.contains("src=\"http"), "{path}");
        assert!(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;"), "{path}");
    }
}

#[test]
fn the_page_for_no_address_links_from_the_base() {
    let page = &pages(PLAN)["404.html"];
    assert!(page.contains("href=\"/plan/index.html\""));
    assert!(page.contains("href=\"/plan/assets/theme."));
    assert!(!page.contains("canonical"));
}

#[test]
fn an_empty_roadmap_says_what_to_do() {
    let pages = pages("-- roadmap.toml --\n[site]\ntitle = \"New\"\n");
    let home = &pages["index.html"];
    for words in ["No vision is written yet.", "No intent is written yet.", "No milestone is written yet."] {
        assert!(home.contains(words), "{words:?} is not on the home");
    }
    assert!(!home.contains("canonical"), "nobody knows where it will stand");
    assert!(!pages.contains_key("updates/index.html"));
}

#[test]
fn what_is_dated_after_the_day_of_the_page_is_not_lately_and_stands_apart() {
    let pages = pages(
        "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n\
         -- updates/2026-11-02-before.md --\n+++\ntitle = \"Told before\"\ndate = 2026-11-02\n+++\n## Progress\nIt went well.\n\
         -- updates/2027-01-05-after.md --\n+++\ntitle = \"Told after\"\ndate = 2027-01-05\n+++\n",
    );
    let (home, updates) = (&pages["index.html"], &pages["updates/index.html"]);
    assert!(home.contains("Told before") && !home.contains("Told after"));
    assert!(home.contains(">It went well.<"), "the teaser is the first paragraph, not the heading above it");
    assert!(home.contains("All updates"), "there are more than the home shows");
    let after = updates.find("After the day of this page").expect("they have a heading");
    assert!(after < updates.find("Told after").expect("all are there"));
    assert!(updates.find("Told after") < updates.find("Told before"));
}

#[test]
fn links_lead_to_copied_files_to_the_tops_of_pages_and_from_pictures_that_are_none() {
    let pages = pages(
        "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n\
         -- static/docs/a b.pdf --\nPDF\n\
         -- milestones/b.md --\n+++\ntitle = \"Reasons\"\n+++\n# Reasons\n\nWords.\n\n## More *of* it\n\n[up](#Reasons)\n\
         -- milestones/a.md --\n+++\ntitle = \"A\"\nsummary = \"2026. A good year for [[b#reasons]]\"\n+++\n\
         [x](<../static/docs/a b.pdf>) [y](b.md#reasons) [[b#More-of-it|z]] ![p](b.md)\n",
    );
    let page = &pages["milestones/a/index.html"];
    for words in [
        "<a href=\"../../docs/a%20b.pdf\">x</a>",
        "<a href=\"../../milestones/b/index.html\">y</a>",
        "<a href=\"../../milestones/b/index.html#h-more-of-it\">z</a>",
        "<a href=\"../../milestones/b/index.html\">p</a>",
        "content=\"2026. A good year for Reasons\"",
    ] {
        assert!(page.contains(words), "{words:?} is not on the page: {page}");
    }
    let page = &pages["milestones/b/index.html"];
    assert!(page.contains("id=\"h-more-of-it\"") && !page.contains("id=\"h-reasons\""));
    assert!(page.contains("<a href=\"#\">up</a>"));
}

#[test]
fn an_intent_called_as_the_section_of_no_intent_has_an_anchor_of_its_own() {
    let pages = pages(
        "-- roadmap.toml --\n[site]\ntitle = \"Plan\"\n-- intents/no-intent.toml --\ntitle = \"N\"\n\
         -- milestones/l.toml --\ntitle = \"L\"\ntarget = 2026-12-01\n\
         -- milestones/m.toml --\ntitle = \"M\"\nintent = \"no-intent\"\ntarget = 2026-12-01\n",
    );
    for path in ["list/index.html", "timeline/index.html"] {
        assert_eq!(pages[path].matches("id=\"l-no-intent\"").count(), 1, "{path}");
    }
}

#[test]
fn an_intents_page_says_its_health_beside_its_status() {
    let fixture = PLAN.replace("about = [\"two\"]", "about = [\"agree\"]");
    let page = &pages(&fixture)["intents/agree/index.html"];
    assert!(page.contains("data-s=\"risk\">at risk</span> <small dir=\"auto\">since <time"), "{page}");
}

#[test]
fn a_page_that_is_gone_is_none() {
    let view = view(PLAN);
    let theme = Theme::new(&BTreeMap::new(), None).expect("our templates parse");
    let gone = Route::Milestone(crate::id::Id::new("gone").expect("an id"));
    assert!(crate::page::render(&crate::page::frame(&view, &theme), &theme, &gone).is_none());
}

#[test]
fn a_page_is_found_by_the_path_that_it_is_published_at() {
    let more = "-- pages/about.md --\n+++\ntitle = \"About\"\naliases = [\"who\"]\n+++\n";
    let view = view(&format!("{PLAN}{more}"));
    let all = routes(&view);
    assert!(all.len() > 12);
    for route in all {
        assert_eq!(crate::page::route(&view, &route.path()), Some(route));
    }
    for none in
        ["milestones/agree/index.html", "intents/agreed/x/index.html", "agree/index.html", "x.html", "", "/index.html"]
    {
        assert_eq!(crate::page::route(&view, none), None, "{none}");
    }
}

#[test]
fn every_page_has_an_address_of_its_own_whatever_people_call_things() {
    let names =
        ["2026", "all", "Undated", "con", "aux", "..", "★", "sdk", "SDK", "sdk-2", "team", "status", "x y/z", "日本"];
    let long = "n".repeat(4000);
    let mut fixture = "-- roadmap.toml --\n[site]\ntitle = \"R\"\n".to_owned();
    for name in names {
        if !["status", "team"].contains(&name) {
            write!(fixture, "[lenses.\"{name}\"]\nvalues = [\"{name}\", \"{long}\"]\n")
                .expect("writing to a string does not fail");
        }
    }
    fixture += "-- milestones/all.toml --\n";
    for at in 0..510 {
        let (name, other) = (names[at % names.len()], names[at / 7 % names.len()]);
        write!(
            fixture,
            "[[milestone]]\nid = \"m{at}\"\ntitle = \"{name}{at}\"\ntarget = \"{}-06\"\nteams = [\"{name}\", \"{long}\"]\nowner = \"{other}\"\n",
            2024 + at % 4
        )
        .expect("writing to a string does not fail");
        if !["status", "team"].contains(&name) {
            writeln!(fixture, "lenses = {{ \"{name}\" = \"{name}\" }}").expect("writing to a string does not fail");
        }
    }
    let view = view(&fixture);
    let paths: Vec<_> = routes(&view).iter().map(Route::path).collect();
    let folded: std::collections::BTreeSet<_> = paths.iter().map(|path| path.to_lowercase()).collect();
    assert_eq!(folded.len(), paths.len());
    assert!(paths.iter().any(|path| path == "timeline/lens-2026/index.html"), "{paths:?}");
    for path in &paths {
        let fault = path.split('/').find_map(crate::file_name::fault);
        assert_eq!(fault, None, "{path}");
        assert_eq!(
            crate::page::route(&view, path).map(|route| route.path()).as_ref(),
            Some(path),
            "a preview finds it"
        );
    }
}

#[test]
fn a_long_way_down_names_its_ends_and_how_many_lie_between() {
    let way = |depth: usize, has_vision: bool| {
        let mut plan = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n".to_owned();
        if has_vision {
            plan += "[[vision]]\nid = \"v\"\ntitle = \"V\"\n";
        }
        for at in 0..=depth {
            let parent = at.checked_sub(1).map(|above| format!("parent = \"i{above}\"\n")).unwrap_or_default();
            write!(plan, "[[intent]]\nid = \"i{at}\"\ntitle = \"I{at}\"\n{parent}").expect("a text takes any line");
        }
        let view = view(&plan);
        let here = super::here::Here::at("milestones/m/");
        let intent = view.intents.iter().find(|intent| intent.item.id.as_str() == format!("i{depth}"));
        let crumbs = super::sight::crumbs(&view, &here, intent.expect("it is there"), None);
        let address = |href: String| href.trim_end_matches("/index.html").rsplit('/').next().map(str::to_owned);
        let name = |crumb: super::sight::Crumb| {
            format!("{}={}", crumb.title, crumb.href.and_then(address).unwrap_or_default())
        };
        crumbs.into_iter().map(name).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(way(0, false), "I0=i0");
    assert_eq!(way(1, true), "V=v I0=i0 I1=i1");
    assert_eq!(way(7, true), "V=v I0=i0 I1=i1 I2=i2 I3=i3 I4=i4 I5=i5 I6=i6 I7=i7");
    assert_eq!(way(8, true), "V=v I0=i0 2 more=i2 I3=i3 I4=i4 I5=i5 I6=i6 I7=i7 I8=i8");
    assert_eq!(way(8, false), "I0=i0 I1=i1 I2=i2 I3=i3 I4=i4 I5=i5 I6=i6 I7=i7 I8=i8");
    assert_eq!(way(40, false), "I0=i0 I1=i1 33 more=i34 I35=i35 I36=i36 I37=i37 I38=i38 I39=i39 I40=i40");
    assert_eq!(way(40, true), "V=v I0=i0 34 more=i34 I35=i35 I36=i36 I37=i37 I38=i38 I39=i39 I40=i40");
}
