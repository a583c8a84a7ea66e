//! Every command in the manual runs, and prints what the manual shows.
//!
//! The `sh` blocks of a page are run one after the other by one shell, in a folder of their own. A block whose first line
//! names a file, as ```` ```toml roadmap.toml ````, is written there when its turn comes, and at the end of such a page the
//! roadmap must be without errors. A page that neither brings a `roadmap.toml` nor runs `roadmapgen init` begins in the
//! starter. A `text` block that follows below the same heading is what the commands print: `…` in it stands for any text
//! within a line, and on a line of its own for any lines. After a change that is meant,
//! `BLESS=1 cargo test --test commands` writes what is printed now; read the difference before you commit it.

mod pages;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use pages::{Block, Page};
use pulldown_cmark::Event;
use rayon::prelude::*;
use tempfile::TempDir;

/// The day of the manual: 16 November 2026.
const DAY: &str = "1794787200";

/// What is pasted where a command reads from the keyboard.
const TYPED: &str = "turbo weather lizard camp open violin\n";

/// Programs that a test may run: ours, and the small ones round it.
const RUN: &[&str] =
    &["roadmapgen", "cat", "cd", "cp", "echo", "export", "git", "ls", "mkdir", "mv", "read", "rm", "unset"];

/// Commands that are not run, by what they begin with, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("cargo install ", "compiles for minutes"),
    ("ROADMAPGEN_PASSPHRASE_LEADERSHIP=\"turbo weather lizard camp open violin\" cargo run ", "compiles for minutes"),
    ("RAYON_NUM_THREADS=1 cargo fuzz run ", "takes as long as one likes"),
    ("sh tests/all.sh", "is what runs this test"),
    ("python3 -m http.server", "a program of somebody else, which does not end"),
];

const TAKES: &str = "strings take all";

/// Stands in front of the program in every session. The preview does not end by itself: it is ended as soon as it has said
/// where it serves, and takes any free port, since others may have the usual one.
const BEFORE: &str = r#"
roadmapgen() {
    if [ "$1" != serve ]; then command roadmapgen "$@"; return; fi
    case " $* " in *" -p "* | *" --port"*) ;; *) set -- "$@" --port 0 ;; esac
    command roadmapgen "$@" >"$SESSION/served" 2>/dev/null &
    for _ in $(seq 300); do
        if grep -q '^Serving ' "$SESSION/served"; then break; fi
        sleep 0.1
    done
    kill "$!"
    wait "$!"
    cat "$SESSION/served"
    grep -q '^Serving ' "$SESSION/served"
}
"#;

/// One command of a block: its lines, with those of a text that it reads.
fn commands(block: &str) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut lines = block.lines();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let mut command = line.to_owned();
        while command.ends_with('\\') {
            command = format!("{command}\n{}", lines.next().unwrap_or_default());
        }
        if let Some((_, end)) = line.split_once("<<") {
            let end = end.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            for line in lines.by_ref() {
                command = format!("{command}\n{line}");
                if line == end {
                    break;
                }
            }
        }
        commands.push(command);
    }
    commands
}

/// The programs that a command starts.
fn programs(command: &str) -> Vec<&str> {
    let first = command.lines().next().unwrap_or_default();
    let first = first.split(" # ").next().unwrap_or_default();
    let parts = first.split("&&").flat_map(|part| part.split(['|', ';']));
    parts.filter_map(|part| part.split_whitespace().find(|word| !is_variable(word))).collect()
}

/// Whether a word sets a variable for a command: `NAME=value`.
fn is_variable(word: &str) -> bool {
    let name = word.split_once('=').map_or("", |(name, _)| name);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Whether a command is run: what is not known might do anything.
fn is_run(command: &str) -> bool {
    listed(command).is_none() && programs(command).iter().all(|program| RUN.contains(program))
}

/// Which entry of the list says why a command is not run.
fn listed(command: &str) -> Option<usize> {
    NOT_RUN.iter().position(|(begins, _)| command.starts_with(begins))
}

/// What one block printed, and how its commands ended.
struct Ran {
    /// Which of the page's blocks.
    block: usize,
    printed: String,
    ended: Vec<(String, String)>,
}

/// Runs a page, as a script that writes down what each block prints and how each command ends; and what is wrong with the
/// roadmap of a page that brings files.
fn run(blocks: &[Block]) -> (Vec<Ran>, Option<String>) {
    let session = TempDir::new().expect("a folder");
    let at = |name: &str| session.path().join(name);
    fs::write(at("typed"), TYPED.repeat(8)).expect("a file");
    fs::create_dir(at("home")).expect("a folder");
    let folder = at("work");
    fs::create_dir(&folder).expect("a folder");
    let is_own = |block: &Block| block.file() == Some("roadmap.toml") || block.text.contains("roadmapgen init");
    if !blocks.iter().any(is_own) {
        assert!(shell(session.path(), &folder, "roadmapgen init"), "the starter cannot be written");
    }
    let (mut script, mut asked) = (BEFORE.to_owned(), Vec::new());
    for (number, block) in blocks.iter().enumerate() {
        if let Some(path) = block.file() {
            fs::write(at(&format!("{number}.file")), &block.text).expect("a file");
            writeln!(script, "mkdir -p \"$(dirname '{path}')\" && cp \"$SESSION/{number}.file\" '{path}'")
                .expect(TAKES);
        }
        if block.language() != "sh" {
            continue;
        }
        for (of, command) in commands(&block.text).into_iter().filter(|command| is_run(command)).enumerate() {
            writeln!(script, "{{\n{command}\n}} >>\"$SESSION/{number}.out\" 2>&1 <\"$SESSION/typed\"").expect(TAKES);
            writeln!(script, "echo \"$?\" >\"$SESSION/{number}.{of}.code\"").expect(TAKES);
            asked.push((number, of, command));
        }
    }
    if blocks.iter().any(|block| block.file().is_some()) {
        script += "if command roadmapgen check >\"$SESSION/last\" 2>&1; then rm \"$SESSION/last\"; fi\n";
    }
    shell(session.path(), &folder, &script);
    let read = |name: &str| fs::read_to_string(at(name)).unwrap_or_default();
    let mut ran: Vec<Ran> = Vec::new();
    for (block, of, command) in asked {
        let code = read(&format!("{block}.{of}.code")).trim().to_owned();
        if ran.last().is_none_or(|last| last.block != block) {
            ran.push(Ran { block, printed: read(&format!("{block}.out")), ended: Vec::new() });
        }
        ran.last_mut().expect("one was added").ended.push((command, code));
    }
    (ran, at("last").exists().then(|| read("last")))
}

/// Runs a script in a folder, away from the settings of whoever runs the test.
fn shell(session: &Path, folder: &Path, script: &str) -> bool {
    let program = Path::new(env!("CARGO_BIN_EXE_roadmapgen")).parent().expect("it stands in a folder");
    let mut path = program.as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    fs::write(session.join("script"), script).expect("a file");
    let mut command = Command::new("bash");
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("ROADMAPGEN_") || name.starts_with("GIT_") {
            command.env_remove(&*name);
        }
    }
    let git = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"];
    command.envs(git.map(|name| (name, "ada@example.org")));
    command.env("PATH", path).env("HOME", session.join("home")).env("SESSION", session);
    command.env("XDG_CACHE_HOME", session.join("cache"));
    command.env("SOURCE_DATE_EPOCH", DAY).env("NO_COLOR", "1");
    command.arg(session.join("script")).current_dir(folder).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("bash is there").success()
}

/// Whether what was printed is what the manual shows.
fn is_shown(shown: &str, printed: &str) -> bool {
    let lines = |text: &str| text.trim_end().lines().map(masked).collect::<Vec<_>>();
    are_shown(&lines(shown), &lines(printed))
}

fn are_shown(shown: &[String], printed: &[String]) -> bool {
    match (shown, printed) {
        ([], printed) => printed.is_empty(),
        ([any, rest @ ..], _) if any == "…" => {
            (0..=printed.len()).any(|skipped| are_shown(rest, &printed[skipped..]))
        }
        ([first, rest @ ..], [line, more @ ..]) => is_line(first, line) && are_shown(rest, more),
        _ => false,
    }
}

/// Whether a line is the one that is shown, with any text where that has `…`.
fn is_line(shown: &str, line: &str) -> bool {
    if shown == line {
        return true;
    }
    let mut parts = shown.split('…');
    let Some(mut rest) = parts.next().and_then(|first| line.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return false };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

/// A line without what is another on each machine or with each version: the port of the preview, and how much was built.
fn masked(line: &str) -> String {
    let is_sizes = line.contains(" pages, ");
    let mut masked = String::new();
    for (at, part) in line.split("127.0.0.1:").enumerate() {
        let part = if at == 0 { part } else { part.trim_start_matches(|c: char| c.is_ascii_digit()) };
        masked += if at == 0 { "" } else { "127.0.0.1:" };
        masked.extend(part.chars().filter(|c| !(is_sizes && (c.is_ascii_digit() || *c == '.'))));
    }
    masked.trim_end().to_owned()
}

/// The block that shows what another prints: the next one, below the same heading.
fn shown(blocks: &[Block], of: usize) -> Option<&Block> {
    let next = blocks.get(of + 1)?;
    (next.language() == "text" && next.headings == blocks[of].headings).then_some(next)
}

/// What went wrong with a page; with `BLESS`, what it shows is written anew.
fn faults(page: &Page) -> Vec<String> {
    let blocks = page.blocks();
    let mut faults = Vec::new();
    let mut text = page.text.clone();
    let (all, wrong) = run(&blocks);
    faults.extend(wrong.map(|wrong| format!("{}: the roadmap of this page has errors:\n{wrong}", page.path)));
    for ran in all.iter().rev() {
        let block = &blocks[ran.block];
        let place = format!("{}:{}", page.path, block.line);
        let shown = shown(&blocks, ran.block);
        let is_error = shown.is_some_and(|shown| shown.text.lines().any(|line| line.starts_with("error")));
        let failed: Vec<_> = ran.ended.iter().filter(|(_, code)| code != "0").collect();
        match failed.first() {
            Some((command, code)) if !is_error => {
                faults.push(format!("{place}: `{command}` ended with {code:?}:\n{}", ran.printed));
            }
            None if is_error => faults.push(format!("{place}: an error is shown, and nothing fails:\n{}", ran.printed)),
            _ => {}
        }
        let Some(shown) = shown else { continue };
        if !is_shown(&shown.text, &ran.printed) {
            if std::env::var_os("BLESS").is_some() {
                text.replace_range(shown.range.clone(), &(ran.printed.trim_end().to_owned() + "\n"));
            } else {
                let told = &ran.printed;
                faults.push(format!("{place}: --- shown\n{}--- printed\n{told}", shown.text));
            }
        }
    }
    if text != page.text {
        fs::write(pages::root().join(&page.path), text).expect("the manual can be written");
    }
    faults
}

#[test]
fn every_command_of_the_manual_prints_what_the_manual_shows() {
    let faults: Vec<String> = pages::manual().par_iter().flat_map(faults).collect();
    assert!(
        faults.is_empty(),
        "{}\nif this is meant: BLESS=1 cargo test --test commands, then read the difference",
        faults.join("\n")
    );
}

#[test]
fn every_command_is_run_or_listed_with_a_reason() {
    let mut is_used = vec![false; NOT_RUN.len()];
    let mut faults = Vec::new();
    for page in pages::manual() {
        for block in page.blocks() {
            let place = format!("{}:{}", page.path, block.line);
            if ["bash", "console", "shell", "shell-session", "zsh"].contains(&block.language()) {
                faults.push(format!("{place}: write `sh` after the fence, so that its commands are run"));
            }
            for command in commands(&block.text).iter().filter(|_| block.language() == "sh") {
                if let Some(entry) = listed(command) {
                    is_used[entry] = true;
                } else if !is_run(command) {
                    faults.push(format!("{place}: `{command}` is neither run nor listed"));
                }
            }
        }
    }
    let unused = NOT_RUN.iter().zip(is_used).filter(|(_, is_used)| !is_used);
    faults.extend(unused.map(|((begins, _), _)| format!("`{begins}` is listed, and in no page")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What `--help` says of a command; none where there is no such command.
fn help(command: &str) -> Option<String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_roadmapgen"));
    let output = program.args([command, "--help"]).output().expect("the program starts");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What stands in a sentence, a table or a workflow is not run, but it is a command that there is.
#[test]
fn every_command_in_a_sentence_is_one_with_its_options() {
    let mut faults = Vec::new();
    let mut count = 0;
    for page in pages::manual() {
        let mut spans: Vec<(String, usize)> = Vec::new();
        for (event, range) in page.events() {
            if let Event::Code(code) = event {
                spans.push((code.into_string(), page.line(range.start)));
            }
        }
        for block in page.blocks().into_iter().filter(|block| ["ini", "yaml", "yml"].contains(&block.language())) {
            let lines = block.text.lines().filter_map(|line| Some(&line[line.find("roadmapgen ")?..]));
            spans.extend(lines.map(|line| (line.to_owned(), block.line)));
        }
        for (span, line) in spans {
            let Some(said) = span.strip_prefix("roadmapgen ") else { continue };
            let mut words = said.split_whitespace();
            let command = words.next().unwrap_or_default();
            if command.starts_with('-') {
                continue;
            }
            count += 1;
            let Some(help) = help(command) else {
                faults.push(format!("{}:{line}: there is no `roadmapgen {command}`", page.path));
                continue;
            };
            for word in words.take_while(|word| !["#", "|", "&&"].contains(word)) {
                let option = word.split('=').next().unwrap_or_default();
                let is_there = help.split_whitespace().any(|known| known.trim_end_matches(',') == option);
                if option.starts_with('-') && !is_there {
                    faults.push(format!("{}:{line}: `roadmapgen {command}` has no `{option}`", page.path));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 20, "{count} commands");
}

#[test]
fn blocks_are_read_as_a_shell_reads_them() {
    let block =
        "# first\nmkdir a && cd a   # here\n\ncat >x <<'EOF'\n# kept\nrm -rf /\nEOF\nA=b roadmapgen build \\\n  -o x\n";
    let commands = commands(block);
    assert_eq!(
        commands,
        ["mkdir a && cd a   # here", "cat >x <<'EOF'\n# kept\nrm -rf /\nEOF", "A=b roadmapgen build \\\n  -o x"]
    );
    assert_eq!(programs(&commands[0]), ["mkdir", "cd"]);
    assert_eq!(programs(&commands[1]), ["cat"]);
    assert_eq!(programs(&commands[2]), ["roadmapgen"]);
    assert_eq!(programs("echo x | sudo tee y"), ["echo", "sudo"]);
}

#[test]
fn what_is_shown_may_leave_out_what_differs_and_nothing_else() {
    assert!(is_shown("a\nb\n", "a\nb"));
    assert!(is_shown("made for you: `…`", "made for you: `six words`"));
    assert!(is_shown("a\n…\nz", "a\nb\nc\nz"));
    assert!(is_shown("Serving http://127.0.0.1:4400/", "Serving http://127.0.0.1:39411/"));
    assert!(is_shown("Built public/ (6 pages, 15 files, 80 kB)", "Built public/ (7 pages, 16 files, 1.2 kB)"));
    for (shown, printed) in [
        ("a\nb", "a"),
        ("a", "a\nb"),
        ("", "a"),
        ("made for you: `…`", "made for me: `six`"),
        ("a\n…\nz", "a\nb"),
        ("1 error", "2 errors"),
        ("Serving http://127.0.0.1:4400/", "Serving http://127.0.0.1:4400/roadmap/"),
        ("Built public/ (6 pages, 15 files)", "Built other/ (6 pages, 15 files)"),
    ] {
        assert!(!is_shown(shown, printed), "{shown:?} {printed:?}");
    }
}
