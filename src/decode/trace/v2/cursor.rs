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
    /// The batch in hand, and where it begins in the unpacked file.
    data: Vec<u8>,
    offset: u64,
    at: usize,
    /// The batch after it.
    next: u32,
    /// The time of the last event; at first that of the batch.
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
            data: Vec::new(),
            offset: 0,
            at: 0,
            next: lane.first,
            last_time: 0,
        }
    }

    /// Reads the next event; false when there is none. Batches that were read give their memory back.
    #[inline]
    pub(super) fn next(&mut self, batches: &mut [EventBatch], clock: NanosPerUnit) -> Result<bool, (Problem, u64)> {
        if self.at >= self.data.len() && !self.next_batch(batches, clock) {
            return Ok(false);
        }
        self.event.offset = self.offset + self.at as u64;
        match self.read(clock) {
            Ok(()) => Ok(true),
            Err(problem) => Err((problem, self.event.offset)),
        }
    }

    /// Goes on to the next batch that holds anything; false where there is none.
    #[cold]
    fn next_batch(&mut self, batches: &mut [EventBatch], clock: NanosPerUnit) -> bool {
        while self.next != NO_BATCH {
            let next = &mut batches[self.next as usize];
            self.data = std::mem::take(&mut next.batch.data);
            self.offset = next.batch.offset;
            self.at = 0;
            self.last_time = clock.nanos(next.batch.time);
            self.next = next.next;
            if !self.data.is_empty() {
                return true;
            }
        }
        self.data = Vec::new();
        self.at = 0;
        false
    }

    /// Reads an event of which there is at least a byte.
    #[inline]
    fn read(&mut self, clock: NanosPerUnit) -> Result<(), Problem> {
        let data = &self.data[..];
        let kind = data[self.at];
        let kind = EventType::from_number(kind).ok_or(Problem::UnknownEvent(kind))?;
        let count = kind.timed_args().ok_or(Problem::UntimedEvent(kind))?;
        let mut at = self.at + 1;
        let units = number(data, &mut at).map_err(|bad| bad_number(bad, Part::EventTime))?;
        for arg in &mut self.event.args[..count] {
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
