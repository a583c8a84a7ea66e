//! A roadmap of any size, written to a folder.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::random::Random;

const VERBS: &[&str] = &["Deliver", "Harden", "Measure", "Migrate", "Publish", "Replace", "Simplify", "Unify"];
const KINDS: &[&str] = &["audited", "cached", "declarative", "offline", "searchable", "signed", "typed", "versioned"];
const THINGS: &[&str] =
    &["audit log", "billing import", "design system", "edge cache", "mobile client", "search index"];
const PEOPLE: &[&str] = &["Ana Berg", "Bo Castro", "Chidi Eze", "Dara Ito", "Elif Nowak", "Femi Rossi", "Noor Weber"];
const TEAMS: &[&str] = &["core", "data", "design", "docs", "growth", "platform", "security"];
const STATUSES: &[&str] = &["planned", "active", "done", "dropped"];
const SENTENCES: &[&str] = &[
    "It is done when whoever uses it no longer asks for help in the first week.",
    "If this slips, the *fallback* is to keep the old one behind a flag for one more quarter.",
    "Partners asked for it in three of the last five reviews, so it is **not optional** this year.",
    "A small pilot ran in spring, and its results were better than the estimate by a third.",
    "We measure it with the weekly report and the `latency.p95` of [the dashboard](https://example.org/d/).",
];

/// One milestone, as it is written to its file.
#[derive(Debug, Clone)]
pub struct Milestone {
    pub id: String,
    pub title: String,
    pub intent: usize,
    pub status: &'static str,
    pub target: String,
    /// By their numbers; each below its own, so that there is no circle.
    pub depends_on: Vec<usize>,
    start: String,
    owner: &'static str,
    team: &'static str,
    pub body: String,
}

/// The roadmap, and where it stands.
pub struct Roadmap {
    folder: PathBuf,
    pub milestones: Vec<Milestone>,
}

impl Roadmap {
    /// Writes one of so many milestones into an empty folder.
    pub fn write(folder: &Path, count: usize) -> io::Result<Self> {
        let mut random = Random::of(42, count as u64);
        for name in ["vision", "intents", "milestones"] {
            fs::create_dir_all(folder.join(name))?;
        }
        let site = "[site]\ntitle = \"Roadmap\"\nbase_url = \"https://example.org/\"\n";
        fs::write(folder.join("roadmap.toml"), site)?;
        let vision = format!("+++\ntitle = \"A calm, open platform\"\nhorizon = 2031\n+++\n\n{}", body(&mut random, 0));
        fs::write(folder.join("vision/vision.md"), vision)?;
        let intents = intents(count);
        for number in 0..intents {
            let (title, owner, team) = (title(&mut random), random.pick(PEOPLE), random.pick(TEAMS));
            let head = format!("title = \"{title}\"\nvision = \"vision\"\nowner = \"{owner}\"\nteams = [\"{team}\"]\n");
            let text = format!("+++\n{head}status = \"active\"\n+++\n\n{}", body(&mut random, 0));
            fs::write(folder.join(format!("intents/{}.md", intent_id(number))), text)?;
        }
        let milestones = (0..count).map(|number| milestone(&mut random, number, intents)).collect();
        let roadmap = Self { folder: folder.to_owned(), milestones };
        for number in 0..count {
            fs::write(roadmap.path(number), roadmap.text(number))?;
        }
        Ok(roadmap)
    }

    /// The file of a milestone.
    pub fn path(&self, number: usize) -> PathBuf {
        self.folder.join(format!("milestones/{}.md", self.milestones[number].id))
    }

    /// What is to stand in it.
    pub fn text(&self, number: usize) -> String {
        let own = &self.milestones[number];
        let Milestone { title, status, start, target, owner, team, body, .. } = own;
        let needs: Vec<String> = own.depends_on.iter().map(|&other| format!("\"{}\"", milestone_id(other))).collect();
        let (intent, needs) = (intent_id(own.intent), needs.join(", "));
        format!(
            "+++\ntitle = \"{title}\"\nintent = \"{intent}\"\nstatus = \"{status}\"\nstart = {start}\ntarget = {target}\n\
             owner = \"{owner}\"\nteams = [\"{team}\"]\ndepends_on = [{needs}]\n+++\n\n{body}"
        )
    }

    /// The addresses of the pages of those that need it.
    pub fn dependents(&self, number: usize) -> Vec<String> {
        let need = |other: &&Milestone| other.depends_on.contains(&number);
        self.milestones.iter().filter(need).map(|other| format!("/milestones/{}/", other.id)).collect()
    }

    /// The address of a milestone's page.
    pub fn page(&self, number: usize) -> String {
        format!("/milestones/{}/", self.milestones[number].id)
    }

    /// The address of its intent's page.
    pub fn intent_page(&self, number: usize) -> String {
        format!("/intents/{}/", intent_id(self.milestones[number].intent))
    }
}

/// One intent for every twenty milestones.
fn intents(count: usize) -> usize {
    (count / 20).max(1)
}

fn milestone_id(number: usize) -> String {
    format!("m-{number:06}")
}

fn intent_id(number: usize) -> String {
    format!("i-{number:05}")
}

fn milestone(random: &mut Random, number: usize, intents: usize) -> Milestone {
    let year = random.between(2026, 2028);
    let from = random.between(1, 6);
    let mut depends_on: Vec<usize> = Vec::new();
    for _ in 0..*random.pick(&[0, 0, 1, 1, 1, 2, 2, 3]) {
        // Of those shortly before: a plan is wide, and not one chain.
        let other = number.saturating_sub(random.between(1, 200));
        if other < number && !depends_on.contains(&other) {
            depends_on.push(other);
        }
    }
    Milestone {
        id: milestone_id(number),
        title: title(random),
        intent: if number < intents { number } else { random.below(intents) },
        status: random.pick::<&str>(STATUSES),
        start: format!("{year}-{from:02}-{:02}", random.between(1, 28)),
        target: format!("{year}-{:02}-{:02}", from + random.between(1, 6), random.between(1, 28)),
        depends_on,
        owner: random.pick::<&str>(PEOPLE),
        team: random.pick::<&str>(TEAMS),
        body: body(random, number),
    }
}

fn title(random: &mut Random) -> String {
    format!("{} the {} {}", random.pick(VERBS), random.pick(KINDS), random.pick(THINGS))
}

/// About a thousand bytes: paragraphs, a list, tasks, and links to milestones before this one.
fn body(random: &mut Random, number: usize) -> String {
    let mut text = String::new();
    let paragraph = |random: &mut Random, text: &mut String| {
        let sentences: Vec<&str> = (0..random.between(2, 4)).map(|_| *random.pick(SENTENCES)).collect();
        let _ = writeln!(text, "{}\n", sentences.join(" "));
    };
    paragraph(random, &mut text);
    text.push_str("## Outcome\n\n");
    paragraph(random, &mut text);
    for _ in 0..random.below(3) {
        let other = milestone_id(number.saturating_sub(random.between(1, 50)));
        let _ = writeln!(text, "It stands on [[{other}]], and on [the one before](../milestones/{other}.md).\n");
    }
    text.push_str("## Scope\n\n");
    for _ in 0..random.between(3, 6) {
        let mark = random.pick(&["- ", "- [ ] ", "- [x] "]);
        let _ = writeln!(text, "{mark}agree on the {} {} and its tests", random.pick(KINDS), random.pick(THINGS));
    }
    text.push('\n');
    paragraph(random, &mut text);
    text
}
