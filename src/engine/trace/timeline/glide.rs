//! Movements of the view that take a moment, so that the eye can follow.

use crate::engine::Shown;
use crate::engine::glide::Glide;
use crate::engine::trace::timeline::{Beside, TimelineState};
use crate::layout::space::WeightSpan;
use crate::layout::timeline::view::TimeView;

impl Shown {
    /// Whether another frame of the timeline is due whatever the page asks.
    pub(in crate::engine) fn is_timeline_gliding(&self) -> bool {
        self.trace.as_ref().is_some_and(|open| open.timeline.is_moving())
            || self.beside.as_ref().is_some_and(Beside::is_moving)
    }
}

impl TimelineState {
    /// Whether the next frame is another one.
    pub(super) fn is_moving(&self) -> bool {
        self.glide.is_some() || self.is_stale && self.drawn.is_some()
    }

    /// Where the view is, or will be when it has glided there.
    pub(super) fn destination(&self) -> TimeView {
        self.glide.as_ref().map_or(self.view, |glide| glide.to)
    }

    pub(super) fn glide_to(&mut self, to: TimeView) {
        self.is_stale = true;
        if self.is_motion_reduced {
            self.glide = None;
            self.view = to;
            self.hold();
        } else {
            self.glide = Some(Glide::new(self.view, to));
        }
    }

    /// Moves the view to where a glide is at this time.
    pub(super) fn advance(&mut self, now_millis: f64) {
        let Some(glide) = &mut self.glide else { return };
        let way = glide.way(now_millis);
        let (from, to) = (glide.from, glide.to);
        self.is_stale = true;
        if way >= 1.0 {
            self.settle();
            return;
        }
        let span = |view: TimeView| WeightSpan {
            start: view.start as f64,
            end: view.end() as f64,
        };
        let now = span(from).towards(span(to), way);
        self.view.start = now.start.round() as i64;
        self.view.length = (now.length().round() as i64).max(1);
        self.view.scroll = from.scroll + (to.scroll - from.scroll) * way;
        self.hold();
    }

    /// Ends a glide where it was going.
    pub(super) fn settle(&mut self) {
        if let Some(glide) = self.glide.take() {
            self.view = TimeView {
                pane: self.view.pane,
                ..glide.to
            };
            self.hold();
            self.is_stale = true;
        }
    }
}
