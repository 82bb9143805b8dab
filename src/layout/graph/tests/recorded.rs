//! Against Graphviz's pictures of the same graphs, measured with the same ruler.

use std::fs;
use std::path::PathBuf;

use super::judge::Judge;
use crate::layout::graph::{Edge, Graph, Node, Picture, Route, Size, lay_out};
use crate::layout::space::Point;

/// A recorded graph, and `dot`'s picture of it.
pub(crate) fn read(text: &str) -> (Graph, Picture) {
    let mut graph = Graph::default();
    let mut picture = Picture::default();
    for line in text.lines() {
        let is_number = |word: &&str| word.starts_with(|it: char| it.is_ascii_digit() || it == '-');
        let mut words = line.split(' ').filter(is_number);
        let mut number = || words.next().map(|word| word.parse::<f64>().unwrap());
        let mut pair = || [number().unwrap(), number().unwrap()];
        if line.starts_with("node") {
            let [width, height] = pair();
            let [x, y] = pair();
            let size = Size { width, height };
            let weight = number().unwrap();
            graph.nodes.push(Node { size, weight });
            picture.centres.push(Point { x, y });
        } else {
            let [from, to] = pair();
            let [weight, min_ranks] = pair();
            let [width, height] = pair();
            let mut points = Vec::new();
            while let (Some(x), Some(y)) = (number(), number()) {
                points.push(Point { x, y });
            }
            graph.edges.push(Edge {
                from: from as u32,
                to: to as u32,
                weight: weight as u32,
                min_ranks: min_ranks as u32,
                label: (width > 0.0).then_some(Size { width, height }),
            });
            picture.routes.push(Route { points, label: None });
        }
    }
    let right = |(centre, node): (&Point, &Node)| centre.x + node.size.width / 2.0;
    let foot = |(centre, node): (&Point, &Node)| centre.y + node.size.height / 2.0;
    let shapes = || picture.centres.iter().zip(&graph.nodes);
    picture.size = Size {
        width: shapes().map(right).fold(0.0, f64::max),
        height: shapes().map(foot).fold(0.0, f64::max),
    };
    (graph, picture)
}

/// All recordings with their names, in the order of the names.
pub(crate) fn all() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/graphs");
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "txt"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn crossings_are_about_as_few_as_graphviz_has() {
    let mut too_many = Vec::new();
    for (name, text) in all() {
        let (graph, theirs) = read(&text);
        let ours = lay_out(&graph);
        let judge = Judge::new(&graph, &ours);
        let complaints = judge.complaints();
        assert!(complaints.is_empty(), "{name}: {}", complaints.join("\n"));
        let crossings = [judge.crossings(), Judge::new(&graph, &theirs).crossings()];
        println!(
            "{name}: {} nodes, {} edges: crossings {crossings:?}, size {:.0} × {:.0}, dot {:.0} × {:.0}",
            graph.nodes.len(),
            graph.edges.len(),
            ours.size.width,
            ours.size.height,
            theirs.size.width,
            theirs.size.height,
        );
        if crossings[0] as f64 > crossings[1] as f64 * 1.2 + 3.0 {
            too_many.push(format!("{name}: {} crossings, dot has {}", crossings[0], crossings[1]));
        }
    }
    assert!(too_many.is_empty(), "{}", too_many.join("\n"));
}

/// Nodes without the one left out: their old numbers.
fn without(graph: &Graph, left_out: u32) -> (Graph, Vec<u32>) {
    let kept: Vec<u32> = (0..graph.nodes.len() as u32).filter(|&node| node != left_out).collect();
    let number = |node: u32| node - u32::from(node > left_out);
    let edges = graph
        .edges
        .iter()
        .filter(|edge| edge.from != left_out && edge.to != left_out);
    let smaller = Graph {
        nodes: kept.iter().map(|&node| graph.nodes[node as usize]).collect(),
        edges: edges
            .map(|edge| Edge {
                from: number(edge.from),
                to: number(edge.to),
                ..*edge
            })
            .collect(),
    };
    (smaller, kept)
}

/// Of the pairs of nodes that stand in one rank in both pictures, how many stand in the same order.
fn kept_order(before: &Picture, after: &Picture, kept: &[u32]) -> (usize, usize) {
    let (mut same, mut all) = (0, 0);
    for (one, &one_before) in kept.iter().enumerate() {
        for (other, &other_before) in kept.iter().enumerate().skip(one + 1) {
            let [one_before, other_before] = [one_before, other_before].map(|node| node as usize);
            let is_beside = before.ranks[one_before] == before.ranks[other_before]
                && before.parts[one_before] == before.parts[other_before]
                && after.ranks[one] == after.ranks[other]
                && after.parts[one] == after.parts[other];
            if is_beside {
                all += 1;
                let was_left = before.centres[one_before].x < before.centres[other_before].x;
                same += usize::from(was_left == (after.centres[one].x < after.centres[other].x));
            }
        }
    }
    (same, all)
}

#[test]
fn a_light_node_more_or_less_leaves_the_others_in_order() {
    let mut unstable = Vec::new();
    for (name, text) in all() {
        let (graph, _) = read(&text);
        // With few nodes a handful of pairs is already more than a twentieth.
        if graph.nodes.len() < 80 {
            continue;
        }
        let before = lay_out(&graph);
        let mut lightest: Vec<u32> = (0..graph.nodes.len() as u32).collect();
        lightest.sort_by(|&one, &other| {
            let weight = |node: u32| graph.nodes[node as usize].weight;
            weight(one).total_cmp(&weight(other))
        });
        for &left_out in &lightest[..5] {
            let (smaller, kept) = without(&graph, left_out);
            let (same, all) = kept_order(&before, &lay_out(&smaller), &kept);
            let share = same as f64 / all.max(1) as f64;
            println!(
                "{name} without {left_out}: {same} of {all} pairs, {:.1} %",
                share * 100.0
            );
            if share < 0.95 {
                unstable.push(format!(
                    "{name} without {left_out}: {same} of {all} pairs keep their order"
                ));
            }
        }
    }
    assert!(unstable.is_empty(), "{}", unstable.join("\n"));
}
