//! Functions: flat and cum of every entity.
//!
//! Flat is what was spent in an entity itself, cum what was spent while it was anywhere on the
//! stack. A sample counts once for an entity however often it recurs there
//! (`internal/graph/graph.go`, `newGraph`): so an entity's cum is the sum of the totals of its
//! nodes that have no ancestor of the same entity.

use std::ops::Range;

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::weights::{Weights, mean};
use crate::model::column::{Column, OutOfMemory};
use crate::model::prefix_tree::RunId;

/// Flat and cum of every entity, by its row.
#[derive(Debug, Default)]
pub struct Functions {
    sums: Column<Sums>,
    /// What means are of.
    events: Option<Column<Sums>>,
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
    /// Whether it was ever met below itself.
    recurs: bool,
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
    /// The runs from the root to where the walk is.
    path: Vec<RunId>,
    /// The runs that are to be walked, the next one last.
    pending: Vec<Pending>,
}

/// A run that is to be walked. All of it is looked up with its siblings, so that they wait for memory together.
#[derive(Clone, Debug)]
struct Pending {
    run: RunId,
    /// How many runs are above it.
    depth: usize,
    rows: Range<usize>,
    total: i64,
    /// The entity of its first node: reading it brings those after it.
    first: EntityId,
}

impl FunctionsBuilder {
    /// Nothing is summed yet; `entities` is how many there are.
    pub fn new(tree: &CallTree, weights: &Weights, entities: usize) -> Result<Self, OutOfMemory> {
        Ok(Self {
            sums: Column::filled(entities, Sums::default())?,
            path: Vec::new(),
            pending: vec![Pending::of(RunId(0), 0, tree, weights)],
        })
    }

    /// Walks about `budget` more nodes; whether any are left.
    pub fn step(
        &mut self,
        tree: &CallTree,
        children: &Children,
        weights: &Weights,
        budget: usize,
    ) -> Result<bool, OutOfMemory> {
        let mut walked = 0_usize;
        while walked < budget {
            let Some(next) = self.pending.pop() else {
                return Ok(false);
            };
            let below = children.below(next.run);
            let rows = self.pending.len();
            self.pending
                .try_reserve(below.len())
                .map_err(|_no_memory| OutOfMemory { rows })?;
            self.pending.extend(below.iter().map(|&child| {
                let run = tree.nodes().run_of(NodeId(child));
                Pending::of(run, next.depth + 1, tree, weights)
            }));
            walked += next.rows.len();
            self.walk(&next, tree);
        }
        Ok(!self.pending.is_empty())
    }

    /// Counts the nodes of a run.
    fn walk(&mut self, pending: &Pending, tree: &CallTree) {
        let &Pending { run, depth, total, .. } = pending;
        self.path.truncate(depth);
        let above = self
            .path
            .last()
            .map_or(CallTree::ROOT, |&above| tree.nodes().last(above));
        self.path.push(run);
        if above != CallTree::ROOT {
            // A node's own value is its total less its children's.
            let flat = &mut self.sums.get_mut(tree.entity(above).row()).flat;
            *flat = flat.wrapping_sub(total);
        }
        let mut caller = above;
        let mut entity = pending.first;
        for row in pending.rows.clone() {
            let node = NodeId::from(row);
            if row != pending.rows.start {
                entity = tree.entity(node);
            }
            if node == CallTree::ROOT {
                continue;
            }
            let sums = self.sums.get_mut(entity.row());
            sums.nodes += 1;
            let outermost = (sums.open_runs as usize)
                .checked_sub(1)
                .and_then(|at| self.path.get(at));
            if outermost.is_none_or(|&open| open != sums.run) {
                (sums.open_runs, sums.run) = (self.path.len() as u32, run);
                sums.cum = sums.cum.wrapping_add(total);
            } else {
                sums.recurs = true;
            }
            // What nothing called was not inlined either.
            if caller != CallTree::ROOT {
                let inlined = tree.inlined(node);
                sums.was_inlined |= inlined != Inlined::Never;
                sums.was_called |= inlined != Inlined::Always;
            }
            caller = node;
        }
        if caller != CallTree::ROOT {
            let flat = &mut self.sums.get_mut(entity.row()).flat;
            *flat = flat.wrapping_add(total);
        }
    }

    /// The sums, once [`step`](Self::step) has returned false.
    pub fn finish(self) -> Functions {
        Functions {
            sums: self.sums,
            events: None,
        }
    }
}

impl Pending {
    fn of(run: RunId, depth: usize, tree: &CallTree, weights: &Weights) -> Self {
        let rows = tree.nodes().run_rows(run);
        Self {
            run,
            depth,
            total: weights.run_total(run),
            first: tree.entity(NodeId::from(rows.start)),
            rows,
        }
    }
}

impl Functions {
    /// Sums a weighted tree by entity at once; `entities` is how many there are.
    pub fn sum(tree: &CallTree, children: &Children, weights: &Weights, entities: usize) -> Result<Self, OutOfMemory> {
        let mut builder = FunctionsBuilder::new(tree, weights, entities)?;
        while builder.step(tree, children, weights, usize::MAX)? {}
        Ok(builder.finish())
    }

    /// The same, with means to be shown: each sum divided by that of `events`, which was made of the same tree.
    pub fn with_events(self, events: Self) -> Self {
        Self {
            events: Some(events.sums),
            ..self
        }
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

    /// Flat and cum as they are shown: means if these are asked for, which do not add up, else the sums.
    pub fn shown(&self, entity: EntityId) -> (i64, i64) {
        let Sums { flat, cum, .. } = self.sums.get(entity.row());
        match &self.events {
            Some(events) => {
                let of = events.get(entity.row());
                (mean(flat, of.flat), mean(cum, of.cum))
            }
            None => (flat, cum),
        }
    }

    /// How many frames of the merged tree are the entity's.
    pub fn nodes(&self, entity: EntityId) -> u32 {
        self.sums.get(entity.row()).nodes
    }

    /// Whether some stack has it more than once.
    #[inline]
    pub fn recurs(&self, entity: EntityId) -> bool {
        self.sums.get(entity.row()).recurs
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
