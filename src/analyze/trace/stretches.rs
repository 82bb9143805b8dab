//! What a goroutine did, stretch by stretch, in a part of the trace.

use crate::analyze::trace::scope::Window;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::span::Change;
use crate::model::trace::what::What;

/// A stretch of time in which a goroutine did one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The change with which it began.
    pub change: Change,
    /// What was done.
    pub what: What,
    /// When it began; what a goroutine that is older than the trace is first seen to do, it did since it was first seen.
    pub start: i64,
    /// When it ended; the end of the trace where it did not.
    pub end: i64,
    /// Whether its beginning was seen.
    pub has_begun: bool,
    /// The change with which it ended.
    pub next: Option<Change>,
}

impl Stretch {
    /// How much of it lies in a window, in nanoseconds; 0 or less is none.
    pub fn within(&self, (from, to): Window) -> i64 {
        self.end.min(to) - self.start.max(from)
    }

    /// How long it is, in nanoseconds.
    pub fn nanos(&self) -> i64 {
        self.end - self.start
    }
}

/// What a goroutine did in a window, in order: stretches that begin before its end and end after its beginning.
pub fn of(trace: &Trace, goroutine: GoRow, window: Window) -> impl Iterator<Item = Stretch> + '_ {
    let (is_first, changes) = trace.spans.since(goroutine, window.0);
    let mut changes = changes.peekable();
    let row = trace.goroutines.get(goroutine);
    let mut older = (is_first && row.is_older).then_some(row.creation);
    std::iter::from_fn(move || {
        loop {
            let change = changes.next()?;
            let next = changes.peek().copied();
            let since = older.take();
            let stretch = Stretch {
                change,
                what: trace.whats.get(change.what),
                start: since.unwrap_or(change.time),
                end: next.map_or(trace.end, |next| next.time),
                has_begun: since.is_none(),
                next,
            };
            if stretch.start >= window.1 {
                return None;
            }
            if stretch.end > window.0 {
                return Some(stretch);
            }
        }
    })
}
