//! The flame graph as boxes.
//!
//! A node's box is as wide as its weight, its children stand in the next row from its left edge,
//! the widest first; what is left at the right is the node's own. Children narrower than
//! [`MIN_BOX`] pixels are drawn together as one run, without what is below them: since they come
//! widest first, everything after the first narrow one is narrow. So a picture has at most as
//! many boxes as fit side by side in the rows of the pane.

use std::ops::Range;

use crate::analyze::profile::calltree::{CallTree, Inlined, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::search::Matches;
use crate::analyze::profile::weights::Weights;
use crate::layout::space::{FlameView, Rect};
use crate::layout::text::NameVariants;

/// Narrowest box that is drawn for itself, in CSS pixels.
pub const MIN_BOX: f64 = 1.5;
/// Room between a box's left edge and its label.
pub const LABEL_INSET: f64 = 4.0;
/// Narrowest box that gets a label.
const MIN_LABELLED: f64 = 22.0;
/// How many hues packages are spread over.
pub const HUES: u8 = 24;

/// How entities are written, and which hue each has.
pub trait Labels: std::fmt::Debug {
    /// The ways to write an entity's name.
    fn names(&self, entity: EntityId) -> Option<&NameVariants>;
    /// The hue of its package, below [`HUES`].
    fn hue(&self, entity: EntityId) -> u8;
}

/// What a flame graph is made of.
#[derive(Debug)]
pub struct FlameScene<'a> {
    /// The merged stacks.
    pub tree: &'a CallTree,
    /// Their weights.
    pub weights: &'a Weights,
    /// Their order.
    pub children: &'a mut Children,
    /// How entities are written, and their hues.
    pub labels: &'a dyn Labels,
    /// What is written in the root.
    pub root_names: &'a NameVariants,
    /// The functions searched for; everything else is dimmed.
    pub matches: Option<&'a Matches>,
    /// The function that is selected.
    pub selected: Option<EntityId>,
    /// The frame that is selected, of that function.
    pub selected_node: Option<NodeId>,
    /// The function under the pointer.
    pub lit: Option<EntityId>,
    /// Width of a column of the label font, in CSS pixels.
    pub column_width: f64,
}

/// What a box stands for; the painter makes a colour of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// All samples.
    #[default]
    Root,
    /// A function of the package with this hue, in an even (`false`) or odd row.
    Function(u8, bool),
    /// Grew by this many quarters of its width, in a delta profile.
    More(u8),
    /// Shrank by this many quarters of its width, in a delta profile.
    Less(u8),
    /// Several functions too narrow to be drawn apart.
    Run,
}

/// A box of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FlameBox {
    /// Where it stands, cut to the pane's sides.
    pub rect: Rect,
    /// Its node; of a run, the node that the run's functions were called by.
    pub node: NodeId,
    /// What it stands for.
    pub role: Role,
    /// Whether a search is on and this does not match.
    pub is_dimmed: bool,
    /// Whether all its calls were inlined.
    pub is_inlined: bool,
}

/// A label: a part of [`FlamePicture::text`], and where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct FlameLabel {
    /// Left edge of the text.
    pub x: f64,
    /// Middle of the row.
    pub y: f64,
    /// Which part of the picture's text.
    pub text: Range<usize>,
    /// Whether it stands in a dimmed box.
    pub is_dimmed: bool,
}

/// Why a box is outlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// The pointer is over its function.
    Lit,
    /// Its function is selected.
    Selected,
    /// It is the selected frame itself.
    Focus,
    /// The base of a comparison has no such stack.
    New,
}

/// A painted flame graph before it has colours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlamePicture {
    /// All boxes; those of a row come left to right.
    pub boxes: Vec<FlameBox>,
    /// All labels.
    pub labels: Vec<FlameLabel>,
    /// The labels' text, one after the other.
    pub text: String,
    /// Boxes to outline.
    pub outlines: Vec<(Rect, Outline)>,
}

/// A node on its way to be drawn.
struct Open {
    node: NodeId,
    row: u32,
    /// Left edge in weight.
    start: f64,
}

/// Lays out what is in view.
pub fn picture(scene: &mut FlameScene<'_>, view: &FlameView) -> FlamePicture {
    let mut picture = FlamePicture::default();
    let rows = view.rows_in_view();
    let scale = view.scale();
    if scale <= 0.0 || rows.is_empty() {
        return picture;
    }
    let mut open = vec![Open {
        node: CallTree::ROOT,
        row: 0,
        start: 0.0,
    }];
    while let Some(Open { node, row, start }) = open.pop() {
        if rows.contains(&row) {
            let end = start + width(scene.tree, scene.weights, node);
            draw(scene, view, &mut picture, node, row, start..end);
        }
        if row + 1 < rows.end {
            open_children(scene, view, &mut picture, &mut open, &Open { node, row, start });
        }
    }
    picture
}

fn open_children(
    scene: &mut FlameScene<'_>,
    view: &FlameView,
    picture: &mut FlamePicture,
    open: &mut Vec<Open>,
    parent: &Open,
) {
    let scale = view.scale();
    let row = parent.row + 1;
    let mut start = parent.start;
    let limit = parent.start + width(scene.tree, scene.weights, parent.node);
    let (tree, weights) = (scene.tree, scene.weights);
    let first_open = open.len();
    let mut run = None;
    for &child in scene.children.by_width(parent.node, tree, weights) {
        // Sums that stopped at the largest number could add up to more than their parent.
        let end = (start + width(tree, weights, NodeId(child))).min(limit);
        if (end - start) * scale < MIN_BOX {
            run.get_or_insert(start);
        } else if end > view.span.start && start < view.span.end {
            open.push(Open {
                node: NodeId(child),
                row,
                start,
            });
        }
        start = end;
    }
    // The stack gives back what came last first: turn it, so that boxes come left to right.
    open[first_open..].reverse();
    if let Some(run_start) = run
        && (start - run_start) * scale >= MIN_BOX / 2.0
        && view.rows_in_view().contains(&row)
    {
        draw_run(scene, view, picture, parent.node, row, run_start..start);
    }
}

fn draw(
    scene: &FlameScene<'_>,
    view: &FlameView,
    picture: &mut FlamePicture,
    node: NodeId,
    row: u32,
    weight: Range<f64>,
) {
    let Some(rect) = rect(view, row, weight) else { return };
    if node == CallTree::ROOT {
        picture.boxes.push(FlameBox {
            rect,
            node,
            role: Role::Root,
            ..FlameBox::default()
        });
        return label(picture, scene.column_width, rect, scene.root_names, false);
    }
    let entity = scene.tree.entity(node);
    let is_dimmed = scene.matches.is_some_and(|matches| !matches.has(entity));
    let is_inlined = scene.tree.inlined(node) == Inlined::Always;
    picture.boxes.push(FlameBox {
        rect,
        node,
        role: role(scene, node, entity, row),
        is_dimmed,
        is_inlined,
    });
    if let Some(names) = scene.labels.names(entity) {
        label(picture, scene.column_width, rect, names, is_dimmed);
    }
    if scene.selected_node == Some(node) {
        picture.outlines.push((rect, Outline::Focus));
    } else if scene.selected == Some(entity) {
        picture.outlines.push((rect, Outline::Selected));
    } else if scene.lit == Some(entity) {
        picture.outlines.push((rect, Outline::Lit));
    } else if scene.weights.is_new(scene.tree, node) && !scene.weights.is_new(scene.tree, scene.tree.parent(node)) {
        // What it calls is as new: one ring says it.
        picture.outlines.push((rect, Outline::New));
    }
}

/// Writes into a box the longest form of a name that fits.
pub(super) fn label(picture: &mut FlamePicture, column_width: f64, rect: Rect, names: &NameVariants, is_dimmed: bool) {
    if rect.width < MIN_LABELLED || column_width <= 0.0 {
        return;
    }
    let room = ((rect.width - 2.0 * LABEL_INSET) / column_width) as usize;
    if let Some(text) = names.fit(room, &mut picture.text) {
        let (x, y) = (rect.x + LABEL_INSET, rect.y + rect.height / 2.0);
        picture.labels.push(FlameLabel { x, y, text, is_dimmed });
    }
}

fn draw_run(
    scene: &FlameScene<'_>,
    view: &FlameView,
    picture: &mut FlamePicture,
    caller: NodeId,
    row: u32,
    weight: Range<f64>,
) {
    if let Some(rect) = rect(view, row, weight) {
        let is_dimmed = scene.matches.is_some();
        picture.boxes.push(FlameBox {
            rect,
            node: caller,
            role: Role::Run,
            is_dimmed,
            is_inlined: false,
        });
    }
}

fn role(scene: &FlameScene<'_>, node: NodeId, entity: EntityId, row: u32) -> Role {
    if scene.weights.has_negative() {
        let run = scene.tree.nodes().run_of(node);
        let change = scene.weights.change(run);
        let quarters = (change.abs() * 4.0).ceil() as u8;
        return if change < 0.0 {
            Role::Less(quarters)
        } else {
            Role::More(quarters)
        };
    }
    Role::Function(scene.labels.hue(entity), row % 2 == 1)
}

/// The rectangle of a span of weight in a row, cut to the pane's sides; `None` when nothing of it is in view.
pub fn rect(view: &FlameView, row: u32, weight: Range<f64>) -> Option<Rect> {
    let left = view.x_from_weight(weight.start).max(0.0);
    let right = view.x_from_weight(weight.end).min(view.pane.width);
    (right > left).then(|| Rect {
        x: left,
        y: view.y_from_row(row),
        width: right - left,
        height: view.row_height,
    })
}

/// How wide a node is, in weight.
pub fn width(tree: &CallTree, weights: &Weights, node: NodeId) -> f64 {
    weights.width(tree, node).max(0) as f64
}

#[cfg(test)]
mod tests;
