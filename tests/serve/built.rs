//! What a build gives, to be compared with what is served.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::program::{Folder, roadmapgen, run};

/// A passphrase that is strong enough.
const GOOD: &str = "turbo weather lizard camp open violin";

/// The files of a build by their paths, without the list of them that only builds read.
pub fn built(root: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = TempDir::new().expect("a folder");
    let mut command = roadmapgen();
    command.arg("build").arg(root).arg("-o").arg(out.path().join("site")).args(arguments);
    command.env("ROADMAPGEN_PASSPHRASE_LEADERSHIP", GOOD);
    let ended = run(command);
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let mut files = listed(&out.path().join("site"));
    assert!(files.remove(".roadmapgen").is_some());
    files
}

/// Every file below a folder, by its path.
pub fn listed(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(root).min_depth(1).into_iter().map(|entry| entry.expect("it can be listed"));
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below").to_string_lossy().into_owned();
            (path, fs::read(entry.path()).expect("it can be read"))
        })
        .collect()
}

/// The roadmap that comes with the program.
pub fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site")
}

/// A copy of it, in which one text of `roadmap.toml` is another.
pub fn example_with(from: &str, to: &str) -> Folder {
    let folder = Folder::with(&[]);
    for (path, bytes) in listed(&example()) {
        folder.write(&path, bytes);
    }
    let text = fs::read_to_string(folder.path("roadmap.toml")).expect("it is there");
    assert!(text.contains(from));
    folder.write("roadmap.toml", text.replace(from, to));
    folder
}

/// A small roadmap with a public, a private and a sealed view, and a file of each kind, at an address below its host.
pub fn small() -> Folder {
    let settings = "[site]\ntitle = \"Small\"\nbase_url = \"https://acme.github.io/roadmap/\"\n\
        [defaults]\naudiences = [\"all\"]\n[audiences.all]\naccess = \"public\"\nroot = true\n\
        [audiences.team]\naccess = \"private\"\nsees = [\"all\"]\n\
        [audiences.board]\naccess = \"sealed\"\nsees = [\"all\"]\n";
    let item = |title: &str, fields: &str| format!("+++\ntitle = \"{title}\"\n{fields}+++\nA text.\n");
    Folder::with(&[
        ("roadmap.toml", settings),
        ("milestones/open.md", &item("Everybody knows", "target = 2027-02-01\naliases = [\"was-open\"]\n")),
        ("milestones/inner.md", &item("Only the team knows", "audiences = [\"team\"]\n")),
        ("milestones/secret.md", &item("Only the board knows", "audiences = [\"board\"]\n")),
        ("milestones/unfinished.md", &item("Nobody knows yet", "draft = true\n")),
        ("static/files/a b.csv", "a,b\n"),
        ("static/files/ä.txt", "text\n"),
        ("static/files/a.xml", "<a/>\n"),
        ("static/files/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
        ("static/files/a.png", "no picture\n"),
        ("static/files/a.unknown", "bytes\n"),
        ("static/files/page.html", "<!DOCTYPE html>\n<title>Mine</title>\n<body><p>Mine</p></body>\n"),
    ])
}
