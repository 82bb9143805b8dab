//! Building a prefix tree by walking from the root.

use std::marker::PhantomData;

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::Id;
use crate::model::prefix_tree::PrefixTree;
use crate::model::prefix_tree::edges::{Edges, Probe};

/// Walks that go side by side; more than processors have loads under way at once.
const SIDE_BY_SIDE: usize = 16;

/// Builds a [`PrefixTree`] by walking from the root.
///
/// Most nodes of a real profile have one child, and the nodes of a new tail are made one
/// after the other: so every node keeps its first child beside its own key, where one load
/// brings both, and only second and further children go through a hash table.
#[derive(Debug)]
pub struct PrefixTreeBuilder<N, K> {
    parent: Column<u32>,
    nodes: Column<Walked>,
    more_children: Edges,
    ids: PhantomData<(N, K)>,
}

/// What walking needs of a node.
#[derive(Clone, Copy, Debug)]
struct Walked {
    key: u32,
    /// Row of the child that was made first, 0 when there is none.
    first_child: u32,
}

/// A walk from the root: where it is, and which keys are left, the next one last.
#[derive(Clone, Copy, Debug, Default)]
struct Walk {
    at: u32,
    start: usize,
    end: usize,
}

/// A step of a walk, halfway.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    walk: usize,
    key: u32,
    first: u32,
    is_first: bool,
    probe: Probe,
}

impl<N: Id, K: Id> PrefixTreeBuilder<N, K> {
    /// A tree of the root alone.
    pub fn new() -> Result<Self, OutOfMemory> {
        let mut builder = Self {
            parent: Column::new(),
            nodes: Column::new(),
            more_children: Edges::default(),
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
        let (at, key) = (parent.row() as u32, key.row() as u32);
        let first = self.nodes.get(at as usize).first_child;
        if first == 0 {
            self.nodes.get_mut(at as usize).first_child = self.parent.len() as u32;
        } else if self.nodes.get(first as usize).key == key {
            return Ok(N::from_row(first as usize));
        } else if let Some(child) = self.more_children.find(at, key) {
            return Ok(N::from_row(child as usize));
        } else {
            self.more_children.insert(at, key, self.parent.len())?;
        }
        self.parent.push(at)?;
        self.nodes.push(Walked { key, first_child: 0 })?;
        Ok(N::from_row(self.parent.len() - 1))
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
            } else if let Some(child) = self.more_children.find(at, key) {
                child
            } else {
                self.more_children.insert(at, key, self.parent.len())?;
                return self.append_all(at, left);
            };
            left = rest;
        }
        Ok(N::from_row(at as usize))
    }

    /// The nodes of many stacks: those of `keys` up to each of `ends`, leaf first. The same as
    /// [`push_all`](Self::push_all) one after the other, and the rows are the same too.
    ///
    /// A walk waits for memory at nearly every step, and each step for the one before. Walks of
    /// different stacks do not depend on each other: side by side they wait together, which took a
    /// third off the time of reading a million samples of 600,000 stacks.
    pub fn push_each(&mut self, keys: &[K], ends: &[usize], found: &mut Vec<N>) -> Result<(), OutOfMemory> {
        let mut start = 0;
        for ends in ends.chunks(SIDE_BY_SIDE) {
            let mut known = [Walk::default(); SIDE_BY_SIDE];
            for (walk, &end) in known.iter_mut().zip(ends) {
                *walk = Walk { at: 0, start, end };
                start = end;
            }
            let known = &mut known[..ends.len()];
            self.walk_known(keys, known);
            // What one stack adds the next may need: from here on it is one after the other.
            for walk in known {
                let rest = &keys[walk.start..walk.end];
                found.push(self.push_all(N::from_row(walk.at as usize), rest)?);
            }
        }
        Ok(())
    }

    /// Moves each walk from the root to the last node that there is.
    fn walk_known(&self, keys: &[K], walks: &mut [Walk]) {
        let mut steps = [Step::default(); SIDE_BY_SIDE];
        let mut active = 0;
        for (n, walk) in walks.iter().enumerate() {
            steps[active].walk = n;
            active += usize::from(walk.start < walk.end);
        }
        while active > 0 {
            // One load for all, then the next for all: no load waits for another walk's.
            for step in &mut steps[..active] {
                step.first = self.nodes.get(walks[step.walk].at as usize).first_child;
            }
            for step in &mut steps[..active] {
                self.follow_run(keys, &mut walks[step.walk], step);
            }
            for step in &mut steps[..active] {
                step.is_first = step.first != 0 && self.nodes.get(step.first as usize).key == step.key;
            }
            for step in &mut steps[..active] {
                if step.first != 0 && !step.is_first {
                    step.probe = self.more_children.probe(walks[step.walk].at, step.key);
                }
            }
            let mut left = 0;
            for n in 0..active {
                let step = steps[n];
                let walk = &mut walks[step.walk];
                let child = if step.is_first {
                    Some(step.first)
                } else if step.first == 0 {
                    None
                } else {
                    self.more_children.find_from(step.probe, walk.at, step.key)
                };
                if let Some(child) = child {
                    walk.at = child;
                    walk.end -= 1;
                    steps[left].walk = step.walk;
                    left += usize::from(walk.start < walk.end);
                }
            }
            active = left;
        }
    }

    /// Moves a walk along nodes that were made one after the other and lie side by side.
    #[inline]
    fn follow_run(&self, keys: &[K], walk: &mut Walk, step: &mut Step) {
        if step.first == walk.at + 1 {
            let run = self.nodes.rest_of_chunk(walk.at as usize);
            let left = keys[walk.start..walk.end].iter().rev();
            let count = run
                .windows(2)
                .zip(walk.at + 1..)
                .zip(left)
                .take_while(|((pair, row), key)| pair[0].first_child == *row && pair[1].key == key.row() as u32)
                .count();
            walk.at += count as u32;
            walk.end -= count;
            step.first = run[count].first_child;
        }
        if walk.end == walk.start {
            // Nothing is left to look for.
            step.first = 0;
        } else {
            step.key = keys[walk.end - 1].row() as u32;
        }
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
