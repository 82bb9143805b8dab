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
/// after the other: so every node keeps its first child in a column, beside its own row, and
/// only second and further children go through a hash table.
#[derive(Debug)]
pub struct PrefixTreeBuilder<N, K> {
    tree: PrefixTree<N, K>,
    first_child: Column<u32>,
    more_children: hashbrown::HashTable<u32>,
}

impl<N: Id, K: Id> PrefixTreeBuilder<N, K> {
    /// A tree of the root alone.
    pub fn new() -> Result<Self, OutOfMemory> {
        let mut builder = Self {
            tree: PrefixTree::default(),
            first_child: Column::new(),
            more_children: hashbrown::HashTable::new(),
        };
        builder.append(0, u32::MAX)?;
        Ok(builder)
    }

    /// The node of the empty stack.
    pub fn root(&self) -> N {
        N::from_row(0)
    }

    /// The node of `parent`'s stack with `key` as its new leaf, made when it is new.
    #[inline]
    pub fn push(&mut self, parent: N, key: K) -> Result<N, OutOfMemory> {
        let (parent, key) = (parent.row() as u32, key.row() as u32);
        let first = self.first_child.get(parent as usize);
        if first == 0 {
            let child = self.append(parent, key)?;
            self.first_child.set(parent as usize, child);
            return Ok(N::from_row(child as usize));
        }
        if self.tree.key.get(first as usize) == key {
            return Ok(N::from_row(first as usize));
        }
        self.push_further(parent, key)
    }

    fn push_further(&mut self, parent: u32, key: u32) -> Result<N, OutOfMemory> {
        let hash = edge_hash(parent, key);
        let Self {
            tree, more_children, ..
        } = self;
        let is_edge = |&row: &u32| tree.parent.get(row as usize) == parent && tree.key.get(row as usize) == key;
        if let Some(&row) = more_children.find(hash, is_edge) {
            return Ok(N::from_row(row as usize));
        }
        more_children
            .try_reserve(1, |&row| tree.edge_hash_of(row))
            .map_err(|_no_memory| OutOfMemory { rows: tree.len() })?;
        let child = self.append(parent, key)?;
        let Self {
            tree, more_children, ..
        } = self;
        more_children.insert_unique(hash, child, |&row| tree.edge_hash_of(row));
        Ok(N::from_row(child as usize))
    }

    fn append(&mut self, parent: u32, key: u32) -> Result<u32, OutOfMemory> {
        let row = self.tree.parent.len() as u32;
        self.tree.parent.push(parent)?;
        self.tree.key.push(key)?;
        self.first_child.push(0)?;
        Ok(row)
    }

    /// How many nodes there are so far.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether only the root is there.
    pub fn is_empty(&self) -> bool {
        self.tree.len() <= 1
    }

    /// The finished tree; what only building needs is given back.
    pub fn finish(self) -> PrefixTree<N, K> {
        self.tree
    }

    /// The finished tree with every key replaced: for readers that meet samples before the
    /// locations that they name.
    pub fn finish_renamed(self, renamed: impl Fn(K) -> K) -> PrefixTree<N, K> {
        let Self {
            mut tree,
            first_child,
            more_children,
        } = self;
        drop((first_child, more_children));
        for row in 1..tree.key.len() {
            let key = tree.key.get_mut(row);
            *key = renamed(K::from_row(*key as usize)).row() as u32;
        }
        tree
    }
}

impl<N, K> PrefixTree<N, K> {
    fn edge_hash_of(&self, row: u32) -> u64 {
        edge_hash(self.parent.get(row as usize), self.key.get(row as usize))
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
    fn keys_can_be_renamed_at_the_end() {
        let mut builder = Builder::new().unwrap();
        let leaf = stack(&mut builder, &[0, 1]);
        let stacks = builder.finish_renamed(|location| LocationId(location.0 + 10));
        assert_eq!(stacks.leaf_first(leaf).map(|l| l.0).collect::<Vec<_>>(), [11, 10]);
    }
}
