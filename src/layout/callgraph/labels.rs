//! What is written beside lines: what passes along them, and its share of what is selected.

use crate::layout::callgraph::LEAST_LETTERS;
use crate::layout::callgraph::letters::Writing;
use crate::layout::callgraph::picture::{Ink, Look, Looks, Sight, meets};
use crate::layout::callgraph::scene::{Scene, SceneEdge, percent};
use crate::layout::space::{Point, Rect};

/// From this scale on the labels have room beside their lines.
const ALL: f64 = 0.95;
/// Letters grow no further than at this scale.
const LARGEST: f64 = 1.3;

/// Writes the labels of lines in view: all when there is room, and else those of lines that stand out.
pub(super) fn on_lines(scene: &Scene, sight: &Sight<'_>, looks: &Looks, writing: &mut Writing) {
    let view = sight.camera.in_view();
    for (at, edge) in scene.edges.iter().enumerate() {
        let look = looks.edges[at];
        let stands_out = matches!(look, Look::Caller | Look::Callee | Look::Lit);
        if edge.points.is_empty() || !meets(view, edge.bounds) || look == Look::Faded {
            continue;
        }
        let middle = middle_of(edge.label_rect);
        if stands_out {
            let text = with_share(scene, sight, edge, look);
            let middle = if meets(view, edge.label_rect) {
                middle
            } else {
                in_view(edge, view)
            };
            writing.write_over(
                &text,
                sight.camera.point_in_pane(middle),
                Ink::Strong,
                look == Look::Lit,
            );
        } else if sight.camera.scale >= ALL && meets(view, edge.label_rect) {
            let size = LEAST_LETTERS * sight.camera.scale.clamp(1.0, LARGEST);
            let middle = sight.camera.point_in_pane(middle);
            writing.write(&edge.label, middle, size, Ink::Soft, None);
        }
    }
}

fn middle_of(rect: Rect) -> Point {
    Point {
        x: rect.x + rect.width / 2.0,
        y: rect.y + rect.height / 2.0,
    }
}

/// A point of a line that can be seen, when its label cannot.
fn in_view(edge: &SceneEdge, view: Rect) -> Point {
    let is_inside =
        |point: &&Point| point.x > view.x && point.x < view.right() && point.y > view.y && point.y < view.bottom();
    let inside: Vec<&Point> = edge.points.iter().filter(is_inside).collect();
    inside
        .get(inside.len() / 2)
        .map_or(middle_of(edge.label_rect), |&&point| point)
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
