//! The edges between some entities.
//!
//! A sample counts for an edge where it takes it first, however often it takes it again, and what lies
//! between two of the entities is passed over. All samples through a node of the merged tree take the
//! same way to it, so nodes are counted, not samples: a million samples that share their callers count once for these.
//!
//! Nodes are met in the order of their rows, which is quick, since memory is read from front to back. What
//! is above a node is known by its run: the last member, and roughly which edges were taken to members that ever
//! call themselves. Only where such an edge may have been taken does somebody have to look up the way.

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::functions::Functions;
use crate::analyze::profile::graph::draft::Link;
use crate::analyze::profile::graph::pairs::Pairs;
use crate::analyze::profile::graph::walk::{Met, NONE, OpenRuns, Stacks, Step, Visit, member_of, walk};
use crate::analyze::profile::weights::{Weights, mean};
use crate::model::column::{Column, OutOfMemory};
use crate::model::prefix_tree::RunId;

/// How many rows may be looked up on the way: then walking is quicker, which knows its way at any depth.
const MOST_LOOKED_UP: usize = 1 << 26;

/// The edges between members.
pub(super) fn links(
    stacks: &Stacks<'_>,
    functions: &Functions,
    members: &[EntityId],
) -> Result<Vec<Link>, OutOfMemory> {
    let member_of = member_of(stacks.entities, members)?;
    match by_row(stacks, functions, members, &member_of, MOST_LOOKED_UP)? {
        Some(links) => Ok(links),
        None => by_walk(stacks, members.len(), &member_of),
    }
}

/// Divides edges between members by how many events they are of.
pub(super) fn divide(
    stacks: &Stacks<'_>,
    functions: &Functions,
    members: &[EntityId],
    events: &Weights,
    divided: &mut [Link],
) -> Result<(), OutOfMemory> {
    let of_events = Stacks {
        weights: events,
        events: None,
        ..*stacks
    };
    let events = links(&of_events, functions, members)?;
    let mut by_ends: Vec<_> = events.iter().map(|link| (link.from, link.to, link.weight)).collect();
    by_ends.sort_unstable();
    for link in divided {
        let found = by_ends.binary_search_by_key(&(link.from, link.to), |&(from, to, _)| (from, to));
        link.weight = mean(link.weight, found.map_or(0, |at| by_ends[at].2));
    }
    Ok(())
}

/// Edges that are summed up.
struct Edges<'a> {
    tree: &'a CallTree,
    pairs: Pairs,
    links: Vec<Link>,
}

impl<'a> Edges<'a> {
    fn new(tree: &'a CallTree, members: usize) -> Result<Self, OutOfMemory> {
        Ok(Self {
            tree,
            pairs: Pairs::new(members, members)?,
            links: Vec::new(),
        })
    }

    /// The row of the edge that leads to a member, if one does.
    #[inline]
    fn row(&mut self, caller: u32, member: u32) -> Result<Option<usize>, OutOfMemory> {
        if caller == NONE || caller == member {
            return Ok(None);
        }
        let new = self.links.len();
        let row = self.pairs.row(caller, member, new)?;
        if row == new {
            self.links
                .try_reserve(1)
                .map_err(|_no_memory| OutOfMemory { rows: new })?;
            self.links.push(Link::new(caller, member));
        }
        Ok(Some(row))
    }

    #[inline]
    fn add(&mut self, row: usize, node: NodeId, total: i64, is_residual: bool) {
        let is_inlined = self.tree.inlined(node) == Inlined::Always;
        self.links[row].add(total, is_inlined, is_residual);
    }
}

/// What is known at the end of a run.
#[derive(Clone, Copy)]
struct End {
    /// Which edges to members that ever call themselves are on the way: 80 bits, and each edge has one, which others have too.
    edges: u64,
    more_edges: u16,
    /// Whether others follow the last member.
    is_residual: bool,
    /// The last member.
    caller: u32,
}

impl End {
    const ROOT: Self = Self {
        edges: 0,
        more_edges: 0,
        is_residual: false,
        caller: NONE,
    };

    /// Whether an edge may be on the way; from now on it is.
    #[inline]
    fn meet(&mut self, edge: usize) -> bool {
        // Early edges are heavy, and numbers next to each other are told apart.
        let bit = edge % 80;
        if bit < 64 {
            let is_met = self.edges >> bit & 1 == 1;
            self.edges |= 1 << bit;
            is_met
        } else {
            let is_met = self.more_edges >> (bit - 64) & 1 == 1;
            self.more_edges |= 1 << (bit - 64);
            is_met
        }
    }
}

/// The edges, node by node in the order of rows; none if too much had to be looked up.
fn by_row(
    stacks: &Stacks<'_>,
    functions: &Functions,
    members: &[EntityId],
    member_of: &[u32],
    most_looked_up: usize,
) -> Result<Option<Vec<Link>>, OutOfMemory> {
    let nodes = stacks.tree.nodes();
    let mut ends = Column::filled(nodes.run_count(), End::ROOT)?;
    let mut edges = Edges::new(stacks.tree, members.len())?;
    let recurs: Vec<bool> = members.iter().map(|&entity| functions.recurs(entity)).collect();
    let mut left = most_looked_up;
    for run in stacks.tree.runs() {
        // A width is a sum of absolute values: nothing only where no sample has a value.
        if !stacks.weights.is_live(run) {
            continue;
        }
        let total = stacks.weights.run_total(run);
        let mut end = ends.get(nodes.run_parent(run).row());
        for row in nodes.run_rows(run) {
            let node = NodeId::from(row);
            if node == CallTree::ROOT {
                continue;
            }
            let member = member_of[stacks.tree.entity(node).row()];
            if member == NONE {
                end.is_residual = true;
                continue;
            }
            if let Some(edge) = edges.row(end.caller, member)? {
                let is_known = recurs[member as usize] && end.meet(edge) && {
                    let wanted = (end.caller, member);
                    match is_above(stacks, member_of, (run, row), wanted, &mut left) {
                        Some(is_known) => is_known,
                        None => return Ok(None),
                    }
                };
                if !is_known {
                    edges.add(edge, node, total, end.is_residual);
                }
            }
            (end.caller, end.is_residual) = (member, false);
        }
        ends.set(run.row(), end);
    }
    Ok(Some(edges.links))
}

/// Whether a call from one member to another lies above a row; none if that takes more than `left` rows.
fn is_above(
    stacks: &Stacks<'_>,
    member_of: &[u32],
    (mut run, row): (RunId, usize),
    (caller, callee): (u32, u32),
    left: &mut usize,
) -> Option<bool> {
    let nodes = stacks.tree.nodes();
    let mut rows = nodes.run_rows(run).start..row;
    let mut below = NONE;
    loop {
        for row in rows.rev().filter(|&row| row > 0) {
            *left = left.checked_sub(1)?;
            let member = member_of[stacks.tree.entity(NodeId::from(row)).row()];
            if member == NONE {
                continue;
            }
            if member == caller && below == callee {
                return Some(true);
            }
            below = member;
        }
        if run.row() == 0 {
            return Some(false);
        }
        run = nodes.run_parent(run);
        rows = nodes.run_rows(run);
    }
}

/// The edges, from a walk that knows which of them are on its way.
fn by_walk(stacks: &Stacks<'_>, members: usize, member_of: &[u32]) -> Result<Vec<Link>, OutOfMemory> {
    let mut visit = OnTheWay {
        edges: Edges::new(stacks.tree, members)?,
        open: OpenRuns::default(),
        met: Vec::new(),
    };
    walk(stacks, member_of, &mut visit)?;
    Ok(visit.edges.links)
}

/// A walk that knows which edges are on its way.
struct OnTheWay<'a> {
    edges: Edges<'a>,
    open: OpenRuns,
    met: Vec<Met>,
}

impl Visit for OnTheWay<'_> {
    fn enter(&mut self, run: RunId, depth: usize) {
        self.open.open(run, depth);
    }

    fn step(&mut self, step: Step) -> Result<(), OutOfMemory> {
        let Some(edge) = self.edges.row(step.caller, step.member)? else {
            return Ok(());
        };
        if edge == self.met.len() {
            self.met
                .try_reserve(1)
                .map_err(|_no_memory| OutOfMemory { rows: edge })?;
            self.met.push(Met::default());
        }
        if !self.open.meet(&mut self.met[edge]) {
            self.edges.add(edge, step.node, step.total, step.is_residual);
        }
        Ok(())
    }

    fn end(&mut self, _run: RunId, _last: u32) -> Result<(), OutOfMemory> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
