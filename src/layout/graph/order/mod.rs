//! The order within the ranks: few crossings.
//!
//! Ranks of items in → the same items from left to right out. Two first orders are tried, one walked from the
//! top and one from the bottom; sweeps up and down put each item near the weighted median of its
//! neighbours (Gansner and others 1993, §3), and neighbours are exchanged where that helps. The
//! best order of all is polished by sifting: each item is tried at every place of its rank.
//!
//! Invariants: the same ranks give the same order; no recursion; the number of sweeps falls with size.
//!
//! Read [`order`] first, then [`median`] and [`exchange`].

mod count;
mod exchange;
mod first;
mod median;

use crate::layout::graph::layers::Layers;

/// Sweeps from each first order, half of them down and half of them up.
const SWEEPS: usize = 24;
/// A sweep that does not better the best order so often in a row ends them.
const PATIENCE: usize = 8;
/// Steps from rank to rank that all sweeps together may look at.
const SWEPT_STEPS: usize = 400_000;
/// Pairs that sifting may look at in a rank.
const SIFTED_PAIRS: usize = 4_000_000;

/// The order on trial.
struct Trial<'a> {
    layers: &'a Layers,
    order: Vec<Vec<u32>>,
    /// Where each item stands in its rank.
    place: Vec<u32>,
}

impl<'a> Trial<'a> {
    fn of(layers: &'a Layers, order: Vec<Vec<u32>>) -> Self {
        let mut trial = Self {
            layers,
            order,
            place: vec![0; layers.rank.len()],
        };
        for rank in 0..trial.order.len() {
            trial.renumber(rank);
        }
        trial
    }

    /// Takes the places of a rank's items from its order.
    fn renumber(&mut self, rank: usize) {
        for (place, &item) in self.order[rank].iter().enumerate() {
            self.place[item as usize] = place as u32;
        }
    }
}

/// Orders the items of each rank.
pub(super) fn order(layers: &mut Layers) {
    let step_count: usize = (0..layers.ends.len()).map(|link| layers.step_count(link)).sum();
    let sweeps = SWEEPS.min(SWEPT_STEPS / step_count.max(1)).max(2);
    let mut best: Option<(u64, Vec<Vec<u32>>)> = None;
    for is_from_top in [true, false] {
        let mut trial = Trial::of(layers, first::order(layers, is_from_top));
        let found = sweep(&mut trial, sweeps);
        if best.as_ref().is_none_or(|(least, _)| found.0 < *least) {
            best = Some(found);
        }
    }
    let Some((_, order)) = best else { return };
    let mut trial = Trial::of(layers, order);
    for _ in 0..4 {
        if !exchange::sift(&mut trial, SIFTED_PAIRS) {
            break;
        }
    }
    layers.order = trial.order;
}

/// Sweeps down and up; the fewest crossings, and the order that has them.
fn sweep(trial: &mut Trial<'_>, sweeps: usize) -> (u64, Vec<Vec<u32>>) {
    exchange::transpose(trial, false);
    let mut least = count::crossings(trial);
    let mut best = trial.order.clone();
    let mut since_best = 0;
    for sweep in 0..sweeps {
        median::sweep(trial, sweep % 2 == 0, sweep % 4 >= 2);
        exchange::transpose(trial, sweep % 4 >= 2);
        let crossings = count::crossings(trial);
        if crossings < least {
            least = crossings;
            best.clone_from(&trial.order);
            since_best = 0;
        } else {
            since_best += 1;
        }
        if least == 0 || since_best == PATIENCE {
            break;
        }
    }
    (least, best)
}
