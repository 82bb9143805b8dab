//! CPU samples: written some time after they were taken, by a goroutine of their own, so they have a lane of their own.

use crate::decode::trace::v1::cursor::RawEvent;
use crate::decode::trace::v1::spec::Kind;
use crate::model::column::{Column, OutOfMemory};

/// A sample of the CPU profiler.
#[derive(Clone, Copy, Debug)]
struct Sample {
    /// In clock ticks.
    time: i64,
    /// The processor; −1 is none.
    proc: i32,
    stack: u32,
    goroutine: u64,
    offset: u64,
}

/// All samples of a trace.
#[derive(Debug, Default)]
pub(super) struct Samples {
    rows: Column<Sample>,
    /// Rows in order of time.
    order: Vec<u32>,
}

impl Samples {
    /// Adds a sample: the time when it was written, its own, processor, goroutine, stack.
    pub(super) fn add(&mut self, values: &[u64], offset: u64) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.rows.len() };
        self.order.try_reserve(1).map_err(|_no_memory| full)?;
        if let [_, time, proc, goroutine, stack] = *values {
            self.order.push(self.rows.len() as u32);
            self.rows.push(Sample {
                time: time.cast_signed(),
                // 2^64−1 is none.
                proc: proc as i32,
                stack: stack as u32,
                goroutine,
                offset,
            })?;
        }
        Ok(())
    }

    /// Puts them in order of time, those of one time in that of the file.
    pub(super) fn sort(&mut self) {
        let rows = &self.rows;
        self.order.sort_by_key(|&row| rows.get(row as usize).time);
    }

    /// The sample at a place of the order.
    pub(super) fn get(&self, place: usize) -> Option<RawEvent> {
        let sample = self.rows.get(*self.order.get(place)? as usize);
        Some(RawEvent {
            proc: sample.proc,
            stack: sample.stack,
            goroutine: sample.goroutine,
            ..RawEvent::new(Kind::CPUSample, sample.time, sample.offset)
        })
    }

    /// Whether a goroutine has a sample from this place on, before a time.
    pub(super) fn has_before(&self, place: usize, time: i64, goroutine: u64) -> bool {
        let after = self.order.get(place..).unwrap_or_default().iter();
        let mut rows = after.map(|&row| self.rows.get(row as usize));
        rows.by_ref()
            .take_while(|sample| sample.time < time)
            .any(|sample| sample.goroutine == goroutine)
    }
}
