//! What an item's text links to, and whether its blocks hold.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::audience::tell_unknown;
use crate::id::Id;
use crate::markdown::destination::{Destination, judge};
use crate::markdown::passage;
use crate::markdown::scan::{self, Scan};
use crate::model::{Draft, Item, Own, Roadmap};
use crate::parse::value::{Text, find_control, is_control};
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule;
use crate::suggest;

/// Tells what is wrong with the texts of an item, with the inline texts among its fields.
pub fn check(draft: &Draft, texts: &Texts<'_>, problems: &mut Vec<Problem>) {
    let body = draft.body.markdown.scan(texts.roadmap.settings.raw_html());
    Checker { draft: Some(draft), file: draft.file(), texts }.item(draft, body, problems);
}

/// Tells what is wrong with the footer.
pub fn check_footer(roadmap: &Roadmap, unpublished: &BTreeSet<Id>, problems: &mut Vec<Problem>) {
    let footer = roadmap.settings.site.as_ref().and_then(|site| site.value.footer.as_ref());
    if let Some(At { value: Text(footer), place }) = footer {
        let texts = Texts::of(roadmap, unpublished);
        let checker = Checker { draft: None, file: crate::parse::ROADMAP, texts: &texts };
        checker.links(&scan::scan_inline(footer), |_| place.clone(), problems);
    }
}

/// What links may lead to. What few links ask for is put together when the first one does.
pub struct Texts<'a> {
    roadmap: &'a Roadmap,
    /// Items that are left out because they are drafts.
    unpublished: &'a BTreeSet<Id>,
    files: OnceCell<BTreeMap<Arc<str>, Id>>,
    headings: RefCell<BTreeMap<Id, BTreeSet<&'a str>>>,
}

impl<'a> Texts<'a> {
    /// What the links of this roadmap may lead to.
    pub fn of(roadmap: &'a Roadmap, unpublished: &'a BTreeSet<Id>) -> Self {
        Self { roadmap, unpublished, files: OnceCell::new(), headings: RefCell::default() }
    }

    /// The items by their files.
    fn files(&self) -> &BTreeMap<Arc<str>, Id> {
        self.files.get_or_init(|| super::files(self.roadmap))
    }

    /// Judges a fragment by the headings of an item's text.
    fn judge_fragment(&self, of: &'a Item, fragment: &str, called: &str, look_up: bool) -> Verdict {
        let scan = of.draft.body.markdown.scan(self.roadmap.settings.raw_html());
        let mut headings = self.headings.borrow_mut();
        let headings = headings
            .entry(of.draft.id.value.clone())
            .or_insert_with(|| scan.headings.iter().map(String::as_str).collect());
        judge_fragment(fragment, headings, called, look_up)
    }
}

/// What a link among the `links` may not be.
fn refused(destination: &Destination, url: &str) -> Option<(String, &'static str)> {
    match destination {
        Destination::External(_) => None,
        Destination::Refused(_) => Some((
            format!("`{}` is an address that no page may link to", shown(url)),
            "`http`, `https`, `mailto` and `tel` may be linked to",
        )),
        _ => Some((format!("`{}` is no whole address", shown(url)), "`links` are for other sites: write `https://…`")),
    }
}

/// A destination as it is told: cut where it is long.
fn shown(destination: &str) -> String {
    let mut shown: String = destination.chars().filter(|c| !is_control(*c)).take(80).collect();
    if destination.chars().count() > 80 {
        shown.push('…');
    }
    shown
}

/// One text and where it stands.
struct Checker<'a, 'r> {
    /// The item that it belongs to, if any.
    draft: Option<&'a Draft>,
    file: &'a str,
    texts: &'a Texts<'r>,
}

/// What is wrong with a link, and what to do about it.
type Verdict = Option<(String, Option<String>)>;

impl Checker<'_, '_> {
    fn item(&self, draft: &Draft, body: &Scan, problems: &mut Vec<Problem>) {
        self.body(draft, body, problems);
        let raw_html = self.texts.roadmap.settings.raw_html();
        let mut inline: Vec<&At<Text>> = draft.common.summary.iter().collect();
        match &draft.own {
            Own::Vision(own) => {
                inline.extend(own.success.iter().filter_map(|at| at.value.text.as_ref()));
                if let Some(At { value: Text(why), place }) = &own.why {
                    self.links(&scan::scan(why, raw_html), |_| place.clone(), problems);
                }
            }
            Own::Intent(own) => {
                let assumptions = own.assumptions.iter().map(|at| &at.value);
                inline.extend(assumptions.flat_map(|assumption| assumption.text.iter().chain(&assumption.test)));
            }
            Own::Milestone(own) => inline.extend(&own.blocked),
            Own::Update(_) | Own::Page(_) => {}
        }
        for At { value: Text(text), place } in inline {
            self.links(&scan::scan_inline(text), |_| place.clone(), problems);
        }
        if !self.texts.roadmap.audiences.is_empty() {
            tell_marks_in_fields(draft, problems);
        }
        for link in &draft.common.links.0 {
            let url = &link.value.url.0;
            if let Some((message, help)) = refused(&judge(self.file, url), url) {
                problems.push(Problem::of(&rule::BROKEN_LINK, message).at(link.place.clone()).help(help));
            }
        }
    }

    fn body(&self, draft: &Draft, scanned: &Scan, problems: &mut Vec<Problem>) {
        let markdown = &draft.body.markdown;
        if let Some((at, control)) = find_control(markdown) {
            let place = draft.body_place(&(at..at + control.len_utf8()));
            let message = format!("a text cannot hold the control character U+{:04X}", u32::from(control));
            problems.push(Problem::of(&rule::BAD_FILE, message).at(place));
        }
        let (passages, faults) = passage::cut(markdown);
        for fault in faults {
            let place = draft.body_place(&fault.range);
            problems.push(Problem::of(&rule::BAD_MARKDOWN_BLOCK, fault.message).at(place).maybe_help(fault.help));
        }
        tell_audiences(draft, &passages, self.texts.roadmap, problems);
        if !self.texts.roadmap.audiences.is_empty() {
            tell_near_misses(draft, self.texts.roadmap, problems);
            tell_strays(draft, &passages, problems);
        }
        self.links(scanned, |range| draft.body_place(range), problems);
    }

    fn links(&self, scanned: &Scan, place: impl Fn(&Range<usize>) -> Place, problems: &mut Vec<Problem>) {
        for fault in &scanned.faults {
            let problem = Problem::of(&rule::BAD_MARKDOWN_BLOCK, &*fault.message).at(place(&fault.range));
            problems.push(problem.maybe_help(fault.help.clone()));
        }
        let own_headings = OnceCell::new();
        let own_headings =
            || own_headings.get_or_init(|| scanned.headings.iter().map(String::as_str).collect::<BTreeSet<_>>());
        for link in &scanned.links {
            let look_up = problems.len() < suggest::MOST_LOOKED_UP;
            if let Some((message, help)) = self.judge_link(link, own_headings, look_up) {
                problems.push(Problem::of(&rule::BROKEN_LINK, message).at(place(&link.range)).maybe_help(help));
            }
        }
    }

    fn judge_link<'h>(
        &self,
        link: &scan::Link,
        own_headings: impl Fn() -> &'h BTreeSet<&'h str>,
        look_up: bool,
    ) -> Verdict {
        if link.wiki {
            return self.judge_wiki(&link.destination, look_up);
        }
        let written = &*link.destination;
        match judge(self.file, &link.destination) {
            Destination::External(_) => None,
            Destination::Refused(_) => {
                let help = "`http`, `https`, `mailto`, `tel` and files of the roadmap may be linked to";
                Some((format!("`{}` is an address that no page may link to", shown(written)), Some(help.to_owned())))
            }
            Destination::Outside => Some((format!("`{}` leads out of the roadmap’s folder", shown(written)), None)),
            Destination::Fragment(fragment) => judge_fragment(&fragment, own_headings(), "this text", look_up),
            Destination::Path { path, fragment } => match self.texts.files().get(path.as_str()) {
                Some(id) => self.judge_heading(id, fragment.as_deref()?, look_up),
                None => self.judge_file(written, &path, look_up),
            },
        }
    }

    fn judge_wiki(&self, destination: &str, look_up: bool) -> Verdict {
        let (id, fragment) = scan::wiki_target(destination);
        if let Some(target) = self.texts.roadmap.resolve(id) {
            return self.judge_heading(&target.draft.id.value, fragment?, look_up);
        }
        if self.texts.unpublished.contains(id) {
            return Some((format!("`{}` is a draft", shown(id)), Some("`--drafts` includes it".to_owned())));
        }
        let known = self.texts.roadmap.items.keys().map(Id::as_str);
        let meant = look_up.then(|| suggest::did_you_mean(id, known)).flatten();
        Some((format!("no item has the id `{}`", shown(id)), meant))
    }

    /// A path that is not the file of one item: a file beside this one, or in `static/`.
    fn judge_file(&self, written: &str, path: &str, look_up: bool) -> Verdict {
        let roadmap = self.texts.roadmap;
        if let Some(asset) = roadmap.assets.get(path) {
            if self.draft.is_some_and(|draft| asset.owners.contains(&draft.id.value)) {
                return None;
            }
            let message = format!("`{}` is a file that belongs to another item", shown(written));
            return Some((message, Some("a text can show the files of its own bundle only".to_owned())));
        }
        if path.strip_prefix("static/").is_some_and(|route| roadmap.copied.contains_key(route)) {
            return None;
        }
        if roadmap.copied.contains_key(path) {
            let help = format!("files of `static/` are written from the roadmap’s folder: `/static/{path}`");
            return Some((format!("`{}` leads to nothing", shown(written)), Some(help)));
        }
        if look_up && roadmap.items.values().any(|item| &**item.draft.file() == path) {
            let help = "link to one of them by its id: `[[id]]`";
            return Some((format!("`{}` holds several items", shown(written)), Some(help.to_owned())));
        }
        let known = self.texts.files().keys().map(AsRef::as_ref);
        let message = format!("`{}` leads to nothing: there is no `{}`", shown(written), shown(path));
        Some((message, look_up.then(|| suggest::did_you_mean(path, known)).flatten()))
    }

    /// What is wrong with a fragment that leads into another item's text.
    fn judge_heading(&self, target: &Id, fragment: &str, look_up: bool) -> Verdict {
        let item = self.texts.roadmap.items.get(target)?;
        self.texts.judge_fragment(item, fragment, &format!("`{}`", item.draft.file()), look_up)
    }
}

/// The audiences that passages name, inner ones too.
fn tell_audiences(draft: &Draft, passages: &[passage::Passage], roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    for passage in passages {
        for (audience, range) in &passage.audiences {
            if !roadmap.audiences.contains_key(audience.as_str()) {
                tell_unknown(&roadmap.audiences, audience, draft.body_place(range), problems);
            }
        }
        tell_audiences(draft, &passage.inner, roadmap, problems);
    }
}

/// Marks of passages in fields, which everybody reads who sees the field.
fn tell_marks_in_fields(draft: &Draft, problems: &mut Vec<Problem>) {
    let worded = draft.common.r#for.values().flatten().flat_map(|at| at.value.title.iter().chain(&at.value.summary));
    let mut texts: Vec<&At<Text>> = draft.common.title.iter().chain(&draft.common.summary).chain(worded).collect();
    match &draft.own {
        Own::Vision(own) => {
            texts.extend(&own.why);
            texts.extend(own.success.iter().filter_map(|at| at.value.text.as_ref()));
        }
        Own::Intent(own) => {
            let assumptions = own.assumptions.iter().map(|at| &at.value);
            texts.extend(assumptions.flat_map(|assumption| assumption.text.iter().chain(&assumption.test)));
            let results = own.key_results.iter().map(|at| &at.value);
            texts.extend(results.flat_map(|result| result.name.iter().chain(&result.unit).chain(&result.source)));
        }
        Own::Milestone(own) => texts.extend(&own.blocked),
        Own::Update(_) | Own::Page(_) => {}
    }
    for At { value: Text(text), place } in texts {
        if !passage::strays(text).is_empty() || text.lines().any(|line| line.trim_start().starts_with(":::")) {
            let message = "a passage for some audiences stands in a body; here everybody reads it who sees the field";
            let help = "move it into the body, or write the field for one audience: `[for.AUDIENCE]`";
            problems.push(Problem::of(&rule::BAD_MARKDOWN_BLOCK, message).at(place.clone()).help(help));
        }
    }
}

/// Marks of passages where none can begin or end: what follows would be shown to everybody.
fn tell_strays(draft: &Draft, passages: &[passage::Passage], problems: &mut Vec<Problem>) {
    let shown = passage::project(&draft.body.markdown, passages, |_| true);
    for range in passage::strays(&shown.text) {
        let start = passage::written_at(&shown.parts, range.start);
        let place = draft.body_place(&(start..start + range.len()));
        let message = "`:::` begins or ends no passage here, so everybody would read what follows";
        let help = "write it at the start of a line of its own, or as code: `` `:::` ``";
        problems.push(Problem::of(&rule::BAD_MARKDOWN_BLOCK, message).at(place).help(help));
    }
}

/// Lines that would begin a passage for an audience if their colons were written so: as they stand everybody reads
/// what follows.
fn tell_near_misses(draft: &Draft, roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    let is_colon = |c: char| matches!(c, ':' | '：' | '\\' | '∷' | '﹕');
    let mut start = 0;
    for line in draft.body.markdown.split_inclusive('\n') {
        let text = line.trim();
        let words = text.trim_start_matches(is_colon);
        let colons = &text[..text.len() - words.len()];
        let named = words.trim_start().get(..3).filter(|word| word.eq_ignore_ascii_case("for"));
        let named = named.map(|_| words.trim_start()[3..].split(',').map(str::trim).collect::<Vec<_>>());
        let all_known = |names: &Vec<&str>| names.iter().all(|name| roadmap.audiences.contains_key(*name));
        // Three and more are told as strays.
        if matches!(colons.chars().count(), 1 | 2) && named.as_ref().is_some_and(all_known) {
            let at = start + (line.len() - line.trim_start().len());
            let message = format!("`{text}` begins no passage, so everybody would read what follows");
            let help = format!("write `::: for {}`", named.unwrap_or_default().join(", "));
            let place = draft.body_place(&(at..at + text.len()));
            problems.push(Problem::of(&rule::BAD_MARKDOWN_BLOCK, message).at(place).help(help));
        }
        start += line.len();
    }
}

/// So many headings are looked through for what was meant.
const MOST_HEADINGS: usize = 500;

/// What is wrong with a fragment of a text that has these headings.
fn judge_fragment(fragment: &str, headings: &BTreeSet<&str>, of: &str, look_up: bool) -> Verdict {
    if fragment.is_empty() || headings.contains(fragment.to_lowercase().as_str()) {
        return None;
    }
    // Each look-up goes through all headings, of which a long text may have tens of thousands.
    let look_up = look_up && headings.len() < MOST_HEADINGS;
    let known = || suggest::did_you_mean(fragment, headings.iter().copied());
    Some((format!("no heading of {of} is called `#{}`", shown(fragment)), look_up.then(known).flatten()))
}
