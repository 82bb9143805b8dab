//! The call graph: a weighted call tree in → nodes, edges and tags out, trimmed as pprof trims them.
//!
//! A node is an entity with all its calls (or, as a call tree, one frame of the merged stacks); an edge
//! stands for the calls from one node to another, over whatever was left out between them. [`look`]
//! says how large and in which colour pprof draws each.
//!
//! Must not know: places, pixels, where a graph is drawn.
//!
//! Invariants: nodes and edges come heaviest first, in pprof's order; edges name nodes of the same graph;
//! no edge leads from a node to itself, and no two lead from one node to one other.
//!
//! Sources: `internal/graph/graph.go`, `internal/graph/dotgraph.go` and `newTrimmedGraph` in
//! `internal/report/report.go` of google/pprof as vendored in Go 1.27.

//!
//! Read [`build`] first, then `trim`.

mod draft;
mod entropy;
mod frames;
mod links;
pub mod look;
pub mod neighbours;
mod nodelets;
mod pairs;
mod redundant;
mod tag_sums;
mod tags;
mod trim;
mod walk;

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::functions::Functions;
use crate::analyze::profile::name;
use crate::analyze::profile::options::Options;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
pub(in crate::analyze::profile) use nodelets::{Nodelet, Nodelets};
pub(in crate::analyze::profile) use trim::{Trimmed, trim_picture, trim_table};
pub use walk::Stacks;

crate::ids! {
    /// A node of a [`Graph`]: a row of [`Graph::nodes`].
    GraphNodeId
}

/// A call graph, trimmed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// What is shown, the most telling first: by pprof's entropy score.
    pub nodes: Vec<Node>,
    /// The calls between them, heaviest first, then by the names of both ends.
    pub edges: Vec<Edge>,
    /// What is not shown.
    pub hidden: Hidden,
    /// What 100 % is: [`Weights::profile_total`](crate::analyze::profile::weights::Weights::profile_total).
    pub total: i64,
}

/// A node of a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is about: the same id as in the table and in the flame graph.
    pub entity: EntityId,
    /// In a call tree the frame that it stands for; `None` where it stands for all frames of its entity.
    pub frame: Option<NodeId>,
    /// The whole name, as reports print it. Bytes that are not text became U+FFFD.
    pub name: String,
    /// The name in short lines, as pprof writes it into a node: without the path to the package, broken at
    /// its dots, then the file's last element and the line where the grouping keeps them.
    pub lines: Vec<String>,
    /// What was spent in it, signed.
    pub flat: i64,
    /// What was spent while it was on the stack, signed.
    pub cum: i64,
    /// The labels its samples carry, heaviest first, at most [`look::MOST_TAGS`]: pprof draws each as a box below the node.
    pub tags: Vec<Tag>,
    /// The sizes its samples without word labels carry, heaviest first, at most [`look::MOST_TAGS`].
    pub sizes: Vec<Size>,
}

/// A set of word labels that samples of a node carry, all together.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// `key:value` lines, in order. Bytes that are not text became U+FFFD.
    pub lines: Vec<String>,
    /// What these samples weigh in the node: its flat where it has callees, its cum where it has none.
    pub weight: i64,
    /// The sizes of these samples, heaviest first, at most [`look::MOST_TAGS`].
    pub sizes: Vec<Size>,
}

/// Numbers of the label `bytes`, one or a range of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Size {
    /// `1kB`, or `1kB..4kB`.
    pub text: String,
    /// What the samples with these numbers weigh in the node.
    pub weight: i64,
    /// Whether only a part of the weight is the node's own: pprof draws a dotted line to it.
    pub is_partial: bool,
}

/// The calls from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The caller.
    pub from: GraphNodeId,
    /// The callee.
    pub to: GraphNodeId,
    /// What the samples through it weigh, each counted once; signed.
    pub weight: i64,
    /// Whether all of the calls were inlined.
    pub is_inlined: bool,
    /// Whether it leads over nodes that are not shown: pprof draws it dotted.
    pub is_residual: bool,
}

/// What a graph leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Nodes whose cum is below the cutoff.
    pub light_nodes: usize,
    /// Nodes past the limit on their number.
    pub further_nodes: usize,
    /// Edges between shown nodes that weigh less than the cutoff.
    pub light_edges: usize,
    /// Residual edges left out since another way leads from their caller to their callee.
    pub redundant_edges: usize,
    /// What was spent in nodes that are not shown: the flats of all nodes less those shown. Its share of
    /// [`Graph::total`] is what "4% hidden" means.
    pub flat: i64,
}

/// The call graph of a profile.
///
/// Of the options it heeds [`node_count`](Options::node_count), [`node_fraction`](Options::node_fraction),
/// [`edge_fraction`](Options::edge_fraction), [`drops_negative`](Options::drops_negative),
/// [`is_call_tree`](Options::is_call_tree) and, for what sizes are told apart in, [`unit`](Options::unit).
pub fn build(stacks: &Stacks<'_>, functions: &Functions, options: &Options) -> Result<Graph, OutOfMemory> {
    let trimmed = trim_picture(stacks, functions, options)?;
    let draft = &trimmed.draft;
    let links_from = draft.links_from();
    let node = |row: usize| {
        let member = draft.members[row];
        let has_callees = !links_from.of(row).is_empty();
        let nodelets = trimmed.tags.as_ref().map_or(Nodelets::default(), |tags| {
            Nodelets::of(stacks.profile, tags, row, has_callees)
        });
        Node {
            entity: member.entity,
            frame: Some(member.frame).filter(|&frame| frame != CallTree::ROOT),
            name: printed(stacks.entities, member.entity, &draft.names[row]),
            lines: lines(stacks.entities, member.entity),
            flat: member.flat,
            cum: member.cum,
            tags: nodelets.words.iter().map(Tag::of).collect(),
            sizes: nodelets.sizes.iter().map(Size::of).collect(),
        }
    };
    let nodes: Vec<Node> = (0..draft.n_listed).map(node).collect();
    let edges = draft.links.iter().map(|link| Edge {
        from: GraphNodeId(link.from),
        to: GraphNodeId(link.to),
        weight: link.weight,
        is_inlined: link.is_inlined,
        is_residual: link.is_residual,
    });
    let shown = nodes.iter().fold(0_i64, |sum, node| sum.wrapping_add(node.flat));
    Ok(Graph {
        edges: edges
            .filter(|edge| edge.from.row() < nodes.len() && edge.to.row() < nodes.len())
            .collect(),
        hidden: Hidden {
            light_nodes: trimmed.n_light_nodes,
            further_nodes: trimmed.n_candidates - nodes.len(),
            light_edges: trimmed.n_light_links,
            redundant_edges: trimmed.n_redundant_links,
            flat: trimmed.flats.wrapping_sub(shown),
        },
        nodes,
        total: stacks.weights.profile_total(),
    })
}

/// The whole name; what has none is called as in the other views.
fn printed(entities: &Entities, entity: EntityId, name: &[u8]) -> String {
    if has_symbol(entities, entity) {
        String::from_utf8_lossy(name).into_owned()
    } else {
        entities.label(entity).into_owned()
    }
}

/// The name in short lines; what has none is called as in the other views.
fn lines(entities: &Entities, entity: EntityId) -> Vec<String> {
    if !has_symbol(entities, entity) {
        return vec![entities.label(entity).into_owned()];
    }
    let lines = name::lines(entities, entity).into_iter();
    lines
        .map(|line| String::from_utf8_lossy(&line.text).into_owned())
        .collect()
}

fn has_symbol(entities: &Entities, entity: EntityId) -> bool {
    let parts = entities.get(entity);
    parts.name != StringId(0) || parts.file != StringId(0)
}

impl Tag {
    fn of(nodelet: &Nodelet) -> Self {
        let text = String::from_utf8_lossy(&nodelet.text).into_owned();
        Self {
            lines: text.split("\\n").map(str::to_owned).collect(),
            weight: nodelet.weight,
            sizes: nodelet.sizes.iter().map(Size::of).collect(),
        }
    }
}

impl Size {
    fn of(nodelet: &Nodelet) -> Self {
        Self {
            text: String::from_utf8_lossy(&nodelet.text).into_owned(),
            weight: nodelet.weight,
            is_partial: nodelet.is_partial,
        }
    }
}

impl Graph {
    /// The largest flat without its sign, which the largest letters are for.
    pub fn largest_flat(&self) -> i64 {
        self.nodes
            .iter()
            .map(|node| node.flat.wrapping_abs())
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
