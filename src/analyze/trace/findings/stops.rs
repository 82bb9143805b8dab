//! The world is stopped for long.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, length, ranges};
use crate::model::trace::Trace;
use crate::model::trace::range::RangeKind;

/// A stop this long, in milliseconds, is longer than any that a healthy collection needs.
const LONG_MILLIS: i64 = 1;

pub(super) const RULE: Rule = Rule {
    word: "stops",
    title: "The whole program is stopped for long",
    condition: || {
        format!("One stop of the world, other than to start or stop the trace, takes {LONG_MILLIS} ms or longer.")
    },
    source: "A Guide to the Go Garbage Collector, on latency: stops are brief and independent of the heap's size, in most cases well below a millisecond; the threshold is this page's.",
    advice: "See why it was stopped: a name that begins with GC is the collector's, and long where a goroutine does not get to a place to stop or the machine has no processor for it; others were asked for: \
             stacks of all goroutines, ReadMemStats, a heap dump, GOMAXPROCS. Ask less often, or when nobody waits.",
    look,
};

fn look(trace: &Trace, _census: &Census) -> Measured {
    let mut stops: Vec<(String, [i64; 2])> = ranges(trace, RangeKind::StopTheWorld)
        .map(|(range, when)| (trace.strings.text(range.name).into_owned(), when))
        .filter(|(name, _)| !name.contains("start trace") && !name.contains("stop trace"))
        .collect();
    stops.sort_by_key(|(_, [start, end])| (start - end, *start));
    let nanos: i64 = stops.iter().map(|(_, [start, end])| end - start).sum();
    let longest = stops.first().map_or(0, |(_, [start, end])| end - start);
    let long = stops
        .iter()
        .filter(|(_, [start, end])| end - start >= LONG_MILLIS * 1_000_000);
    let numbers = if stops.is_empty() {
        "no stop but to start and stop the trace".to_owned()
    } else {
        format!(
            "{} of {} stops took {LONG_MILLIS} ms or longer; the longest {}, all together {}",
            count(long.count() as u64),
            count(stops.len() as u64),
            length(longest),
            length(nanos)
        )
    };
    let places = stops.into_iter().take(5).map(|(name, when)| Place {
        words: name,
        value: length(when[1] - when[0]),
        when: Some(when),
        goroutine: None,
    });
    Measured {
        is_found: longest >= LONG_MILLIS * 1_000_000,
        numbers,
        places: places.collect(),
    }
}
