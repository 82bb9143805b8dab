//! A laid out call graph: where everything is, and what may be written into it.

use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::graph::{self, GraphNodeId, Node, look};
use crate::layout::callgraph::LEAST_LETTERS;
use crate::layout::flame::Labels;
use crate::layout::graph::{Edge, Graph, Picture, Size, lay_out};
use crate::layout::space::{Point, Rect};
use crate::layout::text::{NameVariants, columns};
use crate::model::unit;

/// The largest letters, for the node with the largest flat.
const MOST_LETTERS: f64 = 24.0;
/// Letters of values against those of names.
const VALUE_LETTERS: f64 = 0.75;
/// Height of a line against its letters.
pub(super) const LINE: f64 = 1.25;
/// Room between a box's edge and its letters.
pub(super) const PADDING: Point = Point { x: 7.0, y: 4.0 };
/// What pprof gives a line to a tag: as short and straight as it can be.
const TAG_WEIGHT: u32 = 100;
/// The width of a column of the label font against its size, until it has been measured.
const COLUMN: f64 = 0.6;

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A function, by its row in the graph.
    Function(GraphNodeId),
    /// Labels of the samples of a function.
    Tag(GraphNodeId),
}

/// A line of a box.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// How large its letters are at full size.
    pub letters: f64,
    /// Whether it is a part of the name, and not a value.
    pub is_name: bool,
}

/// A box of the scene.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneNode {
    /// What it stands for.
    pub kind: Kind,
    /// The function; of a tag the function whose samples carry it.
    pub entity: EntityId,
    /// Where it is.
    pub rect: Rect,
    /// Its rank, from the top.
    pub rank: u32,
    /// The part of the picture it hangs together with.
    pub part: u32,
    /// What is written into it.
    pub lines: Vec<Line>,
    /// Its name, for when there is little room.
    pub names: NameVariants,
    /// Its share of the total in few columns.
    pub share_text: String,
    /// What is written into it besides when there is much room.
    pub details: Vec<String>,
    /// Its cum as a share of the total, -1 to 1.
    pub share: f64,
}

/// A line of the scene.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneEdge {
    /// The box it leaves.
    pub from: u32,
    /// The box it enters.
    pub to: u32,
    /// Its row among the graph's edges; none for the line to a tag.
    pub row: Option<u32>,
    /// What the samples along it weigh.
    pub weight: i64,
    /// The same as a share of the total, -1 to 1.
    pub share: f64,
    /// How wide it is at full size.
    pub width: f64,
    /// Whether functions are left out along it.
    pub is_dashed: bool,
    /// Its label.
    pub label: String,
    /// Where its label has room.
    pub label_rect: Rect,
    /// Control points: the first, then three for each cubic.
    pub points: Vec<Point>,
    /// What its control points span.
    pub bounds: Rect,
}

/// A laid out call graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// All boxes: the functions in the order of the graph, then tags.
    pub nodes: Vec<SceneNode>,
    /// All lines: the calls in the order of the graph, then those to tags.
    pub edges: Vec<SceneEdge>,
    /// How large everything is.
    pub size: Point,
    /// How many boxes are functions.
    pub function_count: usize,
    /// The cum of each function.
    pub cums: Vec<i64>,
}

/// What is written, and how.
struct Writer<'a> {
    graph: &'a graph::Graph,
    labels: &'a dyn Labels,
    unit: &'a [u8],
    largest_flat: i64,
    /// The width of a column against the size of the letters.
    column: f64,
}

/// Lays out a graph; `column_width` is that of the label font at `label_size`.
pub fn scene(graph: &graph::Graph, labels: &dyn Labels, unit: &[u8], column_width: f64, label_size: f64) -> Scene {
    let column = if column_width > 0.0 && label_size > 0.0 {
        column_width / label_size
    } else {
        COLUMN
    };
    let writer = Writer {
        graph,
        labels,
        unit,
        largest_flat: graph.largest_flat(),
        column,
    };
    let mut scene = Scene::default();
    let mut plan = Graph::default();
    for (row, node) in graph.nodes.iter().enumerate() {
        let (lines, size) = writer.lines(node);
        plan.nodes.push(planned(size, node.cum));
        scene.nodes.push(writer.function(GraphNodeId::from(row), node, lines));
    }
    scene.function_count = scene.nodes.len();
    scene.cums = graph.nodes.iter().map(|node| node.cum).collect();
    for edge in &graph.edges {
        let min_ranks = if graph.nodes[edge.from.row()].tags.is_empty() {
            1
        } else {
            2
        };
        let weight = look::layout_weight(edge.weight, graph.total);
        writer.edge(&mut scene, &mut plan, edge, weight, min_ranks);
    }
    for (row, node) in graph.nodes.iter().enumerate() {
        writer.tags(&mut scene, &mut plan, GraphNodeId::from(row), node);
    }
    scene.place(&lay_out(&plan), &plan);
    scene
}

fn planned(size: Size, weight: i64) -> crate::layout::graph::Node {
    crate::layout::graph::Node {
        size,
        weight: (weight as f64).abs(),
    }
}

/// A share as pprof writes it, without the padding of its columns.
pub fn percent(value: i64, total: i64) -> String {
    let percent = unit::percentage(value, total).to_string();
    let sign = if (value < 0) == (total < 0) || value == 0 {
        ""
    } else {
        "-"
    };
    format!("{sign}{}", percent.trim_start())
}

impl Writer<'_> {
    fn share(&self, value: i64) -> f64 {
        if self.graph.total == 0 {
            0.0
        } else {
            (value as f64 / (self.graph.total as f64).abs()).clamp(-1.0, 1.0)
        }
    }

    fn value(&self, value: i64) -> String {
        format!(
            "{} ({})",
            unit::label(value, self.unit),
            percent(value, self.graph.total)
        )
    }

    /// The lines of a node, as pprof writes them, and the size of the box they need.
    fn lines(&self, node: &Node) -> (Vec<Line>, Size) {
        let points = f64::from(look::font_size(node.flat, self.largest_flat) - 8);
        let letters = LEAST_LETTERS + points * (MOST_LETTERS - LEAST_LETTERS) / 16.0;
        let line = |text: String, is_name: bool| Line {
            text,
            letters: if is_name {
                letters
            } else {
                (letters * VALUE_LETTERS).max(LEAST_LETTERS)
            },
            is_name,
        };
        let mut lines: Vec<Line> = node.lines.iter().map(|text| line(text.clone(), true)).collect();
        if node.flat == 0 && node.cum != 0 {
            lines.push(line(format!("0 of {}", self.value(node.cum)), false));
        } else {
            lines.push(line(self.value(node.flat), false));
            if node.cum != node.flat {
                lines.push(line(format!("of {}", self.value(node.cum)), false));
            }
        }
        let size = self.size(&lines);
        (lines, size)
    }

    fn size(&self, lines: &[Line]) -> Size {
        let width = |line: &Line| columns(&line.text) as f64 * line.letters * self.column;
        Size {
            width: (lines.iter().map(width).fold(0.0, f64::max) + 2.0 * PADDING.x).ceil(),
            height: (lines.iter().map(|line| line.letters * LINE).sum::<f64>() + 2.0 * PADDING.y).ceil(),
        }
    }

    fn function(&self, row: GraphNodeId, node: &Node, lines: Vec<Line>) -> SceneNode {
        let exact = |name: &str, value: i64| format!("{name} {}", unit::exact(value, self.unit));
        SceneNode {
            kind: Kind::Function(row),
            entity: node.entity,
            rect: Rect::default(),
            rank: 0,
            part: 0,
            lines,
            names: self.labels.names(node.entity).cloned().unwrap_or_default(),
            share_text: percent(node.cum, self.graph.total),
            details: vec![node.name.clone(), exact("flat", node.flat), exact("cum", node.cum)],
            share: self.share(node.cum),
        }
    }

    fn edge(&self, scene: &mut Scene, plan: &mut Graph, edge: &graph::Edge, weight: u32, min_ranks: u32) {
        let mut label = unit::label(edge.weight, self.unit);
        if edge.is_inlined {
            label.push_str(" (inline)");
        }
        let row = Some(scene.edges.len() as u32);
        let (from, to) = (edge.from.0, edge.to.0);
        plan.edges.push(Edge {
            from,
            to,
            weight,
            min_ranks,
            label: Some(self.label_size(&label)),
        });
        scene.edges.push(SceneEdge {
            from,
            to,
            row,
            weight: edge.weight,
            share: self.share(edge.weight),
            width: f64::from(look::pen_width(edge.weight, self.graph.total)),
            is_dashed: edge.is_residual,
            label,
            label_rect: Rect::default(),
            points: Vec::new(),
            bounds: Rect::default(),
        });
    }

    fn label_size(&self, label: &str) -> Size {
        Size {
            width: (columns(label) as f64 * LEAST_LETTERS * self.column).ceil() + 2.0,
            height: (LEAST_LETTERS * LINE).ceil(),
        }
    }

    /// The labels of a function's samples, each a box below it; sizes below them, or below the function.
    fn tags(&self, scene: &mut Scene, plan: &mut Graph, row: GraphNodeId, node: &Node) {
        for tag in &node.tags {
            let at = self.tag(scene, plan, row, node, (row.0, &tag.lines, tag.weight, false));
            for size in &tag.sizes {
                let lines = [size.text.clone()];
                self.tag(scene, plan, row, node, (at, &lines, size.weight, size.is_partial));
            }
        }
        for size in &node.sizes {
            let lines = [size.text.clone()];
            self.tag(scene, plan, row, node, (row.0, &lines, size.weight, size.is_partial));
        }
    }

    fn tag(
        &self,
        scene: &mut Scene,
        plan: &mut Graph,
        owner: GraphNodeId,
        node: &Node,
        (above, texts, weight, is_dashed): (u32, &[String], i64, bool),
    ) -> u32 {
        let line = |text: &String| Line {
            text: text.clone(),
            letters: LEAST_LETTERS,
            is_name: true,
        };
        let lines: Vec<Line> = texts.iter().map(line).collect();
        let at = scene.nodes.len() as u32;
        // A tag is as light as what it stands for, and never heavier than its function.
        plan.nodes.push(planned(self.size(&lines), weight));
        scene.nodes.push(SceneNode {
            kind: Kind::Tag(owner),
            entity: node.entity,
            rect: Rect::default(),
            rank: 0,
            part: 0,
            names: NameVariants::new(texts.first().map(String::as_str)),
            lines,
            share_text: percent(weight, self.graph.total),
            details: Vec::new(),
            share: self.share(weight),
        });
        let label = unit::label(weight, self.unit);
        plan.edges.push(Edge {
            from: above,
            to: at,
            weight: TAG_WEIGHT,
            min_ranks: 1,
            label: Some(self.label_size(&label)),
        });
        scene.edges.push(SceneEdge {
            from: above,
            to: at,
            row: None,
            weight,
            share: self.share(weight),
            width: 1.0,
            is_dashed,
            label,
            label_rect: Rect::default(),
            points: Vec::new(),
            bounds: Rect::default(),
        });
        at
    }
}

impl Scene {
    /// Takes the places from a layout.
    fn place(&mut self, picture: &Picture, plan: &Graph) {
        self.size = Point {
            x: picture.size.width,
            y: picture.size.height,
        };
        for (at, node) in self.nodes.iter_mut().enumerate() {
            node.rect = around(picture.centres[at], plan.nodes[at].size);
            node.rank = picture.ranks[at];
            node.part = picture.parts[at];
        }
        for (at, edge) in self.edges.iter_mut().enumerate() {
            let route = &picture.routes[at];
            edge.points.clone_from(&route.points);
            edge.label_rect = route
                .label
                .zip(plan.edges[at].label)
                .map_or(Rect::default(), |(centre, size)| around(centre, size));
            edge.bounds = bounds(&route.points);
        }
    }

    /// The box of a function of the graph.
    pub fn function(&self, row: GraphNodeId) -> Option<&SceneNode> {
        self.nodes[..self.function_count].get(row.row())
    }
}

fn around(centre: Point, size: Size) -> Rect {
    Rect {
        x: centre.x - size.width / 2.0,
        y: centre.y - size.height / 2.0,
        width: size.width,
        height: size.height,
    }
}

/// The smallest rectangle around some points.
pub(super) fn bounds(points: &[Point]) -> Rect {
    let Some(&first) = points.first() else {
        return Rect::default();
    };
    let (mut least, mut most) = (first, first);
    for point in points {
        (least.x, least.y) = (least.x.min(point.x), least.y.min(point.y));
        (most.x, most.y) = (most.x.max(point.x), most.y.max(point.y));
    }
    Rect {
        x: least.x,
        y: least.y,
        width: most.x - least.x,
        height: most.y - least.y,
    }
}
