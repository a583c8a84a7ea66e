//! Two roadmaps that are built into one output, and the sites that must come of them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Every file of a site with its bytes, the marker too.
pub type Site = BTreeMap<String, Vec<u8>>;

/// A temporary folder with the roadmaps `one` and `two` in it, and the sites that they become.
pub struct House {
    root: TempDir,
    pub one: Site,
    pub two: Site,
}

impl House {
    /// Roadmaps of two items each, of which one is theirs alone; and so many more.
    pub fn new(more: usize) -> Self {
        let root = TempDir::new().expect("a folder");
        for name in ["one", "two"] {
            let write = |path: &str, text: &str| {
                let path = root.path().join(name).join(path);
                fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                fs::write(path, text).expect("a file");
            };
            let item = |title: &str| format!("+++\ntitle = \"{title}\"\n+++\nIt is of {name}.\n");
            write("roadmap.toml", &format!("[site]\ntitle = \"Roadmap {name}\"\n"));
            write("intents/both.md", &item("Both have this"));
            write(&format!("milestones/of-{name}/index.md"), &item("Only one has this"));
            write(&format!("milestones/of-{name}/notes.txt"), name);
            for number in 0..more {
                write(&format!("milestones/more-{number}.md"), &item(&format!("Step {number}")));
            }
        }
        let mut house = Self { root, one: Site::new(), two: Site::new() };
        for name in ["one", "two"] {
            let ended = house.build(name, &house.path(name).join("wanted"));
            assert_eq!(ended.code, Some(0), "{}", ended.err);
            let site = read(&house.path(name).join("wanted"));
            fs::remove_dir_all(house.path(name).join("wanted")).expect("it was built");
            match name {
                "one" => house.one = site,
                _ => house.two = site,
            }
        }
        assert_ne!(house.one, house.two);
        fs::create_dir(house.path("out")).expect("made");
        house
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where the site is published.
    pub fn output(&self) -> PathBuf {
        self.path("out/public")
    }

    /// The program with all that it needs to build one of the roadmaps.
    pub fn arguments(&self, name: &str, output: &Path) -> Vec<OsString> {
        let arguments = ["build".into(), self.path(name).into(), "-o".into(), output.into()];
        let day = ["--as-of".into(), "2026-11-16".into()];
        std::iter::once(program().into()).chain(arguments).chain(day).collect()
    }

    /// Builds one of the roadmaps as anybody would.
    pub fn build(&self, name: &str, output: &Path) -> Ended {
        run(&self.arguments(name, output))
    }

    /// The site of `one` stands in the output, and nothing beside it.
    pub fn stand(&self) {
        let out = self.path("out");
        fs::remove_dir_all(&out).expect("it can be removed");
        put(&self.one, &self.output());
    }

    /// The names beside the output, itself left out.
    pub fn beside(&self) -> Vec<String> {
        names(&self.path("out")).into_iter().filter(|name| name != "public").collect()
    }

    /// What stands in the output: a site, whole and to the byte; or else what is wrong with it.
    pub fn stands(&self) -> Result<Stands, String> {
        let site = read(&self.output());
        if site == self.one {
            return Ok(Stands::One);
        }
        if site == self.two {
            return Ok(Stands::Two);
        }
        if !self.output().exists() {
            return Ok(Stands::None);
        }
        let mut mix = String::new();
        for path in self.one.keys().chain(self.two.keys()).chain(site.keys()).collect::<std::collections::BTreeSet<_>>()
        {
            let of = |other: &Site| site.get(path).is_some_and(|bytes| other.get(path) == Some(bytes));
            let whose = match (of(&self.one), of(&self.two)) {
                (true, true) => continue,
                (true, false) => "of the old site",
                (false, true) => "of the new site",
                (false, false) if site.contains_key(path) => "of neither",
                (false, false) => "missing",
            };
            writeln!(mix, "  {path}: {whose}").expect("strings take all");
        }
        Err(format!("a mix stands in the output:\n{mix}"))
    }

    /// The next build, undisturbed, publishes `two` and leaves nothing beside it.
    pub fn next_build_is_whole(&self) -> Result<(), String> {
        let ended = self.build("two", &self.output());
        if ended.code != Some(0) {
            return Err(format!("the next build failed: {ended:?}"));
        }
        match self.stands()? {
            Stands::Two if self.beside().is_empty() => Ok(()),
            Stands::Two => Err(format!("the next build left {:?}", self.beside())),
            other => Err(format!("after the next build {other:?} stands")),
        }
    }
}

/// Which site stands in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    None,
    One,
    Two,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// None where it was killed.
    pub code: Option<i32>,
    pub signal: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let (code, signal) = (output.status.code(), output.status.signal());
        Self { code, signal, out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The program under test: of this build, or `FAULTS_PROGRAM`.
pub fn program() -> PathBuf {
    std::env::var_os("FAULTS_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_roadmapgen").into(), PathBuf::from)
}

/// Where builds keep records: another folder than that of whoever runs the tests.
pub const CACHE: &str = env!("CARGO_TARGET_TMPDIR");

/// A command that every machine gives the same answer to, and that names only absolute paths in its calls.
pub fn command(words: &[OsString]) -> Command {
    let (first, rest) = words.split_first().expect("a command has a name");
    let mut command = Command::new(first);
    command.args(rest).current_dir("/").env("NO_COLOR", "1").env("LC_ALL", "C").env_remove("SOURCE_DATE_EPOCH");
    command.env("XDG_CACHE_HOME", CACHE);
    command
}

pub fn run(words: &[OsString]) -> Ended {
    let output = command(words).output().unwrap_or_else(|error| panic!("{words:?}: {error}"));
    output.into()
}

/// Runs a command of the system, which must work.
pub fn must(words: &[&str]) {
    let words: Vec<OsString> = words.iter().map(Into::into).collect();
    let ended = run(&words);
    assert_eq!(ended.code, Some(0), "{words:?}: {}", ended.err);
}

/// All files below a folder; none where there is no folder.
pub fn read(folder: &Path) -> Site {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    files
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            (path, fs::read(entry.path()).expect("a file of the site can be read"))
        })
        .collect()
}

/// Writes a site as a build leaves it.
pub fn put(site: &Site, folder: &Path) {
    fs::create_dir_all(folder).expect("made");
    for (path, bytes) in site {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(&path, bytes).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
    }
}

/// The names in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder can be read");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
