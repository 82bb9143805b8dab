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
use crate::decode::trace::event::{Event, Sink};
use crate::decode::trace::problem::Problem;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v2::batch::{self, Batch, Kind};
use crate::decode::trace::v2::cursor::Cursor;
use crate::decode::trace::v2::frontier::{Frontier, Head};
use crate::decode::trace::v2::generation::{Found, Generation, Reading};
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
    /// The generation that is being read.
    reading: Option<Reading>,
    spilled: Option<Batch>,
    cursors: Vec<Cursor>,
    frontier: Frontier,
    /// The first sample of the generation that was not told.
    sample: usize,
    last_time: i64,
    /// How many of the events that are in order were told, when they are told one by one.
    told: usize,
    syncs: u64,
    batches: u64,
    /// Where the event in hand stands.
    offset: u64,
    end: End,
    /// How one can go on after an error.
    resume: Option<Resume>,
}

/// What a step of reading came to.
#[derive(Clone, Copy)]
enum Step {
    /// Events are in order.
    Events,
    /// The `Sync` of a generation that begins is.
    Generation,
    /// Some batches of a generation were read.
    Reading,
    /// Nothing more comes.
    End,
}

/// How one can go on after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resume {
    /// What comes next is another generation.
    Next,
    /// What comes next may be of the generation with this number, which is of no use any more.
    Skip(u64),
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
            reading: None,
            spilled: None,
            cursors: Vec::new(),
            frontier: Frontier::default(),
            sample: 0,
            last_time: 0,
            told: 0,
            syncs: 0,
            batches: 0,
            offset: 0,
            end: End::Open,
            resume: None,
        })
    }

    /// What the numbers in the events stand for; those of stacks until the next `Sync`.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The file, and how much of it was read.
    pub(in crate::decode) fn window(&mut self) -> &mut Window<R> {
        &mut self.window
    }

    /// The tables, when nothing more is read.
    pub(in crate::decode) fn into_tables(self) -> Tables {
        self.tables
    }

    /// How far it is, in bytes of the unpacked data.
    pub(in crate::decode) fn read_bytes(&self) -> u64 {
        self.window.offset()
    }

    /// After an error, goes on with the next generation; false where none can be told from the damage. Nothing is known
    /// then: as at the beginning of a trace, things may appear that nobody made.
    pub(in crate::decode) fn restart(&mut self) -> bool {
        let can = match self.resume.take() {
            None => false,
            Some(Resume::Next) => true,
            Some(Resume::Skip(number)) => self.skip(number),
        };
        if can {
            self.end = End::Open;
        }
        can
    }

    /// Passes over what is left of a generation; false where nothing comes behind it.
    fn skip(&mut self, number: u64) -> bool {
        loop {
            match batch::read(&mut self.window) {
                Ok(Some(batch)) if batch.kind(self.version) == Kind::EndOfGeneration => {
                    return self.version.has_end_of_generation();
                }
                Ok(Some(batch)) if batch.generation != number => {
                    self.spilled = Some(batch);
                    return true;
                }
                Ok(Some(_)) => {}
                // What is wrong here is told of the damage before it.
                Ok(None) | Err(_) => return false,
            }
        }
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
    pub(in crate::decode) fn next_event(&mut self) -> Result<Option<Event>, TraceError> {
        loop {
            if self.told < self.order.ready().len() {
                let place = self.told;
                self.told += 1;
                return match self.settle(place) {
                    Ok(()) => Ok(Some(self.order.ready()[place])),
                    Err(error) => Err(self.stop(error)),
                };
            }
            self.told = 0;
            self.order.clear_ready();
            match self.step() {
                Ok(Step::Events | Step::Generation | Step::Reading) => {}
                Ok(Step::End) => return Ok(None),
                Err(error) => return Err(self.stop(error)),
            }
        }
    }

    /// Tells a sink about so many events, or reads as many bytes as they would be; false when nothing more comes.
    pub(in crate::decode::trace) fn pump(&mut self, events: u64, sink: &mut impl Sink) -> Result<bool, TraceError> {
        let mut left = events;
        while left > 0 {
            self.order.clear_ready();
            let step = match self.step() {
                Ok(step) => step,
                Err(error) => return Err(self.stop(error)),
            };
            match step {
                Step::Events | Step::Generation => {}
                // To read a megabyte is as much work as some ten thousand events.
                Step::Reading => left = left.saturating_sub(10_000),
                Step::End => return Ok(false),
            }
            for place in 0..self.order.ready().len() {
                if let Err(error) = self.settle(place) {
                    return Err(self.stop(error));
                }
                let told = sink.event(&self.order.ready()[place], &mut self.tables);
                told.map_err(|error| self.error(error, self.offset))?;
                left = left.saturating_sub(1);
            }
            if matches!(step, Step::Generation)
                && let Some(generation) = &self.generation
            {
                let told = sink.generation(generation.number, generation.snapshot);
                told.map_err(|error| self.error(error, self.offset))?;
            }
        }
        Ok(true)
    }

    /// Ends reading with an error.
    #[cold]
    fn stop(&mut self, error: TraceError) -> TraceError {
        // A generation is read whole before its events are told.
        if self.generation.is_some() && matches!(self.end, End::Open) {
            self.resume = Some(Resume::Next);
        }
        self.end = End::Done;
        self.generation = None;
        self.reading = None;
        self.frontier = Frontier::default();
        self.order = Order::new();
        self.told = 0;
        error
    }

    /// Gives an event that is in order its time, and rows for the numbers of strings and stacks.
    #[inline]
    fn settle(&mut self, place: usize) -> Result<(), TraceError> {
        let event = &mut self.order.ready()[place];
        let spec = event.kind.spec();
        let (strings, stacks) = match event.kind {
            // A sample has but a stack.
            EventType::CPUSample => (0, 1),
            _ => (spec.strings, spec.stacks),
        };
        let mut left = strings | stacks;
        while left != 0 {
            let arg = left.trailing_zeros() as usize;
            left &= left - 1;
            let id = event.args[arg];
            if stacks >> arg & 1 == 0 {
                let Some(string) = self.tables.find_string(id) else {
                    let problem = Problem::UnknownString(event.kind, id);
                    return Err(self.error(problem, self.offset));
                };
                event.args[arg] = u64::from(string.0);
            } else {
                let Some(row) = self.tables.find_stack(id) else {
                    let problem = Problem::UnknownStack(event.kind, id);
                    return Err(self.error(problem, self.offset));
                };
                event.args[arg] = u64::from(row);
            }
        }
        // Times strictly increase, whatever the clocks of the threads say. Those that would leave no room for more
        // are no times of any machine.
        if event.time <= self.last_time || event.time > MAX_TIME {
            event.time = self.last_time + 1;
        }
        self.last_time = event.time;
        Ok(())
    }

    /// Puts the next events in order.
    #[inline]
    fn step(&mut self) -> Result<Step, TraceError> {
        let head = self.frontier.get(0);
        let Some(generation) = &self.generation else {
            return self.next_generation();
        };
        match generation.samples.get(self.sample) {
            Some(sample) if head.is_none_or(|head| sample.time < head.time) => {
                self.sample += 1;
                self.offset = sample.offset;
                let event = sample.event();
                self.order.emit(event);
            }
            None if head.is_none() => return self.next_generation(),
            _ => self.advance()?,
        }
        Ok(Step::Events)
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

    fn next_generation(&mut self) -> Result<Step, TraceError> {
        if self.reading.is_none() {
            match std::mem::replace(&mut self.end, End::Done) {
                End::Done => return Ok(Step::End),
                End::Error(error) => return Err(error),
                End::SyncThenError(error) => {
                    self.end = End::Error(error);
                    return Ok(self.sync(self.last_time));
                }
                End::Open => {}
            }
            // Before Go 1.26 a generation that no other follows is the last.
            if self.generation.is_some() && self.spilled.is_none() && !self.version.has_end_of_generation() {
                self.generation = None;
                return Ok(self.sync(self.last_time));
            }
            self.generation = None;
        }
        let reading = self.reading.get_or_insert_default();
        let found = reading.step(&mut self.window, self.version, &mut self.spilled, &mut self.tables);
        if let Ok(Found::Nothing) = found {
            return Ok(Step::Reading);
        }
        self.reading = None;
        match found {
            Ok(Found::Generation(generation, fault)) => {
                self.end = fault.map_or(End::Open, End::SyncThenError);
                self.begin(generation)
            }
            Ok(Found::End | Found::Nothing) => {
                self.end = End::Done;
                Ok(self.sync(self.last_time))
            }
            Err((error, resume)) => {
                self.resume = resume;
                self.end = End::Error(error);
                Ok(self.sync(self.last_time))
            }
        }
    }

    fn begin(&mut self, generation: Generation) -> Result<Step, TraceError> {
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
            self.order.has_events();
            self.cursors.push(cursor);
            let inserted = self.frontier.insert(head);
            inserted.map_err(|error| in_generation(error.into(), offset))?;
        }
        self.sync(start);
        Ok(Step::Generation)
    }

    fn sync(&mut self, time: i64) -> Step {
        self.syncs += 1;
        self.order.emit(Event {
            time,
            args: [self.syncs, 0, 0, 0],
            ..Event::NONE
        });
        Step::Events
    }

    #[cold]
    fn error(&self, problem: impl Into<Problem>, offset: u64) -> TraceError {
        TraceError::in_generation(problem, offset, self.generation().unwrap_or(0))
    }
}
