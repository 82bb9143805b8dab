//! Goroutines that could run wait long for a processor.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Rule, count, length, place, share};
use crate::model::trace::Trace;

/// A wait this long, in milliseconds, is as long as the runtime lets a goroutine run before it makes room for others.
const LONG_MILLIS: i64 = 10;
/// So many percent of all waits are not only a few.
const LEAST_PERCENT: u64 = 1;
/// Fewer long waits may be chance.
const LEAST_WAITS: u64 = 10;

pub(super) const RULE: Rule = Rule {
    word: "latency",
    title: "Goroutines wait long for a processor",
    condition: || {
        format!(
            "At least {LEAST_WAITS} waits of goroutines that could run, and {LEAST_PERCENT} % of all, took {LONG_MILLIS} ms or longer."
        )
    },
    source: "forcePreemptNS in runtime/proc.go, Go 1.27: after 10 ms a goroutine that runs is to make room for others; the thresholds are this page's.",
    advice: "There is more to run than processors: let fewer goroutines compute at once, give the program more processors, or divide what must not be late from \
             what may. In a container see that GOMAXPROCS is not more than what it is given.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let waits = &census.waits;
    let long = waits.count() - waits.below(LONG_MILLIS * 1_000_000);
    Measured {
        is_found: long >= LEAST_WAITS && long * 100 >= waits.count() * LEAST_PERCENT,
        numbers: format!(
            "{} of {} waits ({}) took {LONG_MILLIS} ms or longer; half up to {}, 99 % up to {}, the longest {}",
            count(long),
            count(waits.count()),
            share(long as i64, waits.count() as i64),
            length(waits.per_mille(500)),
            length(waits.per_mille(990)),
            length(waits.greatest())
        ),
        places: census.longest.rows().iter().map(|stay| place(trace, stay)).collect(),
    }
}
