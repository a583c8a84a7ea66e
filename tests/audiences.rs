//! Views and their places, as a person or a CI run gets them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A passphrase that is strong enough, and another.
const GOOD: &str = "turbo weather lizard camp open violin";
const OTHER: &str = "install border two analyst evoke slab";

const BOARD: &str = "ROADMAPGEN_PASSPHRASE_BOARD";

struct Roadmap(TempDir);

struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Roadmap {
    /// A roadmap with these audiences, the first of which is the default, and an item for each that is named after it.
    fn with(audiences: &str) -> Self {
        let roadmap = Self(TempDir::new().expect("a folder"));
        let ids: Vec<&str> =
            audiences.lines().filter_map(|line| line.strip_prefix("[audiences.")?.strip_suffix(']')).collect();
        let defaults = format!("[defaults]\naudiences = [\"{}\"]\n", ids[0]);
        roadmap.write("roadmap.toml", &format!("[site]\ntitle = \"Harbour plan\"\n{defaults}{audiences}"));
        for id in ids {
            roadmap.write(
                &format!("milestones/step-of-{id}.md"),
                &format!("+++\ntitle = \"Quay {id}\"\naudiences = [\"{id}\"]\n+++\n"),
            );
        }
        roadmap
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().expect("a parent")).expect("a folder");
        fs::write(self.path(path), text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn run(&self, arguments: &[&str], passphrases: &[(&str, &str)]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roadmapgen"));
        self.ended(command.args(arguments).envs(passphrases.iter().copied()))
    }

    /// Runs a command in the folder, away from the records of whoever runs the test.
    fn ended(&self, command: &mut Command) -> Ended {
        command.current_dir(self.0.path()).env("NO_COLOR", "1").env("SOURCE_DATE_EPOCH", "1794787200");
        command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
        let output = command.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The paths of all files of the output.
    fn files(&self, output: &str) -> BTreeSet<String> {
        let root = self.path(output);
        let entries = walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok);
        let files = entries.filter(|entry| entry.file_type().is_file());
        files.map(|entry| entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned()).collect()
    }
}

const FOUR: &str = "[audiences.team]
sees = [\"customers\"]
[audiences.customers]
title = \"Customers\"
access = \"public\"
root = true
[audiences.press]
title = \"Press\"
access = \"public\"
[audiences.board]
access = \"sealed\"
[checks]
execution-without-vision = \"off\"
";

#[test]
fn each_view_stands_at_its_place_and_private_ones_nowhere() {
    let roadmap = Roadmap::with(FOUR);
    let ended = roadmap.run(&["build"], &[(BOARD, GOOD)]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let files = roadmap.files("public");
    for path in ["milestones/step-of-customers/index.html", "for/press/milestones/step-of-press/index.html"] {
        assert!(files.contains(path), "{path} is missing");
    }
    let of_board: Vec<_> = files.iter().filter(|path| path.starts_with("for/board")).collect();
    assert_eq!(of_board, ["for/board/index.html", "for/board/roadmap.sealed"]);
    assert!(!files.iter().any(|path| path.contains("team") || path.contains("step-of-board")), "{files:?}");
    assert_eq!(files.iter().filter(|path| path.ends_with(".nojekyll")).count(), 1);
    assert!(ended.out.contains("for/board/index.html (sealed, 1 passphrase)"), "{}", ended.out);
    assert!(ended.out.contains("Not published: `team`, which is private"), "{}", ended.out);
    // Not one byte of the root says that there are others.
    for path in files.iter().filter(|path| !path.starts_with("for/") && *path != ".roadmapgen") {
        let text = fs::read(roadmap.path(&format!("public/{path}"))).expect("a file");
        let text = String::from_utf8_lossy(&text).to_lowercase();
        for word in ["press", "for/", "step-of-board", "quay team", "quay board"] {
            assert!(!text.contains(word), "{path} says {word}");
        }
    }
}

#[test]
fn a_view_alone_stands_at_the_root_and_a_sealed_one_stays_sealed() {
    let roadmap = Roadmap::with(FOUR);
    let ended = roadmap.run(&["build", "--audience", "team", "-o", "team"], &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let files = roadmap.files("team");
    assert!(
        files.contains("milestones/step-of-team/index.html")
            && files.contains("milestones/step-of-customers/index.html")
    );
    assert!(!files.iter().any(|path| path.starts_with("for/") || path.contains("press")), "{files:?}");
    // Where the public views stand it would be published with them.
    let ended = roadmap.run(&["build", "--audience", "team"], &[]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("`--audience team -o team-site` builds it"), "{}", ended.err);
    assert!(!roadmap.path("public").exists());
    let ended = roadmap.run(&["build", "--audience", "board", "-o", "sealed"], &[(BOARD, GOOD)]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let expected = [".nojekyll", ".roadmapgen", "index.html", "roadmap.sealed"].map(str::to_owned);
    assert_eq!(roadmap.files("sealed"), BTreeSet::from(expected));
    let ended = roadmap.run(&["build", "--audience", "custmers"], &[]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(ended.err, "error: no audience is called `custmers`\n  = help: did you mean `customers`?\n");
}

#[test]
fn a_sealed_view_says_nothing_of_what_is_in_it() {
    let roadmap = Roadmap::with(FOUR);
    roadmap.run(&["build"], &[(BOARD, GOOD)]);
    let page = roadmap.read("public/for/board/index.html");
    for word in ["Harbour", "Quay", "step-of", "2026", "for/board"] {
        assert!(!page.contains(word), "the page says `{word}`");
    }
    let before = fs::read(roadmap.path("public/for/board/roadmap.sealed")).expect("the file");
    roadmap.write("milestones/another.md", "+++\ntitle = \"Another quay\"\naudiences = [\"board\"]\n+++\n");
    roadmap.write("milestones/one-more.md", "+++\ntitle = \"One more quay\"\naudiences = [\"board\"]\n+++\n");
    roadmap.run(&["build"], &[(BOARD, GOOD)]);
    let after = fs::read(roadmap.path("public/for/board/roadmap.sealed")).expect("the file");
    assert_eq!(before.len(), after.len());
    assert_ne!(before, after);
    assert_eq!(page, roadmap.read("public/for/board/index.html"));
    // Chance would have no bytes in common with the start, which is known, and one in 256 by accident.
    let equal = before.iter().zip(&after).skip(60).filter(|(before, after)| before == after).count();
    assert!(equal < before.len() / 100, "{equal} bytes of {} stayed", before.len());
}

#[test]
fn a_missing_or_weak_passphrase_stops_the_build_and_no_log_gets_a_good_one() {
    let roadmap = Roadmap::with(FOUR);
    for (passphrases, says) in [
        (&[][..], "error: the view of `board` is sealed, and `ROADMAPGEN_PASSPHRASE_BOARD` is not set\n"),
        (&[(BOARD, " \n")], "error: the view of `board` is sealed, and `ROADMAPGEN_PASSPHRASE_BOARD` is not set\n"),
        (
            &[("ROADMAPGEN_PASSPHRASE_BORD", GOOD)],
            "error: the view of `board` is sealed, and `ROADMAPGEN_PASSPHRASE_BOARD` is not set\n",
        ),
        (&[(BOARD, "harbour2026")], "error: `ROADMAPGEN_PASSPHRASE_BOARD`: the passphrase is too weak: "),
        (
            &[(BOARD, GOOD), ("ROADMAPGEN_PASSPHRASE_BOARD_2", "x")],
            "error: `ROADMAPGEN_PASSPHRASE_BOARD_2`: the passphrase is too weak: ",
        ),
        (&[("ROADMAPGEN_PASSPHRASE_BOARD_9", GOOD)], "error: `ROADMAPGEN_PASSPHRASE_BOARD_9` would open nothing: "),
        (
            &[(BOARD, GOOD), ("ROADMAPGEN_PASSPHRASE_BOARD_02", OTHER)],
            "error: `ROADMAPGEN_PASSPHRASE_BOARD_02` would open nothing: ",
        ),
        (
            &[(BOARD, "${{ secrets.ROADMAPGEN_PASSPHRASE_BOARD }}")],
            "error: `ROADMAPGEN_PASSPHRASE_BOARD`: this is the name of a variable, and not what is in it
",
        ),
        (
            &[(BOARD, "abandon ability able about above absent")],
            "error: `ROADMAPGEN_PASSPHRASE_BOARD`: the passphrase is too weak: ",
        ),
    ] {
        let ended = roadmap.run(&["build"], passphrases);
        assert_eq!(ended.code, Some(2), "{}", ended.err);
        assert!(ended.err.starts_with(says), "{}", ended.err);
        assert!(!ended.err.contains("harbour2026") && !ended.err.contains(GOOD), "{}", ended.err);
        assert!(!roadmap.path("public").exists());
    }
    // A log would keep what is offered.
    let told = roadmap.run(&["build"], &[]).err;
    assert!(told.contains("  = help: six words drawn by chance are good: on a terminal, "), "{told}");
    assert!(!told.contains("made for you just now"), "{told}");
    let told = roadmap.run(&["build"], &[("ROADMAPGEN_PASSPHRASE_BORD", GOOD)]).err;
    assert!(told.ends_with("\n  = help: `ROADMAPGEN_PASSPHRASE_BORD` belongs to no sealed view\n"), "{told}");
    // Checking needs none.
    assert_eq!(roadmap.run(&["check"], &[]).code, Some(0));
}

/// `script` of util-linux runs a command on a terminal of its own.
#[test]
#[cfg(target_os = "linux")]
fn a_passphrase_that_is_offered_on_a_terminal_opens_the_view() {
    let roadmap = Roadmap::with(FOUR);
    let mut command = Command::new("script");
    command.args(["-qec", concat!(env!("CARGO_BIN_EXE_roadmapgen"), " build"), "/dev/null"]);
    let ended = roadmap.ended(&mut command);
    assert_eq!(ended.code, Some(2), "{}{}", ended.out, ended.err);
    let offered = ended.out.split("made for you just now: `").nth(1).and_then(|rest| rest.split('`').next());
    let offered = offered.expect("a passphrase in backticks").to_owned();
    assert_eq!(roadmap.run(&["build"], &[(BOARD, &offered)]).code, Some(0), "{offered} was offered");
}

#[test]
fn a_link_opens_a_sealed_view_and_stays_while_its_passphrase_does() {
    let roadmap = Roadmap::with(FOUR);
    let second = "ROADMAPGEN_PASSPHRASE_BOARD_2";
    let share = |more: &[&str], passphrases: &[(&str, &str)]| {
        roadmap.run(&[&["share", "board", "--base-url", "https://example.org/r"], more].concat(), passphrases)
    };
    let first = share(&[], &[(BOARD, GOOD)]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.out.starts_with("https://example.org/r/for/board/#k="), "{}", first.out);
    assert!(first.err.starts_with("Whoever has this link can read the view of `board`"));
    assert_eq!(first.out, share(&[], &[(BOARD, GOOD), (second, OTHER)]).out);
    assert_ne!(first.out, share(&[], &[(BOARD, OTHER)]).out);
    assert_ne!(first.out, share(&["--passphrase", "2"], &[(BOARD, GOOD), (second, OTHER)]).out);
    for (arguments, says) in [
        (
            &["share", "board", "-u", "http://example.org"][..],
            "error: no browser opens a sealed view at http://example.org/",
        ),
        (&["share", "board"][..], "error: a link needs the address of the site\n"),
        (&["share", "customers"], "error: the view of `customers` is public: its address is all that anybody needs\n"),
        (&["share", "team"], "error: the view of `team` is private: only its host can say who reads it\n"),
        (&["share", "bord"], "error: no audience is called `bord`\n  = help: did you mean `board`?\n"),
        (
            &["share", "board", "-u", "https://x.org", "--passphrase", "3"],
            "error: `ROADMAPGEN_PASSPHRASE_BOARD_3` is not set\n",
        ),
    ] {
        let ended = roadmap.run(arguments, &[(BOARD, GOOD)]);
        assert_eq!(ended.code, Some(2), "{}", ended.err);
        assert!(ended.err.starts_with(says), "{}", ended.err);
    }
}

#[test]
fn where_no_view_is_the_root_the_public_ones_are_listed_and_no_others() {
    let roadmap = Roadmap::with(
        "[audiences.team]\n[audiences.press]\ntitle = \"Press & friends\"\naccess = \"public\"\n[audiences.customers]\ntitle = \"Customers\"\naccess = \"public\"\n[audiences.board]\naccess = \"sealed\"\n",
    );
    let ended = roadmap.run(&["build"], &[(BOARD, GOOD)]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let front = roadmap.read("public/index.html");
    assert!(front.contains("href=\"for/customers/index.html\"") && front.contains("Press &amp; friends"));
    for word in ["team", "board", "Quay", "milestone"] {
        assert!(!front.contains(word), "the front page says `{word}`");
    }
}

#[test]
fn where_no_view_is_public_the_root_says_nothing_and_where_all_are_private_nothing_is_built() {
    let roadmap = Roadmap::with("[audiences.board]\naccess = \"sealed\"\n");
    assert_eq!(roadmap.run(&["build"], &[(BOARD, GOOD)]).code, Some(0));
    let front = roadmap.read("public/index.html");
    assert!(!front.contains("Harbour") && !front.contains("board") && front.contains("noindex"));
    assert_eq!(roadmap.files("public").len(), 5);
    let roadmap = Roadmap::with("[audiences.team]\n[audiences.board]\n");
    let ended = roadmap.run(&["build"], &[]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.starts_with("error: every view of this roadmap is private, so there is nothing to publish\n"));
    assert!(!roadmap.path("public").exists());
}

#[test]
fn a_private_view_is_refused_where_everybody_could_read_it() {
    let roadmap = Roadmap::with(FOUR);
    let build = |audience: &[&str]| roadmap.run(&[&["build", "--no-private"], audience].concat(), &[(BOARD, GOOD)]);
    let ended = build(&["--audience", "team"]);
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(ended.err.starts_with("error: the view of `team` is private"), "{}", ended.err);
    assert!(!roadmap.path("public").exists());
    for others in [&["--audience", "press"][..], &["--audience", "board"], &[]] {
        assert_eq!(build(others).code, Some(0), "{others:?}");
    }
}

#[test]
fn a_word_that_reaches_a_view_is_a_warning_and_an_error_where_that_is_asked() {
    let roadmap = Roadmap::with(FOUR);
    roadmap.write(
        "milestones/step-of-board.md",
        "+++\ntitle = \"Quay board\"\naudiences = [\"board\"]\ncodenames = [\"Bluebird\"]\n+++\n",
    );
    roadmap.write(
        "milestones/loose.md",
        "+++\ntitle = \"Loose\"\naudiences = [\"customers\"]\n+++\nAs in BLUE<b>bird</b>.\n",
    );
    let says =
        |who: &str| format!("warning[leak]: `Bluebird`, a codename of `step-of-board`, reaches {who} not see it: in `");
    for command in ["build", "check"] {
        let ended = roadmap.run(&[command], &[(BOARD, GOOD)]);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        let who = if command == "build" { "`customers`, who does" } else { "`customers` and `team`, who do" };
        let told = ended.err + &ended.out;
        assert!(told.contains(&says(who)) && told.contains("milestones/loose/index.html"), "{command}: {told}");
        let ended = roadmap.run(
            &[command, "--deny", "leak", "-o", "denied"][..if command == "build" { 5 } else { 3 }],
            &[(BOARD, GOOD)],
        );
        assert_eq!(ended.code, Some(1), "{}", ended.err);
        assert!((ended.err + &ended.out).contains("error[leak]"), "{command}");
    }
    assert!(!roadmap.path("denied").exists());
}

#[test]
fn a_codename_is_told_wherever_it_stands() {
    let roadmap = Roadmap::with(FOUR);
    roadmap.write(
        "milestones/step-of-board.md",
        "+++\ntitle = \"Quay board\"\naudiences = [\"board\"]\ncodenames = [\"Bluebird\"]\n+++\n",
    );
    for (path, text) in [
        ("static/plan.txt", "bluebird"),
        ("static/bluebird.txt", "x"),
        ("milestones/x.md", "+++\ntitle = \"Bluebird comes\"\naudiences = [\"customers\"]\n+++\n"),
        (
            "milestones/x.md",
            "+++\ntitle = \"X\"\naudiences = [\"customers\"]\n[for.customers]\ntitle = \"Bluebird\"\n+++\n",
        ),
        ("milestones/x.md", "+++\ntitle = \"X\"\naudiences = [\"customers\"]\ntags = [\"bluebird\"]\n+++\n"),
        ("templates/404.html", "Bluebird"),
    ] {
        roadmap.write(path, text);
        let ended = roadmap.run(&["check"], &[]);
        assert!(ended.out.contains("warning[leak]: `Bluebird`, a codename"), "{path} holding {text}: {}", ended.out);
        fs::remove_file(roadmap.path(path)).expect("it was just written");
    }
    let settings = roadmap.read("roadmap.toml");
    roadmap.write("roadmap.toml", &settings.replace("[defaults]", "description = \"Bluebird\"\n[defaults]"));
    assert!(roadmap.run(&["check"], &[]).out.contains("warning[leak]"));
    roadmap.write("roadmap.toml", &settings);
    assert_eq!(roadmap.run(&["check"], &[]).out, "5 items, nothing wrong\n".replace('5', "4"));
}

#[test]
fn a_variable_that_opens_nothing_is_told() {
    let roadmap = Roadmap::with(FOUR);
    let ended = roadmap.run(&["build"], &[(BOARD, GOOD), ("ROADMAPGEN_PASSPHRASE_BORD_2", OTHER)]);
    assert_eq!(ended.err, "warning: `ROADMAPGEN_PASSPHRASE_BORD_2` belongs to no sealed view of this roadmap\n");
}

#[test]
fn every_view_knows_where_it_stands_and_a_sealed_one_does_not_say() {
    let roadmap = Roadmap::with(FOUR);
    let ended = roadmap.run(&["build", "--base-url", "https://example.org/plan"], &[(BOARD, GOOD)]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let sitemap = roadmap.read("public/sitemap.xml");
    assert!(sitemap.contains("https://example.org/plan/milestones/step-of-customers/") && !sitemap.contains("/for/"));
    assert!(roadmap.read("public/for/press/index.html").contains("href=\"https://example.org/plan/for/press/\""));
    assert!(
        roadmap
            .read("public/for/press/sitemap.xml")
            .contains("https://example.org/plan/for/press/milestones/step-of-press/")
    );
}
