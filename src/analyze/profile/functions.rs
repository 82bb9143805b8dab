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
    sums: Column<Sums>,
}

/// What is summed of an entity. Not a column for each: a walk through the tree meets entities in any
/// order, and this way waits for memory once and not five times.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    flat: i64,
    cum: i64,
    /// How many nodes of the tree are of the entity.
    nodes: u32,
    /// Whether some call of it was inlined, and whether some was not.
    was_inlined: bool,
    was_called: bool,
    /// The outermost node of the entity on the way when it was last met: how many runs were open, with
    /// this one the last.
    open_runs: u32,
    run: RunId,
}

/// Sums in steps, so that a worker can answer meanwhile.
///
/// Walks the tree from the root, run by run; without recursion, since a stack can be any number of
/// frames deep.
#[derive(Debug)]
pub struct FunctionsBuilder {
    sums: Column<Sums>,
    /// The runs on the way, and for each how many of those below it have been walked.
    open: Vec<(RunId, usize)>,
}

impl FunctionsBuilder {
    /// Nothing is summed yet; `entities` is how many there are.
    pub fn new(entities: usize) -> Result<Self, OutOfMemory> {
        Ok(Self {
            sums: Column::filled(entities, Sums::default())?,
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
            if let Some(&child) = children.below(*run).get(*next) {
                *next += 1;
                walked += self.enter(tree.nodes().run_of(NodeId(child)), tree, weights);
            } else {
                self.open.pop();
            }
        }
        false
    }

    /// Counts the nodes of a run, and returns how many they are.
    fn enter(&mut self, run: RunId, tree: &CallTree, weights: &Weights) -> usize {
        self.open.push((run, 0));
        let nodes = tree.nodes();
        let total = weights.run_total(run);
        let above = nodes.last(nodes.run_parent(run));
        if run != ROOT_RUN && above != CallTree::ROOT {
            // A node's own value is its total less its children's.
            let flat = &mut self.sums.get_mut(tree.entity(above).row()).flat;
            *flat = flat.wrapping_sub(total);
        }
        let rows = nodes.run_rows(run);
        for node in rows.clone().map(NodeId::from) {
            if node == CallTree::ROOT {
                continue;
            }
            let sums = self.sums.get_mut(tree.entity(node).row());
            sums.nodes += 1;
            let outermost = (sums.open_runs as usize)
                .checked_sub(1)
                .and_then(|at| self.open.get(at));
            if outermost.is_none_or(|&(open, _)| open != sums.run) {
                (sums.open_runs, sums.run) = (self.open.len() as u32, run);
                sums.cum = sums.cum.wrapping_add(total);
            }
            // What nothing called was not inlined either.
            let caller = if node.row() == rows.start {
                above
            } else {
                NodeId(node.0 - 1)
            };
            if caller != CallTree::ROOT {
                let inlined = tree.inlined(node);
                sums.was_inlined |= inlined != Inlined::Never;
                sums.was_called |= inlined != Inlined::Always;
            }
        }
        let last = nodes.last(run);
        if last != CallTree::ROOT {
            let flat = &mut self.sums.get_mut(tree.entity(last).row()).flat;
            *flat = flat.wrapping_add(total);
        }
        rows.len()
    }

    /// The sums, once [`step`](Self::step) has returned false.
    pub fn finish(self) -> Functions {
        Functions { sums: self.sums }
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
        self.sums.get(entity.row()).flat
    }

    /// The value of the samples through the entity, each counted once.
    #[inline]
    pub fn cum(&self, entity: EntityId) -> i64 {
        self.sums.get(entity.row()).cum
    }

    /// How many frames of the merged tree are the entity's.
    pub fn nodes(&self, entity: EntityId) -> u32 {
        self.sums.get(entity.row()).nodes
    }

    /// Whether its calls were inlined.
    pub fn inlined(&self, entity: EntityId) -> Inlined {
        let sums = self.sums.get(entity.row());
        match (sums.was_inlined, sums.was_called) {
            (true, false) => Inlined::Always,
            (true, true) => Inlined::Partly,
            (false, _) => Inlined::Never,
        }
    }
}
