//! Of all best places the smallest.

use crate::layout::graph::adjacency::Adjacency;
use crate::layout::graph::simplex::{self, Arc, Simplex};

impl Simplex<'_> {
    /// Moves what can move without cost to smaller places. Arcs of the tree with a cut value cannot
    /// become longer without cost, so they hold their ends together; of what is then one, places
    /// are as small as the other arcs allow.
    pub(super) fn move_to_smallest(&mut self) {
        let node_count = self.places.len();
        let held = self.tree.iter().copied().filter(|&at| self.cut[at as usize] > 0);
        let held: Vec<_> = held
            .map(|at| {
                let Arc { tail, head, .. } = self.arcs[at as usize];
                (tail, head)
            })
            .collect();
        let both = held.iter().flat_map(|&(tail, head)| [(tail, head), (head, tail)]);
        let neighbours = Adjacency::of(node_count, both);
        let mut group = vec![u32::MAX; node_count];
        let mut group_count = 0;
        let mut open = Vec::new();
        for first in 0..node_count as u32 {
            if group[first as usize] != u32::MAX {
                continue;
            }
            group[first as usize] = group_count;
            open.push(first);
            while let Some(node) = open.pop() {
                for &next in neighbours.of_node(node) {
                    if group[next as usize] == u32::MAX {
                        group[next as usize] = group_count;
                        open.push(next);
                    }
                }
            }
            group_count += 1;
        }
        // How far a group moves at least, against another: as far as the arc between them is too long.
        let mut between: Vec<Arc> = Vec::new();
        for (at, arc) in self.arcs.iter().enumerate() {
            let [tail, head] = [arc.tail, arc.head].map(|node| group[node as usize]);
            if tail != head {
                let length = -self.slack(at as u32);
                between.push(Arc {
                    tail,
                    head,
                    length,
                    weight: 0,
                });
            }
        }
        // Nothing moves above the top: one more group, which does not move, says so.
        let top = self.places.iter().copied().min().unwrap_or(0);
        for (&place, &head) in self.places.iter().zip(&group) {
            between.push(Arc {
                tail: group_count,
                head,
                length: top - place,
                weight: 0,
            });
        }
        let mut moves = simplex::longest_ways(group_count as usize + 1, &between, i32::MIN / 2);
        let still = moves.pop().unwrap_or(0);
        for (place, &group) in self.places.iter_mut().zip(&group) {
            *place += (moves[group as usize] - still).clamp(top - *place, 0);
        }
    }
}
