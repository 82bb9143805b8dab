//! A good picture without the simplex: packed, then loosened by medians.

use crate::layout::graph::adjacency::Adjacency;
use crate::layout::graph::place::Spring;
use crate::layout::graph::simplex::{self, Arc};
use crate::model::sorting;

/// Sweeps to the right and back before the simplex.
pub(super) const SWEEPS: usize = 12;

/// Halfway between packed to the left and packed to the right: far enough apart, since both are.
pub(super) fn packed(block_count: usize, distances: &[Arc]) -> Vec<i32> {
    let left = simplex::smallest(block_count, distances);
    let turned: Vec<_> = distances
        .iter()
        .map(|arc| Arc {
            tail: arc.head,
            head: arc.tail,
            ..*arc
        })
        .collect();
    let from_right = simplex::smallest(block_count, &turned);
    let width = left.iter().copied().max().unwrap_or(0);
    // Sums at least twice as far apart are, halved and rounded down, still far enough apart.
    left.iter()
        .zip(&from_right)
        .map(|(left, from_right)| (left + width - from_right).div_euclid(2))
        .collect()
}

/// Blocks with their neighbours and springs.
pub(super) struct Loose<'a> {
    distances: &'a [Arc],
    springs: &'a [Spring],
    leftwards: Adjacency,
    rightwards: Adjacency,
    pulls: Adjacency,
    /// All blocks, each after those at its left.
    in_order: Vec<u32>,
    /// Scratch: where springs pull to, and how strongly.
    wishes: Vec<(i32, i64)>,
}

impl<'a> Loose<'a> {
    pub(super) fn of(block_count: usize, distances: &'a [Arc], springs: &'a [Spring]) -> Self {
        let arcs = || distances.iter().enumerate();
        let ends = springs
            .iter()
            .enumerate()
            .flat_map(|(at, spring)| [(spring.one, at as u32), (spring.other, at as u32)]);
        let smallest = simplex::smallest(block_count, distances);
        let mut in_order: Vec<u32> = (0..block_count as u32).collect();
        sorting::sort_by_key(&mut in_order, |&block| smallest[block as usize]);
        Self {
            distances,
            springs,
            leftwards: Adjacency::of(block_count, arcs().map(|(at, arc)| (arc.head, at as u32))),
            rightwards: Adjacency::of(block_count, arcs().map(|(at, arc)| (arc.tail, at as u32))),
            pulls: Adjacency::of(block_count, ends),
            in_order,
            wishes: Vec::new(),
        }
    }

    /// Moves each block to the weighted median of what it is tied to, as far as its neighbours let it.
    pub(super) fn sweep(&mut self, places: &mut [i32], sweeps: usize) {
        for sweep in 0..sweeps {
            for at in 0..self.in_order.len() {
                let at = if sweep % 2 == 0 {
                    self.in_order.len() - 1 - at
                } else {
                    at
                };
                let block = self.in_order[at];
                if let Some((from, to)) = self.best(block, places) {
                    let (least, most) = self.room(block, places);
                    let now = places[block as usize];
                    places[block as usize] = now.max(from).min(to).min(most).max(least);
                }
            }
        }
    }

    /// Moves each block to the middle of all places that are equally good for it.
    pub(super) fn centre(&mut self, places: &mut [i32]) {
        for at in 0..self.in_order.len() {
            let block = self.in_order[at];
            if let Some((from, to)) = self.best(block, places) {
                let (least, most) = self.room(block, places);
                let (from, to) = (from.max(least), to.min(most));
                if from <= to {
                    places[block as usize] = from.midpoint(to);
                }
            }
        }
    }

    /// The least and the most place that its neighbours leave a block.
    fn room(&self, block: u32, places: &[i32]) -> (i32, i32) {
        let arc = |at: &u32| self.distances[*at as usize];
        let left = self.leftwards.of_node(block).iter().map(arc);
        let right = self.rightwards.of_node(block).iter().map(arc);
        (
            left.map(|arc| places[arc.tail as usize] + arc.length)
                .max()
                .unwrap_or(i32::MIN / 2),
            right
                .map(|arc| places[arc.head as usize] - arc.length)
                .min()
                .unwrap_or(i32::MAX / 2),
        )
    }

    /// The places where a block's springs pull least: between two ends of its springs, or at one.
    fn best(&mut self, block: u32, places: &[i32]) -> Option<(i32, i32)> {
        self.wishes.clear();
        let mut all = 0;
        for &at in self.pulls.of_node(block) {
            let Spring { one, other, pull } = self.springs[at as usize];
            let far = if one == block { other } else { one };
            self.wishes.push((places[far as usize], i64::from(pull)));
            all += i64::from(pull);
        }
        sorting::sort_by_key(&mut self.wishes, |wish| wish.0);
        let mut below = 0;
        let mut from = None;
        for &(place, pull) in &self.wishes {
            if let Some(from) = from {
                return Some((from, place));
            }
            below += pull;
            if below * 2 > all {
                return Some((place, place));
            }
            if below * 2 == all {
                from = Some(place);
            }
        }
        from.map(|from| (from, from))
    }
}
