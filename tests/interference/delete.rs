//! A roadmap without everything that one audience may not see: what the view of the whole must be equal to.
//!
//! What goes:
//! - items that the audience does not see, with their files and the files beside them; drafts that are not published;
//! - references to them, and from an intent, a milestone or an update to an old id that is not shown (it is told by the
//!   id that it means);
//! - fields that are not in the audience's list, and for everybody `codenames`, `waive` and `draft`;
//! - words for other audiences, and what this audience's own words stand for;
//! - passages for others, and files of bundles that no text refers to once they are gone;
//! - of dates what is finer than the audience is told, and the names of such dates;
//! - lenses, named dates and statuses of the settings that nothing uses any more;
//! - everybody else: either all but the audience's own names is struck from the items and passages while the others
//!   stand in the settings ([`Others::Stay`]), or no other audience is left at all ([`Others::Go`]).
//!
//! What has to be said instead, since it followed from what goes and everybody may know it:
//! - that something is over (`status = "done"`, `"dropped"`, `"achieved"`), by the built-in word, where the status or the
//!   day on which it was done is hidden: an item that is over stands in none of Now, Next and Later, so all can tell;
//! - the horizon of an open milestone, where its date or its status is hidden;
//! - that an item with a visible `done` counts as open for this audience (its own `status`), by the built-in `planned`.

use std::collections::BTreeSet;

use roadmapgen::words::{Field, Kind, Word};
use toml::{Table, Value};

use super::plan::{Audience, Block, Item, Plan, REFERENCES, ids_of, strings};
use super::sight::{Sight, references};
use super::tally::Tally;
use super::when::Calendar;

/// What becomes of the other audiences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They stay in the settings.
    Stay,
    /// They go.
    Go,
}

/// The plan without what an audience may not see.
pub fn delete(plan: &Plan, who: &Audience, others: Others, tally: &mut Tally) -> Plan {
    let sight = Sight::of(plan, who);
    sight.count(plan, tally);
    let deletion = Deletion { plan, who, sight: &sight, calendar: Calendar::of(&plan.settings) };
    let mut left = plan.clone();
    left.with_drafts = false;
    left.defaults = vec![who.id.clone()];
    left.items = plan.items.iter().filter(|item| sight.sees(&item.id)).map(|item| deletion.item(item, tally)).collect();
    if plan.items.iter().any(|item| plan.is_out(item)) {
        tally.add("hidden: a draft");
    }
    for audience in &mut left.audiences {
        if audience.id == who.id {
            let landing = audience.rest.get("landing").and_then(Value::as_str).map(str::to_owned);
            let meant = landing.map(|id| plan.aliases().get(&id).cloned().unwrap_or(id));
            audience.rest.extend(meant.map(|id| ("landing".to_owned(), Value::String(id))));
        } else {
            audience.rest.remove("landing");
        }
    }
    if others == Others::Go {
        left.audiences.retain(|audience| audience.id == who.id);
        left.audiences.iter_mut().for_each(|audience| audience.sees.clear());
    }
    for item in &mut left.items {
        item.body = narrowed(&item.body, &sight, who, others);
    }
    forget_unused(&mut left, tally);
    left
}

/// Passages with the names that count.
fn narrowed(blocks: &[Block], sight: &Sight, who: &Audience, others: Others) -> Vec<Block> {
    let each = |block: &Block| match block {
        Block::Text(_) => block.clone(),
        Block::For(audiences, inner) => {
            let own = match others {
                Others::Go => vec![who.id.clone()],
                Others::Stay => audiences.iter().filter(|name| sight.reach.contains(*name)).cloned().collect(),
            };
            Block::For(own, narrowed(inner, sight, who, others))
        }
    };
    blocks.iter().map(each).collect()
}

struct Deletion<'a> {
    plan: &'a Plan,
    who: &'a Audience,
    sight: &'a Sight,
    calendar: Calendar,
}

impl Deletion<'_> {
    fn item(&self, item: &Item, tally: &mut Tally) -> Item {
        let mut left = item.clone();
        left.audiences = Some(vec![self.who.id.clone()]);
        left.body = self.sight.blocks(&item.body, tally);
        let used = self.sight.assets(item, self.who);
        left.assets.retain(|name, _| used.contains(name));
        for name in item.assets.keys() {
            tally.add(if used.contains(name) { "seen: a file of a bundle" } else { "hidden: a file of a seen bundle" });
        }
        for key in ["codenames", "waive", "draft"] {
            left.table.remove(key);
        }
        self.wording(item, &mut left.table, tally);
        self.references(item, &mut left.table, tally);
        match item.kind {
            Kind::Milestone => self.milestone(item, &mut left.table, tally),
            Kind::Intent => self.status_of_intent(item, &mut left.table, tally),
            Kind::Vision | Kind::Update | Kind::Page => {}
        }
        for field in Field::ALL {
            let key = field.as_str();
            // These go by rules of their own, above.
            let is_settled = matches!(key, "status" | "target" | "start" | "done");
            if !is_settled && !self.who.shows(key) && left.table.remove(key).is_some() {
                tally.add(&format!("hidden field: {key}"));
            }
        }
        self.dates(&mut left.table, tally);
        left
    }

    /// What this audience's own words stand for goes; those for others go.
    fn wording(&self, item: &Item, table: &mut Table, tally: &mut Tally) {
        let own = item.wording(&self.who.id).cloned();
        let all = table.remove("for");
        let count = all.as_ref().and_then(Value::as_table).map_or(0, Table::len);
        if count > usize::from(own.is_some()) {
            tally.add("hidden: words for others");
        }
        let Some(own) = own else { return };
        for key in own.keys() {
            table.remove(key);
            tally.add(&format!("reworded: {key}"));
        }
        // An item has a title of its own.
        if let Some(title) = own.get("title") {
            table.insert("title".to_owned(), title.clone());
        }
        let own = Table::from_iter([(self.who.id.clone(), Value::Table(own))]);
        table.insert("for".to_owned(), Value::Table(own));
    }

    fn references(&self, item: &Item, table: &mut Table, tally: &mut Tally) {
        for key in REFERENCES {
            if !table.contains_key(key) {
                continue;
            }
            let all = references(self.plan, item, key);
            let seen: Vec<String> = all.iter().filter(|id| self.sight.sees(id)).cloned().collect();
            if seen.len() < all.len() {
                tally.add(&format!("dropped reference: {key}"));
            }
            if ids_of(table.get(key)) != all {
                tally.add("a reference by an old id");
            }
            match seen.as_slice() {
                [] => table.remove(key),
                [one] if key == "parent" => table.insert(key.to_owned(), Value::String(one.clone())),
                seen => table.insert(key.to_owned(), strings(seen)),
            };
        }
    }

    fn milestone(&self, item: &Item, table: &mut Table, tally: &mut Tally) {
        let Outcome { over, horizon, .. } = outcome(self.plan, item, self.who);
        let shows_target = self.who.shows("target") && self.who.dates();
        let keeps_done = self.who.shows("done") && self.who.dates() && table.contains_key("done");
        let mut hidden = false;
        for (key, is_kept) in [("status", self.who.shows("status")), ("target", shows_target)] {
            if !is_kept && remove(table, &self.who.id, key) {
                hidden = true;
                tally.add(&format!("hidden field: {key}"));
            }
        }
        if !(self.who.shows("start") && self.who.dates()) && remove(table, &self.who.id, "start") {
            tally.add("hidden field: start");
        }
        if !keeps_done && table.remove("done").is_some() {
            tally.add("hidden field: done");
        }
        let has_status = table.contains_key("status") || own_words(table, &self.who.id).contains_key("status");
        match over {
            Some(over) => {
                if !(has_status || keeps_done && over == "done") {
                    table.insert("status".to_owned(), Value::String(over.to_owned()));
                    tally.add("said instead: over");
                }
                // What is over has no horizon, so one that is written says nothing.
                remove(table, &self.who.id, "horizon");
            }
            None if keeps_done && !has_status => {
                own_words_mut(table, &self.who.id).insert("status".to_owned(), Value::String("planned".to_owned()));
                tally.add("said instead: open though done");
            }
            None => {}
        }
        let says_horizon = table.contains_key("horizon") || own_words(table, &self.who.id).contains_key("horizon");
        if over.is_none() && hidden && !says_horizon {
            table.insert("horizon".to_owned(), Value::String(horizon.expect("what is open has one")));
            tally.add("said instead: horizon");
        }
    }

    fn status_of_intent(&self, item: &Item, table: &mut Table, tally: &mut Tally) {
        if self.who.shows("status") || !remove(table, &self.who.id, "status") {
            return;
        }
        tally.add("hidden field: status");
        if let Some(over) = outcome(self.plan, item, self.who).over {
            table.insert("status".to_owned(), Value::String(over.to_owned()));
            tally.add("said instead: over");
        }
    }

    /// Dates as roughly as this audience is told them.
    fn dates(&self, table: &mut Table, tally: &mut Tally) {
        let precision = self.who.precision.as_str();
        let told = |table: &mut Table, key: &str, tally: &mut Tally| {
            let Some(value) = table.get(key).cloned() else { return };
            let told = self.calendar.told(&value, precision);
            if told.as_ref() != Some(&value) {
                tally.add(&format!("coarser: {precision}"));
                if self.calendar.read(&value).is_some_and(|(_, named)| named) {
                    tally.add("hidden: the name of a date");
                }
            }
            match told {
                Some(told) => table.insert(key.to_owned(), told),
                None => table.remove(key),
            };
        };
        for key in ["start", "target", "done"] {
            told(table, key, tally);
        }
        if !matches!(table.get("horizon").and_then(Value::as_str), Some("now" | "next" | "later")) {
            told(table, "horizon", tally);
        }
        if let Some(own) = table.get_mut("for").and_then(|all| all.get_mut(&self.who.id)).and_then(Value::as_table_mut)
        {
            told(own, "start", tally);
            told(own, "target", tally);
        }
        for success in tables(table, "success") {
            told(success, "by", tally);
        }
        if precision != "day" {
            for result in tables(table, "key_results") {
                self.readings(result, tally);
            }
        }
    }

    /// Where days are not told: what was read up to the day of the site, in its order, each as roughly as may be told.
    fn readings(&self, result: &mut Table, tally: &mut Tally) {
        let Some(Value::Array(readings)) = result.get_mut("readings") else { return };
        let day = |reading: &Value| self.calendar.read(&reading[0]).expect("a reading has a day").0.last();
        let before = readings.clone();
        readings.sort_by_key(day);
        readings.retain(|reading| day(reading) <= self.plan.as_of);
        if readings.len() < before.len() {
            tally.add("hidden: a reading that is to come");
        }
        for reading in readings.iter_mut() {
            let told = self.calendar.told_day(&reading[0], &self.who.precision).expect("a reading has a day");
            reading[0] = told;
        }
        if *readings != before {
            tally.add("coarser: readings");
        }
    }
}

/// What everybody may know of how an item stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The built-in word, where it is over.
    pub over: Option<&'static str>,
    /// How near an open milestone is.
    pub horizon: Option<String>,
    /// What an audience with this list of fields is told of its status besides.
    pub status: Option<String>,
}

/// What everybody may know of how an intent or a milestone stands, as this audience is told it.
pub fn outcome(plan: &Plan, item: &Item, who: &Audience) -> Outcome {
    let own = item.wording(&who.id);
    let worded = |key: &str| own.and_then(|own| own.get(key)).or(item.table.get(key));
    let own_status = own.is_some_and(|own| own.contains_key("status"));
    let default = if item.table.contains_key("done") && !own_status { "done" } else { "planned" };
    let status = worded("status").and_then(Value::as_str);
    let means = status.map_or(default.to_owned(), |status| means(plan, item.kind, status));
    let over = ["done", "dropped", "achieved"].into_iter().find(|over| *over == means);
    let shown = status.filter(|_| who.shows("status")).map(str::to_owned);
    if over.is_some() || item.kind != Kind::Milestone {
        return Outcome { over, horizon: None, status: shown };
    }
    let calendar = Calendar::of(&plan.settings);
    let written = worded("horizon").and_then(Value::as_str).map(str::to_owned);
    let horizon = written.unwrap_or_else(|| {
        let target = worded("target");
        let told = target.and_then(|target| calendar.told(target, &who.precision));
        let counts = if who.shows("target") && who.dates() { told } else { target.cloned() };
        calendar.horizon(means == "active", counts.as_ref(), plan.as_of).to_owned()
    });
    Outcome { over, horizon: Some(horizon), status: shown }
}

/// The built-in status that a word stands for.
fn means(plan: &Plan, kind: Kind, status: &str) -> String {
    let own = plan.settings.get("statuses").and_then(|all| all.get(kind.as_str())).and_then(|all| all.get(status));
    own.and_then(|own| own.get("means")).and_then(Value::as_str).unwrap_or(status).to_owned()
}

fn own_words(table: &Table, who: &str) -> Table {
    table.get("for").and_then(|all| all.get(who)).and_then(Value::as_table).cloned().unwrap_or_default()
}

fn own_words_mut<'t>(table: &'t mut Table, who: &str) -> &'t mut Table {
    let all = table.entry("for").or_insert_with(|| Value::Table(Table::new())).as_table_mut().expect("a table");
    all.entry(who).or_insert_with(|| Value::Table(Table::new())).as_table_mut().expect("a table")
}

/// Removes a field and what one audience is told instead of it.
fn remove(table: &mut Table, who: &str, key: &str) -> bool {
    let own = table.get_mut("for").and_then(|all| all.get_mut(who)).and_then(Value::as_table_mut);
    let own = own.is_some_and(|own| own.remove(key).is_some());
    table.remove(key).is_some() || own
}

fn tables<'t>(table: &'t mut Table, key: &str) -> impl Iterator<Item = &'t mut Table> {
    let list = table.get_mut(key).and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_table_mut)
}

/// Settings that nothing uses any more.
fn forget_unused(plan: &mut Plan, tally: &mut Tally) {
    let used = uses(plan);
    for (key, below) in
        [("lenses", None), ("dates", None), ("statuses", Some("intent")), ("statuses", Some("milestone"))]
    {
        let mut table = plan.settings.get_mut(key);
        if let Some(below) = below {
            table = table.and_then(|table| table.get_mut(below));
        }
        let Some(Value::Table(table)) = table else { continue };
        let names: Vec<String> = table.keys().filter(|name| !used.contains(*name)).cloned().collect();
        for name in names {
            table.remove(&name);
            tally.add(&format!("unused in a view: {key}"));
        }
    }
}

/// The names of lenses, dates and statuses that items use. Each of these names stands for one thing only.
pub fn uses(plan: &Plan) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for item in &plan.items {
        item.table.values().for_each(|value| add_texts(value, &mut used));
        used.extend(item.table.get("lenses").and_then(Value::as_table).into_iter().flat_map(|all| all.keys().cloned()));
    }
    used
}

/// Every text in a value.
fn add_texts(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            used.insert(text.clone());
        }
        Value::Array(list) => list.iter().for_each(|value| add_texts(value, used)),
        Value::Table(table) => table.values().for_each(|value| add_texts(value, used)),
        _ => {}
    }
}

/// Fields that may be hidden and that this test does not know: each has to be thought of, here and in the generator.
pub fn unknown_fields() -> Vec<&'static str> {
    const KNOWN: [&str; 32] = [
        "aliases",
        "assumptions",
        "blocked",
        "commitment",
        "confidence",
        "depends_on",
        "done",
        "effort",
        "extra",
        "health",
        "important",
        "investment",
        "key_results",
        "lenses",
        "links",
        "order",
        "owner",
        "priority",
        "progress",
        "relates_to",
        "replaces",
        "roles",
        "slice",
        "start",
        "status",
        "success",
        "tags",
        "target",
        "teams",
        "type",
        "urgent",
        "why",
    ];
    Field::ALL.iter().map(|field| field.as_str()).filter(|field| !KNOWN.contains(field)).collect()
}
