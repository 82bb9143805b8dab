//! The call graph: options and gestures in, replies and recorded frames out.

mod lists;

use super::*;
use crate::paint::surface::Call;
use crate::protocol::graph::{EdgeFacts, GraphCommand, GraphOptions, GraphStep, GraphView};

const PANE: PaneSize = PaneSize {
    width: 1200.0,
    height: 800.0,
    ratio: 1.0,
};

fn open(bytes: &'static [u8]) -> Driver {
    let mut driver = Driver::open(bytes);
    driver.ask(Request::Mount(Pane::Graph, PANE));
    driver
}

impl Driver {
    fn point_graph(&mut self, event: PointerEvent) {
        self.ask(Request::Pointer(Pane::Graph, event));
    }

    fn command_graph(&mut self, command: GraphCommand) {
        self.ask(Request::Graph(command));
    }

    fn graph_view(&self) -> GraphView {
        self.last(|reply| {
            if let Reply::Graph(view) = reply {
                Some((**view).clone())
            } else {
                None
            }
        })
    }

    fn hovered_edge(&self) -> Option<EdgeFacts> {
        self.last(|reply| match reply {
            Reply::HoverEdge(facts) => Some(Some((**facts).clone())),
            Reply::Hover(_) => Some(None),
            _ => None,
        })
    }
}

#[test]
fn the_graph_is_made_when_its_pane_is_mounted() {
    let mut driver = Driver::open(CPU);
    assert_eq!(driver.graph.calls, []);
    driver.ask(Request::Mount(Pane::Graph, PANE));
    let view = driver.graph_view();
    assert!(view.is_ready && view.nodes > 20 && view.edges > 20, "{view:?}");
    assert!(
        view.summary.starts_with(&format!("{} nodes, ", view.nodes)),
        "{}",
        view.summary
    );
    assert!(view.is_fit && view.selected_place.is_empty());
    assert!(driver.replies.contains(&Outgoing {
        reply: Reply::Painted(Pane::Graph),
        bytes: None
    }));
}

#[test]
fn letters_are_never_too_small() {
    let mut driver = open(CPU);
    for _ in 0..30 {
        driver.command_graph(GraphCommand::ZoomBy(1.3));
        let sizes = driver.graph.calls.iter().filter_map(|call| match call {
            Call::TextSized(_, size, ..) => Some(*size),
            _ => None,
        });
        assert!(sizes.clone().count() > 0);
        assert!(
            sizes.clone().all(|size| size >= 11.0),
            "{:?}",
            sizes.collect::<Vec<_>>()
        );
    }
    assert!(!driver.graph_view().is_fit);
    driver.command_graph(GraphCommand::Fit);
    assert!(driver.graph_view().is_fit);
    assert!(driver.graph.texts().len() > 10, "{:?}", driver.graph.texts());
}

#[test]
fn wheel_zoom_keeps_what_is_under_the_pointer() {
    let mut driver = open(CPU);
    driver.command_graph(GraphCommand::FullSize);
    driver.command_graph(GraphCommand::Walk(GraphStep::Callee));
    driver.command_graph(GraphCommand::ZoomToSelection);
    let (x, y) = (600.0, 400.0);
    driver.point_graph(PointerEvent::Move(x, y));
    let before = driver.hovered().unwrap();
    for _ in 0..5 {
        driver.point_graph(PointerEvent::Zoom(x, y, 0.9));
    }
    driver.point_graph(PointerEvent::Move(x, y));
    assert_eq!(driver.hovered().unwrap().name, before.name);
}

#[test]
fn selection_is_shared_and_walks_the_graph() {
    let mut driver = open(CPU);
    driver.command_graph(GraphCommand::Walk(GraphStep::Callee));
    let first = driver.selected().unwrap();
    assert!(driver.view().selected_row.is_some(), "the table shows it too");
    assert!(driver.graph_view().selected_place.contains("rank"));
    driver.command_graph(GraphCommand::Walk(GraphStep::Callee));
    let callee = driver.selected().unwrap();
    assert_ne!(callee.name, first.name);
    let shares = |driver: &Driver| driver.graph.texts().iter().filter(|text| text.contains(" · ")).count();
    assert!(shares(&driver) > 0, "{:?}", driver.graph.texts());
    driver.ask(Request::Select(Some(first.function)));
    assert_eq!(driver.selected().unwrap().name, first.name);
    driver.command_graph(GraphCommand::Deselect);
    assert_eq!(driver.selected(), None);
    assert_eq!(shares(&driver), 0);
}

#[test]
fn a_click_selects_and_an_edge_says_what_it_is() {
    let mut driver = open(CPU);
    driver.command_graph(GraphCommand::Walk(GraphStep::Callee));
    driver.command_graph(GraphCommand::ZoomToSelection);
    driver.command_graph(GraphCommand::Deselect);
    driver.point_graph(PointerEvent::Click(600.0, 400.0));
    let selected = driver.selected().unwrap();
    driver.point_graph(PointerEvent::Move(600.0, 400.0));
    let hovered = driver.hovered().unwrap();
    assert_eq!(hovered.name, selected.name);
    let rect = hovered.rect.unwrap();
    assert!(
        rect[0] < 600.0 && rect[0] + rect[2] > 600.0 && rect[1] < 400.0,
        "{rect:?}"
    );
    // Round the node some line leaves or enters.
    let around = (0..2000).map(|step| {
        let turn = f64::from(step) / 2000.0 * 4.0;
        let along = turn.fract();
        let (left, top, right, foot) = (
            rect[0] - 9.0,
            rect[1] - 9.0,
            rect[0] + rect[2] + 9.0,
            rect[1] + rect[3] + 9.0,
        );
        match turn as u32 {
            0 => (left + (right - left) * along, top),
            1 => (right, top + (foot - top) * along),
            2 => (right - (right - left) * along, foot),
            _ => (left, foot - (foot - top) * along),
        }
    });
    let mut edge = None;
    for (x, y) in around {
        driver.point_graph(PointerEvent::Move(x, y));
        edge = driver.hovered_edge();
        if edge.is_some() {
            break;
        }
    }
    let edge = edge.expect("an edge");
    assert!(edge.from == selected.name || edge.to == selected.name, "{edge:?}");
    assert!(edge.percent.ends_with('%') && !edge.value.is_empty());
    driver.point_graph(PointerEvent::Leave);
    assert_eq!(driver.hovered_edge(), None);
}

#[test]
fn other_options_show_other_nodes() {
    let mut driver = open(CPU);
    let usual = driver.graph_view();
    let few = GraphOptions {
        node_count: 10,
        ..GraphOptions::default()
    };
    driver.ask(Request::GraphOptions(few));
    let view = driver.graph_view();
    assert!(
        view.nodes <= 10 && view.hidden_nodes[1] > usual.hidden_nodes[1],
        "{view:?}"
    );
    assert_eq!(view.options, few);
    driver.ask(Request::GraphOptions(GraphOptions {
        is_call_tree: true,
        ..GraphOptions::default()
    }));
    assert!(driver.graph_view().options.is_call_tree);
    driver.command_graph(GraphCommand::Walk(GraphStep::Callee));
    assert!(
        driver.selected().unwrap().frame.is_some(),
        "in a call tree a frame is selected"
    );
    // Nonsense is taken as what is usual, and all nodes are not more than can be laid out.
    driver.ask(Request::GraphOptions(GraphOptions {
        node_count: 0,
        node_fraction: f64::NAN,
        edge_fraction: -3.0,
        is_call_tree: false,
    }));
    let view = driver.graph_view();
    assert!(
        view.options.node_count > 0
            && view.options.node_fraction.to_bits() == 0.005_f64.to_bits()
            && view.options.edge_fraction.to_bits() == 0.0_f64.to_bits()
    );
    assert!(view.is_ready && view.nodes > usual.nodes);
}

#[test]
fn the_minimap_moves_the_view() {
    let mut driver = open(CPU);
    driver.command_graph(GraphCommand::ZoomBy(3.0));
    let panel = driver.graph.calls.iter().find_map(|call| match call {
        Call::Outline(_, _, rects) => rects.first().copied(),
        _ => None,
    });
    let window = panel.expect("a minimap");
    let (x, y) = (window.x + window.width / 2.0, window.y + window.height / 2.0);
    let before = driver.graph.texts().join(" ");
    driver.point_graph(PointerEvent::Press(x, y));
    driver.point_graph(PointerEvent::Drag(x + 30.0, y + 20.0));
    driver.point_graph(PointerEvent::Release);
    let moved = driver.graph.calls.iter().find_map(|call| match call {
        Call::Outline(_, _, rects) => rects.first().copied(),
        _ => None,
    });
    let moved = moved.expect("a minimap");
    assert!((moved.x - window.x - 30.0).abs() < 2.0 && (moved.y - window.y - 20.0).abs() < 2.0);
    assert_ne!(driver.graph.texts().join(" "), before);
}

#[test]
fn glides_end_and_reduced_motion_has_none() {
    let mut driver = open(CPU);
    driver.command_graph(GraphCommand::Walk(GraphStep::Callee));
    let before = driver.now_millis;
    driver.command_graph(GraphCommand::ZoomToSelection);
    assert!(driver.now_millis - before >= 150.0);
    driver.ask(Request::Appearance(Appearance {
        is_motion_reduced: true,
        ..Appearance::default()
    }));
    let before = driver.now_millis;
    driver.command_graph(GraphCommand::Fit);
    assert!(driver.now_millis - before < 60.0);
    driver.command_graph(GraphCommand::Back);
    assert!(!driver.graph_view().is_fit);
}

#[test]
fn another_sample_type_has_another_graph() {
    let mut driver = open(HEAP);
    let before = driver.graph_view();
    driver.ask(Request::ShowSampleType(0));
    let after = driver.graph_view();
    assert!(after.is_ready);
    assert_ne!(
        (before.hidden_value, before.node_cutoff),
        (after.hidden_value, after.node_cutoff)
    );
}

#[test]
fn an_empty_profile_has_an_empty_graph() {
    let driver = open(include_bytes!("../../../tests/corpus/profiles/made.empty.pb.gz"));
    let view = driver.graph_view();
    assert_eq!((view.is_ready, view.nodes, view.edges), (true, 0, 0));
}

/// A frame as lines: what is called, and with which numbers, rounded to tenths.
fn drawn(calls: &[Call]) -> String {
    let mut text = String::new();
    for call in calls {
        let line = match call {
            Call::TextSized(_, size, x, y, letters) => format!("text {size:.1} {x:.1} {y:.1} {letters}"),
            Call::Curves(stroke, curves) => {
                let ends = curves.iter().filter_map(|curve| Some((curve.first()?, curve.last()?)));
                let ends: Vec<_> = ends
                    .map(|(from, to)| format!("{:.1} {:.1} to {:.1} {:.1}", from.x, from.y, to.x, to.y))
                    .collect();
                let dashes = if stroke.is_dashed { "dashed" } else { "whole" };
                format!("curves {dashes} {:.2}: {}", stroke.width, ends.join(", "))
            }
            Call::FillRounded(_, _, rects) => {
                let rects: Vec<_> = rects
                    .iter()
                    .map(|rect| format!("{:.1} {:.1} {:.1} {:.1}", rect.x, rect.y, rect.width, rect.height))
                    .collect();
                format!("boxes {}", rects.join(", "))
            }
            _ => continue,
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[test]
fn a_small_graph_is_drawn_as_recorded() {
    let mut driver = open(include_bytes!("../../../tests/corpus/profiles/made.basic.pb.gz"));
    driver.command_graph(GraphCommand::FullSize);
    assert_eq!(drawn(&driver.graph.calls), include_str!("graph/basic.txt"));
}

#[test]
fn the_way_back_leads_to_the_same_part_of_the_same_graph() {
    let mut driver = open(CPU);
    assert_eq!(driver.view().place.graph_view, None);
    driver.ask(Request::GraphOptions(GraphOptions {
        node_count: 30,
        is_call_tree: true,
        ..GraphOptions::default()
    }));
    driver.point_graph(PointerEvent::Zoom(100.0, 600.0, 3.0));
    let there = driver.view().place;
    assert_eq!((there.graph.node_count, there.graph.is_call_tree), (30, true));
    let [x, y, scale] = there.graph_view.unwrap();
    assert!((2.9..3.1).contains(&scale) && x < 0.5 && y > 0.5, "{x} {y} {scale}");
    let drawn = driver.graph.calls.clone();

    // In a document of its own, and before the graph stands.
    let mut other = Driver::open(CPU);
    other.ask(Request::Restore(Box::new(there.clone())));
    assert_eq!(other.view().place.graph_view, there.graph_view);
    other.ask(Request::Mount(Pane::Graph, PANE));
    assert_eq!(other.graph_view().nodes, driver.graph_view().nodes);
    let again = other.view().place.graph_view.unwrap();
    let is_near = again
        .iter()
        .zip([x, y, scale])
        .all(|(one, other)| (one - other).abs() < 1e-9);
    assert!(is_near, "{again:?}");
    assert_eq!(other.graph.calls.len(), drawn.len());

    driver.ask(Request::Restore(Box::default()));
    let view = driver.graph_view();
    assert!(view.is_fit && !view.options.is_call_tree);
    assert_eq!(driver.view().place.graph_view, None);
}
