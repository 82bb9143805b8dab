//! What o'clock it was.

/// What several clocks said at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockSnapshot {
    /// The trace's clock, in nanoseconds.
    pub trace_nanos: i64,
    /// The machine's clock that never goes back, in nanoseconds.
    pub monotonic_nanos: u64,
    /// The time of day, in seconds since 1970 began in UTC.
    pub wall_seconds: i64,
    /// The nanoseconds after them.
    pub wall_nanos: i64,
}
