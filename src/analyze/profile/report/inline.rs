//! Which entities were inlined into their callers, as far as these are shown.
//!
//! pprof marks an entity by the edges of its graph that lead to it. An edge goes from the last
//! frame before that is shown, over those that are not; it is an inlined one when every sample
//! that takes it was inlined at the first place where it does. Edges too light to be drawn have no say.
//! Source: `newGraph` in pprof's `internal/graph/graph.go`, `TextItems` in `internal/report/report.go`.

use std::cmp::Ordering;

use crate::analyze::profile::calltree::Inlined;
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId};
use crate::model::profile::Profile;

/// What is shown.
pub(super) struct Shown<I> {
    /// The entities shown; `None` when nothing was left out.
    pub(super) entities: Option<I>,
    /// Lighter edges have no say.
    pub(super) edge_cutoff: i64,
}

/// For each entity whether it was inlined into what is shown of its callers.
pub(super) fn marks(
    profile: &Profile,
    entities: &Entities,
    sample_type: usize,
    shown: Shown<impl Iterator<Item = EntityId>>,
) -> Result<Vec<Inlined>, OutOfMemory> {
    let full = OutOfMemory { rows: entities.len() };
    let mut is_shown = filled(entities.len(), shown.entities.is_none()).ok_or(full)?;
    for entity in shown.entities.into_iter().flatten() {
        is_shown[entity.row()] = true;
    }
    // An entity that was never inlined needs no mark: only edges to the others are kept.
    let mut is_wanted = filled(entities.len(), false).ok_or(full)?;
    let frames = (0..profile.locations.len()).flat_map(|row| entities.frames(LocationId::from(row)));
    for frame in frames.filter(|frame| frame.is_inlined) {
        is_wanted[frame.entity.row()] = is_shown[frame.entity.row()];
    }
    let edges = if is_wanted.contains(&true) {
        edges(profile, entities, sample_type, &is_shown, &is_wanted)?
    } else {
        Vec::new()
    };
    let mut seen = filled(entities.len(), 0_u8).ok_or(full)?;
    for edge in edges {
        if edge.weight.wrapping_abs() >= shown.edge_cutoff {
            seen[edge.to.row()] |= if edge.is_inlined { 1 } else { 2 };
        }
    }
    Ok(seen
        .into_iter()
        .map(|seen| match seen {
            1 => Inlined::Always,
            3 => Inlined::Partly,
            _ => Inlined::Never,
        })
        .collect())
}

fn filled<T: Clone>(len: usize, value: T) -> Option<Vec<T>> {
    let mut rows = Vec::new();
    rows.try_reserve_exact(len).ok()?;
    rows.resize(len, value);
    Some(rows)
}

/// What each stack of locations weighs with all that it leads to.
struct Totals {
    weight: Column<i64>,
    /// Whether any sample below has a value at all; sums can cancel.
    is_live: Column<bool>,
}

impl Totals {
    fn of(profile: &Profile, sample_type: usize) -> Result<Self, OutOfMemory> {
        let stacks = &profile.stacks;
        let mut weight = Column::filled(stacks.len(), 0_i64)?;
        let mut is_live = Column::filled(stacks.len(), false)?;
        let values = &profile.samples.values[sample_type];
        for (stack, value) in profile.samples.stack.iter().zip(values.iter()) {
            if value != 0 {
                let at = weight.get_mut(stack.row());
                *at = at.wrapping_add(value);
                is_live.set(stack.row(), true);
            }
        }
        for row in (1..stacks.len()).rev() {
            if is_live.get(row) {
                let parent = stacks.parent(StackId::from(row)).row();
                let below = weight.get(row);
                let at = weight.get_mut(parent);
                *at = at.wrapping_add(below);
                is_live.set(parent, true);
            }
        }
        Ok(Self { weight, is_live })
    }
}

/// The calls from one entity to another.
struct Edge {
    to: EntityId,
    weight: i64,
    is_inlined: bool,
    /// How often it is on the path walked: a sample counts for it where it takes it first.
    n_on_path: u32,
}

/// A shown frame of the path walked, with the edge that leads to it, if that is wanted.
struct Step {
    entity: EntityId,
    edge: Option<u32>,
}

/// The edges that lead to wanted entities, in the order they are first taken.
fn edges(
    profile: &Profile,
    entities: &Entities,
    sample_type: usize,
    is_shown: &[bool],
    is_wanted: &[bool],
) -> Result<Vec<Edge>, OutOfMemory> {
    let totals = Totals::of(profile, sample_type)?;
    let stacks = &profile.stacks;
    let mut walk = Walk {
        is_shown,
        is_wanted,
        edges: Vec::new(),
        edge_of: hashbrown::HashMap::with_hasher(foldhash::fast::FixedState::with_seed(0)),
        path: Vec::new(),
        open: Vec::new(),
    };
    let mut pending = Vec::new();
    for row in (1..stacks.len()).filter(|&row| totals.is_live.get(row)) {
        // Parents precede their children, so the path up to a stack is found by rows alone.
        let mut at = StackId::from(row);
        loop {
            let top = walk.open.last().map_or(StackId::default(), |&(stack, _)| stack);
            match top.cmp(&at) {
                Ordering::Greater => walk.close(),
                Ordering::Equal => break,
                Ordering::Less => {
                    pending.push(at);
                    at = stacks.parent(at);
                }
            }
        }
        // What lies between was walked before, and is only put back on the path.
        while let Some(stack) = pending.pop() {
            let weight = (stack.row() == row).then(|| totals.weight.get(row));
            walk.enter(entities, stack, stacks.key(stack), weight);
        }
    }
    Ok(walk.edges)
}

/// A walk over all stacks, path by path.
struct Walk<'a> {
    is_shown: &'a [bool],
    is_wanted: &'a [bool],
    edges: Vec<Edge>,
    edge_of: hashbrown::HashMap<(EntityId, EntityId), u32, foldhash::fast::FixedState>,
    path: Vec<Step>,
    /// The stacks on the path, each with the length of `path` before it.
    open: Vec<(StackId, usize)>,
}

impl Walk<'_> {
    /// Puts the frames of a stack's leaf on the path; with a weight, it is seen for the first time.
    fn enter(&mut self, entities: &Entities, stack: StackId, location: LocationId, weight: Option<i64>) {
        self.open.push((stack, self.path.len()));
        for frame in entities.frames(location) {
            let to = frame.entity;
            if !self.is_shown[to.row()] {
                continue;
            }
            let caller = self.path.last().map(|step| step.entity).filter(|&from| from != to);
            let edge = caller
                .filter(|_| self.is_wanted[to.row()])
                .map(|from| self.take(from, to, frame.is_inlined, weight));
            self.path.push(Step { entity: to, edge });
        }
    }

    /// Takes an edge once more on the path, and counts it if it is the first time there.
    fn take(&mut self, from: EntityId, to: EntityId, is_inlined: bool, weight: Option<i64>) -> u32 {
        let new = self.edges.len() as u32;
        let row = *self.edge_of.entry((from, to)).or_insert(new);
        if row == new {
            self.edges.push(Edge {
                to,
                weight: 0,
                is_inlined: true,
                n_on_path: 0,
            });
        }
        let edge = &mut self.edges[row as usize];
        edge.n_on_path += 1;
        if let (Some(weight), 1) = (weight, edge.n_on_path) {
            edge.weight = edge.weight.wrapping_add(weight);
            edge.is_inlined &= is_inlined;
        }
        row
    }

    /// Takes the last stack off the path.
    fn close(&mut self) {
        let Some((_, len)) = self.open.pop() else { return };
        for step in self.path.drain(len..) {
            if let Some(edge) = step.edge {
                self.edges[edge as usize].n_on_path -= 1;
            }
        }
    }
}
