//! Items in ranks: nodes, and a virtual node for every rank that an edge passes.
//!
//! Items are numbered: the nodes first, then the virtual nodes of each link, from top to bottom.

use std::ops::Range;

use crate::layout::graph::adjacency::Adjacency;

/// The items of each rank, from left to right, and what hangs together.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    /// How many items are nodes.
    pub(super) node_count: usize,
    /// Where each link leads from and to.
    pub(super) ends: Vec<(u32, u32)>,
    /// The virtual nodes of each link.
    pub(super) virtuals: Vec<Range<u32>>,
    /// The rank of each item.
    pub(super) rank: Vec<u32>,
    /// The items above each item that it hangs on.
    pub(super) above: Adjacency,
    /// The items below each item that hang on it.
    pub(super) below: Adjacency,
    /// The items of each rank, from left to right.
    pub(super) order: Vec<Vec<u32>>,
}

impl Layers {
    /// Makes the virtual nodes of links that lead from upper to lower nodes; the order within the ranks is that of the numbers.
    pub(super) fn of(node_ranks: Vec<u32>, ends: &[(u32, u32)]) -> Self {
        let node_count = node_ranks.len();
        let mut rank = node_ranks;
        let mut virtuals = Vec::with_capacity(ends.len());
        for &(upper, lower) in ends {
            let start = rank.len() as u32;
            rank.extend(rank[upper as usize] + 1..rank[lower as usize]);
            virtuals.push(start..rank.len() as u32);
        }
        let mut layers = Self {
            node_count,
            ends: ends.to_vec(),
            virtuals,
            rank,
            ..Self::default()
        };
        let mut steps = Vec::with_capacity(layers.rank.len() + ends.len());
        for link in 0..ends.len() {
            steps.extend((0..layers.step_count(link)).map(|step| layers.step(link, step)));
        }
        let item_count = layers.rank.len();
        layers.below = Adjacency::of(item_count, steps.iter().copied());
        layers.above = Adjacency::of(item_count, steps.iter().map(|&(upper, lower)| (lower, upper)));
        let deepest = layers.rank.iter().max().map_or(0, |&rank| rank as usize + 1);
        layers.order = vec![Vec::new(); deepest];
        for (item, &rank) in layers.rank.iter().enumerate() {
            layers.order[rank as usize].push(item as u32);
        }
        layers
    }

    /// How many steps from rank to rank a link takes.
    pub(super) fn step_count(&self, link: usize) -> usize {
        self.virtuals[link].len() + 1
    }

    /// The upper and the lower item of a link's step; the first is at the top.
    pub(super) fn step(&self, link: usize, step: usize) -> (u32, u32) {
        let (upper, lower) = self.ends[link];
        let virtuals = &self.virtuals[link];
        let item = |at: usize| virtuals.start + at as u32;
        (
            if step == 0 { upper } else { item(step - 1) },
            if step == virtuals.len() { lower } else { item(step) },
        )
    }

    /// Whether an item is a node.
    pub(super) fn is_node(&self, item: u32) -> bool {
        (item as usize) < self.node_count
    }
}
