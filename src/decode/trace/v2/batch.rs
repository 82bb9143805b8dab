//! Batches: the envelopes in which a trace is posted.
//!
//! ```text
//! batch = 01      generation thread time size  data[size]     events of one thread, or a table
//!       | 31 exp  generation thread time size  data[size]     of an experiment
//!       | 34                                                  the end of a generation (1.26)
//! ```
//!
//! One batch was filled by one thread during one generation; batches of several threads come in any order. This module
//! opens envelopes and reads no letters.
//!
//! Source: `internal/trace/batch.go`, Go 1.27.

use std::io::Read;

use crate::decode::trace::bytes::{BadNumber, MAX_NUMBER_BYTES, number};
use crate::decode::trace::error::TraceError;
use crate::decode::trace::problem::{Part, Problem};
use crate::decode::trace::spec::EventType;
use crate::decode::trace::version::Version;
use crate::decode::window::Window;
use crate::model::column::OutOfMemory;
use crate::model::trace::id::ThreadId;

/// Most bytes that a batch holds (`tracev2.MaxBatchSize`).
const MAX_BATCH_BYTES: u64 = 1 << 16;

/// Most bytes of a batch's header: its kind, its experiment and four numbers.
const MAX_HEADER_BYTES: usize = 2 + 4 * MAX_NUMBER_BYTES;

/// A batch, read but for its header only by whom it concerns.
#[derive(Debug)]
pub(super) struct Batch {
    /// The generation, from 1; 0 of the byte that ends one.
    pub(super) generation: u64,
    /// The thread that filled it, if one did.
    pub(super) thread: ThreadId,
    /// The clock when it was begun, in the clock's units.
    pub(super) time: u64,
    /// The experiment; 0 is none.
    pub(super) experiment: u8,
    /// What it holds.
    pub(super) data: Vec<u8>,
    /// Where `data` begins, in bytes of the unpacked file.
    pub(super) offset: u64,
}

/// What a batch holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Events,
    Strings,
    Stacks,
    Samples,
    Clock,
    Experiment,
    EndOfGeneration,
}

impl Batch {
    /// What it holds, told by the first byte.
    pub(super) fn kind(&self, version: Version) -> Kind {
        if self.experiment != 0 {
            return Kind::Experiment;
        }
        let clock = if version.has_clock_batches() {
            EventType::Sync
        } else {
            EventType::Frequency
        };
        match self.data.first().and_then(|&byte| EventType::from_number(byte)) {
            Some(EventType::Strings) => Kind::Strings,
            Some(EventType::Stacks) => Kind::Stacks,
            Some(EventType::CPUSamples) => Kind::Samples,
            Some(EventType::EndOfGeneration) => Kind::EndOfGeneration,
            Some(first) if first == clock => Kind::Clock,
            _ => Kind::Events,
        }
    }
}

/// Reads the next batch; none at the end of the file.
pub(super) fn read<R: Read>(window: &mut Window<R>) -> Result<Option<Batch>, TraceError> {
    window.want(MAX_HEADER_BYTES)?;
    let start = window.offset();
    let bytes = window.available();
    let Some(&first) = bytes.first() else {
        return Ok(None);
    };
    let mut at = 1;
    let mut experiment = 0;
    match EventType::from_number(first) {
        Some(EventType::EventBatch) => {}
        Some(EventType::ExperimentalBatch) => {
            let cut = || TraceError::at(Problem::CutFile(Part::BatchHeader), start + 1);
            experiment = *bytes.get(at).ok_or_else(cut)?;
            at += 1;
        }
        Some(EventType::EndOfGeneration) => {
            let data = copied(&[first]).map_err(|error| TraceError::at(error, start))?;
            window.consume(1);
            return Ok(Some(Batch {
                generation: 0,
                thread: ThreadId::NONE,
                time: 0,
                experiment,
                data,
                offset: start,
            }));
        }
        _ => return Err(TraceError::at(Problem::UnknownBatch(first), start)),
    }
    let mut field = || {
        number(bytes, &mut at).map_err(|bad| {
            let problem = match bad {
                BadNumber::Cut => Problem::CutFile(Part::BatchHeader),
                BadNumber::Long => Problem::LongNumber(Part::BatchHeader),
            };
            TraceError::at(problem, start + at as u64)
        })
    };
    let (generation, thread, time, size) = (field()?, field()?, field()?, field()?);
    if size > MAX_BATCH_BYTES {
        return Err(TraceError::in_generation(Problem::LongBatch(size), start, generation));
    }
    let size = size as usize;
    window.consume(at);
    let offset = window.offset();
    if !window.want(size)? {
        let end = offset + window.available().len() as u64;
        return Err(TraceError::in_generation(
            Problem::CutFile(Part::Batch),
            end,
            generation,
        ));
    }
    let data =
        copied(&window.available()[..size]).map_err(|error| TraceError::in_generation(error, offset, generation))?;
    window.consume(size);
    Ok(Some(Batch {
        generation,
        thread: ThreadId::from_wire(thread),
        time,
        experiment,
        data,
        offset,
    }))
}

/// A copy that gives way when memory is gone.
fn copied(bytes: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    let mut data = Vec::new();
    data.try_reserve_exact(bytes.len())
        .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
    data.extend_from_slice(bytes);
    Ok(data)
}
