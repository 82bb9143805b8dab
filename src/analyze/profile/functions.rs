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
use crate::model::prefix_tree::RunId;

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

/// Sums in steps, so that a worker can answer meanwhile.
///
/// Walks the tree from the root, run by run, counting how often each entity is on the way; without
/// recursion, since a stack can be any number of frames deep.
#[derive(Debug)]
pub struct FunctionsBuilder {
    functions: Functions,
    /// How often each entity is on the way to where the walk is.
    on_path: Column<u32>,
    /// The runs on the way, and for each how many of those below it have been walked.
    open: Vec<(RunId, usize)>,
}

impl FunctionsBuilder {
    /// Nothing is summed yet; `entities` is how many there are.
    pub fn new(entities: usize) -> Result<Self, OutOfMemory> {
        Ok(Self {
            functions: Functions {
                flat: Column::filled(entities, 0)?,
                cum: Column::filled(entities, 0)?,
                nodes: Column::filled(entities, 0)?,
                inlining: Column::filled(entities, 0)?,
            },
            on_path: Column::filled(entities, 0)?,
            open: Vec::new(),
        })
    }

    /// Walks about `budget` more nodes; whether any are left.
    pub fn step(&mut self, tree: &CallTree, children: &Children, weights: &Weights, budget: usize) -> bool {
        let mut walked = 0_usize;
        if self.open.is_empty() {
            walked += self.enter(ROOT_RUN, tree, weights);
        }
        while let Some((run, next)) = self.open.last_mut() {
            if walked >= budget {
                return true;
            }
            let run = *run;
            if let Some(&child) = children.below(run).get(*next) {
                *next += 1;
                walked += self.enter(tree.nodes().run_of(NodeId(child)), tree, weights);
            } else {
                walked += self.leave(run, tree);
            }
        }
        false
    }

    fn enter(&mut self, run: RunId, tree: &CallTree, weights: &Weights) -> usize {
        self.open.push((run, 0));
        let nodes = tree.nodes();
        let total = weights.run_total(run);
        let above = nodes.run_parent(run);
        if run != ROOT_RUN && nodes.last(above) != CallTree::ROOT {
            // A node's own value is its total less its children's.
            add(
                &mut self.functions.flat,
                tree.entity(nodes.last(above)),
                total.wrapping_neg(),
            );
        }
        let rows = nodes.run_rows(run);
        for row in rows.clone().skip_while(|&row| row == CallTree::ROOT.row()) {
            let node = NodeId::from(row);
            let entity = tree.entity(node);
            *self.functions.nodes.get_mut(entity.row()) += 1;
            let depth = self.on_path.get_mut(entity.row());
            *depth += 1;
            if *depth == 1 {
                add(&mut self.functions.cum, entity, total);
            }
            // What nothing called was not inlined either.
            if tree.parent(node) != CallTree::ROOT {
                *self.functions.inlining.get_mut(entity.row()) |= match tree.inlined(node) {
                    Inlined::Never => 2,
                    Inlined::Partly => 3,
                    Inlined::Always => 1,
                };
            }
        }
        let last = nodes.last(run);
        if last != CallTree::ROOT {
            add(&mut self.functions.flat, tree.entity(last), total);
        }
        rows.len()
    }

    fn leave(&mut self, run: RunId, tree: &CallTree) -> usize {
        self.open.pop();
        let rows = tree.nodes().run_rows(run);
        for row in rows.clone().skip_while(|&row| row == CallTree::ROOT.row()) {
            *self.on_path.get_mut(tree.entity(NodeId::from(row)).row()) -= 1;
        }
        rows.len()
    }

    /// The sums, once [`step`](Self::step) has returned false.
    pub fn finish(self) -> Functions {
        self.functions
    }
}

/// The run that begins with the root.
const ROOT_RUN: RunId = RunId(0);

impl Functions {
    /// Sums a weighted tree by entity at once; `entities` is how many there are.
    pub fn sum(tree: &CallTree, children: &Children, weights: &Weights, entities: usize) -> Result<Self, OutOfMemory> {
        let mut builder = FunctionsBuilder::new(entities)?;
        while builder.step(tree, children, weights, usize::MAX) {}
        Ok(builder.finish())
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
        let bits = self.inlining.get(entity.row());
        Inlined::from_calls(bits & 1 != 0, bits & 2 != 0)
    }
}

#[inline]
fn add(column: &mut Column<i64>, entity: EntityId, value: i64) {
    let at = column.get_mut(entity.row());
    *at = at.wrapping_add(value);
}
