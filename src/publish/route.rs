//! Which routes may become files.
//!
//! A site is written on one machine and unpacked on another, so a route has to be a good
//! file name on all of them, and must never lead out of the output folder on any.

use std::collections::BTreeMap;

use super::PublishError;
use super::owner::MARKER;

/// The longest file name, in bytes, that all common file systems take.
const LONGEST_SEGMENT: usize = 255;

/// Names that Windows keeps for devices, whatever ending follows them. The superscript
/// digits count there as digits.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "conin$", "conout$", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "com¹", "com²", "com³", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
    "lpt9", "lpt¹", "lpt²", "lpt³",
];

/// Refuses a site in which a route is no safe file name everywhere, or in which two routes
/// would fall together on a file system that ignores case.
pub(super) fn judge<'a>(routes: impl Iterator<Item = &'a String>) -> Result<(), PublishError> {
    // Lower-cased path → (the path as written, whether it is a folder).
    let mut taken: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    for route in routes {
        if let Some(fault) = route.split('/').find_map(fault) {
            return Err(refused(format!("cannot publish `{}`: {fault}", route.escape_debug())));
        }
        let ends = route.match_indices('/').map(|(end, _)| (end, true));
        for (end, is_folder) in ends.chain([(route.len(), false)]) {
            let path = &route[..end];
            if let Some(&(earlier, was_folder)) = taken.get(&path.to_lowercase()) {
                if earlier != path {
                    return Err(refused(format!(
                        "cannot publish both `{earlier}` and `{path}`: they differ only in upper and lower case, \
                         which many file systems do not tell apart"
                    )));
                }
                if !(was_folder && is_folder) {
                    return Err(refused(format!("cannot publish `{path}` both as a file and as a folder")));
                }
            } else {
                taken.insert(path.to_lowercase(), (path, is_folder));
            }
        }
    }
    Ok(())
}

/// What is wrong with one segment of a route.
fn fault(segment: &str) -> Option<String> {
    let stem = segment.split('.').next().unwrap_or(segment).trim_end_matches(' ');
    let says = if segment.is_empty() {
        "a part of its path is empty".into()
    } else if segment == "." || segment == ".." {
        format!("`{segment}` is not a name")
    } else if segment.len() > LONGEST_SEGMENT {
        format!("a name in it is longer than {LONGEST_SEGMENT} bytes")
    } else if let Some(odd) = segment.chars().find(|c| c.is_control() || "\\:<>\"|?*".contains(*c)) {
        format!("not every system allows `{}` in a file's name", odd.escape_debug())
    } else if segment.ends_with(['.', ' ']) {
        "a name must not end with a dot or a space".into()
    } else if DEVICES.contains(&stem.to_lowercase().as_str()) {
        format!("`{stem}` is the name of a device on Windows")
    } else if segment.eq_ignore_ascii_case(".git") {
        "`.git` belongs to the repository".into()
    } else if segment.to_ascii_lowercase().starts_with(MARKER) {
        format!("names that begin with `{MARKER}` are kept for roadmapgen's own marks")
    } else {
        return None;
    };
    Some(says)
}

fn refused(why: String) -> PublishError {
    PublishError::Refused { why, help: Some("rename the file that it comes from") }
}

#[cfg(test)]
mod tests {
    use super::judge;

    fn says(routes: &[&str]) -> String {
        let routes: Vec<String> = routes.iter().map(ToString::to_string).collect();
        judge(routes.iter()).map_or_else(|error| error.to_string(), |()| "fine".into())
    }

    #[test]
    fn a_route_is_a_file_name_on_every_system() {
        let long = "x".repeat(256);
        for route in [
            "",
            "/",
            "/etc/passwd",
            "//host/share",
            "../x",
            "a/../b",
            "a/..",
            "..",
            ".",
            "./a",
            "a//b",
            "a/",
            "a\\b",
            "..\\x",
            "\\\\host\\share",
            "C:",
            "C:/x",
            "c:x",
            "a\0b",
            "a\nb",
            "a\u{7f}",
            "x:stream",
            "con",
            "CON",
            "con.md",
            "a/nul.txt",
            "NUL .txt",
            "aux.tar.gz",
            "prn",
            "com1",
            "COM9.html",
            "lpt³.x",
            "con/index.html",
            "a.",
            "a ",
            "a./b",
            "a /b",
            "a?",
            "a*",
            "<a>",
            "a\"",
            "a|b",
            ".git/config",
            "x/.GIT",
            ".roadmapgen",
            ".roadmapgen-stage-1-1/x",
            &long,
        ] {
            assert_ne!(says(&[route]), "fine", "{route:?} was accepted");
        }
        let longest = "ü".repeat(127);
        for route in [
            "index.html",
            ".nojekyll",
            ".well-known/x",
            "a b/c d.html",
            "für/ünïcode.html",
            "console.html",
            "common/com10.css",
            "a..b",
            &longest,
        ] {
            assert_eq!(says(&[route]), "fine");
        }
    }

    #[test]
    fn two_routes_never_fall_together() {
        assert_eq!(
            says(&["About.html", "about.html"]),
            "cannot publish both `About.html` and `about.html`: they differ only in upper and lower case, \
             which many file systems do not tell apart"
        );
        assert_ne!(says(&["Für/a", "FÜR/b"]), "fine");
        assert_eq!(says(&["a", "a/b"]), "cannot publish `a` both as a file and as a folder");
        assert_eq!(says(&["a", "a.b", "a/b"]), "cannot publish `a` both as a file and as a folder");
        assert_eq!(says(&["a/b", "a/c", "a/d/e", "ab"]), "fine");
    }
}
