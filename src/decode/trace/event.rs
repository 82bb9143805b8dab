//! What reading a trace gives: events in the order in which they can have happened.

use crate::decode::trace::spec::{EventType, MAX_ARGS};
use crate::decode::trace::tables::Tables;
use crate::model::column::OutOfMemory;
use crate::model::trace::clock::ClockSnapshot;
use crate::model::trace::id::{GoId, ProcId, ThreadId};
use crate::model::trace::state::{GoState, ProcState};

/// Who did something: a thread, its processor, the goroutine that it runs; each may be missing.
///
/// As it was *before* the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The thread.
    pub thread: ThreadId,
    /// The processor that the thread had.
    pub proc: ProcId,
    /// The goroutine that ran on it.
    pub goroutine: GoId,
}

impl Context {
    /// Nobody: events about a generation as a whole.
    pub const NONE: Self = Self {
        thread: ThreadId::NONE,
        proc: ProcId::NONE,
        goroutine: GoId::NONE,
    };
}

/// A change of state, of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// None.
    None,
    /// Of a goroutine.
    Go(GoId, GoState, GoState),
    /// Of a processor.
    Proc(ProcId, ProcState, ProcState),
}

/// An event.
///
/// Arguments are those of its [`Spec`](crate::decode::trace::spec::Spec), but strings and stacks are rows: of
/// [`Tables::string`](crate::decode::trace::tables::Tables::string) and
/// [`Tables::stack`](crate::decode::trace::tables::Tables::stack). Some have more:
///
/// | type | arguments |
/// |---|---|
/// | `Sync` | how many of its type there were, with itself |
/// | `CPUSample` | the stack |
/// | `STWEnd` | the kind, a string, as its begin had it |
/// | `UserTaskEnd` | after the stack: the parent (2^64−1: none), the name, a string, as the begin had them |
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Its type. `Sync` stands for the beginning of a generation, and for the end of the trace.
    pub kind: EventType,
    /// When, in nanoseconds as the trace counts them; later than every event before it.
    pub time: i64,
    /// Who.
    pub context: Context,
    /// The change of state that it is.
    pub change: Change,
    /// Its arguments.
    pub args: [u64; MAX_ARGS],
}

impl Event {
    /// Stands where no event is yet.
    pub(super) const NONE: Self = Self {
        kind: EventType::Sync,
        time: 0,
        context: Context::NONE,
        change: Change::None,
        args: [0; MAX_ARGS],
    };
}

/// Takes events as they are read.
pub(super) trait Sink {
    /// Takes an event; tables tell what its numbers stand for, and may grow.
    fn event(&mut self, event: &Event, tables: &mut Tables) -> Result<(), OutOfMemory>;

    /// Takes the beginning of a generation, after its `Sync`.
    fn generation(&mut self, number: u64, clock: Option<ClockSnapshot>) -> Result<(), OutOfMemory>;
}
