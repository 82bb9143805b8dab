//! Goroutines by state, at moments spread evenly over the trace.

use crate::model::trace::Trace;
use crate::model::trace::state::GoState;

/// How many moments.
const MOMENTS: usize = 64;

/// A moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// When, in nanoseconds since the trace began.
    pub time: i64,
    /// How many goroutines are in each state, as far as the events up to then tell.
    pub counts: [i64; GoState::ALL.len()],
}

/// Counts goroutines by state.
pub fn moments(trace: &Trace) -> Vec<Moment> {
    let mut moments: Vec<Moment> = (1..=MOMENTS)
        .map(|n| Moment {
            time: (trace.end as f64 * n as f64 / (MOMENTS + 1) as f64) as i64,
            ..Moment::default()
        })
        .collect();
    // First the changes between two moments, then their sums.
    for goroutine in trace.goroutines.rows() {
        let mut before = GoState::NotExist;
        for change in trace.spans.of(goroutine) {
            let state = trace.whats.get(change.what).state;
            let at = moments.partition_point(|moment| moment.time < change.time);
            if let Some(moment) = moments.get_mut(at) {
                moment.counts[before as usize] -= 1;
                moment.counts[state as usize] += 1;
            }
            before = state;
        }
    }
    for at in 1..moments.len() {
        for state in GoState::ALL {
            moments[at].counts[state as usize] += moments[at - 1].counts[state as usize];
        }
    }
    moments
}
