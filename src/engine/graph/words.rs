//! What is said of the graph: its state, and what is under the pointer.

use crate::analyze::profile::graph::Hidden;
use crate::engine::facts;
use crate::engine::flame::FlameState;
use crate::engine::graph::GraphState;
use crate::engine::profile::OpenProfile;
use crate::engine::table::Table;
use crate::layout::camera::Camera;
use crate::model::unit;
use crate::protocol::graph::{EdgeFacts, GraphView};
use crate::protocol::reply::FrameFacts;

impl GraphState {
    /// The state of the graph, for the page.
    pub(in crate::engine) fn view(&self, profile: &OpenProfile, flame: &FlameState) -> GraphView {
        let Hidden {
            light_nodes,
            further_nodes,
            light_edges,
            redundant_edges,
            flat,
        } = self.graph.hidden;
        let (total, unit) = (self.graph.total, profile.unit());
        let cutoff = |fraction: f64| {
            let value = (total as f64 * fraction).abs() as i64;
            if value > 0 {
                unit::label(value, unit)
            } else {
                String::new()
            }
        };
        let camera = self.destination();
        GraphView {
            options: self.options,
            is_ready: self.scene.is_some(),
            nodes: self.graph.nodes.len() as u32,
            edges: self.graph.edges.len() as u32,
            hidden_nodes: [light_nodes as u32, further_nodes as u32],
            hidden_edges: [light_edges as u32, redundant_edges as u32],
            hidden_value: unit::label(flat, unit),
            hidden_percent: facts::share(flat, total),
            node_cutoff: cutoff(self.options.node_fraction),
            edge_cutoff: cutoff(self.options.edge_fraction),
            summary: summary(self.graph.nodes.len(), flat, total),
            zoom_percent: camera.scale * 100.0,
            is_fit: camera == Camera::fit(camera.pane, self.size()),
            has_legend: self.has_legend,
            legend: self.legend.map(|(_, text)| text.to_owned()).into(),
            selected_place: self.selected_place(flame).unwrap_or_default(),
        }
    }

    fn selected_place(&self, flame: &FlameState) -> Option<String> {
        let scene = self.scene.as_ref()?;
        let selected = self.selected(flame)?;
        let calls = || scene.edges.iter().filter(|edge| edge.row.is_some());
        let callers = calls().filter(|edge| edge.to == selected).count();
        let callees = calls().filter(|edge| edge.from == selected).count();
        let here = &scene.nodes[selected as usize];
        let ranks = scene
            .nodes
            .iter()
            .filter(|node| node.part == here.part)
            .map(|node| node.rank);
        let deepest = ranks.max().unwrap_or(0);
        Some(format!(
            "{}, {}, rank {} of {}",
            counted(callers, "caller"),
            counted(callees, "callee"),
            here.rank + 1,
            deepest + 1
        ))
    }

    /// All that is known of a node.
    pub(super) fn node_facts(&self, node: u32, profile: &OpenProfile, table: &Table) -> Option<FrameFacts> {
        let row = &self.graph.nodes.get(self.function_of(node)? as usize)?;
        let total = self.graph.total;
        let rect = self.camera.rect_in_pane(self.rect(node)?);
        Some(FrameFacts {
            frame: row.frame.map(|frame| frame.0),
            own: profile.label(row.flat),
            own_exact: profile.exact(row.flat),
            total: profile.label(row.cum),
            total_exact: profile.exact(row.cum),
            sides: profile.sides_of([row.cum, row.flat], |base| {
                if let Some(frame) = row.frame {
                    return [base.total(&profile.tree, frame), profile.own_of(base, frame)];
                }
                let [flat, cum] = table.base_of(row.entity);
                [cum, flat]
            }),
            percent_of_total: profile.signed(row.cum, facts::share(row.cum, total)),
            percent_of_zoomed: profile.signed(row.cum, facts::share(row.cum, total)),
            rect: Some([rect.x, rect.y, rect.width, rect.height]),
            ..facts::function(profile, table, row.entity)
        })
    }

    /// All that is known of a line; none for one to a tag.
    pub(super) fn edge_facts(&self, edge: u32, at: [f64; 2], profile: &OpenProfile) -> Option<EdgeFacts> {
        let row = self.scene.as_ref()?.edges.get(edge as usize)?.row?;
        let edge = self.graph.edges.get(row as usize)?;
        let [from, to] = [edge.from, edge.to].map(|node| &self.graph.nodes[node.row()]);
        Some(EdgeFacts {
            from_function: from.entity.0,
            to_function: to.entity.0,
            from: from.name.clone(),
            to: to.name.clone(),
            value: profile.label(edge.weight),
            value_exact: profile.exact(edge.weight),
            percent: profile.signed(edge.weight, facts::share(edge.weight, self.graph.total)),
            percent_of_caller: facts::share(edge.weight, from.cum),
            percent_of_callee: facts::share(edge.weight, to.cum),
            is_inlined: edge.is_inlined,
            is_residual: edge.is_residual,
            at,
        })
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// How much is shown and how much is not, in one line.
fn summary(nodes: usize, hidden: i64, total: i64) -> String {
    let nodes = counted(nodes, "node");
    let share = if total == 0 {
        0.0
    } else {
        (hidden as f64 / total as f64).abs() * 100.0
    };
    if hidden == 0 {
        format!("{nodes}, nothing hidden")
    } else if share < 1.0 {
        format!("{nodes}, less than 1% hidden")
    } else {
        format!("{nodes}, {share:.0}% hidden")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_and_rounds() {
        assert_eq!(summary(37, 4, 100), "37 nodes, 4% hidden");
        assert_eq!(summary(1, 0, 100), "1 node, nothing hidden");
        assert_eq!(summary(2, 1, 1000), "2 nodes, less than 1% hidden");
        assert_eq!(summary(2, -30, -100), "2 nodes, 30% hidden");
        assert_eq!(summary(0, 0, 0), "0 nodes, nothing hidden");
    }
}
