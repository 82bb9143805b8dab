//! A point → the thing under it: the picture read backwards.

use crate::layout::callgraph::legend;
use crate::layout::callgraph::minimap;
use crate::layout::callgraph::picture::Sight;
use crate::layout::callgraph::scene::Scene;
use crate::layout::space::{Point, Rect};

/// How near to a line the pointer must be, in pixels.
const NEAR: f64 = 5.0;
/// Straight pieces that a curve is measured by.
const PIECES: usize = 8;

/// What is under a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The minimap.
    Minimap,
    /// The legend's head.
    LegendHead,
    /// Another part of the legend.
    Legend,
    /// A box.
    Node(u32),
    /// A line.
    Edge(u32),
}

/// The thing at a point of the pane, the topmost if there are several.
pub fn at(scene: &Scene, sight: &Sight<'_>, x: f64, y: f64) -> Option<Hit> {
    let legend = legend::legend(sight);
    if holds(legend.frame, x, y) {
        return Some(if holds(legend.head, x, y) || legend.rows.is_empty() {
            Hit::LegendHead
        } else {
            Hit::Legend
        });
    }
    if minimap::is_on(scene.size, &sight.camera, x, y) {
        return Some(Hit::Minimap);
    }
    let point = sight.camera.point_in_picture(x, y);
    let node = scene.nodes.iter().position(|node| holds(node.rect, point.x, point.y));
    if let Some(node) = node {
        return Some(Hit::Node(node as u32));
    }
    let reach = NEAR / sight.camera.scale.max(1e-9);
    let mut nearest: Option<(f64, u32)> = None;
    for (at, edge) in scene.edges.iter().enumerate() {
        let bounds = edge.bounds;
        let is_far = point.x < bounds.x - reach
            || point.x > bounds.right() + reach
            || point.y < bounds.y - reach
            || point.y > bounds.bottom() + reach;
        let far = if edge.points.is_empty() || is_far {
            f64::INFINITY
        } else {
            distance(&edge.points, point) - edge.width / 2.0
        };
        let far = if holds(edge.label_rect, point.x, point.y) {
            0.0
        } else {
            far
        };
        if far <= reach && nearest.is_none_or(|(least, _)| far < least) {
            nearest = Some((far, at as u32));
        }
    }
    nearest.map(|(_, edge)| Hit::Edge(edge))
}

fn holds(rect: Rect, x: f64, y: f64) -> bool {
    x >= rect.x && x < rect.right() && y >= rect.y && y < rect.bottom()
}

/// How far a point is from a curve.
fn distance(points: &[Point], point: Point) -> f64 {
    let mut least = f64::INFINITY;
    let mut from = points[0];
    for to in pieces(points) {
        least = least.min(to_piece(from, to, point));
        from = to;
    }
    least
}

/// The ends of the straight pieces that a curve is measured by.
pub(super) fn pieces(points: &[Point]) -> impl Iterator<Item = Point> {
    let curves = points
        .get(1..)
        .unwrap_or_default()
        .as_chunks::<3>()
        .0
        .iter()
        .enumerate();
    curves.flat_map(|(at, curve)| {
        let start = points[at * 3];
        (1..=PIECES).map(move |piece| on_curve(start, curve, piece as f64 / PIECES as f64))
    })
}

fn on_curve(start: Point, curve: &[Point], t: f64) -> Point {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    let points = [start, curve[0], curve[1], curve[2]];
    let sum = |pick: fn(&Point) -> f64| {
        points
            .iter()
            .zip(weights)
            .map(|(point, weight)| pick(point) * weight)
            .sum()
    };
    Point {
        x: sum(|point| point.x),
        y: sum(|point| point.y),
    }
}

fn to_piece(from: Point, to: Point, point: Point) -> f64 {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let long = x * x + y * y;
    let t = if long > 0.0 {
        (((point.x - from.x) * x + (point.y - from.y) * y) / long).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (from.x + x * t - point.x).hypot(from.y + y * t - point.y)
}
