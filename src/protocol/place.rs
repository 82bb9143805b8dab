//! Where a view is: what leads back to it.

use serde::{Deserialize, Serialize};

use crate::protocol::comparing::Comparing;
use crate::protocol::filter::Filter;
use crate::protocol::graph::GraphOptions;

/// Where the pictures of a document are: what the worker knows of a view and the page does not.
///
/// The same bytes give the same tree, so a frame's id means the same frame whenever the file is opened
/// again. A build that numbers frames differently is told by the names beside the ids.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The sample type's name, or its row where the name alone does not tell it.
    pub sample_type: String,
    /// How two files are compared.
    pub how: Comparing,
    /// What of the profile is looked at. Frames are numbered by what these leave.
    pub filters: Vec<Filter>,
    /// What is selected.
    pub selected: Option<SelectedPlace>,
    /// The frames zoomed to, one after the other.
    pub steps: Vec<u32>,
    /// The function of the last of them.
    pub zoomed: String,
    /// What is in view of the flame graph's width, as shares of the whole, when it is not just the last step.
    pub span: Option<[f64; 2]>,
    /// Rows of the flame graph that are scrolled away.
    pub scroll: f64,
    /// What the call graph shows.
    pub graph: GraphOptions,
    /// What of the call graph is in view when it is not everything: the middle of the pane as shares of the picture's width and
    /// height, and the scale against the one at which everything is in view.
    pub graph_view: Option<[f64; 3]>,
    /// Where a trace's timeline is, or how a series is ordered, in words of their own; empty while all is in view, and as at first.
    pub timeline: String,
}

impl Place {
    /// Whether only the worker with the feature `texts` finds the way there.
    pub fn needs_texts(&self) -> bool {
        self.filters.iter().any(Filter::needs_texts)
    }
}

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SelectedPlace {
    /// The function's name.
    pub function: String,
    /// Its frame in the flame graph, when one is meant and not the function as a whole.
    pub frame: Option<u32>,
}
