//! The first tree of arcs that are exactly as long as they must be, and its cut values.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::layout::graph::simplex::{Arc, NONE, Simplex};

impl Simplex<'_> {
    /// Grows a tree from node 0, shifting it as a whole until the nearest node outside can be
    /// taken in by an arc without slack; whether it took in all nodes.
    pub(super) fn grow_tree(&mut self) -> bool {
        let mut is_inside = vec![false; self.places.len()];
        // Slacks change together when the tree is shifted: keys are without the shift.
        let mut shift = 0;
        let mut leaving: BinaryHeap<Reverse<(i32, u32)>> = BinaryHeap::new();
        let mut entering: BinaryHeap<Reverse<(i32, u32)>> = BinaryHeap::new();
        let mut next = Some(0_u32);
        let mut inside = 0;
        while let Some(node) = next {
            is_inside[node as usize] = true;
            inside += 1;
            // While the tree grows a node of it stands at its place plus the shift.
            self.places[node as usize] -= shift;
            for &at in self.around.of_node(node) {
                let Arc { tail, head, length, .. } = self.arcs[at as usize];
                let other = if tail == node { head } else { tail };
                if is_inside[other as usize] {
                    continue;
                }
                let key = self.places[head as usize] - self.places[tail as usize] - length;
                if tail == node {
                    leaving.push(Reverse((key, at)));
                } else {
                    entering.push(Reverse((key, at)));
                }
            }
            next = None;
            loop {
                let out = leaving.peek().map(|&Reverse((key, at))| (key - shift, at, true));
                let into = entering.peek().map(|&Reverse((key, at))| (key + shift, at, false));
                let nearest = match (out, into) {
                    (Some(out), Some(into)) => Some(if into.0 < out.0 { into } else { out }),
                    (out, into) => out.or(into),
                };
                let Some((slack, at, is_leaving)) = nearest else { break };
                let Arc { tail, head, .. } = self.arcs[at as usize];
                let outside = if is_leaving { head } else { tail };
                if is_leaving {
                    leaving.pop();
                } else {
                    entering.pop();
                }
                if is_inside[outside as usize] {
                    continue;
                }
                shift += if is_leaving { slack } else { -slack };
                self.add_to_tree(at);
                self.parent[outside as usize] = at;
                next = Some(outside);
                break;
            }
        }
        for (place, is_inside) in self.places.iter_mut().zip(&is_inside) {
            if *is_inside {
                *place += shift;
            }
        }
        inside == self.places.len()
    }

    /// Cut values and sizes, from the leaves to the root. The cut value of an arc is the weight from
    /// its tail's half to its head's less the weight back: what a half's nodes send out less what they take in.
    pub(super) fn cut_values(&mut self) {
        let mut surplus = vec![0_i32; self.places.len()];
        for arc in self.arcs {
            surplus[arc.tail as usize] += arc.weight;
            surplus[arc.head as usize] -= arc.weight;
        }
        // The tree's arcs came parent first.
        for slot in (0..self.tree.len()).rev() {
            let at = self.tree[slot];
            let Arc { tail, head, .. } = self.arcs[at as usize];
            let (child, parent, sign) = if self.parent[tail as usize] == at {
                (tail, head, 1)
            } else {
                (head, tail, -1)
            };
            debug_assert!(self.parent[child as usize] != NONE);
            self.cut[at as usize] = sign * surplus[child as usize];
            surplus[parent as usize] += surplus[child as usize];
            self.size[parent as usize] += self.size[child as usize];
        }
    }
}
