//! What `explain ID` says: who sees what of an item, and of each "no" the reason.

use std::fmt::Write as _;
use std::process::Command;

use roadmapgen::report::who::{Question, who};
use roadmapgen::source::Sources;
use roadmapgen::words::{Field, Kind, Word};

/// Three audiences: everything, everything that the second sees, and few fields by the quarter.
const AUDIENCES: &str = r#"
-- roadmap.toml --
[site]
title = "T"
[defaults]
audiences = ["team"]
[audiences.board]
sees = ["team"]
access = "sealed"
[audiences.team]
sees = ["public"]
[audiences.public]
access = "public"
root = true
fields = ["status", "target", "depends_on", "key_results", "success"]
date_precision = "quarter"
"#;

/// The answer about an item of a small roadmap, on a page of so many columns.
fn told_in(width: usize, id: &str, fixture: &str) -> String {
    let sources = Sources::from_fixture(fixture);
    let (roadmap, _) = roadmapgen::read(&sources, false);
    let item = roadmap.resolve(id).expect("an item of this id");
    let as_of = "2026-10-01".parse().expect("a day");
    who(&Question { roadmap: &roadmap, sources: &sources, item, as_of }).told(width, false)
}

/// The answer about the item `x` of a roadmap with the three audiences.
fn told(files: &str) -> String {
    told_in(200, "x", &format!("{AUDIENCES}{files}"))
}

/// The notes alone.
fn notes(told: &str) -> &str {
    &told[told.find("\n[1] ").expect("a note") + 1..]
}

/// One row of the table.
fn row(told: &str, label: &str) -> String {
    let found = told.lines().find(|line| line.trim_start().starts_with(label));
    let line = found.unwrap_or_else(|| panic!("no row `{label}` in\n{told}"));
    line.trim_start()
        .strip_prefix(label)
        .unwrap_or_default()
        .split("  ")
        .filter(|cell| !cell.is_empty())
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" | ")
}

#[test]
fn where_everybody_sees_all_one_sentence_says_so() {
    let alone = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n-- milestones/x.md --\n+++\ntitle = \"X\"\nowner = \"Ann\"\n+++\nText.\n";
    let expected = "X\nmilestone `x`, milestones/x.md:1\n\nEverybody sees all of it: this roadmap has no audiences.\n";
    assert_eq!(told_in(100, "x", alone), expected);
    let told = told("-- milestones/x.md --\n+++\ntitle = \"X\"\naudiences = [\"public\"]\ntarget = \"2026-Q4\"\n+++\n");
    let expected = "\
X
milestone `x`, milestones/x.md:1
It names `public` (`audiences`, milestones/x.md:3).
`board` sees it too, since it sees all that `public` sees.
`team` sees it too, since it sees all that `public` sees.

Everybody sees all of it: `board` (sealed at `for/board/`), `public` (public at `/`) and `team` (private).
";
    assert_eq!(told, expected);
}

#[test]
fn the_whole_answer_is_a_heading_a_table_and_the_reasons() {
    let told = told(
        r#"
-- intents/i.md --
+++
title = "I"
audiences = ["public"]
+++
-- intents/secret.md --
+++
title = "Secret"
audiences = ["board"]
+++
-- milestones/base.md --
+++
title = "Base"
+++
-- milestones/x.md --
+++
title = "X"
summary = "S."
audiences = ["public"]
codenames = ["Bluebird"]
intent = ["i", "secret"]
depends_on = ["base"]
target = 2026-11-15
owner = "Ann"
[for.public]
title = "The new X"
+++
For all.

::: for team
For the team.
:::
"#,
    );
    let expected = "\
X
milestone `x`, milestones/x.md:1
It names `public` (`audiences`, milestones/x.md:4).
`board` sees it too, since it sees all that `public` sees.
`team` sees it too, since it sees all that `public` sees.

                     board        public       team
access               sealed       public       private
published at         for/board/   /            nowhere
the milestone        yes          yes          yes
title                yes          own words    yes
summary              yes          yes          yes
body                 yes          in part      yes
  lines 15–17        yes          no [1]       yes
horizon              Now          Now          Now
intent               yes          1 of 2 [2]   1 of 2 [2]
target (2026-11-15)  15 Nov 2026  Q4 2026 [3]  15 Nov 2026
depends_on           yes          0 of 1 [4]   yes
owner                yes          no [5]       yes

[1] a passage only for `team`: it begins at milestones/x.md:15
[2] left out of `intent`: `secret` names only `board` (`audiences`, intents/secret.md:3)
[3] `public` is told dates no finer than a quarter (`date_precision`, roadmap.toml:14)
[4] left out of `depends_on`: `base` names nobody, and `[defaults]` names only `team` (roadmap.toml:4)
[5] `public` is shown only these fields besides those that every item shows: `depends_on`, `key_results`, `status`, `success` and `target` (`fields`, roadmap.toml:13)

Its `codenames` are shown to nobody.
";
    assert_eq!(told, expected);
}

#[test]
fn an_item_is_hidden_because_of_whom_it_names() {
    for (names, expected) in [
        ("audiences = [\"team\"]", "[1] it names only `team` (`audiences`, pages/x.md:3)\n"),
        ("audiences = [\"board\"]", "[1] it names only `board` (`audiences`, pages/x.md:3)\n"),
        ("order = 1", "[1] it names nobody, and `[defaults]` names only `team` (roadmap.toml:4)\n"),
        ("audiences = [\"taem\"]", "[1] it names no audience that is defined (`audiences`, pages/x.md:3)\n"),
    ] {
        let told = told(&format!("-- pages/x.md --\n+++\ntitle = \"X\"\n{names}\n+++\n"));
        assert_eq!(notes(&told), expected, "where an item has `{names}`");
        assert!(row(&told, "the page").contains("no [1]"), "{told}");
    }
    let none = "-- roadmap.toml --\n[audiences.a]\n[[page]]\nid = \"x\"\ntitle = \"X\"\n";
    let told = told_in(100, "x", none);
    assert_eq!(notes(&told), "[1] it names nobody, and `[defaults]` in roadmap.toml names nobody either\n");
}

#[test]
fn what_an_audience_does_not_see_has_no_further_rows_for_it() {
    let told = told(
        "-- milestones/x.md --\n+++\ntitle = \"X\"\naudiences = [\"board\"]\nowner = \"Ann\"\ntarget = 2026-11-15\n[for.board]\ntitle = \"Y\"\n+++\nText.\n",
    );
    assert_eq!(row(&told, "the milestone"), "yes | no [1] | no [1]");
    for label in ["title", "body", "horizon", "target (2026-11-15)", "owner"] {
        assert!(row(&told, label).ends_with(" | – | –"), "{told}");
    }
}

#[test]
fn where_those_who_see_it_see_all_of_it_the_rest_is_a_sentence() {
    let expected = "\
X
page `x`, pages/x.md:1
It names `team` (`audiences`, pages/x.md:3).
`board` sees it too, since it sees all that `team` sees.

              board       public  team
access        sealed      public  private
published at  for/board/  /       nowhere
the page      yes         no [1]  yes

Whoever sees it sees all of it.

[1] it names only `team` (`audiences`, pages/x.md:3)
";
    assert_eq!(told("-- pages/x.md --\n+++\ntitle = \"X\"\naudiences = [\"team\"]\n+++\nText.\n"), expected);
    let nobody = told("-- pages/x.md --\n+++\ntitle = \"X\"\naudiences = [\"taem\"]\n+++\nText.\n");
    assert!(nobody.contains("the page      no [1]      no [1]  no [1]\n\nNobody sees it.\n\n[1] "), "{nobody}");
}

#[test]
fn an_item_is_hidden_with_what_it_hangs_on_and_the_one_that_decides_is_named() {
    let item = |path: &str, fields: &str| format!("-- {path}.md --\n+++\ntitle = \"T\"\n{fields}\n+++\n");
    let all = "audiences = [\"public\"]";
    let vision = item("vision/v", "audiences = [\"board\"]");
    let open_vision = item("vision/v", all);
    let x = |kind: &str, fields: &str| item(&format!("{kind}/x"), &format!("{all}\n{fields}"));
    let i = |name: &str, fields: &str| item(&format!("intents/{name}"), &format!("{all}\n{fields}"));
    let cases: &[(&[String], &str)] = &[
        (
            &[vision.clone(), x("intents", "vision = \"v\"")],
            "its vision `v` names only `board` (`audiences`, vision/v.md:3)",
        ),
        (
            &[vision.clone(), x("intents", "")],
            "the roadmap’s vision `v` names only `board` (`audiences`, vision/v.md:3)",
        ),
        (
            &[vision.clone(), item("vision/w", "audiences = [\"team\"]"), x("intents", "vision = [\"v\", \"w\"]")],
            "none of its visions is seen: `v` names only `board` (`audiences`, vision/v.md:3); \
             `w` names only `team` (`audiences`, vision/w.md:3)",
        ),
        (
            &[open_vision.clone(), item("intents/p", ""), x("intents", "parent = \"p\"")],
            "its parent `p` names nobody, and `[defaults]` names only `team` (roadmap.toml:4)",
        ),
        (
            &[open_vision.clone(), item("intents/i", "audiences = [\"team\"]"), x("milestones", "intent = \"i\"")],
            "its intent `i` names only `team` (`audiences`, intents/i.md:3)",
        ),
        (
            &[vision.clone(), i("p", "vision = \"v\""), i("i", "parent = \"p\""), x("milestones", "intent = \"i\"")],
            "its intent `i` is hidden with its parent `p`, which is hidden with its vision `v`, which names only \
             `board` (`audiences`, vision/v.md:3)",
        ),
        (
            &[
                vision.clone(),
                i("a", "vision = \"v\""),
                i("b", "parent = \"a\""),
                i("c", "parent = \"b\""),
                i("d", "parent = \"c\""),
                i("e", "parent = \"d\""),
                x("milestones", "intent = \"e\""),
            ],
            "its intent `e` is hidden with its parent `d`, which is hidden with its parent `c`, which is hidden with \
             its parent `b`, which is hidden with what is above it, up to `v`, which names only `board` (`audiences`, \
             vision/v.md:3)",
        ),
        (
            &[
                open_vision.clone(),
                item("intents/i", "audiences = [\"team\"]"),
                item("intents/j", "audiences = [\"board\"]"),
                x("milestones", "intent = [\"i\", \"j\"]"),
            ],
            "none of its intents is seen: `i` names only `team` (`audiences`, intents/i.md:3); `j` names only `board` \
             (`audiences`, intents/j.md:3)",
        ),
        (
            &[open_vision.clone(), item("milestones/m", ""), x("updates", "date = 2026-09-01\nabout = [\"v\", \"m\"]")],
            "`m`, which it is about, names nobody, and `[defaults]` names only `team` (roadmap.toml:4)",
        ),
        (
            &[
                vision.clone(),
                i("i", ""),
                item("milestones/m", ""),
                x("updates", "date = 2026-09-01\nabout = [\"i\", \"m\"]"),
            ],
            "not all that it is about is seen: `i` is hidden with the roadmap’s vision `v`, which names only `board` \
             (`audiences`, vision/v.md:3); `m` names nobody, and `[defaults]` names only `team` (roadmap.toml:4)",
        ),
    ];
    for (files, expected) in cases {
        let fixture = format!("{AUDIENCES}{}", files.concat());
        let told = told_in(1000, "x", &fixture);
        let cells = row(&told, "the ");
        let public = cells.split(" | ").nth(2).and_then(|cell| cell.strip_prefix("no ")).expect("it is hidden");
        let note = told.lines().find_map(|line| line.strip_prefix(public)).expect("the note");
        assert_eq!(note.trim(), *expected, "{told}");
    }
}

#[test]
fn a_list_of_hidden_items_is_cut_where_nobody_reads_on() {
    let mut files = String::from(
        "-- milestones/x.md --\n+++\ntitle = \"X\"\naudiences = [\"public\"]\ndepends_on = [\"a\", \"b\", \"c\", \"d\", \"e\"]\n+++\n",
    );
    for id in ["a", "b", "c", "d", "e"] {
        let _ = write!(files, "-- milestones/{id}.md --\n+++\ntitle = \"T\"\n+++\n");
    }
    let told = told_in(1000, "x", &format!("{AUDIENCES}{files}"));
    assert_eq!(row(&told, "depends_on"), "yes | 0 of 5 [1] | yes");
    assert!(
        notes(&told).contains("`c` names nobody, and `[defaults]` names only `team` (roadmap.toml:4); and 2 more\n"),
        "{told}"
    );
}

#[test]
fn an_audience_without_fields_is_told_which_setting_says_so() {
    let fixture = "-- roadmap.toml --\n[defaults]\naudiences = [\"a\"]\n[audiences.a]\nfields = []\n[[milestone]]\nid = \"x\"\ntitle = \"X\"\nteams = \"T\"\nrelates_to = \"y\"\n[[page]]\nid = \"y\"\ntitle = \"Y\"\n";
    let told = told_in(100, "x", fixture);
    assert_eq!((row(&told, "teams"), row(&told, "relates_to")), ("no [1]".to_owned(), "no [1]".to_owned()));
    assert_eq!(
        notes(&told),
        "[1] `a` is shown no fields besides those that every item shows (`fields`, roadmap.toml:4)\n"
    );
}

/// A roadmap of one milestone `x` with these settings of the audience `a` beside one that is told all.
fn milestone(settings: &str, fields: &str) -> String {
    let fixture = format!(
        "-- roadmap.toml --\n[dates]\n\"v1\" = 2026-11-15\n[defaults]\naudiences = [\"a\", \"b\"]\n[audiences.b]\n[audiences.a]\n{settings}\n-- milestones/x.md --\n+++\ntitle = \"X\"\n{fields}\n+++\n"
    );
    told_in(200, "x", &fixture)
}

#[test]
fn a_date_is_told_as_the_audience_is_told_it() {
    let by = |precision: &str| format!("date_precision = \"{precision}\"");
    for (precision, target, cells, what) in [
        ("month", "2026-11-15", "November 2026 [1] | 15 Nov 2026", "dates no finer than a month"),
        ("quarter", "2026-11-15", "Q4 2026 [1] | 15 Nov 2026", "dates no finer than a quarter"),
        // The name would tell what the quarter no longer does.
        ("quarter", "v1", "Q4 2026 [1] | v1 (15 Nov 2026)", "dates no finer than a quarter"),
        ("half", "2026-11", "Second half 2026 [1] | November 2026", "dates no finer than half a year"),
        ("year", "2026-Q4", "2026 [1] | Q4 2026", "dates no finer than a year"),
        ("horizon", "2026-11-15", "not told [1] | 15 Nov 2026", "no dates, only the horizon"),
    ] {
        let told = milestone(&by(precision), &format!("horizon = \"next\"\ntarget = \"{target}\""));
        assert_eq!(row(&told, &format!("target ({target})")), cells);
        assert_eq!(notes(&told), format!("[1] `a` is told {what} (`date_precision`, roadmap.toml:7)\n"));
    }
    // As coarse as it is told, or no date at all: nothing is lost.
    assert!(milestone(&by("quarter"), "target = \"2026-Q4\"").contains("Everybody sees all of it"));
    assert!(milestone(&by("quarter"), "target = \"tbd\"").contains("Everybody sees all of it"));
    // What hides the date twice is told twice.
    let told = milestone("fields = []\ndate_precision = \"horizon\"", "target = 2026-11-15");
    assert_eq!(row(&told, "target (2026-11-15)"), "no [1, 2] | 15 Nov 2026");
}

#[test]
fn own_words_go_before_what_the_item_says() {
    let own = "summary = \"S\"\nstatus = \"active\"\nstart = 2026-08-01\ntarget = 2026-11-15\nhorizon = \"now\"\n[for.a]\ntitle = \"Y\"\nstatus = \"planned\"\ntarget = 2027-02-01\nstart = \"tbd\"\nhorizon = \"next\"";
    let told = milestone("date_precision = \"quarter\"", own);
    for (label, cells) in [
        ("title", "own words | yes"),
        ("summary", "yes | yes"),
        ("status", "own words | yes"),
        ("start (2026-08-01)", "own words: tbd | 1 Aug 2026"),
        ("target (2026-11-15)", "own words: Q1 2027 [1] | 15 Nov 2026"),
        ("horizon", "own words: Next | Now"),
    ] {
        assert_eq!(row(&told, label), cells, "{told}");
    }
    // Words for a field that is not shown are not shown either.
    let told =
        milestone("fields = [\"start\"]", "target = 2026-11-15\n[for.a]\ntarget = 2027-02-01\nstatus = \"active\"");
    assert_eq!(row(&told, "target (2026-11-15)"), "no [1] | 15 Nov 2026");
    assert_eq!(row(&told, "status"), "no [1] | –");
    // A summary that only one audience has.
    let told = milestone("", "[for.a]\nsummary = \"S\"");
    assert_eq!(row(&told, "summary"), "own words | –");
}

#[test]
fn a_horizon_that_differs_says_why() {
    // The day is in the quarter that comes next but two, and its year ends after it.
    let told = milestone("date_precision = \"year\"", "target = 2027-01-15");
    assert_eq!(row(&told, "horizon"), "Later [1] | Next [1]");
    assert!(
        notes(&told).starts_with("[1] the horizon of a milestone that gives none is worked out for each audience"),
        "{told}"
    );
    let told = milestone("date_precision = \"horizon\"", "target = 2027-01-15");
    assert_eq!(row(&told, "horizon"), "Next | Next");
}

#[test]
fn that_something_is_over_is_told_to_all_who_see_it() {
    let told = milestone("fields = []", "status = \"done\"");
    assert_eq!(row(&told, "status"), "only that it is done [1, 2] | yes");
    assert!(notes(&told).contains("that something is done, achieved or dropped is told to everybody"), "{told}");
    assert_eq!(row(&milestone("fields = []", "status = \"active\""), "status"), "no [1] | yes");
}

#[test]
fn dates_within_a_field_are_no_finer_than_others() {
    let told = told(
        r#"
-- intents/x.md --
+++
title = "X"
audiences = ["public"]
[[key_results]]
name = "N"
baseline = 0
target = 9
readings = [[2026-09-30, 3], [2026-12-31, 6]]
+++
"#,
    );
    assert_eq!(row(&told, "key_results"), "yes | dates coarser [1, 2] | yes");
    assert!(notes(&told).contains("[2] readings after 2026-10-01 are left out where days are not told\n"), "{told}");
    let vision = "-- roadmap.toml --\n[defaults]\naudiences = [\"a\"]\n[audiences.a]\ndate_precision = \"horizon\"\n-- vision/x.md --\n+++\ntitle = \"X\"\nhorizon = 2030\n[[success]]\nby = 2028\ntext = \"T\"\n+++\n";
    let told = told_in(100, "x", vision);
    assert_eq!(row(&told, "horizon (2030)"), "not told [1]");
    assert_eq!(row(&told, "success"), "without dates [1]");
}

#[test]
fn passages_are_told_by_their_lines_and_nest() {
    let told = told(
        r#"
-- pages/x.md --
+++
title = "X"
audiences = ["public"]
+++
All.

::: for team
The team.
::: for board
The board.
:::
:::
::: for public, board
Adjacent.
:::
"#,
    );
    let expected = "\
body            yes         in part  in part
  lines 7–12    yes         no [1]   yes
    lines 9–11  yes         no [1]   no [2]
  lines 13–15   yes         yes      yes

[1] a passage only for `team`: it begins at pages/x.md:7
[2] a passage only for `board`: it begins at pages/x.md:9
";
    assert!(told.ends_with(expected), "{told}");
}

#[test]
fn a_body_of_nothing_but_passages_for_others_is_not_seen() {
    let told = told("-- pages/x.md --\n+++\ntitle = \"X\"\naudiences = [\"public\"]\n+++\n::: for board\nA.\n:::\n");
    assert_eq!(row(&told, "body"), "yes | no [1] | no [1]");
    assert!(notes(&told).starts_with("[1] all of the body stands in passages for others\n"), "{told}");
}

#[test]
fn a_body_with_a_fault_is_seen_by_nobody() {
    let told = told("-- pages/x.md --\n+++\ntitle = \"X\"\naudiences = [\"public\"]\n+++\nA.\n::: for board\nB.\n");
    assert_eq!(row(&told, "body"), "no [1] | no [1] | no [1]");
    // A roadmap without audiences has nobody whom a passage could be for.
    let alone = "-- pages/x.md --\n+++\ntitle = \"X\"\n+++\nA.\n::: for board\nB.\n:::\n";
    assert_eq!(row(&told_in(100, "x", alone), "lines 5–7"), "no [1]");
}

#[test]
fn passages_of_a_body_in_toml_have_their_lines_too() {
    let toml =
        "-- pages/x.toml --\ntitle = \"X\"\naudiences = [\"public\"]\nbody = '''\nA.\n::: for team\nB.\n:::\n'''\n";
    assert_eq!(row(&told(toml), "lines 5–7"), "yes | no [1] | yes");
    let escaped =
        "-- pages/x.toml --\ntitle = \"X\"\naudiences = [\"public\"]\nbody = \"A.\\n::: for board\\nB.\\n:::\\n\"\n";
    let told = told(escaped);
    assert_eq!(row(&told, "a passage"), "yes | no [1] | no [1]");
    assert_eq!(notes(&told), "[1] a passage only for `board`: it stands in the item at pages/x.toml:1\n");
}

#[test]
fn a_page_too_narrow_for_the_table_gets_a_block_for_each_audience() {
    let fixture = format!(
        "{AUDIENCES}-- milestones/x.md --\n+++\ntitle = \"X\"\ntarget = 2026-11-15\n[for.team]\ntitle = \"Y\"\n+++\n"
    );
    let expected = "\
X
milestone `x`, milestones/x.md:1
It names nobody, and `[defaults]` names
`team` (roadmap.toml:4).
`board` sees it too, since it sees all
that `team` sees.

board (sealed at for/board/)
  the milestone        yes
  title                yes
  horizon              Now
  target (2026-11-15)  15 Nov 2026

public (public at /)
  the milestone        no [1]

team (private)
  the milestone        yes
  title                own words
  horizon              Now
  target (2026-11-15)  15 Nov 2026

[1] it names nobody, and `[defaults]`
    names only `team` (roadmap.toml:4)
";
    assert_eq!(told_in(40, "x", &fixture), expected);
}

#[test]
fn every_field_that_can_be_written_has_a_row() {
    let common = "owner = \"A\"\nteams = \"A\"\ntags = \"A\"\nlinks = \"https://example.org\"\nrelates_to = \"p\"\nreplaces = \"p\"\norder = 1\naliases = \"old\"\n";
    let tables = "[roles]\nchampion = \"A\"\n[lenses]\nbeat = \"act\"\n[extra]\na = 1\n";
    let standing = "status = \"active\"\ndepends_on = \"m\"\npriority = \"must\"\nurgent = true\nimportant = true\ninvestment = \"core\"\n";
    for (kind, own, more, derived) in [
        (Kind::Vision, "why = \"W\"\n".to_owned(), "[[success]]\ntext = \"T\"\n", &[][..]),
        (
            Kind::Intent,
            standing.to_owned(),
            "[[key_results]]\nname = \"N\"\nbaseline = 0\ntarget = 1\n[[assumptions]]\ntext = \"T\"\n",
            // These follow from its milestones and updates.
            &[Field::Health, Field::Progress],
        ),
        (
            Kind::Milestone,
            format!(
                "{standing}health = \"at-risk\"\nblocked = \"B\"\nstart = 2026\ntarget = 2027\ndone = 2027\ncommitment = \"target\"\nconfidence = 50\nslice = true\nprogress = 5\neffort = 3\n"
            ),
            "",
            &[],
        ),
        (
            Kind::Update,
            "date = 2026-09-01\ntype = \"decision\"\nabout = \"m\"\nhealth = \"at-risk\"\n".to_owned(),
            "",
            &[],
        ),
        (Kind::Page, "nav = true\n".to_owned(), "", &[]),
    ] {
        let fixture = format!(
            "-- roadmap.toml --\n[lenses.beat]\nvalues = [\"act\"]\n[defaults]\naudiences = [\"a\"]\n[audiences.a]\nfields = []\n-- pages/p.md --\n+++\ntitle = \"P\"\n+++\n-- milestones/m.md --\n+++\ntitle = \"M\"\n+++\n-- {}/x.md --\n+++\ntitle = \"X\"\n{common}{own}{tables}{more}+++\n",
            kind.folder()
        );
        let told = told_in(100, "x", &fixture);
        for field in Field::of(kind).into_iter().filter(|field| !derived.contains(field)) {
            let cell = row(&told, field.as_str());
            // Its dates go with the label, and that it is done is told anyway.
            assert!(cell.contains("no [") || cell.contains("only that"), "`{field:?}` is shown: {told}");
        }
    }
}

/// What the program says of this, in a folder with a small roadmap: exit code, standard output and standard error.
fn run(arguments: &[&str], fixture: &str) -> (Option<i32>, String, String) {
    let folder = tempfile::TempDir::new().expect("a folder");
    for (path, text) in &Sources::from_fixture(fixture).texts {
        let path = folder.path().join(&**path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, &**text).expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_roadmapgen"));
    command.args(arguments).current_dir(folder.path()).env("NO_COLOR", "1").env("SOURCE_DATE_EPOCH", "1790812800");
    let output = command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR")).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_program_explains_items_by_id_old_id_and_codes_first() {
    let fixture = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n-- pages/leak.md --\n+++\ntitle = \"L\"\n+++\n-- pages/about-us.md --\n+++\ntitle = \"A\"\naliases = [\"about\"]\nowner = 3\n+++\n-- pages/later.md --\n+++\ntitle = \"D\"\ndraft = true\n+++\n";
    for (arguments, code, out, err) in [
        (&["explain", "about"][..], 0, "A\npage `about-us`", "`about` is an old id of `about-us`.\n"),
        (&["explain", "about-us"], 0, "A\npage `about-us`", "The roadmap has 1 error; `roadmapgen check` tells it.\n"),
        (
            &["explain", "leak"],
            0,
            "",
            "An item has the id `leak` too: `roadmapgen explain item:leak` says who sees it.\n",
        ),
        (&["explain", "item:leak"], 0, "L\npage `leak`", ""),
        (&["explain", "later"], 0, "D\npage `later`", "`later` is a draft"),
        (
            &["explain", "abuot-us"],
            2,
            "",
            "no item has the id `abuot-us`, and no check is called so\n  = help: did you mean `about-us`?\n",
        ),
        (&["explain", "brokn-link"], 2, "", "did you mean `broken-link`?"),
        (&["explain", "zzz"], 2, "", "`roadmapgen explain` alone lists the codes of checks"),
        (
            &["explain", "zzz", "nowhere"],
            2,
            "",
            "no check is called `zzz`, and no roadmap can be searched for an item: ",
        ),
    ] {
        let (ended, told, complained) = run(arguments, fixture);
        assert_eq!(ended, Some(code), "{arguments:?}: {complained}");
        assert!(told.starts_with(out), "{arguments:?}: {told}");
        assert!(complained.contains(err), "{arguments:?}: {complained}");
    }
}
