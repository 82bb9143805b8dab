//! What is seen of a scene: shapes with looks, cut to the pane.

use std::ops::Range;

use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::search::Matches;
use crate::layout::callgraph::legend::{self, Legend, Rows};
use crate::layout::callgraph::minimap::{self, Minimap};
use crate::layout::callgraph::scene::{Kind, Scene, SceneEdge};
use crate::layout::callgraph::{labels, letters};
use crate::layout::camera::Camera;
use crate::layout::space::{Point, Rect};
use crate::model::sorting;

/// The smallest and the largest width of a line, in pixels.
const WIDTHS: (f64, f64) = (0.75, 9.0);
/// Length of an arrowhead at full size, and more for each pixel of its line's width.
const HEAD: (f64, f64) = (6.0, 1.6);
/// Shorter arrowheads are not drawn.
const LEAST_HEAD: f64 = 3.0;
/// Arrowheads grow no further than at this scale.
const LARGEST_HEADS: f64 = 1.5;

/// What about a scene is to be seen.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// From where.
    pub camera: Camera,
    /// The box that is selected.
    pub selected: Option<u32>,
    /// The function under the pointer, here or in another view.
    pub lit: Option<EntityId>,
    /// The line under the pointer.
    pub lit_edge: Option<u32>,
    /// The functions searched for; everything else is dimmed.
    pub matches: Option<&'a Matches>,
    /// Whether the legend is folded out.
    pub has_legend: bool,
    /// What it says.
    pub legend: Rows,
    /// A region of the pane that is being drawn.
    pub region: Option<Rect>,
    /// Width of a column of the label font, against the size of its letters.
    pub column: f64,
}

/// How something stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Look {
    /// Behind everything else: what the pointer or a search is not about.
    Faded,
    /// As it is.
    #[default]
    Plain,
    /// It calls what is selected.
    Caller,
    /// It is called by what is selected.
    Callee,
    /// It is under the pointer.
    Lit,
    /// It is selected.
    Selected,
}

/// A box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Where it is in the pane.
    pub rect: Rect,
    /// Its share of the total, -1 to 1.
    pub share: f64,
    /// Whether it is a tag.
    pub is_tag: bool,
    /// How it stands out.
    pub look: Look,
}

/// A line with its arrowhead.
#[derive(Clone, Debug, PartialEq)]
pub struct Strand {
    /// Control points in the pane.
    pub points: Vec<Point>,
    /// The arrowhead, if it is large enough to be seen.
    pub head: Option<[Point; 3]>,
    /// How wide it is.
    pub width: f64,
    /// Its share of the total, -1 to 1.
    pub share: f64,
    /// Whether functions are left out along it.
    pub is_dashed: bool,
    /// How it stands out.
    pub look: Look,
}

/// What letters are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// A name, or what is as important.
    #[default]
    Strong,
    /// A value or a detail.
    Soft,
    /// What the pointer or a search is not about.
    Faded,
}

/// Some letters: a part of [`GraphPicture::text`], and where they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Letters {
    /// Their left edge.
    pub x: f64,
    /// The middle of their line.
    pub y: f64,
    /// How large they are.
    pub size: f64,
    /// Which part of the text.
    pub text: Range<usize>,
    /// What they are for.
    pub ink: Ink,
    /// What lies below them so that they can be read, where they stand on more than their box.
    pub ground: Option<Ground>,
}

/// What lies below letters that stand on more than their box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ground {
    /// The pane's own, thinly.
    Pane(Rect),
    /// That of the box they name, which is too small to show its colour beside them.
    Named(Shape),
}

/// A call graph before it has colours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphPicture {
    /// All lines, those behind first.
    pub strands: Vec<Strand>,
    /// All boxes.
    pub shapes: Vec<Shape>,
    /// Everything written, in the order of painting.
    pub letters: Vec<Letters>,
    /// The texts, one after the other.
    pub text: String,
    /// The whole, when only a part is in view.
    pub minimap: Option<Minimap>,
    /// What size, colour and dashes mean.
    pub legend: Legend,
    /// A region that is being drawn.
    pub region: Option<Rect>,
}

/// Looks at a scene.
pub fn picture(scene: &Scene, sight: &Sight<'_>) -> GraphPicture {
    let looks = Looks::of(scene, sight);
    let mut picture = GraphPicture::default();
    let view = sight.camera.in_view();
    for (at, edge) in scene.edges.iter().enumerate() {
        if !edge.points.is_empty() && meets(view, edge.bounds) {
            picture.strands.push(strand(&sight.camera, edge, looks.edges[at]));
        }
    }
    sorting::sort_by_key(&mut picture.strands, |strand| strand.look);
    for (at, node) in scene.nodes.iter().enumerate() {
        if meets(view, node.rect) {
            picture.shapes.push(Shape {
                rect: sight.camera.rect_in_pane(node.rect),
                share: node.share,
                is_tag: matches!(node.kind, Kind::Tag(_)),
                look: looks.nodes[at],
            });
        }
    }
    let mut writing = letters::Writing::new(sight);
    letters::in_boxes(scene, sight, &looks, &mut writing);
    labels::on_lines(scene, sight, &looks, &mut writing);
    letters::over_boxes(scene, sight, &looks, &mut writing);
    (picture.text, picture.letters) = writing.done();
    picture.minimap = minimap::minimap(scene, &sight.camera);
    picture.legend = legend::legend(sight);
    picture.region = sight.region;
    picture
}

/// Whether two rectangles have something in common.
pub(super) fn meets(one: Rect, other: Rect) -> bool {
    one.x <= other.right() && other.x <= one.right() && one.y <= other.bottom() && other.y <= one.bottom()
}

/// How each box and line stands out.
pub(super) struct Looks {
    pub(super) nodes: Vec<Look>,
    pub(super) edges: Vec<Look>,
}

impl Looks {
    fn of(scene: &Scene, sight: &Sight<'_>) -> Self {
        let is_lit = |node: u32| sight.lit == Some(scene.nodes[node as usize].entity);
        let is_match = |entity: EntityId| sight.matches.is_none_or(|matches| matches.has(entity));
        let has_lit = sight.lit_edge.is_some() || (0..scene.nodes.len() as u32).any(is_lit);
        let mut nodes: Vec<Look> = scene
            .nodes
            .iter()
            .map(|node| {
                if has_lit || !is_match(node.entity) {
                    Look::Faded
                } else {
                    Look::Plain
                }
            })
            .collect();
        let mut edges = Vec::with_capacity(scene.edges.len());
        for (at, edge) in scene.edges.iter().enumerate() {
            let is_lit_edge = sight.lit_edge == Some(at as u32);
            let touches_lit = is_lit(edge.from) || is_lit(edge.to) || is_lit_edge;
            let look = if sight.selected == Some(edge.to) {
                Look::Caller
            } else if sight.selected == Some(edge.from) {
                Look::Callee
            } else if is_lit_edge {
                Look::Lit
            } else if touches_lit {
                Look::Plain
            } else if has_lit || !(is_match(scene.nodes[edge.from as usize].entity) || sight.matches.is_none()) {
                Look::Faded
            } else {
                Look::Plain
            };
            let (far, near) = match look {
                Look::Caller => (Some(edge.from), None),
                Look::Callee => (Some(edge.to), None),
                _ if touches_lit => (Some(edge.from), Some(edge.to)),
                _ => (None, None),
            };
            let beside = if matches!(look, Look::Caller | Look::Callee) {
                look
            } else {
                Look::Plain
            };
            for node in [far, near].into_iter().flatten() {
                let node = &mut nodes[node as usize];
                *node = (*node).max(beside);
            }
            edges.push(look);
        }
        for (at, look) in nodes.iter_mut().enumerate() {
            if sight.selected == Some(at as u32) {
                *look = Look::Selected;
            } else if is_lit(at as u32) && matches!(scene.nodes[at].kind, Kind::Function(_)) {
                *look = Look::Lit;
            }
        }
        Self { nodes, edges }
    }
}

fn strand(camera: &Camera, edge: &SceneEdge, look: Look) -> Strand {
    let mut points: Vec<Point> = edge.points.iter().map(|&point| camera.point_in_pane(point)).collect();
    let width = (edge.width * camera.scale).clamp(WIDTHS.0, WIDTHS.1);
    let length = HEAD.0.mul_add(camera.scale.min(LARGEST_HEADS), HEAD.1 * width);
    let head = if length * camera.scale.min(1.0) < LEAST_HEAD {
        None
    } else {
        head(&mut points, length)
    };
    Strand {
        points,
        head,
        width,
        share: edge.share,
        is_dashed: edge.is_dashed,
        look,
    }
}

/// Cuts a line short, and puts an arrowhead at its end.
fn head(points: &mut [Point], length: f64) -> Option<[Point; 3]> {
    let [.., before, last] = points else { return None };
    let tip = *last;
    let (x, y) = (tip.x - before.x, tip.y - before.y);
    let far = x.hypot(y);
    if far < 1e-6 {
        return None;
    }
    let (x, y) = (x / far, y / far);
    let foot = Point {
        x: tip.x - x * length,
        y: tip.y - y * length,
    };
    let half = length * 0.38;
    // The line ends inside its head, and comes from where it came.
    let cut = length * 0.7;
    *last = Point {
        x: tip.x - x * cut,
        y: tip.y - y * cut,
    };
    if far < cut {
        *before = *last;
    }
    Some([
        tip,
        Point {
            x: foot.x - y * half,
            y: foot.y + x * half,
        },
        Point {
            x: foot.x + y * half,
            y: foot.y - x * half,
        },
    ])
}

#[cfg(test)]
mod tests;
