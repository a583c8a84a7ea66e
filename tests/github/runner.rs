//! As much of GitHub's runner as our steps need: scripts with their environment, inputs, outputs, the summary, `if`, and
//! the actions of GitHub that are used, each as a stand-in.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use super::files::{action_name, read, steps, yaml};

/// The system that the archive of the tests is packed for, whatever it is that they run on.
const TARGET: &str = "x86_64-unknown-linux-musl";

/// Names with their values: of a context, or of an environment.
pub type Words = BTreeMap<String, String>;
pub type Word = (String, String);

pub fn words(words: &[(&str, &str)]) -> Words {
    words.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A release, as it stands on a host.
pub struct Downloads {
    folder: PathBuf,
    archive: PathBuf,
    pub checksum: String,
}

/// The program of the tests, packed by the script that packs releases.
pub fn downloads() -> &'static Downloads {
    static DOWNLOADS: OnceLock<Downloads> = OnceLock::new();
    DOWNLOADS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("downloads");
        let _ = fs::remove_dir_all(&folder);
        let version = folder.join(concat!("v", env!("CARGO_PKG_VERSION")));
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/pack.sh");
        let program = env!("CARGO_BIN_EXE_roadmapgen");
        // Any file stands for the notices, which take minutes to make.
        let notices = Path::new(env!("CARGO_MANIFEST_DIR")).join("LICENSE-MIT");
        let packs = Command::new("bash").arg(script).args([program, TARGET]).arg(&version).arg(notices).output();
        let ended = packs.expect("bash");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        let archive = version.join(format!("roadmapgen-v{}-{TARGET}.tar.gz", env!("CARGO_PKG_VERSION")));
        let checksum = fs::read_to_string(format!("{}.sha256", archive.display())).expect("a checksum");
        let checksum = checksum.split(' ').next().expect("a word").to_owned();
        Downloads { folder, archive, checksum }
    })
}

/// One run of a workflow.
pub struct Runner {
    folder: TempDir,
    downloads: PathBuf,
    path: Vec<PathBuf>,
    /// `RUNNER_OS` and `RUNNER_ARCH`.
    pub system: (&'static str, &'static str),
    /// What `actions/configure-pages` says.
    pub base_url: String,
    /// What was printed.
    pub log: String,
    /// What stands in the summary.
    pub summary: String,
    /// The step that failed.
    pub failed: Option<String>,
    /// The site that was handed to GitHub Pages.
    pub handed: Option<PathBuf>,
    /// The site that was published.
    pub published: Option<PathBuf>,
}

impl Runner {
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        for name in ["workspace", "temp", "home", "programs"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        Self {
            path: vec![folder.path().join("programs")],
            folder,
            downloads: downloads().folder.clone(),
            system: ("Linux", "X64"),
            base_url: String::new(),
            log: String::new(),
            summary: String::new(),
            failed: None,
            handed: None,
            published: None,
        }
    }

    pub fn workspace(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    pub fn write(&self, path: &str, text: &str) {
        let full = self.workspace().join(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("a folder");
        fs::write(full, text).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.workspace().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Puts a program of the test's own in front of all others.
    pub fn program(&self, name: &str, script: &str) {
        let path = self.folder.path().join("programs").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}")).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }

    /// The host's files as a copy of this run's own, which may be changed: its archive.
    pub fn own_downloads(&mut self) -> PathBuf {
        self.downloads = self.folder.path().join("downloads");
        let version = self.downloads.join(concat!("v", env!("CARGO_PKG_VERSION")));
        fs::create_dir_all(&version).expect("a folder");
        let archive = version.join(downloads().archive.file_name().expect("a name"));
        for ending in ["", ".sha256"] {
            let from = format!("{}{ending}", downloads().archive.display());
            fs::copy(from, format!("{}{ending}", archive.display())).expect("a file");
        }
        archive
    }

    pub fn downloads_address(&self) -> String {
        format!("file://{}", self.downloads.display())
    }

    /// Whether anything of an archive has been unpacked.
    pub fn has_unpacked(&self) -> bool {
        let mut files = walkdir::WalkDir::new(self.folder.path().join("temp")).into_iter().filter_map(Result::ok);
        files.any(|file| file.file_name() == "roadmapgen")
    }

    /// Makes ready for another run in the same repository.
    pub fn forget(&mut self) {
        self.path.truncate(1);
        self.log.clear();
        self.summary.clear();
        (self.failed, self.handed, self.published) = (None, None, None);
    }

    /// Runs steps until one fails, and says whether none did.
    pub fn run(&mut self, steps: &[Value], context: &mut Words, environment: &Words) -> bool {
        steps.iter().filter(|step| !step.is_null()).all(|step| {
            if !holds(&step["if"], context) {
                return true;
            }
            let mut environment = environment.clone();
            for (name, value) in step["env"].as_object().into_iter().flatten() {
                environment.insert(name.clone(), filled(&text(value), context));
            }
            let done = match step["uses"].as_str() {
                Some(uses) => self.uses(uses, step, context, &environment),
                None => self.script(step["run"].as_str().expect("a script"), &environment),
            };
            let Some(outputs) = done else {
                self.failed.get_or_insert_with(|| text(step.get("name").unwrap_or(&step["uses"])));
                return false;
            };
            let id = step["id"].as_str().unwrap_or("-");
            context.extend(outputs.into_iter().map(|(name, value)| (format!("steps.{id}.outputs.{name}"), value)));
            true
        })
    }

    /// Runs an action, and gives its outputs unless it fails.
    fn uses(&mut self, uses: &str, step: &Value, context: &Words, environment: &Words) -> Option<Words> {
        let with = step["with"].as_object().into_iter().flatten();
        let with: Words = with.map(|(name, value)| (name.clone(), filled(&text(value), context))).collect();
        if uses == action_name() {
            return self.our_action(&with, environment);
        }
        self.log = format!("{}{uses}\n", self.log);
        match uses.split('@').next().unwrap_or_default() {
            "actions/checkout" => Some(words(&[])),
            "actions/configure-pages" => Some(words(&[("base_url", &self.base_url)])),
            "actions/upload-pages-artifact" => {
                let site = self.workspace().join(&with["path"]);
                assert!(site.join("index.html").is_file(), "no site in {}", site.display());
                self.handed = Some(site);
                Some(words(&[]))
            }
            "actions/deploy-pages" => {
                self.published = Some(self.handed.clone()?);
                Some(words(&[("page_url", &self.base_url)]))
            }
            _ => panic!("nothing stands in for {uses}"),
        }
    }

    fn our_action(&mut self, with: &Words, environment: &Words) -> Option<Words> {
        let action = yaml(&read("action.yml"));
        let inputs = action["inputs"].as_object().expect("inputs");
        for name in with.keys() {
            assert!(inputs.contains_key(name), "the action has no input `{name}`");
        }
        // An empty text is one that was given, and replaces what is usual.
        let given = |name: &String| with.get(name).cloned();
        let mut context: Words = inputs
            .iter()
            .map(|(name, input)| (format!("inputs.{name}"), given(name).unwrap_or_else(|| text(&input["default"]))))
            .collect();
        context.insert("github.token".to_owned(), "the token".to_owned());
        if !self.run(steps(&action["runs"]), &mut context, environment) {
            return None;
        }
        let outputs = action["outputs"].as_object().expect("outputs").iter();
        Some(outputs.map(|(name, output)| (name.clone(), filled(&text(&output["value"]), &context))).collect())
    }

    /// Runs a script as `shell: bash` does, and gives its outputs unless it fails.
    fn script(&mut self, script: &str, environment: &Words) -> Option<Words> {
        let at = |name: &str| self.folder.path().join(name);
        for name in ["output", "summary", "path"] {
            fs::write(at(name), "").expect("a file");
        }
        fs::write(at("script"), script).expect("a file");
        let usual = std::env::var_os("PATH").expect("a path");
        let path = self.path.iter().rev().cloned().chain(std::env::split_paths(&usual));
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-e", "-o", "pipefail"]).arg(at("script"));
        command.current_dir(self.workspace()).env_clear().env("HOME", at("home"));
        command.env("PATH", std::env::join_paths(path).expect("a path"));
        command.env("GITHUB_WORKSPACE", self.workspace()).env("RUNNER_TEMP", at("temp"));
        command
            .env("GITHUB_OUTPUT", at("output"))
            .env("GITHUB_STEP_SUMMARY", at("summary"))
            .env("GITHUB_PATH", at("path"));
        command.env("RUNNER_OS", self.system.0).env("RUNNER_ARCH", self.system.1);
        command.env("ROADMAPGEN_DOWNLOADS", self.downloads_address()).env("CI", "true").env("GITHUB_ACTIONS", "true");
        command.envs(environment);
        let ended = command.output().expect("bash is there");
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let written = |name: &str| fs::read_to_string(self.folder.path().join(name)).expect("a file");
        let (outputs, summary, path) = (written("output"), written("summary"), written("path"));
        self.log += &(said(&ended.stdout) + &said(&ended.stderr));
        self.summary += &summary;
        self.path.extend(path.lines().map(PathBuf::from));
        // GitHub fails a step that writes anything else.
        let outputs: Option<Vec<_>> = outputs.lines().map(|line| line.split_once('=')).collect();
        outputs.filter(|_| ended.status.success()).map(|outputs| words(&outputs))
    }
}

/// A value as a text.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A text with its expressions worked out.
fn filled(text: &str, context: &Words) -> String {
    let Some((before, rest)) = text.split_once("${{") else { return text.to_owned() };
    let (expression, after) = rest.split_once("}}").expect("the expression ends");
    before.to_owned() + &value(expression, context) + &filled(after, context)
}

/// Whether a condition holds; none always does.
pub fn holds(condition: &Value, context: &Words) -> bool {
    let Some(condition) = condition.as_str() else { return condition.is_null() };
    let condition = condition.trim().trim_start_matches("${{").trim_end_matches("}}");
    value(condition, context) == "true"
}

/// The value of an expression, of those that we use: names, texts, `==`, `!=`, `&&`, `||`, `!contains(…, …)`.
fn value(expression: &str, context: &Words) -> String {
    let expression = expression.trim();
    let is_true = |value: &str| !["", "false"].contains(&value);
    // Either gives one of its sides, as it is.
    for (sign, stops) in [("||", true), ("&&", false)] {
        if let Some((one, other)) = expression.split_once(sign) {
            let one = value(one, context);
            return if is_true(&one) == stops { one } else { value(other, context) };
        }
    }
    for (sign, equal) in [("==", true), ("!=", false)] {
        if let Some((one, other)) = expression.split_once(sign) {
            // Whichever the case of the letters.
            let same = value(one, context).to_lowercase() == value(other, context).to_lowercase();
            return (same == equal).to_string();
        }
    }
    if let Some(arguments) = expression.strip_prefix("!contains(").and_then(|rest| rest.strip_suffix(')')) {
        let (whole, part) = arguments.split_once(',').expect("two arguments");
        return (!value(whole, context).contains(&value(part, context))).to_string();
    }
    if let Some(text) = expression.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return text.to_owned();
    }
    let is_name = expression.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    assert!(is_name, "the test cannot work out `{expression}`");
    // What is not there is an empty text, as on GitHub: an output of a step that was left out, a secret nobody set.
    let may_lack = expression.starts_with("steps.") || expression.starts_with("secrets.");
    context.get(expression).cloned().unwrap_or_else(|| {
        assert!(may_lack, "there is no `{expression}`");
        String::new()
    })
}

#[test]
fn expressions_are_worked_out_as_github_does() {
    let context = words(&[("github.event_name", "push"), ("inputs.a", "x")]);
    for (expression, expected) in [
        ("github.event_name != 'pull_request'", "true"),
        ("inputs.a == 'x' && github.event_name == 'pull_request'", "false"),
        ("steps.none.outputs.x", ""),
        ("!contains(inputs.a, '-')", "true"),
        ("inputs.a == 'X'", "true"),
        ("inputs.a == 'y' && inputs.a || 'z'", "z"),
        ("inputs.a == 'x' && inputs.a || 'z'", "x"),
    ] {
        assert_eq!(value(expression, &context), expected, "{expression}");
    }
    assert_eq!(filled("a ${{ inputs.a }} b ${{ inputs.a }}", &context), "a x b x");
}
