//! Pieces that were found for a picture, kept for the next one.
//!
//! While a view is moved only what comes into it has to be found; while it is zoomed columns become other ones at every doubling.
//! Then a picture finds so many columns and no more, and shows the rest as they were: each picture is quick, and the next one
//! is better.

use std::collections::BTreeMap;

use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::pieces::{Content, Piece, column_nanos, columns_in_view, pieces_between};
use crate::layout::timeline::source::Source;
use crate::layout::timeline::view::TimeView;

/// Columns that are found for a picture: each takes up to a microsecond, in a browser up to three.
const COLUMNS_TO_PICTURE: i64 = 2_400;
/// Pictures for which what no picture showed is kept.
const KEPT: u32 = 4;
/// Pieces of a lane that are kept at most.
const MOST_PIECES: usize = 1 << 14;

/// Pieces of one lane, at one length of columns.
#[derive(Clone, Debug, Default)]
struct Row {
    column: i64,
    /// From where to where they are known.
    span: (i64, i64),
    pieces: Vec<Piece>,
}

/// Those of a lane at the length last asked for, and at the one before.
#[derive(Clone, Debug, Default)]
struct Board {
    now: Row,
    before: Row,
    used: u32,
}

/// Pieces by lane.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    boards: BTreeMap<Lane, Board>,
    whole: Row,
    /// Counts pictures.
    picture: u32,
    /// Columns that may yet be found for this picture.
    left: i64,
    is_rough: bool,
}

impl Shelf {
    /// Begins a picture.
    pub fn begin(&mut self) {
        self.picture = self.picture.wrapping_add(1);
        self.left = COLUMNS_TO_PICTURE;
        self.is_rough = false;
        let now = self.picture;
        self.boards.retain(|_, board| now.wrapping_sub(board.used) <= KEPT);
    }

    /// Whether something of this picture was not found as fine as it should be.
    pub fn is_rough(&self) -> bool {
        self.is_rough
    }

    /// The pieces of a lane that are in view, or coarser ones, as far as there are any.
    pub fn pieces(&mut self, source: &Source<'_>, view: &TimeView) -> &[Piece] {
        let column = column_nanos(source, view);
        let wanted = columns_in_view(source, view);
        let board = self.boards.entry(source.lane).or_default();
        board.used = self.picture;
        if board.now.column != column {
            std::mem::swap(&mut board.now, &mut board.before);
        }
        if board.now.column != column || !touches(board.now.span, wanted) {
            // A view that is elsewhere has nothing in common with what is known.
            board.now = Row {
                column,
                span: (wanted.0, wanted.0),
                pieces: Vec::new(),
            };
        }
        let missing = board.now.missing(wanted) / column.max(1);
        if missing <= self.left || self.left == COLUMNS_TO_PICTURE {
            let before = board.now.pieces.len();
            board.now.extend(source, wanted);
            // A slice is found at once, however many columns it stands for; what is forgotten meanwhile is not counted.
            let found = board.now.pieces.len().saturating_sub(before) as i64;
            self.left = (self.left - found.clamp(i64::from(missing > 0), missing)).max(0);
        } else {
            self.is_rough = true;
            let is_better = board.now.known(wanted) < board.before.known(wanted);
            if is_better {
                return board.before.within(wanted);
            }
        }
        board.now.within(wanted)
    }

    /// The pieces of a lane over the whole trace, found once for each width.
    pub fn whole(&mut self, source: &Source<'_>, view: &TimeView) -> &[Piece] {
        let column = column_nanos(source, view);
        if self.whole.column != column {
            let wanted = columns_in_view(source, view);
            self.whole = Row {
                column,
                span: (wanted.0, wanted.0),
                pieces: Vec::new(),
            };
            self.whole.extend(source, wanted);
        }
        &self.whole.pieces
    }
}

fn touches(one: (i64, i64), other: (i64, i64)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

impl Row {
    /// How much of a span is known.
    fn known(&self, (from, to): (i64, i64)) -> i64 {
        (self.span.1.min(to) - self.span.0.max(from)).max(0)
    }

    /// How much of a span is not.
    fn missing(&self, wanted: (i64, i64)) -> i64 {
        wanted.1 - wanted.0 - self.known(wanted)
    }

    /// The pieces that are in a span.
    fn within(&self, (from, to): (i64, i64)) -> &[Piece] {
        let first = self.pieces.partition_point(|piece| piece.end <= from);
        let end = self.pieces.partition_point(|piece| piece.start < to);
        self.pieces.get(first..end).unwrap_or_default()
    }

    /// Finds what is missing of a span that touches what is known.
    fn extend(&mut self, source: &Source<'_>, wanted: (i64, i64)) {
        if self.pieces.len() > MOST_PIECES {
            // What has long been left is forgotten, both ways as much as is in view kept.
            let length = wanted.1 - wanted.0;
            let (from, to) = (wanted.0 - length, wanted.1 + length);
            self.pieces.retain(|piece| piece.end > from && piece.start < to);
            let first = self.pieces.first().map_or(wanted.0, |piece| piece.start);
            let last = self.pieces.last().map_or(wanted.0, |piece| piece.end);
            self.span = (first, last);
        }
        if wanted.0 < self.span.0 {
            let mut before = pieces_between(source, self.column, wanted.0, self.span.0);
            join(&mut before, std::mem::take(&mut self.pieces));
            self.pieces = before;
            self.span.0 = wanted.0;
        }
        if wanted.1 > self.span.1 {
            let after = pieces_between(source, self.column, self.span.1, wanted.1);
            join(&mut self.pieces, after);
            self.span.1 = wanted.1;
        }
    }
}

/// Adds pieces behind others; a slice that goes on is one.
fn join(pieces: &mut Vec<Piece>, after: Vec<Piece>) {
    let mut after = after.into_iter();
    let first = after.next();
    match (pieces.last_mut(), first) {
        (Some(last), Some(next)) if last.content == next.content && matches!(next.content, Content::Slice(_)) => {
            last.end = next.end;
        }
        (_, next) => pieces.extend(next),
    }
    pieces.extend(after);
}
