//! The whole picture in a corner, when only a part of it is in view.

use crate::layout::callgraph::scene::Scene;
use crate::layout::camera::Camera;
use crate::layout::space::{Point, Rect};

/// Most of the pane's width and height that it takes, and most pixels.
const SHARE: f64 = 0.25;
const MOST: Point = Point { x: 220.0, y: 200.0 };
/// Room to the pane's edges.
const MARGIN: f64 = 10.0;
/// Room within its frame.
const PADDING: f64 = 4.0;
/// A pane so small shows none.
const LEAST_PANE: f64 = 240.0;

/// The whole picture, small.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Minimap {
    /// Where it is in the pane.
    pub frame: Rect,
    /// Its boxes and their shares of the total.
    pub boxes: Vec<(Rect, f64)>,
    /// What is in view of it.
    pub window: Rect,
}

/// Where the minimap is, and how large the picture is in it; none when all of the picture is in view.
fn place(size: Point, camera: &Camera) -> Option<(Rect, f64)> {
    let (pane, view) = (camera.pane, camera.in_view());
    let sees_all = view.x <= 0.0 && view.y <= 0.0 && view.right() >= size.x && view.bottom() >= size.y;
    if sees_all || size.x <= 0.0 || size.y <= 0.0 || pane.width.min(pane.height) < LEAST_PANE {
        return None;
    }
    let width = (pane.width * SHARE).min(MOST.x);
    let height = (pane.height * SHARE).min(MOST.y);
    let scale = (width / size.x).min(height / size.y);
    let frame = Rect {
        x: pane.width - MARGIN - size.x * scale - 2.0 * PADDING,
        y: pane.height - MARGIN - size.y * scale - 2.0 * PADDING,
        width: size.x * scale + 2.0 * PADDING,
        height: size.y * scale + 2.0 * PADDING,
    };
    Some((frame, scale))
}

pub(super) fn minimap(scene: &Scene, camera: &Camera) -> Option<Minimap> {
    let (frame, scale) = place(scene.size, camera)?;
    let small = |rect: Rect| Rect {
        x: frame.x + PADDING + rect.x * scale,
        y: frame.y + PADDING + rect.y * scale,
        width: (rect.width * scale).max(1.0),
        height: (rect.height * scale).max(1.0),
    };
    let view = small(camera.in_view());
    // What is in view may reach beyond the picture.
    let (x, y) = (view.x.max(frame.x), view.y.max(frame.y));
    let window = Rect {
        x,
        y,
        width: (view.right().min(frame.right()) - x).max(0.0),
        height: (view.bottom().min(frame.bottom()) - y).max(0.0),
    };
    Some(Minimap {
        frame,
        boxes: scene.nodes.iter().map(|node| (small(node.rect), node.share)).collect(),
        window,
    })
}

/// The point of the picture under a point of the minimap.
pub fn point_in_picture(size: Point, camera: &Camera, x: f64, y: f64) -> Option<Point> {
    let (frame, scale) = place(size, camera)?;
    Some(Point {
        x: (x - frame.x - PADDING) / scale,
        y: (y - frame.y - PADDING) / scale,
    })
}

/// Whether a point of the pane is on the minimap.
pub fn is_on(size: Point, camera: &Camera, x: f64, y: f64) -> bool {
    place(size, camera)
        .is_some_and(|(frame, _)| x >= frame.x && x < frame.right() && y >= frame.y && y < frame.bottom())
}
