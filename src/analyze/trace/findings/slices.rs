//! Work is cut into slices that are too short.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, function, length, share};
use crate::model::trace::Trace;

/// A run of a goroutine this short, in nanoseconds, is not much longer than what it costs to make, to wake and to switch.
const SHORT_NANOS: i64 = 10_000;
/// So many percent of all runs shorter than that are most.
const LEAST_PERCENT: u64 = 75;
/// Fewer runs cost nothing that could be seen.
const LEAST_SLICES: u64 = 1_000;
/// Fewer runs in a second do not either: a thousandth of it.
const LEAST_PER_SECOND: i64 = 1_000;

pub(super) const RULE: Rule = Rule {
    word: "slices",
    title: "Goroutines run for too short to be worth their scheduling",
    condition: || {
        format!(
            "At least {} runs of the program's own goroutines, {} or more in a second, of which {LEAST_PERCENT} % are shorter than {} µs.",
            count(LEAST_SLICES),
            count(LEAST_PER_SECOND as u64),
            SHORT_NANOS / 1_000
        )
    },
    source: "The runtime's own benchmarks CreateGoroutines, WakeupParallelSpinning and PingPongHog (runtime/proc_test.go): to make a goroutine, to wake \
             another processor and to switch takes from a fifth of a microsecond to some; the thresholds are this page's.",
    advice: "Give each goroutine more to do: below some size do the work in place instead of making a goroutine, or hand over many things at a time.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let slices = &census.slices;
    let short = slices.below(SHORT_NANOS);
    let per_second = (slices.count() as i64)
        .saturating_mul(1_000_000_000)
        .checked_div(trace.end)
        .unwrap_or(0);
    let mut groups: Vec<_> = trace
        .totals
        .groups()
        .map(|(group, root)| (root, census.ran[group.row()]))
        .filter(|(_, ran)| ran.0 > 0)
        .collect();
    groups.sort_by_key(|&(root, ran)| (std::cmp::Reverse(ran.0), root));
    let (busiest, begun) = census.load.busiest();
    let mut places: Vec<Place> = groups
        .iter()
        .take(3)
        .map(|&(root, (runs, nanos))| Place {
            words: function(trace, root),
            value: format!(
                "{} runs of {} on average",
                count(runs),
                length(nanos.checked_div(runs as i64).unwrap_or(0))
            ),
            when: None,
            goroutine: None,
        })
        .collect();
    if begun > 0 {
        places.push(Place {
            words: "The busiest 64th of the trace".to_owned(),
            value: format!("{} runs", count(begun)),
            when: Some(busiest),
            goroutine: None,
        });
    }
    Measured {
        is_found: slices.count() >= LEAST_SLICES
            && per_second >= LEAST_PER_SECOND
            && short * 100 >= slices.count() * LEAST_PERCENT,
        numbers: format!(
            "{} runs of {} on average, half of them up to {}; {} shorter than {} µs",
            count(slices.count()),
            length(slices.mean()),
            length(slices.per_mille(500)),
            share(short as i64, slices.count() as i64),
            SHORT_NANOS / 1_000
        ),
        places,
    }
}
