//! Whether an event can come next.
//!
//! The events of one thread are in order; which thread's comes next, no clock can tell. So the scheduler's state is
//! followed: a goroutine starts only when it is runnable and its count is the next, a processor is taken only
//! when it is free. An event that cannot come yet waits; one that can never come is an error.
//!
//! One file per kind of thing: [`procs`], [`goroutines`], [`switches`] and [`syscalls`], [`annotations`], [`ranges`].
//!
//! Source: `internal/trace/order.go`, Go 1.27.

mod annotations;
mod goroutines;
pub mod problem;
mod procs;
mod ranges;
mod state;
mod switches;
mod syscalls;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::event::{Change, Context, Event};
use crate::decode::trace::problem::Problem;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v2::cursor::RawEvent;
use crate::decode::trace::v2::order::problem::{OrderProblem, Thing};
use crate::decode::trace::v2::order::state::{Gc, Goroutines, Proc, Task, Thread};
use crate::model::column::OutOfMemory;
use crate::model::trace::id::{GoId, ProcId, ThreadId};

/// Where the ordering keeps a thread; none for batches that no thread filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot(Option<u32>);

/// What an event did to its thread: what it has now; none when the event must wait.
type Advanced = Result<Option<Context>, Problem>;

/// The most events that one of the wire stands for: a switch of goroutines is three.
const MAX_EVENTS: usize = 3;

type Map<K, V> = HashMap<K, V, FixedState>;

/// The scheduler, as far as the events so far tell.
#[derive(Debug)]
pub(super) struct Order {
    /// The generation in hand.
    generation: u64,
    /// The first of the trace, in which things may appear that nobody made; 0 before it.
    first_generation: u64,
    threads: Vec<Thread>,
    thread_slots: Map<i64, u32>,
    procs: Map<i64, Proc>,
    goroutines: Goroutines,
    tasks: Map<u64, Task>,
    gc: Gc,
    gc_count: u64,
    /// Events that are in order, so many of them.
    ready: [Event; MAX_EVENTS],
    put: usize,
}

impl Order {
    /// Nothing is known yet.
    pub(super) fn new() -> Self {
        Self {
            generation: 0,
            first_generation: 0,
            threads: Vec::new(),
            thread_slots: Map::with_hasher(FixedState::with_seed(0)),
            procs: Map::with_hasher(FixedState::with_seed(0)),
            goroutines: Goroutines::default(),
            tasks: Map::with_hasher(FixedState::with_seed(0)),
            gc: Gc::Undetermined,
            gc_count: 0,
            ready: [Event::NONE; MAX_EVENTS],
            put: 0,
        }
    }

    /// Goes on to a generation, in which all counts begin anew.
    pub(super) fn begin_generation(&mut self, generation: u64) {
        self.generation = generation;
    }

    /// Says that the generation in hand has events of threads.
    pub(super) fn has_events(&mut self) {
        if self.first_generation == 0 {
            self.first_generation = self.generation;
        }
    }

    /// Where a thread is kept.
    pub(super) fn slot(&mut self, id: ThreadId) -> Result<Slot, OutOfMemory> {
        if !id.is_some() {
            return Ok(Slot(None));
        }
        if let Some(&slot) = self.thread_slots.get(&id.0) {
            return Ok(Slot(Some(slot)));
        }
        let full = OutOfMemory {
            rows: self.threads.len(),
        };
        self.threads.try_reserve(1).map_err(|_no_memory| full)?;
        reserve(&mut self.thread_slots)?;
        let slot = self.threads.len() as u32;
        self.threads.push(Thread {
            id,
            is_seen: false,
            proc: ProcId::NONE,
            goroutine: GoId::NONE,
        });
        self.thread_slots.insert(id.0, slot);
        Ok(Slot(Some(slot)))
    }

    /// The thread's id.
    pub(super) fn thread(&self, slot: Slot) -> ThreadId {
        slot.0.map_or(ThreadId::NONE, |slot| self.threads[slot as usize].id)
    }

    /// Lets an event happen if it can come next; false when it must wait. What it did is then [`ready`](Self::ready).
    #[inline]
    pub(super) fn advance(&mut self, event: &RawEvent, slot: Slot, tables: &Tables) -> Result<bool, Problem> {
        // Nearly all events are of these, and what they do to their thread is done in place.
        match event.kind {
            EventType::GoStart => self.go_start(event, slot),
            EventType::GoStop | EventType::GoBlock | EventType::GoDestroy => self.go_stop(event, slot),
            EventType::GoUnblock => Ok(self.go_unblock(event, slot)),
            _ => self.advance_other(event, slot, tables),
        }
    }

    fn advance_other(&mut self, event: &RawEvent, slot: Slot, tables: &Tables) -> Result<bool, Problem> {
        let now = self.now(slot);
        let Some(then) = self.dispatch(event, now, tables)? else {
            return Ok(false);
        };
        if let Some(slot) = slot.0 {
            let thread = &mut self.threads[slot as usize];
            thread.proc = then.proc;
            thread.goroutine = then.goroutine;
        }
        Ok(true)
    }

    /// Who an event of a thread is by.
    #[inline]
    fn now(&mut self, slot: Slot) -> Context {
        match slot.0 {
            None => Context::NONE,
            Some(slot) => {
                let thread = &mut self.threads[slot as usize];
                thread.is_seen = true;
                Context {
                    thread: thread.id,
                    proc: thread.proc,
                    goroutine: thread.goroutine,
                }
            }
        }
    }

    /// Gives a thread another goroutine.
    #[inline]
    fn set_goroutine(&mut self, slot: Slot, goroutine: GoId) {
        if let Some(slot) = slot.0 {
            self.threads[slot as usize].goroutine = goroutine;
        }
    }

    fn dispatch(&mut self, event: &RawEvent, now: Context, tables: &Tables) -> Advanced {
        use EventType as E;
        match event.kind {
            E::ProcStatus => self.proc_status(event, now),
            E::ProcStart => self.proc_start(event, now),
            E::ProcStop => self.proc_stop(event, now),
            E::ProcSteal => self.proc_steal(event, now),
            E::GoCreate | E::GoCreateBlocked => self.go_create(event, now),
            E::GoStatus | E::GoStatusStack => self.go_status(event, now),
            E::GoSwitch | E::GoSwitchDestroy => self.go_switch(event, now),
            E::GoSyscallBegin => self.syscall_begin(event, now),
            E::GoSyscallEnd => self.syscall_end(event, now),
            E::GoSyscallEndBlocked => self.syscall_end_blocked(event, now),
            E::GoCreateSyscall => self.create_in_syscall(event, now),
            E::GoDestroySyscall => self.destroy_in_syscall(event, now),
            E::GCActive => self.gc_active(event, now),
            E::GCBegin => self.gc_begin(event, now),
            E::GCEnd => self.gc_end(event, now),
            E::GCSweepBegin => self.sweep_begin(event, now),
            E::GCSweepActive => self.sweep_active(event, now),
            E::GCSweepEnd => self.sweep_end(event, now),
            E::STWBegin | E::GCMarkAssistBegin => self.go_range_begin(event, now, tables),
            E::STWEnd | E::GCMarkAssistEnd => self.go_range_end(event, now),
            E::GCMarkAssistActive => self.assist_active(event, now),
            E::UserTaskBegin => self.task_begin(event, now, tables),
            E::UserTaskEnd => self.task_end(event, now),
            E::UserRegionBegin | E::UserRegionEnd => self.region(event, now, tables),
            E::ProcsChange | E::GoLabel | E::UserLog => self.annotation(event, now),
            E::HeapAlloc | E::HeapGoal => self.heap_metric(event, now),
            E::Span
            | E::SpanAlloc
            | E::SpanFree
            | E::HeapObject
            | E::HeapObjectAlloc
            | E::HeapObjectFree
            | E::GoroutineStack
            | E::GoroutineStackAlloc
            | E::GoroutineStackFree => self.experimental(event, now),
            _ => Err(OrderProblem::Unordered(event.kind).into()),
        }
    }

    /// The events that are in order since they were last cleared.
    #[inline]
    pub(super) fn ready(&mut self) -> &mut [Event] {
        &mut self.ready[..self.put]
    }

    /// Says that all of them were told.
    #[inline]
    pub(super) fn clear_ready(&mut self) {
        self.put = 0;
    }

    /// Puts an event in order that changes no state, not even its thread's.
    fn tell(&mut self, event: &RawEvent, now: Context) -> Context {
        self.emit(told(event, now, Change::None));
        now
    }

    /// Puts an event in order.
    #[inline]
    pub(super) fn emit(&mut self, event: Event) {
        debug_assert!(self.put < MAX_EVENTS, "an event of the wire is at most a switch");
        if let Some(place) = self.ready.get_mut(self.put) {
            *place = event;
            self.put += 1;
        }
    }
}

impl Order {
    /// Puts an event of the wire in order, by whom it is and what it changes.
    ///
    /// It is written where it stays: to build it elsewhere and copy it costs more than all else that the usual event needs.
    #[inline]
    fn emit_change(&mut self, event: &RawEvent, now: Context, change: Change) {
        if let Some(place) = self.ready.get_mut(self.put) {
            place.kind = event.kind;
            place.time = event.time;
            place.context.thread = now.thread;
            place.context.proc = now.proc;
            place.context.goroutine = now.goroutine;
            place.change = change;
            place.args = event.args;
            self.put += 1;
        }
    }
}

/// An event of the wire as it is told.
fn told(event: &RawEvent, context: Context, change: Change) -> Event {
    Event {
        kind: event.kind,
        time: event.time,
        context,
        change,
        args: event.args,
    }
}

/// Room for one more.
fn reserve<K: Eq + std::hash::Hash, V>(map: &mut Map<K, V>) -> Result<(), OutOfMemory> {
    let full = OutOfMemory { rows: map.len() };
    map.try_reserve(1).map_err(|_no_memory| full)
}

/// How an event needs something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Must,
    May,
    MustNot,
}

/// Checks that the thread of an event, which it must have, has what the event needs.
#[inline]
fn require(event: EventType, now: Context, proc: Need, goroutine: Need) -> Result<(), OrderProblem> {
    let things = [
        (Thing::Thread, now.thread.is_some(), Need::Must),
        (Thing::Proc, now.proc.is_some(), proc),
        (Thing::Goroutine, now.goroutine.is_some(), goroutine),
    ];
    for (thing, is_there, need) in things {
        match need {
            Need::Must if !is_there => return Err(OrderProblem::Missing(event, thing)),
            Need::MustNot if is_there => return Err(OrderProblem::Unexpected(event, thing)),
            _ => {}
        }
    }
    Ok(())
}

/// The same for what only a running goroutine does.
#[inline]
fn require_all(event: EventType, now: Context) -> Result<(), OrderProblem> {
    require(event, now, Need::Must, Need::Must)
}
