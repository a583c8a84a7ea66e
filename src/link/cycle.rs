//! What waits for itself.

use std::collections::BTreeMap;

use crate::id::Id;
use crate::model::{Own, Roadmap};
use crate::parse::value::Text;
use crate::place::At;
use crate::problem::Problem;
use crate::rule;

/// Tells each cycle once, at its first item. Those of `depends_on` are drawn, and nothing follows them; those of
/// parents, which everything that walks the tree would follow for ever, are broken in each view: who sees them says
/// what hangs on what.
pub fn tell(roadmap: &Roadmap, problems: &mut Vec<Problem>) {
    for cycle in cycles(&edges(roadmap, |item| item.to.depends_on.clone())) {
        problems.push(told(roadmap, &cycle, "waits for itself", waits_for));
    }
    for cycle in cycles(&edges(roadmap, |item| item.to.parent.iter().cloned().collect())) {
        problems.push(told(roadmap, &cycle, "is a part of itself", part_of));
    }
}

type Edges = BTreeMap<Id, Vec<Id>>;

fn edges(roadmap: &Roadmap, to: impl Fn(&crate::model::Item) -> Vec<Id>) -> Edges {
    roadmap.items.iter().map(|(id, item)| (id.clone(), to(item))).collect()
}

/// One shortest cycle of each strongly connected part, beginning with its smallest id.
fn cycles(edges: &Edges) -> Vec<Vec<Id>> {
    let mut found = Vec::new();
    for part in connected_parts(edges) {
        let [first, ..] = part.as_slice() else { continue };
        found.extend(shortest_way(edges, first, &part));
    }
    found.sort();
    found
}

/// The shortest way from an item back to itself, within its part.
fn shortest_way(edges: &Edges, first: &Id, part: &[Id]) -> Option<Vec<Id>> {
    let mut came_from: BTreeMap<&Id, &Id> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([first]);
    while let Some(id) = queue.pop_front() {
        for next in &edges[id] {
            if next == first {
                let mut way = vec![id];
                while let Some(before) = came_from.get(way[way.len() - 1]) {
                    way.push(before);
                }
                return Some(way.into_iter().rev().cloned().collect());
            }
            if part.binary_search(next).is_ok() && !came_from.contains_key(next) {
                came_from.insert(next, id);
                queue.push_back(next);
            }
        }
    }
    None
}

/// The strongly connected parts that hold a cycle, each sorted (Tarjan 1972, without recursion: a chain
/// of dependencies may be longer than the stack is deep).
fn connected_parts(edges: &Edges) -> Vec<Vec<Id>> {
    #[derive(Clone, Copy)]
    struct Mark {
        index: usize,
        low: usize,
        on_stack: bool,
    }
    let mut marks: BTreeMap<&Id, Mark> = BTreeMap::new();
    let mut stack: Vec<&Id> = Vec::new();
    let mut parts = Vec::new();
    for root in edges.keys() {
        if marks.contains_key(root) {
            continue;
        }
        let mut calls: Vec<(&Id, usize)> = vec![(root, 0)];
        while let Some((id, step)) = calls.pop() {
            if step == 0 {
                let index = marks.len();
                marks.insert(id, Mark { index, low: index, on_stack: true });
                stack.push(id);
            }
            if step > 0 {
                let child = marks[&edges[id][step - 1]];
                if child.on_stack {
                    let mark = marks.get_mut(id).expect("marked at its first step");
                    mark.low = mark.low.min(child.low);
                }
            }
            if let Some(next) = edges[id].get(step) {
                calls.push((id, step + 1));
                if !marks.contains_key(next) {
                    calls.push((next, 0));
                }
                continue;
            }
            if marks[id].low == marks[id].index {
                let at = stack.iter().rposition(|other| *other == id).expect("an open part is on the stack");
                let mut part: Vec<Id> = stack.split_off(at).into_iter().cloned().collect();
                for id in &part {
                    marks.get_mut(id).expect("everything on the stack is marked").on_stack = false;
                }
                part.sort();
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
fn told(roadmap: &Roadmap, cycle: &[Id], what: &str, references: fn(&Own) -> Vec<&At<Text>>) -> Problem {
    let draft = &roadmap.items[&cycle[0]].draft;
    let next = cycle.get(1).unwrap_or(&cycle[0]);
    let names = |text: &str| roadmap.resolve(text).is_some_and(|item| item.draft.id.value == *next);
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
        let mut edges = Edges::new();
        for edge in text.split_whitespace() {
            let (from, to) = edge.split_once('>').expect("an edge");
            let id = |text| Id::new(text).expect("an id");
            edges.entry(id(from)).or_default().push(id(to));
            edges.entry(id(to)).or_default();
        }
        cycles(&edges).iter().map(|cycle| cycle.iter().map(Id::as_str).collect::<Vec<_>>().join(" ")).collect()
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
        let mut edges = Edges::new();
        let id = |n: usize| Id::new(&format!("m-{n}")).expect("an id");
        for n in 0..50_000 {
            edges.insert(id(n), vec![id((n + 1) % 50_000)]);
        }
        assert_eq!(cycles(&edges)[0].len(), 50_000);
    }
}
