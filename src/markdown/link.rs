//! Links and pictures.

use super::scan::wiki_target;
use std::borrow::Cow;

use linkify::LinkKind;
use pulldown_cmark::LinkType;

use super::destination::{self, Destination};
use super::render::Renderer;
use super::{Target, events, heading};
use crate::words::RemoteImages;

/// Where a link leads.
pub(super) enum Place {
    /// To another host.
    Elsewhere(String),
    /// Into the site.
    Here(String),
}

impl Renderer<'_> {
    /// Text, with the addresses in it as links.
    pub(super) fn text(&mut self, text: &str) {
        if self.sheet.inside("a") || self.sheet.inside("pre") || self.sheet.inside("code") || !text.contains([':', '@'])
        {
            return self.sheet.text(text);
        }
        let links = std::mem::take(&mut self.links);
        for span in links.spans(text) {
            let said = span.as_str();
            let address = match span.kind() {
                Some(LinkKind::Email) => Cow::Owned(format!("mailto:{said}")),
                Some(_) => Cow::Borrowed(said),
                None => {
                    self.sheet.text(said);
                    continue;
                }
            };
            match destination::judge(self.way.file, &address) {
                Destination::External(href) => {
                    self.begin_external(&href, &[]);
                    self.sheet.text(said);
                    self.sheet.end();
                }
                _ => self.sheet.text(said),
            }
        }
        self.links = links;
    }

    pub(super) fn link(&mut self, at: usize, link_type: LinkType, destination: &str, title: &str) -> usize {
        let title = [("title", title)];
        let title = if title[0].1.is_empty() { &[][..] } else { &title };
        if let LinkType::WikiLink { has_pothole } = link_type {
            return self.link_by_id(at, destination, has_pothole);
        }
        let mail;
        let destination = match link_type {
            LinkType::Email => {
                mail = format!("mailto:{destination}");
                &mail
            }
            _ => destination,
        };
        match self.place(destination) {
            Some(Place::Elsewhere(href)) => self.begin_external(&href, title),
            Some(Place::Here(href)) => {
                let attributes: Vec<_> = [("href", &*href)].into_iter().chain(title.iter().copied()).collect();
                self.sheet.begin_saying("a", &attributes, destination);
            }
            None => self.sheet.begin("", &[]),
        }
        at + 1
    }

    fn link_by_id(&mut self, at: usize, written: &str, own_words: bool) -> usize {
        let (id, fragment) = wiki_target(written);
        let found = self.lead.item(id, fragment);
        let title = if let Some((href, title)) = &found {
            self.sheet.begin_saying("a", &[("href", href)], written);
            title
        } else {
            self.sheet.begin("", &[]);
            written
        };
        if own_words {
            return at + 1;
        }
        self.sheet.text(title);
        self.sheet.end();
        events::end_of(self.events, at) + 1
    }

    /// Where a destination leads, if it leads anywhere.
    pub(super) fn place(&self, destination: &str) -> Option<Place> {
        match destination::judge(self.way.file, destination) {
            Destination::External(href) => Some(Place::Elsewhere(href)),
            Destination::Refused(_) | Destination::Outside => None,
            Destination::Fragment(fragment) if fragment.is_empty() => Some(Place::Here("#".to_owned())),
            Destination::Fragment(fragment) => {
                let name = heading::folded(&fragment);
                if self.top.as_ref() == Some(&name) {
                    return Some(Place::Here("#".to_owned()));
                }
                self.slugs.contains(&name).then(|| Place::Here(format!("#{}", heading::anchor(self.way.prefix, &name))))
            }
            Destination::Path { path, fragment } => {
                Some(Place::Here(match self.lead.path(&path, fragment.as_deref())? {
                    Target::Item { href, .. } | Target::Asset { href, .. } => href,
                }))
            }
        }
    }

    pub(super) fn begin_external(&mut self, href: &str, more: &[(&str, &str)]) {
        let attributes = [("href", href), ("rel", "noopener noreferrer"), ("class", "ext")];
        let attributes: Vec<_> = attributes.into_iter().chain(more.iter().copied()).collect();
        self.sheet.begin_saying("a", &attributes, href);
    }

    /// A picture: of the roadmap's own, or elsewhere, or its alternative text where there is none.
    pub(super) fn picture(&mut self, destination: &str, alt: &str, more: &[(&str, &str)]) {
        // A picture that says nothing is decoration, and that has no title.
        let more =
            more.iter().copied().filter(|(name, value)| !(value.is_empty() || alt.is_empty() && *name == "title"));
        let said = if alt.is_empty() { "picture" } else { alt };
        match destination::judge(self.way.file, destination) {
            Destination::External(src) if src.starts_with("http") => match self.way.remote_images {
                RemoteImages::Load => {
                    let attributes =
                        [("src", &*src), ("alt", alt), ("loading", "lazy"), ("referrerpolicy", "no-referrer")];
                    self.image(&attributes.into_iter().chain(more).collect::<Vec<_>>(), alt);
                }
                RemoteImages::Link => {
                    self.begin_external(&src, &[]);
                    self.sheet.text(said);
                    self.sheet.end();
                }
            },
            Destination::Path { path, fragment } => match self.lead.path(&path, fragment.as_deref()) {
                Some(Target::Asset { href, size }) => {
                    let size = size.map(|(width, height)| (width.to_string(), height.to_string()));
                    let mut attributes = vec![("src", &*href), ("alt", alt), ("loading", "lazy")];
                    attributes.extend(more);
                    // So that its place is kept while it is loaded; who says one of the two means that.
                    if let Some((width, height)) = &size
                        && !attributes.iter().any(|(name, _)| ["width", "height"].contains(name))
                    {
                        attributes.extend([("width", &**width), ("height", &**height)]);
                    }
                    self.image(&attributes, alt);
                }
                // No picture, but something to go to.
                Some(Target::Item { href, title }) => {
                    self.sheet.begin_saying("a", &[("href", &href)], destination);
                    self.sheet.text(if alt.is_empty() { &title } else { alt });
                    self.sheet.end();
                }
                None => self.sheet.text(&format!("[{said}]")),
            },
            _ => self.sheet.text(&format!("[{said}]")),
        }
    }

    fn image(&mut self, attributes: &[(&str, &str)], alt: &str) {
        self.sheet.void("img", attributes);
        if !alt.is_empty() {
            self.sheet.says();
        }
    }
}
