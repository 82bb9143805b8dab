//! No samples of the CPU profiler beside the trace.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Rule, count, length};
use crate::model::trace::Trace;

/// Who runs for less, in milliseconds, would have few samples: ten at the profiler's rate.
const LEAST_MILLIS: i64 = 100;

pub(super) const RULE: Rule = Rule {
    word: "samples",
    title: "The CPU profiler was off",
    condition: || format!("No CPU sample, although goroutines of the program ran for {LEAST_MILLIS} ms or longer."),
    source: "runtime/trace, documentation, and runtime/pprof: a trace holds the samples of a CPU profile that is made meanwhile, a hundred in a second of running; the threshold is ten of them.",
    advice: "Start a CPU profile before the trace (pprof.StartCPUProfile, or -cpuprofile beside -trace in tests): then a trace also tells what goroutines did while they ran, not only why they stopped.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let ran = census.slices.sum();
    Measured {
        is_found: trace.samples.is_empty() && ran >= LEAST_MILLIS * 1_000_000,
        numbers: format!(
            "{} samples, while goroutines ran for {}",
            count(trace.samples.len() as u64),
            length(ran)
        ),
        places: Vec::new(),
    }
}
