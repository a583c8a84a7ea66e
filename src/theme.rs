//! How pages look: the embedded templates and stylesheet, and a user's replacements for single templates.
//!
//! Templates are filled in by Tera. A user's `templates/NAME.html` stands before the embedded one of the same
//! name, so that an override may replace one page, one part, or the frame around all of them.

mod fault;
pub mod published;

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Tera};

use crate::parse::value::Text;
use crate::place::At;
use crate::problem::Problem;
use crate::{rule, suggest};

pub use published::Published;

/// The themes that are built in, as they stand in the source tree.
static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The theme of a site that names none. What another theme does not bring is this one's.
const DEFAULT: &str = "default";

/// Where the built-in themes' templates stand, as names; no user's file begins so.
const OURS: &str = "theme:";
/// Where a user's templates stand, in the folder and as names.
const THEIRS: &str = "templates/";
/// Where a user's own themes stand.
const THEMES: &str = "themes/";

/// The texts of a roadmap's folder by their paths.
type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// A theme whose templates have been read.
#[derive(Debug, Clone)]
pub struct Theme {
    tera: Tera,
    /// What it is called.
    name: String,
    /// The user's texts that it is made of by their paths, for places in them.
    overrides: Texts,
    /// The rules that all sites of this theme have.
    stylesheet: Arc<str>,
    /// What pages run; they are whole without it.
    script: Arc<str>,
}

impl Theme {
    /// The theme that a roadmap with these texts has chosen, or the default one. A user's own themes stand before those that are
    /// built in, and single templates before either: `templates/board.html` replaces `board.html`.
    ///
    /// # Errors
    /// The theme that is not there, or every template that cannot be read, with its place.
    pub fn new(texts: &Texts, chosen: Option<&At<Text>>) -> Result<Self, Vec<Problem>> {
        let name = name(chosen);
        let own = format!("{THEMES}{name}/");
        let overrides = overrides(texts, name);
        if BUILT_IN.get_dir(name).is_none() && !overrides.keys().any(|path| path.starts_with(&own)) {
            return Err(vec![unknown(texts, chosen.expect("the default theme is built in"))]);
        }
        let mut tera = Tera::new();
        let of_themes = [format!("{own}{THEIRS}"), format!("{OURS}{name}/"), format!("{OURS}{DEFAULT}/")];
        let prefixes = std::iter::once(THEIRS.to_owned()).chain(of_themes).map(std::borrow::Cow::Owned);
        tera.set_fallback_prefixes(prefixes).expect("no template was added yet");
        tera.autoescape_on([".html", ".xml"]);
        let built_in = || [DEFAULT, name].into_iter().flat_map(embedded);
        tera.add_raw_templates(built_in()).map_err(|error| fault::problems(&error, &overrides))?;
        let theirs: Texts =
            overrides.iter().filter(|(path, _)| is_template(path)).map(|(p, t)| (p.clone(), t.clone())).collect();
        let mut problems = Vec::new();
        for (path, text) in &theirs {
            // One by one, so that each is heard of; what one needs of another may come with a later one.
            if let Err(error) = Tera::new().add_raw_template(path, text)
                && let tera::ErrorKind::SyntaxError(_) = error.kind()
            {
                problems.extend(fault::problems(&error, &overrides));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        tera.add_raw_templates(theirs.iter()).map_err(|error| fault::problems(&error, &overrides))?;
        let file = |file: &str| {
            let theirs = overrides.get(format!("{own}{file}").as_str()).cloned();
            theirs.or_else(|| [name, DEFAULT].into_iter().find_map(|name| text(name, file)).map(Arc::from))
        };
        let mut stylesheet = file("theme.css").expect("the default theme has a stylesheet");
        if let Some(extra) = file("extra.css") {
            stylesheet = format!("{stylesheet}\n{extra}").into();
        }
        let script = file("site.js").expect("the default theme has a script");
        Ok(Self { tera, name: name.to_owned(), stylesheet, script, overrides })
    }

    /// The default theme, with nothing of a user's.
    pub fn plain() -> Self {
        Self::new(&Texts::new(), None).expect("our own templates can be read")
    }

    /// Whether this is the theme of a roadmap with these texts and this choice, so that it need not be read again.
    pub fn is_of(&self, texts: &Texts, chosen: Option<&At<Text>>) -> bool {
        self.name == name(chosen) && overrides(texts, &self.name) == self.overrides
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

/// What a choice comes to.
fn name(chosen: Option<&At<Text>>) -> &str {
    chosen.map_or(DEFAULT, |chosen| &chosen.value.0)
}

/// The user's texts that a theme of this name is made of.
fn overrides(texts: &Texts, name: &str) -> Texts {
    let own = format!("{THEMES}{name}/");
    let is_part = |path: &str| path.starts_with(THEIRS) || path.starts_with(&own);
    texts.iter().filter(|(path, _)| is_part(path)).map(|(path, text)| (path.clone(), text.clone())).collect()
}

/// Whether a user's text is filled in, and no stylesheet or script.
fn is_template(path: &str) -> bool {
    !(path.ends_with(".css") || path.ends_with(".js") || path.ends_with(".toml"))
}

/// What to say of a theme that there is not.
fn unknown(texts: &Texts, At { value: Text(name), place }: &At<Text>) -> Problem {
    let theirs = texts.keys().filter_map(|path| path.strip_prefix(THEMES)?.split_once('/')).map(|(name, _)| name);
    let ours = BUILT_IN.dirs().filter_map(|theme| theme.path().to_str());
    let known: std::collections::BTreeSet<&str> = theirs.chain(ours).collect();
    let help = suggest::did_you_mean(name, known.iter().copied()).unwrap_or_else(|| {
        let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
        format!("there are {}; one of your own stands in `themes/{name}/`", known.join(" and "))
    });
    Problem::error(&rule::BAD_VALUE, format!("there is no theme `{name}`")).at(place.clone()).help(help)
}

/// The built-in theme's templates by the names under which they are looked for.
fn embedded(theme: &str) -> Vec<(String, &'static str)> {
    let Some(templates) = BUILT_IN.get_dir(format!("{theme}/templates")) else { return Vec::new() };
    let named = |file: &'static include_dir::File<'static>| {
        let inside = file.path().strip_prefix(templates.path()).expect("it stands below them");
        let name = format!("{OURS}{theme}/{}", inside.to_string_lossy().replace('\\', "/"));
        (name, file.contents_utf8().expect("our templates are UTF-8"))
    };
    files(templates).into_iter().map(named).collect()
}

/// A file of a built-in theme.
fn text(theme: &str, file: &str) -> Option<&'static str> {
    BUILT_IN.get_file(format!("{theme}/{file}"))?.contents_utf8()
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
        if let Err(problems) = Theme::new(&BTreeMap::new(), None) {
            panic!("{}", problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("\n"));
        }
        assert!(embedded(DEFAULT).len() > 5);
    }

    #[test]
    fn a_template_of_ones_own_stands_before_ours() {
        let theme = Theme::new(&overrides("templates/redirect.html", "{{ word }} & co"), None).expect("it parses");
        let page = BTreeMap::from([("word", "<b>")]);
        assert_eq!(theme.render("redirect.html", &page).expect("it renders"), "&lt;b&gt; & co");
    }

    #[test]
    fn a_broken_template_is_told_at_its_place() {
        let text = "<p>\n  {% if x %}é{{ y | nope }}\n";
        let problems = Theme::new(&overrides("templates/home.html", text), None).expect_err("it is broken");
        let place = problems[0].place.as_ref().expect("it has a place");
        assert_eq!(&*place.file, "templates/home.html");
        assert!(place.start <= text.len() && place.end <= text.len());
        assert_eq!(problems[0].rule.name, "bad-template");
    }

    #[test]
    fn an_unknown_filter_is_told_at_its_place() {
        let text = "<p>\né{{ y | nope }}\n";
        let problems = Theme::new(&overrides("templates/home.html", text), None).expect_err("it is broken");
        let place = problems[0].place.as_ref().expect("it has a place");
        assert_eq!(&text[place.start..place.end], "nope", "{}", problems[0].message);
    }

    #[test]
    fn a_template_that_goes_on_for_ever_is_stopped() {
        let text = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}\n{% endfor %}{% endfor %}";
        let theme = Theme::new(&overrides("templates/home.html", text), None).expect("it parses");
        let problem = theme.render("home.html", &BTreeMap::from([("a", 1)])).expect_err("it is too long");
        assert!(problem.message.contains("64 MiB"), "{}", problem.message);
    }

    #[test]
    fn what_a_page_does_not_have_is_told_at_its_place() {
        let text = "<p>{{ vision.nonsense.more }}</p>";
        let theme = Theme::new(&overrides("templates/home.html", text), None).expect("it parses");
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
