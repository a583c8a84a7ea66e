//! Which routes may become files.
//!
//! A site is written on one machine and unpacked on another, so a route has to be a good
//! file name on all of them, and must never lead out of the output folder on any.

use std::collections::BTreeMap;

use super::PublishError;
use crate::file_name::fault;

/// Refuses a site in which a route is no safe file name everywhere, or in which two routes
/// would fall together on a file system that ignores case.
pub(super) fn judge<'a>(routes: impl Iterator<Item = &'a String>) -> Result<(), PublishError> {
    // Lower-cased path → (the path as written, whether it is a folder).
    let mut taken: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    for route in routes {
        judge_one(route)?;
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
                if !was_folder && !is_folder {
                    return Err(refused(format!("cannot publish `{path}` twice")));
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

/// Refuses a route that is no safe file name everywhere.
pub(super) fn judge_one(route: &str) -> Result<(), PublishError> {
    let fault = route.split('/').find_map(fault);
    fault.map_or(Ok(()), |fault| Err(refused(format!("cannot publish `{}`: {fault}", route.escape_debug()))))
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
        assert_eq!(says(&["a", "a"]), "cannot publish `a` twice");
        assert_eq!(says(&["a/b", "a/c", "a/d/e", "ab"]), "fine");
    }
}
