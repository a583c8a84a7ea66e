//! What grows.

/// A roadmap that can be made of any size.
pub struct Pattern {
    pub name: &'static str,
    grow: Grow,
    /// The code of the first error that it has, where it is meant to be wrong.
    pub refused: Option<&'static str>,
}

/// What is repeated. Its number stands in place of each `{n}`, and the next number in place of each `{x}`.
enum Grow {
    /// The body of a milestone.
    Body(&'static str),
    /// Something in one file.
    Front { path: &'static str, before: &'static str, piece: &'static str, after: &'static str, most: usize },
    /// Items, each in a file of its own, after files that do not grow.
    Files { before: &'static str, path: &'static str, front: &'static str },
}

const SITE: &str = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n";

/// How many items a large roadmap has: ten times the largest real one that was seen.
const ITEMS: usize = 8_000;

/// How long a text may grow; what stands around it has room beside that.
const TEXT: usize = 1_000_000;

impl Pattern {
    /// The roadmap with so many of what is repeated.
    pub fn fixture(&self, count: usize) -> String {
        match self.grow {
            Grow::Body(piece) => {
                format!("{SITE}-- milestones/m.md --\n+++\ntitle = \"M\"\n+++\n{}\n", repeated(piece, count))
            }
            Grow::Front { path, before, piece, after, .. } => {
                let site = if path == "roadmap.toml" { "" } else { SITE };
                format!("{site}-- {path} --\n{before}{}{after}", repeated(piece, count))
            }
            Grow::Files { before, path, front } => {
                let site = if before.starts_with("-- roadmap.toml") { "" } else { SITE };
                let file = |front: &str| format!("-- {path} --\n+++\ntitle = \"A title\"\n{front}+++\n");
                // A chain ends in one that has no next.
                let last = if front.contains("{x}") { numbered(&file(""), count) } else { String::new() };
                format!("{site}{before}{}{last}", repeated(&file(front), count))
            }
        }
    }

    /// The most that is repeated: as much as the largest text holds, or as many items as a large roadmap has.
    pub fn most(&self) -> usize {
        match self.grow {
            Grow::Body(piece) => longest(piece),
            Grow::Front { piece, most, .. } => longest(piece).min(most),
            Grow::Files { .. } => ITEMS,
        }
    }
}

/// How often the largest text holds a piece.
fn longest(piece: &str) -> usize {
    TEXT / (piece.len() + 4 * piece.matches("{n}").count())
}

fn numbered(piece: &str, number: usize) -> String {
    piece.replace("{n}", &number.to_string()).replace("{x}", &(number + 1).to_string())
}

fn repeated(piece: &str, count: usize) -> String {
    if piece.contains('{') { (0..count).map(|number| numbered(piece, number)).collect() } else { piece.repeat(count) }
}

/// Texts that parsers of Markdown have been slow on, elsewhere or once here.
const BODIES: &[(&str, &str)] = &[
    ("paragraphs", "One more line of plain words.\n\n"),
    ("lines of one paragraph", "a\n"),
    ("emphasis never closed", "*a **a "),
    ("emphasis closed crosswise", "*a_ "),
    ("emphasis after words", "a**b"),
    ("strikethrough", "~~a"),
    ("links never closed", "[a]("),
    ("brackets", "["),
    ("brackets that close", "[a]"),
    ("pictures in pictures", "![[]("),
    ("links with angles", "[a](<b"),
    ("titles of links never closed", "[a](b \""),
    ("titles over two lines", "[a](https://b.example \"c\nd\") "),
    ("links on one line", "[a](https://b.example) "),
    ("links that never close on their line", "[a](b\n"),
    ("definitions of links", "[a{n}]: https://a.example\n"),
    ("uses of one definition", "[b]: https://b.example\n[b] "),
    ("code marks", "`` ` "),
    ("code marks of growing length", "`{n} "),
    ("fences", "```\na\n```\n"),
    ("entities", "&amp; &#65; "),
    ("entities never closed", "&#"),
    ("autolinks", "https://a.example/{n} "),
    ("mail addresses", "a{n}@b.example "),
    ("half of mail addresses", "a@"),
    ("footnotes", "a[^{n}]\n\n[^{n}]: b\n\n"),
    ("footnotes that nobody explains", "a[^1] "),
    ("headings", "# Heading {n}\n"),
    ("headings of one name", "# a\n"),
    ("lists", "- a\n"),
    ("tasks", "- [ ] a\n"),
    ("definitions of terms", "x\n: y\n\n"),
    ("quotes", "> a\n\n"),
    ("dashes on one line", "- "),
    ("alerts", "> [!NOTE]\n> a\n\n"),
    ("rules", "a\n\n---\n\n"),
    ("tables", "|a|b|\n|-|-|\n|c|d|\n\n"),
    ("rows of one table", "|a|b|\n|-|-|\n"),
    ("cells of one row", "|a"),
    ("tags never closed", "<p>"),
    ("tags that cross", "<b><i></b></i>"),
    ("cells without a table", "<td>"),
    ("list items without a list", "<li>"),
    ("attributes never closed", "<x y='"),
    ("comments never closed", "<!-- "),
    ("comments", "<!-- a -->\n"),
    ("instructions never closed", "<?"),
    ("ends without beginnings", "</b>"),
    ("raw blocks", "<div>\na\n</div>\n\n"),
    ("lines that end in blanks", "a  \n"),
    ("backslashes", "\\["),
    ("links to itself", "[[m]] "),
];

/// Texts that are refused, and by which rule.
const REFUSED: &[(&str, &str, &str)] = &[
    ("quotes in quotes", "> ", "bad-markdown-block"),
    ("marks in marks", "<b><i>", "bad-markdown-block"),
    ("raw blocks in raw blocks", "<div>\n", "bad-markdown-block"),
    ("ends of passages", ":::\n", "bad-markdown-block"),
    ("passages for nobody", "::: for x\na\n\n:::\n\n", "unknown-audience"),
    ("links to nothing", "[[gone-{n}]] ", "broken-link"),
    ("links to files that are not there", "[a](gone-{n}.md) ", "broken-link"),
    ("links to headings that are not there", "[[m#gone-{n}]] ", "broken-link"),
];

/// One file in which there is much of something: its path, what stands before, what is repeated, what stands after.
const FRONTS: &[(&str, &str, &str, &str, &str)] = &[
    ("tags of one", "milestones/m.md", "+++\ntitle = \"M\"\ntags = [", "\"t{n}\", ", "]\n+++\n"),
    ("links of one", "milestones/m.md", "+++\ntitle = \"M\"\nlinks = [", "\"https://a.example/{n}\", ", "]\n+++\n"),
    ("old ids of one", "milestones/m.md", "+++\ntitle = \"M\"\naliases = [", "\"o-{n}\", ", "]\n+++\n"),
    ("roles of one", "milestones/m.md", "+++\ntitle = \"M\"\n[roles]\n", "r{n} = \"A\"\n", "+++\n"),
    ("data of one's own", "milestones/m.md", "+++\ntitle = \"M\"\n[extra]\n", "k{n} = { a = [1, 2] }\n", "+++\n"),
    ("remarks", "milestones/m.md", "+++\ntitle = \"M\"\n", "# remark {n}\n", "+++\n"),
    ("words of a summary", "milestones/m.md", "+++\ntitle = \"M\"\nsummary = \"", "*a* b ", "\"\n+++\n"),
    ("half marks in a summary", "milestones/m.md", "+++\ntitle = \"M\"\nsummary = \"", "*a **b [c](", "\"\n+++\n"),
    ("key results of one", "intents/i.md", "+++\ntitle = \"I\"\n", KEY_RESULT, "+++\n"),
    ("readings of one", "intents/i.md", READINGS, "[2026-01-01, {n}], ", "]\n+++\n"),
    ("assumptions of one", "intents/i.md", "+++\ntitle = \"I\"\n", "[[assumptions]]\ntext = \"A {n}\"\n", "+++\n"),
    (
        "measures of a vision",
        "vision/v.md",
        "+++\ntitle = \"V\"\n",
        "[[success]]\nby = 2028\ntext = \"S {n}\"\n",
        "+++\n",
    ),
    ("milestones in one file", "milestones/m.toml", "", "[[milestone]]\nid = \"m{n}\"\ntitle = \"M {n}\"\n", ""),
    ("named dates", "roadmap.toml", "[site]\ntitle = \"T\"\n[dates]\n", "\"v{n}\" = 2027-01-01\n", ""),
    (
        "own statuses",
        "roadmap.toml",
        "[site]\ntitle = \"T\"\n[statuses.intent]\n",
        "s{n} = { title = \"S {n}\", means = \"active\" }\n",
        "",
    ),
    ("comments of one raw block", "milestones/m.md", "+++\ntitle = \"M\"\n+++\n<div>\n", "<!-- a -->\n", "</div>\n"),
];

/// The same, of which an item may have no more than so many.
const BOUNDED: &[(&str, &str, &str, usize)] = &[
    ("owners of one", "+++\ntitle = \"M\"\nowner = [", "\"o{n}\", ", 256),
    ("teams of one", "+++\ntitle = \"M\"\nteams = [", "\"t{n}\", ", 256),
];

/// The same, refused, and by which rule.
const REFUSED_FRONTS: &[(&str, &str, &str, &str)] = &[
    ("lines of a title that never closes", "+++\ntitle = \"M\"\n+++\n[a](b \"", "c\n", "bad-markdown-block"),
    ("lines of a title in a quote", "+++\ntitle = \"M\"\n+++\n> [a](b\n> '", "> *c*\n", "bad-markdown-block"),
];

const KEY_RESULT: &str = "[[key_results]]\nname = \"K {n}\"\nbaseline = 0\ntarget = 10\nreadings = [[2026-10-01, 5]]\n";
const READINGS: &str = "+++\ntitle = \"I\"\n[[key_results]]\nname = \"K\"\nbaseline = -1\ntarget = 10\nreadings = [";

/// Front matter of many items: a name, files that do not grow, the path of those that do, and what stands in each. The one
/// after the last, for chains, is made like the first.
const FILES: &[(&str, &str, &str, &str)] = &[
    ("milestones", "", "milestones/x{n}.md", ""),
    ("intents", "", "intents/x{n}.md", ""),
    ("visions", "", "vision/x{n}.md", ""),
    ("updates", "", "updates/x{n}.md", "date = 2026-11-01\n"),
    ("pages", "", "pages/x{n}.md", ""),
    ("milestones of one intent", INTENT, "milestones/x{n}.md", "intent = \"one\"\ntarget = 2027-01-01\n"),
    ("intents of one intent", INTENT, "intents/x{n}.md", "parent = \"one\"\n"),
    ("milestones that wait for one", STEP, "milestones/x{n}.md", "depends_on = [\"one\"]\ntarget = \"2027-Q1\"\n"),
    ("milestones that wait for the next", "", "milestones/x{n}.md", "depends_on = [\"x{x}\"]\n"),
    ("intents in intents", "", "intents/x{n}.md", "parent = \"x{x}\"\n"),
    ("items that are related to one", STEP, "milestones/x{n}.md", "relates_to = [\"one\"]\n"),
    ("items that are related to the next", "", "milestones/x{n}.md", "relates_to = [\"x{x}\"]\n"),
    ("items with an old id", "", "milestones/x{n}.md", "aliases = [\"old-{n}\"]\n"),
    ("updates about one", INTENT, "updates/x{n}.md", "date = 2026-11-01\nabout = \"one\"\nhealth = \"on-track\"\n"),
    ("titles that are all the same", "", "milestones/x{n}.md", "target = \"2027-Q1\"\nstatus = \"active\"\n"),
    ("tags that only one has", "", "milestones/x{n}.md", "tags = [\"t{n}\"]\n"),
    ("teams that only one has", "", "milestones/x{n}.md", "teams = [\"t{n}\"]\nstatus = \"active\"\n"),
    ("a team that all have", "", "milestones/x{n}.md", "teams = [\"t\"]\nstatus = \"active\"\n"),
    ("owners of one each", "", "milestones/x{n}.md", "owner = \"O {n}\"\nstatus = \"active\"\n"),
    ("all late", "", "milestones/x{n}.md", "target = 2026-01-01\nstatus = \"active\"\n"),
    ("all done", "", "milestones/x{n}.md", "done = 2026-01-01\n"),
    ("links to one", STEP, "milestones/x{n}.md", "summary = \"[[one]]\"\n"),
    ("links to the next", "", "milestones/x{n}.md", "summary = \"[[x{x}]]\"\n"),
    ("items that an audience does not see", HIDDEN, "milestones/x{n}.md", "codenames = [\"Bird {n}\"]\n"),
    ("items that one of two audiences sees", HIDDEN, "milestones/x{n}.md", "audiences = [\"all\"]\n"),
];

/// The same, refused, and by which rule.
const REFUSED_FILES: &[(&str, &str, &str, &str, &str)] = &[
    ("intents that are not there", "", "milestones/x{n}.md", "intent = \"gone-{n}\"\n", "unknown-reference"),
    ("milestones that wait for themselves", "", "milestones/x{n}.md", "depends_on = [\"x{n}\"]\n", "unknown-reference"),
    ("pages in the navigation", "", "pages/x{n}.md", "nav = true\n", "bad-value"),
    ("ids that all are the same", "", "milestones/x{n}.md", "id = \"same\"\n", "duplicate-id"),
    ("keys that are not known", "", "milestones/x{n}.md", "titel{n} = 1\n", "unknown-key"),
    ("dates that are none", "", "milestones/x{n}.md", "target = \"soon {n}\"\n", "bad-date"),
    (
        "mentions of what is hidden",
        HIDDEN_STEP,
        "milestones/x{n}.md",
        "audiences = [\"all\"]\nsummary = \"[[one]]\"\n",
        "leak",
    ),
];

const INTENT: &str = "-- intents/one.md --\n+++\ntitle = \"One\"\n+++\n";
const STEP: &str = "-- milestones/one.md --\n+++\ntitle = \"One\"\n+++\n";
const HIDDEN: &str = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n[defaults]\naudiences = [\"few\"]\n\
    [audiences.few]\n[audiences.all]\naccess = \"public\"\n\
    -- pages/p.md --\n+++\ntitle = \"P\"\naudiences = [\"all\"]\n+++\n";
const HIDDEN_STEP: &str = "-- roadmap.toml --\n[site]\ntitle = \"T\"\n[defaults]\naudiences = [\"few\"]\n\
    [audiences.few]\n[audiences.all]\naccess = \"public\"\n\
    -- milestones/one.md --\n+++\ntitle = \"One\"\n+++\n";

/// Every pattern that is measured.
pub fn patterns() -> Vec<Pattern> {
    let bodies = BODIES.iter().map(|&(name, piece)| pattern(name, Grow::Body(piece), None));
    let refused = REFUSED.iter().map(|&(name, piece, code)| pattern(name, Grow::Body(piece), Some(code)));
    let any = usize::MAX;
    let fronts = FRONTS.iter().map(|&(name, path, before, piece, after)| {
        pattern(name, Grow::Front { path, before, piece, after, most: any }, None)
    });
    let path = "milestones/m.md";
    let bounded = BOUNDED.iter().map(|&(name, before, piece, most)| {
        pattern(name, Grow::Front { path, before, piece, after: "]\n+++\n", most }, None)
    });
    let refused_fronts = REFUSED_FRONTS.iter().map(|&(name, before, piece, code)| {
        pattern(name, Grow::Front { path, before, piece, after: "", most: any }, Some(code))
    });
    let files =
        FILES.iter().map(|&(name, before, path, front)| pattern(name, Grow::Files { before, path, front }, None));
    let wrong = REFUSED_FILES
        .iter()
        .map(|&(name, before, path, front, code)| pattern(name, Grow::Files { before, path, front }, Some(code)));
    bodies.chain(refused).chain(fronts).chain(bounded).chain(refused_fronts).chain(files).chain(wrong).collect()
}

fn pattern(name: &'static str, grow: Grow, refused: Option<&'static str>) -> Pattern {
    Pattern { name, grow, refused }
}
