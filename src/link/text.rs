//! What an item's text links to, and whether its blocks hold.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::id::Id;
use crate::markdown::destination::{Destination, judge};
use crate::markdown::{passage, scan};
use crate::model::{Draft, Own, Roadmap};
use crate::parse::value::{Text, is_control};
use crate::place::{At, Place};
use crate::problem::Problem;
use crate::rule;
use crate::suggest;
use crate::words::RawHtml;

/// The items by the paths of their files.
type Files = BTreeMap<Arc<str>, Id>;

/// Tells what is wrong with the text of one item and with the inline texts among its fields.
pub fn check(draft: &Draft, files: &Files, roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    let checker = Checker { draft, files, roadmap };
    checker.body(problems);
    let mut inline: Vec<&At<Text>> = draft.common.summary.iter().collect();
    match &draft.own {
        Own::Vision(own) => {
            inline.extend(&own.why);
            inline.extend(own.success.iter().filter_map(|at| at.value.text.as_ref()));
        }
        Own::Intent(own) => {
            let assumptions = own.assumptions.iter().map(|at| &at.value);
            inline.extend(assumptions.flat_map(|assumption| assumption.text.iter().chain(&assumption.test)));
        }
        Own::Milestone(own) => inline.extend(&own.blocked),
        Own::Update(_) | Own::Page(_) => {}
    }
    for At { value: Text(text), place } in inline {
        checker.links(scan::scan_inline(text), |_| place.clone(), problems);
    }
    for link in &draft.common.links.0 {
        let url = &link.value.url.0;
        if let Some((message, help)) = refused(&judge(draft.file(), url), url) {
            problems.push(Problem::of(&rule::BROKEN_LINK, message).at(link.place.clone()).help(help));
        }
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

struct Checker<'a> {
    draft: &'a Draft,
    files: &'a Files,
    roadmap: &'a Roadmap,
}

impl Checker<'_> {
    fn body(&self, problems: &mut Vec<Problem>) {
        let markdown = &self.draft.body.markdown;
        if let Some((at, control)) = markdown.char_indices().find(|&(_, c)| is_control(c) && c != '\u{feff}') {
            let place = self.draft.body_place(&(at..at + control.len_utf8()));
            let message = format!("a text cannot hold the control character U+{:04X}", u32::from(control));
            problems.push(Problem::of(&rule::BAD_FILE, message).at(place));
        }
        let (passages, faults) = passage::cut(markdown);
        for fault in faults {
            let place = self.draft.body_place(&fault.range);
            problems.push(Problem::of(&rule::BAD_MARKDOWN_BLOCK, fault.message).at(place).maybe_help(fault.help));
        }
        self.tell_audiences(&passages, problems);
        let scanned = scan::scan(markdown, self.raw_html());
        self.links(scanned, |range| self.draft.body_place(range), problems);
    }

    /// The audiences that passages name, inner ones too.
    fn tell_audiences(&self, passages: &[passage::Passage], problems: &mut Vec<Problem>) {
        for passage in passages {
            for (audience, range) in &passage.audiences {
                let message = format!("no audience is called `{audience}`");
                let place = self.draft.body_place(range);
                problems.push(Problem::of(&rule::UNKNOWN_AUDIENCE, message).at(place));
            }
            self.tell_audiences(&passage.inner, problems);
        }
    }

    fn raw_html(&self) -> RawHtml {
        self.roadmap.settings.raw_html()
    }

    fn links(&self, scanned: scan::Scan, place: impl Fn(&Range<usize>) -> Place, problems: &mut Vec<Problem>) {
        for fault in scanned.faults {
            let problem = Problem::of(&rule::BAD_MARKDOWN_BLOCK, fault.message).at(place(&fault.range));
            problems.push(problem.maybe_help(fault.help));
        }
        for link in &scanned.links {
            if let Some((message, help)) =
                self.judge_link(link, &scanned.headings, problems.len() < suggest::MOST_LOOKED_UP)
            {
                problems.push(Problem::of(&rule::BROKEN_LINK, message).at(place(&link.range)).maybe_help(help));
            }
        }
    }

    fn judge_link(
        &self,
        link: &scan::Link,
        own_headings: &[String],
        look_up: bool,
    ) -> Option<(String, Option<String>)> {
        let written = shown(&link.destination);
        if link.wiki {
            let (id, fragment) = scan::wiki_target(&link.destination);
            let Some(target) = self.roadmap.resolve(id) else {
                let known = self.roadmap.items.keys().map(Id::as_str);
                let meant = look_up.then(|| suggest::did_you_mean(id, known)).flatten();
                return Some((format!("no item has the id `{}`", shown(id)), meant));
            };
            return self.judge_heading(&target.draft, fragment?);
        }
        match judge(self.draft.file(), &link.destination) {
            Destination::External(_) => None,
            Destination::Refused(_) => {
                let help = "`http`, `https`, `mailto`, `tel` and files of the roadmap may be linked to";
                Some((format!("`{written}` is an address that no page may link to"), Some(help.to_owned())))
            }
            Destination::Outside => Some((format!("`{written}` leads out of the roadmap’s folder"), None)),
            Destination::Fragment(fragment) => judge_fragment(&fragment, own_headings, "this text"),
            Destination::Path { path, fragment } => {
                if let Some(id) = self.files.get(path.as_str()) {
                    let target = &self.roadmap.items.get(id)?.draft;
                    return self.judge_heading(target, &fragment?);
                }
                let is_asset = self.roadmap.assets.contains_key(path.as_str());
                if is_asset && self.draft.bundle().is_some_and(|bundle| path.starts_with(bundle)) {
                    return None;
                }
                if path.strip_prefix("static/").is_some_and(|route| self.roadmap.copied.contains_key(route)) {
                    return None;
                }
                if is_asset {
                    let message = format!("`{written}` is a file that belongs to another item");
                    return Some((message, Some("a text can show the files of its own bundle only".to_owned())));
                }
                let known = self.files.keys().map(AsRef::as_ref);
                let message = format!("`{written}` leads to nothing: there is no `{}`", shown(&path));
                Some((message, look_up.then(|| suggest::did_you_mean(&path, known)).flatten()))
            }
        }
    }

    /// What is wrong with a fragment that leads into another item's text.
    fn judge_heading(&self, target: &Draft, fragment: &str) -> Option<(String, Option<String>)> {
        let headings = scan::scan(&target.body.markdown, self.raw_html()).headings;
        judge_fragment(fragment, &headings, &format!("`{}`", target.file()))
    }
}

/// What is wrong with a fragment of a text that has these headings.
fn judge_fragment(fragment: &str, headings: &[String], of: &str) -> Option<(String, Option<String>)> {
    if fragment.is_empty() || headings.iter().any(|heading| heading == fragment) {
        return None;
    }
    let help = suggest::did_you_mean(fragment, headings.iter().map(String::as_str));
    Some((format!("no heading of {of} is called `#{}`", shown(fragment)), help))
}
