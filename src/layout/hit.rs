//! A point → the thing under it: the flame graph's layout read backwards.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::weights::Weights;
use crate::layout::flame::{MIN_BOX, width};
use crate::layout::space::{FlameView, WeightSpan};

/// What is under a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// A frame, its row and the weight it spans.
    Frame(NodeId, u32, WeightSpan),
    /// Functions too narrow to be drawn apart, called by this frame.
    Run(NodeId),
}

/// The frame at a point, if there is one.
pub fn frame_at(
    tree: &CallTree,
    children: &mut Children,
    weights: &Weights,
    view: &FlameView,
    x: f64,
    y: f64,
) -> Option<Hit> {
    let wanted_row = view.row_from_y(y)?;
    let weight = view.weight_from_x(x);
    let scale = view.scale();
    let (mut node, mut start) = (CallTree::ROOT, 0.0);
    let root = width(tree, weights, node);
    if weight < 0.0 || weight >= root {
        return None;
    }
    for _ in 0..wanted_row {
        let limit = start + width(tree, weights, node);
        let mut found = None;
        for &child in children.by_width(node, tree, weights) {
            let end = (start + width(tree, weights, NodeId(child))).min(limit);
            if weight < end {
                if (end - start) * scale < MIN_BOX {
                    return Some(Hit::Run(node));
                }
                found = Some(NodeId(child));
                break;
            }
            start = end;
        }
        node = found?;
    }
    Some(Hit::Frame(
        node,
        wanted_row,
        WeightSpan {
            start,
            end: start + width(tree, weights, node),
        },
    ))
}

/// The row of a node and the weight it spans in the picture.
pub fn place_of(tree: &CallTree, children: &mut Children, weights: &Weights, node: NodeId) -> (u32, WeightSpan) {
    let mut start = 0.0;
    let mut row = 0;
    for at in tree.towards_root(node) {
        row += 1;
        for &sibling in children.by_width(tree.parent(at), tree, weights) {
            if sibling == at.0 {
                break;
            }
            start += width(tree, weights, NodeId(sibling));
        }
    }
    (
        row,
        WeightSpan {
            start,
            end: start + width(tree, weights, node),
        },
    )
}
