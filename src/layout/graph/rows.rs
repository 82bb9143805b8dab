//! The y of every line: as high as its highest cell, further apart where edges run far sideways.

use crate::layout::graph::cells::Cells;
use crate::layout::graph::layers::Layers;

/// Room between two lines, at least and at most.
const LEAST_GAP: f64 = 14.0;
const MOST_GAP: f64 = 44.0;
/// An edge that runs so far sideways wants one pixel of height.
const FLATNESS: f64 = 9.0;

/// Where a line begins and ends.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Band {
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Band {
    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub(super) fn middle(self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }
}

/// The band of each line, from 0 downwards, for cells at these x.
pub(super) fn bands(layers: &Layers, cells: &Cells, x: &[f64]) -> Vec<Band> {
    let mut reach = vec![0.0_f64; cells.lines.len()];
    let mut way = Vec::new();
    for link in 0..layers.ends.len() {
        cells.way(layers, link, &mut way);
        for pair in way.windows(2) {
            let line = cells.line[pair[0] as usize] as usize;
            // An edge may leave a node anywhere along its side.
            let free = |cell: u32| {
                if layers.is_node(cell) {
                    cells.left[cell as usize]
                } else {
                    0.0
                }
            };
            let sideways = (x[pair[0] as usize] - x[pair[1] as usize]).abs() - free(pair[0]) - free(pair[1]);
            reach[line] = reach[line].max(sideways);
        }
    }
    let mut top = 0.0;
    let mut bands = Vec::with_capacity(cells.lines.len());
    for (line, cells_of_line) in cells.lines.iter().enumerate() {
        let heights = cells_of_line.iter().map(|&cell| cells.height[cell as usize]);
        let bottom = top + heights.fold(0.0, f64::max);
        bands.push(Band { top, bottom });
        top = bottom + (reach[line] / FLATNESS).clamp(LEAST_GAP, MOST_GAP);
    }
    bands
}
