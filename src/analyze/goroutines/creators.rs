//! Who made whom: goroutines under the `go` statements that made them, and these under those that made their makers.
//!
//! A node is a `go` statement under the statements that led to it. Since Go 1.21 a dump says which goroutine made
//! another; where it does not, or where the maker has ended, the statement stands at the top. The numbers of a file
//! need not make sense: where they go round in a circle the circle is cut, at the goroutine that stands first.

use crate::analyze::goroutines::places::Places;
use crate::model::column::{Column, OutOfMemory};
use crate::model::goroutines::{Dump, FrameId, GoroutineRow};
use crate::model::prefix_tree::{PrefixTree, PrefixTreeBuilder};

crate::ids! {
    /// A node of [`Creators::tree`]; row 0 stands for what no statement is known of.
    CreatorId
}

/// The tree of creators.
#[derive(Debug)]
pub struct Creators {
    /// The statements; a key is the first frame of the dump that is on the statement's line.
    pub tree: PrefixTree<CreatorId, FrameId>,
    /// For each goroutine the statement that made it.
    pub node_of: Column<CreatorId>,
    /// For each node how many goroutines that were kept its statement made.
    pub own: Vec<u32>,
    /// The same, with those that its goroutines and theirs made.
    pub total: Vec<u32>,
}

const UNKNOWN: u32 = u32::MAX;

impl Creators {
    /// Puts the goroutines under their creators; `is_kept` says which are counted.
    pub fn of(
        dump: &Dump,
        places: &Places,
        mut is_kept: impl FnMut(GoroutineRow) -> bool,
    ) -> Result<Self, OutOfMemory> {
        let goroutines = &dump.goroutines;
        let makers = makers(dump)?;
        let mut tree = PrefixTreeBuilder::new()?;
        let mut node_of = Column::filled(goroutines.len(), CreatorId(UNKNOWN))?;
        let mut chain = Vec::new();
        for goroutine in goroutines.rows() {
            // Upwards to one that has its node, or to the top; then down again.
            let mut at = Some(goroutine);
            let mut node = tree.root();
            while let Some(this) = at {
                let known = node_of.get(this.row());
                if known.0 != UNKNOWN {
                    node = known;
                    break;
                }
                // A circle comes back to what is being placed, and is cut there.
                node_of.set(this.row(), tree.root());
                chain.push(this);
                at = makers[this.row()];
            }
            while let Some(this) = chain.pop() {
                if let Some(frame) = goroutines.creator(this) {
                    node = tree.push(node, places.frame(frame))?;
                }
                node_of.set(this.row(), node);
            }
        }
        let tree = tree.finish()?;
        let mut own = vec![0_u32; tree.len()];
        for goroutine in goroutines.rows().filter(|&goroutine| is_kept(goroutine)) {
            own[node_of.get(goroutine.row()).row()] += 1;
        }
        let mut total = own.clone();
        // Children first: a parent's row precedes its children's.
        for row in (1..total.len()).rev() {
            total[tree.parent(CreatorId::from(row)).row()] += total[row];
        }
        Ok(Self {
            tree,
            node_of,
            own,
            total,
        })
    }

    /// The nodes right below one, most goroutines first; equal ones in order of first appearance. Nodes without any
    /// goroutine that was kept are left out.
    pub fn children(&self, node: CreatorId) -> Vec<CreatorId> {
        let rows = (node.row() + 1..self.tree.len()).map(CreatorId::from);
        let mut children: Vec<CreatorId> = rows
            .filter(|&child| self.tree.parent(child) == node && self.total[child.row()] > 0)
            .collect();
        children.sort_by_key(|child| u32::MAX - self.total[child.row()]);
        children
    }
}

/// For each goroutine the one that made it, where that is in the dump: of several with its number the last before it
/// in the file, or else the first after it.
fn makers(dump: &Dump) -> Result<Vec<Option<GoroutineRow>>, OutOfMemory> {
    let goroutines = &dump.goroutines;
    let rows = goroutines.len();
    let full = OutOfMemory { rows };
    let mut by_id: Vec<(u64, u32)> = Vec::new();
    by_id.try_reserve_exact(rows).map_err(|_no_memory| full)?;
    by_id.extend(goroutines.id.iter().zip(0_u32..));
    by_id.sort_unstable();
    let mut makers = Vec::new();
    makers.try_reserve_exact(rows).map_err(|_no_memory| full)?;
    makers.extend(goroutines.rows().map(|goroutine| {
        let maker = goroutines.created_in.get(goroutine.row());
        if maker == 0 {
            return None;
        }
        let next = by_id.partition_point(|&entry| entry < (maker, goroutine.0));
        let before = next.checked_sub(1).map(|at| by_id[at]);
        let found = before
            .filter(|&(id, _)| id == maker)
            .or_else(|| by_id.get(next).copied().filter(|&(id, _)| id == maker));
        found.map(|(_, row)| GoroutineRow(row))
    }));
    Ok(makers)
}
