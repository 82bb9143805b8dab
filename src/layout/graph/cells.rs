//! Lines of cells: the ranks' items, and between two ranks a slot for every edge that passes.
//!
//! Even lines are the ranks, odd lines the slots between them. An edge's label stands in the
//! middle one of its slots, at the right of the edge; so it has a place of its own that nothing
//! else may take. Cells are numbered: the items as in [`Layers`], then the slots of each link.

use crate::layout::graph::layers::Layers;
use crate::layout::graph::{Link, Size};
use crate::model::sorting;

/// Room between an edge and its label.
pub(super) const LABEL_GAP: f64 = 5.0;
/// Room between two nodes.
const NODE_GAP: f64 = 18.0;
/// Room between a node or a label and an edge.
const EDGE_GAP: f64 = 9.0;
/// Room between two edges, and between labels.
const LINE_GAP: f64 = 8.0;

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Node,
    Label,
    Line,
}

/// The cells, line by line.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    /// How many cells are items of the ranks.
    pub(super) item_count: usize,
    /// The first slot of each link.
    pub(super) first_slot: Vec<u32>,
    /// The slot that holds the label of each link.
    pub(super) label_slot: Vec<Option<u32>>,
    /// The cells of each line, from left to right.
    pub(super) lines: Vec<Vec<u32>>,
    /// The line of each cell.
    pub(super) line: Vec<u32>,
    /// Where each cell stands in its line.
    pub(super) place: Vec<u32>,
    /// How far each cell reaches to the left of its x.
    pub(super) left: Vec<f64>,
    /// How far each cell reaches to the right of its x.
    pub(super) right: Vec<f64>,
    /// How high each cell is.
    pub(super) height: Vec<f64>,
    pub(super) kind: Vec<Kind>,
}

impl Cells {
    /// Lays the slots between the ranks of an order that is done.
    pub(super) fn of(layers: &Layers, links: &[Link], sizes: &[Size]) -> Self {
        let item_count = layers.rank.len();
        let mut cells = Self {
            item_count,
            line: layers.rank.iter().map(|rank| rank * 2).collect(),
            left: vec![0.0; item_count],
            right: vec![0.0; item_count],
            height: vec![0.0; item_count],
            kind: vec![Kind::Line; item_count],
            ..Self::default()
        };
        for (node, size) in sizes.iter().enumerate() {
            cells.left[node] = size.width / 2.0;
            cells.right[node] = size.width / 2.0;
            cells.height[node] = size.height;
            cells.kind[node] = Kind::Node;
        }
        for (at, link) in links.iter().enumerate() {
            let steps = layers.step_count(at);
            let first = cells.line.len() as u32;
            cells.first_slot.push(first);
            cells.line.extend((0..steps).map(|step| {
                let (upper, _) = layers.step(at, step);
                layers.rank[upper as usize] * 2 + 1
            }));
            for values in [&mut cells.left, &mut cells.right, &mut cells.height] {
                values.resize(first as usize + steps, 0.0);
            }
            cells.kind.resize(first as usize + steps, Kind::Line);
            cells.label_slot.push(link.label.map(|size| {
                let slot = first + (steps as u32 - 1) / 2;
                cells.left[slot as usize] = LABEL_GAP;
                cells.right[slot as usize] = LABEL_GAP + size.width;
                cells.height[slot as usize] = size.height;
                cells.kind[slot as usize] = Kind::Label;
                slot
            }));
        }
        cells.arrange(layers);
        cells
    }

    /// Keeps room at a node's right.
    pub(super) fn make_room(&mut self, node: u32, room: Size) {
        let node = node as usize;
        self.right[node] += room.width;
        self.height[node] = self.height[node].max(room.height);
    }

    /// Orders each line; slots stand as a straight line between the ends of their step would pass.
    fn arrange(&mut self, layers: &Layers) {
        let ranks = layers.order.len();
        self.lines = vec![Vec::new(); (2 * ranks).saturating_sub(1)];
        self.place = vec![0; self.line.len()];
        for (rank, order) in layers.order.iter().enumerate() {
            self.lines[rank * 2].clone_from(order);
            for (place, &item) in order.iter().enumerate() {
                self.place[item as usize] = place as u32;
            }
        }
        // The whole numbers of a fraction of the line's width: equal for equal steps.
        let mut keys = vec![(0_u64, 0_u32); self.line.len() - self.item_count];
        for link in 0..layers.ends.len() {
            for step in 0..layers.step_count(link) {
                let (upper, lower) = layers.step(link, step);
                let along = |item: u32| {
                    let width = layers.order[layers.rank[item as usize] as usize].len() as u64;
                    (u64::from(self.place[item as usize]) * 2 + 1) * 0x10_0000 / width
                };
                let slot = self.first_slot[link] + step as u32;
                keys[slot as usize - self.item_count] = (along(upper) + along(lower), self.place[upper as usize]);
            }
        }
        for slot in self.item_count..self.line.len() {
            self.lines[self.line[slot] as usize].push(slot as u32);
        }
        for line in self.lines.iter_mut().skip(1).step_by(2) {
            sorting::sort_by_key(line, |&slot| keys[slot as usize - self.item_count]);
            for (place, &slot) in line.iter().enumerate() {
                self.place[slot as usize] = place as u32;
            }
        }
    }

    /// The cells of a link from its upper node to its lower one.
    pub(super) fn way(&self, layers: &Layers, link: usize, way: &mut Vec<u32>) {
        way.clear();
        for step in 0..layers.step_count(link) {
            way.push(layers.step(link, step).0);
            way.push(self.first_slot[link] + step as u32);
        }
        way.push(layers.ends[link].1);
    }

    /// How far the x of two neighbours of a line are apart at least.
    pub(super) fn least_distance(&self, left: u32, right: u32) -> f64 {
        let gap = match (self.kind[left as usize], self.kind[right as usize]) {
            (Kind::Node, Kind::Node) => NODE_GAP,
            (Kind::Node, _) | (_, Kind::Node) => EDGE_GAP,
            // A label keeps its distance to the edge at its left by itself.
            (Kind::Label | Kind::Line, Kind::Label) => LINE_GAP - LABEL_GAP,
            (Kind::Label | Kind::Line, Kind::Line) => LINE_GAP,
        };
        self.right[left as usize] + gap + self.left[right as usize]
    }
}
