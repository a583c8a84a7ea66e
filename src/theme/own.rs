//! The user's own files among those that a theme is made of.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Texts;
use crate::place::Place;
use crate::problem::Problem;
use crate::rule::BAD_TEMPLATE;
use crate::suggest;

/// Where single templates stand, which go before those of any theme.
pub const TEMPLATES: &str = "templates/";
/// Where the user's themes stand, each in a folder of its name.
pub const THEMES: &str = "themes/";
/// What a theme may have besides `templates/`.
const FILES: [&str; 3] = ["extra.css", "site.js", "theme.css"];

/// The user's part in a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Its files by their paths in the roadmap's folder.
    pub texts: Texts,
    /// The folder of the theme, if it is the user's.
    folder: String,
}

impl Own {
    /// What of these texts belongs to a theme of this name.
    pub fn of(texts: &Texts, theme: &str) -> Self {
        let folder = format!("{THEMES}{theme}/");
        let is_part = |path: &str| path.starts_with(TEMPLATES) || path.starts_with(&folder);
        let texts = texts.iter().filter(|(path, _)| is_part(path)).map(|(path, text)| (path.clone(), text.clone()));
        Self { texts: texts.collect(), folder }
    }

    /// Whether the theme has a folder among them.
    pub fn has_theme(&self) -> bool {
        self.texts.keys().any(|path| path.starts_with(&self.folder))
    }

    /// What the names of its templates begin with, those that go before others first.
    pub fn prefixes(&self) -> [String; 2] {
        [TEMPLATES.to_owned(), format!("{}{TEMPLATES}", self.folder)]
    }

    /// The templates by their paths.
    pub fn templates(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.texts.iter().filter(|(path, _)| self.template(path).is_some())
    }

    /// A file of the theme, where it is the user's.
    pub fn file(&self, name: &str) -> Option<&Arc<str>> {
        self.texts.get(format!("{}{name}", self.folder).as_str())
    }

    /// The name that a template has among templates; none for what is no template.
    fn template<'a>(&self, path: &'a str) -> Option<&'a str> {
        let inside = |prefix: &String| path.strip_prefix(prefix.as_str());
        self.prefixes().iter().find_map(inside).filter(|name| !name.ends_with(".css") && !name.ends_with(".js"))
    }

    /// The files that nothing is made with, where the program has templates of these names: misspelled ones, or such as
    /// stand in another place than they should.
    pub fn strays(&self, ours: &BTreeSet<String>) -> Vec<Problem> {
        self.texts.iter().filter_map(|(path, text)| self.stray(path, text, ours)).collect()
    }

    fn stray(&self, path: &Arc<str>, text: &str, ours: &BTreeSet<String>) -> Option<Problem> {
        let (message, help) = match self.template(path) {
            // A part may be emptied to be rid of it. A page that is empty is a file that somebody has just begun to write.
            Some(name) if ours.contains(name) && !name.contains('/') && text.trim().is_empty() => {
                (format!("`{name}` is empty, and so would be its pages"), "write it, or take the file away".to_owned())
            }
            Some(name) if ours.contains(name) || defines_pieces(text) || self.names(name) => return None,
            Some(name) => {
                let other = "a template is that of a page, or one that another includes or extends";
                let help = suggest::did_you_mean(name, ours.iter().map(String::as_str));
                (format!("no page is made with `{name}`"), help.unwrap_or_else(|| other.to_owned()))
            }
            None => {
                let inside = path.strip_prefix(&self.folder);
                let name = inside.or_else(|| path.strip_prefix(TEMPLATES)).unwrap_or(path);
                // A licence, or a note to oneself, may lie beside.
                let would_be_read = [".css", ".js", ".html"].iter().any(|ending| name.ends_with(ending));
                if !would_be_read || (inside.is_some() && FILES.contains(&name)) {
                    return None;
                }
                let help = if ours.contains(name) {
                    format!("its templates stand in `{}{TEMPLATES}`", self.folder)
                } else if FILES.contains(&name) {
                    format!("it belongs into a theme’s folder, as in `{THEMES}NAME/{name}`")
                } else {
                    let other = "besides `templates/` there are `theme.css`, `extra.css` and `site.js`";
                    suggest::did_you_mean(name, FILES.into_iter()).unwrap_or_else(|| other.to_owned())
                };
                (format!("no theme is made with `{name}`"), help)
            }
        };
        Some(Problem::error(&BAD_TEMPLATE, message).at(Place { file: path.clone(), start: 0, end: 0 }).help(help))
    }

    /// Whether one of the templates includes or extends the one of this name.
    fn names(&self, name: &str) -> bool {
        let quoted = [format!("\"{name}\""), format!("'{name}'"), format!("`{name}`")];
        self.templates().any(|(_, text)| quoted.iter().any(|quoted| text.contains(quoted)))
    }
}

/// Whether a template defines components, which every other may use by their names.
fn defines_pieces(text: &str) -> bool {
    text.split("{%").skip(1).any(|tag| tag.trim_start_matches(['-', ' ', '\n']).starts_with("component "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let texts: Texts = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
        let told = |problem: Problem| format!("{}: {}", problem.message, problem.help.unwrap_or_default());
        let ours = ["home.html", "board.html", "parts/gantt.html"].map(str::to_owned);
        Own::of(&texts, "mine").strays(&ours.into()).into_iter().map(told).collect()
    }

    #[test]
    fn a_file_that_nothing_is_made_with_is_told_with_what_was_meant() {
        for (path, problem) in [
            ("templates/boards.html", "no page is made with `boards.html`: did you mean `board.html`?"),
            ("themes/mine/templates/hom.html", "no page is made with `hom.html`: did you mean `home.html`?"),
            ("templates/home.html", "`home.html` is empty, and so would be its pages: write it, or take the file away"),
            ("templates/parts/gant.html", "no page is made with `parts/gant.html`: did you mean `parts/gantt.html`?"),
            ("themes/mine/themes.css", "no theme is made with `themes.css`: did you mean `theme.css`?"),
            (
                "themes/mine/home.html",
                "no theme is made with `home.html`: its templates stand in `themes/mine/templates/`",
            ),
            (
                "templates/theme.css",
                "no theme is made with `theme.css`: it belongs into a theme’s folder, as in `themes/NAME/theme.css`",
            ),
        ] {
            assert_eq!(told(&[(path, "")]), [problem], "{path}");
        }
    }

    #[test]
    fn what_others_use_and_what_belongs_to_another_theme_is_no_stray() {
        let files = [
            ("templates/home.html", "{% include \"parts/mine.html\" %}"),
            ("templates/parts/mine.html", ""),
            ("templates/pieces/all.html", "{%- component seal(text) -%}{{ text }}{%- endcomponent seal -%}"),
            ("themes/mine/theme.css", ""),
            ("themes/mine/extra.css", ""),
            ("themes/mine/site.js", ""),
            ("themes/mine/LICENSE.txt", ""),
            ("themes/theirs/templates/hom.html", ""),
        ];
        assert!(told(&files).is_empty(), "{:?}", told(&files));
    }
}
