//! Numbers that change by steps: GOMAXPROCS, the heap.

use crate::model::column::{Column, OutOfMemory};
use crate::model::trace::listing::partition;

/// A number over time.
#[derive(Debug, Default)]
pub struct Series {
    time: Column<i64>,
    value: Column<u64>,
}

impl Series {
    /// Adds a value, which holds from a time on, in nanoseconds since the trace began.
    pub fn push(&mut self, time: i64, value: u64) -> Result<(), OutOfMemory> {
        self.time.push(time)?;
        self.value.push(value)
    }

    /// How often the value was told.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether it never was.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// A row: when, and the value from then on.
    #[inline]
    pub fn get(&self, row: usize) -> (i64, u64) {
        (self.time.get(row), self.value.get(row))
    }

    /// All rows, in order of time.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = (i64, u64)> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The value at a time; none before the first.
    pub fn at(&self, time: i64) -> Option<u64> {
        Some(self.value.get(self.next_row(time).checked_sub(1)?))
    }

    /// When the value is told next after a time, and what it is then.
    pub fn after(&self, time: i64) -> Option<(i64, u64)> {
        let row = self.next_row(time);
        (row < self.len()).then(|| self.get(row))
    }

    /// The first row after a time.
    pub fn next_row(&self, time: i64) -> usize {
        partition(0..self.len(), |row| self.time.get(row) <= time)
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.len() * 16
    }
}
