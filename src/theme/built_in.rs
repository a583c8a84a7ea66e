//! The themes that are in the program.

use include_dir::{Dir, File, include_dir};

/// They as they stand in the source tree.
static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The theme of a site that names none. What another theme does not bring is this one's.
pub const DEFAULT: &str = "default";

/// What they are called.
pub fn names() -> impl Iterator<Item = &'static str> {
    THEMES.dirs().filter_map(|theme| theme.path().to_str())
}

/// The templates of one of them, by their names in it; none where there is no such theme.
pub fn templates(theme: &str) -> Vec<(String, &'static str)> {
    let Some(folder) = THEMES.get_dir(format!("{theme}/templates")) else { return Vec::new() };
    let named = |file: &'static File<'static>| {
        let inside = file.path().strip_prefix(folder.path()).expect("it stands below them");
        let name = inside.to_string_lossy().replace('\\', "/");
        (name, file.contents_utf8().expect("our templates are UTF-8"))
    };
    files(folder).into_iter().map(named).collect()
}

/// Another file of one of them, where it has it.
pub fn file(theme: &str, name: &str) -> Option<&'static str> {
    THEMES.get_file(format!("{theme}/{name}"))?.contents_utf8()
}

/// All files below a folder.
fn files(folder: &'static Dir<'static>) -> Vec<&'static File<'static>> {
    folder.files().chain(folder.dirs().flat_map(files)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_theme_brings_everything() {
        assert!(names().any(|name| name == DEFAULT));
        assert!(templates(DEFAULT).len() > 10);
        assert!(file(DEFAULT, "theme.css").is_some() && file(DEFAULT, "site.js").is_some());
    }

    #[test]
    fn a_theme_replaces_only_templates_that_there_are_or_parts_of_its_own() {
        let known: Vec<_> = templates(DEFAULT).into_iter().map(|(name, _)| name).collect();
        for theme in names() {
            for (name, _) in templates(theme) {
                assert!(known.contains(&name) || name.starts_with("parts/"), "`{name}` of `{theme}` makes no page");
            }
        }
    }
}
