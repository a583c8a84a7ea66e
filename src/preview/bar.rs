//! The preview's own bar: which view is shown, as of which day, and what is wrong. It is never part of a build.
//!
//! It is one element with a shadow root that is written out, so that it can be read without script, and neither the
//! page's style reaches into it nor its style out.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};

use crate::report::{self, Block};
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

/// The problems one by one, as the bar and the page for when there is nothing else tell them.
const PROBLEMS: &str = "<ol>
{%- for problem in problems %}
<li data-weight=\"{{ problem.severity }}\"><pre><b>{{ problem.head }}</b>
{{ problem.excerpt }}{% if problem.help %}<span class=\"help\">{{ problem.help }}</span>{% endif %}</pre></li>
{%- endfor %}
</ol>
{%- if more %}
<p>… and {{ more }} more, which <code>roadmapgen check</code> tells.</p>
{%- endif %}";

/// The bar's HTML, and that of the page for as long as there is nothing else to show.
static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    tera.add_raw_templates([
        ("problems.html", PROBLEMS),
        ("bar.html", include_str!("bar.html")),
        ("holding.html", include_str!("holding.html")),
    ])
    .expect("the bar's templates can be read");
    tera
});

/// What the bar says of one page.
#[derive(Debug, Clone)]
pub struct Bar {
    /// The edition that the page shows.
    pub edition: u64,
    /// Another number whenever a file that is no text has changed: a picture, or what is copied as it is.
    pub files: u64,
    /// The views that it leads to; where everybody reads the same, none or one without access.
    pub views: Vec<Choice>,
    /// The day that the page is as of: `2026-11-22`.
    pub as_of: String,
    /// The day that it is as of unless another is asked for.
    pub default_as_of: String,
    /// What is wrong with what was read last, or as much of it as is told one by one.
    pub problems: Vec<Block>,
    /// How many errors there are, told or not.
    pub errors: usize,
    /// How many warnings there are, told or not.
    pub warnings: usize,
    /// Whether what is shown is the last good state, because there are errors.
    pub is_behind: bool,
    /// Whether what is shown was made from what could be read, because there are errors and there was no good state yet.
    pub is_partial: bool,
    /// The page that its reader came from, which this view does not have: `milestones/x/`.
    pub lacks: Option<String>,
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

/// What the template gets.
#[derive(Serialize)]
struct Filled<'a> {
    style: &'static str,
    edition: u64,
    files: u64,
    views: Vec<Switch<'a>>,
    current: Option<Switch<'a>>,
    as_of: &'a str,
    default_as_of: &'a str,
    plain: String,
    path: String,
    /// `2 errors, 1 warning`; empty where nothing is wrong.
    count: String,
    /// The heaviest of the problems.
    weight: &'static str,
    problems: Vec<Shown<'a>>,
    /// How many more there are.
    more: usize,
    is_behind: bool,
    is_partial: bool,
    lacks: Option<&'a str>,
    /// Whether the page tells the problems itself, and has neither days nor another form.
    is_holding: bool,
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
    /// The lines that show where, each as wide as it is; what ends them too.
    excerpt: &'a str,
    /// What to do, which may be broken into lines: behind the marks or below the excerpt.
    help: &'a str,
}

impl Bar {
    /// The block that is put into a page.
    pub fn html(&self) -> String {
        filled("bar.html", &self.words(false))
    }

    /// The block on a page that tells the problems itself: it only counts them.
    pub(super) fn beside_problems(&self) -> String {
        filled("bar.html", &self.words(true))
    }

    /// The page that tells the problems itself, without the block.
    pub(super) fn holding(&self) -> String {
        filled("holding.html", &self.words(true))
    }

    fn words(&self, is_holding: bool) -> Filled<'_> {
        let views: Vec<Switch<'_>> =
            self.views.iter().filter(|choice| choice.access.is_some()).map(Switch::from).collect();
        // Two of them at the beginning would name a host.
        let path = format!("/{}", self.path.trim_start_matches(['/', '\\']));
        Filled {
            style: STYLE,
            edition: self.edition,
            files: self.files,
            current: views.iter().find(|view| view.is_current).cloned(),
            views,
            as_of: &self.as_of,
            default_as_of: &self.default_as_of,
            // A page may have a base of its own, for which a query alone would be meant.
            plain: if self.plain.starts_with('?') { format!("{path}{}", self.plain) } else { self.plain.clone() },
            path,
            count: report::counted(self.errors, self.warnings).unwrap_or_default(),
            weight: if self.errors > 0 { Severity::Error.word() } else { Severity::Warning.word() },
            problems: self.problems.iter().map(Shown::from).collect(),
            more: (self.errors + self.warnings).saturating_sub(self.problems.iter().map(|told| told.count).sum()),
            is_behind: self.is_behind,
            is_partial: self.is_partial,
            lacks: self.lacks.as_deref(),
            is_holding,
        }
    }
}

/// One of our templates, filled in.
fn filled(name: &str, words: &Filled<'_>) -> String {
    let context = Context::from_serialize(words).expect("plain words and numbers can be given to a template");
    let html = TEMPLATES.render(name, &context).expect("the bar's templates have all that they name");
    html.trim_end().to_owned()
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

impl<'a> From<&'a Block> for Shown<'a> {
    fn from(told: &'a Block) -> Self {
        let text = told.text.trim_end();
        let (head, rest) = text.split_once('\n').unwrap_or((text, ""));
        let (excerpt, help) = rest.split_at(help_at(rest).unwrap_or(rest.len()));
        Self { severity: told.severity.word(), head, excerpt, help }
    }
}

/// Where the help begins in what follows a problem's first line: at a line of its own, or behind the marks that end an
/// excerpt.
fn help_at(rest: &str) -> Option<usize> {
    let starts = std::iter::once(0).chain(rest.match_indices('\n').map(|(at, _)| at + 1));
    let own = starts.into_iter().find(|&at| rest[at..].trim_start_matches(' ').starts_with("= help: "));
    own.or_else(|| {
        let last = rest.rfind('\n').map_or(0, |at| at + 1);
        let (gutter, marks) = rest[last..].split_once('│')?;
        let label = marks.trim_start_matches(' ').trim_start_matches('^');
        let is_marked = gutter.trim().is_empty() && marks.trim_start_matches(' ').starts_with('^');
        (is_marked && label.len() > 1).then(|| rest.len() - label.len() + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::weave;

    fn told(severity: Severity, text: &str) -> Block {
        Block { severity, count: 1, text: text.to_owned() }
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
            files: 3,
            views: vec![
                choice("board", Access::Sealed, false),
                choice("team", Access::Private, true),
                choice("all", Access::Public, false),
            ],
            as_of: "2026-11-16".to_owned(),
            default_as_of: "2026-11-16".to_owned(),
            problems: Vec::new(),
            errors: 0,
            warnings: 0,
            is_behind: false,
            is_partial: false,
            lacks: None,
            plain: "?preview=off".to_owned(),
            path: "/for/team/".to_owned(),
        }
    }

    /// The bar with these problems.
    fn with(problems: Vec<Block>) -> Bar {
        let of = |severity| problems.iter().filter(|told| told.severity == severity).count();
        Bar { errors: of(Severity::Error), warnings: of(Severity::Warning), problems, ..bar() }
    }

    /// The page with the shadow root's content as if it stood there.
    fn opened(html: &str) -> String {
        html.replace("<template", "<div").replace("</template", "</div")
    }

    /// The texts of the elements that match.
    fn texts(html: &str, selector: &str) -> Vec<String> {
        let html = opened(html);
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
        assert_eq!(texts(&bar().html(), ".problems"), ["No problems"]);
        let mut bar = with(vec![
            told(Severity::Error, "error[bad-toml]: not TOML\n  ┌ a.md:1:1\n1 │ x\n"),
            told(Severity::Error, "error[leak]: says too much\n"),
            told(Severity::Warning, "warning[late]: late\n"),
        ]);
        bar.is_behind = true;
        let html = bar.html();
        assert!(texts(&html, ".problems[open] summary")[0].starts_with("2 errors, 1 warning"));
        assert!(html.contains("\n  ┌ a.md:1:1\n1 │ x</pre>"), "{html}");
        assert!(texts(&html, ".behind")[0].starts_with("You see the last good state"));
        bar.is_partial = true;
        assert_eq!(texts(&bar.html(), ".problems[open] .behind"), ["Some of it could not be read. You see the rest."]);
        (bar.is_behind, bar.is_partial) = (false, false);
        assert!(texts(&bar.html(), ".problems[open]").is_empty());
    }

    #[test]
    fn problems_that_are_not_told_are_counted() {
        let mut bar = with(vec![told(Severity::Warning, "w"); 100]);
        bar.warnings = 103;
        for html in [bar.html(), weave::holding(&bar)] {
            assert_eq!(texts(&html, "li pre").len(), 100);
            assert!(html.contains("103 warnings") && html.contains("and 3 more"));
        }
    }

    #[test]
    fn help_is_told_apart_from_the_excerpt() {
        for (rest, help) in [
            ("  ┌ a.md:1:1\n1 │ x\n  │ ^ did you mean `y ^ z`?", "did you mean `y ^ z`?"),
            ("  ┌ a.md:1:1\n1 │ x\n  │ ^\n  = help: one\n          two", "  = help: one\n          two"),
            ("  = help: one", "  = help: one"),
            ("  ┌ a.md:1:1\n1 │ x ^ y\n  │   ^", ""),
            ("  ┌ a.md:1:1\n1 │ ^ y", ""),
            ("  ┌ a.md", ""),
            ("", ""),
        ] {
            assert_eq!(&rest[help_at(rest).unwrap_or(rest.len())..], help, "{rest}");
            let html = with(vec![told(Severity::Error, &format!("e\n{rest}\n"))]).html();
            assert_eq!(texts(&html, ".help").len(), usize::from(!help.is_empty()), "{html}");
        }
    }

    #[test]
    fn a_page_that_this_view_does_not_have_is_named() {
        assert!(texts(&bar().html(), ".lacks").is_empty());
        let bar = Bar { lacks: Some("milestones/x/".to_owned()), ..bar() };
        assert_eq!(texts(&bar.html(), ".lacks"), ["Not in this view: milestones/x/"]);
    }

    #[test]
    fn the_page_as_published_is_found_from_a_page_with_a_base_too() {
        assert!(bar().html().contains("href=\"/for/team/?preview=off\""));
    }

    #[test]
    fn another_day_has_a_way_back() {
        let mut bar = bar();
        assert!(texts(&bar.html(), ".asof a, [data-other]").is_empty());
        bar.as_of = "2027-01-01".to_owned();
        assert_eq!(texts(&bar.html(), ".asof[data-other] a"), ["Back to 2026-11-16"]);
    }

    #[test]
    fn what_others_wrote_stays_text() {
        let evil = "</pre></template></roadmapgen-preview><script>alert(1)</script><!--\"' onload=x";
        let mut bar = with(vec![
            told(Severity::Error, &format!("{evil}\n{evil}\n  = help: {evil}")),
            told(Severity::Warning, evil),
        ]);
        bar.views[0].title = evil.to_owned();
        bar.views[0].href = evil.to_owned();
        bar.lacks = Some(evil.to_owned());
        (bar.as_of, bar.plain, bar.path) = (evil.to_owned(), evil.to_owned(), format!("//evil.example/{evil}"));
        for html in [bar.html(), weave::holding(&bar)] {
            assert_eq!(html.matches("<script").count(), 1, "{html}");
            assert_eq!(html.matches("</template>").count(), 1);
            assert_eq!(html.matches("<!--").count(), 2);
            assert!(!html.contains("\"//evil"));
            let page = scraper::Html::parse_document(&opened(&html));
            for element in page.root_element().descendent_elements() {
                let events: Vec<_> = element.value().attrs().filter(|(name, _)| name.starts_with("on")).collect();
                assert!(events.is_empty(), "{}: {events:?}", element.html());
            }
        }
    }

    #[test]
    fn nothing_in_style_or_script_ends_its_element() {
        assert!(!STYLE.contains("</"));
        assert!(!SCRIPT.contains("</script"));
    }

    #[test]
    fn the_page_for_when_there_is_nothing_tells_the_problems_itself() {
        let mut bar = with(vec![
            told(Severity::Error, "error[bad-toml]: not TOML <here>\n  ┌ roadmap.toml:1:1\n"),
            told(Severity::Warning, "warning[late]: late\n"),
        ]);
        bar.views.clear();
        bar.is_behind = true;
        let html = weave::holding(&bar);
        let told = ["error[bad-toml]: not TOML <here> ┌ roadmap.toml:1:1", "warning[late]: late"];
        assert_eq!(texts(&html, "main li pre"), told);
        assert_eq!(texts(&html, "main [data-weight=warning] b"), ["warning[late]: late"]);
        // They are not told twice.
        assert_eq!(texts(&html, ".bar p.problems"), ["1 error, 1 warning"]);
        assert!(texts(&html, ".bar details, .bar form, .bar a").is_empty());
        assert!(html.contains("script-src 'self'") && html.contains("connect-src 'self'"));
    }
}
