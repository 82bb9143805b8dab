//! A trace that is too short, or not whole.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, length};
use crate::model::trace::Trace;

/// Less, in milliseconds, is a moment: ten slices of a goroutine that computes.
const LEAST_MILLIS: i64 = 100;

pub(super) const RULE: Rule = Rule {
    word: "short",
    title: "The trace is short, or a part is missing",
    condition: || format!("Shorter than {LEAST_MILLIS} ms, or a part could not be read."),
    source: "forcePreemptNS in runtime/proc.go, Go 1.27: a goroutine that computes may run for 10 ms before others do; the threshold, ten of them, is this page's.",
    advice: "Record for a second or longer, or a whole request; stop the trace before the program ends. What is missing was cut off or damaged: save or download it again.",
    look,
};

fn look(trace: &Trace, _census: &Census) -> Measured {
    let long = length(trace.end);
    let numbers = match trace.gaps.len() {
        0 => format!("{long} long"),
        gaps => format!("{long} long, {} parts are missing", count(gaps as u64)),
    };
    let places = trace.gaps.iter().map(|gap| Place {
        words: "What is missing begins here".to_owned(),
        value: length(gap.start),
        when: Some([gap.start, gap.end]),
        goroutine: None,
    });
    Measured {
        is_found: trace.end < LEAST_MILLIS * 1_000_000 || !trace.gaps.is_empty(),
        numbers,
        places: places.collect(),
    }
}
