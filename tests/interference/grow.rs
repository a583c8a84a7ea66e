//! Random roadmaps: small, right, and with everything in them that could give something away.

use std::collections::{BTreeMap, BTreeSet};

use roadmapgen::date::Day;
use roadmapgen::words::{Field, Kind, Section, Word};
use toml::{Table, Value};

use super::field::{self, Lore, phrase};
use super::plan::{Audience, Home, Item, Plan, ROADMAP, strings};
use super::prose;
use super::random::Random;
use super::sight::Sight;

/// The roadmap of a seed.
pub fn plan(seed: u64) -> Plan {
    let random = &mut Random::of(seed, 0);
    let month = random.below(10);
    let (year, month) = if month < 8 { (2026, month + 5) } else { (2027, month - 7) };
    let day = i8::try_from(random.between(1, 28)).expect("a day");
    let as_of = Day::constant(year, i8::try_from(month).expect("a month"), day);
    let has_circles = random.chance(30);
    let lore = lore(random);
    let mut plan = Plan {
        seed,
        as_of,
        with_drafts: random.chance(30),
        settings: settings(random, &lore, has_circles),
        defaults: Vec::new(),
        audiences: audiences(random),
        items: Vec::new(),
        statics: BTreeMap::new(),
    };
    if random.chance(30) {
        plan.statics.insert(prose::STATIC.to_owned(), b"a guide for all".to_vec());
    }
    let names: Vec<String> = plan.audiences.iter().map(|audience| audience.id.clone()).collect();
    let count = random.between(1, 2);
    plan.defaults = random.few(&names, count);
    items(random, &mut plan, &lore, has_circles);
    words_for_audiences(random, &mut plan, &lore);
    choose_landings(random, &mut plan);
    mention_in_footer(random, &mut plan);
    prose::write(random, &mut plan);
    plan
}

/// What the items of a roadmap with these settings may name.
pub fn lore_of(plan: &Plan) -> Lore {
    let keys = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_table).map(|table| table.keys().cloned().collect()).unwrap_or_default()
    };
    let settings = &plan.settings;
    let groups = |name: &String| super::plan::ids_of(settings["lenses"][name.as_str()].get("values"));
    let statuses = |kind: Kind| {
        let own = settings.get("statuses").and_then(|all| all.get(kind.as_str())).and_then(Value::as_table);
        let means = |own: &Value| own["means"].as_str().unwrap_or_default().to_owned();
        own.into_iter().flatten().map(|(name, own)| (kind, name.clone(), means(own))).collect::<Vec<_>>()
    };
    Lore {
        dates: keys(settings.get("dates")),
        is_fiscal: settings["site"].get("fiscal_year_start").is_some(),
        lenses: keys(settings.get("lenses")).into_iter().map(|name| (name.clone(), groups(&name))).collect(),
        statuses: [statuses(Kind::Intent), statuses(Kind::Milestone)].concat(),
        richness: 40,
    }
}

fn lore(random: &mut Random) -> Lore {
    let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let mut lore = Lore { richness: *random.pick(&[20, 45, 70]), is_fiscal: random.chance(40), ..Lore::default() };
    lore.dates = random.some(&names(&["v1.36", "summit", "someday", "season"]), 60);
    for (lens, groups) in [("beat", &["believe", "engage", "act"]), ("wave", &["first", "second", "third"])] {
        if random.chance(60) {
            lore.lenses.push((lens.to_owned(), names(groups)));
        }
    }
    for (kind, name, means) in [
        (Kind::Milestone, "preview", "active"),
        (Kind::Milestone, "shelved", "dropped"),
        (Kind::Milestone, "shipped", "done"),
        (Kind::Milestone, "sketch", "idea"),
        (Kind::Intent, "parked", "paused"),
        (Kind::Intent, "won", "achieved"),
    ] {
        if random.chance(50) {
            lore.statuses.push((kind, name.to_owned(), means.to_owned()));
        }
    }
    lore
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Table {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

fn settings(random: &mut Random, lore: &Lore, has_circles: bool) -> Table {
    let mut site = table([("title", text(phrase(random)))]);
    let mut often = |key: &str, percent: usize, value: Value| {
        if random.chance(percent) {
            site.insert(key.to_owned(), value);
        }
    };
    often("description", 40, text("A plan of boats"));
    often("base_url", 15, text("https://example.org/plan/"));
    often("accent", 30, text("#7a1f5c"));
    often("footer", 40, text("Ask [us](mailto:us@example.org)"));
    often("effort_unit", 40, text("weeks"));
    often("cards", 10, text("items"));
    if lore.is_fiscal {
        site.insert("fiscal_year_start".to_owned(), Value::Integer(4));
    }
    let mut settings = table([("site", Value::Table(site))]);
    if has_circles {
        settings.insert("checks".to_owned(), Value::Table(table([("dependency-cycle", text("warn"))])));
    }
    if random.chance(30) {
        let raw_html = text(*random.pick(&["sanitize", "escape"]));
        let markdown = table([("raw_html", raw_html), ("remote_images", text(*random.pick(&["link", "load"])))]);
        settings.insert("markdown".to_owned(), Value::Table(markdown));
    }
    let dates: Table = lore.dates.iter().map(|name| (name.clone(), named_date(name))).collect();
    settings.insert("dates".to_owned(), Value::Table(dates));
    let lens = |random: &mut Random, groups: &[String]| {
        Value::Table(table([("title", text(phrase(random))), ("values", strings(groups))]))
    };
    let lenses = lore.lenses.iter().map(|(name, groups)| (name.clone(), lens(random, groups))).collect();
    settings.insert("lenses".to_owned(), Value::Table(lenses));
    let mut statuses = Table::new();
    for (kind, name, means) in &lore.statuses {
        let own = table([("title", text(phrase(random))), ("means", text(means.clone()))]);
        let of_kind = statuses.entry(kind.as_str()).or_insert_with(|| Value::Table(Table::new()));
        of_kind.as_table_mut().expect("made as one").insert(name.clone(), Value::Table(own));
    }
    settings.insert("statuses".to_owned(), Value::Table(statuses));
    settings
}

fn named_date(name: &str) -> Value {
    text(match name {
        "v1.36" => "2026-08-26",
        "summit" => "2027-03",
        "season" => "2027-Q2",
        _ => "tbd",
    })
}

fn audiences(random: &mut Random) -> Vec<Audience> {
    let names = ["team", "leads", "clients", "board"].map(str::to_owned);
    let count = random.between(2, 4);
    // Whoever comes later may see the items of those who came before: so nobody sees himself.
    let chosen = random.few(&names, count);
    let mut has_root = false;
    let mut audiences: Vec<Audience> = Vec::new();
    for id in chosen {
        let before: Vec<String> = audiences.iter().map(|audience| audience.id.clone()).collect();
        let sees = random.some(&before, 35);
        let access = *random.pick(&["public", "public", "sealed", "private"]);
        let mut rest = table([("access", text(access)), ("title", text(phrase(random)))]);
        if access == "public" && !has_root && random.chance(50) {
            rest.insert("root".to_owned(), Value::Boolean(true));
            has_root = true;
        }
        if random.chance(30) {
            let labels = table([("milestone", text("Release")), ("milestones", text("Releases"))]);
            rest.insert("labels".to_owned(), Value::Table(labels));
        }
        if random.chance(30) {
            let sections: Vec<String> = Section::ALL.iter().map(|section| section.as_str().to_owned()).collect();
            rest.insert("views".to_owned(), strings(&random.some(&sections, 60)));
        }
        let precisions = ["day", "day", "month", "quarter", "half", "year", "horizon"];
        let precision = (*random.pick(&precisions)).to_owned();
        audiences.push(Audience { id, sees, fields: fields(random), precision, rest });
    }
    audiences
}

fn fields(random: &mut Random) -> Option<BTreeSet<String>> {
    let percent = *random.pick(&[100, 85, 60, 30, 0]);
    let all: Vec<String> = Field::ALL.iter().map(|field| field.as_str().to_owned()).collect();
    (percent < 100).then(|| random.some(&all, percent).into_iter().collect())
}

fn items(random: &mut Random, plan: &mut Plan, lore: &Lore, has_circles: bool) {
    let counts = [
        (Kind::Vision, *random.pick(&[0, 1, 1, 2, 2, 3])),
        (Kind::Intent, random.between(1, 5)),
        (Kind::Milestone, random.between(1, 6)),
        (Kind::Update, random.between(0, 3)),
        (Kind::Page, random.between(0, 2)),
    ];
    let names: Vec<String> = plan.audiences.iter().map(|audience| audience.id.clone()).collect();
    // Ids in another order than their items are made in, or the order of ids would never matter.
    let mut numbers: Vec<usize> = random.few(&(100..130).collect::<Vec<_>>(), 30);
    for (kind, count) in counts {
        for _ in 0..count {
            let letter = kind.as_str().chars().next().expect("a letter");
            let id = format!("{letter}{}x", numbers.pop().expect("fewer items than numbers"));
            let audiences = random.chance(65).then(|| {
                let count = random.between(1, 2);
                random.few(&names, count)
            });
            let mut item = Item {
                kind,
                home: home(random, kind, &id),
                audiences,
                table: field::fields(random, kind, lore),
                body: Vec::new(),
                assets: BTreeMap::new(),
                id,
            };
            if random.chance(25) {
                item.table.insert("aliases".to_owned(), strings(&[format!("old-{}", item.id)]));
            }
            if random.chance(6) {
                item.table.insert("draft".to_owned(), Value::Boolean(true));
            }
            if let Home::Bundle(_) = item.home {
                for at in 0..random.between(1, 3) {
                    let folder = if random.chance(30) { "deep/" } else { "" };
                    item.assets.insert(format!("{folder}shot{at}-of-{}.png", item.id), field::picture(random));
                }
            }
            plan.items.push(item);
        }
    }
    for at in 0..plan.items.len() {
        relate(random, plan, at, has_circles);
    }
}

fn home(random: &mut Random, kind: Kind, id: &str) -> Home {
    let folder = kind.folder();
    let sub = if random.chance(30) { format!("/sub{}", random.below(3)) } else { String::new() };
    match random.below(10) {
        0 => Home::List(ROADMAP.to_owned()),
        1 | 2 => Home::List("milestones/several.toml".to_owned()),
        3 => Home::File(format!("{folder}{sub}/{id}.toml")),
        4..6 => Home::Bundle(format!("{folder}{sub}/{id}")),
        6 => Home::Bundle(format!("{folder}{sub}/folder-of-{id}")),
        7 => Home::File(format!("{folder}{sub}/file-of-{id}.md")),
        _ => Home::File(format!("{folder}{sub}/{id}.md")),
    }
}

/// What an item refers to: published items only, and forward only where circles would be errors.
fn relate(random: &mut Random, plan: &mut Plan, at: usize, has_circles: bool) {
    let ids = |kinds: &[Kind], before: usize| -> Vec<String> {
        let published = plan.items.iter().enumerate().filter(|(other, item)| *other != at && !plan.is_out(item));
        let of_kind = published.filter(|(other, item)| kinds.contains(&item.kind) && *other < before);
        of_kind.map(|(_, item)| item.id.clone()).collect()
    };
    let before = if has_circles { plan.items.len() } else { at };
    let any = plan.items.len();
    let mut to: Vec<(&str, Vec<String>)> = Vec::new();
    let work = [Kind::Intent, Kind::Milestone];
    match plan.items[at].kind {
        Kind::Intent => {
            if random.chance(65) {
                let count = random.between(1, 2);
                to.push(("vision", random.few(&ids(&[Kind::Vision], any), count)));
            }
            if random.chance(if has_circles { 70 } else { 40 }) {
                to.push(("parent", random.few(&ids(&[Kind::Intent], before), 1)));
            }
            if random.chance(30) {
                let count = random.between(1, 2);
                to.push(("depends_on", random.few(&ids(&work, before), count)));
            }
        }
        Kind::Milestone => {
            if random.chance(85) {
                let count = random.between(1, 2);
                to.push(("intent", random.few(&ids(&[Kind::Intent], any), count)));
            }
            if random.chance(50) {
                let count = random.between(1, 3);
                to.push(("depends_on", random.few(&ids(&work, before), count)));
            }
        }
        Kind::Update => {
            let count = random.between(0, 2);
            to.push(("about", random.few(&ids(&[Kind::Vision, Kind::Intent, Kind::Milestone], any), count)));
        }
        Kind::Vision | Kind::Page => {}
    }
    for (key, percent) in [("relates_to", 30), ("replaces", 15)] {
        if random.chance(percent) {
            let count = random.between(1, 2);
            to.push((key, random.few(&ids(Kind::ALL, any), count)));
        }
    }
    let aliases: BTreeMap<String, String> = plan.aliases().into_iter().map(|(alias, id)| (id, alias)).collect();
    for (key, ids) in to.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let said = |random: &mut Random, id: String| match aliases.get(&id) {
            Some(alias) if random.chance(30) => alias.clone(),
            _ => id,
        };
        let ids: Vec<String> = ids.into_iter().map(|id| said(random, id)).collect();
        let value = if key == "parent" { text(ids[0].clone()) } else { field::written_ids(random, &ids) };
        plan.items[at].table.insert(key.to_owned(), value);
    }
}

fn words_for_audiences(random: &mut Random, plan: &mut Plan, lore: &Lore) {
    let names: Vec<String> = plan.audiences.iter().map(|audience| audience.id.clone()).collect();
    for item in &mut plan.items {
        let mut all = Table::new();
        for name in random.some(&names, 25) {
            let own = field::wording(random, item.kind, lore);
            if !own.is_empty() {
                all.insert(name, Value::Table(own));
            }
        }
        if !all.is_empty() {
            item.table.insert("for".to_owned(), Value::Table(all));
        }
    }
}

/// What the foot of every page mentions, everybody sees.
fn mention_in_footer(random: &mut Random, plan: &mut Plan) {
    let sights: Vec<Sight> = plan.audiences.iter().map(|audience| Sight::of(plan, audience)).collect();
    let seen = plan.items.iter().filter(|item| sights.iter().all(|sight| sight.sees(&item.id)));
    let seen: Vec<String> = seen.map(|item| item.id.clone()).collect();
    if !seen.is_empty() && random.chance(30) {
        let footer = text(format!("Begin with [[{}]].", random.pick(&seen)));
        plan.settings["site"].as_table_mut().expect("a table").insert("footer".to_owned(), footer);
    }
}

fn choose_landings(random: &mut Random, plan: &mut Plan) {
    for at in 0..plan.audiences.len() {
        let sight = Sight::of(plan, &plan.audiences[at]);
        let pages = plan.items.iter().filter(|item| item.kind == Kind::Page && sight.sees(&item.id));
        let pages: Vec<String> = pages.map(|page| page.id.clone()).collect();
        if !pages.is_empty() && random.chance(60) {
            let landing = random.pick(&pages).clone();
            plan.audiences[at].rest.insert("landing".to_owned(), Value::String(landing));
        }
    }
}
