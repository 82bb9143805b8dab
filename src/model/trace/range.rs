//! Ranges of time in which the runtime did something of its own: collected garbage, stopped the world.

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{StackId, StringId};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::listing::{Listing, NO_ROW, partition};
use crate::model::trace::place::ProcRow;

/// Stands for a time that the trace does not tell.
pub const NO_TIME: i64 = i64::MIN;

/// What a range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RangeKind {
    /// The world is stopped, by a goroutine.
    StopTheWorld,
    /// The collector marks while the program runs.
    Mark,
    /// A processor sweeps.
    Sweep,
    /// A goroutine helps to mark.
    Assist,
}

/// What a range belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The whole program.
    All,
    /// A goroutine.
    Goroutine(GoRow),
    /// A processor.
    Proc(ProcRow),
}

/// A range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// What it is.
    pub kind: RangeKind,
    /// What Go calls it, with the reason where the world is stopped.
    pub name: StringId,
    /// What it belongs to.
    pub scope: Scope,
    /// When it begins, in nanoseconds since the trace began; [`NO_TIME`] where only its end was told.
    pub start: i64,
    /// When it ends; [`NO_TIME`] of one that was not seen to end.
    pub end: i64,
    /// Whether it was going on when the trace began to see it.
    pub is_older: bool,
    /// The goroutine that ran when it began.
    pub goroutine: GoRow,
    /// Where it began.
    pub stack: StackId,
    /// Bytes that were swept, of a sweep.
    pub swept_bytes: u64,
    /// Bytes of these that could be used again.
    pub reclaimed_bytes: u64,
}

/// All ranges, in the order in which they begin.
#[derive(Debug, Default)]
pub struct Ranges {
    rows: Column<Range>,
    by_goroutine: Listing,
    by_proc: Listing,
    by_kind: Listing,
}

impl Ranges {
    /// Adds a range.
    pub fn push(&mut self, range: Range) -> Result<u32, OutOfMemory> {
        self.rows.push(range)?;
        Ok(self.rows.len() as u32 - 1)
    }

    /// A range.
    pub fn get(&self, row: usize) -> Range {
        self.rows.get(row)
    }

    /// A range, to tell its end.
    pub fn get_mut(&mut self, row: usize) -> &mut Range {
        self.rows.get_mut(row)
    }

    /// Lists the ranges of each of so many goroutines and processors.
    pub fn finish(&mut self, goroutines: usize, procs: usize) -> Result<(), OutOfMemory> {
        self.by_goroutine = Listing::of(goroutines, || {
            self.rows.iter().map(|range| match range.scope {
                Scope::Goroutine(goroutine) => goroutine.0,
                _ => NO_ROW,
            })
        })?;
        self.by_proc = Listing::of(procs, || {
            self.rows.iter().map(|range| match range.scope {
                Scope::Proc(proc) => proc.0,
                _ => NO_ROW,
            })
        })?;
        self.by_kind = Listing::of(4, || self.rows.iter().map(|range| range.kind as u32))?;
        Ok(())
    }

    /// All ranges.
    pub fn iter(&self) -> impl Iterator<Item = Range> + '_ {
        self.rows.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The ranges of a goroutine or a processor, or all of a kind, in the order in which they begin.
    pub fn of(&self, lane: RangeLane) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let (listing, lane) = self.listing(lane);
        listing.rows(lane)
    }

    /// The last range of a lane that begins at a time or before; it may have ended since. One whose beginning was not told
    /// counts from its end.
    pub fn find(&self, lane: RangeLane, time: i64) -> Option<usize> {
        let (listing, lane) = self.listing(lane);
        let places = listing.places(lane);
        let after = partition(places.clone(), |place| self.began(listing.at(place)) <= time);
        (after > places.start).then(|| listing.at(after - 1))
    }

    /// The first range of a lane that begins after a time.
    pub fn after(&self, lane: RangeLane, time: i64) -> Option<usize> {
        let (listing, lane) = self.listing(lane);
        let places = listing.places(lane);
        let next = partition(places.clone(), |place| self.began(listing.at(place)) <= time);
        (next < places.end).then(|| listing.at(next))
    }

    fn began(&self, row: usize) -> i64 {
        let range = self.rows.get(row);
        if range.start == NO_TIME { range.end } else { range.start }
    }

    fn listing(&self, lane: RangeLane) -> (&Listing, u32) {
        match lane {
            RangeLane::Goroutine(goroutine) => (&self.by_goroutine, goroutine.0),
            RangeLane::Proc(proc) => (&self.by_proc, proc.0),
            RangeLane::Kind(kind) => (&self.by_kind, kind as u32),
        }
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Range>() + self.by_goroutine.bytes() + self.by_proc.bytes() + self.by_kind.bytes()
    }
}

/// Ranges that are seen together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeLane {
    /// Those of a goroutine.
    Goroutine(GoRow),
    /// Those of a processor.
    Proc(ProcRow),
    /// All of a kind.
    Kind(RangeKind),
}
