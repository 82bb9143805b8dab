//! Who ended the waits of whom.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::findings::census::Span;
use crate::analyze::trace::findings::census::stays::Stay;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;

/// What a goroutine made others wait for.
#[derive(Clone, Copy, Debug)]
pub struct Waker {
    /// Who ended the waits.
    pub goroutine: GoRow,
    /// How long they were, all together, in nanoseconds.
    pub nanos: i64,
    /// How many goroutines waited.
    pub goroutines: u64,
    last: GoRow,
    /// The longest wait.
    pub longest: Stay,
}

/// Waits of goroutines for each other.
#[derive(Clone, Debug, Default)]
pub struct Wakers {
    rows: HashMap<GoRow, Waker, FixedState>,
    /// How long all such waits were together, in nanoseconds.
    pub nanos: i64,
}

impl Wakers {
    pub(super) fn see(&mut self, trace: &Trace, span: &Span) -> Result<(), OutOfMemory> {
        let reason = trace.strings.bytes(span.what.reason);
        if !matches!(reason, b"chan send" | b"chan receive" | b"select" | b"sync") {
            return Ok(());
        }
        let Some(next) = span.woken(trace) else {
            return Ok(());
        };
        let stay = Stay::of(span);
        self.nanos += stay.nanos();
        let Some(goroutine) = next.by.goroutine() else {
            return Ok(());
        };
        let full = OutOfMemory { rows: self.rows.len() };
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        let waker = self.rows.entry(goroutine).or_insert(Waker {
            goroutine,
            nanos: 0,
            goroutines: 0,
            last: GoRow::NONE,
            longest: stay,
        });
        waker.nanos += stay.nanos();
        // Goroutines come one after the other.
        waker.goroutines += u64::from(waker.last != span.goroutine);
        waker.last = span.goroutine;
        if stay.nanos() > waker.longest.nanos() {
            waker.longest = stay;
        }
        Ok(())
    }

    /// Who ended the longest waits, all together; of equals, who came first.
    pub fn first(&self) -> Option<Waker> {
        let waits = |waker: &&Waker| (waker.nanos, std::cmp::Reverse(waker.goroutine));
        self.rows.values().max_by_key(waits).copied()
    }
}
