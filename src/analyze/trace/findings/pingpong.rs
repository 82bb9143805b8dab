//! Two goroutines hand over to each other, again and again.

use crate::analyze::trace::findings::census::Census;
use crate::analyze::trace::findings::census::pairs::Pair;
use crate::analyze::trace::findings::{Measured, Place, Rule, count, goroutine, length};
use crate::model::trace::Trace;

/// Fewer rounds cost nothing that could be seen.
const LEAST_ROUNDS: u64 = 500;
/// A round this short, in microseconds, is hardly more than the switches.
const MOST_ROUND_MICROS: i64 = 20;

pub(super) const RULE: Rule = Rule {
    word: "pingpong",
    title: "Two goroutines hand over single things to each other",
    condition: || {
        format!(
            "Two goroutines woke each other at channels, {LEAST_ROUNDS} times or more to and fro, and a round took {MOST_ROUND_MICROS} µs or less of running time on average."
        )
    },
    source: "runtime/chan.go, Go 1.27: on a channel without room a send waits for its receiver, so each thing costs two switches; the thresholds are this page's.",
    advice: "Give the channel room, or send many things at a time, as a slice; where the two never work at once, one goroutine is enough.",
    look,
};

fn look(trace: &Trace, census: &Census) -> Measured {
    let round = |pair: &Pair| {
        let ran: i64 = pair.goroutines.iter().map(|row| census.exec[row.row()]).sum();
        ran.checked_div(pair.rounds() as i64).unwrap_or(ran)
    };
    let pairs = census.pairs.rows();
    let is_bad = |pair: &&Pair| pair.rounds() >= LEAST_ROUNDS && round(pair) <= MOST_ROUND_MICROS * 1_000;
    let bad: Vec<&Pair> = pairs.iter().filter(is_bad).collect();
    let Some(first) = bad.first().copied().or(pairs.first()) else {
        return Measured {
            numbers: "no two goroutines woke each other at channels".to_owned(),
            ..Measured::default()
        };
    };
    let places = bad.iter().map(|pair| Place {
        words: pair.goroutines.map(|row| goroutine(trace, row)).join(" and "),
        value: format!("{} rounds", count(pair.rounds())),
        when: Some(pair.when),
        goroutine: Some(pair.goroutines[0]),
    });
    Measured {
        is_found: !bad.is_empty(),
        numbers: format!(
            "{} rounds of one pair, of {} each",
            count(first.rounds()),
            length(round(first))
        ),
        places: places.collect(),
    }
}
