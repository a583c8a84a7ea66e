//! A roadmap as the generator knows it, before it is written into files: so that what is hidden can be taken out of it
//! by somebody who knows nothing of how the program reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use roadmapgen::date::Day;
use roadmapgen::source::Sources;
use roadmapgen::words::{Kind, Word};
use toml::{Table, Value};

/// A whole roadmap.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What it was made from.
    pub seed: u64,
    /// The day of its site.
    pub as_of: Day,
    /// Whether drafts are read.
    pub with_drafts: bool,
    /// `roadmap.toml` without audiences, defaults and items.
    pub settings: Table,
    /// Who sees an item that names nobody.
    pub defaults: Vec<String>,
    /// Who reads.
    pub audiences: Vec<Audience>,
    /// What there is to read.
    pub items: Vec<Item>,
    /// Files of `static/` by their paths below it.
    pub statics: BTreeMap<String, Vec<u8>>,
}

/// Who reads.
#[derive(Debug, Clone)]
pub struct Audience {
    /// The id.
    pub id: String,
    /// Whose items it sees too, by themselves.
    pub sees: Vec<String>,
    /// The fields that it sees; all where none are listed.
    pub fields: Option<BTreeSet<String>>,
    /// How exactly it is told dates.
    pub precision: String,
    /// Everything else that is written of it.
    pub rest: Table,
}

/// One item.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its id: a token that stands nowhere else.
    pub id: String,
    /// Where it is written.
    pub home: Home,
    /// Whom it names; nobody where the defaults hold.
    pub audiences: Option<Vec<String>>,
    /// Its other fields.
    pub table: Table,
    /// Its text.
    pub body: Vec<Block>,
    /// The files of its bundle, by their paths in it.
    pub assets: BTreeMap<String, Vec<u8>>,
}

/// Where an item is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// In a file of its own, `.md` or `.toml`.
    File(String),
    /// In the folder of this path, with files beside it.
    Bundle(String),
    /// In a list of this file, beside others.
    List(String),
}

/// A part of a text.
#[derive(Debug, Clone)]
pub enum Block {
    /// For everybody who sees the item. Whole lines.
    Text(String),
    /// For these, and within it blocks.
    For(Vec<String>, Vec<Block>),
}

/// The fields that hold ids of items.
pub const REFERENCES: [&str; 7] = ["vision", "parent", "intent", "depends_on", "relates_to", "replaces", "about"];

/// The file of the settings.
pub const ROADMAP: &str = "roadmap.toml";

impl Audience {
    /// Whether it sees this field of the items that it sees.
    pub fn shows(&self, field: &str) -> bool {
        self.fields.as_ref().is_none_or(|fields| fields.contains(field))
    }

    /// Whether it is told dates, however roughly.
    pub fn dates(&self) -> bool {
        self.precision != "horizon"
    }
}

impl Item {
    /// The file that it is written in.
    pub fn file(&self) -> String {
        match &self.home {
            Home::File(path) | Home::List(path) => path.clone(),
            Home::Bundle(folder) => format!("{folder}/index.md"),
        }
    }

    /// Its words for one audience.
    pub fn wording(&self, audience: &str) -> Option<&Table> {
        self.table.get("for")?.get(audience)?.as_table()
    }

    /// Whether its file says its id by its name.
    fn is_named_by_file(&self) -> bool {
        let name = match &self.home {
            Home::File(path) => path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(name, _)| name),
            Home::Bundle(folder) => folder.rsplit('/').next(),
            Home::List(_) => None,
        };
        name == Some(&self.id)
    }

    /// Its TOML, without the text.
    fn front(&self) -> Table {
        let mut table = self.table.clone();
        if !self.is_named_by_file() {
            table.insert("id".to_owned(), Value::String(self.id.clone()));
        }
        if let Some(audiences) = &self.audiences {
            table.insert("audiences".to_owned(), strings(audiences));
        }
        table
    }
}

impl Plan {
    /// Whether an item is left out because it is a draft.
    pub fn is_out(&self, item: &Item) -> bool {
        !self.with_drafts && item.table.get("draft") == Some(&Value::Boolean(true))
    }

    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The ids that old ids stand for.
    pub fn aliases(&self) -> BTreeMap<String, String> {
        let published = self.items.iter().filter(|item| !self.is_out(item));
        let each = |item: &Item| {
            ids_of(item.table.get("aliases")).into_iter().map(|alias| (alias, item.id.clone())).collect::<Vec<_>>()
        };
        published.flat_map(each).collect()
    }

    /// Everything as files.
    pub fn sources(&self) -> Sources {
        let mut lists: BTreeMap<&str, Table> = BTreeMap::new();
        let mut sources = Sources::default();
        for item in &self.items {
            let (text, front) = (markdown(&item.body), item.front());
            match &item.home {
                Home::List(path) => {
                    let list = lists.entry(path).or_default().entry(item.kind.as_str());
                    let list = list.or_insert_with(|| Value::Array(Vec::new()));
                    list.as_array_mut().expect("made as one").push(Value::Table(with_body(front, text)));
                }
                Home::File(path) if path.ends_with(".toml") => {
                    sources.insert(path, written(&with_body(front, text)).into_bytes());
                }
                Home::File(_) | Home::Bundle(_) => {
                    sources.insert(&item.file(), format!("+++\n{}+++\n{text}", written(&front)).into_bytes());
                }
            }
            if let Home::Bundle(folder) = &item.home {
                for (name, bytes) in &item.assets {
                    sources.insert(&format!("{folder}/{name}"), bytes.clone());
                }
            }
        }
        let mut settings = self.settings.clone();
        settings.extend(lists.remove(ROADMAP).unwrap_or_default());
        settings.extend(self.readers());
        sources.insert(ROADMAP, written(&settings).into_bytes());
        for (path, list) in lists {
            sources.insert(path, written(&list).into_bytes());
        }
        for (path, bytes) in &self.statics {
            sources.insert(&format!("static/{path}"), bytes.clone());
        }
        sources
    }

    /// `[defaults]` and `[audiences]`.
    fn readers(&self) -> Table {
        let mut audiences = Table::new();
        for audience in &self.audiences {
            let mut table = audience.rest.clone();
            table.insert("date_precision".to_owned(), Value::String(audience.precision.clone()));
            if !audience.sees.is_empty() {
                table.insert("sees".to_owned(), strings(&audience.sees));
            }
            if let Some(fields) = &audience.fields {
                table.insert("fields".to_owned(), strings(&fields.iter().cloned().collect::<Vec<_>>()));
            }
            audiences.insert(audience.id.clone(), Value::Table(table));
        }
        let defaults = Table::from_iter([("audiences".to_owned(), strings(&self.defaults))]);
        Table::from_iter([
            ("defaults".to_owned(), Value::Table(defaults)),
            ("audiences".to_owned(), Value::Table(audiences)),
        ])
    }
}

fn with_body(mut front: Table, text: String) -> Table {
    if !text.is_empty() {
        front.insert("body".to_owned(), Value::String(text));
    }
    front
}

fn written(table: &Table) -> String {
    toml::to_string(table).expect("a table can be written")
}

/// A text with its passages.
pub fn markdown(blocks: &[Block]) -> String {
    blocks.iter().fold(String::new(), |mut text, block| {
        match block {
            Block::Text(lines) => text.push_str(lines),
            Block::For(audiences, inner) => {
                let _ = write!(text, "::: for {}\n{}:::\n", audiences.join(", "), markdown(inner));
            }
        }
        text
    })
}

/// A list of texts as TOML.
pub fn strings(list: &[String]) -> Value {
    Value::Array(list.iter().cloned().map(Value::String).collect())
}

/// One text or a list of them, out of TOML.
pub fn ids_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect(),
        _ => Vec::new(),
    }
}

/// Every file of a folder as one text, to be read by people and by `Sources::from_fixture`.
pub fn fixture(sources: &Sources) -> String {
    let texts = sources.texts.iter().map(|(path, text)| (path, text.to_string()));
    let files = sources.files.iter().map(|(path, bytes)| (path, String::from_utf8_lossy(bytes).into_owned() + "\n"));
    texts.chain(files).fold(String::new(), |mut all, (path, text)| {
        let _ = write!(all, "-- {path} --\n{text}");
        all
    })
}
