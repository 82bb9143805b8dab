//! The flame graph's tree: every node with its children, heaviest first.
//!
//! Only the nodes a picture visits are ever ordered: children lie together in one array, in
//! the order of the file, and a node's are sorted the first time they are asked for. A tree of
//! millions of nodes costs one pass to lay down and nothing to open.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::weights::Weights;
use crate::model::column::OutOfMemory;

/// The children of every node.
#[derive(Debug, Default)]
pub struct Children {
    /// For each node where its children begin in `list`; one entry more than there are nodes.
    start: Vec<u32>,
    list: Vec<u32>,
    /// For each node whether its children are in order, a bit each.
    is_sorted: Vec<u64>,
}

impl Children {
    /// Lays down the children of every node, in row order.
    pub fn of(tree: &CallTree) -> Result<Self, OutOfMemory> {
        let nodes = tree.len();
        let full = OutOfMemory { rows: nodes };
        let mut start = filled(nodes + 2, 0_u32).ok_or(full)?;
        // Counts, shifted by two, so that filling the list leaves the starts in place.
        for parent in tree.parents().iter().skip(1) {
            start[parent as usize + 2] += 1;
        }
        for node in 2..start.len() {
            start[node] += start[node - 1];
        }
        let mut list = filled(nodes.saturating_sub(1), 0_u32).ok_or(full)?;
        for (row, parent) in tree.parents().iter().enumerate().skip(1) {
            let at = &mut start[parent as usize + 1];
            list[*at as usize] = row as u32;
            *at += 1;
        }
        start.pop();
        Ok(Self {
            start,
            list,
            is_sorted: filled(nodes.div_ceil(64), 0).ok_or(full)?,
        })
    }

    /// A node's children, the widest first; equal ones in row order.
    pub fn by_width(&mut self, node: NodeId, weights: &Weights) -> &[u32] {
        let row = node.row();
        let range = self.start[row] as usize..self.start[row + 1] as usize;
        let (word, bit) = (row / 64, 1_u64 << (row % 64));
        if self.is_sorted[word] & bit == 0 {
            self.is_sorted[word] |= bit;
            // Stable: the rows come in order.
            self.list[range.clone()].sort_by_key(|&child| std::cmp::Reverse(weights.width(NodeId(child))));
        }
        &self.list[range]
    }

    /// A node's children in no promised order.
    pub fn unsorted(&self, node: NodeId) -> &[u32] {
        &self.list[self.start[node.row()] as usize..self.start[node.row() + 1] as usize]
    }

    /// Forgets the order, for new weights.
    pub fn forget_order(&mut self) {
        self.is_sorted.fill(0);
        for node in 0..self.start.len().saturating_sub(1) {
            self.list[self.start[node] as usize..self.start[node + 1] as usize].sort_unstable();
        }
    }
}

fn filled<T: Clone>(len: usize, value: T) -> Option<Vec<T>> {
    let mut rows = Vec::new();
    rows.try_reserve_exact(len).ok()?;
    rows.resize(len, value);
    Some(rows)
}
