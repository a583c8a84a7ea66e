//! The facts of an item as a list: `- Due: 31 October 2026`.

use crate::date::Date;
use crate::id::Id;
use crate::markdown::embed::link;
use crate::markdown::literal::literal;
use crate::output::address::of_item;
use crate::view::{Item, View};
use crate::words::Word;

/// The facts so far. Of what there is not, nothing is said.
pub struct Facts<'a> {
    view: &'a View,
    list: String,
}

impl<'a> Facts<'a> {
    /// None yet.
    pub fn of(view: &'a View) -> Self {
        Self { view, list: String::new() }
    }

    fn line(mut self, name: &str, markdown: &str) -> Self {
        if !markdown.is_empty() {
            let end = if self.list.is_empty() { "" } else { "\n" };
            let name = literal(name);
            for part in [end, "- ", &name, ": ", markdown] {
                self.list.push_str(part);
            }
        }
        self
    }

    /// A plain text.
    pub fn plain(self, name: &str, text: &str) -> Self {
        if text.is_empty() { self } else { self.line(name, &literal(text)) }
    }

    /// A word out of a closed list.
    pub fn word(self, name: &str, word: Option<impl Word>) -> Self {
        self.plain(name, word.map_or("", Word::title))
    }

    /// Yes or no.
    pub fn flag(self, name: &str, flag: Option<bool>) -> Self {
        self.plain(name, flag.map_or("", |flag| if flag { "yes" } else { "no" }))
    }

    /// Percent.
    pub fn percent(self, name: &str, percent: Option<u8>) -> Self {
        self.plain(name, &percent.map(|percent| format!("{percent} %")).unwrap_or_default())
    }

    /// A date, as exactly as it is told.
    pub fn date(self, name: &str, date: Option<&Date>) -> Self {
        self.plain(name, &date.map(Date::words).unwrap_or_default())
    }

    /// Links to items.
    pub fn items(self, name: &str, ids: &[Id]) -> Self {
        let items = ids.iter().filter_map(|id| self.view.item(id));
        let links = items.map(|item| link(&item.title, &of_item(self.view, item))).collect::<Vec<_>>().join(", ");
        self.line(name, &links)
    }

    fn list_of(self, name: &str, words: &[String]) -> Self {
        self.plain(name, &words.join(", "))
    }

    /// And what every kind of item has.
    pub fn and_common(mut self, item: &Item) -> Self {
        self = self.list_of("Owner", &item.owner);
        for (role, names) in &item.roles {
            self = self.list_of(role, names);
        }
        self = self.list_of("Teams", &item.teams).list_of("Tags", &item.tags);
        for (lens, value) in &item.lenses {
            self = self.plain(lens, value);
        }
        self = self.items("Related", &item.relates_to).items("Replaces", &item.replaces);
        for out in &item.links {
            self = self.line("Link", &link(&out.title, &out.url));
        }
        self
    }

    /// As a list.
    pub fn list(self) -> String {
        self.list
    }
}
