//! Movements of the view that take a moment, so that the eye can follow.

use crate::engine::flame::FlameState;
use crate::engine::glide::Glide;
use crate::engine::profile::OpenProfile;
use crate::layout::space::WeightSpan;

impl FlameState {
    /// Where the view is, or will be when it has glided there.
    pub(super) fn destination(&self) -> (WeightSpan, f64) {
        self.glide
            .as_ref()
            .map_or((self.view.span, self.view.scroll), |glide| glide.to)
    }

    pub(super) fn glide_to(&mut self, span: WeightSpan, scroll: f64, profile: &OpenProfile) {
        let to = (span, scroll.clamp(0.0, self.furthest_scroll(profile)));
        if self.is_motion_reduced {
            self.glide = None;
            (self.view.span, self.view.scroll) = to;
        } else {
            self.glide = Some(Glide::new((self.view.span, self.view.scroll), to));
        }
    }

    /// Moves the view to where a glide is at this time.
    pub(super) fn advance(&mut self, now_millis: f64) {
        let Some(glide) = &mut self.glide else { return };
        let way = glide.way(now_millis);
        self.view.span = glide.from.0.towards(glide.to.0, way);
        self.view.scroll = glide.from.1 + (glide.to.1 - glide.from.1) * way;
        if way >= 1.0 {
            self.glide = None;
        }
    }

    /// Ends a glide where it was going.
    pub(super) fn settle(&mut self) {
        if let Some(glide) = self.glide.take() {
            (self.view.span, self.view.scroll) = glide.to;
        }
    }
}
