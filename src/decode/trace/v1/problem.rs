//! What can be wrong with a v1 trace.
//!
//! The checks are those of `internal/trace/internal/tracev1`, Go 1.27, and of `internal/trace`, Go 1.21; the words are ours.

use std::fmt;

use crate::decode::trace::v1::spec::Kind;
use crate::model::trace::id::{GoId, ProcId, TaskId};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum V1Problem {
    /// The header of a batch claims to have this many values.
    BatchForm(u8),
    /// No processor can have this number.
    ProcNumber(u64),
    /// The event stands before the first batch.
    NoBatch(Kind),
    /// A string has the id 0, which is that of the empty one.
    StringId,
    /// A string is empty, or longer than the format allows.
    StringLength(u64),
    /// An event is longer than the format allows.
    LongEvent(Kind, u64),
    /// The values of an event do not end where it says that they do.
    EventLength(Kind),
    /// An event has another number of values than its type.
    ValueCount {
        /// The event.
        event: Kind,
        /// How many it has.
        found: usize,
        /// How many its type has.
        wanted: usize,
    },
    /// A stack is deeper than the format allows.
    DeepStack(u64),
    /// No clock can have this frequency.
    Frequency(u64),
    /// The world cannot be stopped for this reason.
    StopKind(u64),
    /// None of the processors' next events can come next; this one is the earliest.
    Stuck(Kind, ProcId),
    /// Two processors tell contrary things of a goroutine.
    Contrary(Kind, GoId),
    /// An event has an earlier time than one that must come before it: the processors' clocks differ.
    TimeOrder(Kind),
    /// A system call ends in a goroutine that was in none.
    StrayExit(GoId),
    /// A processor starts, or stops, that has.
    ProcAgain(Kind, ProcId),
    /// A processor stops that runs a goroutine.
    ProcBusy(ProcId, GoId),
    /// A goroutine starts on a processor that runs another.
    StartOver {
        /// The processor.
        proc: ProcId,
        /// The goroutine that it runs.
        running: GoId,
        /// The goroutine that starts.
        starting: GoId,
    },
    /// A goroutine does what only a running one does.
    NotRunning(Kind, GoId),
    /// A goroutine does something on a processor that does not run it.
    Elsewhere(Kind, GoId, ProcId),
    /// No goroutine does what only a goroutine does.
    Nobody(Kind),
    /// A goroutine starts, or waited before the trace, that is not runnable.
    NotRunnable(Kind, GoId),
    /// A goroutine is woken that does not wait.
    NotWaiting(Kind, GoId),
    /// A goroutine is created that is there.
    CreatedTwice(GoId),
    /// Something begins that has begun.
    BegunTwice(Kind),
    /// Something ends that has not begun.
    NotBegun(Kind),
    /// A task begins that has begun.
    TaskTwice(TaskId),
    /// A region ends that is not the innermost of its goroutine.
    RegionNesting(GoId),
    /// A region neither begins nor ends.
    RegionMode(u64),
    /// The event is none that Go writes, and none that its reader takes.
    Unexpected(Kind),
}

impl fmt::Display for V1Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::BatchForm(values) => write!(f, "invalid batch: {values} values, not 2"),
            Self::ProcNumber(number) => write!(f, "invalid processor: {number}"),
            Self::NoBatch(event) => write!(f, "unexpected {}: no batch before it", event.name()),
            Self::StringId => write!(f, "invalid string id: 0"),
            Self::StringLength(len) => write!(f, "invalid length of a string: {len} bytes, the limit is 1000000"),
            Self::LongEvent(event, len) => write!(f, "event too long: {} of {len} bytes", event.name()),
            Self::EventLength(event) => write!(f, "invalid length of {}: its values end elsewhere", event.name()),
            Self::ValueCount { event, found, wanted } => {
                write!(f, "invalid number of values in {}: {found}, not {wanted}", event.name())
            }
            Self::DeepStack(frames) => write!(f, "stack too deep: {frames} frames, the limit is 1000"),
            Self::Frequency(frequency) => write!(f, "invalid clock frequency: {}", frequency.cast_signed()),
            Self::StopKind(kind) => write!(f, "unknown reason to stop the world: {kind}"),
            Self::Stuck(event, proc) => write!(
                f,
                "inconsistent events: none of the processors' next can come next, the earliest is {} on processor {proc}",
                event.name()
            ),
            Self::Contrary(event, goroutine) => {
                write!(f, "inconsistent events of goroutine {goroutine}: {}", event.name())
            }
            Self::TimeOrder(event) => write!(
                f,
                "times out of order: {} has an earlier time than what must come before it",
                event.name()
            ),
            Self::StrayExit(goroutine) => {
                write!(f, "unexpected GoSysExit: goroutine {goroutine} is in no system call")
            }
            Self::ProcAgain(event, proc) => write!(f, "repeated {} of processor {proc}", event.name()),
            Self::ProcBusy(proc, goroutine) => {
                write!(f, "unexpected ProcStop: processor {proc} runs goroutine {goroutine}")
            }
            Self::StartOver {
                proc,
                running,
                starting,
            } => write!(
                f,
                "unexpected start of goroutine {starting}: processor {proc} runs goroutine {running}"
            ),
            Self::NotRunning(event, goroutine) => {
                write!(f, "unexpected {}: goroutine {goroutine} is not running", event.name())
            }
            Self::Elsewhere(event, goroutine, proc) => write!(
                f,
                "unexpected {}: goroutine {goroutine} does not run on processor {proc}",
                event.name()
            ),
            Self::Nobody(event) => write!(f, "missing goroutine: {}", event.name()),
            Self::NotRunnable(event, goroutine) => {
                write!(f, "unexpected {}: goroutine {goroutine} is not runnable", event.name())
            }
            Self::NotWaiting(event, goroutine) => {
                write!(f, "unexpected {}: goroutine {goroutine} is not waiting", event.name())
            }
            Self::CreatedTwice(goroutine) => write!(f, "repeated creation of goroutine {goroutine}"),
            Self::BegunTwice(event) => write!(f, "repeated {}: it has begun", event.name()),
            Self::NotBegun(event) => write!(f, "unexpected {}: it has not begun", event.name()),
            Self::TaskTwice(task) => write!(f, "repeated task id: {}", task.0.cast_unsigned()),
            Self::RegionNesting(goroutine) => write!(
                f,
                "invalid region end in goroutine {goroutine}: not the innermost region's"
            ),
            Self::RegionMode(mode) => write!(f, "invalid mode of a region: {mode}"),
            Self::Unexpected(event) => write!(f, "unexpected event: {}", event.name()),
        }
    }
}
