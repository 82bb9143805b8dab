//! Where the view of the call graph is, and the way back there.

use crate::engine::graph::GraphState;
use crate::layout::camera::Camera;
use crate::layout::space::Point;
use crate::protocol::graph::GraphOptions;

impl GraphState {
    /// What is shown and hidden.
    pub(in crate::engine) fn options(&self) -> GraphOptions {
        self.options
    }

    /// What is in view, as [`Place::graph_view`](crate::protocol::place::Place::graph_view) says it; none when it is everything.
    pub(in crate::engine) fn where_it_is(&self) -> Option<[f64; 3]> {
        if self.scene.is_none() {
            return self.wanted;
        }
        if self.is_fitted {
            return None;
        }
        let (camera, size) = (self.destination(), self.size());
        let fit = Camera::fit(camera.pane, size);
        (camera != fit).then(|| {
            [
                camera.centre.x / size.x.max(1.0),
                camera.centre.y / size.y.max(1.0),
                camera.scale / fit.scale,
            ]
        })
    }

    /// Shows what was shown, where it was looked at.
    pub(in crate::engine) fn go_back_to(&mut self, options: GraphOptions, view: Option<[f64; 3]>) {
        self.ask_for(options);
        if self.scene.is_none() {
            self.wanted = view;
            self.is_fitted = true;
            return;
        }
        match view {
            Some(view) => self.go_to_view(view),
            None if self.is_fitted => {}
            None => {
                let camera = Camera::fit(self.camera.pane, self.size());
                self.is_fitted = true;
                self.glide_to(camera);
            }
        }
    }

    /// Looks at a part of the picture.
    pub(super) fn go_to_view(&mut self, [x, y, scale]: [f64; 3]) {
        let size = self.size();
        let fit = Camera::fit(self.camera.pane, size);
        let camera = Camera {
            centre: Point {
                x: x * size.x,
                y: y * size.y,
            },
            ..fit
        };
        let (width, height) = (fit.pane.width, fit.pane.height);
        // As if zoomed by hand: no further than that goes.
        let camera = camera.zoomed(scale, width / 2.0, height / 2.0, size);
        self.is_fitted = false;
        self.glide_to(camera);
    }
}
