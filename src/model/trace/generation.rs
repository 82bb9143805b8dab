//! Generations: the parts of about a second that a trace comes in, and what is missing between them.

use crate::model::trace::clock::ClockSnapshot;

/// A generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generation {
    /// Its number; the first may be greater than 1, where a flight recorder wrote the trace.
    pub number: u64,
    /// When it begins, in nanoseconds since the trace began.
    pub start: i64,
    /// What clocks said in it (from Go 1.25).
    pub clock: Option<ClockSnapshot>,
}

/// A part of a trace that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// When reading stopped, in nanoseconds since the trace began.
    pub start: i64,
    /// When it went on; the same where it did not.
    pub end: i64,
}
