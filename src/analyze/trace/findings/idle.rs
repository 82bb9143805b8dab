//! Processors have nothing to do while the program works.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Place, Rule, length, share};
use crate::model::trace::Trace;

/// Of the processors that there are, so many percent or fewer at work are few.
const MOST_BUSY_PERCENT: i64 = 50;
/// A program that works for less of the time, in percent, waits for others: for requests, or for its user.
const LEAST_WORKING_PERCENT: i64 = 50;

pub(super) const RULE: Rule = Rule {
    word: "idle",
    title: "Processors stand idle while the program works",
    condition: || {
        format!(
            "The program runs for at least {LEAST_WORKING_PERCENT} % of the time, and meanwhile on {MOST_BUSY_PERCENT} % of its processors or fewer on \
             average. The collector's workers do not count as the program. Measured in 4,096 parts of the trace."
        )
    },
    source: "runtime, documentation of GOMAXPROCS: so many threads can run Go code at once; the thresholds are this page's: no source gives any.",
    advice: "Divide the long work into parts that can run at once, and see what the other goroutines wait for meanwhile. Where one \
             processor is enough, nothing needs to be done.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let load = &census.load;
    let (working, worked) = (load.working(), load.worked());
    let capacity = load.procs.saturating_mul(working);
    // In tenths of a processor.
    let tenths = worked.saturating_mul(10).checked_div(working).unwrap_or(0);
    let is_few = worked.saturating_mul(100) <= capacity.saturating_mul(MOST_BUSY_PERCENT);
    let is_working = working.saturating_mul(100) >= trace.end.saturating_mul(LEAST_WORKING_PERCENT);
    let places = load.lonely(5).into_iter().map(|when| Place {
        words: "One processor at work".to_owned(),
        value: length(when[1] - when[0]),
        when: Some(when),
        goroutine: None,
    });
    Measured {
        is_found: load.procs >= 2 && is_few && is_working,
        numbers: format!(
            "{}.{} of {} processors at work on average in {} ({} of the trace); {} of processors' time without work while goroutines could run",
            tenths / 10,
            tenths % 10,
            load.procs,
            length(working),
            share(working, trace.end),
            length(load.wasted())
        ),
        places: places.collect(),
    }
}
