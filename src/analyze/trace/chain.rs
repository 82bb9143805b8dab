//! Why a goroutine waited, or waited for a processor: who woke it, and why that one was no earlier.
//!
//! From the moment at which it was woken the chain goes back in time along whoever was waited for: it ran, it was in a system call,
//! it could run and did not, until somebody woke it, and so on with that one. What it tells lies without a gap between the
//! beginning of the wait and its end: the critical path to this instant.

use crate::analyze::trace::activity::{Activities, Activity};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::span::Change;
use crate::model::trace::what::WhatId;

/// Steps that are told.
pub const MOST_STEPS: usize = 32;

/// What somebody did on the way; times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who.
    pub goroutine: GoRow,
    /// What, and why.
    pub what: WhatId,
    /// When it began.
    pub from: i64,
    /// Until when it was waited for.
    pub to: i64,
    /// Whom it woke then, if that is why it was waited for.
    pub woke: Option<GoRow>,
}

/// The chain back from a wait, or from being runnable, that goes on at a time: the last step first. None where no goroutine woke it.
pub fn chain(trace: &Trace, activities: &Activities, goroutine: GoRow, time: i64) -> Vec<Step> {
    let mut steps = Vec::new();
    let Some((woken, bound)) = woken(trace, activities, goroutine, time) else {
        return steps;
    };
    let (mut who, mut until) = (woken.by.goroutine(), woken.time);
    let mut woke = Some(goroutine);
    while let Some(goroutine) = who.filter(|_| steps.len() < MOST_STEPS && until > bound) {
        // What it did up to then.
        let Some(change) = trace.spans.at(goroutine, until - 1) else {
            break;
        };
        let Some(activity) = activities.get(change.what) else {
            break;
        };
        steps.push(Step {
            goroutine,
            what: change.what,
            from: change.time,
            to: until,
            woke: woke.take(),
        });
        until = change.time;
        match (activity, change.by.goroutine()) {
            (Activity::Runnable, Some(waker)) => {
                woke = Some(goroutine);
                who = Some(waker);
            }
            // Whom nobody woke was not waiting: it goes on with what it did before.
            (Activity::Running | Activity::Runnable | Activity::Syscall, _) => {}
            (Activity::Waiting, _) => break,
        }
    }
    steps
}

/// The change by which a goroutine was woken, and when it had begun to wait.
fn woken(trace: &Trace, activities: &Activities, goroutine: GoRow, time: i64) -> Option<(Change, i64)> {
    let now = trace.spans.at(goroutine, time)?;
    match activities.get(now.what)? {
        Activity::Waiting => Some((trace.spans.after(goroutine, time)?, now.time)),
        Activity::Runnable => {
            let before = trace.spans.at(goroutine, now.time - 1);
            Some((now, before.map_or(0, |change| change.time)))
        }
        Activity::Running | Activity::Syscall => None,
    }
}
