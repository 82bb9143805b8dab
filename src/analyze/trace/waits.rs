//! How long goroutines waited: for the network, for each other, in system calls, for a processor.
//!
//! `go tool trace` counts only from a goroutine's first run to its end; here both that and the whole are told.
//!
//! Source: `cmd/trace/pprof.go`, Go 1.27.

use crate::analyze::trace::life::Life;
use crate::model::id::{StackId, StringId};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::state::GoState;
use crate::model::trace::what::What;

/// A kind of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// For the network.
    Net,
    /// For another goroutine: channels, locks, select.
    Sync,
    /// In a system call.
    Syscall,
    /// For a processor.
    Sched,
}

impl Wait {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Net, Self::Sync, Self::Syscall, Self::Sched];

    /// What the flag of `go tool trace` is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Net => "net",
            Self::Sync => "sync",
            Self::Syscall => "syscall",
            Self::Sched => "sched",
        }
    }

    /// The kind that a name stands for, if any does.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wait| wait.name() == name)
    }

    fn state(self) -> GoState {
        match self {
            Self::Net | Self::Sync => GoState::Waiting,
            Self::Syscall => GoState::Syscall,
            Self::Sched => GoState::Runnable,
        }
    }

    /// Whether something is this kind of waiting.
    pub fn is(self, trace: &Trace, what: What) -> bool {
        let reason = |reason: StringId| trace.strings.bytes(reason);
        what.state == self.state()
            && match self {
                Self::Net => reason(what.reason) == b"network",
                Self::Sync => [&b"chan"[..], b"sync", b"select"]
                    .iter()
                    .any(|word| reason(what.reason).windows(word.len()).any(|part| part == *word)),
                Self::Syscall | Self::Sched => true,
            }
    }
}

/// How often and how long goroutines waited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitTotal {
    /// How often, as `go tool trace` counts.
    pub tool_count: u64,
    /// How long, as `go tool trace` counts, in nanoseconds.
    pub tool_nanos: i64,
    /// How often in all.
    pub count: u64,
    /// How long in all, in nanoseconds.
    pub nanos: i64,
}

/// One wait of a goroutine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waited {
    /// What for.
    pub wait: Wait,
    /// The stack of the event with which it began.
    pub stack: StackId,
    /// When it began, in nanoseconds since the trace did.
    pub start: i64,
    /// When it ended.
    pub end: i64,
}

impl Waited {
    /// How long it was as `go tool trace` counts, in nanoseconds; 0 or less is not at all.
    pub fn tool_nanos(&self, trace: &Trace, life: &Life) -> i64 {
        let (first, last) = (life.start.unwrap_or(i64::MIN), life.end.unwrap_or(trace.end));
        self.end.min(last) - self.start.max(first)
    }
}

/// Goes over the waits of a goroutine that the trace saw begin and end, in the order in which they ended.
pub fn each(trace: &Trace, goroutine: GoRow, mut f: impl FnMut(Waited)) {
    let mut since: [Option<(i64, StackId)>; 4] = [None; 4];
    for change in trace.spans.of(goroutine) {
        let what = trace.whats.get(change.what);
        for (at, wait) in Wait::ALL.into_iter().enumerate() {
            match since[at] {
                None if wait.is(trace, what) => since[at] = Some((change.time, change.stack)),
                Some((start, stack)) if what.state != wait.state() => {
                    since[at] = None;
                    // What a gap in the trace swallows did not end there.
                    if what.state != GoState::Undetermined {
                        f(Waited {
                            wait,
                            stack,
                            start,
                            end: change.time,
                        });
                    }
                }
                _ => {}
            }
        }
    }
}

/// Adds what a goroutine waited.
pub fn add(trace: &Trace, goroutine: GoRow, life: &Life, totals: &mut [WaitTotal; 4]) {
    each(trace, goroutine, |waited| {
        let total = &mut totals[waited.wait as usize];
        total.count += 1;
        total.nanos += waited.end - waited.start;
        let nanos = waited.tool_nanos(trace, life);
        if nanos > 0 {
            total.tool_count += 1;
            total.tool_nanos += nanos;
        }
    });
}
