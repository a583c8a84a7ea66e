use std::sync::Arc;

use super::*;
use crate::rule::Severity;
use crate::source::Sources;

const DAY: &str = "2026-11-16";

fn day() -> Day {
    DAY.parse().expect("a day")
}

/// What is said of the views of a roadmap when it is checked.
fn looked(fixture: &str) -> Vec<String> {
    let (roadmap, theme) = read(fixture);
    look(&roadmap, &theme, None, day()).into_iter().map(|problem| problem.message).collect()
}

fn read(fixture: &str) -> (Roadmap, Theme) {
    let sources = Sources::from_fixture(fixture);
    let (roadmap, problems) = crate::read(&sources, false);
    assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{problems:?}");
    let theme = Theme::new(&sources.texts, roadmap.theme()).expect("its templates can be read");
    (roadmap, theme)
}

/// How many readers' pages a check makes.
fn made(fixture: &str) -> usize {
    let (roadmap, theme) = read(fixture);
    Reader::all(&roadmap).into_iter().filter(|reader| must_be_made(&roadmap, &theme, *reader)).count()
}

const PLAIN: &str = "-- roadmap.toml --
[site]
title = \"T\"
-- milestones/a.md --
+++
title = \"A new quay\"
+++
";

/// The customers do not see `b`, the team sees all.
const TWO: &str = "-- roadmap.toml --
[site]
title = \"T\"
[defaults]
audiences = [\"customers\"]
[audiences.customers]
access = \"public\"
[audiences.team]
sees = [\"customers\"]
-- milestones/a.md --
+++
title = \"A new quay\"
+++
-- milestones/b.md --
+++
title = \"Bluebird\"
codenames = [\"kingfisher\"]
audiences = [\"team\"]
+++
";

#[test]
fn a_check_makes_the_pages_of_those_views_alone_that_can_hold_a_fault() {
    assert_eq!(made(PLAIN), 0);
    assert_eq!(made(&format!("{PLAIN}-- themes/mine/theme.css --\nbody {{}}\n")), 0);
    assert_eq!(made(&format!("{PLAIN}-- templates/home.html --\n<p></p>\n")), 1);
    // From the team nothing is hidden.
    assert_eq!(made(TWO), 1);
    assert_eq!(made(&TWO.replace("audiences = [\"team\"]", "audiences = [\"customers\"]")), 0);
    assert_eq!(made(&format!("{TWO}-- templates/home.html --\n<p></p>\n")), 2);
}

/// Templates that cannot be filled in are told, so that to be told of none means that none was.
#[test]
fn where_there_is_nothing_to_find_no_page_is_made() {
    let (roadmap, _) = read(PLAIN);
    let broken = [(Arc::from("templates/milestone.html"), Arc::from("{{ nonsense.more }}"))].into();
    let broken = Theme::new(&broken, None).expect("it can be read");
    let with = |is_looked_at| look_at(&roadmap, &broken, None, day(), |_| is_looked_at);
    assert_eq!(with(true).len(), 1);
    assert!(with(false).is_empty());
}

#[test]
fn a_template_that_cannot_be_filled_in_is_told() {
    for template in ["home.html", "milestone.html", "404.html"] {
        let told = looked(&format!("{PLAIN}-- templates/{template} --\n{{{{ nonsense.more }}}}\n"));
        assert_eq!(told.len(), 1, "{template}: {told:?}");
    }
    let sealed = TWO.replace("access = \"public\"", "access = \"sealed\"");
    assert!(looked(&sealed).is_empty());
    // No view is the root, and this is what stands there.
    for settings in [TWO, &sealed] {
        let told = looked(&format!("{settings}-- templates/milestone.html --\n{{{{ nonsense.more }}}}\n"));
        assert_eq!(told.len(), 1, "{told:?}");
    }
    assert_eq!(looked(&format!("{TWO}-- templates/front.html --\n{{{{ nonsense.more }}}}\n")).len(), 1);
}

#[test]
fn a_word_of_what_is_hidden_is_told() {
    assert!(looked(TWO).is_empty());
    let told = looked(&format!("{TWO}-- static/notes.txt --\nAsk Kingfisher.\n"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("`kingfisher`, a codename of `b`, reaches `customers`"), "{told:?}");
}

#[test]
fn the_page_that_leads_to_the_views_is_searched_too() {
    let template = format!("{TWO}-- templates/front.html --\n<p>Ask Kingfisher.</p>\n");
    let title = TWO.replace(
        "[audiences.team]",
        "[audiences.press]\naccess = \"public\"\ntitle = \"Friends of Kingfisher\"\n[audiences.team]",
    );
    for fixture in [template, title] {
        let (roadmap, theme) = read(&fixture);
        let customers = |told: &[String]| {
            told.iter().any(|told| {
                told.starts_with("`kingfisher`, a codename of `b`, reaches ")
                    && told.contains("customers")
                    && told.contains("index.html")
            })
        };
        assert!(customers(&looked(&fixture)), "{:?}", looked(&fixture));
        for denies_leaks in [false, true] {
            let order = Order { only: None, as_of: day(), base_url: None, passphrases: BTreeMap::new(), denies_leaks };
            let (built, files) = page::collected(|take| build(&roadmap, &theme, &order, take));
            let leaks = built.expect("its pages can be filled in").leaks;
            assert!(customers(&leaks.into_iter().map(|leak| leak.message).collect::<Vec<_>>()));
            assert_eq!(files.contains_key("index.html"), !denies_leaks, "{:?}", files.keys());
        }
    }
}

#[test]
fn a_view_that_a_hidden_word_has_reached_is_handed_to_nobody_where_that_is_denied() {
    let (roadmap, theme) = read(&format!("{TWO}-- static/notes.txt --\nAsk Kingfisher.\n"));
    for denies_leaks in [false, true] {
        let only = roadmap.audiences.get("customers");
        let order = Order { only, as_of: day(), base_url: None, passphrases: BTreeMap::new(), denies_leaks };
        let (built, files) = page::collected(|take| build(&roadmap, &theme, &order, take));
        assert_eq!(built.expect("its pages can be filled in").leaks.len(), 1);
        let said = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains("Kingfisher");
        assert_eq!(files.values().any(said), !denies_leaks, "{:?}", files.keys());
    }
}

#[test]
fn a_file_that_stands_where_a_page_does_is_told_as_by_a_build() {
    let bundle = PLAIN.replace("milestones/a.md", "milestones/a/index.md") + "[It](index.html) [More](more.html)\n";
    let bundle = format!("{bundle}-- milestones/a/more.html --\nmine\n");
    let clash = format!("{bundle}-- milestones/a/index.html --\nmine\n");
    let (roadmap, theme) = read(&clash);
    let order = Order { only: None, as_of: day(), base_url: None, passphrases: BTreeMap::new(), denies_leaks: false };
    let built: Vec<String> = build(&roadmap, &theme, &order, &|_, _| {})
        .err()
        .into_iter()
        .flatten()
        .map(|problem| problem.message)
        .collect();
    assert_eq!(looked(&clash), built);
    assert_eq!(built, ["a file stands where the site has its page `milestones/a/index.html`"]);
    let beside = bundle.replace("[It](index.html) ", "");
    assert!(looked(&format!("{beside}-- static/press/index.html --\nmine\n")).is_empty());
}
