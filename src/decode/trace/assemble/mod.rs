//! Ordered events → the columns of a [`Trace`].
//!
//! Events go in by [`Sink::event`], of any version of the format; what no view needs is only counted.
//!
//! | file | makes |
//! |---|---|
//! | [`goroutines`], [`page`] | goroutines, and what each did when |
//! | [`places`], [`procs`] | processors and threads |
//! | [`ranges`], [`annotations`] | what the runtime did of its own, and what the program said |
//! | [`memory`] | what the AllocFree experiment told |
//!
//! Must not know: versions of the format, and how events were found to be in order.
//!
//! Read [`goroutines`] first.

mod annotations;
mod goroutines;
mod memory;
mod page;
mod places;
mod procs;
mod ranges;

use crate::decode::trace::assemble::annotations::Tasks;
use crate::decode::trace::assemble::goroutines::Live;
use crate::decode::trace::assemble::memory::MemoryBuilder;
use crate::decode::trace::assemble::page::Page;
use crate::decode::trace::assemble::places::PlaceIds;
use crate::decode::trace::assemble::procs::Proc;
use crate::decode::trace::assemble::ranges::OpenRanges;
use crate::decode::trace::event::{Change, Event, Sink};
use crate::decode::trace::ids::Ids;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::model::column::OutOfMemory;
use crate::model::id::StackId;
use crate::model::trace::Trace;
use crate::model::trace::clock::ClockSnapshot;
use crate::model::trace::generation::{Gap, Generation};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::id::GoId;
use crate::model::trace::sample::Sample;
use crate::model::trace::state::GoState;
use crate::model::trace::tally::EventKind;

/// Puts a trace together event by event.
pub(super) struct Assembler {
    trace: Trace,
    /// Where each goroutine is, by its number: in `live`, or with [`GONE`] its row. Of several with the same number, the last.
    goroutine_ids: Ids,
    /// The goroutines that are there, and those that have ended in the page in hand.
    live: Vec<Live>,
    /// Places in `live` that nobody has, and those that are free when the page is full.
    free: Vec<u32>,
    leaving: Vec<u32>,
    page: Page,
    places: PlaceIds,
    procs: Vec<Proc>,
    whats: goroutines::Common,
    ranges: OpenRanges,
    tasks: Tasks,
    memory: Option<Box<MemoryBuilder>>,
    /// How many goroutines are in each state.
    counts: [u64; GoState::ALL.len()],
    /// When the last event was, and the last `Sync`, in nanoseconds since the trace began.
    now: i64,
    sync: i64,
    is_begun: bool,
    /// Since when nothing could be read.
    gap: Option<i64>,
}

impl Assembler {
    /// A trace without events.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        let mut trace = Trace::default();
        let whats = goroutines::Common::new(&mut trace.whats)?;
        Ok(Self {
            trace,
            goroutine_ids: Ids::default(),
            live: Vec::new(),
            free: Vec::new(),
            leaving: Vec::new(),
            page: Page::new()?,
            places: PlaceIds::default(),
            procs: Vec::new(),
            whats,
            ranges: OpenRanges::default(),
            tasks: Tasks::default(),
            memory: None,
            counts: [0; GoState::ALL.len()],
            now: 0,
            sync: 0,
            is_begun: false,
            gap: None,
        })
    }

    /// How many events there were.
    pub(super) fn events(&self) -> u64 {
        self.trace.tally.total()
    }

    /// Whether anything is known but when generations began.
    pub(super) fn has_lanes(&self) -> bool {
        self.events() > self.trace.tally.kinds[EventKind::Sync as usize]
    }

    /// The trace so far: its lanes are not yet listed.
    pub(super) fn trace(&self) -> &Trace {
        &self.trace
    }

    fn push_other(&mut self, event: &Event, tables: &mut Tables) -> Result<(), OutOfMemory> {
        use EventType as E;
        let args = event.args;
        match event.kind {
            E::ProcsChange => {
                self.count(EventKind::Metric);
                self.trace.gomaxprocs.push(self.now, args[0])
            }
            E::HeapAlloc => {
                self.count(EventKind::Metric);
                self.trace.heap.push(self.now, args[0])
            }
            E::HeapGoal => {
                self.count(EventKind::Metric);
                self.trace.heap_goal.push(self.now, args[0])
            }
            E::CPUSample => {
                self.count(EventKind::StackSample);
                let sample = Sample {
                    time: self.now,
                    goroutine: self.goroutine(event.context.goroutine),
                    place: self.place(event.context)?,
                    stack: tables.stack_node(args[0]),
                };
                self.trace.samples.push(sample)
            }
            E::GoLabel => self.label(event),
            E::UserTaskBegin | E::UserTaskEnd => self.task(event),
            E::UserRegionBegin => self.region_begin(event, tables),
            E::UserRegionEnd => self.region_end(event, tables),
            E::UserLog => self.log(event, tables),
            E::Sync => {
                self.count(EventKind::Sync);
                self.sync = self.now;
                Ok(())
            }
            kind if (E::STWBegin as u8..=E::GCMarkAssistEnd as u8).contains(&(kind as u8)) => self.range(event, tables),
            _ => {
                self.count(EventKind::Experimental);
                let memory = self.memory.get_or_insert_with(|| Box::new(MemoryBuilder::new()));
                memory.event(event, self.now, tables.experiment())
            }
        }
    }

    /// Says that nothing more could be read, up to the next generation that is told, if there is one.
    pub(super) fn break_off(&mut self) -> Result<(), OutOfMemory> {
        if self.gap.is_some() {
            return Ok(());
        }
        self.gap = Some(self.now);
        self.forget_goroutines()?;
        self.forget_procs()?;
        self.ranges = OpenRanges::default();
        self.tasks.forget_regions();
        Ok(())
    }

    /// The trace, all events told. The tables are those of the reader that they came from.
    pub(super) fn finish(mut self, tables: Tables) -> Result<Trace, OutOfMemory> {
        self.store_page()?;
        self.close_regions();
        let counts = tables.counts();
        let kept = tables.into_kept();
        let mut trace = self.trace;
        trace.end = self.now;
        if let Some(start) = self.gap {
            trace.gaps.push(Gap { start, end: start });
        }
        (trace.written.strings, trace.written.stacks) = (counts.strings, counts.stacks);
        trace.strings = kept.strings;
        trace.frames = kept.frames;
        trace.stacks = kept.stacks.finish()?;
        if let Some(memory) = self.memory {
            let is_layout_told = kept.experiment.is_layout_told;
            trace.memory = Some(memory.finish(self.now, (kept.experiment.into_types(), is_layout_told))?);
        }
        // Only building needs these.
        drop((self.live, self.goroutine_ids, self.page));
        trace.finish()?;
        Ok(trace)
    }

    #[inline]
    fn count(&mut self, kind: EventKind) {
        self.trace.tally.kinds[kind as usize] += 1;
    }

    /// Where in `live` a goroutine is, if it is there.
    #[inline]
    fn live_place(&self, id: GoId) -> Option<usize> {
        let place = self.goroutine_ids.get(id.0.cast_unsigned())?;
        (id.is_some() && place & GONE == 0).then_some(place as usize)
    }

    /// The row of a goroutine, if the trace told of it.
    #[inline]
    fn goroutine(&self, id: GoId) -> GoRow {
        match self.goroutine_ids.get(id.0.cast_unsigned()) {
            Some(place) if place & GONE != 0 => GoRow(place & !GONE),
            Some(place) => self.live[place as usize].row,
            None => GoRow::NONE,
        }
    }
}

/// The bit that marks goroutines that have ended.
const GONE: u32 = 1 << 31;

impl Sink for Assembler {
    #[inline]
    fn event(&mut self, event: &Event, tables: &mut Tables) -> Result<(), OutOfMemory> {
        if !self.is_begun {
            self.is_begun = true;
            self.trace.origin = event.time;
        }
        self.now = event.time - self.trace.origin;
        match event.change {
            Change::Go(id, old, new) => {
                self.count(EventKind::StateTransition);
                self.go_changes(event, tables, (id, old, new))
            }
            Change::Proc(id, old, new) => {
                self.count(EventKind::StateTransition);
                self.proc_changes(event, (id, old, new))
            }
            Change::None => self.push_other(event, tables),
        }
    }

    fn generation(&mut self, number: u64, clock: Option<ClockSnapshot>) -> Result<(), OutOfMemory> {
        let generations = &mut self.trace.generations;
        let full = OutOfMemory {
            rows: generations.len(),
        };
        generations.try_reserve(1).map_err(|_no_memory| full)?;
        generations.push(Generation {
            number,
            start: self.sync,
            clock,
        });
        let Some(start) = self.gap.take() else {
            return Ok(());
        };
        self.trace.gaps.push(Gap { start, end: self.sync });
        // Goroutines of which the new generation tells for the first time are counted from its beginning on.
        self.store_page()
    }
}

/// The stack of whoever did something.
fn context_stack(event: &Event, tables: &Tables) -> StackId {
    // The last stack of the arguments is that of the context.
    let stacks = event.kind.spec().stacks;
    match stacks {
        0 => StackId(0),
        stacks => tables.stack_node(event.args[7 - stacks.leading_zeros() as usize]),
    }
}
