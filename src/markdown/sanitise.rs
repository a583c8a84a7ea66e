//! The second wall behind raw HTML.
//!
//! The first is that only known tags are written again. This one knows nothing of that: it reads the finished HTML
//! as a browser would and drops what is not on its list. On what the renderer writes it should find nothing to drop,
//! which the tests hold; it is there for the day on which they are wrong. It is quadratic in nesting, which is bounded
//! before ([`events::DEEPEST`](super::events::DEEPEST)).

#[expect(clippy::disallowed_types, reason = "the sanitiser takes these, and only looks things up in them")]
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::destination::SCHEMES;

/// Every element that may be in a text.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements and the attributes that only they may have.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "rel"]),
    ("div", &["data-alert"]),
    ("details", &["open"]),
    ("img", &["src", "alt", "width", "height", "loading", "referrerpolicy"]),
    ("ol", &["start"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    #[expect(clippy::disallowed_types, reason = "as above")]
    let attributes: HashMap<_, HashSet<_>> =
        ATTRIBUTES.iter().map(|&(name, attributes)| (name, attributes.iter().copied().collect())).collect();
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(["script", "style", "svg", "math", "iframe", "template", "noscript"].into())
        .tag_attributes(attributes)
        .generic_attributes(["aria-label", "class", "id", "role", "tabindex", "title"].into())
        .url_schemes(SCHEMES.into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
});

/// The same HTML without anything that is not known to be harmless.
pub(super) fn sanitise(html: &str) -> String {
    // What is text or in quotes cannot look like this tag, since its `<` or `"` is escaped.
    SANITISER.clean(html).to_string().replace("<details open=\"\">", "<details open>")
}
