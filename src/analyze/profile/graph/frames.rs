//! Call trees: a member for every frame of the merged stacks.
//!
//! A frame has one caller, so trimming leaves a forest: what stays hangs on the nearest frame above it that stays too.
//! Source: `newTree` and `TrimTree` in pprof's `internal/graph/graph.go`.

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::graph::draft::{Draft, Link, Member};
use crate::analyze::profile::graph::walk::{NONE, Stacks};
use crate::analyze::profile::weights::{Weights, mean};
use crate::model::column::{Column, OutOfMemory};
use crate::model::prefix_tree::RunId;
use crate::model::sorting;

/// The frames of a profile, with what they sum to.
pub(super) struct Frames<'a> {
    stacks: &'a Stacks<'a>,
    drops_negative: bool,
    /// For each run what was spent in its last frame itself.
    own: Column<i64>,
    /// How many frames pprof lists, and what was spent in them.
    pub(super) n_listed: usize,
    pub(super) flats: i64,
}

/// For each run its total less those of the runs below it.
fn own_sums(tree: &CallTree, weights: &Weights) -> Result<Column<i64>, OutOfMemory> {
    let mut own = Column::filled(tree.nodes().run_count(), 0_i64)?;
    for run in tree.runs() {
        let total = weights.run_total(run);
        let at = own.get_mut(run.row());
        *at = at.wrapping_add(total);
        if run.row() > 0 {
            let parent = own.get_mut(tree.nodes().run_parent(run).row());
            *parent = parent.wrapping_sub(total);
        }
    }
    Ok(own)
}

/// Divides frames, and what leads to each, by how many events they are of.
pub(super) fn divide(stacks: &Stacks<'_>, events: &Weights, draft: &mut Draft) -> Result<(), OutOfMemory> {
    let own = own_sums(stacks.tree, events)?;
    let nodes = stacks.tree.nodes();
    for link in &mut draft.links {
        let run = nodes.run_of(draft.members[link.to as usize].frame);
        link.weight = mean(link.weight, events.run_total(run));
    }
    for member in &mut draft.members {
        let run = nodes.run_of(member.frame);
        // A frame that no stack ends with has no flat.
        member.flat = mean(member.flat, own.get(run.row()));
        member.cum = mean(member.cum, events.run_total(run));
    }
    Ok(())
}

/// Where a frame would hang that stands below a run.
#[derive(Clone, Copy)]
struct Above {
    /// The nearest member.
    member: u32,
    /// Whether frames lie between, and whether all of these were inlined.
    is_residual: bool,
    is_inlined: bool,
}

impl<'a> Frames<'a> {
    /// Sums up all frames.
    pub(super) fn of(stacks: &'a Stacks<'a>, drops_negative: bool) -> Result<Self, OutOfMemory> {
        let own = own_sums(stacks.tree, stacks.weights)?;
        let mut frames = Self {
            stacks,
            drops_negative,
            own,
            n_listed: 0,
            flats: 0,
        };
        for run in stacks.tree.runs() {
            // All but the last are alike.
            let mut rows = stacks.tree.nodes().run_rows(run).filter(|&row| row > 0);
            let Some(last) = rows.next_back() else { continue };
            if let Some(other) = rows.next() {
                let is_listed = frames.member(run, other).is_listed(drops_negative);
                frames.n_listed += usize::from(is_listed) * (1 + rows.count());
            }
            let last = frames.member(run, last);
            if last.is_listed(drops_negative) {
                frames.n_listed += 1;
                frames.flats = frames.flats.wrapping_add(last.flat);
            }
        }
        Ok(frames)
    }

    fn member(&self, run: RunId, row: usize) -> Member {
        let nodes = self.stacks.tree.nodes();
        let frame = NodeId::from(row);
        Member {
            entity: self.stacks.tree.entity(frame),
            frame,
            flat: if nodes.is_last(frame) {
                self.own.get(run.row())
            } else {
                0
            },
            cum: self.stacks.weights.run_total(run),
        }
    }

    /// The frames whose cum is not below the cutoff, each linked with the nearest above it. Those that
    /// are not listed are there whatever they weigh.
    pub(super) fn draft(&self, cutoff: i64) -> Result<Draft, OutOfMemory> {
        let tree = self.stacks.tree;
        let nothing = Above {
            member: NONE,
            is_residual: false,
            is_inlined: true,
        };
        let mut below = Column::filled(tree.nodes().run_count(), nothing)?;
        let (mut members, mut links) = (Vec::new(), Vec::new());
        for run in tree.runs().filter(|&run| self.stacks.weights.is_live(run)) {
            let mut above = below.get(tree.nodes().run_parent(run).row());
            for row in tree.nodes().run_rows(run).filter(|&row| row != CallTree::ROOT.row()) {
                let member = self.member(run, row);
                let is_inlined = tree.inlined(member.frame) == Inlined::Always;
                let is_light = member.cum.wrapping_abs() < cutoff;
                if is_light && member.is_listed(self.drops_negative) {
                    above.is_residual = true;
                    above.is_inlined &= is_inlined;
                    continue;
                }
                let rows = members.len();
                let full = |_no_memory| OutOfMemory { rows };
                members.try_reserve(1).map_err(full)?;
                links.try_reserve(1).map_err(full)?;
                let mut link = Link::new(above.member, rows as u32);
                link.add(member.cum, is_inlined && above.is_inlined, above.is_residual);
                links.extend(Some(link).filter(|link| link.from != NONE));
                members.push(member);
                above = Above {
                    member: rows as u32,
                    ..nothing
                };
            }
            below.set(run.row(), above);
        }
        Ok(Draft::new(&members, links, |member| {
            member.is_listed(self.drops_negative)
        }))
    }
}

/// Keeps so many of the listed members, and those that are not listed; the others' callees go to their callers.
pub(super) fn keep_first(draft: &mut Draft, count: usize) {
    let is_kept = |member: u32| (member as usize) < count || member as usize >= draft.n_listed;
    let mut link_to: Vec<Option<Link>> = vec![None; draft.members.len()];
    for link in &draft.links {
        link_to[link.to as usize] = Some(*link);
    }
    let mut outermost_first: Vec<u32> = (0..draft.members.len() as u32).collect();
    sorting::sort_by_key(&mut outermost_first, |&member| draft.members[member as usize].frame);
    for member in outermost_first {
        let Some(link) = link_to[member as usize].filter(|link| !is_kept(link.from)) else {
            continue;
        };
        // The caller stands above, so that its own link is settled.
        link_to[member as usize] = link_to[link.from as usize].map(|above| Link {
            from: above.from,
            is_inlined: link.is_inlined && above.is_inlined,
            is_residual: true,
            ..link
        });
    }
    draft.links = link_to.into_iter().flatten().filter(|link| is_kept(link.to)).collect();
    let removed = draft.n_listed - count;
    for link in &mut draft.links {
        for end in [&mut link.from, &mut link.to] {
            *end -= if *end as usize >= count { removed as u32 } else { 0 };
        }
    }
    draft.members.drain(count..draft.n_listed);
    draft.names.drain(count..draft.n_listed);
    draft.n_listed = count;
}
