//! The order within the ranks: few crossings, and much the same ones when little has changed.
//!
//! Ranks of items in → the same items from left to right out.
//!
//! 1. The heavy nodes are ordered alone ([`core`]): the [`first`] order is a walk along the edges, and
//!    one sweep puts each item near the weighted [`median`] of its neighbours (Gansner and others
//!    1993, §3) where that is better.
//! 2. Nodes are taken out and put back where they cross least, with their edges and with all that
//!    hangs on nothing else ([`again`], [`insert`]); neighbours and single items are exchanged ([`exchange`]).
//! 3. The light nodes are put in between, and improved likewise.
//!
//! Many sweeps, which cross a little less, lead from a small change to quite another order; these
//! steps seldom do, and a light node has no say in the order of the heavy ones.
//!
//! Invariants: the same ranks give the same order; no recursion; the work is bounded whatever the size.
//!
//! Read [`order`] first.

mod again;
mod core;
mod count;
mod exchange;
mod first;
mod insert;
mod median;

use crate::layout::graph::layers::Layers;
use crate::layout::graph::order::again::{Again, Taken};

/// Rounds of sifting at the end.
const SIFTINGS: usize = 3;
/// The place of an item that does not stand anywhere yet.
const ABSENT: u32 = u32::MAX;

/// The order on trial.
struct Trial<'a> {
    layers: &'a Layers,
    order: Vec<Vec<u32>>,
    /// Where each item stands in its rank, or [`ABSENT`].
    place: Vec<u32>,
}

impl<'a> Trial<'a> {
    fn of(layers: &'a Layers, order: Vec<Vec<u32>>) -> Self {
        let mut trial = Self {
            layers,
            order,
            place: vec![ABSENT; layers.rank.len()],
        };
        for rank in 0..trial.order.len() {
            trial.renumber(rank, 0);
        }
        trial
    }

    /// Takes the places of a rank's items from its order, from one place on.
    fn renumber(&mut self, rank: usize, from: usize) {
        for (place, &item) in self.order[rank].iter().enumerate().skip(from) {
            self.place[item as usize] = place as u32;
        }
    }

    fn is_absent(&self, item: u32) -> bool {
        self.place[item as usize] == ABSENT
    }

    /// Puts an item into a rank, before what stands at this place.
    fn put(&mut self, rank: usize, place: usize, item: u32) {
        self.order[rank].insert(place, item);
        self.renumber(rank, place);
    }

    /// Takes an item out of its rank.
    fn take(&mut self, item: u32) {
        let rank = self.layers.rank[item as usize] as usize;
        let place = self.place[item as usize] as usize;
        self.order[rank].remove(place);
        self.place[item as usize] = ABSENT;
        self.renumber(rank, place);
    }

    /// How far right an item stands in its rank, from 0 to 1.
    fn right(&self, item: u32) -> f64 {
        let count = self.order[self.layers.rank[item as usize] as usize].len();
        (f64::from(self.place[item as usize]) + 0.5) / count.max(1) as f64
    }
}

/// Orders the items of each rank; the weights are the nodes', the heaviest first.
pub(super) fn order(layers: &mut Layers, weights: &[f64]) {
    let core_size = core::size(weights);
    let (core_layers, items) = core::layers(layers, core_size);
    let order = swept(&core_layers);
    let mut trial = Trial::of(&core_layers, order);
    let mut again = Again::of(&core_layers);
    again.improve(&mut trial, 0, Taken::Alone);
    again.improve(&mut trial, 0, Taken::WithAllBelow);
    exchange::transpose(&mut trial);
    exchange::sift(&mut trial);
    let core = trial.order;
    let mut again = Again::of(layers);
    let mut trial = core::with_all(layers, &core, &items, core_size, &mut again);
    for (from, taken) in [
        (core_size, Taken::Alone),
        (core_size, Taken::WithAllBelow),
        (0, Taken::Alone),
    ] {
        again.improve(&mut trial, from as u32, taken);
    }
    exchange::transpose(&mut trial);
    for _ in 0..SIFTINGS {
        if !exchange::sift(&mut trial) {
            break;
        }
    }
    layers.order = trial.order;
}

/// The order that a walk from the top meets, or that order after a sweep.
fn swept(layers: &Layers) -> Vec<Vec<u32>> {
    let mut trial = Trial::of(layers, first::order(layers));
    exchange::transpose(&mut trial);
    let before = (count::crossings(&trial), trial.order.clone());
    median::sweep(&mut trial);
    exchange::transpose(&mut trial);
    if count::crossings(&trial) < before.0 {
        trial.order
    } else {
        before.1
    }
}
