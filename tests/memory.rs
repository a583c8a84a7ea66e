//! Reading again, with a memory, gives what reading anew gives: however the sources change in between.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use roadmapgen::source::Sources;
use roadmapgen::{Memory, read, read_again};

/// Paths that texts come and go at: several kinds, a bundle, settings, a template.
const PATHS: &[&str] = &[
    "roadmap.toml",
    "vision/v.md",
    "intents/i.md",
    "intents/j.md",
    "milestones/m.md",
    "milestones/n/index.md",
    "milestones/many.toml",
    "updates/u.md",
    "pages/p.md",
    "templates/home.html",
    "milestones/n/picture.png",
    "static/file.txt",
];

/// What may stand in them: right and wrong, referring to one another by id, path and heading.
fn text(path: &'static str) -> BoxedStrategy<String> {
    let title = prop::sample::select(&["A", "B", ""]);
    let reference = || prop::sample::select(&["i", "j", "m", "n", "p", "old", "nobody", "v", "x"]);
    let body = prop::sample::subsequence(
        vec![
            "# Risks\n",
            "[[m#risks]] and [[n]]\n",
            "[a](../intents/i.md#risks)\n",
            "![](picture.png)\n",
            "[s](/static/file.txt)\n",
            "- [x] done\n",
            "::: for a\nonly a\n:::\n",
            "[[old]]\n",
            "::: for nobody\n",
        ],
        0..6,
    );
    let parts = (title, reference(), reference(), body, 0..12_u8);
    parts
        .prop_map(move |(title, one, two, body, which)| match path {
            "roadmap.toml" => settings(title, one, which),
            "milestones/many.toml" => format!(
                "[[milestone]]\nid = \"x\"\ntitle = \"X\"\nintent = \"{one}\"\n[[intent]]\nid = \"{two}\"\ntitle = \"T\"\n"
            ),
            _ if path.ends_with(".md") => {
                let field = match which {
                    0 => format!("intent = \"{one}\""),
                    1 => format!("depends_on = [\"{one}\", \"{two}\"]"),
                    2 => format!("relates_to = [\"{one}\"]"),
                    3 => "draft = true".to_owned(),
                    4 => "aliases = [\"old\"]".to_owned(),
                    5 => "audiences = [\"b\"]".to_owned(),
                    6 => format!("id = \"{two}\""),
                    7 => "target = \"launch\"".to_owned(),
                    8 => "titel = 1".to_owned(),
                    9 => format!("date = 2026-01-01\nabout = \"{one}\""),
                    10 => "status = \"doing\"".to_owned(),
                    _ => String::new(),
                };
                format!("+++\ntitle = \"{title}\"\n{field}\n+++\n{}", body.concat())
            }
            _ => body.concat(),
        })
        .boxed()
}

fn settings(title: &str, landing: &str, which: u8) -> String {
    let audiences = format!(
        "[defaults]\naudiences = [\"a\"]\n[audiences.a]\naccess = \"public\"\nlanding = \"{landing}\"\n[audiences.b]\n"
    );
    let more = match which {
        0 => audiences,
        1 => "fiscal_year_start = 4\n[dates]\nlaunch = \"FY27-Q1\"\n".to_owned(),
        2 => "[dates]\nlaunch = \"2027-Q1\"\n".to_owned(),
        3 => "footer = \"[[m]] [a](intents/i.md)\"\n".to_owned(),
        4 => "[statuses.milestone]\ndoing = { title = \"Doing\", means = \"active\" }\n".to_owned(),
        5 => "[checks]\nbroken-link = \"warn\"\n".to_owned(),
        6 => "[[milestone]]\nid = \"x\"\ntitle = \"X\"\n".to_owned(),
        7 => "= broken".to_owned(),
        _ => String::new(),
    };
    format!("[site]\ntitle = \"{title}\"\n{more}")
}

/// A change: a file at a path gets a text, or goes.
fn change() -> impl Strategy<Value = (&'static str, Option<String>)> {
    prop::sample::select(PATHS).prop_flat_map(|path| (Just(path), prop::option::weighted(0.85, text(path))))
}

fn told(
    sources: &Sources,
    (roadmap, problems): (roadmapgen::model::Roadmap, Vec<roadmapgen::problem::Problem>),
) -> String {
    format!("{}\n{problems:#?}\n{roadmap:#?}", roadmapgen::report::human(&problems, sources, false))
}

#[test]
fn reading_again_is_reading_anew() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner =
        TestRunner::new_with_rng(Config { cases: 300, failure_persistence: None, ..Config::default() }, rng);
    let seen = std::cell::Cell::new([0_usize; 3]);
    // Several at once, as a file that goes while another comes.
    let cases = (prop::collection::vec(prop::collection::vec(change(), 1..4), 4..24), any::<bool>());
    runner
        .run(&cases, |(changes, with_drafts)| {
            let mut sources = Sources::default();
            let mut memory = Memory::default();
            for several in changes {
                for (path, text) in several {
                    sources.texts.remove(path);
                    sources.files.remove(path);
                    if let Some(text) = text {
                        sources.insert(path, text.into_bytes());
                    }
                }
                let again = read_again(&mut memory, &sources, with_drafts);
                let mut counts = seen.get();
                counts[usize::from(!again.1.is_empty())] += 1;
                counts[2] += again.0.items.len();
                seen.set(counts);
                prop_assert_eq!(told(&sources, again), told(&sources, read(&sources, with_drafts)));
            }
            Ok(())
        })
        .expect("a memory changes nothing but the time");
    let [sound, faulty, items] = seen.get();
    assert!(sound > 10 && faulty > 500 && items > 2000, "{sound} without problems, {faulty} with, {items} items");
}

#[test]
fn a_file_that_is_renamed_is_not_there_twice() {
    let sources = |name: &str| {
        let fixture =
            format!("-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- intents/{name}.md --\n+++\ntitle = \"I\"\n+++\n");
        Sources::from_fixture(&fixture)
    };
    let mut memory = Memory::default();
    for name in ["old", "new", "old"] {
        let (roadmap, _) = read_again(&mut memory, &sources(name), false);
        assert_eq!(roadmap.items.keys().map(ToString::to_string).collect::<Vec<_>>(), [name]);
    }
}

/// More problems than are looked up: what is looked up for each then depends on all that came before it.
#[test]
fn so_many_problems_that_not_all_are_looked_up() {
    let mut sources = Sources::from_fixture(
        "-- roadmap.toml --\n[site]\ntitle = \"R\"\n-- intents/speed.md --\n+++\ntitle = \"S\"\n+++\n",
    );
    for number in 0..330 {
        let text = format!("+++\ntitle = \"M\"\nintent = \"speeed\"\n+++\n[[spede-{number}]]\n");
        sources.insert(&format!("milestones/m-{number:03}.md"), text.into_bytes());
    }
    let mut memory = Memory::default();
    read_again(&mut memory, &sources, false);
    for number in [0, 200, 329] {
        let path = format!("milestones/m-{number:03}.md");
        for text in ["+++\ntitle = \"M\"\nintent = \"speed\"\n+++\n", "+++\ntitle = \"M\"\nintent = \"spead\"\n+++\n"] {
            sources.insert(&path, text.as_bytes().to_vec());
            let again = read_again(&mut memory, &sources, false);
            assert_eq!(told(&sources, again), told(&sources, read(&sources, false)), "{path}");
        }
    }
}
