//! What an execution trace said: goroutines, processors and threads over time.
//!
//! Columns go in as the trace is read; out come lanes that are searched and never walked: "what is at a time", "when does it
//! change next", "how long was what done in an interval", of a goroutine, of all that begin with a function, of all.
//!
//! | file | holds |
//! |---|---|
//! | [`goroutine`], [`what`], [`span`] | goroutines, and what each did when |
//! | [`place`] | processors and threads, and what ran on them |
//! | [`totals`] | time by state and reason, in any interval |
//! | [`range`], [`series`], [`sample`] | the collector and stopped worlds; the heap; CPU samples |
//! | [`memory`] | objects, spans and stacks in memory, of a trace that tells of them |
//! | [`annotation`] | tasks, regions, logs, labels |
//! | [`generation`], [`clock`], [`tally`] | how the trace was written, and how much of it there is |
//!
//! Times are nanoseconds since the trace began; [`Trace::origin`] is that moment on the trace's own clock.
//!
//! Must not know: the wire format, the order in which events were found.
//!
//! Invariants, each tested: a lane's rows are in order of time; a goroutine's time by state sums up to its life; the group
//! of all goroutines to all of them. Read [`id`] first: it holds the program's own numbers, which all else is about.

pub mod annotation;
pub mod clock;
pub mod generation;
pub mod goroutine;
pub mod id;
pub mod lanes;
pub mod listing;
pub mod memory;
pub mod place;
pub mod range;
pub mod sample;
pub mod series;
pub mod span;
pub mod stack;
pub mod state;
pub mod tally;
pub mod totals;
pub mod what;

use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::strings::Strings;
use crate::model::trace::annotation::Annotations;
use crate::model::trace::generation::{Gap, Generation};
use crate::model::trace::goroutine::{GoRow, Goroutines};
use crate::model::trace::memory::Memory;
use crate::model::trace::place::{Hands, Places, Runs};
use crate::model::trace::range::Ranges;
use crate::model::trace::sample::Samples;
use crate::model::trace::series::Series;
use crate::model::trace::span::Spans;
use crate::model::trace::stack::{Frames, Stacks};
use crate::model::trace::tally::Tally;
use crate::model::trace::totals::{GroupId, Totals};
use crate::model::trace::what::Whats;

/// The function that the collector's workers begin with: only they are.
const MARK_WORKER: &[u8] = b"runtime.gcBgMarkWorker";

/// How a trace was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The number of the format's version: that of the first Go to write it, 22 for Go 1.22.
    pub version: u32,
    /// Batches, of every kind.
    pub batches: u64,
    /// Strings, over all generations.
    pub strings: u64,
    /// Stacks, over all generations.
    pub stacks: u64,
    /// Events by the names that they had before Go 1.22, of a trace from then.
    pub v1_events: Vec<(&'static str, u64)>,
}

/// An execution trace.
#[derive(Debug, Default)]
pub struct Trace {
    /// How it was written.
    pub written: Written,
    /// When it began, in nanoseconds of its own clock.
    pub origin: i64,
    /// When its last event was, in nanoseconds since it began.
    pub end: i64,
    /// Texts, each once.
    pub strings: Strings,
    /// Frames, each once.
    pub frames: Frames,
    /// Stacks, as nodes of one tree.
    pub stacks: Stacks,
    /// Goroutines.
    pub goroutines: Goroutines,
    /// What goroutines do.
    pub whats: Whats,
    /// What each did when.
    pub spans: Spans,
    /// Processors and threads.
    pub places: Places,
    /// What ran on each processor.
    pub proc_runs: Runs,
    /// What ran on each thread.
    pub thread_runs: Runs,
    /// When processors changed hands.
    pub hands: Hands,
    /// Time by state and reason.
    pub totals: Totals,
    /// What the runtime did of its own.
    pub ranges: Ranges,
    /// GOMAXPROCS.
    pub gomaxprocs: Series,
    /// Bytes of heap objects, live or not yet swept.
    pub heap: Series,
    /// Bytes at which the next collection is to end; of no use where it is absurdly large: then there is no goal.
    pub heap_goal: Series,
    /// What is held in memory, where the program ran with the AllocFree experiment.
    pub memory: Option<Memory>,
    /// What the program said.
    pub annotations: Annotations,
    /// CPU samples.
    pub samples: Samples,
    /// The parts that it came in.
    pub generations: Vec<Generation>,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// How many events of each kind there were.
    pub tally: Tally,
}

impl Trace {
    /// Lists rows by lane, and adds up; after that nothing is added.
    pub(crate) fn finish(&mut self) -> Result<(), OutOfMemory> {
        let (goroutines, procs) = (self.goroutines.len(), self.places.procs.len());
        self.spans.finish(goroutines)?;
        self.proc_runs.finish(procs)?;
        self.thread_runs.finish(self.places.threads.len())?;
        self.hands.finish(procs)?;
        self.ranges.finish(goroutines, procs)?;
        self.annotations.finish(goroutines)?;
        self.totals = Totals::of(&self.goroutines, &self.spans, self.end)?;
        Ok(())
    }

    /// The time of day when it began, in nanoseconds since 1970 began in UTC; from Go 1.25 on a trace tells.
    pub fn began_at(&self) -> Option<i64> {
        let clock = self.generations.iter().find_map(|generation| generation.clock)?;
        let told = clock
            .wall_seconds
            .saturating_mul(1_000_000_000)
            .saturating_add(clock.wall_nanos);
        Some(told.saturating_sub(clock.trace_nanos.saturating_sub(self.origin)))
    }

    /// The function that a goroutine begins with.
    pub fn root(&self, goroutine: GoRow) -> &[u8] {
        self.strings.bytes(self.goroutines.get(goroutine).root)
    }

    /// Whether a goroutine is one of the collector's workers.
    pub fn is_mark_worker(&self, goroutine: GoRow) -> bool {
        self.root(goroutine) == MARK_WORKER
    }

    /// The group of the collector's workers, if there are any.
    pub fn mark_workers(&self) -> Option<GroupId> {
        let mut groups = self.totals.groups();
        let found = groups.find(|&(_, root)| self.strings.bytes(root) == MARK_WORKER);
        found.map(|(group, _)| group)
    }

    /// The function at the leaf of a stack, if it has frames.
    pub fn leaf(&self, stack: StackId) -> Option<StringId> {
        let frame = self.stacks.leaf_first(stack).next()?;
        Some(self.frames.get(frame.row()).function)
    }

    /// When a goroutine ended, in nanoseconds since the trace began, if it did.
    pub fn end_of(&self, goroutine: GoRow) -> Option<i64> {
        let lanes = self.spans.lanes();
        let last = lanes.places(goroutine.0).next_back()?;
        let segment = lanes.at(last);
        let change = self.spans.change(lanes.page(segment), lanes.rows(segment).end - 1);
        (change.what == what::WhatId::NOT_THERE).then_some(change.time)
    }

    /// Bytes that the columns take, about: texts and the tables by which they are found are not counted.
    pub fn bytes(&self) -> usize {
        self.goroutines.bytes()
            + self.spans.bytes()
            + self.places.bytes()
            + self.proc_runs.bytes()
            + self.thread_runs.bytes()
            + self.hands.bytes()
            + self.totals.bytes()
            + self.ranges.bytes()
            + self.gomaxprocs.bytes()
            + self.heap.bytes()
            + self.heap_goal.bytes()
            + self.memory.as_ref().map_or(0, Memory::bytes)
            + self.annotations.bytes()
            + self.samples.len() * size_of::<sample::Sample>()
            + self.stacks.len() * 4
            + self.frames.len() * size_of::<stack::Frame>()
    }
}
