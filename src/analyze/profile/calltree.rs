//! The call tree: all stacks of a profile merged by entity.
//!
//! The tree a profile is read into has a node for every stack of locations; two addresses of one
//! function are two nodes there. Here they are one: a node is a stack of entities. Everything a
//! view counts (flame graph, table, search) is a sum over this tree.
//!
//! Its runs end where samples end: every sample that passes through a node of a run passes through all
//! of them, so what is summed is summed by the run.

mod merge;

use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::refine::Rest;
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::prefix_tree::{PrefixTree, RunId};
use crate::model::profile::Profile;
pub use merge::CallTreeBuilder;

crate::ids! {
    /// A node of a [`CallTree`]: a stack of entities. Row 0 is the root, the empty stack.
    NodeId
}

/// Stacks of entities.
#[derive(Debug, Default)]
pub struct CallTree {
    tree: PrefixTree<NodeId, EntityId>,
    /// Nodes of which some call was inlined; and those of them of which some was not.
    inlined: Bits,
    partly: Bits,
    run_of_sample: Column<RunId>,
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
        builder.finish(profile)
    }

    /// Merges the stacks of those samples that have a value of a type: nodes that weigh nothing are not there,
    /// and whether calls were inlined is told of the others alone.
    pub fn build_of_sample_type(
        profile: &Profile,
        entities: &Entities,
        sample_type: usize,
    ) -> Result<Self, OutOfMemory> {
        let mut builder = CallTreeBuilder::of_sample_type(profile, sample_type)?;
        while builder.step(profile, entities, usize::MAX)? {}
        builder.finish(profile)
    }

    /// Merges what filters left of the stacks; see [`CallTreeBuilder::of_rest`].
    pub fn build_of_rest(profile: &Profile, entities: &Entities, rest: Rest) -> Result<Self, OutOfMemory> {
        let mut builder = CallTreeBuilder::of_rest(rest)?;
        while builder.step(profile, entities, usize::MAX)? {}
        builder.finish(profile)
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
        if !self.inlined.has(node.row()) {
            Inlined::Never
        } else if self.partly.has(node.row()) {
            Inlined::Partly
        } else {
            Inlined::Always
        }
    }

    /// The run that a sample's stack ends with: its node is the run's last.
    #[inline]
    pub fn run_of_samples(&self) -> &Column<RunId> {
        &self.run_of_sample
    }

    /// The nodes from this one up to, not including, the root.
    pub fn towards_root(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.tree.towards_root(node)
    }

    /// The tree itself: its runs, and the entity of every node.
    #[inline]
    pub fn nodes(&self) -> &PrefixTree<NodeId, EntityId> {
        &self.tree
    }

    /// All runs, parents first.
    pub fn runs(&self) -> impl DoubleEndedIterator<Item = RunId> + use<> {
        (0..self.tree.run_count()).map(RunId::from)
    }
}
