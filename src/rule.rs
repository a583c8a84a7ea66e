//! The rules that a roadmap is held to: one row each, with its stable code.
//!
//! `explain CODE` and the manual print these rows; the longer text of each stands in `explain/CODE.md`.

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site is not built.
    Error,
    /// The site is built, and somebody should look.
    Warning,
}

impl Severity {
    /// The word that stands before the code: `error` or `warning`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code.
    pub name: &'static str,
    /// What holds where the rule is kept, in one sentence.
    pub about: &'static str,
    /// What breaking it weighs unless `[checks]` says otherwise.
    pub severity: Severity,
    /// Whether `[checks]` may change that.
    pub configurable: bool,
    /// What it means, why, and how to mend it, in Markdown.
    pub explanation: &'static str,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $severity:ident, $configurable:literal, $about:literal;)*) => {
        $(
            #[doc = $about]
            pub static $constant: Rule = Rule {
                name: $name,
                about: $about,
                severity: Severity::$severity,
                configurable: $configurable,
                explanation: include_str!(concat!("explain/", $name, ".md")),
            };
        )*
        /// Every rule, in the order of the manual.
        pub static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

rules! {
    BAD_FILE = "bad-file", Error, false, "every file of the roadmap can be read: plain, UTF-8, of a bearable size, inside the folder";
    BAD_TOML = "bad-toml", Error, false, "front matter and settings are TOML";
    UNKNOWN_KEY = "unknown-key", Error, false, "every key is one that roadmapgen knows, or stands under `[extra]`";
    BAD_VALUE = "bad-value", Error, false, "every value is of the kind that its key takes";
    BAD_DATE = "bad-date", Error, false, "every date is a day, week, month, quarter, half-year or year that exists";
    BAD_ID = "bad-id", Error, false, "ids are made of `a-z`, `0-9` and `-`, and are no route of the site";
    MISSING_TITLE = "missing-title", Error, false, "every item has a title";
    DUPLICATE_ID = "duplicate-id", Error, false, "an id is given once, whatever its kind and folder";
    UNKNOWN_REFERENCE = "unknown-reference", Error, true, "what an item refers to exists and is of the right kind";
    DEPENDENCY_CYCLE = "dependency-cycle", Error, true, "nothing waits for itself, directly or through others";
    DATES_REVERSED = "dates-reversed", Error, false, "nothing ends before it starts";
    BROKEN_LINK = "broken-link", Error, true, "links in a text lead to something";
    BAD_MARKDOWN_BLOCK = "bad-markdown-block", Error, false, "blocks that open are closed, and nest within bounds";
    UNKNOWN_AUDIENCE = "unknown-audience", Error, false, "every audience that is named is defined";
    LEAK = "leak", Error, false, "no text mentions what its readers may not see";
    EMPTY_AUDIENCE = "empty-audience", Warning, true, "every audience sees something of the roadmap";
    BAD_TEMPLATE = "bad-template", Error, false, "the templates of the theme can be read and filled in";
}

/// The rule with this code.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained() {
        for rule in RULES {
            assert!(rule.explanation.lines().count() >= 6, "`{}` is not explained", rule.name);
            assert!(rule.explanation.starts_with(&format!("# {}\n", rule.name)), "`{}` names another rule", rule.name);
        }
    }
}
