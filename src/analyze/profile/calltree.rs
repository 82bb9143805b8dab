//! The call tree: all stacks of a profile merged by entity.
//!
//! The tree a profile is read into has a node for every stack of locations; two addresses of one
//! function are two nodes there. Here they are one: a node is a stack of entities. Everything a
//! view counts (flame graph, table, search) is a sum over this tree.

use crate::analyze::profile::entity::{Entities, EntityId};
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StackId;
use crate::model::prefix_tree::{PrefixTree, PrefixTreeBuilder};
use crate::model::profile::Profile;

crate::ids! {
    /// A node of a [`CallTree`]: a stack of entities. Row 0 is the root, the empty stack.
    NodeId
}

/// Stacks of entities.
#[derive(Debug, Default)]
pub struct CallTree {
    tree: PrefixTree<NodeId, EntityId>,
    /// For each node whether every, some or no call that made it was inlined: bit 0 some was, bit 1 some was not.
    inlining: Column<u8>,
    node_of_stack: Column<u32>,
}

/// Whether the calls behind a node were inlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inlined {
    /// None was.
    Never,
    /// Some were.
    Partly,
    /// All were.
    Always,
}

impl CallTree {
    /// The root: the empty stack.
    pub const ROOT: NodeId = NodeId(0);

    /// Merges all stacks at once; see [`CallTreeBuilder`] to do it in steps.
    pub fn build(profile: &Profile, entities: &Entities) -> Result<Self, OutOfMemory> {
        let mut builder = CallTreeBuilder::new()?;
        while builder.step(profile, entities, usize::MAX)? {}
        Ok(builder.finish())
    }

    /// How many nodes there are, the root included.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether only the root is there.
    pub fn is_empty(&self) -> bool {
        self.tree.len() <= 1
    }

    /// The node that called this one; the root is its own parent.
    #[inline]
    pub fn parent(&self, node: NodeId) -> NodeId {
        self.tree.parent(node)
    }

    /// What the node's last frame belongs to; of the root, an id that no table has.
    #[inline]
    pub fn entity(&self, node: NodeId) -> EntityId {
        self.tree.key(node)
    }

    /// Whether the calls behind the node were inlined.
    pub fn inlined(&self, node: NodeId) -> Inlined {
        match self.inlining.get(node.row()) {
            1 => Inlined::Always,
            3 => Inlined::Partly,
            _ => Inlined::Never,
        }
    }

    /// The node of a stack of locations: its last frame's.
    #[inline]
    pub fn node_of(&self, stack: StackId) -> NodeId {
        NodeId(self.node_of_stack.get(stack.row()))
    }

    /// The nodes from this one up to, not including, the root.
    pub fn towards_root(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.tree.towards_root(node)
    }

    /// The parent of every node, in row order.
    pub fn parents(&self) -> &Column<u32> {
        self.tree.parents()
    }

    /// The entity of every node, in row order.
    pub fn entities(&self) -> &Column<u32> {
        self.tree.keys()
    }
}

/// Merges stacks in steps, so that a worker can answer meanwhile.
#[derive(Debug)]
pub struct CallTreeBuilder {
    tree: PrefixTreeBuilder<NodeId, EntityId>,
    inlining: Column<u8>,
    node_of_stack: Column<u32>,
}

impl CallTreeBuilder {
    /// A tree of the root alone.
    pub fn new() -> Result<Self, OutOfMemory> {
        let mut builder = Self {
            tree: PrefixTreeBuilder::new()?,
            inlining: Column::new(),
            node_of_stack: Column::new(),
        };
        builder.inlining.push(0)?;
        builder.node_of_stack.push(0)?;
        Ok(builder)
    }

    /// Merges up to `budget` more stacks; whether any are left.
    pub fn step(&mut self, profile: &Profile, entities: &Entities, budget: usize) -> Result<bool, OutOfMemory> {
        let stacks = &profile.stacks;
        let first = self.node_of_stack.len();
        let end = first.saturating_add(budget).min(stacks.len());
        for row in first..end {
            let stack = StackId::from(row);
            let mut node = NodeId(self.node_of_stack.get(stacks.parent(stack).row()));
            for frame in entities.frames(stacks.key(stack)) {
                node = self.tree.push(node, frame.entity)?;
                let seen = if frame.is_inlined { 1 } else { 2 };
                if node.row() == self.inlining.len() {
                    self.inlining.push(seen)?;
                } else {
                    *self.inlining.get_mut(node.row()) |= seen;
                }
            }
            self.node_of_stack.push(node.0)?;
        }
        Ok(end < stacks.len())
    }

    /// The merged tree.
    pub fn finish(self) -> CallTree {
        CallTree {
            tree: self.tree.finish(),
            inlining: self.inlining,
            node_of_stack: self.node_of_stack,
        }
    }
}
