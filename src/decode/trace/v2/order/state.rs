//! What the scheduler's things are doing, as far as the events tell.

use crate::decode::trace::ids::Ids;
use crate::decode::trace::v2::order::problem::ProcStatus;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::id::{GoId, ProcId, TaskId, ThreadId};
use crate::model::trace::state::GoState;

/// A place in a thing's history: a generation and a count within it.
///
/// Threads' clocks may disagree, so it is these counts that say which event of a goroutine or processor comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) generation: u64,
    pub(super) count: u64,
}

impl Sequence {
    /// Whether it comes right after another.
    #[inline]
    pub(super) fn follows(self, other: Self) -> bool {
        self.generation == other.generation && other.count.checked_add(1) == Some(self.count)
    }
}

/// A goroutine.
#[derive(Debug)]
pub(super) struct Goroutine {
    pub(super) sequence: Sequence,
    pub(super) state: GoState,
    /// What few goroutines have.
    more: Option<Box<More>>,
}

/// What few goroutines have.
#[derive(Debug, Default)]
pub(super) struct More {
    /// The regions it is in, outermost first.
    pub(super) regions: Vec<(TaskId, StringId)>,
    pub(super) ranges: Ranges,
}

impl Goroutine {
    pub(super) fn new(state: GoState, generation: u64) -> Self {
        Self {
            sequence: Sequence { generation, count: 0 },
            state,
            more: None,
        }
    }

    /// What few goroutines have; after this, this one does.
    pub(super) fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }
}

/// The goroutines that are there, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Goroutines {
    places: Ids,
    rows: Vec<Goroutine>,
    /// Rows of goroutines that are gone.
    free: Vec<u32>,
}

impl Goroutines {
    #[inline]
    pub(super) fn get(&self, id: GoId) -> Option<&Goroutine> {
        let place = self.places.get(id.0.cast_unsigned())?;
        self.rows.get(place as usize)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, id: GoId) -> Option<&mut Goroutine> {
        let place = self.places.get(id.0.cast_unsigned())?;
        self.rows.get_mut(place as usize)
    }

    /// Adds a goroutine that is not there.
    pub(super) fn insert(&mut self, id: GoId, goroutine: Goroutine) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.rows.len() };
        if let Some(place) = self.free.pop() {
            self.rows[place as usize] = goroutine;
            return self.places.replace(id.0.cast_unsigned(), place);
        }
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        // So that every row can be given back.
        self.free.try_reserve(self.rows.len() + 1).map_err(|_no_memory| full)?;
        self.rows.push(goroutine);
        self.places.replace(id.0.cast_unsigned(), self.rows.len() as u32 - 1)
    }

    /// Takes a goroutine out.
    pub(super) fn remove(&mut self, id: GoId) {
        if let Some(place) = self.places.get(id.0.cast_unsigned()) {
            self.places.remove(id.0.cast_unsigned());
            self.free.push(place);
        }
    }
}

/// A processor.
#[derive(Debug)]
pub(super) struct Proc {
    pub(super) status: ProcStatus,
    pub(super) sequence: Sequence,
    pub(super) ranges: Ranges,
}

/// A thread.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thread {
    pub(super) id: ThreadId,
    /// Whether an event told of it.
    pub(super) is_seen: bool,
    pub(super) proc: ProcId,
    pub(super) goroutine: GoId,
}

/// A task that has begun.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task {
    pub(super) name: StringId,
    /// 2^64−1 is none.
    pub(super) parent: u64,
}

/// Whether the collector is marking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gc {
    Undetermined,
    Idle,
    Marking,
}

/// A kind of range that a goroutine or a processor can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// The world is stopped, for this reason.
    StopTheWorld(StringId),
    Sweep,
    MarkAssist,
}

impl Range {
    fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// The ranges that something is in. Rarely more than one.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    open: Vec<Range>,
}

impl Ranges {
    /// Begins a range; false when it has begun.
    pub(super) fn begin(&mut self, range: Range) -> bool {
        let is_new = !self.has(range);
        if is_new {
            self.open.push(range);
        }
        is_new
    }

    /// Whether it is in a range.
    pub(super) fn has(&self, range: Range) -> bool {
        self.open.contains(&range)
    }

    /// Ends the first range of a kind, whatever its reason, and gives it.
    pub(super) fn end(&mut self, like: Range) -> Option<Range> {
        let place = self.open.iter().position(|range| range.is_like(like))?;
        Some(self.open.swap_remove(place))
    }
}
