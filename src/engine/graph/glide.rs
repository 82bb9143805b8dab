//! Movements of the view that take a moment, so that the eye can follow.

use crate::engine::glide::Glide;
use crate::engine::graph::GraphState;
use crate::layout::camera::Camera;

impl GraphState {
    /// Where the view is, or will be when it has glided there.
    pub(super) fn destination(&self) -> Camera {
        self.glide.as_ref().map_or(self.camera, |glide| glide.to)
    }

    pub(super) fn glide_to(&mut self, to: Camera) {
        if self.is_motion_reduced {
            self.glide = None;
            self.camera = to;
        } else {
            self.glide = Some(Glide::new(self.camera, to));
        }
    }

    /// Moves the view to where a glide is at this time.
    pub(super) fn advance(&mut self, now_millis: f64) {
        let Some(glide) = &mut self.glide else { return };
        let way = glide.way(now_millis);
        self.camera = glide.from.towards(glide.to, way);
        if way >= 1.0 {
            self.glide = None;
        }
    }

    pub(in crate::engine) fn is_gliding(&self) -> bool {
        self.glide.is_some()
    }

    /// Ends a glide where it was going.
    pub(super) fn settle(&mut self) {
        if let Some(glide) = self.glide.take() {
            self.camera = glide.to;
        }
    }
}
