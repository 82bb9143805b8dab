//! The life of a goroutine, cut into pieces as Go's tools count them.
//!
//! Source: `Summarizer.Event`, `finalize`, `snapshotStat` in `internal/trace/summary.go`, Go 1.27.

use crate::analyze::trace::syscalls::Syscalls;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::{GoRow, Goroutine};
use crate::model::trace::state::GoState;
use crate::model::trace::what::What;

/// What a piece of time counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The goroutine ran.
    Running,
    /// It could have, and waited for a processor.
    Waiting,
    /// It was blocked, for a reason.
    Blocked(StringId),
    /// It was in a system call, with a processor.
    Syscall,
    /// It was in a system call, without.
    SyscallBlocked,
}

/// A piece of time, in nanoseconds since the trace began.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// When it begins.
    pub start: i64,
    /// When it ends.
    pub end: i64,
    /// What it counts as.
    pub class: Class,
}

/// Nanoseconds by what they count as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The goroutine ran.
    pub exec: i64,
    /// It waited for a processor.
    pub sched: i64,
    /// It was blocked, by reason.
    pub block: Vec<(StringId, i64)>,
    /// It was in a system call, with a processor.
    pub syscall: i64,
    /// It was in a system call, without.
    pub syscall_block: i64,
    /// From its beginning to its end, or as far as the trace tells.
    pub total: i64,
}

impl Times {
    /// Adds a piece.
    pub fn add(&mut self, class: Class, nanos: i64) {
        match class {
            Class::Running => self.exec += nanos,
            Class::Waiting => self.sched += nanos,
            Class::Syscall => self.syscall += nanos,
            Class::SyscallBlocked => self.syscall_block += nanos,
            Class::Blocked(reason) => match self.block.iter_mut().find(|found| found.0 == reason) {
                Some(found) => found.1 += nanos,
                None => self.block.push((reason, nanos)),
            },
        }
    }

    /// Adds all of another.
    pub fn add_all(&mut self, other: &Self) {
        self.exec += other.exec;
        self.sched += other.sched;
        self.syscall += other.syscall;
        self.syscall_block += other.syscall_block;
        self.total += other.total;
        for &(reason, nanos) in &other.block {
            self.add(Class::Blocked(reason), nanos);
        }
    }

    /// Takes away what was counted earlier.
    pub fn without(mut self, earlier: &Self) -> Self {
        self.exec -= earlier.exec;
        self.sched -= earlier.sched;
        self.syscall -= earlier.syscall;
        self.syscall_block -= earlier.syscall_block;
        self.total -= earlier.total;
        for &(reason, nanos) in &earlier.block {
            self.add(Class::Blocked(reason), -nanos);
        }
        self
    }

    /// Nanoseconds blocked, for whatever reason.
    pub fn blocked(&self) -> i64 {
        self.block.iter().map(|row| row.1).sum()
    }
}

/// The life of a goroutine.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    /// When it began, in nanoseconds since the trace did, or when the trace began to see it.
    pub creation: i64,
    /// When it first ran, if it did.
    pub start: Option<i64>,
    /// When it ended, if it did; one that blocks forever has ended for Go's tools.
    pub end: Option<i64>,
    /// When it first ended so.
    pub first_end: Option<i64>,
    /// What it was doing last.
    pub state: GoState,
}

impl Life {
    /// Cuts the life of a goroutine into pieces, which are put into `pieces`, in order; those of a system call that did
    /// not end may overlap.
    pub fn of(
        trace: &Trace,
        syscalls: &Syscalls,
        goroutine: GoRow,
        pieces: &mut Vec<Piece>,
    ) -> Result<Self, OutOfMemory> {
        pieces.clear();
        let row = trace.goroutines.get(goroutine);
        let mut life = Self::new(row);
        let mut changes = trace.spans.of(goroutine).peekable();
        let mut is_first = row.is_older;
        while let Some(change) = changes.next() {
            let what = trace.whats.get(change.what);
            let full = OutOfMemory { rows: pieces.len() };
            pieces.try_reserve(4).map_err(|_no_memory| full)?;
            if std::mem::take(&mut is_first) {
                let has_proc = change
                    .by
                    .place()
                    .is_some_and(|place| trace.places.get(place).proc.is_some());
                let class = match what.state {
                    GoState::Running => Some(Class::Running),
                    GoState::Runnable => Some(Class::Waiting),
                    GoState::Waiting => Some(Class::Blocked(what.reason)),
                    GoState::Syscall if has_proc => Some(Class::Syscall),
                    GoState::Syscall => Some(Class::SyscallBlocked),
                    GoState::Undetermined | GoState::NotExist => None,
                };
                push(pieces, life.creation, change.time, class);
            }
            // A system call that loses its processor is two spans.
            let is_same = |next: &crate::model::trace::span::Change| {
                what.state == GoState::Syscall && trace.whats.get(next.what).state == GoState::Syscall
            };
            while changes.next_if(is_same).is_some() {}
            let next = changes.peek().map(|next| next.time);
            let end = next.unwrap_or(trace.end);
            if life.see(trace, change.time, what) {
                continue;
            }
            match what.state {
                GoState::Running => push(pieces, change.time, end, Some(Class::Running)),
                GoState::Runnable => push(pieces, change.time, end, Some(Class::Waiting)),
                GoState::Waiting => push(pieces, change.time, end, Some(Class::Blocked(what.reason))),
                GoState::NotExist | GoState::Undetermined => {}
                GoState::Syscall => match (syscalls.blocked(goroutine, change.time), next) {
                    (None, _) => push(pieces, change.time, end, Some(Class::Syscall)),
                    (Some(blocked), Some(_)) => {
                        push(pieces, change.time, blocked, Some(Class::Syscall));
                        push(pieces, blocked, end, Some(Class::SyscallBlocked));
                    }
                    (Some(blocked), None) => {
                        push(pieces, change.time, end, Some(Class::Syscall));
                        push(pieces, blocked, end, Some(Class::Waiting));
                    }
                },
            }
        }
        Ok(life)
    }

    /// The life of a goroutine, not cut.
    pub fn bounds(trace: &Trace, goroutine: GoRow) -> Self {
        let mut life = Self::new(trace.goroutines.get(goroutine));
        for change in trace.spans.of(goroutine) {
            life.see(trace, change.time, trace.whats.get(change.what));
        }
        life
    }

    fn new(goroutine: Goroutine) -> Self {
        Self {
            creation: goroutine.creation,
            start: None,
            end: None,
            first_end: None,
            state: GoState::Undetermined,
        }
    }

    /// Takes note of a change, and tells whether the goroutine ended.
    fn see(&mut self, trace: &Trace, time: i64, what: What) -> bool {
        self.state = what.state;
        let is_end = match what.state {
            GoState::NotExist => true,
            GoState::Waiting => trace.strings.bytes(what.reason) == b"forever",
            GoState::Running => {
                self.start = self.start.or(Some(time));
                false
            }
            GoState::Undetermined | GoState::Runnable | GoState::Syscall => false,
        };
        if is_end {
            self.end = Some(time);
            self.first_end = self.first_end.or(Some(time));
        }
        is_end
    }

    /// From its beginning to its first end, or to the end of the trace, in nanoseconds.
    pub fn total(&self, trace: &Trace) -> i64 {
        self.first_end.unwrap_or(trace.end) - self.creation
    }
}

fn push(pieces: &mut Vec<Piece>, start: i64, end: i64, class: Option<Class>) {
    if let Some(class) = class {
        pieces.push(Piece { start, end, class });
    }
}
