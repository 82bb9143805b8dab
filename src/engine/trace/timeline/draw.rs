//! Frames: the state as a picture on a surface.

use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::{Ready, Selected, TimelineState};
use crate::layout::space::Rect;
use crate::layout::timeline::frame::Part;
use crate::layout::timeline::hit::Hit;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::picture::{self, Marks, Scene, TimelinePicture};
use crate::layout::timeline::pieces::Content;
use crate::layout::timeline::ticks;
use crate::model::trace::Trace;
use crate::model::unit;
use crate::paint::raster::Raster;
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;
use crate::paint::timeline;

/// The last picture, and its pixels.
#[derive(Default)]
pub(super) struct Drawn {
    picture: TimelinePicture,
    raster: Raster,
}

impl OpenTrace {
    /// Paints a frame; how many bars it has, or none when there is no picture yet.
    pub(in crate::engine) fn paint_timeline(
        &mut self,
        column_width: f64,
        theme: &Theme,
        surface: &mut dyn Surface,
    ) -> Option<usize> {
        let Self { trace, timeline, .. } = self;
        let ready = timeline.ready.as_ref()?;
        let mut drawn = timeline.drawn.take().unwrap_or_default();
        if timeline.is_stale {
            let scene = Scene {
                trace,
                sums: &ready.sums,
                lanes: &ready.lanes,
                view: &timeline.view,
                frame: timeline.frame,
                column_width,
                end: timeline.end(trace),
                title: &timeline.title,
                axis: timeline.axis,
                off: timeline.off,
                found: &timeline.search.marks,
            };
            drawn.picture = picture::picture(&scene, &mut timeline.shelf);
            timeline::rasterize(&drawn.picture, theme, &mut drawn.raster);
            // What is not fine yet is drawn again in the next frame.
            timeline.is_stale = drawn.picture.is_rough;
        }
        let marks = timeline.marks(trace, ready);
        timeline::paint_part(&drawn.picture, &marks, &drawn.raster, theme, surface);
        let count = drawn.picture.bars.len();
        timeline.drawn = Some(drawn);
        Some(count)
    }
}

impl TimelineState {
    fn marks(&self, trace: &Trace, ready: &Ready) -> Marks {
        let mut marks = Marks::default();
        let x = |time: i64| self.view.x_from_time(time) + self.frame.head;
        let is_dragging = self.drag.is_some();
        if let Some((left, y)) = self.pointer.filter(|_| !is_dragging) {
            let part = self.frame.part_at(left, y);
            if matches!(part, Part::Lanes | Part::Ruler) {
                marks.cursor = Some(left);
                marks.cursor_label = ticks::written(&self.view, self.axis, self.time_at(trace, left));
            }
            if matches!(part, Part::Lanes | Part::Heads) {
                let row = self.row_at(y).filter(|(_, lane)| !matches!(lane, Lane::Section(_)));
                marks.lit_row = row.map(|(row, _)| self.span_of(ready, row));
            }
            if part == Part::Lanes {
                marks.lit = self.hit(trace, left, y).and_then(|hit| self.rect_of_hit(ready, &hit));
            }
        }
        if let Some(Selected { lane, span }) = self.selected {
            let row = ready.lanes.row_of(trace, lane);
            marks.selected_row = row.map(|row| self.span_of(ready, row));
            marks.selected = row.map(|row| self.rect(ready, row, span));
        }
        marks.range = self
            .range
            .map(|(from, to)| (x(from), x(to), unit::label(to - from, b"nanoseconds")));
        marks.kept = self.kept_ranges.iter().map(|&(from, to)| (x(from), x(to))).collect();
        marks.arrows = self.arrows(trace, ready);
        marks.region = self.region.map(|(from, to)| (x(from), x(to)));
        marks
    }

    /// The top and the height of a row.
    pub(super) fn span_of(&self, ready: &Ready, row: usize) -> (f64, f64) {
        let top = ready.lanes.y_from_row(&self.view, row) + self.frame.top();
        (top, ready.lanes.row_height(row))
    }

    /// Where a part of a lane's time is in the pane; outside of it too.
    pub(super) fn rect(&self, ready: &Ready, row: usize, (from, to): (i64, i64)) -> Rect {
        let (y, height) = self.span_of(ready, row);
        let left = self.view.x_from_time(from) + self.frame.head;
        let right = self.view.x_from_time(to) + self.frame.head;
        Rect {
            x: left,
            y,
            width: (right - left).max(2.0),
            height,
        }
    }

    /// Where a slice is that was hit; columns and empty time are not marked.
    fn rect_of_hit(&self, ready: &Ready, hit: &Hit) -> Option<Rect> {
        let is_something = matches!(hit.content, Content::Slice(slice) if slice.activity.is_some());
        is_something.then(|| self.rect(ready, hit.row, hit.span))
    }
}
