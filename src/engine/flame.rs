//! The flame graph's state: what is in view, what is under the pointer, what is selected.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::search::Matches;
use crate::engine::profile::OpenProfile;
use crate::layout::flame::{self, FlameScene};
use crate::layout::hit::{self, Hit};
use crate::layout::space::{FlameView, PaneSpace, Rect, WeightSpan};
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;
use crate::protocol::Pane;
use crate::protocol::request::{Appearance, Step};

/// How long a zoom glides.
const GLIDE_MILLIS: f64 = 150.0;
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
    glide: Option<Glide>,
    is_motion_reduced: bool,
    /// The frames zoomed to, the last one shown now; the whole is before the first.
    steps: Vec<NodeId>,
    pub(super) pointer: Option<(f64, f64)>,
    /// Where a drag was last, and on the minimap the weight it began at.
    drag: Option<Drag>,
    pub(super) selected: Option<EntityId>,
    pub(super) selected_node: Option<NodeId>,
    pub(super) lit: Option<EntityId>,
    pub(super) matches: Option<Matches>,
}

/// A movement of the view under way.
struct Glide {
    from: (WeightSpan, f64),
    to: (WeightSpan, f64),
    /// When its first frame was painted.
    began_millis: Option<f64>,
}

#[derive(Clone, Copy)]
enum Drag {
    /// The picture follows the pointer, last seen here.
    Picture(f64, f64),
    /// The minimap's window follows the pointer, last seen at this weight.
    Window(f64),
    /// The minimap's window is drawn anew from this weight.
    Brush(f64),
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
            selected: None,
            selected_node: None,
            lit: None,
            matches: None,
        }
    }

    pub(super) fn resize(&mut self, pane: Pane, space: PaneSpace, profile: &OpenProfile) {
        match pane {
            Pane::Flame => {
                self.view.pane = space;
                self.set_scroll(self.view.scroll, profile);
            }
            Pane::Minimap => self.minimap = space,
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

    /// Where the view is, or will be when it has glided there.
    fn destination(&self) -> (WeightSpan, f64) {
        self.glide
            .as_ref()
            .map_or((self.view.span, self.view.scroll), |glide| glide.to)
    }

    fn glide_to(&mut self, span: WeightSpan, scroll: f64, profile: &OpenProfile) {
        let to = (span, scroll.clamp(0.0, self.furthest_scroll(profile)));
        if self.is_motion_reduced {
            self.glide = None;
            (self.view.span, self.view.scroll) = to;
        } else {
            self.glide = Some(Glide {
                from: (self.view.span, self.view.scroll),
                to,
                began_millis: None,
            });
        }
    }

    /// Moves the view to where a glide is at this time.
    fn advance(&mut self, now_millis: f64) {
        let Some(glide) = &mut self.glide else { return };
        let began = *glide.began_millis.get_or_insert(now_millis);
        let t = ((now_millis - began) / GLIDE_MILLIS).clamp(0.0, 1.0);
        let eased = 1.0 - (1.0 - t).powi(3);
        self.view.span = glide.from.0.towards(glide.to.0, eased);
        self.view.scroll = glide.from.1 + (glide.to.1 - glide.from.1) * eased;
        if t >= 1.0 {
            self.glide = None;
        }
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

    /// Ends a glide where it was going.
    fn settle(&mut self) {
        if let Some(glide) = self.glide.take() {
            (self.view.span, self.view.scroll) = glide.to;
        }
    }

    /// Zooming out by hand leads back to the whole: then no step is left to go back to.
    fn forget_left_steps(&mut self, profile: &OpenProfile) {
        if self.view.span == whole(profile) {
            self.steps.clear();
        }
    }

    /// Keeps the same frames in view although their weights are new.
    pub(super) fn reweighed(&mut self, before: (WeightSpan, WeightSpan), profile: &mut OpenProfile) {
        let (span, place_before) = before;
        let place_now = place(self.zoomed(), profile).1;
        self.glide = None;
        self.view.span = if place_now.length() > 0.0 && place_before.length() > 0.0 {
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
        hit::frame_at(&mut profile.children, &profile.weights, &self.view, x, y)
    }

    /// Where a node stands in the pane, if it can be seen.
    pub(super) fn rect_of(&self, node: NodeId, profile: &mut OpenProfile) -> Option<Rect> {
        let (row, span) = place(node, profile);
        flame::rect(&self.view, row, span.start..span.end)
    }

    /// A button went down on a pane.
    pub(super) fn press(&mut self, pane: Pane, x: f64, y: f64, profile: &OpenProfile) {
        self.settle();
        self.drag = Some(match pane {
            Pane::Flame => Drag::Picture(x, y),
            Pane::Minimap => {
                let weight = self.minimap_weight(x, profile);
                let is_inside = weight >= self.view.span.start && weight < self.view.span.end;
                let moves = is_inside && self.view.span != whole(profile);
                if moves {
                    Drag::Window(weight)
                } else {
                    Drag::Brush(weight)
                }
            }
        });
    }

    /// The pointer moved with the button held.
    pub(super) fn drag(&mut self, x: f64, y: f64, profile: &OpenProfile) {
        match self.drag {
            Some(Drag::Picture(last_x, last_y)) => {
                self.drag = Some(Drag::Picture(x, y));
                self.pan_by(last_x - x, last_y - y, profile);
            }
            Some(Drag::Window(last)) => {
                let weight = self.minimap_weight(x, profile);
                self.drag = Some(Drag::Window(weight));
                let span = self.view.span;
                let moved = WeightSpan {
                    start: span.start + weight - last,
                    end: span.end + weight - last,
                };
                self.view.span = moved.within(whole(profile).end);
            }
            Some(Drag::Brush(from)) => {
                let to = self.minimap_weight(x, profile);
                let span = WeightSpan {
                    start: from.min(to),
                    end: from.max(to),
                };
                if span.length() >= LEAST_SPAN {
                    self.view.span = span.within(whole(profile).end);
                }
            }
            None => {}
        }
    }

    /// The button was let go; whether a drag ended.
    pub(super) fn release(&mut self) -> bool {
        self.drag.take().is_some()
    }

    fn minimap_weight(&self, x: f64, profile: &OpenProfile) -> f64 {
        let total = whole(profile).end;
        (x / self.minimap.width.max(1.0) * total).clamp(0.0, total)
    }

    /// The frame next to the selected one; from nothing, the zoomed frame or the root's heaviest callee.
    pub(super) fn neighbour(&self, step: Step, profile: &mut OpenProfile) -> Option<NodeId> {
        let from_function = self.selected.and_then(|entity| profile.widest(entity));
        let Some(node) = self.selected_node.or(from_function) else {
            let zoomed = self.zoomed();
            let heaviest = profile
                .children
                .by_width(zoomed, &profile.weights)
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
                let callees = profile.children.by_width(node, &profile.weights);
                callees
                    .first()
                    .map(|&child| NodeId(child))
                    .filter(|&child| profile.weights.width(child) > 0)
            }
            Step::Heavier | Step::Lighter => {
                let siblings = profile.children.by_width(caller, &profile.weights);
                let at = siblings.iter().position(|&sibling| sibling == node.0)?;
                let next = if step == Step::Heavier {
                    at.checked_sub(1)?
                } else {
                    at + 1
                };
                siblings
                    .get(next)
                    .map(|&sibling| NodeId(sibling))
                    .filter(|&sibling| profile.weights.width(sibling) > 0)
            }
        }
    }

    /// Brings a node into view when it is outside, or too narrow to be seen.
    pub(super) fn reveal(&mut self, node: NodeId, profile: &mut OpenProfile) {
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
        self.glide_to(to_span, to_scroll, profile);
    }

    pub(super) fn paint(
        &mut self,
        profile: &mut OpenProfile,
        now_millis: f64,
        column_width: f64,
        theme: &Theme,
        surface: &mut dyn Surface,
    ) -> usize {
        self.advance(now_millis);
        let mut scene = self.scene(profile, column_width);
        let picture = flame::picture(&mut scene, &self.view);
        crate::paint::flame::paint(&picture, &self.view, theme, surface);
        picture.boxes.len()
    }

    pub(super) fn paint_minimap(
        &mut self,
        profile: &mut OpenProfile,
        pane: PaneSpace,
        theme: &Theme,
        surface: &mut dyn Surface,
    ) -> usize {
        let rows = f64::from(profile.depth + 1);
        let view = FlameView {
            pane,
            span: whole(profile),
            scroll: 0.0,
            row_height: (pane.height / rows).max(1.0),
            is_root_below: self.view.is_root_below,
        };
        let window = flame::rect(&view, 0, self.view.span.start..self.view.span.end).unwrap_or_default();
        let window = Rect {
            y: 0.0,
            height: pane.height,
            ..window
        };
        let mut scene = self.scene(profile, 0.0);
        let picture = flame::picture(&mut scene, &view);
        crate::paint::flame::paint_minimap(&picture, &view, window, theme, surface);
        picture.boxes.len()
    }

    fn scene<'a>(&'a self, profile: &'a mut OpenProfile, column_width: f64) -> FlameScene<'a> {
        FlameScene {
            tree: &profile.tree,
            weights: &profile.weights,
            children: &mut profile.children,
            names: &profile.names,
            hues: &profile.hues,
            matches: self.matches.as_ref(),
            selected: self.selected,
            selected_node: self.selected_node,
            lit: self.lit,
            column_width,
        }
    }
}

/// All of a profile.
fn whole(profile: &OpenProfile) -> WeightSpan {
    WeightSpan {
        start: 0.0,
        end: flame::width(&profile.weights, CallTree::ROOT),
    }
}

/// The row of a node and the weight it spans.
fn place(node: NodeId, profile: &mut OpenProfile) -> (u32, WeightSpan) {
    hit::place_of(&profile.tree, &mut profile.children, &profile.weights, node)
}
