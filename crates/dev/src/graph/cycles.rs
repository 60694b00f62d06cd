//! Files that need each other: the strongly connected parts of the graph with more than one member.

use std::collections::BTreeSet;

use super::imports::Graph;

/// Every cycle as the set of its files, the largest first.
pub(super) fn find(graph: &Graph) -> Vec<BTreeSet<String>> {
    let mut cycles: Vec<BTreeSet<String>> = Vec::new();
    for file in graph.keys() {
        if cycles.iter().any(|cycle| cycle.contains(file)) {
            continue;
        }
        let below = reachable(graph, file);
        let both = below.iter().filter(|other| *other != file && reachable(graph, other).contains(file));
        let mut cycle: BTreeSet<String> = both.cloned().collect();
        if !cycle.is_empty() {
            cycle.insert(file.clone());
            cycles.push(cycle);
        }
    }
    cycles.sort_by_key(|cycle| std::cmp::Reverse(cycle.len()));
    cycles
}

/// Every file that is used by this one, directly or through others.
fn reachable(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(file) = waiting.pop() {
        for used in graph.get(file).into_iter().flat_map(|uses| uses.keys()) {
            if seen.insert(used.clone()) {
                waiting.push(used);
            }
        }
    }
    seen
}
