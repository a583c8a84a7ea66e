//! The least that building a site can take: it reads a roadmap's files, renders their Markdown, and writes a page for
//! each with its fields, its text and the links in both directions, and a table of all. No model, no checks, no views,
//! no templates. `benches/peers.py` runs it beside the program: `floor ROADMAP OUTPUT`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use toml::{Table, Value};

struct Item {
    id: String,
    folder: String,
    fields: Table,
    text: String,
}

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [roadmap, output] = arguments.as_slice() else {
        // `cargo bench` without a name starts every benchmark, with `--bench`.
        eprintln!("floor ROADMAP OUTPUT; see benches/peers.py");
        return ExitCode::SUCCESS;
    };
    let items = read(roadmap);
    let at: BTreeMap<&str, &Item> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut behind: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in &items {
        for id in ["intent", "depends_on"].iter().filter_map(|field| item.fields.get(*field)).flat_map(texts) {
            behind.entry(id).or_default().push(item);
        }
    }
    let mut pages: Vec<(PathBuf, String)> = items
        .par_iter()
        .map(|item| (output.join(&item.folder).join(&item.id).join("index.html"), page(item, &at, &behind)))
        .collect();
    let rows = items
        .iter()
        .fold(String::new(), |rows, item| rows + "<tr><td>" + &link(item) + "</td>" + &cells(item) + "</tr>\n");
    pages.push((output.join("index.html"), framed("Roadmap", &format!("<table>{rows}</table>"))));
    for (path, _) in &pages {
        fs::create_dir_all(path.parent().expect("a page stands in a folder")).expect("a folder is made");
    }
    pages.par_iter().for_each(|(path, page)| fs::write(path, page).expect("a page is written"));
    ExitCode::SUCCESS
}

fn read(roadmap: &Path) -> Vec<Item> {
    let files: Vec<(String, PathBuf)> = ["vision", "intents", "milestones"]
        .iter()
        .flat_map(|folder| {
            let entries = fs::read_dir(roadmap.join(folder)).expect("the folder is there");
            entries.map(|entry| ((*folder).to_owned(), entry.expect("it can be listed").path()))
        })
        .collect();
    let mut items: Vec<Item> = files
        .into_par_iter()
        .map(|(folder, path)| {
            let file = fs::read_to_string(&path).expect("a file of text");
            let (front, body) =
                file.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).expect("it has front matter");
            let mut text = String::with_capacity(body.len() * 3 / 2);
            html::push_html(&mut text, Parser::new_ext(body, Options::ENABLE_TABLES));
            let id = path.file_stem().and_then(|name| name.to_str()).expect("a name of text").to_owned();
            Item { id, folder, fields: toml::from_str(front).expect("it is TOML"), text }
        })
        .collect();
    items.sort_by(|one, other| one.id.cmp(&other.id));
    items
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn page(item: &Item, at: &BTreeMap<&str, &Item>, behind: &BTreeMap<&str, Vec<&Item>>) -> String {
    let mut body = format!("<table><tr>{}</tr></table>\n{}", cells(item), item.text);
    let before = ["intent", "depends_on"].iter().filter_map(|field| item.fields.get(*field)).flat_map(texts);
    list(&mut body, "Needs", before.filter_map(|id| at.get(id).copied()));
    list(&mut body, "Is needed by", behind.get(item.id.as_str()).into_iter().flatten().copied());
    framed(title(item), &body)
}

fn list<'a>(body: &mut String, title: &str, items: impl Iterator<Item = &'a Item>) {
    let _ = write!(body, "<h2>{title}</h2><ul>");
    for item in items {
        let _ = write!(body, "<li>{}</li>", link(item));
    }
    body.push_str("</ul>\n");
}

fn cells(item: &Item) -> String {
    item.fields.iter().fold(String::new(), |mut cells, (name, value)| {
        let value = match value {
            Value::Array(_) => texts(value).join(", "),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let _ = write!(cells, "<td class=\"{name}\">{}</td>", escaped(&value));
        cells
    })
}

fn title(item: &Item) -> &str {
    item.fields.get("title").and_then(Value::as_str).unwrap_or_default()
}

fn link(item: &Item) -> String {
    format!("<a href=\"/{}/{}/\">{}</a>", item.folder, item.id, escaped(title(item)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn framed(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body><h1>{title}</h1>\n{body}</body></html>\n"
    )
}
