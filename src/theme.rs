//! How pages look: templates that are filled in, a stylesheet and a script.
//!
//! A theme is a folder of these. Those that are built in stand in the program, a user's own in `themes/NAME/` of the
//! roadmap's folder, and single templates of a user's in `templates/` go before either. What a theme does not bring is
//! the default one's, so that an override may replace one page, one part, or the frame around all of them.

mod built_in;
mod fault;
mod own;
pub mod published;
mod ready;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera};

use self::own::Own;
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::{rule, suggest};

pub use published::Published;
pub use ready::Ready;

/// What the names of built-in templates begin with; no user's file begins so.
const OURS: &str = "theme:";

/// The texts of a roadmap's folder by their paths.
type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// A theme whose templates have been read.
#[derive(Debug, Clone)]
pub struct Theme {
    /// What it is called.
    name: String,
    /// What of it is the user's.
    own: Own,
    /// All its templates, with those of the default theme behind them.
    tera: Tera,
    /// The rules that all sites of this theme have, as they are published.
    stylesheet: Arc<str>,
    /// What pages run; they are whole without it.
    script: Arc<str>,
}

impl Theme {
    /// The theme of this name, where a site chose one, made with what these texts hold of it.
    ///
    /// # Errors
    /// That there is no such theme, every template that cannot be read, with its place, and every file that nothing
    /// would be made with.
    pub fn new(texts: &Texts, chosen: Option<At<&str>>) -> Result<Self, Vec<Problem>> {
        let name = name(chosen.clone()).to_owned();
        let own = Own::of(texts, &name);
        if let Some(chosen) = chosen
            && !own.has_theme()
            && !built_in::names().any(|known| known == name)
        {
            return Err(vec![unknown(texts, &name, &chosen.place)]);
        }
        let tera = templates(&name, &own)?;
        let ours = [name.as_str(), built_in::DEFAULT].into_iter().flat_map(built_in::templates);
        let strays = own.strays(&ours.map(|(name, _)| name).collect());
        if !strays.is_empty() {
            return Err(strays);
        }
        let file = |file: &str| {
            let ours = || [name.as_str(), built_in::DEFAULT].into_iter().find_map(|name| built_in::file(name, file));
            own.file(file).cloned().or_else(|| ours().map(Arc::from))
        };
        let mut stylesheet = file("theme.css").expect("the default theme has a stylesheet");
        if let Some(extra) = file("extra.css") {
            stylesheet = format!("{stylesheet}\n{extra}").into();
        }
        let stylesheet = published::compact(&stylesheet).into();
        // Ours is made lean; a user's own is published as it was written.
        let ours = || published::lean(&file("site.js").expect("the default theme has a script")).into();
        let script = own.file("site.js").cloned().unwrap_or_else(ours);
        Ok(Self { name, own, tera, stylesheet, script })
    }

    /// The default theme, with nothing of a user's.
    pub fn plain() -> Self {
        Self::new(&Texts::new(), None).expect("our own templates can be read")
    }

    /// Whether this is the theme of a roadmap with these texts and this choice, so that it need not be read again.
    pub fn is_of(&self, texts: &Texts, chosen: Option<At<&str>>) -> bool {
        self.name == name(chosen) && Own::of(texts, &self.name) == self.own
    }

    /// Whether all its templates are the program's own.
    pub fn is_built_in(&self) -> bool {
        self.own.templates().next().is_none()
    }

    /// A template filled in with what a page shows.
    ///
    /// # Errors
    /// The template asks for something that the page does not have, with the place where it does.
    pub fn render(&self, template: &str, page: &impl Serialize) -> Result<String, Problem> {
        let first = |error| fault::problems(&error, &self.own.texts).swap_remove(0);
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
fn name(chosen: Option<At<&str>>) -> &str {
    chosen.map_or(built_in::DEFAULT, |chosen| chosen.value)
}

/// The templates of a theme: the user's single ones, then those of the user's theme, then those of the built-in theme of
/// this name, then those of the default theme. A template is looked for by a name that none has, so that these are tried
/// in turn.
fn templates(name: &str, own: &Own) -> Result<Tera, Vec<Problem>> {
    let of_ours = |theme: &str| format!("{OURS}{theme}/");
    let mut tera = Tera::new();
    let prefixes = own.prefixes().into_iter().chain([of_ours(name), of_ours(built_in::DEFAULT)]);
    tera.set_fallback_prefixes(prefixes.map(std::borrow::Cow::Owned)).expect("no template was added yet");
    tera.autoescape_on([".html", ".xml"]);
    let told = |error: tera::Error| fault::problems(&error, &own.texts);
    let named = |theme| built_in::templates(theme).into_iter().map(move |(name, text)| (of_ours(theme) + &name, text));
    let ours = BTreeSet::from([built_in::DEFAULT, name]);
    tera.add_raw_templates(ours.into_iter().flat_map(named)).map_err(told)?;
    // One by one, so that each fault is heard of; what one template needs of another may come with a later one.
    let broken = own.templates().filter_map(|(path, text)| Tera::new().add_raw_template(path, text).err());
    let is_syntax = |error: &tera::Error| matches!(error.kind(), tera::ErrorKind::SyntaxError(_));
    let problems: Vec<_> = broken.filter(is_syntax).flat_map(told).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    tera.add_raw_templates(own.templates()).map_err(told)?;
    Ok(tera)
}

/// What to say of a theme that there is not.
fn unknown(texts: &Texts, name: &str, place: &Place) -> Problem {
    let theirs = texts.keys().filter_map(|path| Some(path.strip_prefix(own::THEMES)?.split_once('/')?.0));
    let mut known: BTreeSet<&str> = built_in::names().collect();
    known.extend(theirs);
    let help = suggest::did_you_mean(name, known.iter().copied()).unwrap_or_else(|| {
        let known: Vec<_> = known.into_iter().collect();
        format!("there are {}; one of your own stands in `themes/{name}/`", suggest::listed(&known))
    });
    Problem::error(&rule::BAD_VALUE, format!("there is no theme `{name}`")).at(place.clone()).help(help)
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
        // A line of some length: a debug build takes long over turns, and is quick at text.
        let line = "a".repeat(1000);
        let text = format!(
            "{{% for a in range(end=100000) %}}{{% for b in range(end=100000) %}}{line}\n{{% endfor %}}{{% endfor %}}"
        );
        let theme = Theme::new(&overrides("templates/home.html", &text), None).expect("it parses");
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
