//! The selection's way from node to node.

use crate::engine::flame::FlameState;
use crate::engine::graph::GraphState;
use crate::layout::callgraph::scene::{Scene, SceneNode};
use crate::layout::space::Point;
use crate::protocol::graph::GraphStep;

impl GraphState {
    /// The node next to the selected one; from nothing the most telling one.
    pub(super) fn neighbour(&self, step: GraphStep, flame: &FlameState) -> Option<u32> {
        let scene = self.scene.as_ref()?;
        let Some(selected) = self.selected(flame) else {
            return (scene.function_count > 0).then_some(0);
        };
        let here = &scene.nodes[selected as usize];
        match step {
            GraphStep::Caller | GraphStep::Callee => {
                let ends = scene.edges.iter().filter(|edge| edge.row.is_some());
                let others = ends.filter_map(|edge| {
                    let (near, far) = if step == GraphStep::Caller {
                        (edge.to, edge.from)
                    } else {
                        (edge.from, edge.to)
                    };
                    (near == selected && far != selected).then_some(far)
                });
                nearest(scene, here, others)
            }
            GraphStep::Left | GraphStep::Right => {
                let middle = middle(here);
                let functions = scene.nodes[..scene.function_count].iter().enumerate();
                let beside = functions.filter(|(at, node)| {
                    let is_beyond = if step == GraphStep::Left {
                        self::middle(node).x < middle.x
                    } else {
                        self::middle(node).x > middle.x
                    };
                    *at != selected as usize && node.rank == here.rank && node.part == here.part && is_beyond
                });
                nearest(scene, here, beside.map(|(at, _)| at as u32))
            }
        }
    }
}

fn middle(node: &SceneNode) -> Point {
    Point {
        x: node.rect.x + node.rect.width / 2.0,
        y: node.rect.y + node.rect.height / 2.0,
    }
}

fn nearest(scene: &Scene, here: &SceneNode, others: impl Iterator<Item = u32>) -> Option<u32> {
    let from = middle(here);
    let far = |node: u32| {
        let to = middle(&scene.nodes[node as usize]);
        (to.x - from.x).hypot(to.y - from.y)
    };
    others.min_by(|&one, &other| far(one).total_cmp(&far(other)).then(one.cmp(&other)))
}
