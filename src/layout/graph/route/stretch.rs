//! Drawing edges straight, as a string that is pulled, between what stands beside them.

use crate::layout::graph::route::{Places, port};

/// Rounds over all edges.
const ROUNDS: usize = 10;

/// Moves the cells of edges towards the straight line between their neighbours on the edge. Nodes
/// stay, the order within each line stays, and so do the least distances.
pub(crate) fn stretch(places: &mut Places<'_>) {
    let Places {
        layers,
        cells,
        x,
        bands,
        ..
    } = places;
    let middles: Vec<f64> = bands.iter().map(|band| band.middle()).collect();
    let mut way = Vec::new();
    for round in 0..ROUNDS {
        for link in 0..layers.ends.len() {
            cells.way(layers, link, &mut way);
            let last = way.len() - 1;
            for step in 1..last {
                let at = if round % 2 == 0 { step } else { last - step };
                let cell = way[at] as usize;
                let line = cells.line[cell] as usize;
                let end = |other: u32| {
                    let other = other as usize;
                    if layers.is_node(other as u32) {
                        port(x[other], cells.left[other], x[cell])
                    } else {
                        x[other]
                    }
                };
                let (above, below) = (end(way[at - 1]), end(way[at + 1]));
                let (top, bottom) = (
                    middles[cells.line[way[at - 1] as usize] as usize],
                    middles[cells.line[way[at + 1] as usize] as usize],
                );
                let share = (middles[line] - top) / (bottom - top).max(1.0);
                let wish = above + (below - above) * share;
                let place = cells.place[cell] as usize;
                let beside = &cells.lines[line];
                let least = place
                    .checked_sub(1)
                    .map(|left| x[beside[left] as usize] + cells.least_distance(beside[left], cell as u32));
                let most = beside
                    .get(place + 1)
                    .map(|&right| x[right as usize] - cells.least_distance(cell as u32, right));
                let wish = wish
                    .min(most.unwrap_or(f64::INFINITY))
                    .max(least.unwrap_or(f64::NEG_INFINITY));
                x[cell] = wish;
            }
        }
    }
}
