//! Whatever is done to a folder, what is told last is what a reading of it gives.
//!
//! Nothing here waits for a fixed time to find something: it waits until what is expected was told.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use notify::{ErrorKind, RecursiveMode};

use crate::disk;

use super::*;

/// How long to wait for what must come, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder with a roadmap, watched.
struct Stage {
    /// What must be told before anything else is dropped.
    watching: Option<Watching>,
    told: Arc<Mutex<Told>>,
    root: PathBuf,
    _around: tempfile::TempDir,
}

#[derive(Default)]
struct Told {
    changes: Vec<Change>,
    notices: Vec<String>,
}

impl Stage {
    fn new(how: Watcher) -> Self {
        Self::by(how, Native::system)
    }

    fn by(how: Watcher, means: native::Means) -> Self {
        let around = tempfile::tempdir().expect("a folder");
        let root = around.path().join("roadmap");
        for (path, text) in [
            ("roadmap.toml", "[site]\n"),
            ("intents/a.md", "a"),
            ("milestones/b.md", "b"),
            ("milestones/deep/c.md", "c"),
        ] {
            put(&root.join(path), text);
        }
        let folder = Folder::open(&root).expect("it can be read");
        let told = Arc::new(Mutex::new(Told::default()));
        let (notices, changes) = (told.clone(), told.clone());
        let notice = move |line: &str| notices.lock().expect("no panic").notices.push(line.to_owned());
        let change = move |change| changes.lock().expect("no panic").changes.push(change);
        let watching = watch_by(folder, how, means, notice, change).expect("a thread");
        Self { watching: Some(watching), told, root, _around: around }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn put(&self, path: &str, text: &str) {
        put(&self.path(path), text);
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("it can be renamed");
    }

    /// Waits until something holds of what was told.
    fn until(&self, what: &str, holds: impl Fn(&Told) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds(&self.told.lock().expect("no panic")) {
            assert!(Instant::now() < end, "this was never told: {what}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until the text of a file was told; none where it must be gone.
    fn until_text(&self, path: &str, text: Option<&str>) {
        self.until(&format!("{path} is {text:?}"), |told| {
            told.changes.last().is_some_and(|last| last.sources.texts.get(path).map(|text| &**text) == text)
        });
    }

    /// Waits until what was told last is what is there.
    fn until_as_read(&self, what: &str) {
        let read = disk::read(&self.root).expect("it can be read");
        self.until(what, |told| {
            told.changes.last().is_some_and(|last| {
                last.sources.texts == read.texts
                    && last.sources.files == read.files
                    && format!("{:?}", last.sources.problems) == format!("{:?}", read.problems)
            })
        });
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.watching.take());
    }
}

fn put(full: &Path, text: &str) {
    fs::create_dir_all(full.parent().expect("it lies in a folder")).expect("the folder can be made");
    fs::write(full, text).expect("the file can be written");
}

/// Everything that editors and people do with files, one after another.
fn ways_to_save(how: Watcher) {
    let stage = Stage::new(how);
    stage.put("milestones/b.md", "in place");
    stage.until_text("milestones/b.md", Some("in place"));
    stage.put("milestones/b.md.tmp", "renamed over");
    stage.rename("milestones/b.md.tmp", "milestones/b.md");
    stage.until_text("milestones/b.md", Some("renamed over"));
    // A copy is kept while it is written, and removed.
    stage.rename("milestones/deep/c.md", "milestones/deep/c.md~");
    stage.put("milestones/deep/c.md", "with a copy");
    fs::remove_file(stage.path("milestones/deep/c.md~")).expect("it is there");
    stage.until_text("milestones/deep/c.md", Some("with a copy"));
    stage.rename("intents/a.md", "intents/z.md");
    stage.until_text("intents/z.md", Some("a"));
    stage.until_text("intents/a.md", None);
    fs::remove_file(stage.path("intents/z.md")).expect("it is there");
    stage.until_text("intents/z.md", None);
    for (path, text) in [("roadmap.toml", "[site]\ntitle = \"T\"\n"), ("templates/page.html", "<p>")] {
        stage.put(path, text);
        stage.until_text(path, Some(text));
    }
    stage.put("static/logo.svg", "<svg/>");
    stage.until_as_read("a file in a folder that is new");
    stage.put("static/logo.svg", "<svg></svg>");
    stage.until_as_read("a file that changed");
    for number in 0..100 {
        stage.put(&format!("updates/{number}.md"), "u");
    }
    stage.until_as_read("a hundred files");
    assert!(stage.told.lock().expect("no panic").notices.is_empty());
}

#[test]
fn every_way_to_save_is_seen() {
    ways_to_save(Watcher::Native);
}

#[test]
fn every_way_to_save_is_seen_by_polling() {
    ways_to_save(Watcher::Poll);
}

#[test]
fn a_file_that_is_written_as_memory_is_seen() {
    let stage = Stage::new(Watcher::Native);
    stage.put("milestones/b.md", "text");
    stage.until_text("milestones/b.md", Some("text"));
    // Past the last look at the whole folder, which would see it without any event.
    thread::sleep(AUDIT * 4);
    let program = "import mmap, sys\n\
                   with open(sys.argv[1], 'r+b') as file, mmap.mmap(file.fileno(), 0) as memory: memory[:4] = b'SAVE'";
    let written =
        std::process::Command::new("python3").args(["-c", program]).arg(stage.path("milestones/b.md")).status();
    if !written.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no python3 that writes a file as memory");
        return;
    }
    stage.until_text("milestones/b.md", Some("SAVE"));
}

#[test]
fn a_bundle_is_seen_with_all_its_files_however_fast_they_came() {
    let stage = Stage::new(Watcher::Native);
    for number in 0..20 {
        stage.put(&format!("milestones/new/{number}/index.md"), "x");
        stage.put(&format!("milestones/new/{number}/pictures/mock.png"), "PNG");
    }
    stage.until_as_read("all bundles");
    // What is in them is watched too.
    stage.put("milestones/new/7/index.md", "changed");
    stage.until_text("milestones/new/7/index.md", Some("changed"));
    stage.put("milestones/new/9/pictures/mock.png", "changed");
    stage.until_as_read("a picture");
}

#[test]
fn a_content_folder_may_come_and_go() {
    let stage = Stage::new(Watcher::Native);
    for text in ["once", "twice"] {
        fs::remove_dir_all(stage.path("milestones")).expect("it is there");
        stage.until_text("milestones/b.md", None);
        stage.put("milestones/b.md", text);
        stage.put("milestones/deep/c.md", text);
        stage.until_text("milestones/deep/c.md", Some(text));
        stage.put("milestones/b.md", "and changed");
        stage.until_text("milestones/b.md", Some("and changed"));
    }
    // Without a pause.
    for number in 0..20 {
        fs::remove_dir_all(stage.path("milestones")).expect("it is there");
        stage.put("milestones/deep/c.md", &format!("{number}"));
    }
    stage.until_text("milestones/deep/c.md", Some("19"));
    stage.put("milestones/deep/c.md", "at last");
    stage.until_text("milestones/deep/c.md", Some("at last"));
}

#[test]
fn a_content_folder_may_be_renamed_away_and_back() {
    let stage = Stage::new(Watcher::Native);
    stage.rename("milestones", "old");
    stage.until_text("milestones/b.md", None);
    stage.put("old/b.md", "changed while away");
    stage.rename("old", "milestones");
    stage.until_text("milestones/b.md", Some("changed while away"));
    stage.put("milestones/deep/c.md", "changed when back");
    stage.until_text("milestones/deep/c.md", Some("changed when back"));
    stage.rename("milestones/deep", "intents/deep");
    stage.until_text("intents/deep/c.md", Some("changed when back"));
    stage.put("intents/deep/c.md", "changed there");
    stage.until_text("intents/deep/c.md", Some("changed there"));
}

fn root_goes(how: Watcher) {
    let stage = Stage::new(how);
    let aside = stage.root.with_file_name("aside");
    let tells = |count: usize| {
        stage.until("that it is gone", |told| told.notices.len() == count);
    };
    fs::rename(&stage.root, &aside).expect("it can be renamed");
    tells(1);
    put(&aside.join("intents/a.md"), "changed while away");
    fs::rename(&aside, &stage.root).expect("it can be renamed");
    stage.until_text("intents/a.md", Some("changed while away"));
    stage.put("intents/a.md", "changed when back");
    stage.until_text("intents/a.md", Some("changed when back"));
    // Another folder in its place.
    fs::rename(&stage.root, &aside).expect("it can be renamed");
    tells(2);
    let other = stage.root.with_file_name("other");
    put(&other.join("intents/other.md"), "other");
    put(&other.join("roadmap.toml"), "[site]\n");
    fs::rename(&other, &stage.root).expect("it can be renamed");
    stage.until_text("intents/other.md", Some("other"));
    stage.until_text("intents/a.md", None);
    stage.put("intents/other.md", "changed");
    stage.until_text("intents/other.md", Some("changed"));
    let told = stage.told.lock().expect("no panic");
    for notice in &told.notices {
        assert!(notice.starts_with("cannot read ") && notice.ends_with("; going on with what was last read"));
    }
    assert!(told.changes.iter().all(|change| !change.sources.texts.is_empty()), "nothing is no roadmap");
}

#[test]
fn the_folder_itself_may_go_and_come_back() {
    root_goes(Watcher::Native);
}

#[test]
fn the_folder_itself_may_go_and_come_back_while_it_is_polled() {
    root_goes(Watcher::Poll);
}

#[test]
fn a_folder_above_may_be_exchanged_without_an_event() {
    let stage = Stage::new(Watcher::Native);
    stage.put("intents/a.md", "it is watched");
    stage.until_text("intents/a.md", Some("it is watched"));
    let around = stage.root.parent().expect("it lies in a folder").to_owned();
    let aside = around.with_extension("aside");
    fs::rename(&around, &aside).expect("it can be renamed");
    stage.put("intents/a.md", "another one");
    stage.until_text("intents/a.md", Some("another one"));
    fs::remove_dir_all(&aside).expect("it is there");
    stage.put("intents/a.md", "and watched");
    stage.until_text("intents/a.md", Some("and watched"));
}

#[test]
fn where_no_content_changes_nothing_is_told() {
    let stage = Stage::new(Watcher::Native);
    stage.put("intents/.new", "a");
    stage.rename("intents/.new", "intents/a.md");
    stage.put("public/index.html", "<p>");
    stage.put(".git/index", "x");
    stage.put("intents/.a.md.swp", "x");
    stage.put("intents/a.md~", "x");
    let file = fs::File::options().append(true).open(stage.path("milestones/b.md")).expect("it is there");
    file.set_modified(std::time::UNIX_EPOCH).expect("times can be set");
    // What comes after all that is told first.
    stage.put("milestones/deep/c.md", "changed");
    stage.until_text("milestones/deep/c.md", Some("changed"));
    let told = stage.told.lock().expect("no panic");
    for change in &told.changes {
        assert_eq!(change.paths, ["milestones/deep/c.md".into()]);
    }
}

#[test]
fn what_changed_before_the_watching_began_is_told() {
    let around = tempfile::tempdir().expect("a folder");
    put(&around.path().join("vision/v.md"), "v");
    let folder = Folder::open(around.path()).expect("it can be read");
    put(&around.path().join("vision/v.md"), "changed");
    let (tell, told) = std::sync::mpsc::channel();
    let watching = watch(folder, Watcher::Native, |_| {}, move |change| drop(tell.send(change))).expect("a thread");
    let change = told.recv_timeout(PATIENCE).expect("it is told");
    assert_eq!(&*change.sources.texts["vision/v.md"], "changed");
    drop(watching);
    put(&around.path().join("vision/v.md"), "after the end");
    assert!(told.recv().is_err(), "nobody tells any more");
}

/// A system that watches no more folders.
struct Exhausted;

impl notify::Watcher for Exhausted {
    fn new<F: notify::EventHandler>(_: F, _: notify::Config) -> notify::Result<Self> {
        Ok(Self)
    }

    fn watch(&mut self, _: &Path, mode: RecursiveMode) -> notify::Result<()> {
        match mode {
            RecursiveMode::NonRecursive => Ok(()),
            RecursiveMode::Recursive => Err(notify::Error::new(ErrorKind::MaxFilesWatch)),
        }
    }

    fn unwatch(&mut self, _: &Path) -> notify::Result<()> {
        Err(notify::Error::watch_not_found())
    }

    fn kind() -> notify::WatcherKind {
        notify::WatcherKind::NullWatcher
    }
}

#[test]
fn where_the_system_does_not_tell_the_folder_is_polled() {
    let exhausted: native::Means = |_| Ok(Box::new(Exhausted));
    let no_descriptor: native::Means = |_| Err(notify::Error::io(io::Error::from_raw_os_error(24)));
    for (means, reason) in [(exhausted, "the system watches no more folders"), (no_descriptor, "os error 24")] {
        let stage = Stage::by(Watcher::Native, means);
        stage.put("intents/a.md", "changed");
        stage.until_text("intents/a.md", Some("changed"));
        let told = stage.told.lock().expect("no panic");
        assert_eq!(told.notices.len(), 1, "{:?}", told.notices);
        assert!(told.notices[0].contains(reason), "{}", told.notices[0]);
        assert!(told.notices[0].ends_with("; looking for changes every 300 ms instead"), "{}", told.notices[0]);
    }
}

/// Does one thing to a folder; what cannot be done is not.
fn anything(root: &Path, chance: &mut u64) {
    let mut below = |bound: usize| {
        // Xorshift, by Marsaglia.
        *chance ^= *chance << 13;
        *chance ^= *chance >> 7;
        *chance ^= *chance << 17;
        usize::try_from(*chance >> 33).expect("31 bits") % bound
    };
    let folders = ["intents", "milestones", "milestones/deep", "milestones/sync", "static", "vision", "intents/deep"];
    let names = ["a.md", "b.md", "index.md", "c.toml", "mock.png", ".hidden.md", "a.md~"];
    let mut file = || root.join(folders[below(folders.len())]).join(names[below(names.len())]);
    let (one, other) = (file(), file());
    let number = below(1000);
    let _ = match below(16) {
        0..8 => fs::create_dir_all(one.parent().expect("a folder")).and_then(|()| fs::write(&one, number.to_string())),
        8 => fs::write(root.join("roadmap.toml"), number.to_string()),
        9 | 10 => fs::remove_file(&one),
        11..13 => fs::rename(&one, &other),
        13 => fs::rename(one.parent().expect("a folder"), root.join(["gone", "pages", "intents/moved"][number % 3])),
        14 => fs::rename(root.join(["gone", "pages", "intents/moved"][number % 3]), one.parent().expect("a folder")),
        _ => fs::remove_dir_all(one.parent().expect("a folder")),
    };
}

fn storm(seed: u64) {
    let stage = Stage::new(Watcher::Native);
    let mut chance = 0x9E37_79B9_7F4A_7C15 ^ (seed << 24);
    for number in 0..400 {
        anything(&stage.root, &mut chance);
        // Around the time that it must be quiet: batches end in the middle of everything.
        if number % 8 == 7 {
            thread::sleep(Duration::from_millis(chance % 40));
        }
    }
    stage.put("vision/last.md", "the last word");
    stage.until_as_read(&format!("what seed {seed} left"));
    // The watches are whole too: whatever is written now in any folder is seen.
    for entry in walkdir::WalkDir::new(&stage.root).into_iter().flatten().filter(|entry| entry.file_type().is_dir()) {
        let path = entry.path().join("after.md");
        let inside = path.strip_prefix(&stage.root).expect("below the root").to_owned();
        if disk::concerns(&inside) {
            fs::write(&path, "after").expect("it can be written");
            stage.until_as_read(&format!("{} of seed {seed}", inside.display()));
        }
    }
    assert!(stage.told.lock().expect("no panic").notices.is_empty());
}

#[test]
fn a_storm_ends_with_what_is_there() {
    thread::scope(|scope| {
        for seed in 0..4 {
            scope.spawn(move || storm(seed));
        }
    });
}
