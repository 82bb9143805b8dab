//! A graph while it is made: members and links, before it is known which of them are shown.
//!
//! pprof takes a node that weighs nothing, or that was asked to be left out for being negative, off its
//! list and leaves its edges where they are. Such members stand here without being listed: the reports show their edges as pprof does.

use std::cmp::Reverse;

use crate::analyze::profile::calltree::NodeId;
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::name::append_name;
use crate::model::sorting;

/// An entity, or in a call tree a frame, that may become a node.
#[derive(Clone, Copy, Debug)]
pub(in crate::analyze::profile) struct Member {
    pub(in crate::analyze::profile) entity: EntityId,
    /// The root where it stands for the whole entity.
    pub(in crate::analyze::profile) frame: NodeId,
    pub(in crate::analyze::profile) flat: i64,
    pub(in crate::analyze::profile) cum: i64,
}

impl Member {
    /// Whether pprof lists it.
    pub(super) fn is_listed(&self, drops_negative: bool) -> bool {
        let is_negative = self.flat < 0 || self.flat == 0 && self.cum < 0;
        (self.flat != 0 || self.cum != 0) && !(drops_negative && is_negative)
    }
}

/// An edge between two members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analyze::profile) struct Link {
    pub(in crate::analyze::profile) from: u32,
    pub(in crate::analyze::profile) to: u32,
    pub(in crate::analyze::profile) weight: i64,
    pub(in crate::analyze::profile) is_inlined: bool,
    pub(in crate::analyze::profile) is_residual: bool,
}

impl Link {
    /// No calls yet.
    pub(super) fn new(from: u32, to: u32) -> Self {
        Self {
            from,
            to,
            weight: 0,
            is_inlined: true,
            is_residual: false,
        }
    }

    /// Adds calls.
    #[inline]
    pub(super) fn add(&mut self, weight: i64, is_inlined: bool, is_residual: bool) {
        self.weight = self.weight.wrapping_add(weight);
        self.is_inlined &= is_inlined;
        self.is_residual |= is_residual;
    }
}

/// Members, the links between them, and which of them are listed.
#[derive(Debug, Default)]
pub(in crate::analyze::profile) struct Draft {
    pub(in crate::analyze::profile) members: Vec<Member>,
    /// For each member its printed name.
    pub(in crate::analyze::profile) names: Vec<Vec<u8>>,
    pub(in crate::analyze::profile) links: Vec<Link>,
    /// How many members are listed: they come first.
    pub(in crate::analyze::profile) n_listed: usize,
}

impl Draft {
    /// Sorts members into those that are listed and the others; the links come along.
    pub(super) fn new(members: &[Member], mut links: Vec<Link>, is_listed: impl Fn(&Member) -> bool) -> Self {
        let rows = 0..members.len() as u32;
        let (listed, others): (Vec<u32>, Vec<u32>) = rows.partition(|&row| is_listed(&members[row as usize]));
        let n_listed = listed.len();
        let order: Vec<u32> = listed.into_iter().chain(others).collect();
        renumber(&mut links, &order);
        Self {
            members: order.iter().map(|&old| members[old as usize]).collect(),
            names: Vec::new(),
            links,
            n_listed,
        }
    }

    /// Prints the names of the members.
    pub(super) fn name(&mut self, entities: &Entities) {
        let name = |member: &Member| {
            let mut name = Vec::new();
            append_name(&mut name, entities, member.entity);
            name
        };
        self.names = self.members.iter().map(name).collect();
    }

    /// The listed members.
    pub(in crate::analyze::profile) fn listed(&self) -> &[Member] {
        &self.members[..self.n_listed]
    }

    /// Puts listed members in an order, given as their rows, and takes the names and links along.
    pub(super) fn reorder(&mut self, order: &[u32]) {
        let rest = self.n_listed as u32..self.members.len() as u32;
        let order: Vec<u32> = order.iter().copied().chain(rest).collect();
        renumber(&mut self.links, &order);
        self.members = order.iter().map(|&old| self.members[old as usize]).collect();
        self.names = order
            .iter()
            .map(|&old| std::mem::take(&mut self.names[old as usize]))
            .collect();
    }

    /// Keeps so many of the listed members, and no others, without links.
    pub(super) fn keep_first(&mut self, count: usize) {
        self.members.truncate(count);
        self.names.truncate(count);
        self.links = Vec::new();
        self.n_listed = count;
    }

    /// The entities of the members.
    pub(super) fn entities(&self) -> Vec<EntityId> {
        self.members.iter().map(|member| member.entity).collect()
    }

    /// Puts links in order: the heaviest first, then by the names of their ends.
    pub(super) fn sort_links(&mut self) {
        let mut by_name: Vec<u32> = (0..self.members.len() as u32).collect();
        sorting::sort_by_key(&mut by_name, |&row| &self.names[row as usize]);
        let mut rank = vec![0_u32; by_name.len()];
        for pair in by_name.windows(2) {
            let is_same = self.names[pair[0] as usize] == self.names[pair[1] as usize];
            rank[pair[1] as usize] = rank[pair[0] as usize] + u32::from(!is_same);
        }
        sorting::sort_by_key(&mut self.links, |link| {
            let (from, to) = (rank[link.from as usize], rank[link.to as usize]);
            (Reverse(link.weight.wrapping_abs()), from, to, link.from, link.to)
        });
    }

    /// Takes links away that lead to listed members and weigh less than the cutoff; how many.
    pub(super) fn drop_light_links(&mut self, cutoff: i64) -> usize {
        let before = self.links.len();
        let n_listed = self.n_listed;
        self.links
            .retain(|link| link.to as usize >= n_listed || link.weight.wrapping_abs() >= cutoff);
        before - self.links.len()
    }

    /// For each member the rows of the links that lead to it, in their order.
    pub(in crate::analyze::profile) fn links_into(&self) -> Grouped {
        Grouped::by(self.members.len(), || self.links.iter().map(|link| link.to))
    }

    /// For each member the rows of the links that lead from it, in their order.
    pub(in crate::analyze::profile) fn links_from(&self) -> Grouped {
        Grouped::by(self.members.len(), || self.links.iter().map(|link| link.from))
    }
}

/// Names the ends of links by their new rows; `order` has the old row of each.
fn renumber(links: &mut [Link], order: &[u32]) {
    let mut row_of = vec![0; order.len()];
    for (row, &old) in order.iter().enumerate() {
        row_of[old as usize] = row as u32;
    }
    for link in links {
        (link.from, link.to) = (row_of[link.from as usize], row_of[link.to as usize]);
    }
}

/// Rows by a number that each has, in their order.
#[derive(Debug)]
pub(in crate::analyze::profile) struct Grouped {
    end: Vec<u32>,
    rows: Vec<u32>,
}

impl Grouped {
    /// Groups rows by their keys, all below `count`; `keys` gives them in order, twice.
    pub(super) fn by<I: Iterator<Item = u32>>(count: usize, keys: impl Fn() -> I) -> Self {
        // Starts, shifted by one, so that filling in the rows leaves the ends in place.
        let mut end = vec![0_u32; count + 1];
        for key in keys() {
            end[key as usize + 1] += 1;
        }
        for key in 1..end.len() {
            end[key] += end[key - 1];
        }
        let mut rows = vec![0; end[count] as usize];
        for (row, key) in keys().enumerate() {
            let at = &mut end[key as usize];
            rows[*at as usize] = row as u32;
            *at += 1;
        }
        end.pop();
        Self { end, rows }
    }

    /// The rows with a key.
    pub(in crate::analyze::profile) fn of(&self, key: usize) -> &[u32] {
        let start = if key == 0 { 0 } else { self.end[key - 1] };
        &self.rows[start as usize..self.end[key] as usize]
    }
}
