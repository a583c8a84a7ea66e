//! The file of an item, and the same bytes as a file of several items and as settings: every problem has its place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roadmapgen::source::Sources;
use roadmapgen_fuzz::read_and_tell;

fuzz_target!(|data: &[u8]| {
    for path in ["milestones/m.md", "intents/several.toml", "roadmap.toml"] {
        let mut sources = Sources::default();
        sources.insert("roadmap.toml", b"[site]\ntitle = \"T\"\n[dates]\nlaunch = \"2027-Q1\"\n".to_vec());
        sources.insert(path, data.to_vec());
        read_and_tell(&sources);
    }
});
