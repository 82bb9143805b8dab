//! Stacks as a prefix tree, shared by every view.
//!
//! Row 0 is the root, the empty stack. Every other row is its parent's stack with one more key at
//! the leaf end: a location in the tree a profile is read into, a function in the trees made
//! from it. A million samples of depth forty become a few million rows, and two samples with the
//! same stack hold the same node.
//!
//! Invariant: a parent's row precedes its children's. So a single backwards pass sums a tree
//! from its leaves, a single forwards pass hands things down, and walking towards the root ends.

mod build;
mod edges;

use std::marker::PhantomData;

use crate::model::column::Column;
use crate::model::id::Id;
pub use build::{Finishing, PrefixTreeBuilder};

/// The tree: for each node `N` its parent and its key `K`.
#[derive(Debug)]
pub struct PrefixTree<N, K> {
    parent: Column<u32>,
    key: Column<u32>,
    ids: PhantomData<(N, K)>,
}

impl<N, K> Default for PrefixTree<N, K> {
    fn default() -> Self {
        Self {
            parent: Column::new(),
            key: Column::new(),
            ids: PhantomData,
        }
    }
}

impl<N: Id, K: Id> PrefixTree<N, K> {
    /// The node before the leaf. The root is its own parent.
    #[inline]
    pub fn parent(&self, node: N) -> N {
        N::from_row(self.parent.get(node.row()) as usize)
    }

    /// The leaf key of a node; of the root, a key that no table has.
    #[inline]
    pub fn key(&self, node: N) -> K {
        K::from_row(self.key.get(node.row()) as usize)
    }

    /// How many nodes there are, the root included.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether there is no node, not even the root.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// The keys from a node to the root, leaf first.
    pub fn leaf_first(&self, node: N) -> impl Iterator<Item = K> + '_ {
        self.towards_root(node).map(|at| self.key(at))
    }

    /// The nodes from this one up to, not including, the root.
    pub fn towards_root(&self, node: N) -> impl Iterator<Item = N> + '_ {
        std::iter::successors(Some(node), |&at| Some(self.parent(at))).take_while(|&at| at.row() != 0)
    }

    /// The parent of every node, in row order, as raw rows.
    pub fn parents(&self) -> &Column<u32> {
        &self.parent
    }

    /// The key of every node, in row order, as raw rows.
    pub fn keys(&self) -> &Column<u32> {
        &self.key
    }
}

#[cfg(test)]
mod tests;
