//! Making the graph: of the open profile's stacks, with the options asked for.

use crate::analyze::profile::functions::Functions;
use crate::analyze::profile::graph;
use crate::analyze::profile::options::Options;
use crate::engine::flame::FlameState;
use crate::engine::graph::GraphState;
use crate::engine::graph::branches::Items;
use crate::engine::profile::OpenProfile;
use crate::layout::callgraph::{legend, scene};
use crate::layout::camera::Camera;
use crate::layout::space::Point;
use crate::model::column::OutOfMemory;
use crate::paint::surface::LABEL_SIZE;
use crate::protocol::graph::{GraphOptions, MOST_NODES};

impl GraphState {
    /// Takes other options; whether they are other ones.
    pub(super) fn ask_for(&mut self, options: GraphOptions) -> bool {
        let fraction = |asked: f64, otherwise: f64| {
            if asked.is_finite() {
                asked.clamp(0.0, 1.0)
            } else {
                otherwise
            }
        };
        let usual = GraphOptions::default();
        let options = GraphOptions {
            node_count: match options.node_count {
                0 => MOST_NODES,
                count => count.min(MOST_NODES),
            },
            node_fraction: fraction(options.node_fraction, usual.node_fraction),
            edge_fraction: fraction(options.edge_fraction, usual.edge_fraction),
            ..options
        };
        if options == self.options {
            return false;
        }
        self.options = options;
        self.forget();
        true
    }

    /// Makes the graph and lays it out; `column_width` is the label font's.
    pub(in crate::engine) fn make(
        &mut self,
        profile: &OpenProfile,
        functions: &Functions,
        flame: &FlameState,
        column_width: f64,
    ) -> Result<(), OutOfMemory> {
        let options = Options {
            node_count: self.options.node_count as usize,
            node_fraction: self.options.node_fraction,
            edge_fraction: self.options.edge_fraction,
            is_call_tree: self.options.is_call_tree,
            ..Options::default()
        };
        self.graph = graph::build(&profile.stacks(), functions, &options)?;
        self.legend = legend::rows(profile.compared.is_some());
        self.items = Items::of(&self.graph);
        self.number += 1;
        self.column = column_width / LABEL_SIZE;
        let scene = scene::scene(&self.graph, &profile.names, profile.unit(), column_width, LABEL_SIZE);
        self.settle();
        self.past.clear();
        self.scene = Some(scene);
        let selected = self.selected(flame).and_then(|node| self.rect(node));
        self.camera = match selected {
            // The eye keeps what it was looking at.
            Some(rect) if !self.is_fitted => Camera {
                centre: Point {
                    x: rect.x + rect.width / 2.0,
                    y: rect.y + rect.height / 2.0,
                },
                ..self.camera
            },
            _ => {
                self.is_fitted = true;
                Camera::fit(self.camera.pane, self.size())
            }
        };
        if let Some(view) = self.wanted.take() {
            self.go_to_view(view);
        }
        Ok(())
    }
}
