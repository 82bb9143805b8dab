//! One part of a graph that hangs together, through all stages.

use crate::layout::graph::cells::{Cells, LABEL_GAP};
use crate::layout::graph::layers::Layers;
use crate::layout::graph::route::{self, Places};
use crate::layout::graph::{Link, Picture, Route, Size, blocks, loops, order, place, rank, rows};
use crate::layout::space::Point;
use crate::model::sorting;

/// Nodes and edges of a part, and their numbers in the whole graph.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The heaviest first.
    pub(super) nodes: Vec<u32>,
    pub(super) sizes: Vec<Size>,
    pub(super) weights: Vec<f64>,
    /// Each edge's number, whether it was turned, and itself by the part's own numbers.
    pub(super) links: Vec<(u32, bool, Link)>,
    /// Edges from a node to itself.
    pub(super) loops: Vec<(u32, Link)>,
}

impl Part {
    /// Places the nodes and edges, from the part's own top left corner, and says how large it is.
    pub(super) fn lay_out(&self, picture: &mut Picture) -> Size {
        let links: Vec<Link> = self.links.iter().map(|&(.., link)| link).collect();
        let ranks = rank::ranks(self.nodes.len(), &links);
        for (&node, &rank) in self.nodes.iter().zip(&ranks) {
            picture.ranks[node as usize] = rank;
        }
        let ends: Vec<_> = links.iter().map(|link| (link.upper, link.lower)).collect();
        let mut layers = Layers::of(ranks, &ends);
        order::order(&mut layers, &self.weights);
        let mut cells = Cells::of(&layers, &links, &self.sizes);
        self.each_with_loops(|node, _, labels| cells.make_room(node, loops::size(labels)));
        let blocks = blocks::join(&layers, &cells, &links);
        let x = place::columns(&layers, &cells, &blocks, &links);
        let bands = rows::bands(&layers, &cells, &x);
        let mut places = Places {
            layers: &layers,
            cells: &cells,
            sizes: &self.sizes,
            x,
            bands,
            shifts: Vec::new(),
        };
        route::stretch(&mut places);
        places.shifts = route::labels::shifts(&cells, &places.x, &places.bands, |link, way| {
            cells.way(&layers, link, way);
        });
        self.draw(&places, picture)
    }

    fn draw(&self, places: &Places<'_>, picture: &mut Picture) -> Size {
        let Places {
            layers,
            cells,
            x,
            bands,
            shifts,
            ..
        } = places;
        let mut way = Vec::new();
        for (at, &(edge, is_turned, link)) in self.links.iter().enumerate() {
            cells.way(layers, at, &mut way);
            let mut points = route::curve(places, &way);
            if is_turned {
                points.reverse();
            }
            let label = cells.label_slot[at].zip(link.label).map(|(slot, size)| Point {
                x: x[slot as usize] + LABEL_GAP + shifts[slot as usize] + size.width / 2.0,
                y: bands[cells.line[slot as usize] as usize].middle(),
            });
            picture.routes[edge as usize] = Route { points, label };
        }
        for (at, &node) in self.nodes.iter().enumerate() {
            picture.centres[node as usize] = Point {
                x: x[at],
                y: bands[cells.line[at] as usize].middle(),
            };
        }
        self.draw_loops(picture);
        let right = (0..x.len()).map(|cell| x[cell] + cells.right[cell] + shifts[cell]);
        let left = (0..x.len()).map(|cell| x[cell] - cells.left[cell]);
        let left = left.fold(f64::INFINITY, f64::min);
        // Stretching may have moved the leftmost edge.
        self.shift(picture, Point { x: -left, y: 0.0 });
        Size {
            width: right.fold(0.0, f64::max) - left,
            height: bands.last().map_or(0.0, |band| band.bottom),
        }
    }

    fn draw_loops(&self, picture: &mut Picture) {
        self.each_with_loops(|node, edges, labels| {
            let centre = picture.centres[self.nodes[node as usize] as usize];
            let drawn = loops::loops(centre, self.sizes[node as usize], labels);
            for (&(edge, _), (points, label)) in edges.iter().zip(drawn) {
                picture.routes[edge as usize] = Route { points, label };
            }
        });
    }

    /// Each node that has edges to itself, with them and their labels.
    fn each_with_loops(&self, mut see: impl FnMut(u32, &[(u32, Link)], &[Option<Size>])) {
        let mut loops = self.loops.clone();
        sorting::sort_by_key(&mut loops, |(_, link)| link.upper);
        for edges in loops.chunk_by(|one, other| one.1.upper == other.1.upper) {
            let labels: Vec<_> = edges.iter().map(|(_, link)| link.label).collect();
            see(edges[0].1.upper, edges, &labels);
        }
    }

    /// Moves all of the part.
    pub(super) fn shift(&self, picture: &mut Picture, by: Point) {
        let shift = |point: &mut Point| {
            point.x += by.x;
            point.y += by.y;
        };
        for &node in &self.nodes {
            shift(&mut picture.centres[node as usize]);
        }
        let links = self.links.iter().map(|&(edge, ..)| edge);
        for edge in links.chain(self.loops.iter().map(|&(edge, _)| edge)) {
            let route = &mut picture.routes[edge as usize];
            route.points.iter_mut().for_each(shift);
            route.label.iter_mut().for_each(shift);
        }
    }
}
