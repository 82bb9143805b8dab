//! Stacks as a prefix tree, shared by every view.
//!
//! Row 0 is the root, the empty stack. Every other row is its parent's stack with one more key at
//! the leaf end: a location in the tree a profile is read into, a function in the trees made
//! from it. A million samples of depth forty become a few million rows, and two samples with the
//! same stack hold the same node.
//!
//! Invariant: a parent's row precedes its children's. So a single backwards pass sums a tree
//! from its leaves, a single forwards pass hands things down, and walking towards the root ends.

use std::marker::PhantomData;

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::Id;

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

/// Builds a [`PrefixTree`] by walking from the root.
///
/// Most nodes of a real profile have one child, and the nodes of a new tail are made one
/// after the other: so every node keeps its first child beside its own key, where one load
/// brings both, and only second and further children go through a hash table.
#[derive(Debug)]
pub struct PrefixTreeBuilder<N, K> {
    parent: Column<u32>,
    nodes: Column<Walked>,
    more_children: hashbrown::HashTable<Edge>,
    ids: PhantomData<(N, K)>,
}

/// What walking needs of a node.
#[derive(Clone, Copy, Debug)]
struct Walked {
    key: u32,
    /// Row of the child that was made first, 0 when there is none.
    first_child: u32,
}

/// A second or further child, found by its parent and its key.
#[derive(Clone, Copy, Debug)]
struct Edge {
    parent: u32,
    key: u32,
    child: u32,
}

impl<N: Id, K: Id> PrefixTreeBuilder<N, K> {
    /// A tree of the root alone.
    pub fn new() -> Result<Self, OutOfMemory> {
        let mut builder = Self {
            parent: Column::new(),
            nodes: Column::new(),
            more_children: hashbrown::HashTable::new(),
            ids: PhantomData,
        };
        builder.append(0, 1, || u32::MAX)?;
        Ok(builder)
    }

    /// The node of the empty stack.
    pub fn root(&self) -> N {
        N::from_row(0)
    }

    /// The node of `parent`'s stack with `key` as its new leaf, made when it is new.
    #[inline]
    pub fn push(&mut self, parent: N, key: K) -> Result<N, OutOfMemory> {
        self.push_all(parent, &[key])
    }

    /// The node of `root`'s stack with all these keys, given leaf first as profile.proto has them.
    #[inline]
    pub fn push_all(&mut self, root: N, leaf_first: &[K]) -> Result<N, OutOfMemory> {
        let mut at = root.row() as u32;
        let mut left = leaf_first;
        while let Some((key, rest)) = left.split_last() {
            let key = key.row() as u32;
            let first = self.nodes.get(at as usize).first_child;
            at = if first == 0 {
                self.nodes.get_mut(at as usize).first_child = self.parent.len() as u32;
                return self.append_all(at, left);
            } else if self.nodes.get(first as usize).key == key {
                first
            } else if let Some(child) = self.find_further(at, key) {
                child
            } else {
                self.add_further(at, key)?;
                return self.append_all(at, left);
            };
            left = rest;
        }
        Ok(N::from_row(at as usize))
    }

    fn find_further(&self, parent: u32, key: u32) -> Option<u32> {
        self.more_children
            .find(edge_hash(parent, key), |edge| edge.parent == parent && edge.key == key)
            .map(|edge| edge.child)
    }

    /// Notes that the next row will be a further child of `parent`.
    fn add_further(&mut self, parent: u32, key: u32) -> Result<(), OutOfMemory> {
        let rehash = |edge: &Edge| edge_hash(edge.parent, edge.key);
        let rows = self.parent.len();
        self.more_children
            .try_reserve(1, rehash)
            .map_err(|_no_memory| OutOfMemory { rows })?;
        let child = rows as u32;
        self.more_children
            .insert_unique(edge_hash(parent, key), Edge { parent, key, child }, rehash);
        Ok(())
    }

    /// Below a new node everything is new: no look-ups.
    fn append_all(&mut self, parent: u32, leaf_first: &[K]) -> Result<N, OutOfMemory> {
        let mut keys = leaf_first.iter().rev();
        let next = || keys.next().map_or(u32::MAX, |key| key.row() as u32);
        self.append(parent, leaf_first.len(), next)
    }

    /// Makes a chain of `count` new nodes under `parent` and returns the last.
    #[inline]
    fn append(&mut self, parent: u32, count: usize, mut next_key: impl FnMut() -> u32) -> Result<N, OutOfMemory> {
        let base = self.parent.len() as u32;
        self.parent
            .extend_with(count, |n| if n == 0 { parent } else { base + n as u32 - 1 })?;
        self.nodes.extend_with(count, |n| Walked {
            key: next_key(),
            first_child: if n + 1 == count { 0 } else { base + n as u32 + 1 },
        })?;
        Ok(N::from_row(self.parent.len() - 1))
    }

    /// How many nodes there are so far.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether only the root is there.
    pub fn is_empty(&self) -> bool {
        self.parent.len() <= 1
    }

    /// The finished tree; what only building needs is given back.
    pub fn finish(self) -> PrefixTree<N, K> {
        self.finish_renamed(|key| key)
    }

    /// The finished tree with every key replaced: for readers that meet samples before the
    /// locations that they name.
    pub fn finish_renamed(self, renamed: impl Fn(K) -> K) -> PrefixTree<N, K> {
        let mut finishing = self.finishing();
        while finishing.step(|_, key| renamed(key)) {}
        finishing.finish()
    }

    /// The same in steps, for trees that take longer than a frame.
    pub fn finishing(self) -> Finishing<N, K> {
        Finishing {
            nodes: self.nodes.into_chunks(),
            tree: PrefixTree {
                parent: self.parent,
                key: Column::new(),
                ids: PhantomData,
            },
        }
    }
}

/// A tree on its way from [`PrefixTreeBuilder`] to [`PrefixTree`].
#[derive(Debug)]
pub struct Finishing<N, K> {
    nodes: std::vec::IntoIter<Vec<Walked>>,
    tree: PrefixTree<N, K>,
}

impl<N: Id, K: Id> Finishing<N, K> {
    /// Finishes one more chunk of rows, replacing each key by `renamed(its node, key)`; returns
    /// whether any are left.
    pub fn step(&mut self, mut renamed: impl FnMut(N, K) -> K) -> bool {
        let Some(nodes) = self.nodes.next() else {
            return false;
        };
        let base = self.tree.key.len();
        // A node is twice as wide as a key, so the standard library collects in place.
        let keys = nodes.into_iter().enumerate().map(|(n, node)| match base + n {
            // The root has no key.
            0 => node.key,
            row => renamed(N::from_row(row), K::from_row(node.key as usize)).row() as u32,
        });
        self.tree.key.push_chunk(keys.collect());
        self.nodes.len() > 0
    }

    /// The tree; call it when [`step`](Self::step) has returned false.
    pub fn finish(self) -> PrefixTree<N, K> {
        self.tree
    }
}

/// Mixes an edge into the 64 bits a hash table wants: the splitmix64 finalizer.
#[inline]
fn edge_hash(parent: u32, key: u32) -> u64 {
    let mut x = (u64::from(parent) << 32) | u64::from(key);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{LocationId, StackId};

    type Builder = PrefixTreeBuilder<StackId, LocationId>;

    fn stack(builder: &mut Builder, root_first: &[u32]) -> StackId {
        root_first.iter().fold(builder.root(), |parent, &location| {
            builder.push(parent, LocationId(location)).unwrap()
        })
    }

    #[test]
    fn shared_prefixes_are_shared() {
        let mut builder = Builder::new().unwrap();
        let abc = stack(&mut builder, &[0, 1, 2]);
        let abd = stack(&mut builder, &[0, 1, 3]);
        let abe = stack(&mut builder, &[0, 1, 4]);
        assert_eq!(stack(&mut builder, &[0, 1, 3]), abd);
        assert_eq!(stack(&mut builder, &[0, 1, 4]), abe);
        assert_eq!(stack(&mut builder, &[]), builder.root());
        let stacks = builder.finish();
        assert_eq!(stacks.len(), 6);
        assert_eq!(stacks.parent(abc), stacks.parent(abe));
        let leaf_first: Vec<_> = stacks.leaf_first(abd).map(|l| l.0).collect();
        assert_eq!(leaf_first, [3, 1, 0]);
    }

    #[test]
    fn parents_precede_children() {
        let mut builder = Builder::new().unwrap();
        let mut seed = 1_u32;
        for _ in 0..2_000 {
            let mut at = builder.root();
            for _ in 0..12 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                at = builder.push(at, LocationId(seed >> 29)).unwrap();
            }
        }
        let stacks = builder.finish();
        for row in 1..stacks.len() {
            assert!(stacks.parent(StackId::from(row)).row() < row);
        }
        // No two rows are the same stack.
        let mut edges: Vec<_> = stacks.parents().iter().zip(stacks.keys().iter()).skip(1).collect();
        edges.sort_unstable();
        edges.dedup();
        assert_eq!(edges.len(), stacks.len() - 1);
    }

    #[test]
    fn whole_stacks_and_single_frames_make_the_same_tree() {
        let mut by_frame = Builder::new().unwrap();
        let mut by_stack = Builder::new().unwrap();
        let mut seed = 7_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 29
        };
        for _ in 0..3_000 {
            let root_first: Vec<u32> = (0..next() + next()).map(|_| next()).collect();
            let leaf_first: Vec<_> = root_first.iter().rev().map(|&key| LocationId(key)).collect();
            let node = stack(&mut by_frame, &root_first);
            assert_eq!(by_stack.push_all(by_stack.root(), &leaf_first), Ok(node));
        }
        let (by_frame, by_stack) = (by_frame.finish(), by_stack.finish());
        assert!(by_frame.parents().iter().eq(by_stack.parents().iter()));
        assert!(by_frame.keys().iter().eq(by_stack.keys().iter()));
    }

    #[test]
    fn keys_can_be_renamed_at_the_end() {
        let mut builder = Builder::new().unwrap();
        let leaf = stack(&mut builder, &[0, 1]);
        let stacks = builder.finish_renamed(|location| LocationId(location.0 + 10));
        assert_eq!(stacks.leaf_first(leaf).map(|l| l.0).collect::<Vec<_>>(), [11, 10]);
    }
}
