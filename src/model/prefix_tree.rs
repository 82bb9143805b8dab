//! Stacks as a prefix tree, shared by every view.
//!
//! Row 0 is the root, the empty stack. Every other row is its parent's stack with one more key at
//! the leaf end: a location in the tree a profile is read into, a function in the trees made
//! from it. A million samples of depth forty become some ten million rows, and two samples with the
//! same stack hold the same node.
//!
//! Rows come in *runs*: rows one after the other, each the only child of the one before. What one stack
//! adds to the tree is a run, cut where another stack branches off or ends. So a row needs no more than
//! its key; parents are kept by the run, of which there are at most two for each different stack,
//! and so is everything else that is the same all along a run, such as how often it was seen.
//!
//! ```text
//! stacks   a b c d    a b x y    a b c         runs   0: root a b      parent –
//! rows     0 root  1 a  2 b  3 c  4 d  5 x  6 y       1: c             parent 0
//!                                                     2: d             parent 1
//!                                                     3: x y           parent 0
//! ```
//!
//! Invariants: a parent's row precedes its children's, and a parent run's number its children's. So a
//! single backwards pass over runs sums a tree from its leaves, a single forwards pass hands things
//! down, and walking towards the root ends. A run's parent is always the last row of another run.

mod build;
mod edges;
mod paths;

use std::marker::PhantomData;
use std::ops::Range;

use crate::model::bits::RankedBits;
use crate::model::column::Column;
use crate::model::id::Id;
pub use build::{Finishing, PrefixTreeBuilder};
pub use paths::{Below, Path};

crate::ids! {
    /// A run of a [`PrefixTree`]: rows one after the other, each the only child of the one before.
    RunId
}

/// Keys are below this: one bit of a key's 32 is the builder's.
pub const KEY_LIMIT: u32 = (1 << 31) - 1;

/// The tree: for each node `N` its key `K`, and its parent.
#[derive(Debug)]
pub struct PrefixTree<N, K> {
    key: Column<u32>,
    /// The first row of each run.
    start: Column<u32>,
    /// The run at whose last row a run begins; of the first, itself.
    parent_run: Column<u32>,
    /// The first rows of all runs.
    starts: RankedBits,
    ids: PhantomData<(N, K)>,
}

impl<N, K> Default for PrefixTree<N, K> {
    fn default() -> Self {
        Self {
            key: Column::new(),
            start: Column::new(),
            parent_run: Column::new(),
            starts: RankedBits::default(),
            ids: PhantomData,
        }
    }
}

impl<N: Id, K: Id> PrefixTree<N, K> {
    /// The node before the leaf. The root is its own parent.
    #[inline]
    pub fn parent(&self, node: N) -> N {
        let row = node.row();
        if row == 0 {
            node
        } else if self.starts.has(row) {
            self.last(self.run_parent(self.run_of(node)))
        } else {
            N::from_row(row - 1)
        }
    }

    /// The leaf key of a node; of the root, a key that no table has.
    #[inline(always)]
    pub fn key(&self, node: N) -> K {
        K::from_row(self.key.get(node.row()) as usize)
    }

    /// How many nodes there are, the root included.
    pub fn len(&self) -> usize {
        self.key.len()
    }

    /// Whether there is no node, not even the root.
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    /// The keys from a node to the root, leaf first.
    pub fn leaf_first(&self, node: N) -> impl Iterator<Item = K> + '_ {
        self.towards_root(node).map(|at| self.key(at))
    }

    /// The nodes from this one up to, not including, the root.
    pub fn towards_root(&self, node: N) -> impl Iterator<Item = N> + '_ {
        std::iter::successors(Some(node), |&at| Some(self.parent(at))).take_while(|&at| at.row() != 0)
    }

    /// The key of every node, in row order, as raw rows.
    pub fn keys(&self) -> &Column<u32> {
        &self.key
    }

    /// How many runs there are.
    pub fn run_count(&self) -> usize {
        self.start.len()
    }

    /// The run that a node is in.
    #[inline(always)]
    pub fn run_of(&self, node: N) -> RunId {
        // The first row of all is in the set, so the count is at least 1.
        RunId::from(self.starts.count_through(node.row()) - 1)
    }

    /// The run at whose last node this one begins; of the root's, itself.
    #[inline(always)]
    pub fn run_parent(&self, run: RunId) -> RunId {
        RunId(self.parent_run.get(run.row()))
    }

    /// The first node of a run.
    #[inline(always)]
    pub fn first(&self, run: RunId) -> N {
        N::from_row(self.start.get(run.row()) as usize)
    }

    /// The last node of a run: the only one that may have other children than the next row.
    #[inline]
    pub fn last(&self, run: RunId) -> N {
        N::from_row(self.run_rows(run).end - 1)
    }

    /// The rows of a run; the first run begins with the root.
    #[inline(always)]
    pub fn run_rows(&self, run: RunId) -> Range<usize> {
        let next = run.row() + 1;
        let end = if next == self.start.len() {
            self.len()
        } else {
            self.start.get(next) as usize
        };
        self.start.get(run.row()) as usize..end
    }

    /// Whether a node is the last of its run; if not, its only child is the next row.
    #[inline]
    pub fn is_last(&self, node: N) -> bool {
        let next = node.row() + 1;
        next == self.len() || self.starts.has(next)
    }

    /// The parent run of every run, in order, as raw rows.
    pub fn run_parents(&self) -> &Column<u32> {
        &self.parent_run
    }
}

#[cfg(test)]
mod tests;
