//! Movements of the view that take a moment, so that the eye can follow.

use crate::engine::graph::GraphState;
use crate::layout::camera::Camera;

/// How long a movement takes.
const GLIDE_MILLIS: f64 = 150.0;

/// A movement of the view under way.
pub(super) struct Glide {
    from: Camera,
    pub(super) to: Camera,
    /// When its first frame was painted.
    began_millis: Option<f64>,
}

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
            self.glide = Some(Glide {
                from: self.camera,
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
        self.camera = glide.from.towards(glide.to, 1.0 - (1.0 - t).powi(3));
        if t >= 1.0 {
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
