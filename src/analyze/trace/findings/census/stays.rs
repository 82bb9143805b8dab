//! The longest of many stays of goroutines in a state.

use crate::analyze::trace::findings::census::Span;
use crate::model::id::StackId;
use crate::model::trace::goroutine::GoRow;

/// So many are kept.
const MOST: usize = 5;

/// What a goroutine did from when to when, in nanoseconds since the trace began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The goroutine.
    pub goroutine: GoRow,
    /// When it began.
    pub start: i64,
    /// When it ended.
    pub end: i64,
    /// Where it began.
    pub stack: StackId,
}

impl Stay {
    pub(super) fn of(span: &Span) -> Self {
        Self {
            goroutine: span.goroutine,
            start: span.start,
            end: span.end,
            stack: span.stack,
        }
    }

    /// How long it was, in nanoseconds.
    pub fn nanos(&self) -> i64 {
        self.end - self.start
    }
}

/// The longest.
#[derive(Clone, Debug, Default)]
pub struct Stays {
    rows: Vec<Stay>,
}

impl Stays {
    /// Takes note of one.
    #[inline]
    pub(super) fn see(&mut self, stay: Stay) {
        if self.rows.len() == MOST && self.rows.last().is_some_and(|last| stay.nanos() <= last.nanos()) {
            return;
        }
        let at = self.rows.partition_point(|row| row.nanos() >= stay.nanos());
        self.rows.insert(at, stay);
        self.rows.truncate(MOST);
    }

    /// The longest first.
    pub fn rows(&self) -> &[Stay] {
        &self.rows
    }
}
