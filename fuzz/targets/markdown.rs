//! A text and its summary, all the way to the page: read as a browser does, nothing in it can do harm.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roadmapgen::source::Sources;
use roadmapgen_fuzz::{read_and_tell, render_and_look};

const SETTINGS: &str = "[site]\ntitle = \"T\"\n[defaults]\naudiences = [\"all\"]\n[audiences.all]\naccess = \"public\"\nroot = true\n[audiences.few]\naccess = \"public\"\n";

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // What TOML's strings cannot hold as it is.
    let summary: String = text.chars().filter(|c| !c.is_control()).take(500).collect();
    let summary = summary.replace('\\', "\\\\").replace('"', "\\\"");
    let mut sources = Sources::default();
    sources.insert("roadmap.toml", SETTINGS.as_bytes().to_vec());
    sources.insert("milestones/m/mock.png", b"\x89PNG".to_vec());
    sources.insert("intents/i.md", format!("+++\ntitle = \"I\"\nsummary = \"{summary}\"\n+++\n").into_bytes());
    sources.insert("milestones/m/index.md", format!("+++\ntitle = \"M\"\nintent = \"i\"\n+++\n{text}").into_bytes());
    let (roadmap, _) = read_and_tell(&sources);
    // Also where the text has errors, with which nothing is published: the preview shows what it can.
    render_and_look(&roadmap);
});
