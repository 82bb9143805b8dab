//! Goroutines are made, wait at once, and never end.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::census::stays::Stay;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, function, length, place};
use crate::model::id::StringId;
use crate::model::trace::Trace;

/// Fewer that wait say nothing.
const LEAST_GOROUTINES: usize = 10;
/// They are made all along, over so many percent of the trace or more: a pool of workers is made at once.
const LEAST_SPREAD_PERCENT: i64 = 25;
/// Who waits for less, in percent of the trace, may just have been made.
const LEAST_WAIT_PERCENT: i64 = 10;

pub(super) const RULE: Rule = Rule {
    word: "leaks",
    title: "Goroutines are left waiting",
    condition: || {
        format!(
            "At least {LEAST_GOROUTINES} goroutines that begin with the same function were made in the trace, over {LEAST_SPREAD_PERCENT} % of it or more, ran once or twice, and then waited \
             until its end, for {LEAST_WAIT_PERCENT} % of it or longer."
        )
    },
    source: "Waits from birth as candidates for leaks: what the goroutineleak profile of Go 1.26 proves, a trace can only suspect; the thresholds are this page's.",
    advice: "See who should have woken them, and on what way out nobody does: give channels room for the one answer, and let every goroutine also wait for the end of its context.",
    look,
};

/// Suspects that begin with one function.
struct Suspects {
    first: i64,
    last: i64,
    stays: Vec<Stay>,
}

fn look(trace: &Trace, census: &Census) -> Measured {
    let mut by_root: HashMap<StringId, Suspects, FixedState> = HashMap::default();
    let is_long = |stay: &&Stay| stay.nanos().saturating_mul(100) >= trace.end.saturating_mul(LEAST_WAIT_PERCENT);
    for stay in census.stuck.iter().filter(is_long) {
        let goroutine = trace.goroutines.get(stay.goroutine);
        let suspects = by_root.entry(goroutine.root).or_insert(Suspects {
            first: goroutine.creation,
            last: goroutine.creation,
            stays: Vec::new(),
        });
        suspects.first = suspects.first.min(goroutine.creation);
        suspects.last = suspects.last.max(goroutine.creation);
        suspects.stays.push(*stay);
    }
    let mut groups: Vec<(StringId, Suspects)> = by_root.into_iter().collect();
    groups.sort_by_key(|(root, suspects)| (std::cmp::Reverse(suspects.stays.len()), *root));
    let is_spread = |suspects: &Suspects| {
        (suspects.last - suspects.first).saturating_mul(100) >= trace.end.saturating_mul(LEAST_SPREAD_PERCENT)
    };
    let leaks: Vec<_> = groups
        .iter()
        .filter(|(_, suspects)| suspects.stays.len() >= LEAST_GOROUTINES && is_spread(suspects))
        .collect();
    let Some((root, suspects)) = leaks.first().copied().or(groups.first()) else {
        return Measured {
            numbers: "no goroutine that was made in the trace waits from its birth to the end".to_owned(),
            ..Measured::default()
        };
    };
    let places = leaks.iter().flat_map(|(root, suspects)| {
        let of_group = Place {
            words: function(trace, *root),
            value: format!("{} goroutines", count(suspects.stays.len() as u64)),
            when: Some([suspects.first, trace.end]),
            goroutine: None,
        };
        let longest = suspects
            .stays
            .iter()
            .max_by_key(|stay| (stay.nanos(), std::cmp::Reverse(stay.goroutine)));
        [Some(of_group), longest.map(|stay| place(trace, stay))]
            .into_iter()
            .flatten()
    });
    Measured {
        is_found: !leaks.is_empty(),
        numbers: format!(
            "{} goroutines of {}, made within {}, wait until the end",
            count(suspects.stays.len() as u64),
            function(trace, *root),
            length(suspects.last - suspects.first)
        ),
        places: places.collect(),
    }
}
