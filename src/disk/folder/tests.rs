//! A folder that is looked at again is the same as one that is read for the first time.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Chance that is the same in each run: xorshift, by Marsaglia.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

fn roadmap() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("roadmap.toml", "[site]\n"),
        ("intents/a.md", "a"),
        ("milestones/b.md", "b"),
        ("milestones/sync/index.md", "sync"),
        ("milestones/sync/mock.png", "PNG"),
        ("static/logo.svg", "<svg/>"),
    ] {
        write(root.path(), path, text.as_bytes());
    }
    root
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let full = root.join(path);
    fs::create_dir_all(full.parent().expect("it lies in a folder")).expect("the folder can be made");
    fs::write(full, bytes).expect("the file can be written");
}

fn touched(folder: &mut Folder, paths: &[&str]) -> Option<Vec<String>> {
    let paths = paths.iter().map(PathBuf::from).collect();
    folder.touch(&paths).map(|paths| paths.iter().map(ToString::to_string).collect())
}

fn looked(folder: &mut Folder) -> (Vec<String>, bool) {
    let look = folder.look(&|| false).expect("it can be looked at").expect("nobody interrupts it");
    (look.paths.iter().map(ToString::to_string).collect(), look.problems)
}

fn assert_as_read(folder: &Folder, what: &str) {
    let read = crate::disk::read(folder.root()).expect("it can be read");
    let seen = folder.sources();
    assert_eq!(seen.texts, read.texts, "{what}");
    assert_eq!(seen.files, read.files, "{what}");
    assert_eq!(format!("{:?}", seen.problems), format!("{:?}", read.problems), "{what}");
}

#[test]
fn only_what_changed_is_another_text_than_before() {
    let root = roadmap();
    let mut folder = Folder::open(root.path()).expect("it can be read");
    let before = folder.sources().clone();
    write(root.path(), "intents/a.md", b"changed");
    write(root.path(), "milestones/b.md", b"b");
    write(root.path(), "milestones/new.md", b"new");
    fs::remove_file(root.path().join("static/logo.svg")).expect("it is there");
    let paths = ["intents/a.md", "milestones/new.md", "static/logo.svg"].map(str::to_owned).to_vec();
    assert_eq!(looked(&mut folder), (paths, false));
    let after = folder.sources();
    for path in ["roadmap.toml", "milestones/b.md", "milestones/sync/index.md"] {
        assert!(Arc::ptr_eq(&before.texts[path], &after.texts[path]), "{path}");
    }
    assert!(Arc::ptr_eq(&before.files["milestones/sync/mock.png"], &after.files["milestones/sync/mock.png"]));
    assert_eq!(looked(&mut folder), (vec![], false));
}

#[test]
fn a_touch_reads_what_is_known_and_asks_for_a_look_otherwise() {
    let root = roadmap();
    let mut folder = Folder::open(root.path()).expect("it can be read");
    write(root.path(), "intents/a.md", b"changed");
    let text = folder.sources().texts["milestones/b.md"].clone();
    assert_eq!(touched(&mut folder, &["intents/a.md", "milestones/b.md"]), Some(vec!["intents/a.md".to_owned()]));
    assert!(Arc::ptr_eq(&text, &folder.sources().texts["milestones/b.md"]));
    // Gone already, or never of interest.
    write(root.path(), "public/index.html", b"x");
    write(root.path(), "intents/.a.md.swp", b"x");
    let nothing = ["intents/4913", "public/index.html", "intents/.a.md.swp", "public", "README.md"];
    assert_eq!(touched(&mut folder, &nothing), Some(vec![]));
    write(root.path(), "intents/new.md", b"new");
    fs::remove_file(root.path().join("milestones/sync/mock.png")).expect("it is there");
    for path in ["intents/new.md", "milestones/sync/mock.png", "milestones/sync", "milestones"] {
        assert_eq!(touched(&mut folder, &[path]), None, "{path}");
    }
    fs::remove_dir_all(root.path().join("milestones/sync")).expect("it is there");
    assert_eq!(touched(&mut folder, &["milestones/sync"]), None);
}

#[test]
fn nothing_of_a_touch_is_taken_over_when_it_asks_for_a_look() {
    let root = roadmap();
    let mut folder = Folder::open(root.path()).expect("it can be read");
    write(root.path(), "intents/a.md", b"changed");
    write(root.path(), "milestones/new.md", b"new");
    assert_eq!(touched(&mut folder, &["intents/a.md", "milestones/new.md"]), None);
    assert_eq!(looked(&mut folder).0, ["intents/a.md", "milestones/new.md"]);
}

#[test]
fn a_problem_comes_and_goes_with_its_file() {
    let root = roadmap();
    let mut folder = Folder::open(root.path()).expect("it can be read");
    let file = Some(vec!["intents/a.md".to_owned()]);
    let large = vec![b'a'; 2 * 1024 * 1024];
    for (bytes, count) in [(&b"a\xff"[..], 1), (b"a", 0), (&large, 1), (b"a", 0)] {
        write(root.path(), "intents/a.md", bytes);
        assert_eq!(touched(&mut folder, &["intents/a.md"]), file);
        assert_eq!(folder.sources().problems.len(), count);
        assert_as_read(&folder, "a file with a problem");
    }
}

#[test]
fn what_is_no_bundle_any_more_publishes_no_files() {
    let root = roadmap();
    write(root.path(), "milestones/sync/run.exe", b"x");
    let mut folder = Folder::open(root.path()).expect("it can be read");
    fs::rename(root.path().join("milestones/sync/index.md"), root.path().join("milestones/sync/other.md"))
        .expect("it is there");
    let paths = ["index.md", "mock.png", "other.md", "run.exe"].map(|name| format!("milestones/sync/{name}"));
    assert_eq!(looked(&mut folder), (paths.to_vec(), true));
    assert_as_read(&folder, "no bundle");
}

#[cfg(unix)]
#[test]
fn links_and_foreign_names_are_problems_only_as_long_as_they_are_there() {
    use std::os::unix::ffi::OsStrExt;
    let root = roadmap();
    let mut folder = Folder::open(root.path()).expect("it can be read");
    let foreign = PathBuf::from(std::ffi::OsStr::from_bytes(b"vision/\xff"));
    std::os::unix::fs::symlink("/etc/hosts", root.path().join("intents/link.md")).expect("a link");
    write(root.path(), "vision/deep/x", b"");
    fs::create_dir(root.path().join(&foreign)).expect("a folder");
    assert_eq!(looked(&mut folder), (vec![], true));
    assert_eq!(folder.sources().problems.len(), 2);
    assert_as_read(&folder, "a link");
    fs::remove_file(root.path().join("intents/link.md")).expect("it is there");
    fs::remove_dir(root.path().join(&foreign)).expect("it is there");
    assert_eq!(touched(&mut folder, &["intents/link.md"]), None);
    assert_eq!(folder.touch(&BTreeSet::from([foreign])), None);
    assert_eq!(looked(&mut folder), (vec![], true));
    assert!(folder.sources().problems.is_empty());
}

#[test]
fn a_look_that_is_interrupted_or_fails_changes_nothing() {
    let root = roadmap();
    let mut folder = Folder::open(root.path()).expect("it can be read");
    write(root.path(), "intents/a.md", b"changed");
    assert!(folder.look(&|| true).expect("it can be looked at").is_none());
    assert_eq!(&*folder.sources().texts["intents/a.md"], "a");
    fs::remove_dir_all(root.path()).expect("it is there");
    assert!(folder.look(&|| false).is_err());
    assert_eq!(&*folder.sources().texts["intents/a.md"], "a");
}

/// Looks at a folder while something happens between the listing and the reading of its last file.
fn look_while(folder: &mut Folder, happens: impl Fn() + Sync) -> Look {
    let count = AtomicUsize::new(0);
    let step = || count.fetch_add(1, Ordering::Relaxed) + 1;
    let undisturbed = folder.look(&|| step() == usize::MAX).expect("it can be looked at");
    assert!(undisturbed.expect("nobody interrupts it").is_same());
    // It is asked once more before each file, and so few files are read one after another.
    let last = count.swap(0, Ordering::Relaxed);
    let look = folder.look(&|| {
        if step() == last {
            happens();
        }
        false
    });
    look.expect("it can be looked at").expect("nobody interrupts it")
}

#[test]
fn a_file_that_goes_after_it_was_listed_is_gone_and_no_problem() {
    let root = roadmap();
    let mut folder = Folder::open(root.path()).expect("it can be read");
    let look = look_while(&mut folder, || fs::remove_file(root.path().join("static/logo.svg")).expect("it is there"));
    assert_eq!((look.paths, look.problems, look.is_torn), (vec!["static/logo.svg".into()], false, true));
    assert_as_read(&folder, "a file that went");
    let look = folder.look(&|| false).expect("it can be looked at").expect("nobody interrupts it");
    assert!(look.is_same() && !look.is_torn && !folder.has_unread());
}

#[test]
fn a_folder_that_goes_before_it_is_listed_is_gone_and_no_problem() {
    let root = roadmap();
    let mut folder = Folder::open(root.path()).expect("it can be read");
    let asked = AtomicUsize::new(0);
    // The third time it is asked, at `milestones`, what that folder holds is known, and what `sync` in it holds is not.
    let is_interrupted = || {
        if asked.fetch_add(1, Ordering::Relaxed) == 2 {
            fs::remove_dir_all(root.path().join("milestones")).expect("it is there");
        }
        false
    };
    let look = folder.look(&is_interrupted).expect("it can be looked at").expect("nobody interrupts it");
    assert!(look.is_torn && !look.problems, "{look:?}");
    assert_eq!(look.paths.len(), 3);
    assert_as_read(&folder, "a folder that went");
}

#[test]
fn what_the_system_refuses_to_read_is_unread_until_it_is_read() {
    let root = roadmap();
    let logo = root.path().join("static/logo.svg");
    let mut folder = Folder::open(root.path()).expect("it can be read");
    // A folder in its place cannot be read as a file, whoever tries.
    let look = look_while(&mut folder, || {
        fs::remove_file(&logo).expect("it is there");
        fs::create_dir(&logo).expect("nothing is in the way");
    });
    assert!(look.problems && !look.is_torn && folder.has_unread());
    fs::remove_dir(&logo).expect("it is there");
    write(root.path(), "static/logo.svg", b"<svg/>");
    assert_eq!(looked(&mut folder), (vec!["static/logo.svg".to_owned()], true));
    assert!(!folder.has_unread());
    // What was read and is not as it should is not tried for ever.
    write(root.path(), "intents/a.md", b"a\xff");
    write(root.path(), "milestones/b.md", &vec![b'a'; 2 * 1024 * 1024]);
    assert!(looked(&mut folder).1 && !folder.has_unread());
}

const NAMES: [&str; 14] = [
    "roadmap.toml",
    "intents/a.md",
    "intents/b.markdown",
    "intents/deep/c.toml",
    "milestones/sync/index.md",
    "milestones/sync/mock.png",
    "milestones/sync/run.exe",
    "milestones/sync.d",
    "milestones/x.txt",
    "static/logo.svg",
    "static/_headers",
    "templates/page.html",
    "milestone/a.md",
    "vision/_draft.md",
];

/// Does one thing to the folder, and says at which paths an event would be told.
fn anything(root: &Path, chance: &mut Chance) -> Vec<PathBuf> {
    let path = chance.of(&NAMES);
    let full = root.join(path);
    let parent = full.parent().expect("it lies in a folder");
    let mut told = vec![PathBuf::from(path)];
    match chance.below(8) {
        0..4 => {
            told.extend(
                Path::new(path).ancestors().skip(1).filter(|above| !root.join(above).exists()).map(Path::to_owned),
            );
            let texts: [&[u8]; 4] = [b"one", b"two", b"no \xff text", b""];
            // Where a folder or a link is in the way nothing happens.
            let _ = fs::create_dir_all(parent).and_then(|()| fs::write(&full, texts[chance.below(4)]));
        }
        4 => drop(fs::remove_file(&full)),
        5 => {
            let other = chance.of(&NAMES);
            told.push(other.into());
            let _ = fs::rename(&full, root.join(other));
        }
        6 => {
            let folder = chance.of(&["intents", "milestones/sync", "milestones", "static"]);
            let moved = chance.of(&["gone", "vision", "pages/deep", "intents/moved"]);
            told = vec![folder.into(), moved.into()];
            if fs::rename(root.join(folder), root.join(moved)).is_err() && chance.below(2) == 0 {
                let _ = fs::remove_dir_all(root.join(folder));
            }
        }
        _ => {
            #[cfg(unix)]
            // What is written through it goes nowhere.
            let _ = std::os::unix::fs::symlink("/dev/null", &full);
        }
    }
    told
}

fn storm(seeds: Range<u64>, steps: usize, mut follow: impl FnMut(&mut Folder, Vec<PathBuf>)) {
    for seed in seeds {
        let root = roadmap();
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15 ^ (seed << 20));
        let mut folder = Folder::open(root.path()).expect("it can be read");
        for step in 0..steps {
            let told = (0..=chance.below(3)).flat_map(|_| anything(root.path(), &mut chance)).collect();
            follow(&mut folder, told);
            assert_as_read(&folder, &format!("seed {seed}, step {step}"));
        }
    }
}

#[test]
fn after_whatever_happened_a_look_sees_what_a_reading_sees() {
    storm(0..20, 30, |folder, _| drop(looked(folder)));
}

#[test]
fn after_whatever_happened_a_touch_sees_what_a_reading_sees_or_asks_for_a_look() {
    let mut kept = 0;
    storm(20..40, 30, |folder, told| match folder.touch(&told.into_iter().collect()) {
        Some(_) => kept += 1,
        None => drop(looked(folder)),
    });
    assert!(kept > 50, "only {kept} were touched");
}
