//! Movements of the view that take a moment, so that the eye can follow.

use crate::engine::flame::FlameState;
use crate::engine::profile::OpenProfile;
use crate::layout::space::WeightSpan;

/// How long a zoom glides.
const GLIDE_MILLIS: f64 = 150.0;

/// A movement of the view under way.
pub(super) struct Glide {
    from: (WeightSpan, f64),
    to: (WeightSpan, f64),
    /// When its first frame was painted.
    began_millis: Option<f64>,
}

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
            self.glide = Some(Glide {
                from: (self.view.span, self.view.scroll),
                to,
                began_millis: None,
            });
        }
    }

    /// Moves the view to where a glide is at this time.
    pub(super) fn advance(&mut self, now_millis: f64) {
        let Some(glide) = &mut self.glide else { return };
        let began = *glide.began_millis.get_or_insert(now_millis);
        let t = ((now_millis - began) / GLIDE_MILLIS).clamp(0.0, 1.0);
        let eased = 1.0 - (1.0 - t).powi(3);
        self.view.span = glide.from.0.towards(glide.to.0, eased);
        self.view.scroll = glide.from.1 + (glide.to.1 - glide.from.1) * eased;
        if t >= 1.0 {
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
