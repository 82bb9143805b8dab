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

/// How long a column of a lane is, in nanoseconds: a device pixel, or as much more as its sums are told at.
pub fn column_nanos(source: &Source<'_>, view: &TimeView) -> i64 {
    let step = source.step();
    let steps = (view.nanos_to_pixel() - 1) / step + 1;
    steps.saturating_mul(step)
}

/// The pieces of a lane that are in view, left to right. Columns stand at multiples of their length, so that they stay the
/// same while the view is moved. Two for a pixel at most, each found by searches.
pub fn pieces(source: &Source<'_>, view: &TimeView) -> Vec<Piece> {
    let column = column_nanos(source, view);
    let until = view.end().min(source.trace.end);
    let mut pieces = Vec::new();
    let mut time = view.start / column * column;
    // The sum up to here, if it was needed.
    let mut known: Option<Mix> = None;
    while time < until {
        if let Some(slice) = source.at(time) {
            // The last column ends with the trace.
            let end = slice.end.min(until.saturating_add(column));
            let whole = (end - time) / column;
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
