//! Parts that do not hang together: found, and packed side by side.

use crate::layout::graph::Size;
use crate::layout::space::Point;

/// Room between two parts.
const GAP: f64 = 36.0;
/// How much wider than high the picture may become by putting parts side by side.
const SHAPE: f64 = 1.6;

/// The part of each node, numbered in the order of their first nodes, and how many parts there are.
pub(super) fn parts(node_count: usize, edges: impl Iterator<Item = (u32, u32)>) -> (Vec<u32>, usize) {
    let mut above: Vec<u32> = (0..node_count as u32).collect();
    for (from, to) in edges {
        let (from, to) = (top(&mut above, from), top(&mut above, to));
        // The smaller number is the top, so that tops come first.
        above[from.max(to) as usize] = from.min(to);
    }
    let mut parts = vec![0; node_count];
    let mut count = 0;
    for node in 0..node_count {
        let top = top(&mut above, node as u32);
        parts[node] = if top as usize == node {
            count += 1;
            count - 1
        } else {
            parts[top as usize]
        };
    }
    (parts, count as usize)
}

/// The top of the tree that a node stands in; every other node on the way is hung higher.
fn top(above: &mut [u32], mut node: u32) -> u32 {
    while above[node as usize] != node {
        let next = above[above[node as usize] as usize];
        above[node as usize] = next;
        node = next;
    }
    node
}

/// Where the top left corner of each part goes, and the size of all: in rows, left to right.
pub(super) fn packed(sizes: &[Size]) -> (Vec<Point>, Size) {
    let widest = sizes.iter().map(|size| size.width).fold(0.0, f64::max);
    let highest = sizes.iter().map(|size| size.height).fold(0.0, f64::max);
    let area: f64 = sizes.iter().map(|size| (size.width + GAP) * (size.height + GAP)).sum();
    // As high as the highest part is no waste.
    let room = widest
        .max((area * SHAPE).sqrt())
        .max(area / (highest + GAP).max(1.0) * 0.5);
    let (mut x, mut y, mut row_height) = (0.0, 0.0, 0.0_f64);
    let mut all = Size::default();
    let mut corners = Vec::with_capacity(sizes.len());
    for size in sizes {
        if x > 0.0 && x + size.width > room {
            y += row_height + GAP;
            (x, row_height) = (0.0, 0.0);
        }
        corners.push(Point { x, y });
        row_height = row_height.max(size.height);
        all.width = all.width.max(x + size.width);
        all.height = all.height.max(y + size.height);
        x += size.width + GAP;
    }
    (corners, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_numbered_by_their_first_nodes() {
        assert_eq!(
            parts(6, [(4, 1), (2, 5), (5, 0)].into_iter()),
            (vec![0, 1, 0, 2, 1, 0], 3)
        );
        assert_eq!(parts(0, std::iter::empty()), (Vec::new(), 0));
    }

    #[test]
    fn parts_stand_side_by_side_and_apart() {
        let sizes =
            [(100.0, 300.0), (50.0, 40.0), (60.0, 50.0), (400.0, 20.0)].map(|(width, height)| Size { width, height });
        let (corners, all) = packed(&sizes);
        for (at, one) in corners.iter().enumerate() {
            assert!(one.x + sizes[at].width <= all.width && one.y + sizes[at].height <= all.height);
            for (other_at, other) in corners.iter().enumerate().skip(at + 1) {
                let apart_x =
                    one.x + sizes[at].width + GAP <= other.x || other.x + sizes[other_at].width + GAP <= one.x;
                let apart_y =
                    one.y + sizes[at].height + GAP <= other.y || other.y + sizes[other_at].height + GAP <= one.y;
                assert!(apart_x || apart_y);
            }
        }
        assert_eq!(packed(&[]).1, Size::default());
    }
}
