//! A thread's batches, read event by event.
//!
//! No argument is interpreted here.
//!
//! Source: `internal/trace/batchcursor.go`, Go 1.27.

use crate::decode::trace::bytes::{BadNumber, number};
use crate::decode::trace::problem::{Part, Problem};
use crate::decode::trace::spec::{EventType, MAX_ARGS};
use crate::decode::trace::v2::clock::NanosPerUnit;
use crate::decode::trace::v2::generation::{EventBatch, Lane, NO_BATCH};
use crate::decode::trace::v2::order::Slot;

/// An event as it stands in a batch, with its time.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawEvent {
    pub(super) kind: EventType,
    /// In nanoseconds.
    pub(super) time: i64,
    pub(super) args: [u64; MAX_ARGS],
    /// Where it stands, in bytes of the unpacked file.
    pub(super) offset: u64,
}

/// The place up to which a thread's events are read, and the last of them.
#[derive(Debug)]
pub(super) struct Cursor {
    /// What the ordering knows of the thread.
    pub(super) slot: Slot,
    pub(super) event: RawEvent,
    batch: u32,
    at: usize,
    /// The time of the last event; 0 before the first of a batch.
    last_time: i64,
}

impl Cursor {
    /// Before the first event of a thread.
    pub(super) fn new(lane: &Lane, slot: Slot) -> Self {
        Self {
            slot,
            event: RawEvent {
                kind: EventType::Sync,
                time: 0,
                args: [0; MAX_ARGS],
                offset: 0,
            },
            batch: lane.first,
            at: 0,
            last_time: 0,
        }
    }

    /// Reads the next event; false when there is none. Batches that were read give their memory back.
    pub(super) fn next(&mut self, batches: &mut [EventBatch], clock: NanosPerUnit) -> Result<bool, (Problem, u64)> {
        while self.batch != NO_BATCH && self.at >= batches[self.batch as usize].batch.data.len() {
            let done = &mut batches[self.batch as usize];
            done.batch.data = Vec::new();
            self.batch = done.next;
            self.at = 0;
            self.last_time = 0;
        }
        if self.batch == NO_BATCH {
            return Ok(false);
        }
        let batch = &batches[self.batch as usize].batch;
        if self.last_time == 0 {
            self.last_time = clock.nanos(batch.time);
        }
        self.event.offset = batch.offset + self.at as u64;
        self.read(&batch.data, clock)
            .map_err(|problem| (problem, self.event.offset))?;
        Ok(true)
    }

    /// Reads an event of which there is at least a byte.
    fn read(&mut self, data: &[u8], clock: NanosPerUnit) -> Result<(), Problem> {
        let kind = data[self.at];
        let kind = EventType::from_number(kind).ok_or(Problem::UnknownEvent(kind))?;
        let spec = kind.spec();
        if !spec.is_timed {
            return Err(Problem::UntimedEvent(kind));
        }
        let mut at = self.at + 1;
        let units = number(data, &mut at).map_err(|bad| bad_number(bad, Part::EventTime))?;
        for arg in &mut self.event.args[..spec.args.len()] {
            *arg = number(data, &mut at).map_err(|bad| bad_number(bad, Part::EventArgument))?;
        }
        self.event.kind = kind;
        self.event.time = clock.nanos(units).wrapping_add(self.last_time);
        self.last_time = self.event.time;
        self.at = at;
        Ok(())
    }
}

#[cold]
fn bad_number(bad: BadNumber, part: Part) -> Problem {
    match bad {
        BadNumber::Cut => Problem::CutBatch(part),
        BadNumber::Long => Problem::LongNumber(part),
    }
}
