//! System calls as Go's tools count them: with a processor, and from when on without.
//!
//! The trace's own spans tell when the processor of a system call was taken away. Go's tools keep a table by processor
//! instead, and an earlier call's end takes the entry of a later one on the same processor out: that one then counts as if it
//! had kept its processor. Numbers that are to be theirs are counted in their way.
//!
//! Source: `syscallingP`, `syscallingG` in `internal/trace/summary.go`, Go 1.27.

use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

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

/// What happens to calls, in order of time.
#[derive(Clone, Copy)]
enum Step {
    Enter(u32),
    Leave(u32),
    Idle(ProcRow),
}

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
        // As they are met: when, whose, where it begins or that it ends.
        let mut met: Vec<(i64, GoRow, Option<ProcRow>)> = Vec::new();
        for segment in (0..lanes.len()).map(SegmentId::from) {
            let goroutine = GoRow(lanes.lane(segment));
            let Some(is_inside) = is_inside.get_mut(goroutine.row()) else {
                continue;
            };
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
        let hands = &trace.hands;
        let mut steps: Vec<(i64, GoRow, Step)> = Vec::new();
        let most = met.len() + hands.time.len();
        steps
            .try_reserve_exact(most)
            .map_err(|_no_memory| OutOfMemory { rows: most })?;
        for &(time, goroutine, proc) in &met {
            let next = &mut next[goroutine.row()];
            let step = match proc {
                Some(proc) => {
                    calls[*next as usize].proc = proc;
                    *next += 1;
                    Step::Enter(*next - 1)
                }
                None => Step::Leave(*next - 1),
            };
            steps.push((time, goroutine, step));
        }
        for row in 0..hands.time.len() {
            if hands.thread.get(row) == ThreadRow::NONE {
                steps.push((hands.time.get(row), GoRow::NONE, Step::Idle(hands.proc.get(row))));
            }
        }
        // Of what happens at once that of the first goroutine comes first, and what happens to processors last.
        steps.sort_by_key(|step| (step.0, step.1));
        replay(&mut calls, &steps)?;
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

fn replay(calls: &mut [Call], steps: &[(i64, GoRow, Step)]) -> Result<(), OutOfMemory> {
    let mut by_proc: HashMap<ProcRow, u32, FixedState> = HashMap::with_hasher(FixedState::with_seed(0));
    for &(time, _, step) in steps {
        match step {
            Step::Enter(call) => {
                let full = OutOfMemory { rows: by_proc.len() };
                by_proc.try_reserve(1).map_err(|_no_memory| full)?;
                by_proc.insert(calls[call as usize].proc, call);
            }
            Step::Leave(call) => {
                by_proc.remove(&calls[call as usize].proc);
            }
            Step::Idle(proc) => {
                if let Some(call) = by_proc.remove(&proc) {
                    calls[call as usize].blocked = Some(time);
                }
            }
        }
    }
    Ok(())
}

fn reserve<T>(rows: &mut Vec<T>) -> Result<(), OutOfMemory> {
    let full = OutOfMemory { rows: rows.len() };
    rows.try_reserve(1).map_err(|_no_memory| full)
}
