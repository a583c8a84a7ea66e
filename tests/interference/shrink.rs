//! A failing roadmap made as small as it goes, for people to read.

use toml::{Table, Value};

use super::plan::{Audience, Block, Home, Plan, ids_of};

/// The smallest plan found on which `fails` still holds, by taking away one thing after the other.
pub fn shrink(mut plan: Plan, fails: impl Fn(&Plan) -> bool) -> Plan {
    // Each step is a whole comparison: enough to get rid of nearly everything, and over in a minute.
    let mut steps = 3000;
    loop {
        let mut smaller = false;
        let mut at = 0;
        while let Some(candidate) = without(&plan, at) {
            steps -= 1;
            if steps == 0 {
                return plan;
            }
            if fails(&candidate) {
                plan = candidate;
                smaller = true;
            } else {
                at += 1;
            }
        }
        if !smaller {
            return plan;
        }
    }
}

/// The plan without its n-th removable thing: items first, then fields, texts, files and settings.
fn without(plan: &Plan, at: usize) -> Option<Plan> {
    let mut at = at;
    if at < plan.items.len() {
        return Some(without_item(plan, at));
    }
    at -= plan.items.len();
    for number in 0..plan.items.len() {
        let item = &plan.items[number];
        let mut smaller = plan.clone();
        let table = &mut smaller.items[number].table;
        let keys: Vec<String> = table.keys().filter(|key| !matches!(key.as_str(), "title" | "date")).cloned().collect();
        if at < keys.len() {
            let aliases = ids_of(table.get("aliases"));
            table.remove(&keys[at]);
            if keys[at] == "aliases" {
                forget(&mut smaller, &aliases);
            }
            return Some(smaller);
        }
        at -= keys.len();
        let own: Vec<(String, String)> = table
            .get("for")
            .and_then(Value::as_table)
            .into_iter()
            .flatten()
            .flat_map(|(who, own)| {
                own.as_table()
                    .into_iter()
                    .flat_map(|own| own.keys())
                    .map(|key| (who.clone(), key.clone()))
                    .collect::<Vec<_>>()
            })
            .collect();
        if at < own.len() {
            table["for"][&own[at].0].as_table_mut().expect("words are a table").remove(&own[at].1);
            return Some(smaller);
        }
        at -= own.len();
        let blocks = count(&item.body);
        if at < blocks {
            smaller.items[number].body = without_block(&item.body, &mut at);
            return Some(smaller);
        }
        at -= blocks;
        if at < item.assets.len() {
            let name = item.assets.keys().nth(at).expect("counted").clone();
            smaller.items[number].assets.remove(&name);
            forget(&mut smaller, &[name]);
            return Some(smaller);
        }
        at -= item.assets.len();
        let simple = format!("{}/{}.md", item.kind.folder(), item.id);
        if item.assets.is_empty() && item.home != Home::File(simple.clone()) {
            if at == 0 {
                let file = item.file();
                smaller.items[number].home = Home::File(simple);
                forget(&mut smaller, &[file]);
                return Some(smaller);
            }
            at -= 1;
        }
    }
    without_setting(plan, at)
}

type Change = fn(&mut Audience);

fn without_setting(plan: &Plan, mut at: usize) -> Option<Plan> {
    let mut smaller = plan.clone();
    if !plan.statics.is_empty() {
        if at == 0 {
            smaller.statics.clear();
            return Some(smaller);
        }
        at -= 1;
    }
    let inner = |table: &Table| -> Vec<(String, String)> {
        let keys = |(key, value): (&String, &Value)| {
            let of = |table: &Table| table.keys().map(|inner| (key.clone(), inner.clone())).collect::<Vec<_>>();
            value.as_table().map(of).unwrap_or_default()
        };
        table.iter().flat_map(keys).filter(|(_, key)| key != "title").collect()
    };
    let keys = inner(&plan.settings);
    if let Some((outer, key)) = keys.get(at) {
        smaller.settings[outer].as_table_mut().expect("listed as one").remove(key);
        return Some(smaller);
    }
    at -= keys.len();
    for number in 0..plan.audiences.len() {
        let audience = &mut smaller.audiences[number];
        let keys: Vec<String> = audience.rest.keys().cloned().collect();
        if let Some(key) = keys.get(at) {
            audience.rest.remove(key);
            return Some(smaller);
        }
        at -= keys.len();
        // What is not there to be taken away is no step, or it would be taken away for ever.
        let simpler: [(bool, Change); 3] = [
            (!audience.sees.is_empty(), |audience| audience.sees.clear()),
            (audience.fields.is_some(), |audience| audience.fields = None),
            (audience.precision != "day", |audience| "day".clone_into(&mut audience.precision)),
        ];
        for (_, change) in simpler.into_iter().filter(|(is_there, _)| *is_there) {
            if at == 0 {
                change(audience);
                return Some(smaller);
            }
            at -= 1;
        }
    }
    None
}

fn without_item(plan: &Plan, at: usize) -> Plan {
    let mut smaller = plan.clone();
    let item = smaller.items.remove(at);
    let mut names = ids_of(item.table.get("aliases"));
    names.push(item.id.clone());
    forget(&mut smaller, &names);
    smaller
}

/// Takes away what refers to something that is gone: fields, lines of texts, landings.
fn forget(plan: &mut Plan, names: &[String]) {
    let says = |text: &str| names.iter().any(|name| text.contains(name.as_str()));
    for item in &mut plan.items {
        forget_in(&mut item.table, &says);
        forget_lines(&mut item.body, &says);
    }
    for audience in &mut plan.audiences {
        if audience.rest.get("landing").and_then(Value::as_str).is_some_and(says) {
            audience.rest.remove("landing");
        }
    }
}

fn forget_in(table: &mut Table, says: &dyn Fn(&str) -> bool) {
    let keys: Vec<String> = table.keys().cloned().collect();
    for key in keys {
        match table.get_mut(&key) {
            Some(Value::String(text)) if says(text) => {
                if key == "title" {
                    "Title".clone_into(text);
                } else {
                    table.remove(&key);
                }
            }
            Some(Value::Array(list)) => {
                list.retain(|value| !value.as_str().is_some_and(says));
                list.iter_mut().filter_map(Value::as_table_mut).for_each(|table| forget_in(table, says));
                if list.is_empty() {
                    table.remove(&key);
                }
            }
            Some(Value::Table(inner)) => forget_in(inner, says),
            _ => {}
        }
    }
}

fn forget_lines(blocks: &mut [Block], says: &dyn Fn(&str) -> bool) {
    for block in blocks {
        match block {
            Block::Text(text) if says(text) => "Gone.\n\n".clone_into(text),
            Block::Text(_) => {}
            Block::For(_, inner) => forget_lines(inner, says),
        }
    }
}

/// How many blocks can be taken away: each, and each passage's inside.
fn count(blocks: &[Block]) -> usize {
    let inside = |block: &Block| match block {
        Block::Text(_) => 0,
        Block::For(_, inner) => count(inner),
    };
    blocks.iter().map(|block| 1 + inside(block)).sum()
}

fn without_block(blocks: &[Block], at: &mut usize) -> Vec<Block> {
    let mut left = Vec::new();
    let mut done = false;
    for block in blocks {
        if done {
            left.push(block.clone());
            continue;
        }
        if *at == 0 {
            done = true;
            continue;
        }
        *at -= 1;
        match block {
            Block::For(audiences, inner) => {
                let within = count(inner);
                if *at < within {
                    left.push(Block::For(audiences.clone(), without_block(inner, at)));
                    done = true;
                } else {
                    *at -= within;
                    left.push(block.clone());
                }
            }
            Block::Text(_) => left.push(block.clone()),
        }
    }
    left
}
