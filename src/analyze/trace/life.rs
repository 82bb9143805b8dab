//! The life of a goroutine, cut into pieces as Go's tools count them.
//!
//! Source: `Summarizer.Event`, `finalize`, `snapshotStat` in `internal/trace/summary.go`, Go 1.27.

use crate::analyze::trace::stretches;
use crate::analyze::trace::syscalls::Syscalls;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::{GoRow, Goroutine};
use crate::model::trace::lanes::SegmentId;
use crate::model::trace::span::Change;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        let mut living = Living::new(trace.goroutines.get(goroutine), syscalls.calls_of(goroutine).start);
        for change in trace.spans.of(goroutine) {
            let full = OutOfMemory { rows: pieces.len() };
            pieces.try_reserve(4).map_err(|_no_memory| full)?;
            living.see(trace, syscalls, change, &mut |piece| pieces.push(piece));
        }
        pieces
            .try_reserve(2)
            .map_err(|_no_memory| OutOfMemory { rows: pieces.len() })?;
        living.close(trace, syscalls, None, &mut |piece| pieces.push(piece));
        Ok(living.life)
    }

    /// The lives of all goroutines, cut into pieces that are told as they are met: those of a goroutine in order, those of several mixed.
    /// Changes are gone over in the order in which they are stored, which is far quicker than goroutine by goroutine.
    pub fn each(
        trace: &Trace,
        syscalls: &Syscalls,
        mut tell: impl FnMut(GoRow, Piece) -> Result<(), OutOfMemory>,
    ) -> Result<Vec<Self>, OutOfMemory> {
        let mut living: Vec<Living> = Vec::new();
        stretches::reserve_for_all(trace, &mut living)?;
        living.extend(
            trace
                .goroutines
                .rows()
                .map(|row| Living::new(trace.goroutines.get(row), syscalls.calls_of(row).start)),
        );
        let mut told = Ok(());
        let (spans, lanes) = (&trace.spans, trace.spans.lanes());
        for segment in (0..lanes.len()).map(SegmentId::from) {
            let goroutine = GoRow(lanes.lane(segment));
            let page = lanes.page(segment);
            let Some(one) = living.get_mut(goroutine.row()) else {
                continue;
            };
            for row in lanes.rows(segment) {
                one.see(trace, syscalls, spans.change(page, row), &mut |piece| {
                    if told.is_ok() {
                        told = tell(goroutine, piece);
                    }
                });
            }
        }
        for (one, goroutine) in living.iter_mut().zip(trace.goroutines.rows()) {
            one.close(trace, syscalls, None, &mut |piece| {
                if told.is_ok() {
                    told = tell(goroutine, piece);
                }
            });
        }
        told?;
        let mut lives = Vec::new();
        stretches::reserve_for_all(trace, &mut lives)?;
        lives.extend(living.into_iter().map(|one| one.life));
        Ok(lives)
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

/// A life as far as it is known on the way.
struct Living {
    life: Life,
    /// What it does since when, and whether that is its end.
    now: Option<(i64, What, bool)>,
    is_older: bool,
    /// The next of its system calls.
    next_call: usize,
}

impl Living {
    fn new(goroutine: Goroutine, next_call: usize) -> Self {
        Self {
            is_older: goroutine.is_older,
            life: Life::new(goroutine),
            now: None,
            next_call,
        }
    }

    /// Takes note of a change.
    fn see(&mut self, trace: &Trace, syscalls: &Syscalls, change: Change, tell: &mut impl FnMut(Piece)) {
        let what = trace.whats.get(change.what);
        // A system call that loses its processor is two spans.
        if what.state == GoState::Syscall && self.now.is_some_and(|now| now.1.state == GoState::Syscall) {
            return;
        }
        self.close(trace, syscalls, Some(change.time), tell);
        if std::mem::take(&mut self.is_older) {
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
            if let Some(class) = class {
                tell(Piece {
                    start: self.life.creation,
                    end: change.time,
                    class,
                });
            }
        }
        let is_end = self.life.see(trace, change.time, what);
        self.now = Some((change.time, what, is_end));
    }

    /// Ends what it did, at the next change or with the trace.
    fn close(&mut self, trace: &Trace, syscalls: &Syscalls, next: Option<i64>, tell: &mut impl FnMut(Piece)) {
        let Some((start, what, is_end)) = self.now.take() else {
            return;
        };
        let end = next.unwrap_or(trace.end);
        let blocked = if what.state == GoState::Syscall {
            self.next_call += 1;
            syscalls.blocked(self.next_call - 1)
        } else {
            None
        };
        if is_end {
            return;
        }
        let mut push = |start: i64, end: i64, class: Class| tell(Piece { start, end, class });
        match what.state {
            GoState::Running => push(start, end, Class::Running),
            GoState::Runnable => push(start, end, Class::Waiting),
            GoState::Waiting => push(start, end, Class::Blocked(what.reason)),
            GoState::NotExist | GoState::Undetermined => {}
            GoState::Syscall => match (blocked, next) {
                (None, _) => push(start, end, Class::Syscall),
                (Some(blocked), Some(_)) => {
                    push(start, blocked, Class::Syscall);
                    push(blocked, end, Class::SyscallBlocked);
                }
                (Some(blocked), None) => {
                    push(start, end, Class::Syscall);
                    push(blocked, end, Class::Waiting);
                }
            },
        }
    }
}
