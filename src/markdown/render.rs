//! Markdown as HTML that is harmless and valid.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use linkify::LinkFinder;
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::element::Sheet;
use super::events::{self, Read};
use super::heading::{self, Heading, Levels};
use super::html::{self, Html};
use super::note::Notes;
use super::table::Table;
use super::task::Tasks;
use super::{Lead, Way, plain, sanitise};

/// A body as HTML. A text that breaks the bounds, which [`scan`](super::scan::scan) reports, is shown as it was written.
pub fn render(markdown: &str, way: &Way<'_>, lead: &impl Lead) -> Html {
    let Ok(events) = events::read(markdown) else { return Html::rendered(as_written(markdown)) };
    let mut renderer = Renderer::new(&events, way, lead);
    let from = renderer.after_title(way.title);
    renderer.run(from..events.len());
    let text = std::mem::take(&mut renderer.sheet).finish();
    let html = text + &renderer.notes();
    Html::rendered(if renderer.raw { sanitise::sanitise(&html) } else { html })
}

/// A summary as HTML: one paragraph without its `<p>`. Pictures, raw tags and footnotes are left out.
pub fn render_inline(markdown: &str, way: &Way<'_>, lead: &impl Lead) -> Html {
    let guarded = events::guard(markdown);
    let Ok(mut events) = events::read(&guarded) else { return Html::text(markdown) };
    events::unguard(&mut events);
    let mut renderer = Renderer::new(&events, way, lead);
    renderer.inline = true;
    renderer.run(0..events.len());
    Html::rendered(std::mem::take(&mut renderer.sheet).finish().trim().to_owned())
}

fn as_written(markdown: &str) -> String {
    let mut out = String::from("<pre tabindex=\"0\"><code>");
    html::escape_text(&mut out, markdown);
    out.push_str("</code></pre>\n");
    out
}

/// A text on its way to HTML. Links, tables and raw HTML have files of their own.
pub(super) struct Renderer<'a> {
    pub(super) events: &'a [Read<'a>],
    pub(super) way: &'a Way<'a>,
    pub(super) lead: &'a dyn Lead,
    pub(super) sheet: Sheet,
    /// By where they begin.
    headings: BTreeMap<usize, Heading>,
    /// What links into the text may say after `#`.
    pub(super) slugs: BTreeSet<String>,
    /// The name of the heading that repeats the item's title: a link to it leads to the top of the page.
    pub(super) top: Option<String>,
    pub(super) levels: Levels,
    notes: Notes,
    pub(super) links: LinkFinder,
    /// Only what stands inside a paragraph is written.
    pub(super) inline: bool,
    /// There was raw HTML.
    pub(super) raw: bool,
    /// Whether the lists that are open have tasks.
    lists: Vec<bool>,
    tasks: Tasks,
    pub(super) table: Table,
}

impl<'a> Renderer<'a> {
    fn new(events: &'a [Read<'a>], way: &'a Way<'a>, lead: &'a dyn Lead) -> Self {
        let headings = heading::outline(events);
        Self {
            events,
            way,
            lead,
            sheet: Sheet::default(),
            top: None,
            slugs: headings.iter().filter(|heading| !heading.in_note).map(|heading| heading.slug.clone()).collect(),
            headings: headings.into_iter().map(|heading| (heading.at, heading)).collect(),
            levels: Levels::new(way.heading_base),
            notes: Notes::of(events),
            links: LinkFinder::new(),
            inline: false,
            raw: false,
            lists: Vec::new(),
            tasks: Tasks::of(events),
            table: Table::default(),
        }
    }

    /// Where the text begins: after a first heading that repeats the item's title.
    fn after_title(&mut self, title: Option<&str>) -> usize {
        let Some(title) = title else { return 0 };
        if !self.headings.get(&0).is_some_and(|first| first.repeats(title)) {
            return 0;
        }
        let slug = self.headings.remove(&0).map(|first| first.slug);
        self.slugs.retain(|other| Some(other) != slug.as_ref());
        self.top = slug;
        events::end_of(self.events, 0) + 1
    }

    fn run(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            at = self.event(at);
        }
    }

    /// The footnotes that are referred to. Their texts may refer to more of them.
    fn notes(&mut self) -> String {
        let mut texts = Vec::new();
        while let Some(range) = self.notes.text(texts.len() + 1) {
            self.sheet = Sheet::default();
            self.run(range);
            texts.push(std::mem::take(&mut self.sheet).finish());
        }
        self.notes.list(self.way.prefix, &texts)
    }

    /// Writes the event at an index, and says which comes next.
    fn event(&mut self, at: usize) -> usize {
        let events = self.events;
        match &events[at].0 {
            Event::Start(tag) => return self.start(at, tag),
            Event::End(end) => self.end(*end),
            Event::Text(text) => self.text(text),
            Event::Code(code) => {
                self.sheet.begin("code", &[]);
                self.sheet.text(code);
                self.sheet.end();
            }
            Event::Html(_) => return self.raw_block(at),
            Event::InlineHtml(html) => self.raw_html(html),
            Event::FootnoteReference(name) => self.reference(name),
            Event::SoftBreak => self.sheet.text("\n"),
            Event::HardBreak if self.inline => self.sheet.text("\n"),
            Event::HardBreak => {
                self.sheet.void("br", &[]);
                self.sheet.text("\n");
            }
            Event::Rule => {
                self.sheet.void("hr", &[]);
                self.sheet.text("\n");
            }
            Event::TaskListMarker(done) => {
                self.sheet.begin("span", &[("class", "vh")]);
                self.sheet.text(if *done { "Done: " } else { "Open: " });
                self.sheet.end();
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.sheet.text(text),
        }
        at + 1
    }

    fn start(&mut self, at: usize, tag: &Tag<'_>) -> usize {
        let after = |renderer: &Self| events::end_of(renderer.events, at) + 1;
        match tag {
            Tag::Link { link_type, dest_url, title, .. } => return self.link(at, *link_type, dest_url, title),
            Tag::Image { dest_url, title, .. } => {
                if !self.inline {
                    let alt = plain::text(&self.events[at..events::end_of(self.events, at)]);
                    self.picture(dest_url, &alt, &[("title", title)]);
                }
                return after(self);
            }
            Tag::FootnoteDefinition(_) => return after(self),
            Tag::Emphasis => self.sheet.begin("em", &[]),
            Tag::Strong => self.sheet.begin("strong", &[]),
            Tag::Strikethrough => self.sheet.begin("del", &[]),
            _ if self.inline => {}
            Tag::Paragraph => self.sheet.begin("p", &[]),
            Tag::Heading { level, .. } => self.heading(at, *level),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => return self.code(at, kind),
            Tag::List(first) => self.list(at, *first),
            Tag::Item => match self.tasks.items.get(&at) {
                Some(&true) => self.sheet.begin("li", &[("class", "y")]),
                None if self.lists.last() == Some(&true) => self.sheet.begin("li", &[("class", "n")]),
                _ => self.sheet.begin("li", &[]),
            },
            Tag::DefinitionList => self.sheet.begin("dl", &[]),
            Tag::DefinitionListTitle => self.sheet.begin("dt", &[]),
            Tag::DefinitionListDefinition => self.sheet.begin("dd", &[]),
            Tag::Table(columns) => self.begin_table(at, columns),
            Tag::TableHead => self.table_head(),
            Tag::TableRow => self.table_row(),
            Tag::TableCell => self.table_cell(at),
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => {}
        }
        at + 1
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => self.sheet.end(),
            _ if self.inline => {}
            TagEnd::TableHead => self.end_table_head(),
            TagEnd::Table => self.end_table(),
            TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Image
            | TagEnd::FootnoteDefinition
            | TagEnd::CodeBlock => {}
            TagEnd::List(_) => {
                self.lists.pop();
                self.sheet.end();
            }
            _ => self.sheet.end(),
        }
    }

    fn list(&mut self, at: usize, first: Option<u64>) {
        let has_tasks = self.tasks.lists.contains(&at);
        self.lists.push(has_tasks);
        let first_number = first.map(|first| first.to_string());
        let mut attributes = Vec::new();
        if let Some(number) = first_number.as_deref().filter(|&number| number != "1") {
            attributes.push(("start", number));
        }
        if has_tasks {
            attributes.push(("class", "tasks"));
        }
        self.sheet.begin(if first.is_some() { "ol" } else { "ul" }, &attributes);
    }

    fn reference(&mut self, name: &str) {
        if self.inline {
            return;
        }
        let Some(reference) = self.notes.refer(name) else { return self.sheet.text(&format!("[^{name}]")) };
        let prefix = self.way.prefix;
        let number = reference.number.to_string();
        self.sheet.begin("sup", &[]);
        let (id, href) = (reference.id(prefix), format!("#{prefix}fn-{number}"));
        let label = format!("Footnote {number}");
        self.sheet.begin("a", &[("id", &id), ("href", &href), ("class", "note"), ("aria-label", &label)]);
        self.sheet.text(&number);
        self.sheet.end();
        self.sheet.end();
    }

    fn heading(&mut self, at: usize, level: HeadingLevel) {
        let Some(heading) = self.headings.get(&at) else {
            return self.sheet.begin("p", &[]);
        };
        let id = heading::anchor(self.way.prefix, &heading.slug);
        let name = self.levels.next(level as u8);
        self.sheet.begin(name, &[("id", &id)]);
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (mark, word) = match kind {
            None => return self.sheet.begin("blockquote", &[]),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        self.sheet.begin("div", &[("class", "alert"), ("data-alert", mark), ("role", "note")]);
        self.sheet.begin("p", &[("class", "alert-word")]);
        self.sheet.text(word);
        self.sheet.end();
    }

    fn code(&mut self, at: usize, kind: &CodeBlockKind<'_>) -> usize {
        let info = if let CodeBlockKind::Fenced(info) = kind { info.as_ref() } else { "" };
        let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
        let kept: String =
            language.chars().filter(|c| c.is_ascii_alphanumeric() || "+#_-".contains(*c)).take(40).collect();
        let class = format!("language-{kept}");
        let class = [("class", &*class)];
        self.sheet.begin("pre", &[("tabindex", "0")]);
        self.sheet.begin("code", if kept.is_empty() { &[] } else { &class });
        let end = events::end_of(self.events, at);
        for (event, _) in &self.events[at..end] {
            if let Event::Text(text) = event {
                self.sheet.text(text);
            }
        }
        self.sheet.end();
        self.sheet.end();
        end + 1
    }
}
