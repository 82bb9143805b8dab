//! The selection's way from frame to frame.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::engine::flame::{FlameState, place, whole};
use crate::engine::profile::OpenProfile;
use crate::layout::flame;
use crate::layout::space::WeightSpan;
use crate::protocol::request::Step;

impl FlameState {
    /// The frame next to the selected one; from nothing, the zoomed frame or the root's heaviest callee.
    pub(in crate::engine) fn neighbour(&self, step: Step, profile: &mut OpenProfile) -> Option<NodeId> {
        let from_function = self.selected.and_then(|entity| profile.widest(entity));
        let Some(node) = self.selected_node.or(from_function) else {
            let zoomed = self.zoomed();
            let heaviest = profile
                .children
                .by_width(zoomed, &profile.tree, &profile.weights)
                .first()
                .map(|&child| NodeId(child));
            return if zoomed == CallTree::ROOT {
                heaviest
            } else {
                Some(zoomed)
            };
        };
        let caller = profile.tree.parent(node);
        match step {
            Step::Caller => (caller != CallTree::ROOT).then_some(caller),
            Step::Callee => {
                let callees = profile.children.by_width(node, &profile.tree, &profile.weights);
                callees
                    .first()
                    .map(|&child| NodeId(child))
                    .filter(|&child| profile.weights.width(&profile.tree, child) > 0)
            }
            Step::Heavier | Step::Lighter => {
                let siblings = profile.children.by_width(caller, &profile.tree, &profile.weights);
                let at = siblings.iter().position(|&sibling| sibling == node.0)?;
                let next = if step == Step::Heavier {
                    at.checked_sub(1)?
                } else {
                    at + 1
                };
                siblings
                    .get(next)
                    .map(|&sibling| NodeId(sibling))
                    .filter(|&sibling| profile.weights.width(&profile.tree, sibling) > 0)
            }
        }
    }

    /// Brings a node into view when it is outside, or too narrow to be seen.
    pub(in crate::engine) fn reveal(&mut self, node: NodeId, profile: &mut OpenProfile) {
        let (row, span) = place(node, profile);
        let (shown, scroll) = self.destination();
        let top = f64::from(row) * self.view.row_height;
        let is_in_rows = top >= scroll && top + self.view.row_height <= scroll + self.view.pane.height;
        let is_wide_enough = span.length() / shown.length() * self.view.pane.width >= flame::MIN_BOX;
        let is_in_columns = span.start < shown.end && span.end > shown.start && is_wide_enough;
        if is_in_rows && is_in_columns {
            return;
        }
        let to_scroll = if is_in_rows {
            scroll
        } else {
            top - self.view.pane.height / 2.0
        };
        let to_span = if is_in_columns {
            shown
        } else if is_wide_enough {
            let middle = f64::midpoint(span.start, span.end);
            let half = shown.length() / 2.0;
            WeightSpan {
                start: middle - half,
                end: middle + half,
            }
            .within(whole(profile).end)
        } else {
            span
        };
        let zoomed = place(self.zoomed(), profile).1;
        if to_span.start < zoomed.start || to_span.end > zoomed.end {
            // It leads out of the frame zoomed to: the steps that led there are left.
            self.steps.clear();
        }
        self.glide_to(to_span, to_scroll, profile);
    }
}
