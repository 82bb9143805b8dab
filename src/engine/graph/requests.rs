//! Requests about the call graph, one method for each kind.

use crate::engine::shown::tell;
use crate::engine::{Changed, Outgoing, Shown};
use crate::layout::callgraph::hit::Hit;
use crate::protocol::graph::{GraphCommand, GraphOptions};
use crate::protocol::reply::Reply;
use crate::protocol::request::PointerEvent;

impl Shown {
    /// Shows other nodes and edges.
    pub(in crate::engine) fn ask_graph(&mut self, options: GraphOptions) -> Changed {
        if self.graph.ask_for(options) {
            Changed::View
        } else {
            Changed::Nothing
        }
    }

    pub(in crate::engine) fn point_graph(&mut self, event: PointerEvent, outbox: &mut Vec<Outgoing>) -> Changed {
        let Self { graph, flame, .. } = self;
        match event {
            PointerEvent::Move(x, y) => self.hover_graph(x, y, outbox),
            PointerEvent::Leave => {
                graph.pointer = None;
                let had_edge = graph.lit_edge.take().is_some();
                tell(outbox, Reply::Hover(None));
                self.light(None)
                    .max(if had_edge { Changed::Graph } else { Changed::Nothing })
            }
            PointerEvent::Click(x, y) => self.click_graph(x, y, outbox),
            PointerEvent::DoubleClick(x, y) => {
                match graph.hit(x, y, flame) {
                    Some(Hit::Node(node)) => graph.zoom_to_neighbours(node),
                    Some(Hit::Minimap) | None => graph.fit(),
                    Some(_) => return Changed::Nothing,
                }
                Changed::View
            }
            PointerEvent::Press(x, y) => {
                graph.press(x, y);
                Changed::Graph
            }
            PointerEvent::Drag(x, y) => {
                graph.drag(x, y);
                Changed::Graph
            }
            PointerEvent::Region(from, to) => {
                graph.draw_region(from, to);
                Changed::Graph
            }
            PointerEvent::ZoomToRegion(from, to) => {
                graph.zoom_to_region(from, to);
                Changed::View
            }
            PointerEvent::Release => {
                if graph.release() {
                    Changed::View
                } else {
                    Changed::Nothing
                }
            }
            PointerEvent::Scroll(right, down) => {
                graph.pan_by(right, down);
                Changed::Graph
            }
            PointerEvent::Zoom(x, y, factor) => {
                graph.zoom_by(factor, x, y);
                Changed::View
            }
        }
    }

    fn hover_graph(&mut self, x: f64, y: f64, outbox: &mut Vec<Outgoing>) -> Changed {
        let Self {
            profile,
            flame,
            table,
            graph,
            ..
        } = self;
        graph.pointer = Some((x, y));
        let hit = graph.hit(x, y, flame);
        let edge = match hit {
            Some(Hit::Edge(edge)) => Some(edge),
            _ => None,
        };
        let has_edge_changed = std::mem::replace(&mut graph.lit_edge, edge) != edge;
        let facts = edge.and_then(|edge| graph.edge_facts(edge, [x, y], profile));
        let node = match hit {
            Some(Hit::Node(node)) => Some(node),
            _ => None,
        };
        if let Some(facts) = facts {
            tell(outbox, Reply::HoverEdge(Box::new(facts)));
        } else {
            let facts = node.and_then(|node| graph.node_facts(node, profile, table));
            tell(outbox, Reply::Hover(facts.map(Box::new)));
        }
        let lit = node.and_then(|node| graph.entity(node)).map(|entity| entity.0);
        let changed = if has_edge_changed {
            Changed::Graph
        } else {
            Changed::Nothing
        };
        self.light(lit).max(changed)
    }

    fn click_graph(&mut self, x: f64, y: f64, outbox: &mut Vec<Outgoing>) -> Changed {
        match self.graph.hit(x, y, &self.flame) {
            Some(Hit::Node(node)) => self.select_graph_node(Some(node), outbox),
            Some(Hit::Edge(edge)) => {
                let Some(far) = self.far_end(edge, x, y) else {
                    return Changed::Nothing;
                };
                self.graph.reveal(far);
                self.select_graph_node(Some(far), outbox)
            }
            Some(Hit::LegendHead) => {
                self.graph.has_legend = !self.graph.has_legend;
                Changed::View
            }
            Some(Hit::Minimap | Hit::Legend) => Changed::Nothing,
            None => self.select_graph_node(None, outbox),
        }
    }

    /// The end of a line that is further from a point of the pane.
    fn far_end(&self, edge: u32, x: f64, y: f64) -> Option<u32> {
        let edge = self.graph.scene.as_ref()?.edges.get(edge as usize)?;
        let point = self.graph.camera.point_in_picture(x, y);
        let far = |node: u32| {
            self.graph.rect(node).map_or(0.0, |rect| {
                (rect.x + rect.width / 2.0 - point.x).hypot(rect.y + rect.height / 2.0 - point.y)
            })
        };
        Some(if far(edge.from) > far(edge.to) {
            edge.from
        } else {
            edge.to
        })
    }

    /// Selects the function of a box: in a call tree the frame that it stands for.
    pub(in crate::engine) fn select_graph_node(&mut self, node: Option<u32>, outbox: &mut Vec<Outgoing>) -> Changed {
        let row = node.and_then(|node| self.graph.function_of(node));
        let Some(node) = row.and_then(|row| self.graph.graph.nodes.get(row as usize)) else {
            return self.select_function(None, outbox);
        };
        if let Some(frame) = node.frame {
            self.select_node(Some(frame), outbox)
        } else {
            let entity = node.entity;
            self.select_function(Some(entity.0), outbox)
        }
    }

    pub(in crate::engine) fn command_graph(&mut self, command: GraphCommand, outbox: &mut Vec<Outgoing>) -> Changed {
        let Self { graph, flame, .. } = self;
        let pane = graph.camera.pane;
        match command {
            GraphCommand::ZoomBy(factor) => {
                let (x, y) = graph.pointer.unwrap_or((pane.width / 2.0, pane.height / 2.0));
                graph.zoom_by(factor, x, y);
            }
            GraphCommand::Fit => graph.fit(),
            GraphCommand::FullSize => graph.full_size(),
            GraphCommand::Back => {
                if !graph.back() {
                    return Changed::Nothing;
                }
            }
            GraphCommand::PanBy(right, down) => graph.pan_by(right * pane.width, down * pane.height),
            GraphCommand::ZoomToSelection => match graph.selected(flame) {
                Some(node) => graph.zoom_to(node),
                None => return Changed::Nothing,
            },
            GraphCommand::Walk(step) => {
                let Some(node) = graph.neighbour(step, flame) else {
                    return Changed::Nothing;
                };
                graph.reveal(node);
                return self.select_graph_node(Some(node), outbox);
            }
            GraphCommand::Deselect => return self.select_graph_node(None, outbox),
            GraphCommand::Legend(has_legend) => graph.has_legend = has_legend,
        }
        Changed::View
    }
}
