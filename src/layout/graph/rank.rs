//! In which rank each node stands: every edge leads down, heavy edges as little as possible.
//!
//! Often several rankings are equally short. Of these the highest is taken, in which every node stands as near
//! below its callers as it can: a choice that a light node more or less seldom changes.

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
    let places = simplex::solve_smallest(&arcs, start, EXCHANGES * node_count);
    let top = places.iter().copied().min().unwrap_or(0);
    places.iter().map(|place| (place - top) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(upper: u32, lower: u32, weight: u32) -> Link {
        Link {
            upper,
            lower,
            weight,
            min_ranks: 1,
            label: None,
        }
    }

    #[test]
    fn of_equally_short_ranks_the_highest_are_taken() {
        // 4 may stand in rank 1 or 2: as far from 0 as from 3, and equally heavy.
        let links = [
            link(0, 1, 9),
            link(1, 2, 9),
            link(2, 3, 9),
            link(0, 4, 2),
            link(4, 3, 2),
        ];
        assert_eq!(ranks(5, &links), [0, 1, 2, 3, 1]);
        // Pulled down harder, it stands below.
        let links = [
            link(0, 1, 9),
            link(1, 2, 9),
            link(2, 3, 9),
            link(0, 4, 2),
            link(4, 3, 3),
        ];
        assert_eq!(ranks(5, &links), [0, 1, 2, 3, 2]);
    }
}
