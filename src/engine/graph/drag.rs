//! Dragging: the picture itself, or the minimap's window.

use crate::engine::graph::GraphState;
use crate::layout::callgraph::minimap;
use crate::layout::camera::Camera;
use crate::layout::space::{Point, Rect};

/// What a drag moves.
#[derive(Clone, Copy)]
pub(super) enum Drag {
    /// The picture follows the pointer, last seen here.
    Picture(f64, f64),
    /// The minimap's window follows the pointer: how far its middle was from it, in the picture.
    Window(Point),
}

/// A region is drawn no larger than this.
const REGION_SCALE: f64 = 4.0;

/// The rectangle between two corners.
fn between(from: [f64; 2], to: [f64; 2]) -> Rect {
    Rect {
        x: from[0].min(to[0]),
        y: from[1].min(to[1]),
        width: (from[0] - to[0]).abs(),
        height: (from[1] - to[1]).abs(),
    }
}

impl GraphState {
    /// A button went down.
    pub(super) fn press(&mut self, x: f64, y: f64) {
        self.settle();
        let size = self.size();
        self.drag = Some(if minimap::is_on(size, &self.camera, x, y) {
            let at = minimap::point_in_picture(size, &self.camera, x, y).unwrap_or_default();
            let view = self.camera.in_view();
            let is_inside = at.x >= view.x && at.x < view.right() && at.y >= view.y && at.y < view.bottom();
            let held = if is_inside {
                Point {
                    x: self.camera.centre.x - at.x,
                    y: self.camera.centre.y - at.y,
                }
            } else {
                // A press outside the window brings its middle there.
                self.look_at(at);
                Point::default()
            };
            Drag::Window(held)
        } else {
            Drag::Picture(x, y)
        });
    }

    fn look_at(&mut self, centre: Point) {
        self.is_fitted = false;
        self.camera = Camera { centre, ..self.camera }.held(self.size());
    }

    /// The pointer moved with the button held.
    pub(super) fn drag(&mut self, x: f64, y: f64) {
        match self.drag {
            Some(Drag::Picture(last_x, last_y)) => {
                self.drag = Some(Drag::Picture(x, y));
                self.pan_by(last_x - x, last_y - y);
            }
            Some(Drag::Window(held)) => {
                if let Some(at) = minimap::point_in_picture(self.size(), &self.camera, x, y) {
                    self.look_at(Point {
                        x: at.x + held.x,
                        y: at.y + held.y,
                    });
                }
            }
            None => {}
        }
    }

    /// A region is being drawn.
    pub(super) fn draw_region(&mut self, from: [f64; 2], to: [f64; 2]) {
        self.drag = None;
        self.region = Some(between(from, to));
    }

    /// Fills the pane with a region.
    pub(super) fn zoom_to_region(&mut self, from: [f64; 2], to: [f64; 2]) {
        self.drag = None;
        self.region = None;
        self.settle();
        let region = between(from, to);
        let corner = self.camera.point_in_picture(region.x, region.y);
        let part = Rect {
            x: corner.x,
            y: corner.y,
            width: region.width / self.camera.scale.max(1e-9),
            height: region.height / self.camera.scale.max(1e-9),
        };
        let camera = Camera::on(self.camera.pane, part, REGION_SCALE);
        self.go_to(camera.held(self.size()));
    }

    /// The button was let go; whether a drag or a region ended.
    pub(super) fn release(&mut self) -> bool {
        let had_region = self.region.take().is_some();
        self.drag.take().is_some() || had_region
    }
}
