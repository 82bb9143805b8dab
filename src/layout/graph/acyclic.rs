//! Which edges are turned round so that no circle is left.
//!
//! Edges are taken from the heaviest to the lightest, and one that would close a circle with those
//! taken before is turned. So a light edge never turns a heavy one, and taking a light edge away
//! leaves the heavier ones as they were: a greedy answer to the feedback arc set problem. Only
//! edges inside a strongly connected part can be in a circle; all others cost nothing.

use crate::layout::graph::adjacency::Adjacency;
use crate::model::sorting;

/// For each edge, whether it is turned round. Edges from a node to itself are not.
pub(super) fn turned(node_count: usize, edges: &[(u32, u32)], weights: &[u32]) -> Vec<bool> {
    let part = strong_parts(node_count, edges);
    let mut by_weight: Vec<u32> = (0..edges.len() as u32)
        .filter(|&edge| {
            let (from, to) = edges[edge as usize];
            from != to && part[from as usize] == part[to as usize]
        })
        .collect();
    sorting::sort_by_key(&mut by_weight, |&edge| std::cmp::Reverse(weights[edge as usize]));
    let mut turned = vec![false; edges.len()];
    let mut taken: Vec<Vec<u32>> = vec![Vec::new(); node_count];
    let mut seen = vec![u32::MAX; node_count];
    let mut open = Vec::new();
    for edge in by_weight {
        let (from, to) = edges[edge as usize];
        let closes = reaches(&taken, &mut seen, &mut open, edge, to, from);
        turned[edge as usize] = closes;
        let (from, to) = if closes { (to, from) } else { (from, to) };
        taken[from as usize].push(to);
    }
    turned
}

/// Whether a way along the taken edges leads from one node to another; `mark` is new for every call.
fn reaches(taken: &[Vec<u32>], seen: &mut [u32], open: &mut Vec<u32>, mark: u32, from: u32, to: u32) -> bool {
    open.clear();
    open.push(from);
    seen[from as usize] = mark;
    while let Some(node) = open.pop() {
        if node == to {
            return true;
        }
        for &next in &taken[node as usize] {
            if seen[next as usize] != mark {
                seen[next as usize] = mark;
                open.push(next);
            }
        }
    }
    false
}

/// The strongly connected part of each node (Tarjan 1972, without recursion).
fn strong_parts(node_count: usize, edges: &[(u32, u32)]) -> Vec<u32> {
    let out = Adjacency::of(node_count, edges.iter().copied());
    let mut parts = Parts {
        index: vec![0; node_count],
        low: vec![0; node_count],
        part: vec![u32::MAX; node_count],
        held: Vec::new(),
        next_index: 1,
        next_part: 0,
    };
    // A node on the way, and how many of its edges were followed.
    let mut way: Vec<(u32, usize)> = Vec::new();
    for root in 0..node_count as u32 {
        if parts.index[root as usize] != 0 {
            continue;
        }
        parts.enter(root);
        way.push((root, 0));
        while let Some(top) = way.last_mut() {
            let (node, followed) = *top;
            top.1 += 1;
            if let Some(&next) = out.of_node(node).get(followed) {
                if parts.index[next as usize] == 0 {
                    parts.enter(next);
                    way.push((next, 0));
                } else if parts.part[next as usize] == u32::MAX {
                    parts.low[node as usize] = parts.low[node as usize].min(parts.index[next as usize]);
                }
            } else {
                way.pop();
                parts.leave(node);
                if let Some(&(caller, _)) = way.last() {
                    parts.low[caller as usize] = parts.low[caller as usize].min(parts.low[node as usize]);
                }
            }
        }
    }
    parts.part
}

struct Parts {
    /// When a node was met first, from 1; 0 for not yet.
    index: Vec<u32>,
    /// The earliest node that can be reached and is not yet in a part.
    low: Vec<u32>,
    part: Vec<u32>,
    held: Vec<u32>,
    next_index: u32,
    next_part: u32,
}

impl Parts {
    fn enter(&mut self, node: u32) {
        self.index[node as usize] = self.next_index;
        self.low[node as usize] = self.next_index;
        self.next_index += 1;
        self.held.push(node);
    }

    fn leave(&mut self, node: u32) {
        if self.low[node as usize] != self.index[node as usize] {
            return;
        }
        while let Some(member) = self.held.pop() {
            self.part[member as usize] = self.next_part;
            if member == node {
                break;
            }
        }
        self.next_part += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lightest_edge_of_a_circle_is_turned() {
        let edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 3)];
        assert_eq!(turned(4, &edges, &[5, 1, 3, 1, 1]), [false, true, false, false, false]);
        assert_eq!(turned(4, &edges, &[5, 3, 1, 1, 1]), [false, false, true, false, false]);
    }

    #[test]
    fn without_circles_nothing_is_turned() {
        let edges = [(0, 1), (0, 2), (1, 2), (2, 3), (0, 1)];
        assert_eq!(turned(4, &edges, &[1; 5]), [false; 5]);
        assert_eq!(turned(0, &[], &[]), [false; 0]);
    }

    #[test]
    fn two_edges_there_and_back_turn_the_lighter() {
        assert_eq!(turned(2, &[(0, 1), (1, 0)], &[1, 2]), [true, false]);
    }
}
