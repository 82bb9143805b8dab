//! Generations: all batches of about a second, and what their numbers stand for.
//!
//! Strings, stacks and, before Go 1.25, the clock's frequency come after the events that need them, so a generation is
//! read whole before its first event can be told. Nothing of it is interpreted here.
//!
//! Source: `readGeneration`, `readGenerationWithSpill` in `internal/trace/generation.go`, Go 1.27.

use std::io::Read;

use crate::decode::trace::error::TraceError;
use crate::decode::trace::experiment::ALLOC_FREE;
use crate::decode::trace::ids::Ids;
use crate::decode::trace::problem::Problem;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v2::batch::{self, Batch, Kind};
use crate::decode::trace::v2::clock::{Clock, NanosPerUnit};
use crate::decode::trace::v2::reader::Resume;
use crate::decode::trace::v2::samples::{self, Sample};
use crate::decode::trace::v2::tables::{self, Fault};
use crate::decode::trace::version::Version;
use crate::decode::window::Window;
use crate::model::column::OutOfMemory;
use crate::model::trace::clock::ClockSnapshot;
use crate::model::trace::id::ThreadId;

/// Marks the end of a list of batches.
pub(super) const NO_BATCH: u32 = u32::MAX;

/// A batch of events, and the one after it of the same thread.
#[derive(Debug)]
pub(super) struct EventBatch {
    pub(super) batch: Batch,
    pub(super) next: u32,
}

/// The batches of a thread, in the order of the file, which is right whatever their times say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    pub(super) thread: ThreadId,
    pub(super) first: u32,
    last: u32,
}

/// A generation that was read.
#[derive(Debug)]
pub(super) struct Generation {
    /// Its number, from 1.
    pub(super) number: u64,
    pub(super) batches: Vec<EventBatch>,
    /// The threads, in the order in which they first come.
    pub(super) lanes: Vec<Lane>,
    /// In order of time.
    pub(super) samples: Vec<Sample>,
    pub(super) clock: NanosPerUnit,
    pub(super) snapshot: Option<ClockSnapshot>,
    /// The earliest time of a batch, in clock units.
    pub(super) start_units: u64,
    /// Batches of every kind.
    pub(super) batch_count: u64,
}

/// What reading a generation came to.
#[derive(Debug)]
pub(super) enum Found {
    /// One, and what is wrong behind it, if that is known.
    Generation(Generation, Option<TraceError>),
    /// The file has ended.
    End,
    /// None yet: there is more to read.
    Nothing,
}

/// A generation while it is read.
#[derive(Default)]
struct Draft {
    number: u64,
    batches: Vec<EventBatch>,
    lanes: Vec<Lane>,
    lane_rows: Ids,
    samples: Vec<Sample>,
    clock: Clock,
    /// Kept until all strings are read.
    stacks: Vec<Batch>,
    start_units: Option<u64>,
    batch_count: u64,
}

/// A generation that is being read.
#[derive(Default)]
pub(super) struct Reading {
    draft: Draft,
    is_begun: bool,
}

/// Batches that are read in a step: a megabyte at most.
const STEP_BATCHES: usize = 16;

impl Reading {
    /// Reads some batches; `spilled` carries the first one of the next generation from this one to that.
    ///
    /// Before Go 1.26 nothing ends a generation but the next one's first batch.
    pub(super) fn step<R: Read>(
        &mut self,
        window: &mut Window<R>,
        version: Version,
        spilled: &mut Option<Batch>,
        tables: &mut Tables,
    ) -> Result<Found, (TraceError, Option<Resume>)> {
        if !std::mem::replace(&mut self.is_begun, true) {
            tables
                .begin_generation()
                .map_err(|error| (TraceError::at(error, window.offset()), None))?;
            if let Some(batch) = spilled.take() {
                self.draft.number = batch.generation;
                self.draft.add(batch, version, tables)?;
            }
        }
        for _ in 0..STEP_BATCHES {
            let fault = match self.draft.read_batch(window, version, spilled, tables)? {
                Next::Batch => continue,
                Next::EndOfFile => return Ok(Found::End),
                Next::Over(fault) => fault,
            };
            let end = window.offset();
            let generation = std::mem::take(&mut self.draft).finish(version, tables, end);
            // The whole of it was read, and the next begins here.
            let generation = generation.map_err(|error| (error, fault.is_none().then_some(Resume::Next)))?;
            return Ok(Found::Generation(generation, fault));
        }
        Ok(Found::Nothing)
    }
}

/// What reading a batch came to.
enum Next {
    /// It is the generation's, and more may follow.
    Batch,
    /// The generation is over; what is wrong behind it, if that is known.
    Over(Option<TraceError>),
    /// There is no generation: the file has ended.
    EndOfFile,
}

impl Draft {
    fn read_batch<R: Read>(
        &mut self,
        window: &mut Window<R>,
        version: Version,
        spilled: &mut Option<Batch>,
        tables: &mut Tables,
    ) -> Result<Next, (TraceError, Option<Resume>)> {
        let has_end = version.has_end_of_generation();
        let batch = match batch::read(window) {
            Ok(Some(batch)) => batch,
            Ok(None) if has_end && self.batches.is_empty() => return Ok(Next::EndOfFile),
            Ok(None) if has_end => return Err((self.error(Problem::CutGeneration, window.offset()), None)),
            Ok(None) => return Ok(Next::Over(None)),
            // What was read may be all of the generation, and the fault be in the next.
            Err(error) if !has_end && self.number != 0 => return Ok(Next::Over(Some(error))),
            Err(error) => return Err((error, None)),
        };
        if has_end && batch.kind(version) == Kind::EndOfGeneration {
            return Ok(Next::Over(None));
        }
        let found = batch.generation;
        if found == 0 {
            return Err((self.error(Problem::GenerationNumber, batch.offset), None));
        }
        if self.number == 0 {
            self.number = found;
        }
        let current = self.number;
        if found == current {
            self.add(batch, version, tables)?;
            return Ok(Next::Batch);
        }
        let offset = batch.offset;
        *spilled = Some(batch);
        if has_end {
            let error = self.error(Problem::NoEndOfGeneration { found, current }, offset);
            return Err((error, Some(Resume::Next)));
        }
        if current.checked_add(1) == Some(found) {
            return Ok(Next::Over(None));
        }
        let error = self.error(Problem::GenerationOrder { found, current }, offset);
        Err((error, Some(Resume::Next)))
    }

    fn error(&self, problem: impl Into<Problem>, offset: u64) -> TraceError {
        TraceError::in_generation(problem, offset, self.number)
    }

    /// Adds a batch; where it is of no use, neither is the rest of the generation.
    fn add(&mut self, batch: Batch, version: Version, tables: &mut Tables) -> Result<(), (TraceError, Option<Resume>)> {
        // A time of 0 counts for none, as in Go.
        self.start_units = match self.start_units {
            Some(start) if start != 0 => Some(start.min(batch.time)),
            _ => Some(batch.time),
        };
        self.batch_count += 1;
        let offset = batch.offset;
        let added = match batch.kind(version) {
            Kind::Strings => tables::add_strings(tables, &batch),
            Kind::Samples => samples::add(&mut self.samples, &batch),
            Kind::Clock => self.clock.add(&batch, version),
            Kind::Stacks => push(&mut self.stacks, batch).map_err(|error| (error.into(), 0)),
            Kind::EndOfGeneration => Err((Problem::GenerationNumber, 0)),
            Kind::Experiment if batch.experiment == ALLOC_FREE => tables
                .add_experiment(&batch.data, batch.offset)
                .map_err(|error| (error.into(), 0)),
            // What other experiments say beside events is not known.
            Kind::Experiment => Ok(()),
            Kind::Events => self.add_events(batch).map_err(|error| (error.into(), 0)),
        };
        added.map_err(|(problem, at): Fault| (self.error(problem, offset + at as u64), Some(Resume::Skip(self.number))))
    }

    fn add_events(&mut self, batch: Batch) -> Result<(), OutOfMemory> {
        let thread = batch.thread;
        let row = self.batches.len() as u32;
        push(&mut self.batches, EventBatch { batch, next: NO_BATCH })?;
        let key = thread.0.cast_unsigned();
        if let Some(lane) = self.lane_rows.get(key) {
            let lane = &mut self.lanes[lane as usize];
            self.batches[lane.last as usize].next = row;
            lane.last = row;
            return Ok(());
        }
        self.lane_rows.insert(key, self.lanes.len() as u32)?;
        push(
            &mut self.lanes,
            Lane {
                thread,
                first: row,
                last: row,
            },
        )
    }

    fn finish(mut self, version: Version, tables: &mut Tables, end: u64) -> Result<Generation, TraceError> {
        let (clock, snapshot) = self.clock.finish(version).map_err(|problem| self.error(problem, end))?;
        for batch in std::mem::take(&mut self.stacks) {
            tables::add_stacks(tables, &batch)
                .map_err(|(problem, at)| self.error(problem, batch.offset + at as u64))?;
        }
        samples::finish(&mut self.samples, clock);
        Ok(Generation {
            number: self.number,
            batches: self.batches,
            lanes: self.lanes,
            samples: self.samples,
            clock,
            snapshot,
            start_units: self.start_units.unwrap_or(0),
            batch_count: self.batch_count,
        })
    }
}

/// Appends what is not plain enough for a column.
fn push<T>(rows: &mut Vec<T>, row: T) -> Result<(), OutOfMemory> {
    let full = OutOfMemory { rows: rows.len() };
    rows.try_reserve(1).map_err(|_no_memory| full)?;
    rows.push(row);
    Ok(())
}
