//! Goroutines that hand over to each other through a channel, to and fro.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::findings::census::Span;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;

/// Pairs that are counted at most; a program with more has none that stands out.
const MOST_PAIRS: usize = 1 << 18;

/// Two goroutines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The two, that which the trace tells of first first.
    pub goroutines: [GoRow; 2],
    /// How often each woke the other, which waited at a channel.
    pub counts: [u64; 2],
    /// When that first happened and last, in nanoseconds since the trace began.
    pub when: [i64; 2],
}

impl Pair {
    /// How often it went to and fro.
    pub fn rounds(&self) -> u64 {
        self.counts[0].min(self.counts[1])
    }
}

/// All pairs.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    rows: HashMap<[GoRow; 2], ([u64; 2], [i64; 2]), FixedState>,
}

impl Pairs {
    pub(super) fn see(&mut self, trace: &Trace, span: &Span) -> Result<(), OutOfMemory> {
        if !matches!(trace.strings.bytes(span.what.reason), b"chan send" | b"chan receive") {
            return Ok(());
        }
        let Some(next) = span.woken(trace) else {
            return Ok(());
        };
        let Some(waker) = next.by.goroutine() else {
            return Ok(());
        };
        let woken = span.goroutine;
        let key = [waker.min(woken), waker.max(woken)];
        if self.rows.len() >= MOST_PAIRS && !self.rows.contains_key(&key) {
            return Ok(());
        }
        let full = OutOfMemory { rows: self.rows.len() };
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        let (counts, when) = self.rows.entry(key).or_insert(([0; 2], [next.time; 2]));
        counts[usize::from(waker > woken)] += 1;
        *when = [when[0].min(next.time), when[1].max(next.time)];
        Ok(())
    }

    /// Pairs, those with the most rounds first.
    pub fn rows(&self) -> Vec<Pair> {
        let mut rows: Vec<Pair> = self
            .rows
            .iter()
            .map(|(&goroutines, &(counts, when))| Pair {
                goroutines,
                counts,
                when,
            })
            .collect();
        rows.sort_by_key(|pair| (std::cmp::Reverse(pair.rounds()), pair.goroutines));
        rows
    }
}
