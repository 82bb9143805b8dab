//! What a goroutine's stack was over time, level by level, as far as the trace tells.
//!
//! A stack is told where a goroutine stops to run, where it enters a system call, where a CPU sample was taken, and, of one that was
//! made in sight, where it begins. In between it is taken to be as it was told last. While it waits and in system calls that is exact; while
//! it runs it is what the latest sample, or the place at which it went on, says.
//!
//! ```text
//! told       a.b.c     a.b      a.d.c
//! level 0    aaaaaaaaaaaaaaaaaaaaaaaa
//! level 1    bbbbbbbbbbbbbbbbbbbdddddd
//! level 2    cccccccccc         ccccc
//! ```

use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::listing::Listing;
use crate::model::trace::span::Change;
use crate::model::trace::stack::FrameId;
use crate::model::trace::state::GoState;
use crate::model::trace::what::WhatId;

/// Levels of a track; what is called deeper is left out.
pub const MOST_LEVELS: usize = 48;
/// Calls of a track, on all levels together: 20 MB. A goroutine that does more is told up to there.
const MOST_CALLS: usize = 1 << 19;

/// A function that was on the stack without a break, at a level; times are nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function's frame when it was first seen; later its line may have been another.
    pub frame: FrameId,
    /// The whole stack then.
    pub stack: StackId,
    /// From when on.
    pub start: i64,
    /// Until when.
    pub end: i64,
    /// Nanoseconds of all before it at its level.
    before: i64,
}

/// The stack of a goroutine over time.
#[derive(Clone, Debug, Default)]
pub struct Track {
    levels: Vec<Vec<Call>>,
    /// Calls that go on, the outermost first.
    open: Vec<(StringId, Call)>,
    calls: usize,
    /// From when on nothing is told, since there was too much.
    cut: Option<i64>,
}

impl Track {
    /// That of a goroutine; `samples` lists the CPU samples of each.
    pub fn of(trace: &Trace, samples: &Listing, goroutine: GoRow) -> Result<Self, OutOfMemory> {
        let mut track = Self::default();
        let made = trace.goroutines.get(goroutine);
        if !made.is_older {
            track.see(trace, made.creation, made.first_stack)?;
        }
        let mut samples = samples
            .rows(goroutine.0)
            .map(|row| trace.samples.get(row))
            .filter(|sample| sample.stack != StackId(0))
            .peekable();
        for change in trace.spans.of(goroutine) {
            while let Some(sample) = samples.next_if(|sample| sample.time < change.time) {
                track.see(trace, sample.time, sample.stack)?;
            }
            if change.what == WhatId::NOT_THERE {
                track.close(0, change.time)?;
            } else if is_own(trace, &change) {
                track.see(trace, change.time, change.stack)?;
            }
            if track.cut.is_some() {
                break;
            }
        }
        for sample in samples {
            track.see(trace, sample.time, sample.stack)?;
        }
        let end = track.cut.unwrap_or(trace.end);
        track.close(0, end)?;
        Ok(track)
    }

    /// How many levels there are.
    pub fn levels(&self) -> usize {
        self.levels.len()
    }

    /// From when on nothing is told, if there was too much.
    pub fn cut(&self) -> Option<i64> {
        self.cut
    }

    /// The last call of a level that begins at a time or before; it may have ended since.
    pub fn at(&self, level: u8, time: i64) -> Option<Call> {
        let calls = self.level(level);
        let after = calls.partition_point(|call| call.start <= time);
        calls.get(after.checked_sub(1)?).copied()
    }

    /// The first call of a level that begins after a time.
    pub fn after(&self, level: u8, time: i64) -> Option<Call> {
        let calls = self.level(level);
        calls.get(calls.partition_point(|call| call.start <= time)).copied()
    }

    /// For how long something was on the stack at a level, up to a time.
    pub fn until(&self, level: u8, time: i64) -> i64 {
        self.at(level, time)
            .map_or(0, |call| call.before + time.min(call.end) - call.start)
    }

    fn level(&self, level: u8) -> &[Call] {
        self.levels.get(usize::from(level)).map_or(&[], Vec::as_slice)
    }

    /// The stack is seen to be this from a time on: calls that it shares with what it was go on.
    fn see(&mut self, trace: &Trace, time: i64, stack: StackId) -> Result<(), OutOfMemory> {
        if stack == StackId(0) || self.cut.is_some() {
            return Ok(());
        }
        let mut frames: Vec<FrameId> = trace.stacks.leaf_first(stack).collect();
        frames.reverse();
        frames.truncate(MOST_LEVELS);
        let function = |frame: FrameId| trace.frames.get(frame.row()).function;
        let seen = frames.iter().zip(&self.open);
        let shared = seen.take_while(|(frame, call)| function(**frame) == call.0).count();
        self.close(shared, time)?;
        for &frame in frames.get(shared..).unwrap_or_default() {
            let call = Call {
                frame,
                stack,
                start: time,
                end: time,
                before: 0,
            };
            self.open.push((function(frame), call));
        }
        if self.calls > MOST_CALLS {
            self.cut = Some(time);
        }
        Ok(())
    }

    /// Ends all calls from a level on.
    fn close(&mut self, level: usize, time: i64) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.calls };
        let ended = self.open.len();
        for at in level..ended {
            let Some(&(_, call)) = self.open.get(at) else { break };
            if call.start >= time {
                continue;
            }
            if self.levels.len() <= at {
                self.levels.resize(at + 1, Vec::new());
            }
            if let Some(calls) = self.levels.get_mut(at) {
                calls.try_reserve(1).map_err(|_no_memory| full)?;
                let before = calls.last().map_or(0, |last| last.before + (last.end - last.start));
                calls.push(Call {
                    end: time,
                    before,
                    ..call
                });
                self.calls += 1;
            }
        }
        self.open.truncate(level);
        Ok(())
    }
}

/// Whether a change tells the stack of whoever changed: of what was woken it is the waker's.
pub fn is_own(trace: &Trace, change: &Change) -> bool {
    let is_woken = trace.whats.get(change.what).state == GoState::Runnable && change.by.place().is_some();
    change.by.goroutine().is_none() && !is_woken && change.stack != StackId(0)
}
