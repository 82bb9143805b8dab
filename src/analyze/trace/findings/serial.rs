//! Many goroutines wait for one that works.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, goroutine, length, place, share};
use crate::model::trace::Trace;

/// Who runs for so many percent of the trace has no time to spare.
const LEAST_BUSY_PERCENT: i64 = 70;
/// Of the time that goroutines wait for each other so many percent are most of it.
const LEAST_WAITS_PERCENT: i64 = 50;
/// Fewer that wait are not many.
const LEAST_GOROUTINES: u64 = 4;

pub(super) const RULE: Rule = Rule {
    word: "serial",
    title: "Many goroutines wait for one",
    condition: || {
        format!(
            "One goroutine runs for at least {LEAST_BUSY_PERCENT} % of the trace, and ends waits at channels and locks of at least {LEAST_GOROUTINES} others that make up \
             {LEAST_WAITS_PERCENT} % or more of all such waits."
        )
    },
    source: "Amdahl's law: what one goroutine does for all is done no faster by more processors; the thresholds are this page's.",
    advice: "Take work away from that goroutine: let those that wait do it themselves, or put several in its place, each for a part.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let wakers = &census.wakers;
    let Some(waker) = wakers.first() else {
        return Measured {
            numbers: "no waits of goroutines for each other".to_owned(),
            ..Measured::default()
        };
    };
    let ran = census.exec[waker.goroutine.row()];
    let is_busy = ran.saturating_mul(100) >= trace.end.saturating_mul(LEAST_BUSY_PERCENT);
    let is_most = waker.nanos.saturating_mul(100) >= wakers.nanos.saturating_mul(LEAST_WAITS_PERCENT);
    Measured {
        is_found: is_busy && is_most && waker.goroutines >= LEAST_GOROUTINES,
        numbers: format!(
            "{} runs for {} ({} of the trace) and ends {} of waits ({} of all) of {} goroutines",
            goroutine(trace, waker.goroutine),
            length(ran),
            share(ran, trace.end),
            length(waker.nanos),
            share(waker.nanos, wakers.nanos),
            count(waker.goroutines)
        ),
        places: vec![
            Place {
                words: goroutine(trace, waker.goroutine),
                value: format!("runs for {}", length(ran)),
                when: Some([0, trace.end]),
                goroutine: Some(waker.goroutine),
            },
            place(trace, &waker.longest),
        ],
    }
}
