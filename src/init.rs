//! The texts that `init` and `new` write.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use crate::date::{Day, add_quarters, quarter_of};
use crate::words::Kind;

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/init");

/// A small, real roadmap by path, with dates that are sensible on the day it is written.
pub fn roadmap(today: Day) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(&STARTER, &mut files);
    let quarter = |ahead| {
        let (year, quarter) = quarter_of(add_quarters(today, ahead));
        format!("{year}-Q{quarter}")
    };
    let tokens = [
        ("@THIS_QUARTER@", quarter(0)),
        ("@NEXT_QUARTER@", quarter(1)),
        ("@IN_TWO_QUARTERS@", quarter(2)),
        ("@NEXT_YEAR@", (today.year() + 1).to_string()),
        ("@IN_THREE_YEARS@", (today.year() + 3).to_string()),
        ("@TODAY@", today.to_string()),
    ];
    for text in files.values_mut() {
        for (token, value) in &tokens {
            *text = text.replace(token, value);
        }
    }
    files
}

fn collect(folder: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let text = file.contents_utf8().expect("the starter is text").to_owned();
        // A real `.gitignore` in the crate's sources would be obeyed there.
        files.insert(if path == "gitignore" { ".gitignore".to_owned() } else { path }, text);
    }
    folder.dirs().for_each(|folder| collect(folder, files));
}

/// The text of a new item: the fields that matter, each with a short comment.
pub fn item(
    kind: Kind,
    title: &str,
    today: Day,
    intent: Option<&str>,
    vision: Option<&str>,
    about: &[String],
) -> String {
    let title = toml::Value::String(title.replace(char::is_control, " "));
    let reference = |key: &str, id: Option<&str>, comment: &str| match id {
        Some(id) => format!("{key} = \"{id}\"\n"),
        None => format!("# {key} = \"…\"{comment}\n"),
    };
    let (year, quarter) = quarter_of(add_quarters(today, 1));
    let fields = match kind {
        Kind::Vision => format!(
            "# horizon = {}             # when we would be there\n\
             summary = \"\"                 # one or two sentences\n\
             # why = \"…\"                  # why we go there\n\n\
             # How we shall know, in words that can be checked:\n\
             # [[success]]\n\
             # by = {}\n\
             # text = \"…\"\n",
            today.year() + 3,
            today.year() + 1
        ),
        Kind::Intent => {
            "status = \"proposed\"          # proposed, active, paused, achieved or dropped\n".to_owned()
                + &reference(
                    "vision",
                    vision,
                    "               # the vision that it serves; not needed while there is one",
                )
                + "summary = \"\"                 # what must happen, not how\n\
                   # owner = \"…\"\n\
                   # priority = \"must\"          # must, should, could or wont\n\n\
                   # How far it is, measured:\n\
                   # [[key_results]]\n\
                   # name = \"…\"\n\
                   # unit = \"%\"\n\
                   # baseline = 4\n\
                   # target = 60\n"
                + &format!("# readings = [[{today}, 6]]\n\n")
                + "# What it rests on:\n\
                   # [[assumptions]]\n\
                   # text = \"…\"\n\
                   # status = \"untested\"        # untested, holds or broken\n"
        }
        Kind::Milestone => {
            reference("intent", intent, "               # the intent that it delivers")
                + "status = \"planned\"           # idea, planned, active, done or dropped\n"
                + &format!(
                    "# target = \"{year}-Q{quarter}\"          # as exactly as it is known: a day, month, quarter, half or year\n"
                )
                + "summary = \"\"                 # one or two sentences\n\
                   # owner = \"…\"\n\
                   # commitment = \"target\"      # committed, target or exploring\n\
                   # slice = true               # the thin end-to-end slice: it comes first\n\
                   # depends_on = [\"…\"]         # ids of what must come first\n"
        }
        Kind::Update => {
            let listed: Vec<String> = about.iter().map(|id| format!("\"{id}\"")).collect();
            let about = if listed.is_empty() {
                "# about = [\"…\"]              # ids of the items that it is about\n".to_owned()
            } else {
                format!("about = [{}]\n", listed.join(", "))
            };
            format!("date = {today}\n")
                + "type = \"update\"              # update, decision, retrospective, celebration or strategy\n"
                + &about
                + "# health = \"at-risk\"         # on-track, at-risk or off-track: sets that of the items\n"
        }
        Kind::Page => "nav = true                   # whether it stands in the navigation\n".to_owned(),
    };
    // An empty summary would be shown as none; it stays a comment until somebody writes it.
    let fields = fields.replace("summary = \"\"                 #", "# summary = \"…\"              #");
    format!("+++\ntitle = {title}\n{fields}+++\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::words::Word;

    fn today() -> Day {
        Day::constant(2026, 11, 16)
    }

    #[test]
    fn the_starter_has_no_problem_and_no_token_left() {
        let mut sources = Sources::default();
        for (path, text) in roadmap(today()) {
            let is_token = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase());
            assert!(!text.split('@').skip(1).any(is_token), "{path} holds a token");
            // As a folder is read: what begins with a dot is no content.
            if !path.starts_with('.') {
                sources.insert(&path, text.into_bytes());
            }
        }
        let (roadmap, problems) = crate::read(&sources, false);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(roadmap.items.len() >= 8);
    }

    #[test]
    fn a_new_item_of_every_kind_is_read_without_a_problem() {
        for &kind in Kind::ALL {
            for title in ["Plain", "With \"quotes\" and \\ and\ttabs"] {
                let mut sources = Sources::from_fixture("-- roadmap.toml --\n[site]\ntitle = \"T\"\n");
                let text = item(kind, title, today(), None, None, &[]);
                sources.insert(&format!("{}/new.md", kind.folder()), text.into_bytes());
                let (_, problems) = crate::read(&sources, false);
                assert!(problems.is_empty(), "{}: {problems:?}", kind.as_str());
            }
        }
    }
}
