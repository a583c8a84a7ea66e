//! The preview's own bar: which view is shown, as of which day, and what is wrong. It is never part of a build.
//!
//! It is one element with a shadow root that is written out, so that it can be read without script, and neither the
//! page's style reaches into it nor its style out.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};

use crate::rule::Severity;
use crate::words::{Access, Word as _};

/// What keeps an open page up to date: first how one document is made into another, then when.
pub const SCRIPT: &str = concat!(
    "// The script of roadmapgen's preview. It is no part of the published site.\n(() => {\n'use strict';\n\n",
    include_str!("morph.js"),
    "\n",
    include_str!("live.js"),
    "})();\n"
);

/// How the bar looks.
const STYLE: &str = include_str!("bar.css");

/// The bar's HTML.
static TEMPLATE: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    tera.add_raw_templates([("bar.html", include_str!("bar.html"))]).expect("the bar's template can be read");
    tera
});

/// How many problems the bar tells one by one. It stands on every page, and nobody mends more at a time.
const TOLD: usize = 100;

/// What the bar says of one page.
#[derive(Debug, Clone)]
pub struct Bar {
    /// The edition that the page shows.
    pub edition: u64,
    /// The views that it leads to; where everybody reads the same, none or one without access.
    pub views: Vec<Choice>,
    /// The day that the page is as of: `2026-11-22`.
    pub as_of: String,
    /// The day that it is as of unless another is asked for.
    pub default_as_of: String,
    /// What is wrong with what was read last.
    pub problems: Vec<Told>,
    /// Whether what is shown is the last good state, because there are errors.
    pub is_behind: bool,
    /// The address of this page as it is published, without the bar.
    pub plain: String,
    /// This page's path, percent-encoded.
    pub path: String,
}

/// A view that the bar leads to.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What it is called.
    pub title: String,
    /// Its address.
    pub href: String,
    /// How it is published; none where everybody reads the same.
    pub access: Option<Access>,
    /// Whether it is the one that is shown.
    pub is_current: bool,
}

/// One problem.
#[derive(Debug, Clone)]
pub struct Told {
    /// How much it weighs.
    pub severity: Severity,
    /// As it is told on a terminal: several lines, without colour.
    pub text: String,
}

/// What the template gets.
#[derive(Serialize)]
struct Filled<'a> {
    style: &'static str,
    edition: u64,
    views: Vec<Switch<'a>>,
    current: Option<Switch<'a>>,
    as_of: &'a str,
    default_as_of: &'a str,
    plain: &'a str,
    path: String,
    /// `2 errors, 1 warning`; empty where nothing is wrong.
    count: String,
    /// Whether there are errors among the problems.
    has_errors: bool,
    problems: Vec<Shown<'a>>,
    /// How many more there are.
    more: usize,
    is_behind: bool,
}

#[derive(Clone, Serialize)]
struct Switch<'a> {
    title: &'a str,
    href: &'a str,
    is_current: bool,
    /// `sealed`, `private` or nothing.
    mark: &'static str,
}

#[derive(Serialize)]
struct Shown<'a> {
    severity: &'static str,
    /// Its first line, which says what is wrong.
    head: &'a str,
    /// The other lines.
    rest: &'a str,
}

impl Bar {
    /// The block that is put into a page.
    pub fn html(&self) -> String {
        self.filled(self.is_behind)
    }

    /// The block on a page that tells the problems itself: they do not lie open over it.
    pub(super) fn over_nothing(&self) -> String {
        self.filled(false)
    }

    fn filled(&self, is_behind: bool) -> String {
        let views: Vec<Switch<'_>> =
            self.views.iter().filter(|choice| choice.access.is_some()).map(Switch::from).collect();
        let filled = Filled {
            style: STYLE,
            edition: self.edition,
            current: views.iter().find(|view| view.is_current).cloned(),
            views,
            as_of: &self.as_of,
            default_as_of: &self.default_as_of,
            plain: &self.plain,
            // Two of them at the beginning would name a host.
            path: format!("/{}", self.path.trim_start_matches(['/', '\\'])),
            count: count(&self.problems),
            has_errors: self.problems.iter().any(|told| told.severity == Severity::Error),
            problems: self.problems.iter().take(TOLD).map(Shown::from).collect(),
            more: self.problems.len().saturating_sub(TOLD),
            is_behind,
        };
        let context = Context::from_serialize(&filled).expect("plain words and numbers can be given to a template");
        let block = TEMPLATE.render("bar.html", &context).expect("the bar's template has all that it names");
        block.trim_end().to_owned()
    }
}

impl<'a> From<&'a Choice> for Switch<'a> {
    fn from(choice: &'a Choice) -> Self {
        let mark = match choice.access {
            Some(access @ (Access::Sealed | Access::Private)) => access.as_str(),
            Some(Access::Public) | None => "",
        };
        Self { title: &choice.title, href: &choice.href, is_current: choice.is_current, mark }
    }
}

impl<'a> From<&'a Told> for Shown<'a> {
    fn from(told: &'a Told) -> Self {
        let text = told.text.trim_end();
        let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
        Self { severity: told.severity.word(), head, rest }
    }
}

/// How many problems there are, in words: `2 errors, 1 warning`.
fn count(problems: &[Told]) -> String {
    let of = |severity: Severity| {
        let count = problems.iter().filter(|told| told.severity == severity).count();
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {}{plural}", severity.word()))
    };
    [Severity::Error, Severity::Warning].into_iter().filter_map(of).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::weave;

    fn told(severity: Severity, text: &str) -> Told {
        Told { severity, text: text.to_owned() }
    }

    fn bar() -> Bar {
        let choice = |title: &str, access, is_current| Choice {
            title: title.to_owned(),
            href: format!("/for/{title}/"),
            access: Some(access),
            is_current,
        };
        Bar {
            edition: 7,
            views: vec![
                choice("board", Access::Sealed, false),
                choice("team", Access::Private, true),
                choice("all", Access::Public, false),
            ],
            as_of: "2026-11-16".to_owned(),
            default_as_of: "2026-11-16".to_owned(),
            problems: Vec::new(),
            is_behind: false,
            plain: "?preview=off".to_owned(),
            path: "/for/team/".to_owned(),
        }
    }

    /// The elements of the block that match, with the shadow root's content as if it stood in the page.
    fn texts(html: &str, selector: &str) -> Vec<String> {
        let html = html.replace("<template", "<div").replace("</template", "</div");
        let selector = scraper::Selector::parse(selector).expect("a selector");
        let words = |element: scraper::ElementRef<'_>| {
            element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        scraper::Html::parse_fragment(&html).select(&selector).map(words).collect()
    }

    #[test]
    fn views_are_switched_by_links_that_say_how_each_is_published() {
        let html = bar().html();
        assert_eq!(texts(&html, ".views li a"), ["board sealed", "team private", "all"]);
        assert_eq!(texts(&html, "[aria-current=true]"), ["team private"]);
        let mut plain = bar();
        plain.views.truncate(1);
        plain.views[0].access = None;
        assert!(texts(&plain.html(), ".views").is_empty());
    }

    #[test]
    fn problems_are_counted_and_told_with_their_excerpts() {
        let mut bar = bar();
        assert_eq!(texts(&bar.html(), ".problems"), ["No problems"]);
        bar.problems = vec![
            told(Severity::Error, "error[bad-toml]: not TOML\n  ┌ a.md:1:1\n1 │ x\n"),
            told(Severity::Error, "error[leak]: says too much\n"),
            told(Severity::Warning, "warning[late]: late\n"),
        ];
        bar.is_behind = true;
        let html = bar.html();
        assert!(texts(&html, ".problems[open] summary")[0].starts_with("2 errors, 1 warning"));
        assert!(html.contains("\n  ┌ a.md:1:1\n1 │ x</pre>"), "{html}");
        bar.is_behind = false;
        assert!(texts(&bar.html(), ".problems[open]").is_empty());
        bar.problems = vec![told(Severity::Warning, "w"); 103];
        let html = bar.html();
        assert_eq!(texts(&html, ".problems pre").len(), 100);
        assert!(html.contains("103 warnings") && html.contains("and 3 more"));
    }

    #[test]
    fn another_day_has_a_way_back() {
        let mut bar = bar();
        assert!(texts(&bar.html(), ".asof a").is_empty());
        bar.as_of = "2027-01-01".to_owned();
        assert_eq!(texts(&bar.html(), ".asof a").len(), 1);
    }

    #[test]
    fn what_others_wrote_stays_text() {
        let evil = "</pre></template></roadmapgen-preview><script>alert(1)</script><!--\"' onload=x";
        let mut bar = bar();
        bar.views[0].title = evil.to_owned();
        bar.views[0].href = evil.to_owned();
        bar.problems = vec![told(Severity::Error, &format!("{evil}\n{evil}"))];
        (bar.as_of, bar.plain, bar.path) = (evil.to_owned(), evil.to_owned(), format!("//evil.example/{evil}"));
        for html in [bar.html(), weave::holding(&bar)] {
            assert_eq!(html.matches("<script").count(), 1, "{html}");
            assert_eq!(html.matches("</template>").count(), 1);
            assert_eq!(html.matches("<!--").count(), 2);
            assert!(!html.contains("\"//evil"));
            assert!(!html.contains("onload=x\"") || !html.contains("\"' onload"));
        }
    }

    #[test]
    fn nothing_in_style_or_script_ends_its_element() {
        assert!(!STYLE.contains("</"));
        assert!(!SCRIPT.contains("</script"));
    }

    #[test]
    fn the_page_for_when_there_is_nothing_tells_the_problems_itself() {
        let mut bar = bar();
        bar.views.clear();
        bar.is_behind = true;
        bar.problems = vec![told(Severity::Error, "error[bad-toml]: not TOML <here>\n  ┌ roadmap.toml:1:1\n")];
        let html = weave::holding(&bar);
        assert_eq!(texts(&html, "main pre"), ["error[bad-toml]: not TOML <here> ┌ roadmap.toml:1:1"]);
        assert_eq!(texts(&html, ".problems pre").len(), 1);
        assert!(texts(&html, ".problems[open]").is_empty());
        assert!(html.contains("script-src 'self'") && html.contains("connect-src 'self'"));
    }
}
