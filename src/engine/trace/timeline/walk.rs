//! Moving the selection: from slice to slice, from lane to lane, along who woke whom.

use crate::engine::trace::timeline::{Ready, Selected, TimelineState};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::lanes::LANE_HEIGHT;
use crate::layout::timeline::lanes::arranged::Arranged;
use crate::layout::timeline::source::Source;
use crate::layout::timeline::view::TimeView;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::span::{By, Change};
use crate::model::trace::state::GoState;
use crate::protocol::timeline::TimelineStep;

/// Slices without anything in them that are passed over at most.
const MOST_EMPTY: usize = 4;

impl TimelineState {
    /// Moves the selection a step; where there is none, selects what is in the middle of the view.
    pub(super) fn walk(&mut self, trace: &Trace, step: TimelineStep) {
        let Some(ready) = &self.ready else { return };
        let next = match self.selected {
            None => self.first(trace, ready),
            Some(selected) => match step {
                TimelineStep::Previous => beside(trace, ready, selected, false),
                TimelineStep::Next => beside(trace, ready, selected, true),
                TimelineStep::Above => self.over(trace, ready, selected, false),
                TimelineStep::Below => self.over(trace, ready, selected, true),
                TimelineStep::Waker => waker(trace, ready, selected),
                TimelineStep::Woken => woken(trace, ready, selected),
            },
        };
        if next.is_some() {
            self.select(trace, next);
        }
    }

    /// Selects a slice and brings it into view.
    pub(super) fn select(&mut self, trace: &Trace, selected: Option<Selected>) {
        self.selected = selected;
        self.range = None;
        self.reveal(trace);
    }

    /// Selects what a lane says of a time.
    pub(super) fn select_at(&mut self, trace: &Trace, lane: Lane, time: i64) {
        let Some(ready) = &mut self.ready else { return };
        // What is folded away is unfolded.
        if matches!(lane, Lane::Stack(..)) {
            ready.open(trace, lane, true);
        }
        ready.lanes.reveal(trace, lane);
        if ready.lanes.row_of(trace, lane).is_none() {
            // It is hidden, or not of the family that is shown.
            self.family = None;
            ready.lanes.arrange(Arranged::default());
        }
        self.is_stale = true;
        let selected = slice_at(trace, ready, lane, time);
        if selected.is_some() {
            self.select(trace, selected);
        }
    }

    /// Brings the selection into view, as little as it takes.
    fn reveal(&mut self, trace: &Trace) {
        let Some(Selected { lane, span: (from, to) }) = self.selected else {
            return;
        };
        let view = self.destination();
        let is_seen = from < view.end() && to > view.start;
        // What lasts no time is not seen better from nearer.
        let is_wide = to - from >= view.nanos_to_pixel() * 3 || matches!(lane, Lane::Logs | Lane::Samples);
        if !is_wide {
            // Enough of what is around it to know where it is.
            let around = (to - from).saturating_mul(20).max(200);
            self.go_to(view.between(from.saturating_sub(around), to.saturating_add(around), self.end(trace)));
        } else if !is_seen {
            let start = (from + (to - from) / 2).saturating_sub(view.length / 2);
            let start = if to - from > view.length {
                from - view.length / 10
            } else {
                start
            };
            self.go_to(TimeView { start, ..view }.within(self.end(trace)));
        }
        self.reveal_lane(trace);
    }

    /// Brings the lane of the selection into view.
    pub(super) fn reveal_lane(&mut self, trace: &Trace) {
        let (Some(ready), Some(selected)) = (&self.ready, self.selected) else {
            return;
        };
        let Some(row) = ready.lanes.row_of(trace, selected.lane) else {
            return;
        };
        let view = self.destination();
        let (top, height) = (ready.lanes.y_from_row(&view, row), ready.lanes.row_height(row));
        let past_foot = top + height + LANE_HEIGHT - view.pane.height;
        let down = if top < LANE_HEIGHT {
            top - LANE_HEIGHT
        } else {
            past_foot.max(0.0)
        };
        if down != 0.0 {
            let to = view.scrolled(down, ready.lanes.height());
            self.glide_to(to);
        }
    }

    /// What is in the middle of the view, in the first lane that has slices.
    fn first(&self, trace: &Trace, ready: &Ready) -> Option<Selected> {
        let middle = (self.view.start + self.view.length / 2).min(trace.end - 1);
        let rows = ready.lanes.in_view(&self.view);
        let mut lanes = rows.filter_map(|row| ready.lanes.at(row));
        lanes.find_map(|lane| slice_at(trace, ready, lane, middle))
    }

    /// The nearest lane above or below that has slices, at a time of the selection that is in view.
    fn over(&self, trace: &Trace, ready: &Ready, selected: Selected, is_below: bool) -> Option<Selected> {
        let mut row = ready.lanes.row_of(trace, selected.lane)?;
        let (from, to) = selected.span;
        let view = self.destination();
        let time = i64::midpoint(from.max(view.start), to.min(view.end()));
        loop {
            row = if is_below { row + 1 } else { row.checked_sub(1)? };
            let lane = ready.lanes.at(row)?;
            if let Some(found) = slice_at(trace, ready, lane, time.clamp(from, to)) {
                return Some(found);
            }
        }
    }
}

/// The slice in which somebody woke the selected goroutine.
fn waker(trace: &Trace, ready: &Ready, selected: Selected) -> Option<Selected> {
    let goroutine = goroutine_of(trace, ready, selected)?;
    let (time, waker) = woken_by(trace, goroutine, selected.span.0)?;
    slice_at(trace, ready, Lane::Goroutine(waker), time)
}

/// The slice that the selected one made possible: the goroutine's next, or, where it ran, whom it woke first.
fn woken(trace: &Trace, ready: &Ready, selected: Selected) -> Option<Selected> {
    let goroutine = goroutine_of(trace, ready, selected)?;
    let (from, to) = selected.span;
    let waking = ready.wakings()?.between(trace, goroutine, from, to).next()?;
    slice_at(trace, ready, Lane::Goroutine(waking.woken), waking.time)
}

/// What a lane says of a time, if it has slices and something is done.
pub(super) fn slice_at(trace: &Trace, ready: &Ready, lane: Lane, time: i64) -> Option<Selected> {
    let source = Source {
        trace,
        sums: &ready.sums,
        lane,
    };
    let slice = source.at(time)?;
    let span = (slice.start, slice.end.min(trace.end));
    slice.activity.is_some().then_some(Selected { lane, span })
}

/// The slice before or after one in its lane; what is empty is passed over.
pub(super) fn beside(trace: &Trace, ready: &Ready, selected: Selected, is_after: bool) -> Option<Selected> {
    let source = Source {
        trace,
        sums: &ready.sums,
        lane: selected.lane,
    };
    let (mut from, mut to) = selected.span;
    for _ in 0..MOST_EMPTY {
        let time = if is_after { to } else { from - 1 };
        if time < 0 || time >= trace.end {
            return None;
        }
        let slice = source.at(time)?;
        (from, to) = (slice.start, slice.end.min(trace.end));
        if slice.activity.is_some() {
            return Some(Selected {
                lane: selected.lane,
                span: (from, to),
            });
        }
    }
    None
}

/// The goroutine that a selected slice is of.
pub(super) fn goroutine_of(trace: &Trace, ready: &Ready, selected: Selected) -> Option<GoRow> {
    if let Lane::Goroutine(row) | Lane::Region(row, _) | Lane::Stack(row, _) = selected.lane {
        return Some(row);
    }
    let source = Source {
        trace,
        sums: &ready.sums,
        lane: selected.lane,
    };
    let row = source.at(selected.span.0)?.row?;
    Some(crate::layout::timeline::names::goroutine_of(trace, row))
}

/// When a goroutine was last made runnable at a time or before, and by whom.
pub(super) fn woken_by(trace: &Trace, goroutine: GoRow, time: i64) -> Option<(i64, GoRow)> {
    let mut time = time;
    // What runs was runnable before; a wait has no waker until it ends.
    for _ in 0..3 {
        let change = trace.spans.at(goroutine, time)?;
        if let Some(waker) = change.by.goroutine() {
            return Some((change.time, waker));
        }
        time = change.time - 1;
    }
    None
}

/// The change by which a goroutine was made runnable last at a time or before, whoever did that.
pub(super) fn made_runnable(trace: &Trace, goroutine: GoRow, time: i64) -> Option<Change> {
    let mut change = trace.spans.at(goroutine, time)?;
    for _ in 0..2 {
        if trace.whats.get(change.what).state == GoState::Runnable && change.by != By::NOBODY {
            return Some(change);
        }
        change = trace.spans.at(goroutine, change.time - 1)?;
    }
    None
}
