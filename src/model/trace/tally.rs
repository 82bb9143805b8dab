//! How many events of each kind a trace had.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::state::{GoState, ProcState};
use crate::model::trace::what::WhatId;

/// What an event is about, as Go's reader sees it (`EventKind` in `internal/trace/event.go`, Go 1.27).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum EventKind {
    /// The beginning of a generation, and the end of the trace.
    Sync,
    /// A number of the program changed.
    Metric,
    /// A goroutine has a label.
    Label,
    /// A sample of the CPU profiler.
    StackSample,
    /// A range begins.
    RangeBegin,
    /// A range goes on as a generation begins.
    RangeActive,
    /// A range ends.
    RangeEnd,
    /// A task begins.
    TaskBegin,
    /// A task ends.
    TaskEnd,
    /// A region begins.
    RegionBegin,
    /// A region ends.
    RegionEnd,
    /// A log message.
    Log,
    /// A goroutine or a processor changes its state.
    StateTransition,
    /// An event of an experiment.
    Experimental,
}

impl EventKind {
    /// All of them, in order.
    pub const ALL: [Self; 14] = [
        Self::Sync,
        Self::Metric,
        Self::Label,
        Self::StackSample,
        Self::RangeBegin,
        Self::RangeActive,
        Self::RangeEnd,
        Self::TaskBegin,
        Self::TaskEnd,
        Self::RegionBegin,
        Self::RegionEnd,
        Self::Log,
        Self::StateTransition,
        Self::Experimental,
    ];

    /// Its name, as Go writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sync => "Sync",
            Self::Metric => "Metric",
            Self::Label => "Label",
            Self::StackSample => "StackSample",
            Self::RangeBegin => "RangeBegin",
            Self::RangeActive => "RangeActive",
            Self::RangeEnd => "RangeEnd",
            Self::TaskBegin => "TaskBegin",
            Self::TaskEnd => "TaskEnd",
            Self::RegionBegin => "RegionBegin",
            Self::RegionEnd => "RegionEnd",
            Self::Log => "Log",
            Self::StateTransition => "StateTransition",
            Self::Experimental => "Experimental",
        }
    }
}

/// Counts of events.
#[derive(Debug, Default)]
pub struct Tally {
    /// By kind.
    pub kinds: [u64; EventKind::ALL.len()],
    /// Changes of goroutines, by the state before and the one after.
    pub go_changes: [[u64; GoState::ALL.len()]; GoState::ALL.len()],
    /// Changes of processors, by the state before and the one after.
    pub proc_changes: [[u64; ProcState::ALL.len()]; ProcState::ALL.len()],
    /// How often a running goroutine came to do each of [`Whats`](crate::model::trace::what::Whats).
    pub stops: Vec<u64>,
    /// Events of ranges, by kind and name.
    pub ranges: HashMap<(u8, StringId), u64, FixedState>,
    /// The most goroutines that were in each state at once.
    pub peaks: [u64; GoState::ALL.len()],
}

impl Tally {
    /// Counts that a running goroutine came to do something.
    #[inline]
    pub fn add_stop(&mut self, what: WhatId) -> Result<(), OutOfMemory> {
        if what.row() >= self.stops.len() {
            let rows = self.stops.len();
            let more = what.row() + 1 - rows;
            self.stops
                .try_reserve(more)
                .map_err(|_no_memory| OutOfMemory { rows })?;
            self.stops.resize(what.row() + 1, 0);
        }
        self.stops[what.row()] += 1;
        Ok(())
    }

    /// How many events there were.
    pub fn total(&self) -> u64 {
        self.kinds.iter().sum()
    }

    /// Events of ranges of a kind and a name, in the order of the names' ids.
    pub fn ranges(&self) -> Vec<(EventKind, StringId, u64)> {
        let mut rows = Vec::new();
        for kind in [EventKind::RangeBegin, EventKind::RangeActive, EventKind::RangeEnd] {
            let start = rows.len();
            let of_kind = self.ranges.iter().filter(|((found, _), _)| *found == kind as u8);
            rows.extend(of_kind.map(|(&(_, name), &count)| (kind, name, count)));
            rows[start..].sort_by_key(|&(_, name, _)| name);
        }
        rows
    }
}
