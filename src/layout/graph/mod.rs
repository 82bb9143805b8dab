//! A directed graph as a picture in layers: boxes with sizes and edges with weights in → places,
//! curves and label places out. Written for call graphs, but it knows nothing of calls.
//!
//! The stages, each in a file of its own and each a function of what the ones before gave:
//!
//! 1. [`acyclic`]: the lightest edges of circles are turned round, [`components`] found;
//! 2. [`rank`]: every edge leads down, heavy ones as little as possible ([`simplex`]);
//! 3. [`layers`], [`order`]: virtual nodes wherever an edge passes a rank, few crossings;
//! 4. [`cells`], [`blocks`], [`place`]: slots for labels between the ranks, and the x of everything ([`simplex`] again);
//! 5. [`rows`], [`route`], [`loops`]: the y of the lines, and curves through what is free.
//!
//! Must not know: profiles, colours, fonts, panes.
//!
//! Invariants, each tested: nodes and labels overlap nothing; no edge passes through a node or label
//! that is not its own; the same graph gives the same picture; nothing recurses over size; heavy
//! nodes keep their order when a light one is missing.
//!
//! Method: Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs", IEEE
//! Transactions on Software Engineering 19 (1993); what differs is said in the files.
//!
//! Read [`lay_out`] first.

mod acyclic;
mod adjacency;
mod blocks;
mod cells;
mod components;
mod layers;
mod loops;
mod order;
mod part;
mod place;
mod rank;
mod route;
mod rows;
mod simplex;

use crate::layout::space::Point;
use crate::model::sorting;

/// Longest side of a node or label, in pixels; more is taken as this much.
const MAX_SIDE: f64 = 4096.0;
/// Largest weight of an edge; more is taken as this much.
const MAX_WEIGHT: u32 = 1000;
/// Most ranks that an edge can be asked to span.
const MAX_RANKS: u32 = 8;

/// How large something is, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Size {
    /// The size with sides that can be reckoned with.
    fn sound(self) -> Self {
        let side = |length: f64| {
            if length.is_finite() {
                length.clamp(1.0, MAX_SIDE)
            } else {
                1.0
            }
        };
        Self {
            width: side(self.width),
            height: side(self.height),
        }
    }
}

/// A node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Node {
    /// How large it is.
    pub size: Size,
    /// How much it is worth, compared to the others: heavy nodes have the first say in the order.
    pub weight: f64,
}

/// An edge between two nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Edge {
    /// The number of the node it leaves.
    pub from: u32,
    /// The number of the node it enters; the same one gives a loop.
    pub to: u32,
    /// How much it should be short and straight, from 1.
    pub weight: u32,
    /// How many ranks it spans at least, from 1.
    pub min_ranks: u32,
    /// The size of its label, if it has one.
    pub label: Option<Size>,
}

/// A graph to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The nodes; of equally heavy ones the first has the first say.
    pub nodes: Vec<Node>,
    /// The edges; those that name no node are not drawn.
    pub edges: Vec<Edge>,
}

/// Where an edge runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Control points of cubic Bézier curves from the border of one node to that of the other: the
    /// first point, then three for each curve. Empty when the edge is not drawn.
    pub points: Vec<Point>,
    /// The middle of its label.
    pub label: Option<Point>,
}

/// A graph as a picture, in pixels from its top left corner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// How large it is.
    pub size: Size,
    /// The middle of each node.
    pub centres: Vec<Point>,
    /// The rank of each node within its part, 0 at the top.
    pub ranks: Vec<u32>,
    /// The part that each node belongs to: nodes that hang together are one.
    pub parts: Vec<u32>,
    /// The way of each edge.
    pub routes: Vec<Route>,
}

/// An edge within a part, between two nodes of it, turned so that it leads down.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Link {
    upper: u32,
    lower: u32,
    weight: u32,
    min_ranks: u32,
    label: Option<Size>,
}

/// Lays out a graph.
pub fn lay_out(graph: &Graph) -> Picture {
    let node_count = graph.nodes.len();
    let is_drawn = |edge: &Edge| (edge.from.max(edge.to) as usize) < node_count;
    let drawn: Vec<u32> = (0..graph.edges.len() as u32)
        .filter(|&at| is_drawn(&graph.edges[at as usize]))
        .collect();
    let ends: Vec<_> = drawn
        .iter()
        .map(|&at| (graph.edges[at as usize].from, graph.edges[at as usize].to))
        .collect();
    let weights: Vec<_> = drawn.iter().map(|&at| graph.edges[at as usize].weight).collect();
    let turned = acyclic::turned(node_count, &ends, &weights);
    let (parts, part_count) = components::parts(node_count, ends.iter().copied());

    let mut own: Vec<part::Part> = Vec::new();
    own.resize_with(part_count, part::Part::default);
    let mut number = vec![0_u32; node_count];
    let mut by_weight: Vec<u32> = (0..node_count as u32).collect();
    sorting::sort_by(&mut by_weight, |&one, &other| {
        let weight = |node: u32| graph.nodes[node as usize].weight;
        weight(other).total_cmp(&weight(one))
    });
    for node in by_weight {
        let part = &mut own[parts[node as usize] as usize];
        number[node as usize] = part.nodes.len() as u32;
        part.nodes.push(node);
        part.weights.push(graph.nodes[node as usize].weight);
        part.sizes.push(graph.nodes[node as usize].size.sound());
    }
    for (&at, &turned) in drawn.iter().zip(&turned) {
        let edge = &graph.edges[at as usize];
        let (from, to) = (number[edge.from as usize], number[edge.to as usize]);
        let (upper, lower) = if turned { (to, from) } else { (from, to) };
        let link = Link {
            upper,
            lower,
            weight: edge.weight.clamp(1, MAX_WEIGHT),
            min_ranks: edge.min_ranks.clamp(1, MAX_RANKS),
            label: edge.label.map(Size::sound),
        };
        let part = &mut own[parts[edge.from as usize] as usize];
        if edge.from == edge.to {
            part.loops.push((at, link));
        } else {
            part.links.push((at, turned, link));
        }
    }
    let mut picture = Picture {
        size: Size::default(),
        centres: vec![Point::default(); node_count],
        ranks: vec![0; node_count],
        parts,
        routes: vec![Route::default(); graph.edges.len()],
    };
    let sizes: Vec<_> = own.iter().map(|part| part.lay_out(&mut picture)).collect();
    let (corners, size) = components::packed(&sizes);
    for (part, &corner) in own.iter().zip(&corners) {
        part.shift(&mut picture, corner);
    }
    picture.size = size;
    picture
}

#[cfg(test)]
mod tests;
