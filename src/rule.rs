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

/// By its name: what it explains fills a screen.
impl std::fmt::Debug for Rule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name)
    }
}

/// One rule.
#[derive(PartialEq, Eq)]
pub struct Rule {
    /// The stable code.
    pub name: &'static str,
    /// What holds where the rule is kept, in one sentence.
    pub about: &'static str,
    /// What breaking it weighs unless `[checks]` says otherwise.
    pub severity: Severity,
    /// Whether `[checks]` may change that.
    pub configurable: bool,
    /// Whether it is about the plan, and not about how it is written.
    pub of_plan: bool,
    /// What many that are found have in common, to follow their number, where there may be so many that they are told as one.
    pub many: Option<&'static str>,
    /// What it means, why, and how to mend it, in Markdown.
    pub explanation: &'static str,
}

macro_rules! rules {
    ($($constant:ident = $name:literal, $severity:ident, $configurable:literal, $of_plan:literal, $about:literal $(, $many:literal)?;)*) => {
        $(
            #[doc = $about]
            pub static $constant: Rule = Rule {
                name: $name,
                about: $about,
                severity: Severity::$severity,
                configurable: $configurable,
                of_plan: $of_plan,
                many: rules!(@many $($many)?),
                explanation: include_str!(concat!("explain/", $name, ".md")),
            };
        )*
        /// Every rule, in the order of the manual.
        pub static RULES: &[&Rule] = &[$(&$constant),*];
    };
    (@many) => { None };
    (@many $many:literal) => { Some($many) };
}

rules! {
    BAD_FILE = "bad-file", Error, false, false, "every file of the roadmap can be read: plain, UTF-8, of a bearable size, inside the folder";
    BAD_TOML = "bad-toml", Error, false, false, "front matter and settings are TOML";
    UNKNOWN_KEY = "unknown-key", Error, false, false, "every key is one that roadmapgen knows, or stands under `[extra]`";
    BAD_VALUE = "bad-value", Error, false, false, "every value is of the kind that its key takes";
    BAD_DATE = "bad-date", Error, false, false, "every date is a day, week, month, quarter, half-year or year that exists";
    BAD_ID = "bad-id", Error, false, false, "ids are made of `a-z`, `0-9` and `-`, and are no route of the site";
    MISSING_TITLE = "missing-title", Error, false, false, "every item has a title";
    DUPLICATE_ID = "duplicate-id", Error, false, false, "an id is given once, whatever its kind and folder";
    UNKNOWN_REFERENCE = "unknown-reference", Error, true, false, "what an item refers to exists and is of the right kind", "references to what is not there";
    DEPENDENCY_CYCLE = "dependency-cycle", Error, true, false, "nothing waits for itself, directly or through others";
    DATES_REVERSED = "dates-reversed", Error, false, false, "nothing ends before it starts";
    BROKEN_LINK = "broken-link", Error, true, false, "links in a text lead to something", "links that lead to nothing";
    BAD_MARKDOWN_BLOCK = "bad-markdown-block", Error, false, false, "blocks that open are closed, and nest within bounds";
    UNKNOWN_AUDIENCE = "unknown-audience", Error, false, false, "every audience that is named is defined";
    LEAK = "leak", Error, false, false, "no text mentions what its readers may not see";
    EMPTY_AUDIENCE = "empty-audience", Warning, true, false, "every audience sees something of the roadmap";
    BAD_TEMPLATE = "bad-template", Error, false, false, "the templates of the theme can be read and filled in";
    VISION_WITHOUT_EXECUTION = "vision-without-execution", Warning, true, true, "every vision has an intent, and every open intent a milestone", "visions and intents that nothing carries out";
    EXECUTION_WITHOUT_VISION = "execution-without-vision", Warning, true, true, "every open milestone serves an intent, and every open intent a vision", "open milestones and intents that serve nothing";
    VAGUE_VISION = "vague-vision", Warning, true, true, "every vision says by when, and how we shall know", "visions that do not say by when, or how we shall know";
    NOT_MEASURABLE = "not-measurable", Warning, true, true, "every active intent has key results, and they are read", "active intents without key results, and key results that are not read";
    PRESCRIPTIVE_INTENT = "prescriptive-intent", Warning, true, true, "the titles of intents say what must happen, not how", "titles of intents that say how, not what must happen";
    EVERYTHING_IS_MUST = "everything-is-must", Warning, true, true, "not everything is a must", "kinds of items of which too many are `must`";
    CROWDED_NOW = "crowded-now", Warning, true, true, "no team works on too many milestones at once", "teams with too many active milestones";
    NO_THIN_SLICE = "no-thin-slice", Warning, true, true, "what is active begins with a thin slice from end to end", "active intents that do not begin with a thin slice";
    STEP_TOO_LONG = "step-too-long", Warning, true, true, "no milestone takes too long", "open milestones that take too long";
    DUE_BEFORE_DEPENDENCY = "due-before-dependency", Warning, true, true, "nothing is due before what it waits for", "dependencies that come too late";
    LATE = "late", Warning, true, true, "what is due is done", "milestones that are past their target and not done";
    STALE = "stale", Warning, true, true, "what is active has a fresh update", "active items without a fresh update";
    NO_OWNER = "no-owner", Warning, true, true, "what is active is owned by somebody", "active items that nobody owns";
    UNTESTED_ASSUMPTION = "untested-assumption", Warning, true, true, "what is active or a must rests on what was tested", "assumptions that are untested or broken, under what is active or a must";
    INVESTMENT_DRIFT = "investment-drift", Warning, true, true, "the open work is shared out as it was meant", "shares of the open work that are not as they were meant";
    SILENT_AUDIENCE = "silent-audience", Warning, true, true, "every must has a summary in the words of each audience that sees it", "summaries of musts that are missing in an audience’s words";
    HIDDEN_BY_PARENT = "hidden-by-parent", Warning, true, true, "whoever an item names can see it", "audiences that are named and cannot see the item";
    WAIVER = "waiver", Warning, true, true, "every waiver excuses something, and has not ended", "waivers that have ended or excuse nothing";
}

impl Rule {
    /// Whether a single item can be excused from it: not from what is found of the whole plan.
    pub fn is_waivable(&self) -> bool {
        self.of_plan && ![&EVERYTHING_IS_MUST, &CROWDED_NOW, &INVESTMENT_DRIFT, &WAIVER].contains(&self)
    }
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
