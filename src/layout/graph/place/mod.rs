//! The x of every cell: neighbours far enough apart, edges as straight as can be.
//!
//! Cells and their blocks in → x out. Each pair of neighbours in a line is a least distance between
//! two blocks; each step of an edge between two blocks is a spring, the stronger the heavier the
//! edge is. The network simplex finds the x with the least sum of weight times distance (Gansner
//! and others 1993, §4.2: every spring becomes a node left of both its ends). It begins with a
//! packed picture that was loosened by medians, so few exchanges are left to do, and a picture whose
//! exchanges are cut short is still a good one.

mod loosen;

use crate::layout::graph::Link;
use crate::layout::graph::blocks::Blocks;
use crate::layout::graph::cells::Cells;
use crate::layout::graph::layers::Layers;
use crate::layout::graph::simplex::{self, Arc};
use crate::model::sorting;

/// How much stronger a bend inside an edge pulls than one at its ends.
const INNER_PULL: i32 = 8;
/// Work of the simplex: exchanges times blocks.
const WORK: usize = 3_000_000;

/// A step of an edge from block to block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spring {
    one: u32,
    other: u32,
    pull: i32,
}

/// The x of each cell, from 0.
pub(super) fn columns(layers: &Layers, cells: &Cells, blocks: &Blocks, links: &[Link]) -> Vec<f64> {
    let distances = distances(cells, blocks);
    let springs = springs(layers, cells, blocks, links);
    let mut places = loosen::packed(blocks.count, &distances);
    let mut loose = loosen::Loose::of(blocks.count, &distances, &springs);
    loose.sweep(&mut places, loosen::SWEEPS);
    places = tighten(places, &distances, &springs);
    loose.centre(&mut places);
    let x = |cell: usize| f64::from(places[blocks.of_cell[cell] as usize]);
    let leftmost = (0..cells.line.len())
        .map(|cell| x(cell) - cells.left[cell])
        .fold(f64::INFINITY, f64::min);
    (0..cells.line.len()).map(|cell| x(cell) - leftmost).collect()
}

/// Least distances between blocks, each pair of blocks once.
fn distances(cells: &Cells, blocks: &Blocks) -> Vec<Arc> {
    let mut arcs = Vec::new();
    for line in &cells.lines {
        for pair in line.windows(2) {
            arcs.push(Arc {
                tail: blocks.of_cell[pair[0] as usize],
                head: blocks.of_cell[pair[1] as usize],
                length: cells.least_distance(pair[0], pair[1]).ceil() as i32,
                weight: 0,
            });
        }
    }
    sorting::sort_by_key(&mut arcs, |arc| (arc.tail, arc.head, -arc.length));
    arcs.dedup_by_key(|arc| (arc.tail, arc.head));
    arcs
}

fn springs(layers: &Layers, cells: &Cells, blocks: &Blocks, links: &[Link]) -> Vec<Spring> {
    let mut springs = Vec::new();
    let mut way = Vec::new();
    for (at, link) in links.iter().enumerate() {
        cells.way(layers, at, &mut way);
        for (step, pair) in way.windows(2).enumerate() {
            let [one, other] = [pair[0], pair[1]].map(|cell| blocks.of_cell[cell as usize]);
            if one != other {
                let is_end = step == 0 || step + 2 == way.len();
                let pull = link.weight.max(1) as i32 * if is_end { 1 } else { INNER_PULL };
                springs.push(Spring { one, other, pull });
            }
        }
    }
    springs
}

/// The simplex on blocks and springs.
fn tighten(places: Vec<i32>, distances: &[Arc], springs: &[Spring]) -> Vec<i32> {
    let block_count = places.len();
    let mut start = places;
    let mut arcs = distances.to_vec();
    for spring in springs {
        let node = start.len() as u32;
        start.push(start[spring.one as usize].min(start[spring.other as usize]));
        for block in [spring.one, spring.other] {
            arcs.push(Arc {
                tail: node,
                head: block,
                length: 0,
                weight: spring.pull,
            });
        }
    }
    let exchanges = WORK / block_count.max(1);
    let mut places = simplex::solve(&arcs, start, exchanges);
    places.truncate(block_count);
    places
}
