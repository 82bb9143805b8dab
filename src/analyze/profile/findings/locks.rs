//! A lock is held where everybody passes.

use crate::analyze::profile::findings::evidence::{Evidence, percent};
use crate::analyze::profile::findings::{Measured, Rule};
use crate::model::column::OutOfMemory;
use crate::model::unit;

/// One function that holds so much of all delay, in percent, is what others wait for.
const LEAST_PERCENT: i64 = 50;
/// Fewer waits are no hot path.
const LEAST_WAITS: i64 = 100;
/// Less delay in all, in milliseconds, is not worth a look.
const LEAST_MILLIS: i64 = 10;

/// What ends the holding of a lock (`sync/mutex.go`, `sync/rwmutex.go`).
const RELEASES: [&str; 3] = [
    "sync.(*Mutex).Unlock",
    "sync.(*RWMutex).Unlock",
    "sync.(*RWMutex).RUnlock",
];

pub(super) const RULE: Rule = Rule {
    word: "locks",
    title: "One function holds a lock that others want",
    about: "mutex profiles",
    condition: || {
        format!(
            "At least {LEAST_WAITS} waits and {LEAST_MILLIS} ms of delay, of which one function caused {LEAST_PERCENT} % or more."
        )
    },
    source: "runtime/pprof, documentation of Profile: a mutex profile counts waits for the stack that released the lock, at the end of the \
             critical section; the thresholds are this page's: no source gives any.",
    advice: "Do less between Lock and Unlock, use several locks, each for a part of what is guarded, or an RWMutex where most only read.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some((counts, delays)) = evidence.sample_type("contentions").zip(evidence.sample_type("delay")) else {
        return Ok(None);
    };
    let is_meant = |name: &str| RELEASES.contains(&name);
    let count = evidence.through(counts, is_meant)?.value;
    let delay = evidence.through(delays, is_meant)?;
    let worst = delay.places.first().map_or(0, |place| place.value);
    let is_most = worst.saturating_mul(100) >= delay.total.saturating_mul(LEAST_PERCENT);
    Ok(Some(Measured {
        is_found: count >= LEAST_WAITS && delay.value >= LEAST_MILLIS * 1_000_000 && is_most,
        numbers: format!(
            "{} waits, {} in all, {} of it by one function",
            unit::exact(count, b"count"),
            evidence.label(delay.value, delays),
            percent(worst, delay.total)
        ),
        sample_type: delays,
        places: delay.places,
        total: delay.total,
    }))
}
