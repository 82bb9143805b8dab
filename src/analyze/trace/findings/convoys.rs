//! Goroutines queue at a lock.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, function, length, place};
use crate::model::trace::Trace;

/// So many goroutines that wait at a time, on average over the trace, are a queue.
const LEAST_QUEUE: i64 = 2;
/// Fewer waits are no convoy.
const LEAST_WAITS: u64 = 100;
/// Fewer goroutines are none either.
const LEAST_GOROUTINES: u64 = 4;

pub(super) const RULE: Rule = Rule {
    word: "convoys",
    title: "Goroutines queue at a lock",
    condition: || {
        format!(
            "In one function at least {LEAST_GOROUTINES} goroutines waited for a Mutex or RWMutex, {LEAST_WAITS} times or more, and on average over the whole trace {LEAST_QUEUE} or \
             more of them at once."
        )
    },
    source: "Blasgen and others, The Convoy Phenomenon (1979), for the name; sync/mutex.go, Go 1.27, for the functions; the thresholds are this page's.",
    advice: "Hold the lock for less long, use several locks, each for a part of what is guarded, or let each goroutine gather for itself and add up at the end.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let sites = census.locks.sites();
    let Some(worst) = sites.first() else {
        return Measured {
            numbers: "no waits for locks".to_owned(),
            ..Measured::default()
        };
    };
    // In tenths of a goroutine.
    let queue = worst.nanos.saturating_mul(10).checked_div(trace.end).unwrap_or(0);
    let places = sites.iter().flat_map(|site| {
        let of_site = Place {
            words: function(trace, site.function),
            value: format!("{} waits, {}", count(site.count), length(site.nanos)),
            ..Place::default()
        };
        [of_site, place(trace, &site.longest)]
    });
    Measured {
        is_found: queue >= LEAST_QUEUE * 10 && worst.count >= LEAST_WAITS && worst.goroutines >= LEAST_GOROUTINES,
        numbers: format!(
            "{} waits of {} goroutines in {}, {} of them at once on average",
            count(worst.count),
            count(worst.goroutines),
            function(trace, worst.function),
            format_args!("{}.{}", queue / 10, queue % 10)
        ),
        places: places.collect(),
    }
}
