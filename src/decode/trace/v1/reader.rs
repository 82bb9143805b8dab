//! All layers put together: the next event of a trace.
//!
//! 1. Read the whole file: events by processor, and what they name.
//! 2. Merge the processors; move the ends of system calls to where they were; look whether it makes sense.
//! 3. Tell each as an event of all versions.
//!
//! A trace without its end has no clock, and one that contradicts itself is refused as a whole: whoever takes events one by
//! one must drop them all when an error comes. [`Reader::verify`] finds out beforehand, by reading twice.
//!
//! Source: `internal/trace/reader.go`, `internal/trace/internal/tracev1`, Go 1.27; `internal/trace`, Go 1.21.

use std::io::Read;

use crate::decode::trace::error::TraceError;
use crate::decode::trace::event::{Change, Context, Event, Sink};
use crate::decode::trace::problem::{Part, Problem};
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v1::Fault;
use crate::decode::trace::v1::check::Check;
use crate::decode::trace::v1::cursor::Keep;
use crate::decode::trace::v1::futile::Search;
use crate::decode::trace::v1::goroutines::Goroutines;
use crate::decode::trace::v1::lift::Lift;
use crate::decode::trace::v1::load::{Loaded, Loader};
use crate::decode::trace::v1::settle::{Settle, Stage};
use crate::decode::trace::v1::spec::{Kind, Layout};
use crate::decode::trace::version::Version;
use crate::decode::window::Window;
use crate::model::column::OutOfMemory;

/// The first number of nanoseconds that does not fit: 2^63.
const LIMIT_NANOS: f64 = 9_223_372_036_854_775_808.0;

/// The latest time that is believed, in nanoseconds: after it there is room for as many events as a file can hold.
const MAX_TIME: i64 = i64::MAX / 2;

/// How often each type of event came, by number.
pub type Counts = [u64; 64];

/// Bytes that an event takes, about.
const EVENT_BYTES: u64 = 4;

/// Reads a trace event by event.
pub struct Reader<R: Read> {
    window: Window<R>,
    layout: Layout,
    tables: Tables,
    stage: State,
    counts: Counts,
    /// The event in hand.
    event: Event,
    /// The time of the last event.
    last_time: i64,
    syncs: u64,
    batches: u64,
    missing: u64,
}

/// How far the reader is.
enum State {
    /// The file is being read.
    Loading(Box<Loader>),
    /// It is read, and nothing is told.
    Loaded(Box<Loaded>, Vec<u64>),
    /// Events are told.
    Telling(Box<Telling>),
    /// Nothing more comes.
    Done,
}

/// What it takes to tell events.
struct Telling {
    loaded: Loaded,
    pass: Pass,
    lift: Lift,
    /// Whether the event in hand was not told: before the first comes a `Sync`.
    is_waiting: bool,
    start: i64,
    nanos_per_tick: f64,
}

/// Once through all events.
struct Pass {
    goroutines: Goroutines,
    settle: Settle,
    check: Check,
    /// The place of the next event, and those of the events that are left out, the last first.
    place: u64,
    futile: Vec<u64>,
}

impl Pass {
    fn new(loaded: &mut Loaded, layout: &Layout, futile: &[u64], keep: Keep) -> Result<Self, Fault> {
        let mut goroutines = Goroutines::new().map_err(no_memory)?;
        let lanes = loaded.lanes.all().len();
        Ok(Self {
            settle: Settle::new(loaded, layout, &mut goroutines, keep)?,
            goroutines,
            check: Check::new(layout.version, lanes).map_err(no_memory)?,
            place: 0,
            futile: futile.iter().rev().copied().collect(),
        })
    }

    /// Goes on to the next event, which makes sense; false at the end.
    #[inline]
    fn next(&mut self, loaded: &mut Loaded, layout: &Layout) -> Result<bool, Fault> {
        loop {
            if !self.settle.next(loaded, layout, &mut self.goroutines)? {
                return Ok(false);
            }
            let place = self.place;
            self.place += 1;
            if self.futile.last() == Some(&place) {
                self.futile.pop();
                continue;
            }
            let event = self.settle.event();
            let is_timer = event.kind == Kind::GoUnblock && loaded.timers.binary_search(&event.goroutine).is_ok();
            match self.check.look(event, &mut self.goroutines, is_timer) {
                Ok(()) => return Ok(true),
                Err(problem) => {
                    let fault = (problem, event.offset);
                    let goroutines = &mut self.goroutines;
                    return Err(self.settle.refuse(Stage::Events, fault, loaded, layout, goroutines));
                }
            }
        }
    }
}

impl<R: Read> Reader<R> {
    /// Before the first event; the header is read.
    pub(in crate::decode) fn new(window: Window<R>, version: Version) -> Result<Self, TraceError> {
        let offset = window.offset();
        let layout = Layout::of(version);
        Ok(Self {
            tables: Tables::new().map_err(|error| TraceError::at(error, offset))?,
            stage: State::Loading(Box::new(Loader::new(layout.clone()))),
            window,
            layout,
            counts: [0; 64],
            event: Event::NONE,
            last_time: -1,
            syncs: 0,
            batches: 0,
            missing: 0,
        })
    }

    /// What the numbers in the events stand for.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// How many batches were read.
    pub fn batches(&self) -> u64 {
        self.batches
    }

    /// How often each type of event was told so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many stacks and names were missing in the file so far.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// Reads about `budget` bytes of the file; true when it is read whole, which [`next_event`](Self::next_event) waits for.
    pub fn load(&mut self, budget: u64) -> Result<bool, TraceError> {
        let State::Loading(loader) = &mut self.stage else {
            return Ok(true);
        };
        match loader.step(&mut self.window, &mut self.tables, budget) {
            Ok(false) => return Ok(false),
            Ok(true) => {}
            Err(error) => {
                self.stage = State::Done;
                return Err(error);
            }
        }
        if let State::Loading(loader) = std::mem::replace(&mut self.stage, State::Done) {
            let loaded = loader.finish(&mut self.tables);
            let loaded = loaded.map_err(|error| TraceError::at(error, self.window.offset()))?;
            self.batches = loaded.batches;
            self.missing = loaded.missing;
            self.stage = State::Loaded(Box::new(loaded), Vec::new());
        }
        Ok(true)
    }

    /// Reads the file, and finds out whether it will be refused, before anything is told.
    pub fn verify(&mut self) -> Result<(), TraceError> {
        self.load(u64::MAX)?;
        let State::Loaded(mut loaded, _) = std::mem::replace(&mut self.stage, State::Done) else {
            return Ok(());
        };
        let futile = self.find_futile(&mut loaded)?;
        let verified = Pass::new(&mut loaded, &self.layout, &futile, Keep::All).and_then(|mut pass| {
            self.require_clock(&mut pass, &mut loaded)?;
            while pass.next(&mut loaded, &self.layout)? {}
            Ok(())
        });
        verified.map_err(at)?;
        self.stage = State::Loaded(loaded, futile);
        Ok(())
    }

    /// The file, and how much of it was read.
    pub(in crate::decode) fn window(&mut self) -> &mut Window<R> {
        &mut self.window
    }

    /// The tables, when nothing more is read.
    pub(in crate::decode) fn into_tables(self) -> Tables {
        self.tables
    }

    /// How much of the file was read, in bytes of the unpacked data.
    pub(in crate::decode) fn read_bytes(&self) -> u64 {
        self.window.offset()
    }

    /// The next event; none at the end. After an error nothing more comes.
    pub(in crate::decode) fn next_event(&mut self) -> Result<Option<Event>, TraceError> {
        self.load(u64::MAX)?;
        Ok(self.advance()?.then_some(self.event))
    }

    /// Tells a sink about so many events, or reads as many bytes of the file as they would be; false when nothing more comes.
    ///
    /// What is told is good only if no error comes after it.
    pub(in crate::decode::trace) fn pump(&mut self, events: u64, sink: &mut impl Sink) -> Result<bool, TraceError> {
        if matches!(self.stage, State::Loading(_)) {
            // To read an event is a fifth of the work of telling it.
            self.load(events.saturating_mul(EVENT_BYTES * 5))?;
            return Ok(true);
        }
        for _ in 0..events {
            if !self.advance()? {
                return Ok(false);
            }
            let told = sink.event(&self.event, &mut self.tables);
            told.map_err(|error| TraceError::at(error, self.window.offset()))?;
        }
        Ok(true)
    }

    /// Goes on to the next event; false at the end. The file is read.
    #[inline]
    fn advance(&mut self) -> Result<bool, TraceError> {
        if !matches!(self.stage, State::Telling(_)) {
            self.begin()?;
        }
        match self.advance_unbumped() {
            Ok(true) => {
                let event = &mut self.event;
                if event.kind != EventType::Sync {
                    // Times strictly increase, as they do in later versions.
                    if event.time <= self.last_time || event.time > MAX_TIME {
                        event.time = self.last_time + 1;
                    }
                    self.last_time = event.time;
                }
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(fault) => {
                self.stage = State::Done;
                Err(at(fault))
            }
        }
    }

    /// Goes on to telling events, if that has not begun.
    fn begin(&mut self) -> Result<(), TraceError> {
        let (mut loaded, mut futile) = match std::mem::replace(&mut self.stage, State::Done) {
            State::Loaded(loaded, futile) => (loaded, futile),
            other => {
                self.stage = other;
                return Ok(());
            }
        };
        if futile.is_empty() {
            futile = self.find_futile(&mut loaded)?;
        }
        let lanes = loaded.lanes.all().len();
        let telling = Pass::new(&mut loaded, &self.layout, &futile, Keep::Unread).and_then(|mut pass| {
            self.require_clock(&mut pass, &mut loaded)?;
            let lift = Lift::new(self.layout.version, lanes, &mut self.tables).map_err(no_memory)?;
            Ok(Telling {
                nanos_per_tick: 1e9 / loaded.frequency as f64,
                loaded: *loaded,
                pass,
                lift,
                is_waiting: false,
                start: 0,
            })
        });
        let telling = telling.map_err(at)?;
        self.stage = State::Telling(Box::new(telling));
        Ok(())
    }

    /// A trace without a frequency is refused, but for what is found before.
    fn require_clock(&self, pass: &mut Pass, loaded: &mut Loaded) -> Result<(), Fault> {
        if loaded.frequency != 0 {
            return Ok(());
        }
        let fault = (Problem::Missing(Part::Frequency), self.window.offset());
        let (settle, goroutines) = (&mut pass.settle, &mut pass.goroutines);
        Err(settle.refuse(Stage::Frequency, fault, loaded, &self.layout, goroutines))
    }

    /// The places of events that were in vain: none from Go 1.11 on, and hardly any before.
    fn find_futile(&self, loaded: &mut Loaded) -> Result<Vec<u64>, TraceError> {
        if loaded.futile == 0 || self.layout.version.number() >= 11 {
            return Ok(Vec::new());
        }
        let found = Pass::new(loaded, &self.layout, &[], Keep::All).and_then(|mut pass| {
            let mut search = Search::new();
            while pass.settle.next(loaded, &self.layout, &mut pass.goroutines)? {
                search.add(pass.settle.event()).map_err(no_memory)?;
            }
            Ok(search.finish())
        });
        found.map_err(at)
    }

    fn advance_unbumped(&mut self) -> Result<bool, Fault> {
        let State::Telling(telling) = &mut self.stage else {
            return Ok(false);
        };
        loop {
            if let Some(event) = telling.lift.more() {
                self.event = event;
                return Ok(true);
            }
            if !std::mem::replace(&mut telling.is_waiting, false)
                && !telling.pass.next(&mut telling.loaded, &self.layout)?
            {
                self.missing += telling.lift.missing;
                self.stage = State::Done;
                self.syncs += 1;
                self.event = sync(self.last_time + 1, self.syncs);
                return Ok(true);
            }
            if self.syncs == 0 {
                self.syncs = 1;
                telling.start = telling.pass.settle.event().time;
                telling.is_waiting = true;
                self.event = sync(-1, 1);
                return Ok(true);
            }
            self.counts[telling.pass.settle.event().kind as usize] += 1;
            match telling.lift(&self.layout, &mut self.tables) {
                Ok(Some(event)) => {
                    self.event = event;
                    return Ok(true);
                }
                Ok(None) => {}
                Err(fault) => {
                    // Go's reader looks at all events before it tells one.
                    while telling.pass.next(&mut telling.loaded, &self.layout)? {}
                    return Err(fault);
                }
            }
        }
    }
}

#[cold]
fn at((problem, offset): Fault) -> TraceError {
    TraceError::at(problem, offset)
}

impl Telling {
    #[inline]
    fn lift(&mut self, layout: &Layout, tables: &mut Tables) -> Result<Option<Event>, Fault> {
        let settle = &mut self.pass.settle;
        let blocks = settle.event().kind == Kind::GoSysCall && settle.merge.blocks(&mut self.loaded, layout);
        let raw = &*settle.event();
        let nanos = raw.time.wrapping_sub(self.start) as f64 * self.nanos_per_tick;
        // What does not fit is the least number, as in Go on amd64.
        let time = if nanos < LIMIT_NANOS { nanos as i64 } else { i64::MIN };
        let text = if raw.kind == Kind::UserLog {
            let segment = self.loaded.lanes.segment(raw.text.segment);
            let bytes = self.loaded.lanes.bytes(&segment);
            bytes
                .get(raw.text.start as usize..raw.text.end as usize)
                .unwrap_or_default()
        } else {
            &[]
        };
        let lifted = self.lift.lift(raw, time, text, blocks, tables);
        lifted.map_err(|problem| (problem, raw.offset))
    }
}

/// The beginning of the trace, or its end.
fn sync(time: i64, count: u64) -> Event {
    Event {
        kind: EventType::Sync,
        time,
        context: Context::NONE,
        change: Change::None,
        args: [count, 0, 0, 0],
    }
}

fn no_memory(error: OutOfMemory) -> Fault {
    (error.into(), 0)
}
