//! A lane, and a part of its time → slices where they are wide, columns where they are not.
//!
//! ```text
//! lane     AAAAAAAAAAAAABABABBABAAABBBBBBBBBBBBBBB
//! columns  |   |   |   |   |   |   |   |   |   |
//! pieces   AAAAAAAAAAAA  ¾A  ½  ½  ¾ BBBBBBBBBBBB      a column tells the shares of its time
//! ```

use crate::analyze::trace::activity::Mix;
use crate::layout::timeline::source::{Slice, Source};
use crate::layout::timeline::view::TimeView;

/// A part of a lane, from one edge of columns to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins, in nanoseconds since the trace began.
    pub start: i64,
    /// Where it ends.
    pub end: i64,
    /// What is in it.
    pub content: Content,
}

/// What is in a [`Piece`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// One thing all the time; the slice itself may begin before and end after.
    Slice(Slice),
    /// Several things: how long each, in nanoseconds.
    Column(Mix),
}

impl Piece {
    /// How long each thing was done in it.
    pub fn mix(&self) -> Mix {
        match self.content {
            Content::Column(mix) => mix,
            Content::Slice(slice) => {
                let mut mix = Mix::default();
                mix.add(slice.activity, self.end - self.start);
                mix
            }
        }
    }
}

/// How long a column of a lane is, in nanoseconds: a device pixel, or as much more as its sums are told at, as a power of two times
/// that: so while a view is zoomed its columns seldom become other ones.
pub fn column_nanos(source: &Source<'_>, view: &TimeView) -> i64 {
    let step = source.step();
    let steps = (view.nanos_to_pixel() - 1) / step + 1;
    let steps = (steps as u64).checked_next_power_of_two().unwrap_or(1 << 62);
    (steps as i64).saturating_mul(step)
}

/// The columns that a view shows: from where to where.
pub fn columns_in_view(source: &Source<'_>, view: &TimeView) -> (i64, i64) {
    let column = column_nanos(source, view);
    let until = view.end().min(source.trace.end);
    let last = (until - 1).max(0) / column + 1;
    // Beside a longer trace a view may be all behind the end of this one.
    let first = (view.start / column).min(last);
    (first * column, last.saturating_mul(column))
}

/// The pieces of a lane that are in view, left to right. Columns stand at multiples of their length, so that they stay the
/// same while the view is moved. Two for a pixel at most, each found by searches.
pub fn pieces(source: &Source<'_>, view: &TimeView) -> Vec<Piece> {
    let (from, to) = columns_in_view(source, view);
    pieces_between(source, column_nanos(source, view), from, to)
}

/// The pieces from the edge of a column to that of another.
pub fn pieces_between(source: &Source<'_>, column: i64, from: i64, to: i64) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut time = from;
    // The sum up to here, if it was needed.
    let mut known: Option<Mix> = None;
    while time < to {
        if let Some(slice) = source.at(time) {
            let whole = (slice.end.min(to) - time) / column;
            if whole > 0 {
                let end = time + whole * column;
                pieces.push(Piece {
                    start: time,
                    end,
                    content: Content::Slice(slice),
                });
                time = end;
                known = None;
                continue;
            }
        }
        let end = time.saturating_add(column);
        let before = known.unwrap_or_else(|| source.until(time));
        let sum = source.until(end);
        pieces.push(Piece {
            start: time,
            end,
            content: Content::Column(sum.since(before)),
        });
        known = Some(sum);
        time = end;
    }
    pieces
}
