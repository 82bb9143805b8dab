//! The call graph's part of the conversation: what it should show, how it is moved, what it says.

use serde::{Deserialize, Serialize};

/// Most nodes of a call graph: more cannot be laid out in a moment, nor be read.
pub const MOST_NODES: u32 = 1000;

/// What the call graph should show; what is left out is said in [`GraphView`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GraphOptions {
    /// Most nodes shown (pprof's `-nodecount`); 0 stands for [`MOST_NODES`], as does more than that.
    pub node_count: u32,
    /// Nodes with less than this fraction of the total are hidden (pprof's `-nodefraction`).
    pub node_fraction: f64,
    /// Edges with less than this fraction of the total are hidden (pprof's `-edgefraction`).
    pub edge_fraction: f64,
    /// A node for every way that leads to a function instead of one for the function (pprof's `-call_tree`).
    pub is_call_tree: bool,
}

impl Default for GraphOptions {
    /// pprof's own (`internal/driver/config.go`, Go 1.27).
    fn default() -> Self {
        Self {
            node_count: 80,
            node_fraction: 0.005,
            edge_fraction: 0.001,
            is_call_tree: false,
        }
    }
}

/// What can be asked of the call graph without pointing at it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum GraphCommand {
    /// Zoom by this factor around the pointer, or the centre; 2 shows half as much each way.
    ZoomBy(f64),
    /// Show everything.
    Fit,
    /// Show everything at full size's middle: one pixel of the layout to a pixel of the pane.
    FullSize,
    /// To the view before the last fit, zoom to a node, or walk.
    Back,
    /// Move by these fractions of the pane, right and down.
    PanBy(f64, f64),
    /// Bring the selected node to the middle; when it is there, fit it and its neighbours.
    ZoomToSelection,
    /// Move the selection along an edge or to a neighbour of the rank.
    Walk(GraphStep),
    /// Select nothing.
    Deselect,
    /// Fold the legend up or out.
    Legend(bool),
}

/// A step of the selection from node to node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GraphStep {
    /// To the nearest caller, upwards.
    Caller,
    /// To the nearest callee, downwards.
    Callee,
    /// To the next node at the left in the same rank.
    Left,
    /// To the next node at the right in the same rank.
    Right,
}

/// What the call graph shows, after every change of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GraphView {
    /// The options in effect.
    pub options: GraphOptions,
    /// Whether the graph stands; it is made when its pane is first mounted and anew for other options.
    pub is_ready: bool,
    /// Nodes shown.
    pub nodes: u32,
    /// Edges shown.
    pub edges: u32,
    /// Nodes hidden because they are light, and then because of the node count.
    pub hidden_nodes: [u32; 2],
    /// Edges hidden because they are light, and because others say the same.
    pub hidden_edges: [u32; 2],
    /// The value of samples that end in no node shown, formatted.
    pub hidden_value: String,
    /// The same as a share of the total.
    pub hidden_percent: String,
    /// The value below which nodes are hidden, formatted; empty when none is.
    pub node_cutoff: String,
    /// The value below which edges are hidden, formatted; empty when none is.
    pub edge_cutoff: String,
    /// The same in one sentence: `37 nodes, 4% hidden`.
    pub summary: String,
    /// How large the picture is drawn, in percent of its full size.
    pub zoom_percent: f64,
    /// Whether all of the picture is in view.
    pub is_fit: bool,
    /// Whether the legend is folded out.
    pub has_legend: bool,
    /// The legend in words, for those who do not see it.
    pub legend: Vec<String>,
    /// Where the selected node stands in its rank and among what, for those who do not see it:
    /// `3 callers, 5 callees, rank 4 of 12`; empty when no node is selected.
    pub selected_place: String,
}

/// An edge of the call graph under the pointer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EdgeFacts {
    /// The caller, for [`Request::Select`](crate::protocol::request::Request::Select).
    pub from_function: u32,
    /// The callee, likewise.
    pub to_function: u32,
    /// The caller's full name.
    pub from: String,
    /// The callee's full name.
    pub to: String,
    /// The value of samples that pass along the edge, formatted.
    pub value: String,
    /// The same to the last digit.
    pub value_exact: String,
    /// As a share of the total.
    pub percent: String,
    /// As a share of the caller's cum.
    pub percent_of_caller: String,
    /// As a share of the callee's cum.
    pub percent_of_callee: String,
    /// Whether the call was inlined.
    pub is_inlined: bool,
    /// Whether functions between the two are hidden.
    pub is_residual: bool,
    /// Where the pointer is, in CSS pixels of the pane: for a tooltip.
    pub at: [f64; 2],
}
