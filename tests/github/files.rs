//! The files that GitHub reads, and what must hold in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

/// Every workflow and action that is ours, by its path.
const FILES: &[&str] = &[
    "action.yml",
    ".github/workflows/audit.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/long.yml",
    ".github/workflows/release.yml",
    "src/init/.github/workflows/pages.yml",
];

/// A file of the project.
pub fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a YAML text says.
pub fn yaml(text: &str) -> Value {
    serde_norway::from_str(text).unwrap_or_else(|error| panic!("{error} in\n{text}"))
}

/// The steps of a job, or of what an action runs.
pub fn steps(job: &Value) -> &[Value] {
    job["steps"].as_array().map(Vec::as_slice).expect("there are steps")
}

/// The blocks of a page of the manual: what stands after the three marks, and what is between them.
fn blocks(page: &str) -> Vec<(String, String)> {
    let text = read(page);
    let mut blocks = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, block)) = rest.split_once("\n```") {
        let (info, body) = block.split_once('\n').expect("a line");
        let (body, after) = body.split_once("\n```\n").expect("the block ends");
        rest = after;
        blocks.push((info.to_owned(), body.to_owned() + "\n"));
    }
    blocks
}

/// The workflows that the manual shows, each with a name for it.
fn shown() -> Vec<(String, String)> {
    let pages = ["docs/github.md", "docs/hosting.md"];
    let blocks = pages.iter().flat_map(|page| blocks(page).into_iter().map(move |block| (page, block)));
    let yaml_blocks = blocks.filter(|(_, (info, _))| info.starts_with("yaml"));
    let workflows = yaml_blocks.filter(|(_, (_, body))| yaml(body)["jobs"].is_object());
    workflows.map(|(page, (info, body))| (format!("{page}: {info}"), body)).collect()
}

/// How a workflow names the action.
pub fn action_name() -> String {
    format!("{}@v1", repository())
}

/// `OWNER/NAME`.
pub fn repository() -> &'static str {
    env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/")
}

/// Every step of a file with the name of its job.
fn all_steps(file: &Value) -> Vec<(String, Value)> {
    let jobs = file["jobs"].as_object().into_iter().flatten();
    let with_steps = jobs.filter(|(_, job)| !job["uses"].is_string());
    let of_jobs = with_steps.flat_map(|(name, job)| steps(job).iter().map(|step| (name.clone(), step.clone())));
    let of_action =
        file["runs"]["steps"].as_array().into_iter().flatten().map(|step| ("runs".to_owned(), step.clone()));
    of_jobs.chain(of_action).collect()
}

/// What is careless in a file.
fn faults(path: &str, text: &str) -> Vec<String> {
    let file = yaml(text);
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{path}: {what}"));
    for (job, step) in all_steps(&file) {
        if let Some(run) = step["run"].as_str()
            && run.contains("${{")
        {
            fault(format!("{job}: an expression stands in a script:\n{run}"));
        }
        if let Some(uses) = step["uses"].as_str() {
            let (name, version) = uses.split_once('@').unwrap_or((uses, ""));
            let is_major = version.strip_prefix('v').is_some_and(|major| major.parse::<u32>().is_ok());
            let is_commit = version.len() == 40 && version.chars().all(|c| c.is_ascii_hexdigit());
            // What everybody installs is made and fetched by these alone, so that a tag that moves is not good enough.
            let is_ours = path == "action.yml" || path.starts_with(".github/");
            let is_known = !is_ours && (name.starts_with("actions/") || name == repository());
            if !(is_commit || (is_known && is_major) || (is_ours && uses == "./")) {
                fault(format!("{job}: {uses} may be anything tomorrow"));
            }
            // Without it nobody sees which version a commit is, nor does Dependabot keep it.
            let named = text.lines().filter(|line| line.contains(uses)).all(|line| version_of(line).is_some());
            if is_commit && !named {
                fault(format!("{job}: {uses} does not say which version it is"));
            }
            if name == "actions/checkout" && step["with"]["persist-credentials"] != false {
                fault(format!("{job}: the token stays where every step can read it"));
            }
        }
        // Where no shell is named, GitHub takes no notice of what fails before a `|`.
        let shells = [&step, &file["jobs"][&job]["defaults"]["run"], &file["defaults"]["run"]];
        let is_bash = shells.iter().any(|shell| shell["shell"] == "bash");
        if path != "action.yml" && step["run"].as_str().is_some_and(|run| run.contains(" | ")) && !is_bash {
            fault(format!("{job}: half of a pipe may fail unnoticed"));
        }
        if path == "action.yml" && step["run"].is_string() && step["shell"] != "bash" {
            fault(format!("{step} has no shell"));
        }
    }
    if let Some(jobs) = file["jobs"].as_object() {
        if file["permissions"] != serde_json::json!({ "contents": "read" }) {
            fault("jobs may do more than read, unless they say so themselves".to_owned());
        }
        for (name, job) in jobs.iter().filter(|(_, job)| !job["uses"].is_string() && !job["timeout-minutes"].is_u64()) {
            fault(format!("{name} may run for six hours: {}", job["runs-on"]));
        }
        if !file["on"].is_object() || file["on"].get("pull_request_target").is_some() {
            fault("what others propose would be run with our rights".to_owned());
        }
    }
    faults
}

/// The version that a line says of what it uses: `# v1.2.3` after a commit, or `@v1` itself; its numbers.
fn version_of(line: &str) -> Option<Vec<u32>> {
    let (_, uses) = line.split_once("uses: ")?;
    let (_, version) = uses.split_once(" # v").or_else(|| uses.split_once("@v"))?;
    version.split('.').map(|number| number.parse().ok()).collect()
}

#[test]
fn the_files_are_careful() {
    let found: Vec<String> = FILES.iter().flat_map(|path| faults(path, &read(path))).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let shown = shown();
    assert_eq!(shown.len(), 2, "workflows of the manual");
    let found: Vec<String> = shown.iter().flat_map(|(name, text)| faults(name, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let listed = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows")).expect("a folder");
    for entry in listed {
        let path = format!(".github/workflows/{}", entry.expect("a file").file_name().to_string_lossy());
        assert!(FILES.contains(&path.as_str()), "{path} is not looked at");
    }
}

#[test]
fn what_is_careless_is_found() {
    let good = read("src/init/.github/workflows/pages.yml");
    let stranger = format!("stranger/pages@{}", "0".repeat(40));
    for (what, from, to) in [
        ("a script", "uses: actions/deploy-pages@v5", "run: echo ${{ github.head_ref }}"),
        ("a branch", "actions/checkout@v7", "actions/checkout@main"),
        ("a stranger by tag", "actions/configure-pages@v6", "stranger/configure-pages@v6"),
        ("a commit without its version", "actions/configure-pages@v6", stranger.as_str()),
        ("the token", "persist-credentials: false", "submodules: false"),
        ("half of a pipe", "uses: actions/deploy-pages@v5", "run: false | true"),
        ("rights", "\npermissions:\n  contents: read\n", "\npermissions: write-all\n"),
        ("time", "timeout-minutes: 10\n    permissions:\n      contents", "permissions:\n      contents"),
        ("strangers' code", "pull_request:", "pull_request_target:"),
    ] {
        assert!(good.contains(from), "{what}: {from}");
        assert_eq!(faults("pages.yml", &good.replace(from, to)).len(), 1, "{what}");
    }
    let action = read("action.yml").replacen("      shell: bash\n", "", 1);
    assert_eq!(faults("action.yml", &action).len(), 1, "no shell");
    let ours = read(".github/workflows/ci.yml");
    let commit = ours.lines().find(|line| version_of(line).is_some()).expect("something is used");
    let (before, _) = commit.split_once('@').expect("a version");
    let by_tag = ours.replacen(commit, &format!("{before}@v7"), 1);
    assert_eq!(faults(".github/workflows/ci.yml", &by_tag).len(), 1, "ours by tag");
}

#[test]
fn everybody_uses_the_same_versions() {
    let texts = FILES.iter().map(|path| read(path)).chain(shown().into_iter().map(|(_, text)| text));
    let mut versions: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for line in texts.collect::<Vec<_>>().iter().flat_map(|text| text.lines()) {
        let Some(version) = version_of(line) else { continue };
        let (_, uses) = line.split_once("uses: ").expect("it uses something");
        let (name, _) = uses.split_once('@').expect("a version");
        let known = versions.entry(name.to_owned()).or_insert_with(|| version.clone());
        let common = known.len().min(version.len());
        assert_eq!(known[..common], version[..common], "{name}");
    }
    assert!(versions.len() >= 8, "{versions:?}");
}

#[test]
fn the_oldest_rust_that_is_promised_is_tried() {
    let ci = yaml(&read(".github/workflows/ci.yml"));
    let matrix = ci["jobs"]["compiles"]["strategy"]["matrix"]["include"].as_array().expect("a matrix").clone();
    let tried: Vec<&str> = matrix.iter().filter_map(|row| row["rust"].as_str()).collect();
    assert!(tried.contains(&env!("CARGO_PKG_RUST_VERSION")), "{tried:?}");
}

#[test]
fn every_file_speaks_of_the_same_version_and_repository() {
    let (action, version) = (yaml(&read("action.yml")), env!("CARGO_PKG_VERSION"));
    assert_eq!(action["inputs"]["version"]["default"], version, "action.yml installs another version");
    assert!(read("src/init/.github/workflows/pages.yml").contains(&format!("uses: {}\n", action_name())));
    let mut named = 0;
    for path in ["action.yml", "docs/github.md", "docs/hosting.md", "src/init/.github/workflows/pages.yml"] {
        let text = read(path);
        for (at, _) in text.match_indices("/roadmapgen") {
            let before = text[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
            let owner = &text[before.len()..at];
            // Neither a folder of a variable, nor one of the system.
            if !owner.is_empty() && before.ends_with([' ', '/', '`']) && owner != "bin" {
                assert_eq!(format!("{owner}/roadmapgen"), repository(), "{path} names another repository");
                named += 1;
            }
        }
        for (_, rest) in text.match_indices("roadmapgen-v").map(|(at, found)| text.split_at(at + found.len())) {
            let is_written = rest.starts_with(|c: char| c.is_ascii_digit());
            assert!(!is_written || rest.starts_with(&format!("{version}-")), "{path} names another version");
        }
    }
    assert!(named >= 6, "{named} names");
    assert!(read("docs/github.md").contains(&format!("rev: v{version}\n")));
}

#[test]
fn the_manual_lists_every_input_of_the_action() {
    let action = yaml(&read("action.yml"));
    let inputs = action["inputs"].as_object().expect("inputs");
    let manual = read("docs/github.md");
    let (_, table) = manual.split_once("| input | usually | |\n|---|---|---|\n").expect("the table");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let listed: Vec<(String, String)> =
        cells.map(|cells| (cells[1].trim_matches('`').to_owned(), cells[2].to_owned())).collect();
    let names: BTreeSet<&str> = listed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, inputs.keys().map(String::as_str).collect());
    for (name, usual) in &listed {
        let default = inputs[name]["default"].as_str().expect("a default, as text");
        let is_told = if default.is_empty() {
            !usual.contains('`') || usual.contains(".toml`")
        } else {
            *usual == format!("`{default}`")
        };
        assert!(is_told, "{name}: the manual says {usual}, the action {default:?}");
        assert!(inputs[name]["description"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
}

/// The targets that there are releases for.
fn released() -> BTreeSet<String> {
    let release = yaml(&read(".github/workflows/release.yml"));
    let matrix = release["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().expect("a matrix").clone();
    matrix.iter().map(|row| row["target"].as_str().expect("a target").to_owned()).collect()
}

#[test]
fn what_is_released_is_what_is_installed_and_audited() {
    let released = released();
    assert_eq!(released.len(), 5);
    let text = read("action.yml");
    let installed = text.lines().filter_map(|line| line.split_once("target=")?.1.strip_suffix(" ;;"));
    let installed: BTreeSet<String> = installed.map(str::to_owned).collect();
    let windows = "x86_64-pc-windows-msvc".to_owned();
    assert!(!installed.contains(&windows));
    assert_eq!(installed.into_iter().chain([windows]).collect::<BTreeSet<_>>(), released);
    let deny: toml::Table = read("deny.toml").parse().expect("TOML");
    let audited = deny["graph"]["targets"].as_array().expect("targets").iter().filter_map(toml::Value::as_str);
    assert_eq!(audited.map(str::to_owned).collect::<BTreeSet<_>>(), released);
}

#[test]
fn binstall_looks_for_what_is_packed() {
    let cargo: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let binstall = &cargo["package"]["metadata"]["binstall"];
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let filled = |entry: &toml::Value, target: &str| {
        let text = |key: &str| entry[key].as_str().expect("a text").to_owned();
        [text("pkg-url"), text("bin-dir")].map(|text| {
            let text = text.replace("{ repo }", env!("CARGO_PKG_REPOSITORY")).replace("{ name }", name);
            let text = text.replace("{ version }", version).replace("{ target }", target);
            text.replace("{ bin }", "roadmapgen").replace("{ binary-ext }", "")
        })
    };
    let expected = |target: &str| {
        let folder = format!("{name}-v{version}-{target}");
        let releases = format!("https://github.com/{}/releases/download", repository());
        [format!("{releases}/v{version}/{folder}.tar.gz"), format!("{folder}/roadmapgen")]
    };
    for target in released() {
        assert_eq!(filled(binstall, &target), expected(&target));
    }
    let overrides = binstall["overrides"].as_table().expect("overrides");
    assert_eq!(overrides.len(), 2);
    for (target, entry) in overrides {
        let stands_in = target.replace("-gnu", "-musl");
        assert!(released().contains(&stands_in));
        assert_eq!(filled(entry, target), expected(&stands_in));
    }
}

#[test]
fn the_crate_holds_what_the_program_is_made_of() {
    let mut list = std::process::Command::new(env!("CARGO"));
    list.args(["package", "--list", "--allow-dirty", "--offline"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let listed = list.output().expect("cargo runs");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).expect("UTF-8").replace('\\', "/");
    let listed: BTreeSet<&str> = listed.lines().collect();
    for folder in ["src", "themes"] {
        let files = walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).into_iter();
        for file in files.filter_map(Result::ok).filter(|file| file.file_type().is_file()) {
            let path =
                file.path().strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("below").to_string_lossy().into_owned();
            assert!(listed.contains(path.as_str()), "the crate lacks {path}");
        }
    }
    assert!(listed.contains("src/init/.github/workflows/pages.yml") && listed.contains("LICENSE-MIT"));
    assert!(!listed.iter().any(|path| path.starts_with("tests/") || path.starts_with(".ci/")));
}

#[test]
fn the_examples_of_the_manual_can_be_read() {
    let mut count = 0;
    for page in ["docs/github.md", "docs/hosting.md"] {
        for (info, body) in blocks(page) {
            match info.split_whitespace().next().unwrap_or_default() {
                "yaml" => assert!(!yaml(&body).is_null()),
                "json" => assert!(serde_json::from_str::<Value>(&body).is_ok(), "{page}: {body}"),
                "toml" => assert!(body.parse::<toml::Table>().is_ok(), "{page}: {body}"),
                _ => continue,
            }
            count += 1;
        }
    }
    assert!(count >= 10, "{count} blocks");
}
