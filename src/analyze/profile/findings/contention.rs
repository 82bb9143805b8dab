//! Goroutines get into each other's way at channels and locks.

use crate::analyze::profile::findings::evidence::{Evidence, percent};
use crate::analyze::profile::findings::{Measured, Rule};
use crate::analyze::profile::kind::Kind;
use crate::model::column::OutOfMemory;
use crate::model::unit;

/// From so many percent of the processors' time on handing over costs more than it should.
const LEAST_PERCENT: f64 = 10.0;
/// A wait for a lock or a receiver this long, in milliseconds, is longer than any switch of goroutines.
const LEAST_MEAN_MILLIS: i64 = 1;
/// Fewer waits say nothing about how long they are.
const LEAST_WAITS: i64 = 10;

/// What is done by processors where goroutines meet (`runtime/chan.go`, `select.go`, `sema.go`, `internal/sync/mutex.go`). The
/// fast way of a lock that is free is not among it.
const MEETINGS: [&str; 8] = [
    "runtime.chansend",
    "runtime.chanrecv",
    "runtime.selectgo",
    "runtime.semacquire",
    "runtime.semrelease",
    "sync.(*Mutex).lockSlow",
    "internal/sync.(*Mutex).lockSlow",
    "internal/sync.(*Mutex).unlockSlow",
];

/// Where a block profile has waits that somebody else causes. A receiver that waits is mostly one without work: it is not among
/// these, nor is a select, a condition or a wait group.
const WAITS: [&str; 4] = [
    "runtime.chansend",
    "sync.(*Mutex).Lock",
    "sync.(*RWMutex).Lock",
    "sync.(*RWMutex).RLock",
];

pub(super) const RULE: Rule = Rule {
    word: "contention",
    title: "Goroutines hold each other up at channels and locks",
    about: "CPU profiles and block profiles",
    condition: || {
        format!(
            "Of a CPU profile at least {LEAST_PERCENT} % of the time in sending, receiving, select and contended locks; of a block \
             profile at least {LEAST_WAITS} waits of senders and for locks, of {LEAST_MEAN_MILLIS} ms or more on average."
        )
    },
    source: "runtime/chan.go, select.go, sema.go, internal/sync/mutex.go, Go 1.27, for the names; the thresholds are this page's: \
             no source gives any. Waits of receivers are left out, since they are mostly idle workers.",
    advice: "Hand over more at a time, hold locks for less long, or give each goroutine its own and add up at the end.",
    look,
};

fn look(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    match evidence.kind() {
        Kind::Cpu => processors(evidence),
        Kind::Contention => waits(evidence),
        _ => Ok(None),
    }
}

fn processors(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some(cpu) = evidence.sample_type("cpu") else {
        return Ok(None);
    };
    let through = evidence.through(cpu, |name| MEETINGS.iter().any(|meeting| name.starts_with(meeting)))?;
    Ok(Some(Measured::share(evidence, through, LEAST_PERCENT)))
}

fn waits(evidence: &Evidence<'_>) -> Result<Option<Measured>, OutOfMemory> {
    let Some((counts, delays)) = evidence.sample_type("contentions").zip(evidence.sample_type("delay")) else {
        return Ok(None);
    };
    let is_meant = |name: &str| WAITS.iter().any(|wait| name.starts_with(wait));
    let count = evidence.through(counts, is_meant)?.value;
    let delay = evidence.through(delays, is_meant)?;
    let mean = delay.value.checked_div(count).unwrap_or(0);
    Ok(Some(Measured {
        is_found: count >= LEAST_WAITS && mean >= LEAST_MEAN_MILLIS * 1_000_000,
        numbers: format!(
            "{} waits of {} on average, {} in all ({})",
            unit::exact(count, b"count"),
            evidence.label(mean, delays),
            evidence.label(delay.value, delays),
            percent(delay.value, delay.total)
        ),
        sample_type: delays,
        places: delay.places,
        total: delay.total,
    }))
}
