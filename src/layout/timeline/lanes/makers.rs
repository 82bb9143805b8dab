//! Goroutines below those that made them.

use crate::analyze::trace::creators::{self, Made};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::lanes::Lanes;
use crate::layout::timeline::members::Members;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::listing::NO_ROW;
use crate::model::trace::totals::GroupId;

/// Of more goroutines than this those that others made are folded away at first.
const FEW: usize = 200;
/// What is shown is one group.
const ALL: GroupId = GroupId(0);

/// The tree of goroutines, and what of it is shown.
#[derive(Debug)]
pub(super) struct Makers {
    nodes: Vec<Made>,
    /// Where each goroutine is in `nodes`.
    at: Vec<u32>,
    /// Whether those that a goroutine made are shown, node by node.
    are_open: Vec<bool>,
    were_open: bool,
    shown: Members,
}

impl Makers {
    fn of(trace: &Trace, members: &Members) -> Result<Self, OutOfMemory> {
        let nodes = creators::tree(trace)?;
        let mut at = vec![NO_ROW; trace.goroutines.len()];
        for (row, node) in nodes.iter().enumerate() {
            if let Some(at) = at.get_mut(node.goroutine.row()) {
                *at = row as u32;
            }
        }
        let were_open = nodes.len() <= FEW;
        let mut makers = Self {
            are_open: vec![were_open; nodes.len()],
            nodes,
            at,
            were_open,
            shown: Members::default(),
        };
        makers.place(members);
        Ok(makers)
    }

    /// Finds anew what is shown.
    pub(super) fn place(&mut self, members: &Members) {
        let mut rows = Vec::new();
        let mut at = 0;
        while let (Some(node), Some(is_open)) = (self.nodes.get(at), self.are_open.get(at)) {
            rows.push(node.goroutine.0);
            at += 1 + if *is_open { 0 } else { node.below as usize };
        }
        self.shown = members.only(rows);
    }

    fn node(&self, goroutine: GoRow) -> Option<(usize, &Made)> {
        let at = *self.at.get(goroutine.row())? as usize;
        Some((at, self.nodes.get(at)?))
    }

    /// Whether a goroutine made others.
    pub(super) fn has_made(&self, goroutine: GoRow) -> bool {
        self.node(goroutine).is_some_and(|(_, node)| node.below > 0)
    }

    /// How many made it, one the other.
    pub(super) fn depth(&self, goroutine: GoRow) -> u32 {
        self.node(goroutine).map_or(0, |(_, node)| node.depth)
    }

    /// Whether those that a goroutine made are shown; none where it made none.
    pub(super) fn is_open(&self, goroutine: GoRow) -> Option<bool> {
        let (at, node) = self.node(goroutine)?;
        (node.below > 0).then(|| self.are_open.get(at).copied())?
    }

    /// The same, to be changed; what is shown is then found anew.
    pub(super) fn state(&mut self, goroutine: GoRow) -> Option<&mut bool> {
        let (at, node) = self.node(goroutine)?;
        let is_there = node.below > 0;
        self.are_open.get_mut(at).filter(|_| is_there)
    }

    /// The goroutines for which it is otherwise than at first.
    pub(super) fn changed(&self) -> impl Iterator<Item = Lane> + '_ {
        let nodes = self.nodes.iter().zip(&self.are_open);
        let changed = nodes.filter(|(node, is_open)| node.below > 0 && **is_open != self.were_open);
        changed.map(|(node, _)| Lane::Goroutine(node.goroutine))
    }

    /// Shows so many levels of a goroutine's stack, or none of it.
    pub(super) fn show_stack(&mut self, goroutine: GoRow, levels: Option<u8>) {
        self.shown.show_stack(goroutine, levels);
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.shown.rows(ALL)
    }

    /// The lane of a row, from the first goroutine on.
    pub(super) fn at(&self, row: usize) -> Option<Lane> {
        self.shown.at(ALL, row)
    }

    /// How many rows are above a goroutine; none where it is folded away.
    pub(super) fn above(&self, goroutine: GoRow) -> Option<usize> {
        self.shown.above(ALL, goroutine)
    }

    /// Those that a goroutine made, or those that none made that is known.
    pub(super) fn made_by(&self, goroutine: Option<GoRow>) -> impl Iterator<Item = GoRow> + '_ {
        let of = goroutine.and_then(|row| self.node(row));
        let (mut next, end) = match (goroutine, of) {
            (None, _) => (0, self.nodes.len()),
            (Some(_), Some((at, node))) => (at + 1, at + 1 + node.below as usize),
            (Some(_), None) => (0, 0),
        };
        std::iter::from_fn(move || {
            let node = self.nodes.get(next).filter(|_| next < end)?;
            next += 1 + node.below as usize;
            Some(node.goroutine)
        })
    }

    /// Opens all, or folds all.
    fn open_all(&mut self, is_open: bool, members: &Members) {
        self.are_open.fill(is_open);
        self.place(members);
    }
}

impl Lanes {
    /// Shows goroutines below those that made them, or again by the function that they begin with.
    pub fn show_makers(&mut self, trace: &Trace, are_shown: bool) -> Result<(), OutOfMemory> {
        self.makers = if are_shown {
            Some(Makers::of(trace, &self.members)?)
        } else {
            None
        };
        self.place();
        Ok(())
    }

    /// Whether goroutines stand below those that made them.
    pub fn has_makers(&self) -> bool {
        self.makers.is_some()
    }

    /// How deep a goroutine stands below those that made it.
    pub fn goroutine_depth(&self, lane: Lane) -> u32 {
        match (&self.makers, lane) {
            (Some(makers), Lane::Goroutine(row) | Lane::Region(row, _) | Lane::Stack(row, _)) => makers.depth(row),
            _ => 0,
        }
    }

    /// Opens or folds all that goroutines made, where it is shown so.
    pub fn open_makers(&mut self, is_open: bool) {
        if let Some(makers) = &mut self.makers {
            makers.open_all(is_open, &self.members);
        }
        self.place();
    }
}
