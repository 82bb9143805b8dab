//! The events of one processor, one after the other.
//!
//! An event does not say which goroutine it is of: that is the last that started on its processor, over all batches of
//! it, unless the event names another or that one stopped.
//!
//! Source: `loadBatch`, `parseEvent` in `internal/trace/internal/tracev1/parser.go`, Go 1.27.

use crate::decode::trace::bytes::number;
use crate::decode::trace::v1::Fault;
use crate::decode::trace::v1::lanes::{Lane, Lanes, NO_LANE, NO_SEGMENT};
use crate::decode::trace::v1::problem::V1Problem;
use crate::decode::trace::v1::spec::{Kind, Layout, MAX_ARGS};

/// Most values of an event: sequence number, time, arguments and stack.
const MAX_VALUES: usize = 2 + MAX_ARGS;

/// An event as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawEvent {
    pub(super) kind: Kind,
    /// In clock ticks.
    pub(super) time: i64,
    /// In 1.5 its place among all events.
    pub(super) sequence: i64,
    /// The lane; [`NO_LANE`] of what none has.
    pub(super) lane: u32,
    /// The processor; −1 is none.
    pub(super) proc: i32,
    /// The goroutine; 0 is none.
    pub(super) goroutine: u64,
    pub(super) args: [u64; MAX_ARGS],
    /// The id of its stack; 0 is none.
    pub(super) stack: u32,
    /// Where the text of a log message is.
    pub(super) text: Text,
    /// Where it stands, in bytes of the unpacked file.
    pub(super) offset: u64,
}

/// Bytes of a segment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Text {
    pub(super) segment: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl RawEvent {
    /// An event that has nothing yet.
    pub(super) fn new(kind: Kind, time: i64, offset: u64) -> Self {
        Self {
            kind,
            time,
            sequence: 0,
            lane: NO_LANE,
            proc: -1,
            goroutine: 0,
            args: [0; MAX_ARGS],
            stack: 0,
            text: Text::default(),
            offset,
        }
    }
}

/// A place among the events of a processor.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    lane: u32,
    proc: i32,
    segment: u32,
    at: usize,
    time: i64,
    sequence: i64,
    /// The goroutine that runs on the processor; 0 is none.
    goroutine: u64,
    /// The event in hand.
    pub(super) event: RawEvent,
}

/// Whether bytes that were read may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    All,
    Unread,
}

impl Cursor {
    /// Before the first event.
    pub(super) fn new(row: u32, lane: &Lane) -> Self {
        Self {
            lane: row,
            proc: lane.proc,
            segment: lane.first,
            at: 0,
            time: 0,
            sequence: 0,
            goroutine: 0,
            event: RawEvent::new(Kind::Batch, 0, 0),
        }
    }

    /// Goes on to the next event; false when there is none.
    #[inline]
    pub(super) fn next(&mut self, lanes: &mut Lanes, layout: &Layout, keep: Keep) -> Result<bool, Fault> {
        loop {
            if self.segment == NO_SEGMENT {
                return Ok(false);
            }
            let segment = lanes.segment(self.segment);
            let data = lanes.bytes(&segment);
            if self.at >= data.len() {
                if keep == Keep::Unread {
                    lanes.release(self.segment);
                }
                (self.segment, self.at) = (segment.next, 0);
                continue;
            }
            if self.read(data, segment.offset, layout)? {
                return Ok(true);
            }
        }
    }

    /// Reads the event at the cursor; false when it is none of the processor's, but begins a batch.
    #[inline]
    fn read(&mut self, data: &[u8], base: u64, layout: &Layout) -> Result<bool, Fault> {
        let offset = base + self.at as u64;
        let first = data[self.at];
        let mut at = self.at + 1;
        let kind = layout.kinds[usize::from(first & 0x3f)];
        // Types, and that values are not cut, were looked at when the file was read.
        let (Some(kind), count) = (kind, usize::from(first >> 6)) else {
            return Err((V1Problem::NoBatch(Kind::Batch).into(), offset));
        };
        let cut = |_bad| (V1Problem::EventLength(kind).into(), offset);
        if kind == Kind::Batch {
            number(data, &mut at).map_err(cut)?;
            if layout.is_first() {
                self.sequence = number(data, &mut at).map_err(cut)?.cast_signed();
            }
            self.time = number(data, &mut at).map_err(cut)?.cast_signed();
            self.at = at;
            return Ok(false);
        }
        let mut values = [0; MAX_VALUES];
        let wanted = usize::from(layout.counts[kind as usize]);
        let mut found = 0;
        if count < 3 {
            found = count + layout.clocks;
            for value in values.iter_mut().take(found) {
                *value = number(data, &mut at).map_err(cut)?;
            }
        } else {
            let len = number(data, &mut at).map_err(cut)?;
            let inner = data.get(at..at + len as usize).unwrap_or_default();
            at += inner.len();
            let mut place = 0;
            while place < inner.len() {
                let value = number(inner, &mut place).map_err(cut)?;
                if let Some(there) = values.get_mut(found) {
                    *there = value;
                }
                found += 1;
            }
        }
        if found != wanted {
            let event = kind;
            return Err((V1Problem::ValueCount { event, found, wanted }.into(), offset));
        }
        self.begin_event(kind, &values[..found], layout, offset);
        if kind == Kind::UserLog && count == 3 {
            let len = number(data, &mut at).map_err(cut)?;
            self.event.text = Text {
                segment: self.segment,
                start: at as u32,
                end: at as u32 + len as u32,
            };
            at += len as usize;
        }
        self.at = at;
        // In 1.5 the ends of system calls come by their real sequence number.
        Ok(!(layout.is_first() && kind == Kind::GoSysExit))
    }

    /// Makes the event in hand of its values.
    #[inline]
    fn begin_event(&mut self, kind: Kind, values: &[u64], layout: &Layout, offset: u64) {
        if layout.is_first() {
            self.sequence = self.sequence.wrapping_add(values[0].cast_signed());
        }
        let clocks = layout.clocks;
        self.time = self.time.wrapping_add(values[clocks - 1].cast_signed());
        let event = &mut self.event;
        *event = RawEvent::new(kind, self.time, offset);
        event.sequence = self.sequence;
        (event.lane, event.proc) = (self.lane, self.proc);
        event.goroutine = self.goroutine;
        let mut args = &values[clocks..];
        if kind.spec().has_stack
            && let Some((&stack, before)) = args.split_last()
        {
            event.stack = stack as u32;
            args = before;
        }
        for (to, &from) in event.args.iter_mut().zip(args) {
            *to = from;
        }
        match kind {
            Kind::GoStart | Kind::GoStartLocal | Kind::GoStartLabel => {
                self.goroutine = event.args[0];
                event.goroutine = self.goroutine;
            }
            Kind::GoEnd | Kind::GoStop | Kind::GoSched | Kind::GoPreempt | Kind::GoSysBlock => self.goroutine = 0,
            kind if kind.is_block() => self.goroutine = 0,
            Kind::GoSysExit | Kind::GoWaiting | Kind::GoInSyscall => event.goroutine = event.args[0],
            _ => {}
        }
    }
}
