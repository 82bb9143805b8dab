//! A graph of four functions, seen from near and far.

use super::*;
use crate::analyze::profile::graph::{Edge, Graph, GraphNodeId, Node, Tag};
use crate::layout::callgraph::hit::{self, Hit};
use crate::layout::callgraph::legend::rows;
use crate::layout::callgraph::{LEAST_LETTERS, scene};
use crate::layout::flame::Labels;
use crate::layout::space::PaneSpace;
use crate::layout::text::NameVariants;

#[derive(Debug)]
struct Named(Vec<NameVariants>);

impl Labels for Named {
    fn names(&self, entity: EntityId) -> Option<&NameVariants> {
        self.0.get(entity.row())
    }

    fn hue(&self, _: EntityId) -> u8 {
        0
    }
}

fn node(row: u32, name: &str, flat: i64, cum: i64) -> Node {
    Node {
        entity: EntityId(row),
        frame: None,
        name: format!("example.com/{name}"),
        lines: name.split('.').map(str::to_owned).collect(),
        flat,
        cum,
        tags: Vec::new(),
        sizes: Vec::new(),
    }
}

fn edge(from: u32, to: u32, weight: i64) -> Edge {
    Edge {
        from: GraphNodeId(from),
        to: GraphNodeId(to),
        weight,
        is_inlined: to == 2,
        is_residual: to == 3,
    }
}

/// main calls parse and print, parse calls print, print has a tag.
fn small() -> Scene {
    let names = ["main.main", "main.parse", "fmt.print", "os.write"];
    let values = [(0, 100), (60, 90), (5, 30), (25, 25)];
    let mut nodes: Vec<Node> = names
        .iter()
        .zip(values)
        .enumerate()
        .map(|(row, (name, (flat, cum)))| node(row as u32, name, flat, cum))
        .collect();
    nodes[2].tags.push(Tag {
        lines: vec!["handler:cart".to_owned()],
        weight: 5,
        sizes: Vec::new(),
    });
    let graph = Graph {
        nodes,
        edges: vec![edge(0, 1, 90), edge(1, 2, 20), edge(0, 2, 10), edge(2, 3, 25)],
        total: 100,
        ..Graph::default()
    };
    let labels = Named(
        names
            .iter()
            .map(|name| NameVariants::new([*name, name.split_once('.').map_or("", |it| it.1)]))
            .collect(),
    );
    scene::scene(&graph, &labels, b"count", 7.0, 12.0)
}

fn sight(scene: &Scene, scale: f64) -> Sight<'static> {
    let pane = PaneSpace {
        width: 900.0,
        height: 900.0,
        ratio: 1.0,
    };
    Sight {
        camera: Camera {
            scale,
            ..Camera::fit(pane, scene.size)
        },
        selected: None,
        lit: None,
        lit_edge: None,
        matches: None,
        has_legend: false,
        legend: rows(false),
        region: None,
        column: 7.0 / 12.0,
    }
}

fn texts(picture: &GraphPicture) -> Vec<&str> {
    picture
        .letters
        .iter()
        .map(|letters| &picture.text[letters.text.clone()])
        .collect()
}

#[test]
fn a_box_holds_what_pprof_writes_and_a_line_its_weight() {
    let scene = small();
    let picture = picture(&scene, &sight(&scene, 1.0));
    let texts = texts(&picture);
    for text in [
        "main",
        "parse",
        "60 (60.00%)",
        "of 90 (90.00%)",
        "0 of 100 (100%)",
        "handler:cart",
        "20 (inline)",
    ] {
        assert!(texts.contains(&text), "{text}: {texts:?}");
    }
    assert_eq!((picture.shapes.len(), picture.strands.len()), (5, 5));
    assert_eq!(picture.strands.iter().filter(|strand| strand.is_dashed).count(), 1);
    assert!(picture.strands.iter().all(|strand| strand.head.is_some()));
    // The largest flat has the largest letters.
    let size = |text: &str| {
        let found = picture
            .letters
            .iter()
            .find(|letters| &picture.text[letters.text.clone()] == text);
        found.map(|letters| letters.size)
    };
    assert!(size("parse") > size("write"));
    assert!(picture.minimap.is_none());
}

#[test]
fn from_afar_names_are_short_and_readable_and_from_near_there_is_more() {
    let scene = small();
    for scale in [0.01, 0.05, 0.1, 0.2, 0.4] {
        let picture = picture(&scene, &sight(&scene, scale));
        assert!(picture.letters.iter().all(|letters| letters.size >= LEAST_LETTERS));
        assert!(!picture.letters.is_empty(), "{scale}");
        assert!(!texts(&picture).contains(&"of 90 (90.00%)"), "{scale}");
    }
    let near = picture(&scene, &sight(&scene, 2.5));
    assert!(texts(&near).contains(&"cum 90"), "{:?}", texts(&near));
    assert!(near.minimap.is_some());
}

#[test]
fn names_over_small_boxes_leave_each_other_room() {
    let scene = small();
    let picture = picture(&scene, &sight(&scene, 0.1));
    let grounds = picture.letters.iter().filter_map(|letters| letters.ground);
    let grounds: Vec<Rect> = grounds
        .map(|ground| match ground {
            Ground::Pane(rect) | Ground::Named(Shape { rect, .. }) => rect,
        })
        .collect();
    assert_ne!(grounds.len(), 0);
    for (at, &one) in grounds.iter().enumerate() {
        assert!(grounds[at + 1..].iter().all(|&other| !meets(one, other)));
    }
}

#[test]
fn what_is_out_of_view_is_not_in_the_picture() {
    let scene = small();
    let mut sight = sight(&scene, 1.0);
    sight.camera.centre.x += 1e5;
    let picture = picture(&scene, &sight);
    assert!(picture.shapes.is_empty() && picture.strands.is_empty() && picture.letters.is_empty());
}

#[test]
fn hitting_the_middle_of_a_box_finds_it_and_a_point_of_a_line_the_line() {
    let scene = small();
    for scale in [0.3, 1.0] {
        let sight = sight(&scene, scale);
        for (at, node) in scene.nodes.iter().enumerate() {
            let rect = sight.camera.rect_in_pane(node.rect);
            let found = hit::at(&scene, &sight, rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
            assert_eq!(found, Some(Hit::Node(at as u32)));
        }
        assert_eq!(hit::at(&scene, &sight, 2.0, 2.0), None);
    }
    let sight = sight(&scene, 1.0);
    let edge = &scene.edges[0];
    let middle = sight.camera.point_in_pane(edge.points[edge.points.len() / 2]);
    assert_eq!(hit::at(&scene, &sight, middle.x, middle.y), Some(Hit::Edge(0)));
}

#[test]
fn hover_fades_the_rest_and_selection_tells_callers_from_callees() {
    let scene = small();
    let lit = Sight {
        lit: Some(EntityId(3)),
        ..sight(&scene, 1.0)
    };
    let looks = Looks::of(&scene, &lit);
    assert_eq!(looks.nodes[..4], [Look::Faded, Look::Faded, Look::Plain, Look::Lit]);
    assert_eq!(looks.edges[3], Look::Plain);
    let selected = Sight {
        selected: Some(2),
        ..sight(&scene, 1.0)
    };
    let looks = Looks::of(&scene, &selected);
    assert_eq!(
        looks.nodes[..4],
        [Look::Caller, Look::Caller, Look::Selected, Look::Callee]
    );
    assert_eq!(
        looks.edges[..4],
        [Look::Plain, Look::Caller, Look::Caller, Look::Callee]
    );
    let picture = picture(&scene, &selected);
    assert!(
        texts(&picture).contains(&"20 (inline) · 66.67%"),
        "{:?}",
        texts(&picture)
    );
}
