//! Dragging: the picture, the window of the strip, a range of time.

use crate::engine::trace::timeline::TimelineState;
use crate::layout::timeline::frame::Part;
use crate::layout::timeline::source::Source;
use crate::model::trace::Trace;
use crate::protocol::timeline::DragMode;

/// How near an edge has to be to draw the end of a range to it, in CSS pixels.
const SNAP: f64 = 6.0;

/// What a drag does.
#[derive(Clone, Copy)]
pub(super) enum Drag {
    /// The picture follows the pointer, last seen here.
    Picture(f64, f64),
    /// The strip's window follows the pointer, last seen at this time.
    Window(i64),
    /// The strip's window is drawn anew from this time.
    Brush(i64),
    /// A range is selected from this time on.
    Range(i64),
    /// What is to be zoomed to is drawn from this time on.
    Region(i64),
}

impl TimelineState {
    /// A button went down.
    pub(super) fn press(&mut self, trace: &Trace, x: f64, y: f64) {
        self.settle();
        self.drag = Some(match self.frame.part_at(x, y) {
            Part::Strip => {
                let time = self.strip_time(trace, x);
                let is_inside = (self.view.start..self.view.end()).contains(&time);
                let is_whole = self.view.length >= self.end(trace);
                if is_inside && !is_whole {
                    Drag::Window(time)
                } else {
                    Drag::Brush(time)
                }
            }
            Part::Ruler => Drag::Range(self.time_at(trace, x)),
            Part::Heads | Part::Corner => Drag::Picture(x, y),
            Part::Lanes => match self.mode {
                DragMode::Pan => Drag::Picture(x, y),
                DragMode::Range => Drag::Range(self.snapped(trace, x, y)),
                DragMode::Zoom => Drag::Region(self.time_at(trace, x)),
            },
        });
    }

    /// The pointer moved with the button held; whether the view changed.
    pub(super) fn drag(&mut self, trace: &Trace, x: f64, y: f64) -> bool {
        match self.drag {
            None => return false,
            Some(Drag::Picture(last_x, last_y)) => {
                self.drag = Some(Drag::Picture(x, y));
                self.pan_by(trace, last_x - x, last_y - y);
            }
            Some(Drag::Window(last)) => {
                let time = self.strip_time(trace, x);
                self.drag = Some(Drag::Window(time));
                self.view.start = self.view.start.saturating_add(time - last);
                self.view = self.view.within(self.end(trace));
                self.is_stale = true;
            }
            Some(Drag::Brush(from)) => {
                let to = self.strip_time(trace, x);
                self.view = self.view.between(from, to, self.end(trace));
                self.is_stale = true;
            }
            Some(Drag::Range(from)) => {
                let to = self.snapped(trace, x, y);
                self.range = (from != to).then_some((from.min(to), from.max(to)));
            }
            Some(Drag::Region(from)) => {
                let to = self.time_at(trace, x);
                self.region = Some((from.min(to), from.max(to)));
            }
        }
        true
    }

    /// The button was let go; whether a drag ended.
    pub(super) fn release(&mut self, trace: &Trace) -> bool {
        if let Some((from, to)) = self.region.take().filter(|(from, to)| from < to) {
            self.go_to(self.view.between(from, to, self.end(trace)));
        }
        self.drag.take().is_some()
    }

    /// The time at a place of the strip.
    pub(super) fn strip_time(&self, trace: &Trace, x: f64) -> i64 {
        let strip = self.frame.rect(Part::Strip);
        let share = ((x - strip.x) / strip.width.max(1.0)).clamp(0.0, 1.0);
        (share * self.end(trace) as f64) as i64
    }

    /// The time at a place, or that of an edge of a slice close by.
    fn snapped(&self, trace: &Trace, x: f64, y: f64) -> i64 {
        let time = self.time_at(trace, x);
        let (Some(ready), Some((_, lane))) = (&self.ready, self.row_at(y)) else {
            return time;
        };
        if self.frame.part_at(x, y) != Part::Lanes {
            return time;
        }
        let source = Source {
            trace,
            sums: &ready.sums,
            lane,
        };
        let Some(slice) = source.at(time) else { return time };
        let at = |edge: i64| (self.view.x_from_time(edge) + self.frame.head - x).abs();
        let edges = [slice.start, slice.end.min(trace.end)];
        let near = edges.into_iter().filter(|&edge| at(edge) <= SNAP);
        near.min_by(|&one, &other| at(one).total_cmp(&at(other)))
            .unwrap_or(time)
    }
}
