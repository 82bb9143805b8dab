//! What can be wrong with a trace.
//!
//! The checks are those of Go's reader (`internal/trace`, Go 1.27: `batch.go`, `generation.go`, `batchcursor.go`,
//! `order.go`), told apart by layer; the words are ours.

use std::fmt;

use crate::decode::trace::spec::EventType;
use crate::decode::trace::v1::problem::V1Problem;
use crate::decode::trace::v2::order::problem::OrderProblem;
use crate::model::column::OutOfMemory;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file does not begin as a trace does.
    Header,
    /// The header has a version that no reader knows.
    UnknownVersion(u32),
    /// Where a batch should begin stands something else.
    UnknownBatch(u8),
    /// A batch is longer than the format allows.
    LongBatch(u64),
    /// The file ends before this.
    CutFile(Part),
    /// A batch ends before this.
    CutBatch(Part),
    /// A number in this has more than 64 bits.
    LongNumber(Part),
    /// A generation has the number 0, or a batch that ends one has none.
    GenerationNumber,
    /// A batch belongs to neither this generation nor the next.
    GenerationOrder {
        /// The generation of the batch.
        found: u64,
        /// The generation before it.
        current: u64,
    },
    /// A generation does not end before the next begins.
    NoEndOfGeneration {
        /// The generation of the batch.
        found: u64,
        /// The generation that has not ended.
        current: u64,
    },
    /// The file ends inside a generation.
    CutGeneration,
    /// A generation does not have this.
    Missing(Part),
    /// A generation has this twice.
    Repeated(Part),
    /// In this stands another event than it is made of.
    UnknownEntry(Part, u8),
    /// A string is longer than the format allows.
    LongString(u64),
    /// A stack has more frames than the format allows.
    DeepStack(u64),
    /// Two strings of a generation have this id.
    RepeatedString(u64),
    /// Two stacks of a generation have this id.
    RepeatedStack(u64),
    /// A frame names a string that its generation does not have.
    FrameString {
        /// The id of the stack.
        stack: u64,
        /// The id of the string.
        string: u64,
    },
    /// No event has this number.
    UnknownEvent(u8),
    /// This event has no time and cannot stand among a thread's.
    UntimedEvent(EventType),
    /// An event names a stack that its generation does not have.
    UnknownStack(EventType, u64),
    /// An event names a string that its generation does not have.
    UnknownString(EventType, u64),
    /// An event contradicts those before it.
    Order(OrderProblem),
    /// The same, or another fault, of a v1 trace.
    V1(V1Problem),
    /// A table could not grow.
    Memory(OutOfMemory),
}

/// A part of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first sixteen bytes.
    Header,
    /// A batch's generation, thread, time or size.
    BatchHeader,
    /// What a batch holds.
    Batch,
    /// The clock's frequency.
    Frequency,
    /// What several clocks said at one moment.
    ClockSnapshot,
    /// A batch about clocks.
    Clock,
    /// A batch of strings.
    Strings,
    /// A batch of stacks.
    Stacks,
    /// A batch of CPU samples.
    Samples,
    /// A batch of the AllocFree experiment.
    Experiment,
    /// An event.
    Event,
    /// The time of an event.
    EventTime,
    /// An argument of an event.
    EventArgument,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::BatchHeader => "header of a batch",
            Self::Batch => "batch",
            Self::Frequency => "clock frequency",
            Self::ClockSnapshot => "clock snapshot",
            Self::Clock => "clock batch",
            Self::Strings => "string table",
            Self::Stacks => "stack table",
            Self::Samples => "CPU samples",
            Self::Experiment => "batch of the AllocFree experiment",
            Self::Event => "event",
            Self::EventTime => "time of an event",
            Self::EventArgument => "argument of an event",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => write!(f, "unknown header: not a Go execution trace"),
            Self::UnknownVersion(version) => write!(f, "unknown trace version: go 1.{version}"),
            Self::UnknownBatch(number) => write!(f, "unknown kind of batch: {number}"),
            Self::LongBatch(len) => write!(f, "batch too long: {len} bytes, the limit is 65536"),
            Self::CutFile(part) => write!(f, "unexpected end of file: in {part}"),
            Self::CutBatch(part) => write!(f, "unexpected end of batch: in {part}"),
            Self::LongNumber(part) => write!(f, "number too long: in {part}"),
            Self::GenerationNumber => write!(f, "invalid generation: 0"),
            Self::GenerationOrder { found, current } => {
                write!(f, "generations out of order: {found} after {current}")
            }
            Self::NoEndOfGeneration { found, current } => write!(
                f,
                "missing end of generation {current}: followed by a batch of generation {found}"
            ),
            Self::CutGeneration => write!(f, "unexpected end of file: in a generation"),
            Self::Missing(part) => write!(f, "missing {part}"),
            Self::Repeated(part) => write!(f, "repeated {part}"),
            Self::UnknownEntry(part, number) => write!(f, "unknown entry in {part}: event {number}"),
            Self::LongString(len) => write!(f, "string too long: {len} bytes, the limit is 1024"),
            Self::DeepStack(frames) => write!(f, "stack too deep: {frames} frames, the limit is 128"),
            Self::RepeatedString(id) => write!(f, "repeated string id: {id}"),
            Self::RepeatedStack(id) => write!(f, "repeated stack id: {id}"),
            Self::FrameString { stack, string } => {
                write!(f, "unknown string id in a frame of stack {stack}: {string}")
            }
            Self::UnknownEvent(number) => write!(f, "unknown event: {number}"),
            Self::UntimedEvent(event) => write!(f, "unexpected event among those of a thread: {}", event.name()),
            Self::UnknownStack(event, id) => write!(f, "unknown stack id in {}: {id}", event.name()),
            Self::UnknownString(event, id) => write!(f, "unknown string id in {}: {id}", event.name()),
            Self::Order(problem) => problem.fmt(f),
            Self::V1(problem) => problem.fmt(f),
            Self::Memory(error) => error.fmt(f),
        }
    }
}

impl From<OutOfMemory> for Problem {
    fn from(error: OutOfMemory) -> Self {
        Self::Memory(error)
    }
}

impl From<V1Problem> for Problem {
    fn from(problem: V1Problem) -> Self {
        Self::V1(problem)
    }
}

impl From<OrderProblem> for Problem {
    fn from(problem: OrderProblem) -> Self {
        Self::Order(problem)
    }
}
