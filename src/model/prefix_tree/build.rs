//! Building a prefix tree by walking from the root.

use std::marker::PhantomData;

use crate::model::bits::{Bits, RankedBits};
use crate::model::column::{CHUNK_ROWS, Column, OutOfMemory};
use crate::model::id::Id;
use crate::model::prefix_tree::edges::Edges;
use crate::model::prefix_tree::{KEY_LIMIT, PrefixTree};

/// Marks the key of a row that is not the child of the row before it.
pub(super) const HEAD: u32 = 1 << 31;

/// Builds a [`PrefixTree`] by walking from the root.
///
/// The nodes of a new tail are made one after the other, so walking along them is reading keys that
/// lie side by side; only where a walk leaves such a run does it ask a hash table for the way.
#[derive(Debug)]
pub struct PrefixTreeBuilder<N, K> {
    /// The key of each row, with [`HEAD`].
    pub(super) key: Column<u32>,
    /// The rows with [`HEAD`], and their parents.
    head: Column<u32>,
    head_parent: Column<u32>,
    /// The same rows by parent and key.
    pub(super) branches: Edges,
    /// Rows that are to begin a run of the finished tree whether or not they must.
    starts: Bits,
    ids: PhantomData<(N, K)>,
}

impl<N: Id, K: Id> PrefixTreeBuilder<N, K> {
    /// A tree of the root alone.
    pub fn new() -> Result<Self, OutOfMemory> {
        let mut builder = Self {
            key: Column::new(),
            head: Column::new(),
            head_parent: Column::new(),
            branches: Edges::default(),
            starts: Bits::new(),
            ids: PhantomData,
        };
        builder.key.push(KEY_LIMIT | HEAD)?;
        builder.head.push(0)?;
        builder.head_parent.push(0)?;
        Ok(builder)
    }

    /// The node of the empty stack.
    pub fn root(&self) -> N {
        N::from_row(0)
    }

    /// The node of `parent`'s stack with `key` as its new leaf, made when it is new.
    #[inline]
    pub fn push(&mut self, parent: N, key: K) -> Result<N, OutOfMemory> {
        let at = parent.row() as u32;
        if let Some(child) = self.child(at, key.row() as u32) {
            return Ok(N::from_row(child as usize));
        }
        self.append(at, &[key])?;
        Ok(N::from_row(self.key.len() - 1))
    }

    /// The child of a node with a key, if there is one.
    #[inline(always)]
    pub(super) fn child(&self, at: u32, key: u32) -> Option<u32> {
        if self.key_after(at) == key {
            Some(at + 1)
        } else {
            self.branches.find(at, key)
        }
    }

    /// The key of the row after this one; one that nothing is looked up by when that row is not its child.
    #[inline(always)]
    pub(super) fn key_after(&self, at: u32) -> u32 {
        let next = at as usize + 1;
        if next < self.key.len() {
            self.key.get(next)
        } else {
            HEAD
        }
    }

    /// Makes a chain of new nodes under `parent`, which has no child with the first key; there is one.
    pub(super) fn append(&mut self, parent: u32, keys: &[K]) -> Result<(), OutOfMemory> {
        let base = self.key.len();
        let goes_on = parent as usize + 1 == base;
        let mark = if goes_on { 0 } else { HEAD };
        self.key.extend_with(keys.len(), |n| {
            let key = keys[n].row() as u32;
            debug_assert!(key < KEY_LIMIT, "tables of 2^31 rows do not fit into memory");
            if n == 0 { key | mark } else { key }
        })?;
        if !goes_on {
            self.head.push(base as u32)?;
            self.head_parent.push(parent)?;
            self.branches.insert(parent, keys[0].row() as u32, base)?;
        }
        Ok(())
    }

    /// Sees to it that in the finished tree this node is the last of its run.
    #[inline(always)]
    pub fn cut_after(&mut self, node: N) -> Result<(), OutOfMemory> {
        self.starts.insert(node.row() + 1)
    }

    /// How many nodes there are so far.
    pub fn len(&self) -> usize {
        self.key.len()
    }

    /// Whether only the root is there.
    pub fn is_empty(&self) -> bool {
        self.key.len() <= 1
    }

    /// The finished tree; what only building needs is given back.
    pub fn finish(self) -> Result<PrefixTree<N, K>, OutOfMemory> {
        self.finish_renamed(|key| key)
    }

    /// The finished tree with every key replaced: for readers that meet samples before the
    /// locations that they name.
    pub fn finish_renamed(self, renamed: impl Fn(K) -> K) -> Result<PrefixTree<N, K>, OutOfMemory> {
        let mut finishing = self.finishing();
        while finishing.step(|_, key| renamed(key)) {}
        finishing.finish()
    }

    /// The same in steps, for trees that take longer than a frame.
    pub fn finishing(mut self) -> Finishing<N, K> {
        self.branches = Edges::default();
        Finishing { tree: self, row: 0 }
    }
}

/// A tree on its way from [`PrefixTreeBuilder`] to [`PrefixTree`].
#[derive(Debug)]
pub struct Finishing<N, K> {
    tree: PrefixTreeBuilder<N, K>,
    /// Rows from here on have their first keys and marks.
    row: usize,
}

impl<N: Id, K: Id> Finishing<N, K> {
    /// Finishes one more chunk of rows, replacing each key by `renamed(its node, key)`; returns
    /// whether any are left.
    pub fn step(&mut self, mut renamed: impl FnMut(N, K) -> K) -> bool {
        let end = self.tree.key.len().min(self.row + CHUNK_ROWS);
        for row in self.row..end {
            let key = self.tree.key.get_mut(row);
            // The root has no key.
            *key = if row == 0 {
                KEY_LIMIT
            } else {
                renamed(N::from_row(row), K::from_row((*key & !HEAD) as usize)).row() as u32
            };
        }
        self.row = end;
        end < self.tree.key.len()
    }

    /// The tree, cut into runs; call it when [`step`](Self::step) has returned false.
    pub fn finish(self) -> Result<PrefixTree<N, K>, OutOfMemory> {
        let PrefixTreeBuilder {
            key,
            head,
            head_parent,
            starts: mut set,
            ..
        } = self.tree;
        for (head, parent) in head.iter().zip(head_parent.iter()) {
            set.insert(head as usize)?;
            if head > 0 {
                set.insert(parent as usize + 1)?;
            }
        }
        let starts = RankedBits::new(&set, key.len())?;
        let (mut start, mut parent_run) = (Column::new(), Column::new());
        let mut heads = head.iter().zip(head_parent.iter()).peekable();
        for row in set.rows().take_while(|&row| row < key.len()) {
            let parent = match heads.next_if(|&(head, _)| head as usize == row) {
                // Counts of starts are numbers of runs, plus 1.
                Some((_, parent)) => starts.count_through(parent as usize) - 1,
                None => start.len() - 1,
            };
            parent_run.push(parent as u32)?;
            start.push(row as u32)?;
        }
        Ok(PrefixTree {
            key,
            start,
            parent_run,
            starts,
            ids: PhantomData,
        })
    }
}
