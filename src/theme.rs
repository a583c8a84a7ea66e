//! How pages look: the embedded templates and stylesheet, and a user's replacements for single templates.
//!
//! Templates are filled in by Tera. A user's `templates/NAME.html` stands before the embedded one of the same
//! name, so that an override may replace one page, one part, or the frame around all of them.

mod fault;
pub mod stylesheet;
pub mod title;

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Tera};

use crate::problem::Problem;
use crate::rule;

/// The default theme, as it stands in the source tree.
static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Where a user's templates stand, in the folder and as names.
const OURS: &str = "theme/";
const THEIRS: &str = "templates/";

/// A theme whose templates have been read.
#[derive(Debug, Clone)]
pub struct Theme {
    tera: Tera,
    /// The user's templates by their paths, for places in them.
    overrides: BTreeMap<Arc<str>, Arc<str>>,
}

impl Theme {
    /// The default theme with a user's templates before it: `templates/board.html` replaces `board.html`.
    ///
    /// # Errors
    /// Every template that cannot be read, with its place.
    pub fn new(overrides: &BTreeMap<Arc<str>, Arc<str>>) -> Result<Self, Vec<Problem>> {
        let theirs: BTreeMap<Arc<str>, Arc<str>> = overrides
            .iter()
            .filter(|(path, _)| path.starts_with(THEIRS))
            .map(|(path, text)| (path.clone(), text.clone()))
            .collect();
        let mut tera = Tera::new();
        tera.set_fallback_prefixes([THEIRS, OURS]).expect("no template was added yet");
        tera.autoescape_on([".html", ".xml"]);
        tera.add_raw_templates(embedded().map(|(name, text)| (format!("{OURS}{name}"), text)))
            .map_err(|error| fault::problems(&error, &theirs))?;
        let mut problems = Vec::new();
        for (path, text) in &theirs {
            // One by one, so that each is heard of; what one needs of another may come with a later one.
            if let Err(error) = Tera::new().add_raw_template(path, text)
                && let tera::ErrorKind::SyntaxError(_) = error.kind()
            {
                problems.extend(fault::problems(&error, &theirs));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        tera.add_raw_templates(theirs.iter()).map_err(|error| fault::problems(&error, &theirs))?;
        Ok(Self { tera, overrides: theirs })
    }

    /// The default theme, with nothing of a user's.
    pub fn plain() -> Self {
        Self::new(&BTreeMap::new()).expect("our own templates can be read")
    }

    /// Whether this is the theme of a roadmap with these texts, so that it need not be read again.
    pub fn is_of(&self, texts: &BTreeMap<Arc<str>, Arc<str>>) -> bool {
        texts.iter().filter(|(path, _)| path.starts_with(THEIRS)).eq(self.overrides.iter())
    }

    /// A template filled in with what a page shows.
    ///
    /// # Errors
    /// The template asks for something that the page does not have, with the place where it does.
    pub fn render(&self, template: &str, page: &impl Serialize) -> Result<String, Problem> {
        let first = |error| fault::problems(&error, &self.overrides).swap_remove(0);
        let context = Context::from_serialize(page).map_err(first)?;
        let mut bounded = Bounded::default();
        // The exact name never exists, so the user's template is tried first, then ours.
        let rendered = self.tera.render_to(template, &context, &mut bounded);
        if bounded.is_full {
            let message = format!("the page of `{template}` is larger than {} MiB", LARGEST_PAGE / (1024 * 1024));
            return Err(Problem::error(&rule::BAD_TEMPLATE, message).help("look for a loop that goes on too long"));
        }
        rendered.map_err(first)?;
        Ok(String::from_utf8(bounded.bytes).expect("templates and what fills them are UTF-8"))
    }
}

/// The largest page, in bytes: several times a timeline of 10,000 milestones, and what a template that loops is stopped at.
const LARGEST_PAGE: usize = 64 * 1024 * 1024;

/// A page under way.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl std::io::Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + piece.len() > LARGEST_PAGE {
            self.is_full = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The embedded templates by their names: `home.html`, `parts/step.html`.
fn embedded() -> impl Iterator<Item = (String, &'static str)> {
    let templates = DEFAULT.get_dir("templates").expect("the default theme has templates");
    files(templates).into_iter().map(move |file| {
        let name =
            file.path().strip_prefix("templates").expect("it stands below them").to_string_lossy().replace('\\', "/");
        (name, file.contents_utf8().expect("our templates are UTF-8"))
    })
}

/// All files below a folder.
fn files(folder: &'static Dir<'static>) -> Vec<&'static include_dir::File<'static>> {
    folder.files().chain(folder.dirs().flat_map(files)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overrides(path: &str, text: &str) -> BTreeMap<Arc<str>, Arc<str>> {
        [(path.into(), text.into())].into()
    }

    #[test]
    fn every_embedded_template_parses() {
        if let Err(problems) = Theme::new(&BTreeMap::new()) {
            panic!("{}", problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("\n"));
        }
        assert!(embedded().count() > 5);
    }

    #[test]
    fn a_template_of_ones_own_stands_before_ours() {
        let theme = Theme::new(&overrides("templates/redirect.html", "{{ word }} & co")).expect("it parses");
        let page = BTreeMap::from([("word", "<b>")]);
        assert_eq!(theme.render("redirect.html", &page).expect("it renders"), "&lt;b&gt; & co");
    }

    #[test]
    fn a_broken_template_is_told_at_its_place() {
        let text = "<p>\n  {% if x %}é{{ y | nope }}\n";
        let problems = Theme::new(&overrides("templates/home.html", text)).expect_err("it is broken");
        let place = problems[0].place.as_ref().expect("it has a place");
        assert_eq!(&*place.file, "templates/home.html");
        assert!(place.start <= text.len() && place.end <= text.len());
        assert_eq!(problems[0].rule.name, "bad-template");
    }

    #[test]
    fn an_unknown_filter_is_told_at_its_place() {
        let text = "<p>\né{{ y | nope }}\n";
        let problems = Theme::new(&overrides("templates/home.html", text)).expect_err("it is broken");
        let place = problems[0].place.as_ref().expect("it has a place");
        assert_eq!(&text[place.start..place.end], "nope", "{}", problems[0].message);
    }

    #[test]
    fn a_template_that_goes_on_for_ever_is_stopped() {
        let text = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}\n{% endfor %}{% endfor %}";
        let theme = Theme::new(&overrides("templates/home.html", text)).expect("it parses");
        let problem = theme.render("home.html", &BTreeMap::from([("a", 1)])).expect_err("it is too long");
        assert!(problem.message.contains("64 MiB"), "{}", problem.message);
    }

    #[test]
    fn what_a_page_does_not_have_is_told_at_its_place() {
        let text = "<p>{{ vision.nonsense.more }}</p>";
        let theme = Theme::new(&overrides("templates/home.html", text)).expect("it parses");
        let problem = theme
            .render("home.html", &BTreeMap::from([("vision", BTreeMap::from([("a", 1)]))]))
            .expect_err("it asks for too much");
        let place = problem.place.expect("it has a place");
        assert!(
            text[place.start..place.end].contains("nonsense"),
            "{} at {:?}",
            problem.message,
            &text[place.start..place.end]
        );
    }
}
