//! Where a tooltip stands: near the pointer, never over its frame and never out of the window.
//!
//! The box is held by the two edges of the window that leave it the most room: above or below the
//! frame, left or right of the pointer. So its size need not be known. Arithmetic only.

/// Space between the frame or the pointer and the box, in CSS pixels.
const GAP: f64 = 8.0;

/// Distances from the window's edges; only the sides that hold the box are there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Edges {
    /// From the left.
    pub left: Option<f64>,
    /// From the right.
    pub right: Option<f64>,
    /// From the top.
    pub top: Option<f64>,
    /// From the bottom.
    pub bottom: Option<f64>,
}

/// Where the box stands for a pointer at `x`, over what reaches from `top` to `bottom`, in a window of `size`.
pub fn edges(x: f64, top: f64, bottom: f64, [width, height]: [f64; 2]) -> Edges {
    let mut edges = Edges::default();
    if x < width / 2.0 {
        edges.left = Some(x + GAP);
    } else {
        edges.right = Some(width - x + GAP);
    }
    if height - bottom > top {
        edges.top = Some(bottom + GAP);
    } else {
        edges.bottom = Some(height - top + GAP);
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_beside_the_frame_on_the_side_with_more_room() {
        let size = [1000.0, 600.0];
        let below = edges(100.0, 200.0, 220.0, size);
        assert_eq!((below.left, below.top), (Some(108.0), Some(228.0)));
        let above = edges(900.0, 500.0, 520.0, size);
        assert_eq!((above.right, above.bottom), (Some(108.0), Some(108.0)));
    }
}
