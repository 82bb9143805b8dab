//! CPU samples of a generation.
//!
//! Source: `addCPUSamples`, `fixUpCPUSamples` in `internal/trace/generation.go`, Go 1.27.

use crate::decode::trace::event::{Change, Context, Event};
use crate::decode::trace::problem::{Part, Problem};
use crate::decode::trace::spec::EventType;
use crate::decode::trace::v2::batch::Batch;
use crate::decode::trace::v2::clock::NanosPerUnit;
use crate::decode::trace::v2::tables::{Fault, entry, field};
use crate::model::column::OutOfMemory;
use crate::model::trace::id::{GoId, ProcId, ThreadId};

/// A sample of the CPU profiler.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// When, in clock units.
    units: u64,
    /// When, in nanoseconds.
    pub(super) time: i64,
    context: Context,
    stack: u64,
    /// Where it stands, in bytes of the unpacked file.
    pub(super) offset: u64,
}

impl Sample {
    /// As an event, its stack still by number.
    pub(super) fn event(&self) -> Event {
        Event {
            kind: EventType::CPUSample,
            time: self.time,
            context: self.context,
            change: Change::None,
            args: [self.stack, 0, 0, 0],
        }
    }
}

/// Reads a batch of samples.
pub(super) fn add(samples: &mut Vec<Sample>, batch: &Batch) -> Result<(), Fault> {
    let data = &batch.data[..];
    let mut at = 1;
    while at < data.len() {
        let start = at;
        entry(data, &mut at, EventType::CPUSample, Part::Samples)?;
        let mut next = || field(data, &mut at, Part::Samples);
        let (units, thread, proc, goroutine, stack) = (next()?, next()?, next()?, next()?, next()?);
        let full = OutOfMemory { rows: samples.len() };
        samples
            .try_reserve(1)
            .map_err(|_no_memory| (Problem::Memory(full), start))?;
        samples.push(Sample {
            units,
            time: 0,
            context: Context {
                thread: ThreadId::from_wire(thread),
                proc: ProcId::from_wire(proc),
                goroutine: match goroutine {
                    0 => GoId::NONE,
                    goroutine => GoId::from_wire(goroutine),
                },
            },
            stack,
            offset: batch.offset + start as u64,
        });
    }
    Ok(())
}

/// Gives the samples their times, and puts them in order.
pub(super) fn finish(samples: &mut [Sample], clock: NanosPerUnit) {
    for sample in &mut *samples {
        sample.time = clock.nanos(sample.units);
    }
    samples.sort_by_key(|sample| sample.time);
}
