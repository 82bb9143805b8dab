//! What was done in a part of a trace: by goroutines, on processors, by the collector.

use crate::analyze::trace::activity::{Activity, Mix};
use crate::analyze::trace::peaks::Peaks;
use crate::analyze::trace::spells::Spells;
use crate::analyze::trace::stints::{Bearer, Stints};
use crate::model::trace::Trace;
use crate::model::trace::what::WhatId;

/// The account of a part of a trace; times are nanoseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// How long it is.
    pub length: i64,
    /// What goroutines did, all together, longest first.
    pub whats: Vec<(WhatId, i64)>,
    /// What was done on processors, all together.
    pub procs: Mix,
    /// How much could have been done on them: all that there ever were, all the time.
    pub capacity: i64,
    /// How long the collector marked.
    pub marks: i64,
    /// How long the world was stopped.
    pub stops: i64,
    /// Goroutines that were made in it.
    pub created: u64,
    /// Goroutines that ended in it.
    pub ended: u64,
    /// Goroutines that were there when it began.
    pub present: i64,
    /// Bytes of the heap when it began, when it ended, and the most.
    pub heap: Option<[u64; 3]>,
}

/// What an account is made from, beside the trace.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    /// What was done on processors.
    pub stints: &'a Stints,
    /// When the collector marked.
    pub marks: &'a Spells,
    /// When the world was stopped.
    pub stops: &'a Spells,
    /// The heap's bytes.
    pub heap: &'a Peaks,
}

impl Account {
    /// That from one time to another.
    pub fn of(trace: &Trace, books: Books<'_>, from: i64, to: i64) -> Self {
        let sums = |until| {
            let all = trace.totals.all();
            trace.totals.of_group(&trace.goroutines, &trace.spans, all, until).rows
        };
        let (before, after) = (sums(from), sums(to));
        let mut whats: Vec<(WhatId, i64)> = after.iter().map(|&(what, _, nanos)| (what, nanos)).collect();
        for &(what, _, nanos) in &before {
            match whats.iter_mut().find(|row| row.0 == what) {
                Some(row) => row.1 -= nanos,
                None => whats.push((what, -nanos)),
            }
        }
        whats.retain(|&(_, nanos)| nanos > 0);
        whats.sort_by_key(|&(what, nanos)| (std::cmp::Reverse(nanos), what));
        let mut procs = Mix::default();
        for (proc, _) in trace.places.real_procs() {
            let until = |time| books.stints.until(trace, Bearer::Proc(proc), time);
            let done = until(to).since(until(from));
            for activity in Activity::ALL {
                procs.add(Some(activity), done.0[activity as usize]);
            }
        }
        let is_within = |time: i64| (from..to).contains(&time);
        let created = trace
            .goroutines
            .iter()
            .filter(|it| !it.is_older && is_within(it.creation));
        let ended = trace.goroutines.rows().filter_map(|row| trace.end_of(row));
        let heap_at = |time| trace.heap.at(time).unwrap_or(0);
        let rows = trace.heap.next_row(from).saturating_sub(1)..trace.heap.next_row(to);
        Self {
            length: to - from,
            whats,
            procs,
            capacity: (to - from).saturating_mul(trace.places.real_procs().count() as i64),
            marks: books.marks.until(to) - books.marks.until(from),
            stops: books.stops.until(to) - books.stops.until(from),
            created: created.count() as u64,
            ended: ended.filter(|&time| is_within(time)).count() as u64,
            present: before.iter().map(|row| row.1).sum(),
            heap: books
                .heap
                .most(rows.start, rows.end)
                .map(|most| [heap_at(from), heap_at(to), most]),
        }
    }
}
