//! All layers put together: the next event of a trace.
//!
//! 1. Read the batches of a generation; from them the tables, the clock and the samples.
//! 2. Give every thread a cursor, and put the cursors on the frontier.
//! 3. Let the earliest event happen. When it must wait, let the earliest happen that can.
//! 4. Put that thread's next event on the frontier, and go on with 3.
//! 5. When the frontier is empty, go on with 1.
//!
//! Samples come in between by their time. A `Sync` begins every generation, and one more ends the trace.
//!
//! Source: `internal/trace/reader.go`, Go 1.27.

use std::io::Read;

use crate::decode::trace::error::TraceError;
use crate::decode::trace::event::{Change, Context, Event};
use crate::decode::trace::problem::Problem;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v2::batch::Batch;
use crate::decode::trace::v2::cursor::Cursor;
use crate::decode::trace::v2::frontier::{Frontier, Head};
use crate::decode::trace::v2::generation::{self, Found, Generation};
use crate::decode::trace::v2::order::Order;
use crate::decode::trace::v2::order::problem::OrderProblem;
use crate::decode::trace::version::Version;
use crate::decode::window::Window;
use crate::model::trace::clock::ClockSnapshot;

/// The latest time that is believed, in nanoseconds: after it there is room for as many events as a file can hold.
const MAX_TIME: i64 = i64::MAX / 2;

/// Reads a trace event by event.
pub struct Reader<R: Read> {
    window: Window<R>,
    version: Version,
    tables: Tables,
    order: Order,
    generation: Option<Generation>,
    spilled: Option<Batch>,
    cursors: Vec<Cursor>,
    frontier: Frontier,
    /// The first sample of the generation that was not told.
    sample: usize,
    last_time: i64,
    syncs: u64,
    batches: u64,
    /// Where the event in hand stands.
    offset: u64,
    end: End,
}

/// What comes when the generation is over.
enum End {
    /// Another generation, perhaps.
    Open,
    /// An error, but a `Sync` before it.
    SyncThenError(TraceError),
    /// An error.
    Error(TraceError),
    /// Nothing.
    Done,
}

impl<R: Read> Reader<R> {
    /// Before the first generation; the header is read.
    pub(in crate::decode) fn new(window: Window<R>, version: Version) -> Result<Self, TraceError> {
        let offset = window.offset();
        Ok(Self {
            window,
            version,
            tables: Tables::new().map_err(|error| TraceError::at(error, offset))?,
            order: Order::new(),
            generation: None,
            spilled: None,
            cursors: Vec::new(),
            frontier: Frontier::default(),
            sample: 0,
            last_time: 0,
            syncs: 0,
            batches: 0,
            offset: 0,
            end: End::Open,
        })
    }

    /// What the numbers in the events stand for; those of stacks until the next `Sync`.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// What clocks said in the generation in hand (from Go 1.25).
    pub fn snapshot(&self) -> Option<ClockSnapshot> {
        self.generation.as_ref()?.snapshot
    }

    /// The number of the generation in hand.
    pub fn generation(&self) -> Option<u64> {
        Some(self.generation.as_ref()?.number)
    }

    /// How many batches were read, of every kind.
    pub fn batches(&self) -> u64 {
        self.batches
    }

    /// The next event; none at the end. After an error nothing more comes.
    pub fn next_event(&mut self) -> Result<Option<Event>, TraceError> {
        match self.next_unbumped() {
            Ok(Some(mut event)) => {
                // Times strictly increase, whatever the clocks of the threads say. Those that would leave no room for more
                // are no times of any machine.
                if event.time <= self.last_time || event.time > MAX_TIME {
                    event.time = self.last_time + 1;
                }
                self.last_time = event.time;
                Ok(Some(event))
            }
            Ok(None) => Ok(None),
            Err(error) => {
                self.end = End::Done;
                self.generation = None;
                self.frontier = Frontier::default();
                self.order = Order::new();
                Err(error)
            }
        }
    }

    fn next_unbumped(&mut self) -> Result<Option<Event>, TraceError> {
        loop {
            if let Some(event) = self.order.next() {
                return self.resolved(event).map(Some);
            }
            let head = self.frontier.get(0);
            let samples = self.generation.as_ref().map(|generation| &generation.samples[..]);
            match samples.and_then(|samples| samples.get(self.sample)) {
                Some(sample) if head.is_none_or(|head| sample.time < head.time) => {
                    self.sample += 1;
                    self.offset = sample.offset;
                    let event = sample.event();
                    return self.resolved(event).map(Some);
                }
                None if head.is_none() => return self.next_generation(),
                _ => {}
            }
            self.advance()?;
        }
    }

    /// Lets the earliest event happen that can.
    fn advance(&mut self) -> Result<(), TraceError> {
        if self.try_advance(0)? {
            return Ok(());
        }
        // Rare: a sorted heap is a heap, and can be gone through in order of time.
        self.frontier.sort();
        for place in 1..self.frontier.len() {
            if self.try_advance(place)? {
                return Ok(());
            }
        }
        let earliest = self.frontier.get(0).map(|head| &self.cursors[head.cursor as usize]);
        let stuck = earliest.map(|cursor| {
            let problem = OrderProblem::Stuck(cursor.event.kind, self.order.thread(cursor.slot));
            self.error(problem, cursor.event.offset)
        });
        stuck.map_or(Ok(()), Err)
    }

    fn try_advance(&mut self, place: usize) -> Result<bool, TraceError> {
        let Some(head) = self.frontier.get(place) else {
            return Ok(false);
        };
        let cursor = &mut self.cursors[head.cursor as usize];
        let offset = cursor.event.offset;
        match self.order.advance(&cursor.event, cursor.slot, &self.tables) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(problem) => return Err(self.error(problem, offset)),
        }
        self.offset = offset;
        let Some(generation) = &mut self.generation else {
            return Ok(true);
        };
        match cursor.next(&mut generation.batches, generation.clock) {
            Ok(true) => {
                let time = cursor.event.time;
                self.frontier.update(place, time);
            }
            Ok(false) => self.frontier.remove(place),
            Err((problem, offset)) => return Err(self.error(problem, offset)),
        }
        Ok(true)
    }

    fn next_generation(&mut self) -> Result<Option<Event>, TraceError> {
        match std::mem::replace(&mut self.end, End::Done) {
            End::Done => return Ok(None),
            End::Error(error) => return Err(error),
            End::SyncThenError(error) => {
                self.end = End::Error(error);
                return Ok(Some(self.sync(self.last_time)));
            }
            End::Open => {}
        }
        // Before Go 1.26 a generation that no other follows is the last.
        if self.generation.is_some() && self.spilled.is_none() && !self.version.has_end_of_generation() {
            self.generation = None;
            return Ok(Some(self.sync(self.last_time)));
        }
        self.generation = None;
        match generation::read(&mut self.window, self.version, &mut self.spilled, &mut self.tables) {
            Ok(Found::Generation(generation, fault)) => {
                self.end = fault.map_or(End::Open, End::SyncThenError);
                self.begin(generation).map(Some)
            }
            Ok(Found::End) => Ok(Some(self.sync(self.last_time))),
            Err(error) => {
                self.end = End::Error(error);
                Ok(Some(self.sync(self.last_time)))
            }
        }
    }

    fn begin(&mut self, generation: Generation) -> Result<Event, TraceError> {
        self.order.begin_generation(generation.number);
        self.batches += generation.batch_count;
        self.cursors.clear();
        self.sample = 0;
        let clock = generation.clock;
        let start = clock.nanos(generation.start_units);
        let generation = self.generation.insert(generation);
        let number = generation.number;
        let in_generation = |problem: Problem, offset| TraceError::in_generation(problem, offset, number);
        for lane in &generation.lanes {
            let offset = generation.batches[lane.first as usize].batch.offset;
            let slot = self.order.slot(lane.thread);
            let slot = slot.map_err(|error| in_generation(error.into(), offset))?;
            let mut cursor = Cursor::new(lane, slot);
            let has_event = cursor.next(&mut generation.batches, clock);
            if !has_event.map_err(|(problem, offset)| in_generation(problem, offset))? {
                continue;
            }
            let head = Head {
                time: cursor.event.time,
                cursor: self.cursors.len() as u32,
            };
            self.cursors.push(cursor);
            let inserted = self.frontier.insert(head);
            inserted.map_err(|error| in_generation(error.into(), offset))?;
        }
        Ok(self.sync(start))
    }

    fn sync(&mut self, time: i64) -> Event {
        self.syncs += 1;
        Event {
            kind: EventType::Sync,
            time,
            context: Context::NONE,
            change: Change::None,
            args: [self.syncs, 0, 0, 0],
        }
    }

    /// Puts rows for the numbers of strings and stacks.
    fn resolved(&self, mut event: Event) -> Result<Event, TraceError> {
        let spec = event.kind.spec();
        let (strings, stacks) = match event.kind {
            // A sample has but a stack.
            EventType::CPUSample => (0, 1),
            _ => (spec.strings, spec.stacks),
        };
        if strings | stacks == 0 {
            return Ok(event);
        }
        for (place, arg) in event.args.iter_mut().enumerate() {
            let id = *arg;
            if stacks >> place & 1 != 0 {
                let row = self.tables.find_stack(id);
                let row = row.ok_or_else(|| self.error(Problem::UnknownStack(event.kind, id), self.offset))?;
                *arg = u64::from(row);
            } else if strings >> place & 1 != 0 {
                let string = self.tables.find_string(id);
                let string = string.ok_or_else(|| self.error(Problem::UnknownString(event.kind, id), self.offset))?;
                *arg = u64::from(string.0);
            }
        }
        Ok(event)
    }

    #[cold]
    fn error(&self, problem: impl Into<Problem>, offset: u64) -> TraceError {
        TraceError::in_generation(problem, offset, self.generation().unwrap_or(0))
    }
}
