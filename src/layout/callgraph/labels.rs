//! What is written beside lines: what passes along them, and its share of what is selected.

use crate::layout::callgraph::LEAST_LETTERS;
use crate::layout::callgraph::hit;
use crate::layout::callgraph::letters::{Writing, middle_of};
use crate::layout::callgraph::picture::{Ground, Ink, Look, Looks, Sight, meets};
use crate::layout::callgraph::scene::{Scene, SceneEdge, percent};
use crate::layout::space::{Point, Rect};

/// From this scale on the labels have room beside their lines.
const ALL: f64 = 0.95;
/// Letters grow no further than at this scale.
const LARGEST: f64 = 1.3;

/// Writes the labels of lines in view: first those of lines that stand out, then all others where there is room.
pub(super) fn on_lines(scene: &Scene, sight: &Sight<'_>, looks: &Looks, writing: &mut Writing) {
    let view = sight.camera.in_view();
    let in_view = || {
        let edges = scene.edges.iter().zip(&looks.edges);
        edges.filter(|(edge, _)| !edge.points.is_empty() && meets(view, edge.bounds))
    };
    for (edge, &look) in in_view() {
        if matches!(look, Look::Caller | Look::Callee | Look::Lit) {
            let text = with_share(scene, sight, edge, look);
            let middle = if meets(view, edge.label_rect) {
                middle_of(edge.label_rect)
            } else {
                seen(edge, view)
            };
            writing.write_over(
                &text,
                sight.camera.point_in_pane(middle),
                Ink::Strong,
                look == Look::Lit,
                Ground::Pane,
            );
        }
    }
    if sight.camera.scale < ALL {
        return;
    }
    let size = LEAST_LETTERS * sight.camera.scale.clamp(1.0, LARGEST);
    for (edge, &look) in in_view() {
        let rect = sight.camera.rect_in_pane(edge.label_rect);
        if look == Look::Plain && meets(view, edge.label_rect) && !writing.is_taken(rect) {
            writing.write(&edge.label, middle_of(rect), size, Ink::Soft, None);
        }
    }
}

/// A point of a line that can be seen, when its label cannot: halfway along what is in view.
fn seen(edge: &SceneEdge, view: Rect) -> Point {
    let is_inside =
        |point: &Point| point.x > view.x && point.x < view.right() && point.y > view.y && point.y < view.bottom();
    let inside: Vec<Point> = hit::pieces(&edge.points).filter(is_inside).collect();
    inside
        .get(inside.len() / 2)
        .copied()
        .unwrap_or(middle_of(edge.label_rect))
}

/// A label, and what it is of the selected function's cum.
fn with_share(scene: &Scene, sight: &Sight<'_>, edge: &SceneEdge, look: Look) -> String {
    let cum = |node: u32| scene.cums.get(node as usize).copied().filter(|&cum| cum != 0);
    let selected = sight.selected.filter(|_| look != Look::Lit);
    match selected.and_then(cum) {
        Some(cum) => format!("{} · {}", edge.label, percent(edge.weight, cum)),
        None => edge.label.clone(),
    }
}
