//! In which rank each node stands: every edge leads down, heavy edges as little as possible.

use crate::layout::graph::Link;
use crate::layout::graph::simplex::{self, Arc};

/// Exchanges for each node: twenty times what real graphs need.
const EXCHANGES: usize = 40;

/// The rank of each node, from 0 without a gap at the top. The links lead from upper to lower nodes and in no circle.
pub(super) fn ranks(node_count: usize, links: &[Link]) -> Vec<u32> {
    let arcs: Vec<_> = links
        .iter()
        .map(|link| Arc {
            tail: link.upper,
            head: link.lower,
            length: link.min_ranks as i32,
            weight: link.weight as i32,
        })
        .collect();
    let start = simplex::smallest(node_count, &arcs);
    let places = simplex::solve(&arcs, start, EXCHANGES * node_count);
    let top = places.iter().copied().min().unwrap_or(0);
    places.iter().map(|place| (place - top) as u32).collect()
}
