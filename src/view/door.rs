//! What one reader may know of each item: the second half of the door.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::reader::Reader;
use super::visibility::Visibility;
use crate::date::{Date, Precision};
use crate::id::Id;
use crate::markdown::passage::{self, Projected};
use crate::markdown::prose::Prose;
use crate::markdown::scan::{self, Link};
use crate::model::{Audience, Item, Own, Roadmap};
use crate::parse::item::{Assumption, Success, VisionFields, Wording};
use crate::parse::settings::FieldList;
use crate::parse::value::Text;
use crate::place::{At, Place};
use crate::words::{Field, IntentStatus, MilestoneStatus, RawHtml, Word};

/// What one reader may know of a roadmap, asked item by item and field by field. The view is copied out through it,
/// `explain` and the check for leaks ask it, and nobody else decides what is seen.
#[derive(Debug)]
pub struct Door<'a> {
    /// Everything.
    pub(super) roadmap: &'a Roadmap,
    reader: Reader<'a>,
    visibility: Visibility,
    fields: BTreeSet<Field>,
}

/// A text that a reader sees of an item.
#[derive(Debug)]
pub struct Said<'a> {
    /// What it is called in a file: `summary`.
    pub name: &'static str,
    /// The text.
    pub text: Cow<'a, str>,
    /// The item's own body, where the reader sees all of it.
    whole: Option<&'a Prose>,
    /// Whether it holds blocks, and not one line.
    pub block: bool,
    /// Where it was written: of a body the parts of it that the reader sees, of a field all of it.
    pub origin: Origin<'a>,
}

impl Said<'_> {
    /// Its links and pictures.
    pub fn links(&self, raw_html: RawHtml) -> Cow<'_, [Link]> {
        match self.whole {
            Some(whole) => Cow::Borrowed(&whole.scan(raw_html).links),
            None if self.block => Cow::Owned(scan::scan(&self.text, raw_html).links),
            None => Cow::Owned(scan::inline_links(&self.text)),
        }
    }

    /// Where a part of it was written; of a field, where that stands.
    pub fn place(&self, item: &Item, part: &Range<usize>) -> Place {
        match &self.origin {
            Origin::Field(at) => at.place.clone(),
            Origin::Body(parts) => {
                let start = passage::written_at(parts, part.start);
                item.draft.body_place(&(start..start + part.len()))
            }
        }
    }
}

/// Where a text was written.
#[derive(Debug)]
pub enum Origin<'a> {
    /// In a field.
    Field(&'a At<Text>),
    /// In the body, of which the reader sees these parts.
    Body(Vec<passage::Part>),
}

impl<'a> Door<'a> {
    /// The door for one reader.
    pub fn of(roadmap: &'a Roadmap, reader: Reader<'a>) -> Self {
        Self { visibility: Visibility::of(roadmap, reader.audience()), ..Self::shut(roadmap, reader) }
    }

    /// A door that lets nothing through.
    pub(super) fn shut(roadmap: &'a Roadmap, reader: Reader<'a>) -> Self {
        let fields = match reader.audience().map(|audience| &audience.fields) {
            Some(FieldList::These(fields)) => fields.clone(),
            Some(FieldList::All) | None => Field::ALL.iter().copied().collect(),
        };
        Self { roadmap, reader, visibility: Visibility::default(), fields }
    }

    /// What the door stands before.
    pub fn roadmap(&self) -> &'a Roadmap {
        self.roadmap
    }

    /// Who reads; none where everybody reads the same.
    pub fn audience(&self) -> Option<&'a Audience> {
        self.reader.audience()
    }

    /// Which items the reader sees, and why not the others.
    pub fn visibility(&self) -> &Visibility {
        &self.visibility
    }

    /// Whether the reader sees the item with this id.
    pub fn sees(&self, id: &Id) -> bool {
        self.visibility.sees(id)
    }

    /// Those of these items that the reader sees.
    pub fn seen(&self, ids: &[Id]) -> Vec<Id> {
        ids.iter().filter(|id| self.sees(id)).cloned().collect()
    }

    /// Whether the reader sees this field of the items that it sees.
    pub fn shows(&self, field: Field) -> bool {
        self.fields.contains(&field)
    }

    /// The fields that the reader sees.
    pub fn fields(&self) -> &BTreeSet<Field> {
        &self.fields
    }

    /// The value of a field, or nothing where the reader does not see the field.
    pub(super) fn keep<T: Default>(&self, field: Field, value: impl FnOnce() -> T) -> T {
        if self.shows(field) { value() } else { T::default() }
    }

    /// Whether the reader is told dates at all.
    pub fn shows_dates(&self) -> bool {
        self.audience().is_none_or(|audience| audience.date_precision.finest().is_some())
    }

    /// A date as exactly as the reader is told dates; none where it is told none.
    pub fn told(&self, date: &Date) -> Option<Date> {
        match self.audience() {
            Some(audience) => Some(date.coarsen(audience.date_precision.finest()?)),
            None => Some(date.clone()),
        }
    }

    /// Whether dates are told less exactly than they may be written.
    pub(super) fn coarsens(&self) -> bool {
        self.audience().is_some_and(|audience| audience.date_precision.finest() != Some(Precision::Day))
    }

    /// Whether what this view shows may be loaded from other hosts: who opens a sealed view tells nobody.
    pub(super) fn is_sealed(&self) -> bool {
        self.audience().is_some_and(Audience::is_sealed)
    }

    /// The words that an item has for this audience and no other.
    pub fn wording<'i>(&self, item: &'i Item) -> Option<&'i Wording> {
        item.draft.wording(&self.audience()?.id)
    }

    /// What an item is called here.
    pub fn title<'i>(&self, item: &'i Item) -> &'i str {
        let worded = self.wording(item).and_then(|wording| said(wording.title.as_ref()));
        worded.map_or_else(|| item.draft.title(), |title| &title.value.0)
    }

    /// The summary of an item: this audience's own, else everybody's.
    pub fn summary<'i>(&self, item: &'i Item) -> Option<&'i At<Text>> {
        let worded = self.wording(item).and_then(|wording| said(wording.summary.as_ref()));
        worded.or_else(|| said(item.draft.common.summary.as_ref()))
    }

    /// What an intent's status counts as and is called, in the words for this audience.
    pub fn intent_status(&self, item: &Item) -> (IntentStatus, String) {
        let worded = self.audience().and_then(|audience| item.to.intent_status_for.get(audience.id.as_str()));
        let status = worded.or(item.to.intent_status.as_ref()).cloned();
        status.unwrap_or((IntentStatus::Active, "Active".to_owned()))
    }

    /// What a milestone's status counts as and is called, in the words for this audience.
    pub fn milestone_status(&self, item: &Item) -> (MilestoneStatus, String) {
        let worded = self.audience().and_then(|audience| item.to.milestone_status_for.get(audience.id.as_str()));
        let status = worded.or(item.to.milestone_status.as_ref()).cloned();
        status.unwrap_or((MilestoneStatus::Planned, "Planned".to_owned()))
    }

    /// An item's body without the passages that are for others; nothing of it where its passages cannot be told apart.
    pub fn body<'i>(&self, item: &'i Item) -> Projected<'i> {
        let markdown = &item.draft.body.markdown;
        if !markdown.has_marks() {
            return passage::project(markdown, &[], |_| true);
        }
        let (passages, faults) = passage::cut(markdown);
        if !faults.is_empty() {
            return Projected::default();
        }
        passage::project(markdown, &passages, |audience| self.reader.reads(audience))
    }

    /// The same, as a text that is read once: that of the item itself where all of it is seen.
    pub(super) fn prose(&self, item: &Item) -> Prose {
        match self.body(item).text {
            Cow::Borrowed(text) if text.len() == item.draft.body.markdown.len() => item.draft.body.markdown.clone(),
            text => text.into_owned().into(),
        }
    }

    /// Every Markdown text of an item that the reader sees.
    pub fn texts<'i>(&self, item: &'i Item) -> Vec<Said<'i>> {
        let draft = &item.draft;
        let mut texts = Vec::new();
        let mut say = |name, text: Option<&'i At<Text>>, block| {
            if let Some(at) = text {
                let text = Cow::Borrowed(at.value.0.as_str());
                texts.push(Said { name, text, whole: None, block, origin: Origin::Field(at) });
            }
        };
        say("summary", self.summary(item), false);
        match &draft.own {
            Own::Vision(VisionFields { horizon: _, why, success }) => {
                if self.shows(Field::Why) {
                    say("why", why.as_ref(), true);
                }
                if self.shows(Field::Success) {
                    for At { value: Success { by: _, text }, .. } in success {
                        say("success", text.as_ref(), false);
                    }
                }
            }
            Own::Intent(own) => {
                if self.shows(Field::Assumptions) {
                    for At { value: Assumption { text, status: _, test }, .. } in &own.assumptions {
                        say("assumptions", text.as_ref(), false);
                        say("assumptions", test.as_ref(), false);
                    }
                }
            }
            Own::Milestone(own) => {
                if self.shows(Field::Blocked) {
                    say("blocked", own.blocked.as_ref(), false);
                }
            }
            Own::Update(_) | Own::Page(_) => {}
        }
        let body = self.body(item);
        let prose = &draft.body.markdown;
        let whole = Some(prose).filter(|prose| matches!(body.text, Cow::Borrowed(text) if text.len() == prose.len()));
        texts.push(Said { name: "body", text: body.text, whole, block: true, origin: Origin::Body(body.parts) });
        texts
    }
}

/// A text that says something.
fn said(field: Option<&At<Text>>) -> Option<&At<Text>> {
    field.filter(|at| !at.value.0.trim().is_empty())
}
