//! How an event can contradict those before it.
//!
//! The checks are those of `internal/trace/order.go`, Go 1.27.

use std::fmt;

use crate::decode::trace::spec::EventType;
use crate::model::trace::id::{GoId, ProcId, TaskId, ThreadId};
use crate::model::trace::state::GoState;

/// A thing that an event needs, or must not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A thread.
    Thread,
    /// A processor.
    Proc,
    /// A goroutine.
    Goroutine,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Thread => "thread",
            Self::Proc => "processor",
            Self::Goroutine => "goroutine",
        })
    }
}

/// How an event contradicts those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderProblem {
    /// This event has no place among those of a thread.
    Unordered(EventType),
    /// The event needs this, and its thread does not have it.
    Missing(EventType, Thing),
    /// The event must not have this, and its thread does.
    Unexpected(EventType, Thing),
    /// No processor has this status.
    ProcStatus(ProcId, u64),
    /// A processor has another status than the events before say.
    ProcStatusChanged(ProcId, ProcStatus, ProcStatus),
    /// No thread has a processor that is said to be in a system call.
    NoThreadOfProc(ProcId),
    /// The processor is not known.
    UnknownProc(EventType, ProcId),
    /// The processor is in a state in which this cannot happen.
    ProcState(EventType, ProcId, ProcStatus),
    /// A processor was taken from a thread that does not have it.
    StolenFrom {
        /// The processor.
        proc: ProcId,
        /// The thread.
        thread: ThreadId,
        /// The processor that the thread has.
        found: ProcId,
    },
    /// A processor was taken from a thread that is not known.
    StolenFromUnknown(ProcId, ThreadId),
    /// A system call has another number than follows the last of its processor's.
    ProcSequence {
        /// The processor.
        proc: ProcId,
        /// The number.
        found: u64,
        /// The number before it.
        last: u64,
    },
    /// No goroutine has this status.
    GoStatus(GoId, u64),
    /// A goroutine has another status than the events before say.
    GoStatusChanged(GoId, GoState, GoState),
    /// A goroutine that nobody created appears after the first generation.
    LateGoroutine(GoId),
    /// A goroutine is in a system call, but on no thread.
    SyscallWithoutThread(GoId),
    /// A goroutine is said to be in a system call on a thread that has another.
    SyscallThread(GoId, GoId),
    /// A goroutine is created that is there.
    CreatedTwice(GoId),
    /// The goroutine is not known.
    UnknownGoroutine(EventType, GoId),
    /// The goroutine is in a state in which this cannot happen.
    GoState(EventType, GoId, GoState),
    /// A task begins that has begun.
    TaskTwice(TaskId),
    /// A task or a region has a name that its generation does not have.
    UnknownName(EventType, u64),
    /// A region ends that is not the innermost of its goroutine.
    RegionNesting(GoId),
    /// The collector is marking, or is not, contrary to the events before.
    GcState(EventType),
    /// A range begins that has begun.
    RangeTwice(EventType),
    /// A range ends, or goes on, that has not begun.
    NoRange(EventType),
    /// None of the threads' next events can come next; this one is the earliest.
    Stuck(EventType, ThreadId),
}

/// What a processor does, as the wire has it (`tracev2.ProcStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcStatus {
    /// Nothing that Go writes.
    Bad,
    /// A thread runs on it.
    Running,
    /// No thread has it.
    Idle,
    /// Its thread is in a system call.
    Syscall,
    /// The same, and which thread that is got lost.
    Abandoned,
}

impl ProcStatus {
    /// From a number of the wire, if there is such a status.
    pub(super) fn from_wire(status: u64) -> Option<Self> {
        Some(match status {
            0 => Self::Bad,
            1 => Self::Running,
            2 => Self::Idle,
            3 => Self::Syscall,
            4 => Self::Abandoned,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Running => "running",
            Self::Idle => "idle",
            Self::Syscall => "in a system call",
            Self::Abandoned => "abandoned in a system call",
        }
    }
}

impl fmt::Display for OrderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unordered(event) => write!(f, "unexpected event among those of a thread: {}", event.name()),
            Self::Missing(event, thing) => write!(f, "missing {thing}: event {}", event.name()),
            Self::Unexpected(event, thing) => write!(f, "unexpected {thing}: event {}", event.name()),
            Self::ProcStatus(proc, status) => write!(f, "unknown status of processor {proc}: {status}"),
            Self::ProcStatusChanged(proc, old, new) => write!(
                f,
                "inconsistent status of processor {proc}: {} after {}",
                new.name(),
                old.name()
            ),
            Self::NoThreadOfProc(proc) => write!(f, "missing thread of processor {proc}: its system call goes on"),
            Self::UnknownProc(event, proc) => write!(f, "unknown processor: {proc} in {}", event.name()),
            Self::ProcState(event, proc, status) => {
                write!(f, "unexpected {}: processor {proc} is {}", event.name(), status.name())
            }
            Self::StolenFrom { proc, thread, found } => write!(
                f,
                "invalid ProcSteal of processor {proc}: thread {thread} has processor {found}"
            ),
            Self::StolenFromUnknown(proc, thread) => {
                write!(f, "invalid ProcSteal of processor {proc}: unknown thread {thread}")
            }
            Self::ProcSequence { proc, found, last } => write!(
                f,
                "invalid sequence number of processor {proc}: {found} after {last} in GoSyscallBegin"
            ),
            Self::GoStatus(goroutine, status) => write!(f, "unknown status of goroutine {goroutine}: {status}"),
            Self::GoStatusChanged(goroutine, old, new) => write!(
                f,
                "inconsistent status of goroutine {goroutine}: {} after {}",
                new.name(),
                old.name()
            ),
            Self::LateGoroutine(goroutine) => write!(
                f,
                "unknown goroutine after the first generation: {goroutine}, which nobody created"
            ),
            Self::SyscallWithoutThread(goroutine) => {
                write!(f, "missing thread of goroutine {goroutine}: it is in a system call")
            }
            Self::SyscallThread(goroutine, found) => write!(
                f,
                "inconsistent thread of goroutine {goroutine}: it has goroutine {found}"
            ),
            Self::CreatedTwice(goroutine) => write!(f, "repeated creation of goroutine {goroutine}"),
            Self::UnknownGoroutine(event, goroutine) => {
                write!(f, "unknown goroutine: {goroutine} in {}", event.name())
            }
            Self::GoState(event, goroutine, state) => {
                write!(
                    f,
                    "unexpected {}: goroutine {goroutine} is {}",
                    event.name(),
                    state.name()
                )
            }
            Self::TaskTwice(task) => write!(f, "repeated task id: {}", task.0.cast_unsigned()),
            Self::UnknownName(event, id) => write!(f, "unknown string id in {}: {id}", event.name()),
            Self::RegionNesting(goroutine) => write!(
                f,
                "invalid region end in goroutine {goroutine}: not the innermost region's"
            ),
            Self::GcState(event) => write!(f, "unexpected {}: the collector's phase is another", event.name()),
            Self::RangeTwice(event) => write!(f, "repeated {}: the range has begun", event.name()),
            Self::NoRange(event) => write!(f, "unexpected {}: the range has not begun", event.name()),
            Self::Stuck(event, thread) => write!(
                f,
                "inconsistent events: none of the threads' next can come next, the earliest is {} in thread {thread}",
                event.name()
            ),
        }
    }
}
