//! The action, the workflow that `init` writes and the release, run step by step as GitHub runs them; and what their files
//! promise one another.

#[path = "github/files.rs"]
mod files;
#[path = "github/runner.rs"]
mod runner;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use files::{read, steps, yaml};
use runner::{Runner, Word, words};
use serde_json::{Value, json};

/// A passphrase that is strong enough.
const GOOD: &str = "turbo weather lizard camp open violin";

/// Where the site of a test will stand: as `actions/configure-pages` says it, without a `/` at its end.
const ADDRESS: &str = "https://ada.example.org/plan";

/// What `init` writes, as a repository, with the workflow that is in it.
fn starter() -> (Runner, Value) {
    let runner = Runner::new();
    let ended = Command::new(env!("CARGO_BIN_EXE_roadmapgen")).arg("init").current_dir(runner.workspace()).output();
    assert!(ended.expect("the program starts").status.success());
    let workflow = yaml(&runner.read(".github/workflows/pages.yml"));
    (runner, workflow)
}

/// Runs the jobs of the workflow at an event, one after the other as they need one another.
fn happens(runner: &mut Runner, workflow: &Value, event: &str, secrets: &[Word]) -> bool {
    let of = if event == "pull_request" { "refs/pull/7/merge" } else { "refs/heads/main" };
    happens_on(runner, workflow, event, of, secrets)
}

fn happens_on(runner: &mut Runner, workflow: &Value, event: &str, of: &str, secrets: &[Word]) -> bool {
    let mut context = words(&[("github.event_name", event), ("github.ref", of)]);
    context.extend(secrets.iter().cloned());
    ADDRESS.clone_into(&mut runner.base_url);
    assert_eq!(workflow["jobs"]["publish"]["needs"], "roadmap");
    ["roadmap", "publish"].iter().all(|job| {
        let job = &workflow["jobs"][job];
        runner::holds(&job["if"], &context) && runner.run(steps(job), &mut context.clone(), &words(&[]))
    })
}

/// Runs the action alone, with these inputs.
fn acts(runner: &mut Runner, with: &Value) -> bool {
    let step = json!({ "uses": files::action_name(), "with": with });
    runner.run(&[step], &mut words(&[]), &words(&[]))
}

#[test]
fn init_says_where_the_workflow_belongs() {
    let runner = Runner::new();
    let init = |folder: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_roadmapgen"));
        let ended =
            program.args(["init", folder]).current_dir(runner.workspace()).output().expect("the program starts");
        String::from_utf8(ended.stdout).expect("UTF-8")
    };
    fs::create_dir(runner.workspace().join(".git")).expect("a folder");
    assert!(init("docs/plan").contains("and write `path: docs/plan` below its `base-url`"));
    let top = init(".");
    assert!(top.contains("On GitHub, .github/workflows/pages.yml publishes it") && !top.contains("`path: "), "{top}");
}

#[test]
fn a_push_publishes_what_init_wrote() {
    let (mut runner, workflow) = starter();
    assert!(happens(&mut runner, &workflow, "push", &[]), "{}", runner.log);
    let site = runner.published.clone().expect("it is published");
    let home = fs::read_to_string(site.join("index.html")).expect("the home");
    assert!(home.contains(&format!("{ADDRESS}/")), "the home does not know where it stands");
    assert!(!site.join("for").exists(), "the team's view is private");
    assert!(runner.summary.contains("items, nothing wrong"), "{}", runner.summary);
    assert!(runner.summary.contains("Built public/ ("), "{}", runner.summary);
}

#[test]
fn a_scheduled_run_publishes() {
    let (mut runner, workflow) = starter();
    assert!(!workflow["on"]["schedule"][0]["cron"].as_str().unwrap_or_default().is_empty());
    assert!(happens(&mut runner, &workflow, "schedule", &[]), "{}", runner.log);
    assert!(runner.published.is_some());
}

#[test]
fn another_branch_is_built_by_hand_and_not_published() {
    let (mut runner, workflow) = starter();
    assert!(!happens_on(&mut runner, &workflow, "workflow_dispatch", "refs/heads/trial", &[]));
    assert!(runner.failed.is_none(), "{}", runner.log);
    assert!(runner.handed.is_some() && runner.published.is_none());
    assert!(happens(&mut runner, &workflow, "workflow_dispatch", &[]), "{}", runner.log);
}

#[test]
fn a_pull_request_is_checked_and_neither_built_nor_published() {
    let (mut runner, workflow) = starter();
    runner.write("roadmap.toml", &runner.read("roadmap.toml").replace("\"private\"", "\"sealed\""));
    let published = happens(&mut runner, &workflow, "pull_request", &[]);
    assert!(!published && runner.failed.is_none(), "{:?} failed:\n{}", runner.failed, runner.log);
    assert!(runner.summary.contains("items, nothing wrong"), "{}", runner.summary);
    assert!(runner.handed.is_none() && !runner.workspace().join("public").exists());
    assert!(!runner.log.contains("configure-pages"), "it asked for what it may not know");
}

#[test]
fn what_is_wrong_is_told_at_its_line_and_in_the_summary_and_stops_everything() {
    let (mut runner, workflow) = starter();
    runner.write("milestones/bad.md", "+++\ntitle = \"</pre><b>&amp; more\"\nintent = \"</pre>nobody\"\n+++\n");
    for event in ["pull_request", "push"] {
        assert!(!happens(&mut runner, &workflow, event, &[]));
        assert_eq!(runner.failed.as_deref(), Some("Check the roadmap"));
        let told = runner.log.lines().any(|line| line.starts_with("::error file=milestones/bad.md,line=3,"));
        assert!(told, "{}", runner.log);
        assert!(runner.summary.contains("error[unknown-reference]"), "{}", runner.summary);
        assert!(runner.summary.contains("&lt;/pre&gt;nobody"), "{}", runner.summary);
        assert_eq!(runner.summary.matches("</pre>").count(), 1, "text of a file ends the quotation");
        assert!(runner.handed.is_none() && runner.published.is_none());
        runner.forget();
    }
}

#[test]
fn a_roadmap_in_a_folder_is_told_with_its_path() {
    let mut runner = Runner::new();
    runner.write("docs/plan/roadmap.toml", "[site]\ntitle = \"T\"\n");
    runner.write("docs/plan/milestones/a.md", "+++\ntitle = \"A\"\ntargt = 2027\n+++\n");
    assert!(!acts(&mut runner, &json!({ "path": "docs/plan" })));
    assert!(runner.log.contains("::error file=docs/plan/milestones/a.md,line=3,"), "{}", runner.log);
}

#[test]
fn a_folder_without_a_roadmap_fails() {
    let mut runner = Runner::new();
    assert!(!acts(&mut runner, &json!({ "path": "nowhere" })));
    assert_eq!(runner.failed.as_deref(), Some("Check the roadmap"));
    assert!(runner.summary.contains("nowhere"), "{}", runner.summary);
}

#[test]
fn a_denied_warning_stops_it_and_each_denied_code_is_heard() {
    for (deny, passes) in [("", true), ("leak", true), ("leak late", false), ("warnings", false)] {
        let mut runner = Runner::new();
        runner
            .write("roadmap.toml", "[site]\ntitle = \"T\"\n[[milestone]]\nid = \"a\"\ntitle = \"A\"\ntarget = 2020\n");
        assert_eq!(acts(&mut runner, &json!({ "deny": deny })), passes, "{deny}: {}", runner.log);
        assert_eq!(runner.handed.is_some(), passes, "{deny}");
        assert_eq!(runner.failed.as_deref(), (!passes).then_some("Check the roadmap"), "{deny}");
    }
}

#[test]
fn each_input_reaches_the_program() {
    let (mut runner, _) = starter();
    let with = json!({
        "as-of": "2027-03-15", "output-dir": "there/it is", "audience": "customers", "base-url": "https://e.org/x/",
    });
    assert!(acts(&mut runner, &with), "{}", runner.log);
    let site = runner.handed.clone().expect("it is handed over");
    assert_eq!(site, runner.workspace().join("there/it is"));
    let home = fs::read_to_string(site.join("index.html")).expect("the home");
    assert!(home.contains("https://e.org/x/") && home.contains("15 March 2027"), "{home}");
    assert_eq!(runner.log.matches("as of 2027-03-15").count(), 1, "{}", runner.log);
}

/// Does something wherever it is taken for a part of a script: bare, or within either kind of quotation marks.
const EVIL: &str = "$(touch owned)`touch owned`\"; touch owned; \"'; touch owned; '\ntouch owned";

#[test]
fn what_an_input_holds_is_never_run() {
    for input in ["path", "base-url", "output-dir", "audience", "as-of", "deny", "version", "sha256", "build", "upload"]
    {
        let mut runner = Runner::new();
        runner.write("roadmap.toml", "[site]\ntitle = \"T\"\n");
        acts(&mut runner, &json!({ input: EVIL }));
        assert!(!runner.workspace().join("owned").exists(), "{input} is run");
    }
    for script in [format!("echo {EVIL}"), format!("echo \"{EVIL}\""), format!("echo '{EVIL}'")] {
        let mut runner = Runner::new();
        runner.run(&[json!({ "name": "careless", "run": script })], &mut words(&[]), &words(&[]));
        assert!(runner.workspace().join("owned").exists(), "this would not be noticed: {script}");
    }
}

/// The commented lines of the workflow, with the comment signs taken away.
fn with_passphrase(workflow: &str) -> Value {
    let lines = workflow.lines().map(|line| match line.split_once("# ") {
        Some((indent, rest)) if rest.starts_with("env:") || rest.trim_start().starts_with("ROADMAPGEN_PASSPHRASE_") => {
            format!("{indent}{rest}\n")
        }
        _ => format!("{line}\n"),
    });
    yaml(&lines.collect::<String>())
}

#[test]
fn a_sealed_view_is_published_with_its_secret_and_nothing_is_without() {
    let (mut runner, _) = starter();
    runner.write("roadmap.toml", &runner.read("roadmap.toml").replace("\"private\"", "\"sealed\""));
    let workflow = with_passphrase(&runner.read(".github/workflows/pages.yml"));
    assert!(!happens(&mut runner, &workflow, "push", &[]));
    assert_eq!(runner.failed.as_deref(), Some("Build the site"));
    assert!(runner.log.contains("`ROADMAPGEN_PASSPHRASE_TEAM` is not set"), "{}", runner.log);
    assert!(runner.handed.is_none());
    runner.forget();
    let secret = words(&[("secrets.ROADMAPGEN_PASSPHRASE_TEAM", GOOD)]).into_iter().collect::<Vec<_>>();
    assert!(happens(&mut runner, &workflow, "push", &secret), "{}", runner.log);
    assert!(runner.published.as_ref().expect("published").join("for/team/roadmap.sealed").is_file());
    assert!(!(runner.log.clone() + &runner.summary).contains(GOOD), "the passphrase is told");
}

#[test]
fn a_private_view_is_not_handed_to_a_public_host() {
    let (mut runner, _) = starter();
    assert!(!acts(&mut runner, &json!({ "audience": "team" })));
    assert_eq!(runner.failed.as_deref(), Some("Build the site"));
    assert!(runner.log.contains("the view of `team` is private"), "{}", runner.log);
    assert!(runner.handed.is_none());
    runner.forget();
    assert!(acts(&mut runner, &json!({ "audience": "team", "upload": "false" })), "{}", runner.log);
    assert!(runner.handed.is_none() && runner.workspace().join("public/index.html").is_file());
}

#[test]
fn an_input_that_github_and_a_script_would_understand_differently_is_refused() {
    for (input, value) in [
        ("upload", "True"),
        ("upload", "TRUE"),
        ("upload", "yes"),
        ("upload", ""),
        ("build", "True"),
        ("output-dir", ""),
        ("output-dir", "public\nsite=elsewhere"),
        ("version", "0.1"),
        ("version", "0.1.0/../../../elsewhere"),
        ("version", "0.1.0\n"),
        ("sha256", "abc"),
    ] {
        let (mut runner, _) = starter();
        let mut with = json!({ "audience": "team" });
        with[input] = value.into();
        assert!(!acts(&mut runner, &with), "{input} {value:?}");
        assert_eq!(runner.failed.as_deref(), Some("Read the inputs"), "{input} {value:?}");
        assert!(runner.log.contains(&format!("::`{input}` is n")), "{}", runner.log);
        assert!(runner.handed.is_none() && !runner.has_unpacked());
    }
}

#[test]
fn what_an_input_holds_is_no_option_of_the_program_and_no_name_of_a_file() {
    for (input, failed) in [
        ("path", "Check the roadmap"),
        ("as-of", "Check the roadmap"),
        ("deny", "Check the roadmap"),
        ("base-url", "Build the site"),
        ("audience", "Build the site"),
    ] {
        let (mut runner, _) = starter();
        assert!(!acts(&mut runner, &json!({ input: "--help" })), "{input}: {}", runner.log);
        assert_eq!(runner.failed.as_deref(), Some(failed), "{input}");
        assert!(runner.handed.is_none());
    }
    let (mut runner, _) = starter();
    runner.write("leak", "");
    assert!(!acts(&mut runner, &json!({ "deny": "lea*" })), "it is taken for the name of a file");
}

#[test]
fn only_an_archive_with_its_checksum_is_unpacked() {
    let right = runner::downloads().checksum.clone();
    let wrong = "0".repeat(64);
    for (what, with, passes) in [
        ("the checksum beside it", json!({}), true),
        ("the right one", json!({ "sha256": right }), true),
        ("the right one in capitals", json!({ "sha256": right.to_uppercase() }), true),
        ("another", json!({ "sha256": wrong }), false),
        ("a version with a v", json!({ "version": format!("v{}", env!("CARGO_PKG_VERSION")) }), true),
        ("a version that is not there", json!({ "version": "99.0.0" }), false),
    ] {
        let mut runner = Runner::new();
        runner.write("roadmap.toml", "[site]\ntitle = \"T\"\n");
        assert_eq!(acts(&mut runner, &with), passes, "{what}: {}", runner.log);
        if !passes {
            assert_eq!(runner.failed.as_deref(), Some("Install roadmapgen"), "{what}");
            assert!(!runner.has_unpacked(), "{what}");
        }
    }
}

#[test]
fn an_archive_that_was_changed_or_whose_checksum_is_empty_is_not_unpacked() {
    type Change = fn(&Path);
    let changes: [(&str, Change); 2] = [
        ("the archive", |archive| {
            let mut bytes = fs::read(archive).expect("the archive");
            bytes.extend(b"more");
            fs::write(archive, bytes).expect("a file");
        }),
        ("the checksum", |archive| {
            fs::write(format!("{}.sha256", archive.display()), "").expect("a file");
        }),
    ];
    for (what, change) in changes {
        let mut runner = Runner::new();
        runner.write("roadmap.toml", "[site]\ntitle = \"T\"\n");
        change(&runner.own_downloads());
        assert!(!acts(&mut runner, &json!({})), "{what}");
        assert!(runner.log.contains("was expected"), "{what}: {}", runner.log);
        assert!(!runner.has_unpacked(), "{what}");
    }
}

/// Instead of `curl` and GitHub: the downloads of the test.
fn downloads_from_github(runner: &Runner) {
    let from = format!("https://github.com/{}/releases/download", files::repository());
    let script = "for argument; do shift; set -- \"$@\" \"$(echo \"$argument\" | sed 's|^FROM/|TO/|')\"; done\nPATH=${PATH#*programs:} exec curl \"$@\"\n";
    runner.program("curl", &script.replace("FROM", &from).replace("TO", &runner.downloads_address()));
}

#[test]
fn an_archive_from_github_is_unpacked_only_with_the_proof_of_where_it_was_built() {
    let right = runner::downloads().checksum.clone();
    for (what, gh, with, passes) in [
        ("proved", "exit 0\n", json!({}), true),
        ("not proved", "exit 1\n", json!({}), false),
        ("known by its checksum", "exit 1\n", json!({ "sha256": right }), true),
    ] {
        let mut runner = Runner::new();
        runner.write("roadmap.toml", "[site]\ntitle = \"T\"\n");
        downloads_from_github(&runner);
        runner.program("gh", &format!("echo \"$GH_TOKEN $*\" >>\"$HOME/gh\"\n{gh}"));
        let step = json!({ "uses": files::action_name(), "with": with, "env": { "ROADMAPGEN_DOWNLOADS": "" } });
        assert_eq!(runner.run(&[step], &mut words(&[]), &words(&[])), passes, "{what}: {}", runner.log);
        assert_eq!(runner.has_unpacked(), passes, "{what}");
        if with == json!({}) {
            let (version, repository) = (env!("CARGO_PKG_VERSION"), files::repository());
            let asked = format!(
                "the token attestation verify roadmapgen-v{version}-x86_64-unknown-linux-musl.tar.gz --repo {repository} \
                 --source-ref refs/tags/v{version} --signer-workflow {repository}/.github/workflows/release.yml\n"
            );
            assert_eq!(runner.read("../home/gh"), asked);
        }
    }
}

#[test]
fn a_passphrase_reaches_only_the_program_that_builds() {
    let mut runner = Runner::new();
    runner.write("roadmap.toml", "[site]\ntitle = \"T\"\n");
    for program in ["curl", "tar", "sed"] {
        let script = format!(
            "echo \"{program} $ROADMAPGEN_PASSPHRASE_BOARD\" >>\"$HOME/seen\"\nPATH=${{PATH#*programs:}} exec {program} \"$@\"\n"
        );
        runner.program(program, &script);
    }
    let with_env = json!({ "uses": files::action_name(), "env": { "ROADMAPGEN_PASSPHRASE_BOARD": GOOD } });
    assert!(runner.run(&[with_env], &mut words(&[]), &words(&[])), "{}", runner.log);
    let seen = runner.read("../home/seen");
    for program in ["curl", "tar", "sed"] {
        assert!(seen.lines().any(|line| line.trim_end() == program), "{seen}");
    }
    assert!(!seen.contains(GOOD), "{seen}");
}

#[test]
fn a_system_without_a_program_is_told_so() {
    let mut runner = Runner::new();
    runner.system = ("Windows", "X64");
    assert!(!acts(&mut runner, &json!({})));
    assert!(runner.log.contains("::error title=roadmapgen::this action runs on Linux and macOS"), "{}", runner.log);
}

/// The step of a workflow with this name.
fn step(workflow: &str, job: &str, name: &str) -> Value {
    let workflow = yaml(&read(workflow));
    steps(&workflow["jobs"][job]).iter().find(|step| step["name"] == name).expect("the step is there").clone()
}

#[test]
fn a_release_has_the_version_of_its_tag() {
    let step = step(".github/workflows/release.yml", "check", "The tag is the version");
    let version = env!("CARGO_PKG_VERSION");
    for (tag, passes) in [(format!("v{version}"), true), (version.to_owned(), false), (format!("v{version}0"), false)] {
        let mut runner = Runner::new();
        runner.write("Cargo.toml", &read("Cargo.toml"));
        let ran = runner.run(std::slice::from_ref(&step), &mut words(&[]), &words(&[("GITHUB_REF_NAME", &tag)]));
        assert_eq!(ran, passes, "{tag}: {}", runner.log);
    }
}

#[test]
fn the_archives_of_a_release_are_whole_and_released_with_their_checksums() {
    let mut runner = Runner::new();
    let archive = runner.own_downloads();
    let packed = runner.workspace().join("packed");
    fs::create_dir(&packed).expect("a folder");
    for ending in ["", ".sha256"] {
        let from = format!("{}{ending}", archive.display());
        let name = Path::new(&from).file_name().expect("a name").to_owned();
        fs::copy(&from, packed.join(name)).expect("a file");
    }
    let listed = Command::new("tar").arg("-tzf").arg(&archive).output().expect("tar");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    let folder = listed.lines().next().expect("a folder").trim_end_matches('/').to_owned();
    for file in [
        "roadmapgen",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "THIRD-PARTY.md",
        "completions/roadmapgen.bash",
        "completions/_roadmapgen",
        "completions/roadmapgen.fish",
        "completions/roadmapgen.elv",
        "completions/_roadmapgen.ps1",
        "man/roadmapgen.1",
        "man/roadmapgen-build.1",
        "man/roadmapgen-share.1",
    ] {
        assert!(listed.lines().any(|line| line == format!("{folder}/{file}")), "no {file} in\n{listed}");
    }

    // Instead of GitHub's: writes down what it was told. There is no such release yet.
    runner.program("gh", "case \"$2\" in view) exit 1 ;; esac\necho \"$@\" >>released\n");
    with_notes(&runner, "# Changelog\n\n## Unreleased\n\n- It began.\n\n## 0.1.0\n\n- Older.\n");
    let release = [
        step(".github/workflows/release.yml", "publish", "All checksums in one file"),
        step(".github/workflows/release.yml", "publish", "Release"),
    ];
    let mut context = words(&[("github.token", "x")]);
    let tag = words(&[("GITHUB_REF_NAME", "v1.2.3-rc.1")]);
    assert!(runner.run(&release, &mut context, &tag), "{}", runner.log);
    let told = runner.read("released");
    let name = folder + ".tar.gz";
    for word in [
        "v1.2.3-rc.1",
        &format!("packed/{name}"),
        &format!("packed/{name}.sha256"),
        "packed/SHA256SUMS",
        "--prerelease",
        "--latest=false",
    ] {
        assert!(told.split_whitespace().any(|told| told == word), "no {word} in {told}");
    }
    assert!(runner.read("packed/SHA256SUMS").contains(&name));
    assert_eq!(runner.read("notes.md"), "- It began.\n");
    runner.write(&format!("packed/{name}"), "something else");
    assert!(!runner.run(&release, &mut context, &tag), "a wrong checksum is released");
}

/// Packs a stand-in for the program, named as somebody would name it who stands beside it.
fn packs(runner: &mut Runner) -> bool {
    let answers =
        "#!/bin/sh\ncase $1 in --version) echo roadmapgen 9.9.9 ;; man) mkdir -p \"$2\" ;; *) echo \"$1\" ;; esac\n";
    runner.write("roadmapgen", answers);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/pack.sh");
    let pack = format!("chmod +x roadmapgen && bash '{}' roadmapgen some-system packed notices.md", script.display());
    runner.write("notices.md", "Made of this.\n");
    runner.run(&[json!({ "name": "Pack", "run": pack })], &mut words(&[]), &words(&[]))
}

#[test]
fn a_checksum_of_windows_is_one_everywhere() {
    let mut runner = Runner::new();
    // As Git for Windows writes it.
    runner.program(
        "sha256sum",
        "case $1 in -*) command -p sha256sum \"$@\" ;; *) command -p sha256sum --binary \"$@\" ;; esac\n",
    );
    assert!(packs(&mut runner), "{}", runner.log);
    let line = runner.read("packed/roadmapgen-v9.9.9-some-system.tar.gz.sha256");
    let (sum, name) = line.split_once("  ").expect("two spaces");
    assert!(sum.len() == 64 && name == "roadmapgen-v9.9.9-some-system.tar.gz\n", "{line}");
    let step = step(".github/workflows/release.yml", "publish", "All checksums in one file");
    assert!(runner.run(&[step], &mut words(&[]), &words(&[])), "{}", runner.log);
}

#[test]
fn an_archive_holds_files_alone_where_tar_would_add_what_a_system_notes_of_them() {
    for knows in [true, false] {
        let mut runner = Runner::new();
        let refuses = if knows { "" } else { "case $1 in --no-xattrs) exit 64 ;; esac\n" };
        let script =
            format!("{refuses}echo \"$COPYFILE_DISABLE $*\" >>\"$HOME/tar\"\nPATH=/usr/bin:/bin exec tar \"$@\"\n");
        runner.program("tar", &script);
        assert!(packs(&mut runner), "{}", runner.log);
        let told = runner.read("../home/tar");
        let packing = told.lines().last().expect("it packs");
        assert!(packing.starts_with(if knows { "1 --no-xattrs -czf " } else { "1 -czf " }), "{told}");
    }
}

/// The script that reads the changelog, with this changelog.
fn with_notes(runner: &Runner, changelog: &str) {
    runner.write("CHANGELOG.md", changelog);
    runner.write(".github/notes.sh", &read(".github/notes.sh"));
    let script = runner.workspace().join(".github/notes.sh");
    fs::set_permissions(script, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

#[test]
fn a_release_is_told_of_in_the_changelog() {
    let step = step(".github/workflows/release.yml", "check", "The changelog tells of it");
    for (changelog, tag, passes) in [
        ("## Unreleased\n\n- New.\n\n## 1.2.3 - 2026-12-01\n\n- Told.\n\n## 1.2.2\n- Old.\n", "v1.2.3", true),
        ("## [1.2.3] - 2026-12-01\n\n- Told.\n", "v1.2.3", true),
        ("## Unreleased\n\n- Told.\n", "v1.2.3-rc.1", true),
        ("## Unreleased\n\n- Told.\n", "v1.2.3", false),
        ("## 1.2.30\n\n- Told.\n", "v1.2.3", false),
        ("## 1.2.3\n\n## 1.2.2\n\n- Told.\n", "v1.2.3", false),
    ] {
        let mut runner = Runner::new();
        with_notes(&runner, changelog);
        let tag = words(&[("GITHUB_REF_NAME", tag)]);
        assert_eq!(runner.run(std::slice::from_ref(&step), &mut words(&[]), &tag), passes, "{changelog}");
        assert_eq!(runner.log == "- Told.\n", passes, "{}", runner.log);
    }
}

#[test]
fn a_release_is_on_main() {
    let step = step(".github/workflows/release.yml", "check", "The tag is on main");
    let mut runner = Runner::new();
    let folder = runner.workspace();
    let commit = |title: &str| {
        git(&folder, &["commit", "-q", "--allow-empty", "-m", title]);
        git(&folder, &["rev-parse", "HEAD"]).trim().to_owned()
    };
    git(&folder, &["init", "-q"]);
    let older = commit("one");
    let newest = commit("two");
    git(&folder, &["update-ref", "refs/remotes/origin/main", &newest]);
    git(&folder, &["checkout", "-q", "-b", "aside", &older]);
    let aside = commit("three");
    for (tagged, passes) in [(&newest, true), (&older, true), (&aside, false)] {
        let tag = words(&[("GITHUB_SHA", tagged), ("GITHUB_REF_NAME", "v1.2.3")]);
        assert_eq!(runner.run(std::slice::from_ref(&step), &mut words(&[]), &tag), passes, "{}", runner.log);
    }
}

#[test]
fn nothing_is_released_without_all_tests() {
    let release = yaml(&read(".github/workflows/release.yml"));
    let jobs = &release["jobs"];
    assert_eq!(jobs["tests"]["uses"], "./.github/workflows/ci.yml");
    assert!(yaml(&read(".github/workflows/ci.yml"))["on"].as_object().expect("events").contains_key("workflow_call"));
    let needs = ["build", "publish", "trial", "announce"].map(|job| jobs[job]["needs"].clone());
    assert_eq!(needs, [json!(["check", "tests", "notices"]), json!("build"), json!("publish"), json!("trial")]);
    assert!(jobs.as_object().expect("jobs").values().all(|job| job.get("if").is_none_or(|_| job["needs"] == "trial")));
    assert_eq!(steps(&jobs["trial"])[1]["uses"], "./");
}

#[test]
fn what_was_released_stays_as_it_is() {
    let step = step(".github/workflows/release.yml", "publish", "Release");
    for (is_draft, does) in [("false", ""), ("true", "release delete v1.2.3 --yes\nrelease create v1.2.3 ")] {
        let mut runner = Runner::new();
        runner.program("gh", &format!("case \"$2\" in view) echo {is_draft} ;; *) echo \"$@\" >>released ;; esac\n"));
        runner.write("released", "");
        with_notes(&runner, "## 1.2.3\n\n- Told.\n");
        let tag = words(&[("GITHUB_REF_NAME", "v1.2.3")]);
        let mut context = words(&[("github.token", "x")]);
        assert!(runner.run(std::slice::from_ref(&step), &mut context, &tag), "{}", runner.log);
        let told = runner.read("released");
        assert!(told.starts_with(does) && told.is_empty() == does.is_empty(), "{told}");
    }
}

#[test]
fn a_program_for_any_linux_needs_no_library() {
    let step = step(".github/workflows/release.yml", "build", "It runs, and needs no library of the system");
    let mut runner = Runner::new();
    runner.write("target/x-musl/release/roadmapgen", "");
    let program = runner.workspace().join("target/x-musl/release/roadmapgen");
    fs::copy(env!("CARGO_BIN_EXE_roadmapgen"), program).expect("a file");
    runner.write("example-site/roadmap.toml", "[site]\ntitle = \"T\"\n");
    let mut passes = |readelf: &str| {
        runner.program("readelf", readelf);
        runner.run(std::slice::from_ref(&step), &mut words(&[]), &words(&[("TARGET", "x-musl")]))
    };
    assert!(passes("echo '  LOAD  0x0000'\n"));
    assert!(!passes("echo '  INTERP  0x0318'\n"));
    assert!(!passes("exit 1\n"), "what cannot be read passes");
}

/// What git says in a folder.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(arguments);
    let ended = git.current_dir(folder).output().expect("git");
    assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8_lossy(&ended.stdout).into_owned()
}

#[test]
fn a_release_moves_the_tag_of_the_action_and_a_trial_does_not() {
    let release = yaml(&read(".github/workflows/release.yml"));
    for (name, moves) in [("v1.2.3", true), ("v1.2.3-rc.1", false)] {
        let context = words(&[("github.ref_name", name)]);
        assert_eq!(runner::holds(&release["jobs"]["announce"]["if"], &context), moves, "{name}");
    }
    let step = step(".github/workflows/release.yml", "announce", "The action's tag");
    let mut runner = Runner::new();
    let folder = runner.workspace();
    let git = |arguments: &[&str]| git(&folder, arguments);
    git(&["init", "-q", "--bare", "origin.git"]);
    git(&["init", "-q"]);
    git(&["remote", "add", "origin", "origin.git"]);
    git(&["commit", "-q", "--allow-empty", "-m", "one"]);
    git(&["tag", "v1"]);
    git(&["push", "-q", "origin", "v1"]);
    let before = git(&["rev-parse", "HEAD"]);
    git(&["commit", "-q", "--allow-empty", "-m", "two"]);
    let head = git(&["rev-parse", "HEAD"]);
    // Two versions are released, and newer ones are told first.
    let gh = "case \"$2\" in list) printf 'v0.9.12\\nv0.10.0\\nv0.9.9\\n' ;; *) echo \"$@\" >>told ;; esac\n";
    runner.program("gh", gh);
    runner.write("told", "");
    for (tag, moves) in [("v0.9.12", false), ("v0.10.0", true)] {
        let tag = words(&[("GITHUB_REF_NAME", tag), ("GITHUB_SHA", head.trim())]);
        let mut context = words(&[("github.token", "x")]);
        assert!(runner.run(std::slice::from_ref(&step), &mut context, &tag), "{}", runner.log);
        assert_eq!(git(&["-C", "origin.git", "rev-parse", "v1"]), if moves { head.clone() } else { before.clone() });
        assert_eq!(runner.read("told").contains("release edit v0.10.0 --latest\n"), moves);
    }
}

#[test]
fn the_hook_before_a_commit_fails_where_the_roadmap_is_wrong() {
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    let hooks = hooks.as_array().expect("a list");
    assert_eq!(hooks.len(), 2);
    for hook in hooks {
        assert_eq!(hook["pass_filenames"], false);
        // A deleted item, a picture or a template can break a roadmap, too.
        assert_eq!(hook["always_run"], true);
        assert!(hook["types"].is_null() && hook["types_or"].is_null() && hook["files"].is_null());
        let (mut runner, _) = starter();
        let step = json!({ "name": "hook", "run": hook["entry"] });
        runner.program("roadmapgen", &format!("exec {} \"$@\"\n", env!("CARGO_BIN_EXE_roadmapgen")));
        assert!(runner.run(std::slice::from_ref(&step), &mut words(&[]), &words(&[])), "{}", runner.log);
        runner.write("intents/bad.md", "+++\ntitl = \"A\"\n+++\n");
        assert!(!runner.run(&[step], &mut words(&[]), &words(&[])));
    }
}

/// The block of a page of the manual that is this file.
fn file_of(page: &str, name: &str) -> String {
    let text = read(page);
    let (_, rest) = text.split_once(&format!(" {name}\n")).unwrap_or_else(|| panic!("{page} has no {name}"));
    rest.split_once("\n```\n").expect("the block ends").0.to_owned() + "\n"
}

/// The script of the manual, with what a release would have put into it.
fn publish_script(runner: &Runner) -> String {
    let script = file_of("docs/hosting.md", "publish.sh");
    let zeros = "0".repeat(64);
    let from = "https://github.com/roadmapgen/roadmapgen/releases/download";
    assert!(script.contains(&zeros) && script.contains(from) && script.contains(env!("CARGO_PKG_VERSION")));
    let https = "--proto '=https'";
    assert!(script.contains(https), "it may be led to where others can change what is fetched");
    let script = script.replace(https, "--proto '=file'");
    script.replace(&zeros, &runner::downloads().checksum).replace(from, &runner.downloads_address())
}

#[test]
fn what_the_manual_shows_for_other_hosts_builds_the_site() {
    let gitlab = yaml(&file_of("docs/hosting.md", ".gitlab-ci.yml"));
    let netlify: toml::Table = file_of("docs/hosting.md", "netlify.toml").parse().expect("TOML");
    let s3 = yaml(&file_of("docs/hosting.md", ".github/workflows/s3.yml"));
    let pages = gitlab["pages"]["script"][0].as_str().expect("a command");
    let command = netlify["build"]["command"].as_str().expect("a command");
    let sync = steps(&s3["jobs"]["build"])[1]["run"].as_str().expect("a command");
    for command in [pages, command, sync] {
        let (mut runner, _) = starter();
        runner.write("publish.sh", &publish_script(&runner));
        let address = words(&[("CI_PAGES_URL", ADDRESS), ("URL", ADDRESS), ("ADDRESS", ADDRESS)]);
        let step = json!({ "name": command, "run": command });
        assert!(runner.run(&[step], &mut words(&[]), &address), "{command}: {}", runner.log);
        assert!(runner.read("public/index.html").contains(&format!("{ADDRESS}/")), "{command}");
    }
    assert_eq!(netlify["build"]["publish"].as_str(), Some("public"));
    assert_eq!(gitlab["pages"]["artifacts"]["paths"][0], "public");

    let check = gitlab["check"]["script"][0].as_str().expect("a command");
    let (mut runner, _) = starter();
    let step = json!({ "name": check, "run": check });
    runner.write("publish.sh", &publish_script(&runner));
    assert!(runner.run(std::slice::from_ref(&step), &mut words(&[]), &words(&[])), "{}", runner.log);
    assert!(!runner.workspace().join("public").exists());
    runner.write("intents/bad.md", "+++\ntitl = \"A\"\n+++\n");
    assert!(!runner.run(std::slice::from_ref(&step), &mut words(&[]), &words(&[])), "an error passes");
    fs::remove_file(runner.workspace().join("intents/bad.md")).expect("it is there");
    let other = publish_script(&runner).replace(&runner::downloads().checksum, &"1".repeat(64));
    runner.write("publish.sh", &other);
    assert!(!runner.run(&[step], &mut words(&[]), &words(&[])), "a wrong checksum passes");
}

#[test]
fn the_headers_of_the_manual_are_published_as_they_are() {
    let (mut runner, _) = starter();
    runner.write("static/_headers", &file_of("docs/hosting.md", "static/_headers"));
    assert!(acts(&mut runner, &json!({})), "{}", runner.log);
    assert_eq!(runner.read("public/_headers"), runner.read("static/_headers"));
}
