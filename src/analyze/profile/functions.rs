//! Functions: flat and cum of every entity.
//!
//! Flat is what was spent in an entity itself, cum what was spent while it was anywhere on the
//! stack. A sample counts once for an entity however often it recurs there
//! (`internal/graph/graph.go`, `newGraph`): so an entity's cum is the sum of the totals of its
//! nodes that have no ancestor of the same entity.

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::weights::Weights;
use crate::model::column::{Column, OutOfMemory};

/// Flat and cum of every entity, by its row.
#[derive(Debug, Default)]
pub struct Functions {
    flat: Column<i64>,
    cum: Column<i64>,
    /// How many nodes of the tree are of the entity.
    nodes: Column<u32>,
    /// Bit 0: some call of it was inlined; bit 1: some was not.
    inlining: Column<u8>,
}

impl Functions {
    /// Sums a weighted tree by entity; `entities` is how many there are.
    pub fn sum(tree: &CallTree, children: &Children, weights: &Weights, entities: usize) -> Result<Self, OutOfMemory> {
        let mut functions = Self {
            flat: Column::filled(entities, 0)?,
            cum: Column::filled(entities, 0)?,
            nodes: Column::filled(entities, 0)?,
            inlining: Column::filled(entities, 0)?,
        };
        functions.sum_flat(tree, weights);
        functions.sum_cum(tree, children, weights, entities)?;
        Ok(functions)
    }

    /// A node's own value is its total less its children's.
    fn sum_flat(&mut self, tree: &CallTree, weights: &Weights) {
        for row in 1..tree.len() {
            let node = NodeId::from(row);
            let entity = tree.entity(node);
            *self.nodes.get_mut(entity.row()) += 1;
            let total = weights.total(node);
            add(&mut self.flat, entity, total);
            let parent = tree.parent(node);
            if parent == CallTree::ROOT {
                continue; // Nothing called it, so nothing inlined it either.
            }
            add(&mut self.flat, tree.entity(parent), total.wrapping_neg());
            *self.inlining.get_mut(entity.row()) |= match tree.inlined(node) {
                Inlined::Never => 2,
                Inlined::Partly => 3,
                Inlined::Always => 1,
            };
        }
    }

    /// Walks the tree from the root, counting how often each entity is on the way; without
    /// recursion, since a stack can be any number of frames deep.
    fn sum_cum(
        &mut self,
        tree: &CallTree,
        children: &Children,
        weights: &Weights,
        entities: usize,
    ) -> Result<(), OutOfMemory> {
        let mut on_path = Column::filled(entities, 0_u32)?;
        let mut open = vec![(CallTree::ROOT, 0_usize)];
        while let Some((node, next)) = open.last_mut() {
            if let Some(&child) = children.unsorted(*node).get(*next) {
                *next += 1;
                let child = NodeId(child);
                let entity = tree.entity(child);
                let depth = on_path.get_mut(entity.row());
                *depth += 1;
                if *depth == 1 {
                    add(&mut self.cum, entity, weights.total(child));
                }
                open.push((child, 0));
            } else {
                if *node != CallTree::ROOT {
                    *on_path.get_mut(tree.entity(*node).row()) -= 1;
                }
                open.pop();
            }
        }
        Ok(())
    }

    /// The value in the entity itself.
    #[inline]
    pub fn flat(&self, entity: EntityId) -> i64 {
        self.flat.get(entity.row())
    }

    /// The value of the samples through the entity, each counted once.
    #[inline]
    pub fn cum(&self, entity: EntityId) -> i64 {
        self.cum.get(entity.row())
    }

    /// How many frames of the merged tree are the entity's.
    pub fn nodes(&self, entity: EntityId) -> u32 {
        self.nodes.get(entity.row())
    }

    /// Whether its calls were inlined.
    pub fn inlined(&self, entity: EntityId) -> Inlined {
        match self.inlining.get(entity.row()) {
            1 => Inlined::Always,
            3 => Inlined::Partly,
            _ => Inlined::Never,
        }
    }
}

#[inline]
fn add(column: &mut Column<i64>, entity: EntityId, value: i64) {
    let at = column.get_mut(entity.row());
    *at = at.wrapping_add(value);
}
