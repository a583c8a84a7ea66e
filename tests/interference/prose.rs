//! Random texts. What a text mentions is seen by all who read that text, since anything else is an error.

use std::collections::BTreeSet;

use toml::Value;

use super::field::{phrase, sentence};
use super::plan::{Block, Home, Item, Plan, markdown};
use super::random::Random;
use super::sight::Sight;

/// A file of `static/` that texts may link to.
pub const STATIC: &str = "guide.txt";

/// A heading that other texts may link to, where an item's text begins with it.
pub const HEADING: &str = "## Background\n\n";

/// Writes the texts of all items, and puts mentions into the fields that are texts.
pub fn write(random: &mut Random, plan: &mut Plan) {
    for item in &mut plan.items {
        if random.chance(40) {
            item.body.push(Block::Text(HEADING.to_owned()));
        }
    }
    let sights: Vec<Sight> = plan.audiences.iter().map(|audience| Sight::of(plan, audience)).collect();
    for at in 0..plan.items.len() {
        let plan_now = plan.clone();
        let item = &plan_now.items[at];
        let pen = Pen { plan: &plan_now, sights: &sights, item };
        let everybody = pen.readers();
        let blocks = pen.blocks(random, &everybody, 0);
        let mut table = item.table.clone();
        for key in ["summary", "blocked", "why"] {
            if let Some(Value::String(text)) = table.get_mut(key) {
                pen.mention_in(random, text, &everybody);
            }
        }
        for (list, key) in [("success", "text"), ("assumptions", "text"), ("assumptions", "test")] {
            for entry in table.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(Value::String(text)) = entry.get_mut(key) {
                    pen.mention_in(random, text, &everybody);
                }
            }
        }
        for (audience, own) in table.get_mut("for").and_then(Value::as_table_mut).into_iter().flatten() {
            let reader = plan_now.audiences.iter().position(|other| other.id == *audience);
            let readers = reader.into_iter().filter(|reader| everybody.contains(reader)).collect();
            if let Some(Value::String(text)) = own.get_mut("summary") {
                pen.mention_in(random, text, &readers);
            }
        }
        plan.items[at].body.extend(blocks);
        plan.items[at].table = table;
    }
}

/// Who writes the text of one item.
struct Pen<'a> {
    plan: &'a Plan,
    sights: &'a [Sight],
    item: &'a Item,
}

/// The audiences that read a text, by their numbers.
type Readers = BTreeSet<usize>;

impl Pen<'_> {
    fn readers(&self) -> Readers {
        (0..self.sights.len()).filter(|&at| self.sights[at].sees(&self.item.id)).collect()
    }

    fn blocks(&self, random: &mut Random, readers: &Readers, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        for _ in 0..random.between(0, 4) {
            if depth < 3 && random.chance(30) {
                let names: Vec<String> = self.plan.audiences.iter().map(|audience| audience.id.clone()).collect();
                let count = random.between(1, 2);
                let chosen = random.few(&names, count);
                let inner: Readers = readers.iter().copied().filter(|&at| self.sights[at].reads(&chosen)).collect();
                blocks.push(Block::For(chosen, self.blocks(random, &inner, depth + 1)));
            } else {
                blocks.push(Block::Text(self.piece(random, readers)));
            }
        }
        blocks
    }

    fn piece(&self, random: &mut Random, readers: &Readers) -> String {
        let words = phrase(random);
        match random.below(17) {
            0 => format!("## {words}\n\n"),
            1 => "# Why\n\n".to_owned(),
            2 | 3 => format!("- [x] {words}\n- [ ] open\n\n"),
            4 => format!("- [ ] {words}\n\n"),
            5 => format!("```text\n::: for nobody\n{words}\n```\n\n"),
            6 => format!("A note[^n].\n\n[^n]: {words}.\n\n"),
            7 => "A note of somebody else’s[^n], and [a place][place].\n\n".to_owned(),
            8 => {
                format!("[place]: https://example.org/{} \"{}\"\n\n", random.below(100), words.replace(['"', '<'], ""))
            }
            9 => format!("| a | b |\n|---|---|\n| 1 | {} |\n\n", words.replace('|', "")),
            10 => format!("<details><summary>More</summary><p id=\"more\">{}</p></details>\n\n", random.below(1000)),
            11 => format!("![Far](https://pictures.example/{}.png)\n", random.below(1000)),
            12 if self.plan.statics.contains_key(STATIC) => format!("[The guide](/static/{STATIC})\n\n"),
            13 => format!("> {words}\n\n"),
            _ => {
                let mut text = sentence(random);
                self.mention_in(random, &mut text, readers);
                self.show_asset(random, &mut text);
                text + if random.chance(50) { "\n" } else { "\n\n" }
            }
        }
    }

    /// Perhaps a mention of something that all readers see, and of a file of the bundle.
    fn mention_in(&self, random: &mut Random, text: &mut String, readers: &Readers) {
        if random.chance(20) {
            self.show_asset(random, text);
        }
        let seen = |item: &&Item| !self.plan.is_out(item) && readers.iter().all(|&at| self.sights[at].sees(&item.id));
        let known: Vec<&Item> = self.plan.items.iter().filter(seen).collect();
        if known.is_empty() || random.chance(50) {
            return;
        }
        let target = *random.pick(&known);
        let id = &target.id;
        let alias = target.table.get("aliases").and_then(|aliases| aliases[0].as_str());
        let aliases_are_shown = readers.iter().all(|&at| self.plan.audiences[at].shows("aliases"));
        let has_heading = markdown(&target.body).starts_with(HEADING);
        let file = target.file();
        let mention = match (random.below(6), &target.home) {
            (0, Home::File(_) | Home::Bundle(_)) => format!("[that one](/{file})"),
            (1, Home::File(_) | Home::Bundle(_)) if has_heading => format!("[back](/{file}#background)"),
            (2, _) if has_heading => format!("[[{id}#background|the background]]"),
            (3, _) => match alias.filter(|_| aliases_are_shown) {
                Some(alias) => format!("[[{alias}]]"),
                None => format!("[[{id}|{}]]", random.below(100)),
            },
            _ => format!("[[{id}]]"),
        };
        *text = format!("{} {mention}\n", text.trim_end());
    }

    fn show_asset(&self, random: &mut Random, text: &mut String) {
        let names: Vec<&String> = self.item.assets.keys().collect();
        if names.is_empty() || random.chance(40) {
            return;
        }
        let name = *random.pick(&names);
        let shown = match random.below(3) {
            0 => format!("![A picture]({name})"),
            1 => format!("[the drawing]({name})"),
            _ => format!("<img src=\"{name}\" alt=\"A picture\">"),
        };
        *text = format!("{} {shown}\n", text.trim_end());
    }
}
