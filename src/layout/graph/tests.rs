//! What is promised of every picture, on graphs made at random.

pub(super) mod judge;
mod recorded;

use super::*;
use judge::Judge;

/// splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`, which is not 0 and below 2^32.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((x ^ (x >> 31)) >> 32) * limit) >> 32
    }
}

/// A graph with edges between any two nodes, also back, double and to themselves.
fn any_graph(random: &mut Random, node_count: u32, edge_count: u32) -> Graph {
    let nodes = (0..node_count)
        .map(|node| Node {
            size: Size {
                width: 30.0 + random.below(150) as f64,
                height: 16.0 + random.below(80) as f64,
            },
            weight: -f64::from(node),
        })
        .collect();
    let mut edge = || Edge {
        from: random.below(u64::from(node_count)) as u32,
        to: random.below(u64::from(node_count)) as u32,
        weight: 1 + random.below(100) as u32,
        min_ranks: 1 + random.below(2) as u32,
        label: (random.below(4) > 0).then(|| Size {
            width: 20.0 + random.below(40) as f64,
            height: 14.0,
        }),
    };
    let edges = (0..edge_count).map(|_| edge()).collect();
    Graph { nodes, edges }
}

/// A graph like a program's calls: most edges from a node to a later one not far away, some back.
pub(crate) fn call_graph(random: &mut Random, node_count: u32, edge_count: u32) -> Graph {
    let mut graph = any_graph(random, node_count, edge_count);
    for (at, edge) in graph.edges.iter_mut().enumerate() {
        let at = at as u32 + 1;
        edge.to = if at < node_count { at } else { edge.to.max(1) };
        let near = random.below(u64::from(edge.to)).max(random.below(u64::from(edge.to)));
        edge.from = near as u32;
        edge.min_ranks = 1;
        if random.below(40) == 0 {
            std::mem::swap(&mut edge.from, &mut edge.to);
        }
        edge.label = Some(Size {
            width: 20.0 + random.below(30) as f64,
            height: 14.0,
        });
    }
    graph
}

fn check(graph: &Graph) {
    let picture = lay_out(graph);
    assert_eq!(picture, lay_out(graph), "the same again");
    let complaints = Judge::new(graph, &picture).complaints();
    assert!(
        complaints.is_empty(),
        "{} nodes, {} edges: {} complaints:\n{}",
        graph.nodes.len(),
        graph.edges.len(),
        complaints.len(),
        complaints[..complaints.len().min(10)].join("\n")
    );
}

#[test]
fn nothing_and_one_node_are_pictures() {
    check(&Graph::default());
    let one = any_graph(&mut Random::new(1), 1, 0);
    check(&one);
    assert_eq!(lay_out(&one).size, one.nodes[0].size);
    check(&any_graph(&mut Random::new(2), 1, 3));
}

#[test]
fn any_graph_is_drawn_without_overlaps() {
    let mut random = Random::new(3);
    for round in 0..120 {
        let node_count = 2 + random.below(if round % 10 == 0 { 60 } else { 14 }) as u32;
        let edge_count = random.below(u64::from(node_count) * 2) as u32;
        check(&any_graph(&mut random, node_count, edge_count));
    }
}

#[test]
fn call_graphs_are_drawn_without_overlaps() {
    let mut random = Random::new(4);
    for _ in 0..4 {
        check(&call_graph(&mut random, 80, 200));
    }
    check(&call_graph(&mut random, 300, 500));
}

#[test]
fn trees_have_no_crossings() {
    let mut random = Random::new(5);
    for _ in 0..20 {
        let mut graph = any_graph(&mut random, 60, 59);
        for (at, edge) in graph.edges.iter_mut().enumerate() {
            edge.to = at as u32 + 1;
            edge.from = random.below(u64::from(edge.to)) as u32;
            edge.min_ranks = 1;
        }
        check(&graph);
        assert_eq!(Judge::new(&graph, &lay_out(&graph)).crossings(), 0);
    }
}

#[test]
fn two_thousand_nodes_are_drawn() {
    let mut random = Random::new(6);
    check(&call_graph(&mut random, 2000, 3000));
    check(&any_graph(&mut random, 2000, 1500));
}

#[test]
fn a_long_chain_is_drawn() {
    let mut graph = any_graph(&mut Random::new(8), 2000, 1999);
    for (at, edge) in graph.edges.iter_mut().enumerate() {
        (edge.from, edge.to, edge.min_ranks) = (at as u32, at as u32 + 1, 1);
    }
    check(&graph);
}

#[test]
fn odd_numbers_are_taken_as_sound_ones() {
    let odd = |width, height| Size { width, height };
    let node = |width, height| Node {
        size: odd(width, height),
        weight: f64::NAN,
    };
    let graph = Graph {
        nodes: vec![node(f64::NAN, -5.0), node(f64::INFINITY, 1e300), node(0.0, 0.0)],
        edges: vec![
            Edge {
                from: 0,
                to: 1,
                weight: u32::MAX,
                min_ranks: u32::MAX,
                label: Some(odd(f64::NAN, f64::NEG_INFINITY)),
            },
            Edge {
                from: 1,
                to: 7,
                ..Edge::default()
            },
            Edge {
                from: 2,
                to: 0,
                ..Edge::default()
            },
        ],
    };
    let picture = lay_out(&graph);
    assert_eq!(picture.routes[1].points, []);
    let is_sound = |point: &Point| point.x.is_finite() && point.y.is_finite();
    assert!(picture.centres.iter().all(is_sound));
    assert!(picture.routes.iter().flat_map(|route| &route.points).all(is_sound));
}
