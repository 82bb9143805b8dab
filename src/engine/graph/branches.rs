//! The call graph as a list: a function is an item, its callers and callees stand below it, the heaviest first.
//!
//! A graph is no tree: a call is two items, one below its caller and one below its callee. Neither has anything below it;
//! to select one is to go to the function at its other end.

use std::cmp::Reverse;

use crate::analyze::profile::graph::Graph;
use crate::analyze::profile::search::Matches;
use crate::engine::profile::OpenProfile;
use crate::engine::treegrid::Branches;
use crate::engine::twins;

use crate::model::sorting;
use crate::model::unit;
use crate::protocol::rows::{Inlining, Relation, TreeRow};

/// What an item of the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Item {
    /// A row of [`Graph::nodes`].
    Node(u32),
    /// A row of [`Graph::edges`], below its caller.
    Call(u32),
    /// The same, below its callee.
    CalledBy(u32),
}

/// The items of a graph in the list's order. An item is numbered: nodes first, then each edge below its caller and below its callee.
#[derive(Debug, Default)]
pub(super) struct Items {
    n_nodes: u32,
    /// Nodes, the largest cum first.
    nodes: Vec<u32>,
    /// What stands below nodes, one after the other.
    ties: Vec<u32>,
    /// Where each node's begin in `ties`, and where the last one's end.
    starts: Vec<u32>,
}

impl Items {
    pub(super) fn of(graph: &Graph) -> Self {
        let n_nodes = graph.nodes.len() as u32;
        let mut nodes: Vec<u32> = (0..n_nodes).collect();
        sorting::sort_by_key(&mut nodes, |&node| {
            Reverse(graph.nodes[node as usize].cum.unsigned_abs())
        });
        // Callers first, as they stand above in the picture; edges come the heaviest first.
        let mut below: Vec<(u32, bool, u32)> = Vec::with_capacity(2 * graph.edges.len());
        for (edge, tie) in (0_u32..).zip(&graph.edges) {
            below.push((tie.to.0, false, edge));
            below.push((tie.from.0, true, edge));
        }
        sorting::sort_by(&mut below, Ord::cmp);
        let starts = (0..=n_nodes).map(|node| below.partition_point(|tie| tie.0 < node) as u32);
        let starts = starts.collect();
        let number = |(_, is_call, edge): (u32, bool, u32)| n_nodes + 2 * edge + u32::from(!is_call);
        Self {
            n_nodes,
            nodes,
            ties: below.into_iter().map(number).collect(),
            starts,
        }
    }

    pub(super) fn item(&self, number: u32) -> Option<Item> {
        let Some(tie) = number.checked_sub(self.n_nodes) else {
            return Some(Item::Node(number));
        };
        if number as usize >= self.n_nodes as usize + self.ties.len() {
            return None;
        }
        Some(if tie % 2 == 0 {
            Item::Call(tie / 2)
        } else {
            Item::CalledBy(tie / 2)
        })
    }

    fn below(&self, node: u32) -> &[u32] {
        let bound = |node: u32| {
            self.starts
                .get(node as usize)
                .map_or(self.ties.len(), |&start| start as usize)
        };
        &self.ties[bound(node)..bound(node.saturating_add(1))]
    }
}

/// A call graph, and what is searched for in it.
pub(in crate::engine) struct GraphBranches<'a> {
    pub(super) graph: &'a Graph,
    pub(super) items: &'a Items,
    pub(super) profile: &'a OpenProfile,
    pub(super) matches: Option<&'a Matches>,
}

impl GraphBranches<'_> {
    /// The node below which an item stands, or the node that it is.
    pub(in crate::engine) fn owner(&self, number: u32) -> Option<u32> {
        self.ends(number).map(|(owner, _)| owner)
    }

    /// The node that an item leads to.
    pub(in crate::engine) fn target(&self, number: u32) -> Option<u32> {
        self.ends(number).map(|(_, target)| target)
    }

    fn ends(&self, number: u32) -> Option<(u32, u32)> {
        let edge = |edge: u32| self.graph.edges.get(edge as usize);
        match self.items.item(number)? {
            Item::Node(node) => Some((node, node)),
            Item::Call(row) => edge(row).map(|edge| (edge.from.0, edge.to.0)),
            Item::CalledBy(row) => edge(row).map(|edge| (edge.to.0, edge.from.0)),
        }
    }
}

impl Branches for GraphBranches<'_> {
    fn below(&mut self, item: Option<u32>) -> &[u32] {
        match item.map(|number| self.items.item(number)) {
            None => &self.items.nodes,
            Some(Some(Item::Node(node))) => self.items.below(node),
            Some(_) => &[],
        }
    }

    fn above(&self, item: u32) -> Option<u32> {
        self.owner(item).filter(|&owner| owner != item)
    }

    fn row(&mut self, item: u32) -> TreeRow {
        let found = self.items.item(item).zip(self.target(item));
        let Some((kind, node)) = found.and_then(|(kind, target)| Some((kind, self.graph.nodes.get(target as usize)?)))
        else {
            return TreeRow::default();
        };
        let edge = match kind {
            Item::Node(_) => None,
            Item::Call(row) | Item::CalledBy(row) => self.graph.edges.get(row as usize),
        };
        let total = edge.map_or(node.cum, |edge| edge.weight);
        let unit = self.profile.unit();
        let own = |say: fn(i64, &[u8]) -> String| {
            if edge.is_none() {
                say(node.flat, unit)
            } else {
                String::new()
            }
        };
        TreeRow {
            own: own(unit::label),
            own_exact: own(unit::exact),
            inlining: if edge.is_some_and(|edge| edge.is_inlined) {
                Inlining::Always
            } else {
                Inlining::Never
            },
            relation: match kind {
                Item::Node(_) => Relation::None,
                Item::Call(_) => Relation::Callee,
                Item::CalledBy(_) => Relation::Caller,
            },
            ..twins::row_of(self.profile, self.matches, node.entity, total, self.graph.total)
        }
    }
}
