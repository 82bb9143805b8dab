//! Blocks: runs of an edge's cells that stand straight above each other.
//!
//! Between its first and its last slot an edge is straight wherever it can be, so the cells of a
//! run have one x together, and there are few x to find. Where two such runs would have to cross,
//! one of them is broken: of the steps between two lines the heaviest set is kept that does not
//! cross (a heaviest increasing subsequence, found with a Fenwick tree of maxima). Since kept steps
//! do not cross, no block stands both left and right of another, and an order of all blocks from
//! left to right exists.

use crate::layout::graph::Link;
use crate::layout::graph::cells::Cells;
use crate::layout::graph::layers::Layers;
use crate::model::sorting;

/// The block of each cell.
pub(super) struct Blocks {
    /// The block of each cell; blocks are numbered from 0.
    pub(super) of_cell: Vec<u32>,
    /// How many blocks there are.
    pub(super) count: usize,
}

/// A step between two cells of one edge that could be straight.
struct Inner {
    upper_place: u32,
    lower_place: u32,
    lower: u32,
    weight: u64,
}

/// Joins cells to blocks.
pub(super) fn join(layers: &Layers, cells: &Cells, links: &[Link]) -> Blocks {
    let mut by_line: Vec<Vec<Inner>> = Vec::new();
    by_line.resize_with(cells.lines.len(), Vec::new);
    let mut way = Vec::new();
    for (at, link) in links.iter().enumerate() {
        cells.way(layers, at, &mut way);
        let inner = way.get(1..way.len() - 1).unwrap_or_default();
        for pair in inner.windows(2) {
            by_line[cells.line[pair[0] as usize] as usize].push(Inner {
                upper_place: cells.place[pair[0] as usize],
                lower_place: cells.place[pair[1] as usize],
                lower: pair[1],
                weight: u64::from(link.weight.max(1)),
            });
        }
    }
    // Whether a cell stands straight below the one above it on its edge.
    let mut is_joined = vec![false; cells.line.len()];
    for (line, steps) in by_line.iter_mut().enumerate() {
        sorting::sort_by_key(steps, |step| step.upper_place);
        let width = cells.lines.get(line + 1).map_or(0, Vec::len);
        for step in heaviest_without_crossing(steps, width) {
            is_joined[steps[step].lower as usize] = true;
        }
    }
    let mut blocks = Blocks {
        of_cell: vec![0; cells.line.len()],
        count: layers.node_count,
    };
    for node in 0..layers.node_count {
        blocks.of_cell[node] = node as u32;
    }
    for link in 0..links.len() {
        cells.way(layers, link, &mut way);
        for &cell in way.get(1..way.len() - 1).unwrap_or_default() {
            if !is_joined[cell as usize] {
                blocks.count += 1;
            }
            blocks.of_cell[cell as usize] = blocks.count as u32 - 1;
        }
    }
    blocks
}

/// The steps of the heaviest set whose lower places rise as the upper ones do.
fn heaviest_without_crossing(steps: &[Inner], width: usize) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    // For each node of the Fenwick tree the heaviest set that ends in its range, and its last step.
    let mut tree = vec![(0_u64, NONE); width + 1];
    let mut before = vec![NONE; steps.len()];
    let mut heaviest = (0, NONE);
    for (at, step) in steps.iter().enumerate() {
        let mut best = (0, NONE);
        let mut node = step.lower_place as usize;
        while node > 0 {
            if tree[node].0 > best.0 {
                best = tree[node];
            }
            node &= node - 1;
        }
        before[at] = best.1;
        let with = (best.0 + step.weight, at);
        if with.0 > heaviest.0 {
            heaviest = with;
        }
        node = step.lower_place as usize + 1;
        while node <= width {
            if with.0 > tree[node].0 {
                tree[node] = with;
            }
            node += node & node.wrapping_neg();
        }
    }
    let mut kept = Vec::new();
    let mut at = heaviest.1;
    while at != NONE {
        kept.push(at);
        at = before[at];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(steps: &[(u32, u64)]) -> Vec<usize> {
        let steps: Vec<_> = steps
            .iter()
            .enumerate()
            .map(|(at, &(lower_place, weight))| Inner {
                upper_place: at as u32,
                lower_place,
                lower: 0,
                weight,
            })
            .collect();
        let mut kept = heaviest_without_crossing(&steps, steps.len());
        kept.sort_unstable();
        kept
    }

    #[test]
    fn of_crossing_steps_the_lighter_break() {
        assert_eq!(kept(&[(0, 1), (1, 1), (2, 1)]), [0, 1, 2]);
        assert_eq!(kept(&[(1, 1), (0, 5)]), [1]);
        assert_eq!(kept(&[(2, 3), (0, 2), (1, 2)]), [1, 2]);
        assert_eq!(kept(&[(2, 5), (0, 2), (1, 2)]), [0]);
        assert_eq!(kept(&[]), [0; 0]);
    }
}
