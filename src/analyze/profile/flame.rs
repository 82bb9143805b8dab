//! The flame graph's tree: every node with its children, heaviest first.
//!
//! A node that is not the last of its run has one child, the next row. The children of the others
//! lie together in one array, in the order of the file, and a run's are sorted the first time they are
//! asked for: only those of nodes that a picture visits ever are. A tree of ten million nodes costs
//! one pass over its runs to lay down and nothing to open.

use std::cmp::Reverse;

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::weights::Weights;
use crate::model::bits::Bits;
use crate::model::column::OutOfMemory;
use crate::model::prefix_tree::RunId;

/// The children of every node.
#[derive(Debug, Default)]
pub struct Children {
    /// For each run where the children of its last node begin in `list`; one entry more than there are runs.
    start: Vec<u32>,
    list: Vec<u32>,
    /// The runs whose children are in order.
    sorted: Bits,
    /// The child of a node that is not the last of its run.
    only: [u32; 1],
}

impl Children {
    /// Lays down the children of every node, in row order.
    pub fn of(tree: &CallTree) -> Result<Self, OutOfMemory> {
        let nodes = tree.nodes();
        let runs = nodes.run_count();
        let full = OutOfMemory { rows: runs };
        let mut start = filled(runs + 2).ok_or(full)?;
        // Counts, shifted by two, so that filling the list leaves the starts in place.
        for parent in nodes.run_parents().iter().skip(1) {
            start[parent as usize + 2] += 1;
        }
        for run in 2..start.len() {
            start[run] += start[run - 1];
        }
        let mut list = filled(runs.saturating_sub(1)).ok_or(full)?;
        for run in tree.runs().skip(1) {
            let at = &mut start[nodes.run_parent(run).row() + 1];
            list[*at as usize] = nodes.first(run).0;
            *at += 1;
        }
        start.pop();
        Ok(Self {
            start,
            list,
            sorted: Bits::new(),
            only: [0],
        })
    }

    /// A node's children, the widest first; equal ones in row order.
    pub fn by_width(&mut self, node: NodeId, tree: &CallTree, weights: &Weights) -> &[u32] {
        if !tree.nodes().is_last(node) {
            self.only = [node.0 + 1];
            return &self.only;
        }
        let run = tree.nodes().run_of(node);
        let range = self.start[run.row()] as usize..self.start[run.row() + 1] as usize;
        let children = &mut self.list[range];
        // Without memory for another bit they are sorted again next time.
        if children.len() > 1 && !self.sorted.has(run.row()) && self.sorted.insert(run.row()).is_ok() {
            // Rows, too, since they do not come in their order once they were sorted by other weights.
            children.sort_by_cached_key(|&child| (Reverse(weights.width(tree, NodeId(child))), child));
        }
        children
    }

    /// The runs that begin below a run's last node, in no promised order, as the rows they begin with.
    pub fn below(&self, run: RunId) -> &[u32] {
        &self.list[self.start[run.row()] as usize..self.start[run.row() + 1] as usize]
    }

    /// Forgets the order, for new weights.
    pub fn forget_order(&mut self) {
        self.sorted = Bits::new();
    }
}

fn filled(len: usize) -> Option<Vec<u32>> {
    let mut rows = Vec::new();
    rows.try_reserve_exact(len).ok()?;
    rows.resize(len, 0);
    Some(rows)
}
