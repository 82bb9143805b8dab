//! Network simplex: whole numbers for nodes, such that arcs are long enough and heavy arcs short.
//!
//! Arcs with least lengths and weights in → a place for each node out, with the smallest sum of
//! weight times length. Ranks and x coordinates are both found so.
//!
//! The method is that of Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed
//! Graphs" (1993), §2.3: a spanning tree of arcs that are exactly as long as they must be; an arc
//! of it with a negative cut value is exchanged for the shortest one that holds the two halves
//! together the other way round. Instead of numbering the tree anew after every exchange, the
//! smaller half is walked (its size is kept for every node), so an exchange costs no more than
//! that half and the circle that the new arc closes.
//!
//! Must not know: what a node or an arc stands for.

mod canonical;
mod pivot;
mod start;

use crate::layout::graph::adjacency::Adjacency;

/// What holds two nodes apart, and how strongly it pulls them together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    /// The node with the smaller number.
    pub(super) tail: u32,
    /// The node with the larger number.
    pub(super) head: u32,
    /// How much larger it is at least.
    pub(super) length: i32,
    /// What each unit of length costs.
    pub(super) weight: i32,
}

/// No arc.
const NONE: u32 = u32::MAX;

/// The state of the method.
struct Simplex<'a> {
    arcs: &'a [Arc],
    /// The arcs of each node, both ways.
    around: Adjacency,
    places: Vec<i32>,
    /// The arcs of the tree.
    tree: Vec<u32>,
    /// The tree's arcs of each node.
    tree_around: Vec<Vec<u32>>,
    /// The arc to a node's parent in the tree.
    parent: Vec<u32>,
    /// Nodes of the subtree below each node, itself included.
    size: Vec<u32>,
    cut: Vec<i32>,
    /// Scratch: marks of nodes, and nodes on a walk.
    mark: Vec<u32>,
    marked: u32,
    walk: Vec<u32>,
}

/// The best places, or the best that this many exchanges lead to, from places that are long enough
/// already. A graph that does not hang together is left as it is.
pub(super) fn solve(arcs: &[Arc], start: Vec<i32>, max_exchanges: usize) -> Vec<i32> {
    improved(arcs, start, max_exchanges).places
}

/// Of all best places the smallest.
pub(super) fn solve_smallest(arcs: &[Arc], start: Vec<i32>, max_exchanges: usize) -> Vec<i32> {
    let mut simplex = improved(arcs, start, max_exchanges);
    simplex.move_to_smallest();
    simplex.places
}

fn improved(arcs: &[Arc], start: Vec<i32>, max_exchanges: usize) -> Simplex<'_> {
    let node_count = start.len();
    let both = arcs
        .iter()
        .enumerate()
        .flat_map(|(at, arc)| [(arc.tail, at as u32), (arc.head, at as u32)]);
    let mut simplex = Simplex {
        arcs,
        around: Adjacency::of(node_count, both),
        places: start,
        tree: Vec::with_capacity(node_count),
        tree_around: vec![Vec::new(); node_count],
        parent: vec![NONE; node_count],
        size: vec![1; node_count],
        cut: vec![0; arcs.len()],
        mark: vec![0; node_count],
        marked: 0,
        walk: Vec::new(),
    };
    if node_count > 1 && simplex.grow_tree() {
        simplex.cut_values();
        simplex.improve(max_exchanges);
    }
    simplex
}

/// Places as small as the arcs allow, from 0; nodes in a circle stay at 0.
pub(super) fn smallest(node_count: usize, arcs: &[Arc]) -> Vec<i32> {
    longest_ways(node_count, arcs, 0)
}

/// For each node the length of the longest way that leads to it, at least this; nodes in a circle have just that.
fn longest_ways(node_count: usize, arcs: &[Arc], least: i32) -> Vec<i32> {
    let out = Adjacency::of(
        node_count,
        arcs.iter().enumerate().map(|(at, arc)| (arc.tail, at as u32)),
    );
    let mut waits = vec![0_u32; node_count];
    for arc in arcs {
        waits[arc.head as usize] += 1;
    }
    let mut places = vec![least; node_count];
    let mut ready: Vec<u32> = (0..node_count as u32)
        .filter(|&node| waits[node as usize] == 0)
        .collect();
    while let Some(node) = ready.pop() {
        for &at in out.of_node(node) {
            let Arc { head, length, .. } = arcs[at as usize];
            let head = head as usize;
            places[head] = places[head].max(places[node as usize] + length);
            waits[head] -= 1;
            if waits[head] == 0 {
                ready.push(head as u32);
            }
        }
    }
    places
}

impl Simplex<'_> {
    /// How much longer an arc is than it must be.
    fn slack(&self, arc: u32) -> i32 {
        let Arc { tail, head, length, .. } = self.arcs[arc as usize];
        self.places[head as usize] - self.places[tail as usize] - length
    }

    /// The other end of an arc.
    fn across(&self, arc: u32, node: u32) -> u32 {
        let Arc { tail, head, .. } = self.arcs[arc as usize];
        if tail == node { head } else { tail }
    }

    fn add_to_tree(&mut self, arc: u32) {
        self.tree.push(arc);
        let Arc { tail, head, .. } = self.arcs[arc as usize];
        self.tree_around[tail as usize].push(arc);
        self.tree_around[head as usize].push(arc);
    }
}

#[cfg(test)]
mod tests;
