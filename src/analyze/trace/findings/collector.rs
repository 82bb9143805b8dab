//! The collector is at work too often.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, length, ranges, share};
use crate::model::trace::Trace;
use crate::model::trace::range::RangeKind;

/// So many percent of the time are too much: four times that of the processors while it marks.
const LEAST_PERCENT: i64 = 20;
/// Fewer cycles may be chance.
const LEAST_CYCLES: usize = 5;

pub(super) const RULE: Rule = Rule {
    word: "collector",
    title: "Garbage is collected too often",
    condition: || {
        format!(
            "At least {LEAST_CYCLES} collections, which mark for {LEAST_PERCENT} % of the time or more, all together."
        )
    },
    source: "gcBackgroundUtilization in runtime/mgcpacer.go, Go 1.27: a quarter of the processors marks while a collection goes on; the thresholds are this page's.",
    advice: "Allocate less (see an allocs profile), or let the heap grow further between collections: GOGC, or GOMEMLIMIT where memory is known. A heap of a few megabytes is collected \
             often whatever it costs.",
    look,
};

fn look(trace: &Trace, _census: &Census) -> Measured {
    let mut marks: Vec<[i64; 2]> = ranges(trace, RangeKind::Mark).map(|row| row.1).collect();
    let marked: i64 = marks.iter().map(|[start, end]| end - start).sum();
    let cycles = marks.len();
    marks.sort_by_key(|[start, end]| (start - end, *start));
    let places = marks.iter().take(3).map(|&when| Place {
        words: "Collection".to_owned(),
        value: format!("marks for {}", length(when[1] - when[0])),
        when: Some(when),
        goroutine: None,
    });
    let each = trace.end.checked_div(cycles as i64).unwrap_or(0);
    Measured {
        is_found: cycles >= LEAST_CYCLES && marked.saturating_mul(100) >= trace.end.saturating_mul(LEAST_PERCENT),
        numbers: match cycles {
            0 => "no collection".to_owned(),
            cycles => format!(
                "{} collections, one every {} on average, mark for {} ({} of the trace)",
                count(cycles as u64),
                length(each),
                length(marked),
                share(marked, trace.end)
            ),
        },
        places: places.collect(),
    }
}
