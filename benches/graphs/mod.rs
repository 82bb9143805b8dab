//! Graphs like those of programs' calls, the same on every machine.

use goscope::layout::graph::{Edge, Graph, Node, Size};

/// Nodes and edges of the three graphs that are measured.
pub(super) const SIZES: [(u32, u32); 3] = [(80, 200), (500, 850), (500, 1500)];

/// A graph in which most edges lead from a node to a later one not far away, and some back.
pub(super) fn calls(node_count: u32, edge_count: u32) -> Graph {
    // splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
    let mut state = u64::from(node_count);
    let mut below = move |limit: u32| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((((x ^ (x >> 31)) >> 32) * u64::from(limit)) >> 32) as u32
    };
    let nodes = (0..node_count)
        .map(|node| Node {
            size: Size {
                width: f64::from(60 + below(120)),
                height: f64::from(36 + below(50)),
            },
            weight: 1e6 / f64::from(node + 1),
        })
        .collect();
    let edges = (0..edge_count)
        .map(|at| {
            let to = if at + 1 < node_count {
                at + 1
            } else {
                1 + below(node_count - 1)
            };
            let from = below(to).max(below(to));
            let (from, to) = if below(40) == 0 { (to, from) } else { (from, to) };
            Edge {
                from,
                to,
                weight: 1 + 100 / (1 + below(60)),
                min_ranks: 1,
                label: Some(Size {
                    width: f64::from(30 + below(30)),
                    height: 14.0,
                }),
            }
        })
        .collect();
    Graph { nodes, edges }
}
