//! The callers and callees of one function.
//!
//! The same edges as in the whole graph, untrimmed, without making it: only the function's own frames
//! are visited. A sample counts once for an edge, so a frame that stands below another of the same function asks
//! which callers and callees that one has had on the way; for this the function's frames form a forest of their own.

use std::cmp::Reverse;

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::graph::draft::Grouped;
use crate::analyze::profile::graph::printed;
use crate::analyze::profile::graph::walk::{NONE, Stacks};
use crate::analyze::profile::name::append_name;
use crate::model::column::{Column, OutOfMemory};
use crate::model::prefix_tree::RunId;
use crate::model::sorting;

/// The callers and callees of a function, heaviest first, then by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// What calls it.
    pub callers: Vec<Neighbour>,
    /// What it calls.
    pub callees: Vec<Neighbour>,
}

/// A function at the other end of an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Which.
    pub entity: EntityId,
    /// Its whole name. Bytes that are not text became U+FFFD.
    pub name: String,
    /// What the samples through the edge weigh, each counted once; signed. Its share of the cum of the function
    /// that was asked for is pprof's `calls%`.
    pub weight: i64,
    /// Whether all of the calls were inlined.
    pub is_inlined: bool,
}

/// A frame of the function.
#[derive(Clone, Copy)]
struct Place {
    node: NodeId,
    /// The nearest frame of the function above it, and what that one calls on the way; [`NONE`] for none.
    above: u32,
    on_the_way: EntityId,
}

/// The callers and callees of an entity. As fast as its frames are few.
pub fn neighbours(stacks: &Stacks<'_>, entity: EntityId) -> Result<Neighbours, OutOfMemory> {
    let places = places(stacks, entity)?;
    // Key 0 is for those with none above them.
    let below = Grouped::by(places.len() + 1, || {
        places.iter().map(|place| place.above.wrapping_add(1))
    });
    let mut callers = Side::new(stacks.entities.len())?;
    let mut callees = Side::new(stacks.entities.len())?;
    let tree = stacks.tree;
    let mut way: Vec<u32> = Vec::new();
    let mut pending: Vec<(u32, usize)> = below.of(0).iter().map(|&place| (place, 0)).collect();
    while let Some((row, depth)) = pending.pop() {
        let place = places[row as usize];
        way.truncate(depth);
        way.push(row);
        let total = stacks.weights.total(tree, place.node);
        if place.above != NONE && place.on_the_way != entity {
            // Counted where it was called; below this place it is known.
            callees.meet(place.on_the_way, &way);
        }
        let caller = tree.parent(place.node);
        if caller != CallTree::ROOT && tree.entity(caller) != entity {
            let is_inlined = tree.inlined(place.node) == Inlined::Always;
            callers.count(tree.entity(caller), &way, total, is_inlined)?;
        }
        for callee in children(stacks, place.node) {
            let weight = stacks.weights.total(tree, callee);
            let is_live = stacks.weights.is_live(tree.nodes().run_of(callee));
            if is_live && tree.entity(callee) != entity {
                let is_inlined = tree.inlined(callee) == Inlined::Always;
                callees.count_unmet(tree.entity(callee), &way, weight, is_inlined)?;
            }
        }
        pending.extend(below.of(row as usize + 1).iter().map(|&place| (place, depth + 1)));
    }
    Ok(Neighbours {
        callers: callers.finish(stacks),
        callees: callees.finish(stacks),
    })
}

/// The nodes below a node.
fn children<'a>(stacks: &Stacks<'a>, node: NodeId) -> impl Iterator<Item = NodeId> + 'a {
    let nodes = stacks.tree.nodes();
    let is_last = nodes.is_last(node);
    let next = (!is_last).then(|| NodeId(node.0 + 1));
    let below = if is_last {
        stacks.children.below(nodes.run_of(node))
    } else {
        &[]
    };
    next.into_iter().chain(below.iter().map(|&child| NodeId(child)))
}

/// The frames of an entity that some sample with a value goes through, callers first.
fn places(stacks: &Stacks<'_>, entity: EntityId) -> Result<Vec<Place>, OutOfMemory> {
    let nodes = stacks.tree.nodes();
    let mut last_in_run = Column::filled(nodes.run_count(), NONE)?;
    let mut places: Vec<Place> = Vec::new();
    let keys = nodes.keys().iter().enumerate().skip(1);
    for (row, _) in keys.filter(|&(_, key)| key == entity.0) {
        let node = NodeId::from(row);
        let run = nodes.run_of(node);
        if !stacks.weights.is_live(run) {
            continue;
        }
        let rows = places.len();
        places.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
        let (above, on_the_way) = nearest_above(stacks, &places, &last_in_run, run);
        places.push(Place {
            node,
            above,
            on_the_way,
        });
        last_in_run.set(run.row(), rows as u32);
    }
    Ok(places)
}

/// The nearest place above the rows of a run that are still to come, and what it calls on the way there.
fn nearest_above(stacks: &Stacks<'_>, places: &[Place], last_in_run: &Column<u32>, run: RunId) -> (u32, EntityId) {
    let nodes = stacks.tree.nodes();
    let (mut at, mut came_from) = (run, None);
    loop {
        let above = last_in_run.get(at.row());
        if above != NONE {
            let node = places[above as usize].node;
            let next = match came_from.filter(|_| nodes.is_last(node)) {
                Some(run) => nodes.first(run),
                None => NodeId(node.0 + 1),
            };
            return (above, nodes.key(next));
        }
        if at.row() == 0 {
            return (NONE, EntityId::default());
        }
        came_from = Some(at);
        at = nodes.run_parent(at);
    }
}

/// The edges on one side.
struct Side {
    /// For each entity its row among the found, or [`NONE`].
    row_of: Vec<u32>,
    found: Vec<Found>,
}

#[derive(Clone, Copy)]
struct Found {
    entity: EntityId,
    weight: i64,
    is_inlined: bool,
    /// Where it was last met: how many places were on the way, the last of them this one.
    met: (usize, u32),
}

impl Side {
    fn new(entities: usize) -> Result<Self, OutOfMemory> {
        let mut row_of = Vec::new();
        row_of
            .try_reserve_exact(entities)
            .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
        row_of.resize(entities, NONE);
        Ok(Self {
            row_of,
            found: Vec::new(),
        })
    }

    /// Counts calls, unless they were met on the way; from now on they are.
    fn count(&mut self, entity: EntityId, way: &[u32], weight: i64, is_inlined: bool) -> Result<(), OutOfMemory> {
        self.count_unmet(entity, way, weight, is_inlined)?;
        self.meet(entity, way);
        Ok(())
    }

    /// Counts calls, unless they were met on the way.
    fn count_unmet(&mut self, entity: EntityId, way: &[u32], weight: i64, is_inlined: bool) -> Result<(), OutOfMemory> {
        let rows = self.found.len();
        let row = &mut self.row_of[entity.row()];
        if *row == NONE {
            self.found.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
            *row = rows as u32;
            self.found.push(Found {
                entity,
                weight: 0,
                is_inlined: true,
                met: (0, NONE),
            });
        }
        let found = &mut self.found[*row as usize];
        if !found.is_met(way) {
            found.weight = found.weight.wrapping_add(weight);
            found.is_inlined &= is_inlined;
        }
        Ok(())
    }

    /// Notes that calls lie on the way, unless that is noted already.
    fn meet(&mut self, entity: EntityId, way: &[u32]) {
        let Some(found) = self.found.get_mut(self.row_of[entity.row()] as usize) else {
            return;
        };
        if let (false, Some(&place)) = (found.is_met(way), way.last()) {
            found.met = (way.len(), place);
        }
    }

    /// In the order of pprof's `EdgeMap.Sort`.
    fn finish(self, stacks: &Stacks<'_>) -> Vec<Neighbour> {
        let mut named: Vec<(Vec<u8>, Found)> = Vec::new();
        for found in self.found {
            let mut name = Vec::new();
            append_name(&mut name, stacks.entities, found.entity);
            named.push((name, found));
        }
        sorting::sort_by(&mut named, |(name, found), (other_name, other)| {
            let size = |found: &Found| Reverse(found.weight.wrapping_abs());
            size(found)
                .cmp(&size(other))
                .then_with(|| name.cmp(other_name))
                .then_with(|| found.entity.cmp(&other.entity))
        });
        let neighbour = |(name, found): (Vec<u8>, Found)| Neighbour {
            entity: found.entity,
            name: printed(stacks.entities, found.entity, &name),
            weight: found.weight,
            is_inlined: found.is_inlined,
        };
        named.into_iter().map(neighbour).collect()
    }
}

impl Found {
    fn is_met(&self, way: &[u32]) -> bool {
        let (depth, place) = self.met;
        depth.checked_sub(1).and_then(|at| way.get(at)) == Some(&place)
    }
}
