//! The file → what it holds, event by event but unread: events by processor, strings, stacks, samples.
//!
//! ```text
//! event = type:6 bits, count:2 bits   count 0 to 2: one more values than that (in 1.5: two more)
//!                                     count 3: length, and so many bytes of values
//! string = 37  id  length  bytes
//! log    = 48  as above, then length, bytes
//! ```
//!
//! What gives the file its form is read here. Other events are passed over; only how far each goes is looked at, and what
//! must be known before they are put in order: when system calls ended, which come before they are told.
//!
//! Source: `readRawEvent`, `collectBatchesAndCPUSamples` in `internal/trace/internal/tracev1/parser.go`, Go 1.27.

use std::io::Read;

use crate::decode::trace::bytes::{BadNumber, number};
use crate::decode::trace::error::TraceError;
use crate::decode::trace::problem::{Part, Problem};
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v1::exits::{Exit, Exits};
use crate::decode::trace::v1::lanes::Lanes;
use crate::decode::trace::v1::problem::V1Problem;
use crate::decode::trace::v1::samples::Samples;
use crate::decode::trace::v1::spec::{Kind, Layout};
use crate::decode::trace::v1::symbols::Symbols;
use crate::decode::window::Window;
use crate::model::column::OutOfMemory;

/// Most bytes of a string.
const MAX_STRING_BYTES: u64 = 1_000_000;

/// Most bytes of an event's values: Go 1.27's limit. It is far above what any Go writes.
const MAX_EVENT_BYTES: u64 = 2048;

/// The same before 1.11, which only Go 1.21 reads, whose limit is the number of a stack's frames.
const MAX_OLD_EVENT_BYTES: u64 = 1 << 16;

/// Most frames of a stack.
const MAX_FRAMES: u64 = 1000;

/// Bytes that are asked for at a time; nearly every event is far shorter.
const WANTED_BYTES: usize = 1 << 16;

/// What a file held.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The events.
    pub(super) lanes: Lanes,
    /// The samples of the CPU profiler.
    pub(super) samples: Samples,
    /// When system calls ended.
    pub(super) exits: Exits,
    /// The goroutines that run timers.
    pub(super) timers: Vec<u64>,
    /// Clock ticks in a second; 0 where the file does not say.
    pub(super) frequency: u64,
    /// How many goroutines were woken in vain.
    pub(super) futile: u64,
    /// How many batches there were.
    pub(super) batches: u64,
    /// How many names of frames the file does not have.
    pub(super) missing: u64,
    symbols: Symbols,
}

/// Reads a file.
#[derive(Debug)]
pub(super) struct Loader {
    layout: Layout,
    loaded: Loaded,
    /// The lane of the batch in hand.
    lane: Option<u32>,
    /// Time of the last event of the batch, in ticks, and in 1.5 its sequence number.
    time: i64,
    sequence: i64,
    /// Bytes to ask for.
    wanted: usize,
    /// The values of the event in hand.
    values: Vec<u64>,
}

/// Why an event could not be read.
enum Bad {
    /// The bytes end in it.
    Cut,
    /// Something else.
    Problem(Problem),
}

impl From<BadNumber> for Bad {
    fn from(bad: BadNumber) -> Self {
        match bad {
            BadNumber::Cut => Self::Cut,
            BadNumber::Long => Self::Problem(Problem::LongNumber(Part::EventArgument)),
        }
    }
}

impl From<V1Problem> for Bad {
    fn from(problem: V1Problem) -> Self {
        Self::Problem(problem.into())
    }
}

impl From<OutOfMemory> for Bad {
    fn from(error: OutOfMemory) -> Self {
        Self::Problem(error.into())
    }
}

/// What becomes of an event.
enum Fate {
    /// It is one of the processor's.
    Kept,
    /// It was read and is not needed again.
    Read,
    /// It begins a batch of this lane.
    Begins(u32),
}

impl Loader {
    /// The header was read.
    pub(super) fn new(layout: Layout) -> Self {
        Self {
            layout,
            loaded: Loaded {
                lanes: Lanes::new(),
                samples: Samples::default(),
                exits: Exits::default(),
                timers: Vec::new(),
                frequency: 0,
                futile: 0,
                batches: 0,
                missing: 0,
                symbols: Symbols::new(),
            },
            lane: None,
            time: 0,
            sequence: 0,
            wanted: WANTED_BYTES,
            values: Vec::new(),
        }
    }

    /// Reads about `budget` bytes; true when the file is read. What it held is then [`finish`](Self::finish)'s.
    pub(super) fn step<R: Read>(
        &mut self,
        window: &mut Window<R>,
        tables: &mut Tables,
        budget: u64,
    ) -> Result<bool, TraceError> {
        let mut done = 0;
        while done < budget {
            let is_whole = !window.want(self.wanted)?;
            let (data, base) = (window.available(), window.offset());
            if data.is_empty() {
                return Ok(true);
            }
            let count = self.read_some(data, base, is_whole, tables)?;
            // Nothing moves when an event is longer than what is there.
            self.wanted = if count == 0 {
                data.len() + WANTED_BYTES
            } else {
                WANTED_BYTES
            };
            window.consume(count);
            done += count as u64;
        }
        Ok(false)
    }

    /// What the file held, ready to be put in order.
    pub(super) fn finish(self, tables: &mut Tables) -> Result<Loaded, OutOfMemory> {
        let mut loaded = self.loaded;
        loaded.missing = loaded.symbols.finish(tables)?;
        loaded.samples.sort();
        loaded.exits.sort(self.layout.is_first());
        loaded.timers.sort_unstable();
        Ok(loaded)
    }

    /// Reads the events that are whole in `data`, which begins at `base`, and tells how many bytes that is.
    fn read_some(&mut self, data: &[u8], base: u64, is_whole: bool, tables: &mut Tables) -> Result<usize, TraceError> {
        let (mut at, mut run) = (0, 0);
        while at < data.len() {
            let start = at;
            let offset = base + start as u64;
            match self.event(data, &mut at, offset, tables) {
                Ok(Fate::Kept) => {}
                Ok(Fate::Read) => {
                    self.keep(&data[run..start], base + run as u64)?;
                    run = at;
                }
                Ok(Fate::Begins(lane)) => {
                    self.keep(&data[run..start], base + run as u64)?;
                    self.lane = Some(lane);
                    run = start;
                }
                Err(Bad::Cut) if is_whole => {
                    return Err(TraceError::at(Problem::CutFile(Part::Event), base + data.len() as u64));
                }
                Err(Bad::Cut) => {
                    at = start;
                    break;
                }
                Err(Bad::Problem(problem)) => return Err(TraceError::at(problem, offset)),
            }
        }
        self.keep(&data[run..at.max(run)], base + run as u64)?;
        Ok(at)
    }

    fn keep(&mut self, bytes: &[u8], offset: u64) -> Result<(), TraceError> {
        let Some(lane) = self.lane else {
            return Ok(());
        };
        let kept = self.loaded.lanes.append(lane, offset, bytes);
        kept.map_err(|error| TraceError::at(error, offset))
    }

    /// Reads, or passes over, the event at `at`, and moves `at` behind it.
    fn event(&mut self, data: &[u8], at: &mut usize, offset: u64, tables: &mut Tables) -> Result<Fate, Bad> {
        let first = data[*at];
        *at += 1;
        let kind = self.layout.kinds[usize::from(first & 0x3f)];
        let kind = kind.ok_or(Bad::Problem(Problem::UnknownEvent(first & 0x3f)))?;
        let count = usize::from(first >> 6);
        match kind {
            Kind::String => return read_string(data, at, tables),
            Kind::Batch => return self.begin_batch(count, data, at),
            _ if self.lane.is_none() => return Err(V1Problem::NoBatch(kind).into()),
            Kind::Frequency | Kind::TimerGoroutine | Kind::Stack | Kind::CPUSample | Kind::GoSysExit => {
                self.read_values(kind, count, data, at)?;
                return self.read_special(kind, offset);
            }
            Kind::FutileWakeup => self.loaded.futile += 1,
            _ => {}
        }
        if count < 3 {
            let clocks = self.layout.clocks;
            if clocks == 2 {
                self.sequence = self.sequence.wrapping_add(number(data, at)?.cast_signed());
            }
            self.time = self.time.wrapping_add(number(data, at)?.cast_signed());
            for _ in 0..count {
                number(data, at)?;
            }
            return Ok(Fate::Kept);
        }
        let values = long_values(kind, data, at, self.max_event_bytes())?;
        let mut inner = 0;
        // Values that cannot be read are told of when the event's turn comes.
        if self.layout.clocks == 2 {
            let sequence = number(values, &mut inner).unwrap_or_default();
            self.sequence = self.sequence.wrapping_add(sequence.cast_signed());
        }
        let time = number(values, &mut inner).unwrap_or_default();
        self.time = self.time.wrapping_add(time.cast_signed());
        if kind == Kind::UserLog {
            let len = number(data, at)?;
            if len > MAX_STRING_BYTES {
                return Err(V1Problem::StringLength(len).into());
            }
            take(data, at, len)?;
        }
        Ok(Fate::Kept)
    }

    fn max_event_bytes(&self) -> u64 {
        if self.layout.version.number() < 11 {
            MAX_OLD_EVENT_BYTES
        } else {
            MAX_EVENT_BYTES
        }
    }

    /// Reads all values of an event.
    fn read_values(&mut self, kind: Kind, count: usize, data: &[u8], at: &mut usize) -> Result<(), Bad> {
        self.values.clear();
        if count < 3 {
            for _ in 0..count + self.layout.clocks {
                self.values.push(number(data, at)?);
            }
            return Ok(());
        }
        // So many that there is room for as many values as the event has bytes: the limit is low.
        let bytes = long_values(kind, data, at, self.max_event_bytes())?;
        let mut inner = 0;
        while inner < bytes.len() {
            let value = number(bytes, &mut inner);
            self.values
                .push(value.map_err(|_bad| Bad::from(V1Problem::EventLength(kind)))?);
        }
        Ok(())
    }

    fn begin_batch(&mut self, count: usize, data: &[u8], at: &mut usize) -> Result<Fate, Bad> {
        if count != 1 {
            return Err(V1Problem::BatchForm(count as u8 + 1).into());
        }
        let proc = match number(data, at)? {
            u64::MAX => -1,
            proc => i32::try_from(proc).ok().ok_or(V1Problem::ProcNumber(proc))?,
        };
        if self.layout.is_first() {
            self.sequence = number(data, at)?.cast_signed();
        }
        self.time = number(data, at)?.cast_signed();
        self.loaded.batches += 1;
        Ok(Fate::Begins(self.loaded.lanes.of_proc(proc)?))
    }

    /// Takes what an event says that is not one of a processor's, or that must be known early. Its values were read.
    fn read_special(&mut self, kind: Kind, offset: u64) -> Result<Fate, Bad> {
        let wanted = usize::from(self.layout.counts[kind as usize]);
        let values = &self.values[..];
        if kind == Kind::Stack {
            return self.read_stack();
        }
        if values.len() != wanted {
            let found = values.len();
            return Err(V1Problem::ValueCount {
                event: kind,
                found,
                wanted,
            }
            .into());
        }
        match kind {
            Kind::Frequency => {
                if values[0].cast_signed() <= 0 {
                    return Err(V1Problem::Frequency(values[0]).into());
                }
                self.loaded.frequency = values[0];
            }
            Kind::TimerGoroutine => {
                let full = OutOfMemory {
                    rows: self.loaded.timers.len(),
                };
                self.loaded.timers.try_reserve(1).map_err(|_no_memory| full)?;
                self.loaded.timers.push(values[0]);
            }
            Kind::CPUSample => self.loaded.samples.add(values, offset)?,
            _ => return self.read_exit(offset),
        }
        Ok(Fate::Read)
    }

    fn read_exit(&mut self, offset: u64) -> Result<Fate, Bad> {
        let clocks = self.layout.clocks;
        if clocks == 2 {
            self.sequence = self.sequence.wrapping_add(self.values[0].cast_signed());
        }
        self.time = self.time.wrapping_add(self.values[clocks - 1].cast_signed());
        let [goroutine, sequence, time] = self.values[clocks..] else {
            return Ok(Fate::Kept);
        };
        let (time, told) = match time.cast_signed() {
            0 => (self.time, self.time),
            time => (time, self.time),
        };
        // One that is told when it was stays where it is.
        if self.layout.is_first() || time != told {
            let told = if self.layout.is_first() {
                sequence.cast_signed()
            } else {
                told
            };
            self.loaded.exits.add(Exit {
                time,
                told,
                goroutine,
                offset,
            })?;
        }
        Ok(Fate::Kept)
    }

    fn read_stack(&mut self) -> Result<Fate, Bad> {
        let wrong = |found, wanted| V1Problem::ValueCount {
            event: Kind::Stack,
            found,
            wanted,
        };
        let [id, frames, ref values @ ..] = self.values[..] else {
            return Err(wrong(self.values.len(), 2).into());
        };
        if frames > MAX_FRAMES {
            return Err(V1Problem::DeepStack(frames).into());
        }
        let is_addresses = self.layout.is_first();
        let wanted = frames as usize * if is_addresses { 1 } else { 4 };
        if values.len() != wanted {
            return Err(wrong(self.values.len(), wanted + 2).into());
        }
        self.loaded.symbols.add_stack(id, values, is_addresses)?;
        Ok(Fate::Read)
    }
}

/// The bytes of an event's values, where it tells their length.
fn long_values<'a>(kind: Kind, data: &'a [u8], at: &mut usize, limit: u64) -> Result<&'a [u8], Bad> {
    let len = number(data, at)?;
    if len > limit {
        return Err(V1Problem::LongEvent(kind, len).into());
    }
    take(data, at, len)
}

/// So many bytes, which the caller found to be within a limit.
fn take<'a>(data: &'a [u8], at: &mut usize, len: u64) -> Result<&'a [u8], Bad> {
    let bytes = data.get(*at..*at + len as usize).ok_or(Bad::Cut)?;
    *at += bytes.len();
    Ok(bytes)
}

fn read_string(data: &[u8], at: &mut usize, tables: &mut Tables) -> Result<Fate, Bad> {
    let id = number(data, at)?;
    let len = number(data, at)?;
    if id == 0 {
        return Err(V1Problem::StringId.into());
    }
    if len == 0 || len > MAX_STRING_BYTES {
        return Err(V1Problem::StringLength(len).into());
    }
    let text = take(data, at, len)?;
    if !tables.add_string(id, text)? {
        return Err(Bad::Problem(Problem::RepeatedString(id)));
    }
    Ok(Fate::Read)
}
