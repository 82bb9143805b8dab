//! A walk over all stacks that knows its way: which members of a graph lie on it.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::weights::Weights;
use crate::model::bits::Bits;
use crate::model::column::OutOfMemory;
use crate::model::prefix_tree::RunId;
use crate::model::profile::Profile;

/// What graphs are made of.
///
/// The merged tree tells of a frame whether *all* calls behind it were inlined. Where some samples have no
/// value of the type, only a tree made of the others ([`CallTree::build_of_sample_type`]) tells it exactly.
#[derive(Clone, Copy, Debug)]
pub struct Stacks<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// Its entities.
    pub entities: &'a Entities,
    /// Its stacks, merged.
    pub tree: &'a CallTree,
    /// The children of every node of the tree.
    pub children: &'a Children,
    /// What every node of the tree weighs.
    pub weights: &'a Weights,
    /// For means how many events every node of the tree is of: the weights by the first sample type.
    pub events: Option<&'a Weights>,
    /// The samples that filters kept, if any were applied: those that were weighed.
    pub kept: Option<&'a Bits>,
    /// The sample type that was weighed.
    pub sample_type: usize,
}

impl Stacks<'_> {
    /// Whether a sample was weighed.
    #[inline]
    pub(super) fn keeps(&self, sample: usize) -> bool {
        self.kept.is_none_or(|kept| kept.has(sample))
    }
}

/// Stands for no member, no caller.
pub(super) const NONE: u32 = u32::MAX;

/// What a walk meets.
pub(super) trait Visit {
    /// A run begins, below `depth` others. Its frames follow.
    fn enter(&mut self, run: RunId, depth: usize);
    /// A frame of a member, with the last member before it and whether others lie between.
    fn step(&mut self, step: Step) -> Result<(), OutOfMemory>;
    /// The frames of the run are all there; `last` is the member at the end of it, or [`NONE`].
    fn end(&mut self, run: RunId, last: u32) -> Result<(), OutOfMemory>;
}

/// A frame of a member.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) caller: u32,
    pub(super) member: u32,
    pub(super) node: NodeId,
    pub(super) total: i64,
    pub(super) is_residual: bool,
}

/// A run that is to be walked, with what was there before it.
struct Pending {
    run: RunId,
    depth: usize,
    caller: u32,
    is_residual: bool,
}

/// Walks over all runs that some sample with a value goes through, callers first.
///
/// `member_of` says of each entity which member it is, or [`NONE`]. Without recursion: a stack can be any number of frames deep.
pub(super) fn walk(stacks: &Stacks<'_>, member_of: &[u32], visit: &mut impl Visit) -> Result<(), OutOfMemory> {
    let &Stacks {
        tree,
        children,
        weights,
        ..
    } = stacks;
    let mut pending = vec![Pending {
        run: RunId(0),
        depth: 0,
        caller: NONE,
        is_residual: false,
    }];
    while let Some(Pending {
        run,
        depth,
        mut caller,
        mut is_residual,
    }) = pending.pop()
    {
        visit.enter(run, depth);
        let total = weights.run_total(run);
        for row in tree.nodes().run_rows(run) {
            let node = NodeId::from(row);
            if node == CallTree::ROOT {
                continue;
            }
            let member = member_of[tree.entity(node).row()];
            if member == NONE {
                is_residual = true;
                continue;
            }
            visit.step(Step {
                caller,
                member,
                node,
                total,
                is_residual,
            })?;
            caller = member;
            is_residual = false;
        }
        visit.end(run, if is_residual { NONE } else { caller })?;
        let below = children.below(run);
        let rows = pending.len();
        pending
            .try_reserve(below.len())
            .map_err(|_no_memory| OutOfMemory { rows })?;
        let runs = below.iter().map(|&child| tree.nodes().run_of(NodeId(child)));
        // A width is a sum of absolute values: nothing only where no sample has a value.
        pending.extend(runs.filter(|&run| weights.is_live(run)).map(|run| Pending {
            run,
            depth: depth + 1,
            caller,
            is_residual,
        }));
    }
    Ok(())
}

/// Where something was last met: how many runs were open, the last of them this one. It is still on the
/// way as long as that run is open.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Met {
    open_runs: u32,
    run: RunId,
}

/// The open runs, from the root to where a walk is.
#[derive(Debug, Default)]
pub(super) struct OpenRuns(Vec<RunId>);

impl OpenRuns {
    /// Opens a run below `depth` others.
    pub(super) fn open(&mut self, run: RunId, depth: usize) {
        self.0.truncate(depth);
        self.0.push(run);
    }

    /// Whether something was met on the way; if not, it is from now on.
    #[inline]
    pub(super) fn meet(&self, met: &mut Met) -> bool {
        let last = (met.open_runs as usize).checked_sub(1).and_then(|at| self.0.get(at));
        let is_met = last.is_some_and(|&run| run == met.run);
        if !is_met {
            *met = Met {
                open_runs: self.0.len() as u32,
                run: self.0.last().copied().unwrap_or_default(),
            };
        }
        is_met
    }
}

/// For each entity which member it is, or [`NONE`].
pub(super) fn member_of(entities: &Entities, members: &[EntityId]) -> Result<Vec<u32>, OutOfMemory> {
    let mut member_of = Vec::new();
    member_of
        .try_reserve_exact(entities.len())
        .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
    member_of.resize(entities.len(), NONE);
    for (member, entity) in members.iter().enumerate() {
        member_of[entity.row()] = member as u32;
    }
    Ok(member_of)
}
