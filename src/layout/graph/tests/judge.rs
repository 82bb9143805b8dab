//! Looks at a picture with a ruler: what overlaps, what runs through what, what crosses.

use std::collections::BTreeMap;

use crate::layout::graph::{Graph, Picture, Size};
use crate::layout::space::Point;

/// Straight pieces that a curve is measured by.
const PIECES: usize = 8;
/// Side of the squares that shapes are looked up by.
const SQUARE: f64 = 128.0;

/// A box with its middle.
#[derive(Clone, Copy, Debug)]
struct Shape {
    centre: Point,
    size: Size,
    /// Whether an edge is allowed in it: an edge's own nodes.
    owner: Owner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Node(u32),
    Label(u32),
}

impl Shape {
    /// How deep a point is inside; negative outside.
    fn depth(&self, point: Point) -> f64 {
        let x = self.size.width / 2.0 - (point.x - self.centre.x).abs();
        let y = self.size.height / 2.0 - (point.y - self.centre.y).abs();
        x.min(y)
    }

    /// How deep another shape reaches into this one.
    fn overlap(&self, other: &Self) -> f64 {
        let x = f64::midpoint(self.size.width, other.size.width) - (self.centre.x - other.centre.x).abs();
        let y = f64::midpoint(self.size.height, other.size.height) - (self.centre.y - other.centre.y).abs();
        x.min(y)
    }

    fn squares(&self) -> impl Iterator<Item = (i64, i64)> + use<> {
        let (x, y) = (self.size.width / 2.0, self.size.height / 2.0);
        squares(
            Point {
                x: self.centre.x - x,
                y: self.centre.y - y,
            },
            Point {
                x: self.centre.x + x,
                y: self.centre.y + y,
            },
        )
    }
}

fn squares(one: Point, other: Point) -> impl Iterator<Item = (i64, i64)> + use<> {
    let at = |coordinate: f64| (coordinate / SQUARE).floor() as i64;
    let columns = at(one.x.min(other.x))..=at(one.x.max(other.x));
    let rows = at(one.y.min(other.y))..=at(one.y.max(other.y));
    columns.flat_map(move |column| rows.clone().map(move |row| (column, row)))
}

/// A straight piece of an edge.
#[derive(Clone, Copy, Debug)]
struct Piece {
    edge: u32,
    from: Point,
    to: Point,
}

/// A picture and its graph, looked up by place.
pub(crate) struct Judge {
    shapes: Vec<Shape>,
    pieces: Vec<Piece>,
    ends: Vec<(u32, u32)>,
    size: Size,
}

impl Judge {
    pub(crate) fn new(graph: &Graph, picture: &Picture) -> Self {
        let mut shapes = Vec::new();
        for (node, (&centre, node_of_graph)) in picture.centres.iter().zip(&graph.nodes).enumerate() {
            shapes.push(Shape {
                centre,
                size: node_of_graph.size,
                owner: Owner::Node(node as u32),
            });
        }
        let mut pieces = Vec::new();
        for (at, (route, edge)) in picture.routes.iter().zip(&graph.edges).enumerate() {
            if let (Some(centre), Some(size)) = (route.label, edge.label) {
                shapes.push(Shape {
                    centre,
                    size,
                    owner: Owner::Label(at as u32),
                });
            }
            let line = flat(&route.points);
            pieces.extend(line.windows(2).map(|pair| Piece {
                edge: at as u32,
                from: pair[0],
                to: pair[1],
            }));
        }
        let ends = graph.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        Self {
            shapes,
            pieces,
            ends,
            size: picture.size,
        }
    }

    /// Everything that should not be.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut by_square: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (at, shape) in self.shapes.iter().enumerate() {
            for square in shape.squares() {
                by_square.entry(square).or_default().push(at);
            }
            let (x, y) = (shape.size.width / 2.0, shape.size.height / 2.0);
            let is_inside = shape.centre.x - x > -0.01
                && shape.centre.y - y > -0.01
                && shape.centre.x + x < self.size.width + 0.01
                && shape.centre.y + y < self.size.height + 0.01;
            if !is_inside {
                complaints.push(format!("{shape:?} is outside of {:?}", self.size));
            }
        }
        for near in by_square.values() {
            for (at, &one) in near.iter().enumerate() {
                for &other in &near[at + 1..] {
                    let (one, other) = (&self.shapes[one], &self.shapes[other]);
                    if one.overlap(other) > 0.01 {
                        complaints.push(format!("{one:?} overlaps {other:?}"));
                    }
                }
            }
        }
        for piece in &self.pieces {
            let (from, to) = self.ends[piece.edge as usize];
            for square in squares(piece.from, piece.to) {
                for &at in by_square.get(&square).into_iter().flatten() {
                    let shape = &self.shapes[at];
                    let is_own = shape.owner == Owner::Node(from) || shape.owner == Owner::Node(to);
                    let allowed = if is_own { 1.0 } else { 0.01 };
                    let depth = (0..=4).map(|t| shape.depth(between(piece.from, piece.to, f64::from(t) / 4.0)));
                    if depth.fold(f64::NEG_INFINITY, f64::max) > allowed {
                        complaints.push(format!(
                            "edge {} ({from} → {to}) runs through {shape:?} at {:?}",
                            piece.edge, piece.from
                        ));
                    }
                }
            }
        }
        complaints.sort();
        complaints.dedup();
        complaints
    }

    /// How often two edges cross, measured on the curves.
    pub(crate) fn crossings(&self) -> usize {
        let mut by_square: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            for square in squares(piece.from, piece.to) {
                by_square.entry(square).or_default().push(at as u32);
            }
        }
        let mut count = 0;
        for (square, near) in &by_square {
            for (at, &one) in near.iter().enumerate() {
                for &other in &near[at + 1..] {
                    let (one, other) = (&self.pieces[one as usize], &self.pieces[other as usize]);
                    if one.edge != other.edge
                        && let Some(point) = crossing(one, other)
                        && squares(point, point).eq([*square])
                    {
                        count += 1;
                    }
                }
            }
        }
        count
    }
}

fn between(one: Point, other: Point, t: f64) -> Point {
    Point {
        x: one.x + (other.x - one.x) * t,
        y: one.y + (other.y - one.y) * t,
    }
}

/// Where two pieces cross, each taken without its last point.
fn crossing(one: &Piece, other: &Piece) -> Option<Point> {
    let (ax, ay) = (one.to.x - one.from.x, one.to.y - one.from.y);
    let (bx, by) = (other.to.x - other.from.x, other.to.y - other.from.y);
    let across = ax * by - ay * bx;
    if across.abs() < 1e-12 {
        return None;
    }
    let (dx, dy) = (other.from.x - one.from.x, other.from.y - one.from.y);
    let t = (dx * by - dy * bx) / across;
    let u = (dx * ay - dy * ax) / across;
    ((0.0..1.0).contains(&t) && (0.0..1.0).contains(&u)).then(|| between(one.from, one.to, t))
}

/// A curve as straight pieces.
fn flat(points: &[Point]) -> Vec<Point> {
    let mut line: Vec<Point> = points.first().copied().into_iter().collect();
    for curve in points.get(1..).unwrap_or_default().as_chunks::<3>().0 {
        let start = line[line.len() - 1];
        for piece in 1..=PIECES {
            let t = piece as f64 / PIECES as f64;
            let [a, b, c] = [
                between(start, curve[0], t),
                between(curve[0], curve[1], t),
                between(curve[1], curve[2], t),
            ];
            line.push(between(between(a, b, t), between(b, c, t), t));
        }
    }
    line
}
