//! Taking nodes out and putting them back where they cross less.

use crate::layout::graph::adjacency::Adjacency;
use crate::layout::graph::layers::Layers;
use crate::layout::graph::order::insert::Ways;
use crate::layout::graph::order::{Trial, count};

/// Most nodes taken out together.
const TOGETHER: usize = 60;
/// Pairs of places that all searches together may look at.
const WORK: u64 = 1_000_000;

/// What is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// A node and its edges.
    Alone,
    /// Also what can be reached from the top through it only, if there is any.
    WithAllBelow,
}

/// What improving needs to know of the layers, and scratch.
pub(super) struct Again {
    /// The links of each node.
    links: Adjacency,
    /// How many links lead down to each node.
    above: Vec<u32>,
    /// Of these, how many do not come from what was taken.
    other_above: Vec<u32>,
    taken: Vec<u32>,
    ways: Ways,
}

impl Again {
    pub(super) fn of(layers: &Layers) -> Self {
        let ends = layers.ends.iter().enumerate();
        let pairs = ends.flat_map(|(at, &(upper, lower))| [(upper, at as u32), (lower, at as u32)]);
        let mut above = vec![0; layers.node_count];
        for &(_, lower) in &layers.ends {
            above[lower as usize] += 1;
        }
        Self {
            links: Adjacency::of(layers.node_count, pairs),
            other_above: above.clone(),
            above,
            taken: Vec::new(),
            ways: Ways::default(),
        }
    }

    /// Puts a node with its edges to nodes that stand where it crosses least; how much that is.
    pub(super) fn put(&mut self, trial: &mut Trial<'_>, node: u32) -> u64 {
        self.ways.insert(trial, self.links.of_node(node), node)
    }

    /// Tries another place for every node from this number on, the heaviest first.
    pub(super) fn improve(&mut self, trial: &mut Trial<'_>, from: u32, what: Taken) {
        let mut order_before = Vec::new();
        let mut place_before = Vec::new();
        for node in from..trial.layers.node_count as u32 {
            if self.ways.work > WORK {
                break;
            }
            self.choose(trial.layers, node, what);
            let has_company = self.taken.len() > 1;
            if has_company != (what == Taken::WithAllBelow) || self.crossed(trial) == 0 {
                continue;
            }
            order_before.clone_from(&trial.order);
            place_before.clone_from(&trial.place);
            let before = self.take_out(trial);
            let mut after = 0;
            for at in 0..self.taken.len() {
                let node = self.taken[at];
                after += self.put(trial, node);
            }
            if after >= before {
                std::mem::swap(&mut trial.order, &mut order_before);
                std::mem::swap(&mut trial.place, &mut place_before);
            }
        }
    }

    /// Finds what is taken out with a node.
    fn choose(&mut self, layers: &Layers, node: u32, what: Taken) {
        self.taken.clear();
        self.taken.push(node);
        if what == Taken::Alone {
            return;
        }
        let mut at = 0;
        while let Some(&node) = self.taken.get(at) {
            at += 1;
            for &link in self.links.of_node(node) {
                let (upper, lower) = layers.ends[link as usize];
                if upper == node {
                    let other = &mut self.other_above[lower as usize];
                    *other -= 1;
                    if *other == 0 && self.taken.len() < TOGETHER {
                        self.taken.push(lower);
                    }
                }
            }
        }
        // Only what was looked at has changed.
        for &node in &self.taken {
            for &link in self.links.of_node(node) {
                let (_, lower) = layers.ends[link as usize];
                self.other_above[lower as usize] = self.above[lower as usize];
            }
        }
    }

    /// How often the edges of what is chosen cross any edge.
    fn crossed(&self, trial: &Trial<'_>) -> u64 {
        let links = self.taken.iter().flat_map(|&node| self.links.of_node(node));
        links.map(|&link| count::of_link(trial, link)).sum()
    }

    /// Takes out what is chosen; how many crossings that takes away.
    fn take_out(&mut self, trial: &mut Trial<'_>) -> u64 {
        let mut gone = 0;
        for &node in &self.taken {
            for &link in self.links.of_node(node) {
                let (upper, lower) = trial.layers.ends[link as usize];
                if trial.is_absent(upper) || trial.is_absent(lower) {
                    continue;
                }
                gone += count::of_link(trial, link);
                for item in trial.layers.virtuals[link as usize].clone() {
                    trial.take(item);
                }
                // Its last step has to go too, or it would still be counted: the node goes next.
            }
            trial.take(node);
        }
        gone
    }
}
