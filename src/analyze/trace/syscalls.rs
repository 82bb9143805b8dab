//! System calls as Go's tools count them: with a processor, and from when on without.
//!
//! The trace's own spans tell when the processor of a system call was taken away. Go's tools keep a table by processor
//! instead, and an earlier call's end takes the entry of a later one on the same processor out: that one then counts as if it
//! had kept its processor. Numbers that are to be theirs are counted in their way.
//!
//! Source: `syscallingP`, `syscallingG` in `internal/trace/summary.go`, Go 1.27.

use std::ops::Range;

use crate::analyze::trace::stretches;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::lanes::SegmentId;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::state::GoState;
use crate::model::trace::what::WhatId;

/// A system call.
#[derive(Clone, Copy, Debug)]
struct Call {
    /// The processor, or none.
    proc: ProcRow,
    /// When it lost its processor, as far as the tools know.
    blocked: Option<i64>,
}

/// All system calls, by goroutine and in order.
#[derive(Debug, Default)]
pub struct Syscalls {
    calls: Vec<Call>,
    /// Where those of each goroutine begin, and at last where they end.
    first: Vec<u32>,
}

/// A beginning or an end that was met: when, whose, on which processor it begins or that it ends.
type Met = (i64, GoRow, Option<ProcRow>);

impl Syscalls {
    /// The system calls of a trace.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let (spans, lanes) = (&trace.spans, trace.spans.lanes());
        let is_syscall: Vec<bool> = (0..trace.whats.len())
            .map(|row| trace.whats.get(WhatId(row as u16)).state == GoState::Syscall)
            .collect();
        let mut is_inside: Vec<bool> = Vec::new();
        let mut first: Vec<u32> = Vec::new();
        stretches::reserve_for_all(trace, &mut is_inside)?;
        is_inside.resize(trace.goroutines.len(), false);
        // Pages follow each other in time: it is enough to order what is of one.
        let mut met: Vec<Met> = Vec::new();
        let (mut page, mut page_begins) = (0, 0);
        for segment in (0..lanes.len()).map(SegmentId::from) {
            let goroutine = GoRow(lanes.lane(segment));
            let Some(is_inside) = is_inside.get_mut(goroutine.row()) else {
                continue;
            };
            if lanes.page(segment) != page {
                met[page_begins..].sort_by_key(|met| (met.0, met.1));
                (page, page_begins) = (lanes.page(segment), met.len());
            }
            let mut row = lanes.rows(segment).start;
            let base = spans.base(lanes.page(segment));
            let mut full = Ok(());
            spans.each(lanes.rows(segment), |time, what| {
                if is_syscall[what.row()] != *is_inside && full.is_ok() {
                    *is_inside = !*is_inside;
                    let place = || spans.by(row).place().map(|place| trace.places.get(place));
                    let proc = is_inside.then(|| place().map_or(ProcRow::NONE, |place| place.proc));
                    full = reserve(&mut met);
                    if full.is_ok() {
                        met.push((base + i64::from(time), goroutine, proc));
                    }
                }
                row += 1;
            });
            full?;
        }
        if met.is_empty() {
            return Ok(Self::default());
        }
        met[page_begins..].sort_by_key(|met| (met.0, met.1));
        let wanted = trace.goroutines.len() + 1;
        first
            .try_reserve_exact(wanted)
            .map_err(|_no_memory| OutOfMemory { rows: wanted })?;
        first.resize(wanted, 0);
        for (_, goroutine, _) in met.iter().filter(|row| row.2.is_some()) {
            first[goroutine.row() + 1] += 1;
        }
        for row in 1..first.len() {
            first[row] += first[row - 1];
        }
        let count = met.iter().filter(|row| row.2.is_some()).count();
        let mut calls: Vec<Call> = Vec::new();
        calls
            .try_reserve_exact(count)
            .map_err(|_no_memory| OutOfMemory { rows: count })?;
        let none = Call {
            proc: ProcRow::NONE,
            blocked: None,
        };
        calls.resize(count, none);
        let mut next: Vec<u32> = Vec::new();
        stretches::reserve_for_all(trace, &mut next)?;
        next.extend_from_slice(&first[..first.len() - 1]);
        replay(trace, &met, &mut next, &mut calls);
        Ok(Self { calls, first })
    }

    /// The calls of a goroutine, in order, for [`blocked`](Self::blocked).
    pub fn calls_of(&self, goroutine: GoRow) -> Range<usize> {
        let at = |row: usize| self.first.get(row).map_or(0, |&first| first as usize);
        at(goroutine.row())..at(goroutine.row() + 1)
    }

    /// When a system call lost its processor, if it did.
    pub fn blocked(&self, call: usize) -> Option<i64> {
        self.calls.get(call)?.blocked
    }
}

/// Goes over what happened in order of time: of what happens at once that of the first goroutine comes first, and what happens to processors last.
/// `next` is where the next call of each goroutine is.
fn replay(trace: &Trace, met: &[Met], next: &mut [u32], calls: &mut [Call]) {
    let hands = &trace.hands;
    let procs = trace.places.procs.len();
    // What each processor's last call is; behind them what is told of none.
    let mut by_proc: Vec<Option<u32>> = vec![None; procs + 1];
    let slot = |proc: ProcRow| proc.row().min(procs);
    let mut hand = 0;
    for &(time, goroutine, proc) in met {
        while hand < hands.time.len() && hands.time.get(hand) < time {
            idle(trace, hand, &mut by_proc[slot(hands.proc.get(hand))], calls);
            hand += 1;
        }
        let next = &mut next[goroutine.row()];
        if let Some(proc) = proc {
            calls[*next as usize].proc = proc;
            by_proc[slot(proc)] = Some(*next);
            *next += 1;
        } else {
            by_proc[slot(calls[*next as usize - 1].proc)] = None;
        }
    }
    for hand in hand..hands.time.len() {
        idle(trace, hand, &mut by_proc[slot(hands.proc.get(hand))], calls);
    }
}

/// A processor changes hands: where nobody takes it, its call has lost it.
fn idle(trace: &Trace, hand: usize, by_proc: &mut Option<u32>, calls: &mut [Call]) {
    let hands = &trace.hands;
    if hands.thread.get(hand) == ThreadRow::NONE
        && let Some(call) = by_proc.take()
    {
        calls[call as usize].blocked = Some(hands.time.get(hand));
    }
}

fn reserve<T>(rows: &mut Vec<T>) -> Result<(), OutOfMemory> {
    let full = OutOfMemory { rows: rows.len() };
    rows.try_reserve(1).map_err(|_no_memory| full)
}
