//! What happens at an instant and lasts no time: log messages and CPU samples, of all or of a lane.

use crate::model::trace::Trace;
use crate::model::trace::listing::{Listing, partition};

/// Things that happened, in order of time.
#[derive(Clone, Copy, Debug)]
pub enum Instants<'a> {
    /// Log messages.
    Logs(&'a Trace),
    /// CPU samples.
    Samples(&'a Trace),
    /// The CPU samples of a lane of a listing.
    SamplesOf(&'a Trace, &'a Listing, u32),
}

impl Instants<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Logs(trace) => trace.annotations.logs.len(),
            Self::Samples(trace) => trace.samples.len(),
            Self::SamplesOf(_, listing, lane) => listing.places(*lane).len(),
        }
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of one in its table.
    pub fn row(&self, at: usize) -> usize {
        match self {
            Self::Logs(_) | Self::Samples(_) => at,
            Self::SamplesOf(_, listing, lane) => listing.at(listing.places(*lane).start + at),
        }
    }

    /// When one happened, in nanoseconds since the trace began.
    pub fn time(&self, at: usize) -> i64 {
        let row = self.row(at);
        match self {
            Self::Logs(trace) => trace.annotations.logs.get(row).time,
            Self::Samples(trace) | Self::SamplesOf(trace, ..) => trace.samples.get(row).time,
        }
    }

    /// How many happened before a time: the first at it or after.
    pub fn before(&self, time: i64) -> usize {
        partition(0..self.len(), |at| self.time(at) < time)
    }

    /// The one nearest to a time, not further than so many nanoseconds.
    pub fn nearest(&self, time: i64, reach: i64) -> Option<usize> {
        let next = self.before(time);
        let near = [next.checked_sub(1), Some(next).filter(|&at| at < self.len())];
        let near = near.into_iter().flatten().map(|at| ((self.time(at) - time).abs(), at));
        near.filter(|&(distance, _)| distance <= reach).min().map(|(_, at)| at)
    }
}
