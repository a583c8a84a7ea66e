use std::collections::{BTreeMap, BTreeSet};

use tempfile::TempDir;

use super::*;
use crate::id::Id;
use crate::seal::Passphrase;

const FIXTURE: &str = "-- roadmap.toml --
[site]
title = \"T\"
[audiences.team]
[audiences.press]
access = \"public\"
-- milestones/a.md --
+++
title = \"A\"
+++
-- static/a.txt --
a
";

/// A folder with an output in it, and records beside.
struct Stage {
    folder: TempDir,
    sources: Sources,
    roadmap: Roadmap,
}

impl Stage {
    fn new() -> Self {
        let sources = Sources::from_fixture(FIXTURE);
        let (roadmap, _) = crate::read(&sources, false);
        Self { folder: TempDir::new().expect("a folder"), sources, roadmap }
    }

    fn records(&self) -> Records {
        Records { folder: self.path("cache").join(FOLDER) }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn inputs(&self) -> Inputs {
        inputs(&self.sources, &order(), false).expect("a record may be kept")
    }

    /// Puts a site into an output, as publishing does, and writes it down.
    fn published(&self, output: &str) -> Built {
        for (path, text) in FILES {
            self.write(&format!("{output}/{path}"), text.as_bytes());
        }
        self.write(&format!("{output}/{MARKER}"), b"ours");
        let built = site();
        self.records().keep(&self.inputs(), &self.path(output), &built, &sum());
        built
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    fn recalled(&self, output: &str) -> Option<(Built, Vec<String>)> {
        self.records().recall(&self.inputs(), &self.path(output), &self.roadmap)
    }

    /// The files of records.
    fn kept(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.records().folder).into_iter().flatten();
        entries.map(|entry| entry.expect("an entry").path()).collect()
    }
}

fn order() -> Order<'static> {
    let as_of = "2026-11-16".parse().expect("a day");
    Order { only: None, as_of, base_url: None, passphrases: BTreeMap::new(), denies_leaks: false }
}

fn inputs(sources: &Sources, order: &Order<'_>, with_drafts: bool) -> Option<Inputs> {
    Material::of(sources)?.with(order, with_drafts)
}

/// A site's files, in no order.
const FILES: [(&str, &str); 3] = [("index.html", "home"), ("for/press/index.html", "press"), (".nojekyll", "")];

fn sum() -> Sum {
    let sum = Sum::default();
    for (path, text) in FILES {
        sum.add(path, text.as_bytes());
    }
    sum
}

fn site() -> Built {
    let view = |audience: Option<&str>, at: &str, pages| BuiltView {
        audience: audience.map(|id| Id::new(id).expect("an id")),
        at: at.to_owned(),
        pages,
        passphrases: 0,
    };
    Built {
        files: FILES.len(),
        bytes: FILES.iter().map(|(_, text)| text.len()).sum(),
        views: vec![view(None, "", 1), view(Some("press"), "for/press/", 7)],
        leaks: Vec::new(),
    }
}

#[test]
fn what_was_published_and_stands_is_recalled_with_its_views() {
    let stage = Stage::new();
    assert!(stage.recalled("public").is_none());
    let built = stage.published("public");
    let (recalled, files) = stage.recalled("public").expect("it stands");
    assert_eq!((recalled.files, recalled.bytes, recalled.views), (built.files, built.bytes, built.views));
    assert_eq!(files, [".nojekyll", "for/press/index.html", "index.html"]);
    let drafts_too = inputs(&stage.sources, &order(), true).expect("a record may be kept");
    assert!(stage.records().recall(&drafts_too, &stage.path("public"), &stage.roadmap).is_none());
}

#[test]
fn an_output_that_somebody_has_changed_is_not_recalled() {
    type Change = fn(&Stage);
    let changes: &[(&str, Change)] = &[
        ("another text as long", |stage| stage.write("public/index.html", b"hame")),
        ("a longer text", |stage| stage.write("public/index.html", b"home!")),
        ("a file more", |stage| stage.write("public/notes.txt", b"mine")),
        ("an empty file more", |stage| stage.write("public/empty", b"")),
        ("a file less", |stage| fs::remove_file(stage.path("public/.nojekyll")).expect("it is there")),
        ("a file elsewhere", |stage| {
            fs::rename(stage.path("public/index.html"), stage.path("public/home.html")).expect("it is there");
        }),
        ("two texts that changed places", |stage| {
            stage.write("public/index.html", b"press");
            stage.write("public/for/press/index.html", b"home");
        }),
        ("an output elsewhere", |stage| {
            fs::rename(stage.path("public"), stage.path("other")).expect("it is there");
        }),
        #[cfg(unix)]
        ("a link to the same text", |stage| {
            stage.write("home", b"home");
            fs::remove_file(stage.path("public/index.html")).expect("it is there");
            std::os::unix::fs::symlink(stage.path("home"), stage.path("public/index.html")).expect("a link");
        }),
    ];
    for (name, change) in changes {
        let stage = Stage::new();
        stage.published("public");
        change(&stage);
        assert!(stage.recalled("public").is_none() && stage.recalled("other").is_none(), "{name}");
    }
}

#[test]
fn whatever_a_site_is_made_of_makes_another() {
    let stage = Stage::new();
    let usual = stage.inputs().0;
    assert_eq!(usual, stage.inputs().0);
    let of = |sources: &Sources, order: &Order<'_>, with_drafts| {
        inputs(sources, order, with_drafts).expect("a record may be kept").0
    };
    let only = stage.roadmap.audiences.get("press");
    let with = |path: &str, text: &str| {
        let mut sources = stage.sources.clone();
        sources.insert(path, text.into());
        of(&sources, &order(), false)
    };
    let all = [
        usual,
        of(&stage.sources, &order(), true),
        of(&stage.sources, &Order { only, ..order() }, false),
        of(&stage.sources, &Order { as_of: "2026-11-17".parse().expect("a day"), ..order() }, false),
        of(&stage.sources, &Order { base_url: Some("https://example.org/".to_owned()), ..order() }, false),
        with("milestones/a.md", "+++\ntitle = \"B\"\n+++\n"),
        with("milestones/b.md", "+++\ntitle = \"A\"\n+++\n"),
        with("static/a.txt", "b"),
        with("static/b.txt", "a"),
        with("templates/home.html", "a"),
    ];
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

#[test]
fn nothing_is_kept_of_a_site_with_a_sealed_view() {
    let stage = Stage::new();
    let passphrase = Passphrase::parse("turbo weather lizard camp open violin").expect("it is strong");
    let passphrases = [(Id::new("team").expect("an id"), vec![passphrase])].into();
    assert!(inputs(&stage.sources, &Order { passphrases, ..order() }, false).is_none());
}

#[test]
fn a_record_that_is_torn_is_none() {
    let stage = Stage::new();
    stage.published("public");
    let [record] = stage.kept().try_into().expect("one record");
    let text = fs::read_to_string(&record).expect("a record");
    for (name, torn) in [
        ("empty", String::new()),
        ("cut", text[..text.len() / 2].to_owned()),
        ("without its end", text.trim_end().to_owned()),
        ("another number", text.replace("\"pages\":7", "\"pages\":8")),
        ("twice", text.repeat(2)),
        ("too large", {
            let (_, of) = text.trim_end().split_once('\n').expect("two lines");
            let of = format!("{of}{}", " ".repeat(usize::try_from(LARGEST).expect("it fits")));
            format!("{}\n{of}\n", digits(of.as_bytes()))
        }),
    ] {
        assert_ne!(torn, text);
        fs::write(&record, torn).expect("a file");
        assert!(stage.recalled("public").is_none(), "{name}");
    }
    fs::write(&record, &text).expect("a file");
    assert!(stage.recalled("public").is_some());
}

#[test]
fn old_records_go_with_the_next_one_that_is_written_and_what_is_none_stays() {
    let stage = Stage::new();
    stage.published("one");
    let [record] = stage.kept().try_into().expect("one record");
    stage.write("cache/roadmapgen/package.json", b"{}");
    stage.write("cache/roadmapgen/notes.txt", b"somebody's");
    for path in stage.kept() {
        let file = fs::File::options().append(true).open(path).expect("a file");
        let now = file.metadata().and_then(|about| about.modified()).expect("a time");
        file.set_modified(now - LONGEST_KEPT - Duration::from_secs(60)).expect("a time can be set");
    }
    stage.published("two");
    assert!(!record.exists() && stage.recalled("two").is_some());
    assert!(stage.path("cache/roadmapgen/package.json").exists() && stage.path("cache/roadmapgen/notes.txt").exists());
    stage.published("one");
    stage.published("two");
    assert!(stage.recalled("one").is_some(), "it is not old");
}

#[cfg(unix)]
#[test]
fn a_record_is_its_users_alone_and_one_that_never_ends_is_none() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = Stage::new();
    stage.published("public");
    let [record] = stage.kept().try_into().expect("one record");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&stage.records().folder), mode(&record)), (0o700, 0o600));
    fs::remove_file(&record).expect("it is there");
    rustix::fs::mknodat(rustix::fs::CWD, &record, rustix::fs::FileType::Fifo, 0o600.into(), 0).expect("a pipe");
    assert!(stage.recalled("public").is_none());
    // A link in its place leads to what is somebody's.
    stage.write("keys", b"mine");
    fs::remove_file(&record).expect("it is there");
    std::os::unix::fs::symlink(stage.path("keys"), &record).expect("a link");
    stage.published("public");
    assert_eq!(fs::read(stage.path("keys")).expect("it is there"), b"mine");
    assert!(stage.recalled("public").is_some());
    // Nor is a folder used in which others may put one.
    fs::set_permissions(stage.records().folder, fs::Permissions::from_mode(0o777)).expect("they can be set");
    assert!(stage.recalled("public").is_none());
}

#[test]
fn no_record_is_kept_where_it_would_be_read_as_content() {
    let stage = Stage::new();
    stage.write("plan/roadmap.toml", b"");
    let built = stage.published("public");
    for (folder, is_kept) in [("plan/static", false), ("plan/static/deep", false), ("plan/.cache", true)] {
        let records = Records { folder: stage.path(folder).join(FOLDER) };
        fs::create_dir_all(stage.path(folder)).expect("a folder");
        records.keep(&stage.inputs(), &stage.path("public"), &built, &sum());
        assert_eq!(records.folder.exists(), is_kept, "{folder}");
    }
}

#[test]
fn where_no_record_can_be_kept_nothing_is_written_and_nothing_fails() {
    let stage = Stage::new();
    stage.write("file", b"no folder");
    let built = stage.published("public");
    for folder in [stage.path("file"), stage.path("public/cache"), stage.path("public")] {
        let records = Records { folder: folder.join(FOLDER) };
        records.keep(&stage.inputs(), &stage.path("public"), &built, &sum());
        assert!(!folder.join(FOLDER).exists(), "{}", folder.display());
        assert!(records.recall(&stage.inputs(), &stage.path("public"), &stage.roadmap).is_none());
    }
    assert!(stage.recalled("public").is_some());
}

#[test]
fn each_byte_of_a_file_that_is_read_in_parts_counts() {
    let stage = Stage::new();
    let hash = |bytes: &[u8]| {
        stage.write("file", bytes);
        hash_of_file(&stage.path("file")).expect("it is there")
    };
    let part = usize::try_from(PART).expect("it is small");
    let bytes: Vec<u8> = (0..=250).cycle().take(2 * part + 7).collect();
    let lengths = [0, 1, part - 1, part, part + 1, 2 * part, 2 * part + 7];
    let mut all: BTreeSet<String> = lengths.iter().map(|&length| hash(&bytes[..length])).collect();
    for at in [0, part - 1, part, 2 * part - 1, 2 * part, 2 * part + 6] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        all.insert(hash(&changed));
    }
    assert_eq!(all.len(), lengths.len() + 6);
    assert_eq!(hash(&bytes), hash(&bytes));
}
