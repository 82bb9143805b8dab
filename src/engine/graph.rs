//! The call graph's state: what is in view, what is under the pointer, what is selected.

pub(super) mod branches;
mod build;
mod drag;
mod draw;
mod glide;
mod place;
mod requests;
mod walk;
mod words;

use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::graph::Graph;
use crate::analyze::profile::search::Matches;
use crate::engine::flame::FlameState;
use crate::engine::glide::Glide;
use crate::engine::graph::branches::{GraphBranches, Item, Items};
use crate::engine::graph::drag::Drag;
use crate::engine::profile::OpenProfile;
use crate::layout::callgraph::hit::{self, Hit};
use crate::layout::callgraph::legend::{self, Rows};
use crate::layout::callgraph::picture::Sight;
use crate::layout::callgraph::scene::{Kind, Scene};
use crate::layout::camera::Camera;
use crate::layout::space::{PaneSpace, Point, Rect};
use crate::protocol::graph::GraphOptions;

/// A node is drawn no larger than this when the view goes to it.
const NODE_SCALE: f64 = 1.0;
/// Views that can be gone back to.
const MOST_PAST: usize = 100;

/// What the call graph shows and how it came there.
pub(super) struct GraphState {
    options: GraphOptions,
    graph: Graph,
    /// The graph as a list.
    items: Items,
    /// Told apart from graphs before it by this.
    number: u32,
    /// The laid out graph; none until it is made, and after what it rests on changed.
    scene: Option<Scene>,
    /// The pane, once it is mounted.
    pane: Option<PaneSpace>,
    camera: Camera,
    /// Whether everything stays in view when the pane or the graph changes: until the view is moved by hand.
    is_fitted: bool,
    /// The view that was asked for before the graph stood.
    wanted: Option<[f64; 3]>,
    glide: Option<Glide<Camera>>,
    is_motion_reduced: bool,
    /// Views to go back to.
    past: Vec<Camera>,
    pointer: Option<(f64, f64)>,
    drag: Option<Drag>,
    lit_edge: Option<u32>,
    /// The region of the pane that is being drawn.
    region: Option<Rect>,
    has_legend: bool,
    legend: Rows,
    /// Width of a column of the label font, against the size of its letters.
    column: f64,
}

impl GraphState {
    /// Nothing made yet.
    pub(super) fn new() -> Self {
        Self {
            options: GraphOptions::default(),
            graph: Graph::default(),
            items: Items::default(),
            number: 0,
            scene: None,
            pane: None,
            camera: Camera::default(),
            is_fitted: true,
            wanted: None,
            glide: None,
            is_motion_reduced: false,
            past: Vec::new(),
            pointer: None,
            drag: None,
            lit_edge: None,
            region: None,
            has_legend: false,
            legend: legend::rows(false),
            column: 0.0,
        }
    }

    pub(super) fn is_mounted(&self) -> bool {
        self.pane.is_some()
    }

    /// Whether the graph should be made: it is to be seen, and does not stand.
    pub(super) fn is_due(&self) -> bool {
        self.pane.is_some() && self.scene.is_none()
    }

    pub(super) fn resize(&mut self, space: PaneSpace) {
        self.pane = Some(space);
        self.camera.pane = space;
        if let Some(glide) = &mut self.glide {
            glide.to.pane = space;
        }
        if self.is_fitted {
            self.glide = None;
            self.camera = Camera::fit(space, self.size());
        }
    }

    pub(super) fn forget_pane(&mut self) {
        self.pane = None;
    }

    pub(super) fn reduce_motion(&mut self, is_motion_reduced: bool) {
        self.is_motion_reduced = is_motion_reduced;
    }

    /// Forgets the graph: the weights or the options are new.
    pub(super) fn forget(&mut self) {
        self.scene = None;
        self.lit_edge = None;
    }

    fn size(&self) -> Point {
        self.scene.as_ref().map_or(Point::default(), |scene| scene.size)
    }

    /// Which graph it is: another one has another number.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// The graph as a list.
    pub(super) fn branches<'a>(&'a self, profile: &'a OpenProfile, matches: Option<&'a Matches>) -> GraphBranches<'a> {
        GraphBranches {
            graph: &self.graph,
            items: &self.items,
            profile,
            matches,
        }
    }

    /// Lights the line of a list's item, if it is one.
    pub(super) fn light_item(&mut self, item: u32) {
        let edge = match self.items.item(item) {
            Some(Item::Call(edge) | Item::CalledBy(edge)) => Some(edge),
            Some(Item::Node(_)) | None => None,
        };
        let scene = self.scene.as_ref();
        let line = scene
            .zip(edge)
            .and_then(|(scene, edge)| scene.edges.iter().position(|line| line.row == Some(edge)));
        self.lit_edge = line.map(|line| line as u32);
    }

    /// The box of what is selected.
    pub(super) fn selected(&self, flame: &FlameState) -> Option<u32> {
        let scene = self.scene.as_ref()?;
        let nodes = &self.graph.nodes;
        let by_frame = flame
            .selected_node
            .and_then(|frame| nodes.iter().position(|node| node.frame == Some(frame)));
        let by_entity = || {
            let entity = flame.selected?;
            nodes.iter().position(|node| node.entity == entity)
        };
        let found = by_frame.or_else(by_entity)?;
        (found < scene.function_count).then_some(found as u32)
    }

    /// What is seen, and how.
    fn sight<'a>(&self, flame: &'a FlameState) -> Sight<'a> {
        Sight {
            camera: self.camera,
            selected: self.selected(flame),
            lit: flame.lit,
            lit_edge: self.lit_edge,
            matches: flame.matches(),
            has_legend: self.has_legend,
            legend: self.legend,
            region: self.region,
            column: self.column,
        }
    }

    /// What is at a point of the pane.
    fn hit(&self, x: f64, y: f64, flame: &FlameState) -> Option<Hit> {
        hit::at(self.scene.as_ref()?, &self.sight(flame), x, y)
    }

    /// The function of a box.
    fn entity(&self, node: u32) -> Option<EntityId> {
        Some(self.scene.as_ref()?.nodes.get(node as usize)?.entity)
    }

    /// The box of the function that a box is, or is a tag of.
    fn function_of(&self, node: u32) -> Option<u32> {
        let (Kind::Function(row) | Kind::Tag(row)) = self.scene.as_ref()?.nodes.get(node as usize)?.kind;
        Some(row.0)
    }

    fn rect(&self, node: u32) -> Option<Rect> {
        Some(self.scene.as_ref()?.nodes.get(node as usize)?.rect)
    }

    /// Zooms by a factor around a point of the pane.
    fn zoom_by(&mut self, factor: f64, x: f64, y: f64) {
        self.settle();
        self.is_fitted = false;
        self.camera = self.camera.zoomed(factor, x, y, self.size());
    }

    /// Moves the view by pixels.
    fn pan_by(&mut self, right: f64, down: f64) {
        self.settle();
        self.is_fitted = false;
        self.camera = self.camera.panned(right, down, self.size());
    }

    fn fit(&mut self) {
        let camera = Camera::fit(self.camera.pane, self.size());
        self.go_to(camera);
        self.is_fitted = true;
    }

    /// One pixel of the picture to a pixel of the pane.
    fn full_size(&mut self) {
        let camera = Camera {
            scale: 1.0,
            ..self.destination()
        };
        self.go_to(camera.held(self.size()));
    }

    /// Glides to a view, which can be gone back from.
    fn go_to(&mut self, camera: Camera) {
        let here = self.destination();
        if here == camera {
            return;
        }
        if self.past.len() == MOST_PAST {
            self.past.remove(0);
        }
        self.past.push(here);
        self.is_fitted = false;
        self.glide_to(camera);
    }

    /// Goes to the view before the last; whether there was one.
    fn back(&mut self) -> bool {
        let Some(camera) = self.past.pop() else { return false };
        self.glide_to(Camera {
            pane: self.camera.pane,
            ..camera
        });
        true
    }

    /// Zooms to a node and all that it is tied to.
    fn zoom_to_neighbours(&mut self, node: u32) {
        let Some(scene) = &self.scene else { return };
        let Some(mut part) = self.rect(node) else { return };
        for edge in &scene.edges {
            let other = if edge.from == node {
                edge.to
            } else if edge.to == node {
                edge.from
            } else {
                continue;
            };
            part = around(part, scene.nodes[other as usize].rect);
        }
        self.go_to(Camera::on(self.camera.pane, part, NODE_SCALE));
    }

    /// Brings a node to the middle at full size; when it is there, it and all that it is tied to.
    fn zoom_to(&mut self, node: u32) {
        let Some(rect) = self.rect(node) else { return };
        let here = self.destination();
        let centre = Point {
            x: rect.x + rect.width / 2.0,
            y: rect.y + rect.height / 2.0,
        };
        let is_there = (here.centre.x - centre.x).abs() < 1.0 && (here.centre.y - centre.y).abs() < 1.0;
        if is_there {
            return self.zoom_to_neighbours(node);
        }
        let scale = here.scale.max(NODE_SCALE);
        self.go_to(Camera { scale, centre, ..here });
    }

    /// Moves the view as little as brings a node into it.
    pub(super) fn reveal(&mut self, node: u32) {
        let Some(rect) = self.rect(node) else { return };
        let here = self.destination();
        let view = here.in_view();
        let shift = |start: f64, end: f64, view_start: f64, view_end: f64| {
            let room = (view_end - view_start) * 0.08;
            if start < view_start + room {
                start - view_start - room
            } else if end > view_end - room {
                end - view_end + room
            } else {
                0.0
            }
        };
        let x = shift(rect.x, rect.right(), view.x, view.right());
        let y = shift(rect.y, rect.bottom(), view.y, view.bottom());
        if x != 0.0 || y != 0.0 {
            let centre = Point {
                x: here.centre.x + x,
                y: here.centre.y + y,
            };
            self.go_to(Camera { centre, ..here });
        }
    }
}

/// The smallest rectangle around two.
fn around(one: Rect, other: Rect) -> Rect {
    let (x, y) = (one.x.min(other.x), one.y.min(other.y));
    Rect {
        x,
        y,
        width: one.right().max(other.right()) - x,
        height: one.bottom().max(other.bottom()) - y,
    }
}
