//! Edges from a node to itself: loops at its right side, one below the other, labels beside them.

use crate::layout::graph::Size;
use crate::layout::space::Point;

/// How far a loop stands out.
const REACH: f64 = 20.0;
/// Room between a loop and its label.
const GAP: f64 = 6.0;
/// Room between two loops or their labels.
const APART: f64 = 4.0;

/// The size of all loops of a node with their labels, as they stand at its right.
pub(super) fn size(labels: &[Option<Size>]) -> Size {
    labels.iter().fold(Size::default(), |all, label| Size {
        width: all.width.max(REACH + label.map_or(0.0, |label| GAP + label.width)),
        height: all.height + share(label.as_ref()),
    })
}

/// The height that a loop takes.
fn share(label: Option<&Size>) -> f64 {
    label.map_or(0.0, |label| label.height) + APART
}

/// The loops of a node: for each its control points and the middle of its label.
pub(super) fn loops(centre: Point, node: Size, labels: &[Option<Size>]) -> Vec<(Vec<Point>, Option<Point>)> {
    let side = centre.x + node.width / 2.0;
    // A cubic whose inner points are this far out reaches three quarters of it.
    let far = side + REACH / 0.75;
    let height = size(labels).height;
    let slice = node.height / labels.len() as f64;
    let (mut on_side, mut beside) = (centre.y - node.height / 2.0, centre.y - height / 2.0);
    labels
        .iter()
        .map(|label| {
            let share = share(label.as_ref());
            let middle = beside + share / 2.0;
            let bend = slice.min(share) / 2.0;
            let points = [
                (side, on_side + slice * 0.2),
                (far, middle - bend),
                (far, middle + bend),
                (side, on_side + slice * 0.8),
            ];
            on_side += slice;
            beside += share;
            let label = label.map(|label| Point {
                x: side + REACH + GAP + label.width / 2.0,
                y: middle,
            });
            (points.map(|(x, y)| Point { x, y }).to_vec(), label)
        })
        .collect()
}
