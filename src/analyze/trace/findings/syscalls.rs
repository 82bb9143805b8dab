//! System calls hold processors.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::census::calls::LONG_NANOS;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, function, length, place, share};
use crate::model::trace::Trace;

/// Of the time that processors are at work, so many percent in system calls are many.
const LEAST_PERCENT: i64 = 20;
/// Fewer long calls say nothing.
const LEAST_CALLS: u64 = 50;

pub(super) const RULE: Rule = Rule {
    word: "syscalls",
    title: "System calls hold processors",
    condition: || {
        format!(
            "Of the time that processors are at work {LEAST_PERCENT} % or more are in system calls that keep theirs, at least {LEAST_CALLS} of them for {} or longer.",
            length(LONG_NANOS)
        )
    },
    source: "sysmon and retake in runtime/proc.go, Go 1.27: a processor is taken from a system call at the earliest when it is seen twice, 20 µs apart, and up to 10 ms later; \
             until then no goroutine runs on it. The thresholds are this page's.",
    advice: "Do fewer and larger calls (bufio, writev), or fewer at once; where calls are long, more processors than cores (GOMAXPROCS) can help.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let calls = &census.calls;
    let worked = census.load.worked();
    let long = calls.long;
    let functions = calls.functions();
    let functions = functions.iter().take(2).map(|&(name, nanos)| Place {
        words: function(trace, name),
        value: length(nanos),
        ..Place::default()
    });
    let longest = calls.longest.rows().iter().map(|stay| place(trace, stay));
    Measured {
        is_found: long >= LEAST_CALLS && calls.held.sum().saturating_mul(100) >= worked.saturating_mul(LEAST_PERCENT),
        numbers: format!(
            "{} calls held processors for {} ({} of their work), {} of them for {} or longer; {} lost theirs",
            count(calls.held.count()),
            length(calls.held.sum()),
            share(calls.held.sum(), worked),
            count(long),
            length(LONG_NANOS),
            count(calls.lost)
        ),
        places: functions.chain(longest).collect(),
    }
}
