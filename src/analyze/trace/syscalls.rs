//! System calls as Go's tools count them: with a processor, and from when on without.
//!
//! The trace's own spans tell when the processor of a system call was taken away. Go's tools keep a table by processor
//! instead, and an earlier call's end takes the entry of a later one on the same processor out: that one then counts as if it
//! had kept its processor. Numbers that are to be theirs are counted in their way.
//!
//! Source: `syscallingP`, `syscallingG` in `internal/trace/summary.go`, Go 1.27.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::{ProcRow, ThreadRow};
use crate::model::trace::state::GoState;

/// A system call.
#[derive(Clone, Copy, Debug)]
struct Call {
    goroutine: GoRow,
    start: i64,
    /// The processor, or none.
    proc: ProcRow,
    /// When it lost its processor, as far as the tools know.
    blocked: Option<i64>,
}

/// All system calls, by goroutine.
#[derive(Debug, Default)]
pub struct Syscalls {
    calls: Vec<Call>,
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
        let mut calls: Vec<Call> = Vec::new();
        let mut steps: Vec<(i64, Step)> = Vec::new();
        for goroutine in trace.goroutines.rows() {
            let mut is_inside = false;
            for change in trace.spans.of(goroutine) {
                let is_syscall = trace.whats.get(change.what).state == GoState::Syscall;
                if is_syscall == is_inside {
                    continue;
                }
                is_inside = is_syscall;
                reserve(&mut steps)?;
                if !is_syscall {
                    steps.push((change.time, Step::Leave(calls.len() as u32 - 1)));
                    continue;
                }
                steps.push((change.time, Step::Enter(calls.len() as u32)));
                let place = change.by.place().map(|place| trace.places.get(place));
                reserve(&mut calls)?;
                calls.push(Call {
                    goroutine,
                    start: change.time,
                    proc: place.map_or(ProcRow::NONE, |place| place.proc),
                    blocked: None,
                });
            }
        }
        if calls.is_empty() {
            return Ok(Self::default());
        }
        let hands = &trace.hands;
        for row in 0..hands.time.len() {
            if hands.thread.get(row) == ThreadRow::NONE {
                reserve(&mut steps)?;
                steps.push((hands.time.get(row), Step::Idle(hands.proc.get(row))));
            }
        }
        steps.sort_by_key(|step| step.0);
        replay(&mut calls, &steps)?;
        Ok(Self { calls })
    }

    /// When the system call that a goroutine began at a time lost its processor, if it did.
    pub fn blocked(&self, goroutine: GoRow, start: i64) -> Option<i64> {
        let found = self
            .calls
            .binary_search_by_key(&(goroutine, start), |call| (call.goroutine, call.start));
        self.calls[found.ok()?].blocked
    }
}

fn replay(calls: &mut [Call], steps: &[(i64, Step)]) -> Result<(), OutOfMemory> {
    let mut by_proc: HashMap<ProcRow, u32, FixedState> = HashMap::with_hasher(FixedState::with_seed(0));
    for &(time, step) in steps {
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
