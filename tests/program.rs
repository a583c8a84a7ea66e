//! The program as a person or a CI run meets it: what it says, where, and with which exit code.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const TITLE: &str = "+++\ntitle = \"A\"\n+++\n";

/// A passphrase that is strong enough.
const GOOD: &str = "turbo weather lizard camp open violin";

struct Folder(TempDir);

impl Folder {
    /// A roadmap with a title and these files.
    fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().expect("a folder"));
        folder.write("roadmap.toml", "[site]\ntitle = \"T\"\n");
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    fn write(&self, path: &str, text: &str) {
        let full = self.path(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("a folder");
        fs::write(full, text).expect("a file");
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Runs the program in this folder.
    fn run(&self, arguments: &[&str]) -> Ended {
        ended(program().args(arguments).current_dir(self.0.path()).output().expect("the program starts"))
    }

    /// Every path below, with the bytes of files.
    fn listed(&self) -> BTreeMap<String, Vec<u8>> {
        listed(self.0.path())
    }
}

fn listed(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(root).min_depth(1).into_iter().filter_map(Result::ok);
    entries
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below").to_string_lossy().into_owned();
            let bytes =
                if entry.file_type().is_file() { fs::read(entry.path()).unwrap_or_default() } else { Vec::new() };
            (path, bytes)
        })
        .collect()
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roadmapgen"));
    command.env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1");
    // Records of builds are those of this run and not of its user.
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ROADMAPGEN_PASSPHRASE_") {
            command.env_remove(name);
        }
    }
    command
}

struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

fn ended(output: Output) -> Ended {
    let text = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
    Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn a_folder_that_cannot_be_read_as_a_roadmap_is_told_exactly_so() {
    type Arrange = fn(&Folder);
    let cases: &[(&str, Arrange, i32, &str)] = &[
        (
            "an empty folder",
            |folder| fs::remove_file(folder.path("roadmap.toml")).expect("it is there"),
            1,
            "error[bad-file]: this folder holds no `roadmap.toml`\n  = help: `roadmapgen init` writes a small roadmap to start from\n\n1 error\n",
        ),
        (
            "a link out of the folder",
            |folder| std::os::unix::fs::symlink("/etc/passwd", folder.path("milestones/secret.md")).expect("a link"),
            1,
            "error[bad-file]: this is a link, and links are not followed\n  ┌ milestones/secret.md\n  = help: put the file itself here: a link may lead out of the roadmap\n\n1 error\n",
        ),
        (
            "a loop of links",
            |folder| std::os::unix::fs::symlink(".", folder.path("milestones/again")).expect("a link"),
            1,
            "error[bad-file]: this is a link, and links are not followed\n  ┌ milestones/again\n  = help: put the file itself here: a link may lead out of the roadmap\n\n1 error\n",
        ),
        (
            "a file of 50 MB",
            |folder| {
                fs::File::create(folder.path("milestones/huge.md"))
                    .and_then(|file| file.set_len(50_000_000))
                    .expect("a file");
            },
            1,
            "error[bad-file]: this file is larger than 1 MiB\n  ┌ milestones/huge.md\n  = help: split it\n\n1 error\n",
        ),
        (
            "a script beside an item",
            |folder| {
                folder.write("milestones/b/index.md", TITLE);
                folder.write("milestones/b/draw.svg", "<svg onload=alert(1)>");
            },
            1,
            "error[bad-file]: this is no kind of file that is published beside an item\n  ┌ milestones/b/draw.svg\n  = help: pictures in PNG, JPEG or WebP are, and documents; a browser may run others: put them into `static/`, which is copied as it is\n\n1 error\n",
        ),
        (
            "a roadmap.toml that is a link",
            |folder| {
                folder.write("other.toml", "[site]\ntitle = \"Other\"\n");
                fs::remove_file(folder.path("roadmap.toml")).expect("it is there");
                std::os::unix::fs::symlink("other.toml", folder.path("roadmap.toml")).expect("a link");
            },
            1,
            "error[bad-file]: this is a link, and links are not followed\n  ┌ roadmap.toml\n  = help: put the file itself here: a link may lead out of the roadmap\n\n1 error\n",
        ),
        (
            "a roadmap.toml that is a pipe",
            |folder| {
                fs::remove_file(folder.path("roadmap.toml")).expect("it is there");
                let made = Command::new("mkfifo").arg(folder.path("roadmap.toml")).status().expect("mkfifo");
                assert!(made.success());
            },
            1,
            "error[bad-file]: this is no file\n  ┌ roadmap.toml\n\n1 error\n",
        ),
        (
            "an ending in upper case",
            |folder| folder.write("milestones/b.MD", TITLE),
            1,
            "error[bad-file]: a file of this ending is no item\n  ┌ milestones/b.MD\n  = help: write `.md` or `.toml`\n\n1 error\n",
        ),
        (
            "a folder of another name, beside an error",
            |folder| {
                folder.write("milestone/b.md", TITLE);
                folder.write("milestones/b.md", "+++\n+++\n");
            },
            1,
            "warning[bad-file]: this folder is not read\n  ┌ milestone\n  = help: did you mean `milestones/`?\n\nerror[missing-title]: this milestone has no title\n  ┌ milestones/b.md:1:1\n1 │ +++\n  │ ^^^ write `title = \"…\"`\n\n1 error, 1 warning\n",
        ),
        (
            "a text that is not UTF-8",
            |folder| fs::write(folder.path("milestones/b.md"), b"+++\ntitle = \"\xe9t\xe9\"\n+++\n").expect("a file"),
            1,
            "error[bad-toml]: this front matter is never closed\n  ┌ milestones/b.md:1:1\n1 │ +++\n  │ ^^^ end it with a line `+++`\n\nerror[bad-file]: this is not UTF-8 from here on\n  ┌ milestones/b.md:2:10\n2 │ title = \"\n  │          ^ save the file as UTF-8\n\n2 errors\n",
        ),
    ];
    for (name, arrange, code, told) in cases {
        let folder = Folder::with(&[("milestones/a.md", TITLE)]);
        arrange(&folder);
        let before = folder.listed();
        let ended = folder.run(&["build", "."]);
        assert_eq!(ended.err, *told, "{name}");
        assert_eq!(ended.code, Some(*code), "{name}");
        assert_eq!(ended.out, "", "{name}");
        assert_eq!(folder.listed(), before, "{name}: something was written");
    }
}

/// Root reads everything, so the program is run as somebody who may not.
#[test]
fn a_file_that_may_not_be_read_is_told_and_the_rest_is_still_checked() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = Folder::with(&[("milestones/a.md", TITLE), ("milestones/b.md", "+++\ntitle = 7\n+++\n")]);
    let set = |path: PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("modes");
    set(folder.0.path().to_owned(), 0o755);
    set(folder.path("milestones/a.md"), 0o000);
    // A copy, since the folder that the program was built in may be closed to others.
    let copy = folder.path("program");
    fs::copy(env!("CARGO_BIN_EXE_roadmapgen"), &copy).expect("a copy");
    let mut command = Command::new(&copy);
    command.env("NO_COLOR", "1").arg("check").current_dir(folder.0.path());
    if fs::read(folder.path("milestones/a.md")).is_ok() {
        command.uid(65_534).gid(65_534);
    }
    let ended = ended(command.output().expect("the program starts"));
    let wanted = "error[bad-file]: this file cannot be read: Permission denied (os error 13)\n  ┌ milestones/a.md\n\nerror[bad-value]: this is a whole number, and a text in quotation marks is wanted\n  ┌ milestones/b.md:2:9\n2 │ title = 7\n  │         ^\n\n1 error     bad-file\n1 error     bad-value\n2 errors\n";
    assert_eq!(ended.out, wanted);
    assert_eq!(ended.code, Some(1));
}

/// Inputs that make parsers recurse or repeat themselves: told in one breath, at the place.
#[test]
fn deep_and_long_inputs_are_refused_without_a_hang() {
    let deep = format!("+++\ntitle = \"A\"\nextra = {}1{}\n+++\n", "{ a = ".repeat(5_000), " }".repeat(5_000));
    let brackets = format!("+++\ntitle = \"A\"\n+++\n{}\n", "[".repeat(50_000));
    let toml_brackets = format!("+++\ntitle = {}\n+++\n", "[".repeat(50_000));
    let quotes = format!("+++\ntitle = \"A\"\n+++\n{}deep\n", "> ".repeat(5_000));
    let body = |text: String| format!("+++\ntitle = \"A\"\n+++\n{text}");
    let statements = format!("+++\n{}+++\n", "a\n".repeat(300_000));
    let keys = (0..40_000).map(|n| format!("k{n} = 1")).collect::<Vec<_>>().join("\n");
    let keys = format!("+++\ntitle = \"A\"\n{keys}\n+++\n");
    let gone = body("[a](q.md)\n".repeat(90_000));
    let closed = body(":::\n".repeat(200_000));
    let fragments = (0..30_000).map(|n| format!("# h{n}\n[x](#g{n})\n")).collect::<Vec<_>>().concat();
    let fragments = body(fragments);
    let own = body("# b\n".to_owned() + &"[[a#b]]\n".repeat(100_000));
    let table = format!("{}\n{}\n{}\n", "|a".repeat(200), "|-".repeat(200), "a\n".repeat(1_000));
    let tables = body(table.repeat(300));
    let headings = body("# a\n".repeat(200_000));
    let title = format!("+++\ntitle = \"{}\"\n+++\n", "x".repeat(300));
    for (name, text, code, said) in [
        ("TOML nested 5,000 deep", &deep, 1, "error[bad-toml]"),
        ("50,000 brackets in Markdown", &brackets, 0, ""),
        ("50,000 brackets in TOML", &toml_brackets, 1, "error[bad-toml]"),
        (
            "5,000 quotes in quotes",
            &quotes,
            1,
            "error[bad-markdown-block]: blocks and marks nest deeper than 64 levels here",
        ),
        ("300,000 faults of TOML", &statements, 1, "error[bad-toml]"),
        ("40,000 unknown keys", &keys, 1, "error[unknown-key]"),
        ("90,000 broken links", &gone, 1, "error[broken-link]"),
        ("200,000 ends of passages", &closed, 1, "error[bad-markdown-block]"),
        ("30,000 headings and as many fragments that are none", &fragments, 1, "error[broken-link]"),
        ("100,000 links to one heading", &own, 0, ""),
        (
            "300 tables of 200 columns and 1,000 short rows",
            &tables,
            1,
            "error[bad-markdown-block]: this text would become more than 16 times as long on the page",
        ),
        ("200,000 headings and nothing else", &headings, 0, ""),
        (
            "a title of 300 characters",
            &title,
            1,
            "error[bad-value]: this title has 300 characters, and 250 are the most",
        ),
    ] {
        let folder = Folder::with(&[("milestones/a.md", text)]);
        let started = std::time::Instant::now();
        let ended = folder.run(&["build"]);
        let first: String = ended.err.chars().take(2_000).collect();
        assert_eq!(ended.code, Some(code), "{name}: {first}");
        assert!(ended.err.contains(said), "{name}: {first}");
        // No figure, only a bound far above it that a hang would cross.
        assert!(started.elapsed().as_secs() < 60, "{name} hangs");
        assert!(ended.err.lines().all(|line| line.chars().count() < 250), "{name}: lines that nobody can read");
    }
}

#[test]
fn an_output_inside_the_content_or_with_files_of_others_in_it_is_refused() {
    let folder = Folder::with(&[("milestones/a.md", TITLE), ("notes/todo.txt", "mine")]);
    for (output, said) in [
        ("milestones/public", "error: `milestones/public`"),
        ("notes", "error: `notes` holds files that roadmapgen did not write, for example `todo.txt`"),
        ("..", "error: `..`"),
        (".", "error: `.`"),
        ("roadmap.toml", "error: "),
    ] {
        let before = folder.listed();
        let ended = folder.run(&["build", ".", "-o", output]);
        assert_eq!(ended.code, Some(2), "{output}: {}{}", ended.out, ended.err);
        assert!(ended.err.starts_with(said), "{output}: {}", ended.err);
        assert_eq!(folder.listed(), before, "{output}: something was written");
    }
}

#[test]
fn a_build_says_what_it_wrote_and_where_to_look() {
    let folder = Folder::with(&[("milestones/a.md", TITLE)]);
    let ended = folder.run(&["build", "--as-of", "2026-11-16"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.out.starts_with("Built public/ ("), "{}", ended.out);
    assert!(ended.out.ends_with("as of 2026-11-16\nOpen public/index.html\n"), "{}", ended.out);
    assert_eq!(ended.err, "The plan: 1 warning, see `roadmapgen check`\n");
    let again = folder.run(&["build", "--as-of", "2026-11-16"]);
    assert!(again.out.starts_with("Nothing changed in public/ ("), "{}", again.out);
}

/// A second build is told from the first by what it says was built, which it takes from the record of that one.
#[test]
fn a_build_of_what_stands_already_makes_no_page() {
    let folder = Folder::with(&[("milestones/a.md", TITLE)]);
    let cache = TempDir::new().expect("a folder");
    let build = |more: &[&str]| {
        let mut build = program();
        build.args(["build", "--as-of", "2026-11-16"]).args(more).env("XDG_CACHE_HOME", cache.path());
        ended(build.current_dir(folder.0.path()).output().expect("the program starts"))
    };
    let first = build(&[]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    let before = folder.listed();
    let again = build(&[]);
    assert_eq!(again.out, first.out.replace("Built ", "Nothing changed in "));
    assert_eq!(again.err, first.err);
    assert_eq!(folder.listed(), before);
    let [record] = records(cache.path()).try_into().expect("one record");
    let text = fs::read_to_string(&record).expect("a record");
    let (_, of) = text.trim_end().split_once('\n').expect("two lines");
    let pages = of.split_once("\"pages\":").expect("it says how many").1.split('}').next().expect("a number");
    let of = of.replace(&format!("\"pages\":{pages}"), "\"pages\":700");
    let hash = twox_hash::XxHash3_128::oneshot(of.as_bytes());
    fs::write(&record, format!("{hash:032x}\n{of}\n")).expect("a file");
    assert!(build(&[]).out.starts_with("Nothing changed in public/ (700 pages, "), "the record is used");
    assert!(build(&["--force"]).out.starts_with("Nothing changed in public/ (700 pages, "), "the record is used");
    // Another program may make another site of the same.
    let other = cache.path().join("other-program");
    fs::copy(env!("CARGO_BIN_EXE_roadmapgen"), &other).expect("it can be copied");
    fs::File::options()
        .append(true)
        .open(&other)
        .and_then(|mut file| io::Write::write_all(&mut file, b"\n"))
        .expect("a byte more");
    let mut by_other = Command::new(&other);
    by_other.args(["build", "--as-of", "2026-11-16"]).env("XDG_CACHE_HOME", cache.path());
    let by_other = ended(by_other.current_dir(folder.0.path()).output().expect("the program starts"));
    assert!(!by_other.out.contains("700 pages"), "{}", by_other.out);
    fs::remove_file(other).expect("it is there");
    fs::write(&record, format!("{hash:032x}\n{of}\n")).expect("a file");
    assert!(build(&[]).out.contains("700 pages"), "the record is used again");
    assert!(build(&["--base-url", "https://example.org"]).out.starts_with("Built public/ ("), "it is another site");
    assert_eq!(build(&[]).out, first.out);
    assert_eq!(folder.listed(), before);
}

#[test]
fn an_output_that_somebody_changed_is_mended_or_refused_as_without_a_record() {
    let folder = Folder::with(&[("milestones/a.md", TITLE)]);
    let build = |more: &[&str]| folder.run(&[&["build", "--as-of", "2026-11-16"], more].concat());
    assert_eq!(build(&[]).code, Some(0));
    let site = folder.listed();
    folder.write("public/index.html", "edited");
    assert!(build(&[]).out.starts_with("Built public/ ("));
    assert_eq!(folder.listed(), site);
    folder.write("public/notes.txt", "mine");
    let refused = build(&[]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.starts_with("error: files were added to `public`"), "{}", refused.err);
    assert!(build(&["--force"]).out.starts_with("Built public/ ("));
    assert_eq!(folder.listed(), site);
    fs::write(folder.path("public/.roadmapgen"), "").expect("a file");
    assert_eq!(build(&[]).code, Some(2), "nobody knows whose folder it is");
    fs::remove_dir_all(folder.path("public")).expect("it is there");
    assert!(build(&[]).out.starts_with("Built public/ ("));
    fs::create_dir(folder.path("public/.git")).expect("a folder");
    assert!(build(&[]).err.starts_with("error: `public` holds a repository"));
}

#[test]
fn what_reached_a_view_is_told_by_each_build() {
    let folder = Folder::with(&[
        ("milestones/a.md", TITLE),
        ("milestones/b.md", "+++\ntitle = \"Bluebird\"\naudiences = [\"team\"]\n+++\n"),
        ("static/notes.txt", "Ask Bluebird."),
    ]);
    let audiences = "[audiences.all]\naccess = \"public\"\n[audiences.team]\nsees = [\"all\"]\n";
    let settings = "[site]\ntitle = \"T\"\n[defaults]\naudiences = [\"all\"]\n";
    folder.write("roadmap.toml", &format!("{settings}{audiences}"));
    for _ in 0..2 {
        let ended = folder.run(&["build"]);
        assert!(ended.err.starts_with("warning[leak]: `Bluebird`, the title of `b`, reaches `all`"), "{}", ended.err);
    }
    assert_eq!(folder.run(&["build", "--deny", "leak"]).code, Some(1));
}

/// The records of builds in a cache folder.
fn records(cache: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(cache.join("roadmapgen")).into_iter().flatten();
    folder.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn no_record_is_kept_where_a_view_is_sealed_and_none_is_needed() {
    let folder = Folder::with(&[("milestones/a.md", TITLE)]);
    folder.write(
        "roadmap.toml",
        "[site]\ntitle = \"T\"\n[defaults]\naudiences = [\"board\"]\n[audiences.board]\naccess = \"sealed\"\n",
    );
    let cache = TempDir::new().expect("a folder");
    let build = |cache: &Path| {
        let mut build = program();
        build.arg("build").env("ROADMAPGEN_PASSPHRASE_BOARD", GOOD).env("XDG_CACHE_HOME", cache);
        ended(build.current_dir(folder.0.path()).output().expect("the program starts"))
    };
    assert!(build(cache.path()).out.starts_with("Built public/ ("));
    assert!(build(cache.path()).out.starts_with("Nothing changed in public/ ("));
    assert!(records(cache.path()).is_empty());
    // Where nothing can be kept.
    folder.write("roadmap.toml", "[site]\ntitle = \"T\"\n");
    let ended = build(Path::new("/dev/null"));
    assert!(ended.out.starts_with("Built public/ (") && !ended.err.contains("/dev/null"), "{}", ended.err);
    assert!(build(Path::new("/dev/null")).out.starts_with("Nothing changed in public/ ("));
}

#[test]
#[cfg(target_os = "linux")]
fn a_build_is_done_also_where_nobody_can_be_told_about_it() {
    let folder = Folder::with(&[("milestones/a.md", TITLE)]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the system has it");
    let built = program().arg("build").current_dir(folder.0.path()).stderr(full).output().expect("the program starts");
    assert_eq!(built.status.code(), Some(0));
    assert!(folder.path("public/milestones/a/index.html").is_file());
}

#[test]
fn wrong_usage_ends_with_2_and_a_roadmap_with_errors_with_1() {
    let folder = Folder::with(&[("milestones/a.md", "+++\ntitle = \"A\"\nintent = \"zebra\"\n+++\n")]);
    let elsewhere = TempDir::new().expect("a folder");
    for (arguments, code) in [
        (&["check"][..], 1),
        (&["build"], 1),
        (&["check", "--format", "json"], 1),
        (&["build", "no-such-folder"], 2),
        (&["build", "--as-of", "2026-Q1"], 2),
        (&["build", "--base-url", "example.org"], 2),
        (&["check", "--deny", "no-such-check"], 2),
        (&["explain", "no-such-check"], 2),
        (&["bild"], 2),
        (&[], 2),
        (&["explain"], 0),
        (&["explain", "broken-link"], 0),
        (&["--version"], 0),
    ] {
        let ended = folder.run(arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}{}", ended.out, ended.err);
    }
    let nowhere = ended(program().arg("build").current_dir(elsewhere.path()).output().expect("the program starts"));
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("roadmapgen init"), "{}", nowhere.err);
}

#[test]
fn a_lowered_check_can_be_denied_again() {
    let folder = Folder::with(&[("milestones/a.md", "+++\ntitle = \"A\"\nintent = \"zebra\"\n+++\n")]);
    folder.write("roadmap.toml", "[site]\ntitle = \"T\"\n[checks]\nunknown-reference = \"warn\"\n");
    assert_eq!(folder.run(&["check"]).code, Some(0));
    assert_eq!(folder.run(&["check", "--deny", "warnings"]).code, Some(1));
    assert_eq!(folder.run(&["check", "--deny", "unknown-reference"]).code, Some(1));
    assert_eq!(folder.run(&["check", "--deny", "broken-link"]).code, Some(0));
}

#[test]
fn problems_come_in_four_forms_from_one_run() {
    let folder = Folder::with(&[("milestones/a.md", "+++\ntitle = \"A\"\ntargt = 2027\n+++\n")]);
    let json: serde_json::Value = serde_json::from_str(&folder.run(&["check", "--format", "json"]).out).expect("JSON");
    let wanted = serde_json::json!([{
        "code": "unknown-key", "severity": "error", "message": "no key is called `targt` here",
        "file": "milestones/a.md", "line": 3, "column": 1, "end_line": 3, "end_column": 6,
        "help": "did you mean `target`?",
    }]);
    assert_eq!(json, wanted);
    let github = folder.run(&["check", "--format", "github"]).out;
    assert!(github.starts_with("::error file=milestones/a.md,line=3,"), "{github}");
    let sarif: serde_json::Value =
        serde_json::from_str(&folder.run(&["check", "--format", "sarif"]).out).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "unknown-key");
    assert!(folder.run(&["check"]).out.starts_with("error[unknown-key]: "));
}

#[test]
fn the_day_comes_from_the_flag_else_from_the_environment() {
    let folder = Folder::with(&[]);
    let build = |arguments: &[&str], epoch: Option<&str>| {
        let mut command = program();
        command.args(arguments).current_dir(folder.0.path());
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        ended(command.output().expect("the program starts"))
    };
    // 2025-01-01T00:00:00Z, a day that began in UTC while it was still 2024 in half of the world.
    let from_environment = build(&["build"], Some("1735689600"));
    assert!(from_environment.out.contains("as of 2025-01-01"), "{}", from_environment.out);
    let from_flag = build(&["build", "--as-of", "2026-03-15"], Some("1735689600"));
    assert!(from_flag.out.contains("as of 2026-03-15"), "{}", from_flag.out);
    assert_eq!(build(&["build"], Some("soon")).code, Some(2));
}

#[test]
fn init_writes_a_roadmap_that_builds_without_a_warning_and_overwrites_nothing() {
    let folder = Folder(TempDir::new().expect("a folder"));
    let started = folder.run(&["init", "plan"]);
    assert_eq!(started.code, Some(0), "{}", started.err);
    let built = folder.run(&["build", "plan", "--deny", "warnings"]);
    assert_eq!((built.code, built.err.as_str()), (Some(0), ""));
    let before = folder.listed();
    let again = folder.run(&["init", "plan"]);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("nothing is overwritten"), "{}", again.err);
    assert_eq!(folder.listed(), before);
}

#[test]
fn new_writes_an_item_that_is_right_and_overwrites_nothing() {
    let folder = Folder(TempDir::new().expect("a folder"));
    folder.run(&["init"]);
    for arguments in [
        &["new", "intent", "Users come back"][..],
        &["new", "vision", "A second vision"],
        &["new", "intent", "Users wait no longer", "--vision", "vision"],
        &["new", "milestone", "Größere Tische", "--intent", "tools-come-back", "--bundle"],
        &["new", "update", "We began", "--about", "tools-come-back"],
        &["new", "page", "About \"us\""],
    ] {
        let ended = folder.run(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.err);
    }
    assert!(folder.path("milestones/grossere-tische/index.md").is_file());
    let checked = folder.run(&["check"]);
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    let before = folder.listed();
    for arguments in [
        &["new", "page", "About us"][..],
        &["new", "milestone", "X", "--intent", "no-such-intent"],
        &["new", "milestone", "!?"],
        &["new", "idea", "X"],
        &["new", "intent", "Which vision"],
        &["new", "update", "X", "--intent", "tools-come-back"],
        &["new", "page", "Board"],
    ] {
        assert_eq!(folder.run(arguments).code, Some(2), "{arguments:?}");
    }
    assert_eq!(folder.listed(), before);
}

/// The promise: the same folder, version and day give the same bytes, whatever the machine.
#[test]
fn two_builds_from_two_folders_zones_and_locales_are_byte_identical() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    let mut files: Vec<(String, Vec<u8>)> = listed(&example).into_iter().collect();
    files.retain(|(path, _)| example.join(path).is_file() && !path.starts_with("public/"));
    let build = |folder: &Folder, zone: &str, locale: &str| {
        let mut command = program();
        command.args(["build", "--as-of", "2026-11-16", "-o", "site"]).current_dir(folder.0.path());
        command.env("TZ", zone).env("LC_ALL", locale).env("LANG", locale);
        command.env("ROADMAPGEN_PASSPHRASE_LEADERSHIP", GOOD);
        let ended = ended(command.output().expect("the program starts"));
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        listed(&folder.path("site"))
    };
    let (first, second) = (Folder(TempDir::new().expect("a folder")), Folder(TempDir::new().expect("a folder")));
    let put = |folder: &Folder, (path, bytes): &(String, Vec<u8>)| {
        let full = folder.path(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("a folder");
        fs::write(full, bytes).expect("a file");
    };
    for file in &files {
        put(&first, file);
    }
    for file in files.iter().rev() {
        put(&second, file);
    }
    let (one, other) = (build(&first, "Pacific/Kiritimati", "C"), build(&second, "America/Los_Angeles", "tr_TR.UTF-8"));
    assert!(one.len() > 50);
    for (path, bytes) in &one {
        assert!(other.get(path) == Some(bytes), "{path} differs");
    }
    assert_eq!(one.len(), other.len());
}

/// TOML's own dates have no form in JSON but their text.
fn plain(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(object) if object.len() == 1 && object.contains_key("$__toml_private_datetime") => {
            *value = object["$__toml_private_datetime"].clone();
        }
        serde_json::Value::Object(object) => object.values_mut().for_each(plain),
        serde_json::Value::Array(list) => list.iter_mut().for_each(plain),
        _ => {}
    }
}

#[test]
fn a_schema_is_printed_for_every_file_and_accepts_what_init_writes() {
    let folder = Folder(TempDir::new().expect("a folder"));
    folder.run(&["init"]);
    let validator = |what: &str| {
        let schema: serde_json::Value = serde_json::from_str(&folder.run(&["schema", what]).out).expect("JSON");
        jsonschema::validator_for(&schema).expect("a schema")
    };
    for (what, place) in [
        ("vision", "vision"),
        ("intent", "intents"),
        ("milestone", "milestones"),
        ("update", "updates"),
        ("page", "pages"),
    ] {
        let validator = validator(what);
        for (path, bytes) in listed(&folder.path(place)) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let front = text.split("+++").nth(1).expect("front matter");
            let mut value = serde_json::to_value(front.parse::<toml::Table>().expect("TOML")).expect("JSON");
            plain(&mut value);
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{place}/{path}: {errors:?}");
            value["targt"] = 2027.into();
            assert!(!validator.is_valid(&value), "{place}/{path}: an unknown key is accepted");
        }
    }
    let settings =
        fs::read_to_string(folder.path("roadmap.toml")).expect("it is there").parse::<toml::Table>().expect("TOML");
    let value = serde_json::to_value(settings).expect("JSON");
    let errors: Vec<String> = validator("roadmap").iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    folder.run(&["build"]);
    let output: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path("public/roadmap.json")).expect("it is there")).expect("JSON");
    assert!(validator("output").is_valid(&output));
}

#[test]
fn completions_are_printed_for_shells() {
    let folder = Folder::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = folder.run(&["completions", shell]);
        assert!(ended.code == Some(0) && ended.out.contains("roadmapgen"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn a_build_that_is_interrupted_leaves_nothing() {
    use rustix::process::{Pid, Signal, kill_process};
    let folder = Folder::with(&[]);
    for at in 0..600 {
        folder.write(&format!("milestones/m{at}.md"), TITLE);
    }
    for (signal, in_new_folder) in [(Signal::INT, true), (Signal::TERM, false)] {
        let output = if in_new_folder { "new/public" } else { "public" };
        let before = folder.listed();
        let mut build = program();
        build.args(["build", "-o", output]).current_dir(folder.0.path());
        let mut build =
            build.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().expect("it starts");
        let is_stage = |name: &str| name.contains(".public.roadmapgen-stage-") && name.ends_with("index.html");
        while !folder.listed().keys().any(|name| is_stage(name)) {
            assert!(build.try_wait().expect("it runs").is_none(), "it ended before anything was seen of it");
        }
        let id = i32::try_from(build.id()).ok().and_then(Pid::from_raw).expect("a process");
        kill_process(id, signal).expect("it runs");
        assert_eq!(build.wait().expect("it ended").code(), Some(130));
        let mut after = folder.listed();
        after.retain(|name, _| name != "new");
        assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
        let _ = fs::remove_dir(folder.path("new"));
    }
}
