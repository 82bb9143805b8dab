//! Bytes over time as lines: the heap, and what is held in memory.

use std::fmt::Write as _;

use crate::engine::trace::times::{bytes, length};
use crate::model::trace::Trace;
use crate::model::trace::memory::{Kind, Memory};
use crate::model::trace::series::Series;
use crate::protocol::account::Chart;

/// How wide the box is: a column shows the largest value in it.
const COLUMNS: i64 = 1000;
/// How high it is.
const HEIGHT: f64 = 100.0;
/// No heap is so large: goals above it are the runtime's way to say that there is none.
const NO_GOAL: u64 = 1 << 62;

/// The curve, if the trace tells of the heap.
pub(super) fn curve(trace: &Trace) -> Option<Chart> {
    let heap = columns(&trace.heap, trace.end, |_| true);
    // Where there is no goal, the runtime says 0 or more than any heap can be.
    let goal = columns(&trace.heap_goal, trace.end, |goal| goal > 0 && goal < NO_GOAL);
    let largest = |columns: &[Option<u64>]| columns.iter().flatten().copied().max();
    let highest = largest(&heap)?;
    // A goal far above what is ever reached would press the heap to the floor.
    let top = highest
        .max(largest(&goal).unwrap_or(0).min(highest.saturating_mul(4)))
        .max(1);
    let first = heap.iter().flatten().next().copied().unwrap_or(0);
    let last = heap.iter().rev().flatten().next().copied().unwrap_or(0);
    Some(Chart {
        lines: vec![path(&heap, top), path(&goal, top)],
        axes: "dashed: the goal".to_owned(),
        marks: marks(bytes(top), (0, trace.end)),
        words: format!(
            "Heap: {} at first, {} at most, {} at last",
            bytes(first),
            bytes(highest),
            bytes(last)
        ),
    })
}

/// Objects and the spans that they are in, and stacks, of a trace that ends at a time.
pub(super) fn held(memory: &Memory, end: i64) -> [Chart; 2] {
    let [objects, spans, stacks] =
        [Kind::Objects, Kind::HeapSpans, Kind::Stacks].map(|kind| columns(&memory.of(kind).bytes, end, |_| true));
    let largest = |columns: &[Option<u64>]| columns.iter().flatten().copied().max().unwrap_or(0);
    let words = |kind: Kind| {
        let held = memory.of(kind);
        format!(
            "{} at first, {} at most, {} at last",
            bytes(held.at(0).bytes),
            bytes(held.most),
            bytes(held.at(end).bytes)
        )
    };
    let top = largest(&objects).max(largest(&spans)).max(1);
    let stack_top = largest(&stacks).max(1);
    [
        Chart {
            lines: vec![path(&objects, top), path(&spans, top)],
            axes: "dashed: the spans of pages that objects are in".to_owned(),
            marks: marks(bytes(top), (0, end)),
            words: format!("Heap objects: {}", words(Kind::Objects)),
        },
        Chart {
            lines: vec![path(&stacks, stack_top)],
            marks: marks(bytes(stack_top), (0, end)),
            axes: String::new(),
            words: format!("Stacks of goroutines: {}", words(Kind::Stacks)),
        },
    ]
}

/// What stands at the edges of a picture of a part of time: at its top, and at its foot.
pub(super) fn marks(top: String, (from, to): (i64, i64)) -> Vec<String> {
    let times = [from, from + (to - from) / 2, to];
    std::iter::once(top).chain(times.map(length)).collect()
}

/// The largest value in each column; none before the first was told, and where it was none.
fn columns(series: &Series, end: i64, is_value: impl Fn(u64) -> bool) -> Vec<Option<u64>> {
    let mut columns = vec![None; COLUMNS as usize];
    let told = |(time, value): (i64, u64)| (time, Some(value).filter(|&value| is_value(value)));
    let mut rows = series.rows().map(told).peekable();
    let mut value = None;
    for (at, column) in columns.iter_mut().enumerate() {
        let until = (end as f64 * (at + 1) as f64 / COLUMNS as f64) as i64;
        *column = value;
        while let Some((_, next)) = rows.next_if(|&(time, _)| time <= until) {
            *column = (*column).max(next);
            value = next;
        }
    }
    columns
}

fn path(columns: &[Option<u64>], top: u64) -> String {
    let mut path = String::new();
    let mut last = None;
    for (x, value) in columns.iter().enumerate() {
        // In tenths of a pixel.
        let y = value.map(|value| ((1.0 - (value as f64 / top as f64).min(1.0)) * HEIGHT * 10.0).round() as u32);
        // Writing to a string cannot fail.
        let _written = match (last, y) {
            (None, Some(y)) => write!(path, "M{x} {}", f64::from(y) / 10.0),
            (Some(before), Some(y)) if before != y => write!(path, "H{x}V{}", f64::from(y) / 10.0),
            (Some(_), None) => write!(path, "H{x}"),
            _ => Ok(()),
        };
        last = y;
    }
    if last.is_some() {
        let _written = write!(path, "H{COLUMNS}");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_shows_the_largest_value_in_it() {
        let mut trace = Trace {
            end: 1000,
            ..Trace::default()
        };
        assert_eq!(curve(&trace), None);
        for (time, bytes) in [(0, 50), (500, 100), (500, 20), (900, 40)] {
            trace.heap.push(time, bytes).unwrap();
        }
        for (time, goal) in [(0, u64::MAX), (300, 80), (600, 0)] {
            trace.heap_goal.push(time, goal).unwrap();
        }
        let curve = curve(&trace).unwrap();
        assert_eq!(curve.lines, ["M0 50H499V0H500V80H899V60H1000", "M299 20H600"]);
        assert_eq!(curve.marks[0], "100B");
        assert_eq!(curve.words, "Heap: 50B at first, 100B at most, 40B at last");
    }
}
