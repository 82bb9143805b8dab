//! Edges as curves: through their own cells, round everything else.
//!
//! Cells with x and bands in → for each link cubic Béziers from node to node out. Between two
//! bands nothing stands, so a curve whose control points lie there meets nothing. Within a band an
//! edge is a straight line, as steep as it must be not to touch the nodes and labels beside it.
//! Before that the cells of edges are drawn into straighter lines ([`stretch`]), as far as their neighbours
//! let them, so that the order within the lines stays and no crossing is added. Beside a sloping edge its
//! label moves further off, as far as there is room ([`labels`]).

pub(super) mod labels;
mod stretch;

use crate::layout::graph::Size;
use crate::layout::graph::cells::{Cells, Kind, LABEL_GAP};
use crate::layout::graph::layers::Layers;
use crate::layout::graph::rows::Band;
use crate::layout::space::Point;

pub(super) use stretch::stretch;

/// An edge keeps this far from a node's corners.
const CORNER: f64 = 6.0;
/// An edge keeps this far from what stands beside it.
const CLEARANCE: f64 = 2.0;

/// Everything placed that routes need.
pub(super) struct Places<'a> {
    pub(super) layers: &'a Layers,
    pub(super) cells: &'a Cells,
    /// The sizes of the nodes.
    pub(super) sizes: &'a [Size],
    pub(super) x: Vec<f64>,
    pub(super) bands: Vec<Band>,
    /// How far each label stands further off its edge than it must.
    pub(super) shifts: Vec<f64>,
}

/// Where an edge enters and leaves a line, and how far sideways it runs for each pixel down.
#[derive(Clone, Copy)]
struct Pass {
    x: f64,
    middle: f64,
    top: f64,
    bottom: f64,
    slope: f64,
}

impl Pass {
    fn at(&self, y: f64) -> Point {
        Point {
            x: self.x + (y - self.middle) * self.slope,
            y,
        }
    }
}

/// Where an edge leaves or enters a node: nearer to the middle of its side than what it leads to, and in the same order.
fn port(x: f64, half_width: f64, towards: f64) -> f64 {
    let room = (half_width - CORNER).max(1.0);
    let far = towards - x;
    x + room * far / (room + far.abs())
}

/// The control points of a link from its upper node to its lower: the first point, then three for each curve.
pub(super) fn curve(places: &Places<'_>, way: &[u32]) -> Vec<Point> {
    let passes = passes(places, way);
    let mut points: Vec<Point> = Vec::with_capacity(way.len() * 6);
    let mut before: Option<&Pass> = None;
    for pass in &passes {
        let (top, bottom) = (pass.at(pass.top), pass.at(pass.bottom));
        if let Some(before) = before {
            let from = before.at(before.bottom);
            let third = (top.y - from.y) / 3.0;
            points.extend([
                Point {
                    x: from.x + before.slope * third,
                    y: from.y + third,
                },
                Point {
                    x: top.x - pass.slope * third,
                    y: top.y - third,
                },
                top,
            ]);
        } else {
            points.push(top);
        }
        if bottom.y > top.y {
            let along = |t: f64| pass.at(top.y + (bottom.y - top.y) * t);
            points.extend([along(1.0 / 3.0), along(2.0 / 3.0), bottom]);
        }
        before = Some(pass);
    }
    points
}

fn passes(places: &Places<'_>, way: &[u32]) -> Vec<Pass> {
    let Places { cells, x, bands, .. } = places;
    let last = way.len() - 1;
    let mut passes: Vec<Pass> = way
        .iter()
        .map(|&cell| {
            let band = bands[cells.line[cell as usize] as usize];
            Pass {
                x: x[cell as usize],
                middle: band.middle(),
                top: band.top,
                bottom: band.bottom,
                slope: 0.0,
            }
        })
        .collect();
    for (end, next) in [(0, 1), (last, last - 1)] {
        let node = way[end] as usize;
        let half_height = places.sizes[node].height / 2.0;
        let x = port(x[node], cells.left[node], passes[next].x);
        let pass = &mut passes[end];
        pass.x = x;
        if end == 0 {
            pass.top = pass.middle + half_height;
            pass.middle = pass.top;
        } else {
            pass.bottom = pass.middle - half_height;
            pass.middle = pass.bottom;
        }
    }
    for at in 0..passes.len() {
        let upwards = at.checked_sub(1).map(|above| gradient(&passes[above], &passes[at]));
        let downwards = passes.get(at + 1).map(|below| gradient(&passes[at], below));
        let slope = match (upwards, downwards) {
            (Some(one), Some(other)) => even(one, other),
            // At a node an edge stands a little steeper than it will be.
            (one, other) => one.or(other).unwrap_or(0.0) * 0.6,
        };
        passes[at].slope = steep_enough(places, way[at], &passes[at], slope);
    }
    passes
}

/// Sideways for each pixel down from one pass's middle to the next one's.
fn gradient(above: &Pass, below: &Pass) -> f64 {
    let height = below.middle - above.middle;
    if height > 0.0 {
        (below.x - above.x) / height
    } else {
        0.0
    }
}

/// A slope between two that lets the curve turn only once (Fritsch and Butland 1984: the harmonic mean).
fn even(one: f64, other: f64) -> f64 {
    if one * other > 0.0 {
        2.0 * one * other / (one + other)
    } else {
        0.0
    }
}

/// The slope, or what of it keeps the line within its band off the nodes and labels beside it.
fn steep_enough(places: &Places<'_>, cell: u32, pass: &Pass, slope: f64) -> f64 {
    let reach = (pass.middle - pass.top).max(pass.bottom - pass.middle);
    if reach <= 0.0 {
        return slope;
    }
    let free = if places.cells.kind[cell as usize] == Kind::Label {
        labels::free(places, cell)
    } else {
        free_of_solids(places, cell, pass.x)
    };
    let most = ((free - CLEARANCE) / reach).max(0.0);
    slope.clamp(-most, most)
}

/// How far a line at this x is from what is solid in its band.
fn free_of_solids(places: &Places<'_>, cell: u32, x: f64) -> f64 {
    let cells = places.cells;
    let line = &cells.lines[cells.line[cell as usize] as usize];
    let place = cells.place[cell as usize] as usize;
    let is_solid = |cell: &&u32| cells.kind[**cell as usize] != Kind::Line;
    let at_left = line[..place].iter().rev().find(is_solid).map(|&left| {
        let left = left as usize;
        x - (places.x[left] + cells.right[left] + places.shifts[left])
    });
    let at_right = line[place + 1..].iter().find(is_solid).map(|&right| {
        let right = right as usize;
        let own_left = if cells.kind[right] == Kind::Label {
            -LABEL_GAP
        } else {
            cells.left[right]
        };
        places.x[right] - own_left - x
    });
    at_left.unwrap_or(f64::INFINITY).min(at_right.unwrap_or(f64::INFINITY))
}
