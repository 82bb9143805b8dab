//! Samples that the CPU profiler took while the trace was recorded.

use crate::model::column::Column;
use crate::model::id::StackId;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::PlaceId;

/// A sample of the CPU profiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// When, in nanoseconds since the trace began.
    pub time: i64,
    /// The goroutine that ran, if one did that the trace tells of.
    pub goroutine: GoRow,
    /// Where.
    pub place: PlaceId,
    /// What ran.
    pub stack: StackId,
}

/// All samples, in order of time.
pub type Samples = Column<Sample>;
