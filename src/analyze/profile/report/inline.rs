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
}

/// The edges that lead to wanted entities, in the order they are first taken.
fn edges(
    profile: &Profile,
    entities: &Entities,
    sample_type: usize,
    is_shown: &[bool],
    is_wanted: &[bool],
) -> Result<Vec<Edge>, OutOfMemory> {
    let full = OutOfMemory { rows: entities.len() };
    let totals = Totals::of(profile, sample_type)?;
    let stacks = &profile.stacks;
    let mut walk = Walk {
        is_shown,
        is_wanted,
        edges: Vec::new(),
        edge_of: HashMap::default(),
        path: Vec::new(),
        open: Vec::new(),
        first_caller: filled(entities.len(), None).ok_or(full)?,
        more_callers: HashMap::default(),
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

type HashMap<V> = hashbrown::HashMap<(EntityId, EntityId), V, foldhash::fast::FixedState>;

/// A walk over all stacks, path by path.
///
/// A sample counts for an edge where it takes it first. Which edges are on the path is known
/// without looking them up: nearly all lead to an entity that is there once.
struct Walk<'a> {
    is_shown: &'a [bool],
    is_wanted: &'a [bool],
    edges: Vec<Edge>,
    edge_of: HashMap<u32>,
    path: Vec<Step>,
    /// The stacks on the path, each with the length of `path` before it.
    open: Vec<(StackId, usize)>,
    /// For each entity on the path what called it there first.
    first_caller: Vec<Option<EntityId>>,
    /// How often it is there by each further call.
    more_callers: HashMap<u32>,
}

/// A shown frame on the path.
struct Step {
    entity: EntityId,
    /// What called it, if that is wanted.
    caller: Option<EntityId>,
    is_first_call: bool,
}

impl Walk<'_> {
    /// Puts the frames of a stack's leaf on the path; with a weight, it is seen for the first time.
    fn enter(&mut self, entities: &Entities, stack: StackId, location: LocationId, weight: Option<i64>) {
        self.open.push((stack, self.path.len()));
        for frame in entities
            .frames(location)
            .filter(|frame| self.is_shown[frame.entity.row()])
        {
            let entity = frame.entity;
            let last = self.path.last().map(|step| step.entity);
            let caller = last.filter(|&caller| caller != entity && self.is_wanted[entity.row()]);
            let (mut is_first_call, mut is_new_edge) = (false, false);
            if let Some(caller) = caller {
                let first = &mut self.first_caller[entity.row()];
                is_first_call = first.is_none();
                if is_first_call {
                    *first = Some(caller);
                    is_new_edge = true;
                } else {
                    let is_first_caller = *first == Some(caller);
                    let n_on_path = self.more_callers.entry((caller, entity)).or_insert(0);
                    is_new_edge = *n_on_path == 0 && !is_first_caller;
                    *n_on_path += 1;
                }
            }
            if let (Some(caller), Some(weight), true) = (caller, weight, is_new_edge) {
                self.count(caller, entity, weight, frame.is_inlined);
            }
            self.path.push(Step {
                entity,
                caller,
                is_first_call,
            });
        }
    }

    /// Counts samples for an edge.
    fn count(&mut self, from: EntityId, to: EntityId, weight: i64, is_inlined: bool) {
        let new = self.edges.len() as u32;
        let row = *self.edge_of.entry((from, to)).or_insert(new);
        if row == new {
            self.edges.push(Edge {
                to,
                weight: 0,
                is_inlined: true,
            });
        }
        let edge = &mut self.edges[row as usize];
        edge.weight = edge.weight.wrapping_add(weight);
        edge.is_inlined &= is_inlined;
    }

    /// Takes the last stack off the path.
    fn close(&mut self) {
        let Some((_, len)) = self.open.pop() else { return };
        for step in self.path.drain(len..).rev() {
            let Some(caller) = step.caller else { continue };
            if step.is_first_call {
                self.first_caller[step.entity.row()] = None;
            } else if let Some(n_on_path) = self.more_callers.get_mut(&(caller, step.entity)) {
                *n_on_path -= 1;
            }
        }
    }
}
