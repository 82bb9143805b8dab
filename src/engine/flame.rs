//! The flame graph's state: what is in view, what is under the pointer, what is selected.

pub(super) mod branches;
mod drag;
mod draw;
mod glide;
mod walk;

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::search::Matches;
use crate::engine::flame::drag::Drag;
use crate::engine::glide::Glide;
use crate::engine::profile::OpenProfile;
use crate::layout::flame;
use crate::layout::hit::{self, Hit};
use crate::layout::space::{FlameView, PaneSpace, Rect, WeightSpan};
use crate::protocol::Pane;
use crate::protocol::request::Appearance;

/// Rows of callers that stay above a frame that was zoomed to.
const CALLERS_ABOVE: f64 = 3.0;
/// Least weight that can fill a pane: less than one event of any sample type says nothing.
const LEAST_SPAN: f64 = 0.5;
/// Height of a row, in pixels, and of a compact one.
const ROW: f64 = 20.0;
const COMPACT_ROW: f64 = 16.0;

/// What the flame graph shows and how it came there.
pub(super) struct FlameState {
    view: FlameView,
    minimap: PaneSpace,
    glide: Option<Glide<(WeightSpan, f64)>>,
    is_motion_reduced: bool,
    /// The frames zoomed to, the last one shown now; the whole is before the first.
    steps: Vec<NodeId>,
    pub(super) pointer: Option<(f64, f64)>,
    /// Where a drag was last, and on the minimap the weight it began at.
    drag: Option<Drag>,
    /// The columns between which a region is being drawn.
    pub(super) region: Option<[f64; 2]>,
    pub(super) selected: Option<EntityId>,
    pub(super) selected_node: Option<NodeId>,
    pub(super) lit: Option<EntityId>,
    pub(super) matches: Option<Matches>,
}

impl FlameState {
    /// Everything in view, nothing selected.
    pub(super) fn new(profile: &OpenProfile) -> Self {
        let view = FlameView {
            span: whole(profile),
            row_height: ROW,
            ..FlameView::default()
        };
        Self {
            view,
            minimap: PaneSpace::default(),
            glide: None,
            is_motion_reduced: false,
            steps: Vec::new(),
            pointer: None,
            drag: None,
            region: None,
            selected: None,
            selected_node: None,
            lit: None,
            matches: None,
        }
    }

    pub(super) fn resize(&mut self, pane: Pane, space: PaneSpace, profile: &mut OpenProfile) {
        match pane {
            Pane::Flame => {
                let height_before = self.view.pane.height;
                self.view.pane = space;
                self.set_scroll(self.view.scroll, profile);
                self.keep_zoomed_above_foot(height_before, profile);
            }
            Pane::Minimap => self.minimap = space,
            Pane::Graph | Pane::Timeline | Pane::Above | Pane::Below => {} // They are not this flame graph's.
        }
    }

    /// A zoom brings the overview, which takes rows of the pane: they must not be those that were zoomed to.
    fn keep_zoomed_above_foot(&mut self, height_before: f64, profile: &mut OpenProfile) {
        let zoomed = self.zoomed();
        if zoomed == CallTree::ROOT {
            return;
        }
        let (row, _) = place(zoomed, profile);
        let foot = (f64::from(row) + 1.0) * self.view.row_height;
        let (span, scroll) = self.destination();
        let was_in_rows = foot <= scroll + height_before;
        if was_in_rows && foot > scroll + self.view.pane.height {
            let scroll = foot - self.view.pane.height;
            if self.is_gliding() {
                self.glide_to(span, scroll, profile);
            } else {
                self.set_scroll(scroll, profile);
            }
        }
    }

    pub(super) fn dress(&mut self, appearance: Appearance, profile: &OpenProfile) {
        self.is_motion_reduced = appearance.is_motion_reduced;
        let row_height = if appearance.is_compact { COMPACT_ROW } else { ROW };
        let scroll = self.view.scroll / self.view.row_height * row_height;
        self.view.row_height = row_height;
        self.view.is_root_below = appearance.is_root_below;
        self.set_scroll(scroll, profile);
    }

    pub(super) fn matches(&self) -> Option<&Matches> {
        self.matches.as_ref()
    }

    pub(super) fn shown(&self) -> FlameView {
        self.view
    }

    pub(super) fn set_shown(&mut self, view: FlameView) {
        self.glide = None;
        self.view = view;
    }

    pub(super) fn is_gliding(&self) -> bool {
        self.glide.is_some()
    }

    /// The frame that was zoomed to last.
    pub(super) fn zoomed(&self) -> NodeId {
        self.steps.last().copied().unwrap_or(CallTree::ROOT)
    }

    /// The value of what fills the pane's width: the zoomed frame's, or, of a view made by hand, the weight it spans.
    ///
    /// Of a comparison always the zoomed frame's: widths there are no sums that could be told.
    pub(super) fn value_in_view(&self, profile: &mut OpenProfile) -> i64 {
        let span = self.destination().0;
        let zoomed = self.zoomed();
        if profile.compared.is_some() || span == place(zoomed, profile).1 {
            profile.value(zoomed)
        } else {
            span.length().round() as i64
        }
    }

    /// The frames zoomed to, one after the other.
    pub(super) fn steps(&self) -> &[NodeId] {
        &self.steps
    }

    pub(super) fn is_zoomed(&self, profile: &OpenProfile) -> bool {
        self.destination().0 != whole(profile) || !self.steps.is_empty()
    }

    pub(super) fn can_scroll(&self, profile: &OpenProfile) -> bool {
        self.furthest_scroll(profile) > 0.0
    }

    fn furthest_scroll(&self, profile: &OpenProfile) -> f64 {
        (f64::from(profile.depth + 1) * self.view.row_height - self.view.pane.height).max(0.0)
    }

    fn set_scroll(&mut self, scroll: f64, profile: &OpenProfile) {
        self.view.scroll = scroll.clamp(0.0, self.furthest_scroll(profile));
    }

    /// Zooms to a frame; the root is the whole.
    pub(super) fn zoom_to(&mut self, node: NodeId, profile: &mut OpenProfile) {
        if node == CallTree::ROOT {
            return self.reset(profile);
        }
        if let Some(at) = self.steps.iter().position(|&step| step == node) {
            self.steps.truncate(at);
        }
        self.steps.push(node);
        self.glide_to_node(node, profile);
    }

    fn glide_to_node(&mut self, node: NodeId, profile: &mut OpenProfile) {
        let (row, span) = place(node, profile);
        if span.length() <= 0.0 {
            return;
        }
        let top = f64::from(row) * self.view.row_height;
        let scroll = self.destination().1;
        let is_in_upper_half = top >= scroll && top < scroll + self.view.pane.height / 2.0;
        let scroll = if is_in_upper_half {
            scroll
        } else {
            top - CALLERS_ABOVE * self.view.row_height
        };
        self.glide_to(span, scroll, profile);
    }

    /// Shows everything.
    pub(super) fn reset(&mut self, profile: &OpenProfile) {
        self.steps.clear();
        self.glide_to(whole(profile), 0.0, profile);
    }

    /// Where the view is: the shares of the whole in its width, when they are not the last step's, and the rows scrolled.
    pub(super) fn where_it_is(&self, profile: &mut OpenProfile) -> (Option<WeightSpan>, f64) {
        let (span, scroll) = self.destination();
        let total = whole(profile).end;
        let is_at_step = span == place(self.zoomed(), profile).1;
        let shares = (!is_at_step && total > 0.0).then(|| WeightSpan {
            start: span.start / total,
            end: span.end / total,
        });
        (shares, scroll / self.view.row_height)
    }

    /// Goes where [`where_it_is`](Self::where_it_is) said that it was.
    pub(super) fn go_to(
        &mut self,
        steps: Vec<NodeId>,
        shares: Option<WeightSpan>,
        rows: f64,
        profile: &mut OpenProfile,
    ) {
        self.steps = steps;
        let total = whole(profile).end;
        let span = match shares {
            Some(shares) => WeightSpan {
                start: shares.start * total,
                end: shares.end * total,
            }
            .within(total),
            None => place(self.zoomed(), profile).1,
        };
        self.glide_to(span, rows * self.view.row_height, profile);
    }

    /// Goes back to the zoom before the last; whether there was anything to go back from.
    pub(super) fn back(&mut self, profile: &mut OpenProfile) -> bool {
        if !self.is_zoomed(profile) {
            return false;
        }
        let zoomed = self.zoomed();
        let is_at_step = zoomed == CallTree::ROOT || self.destination().0 == place(zoomed, profile).1;
        if is_at_step {
            self.steps.pop();
        }
        match self.steps.last().copied() {
            Some(node) => self.glide_to_node(node, profile),
            None => self.reset(profile),
        }
        true
    }

    /// Zooms by a factor around a pixel column; 2 shows half as much.
    pub(super) fn zoom_by(&mut self, factor: f64, x: f64, profile: &OpenProfile) {
        if !(factor.is_finite() && factor > 0.0) || self.view.pane.width <= 0.0 {
            return;
        }
        self.settle();
        let total = whole(profile).end;
        let length = (self.view.span.length() / factor).clamp(LEAST_SPAN.min(total), total.max(LEAST_SPAN));
        let weight = self.view.weight_from_x(x);
        let start = weight - x / self.view.pane.width * length;
        self.view.span = WeightSpan {
            start,
            end: start + length,
        }
        .within(total);
        self.forget_left_steps(profile);
    }

    /// Shows what stands between two pixel columns in the pane's whole width.
    pub(super) fn zoom_to_region(&mut self, from: f64, to: f64, profile: &OpenProfile) {
        self.drag = None;
        self.region = None;
        self.settle();
        let (from, to) = (
            self.view.weight_from_x(from.min(to)),
            self.view.weight_from_x(from.max(to)),
        );
        let total = whole(profile).end;
        let span = WeightSpan {
            start: from.clamp(0.0, total),
            end: to.clamp(0.0, total),
        };
        if span.length() >= LEAST_SPAN.min(total) && span.length() > 0.0 {
            let scroll = self.view.scroll;
            self.glide_to(span, scroll, profile);
        }
    }

    /// Moves the picture by pixels.
    pub(super) fn pan_by(&mut self, x: f64, y: f64, profile: &OpenProfile) {
        self.settle();
        let shift = x / self.view.pane.width.max(1.0) * self.view.span.length();
        let span = WeightSpan {
            start: self.view.span.start + shift,
            end: self.view.span.end + shift,
        };
        self.view.span = span.within(whole(profile).end);
        let y = if self.view.is_root_below { -y } else { y };
        self.set_scroll(self.view.scroll + y, profile);
    }

    /// Zooming out by hand leads back to the whole: then no step is left to go back to.
    fn forget_left_steps(&mut self, profile: &OpenProfile) {
        if self.view.span == whole(profile) {
            self.steps.clear();
        }
    }

    /// Shows everything of another tree: no frame of the one before is there.
    pub(super) fn restart(&mut self, profile: &OpenProfile) {
        self.glide = None;
        self.steps.clear();
        self.selected_node = None;
        self.view.span = whole(profile);
        self.set_scroll(0.0, profile);
    }

    /// Keeps the same frames in view although their weights are new.
    pub(super) fn reweighed(&mut self, before: (WeightSpan, WeightSpan), profile: &mut OpenProfile) {
        let (span, place_before) = before;
        let place_now = place(self.zoomed(), profile).1;
        self.glide = None;
        self.view.span = if span == place_before && place_now.length() > 0.0 {
            // Exactly: what is in view by a rounding error less is taken for a zoom by hand.
            place_now
        } else if place_now.length() > 0.0 && place_before.length() > 0.0 {
            let factor = place_now.length() / place_before.length();
            let start = place_now.start + (span.start - place_before.start) * factor;
            WeightSpan {
                start,
                end: start + span.length() * factor,
            }
            .within(whole(profile).end)
        } else {
            self.steps.clear();
            whole(profile)
        };
    }

    /// What is in view and where the zoomed frame stands, to give to [`reweighed`](Self::reweighed).
    pub(super) fn before_reweighing(&self, profile: &mut OpenProfile) -> (WeightSpan, WeightSpan) {
        (self.destination().0, place(self.zoomed(), profile).1)
    }

    /// What is at a point of the flame graph.
    pub(super) fn hit(&self, x: f64, y: f64, profile: &mut OpenProfile) -> Option<Hit> {
        hit::frame_at(&profile.tree, &mut profile.children, &profile.weights, &self.view, x, y)
    }

    /// Where a node stands in the pane, if it can be seen.
    pub(super) fn rect_of(&self, node: NodeId, profile: &mut OpenProfile) -> Option<Rect> {
        let (row, span) = place(node, profile);
        flame::rect(&self.view, row, span.start..span.end)
    }
}

/// All of a profile.
fn whole(profile: &OpenProfile) -> WeightSpan {
    WeightSpan {
        start: 0.0,
        end: flame::width(&profile.tree, &profile.weights, CallTree::ROOT),
    }
}

/// The row of a node and the weight it spans.
fn place(node: NodeId, profile: &mut OpenProfile) -> (u32, WeightSpan) {
    hit::place_of(&profile.tree, &mut profile.children, &profile.weights, node)
}
