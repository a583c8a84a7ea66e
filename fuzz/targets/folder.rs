//! A whole folder from one text: each file after a line `-- path --`. It is read, told, and built for everybody in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roadmapgen::problem::Problem;
use roadmapgen::rule::Severity;
use roadmapgen::source::Sources;
use roadmapgen_fuzz::{build_and_look, read_and_tell};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let sources = Sources::from_fixture(text);
    // A theme of one's own, and what is copied as it is, may say what they like; what is looked at here is ours.
    let is_own = |path: &str| ["templates/", "themes/", "static/"].iter().any(|folder| path.starts_with(folder));
    if sources.texts.keys().chain(sources.files.keys()).any(|path| is_own(path)) {
        return;
    }
    let (roadmap, problems) = read_and_tell(&sources);
    // With an error in the settings there is nothing to show; with others the preview shows what could be read.
    let in_settings = |problem: &Problem| problem.place.as_ref().is_none_or(|place| &*place.file == "roadmap.toml");
    if !problems.iter().any(|problem| problem.severity == Severity::Error && in_settings(problem)) {
        build_and_look(&roadmap);
    }
});
