//! Collections of garbage: their phases, who helped, and what came of them.

use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::range::{NO_TIME, Range, RangeKind, Scope};
use crate::model::trace::state::GoState;

/// A goal that is larger is none: there is no limit.
const NO_GOAL: u64 = 1 << 62;

/// A collection; times are nanoseconds since the trace began, lengths nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cycle {
    /// When it began: the world was stopped, or where that was not seen marking began.
    pub start: i64,
    /// When marking began.
    pub mark_start: i64,
    /// When marking ended.
    pub mark_end: i64,
    /// Whether its beginning and its end were both seen.
    pub is_whole: bool,
    /// For how long the world was stopped before marking.
    pub before: i64,
    /// For how long it was stopped to end it.
    pub after: i64,
    /// Assists that began while it marked: how many, and how long they took.
    pub assists: (u64, i64),
    /// Sweeping until the next one, on all processors.
    pub sweeps: i64,
    /// Bytes that were swept, and those of them that could be used again.
    pub swept: [u64; 2],
    /// Bytes of the heap when it began to mark and when it had marked, as far as told.
    pub heap: [Option<u64>; 2],
    /// The heap at which the next one is to end, as far as there is one.
    pub goal: Option<u64>,
}

impl Cycle {
    /// How long it marked.
    pub fn marked(&self) -> i64 {
        self.mark_end - self.mark_start
    }
}

/// From when to when a range was, as far as the trace saw it.
fn bounds(trace: &Trace, range: &Range) -> [i64; 2] {
    let start = if range.start == NO_TIME { 0 } else { range.start };
    let end = if range.end == NO_TIME { trace.end } else { range.end };
    [start, end.max(start)]
}

/// All ranges of a kind with their bounds, in order of their beginnings.
fn of_kind(trace: &Trace, kind: RangeKind) -> Result<Vec<(Range, [i64; 2])>, OutOfMemory> {
    let mut found = Vec::new();
    for range in trace.ranges.iter().filter(|range| range.kind == kind) {
        let full = OutOfMemory { rows: found.len() };
        found.try_reserve(1).map_err(|_no_memory| full)?;
        found.push((range, bounds(trace, &range)));
    }
    found.sort_by_key(|row| row.1);
    Ok(found)
}

/// The collections of a trace, in order.
pub fn cycles(trace: &Trace) -> Result<Vec<Cycle>, OutOfMemory> {
    let mut cycles: Vec<Cycle> = Vec::new();
    for (range, [mark_start, mark_end]) in of_kind(trace, RangeKind::Mark)? {
        let full = OutOfMemory { rows: cycles.len() };
        cycles.try_reserve(1).map_err(|_no_memory| full)?;
        cycles.push(Cycle {
            start: mark_start,
            mark_start,
            mark_end,
            is_whole: !range.is_older && range.start != NO_TIME && range.end != NO_TIME,
            heap: [trace.heap.at(mark_start), trace.heap.at(mark_end)],
            goal: trace.heap_goal.at(mark_end).filter(|&goal| goal > 0 && goal < NO_GOAL),
            ..Cycle::default()
        });
    }
    // The cycle that begins at a time or before.
    let at = |cycles: &[Cycle], time: i64| cycles.partition_point(|cycle| cycle.mark_start <= time).checked_sub(1);
    for (range, [start, end]) in of_kind(trace, RangeKind::StopTheWorld)? {
        let name = trace.strings.bytes(range.name);
        let has = |part: &[u8]| name.windows(part.len()).any(|letters| letters == part);
        if has(b"sweep termination") {
            // Go says that marking begins and then stops the world; before Go 1.22 it was the other way round.
            let begun = at(&cycles, start);
            let is_of = |at: &usize| cycles[*at].before == 0 && start < cycles[*at].mark_end;
            let found = begun.filter(is_of).unwrap_or(begun.map_or(0, |at| at + 1));
            if let Some(cycle) = cycles.get_mut(found) {
                cycle.before = end - start;
                cycle.start = cycle.start.min(start);
            }
        } else if has(b"mark termination")
            && let Some(cycle) = at(&cycles, start).and_then(|at| cycles.get_mut(at))
        {
            cycle.after = end - start;
        }
    }
    for (_, [start, end]) in of_kind(trace, RangeKind::Assist)? {
        if let Some(cycle) = at(&cycles, start).and_then(|at| cycles.get_mut(at)) {
            cycle.assists = (cycle.assists.0 + 1, cycle.assists.1 + end - start);
        }
    }
    for (range, [start, end]) in of_kind(trace, RangeKind::Sweep)? {
        if let Some(cycle) = at(&cycles, start).and_then(|at| cycles.get_mut(at)) {
            cycle.sweeps += end - start;
            cycle.swept[0] = cycle.swept[0].saturating_add(range.swept_bytes);
            cycle.swept[1] = cycle.swept[1].saturating_add(range.reclaimed_bytes);
        }
    }
    Ok(cycles)
}

/// A time when the world was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What for.
    pub name: StringId,
    /// From when to when, in nanoseconds since the trace began.
    pub when: [i64; 2],
    /// The goroutine that stopped it, if one did that is known.
    pub goroutine: GoRow,
}

/// All times when the world was stopped that were seen whole, in order.
pub fn stops(trace: &Trace) -> Result<Vec<Stop>, OutOfMemory> {
    let stops = of_kind(trace, RangeKind::StopTheWorld)?.into_iter();
    let seen = stops.filter(|(range, _)| range.start != NO_TIME && range.end != NO_TIME && !range.is_older);
    Ok(seen
        .map(|(range, when)| Stop {
            name: range.name,
            when,
            goroutine: match range.scope {
                Scope::Goroutine(goroutine) => goroutine,
                Scope::All | Scope::Proc(_) => range.goroutine,
            },
        })
        .collect())
}

/// What a goroutine did for the collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Helper {
    /// The goroutine.
    pub goroutine: GoRow,
    /// How often it helped.
    pub count: u64,
    /// How long, with what of it was spent waiting, in nanoseconds.
    pub nanos: i64,
    /// How long it ran meanwhile.
    pub ran: i64,
    /// The longest time, from when to when.
    pub longest: [i64; 2],
}

/// Who helped the collector from one time to another, who did longest first.
pub fn helpers(trace: &Trace, from: i64, to: i64) -> Result<Vec<Helper>, OutOfMemory> {
    let mut assists: Vec<(GoRow, [i64; 2])> = Vec::new();
    for (range, [start, end]) in of_kind(trace, RangeKind::Assist)? {
        if let Scope::Goroutine(goroutine) = range.scope
            && goroutine.is_some()
            && end > from
            && start < to
        {
            let full = OutOfMemory { rows: assists.len() };
            assists.try_reserve(1).map_err(|_no_memory| full)?;
            assists.push((goroutine, [start.max(from), end.min(to)]));
        }
    }
    assists.sort_unstable();
    let mut helpers: Vec<Helper> = Vec::new();
    for (goroutine, [start, end]) in assists {
        if helpers.last().is_none_or(|last| last.goroutine != goroutine) {
            let full = OutOfMemory { rows: helpers.len() };
            helpers.try_reserve(1).map_err(|_no_memory| full)?;
            helpers.push(Helper {
                goroutine,
                count: 0,
                nanos: 0,
                ran: 0,
                longest: [start, start],
            });
        }
        if let Some(helper) = helpers.last_mut() {
            helper.count += 1;
            helper.nanos += end - start;
            helper.ran += ran(trace, goroutine, start, end);
            if end - start > helper.longest[1] - helper.longest[0] {
                helper.longest = [start, end];
            }
        }
    }
    helpers.sort_by_key(|helper| (std::cmp::Reverse(helper.nanos), helper.goroutine));
    Ok(helpers)
}

/// How long a goroutine ran from one time to another.
fn ran(trace: &Trace, goroutine: GoRow, from: i64, to: i64) -> i64 {
    let mut sum = 0;
    let mut change = trace.spans.at(goroutine, from);
    while let Some(now) = change.filter(|now| now.time < to) {
        let next = trace.spans.after(goroutine, now.time);
        if trace.whats.get(now.what).state == GoState::Running {
            sum += next.map_or(to, |next| next.time.min(to)) - now.time.max(from);
        }
        change = next;
    }
    sum
}
