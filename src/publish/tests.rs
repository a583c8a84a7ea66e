//! Publishing onto a real disk.

mod faults;
mod piecemeal;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::place::Surroundings;
use super::{Options, PublishError, Published, lock, owner, publish_among};

fn site(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    files.iter().map(|(route, text)| (route.to_string(), text.as_bytes().to_vec())).collect()
}

fn publish(output: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<Published, PublishError> {
    publish_among(output, files, Options::default(), &Surroundings::default())
}

fn forced(output: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<Published, PublishError> {
    publish_among(output, files, Options { force: true, ..Options::default() }, &Surroundings::default())
}

fn says<T: std::fmt::Debug>(outcome: Result<T, PublishError>, folder: &Path) -> String {
    let text = outcome.expect_err("this must not be published").to_string();
    text.replace(&format!("{}/", folder.display()), "")
}

/// All files below a folder but the marker, and their texts.
fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("a folder can be read"));
    files
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_str().expect("UTF-8").to_string();
            (path, fs::read(entry.path()).unwrap_or_default())
        })
        .filter(|(path, _)| path != owner::MARKER)
        .collect()
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder can be read")
        .map(|entry| entry.expect("an entry can be read").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

fn temporary() -> (TempDir, std::path::PathBuf) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let output = root.path().join("public");
    (root, output)
}

fn first() -> BTreeMap<String, Vec<u8>> {
    site(&[("index.html", "one"), ("a/b/c.html", "c"), ("a/old.html", "old"), (".nojekyll", "")])
}

fn second() -> BTreeMap<String, Vec<u8>> {
    site(&[("index.html", "two"), ("a/b/c.html", "c"), ("a/new.html", "new"), (".nojekyll", "")])
}

#[test]
fn a_site_is_published_and_pages_of_earlier_builds_do_not_stay() {
    let (root, output) = temporary();
    let done = publish(&output, &first()).expect("a fresh site");
    assert_eq!((done.written, done.unchanged, done.warnings), (4, false, vec![]));
    assert_eq!(read(&output), first());

    let done = publish(&output, &second()).expect("another site");
    assert_eq!(done.written, 2, "only what differs is written");
    assert_eq!(done.warnings, Vec::<String>::new());
    assert_eq!(read(&output), second());
    assert_eq!(names(root.path()), ["public"], "nothing is left beside it");

    publish(&output, &site(&[("a", "a file where a folder was"), ("index.html/x", "and the other way")]))
        .expect("a third");
    assert_eq!(names(&output), [".roadmapgen", "a", "index.html"]);
}

#[test]
fn missing_folders_above_the_output_are_made_and_an_empty_one_is_taken() {
    let (root, _) = temporary();
    publish(&root.path().join("x/y/z"), &first()).expect("made");
    assert_eq!(read(&root.path().join("x/y/z")), first());
    fs::create_dir_all(root.path().join("empty/inner")).expect("made");
    publish(&root.path().join("empty"), &first()).expect("an empty folder is nobody's");
    publish(&root.path().join("none"), &site(&[])).expect("a site of nothing");
    assert_eq!(names(&root.path().join("none")), [".roadmapgen"]);
    publish(&root.path().join("none"), &first()).expect("and it is ours");
}

#[test]
fn many_files_are_published_on_all_cores() {
    let (_root, output) = temporary();
    let many = |text: &str| -> BTreeMap<String, Vec<u8>> {
        (0..700)
            .map(|n| (format!("m/{n}/index.html"), format!("{n} {}", if n % 7 == 0 { text } else { "" }).into()))
            .collect()
    };
    publish(&output, &many("one")).expect("published");
    let done = publish(&output, &many("two")).expect("published");
    assert_eq!(done.written, 100);
    assert_eq!(read(&output), many("two"));
    assert!(publish(&output, &many("two")).expect("published").unchanged);
}

#[test]
fn what_somebody_else_wrote_is_refused_and_kept() {
    let (root, output) = temporary();
    fs::create_dir(&output).expect("made");
    fs::write(output.join("notes.txt"), "mine").expect("written");
    let error = publish(&output, &first()).expect_err("refused");
    assert!(matches!(
        &error,
        PublishError::Refused { help: Some("choose another --output-dir, or replace it with --force"), .. }
    ));
    assert_eq!(
        says::<()>(Err(error), root.path()),
        "`public` holds files that roadmapgen did not write, for example `notes.txt`"
    );
    for name in ["b", "c", "d"] {
        fs::write(output.join(name), "").expect("written");
    }
    assert!(says(publish(&output, &first()), root.path()).ends_with("for example `b`, `c` and `d`"));
    assert_eq!(fs::read(output.join("notes.txt")).expect("kept"), b"mine");
    assert_eq!(names(root.path()), ["public"]);

    forced(&output, &first()).expect("--force replaces it");
    assert_eq!(read(&output), first());

    fs::write(output.join("a/mine.txt"), "mine").expect("written");
    let changed = "files were added to `public` or removed from it since roadmapgen wrote it";
    assert_eq!(says(publish(&output, &second()), root.path()), changed);
    fs::remove_file(output.join("a/mine.txt")).expect("removed");
    fs::remove_file(output.join("index.html")).expect("removed");
    assert_eq!(says(publish(&output, &second()), root.path()), changed);
    assert_eq!(says(publish(&output, &first()), root.path()), changed);
}

#[test]
fn some_folders_are_refused_even_with_force() {
    let (root, output) = temporary();
    let here = root.path().canonicalize().expect("it exists");
    for inner in ["repo/.git", "home/me", "work/plan/milestones", "work/plan/site", "above/.git/hooks"] {
        fs::create_dir_all(here.join(inner)).expect("made");
    }
    fs::write(here.join("work/plan/roadmap.toml"), "").expect("written");
    fs::write(here.join("file"), "").expect("written");
    let around = Surroundings { current: Some(here.join("work/plan")), home: Some(here.join("home/me")) };
    let before = read(&here);
    for (asked, answer) in [
        ("..", "`..` is the current folder or above it: roadmapgen never replaces that"),
        (".", "`.` is the current folder or above it: roadmapgen never replaces that"),
        ("site/..", "`site/..` is the current folder or above it: roadmapgen never replaces that"),
        ("/", "`/` is the root of the file system: roadmapgen never replaces that"),
        ("", "the output folder has no name"),
        ("../../home", "`../../home` is the home folder or above it: roadmapgen never replaces that"),
        ("../../home/me", "`../../home/me` is the home folder or above it: roadmapgen never replaces that"),
        ("../../repo", "`../../repo` holds a repository, `.git`: roadmapgen never replaces that"),
        ("../../repo/.git/x", "`../../repo/.git/x` is inside a `.git` folder: roadmapgen never replaces that"),
        (
            "milestones",
            "`milestones` is a folder of the roadmap's content, or inside one: roadmapgen never replaces that",
        ),
        ("static/x", "`static/x` is a folder of the roadmap's content, or inside one: roadmapgen never replaces that"),
        ("none/../x", "`none/../x` leads through a folder that does not exist"),
        ("../../file", "`../../file` is a file, not a folder"),
        ("../../file/x", "cannot create ../../file/x: not a directory"),
        ("../../file/x/y", "cannot create ../../file/x/y: not a directory"),
    ] {
        let outcome = publish_among(Path::new(asked), &first(), Options { force: true, ..Options::default() }, &around);
        assert_eq!(says(outcome, &here), answer, "for {asked}");
    }
    let elsewhere = Surroundings::default();
    let plan = publish_among(&here.join("work"), &first(), Options { force: true, ..Options::default() }, &elsewhere);
    assert_eq!(says(plan, &here), "`work` holds a roadmap, `plan/roadmap.toml`: roadmapgen never replaces that");
    assert_eq!(read(&here), before);
    publish_among(Path::new("site"), &first(), Options::default(), &around).expect("beside the content is fine");
    publish(&output, &first()).expect("and so is another folder");
}

#[cfg(unix)]
#[test]
fn an_unchanged_site_is_not_written_at_all() {
    use std::os::unix::fs::MetadataExt;
    let (root, output) = temporary();
    publish(&output, &first()).expect("published");
    let state = |path: &Path| {
        let about = fs::metadata(path).expect("it exists");
        (about.ino(), about.mtime(), about.mtime_nsec(), about.ctime(), about.ctime_nsec())
    };
    let all = || {
        [root.path(), &output, &output.join("index.html"), &output.join("a"), &output.join(".roadmapgen")].map(state)
    };
    let before = all();
    let done = publish(&output, &first()).expect("published");
    assert!(done.unchanged && done.written == 0);
    assert_eq!(all(), before);
    fs::create_dir(root.path().join(".public.roadmapgen-stage-1-1")).expect("made");
    assert!(publish(&output, &first()).expect("published").unchanged);
    assert_eq!(names(root.path()), ["public"], "it tidies up all the same");
}

#[cfg(unix)]
#[test]
fn modes_do_not_depend_on_how_the_old_site_was() {
    use std::os::unix::fs::PermissionsExt;
    let (_root, output) = temporary();
    let mode = |path: &str| fs::metadata(output.join(path)).expect("it exists").permissions().mode() & 0o777;
    let set = |path: &str, mode| {
        fs::set_permissions(output.join(path), fs::Permissions::from_mode(mode)).expect("set");
    };
    publish(&output, &first()).expect("published");
    set("a/b/c.html", 0o600);
    set("a", 0o700);
    set("", 0o700);
    publish(&output, &second()).expect("published");
    for path in ["index.html", "a/b/c.html", "a/new.html", ".nojekyll", ".roadmapgen"] {
        assert_eq!(mode(path), 0o644, "{path}");
    }
    for path in ["", "a", "a/b"] {
        assert_eq!(mode(path), 0o755, "{path:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_output_is_followed_and_stays_a_link() {
    use std::os::unix::fs::symlink;
    let (root, output) = temporary();
    fs::create_dir_all(root.path().join("srv/real")).expect("made");
    symlink("srv/real", &output).expect("linked");
    publish(&output, &first()).expect("published");
    publish(&output, &second()).expect("published");
    assert_eq!(read(&root.path().join("srv/real")), second());
    assert!(fs::symlink_metadata(&output).expect("it exists").is_symlink());
    assert_eq!(names(&root.path().join("srv")), ["real"]);

    symlink("nowhere", root.path().join("broken")).expect("linked");
    assert_eq!(
        says(publish(&root.path().join("broken"), &first()), root.path()),
        "`broken` is a link that leads nowhere"
    );
    // A link inside is one foreign file, and what it leads to is nobody's business.
    fs::write(root.path().join("srv/secret"), "kept").expect("written");
    symlink("..", root.path().join("srv/real/up")).expect("linked");
    publish(&output, &first()).expect_err("refused");
    forced(&output, &first()).expect("replaced");
    assert_eq!(fs::read(root.path().join("srv/secret")).expect("kept"), b"kept");
}

#[test]
fn what_dead_builds_left_is_swept_and_what_lives_is_not() {
    let (root, output) = temporary();
    let beside = |name: &str| {
        let folder = root.path().join(name);
        fs::create_dir_all(folder.join("x")).expect("made");
        fs::write(folder.join("x/y"), "").expect("written");
        folder
    };
    beside(".public.roadmapgen-stage-1-1");
    beside(".public.roadmapgen-aside-99999999-2");
    fs::write(root.path().join(".public.roadmapgen-lock"), "").expect("written");
    for name in [".public2.roadmapgen-stage-1-1", ".public.roadmapgen-stage-mine", ".public.roadmapgen-kept-1-1"] {
        beside(name);
    }
    let living = beside(".public.roadmapgen-stage-1-2");
    let alive = lock::mark_alive(&living);
    // With an output, so that the folder that stepped aside is an old one.
    fs::create_dir(&output).expect("made");
    publish(&output, &first()).expect("published");
    let mut left = vec![".public.roadmapgen-kept-1-1", ".public.roadmapgen-stage-1-2", ".public.roadmapgen-stage-mine"];
    left.extend([".public2.roadmapgen-stage-1-1", "public"]);
    assert_eq!(names(root.path()), left);
    drop(alive);
    publish(&output, &second()).expect("published");
    left.remove(1);
    assert_eq!(names(root.path()), left);
}

#[test]
fn hostile_routes_write_nothing() {
    let (root, output) = temporary();
    for route in ["../x", "/x", "a/../../x", "a\\x", "C:/x", "nul", "a.", ".git/config", ".roadmapgen"] {
        let error = forced(&output, &site(&[("index.html", ""), (route, "")])).expect_err("refused");
        assert!(matches!(error, PublishError::Refused { .. }));
        assert_eq!(names(root.path()), Vec::<String>::new(), "{route}");
    }
}
