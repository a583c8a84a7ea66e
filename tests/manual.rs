//! What the manual lists is what there is: fields, commands, checks, and files of a site; and what it links to is there.

#[allow(dead_code, reason = "the test of commands needs more of it")]
mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use pages::Page;
use pulldown_cmark::{Event, Tag, TagEnd};
use roadmapgen::date::Day;
use roadmapgen::page::{Route, routes};
use roadmapgen::parse::schema;
use roadmapgen::source::Sources;
use roadmapgen::theme::Theme;
use roadmapgen::view::{Reader, View, project};
use roadmapgen::words::{Kind, Word};
use serde_json::Value;

const HEAD: &str = "# Every field of every file

This page is made from the types that read the files (`BLESS=1 cargo test --test manual` writes it). `roadmapgen schema`
prints the same as JSON Schemas. Only `title` is required, and an update's `date`.

A date is `2027-03-15`, or in quotation marks a month `\"2027-03\"`, week `\"2027-W12\"`, quarter `\"2027-Q1\"`, half-year
`\"2027-H1\"`, a year `2027`, a fiscal one `\"FY27-Q1\"`, `\"FY27-H1\"`, `\"FY27\"` (FY27 ends in 2027; the site says which months
it means), the name of a date in `[dates]`, or `\"tbd\"`. Markdown links to other items by file
(`[text](../milestones/sync.md)`) or by id (`[[sync]]`, `[[sync|text]]`, `[[sync#heading]]`), to files of the item's own
bundle by name, and to files of `static/` as `/static/name.pdf`.
";

/// What a value of this schema is, in a word or two.
fn takes(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ");
    }
    if let Some(several) = schema["oneOf"].as_array() {
        let words: Vec<String> =
            several.iter().filter_map(|one| Some(format!("`{}`", one["const"].as_str()?))).collect();
        if words.len() == several.len() {
            return words.join(" ");
        }
    }
    if schema["description"].as_str().is_some_and(|text| text.starts_with("a day, week")) {
        return "date".to_owned();
    }
    if let Some(several) = schema["anyOf"].as_array() {
        let mut kinds: Vec<String> = several.iter().filter(|one| one["type"] != "null").map(takes).collect();
        kinds.dedup();
        return kinds.join(", or ");
    }
    let one = |name: &str| match name {
        "string" => "text",
        "boolean" => "`true` or `false`",
        "integer" => "whole number",
        "number" => "number",
        "array" => "list",
        "object" => "table",
        _ => "",
    };
    match &schema["type"] {
        Value::String(name) if name == "array" && schema["items"]["properties"].is_object() => "tables".to_owned(),
        Value::String(name) => one(name).to_owned(),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .map(one)
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
            .join(", or "),
        _ => "any".to_owned(),
    }
}

/// The table that stands behind a key, if any.
fn inner(schema: &Value) -> Option<&Value> {
    let itself = Some(schema).filter(|schema| schema["properties"].is_object());
    let each = Some(&schema["items"]).filter(|items| items["properties"].is_object());
    let choices = schema["anyOf"].as_array().into_iter().flatten().find(|one| one["properties"].is_object());
    let own = Some(&schema["additionalProperties"]).and_then(|own| if own.is_object() { inner(own) } else { None });
    itself.or(each).or(choices).or(own)
}

fn table(out: &mut String, schema: &Value, name: &str, without: &[String]) {
    let Some(properties) = schema["properties"].as_object() else { return };
    let _ = writeln!(out, "\n| {name} | takes | |\n|---|---|---|");
    let mut tables = Vec::new();
    for (key, value) in properties.iter().filter(|(key, _)| !without.contains(key)) {
        let meaning = value["description"].as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|");
        let _ = writeln!(out, "| `{key}` | {} | {meaning} |", takes(value));
        if let Some(inner) = inner(value) {
            tables.push((key, inner));
        }
    }
    for (key, inner) in tables {
        table(out, inner, &format!("in `{key}`"), &[]);
    }
}

fn fields() -> String {
    let mut out = HEAD.to_owned();
    let milestone = schema::item(Kind::Milestone);
    let vision = schema::item(Kind::Vision);
    let keys = |schema: &Value| -> Vec<String> {
        schema["properties"].as_object().map(|keys| keys.keys().cloned().collect()).unwrap_or_default()
    };
    // What a vision, a milestone and a page all have, every kind has.
    let page = keys(&schema::item(Kind::Page));
    let common: Vec<String> =
        keys(&vision).into_iter().filter(|key| keys(&milestone).contains(key) && page.contains(key)).collect();
    let own: Vec<String> = keys(&milestone).into_iter().filter(|key| !common.contains(key)).collect();
    out += "\n## Every item\n";
    table(&mut out, &milestone, "key", &own);
    for &kind in Kind::ALL {
        let _ = write!(out, "\n## {}\n", kind.title());
        table(&mut out, &schema::item(kind), "key", &common);
    }
    out += "\n## `roadmap.toml`\n";
    let items: Vec<String> = Kind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect();
    table(&mut out, &schema::roadmap(), "key", &items);
    out += "\nItems may stand in `roadmap.toml` too, and several in one file: `[[vision]]`, `[[intent]]`, `[[milestone]]`,\n";
    out += "`[[update]]` and `[[page]]` tables, each with an `id`.\n";
    out
}

#[test]
fn the_manual_lists_every_field() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fields.md");
    let made = fields();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &made).expect("the manual can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "docs/fields.md is not what the types say: BLESS=1 cargo test --test manual");
}

#[test]
fn the_manual_names_every_check_and_its_limit() {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md")).expect("the page");
    let rules = roadmapgen::rule::RULES.iter().map(|rule| rule.name);
    let usual = roadmapgen::align::Limits::default();
    let limits = [
        ("now_limit", usual.now_limit.to_string()),
        ("must_percent", usual.must_percent.to_string()),
        ("stale_days", usual.stale_days.to_string()),
        ("reading_days", usual.reading_days.to_string()),
        ("step_days", usual.step_days.to_string()),
        ("drift_points", usual.drift_points.to_string()),
    ];
    let words = rules.map(str::to_owned).chain(limits.map(|(limit, value)| format!("{limit} = {value}")));
    let missing: Vec<String> = words.filter(|word| !manual.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "docs/checks.md lacks {missing:?}");
}

const COMMANDS: &str = "# The command line

This page is made from the program's own help (`BLESS=1 cargo test --test manual` writes it). Each command prints
its part with `--help`, and a shorter one with `-h`.

`DIR` is the folder that holds `roadmap.toml`. Where it is left out, it is the current folder, or the nearest one above it that
holds one. `ID` is the id of an item, which is its file's name unless it says otherwise, or of an audience.

| Ended with | means |
|---|---|
| 0 | done; there may be warnings |
| 1 | the roadmap has errors, or a warning that `--deny` names |
| 2 | wrong usage, or the system failed: no such folder, a full disk |

Results go to standard output, everything else to standard error. Colours are for terminals only, and not where `NO_COLOR` is set.
Nothing is ever downloaded or sent.

| Variable | |
|---|---|
| `SOURCE_DATE_EPOCH` | the day that everything depending on today uses, in seconds since 1970, where `--as-of` does not say it |
| `ROADMAPGEN_PASSPHRASE_ID` | the passphrase of a sealed view: the audience's id in capitals, with `_` for `-`; more with `_2` to `_8` at the end ([Sealed views](sealed.md)) |
| `NO_COLOR` | no colours |
";

/// What the help of a command does not say: examples, which `tests/commands.rs` runs, and where there is more.
const NOTES: &[(&str, &str)] = &[
    (
        "init",
        "It overwrites nothing: where one of its files is there already, it says so and writes none.\n\n\
         ```sh\nroadmapgen init my-roadmap\ncd my-roadmap\n```\n",
    ),
    (
        "new",
        "The id is made from the title; that of an update begins with its day. `--about` may be given several times. It \
         overwrites nothing.\n\n\
         ```sh\nroadmapgen new vision \"Every tool is in use\"\n\
         roadmapgen new intent \"New neighbours join\" --vision every-tool-is-in-use\n\
         roadmapgen new milestone \"A poster in every hall\" --intent new-neighbours-join\n\
         roadmapgen new update \"Ten posters are up\" --about a-poster-in-every-hall\n\
         roadmapgen new page \"Opening hours\" --bundle\n```\n",
    ),
    (
        "build",
        "Builds every view that is not private. The site is written beside the output folder and put in its place as one step: a build \
         that fails leaves the last good site as it was. [What a build writes](output.md) lists the files.\n\n\
         ```sh\nroadmapgen build\n\
         roadmapgen build --base-url https://example.org/roadmap/ --deny leak\n\
         roadmapgen build --audience team -o team-site --as-of 2027-01-15\n```\n",
    ),
    ("serve", "More in [The preview](preview.md).\n\n```sh\nroadmapgen serve\n```\n"),
    (
        "check",
        "[The plan, checked](checks.md) lists what is looked at. `github` is for a workflow of GitHub, `sarif` for tools that \
         collect findings. `--deny` may be given several times.\n\n\
         ```sh\nroadmapgen check\nroadmapgen check --all --deny late\nroadmapgen check --format json\n```\n",
    ),
    (
        "explain",
        "Without anything it lists all codes. Where an item is called as a code is, `item:ID` means the item.\n\n\
         ```sh\nroadmapgen explain one-shelf\nroadmapgen explain customers\nroadmapgen explain no-thin-slice\nroadmapgen explain\n```\n",
    ),
    ("share", "[Sealed views](sealed.md) goes through it step by step.\n"),
    (
        "schema",
        "Editors with Taplo or Tombi complete and check `.toml` files whose first line is `#:schema FILE`.\n\n\
         ```sh\nroadmapgen schema milestone >milestone.schema.json\n```\n",
    ),
    (
        "completions",
        "How a shell loads it, its own manual says. For bash:\n\n\
         ```sh\nmkdir -p ~/.local/share/bash-completion/completions\n\
         roadmapgen completions bash >~/.local/share/bash-completion/completions/roadmapgen\n```\n",
    ),
];

/// What the program prints of itself.
fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_roadmapgen")).args(arguments).output().expect("the program starts");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("it speaks UTF-8")
}

/// The entries of a part of a help text: a name as it is typed, and what is said of it. Clap writes an entry in one of
/// two forms: its text beside the name, or below it and further in.
fn entries(help: &str, part: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let lines = help.lines().skip_while(|line| *line != part).skip(1);
    let lines = lines.take_while(|line| line.is_empty() || line.starts_with(' '));
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        let is_name = indent < 8 && (part == "Commands:" || line.trim_start().starts_with(['-', '<', '[']));
        if is_name {
            let (name, text) = line.trim().split_once("  ").unwrap_or((line.trim(), ""));
            entries.push((name.to_owned(), text.trim().to_owned()));
        } else if let Some((_, text)) = entries.last_mut() {
            if !text.is_empty() {
                *text += if line.trim_start().starts_with("- ") { "\n" } else { " " };
            }
            *text += line.trim();
        }
    }
    entries
}

/// An entry as a row of a table.
fn row(out: &mut String, (name, text): &(String, String)) {
    // `-o, --output-dir <DIR>`: what is typed as it is, and what stands for something else.
    let names: Vec<String> = name.split(", ").map(|name| format!("`{}`", name.replace(['<', '>'], ""))).collect();
    let text = text.as_str();
    let (text, usual) = text.rsplit_once("[default: ").unwrap_or((text, ""));
    let (text, words) = text.rsplit_once("[possible values: ").unwrap_or((text, ""));
    let (about, values) = text.split_once("Possible values:").unwrap_or((text, ""));
    let mut said = about.trim().to_owned();
    for (before, list) in [("One of", words), ("Left out", usual)] {
        let list = list.trim_end().trim_end_matches(']');
        // A word to type, or a sentence.
        let mark = if list.contains([' ', '`']) { "" } else { "`" };
        if !list.is_empty() {
            let _ = write!(said, ". {before}: {mark}{list}{mark}");
        }
    }
    for line in values.trim().lines() {
        let (value, about) = line.trim_start_matches("- ").split_once(':').unwrap_or((line, ""));
        let _ = write!(said, "<br>`{value}`: {}", about.trim());
    }
    let cells = format!("{} | {said}", names.join(", ").replace('|', "\\|"));
    let _ = writeln!(out, "| {cells} |");
}

fn command_line() -> String {
    let mut out = COMMANDS.to_owned();
    let commands: Vec<_> =
        entries(&help(&["--help"]), "Commands:").into_iter().filter(|(name, _)| name != "help").collect();
    out += "\n| Command | |\n|---|---|\n";
    for (command, about) in &commands {
        let _ = writeln!(out, "| [`{command}`](#{command}) | {about} |");
    }
    for (command, about) in &commands {
        let help = help(&[command.as_str(), "--help"]);
        let usage = help.lines().find_map(|line| line.strip_prefix("Usage: ")).expect("each says how it is used");
        let _ = write!(out, "\n## {command}\n\n{about}.\n\n```text\n{usage}\n```\n");
        let all = entries(&help, "Arguments:").into_iter().chain(entries(&help, "Options:"));
        let all: Vec<_> = all.filter(|(name, _)| name != "-h, --help").collect();
        if !all.is_empty() {
            out += "\n| | |\n|---|---|\n";
            for entry in &all {
                row(&mut out, entry);
            }
        }
        let note = NOTES.iter().find(|(of, _)| *of == command);
        let (_, note) = note.unwrap_or_else(|| panic!("`{command}` has no note here: write one"));
        let _ = write!(out, "\n{note}");
    }
    out
}

#[test]
fn the_manual_lists_every_command_and_option() {
    let path = pages::root().join("docs/command-line.md");
    let made = command_line();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &made).expect("the manual can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "docs/command-line.md is not what the help says: BLESS=1 cargo test --test manual");
    let options =
        ["`--deny CODE|warnings`".replace('|', "\\|"), "`-p`, `--port PORT`".to_owned(), "`poll`: ".to_owned()];
    for option in options {
        assert!(made.contains(&option), "{option} was not found in the help");
    }
}

/// The addresses and files that `docs/output.md` lists: what stands in backticks in the first column of its tables.
fn told_of_output() -> BTreeSet<String> {
    let page = Page::read("docs/output.md");
    let (mut told, mut is_first) = (BTreeSet::new(), false);
    for (event, _) in page.events() {
        match event {
            Event::Start(Tag::TableRow) => is_first = true,
            Event::End(TagEnd::TableCell) => is_first = false,
            Event::Code(code) if is_first => {
                told.insert(code.into_string());
            }
            _ => {}
        }
    }
    told
}

/// Whether a path is of a form: words in capitals stand for a part of a name, `FILE` also for several folders deep.
fn is_of(form: &str, path: &str) -> bool {
    let Some(at) = form.find(|c: char| c.is_ascii_uppercase()) else { return form == path };
    let (before, rest) = form.split_at(at);
    let end = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let Some(path) = path.strip_prefix(before) else { return false };
    let deep = word == "FILE";
    (1..=path.len())
        .filter(|&at| path.is_char_boundary(at))
        .take_while(|&at| deep || !path[..at].ends_with('/'))
        .filter(|&at| word != "YEAR" || path[..at].len() == 4 && path[..at].bytes().all(|byte| byte.is_ascii_digit()))
        .any(|at| is_of(after, &path[at..]))
}

/// The view of an audience, or everybody's.
fn view(sources: &Sources, audience: Option<&str>) -> (View, Theme) {
    let (roadmap, problems) = roadmapgen::read(sources, false);
    assert!(problems.is_empty(), "{}", roadmapgen::report::human(&problems, sources, false));
    let theme = Theme::new(&sources.texts, roadmap.theme()).expect("our themes are whole");
    let readers = Reader::all(&roadmap);
    let named = |reader: &Reader<'_>| reader.audience().map(|audience| audience.id.as_str()) == audience;
    let reader = readers.into_iter().find(named).expect("there is such an audience");
    (project(&roadmap, reader, Day::constant(2026, 11, 16)), theme)
}

/// The addresses of the pages of a view. Free pages can be called anything, so they stand together.
fn addresses(view: &View) -> Vec<String> {
    let address = |route: &Route| match route {
        Route::Home => "/".to_owned(),
        Route::Free(_) => FREE.to_owned(),
        _ => route.address(),
    };
    routes(view).iter().map(address).collect()
}

/// A free page's.
const FREE: &str = "PAGE/";

/// A roadmap that is so large that its lists, timeline and search are parted.
fn large() -> Sources {
    let mut all = String::from("-- roadmap.toml --\n[site]\ntitle = \"T\"\n-- milestones/all.toml --\n");
    for number in 0..2_600 {
        let letter = char::from(b'A' + u8::try_from(number % 26).expect("a letter"));
        let _ = write!(all, "[[milestone]]\nid = \"m-{number}\"\ntitle = \"{letter}{number}\"\n");
        if number % 3 == 0 {
            all += "status = \"done\"\n";
        }
        if number % 50 != 0 {
            let _ = writeln!(all, "target = {}", 2024 + number % 9);
        }
    }
    Sources::from_fixture(&all)
}

/// What a build adds to the sites of its views.
fn added() -> Vec<String> {
    let folder = tempfile::TempDir::new().expect("a folder");
    let settings = "[site]\ntitle = \"T\"\n[defaults]\naudiences = [\"board\"]\n\
        [audiences.board]\ntitle = \"B\"\naccess = \"sealed\"\n[[milestone]]\nid = \"a\"\ntitle = \"A\"\n";
    fs::write(folder.path().join("roadmap.toml"), settings).expect("a file");
    let mut build = Command::new(env!("CARGO_BIN_EXE_roadmapgen"));
    build.arg("build").current_dir(folder.path()).env("XDG_CACHE_HOME", folder.path().join("cache"));
    build.env("ROADMAPGEN_PASSPHRASE_BOARD", "turbo weather lizard camp open violin");
    assert!(build.output().expect("the program starts").status.success());
    let output = folder.path().join("public");
    let files = walkdir::WalkDir::new(&output).into_iter().map(|entry| entry.expect("it can be listed"));
    let path = |entry: walkdir::DirEntry| {
        let inside = entry.path().strip_prefix(&output).expect("it stands below").to_string_lossy().into_owned();
        let address = inside.strip_suffix("index.html").unwrap_or(&inside).to_owned();
        if address.is_empty() { "/".to_owned() } else { address }
    };
    files.filter(|entry| entry.file_type().is_file()).map(path).collect()
}

#[test]
fn the_manual_lists_every_file_of_a_site() {
    let sources = roadmapgen::disk::read(&pages::root().join("example-site")).expect("the example can be read");
    let mut paths: BTreeSet<String> = added().into_iter().collect();
    for audience in ["engineering", "leadership"] {
        let (view, theme) = view(&sources, Some(audience));
        paths.extend(addresses(&view));
        let pages: BTreeSet<String> = routes(&view).iter().map(Route::path).collect();
        let site = roadmapgen::page::site(&view, &theme).expect("every page can be filled in").into_keys();
        // What is copied can be called anything.
        paths.extend(site.filter(|path| !pages.contains(path) && !view.copied.contains_key(path.as_str())));
    }
    // What is due in ten years stands outside of what a timeline opens with.
    let far = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n-- milestones/all.toml --\n\
        [[milestone]]\nid = \"near\"\ntitle = \"Near\"\ntarget = 2026-12-01\nstatus = \"active\"\n\
        [[milestone]]\nid = \"far\"\ntitle = \"Far\"\ntarget = 2036\n";
    for sources in [Sources::from_fixture(far), large()] {
        paths.extend(addresses(&view(&sources, None).0));
    }
    let told = told_of_output();
    let mut found: BTreeMap<&String, usize> = told.iter().map(|form| (form, 0)).collect();
    let mut missing = Vec::new();
    for path in &paths {
        let fits = |form: &&String| if *form == FREE { path == FREE } else { is_of(form, path) };
        // The most exact form: `list/undated/` before `list/WHAT/`.
        let capitals = |form: &str| form.chars().filter(char::is_ascii_uppercase).count();
        let of = told.iter().filter(fits).min_by_key(|form| (!form.contains("YEAR"), capitals(form)));
        match of {
            Some(form) => *found.entry(form).or_default() += 1,
            None => missing.push(path),
        }
    }
    assert!(missing.is_empty(), "docs/output.md does not list {missing:?}");
    // A sitemap is parted from 50,000 addresses on, too many for a test.
    let is_excused = |form: &str| form == "sitemap-N.xml" || form.contains("card") && !roadmapgen::card::DRAWN;
    let unseen = found.iter().filter(|(form, count)| **count == 0 && !is_excused(form));
    let unseen: Vec<_> = unseen.map(|(form, _)| form).collect();
    assert!(unseen.is_empty(), "docs/output.md lists {unseen:?}, and no site has such a thing");
}

#[test]
fn forms_of_addresses_stand_for_what_they_say() {
    for (form, path) in [
        ("milestones/ID/", "milestones/one-shelf/"),
        ("timeline/YEAR/", "timeline/2027/"),
        ("assets/theme.HASH.css", "assets/theme.0123abcd.css"),
        ("milestones/ID/FILE", "milestones/a/mock.png"),
        ("FILE", "press/kit.zip"),
    ] {
        assert!(is_of(form, path), "{form} {path}");
    }
    for (form, path) in [
        ("milestones/ID/", "milestones/"),
        ("milestones/ID/", "milestones/a/b/"),
        ("timeline/YEAR/", "timeline/team/"),
        ("board/", "board/team/"),
        ("milestones/ID/", "intents/a/"),
    ] {
        assert!(!is_of(form, path), "{form} {path}");
    }
}

/// The address of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|&c| c.is_alphanumeric() || [' ', '-', '_'].contains(&c));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

/// The addresses of all headings of a page: of several that are called the same, later ones have a number.
fn anchors(page: &Page) -> BTreeSet<String> {
    let (mut anchors, mut open) = (BTreeSet::new(), None::<String>);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (event, _) in page.events() {
        match event {
            Event::Start(Tag::Heading { .. }) => open = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut open {
                    *heading += &text;
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let name = anchor(&open.take().unwrap_or_default());
                let count = seen.entry(name.clone()).or_default();
                anchors.insert(if *count == 0 { name.clone() } else { format!("{name}-{count}") });
                *count += 1;
            }
            _ => {}
        }
    }
    anchors
}

/// A path without `..`, which is how GitHub resolves it.
fn resolved(path: &Path) -> Option<PathBuf> {
    let mut resolved = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => resolved.pop().then_some(())?,
            Component::Normal(name) => resolved.push(name),
            _ => {}
        }
    }
    Some(resolved)
}

#[test]
fn every_link_between_pages_leads_to_a_file_and_its_heading() {
    let mut pages = pages::manual();
    pages.extend(["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(Page::read));
    let (mut faults, mut count) = (Vec::new(), 0);
    for page in &pages {
        for (event, range) in page.events() {
            let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else {
                continue;
            };
            if dest_url.contains("://") || dest_url.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let (file, fragment) = dest_url.split_once('#').unwrap_or((&*dest_url, ""));
            let folder = Path::new(&page.path).parent().expect("it is a file");
            let path = if file.is_empty() { Some(PathBuf::from(&page.path)) } else { resolved(&folder.join(file)) };
            let path = path.filter(|path| pages::root().join(path).exists());
            let is_there = path.is_some_and(|path| {
                fragment.is_empty() || anchors(&Page::read(&path.to_string_lossy())).contains(fragment)
            });
            if !is_there {
                faults.push(format!("{}:{}: {dest_url}", page.path, page.line(range.start)));
            }
        }
    }
    assert!(faults.is_empty(), "these links lead nowhere:\n{}", faults.join("\n"));
    assert!(count > 50, "{count} links");
}

#[test]
fn headings_have_the_addresses_that_github_gives_them() {
    let text = "# What it is, and isn’t\n## `roadmap.toml`\n## In `key_results`\n## Twice\n## Twice\n".to_owned();
    let page = Page { path: String::new(), text };
    let wanted = ["what-it-is-and-isnt", "roadmaptoml", "in-key_results", "twice", "twice-1"];
    assert_eq!(anchors(&page), wanted.map(str::to_owned).into());
}

#[test]
fn every_page_is_in_the_index_of_the_manual() {
    let index = fs::read_to_string(pages::root().join("docs/README.md")).expect("the index");
    let missing: Vec<String> = pages::manual()
        .into_iter()
        .filter_map(|page| Some(page.path.strip_prefix("docs/")?.to_owned()))
        .filter(|name| name != "README.md" && !index.contains(&format!("({name})")))
        .collect();
    assert!(missing.is_empty(), "docs/README.md does not lead to {missing:?}");
}

/// Whole files are read by the tool in `tests/commands.rs`; the rest is a part of one, and TOML at least.
#[test]
fn every_example_in_toml_is_toml() {
    let (mut faults, mut count) = (Vec::new(), 0);
    for page in pages::manual() {
        for block in page.blocks().iter().filter(|block| block.language() == "toml") {
            count += 1;
            let front =
                block.text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++")).map(|(front, _)| front);
            if let Err(error) = front.unwrap_or(&block.text).parse::<toml::Table>() {
                faults.push(format!("{}:{}: {error}", page.path, block.line));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 20, "{count} blocks");
}

#[test]
fn the_ideas_lead_to_every_check_of_the_plan() {
    let page = Page::read("docs/ideas.md");
    let codes = page.events().filter_map(|(event, _)| match event {
        Event::Code(code) => Some(code.into_string()),
        _ => None,
    });
    let told: BTreeSet<String> = codes.collect();
    let of_plan = roadmapgen::rule::RULES.iter().filter(|rule| rule.of_plan);
    let missing: Vec<&str> = of_plan.map(|rule| rule.name).filter(|name| !told.contains(*name)).collect();
    assert!(missing.is_empty(), "docs/ideas.md lacks {missing:?}");
    let is_code = |word: &&String| word.contains('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let unknown: Vec<_> = told.iter().filter(is_code).filter(|code| roadmapgen::rule::find(code).is_none()).collect();
    assert!(unknown.is_empty(), "docs/ideas.md names {unknown:?}, and no check is called so");
}
