//! Goroutines that allocate have to help the collector.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, goroutine, length, ranges, share};
use crate::model::trace::Trace;
use crate::model::trace::range::{RangeKind, Scope};

/// Of the time that the program's own goroutines run, so many percent are much.
const LEAST_PERCENT: i64 = 5;
/// Fewer may be chance.
const LEAST_ASSISTS: u64 = 10;

pub(super) const RULE: Rule = Rule {
    word: "assists",
    title: "Goroutines have to help the collector",
    condition: || {
        format!(
            "At least {LEAST_ASSISTS} assists, and they take {LEAST_PERCENT} % or more of the time that the program's own goroutines run. What of an assist is spent waiting counts too."
        )
    },
    source: "gcAssistAlloc in runtime/mgcmark.go, Go 1.27: who allocates faster than the collector marks has to mark itself, before it gets its memory; the thresholds are this page's.",
    advice: "Allocate less in what these goroutines do, or let collections begin earlier: with a higher GOGC or GOMEMLIMIT there is more room before goroutines have to help.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let mut assists: Vec<_> = ranges(trace, RangeKind::Assist).collect();
    let nanos: i64 = assists.iter().map(|(_, [start, end])| end - start).sum();
    let number = assists.len() as u64;
    assists.sort_by_key(|(_, [start, end])| (start - end, *start));
    let places = assists.iter().take(5).filter_map(|(range, when)| {
        let Scope::Goroutine(row) = range.scope else {
            return None;
        };
        row.is_some().then(|| Place {
            words: goroutine(trace, row),
            value: length(when[1] - when[0]),
            when: Some(*when),
            goroutine: Some(row),
        })
    });
    let ran = census.slices.sum();
    Measured {
        is_found: number >= LEAST_ASSISTS && nanos.saturating_mul(100) >= ran.saturating_mul(LEAST_PERCENT),
        numbers: format!(
            "{} assists of {} in all, while goroutines ran for {} ({})",
            count(number),
            length(nanos),
            length(ran),
            share(nanos, ran)
        ),
        places: places.collect(),
    }
}
