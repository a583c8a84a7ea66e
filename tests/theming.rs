//! Themes: those that are built in, and a user's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use roadmapgen::date::Day;
use roadmapgen::problem::Problem;
use roadmapgen::source::Sources;
use roadmapgen::theme::Theme;
use roadmapgen::view::Reader;
use scraper::{Html, Selector};

type Site = BTreeMap<String, String>;

fn as_of() -> Day {
    Day::constant(2026, 11, 16)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages and stylesheets of every view, each view's below a folder of its name.
fn built(sources: &Sources) -> Result<Site, Vec<Problem>> {
    let (roadmap, problems) = roadmapgen::read(sources, false);
    assert!(problems.is_empty(), "{}", roadmapgen::report::human(&problems, sources, false));
    let theme = Theme::new(&sources.texts, roadmap.theme())?;
    let mut all = Site::new();
    for reader in Reader::all(&roadmap) {
        let view = roadmapgen::view::project(&roadmap, reader, as_of());
        let whose = reader.audience().map_or("everybody", |audience| audience.id.as_str());
        let files = roadmapgen::page::site(&view, &theme)?.into_iter();
        let texts = files.filter_map(|(path, bytes)| Some((format!("{whose}/{path}"), String::from_utf8(bytes).ok()?)));
        all.extend(texts);
    }
    Ok(all)
}

/// What is told of themes and templates.
fn told(sources: &Sources) -> String {
    let problems = built(sources).expect_err("something is wrong");
    roadmapgen::report::human(&problems, sources, false)
}

/// A roadmap with something on each kind of page, to which files are added.
fn roadmap(settings: &str, files: &str) -> Sources {
    Sources::from_fixture(&format!(
        "-- roadmap.toml --
[site]
title = \"Harbour\"
{settings}
-- vision/calm.md --
+++
title = \"A calm harbour\"
success = [{{ by = 2027, text = \"Nobody waits\" }}]
+++
-- intents/berths.md --
+++
title = \"Berths are free\"
key_results = [{{ name = \"Waiting\", baseline = 9, target = 1 }}]
+++
-- milestones/buoys.md --
+++
title = \"Buoys are laid\"
intent = \"berths\"
target = \"2027-Q1\"
+++
-- milestones/pilots.md --
+++
title = \"Pilots are trained\"
intent = \"berths\"
depends_on = [\"buoys\"]
+++
-- updates/2026-11-01-storm.md --
+++
title = \"A storm\"
date = 2026-11-01
about = [\"buoys\"]
+++
Everything held.
-- pages/about.md --
+++
title = \"About us\"
+++
We run a harbour.
{files}"
    ))
}

/// The example with another theme.
fn example(theme: &str) -> Sources {
    let mut sources = roadmapgen::disk::read(&root().join("example-site")).expect("the example can be read");
    let settings = sources.texts["roadmap.toml"].replacen("[site]\n", &format!("[site]\ntheme = \"{theme}\"\n"), 1);
    sources.texts.insert("roadmap.toml".into(), settings.into());
    sources
}

/// The stylesheets that a page loads.
fn stylesheets(page: &str) -> Vec<String> {
    let links = Selector::parse("link[rel=stylesheet]").expect("a selector");
    let page = Html::parse_document(page);
    page.select(&links).filter_map(|link| link.attr("href").map(str::to_owned)).collect()
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

const MINIMAL: &str = r#"
-- themes/mine/templates/base.html --
<!DOCTYPE html><html lang="{{ shell.language }}"><head><title>{{ shell.title }}</title>
<link rel="stylesheet" href="{{ shell.stylesheet }}"></head><body data-mine>{% block main %}{% endblock %}</body></html>
-- themes/mine/templates/home.html --
{% extends "base.html" %}{% block main %}<main>Mine: {{ title }}</main>{% endblock %}
-- themes/mine/theme.css --
body { color:teal }
"#;

#[test]
fn a_theme_of_ones_own_needs_a_frame_a_home_and_a_stylesheet() {
    let site = built(&roadmap("theme = \"mine\"", MINIMAL)).expect("all pages can be made");
    let pages: Vec<_> = site.iter().filter(|(path, _)| is_page(path)).collect();
    assert!(pages.len() > 10, "{} pages", pages.len());
    for (path, page) in pages {
        assert!(page.contains("<body data-mine>"), "{path} has another frame");
        assert_eq!(stylesheets(page).len(), 1, "{path}");
    }
    assert!(site["everybody/index.html"].contains("Mine: A calm harbour"));
    // What the theme does not bring is the default one's.
    assert!(site["everybody/board/index.html"].contains("class=\"board"));
    let (_, css) = site.iter().find(|(path, _)| path.ends_with(".css")).expect("a stylesheet");
    assert!(css.contains("color:teal") && !css.contains("--planned"), "{css}");
}

#[test]
fn rules_of_ones_own_stand_after_those_of_the_theme_that_is_followed() {
    let site = built(&roadmap("theme = \"mine\"", "-- themes/mine/extra.css --\n.say { color:teal }\n"));
    let site = site.expect("all pages can be made");
    let (_, css) = site.iter().find(|(path, _)| path.ends_with(".css")).expect("a stylesheet");
    let ours = css.find("--planned").expect("the default theme's rules");
    assert!(css.find("color:teal").is_some_and(|theirs| theirs > ours));
}

#[test]
fn a_script_of_ones_own_is_published_as_it_was_written() {
    let own = "// Mine.\nlet text = `a\n  // b\n`;\n";
    let site = built(&roadmap("theme = \"mine\"", &format!("-- themes/mine/site.js --\n{own}")));
    let site = site.expect("all pages can be made");
    let scripts: Vec<_> = site.iter().filter(|(path, _)| path.contains("/assets/site.")).collect();
    assert!(matches!(scripts.as_slice(), [(_, script)] if *script == own), "{scripts:?}");
}

#[test]
fn a_single_template_goes_before_the_themes() {
    let own = "-- templates/board.html --\n{% extends \"base.html\" %}{% block main %}alone{% endblock %}\n";
    let of_theme = "-- themes/mine/templates/board.html --\nof the theme\n";
    let site =
        built(&roadmap("theme = \"mine\"", &format!("{MINIMAL}{of_theme}{own}"))).expect("all pages can be made");
    let board = &site["everybody/board/index.html"];
    assert!(board.contains("<body data-mine>alone</body>"), "{board}");
}

#[test]
fn a_row_of_ones_own_stands_in_all_tables_with_bars() {
    let row = "<tr{{ row.attributes | safe }}><td><a href=\"{{ row.href }}\">mine</a>{{ row.bar.class }}</td></tr>";
    let site = built(&roadmap("", &format!("-- templates/parts/gantt-row.html --\n{row}\n")));
    let site = site.expect("all pages can be made");
    for (path, root) in [("everybody/timeline/index.html", "../"), ("everybody/intents/berths/index.html", "../../")] {
        let page = &site[path];
        let (_, mine) = page.split_once("\n<tr id=\"m-").unwrap_or_else(|| panic!("no row in {page}"));
        let link = format!("<a href=\"{root}milestones/");
        let (row, _) = mine.split_once("</td></tr>").expect("its end");
        assert!(row.contains(&link) && row.contains("/index.html\">mine</a>bar s"), "{row}");
        assert!(!page.contains('\u{fdd0}'), "{page}");
    }
}

#[test]
fn a_piece_of_ones_own_goes_before_the_themes() {
    let seal = "{%- component mark(mark) -%}[{{ mark.word }}]{%- endcomponent mark -%}";
    for theme in ["default", "broadsheet"] {
        let files = format!("-- templates/parts/seal.html --\n{seal}\n");
        let site = built(&roadmap(&format!("theme = \"{theme}\""), &files)).expect("all pages can be made");
        assert!(site["everybody/milestones/buoys/index.html"].contains("[Planned]"), "{theme}");
    }
}

#[test]
fn a_theme_that_is_not_there_is_told_at_its_line() {
    for (theme, help) in [("broadshet", "did you mean `broadsheet`?"), ("mnie", "did you mean `mine`?")] {
        let told = told(&roadmap(&format!("theme = \"{theme}\""), MINIMAL));
        assert!(told.contains(&format!("error[bad-value]: there is no theme `{theme}`")), "{told}");
        assert!(told.contains("roadmap.toml:3:") && told.contains(help), "{told}");
    }
    // Folders of a built-in theme are no themes.
    for theme in ["", "default/templates", "../mine"] {
        assert!(told(&roadmap(&format!("theme = \"{theme}\""), "")).contains("there is no theme"), "{theme}");
    }
}

#[test]
fn what_is_wrong_with_a_template_is_told_at_its_line() {
    for (text, line) in [("a\n{% if x %}\n", 3), ("a\nb {{ shell.nonsense.more }}\n", 2), ("{{ title | nope }}\n", 1)] {
        let told = told(&roadmap("theme = \"mine\"", &format!("-- themes/mine/templates/home.html --\n{text}")));
        let place = format!("themes/mine/templates/home.html:{line}:");
        assert!(told.contains("error[bad-template]") && told.contains(&place), "{told}");
    }
}

#[test]
fn a_file_that_nothing_is_made_with_is_told() {
    for (path, meant) in [
        ("templates/boards.html", "did you mean `board.html`?"),
        ("themes/mine/templates/hom.html", "did you mean `home.html`?"),
        ("themes/mine/styles.css", "besides `templates/`"),
    ] {
        let told = told(&roadmap("theme = \"mine\"", &format!("{MINIMAL}-- {path} --\nx\n")));
        assert!(told.contains(path) && told.contains(meant), "{told}");
    }
}

#[test]
fn built_in_themes_tell_the_same() {
    let (ours, theirs) = (built(&example("default")), built(&example("broadsheet")));
    let (ours, theirs) = (ours.expect("all pages can be made"), theirs.expect("all pages can be made"));
    let pages = |site: &Site| site.keys().filter(|path| is_page(path)).cloned().collect::<BTreeSet<_>>();
    assert_eq!(pages(&ours), pages(&theirs));
    let mut missing = Vec::new();
    for path in pages(&ours) {
        let (here, there) = (facts(&ours[&path]), facts(&theirs[&path]));
        missing.extend(here.difference(&there).map(|fact| format!("{path}: {fact}")));
        // The head says who may read the page and what it may load.
        assert_eq!(head(&ours[&path]), head(&theirs[&path]), "{path}");
    }
    assert!(missing.is_empty(), "broadsheet leaves out:\n{}", missing.join("\n"));
}

/// What a page tells: the words of its body that mean something, and where it leads.
fn facts(page: &str) -> BTreeSet<String> {
    let page = Html::parse_document(page);
    let select = |selector: &str| Selector::parse(selector).expect("a selector");
    let (body, links) = (select("body"), select("a[href]"));
    let texts = page.select(&body).flat_map(|body| body.text());
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty());
    let links = page.select(&links).filter_map(|link| link.attr("href")).map(|href| format!("link to {href}"));
    words.map(str::to_lowercase).chain(links).collect()
}

/// The elements of a page's head, but for the names of the theme's own files.
fn head(page: &str) -> Vec<String> {
    let children = Selector::parse("head > *").expect("a selector");
    let page = Html::parse_document(page);
    let elements = page
        .select(&children)
        .filter(|element| !(element.attr("rel") == Some("stylesheet") || element.value().name() == "script"));
    elements.map(|element| element.html()).collect()
}

/// The code blocks of the manual that are files, by the part of the manual in which they stand.
fn examples() -> Vec<(String, Vec<(String, String)>)> {
    let manual = fs::read_to_string(root().join("docs/theming.md")).expect("the manual is there");
    let mut parts = Vec::new();
    for part in manual.split("\n## ").skip(1) {
        let title = part.lines().next().unwrap_or_default().to_owned();
        let blocks = part.split("\n```").skip(1).step_by(2).filter_map(|block| {
            let (info, text) = block.split_once('\n')?;
            Some((info.split_once(' ')?.1.to_owned(), format!("{text}\n")))
        });
        parts.push((title, blocks.collect()));
    }
    parts
}

#[test]
fn every_example_of_the_manual_can_be_built() {
    let mut count = 0;
    for (part, files) in examples() {
        if files.is_empty() {
            continue;
        }
        count += files.len();
        let mut sources = roadmap("", "");
        sources.insert("static/logo.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec());
        sources.insert("static/fonts/harbour.woff2", Vec::new());
        for (path, text) in files {
            sources.insert(&path, text.into_bytes());
        }
        let site = built(&sources);
        let site =
            site.unwrap_or_else(|problems| panic!("{part}: {}", roadmapgen::report::human(&problems, &sources, false)));
        let home = &site["everybody/index.html"];
        match part.as_str() {
            "Settings" => assert!(home.contains("class=\"logo\"") && home.contains("the harbour office"), "{home}"),
            "One page of your own" => assert!(site["everybody/404.html"].contains("This berth is empty."), "{part}"),
            "A theme of your own" => {
                assert!(home.contains("Buoys are laid") && !home.contains("class=\"mast\""), "{home}");
            }
            _ => {}
        }
    }
    assert!(count >= 8, "{count} files");
}

#[test]
fn the_manual_names_every_template_component_and_token() {
    let manual = fs::read_to_string(root().join("docs/theming.md")).expect("the manual is there");
    let folder = root().join("themes/default");
    let read = |path: &Path| fs::read_to_string(path).expect("our own files can be read");
    let mut names: Vec<String> = Vec::new();
    for entry in walkdir::WalkDir::new(folder.join("templates")) {
        let path = entry.expect("our own files can be listed").into_path();
        if path.is_file() {
            let inside = path.strip_prefix(folder.join("templates")).expect("it stands below them");
            names.push(inside.to_string_lossy().replace('\\', "/"));
            let text = read(&path);
            let components = text.split("{%- component ").skip(1);
            names.extend(components.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())));
        }
    }
    let css = read(&folder.join("theme.css"));
    let tokens =
        ["accent", "paper", "tint", "ink", "ink-2", "rule", "edge", "done", "sans", "voice", "page", "wide", "gut"];
    for token in tokens {
        assert!(css.contains(&format!("--{token}:")), "the default theme has no --{token}");
        names.push(format!("--{token}"));
    }
    assert!(names.len() > 30, "{names:?}");
    let missing: Vec<_> = names.iter().filter(|name| !manual.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/theming.md does not name {missing:?}");
}

const CONTRACT: &str = "# What templates get

This page is made from the types that give it (`BLESS=1 cargo test --test theming` writes it); [Theming](theming.md) says
what to do with it. A field that is *HTML* has been made safe and is written with `| safe`; all others are escaped. What is
\"or none\" may be asked for with `{% if field %}`. `base.html` gets what its page gets, of which all have a [`Shell`](#shell) as
`shell`, and `parts/gantt.html` gets a [`Gantt`](#gantt) as `gantt`.

Within a major version fields are added, and none is taken away.

";

#[test]
fn the_manual_says_what_every_template_gets() {
    let path = root().join("docs/theme-contract.md");
    let made = CONTRACT.to_owned() + &roadmapgen::page::contract::contract();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &made).expect("the manual can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "docs/theme-contract.md is not what the types say: BLESS=1 cargo test --test theming");
}

#[test]
fn every_page_is_made_with_a_template_of_the_contract() {
    let sources = fs::read_to_string(root().join("src/page/site.rs")).expect("the sources are there")
        + &fs::read_to_string(root().join("src/page/front.rs")).expect("the sources are there");
    let made: BTreeSet<_> =
        sources.split("theme.render(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let told: BTreeSet<_> = roadmapgen::page::contract::templates().collect();
    assert_eq!(made, told);
}

#[test]
fn stylesheets_keep_to_their_budget() {
    use std::io::Write as _;
    for theme in ["default", "broadsheet"] {
        let site = built(&roadmap(&format!("theme = \"{theme}\""), "")).expect("all pages can be made");
        let (_, css) = site.iter().find(|(path, _)| path.ends_with(".css")).expect("a stylesheet");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(css.as_bytes()).expect("memory takes all");
        let bytes = packed.finish().expect("memory takes all").len();
        assert!(bytes <= 12_000, "{theme}: {bytes} bytes");
    }
}
