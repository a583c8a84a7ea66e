//! What waits for itself.

use std::collections::{BTreeMap, VecDeque};

use crate::id::Id;
use crate::model::{Item, Own, Relations, Roadmap};
use crate::parse::value::Text;
use crate::place::At;
use crate::problem::Problem;
use crate::rule;
use crate::table::Table;

/// Tells each cycle once, at its first item. Those of `depends_on` are drawn, and nothing follows them; those of
/// parents, which everything that walks the tree would follow for ever, are broken in each view: who sees them says
/// what hangs on what.
pub fn tell(roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    let ids: Vec<&Id> = roadmap.items.keys().collect();
    let numbers: Table<&Id, usize> = ids.iter().enumerate().map(|(number, id)| (*id, number)).collect();
    let mut each = |to: fn(&Relations) -> &[Id], what: &str, references: fn(&Own) -> Vec<&At<Text>>| {
        let numbered = |item: &Item| to(&item.to).iter().filter_map(|id| numbers.get(id).copied()).collect();
        let edges: Edges = roadmap.items.values().map(numbered).collect();
        for cycle in cycles(&edges) {
            let cycle: Vec<&Id> = cycle.into_iter().map(|number| ids[number]).collect();
            problems.push(told(roadmap, &cycle, what, references));
        }
    };
    each(|to| &to.depends_on, "waits for itself", waits_for);
    each(|to| to.parent.as_slice(), "is a part of itself", part_of);
}

/// Which items each one leads to. Items are numbered in the order of their ids.
type Edges = Vec<Vec<usize>>;

/// One shortest cycle of each strongly connected part, beginning with its smallest number.
fn cycles(edges: &Edges) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for part in connected_parts(edges) {
        let [first, ..] = part.as_slice() else { continue };
        found.extend(shortest_way(edges, *first, &part));
    }
    found.sort();
    found
}

/// The shortest way from an item back to itself, within its part.
fn shortest_way(edges: &Edges, first: usize, part: &[usize]) -> Option<Vec<usize>> {
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([first]);
    while let Some(at) = queue.pop_front() {
        for &next in &edges[at] {
            if next == first {
                let mut way = vec![at];
                while let Some(&before) = came_from.get(&way[way.len() - 1]) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if part.binary_search(&next).is_ok() && !came_from.contains_key(&next) {
                came_from.insert(next, at);
                queue.push_back(next);
            }
        }
    }
    None
}

/// The strongly connected parts that hold a cycle, each sorted (Tarjan 1972, without recursion: a chain
/// of dependencies may be longer than the stack is deep).
fn connected_parts(edges: &Edges) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy)]
    struct Mark {
        index: usize,
        low: usize,
        on_stack: bool,
    }
    let mut marks: Vec<Option<Mark>> = vec![None; edges.len()];
    let mark = |marks: &[Option<Mark>], at: usize| marks[at].expect("marked at its first step");
    let mut count = 0;
    let mut stack: Vec<usize> = Vec::new();
    let mut parts = Vec::new();
    for root in 0..edges.len() {
        if marks[root].is_some() {
            continue;
        }
        let mut calls: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((at, step)) = calls.pop() {
            if step == 0 {
                marks[at] = Some(Mark { index: count, low: count, on_stack: true });
                count += 1;
                stack.push(at);
            } else {
                let (child, own) = (mark(&marks, edges[at][step - 1]), mark(&marks, at));
                if child.on_stack {
                    marks[at] = Some(Mark { low: own.low.min(child.low), ..own });
                }
            }
            if let Some(&next) = edges[at].get(step) {
                calls.push((at, step + 1));
                if marks[next].is_none() {
                    calls.push((next, 0));
                }
                continue;
            }
            let own = mark(&marks, at);
            if own.low == own.index {
                let from = stack.iter().rposition(|other| *other == at).expect("an open part is on the stack");
                let mut part = stack.split_off(from);
                for &at in &part {
                    marks[at] = Some(Mark { on_stack: false, ..mark(&marks, at) });
                }
                part.sort_unstable();
                if part.len() > 1 {
                    parts.push(part);
                }
            }
        }
    }
    parts
}

/// Where an item says what it waits for.
fn waits_for(own: &Own) -> Vec<&At<Text>> {
    match own {
        Own::Intent(own) => own.depends_on.0.iter().collect(),
        Own::Milestone(own) => own.depends_on.0.iter().collect(),
        _ => Vec::new(),
    }
}

/// Where an item says what it is a part of.
fn part_of(own: &Own) -> Vec<&At<Text>> {
    match own {
        Own::Intent(own) => own.parent.iter().collect(),
        _ => Vec::new(),
    }
}

/// A long ring is told by its first and last: nobody reads fifty ids.
const TOLD: usize = 6;

/// A cycle told at its first item, where that names the next one.
fn told(roadmap: &Roadmap, cycle: &[&Id], what: &str, references: fn(&Own) -> Vec<&At<Text>>) -> Problem {
    let draft = &roadmap.items[cycle[0]].draft;
    let next = cycle.get(1).unwrap_or(&cycle[0]);
    let names = |text: &str| roadmap.resolve(text).is_some_and(|item| item.draft.id.value == **next);
    let reference = references(&draft.own).into_iter().find(|at| names(&at.value.0));
    let place = reference.map_or_else(|| draft.whole.clone(), |at| at.place.clone());
    let mut steps: Vec<String> = cycle.iter().map(|id| format!("`{id}`")).collect();
    if steps.len() > TOLD {
        let skipped = steps.len() - TOLD;
        steps.splice(4..4 + skipped, [format!("{skipped} more")]);
    }
    let message = format!("`{}` {what}: {} → `{}`", cycle[0], steps.join(" → "), cycle[0]);
    Problem::of(&rule::DEPENDENCY_CYCLE, message).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let number = |name: &str| usize::from(name.as_bytes()[0] - b'a');
        let mut edges: Edges = vec![Vec::new(); 26];
        for edge in text.split_whitespace() {
            let (from, to) = edge.split_once('>').expect("an edge");
            edges[number(from)].push(number(to));
        }
        let name = |number: usize| char::from(b'a' + u8::try_from(number).expect("a letter")).to_string();
        cycles(&edges).into_iter().map(|cycle| cycle.into_iter().map(name).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn a_cycle_is_found_once_and_begins_with_its_smallest_id() {
        assert_eq!(found("b>a a>b"), ["a b"]);
        assert_eq!(found("c>a a>b b>c x>a b>y"), ["a b c"]);
        assert_eq!(found("a>b b>c a>c"), Vec::<String>::new());
        assert_eq!(found("a>b b>a c>d d>c"), ["a b", "c d"]);
    }

    #[test]
    fn a_chain_of_fifty_thousand_is_walked_without_recursion() {
        let edges: Edges = (0..50_000).map(|n| vec![(n + 1) % 50_000]).collect();
        assert_eq!(cycles(&edges)[0].len(), 50_000);
    }
}
