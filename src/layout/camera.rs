//! What part of a picture in the plane is in view, and how large.

use crate::layout::space::{PaneSpace, Point, Rect};

/// Room around a picture that is fitted into its pane, as a share of the pane.
const MARGIN: f64 = 0.03;
/// A small picture is drawn no larger than this when it is fitted.
const LARGEST_FIT: f64 = 1.25;
/// The largest scale.
const LARGEST: f64 = 4.0;
/// The smallest scale, as a share of the fitted one.
const SMALLEST: f64 = 0.5;
/// So much of the picture stays in view however far it is moved, in pixels.
const HELD: f64 = 60.0;

/// A pane's view of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Camera {
    /// The pane.
    pub pane: PaneSpace,
    /// Pixels of the pane to a unit of the picture.
    pub scale: f64,
    /// The point of the picture in the middle of the pane.
    pub centre: Point,
}

impl Camera {
    /// Everything in view.
    pub fn fit(pane: PaneSpace, size: Point) -> Self {
        Self::on(
            pane,
            Rect {
                x: 0.0,
                y: 0.0,
                width: size.x,
                height: size.y,
            },
            LARGEST_FIT,
        )
    }

    /// A part of the picture in view, as large as it fits but not larger than a scale.
    pub fn on(pane: PaneSpace, part: Rect, largest: f64) -> Self {
        let room = 1.0 - 2.0 * MARGIN;
        let scale = (pane.width * room / part.width.max(1.0)).min(pane.height * room / part.height.max(1.0));
        Self {
            pane,
            scale: scale.min(largest).max(1e-4),
            centre: Point {
                x: part.x + part.width / 2.0,
                y: part.y + part.height / 2.0,
            },
        }
    }

    /// Where a point of the picture is in the pane.
    pub fn point_in_pane(&self, point: Point) -> Point {
        Point {
            x: (point.x - self.centre.x) * self.scale + self.pane.width / 2.0,
            y: (point.y - self.centre.y) * self.scale + self.pane.height / 2.0,
        }
    }

    /// The point of the picture at a point of the pane.
    pub fn point_in_picture(&self, x: f64, y: f64) -> Point {
        let scale = self.scale.max(1e-9);
        Point {
            x: (x - self.pane.width / 2.0) / scale + self.centre.x,
            y: (y - self.pane.height / 2.0) / scale + self.centre.y,
        }
    }

    /// Where a rectangle of the picture is in the pane.
    pub fn rect_in_pane(&self, rect: Rect) -> Rect {
        let corner = self.point_in_pane(Point { x: rect.x, y: rect.y });
        Rect {
            x: corner.x,
            y: corner.y,
            width: rect.width * self.scale,
            height: rect.height * self.scale,
        }
    }

    /// The part of the picture in view.
    pub fn in_view(&self) -> Rect {
        let corner = self.point_in_picture(0.0, 0.0);
        let scale = self.scale.max(1e-9);
        Rect {
            x: corner.x,
            y: corner.y,
            width: self.pane.width / scale,
            height: self.pane.height / scale,
        }
    }

    /// Larger by a factor, with the point of the picture that is at a point of the pane staying there.
    pub fn zoomed(self, factor: f64, x: f64, y: f64, size: Point) -> Self {
        if !(factor.is_finite() && factor > 0.0) {
            return self;
        }
        let smallest = Self::fit(self.pane, size).scale * SMALLEST;
        let scale = (self.scale * factor).clamp(smallest.min(LARGEST), LARGEST);
        let held = self.point_in_picture(x, y);
        Self {
            scale,
            centre: Point {
                x: held.x - (x - self.pane.width / 2.0) / scale,
                y: held.y - (y - self.pane.height / 2.0) / scale,
            },
            ..self
        }
        .held(size)
    }

    /// Moved by pixels of the pane: what is at their right comes into view.
    pub fn panned(self, right: f64, down: f64, size: Point) -> Self {
        let scale = self.scale.max(1e-9);
        Self {
            centre: Point {
                x: self.centre.x + right / scale,
                y: self.centre.y + down / scale,
            },
            ..self
        }
        .held(size)
    }

    /// Moved as little as it takes to keep something of the picture in view.
    pub fn held(self, size: Point) -> Self {
        let scale = self.scale.max(1e-9);
        let hold = |centre: f64, size: f64, pane: f64| {
            let reach = (pane / 2.0 - HELD).max(0.0) / scale;
            centre.max(-reach).min(size + reach)
        };
        Self {
            centre: Point {
                x: hold(self.centre.x, size.x, self.pane.width),
                y: hold(self.centre.y, size.y, self.pane.height),
            },
            ..self
        }
    }

    /// The camera a fraction `t` of the way to another: the scale changes by equal factors, and what both see moves straight.
    pub fn towards(self, other: Self, t: f64) -> Self {
        if t >= 1.0 {
            return other;
        }
        let scale = self.scale * (other.scale / self.scale).powf(t);
        // The share of the way, measured by how much of the picture a pane is wide.
        let (from, to, now) = (1.0 / self.scale, 1.0 / other.scale, 1.0 / scale);
        let share = if (to - from).abs() < 1e-9 * from {
            t
        } else {
            (now - from) / (to - from)
        };
        let between = |from: f64, to: f64| from + (to - from) * share;
        Self {
            scale,
            centre: Point {
                x: between(self.centre.x, other.centre.x),
                y: between(self.centre.y, other.centre.y),
            },
            ..other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Point = Point { x: 1000.0, y: 800.0 };

    fn pane() -> PaneSpace {
        PaneSpace {
            width: 500.0,
            height: 500.0,
            ratio: 1.0,
        }
    }

    #[test]
    fn a_fitted_picture_is_all_in_view_and_in_the_middle() {
        let camera = Camera::fit(pane(), SIZE);
        let view = camera.in_view();
        assert!(view.x < 0.0 && view.y < 0.0 && view.right() > 1000.0 && view.bottom() > 800.0);
        assert_eq!(camera.centre, Point { x: 500.0, y: 400.0 });
        assert_eq!(Camera::fit(pane(), Point { x: 10.0, y: 10.0 }).scale, LARGEST_FIT);
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let camera = Camera::fit(pane(), SIZE);
        let before = camera.point_in_picture(100.0, 300.0);
        let zoomed = camera.zoomed(1.7, 100.0, 300.0, SIZE);
        let after = zoomed.point_in_picture(100.0, 300.0);
        assert!((before.x - after.x).abs() < 1e-9 && (before.y - after.y).abs() < 1e-9);
        let there = zoomed.point_in_pane(after);
        assert!((there.x - 100.0).abs() < 1e-9 && (there.y - 300.0).abs() < 1e-9);
        assert_eq!(camera.zoomed(f64::NAN, 0.0, 0.0, SIZE), camera);
        assert!(camera.zoomed(1e9, 0.0, 0.0, SIZE).scale <= LARGEST);
    }

    #[test]
    fn the_picture_never_leaves_the_pane() {
        let camera = Camera::fit(pane(), SIZE).panned(1e6, -1e6, SIZE);
        let corner = camera.point_in_pane(Point { x: 1000.0, y: 0.0 });
        assert!(corner.x >= HELD - 1e-6 && corner.y <= 500.0 - HELD + 1e-6, "{corner:?}");
    }

    #[test]
    fn a_glide_begins_here_and_ends_there() {
        let from = Camera::fit(pane(), SIZE);
        let to = from.zoomed(3.0, 20.0, 40.0, SIZE);
        assert_eq!(from.towards(to, 1.0), to);
        let start = from.towards(to, 0.0);
        assert!((start.scale - from.scale).abs() < 1e-12 && (start.centre.x - from.centre.x).abs() < 1e-9);
    }
}
