//! A point → the lane and the time under it, and what is done there: the layout read backwards.

use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::lanes::Lanes;
use crate::layout::timeline::pieces::{Content, column_nanos};
use crate::layout::timeline::source::{Source, Sums};
use crate::layout::timeline::view::TimeView;
use crate::model::trace::Trace;

/// How far an instant may be from the point, in CSS pixels.
const REACH: f64 = 5.0;

/// What is under a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The row of the lane.
    pub row: usize,
    /// The lane.
    pub lane: Lane,
    /// The time, in nanoseconds since the trace began.
    pub time: i64,
    /// From when to when the piece there lasts; a slice's own beginning and end.
    pub span: (i64, i64),
    /// What is there.
    pub content: Content,
}

/// What is under a point of the pane, if there is a lane and the trace lasts until then.
pub fn hit(trace: &Trace, sums: &Sums, lanes: &Lanes, view: &TimeView, x: f64, y: f64) -> Option<Hit> {
    let row = lanes.row_from_y(view, y)?;
    let lane = lanes.at(row)?;
    let time = view.time_from_x(x);
    if time < 0 || time >= trace.end {
        return None;
    }
    let source = Source { trace, sums, lane };
    if let Some(instants) = source.instants() {
        // What takes no room is hit from near by.
        let reach = (REACH / view.pane.width.max(1.0) * view.length as f64) as i64;
        let time = instants.time(instants.nearest(time, reach)?);
        return Some(Hit {
            row,
            lane,
            time,
            span: (time, time + 1),
            content: Content::Slice(source.at(time)?),
        });
    }
    let column = column_nanos(&source, view);
    let start = time / column * column;
    let end = start.saturating_add(column);
    // The slice is told where it fills the column; else the column is.
    let slice = source.at(start).filter(|slice| slice.end >= end);
    let (span, content) = if let Some(slice) = slice {
        ((slice.start, slice.end.min(trace.end)), Content::Slice(slice))
    } else {
        let mix = source.until(end).since(source.until(start));
        ((start, end), Content::Column(mix))
    };
    Some(Hit {
        row,
        lane,
        time,
        span,
        content,
    })
}
