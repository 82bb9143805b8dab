//! Stacks as a prefix tree, shared by every view.
//!
//! Row 0 is the empty stack. Every other row is a stack: its parent's with one more location
//! at the leaf end. A million samples of depth forty become a few million rows, and two
//! samples with the same stack hold the same [`StackId`].
//!
//! Invariant: a parent's row precedes its children's. So a single backwards pass sums a tree
//! from its leaves, and walking towards the root always ends.

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId};

/// The tree: for each stack its parent and its leaf location.
#[derive(Debug, Default)]
pub struct Stacks {
    parent: Column<u32>,
    location: Column<u32>,
}

impl Stacks {
    /// The stack of no frames.
    pub const EMPTY: StackId = StackId(0);

    /// The stack without its leaf. The empty stack is its own parent.
    #[inline]
    pub fn parent(&self, stack: StackId) -> StackId {
        StackId(self.parent.get(stack.row()))
    }

    /// The leaf location of a stack; of the empty stack, a location that no table has.
    #[inline]
    pub fn location(&self, stack: StackId) -> LocationId {
        LocationId(self.location.get(stack.row()))
    }

    /// How many distinct stacks there are, the empty one and all prefixes included.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether nothing was added, not even the empty stack.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// The locations of a stack, leaf first.
    pub fn leaf_first(&self, stack: StackId) -> impl Iterator<Item = LocationId> + '_ {
        std::iter::successors(Some(stack), |&at| Some(self.parent(at)))
            .take_while(|&at| at != Self::EMPTY)
            .map(|at| self.location(at))
    }
}

/// Builds a [`Stacks`] by walking from the root.
///
/// Most nodes of a real profile have one child, and the nodes of a new tail are made one
/// after the other: so every node keeps its first child in a column, beside its own row, and
/// only second and further children go through a hash table.
#[derive(Debug)]
pub struct StacksBuilder {
    stacks: Stacks,
    first_child: Column<u32>,
    more_children: hashbrown::HashTable<u32>,
}

impl StacksBuilder {
    /// A tree of the empty stack.
    pub fn new() -> Result<Self, OutOfMemory> {
        let mut builder = Self {
            stacks: Stacks::default(),
            first_child: Column::new(),
            more_children: hashbrown::HashTable::new(),
        };
        builder.append(0, u32::MAX)?;
        Ok(builder)
    }

    /// The stack `parent` with `location` as its new leaf, made when it is new.
    #[inline]
    pub fn push(&mut self, parent: StackId, location: LocationId) -> Result<StackId, OutOfMemory> {
        let first = self.first_child.get(parent.row());
        if first == 0 {
            let child = self.append(parent.0, location.0)?;
            self.first_child.set(parent.row(), child);
            return Ok(StackId(child));
        }
        if self.stacks.location.get(first as usize) == location.0 {
            return Ok(StackId(first));
        }
        self.push_further(parent.0, location.0)
    }

    fn push_further(&mut self, parent: u32, location: u32) -> Result<StackId, OutOfMemory> {
        let hash = edge_hash(parent, location);
        let stacks = &self.stacks;
        let found = self.more_children.find(hash, |&row| {
            stacks.parent.get(row as usize) == parent && stacks.location.get(row as usize) == location
        });
        if let Some(&row) = found {
            return Ok(StackId(row));
        }
        let rehash =
            |stacks: &Stacks, row: u32| edge_hash(stacks.parent.get(row as usize), stacks.location.get(row as usize));
        self.more_children
            .try_reserve(1, |&row| rehash(stacks, row))
            .map_err(|_no_memory| OutOfMemory { rows: stacks.len() })?;
        let child = self.append(parent, location)?;
        let stacks = &self.stacks;
        self.more_children
            .insert_unique(hash, child, |&row| rehash(stacks, row));
        Ok(StackId(child))
    }

    fn append(&mut self, parent: u32, location: u32) -> Result<u32, OutOfMemory> {
        let row = self.stacks.parent.len() as u32;
        self.stacks.parent.push(parent)?;
        self.stacks.location.push(location)?;
        self.first_child.push(0)?;
        Ok(row)
    }

    /// How many stacks there are so far.
    pub fn len(&self) -> usize {
        self.stacks.len()
    }

    /// Whether only the empty stack is there.
    pub fn is_empty(&self) -> bool {
        self.stacks.len() <= 1
    }

    /// The finished tree; what only building needs is given back.
    pub fn finish(self) -> Stacks {
        self.stacks
    }

    /// The finished tree with every location replaced by `row_of[location]`: for readers that
    /// meet samples before the locations that they name.
    pub fn finish_renamed(mut self, row_of: impl Fn(LocationId) -> LocationId) -> Stacks {
        drop(self.first_child);
        for row in 1..self.stacks.location.len() {
            let location = self.stacks.location.get_mut(row);
            *location = row_of(LocationId(*location)).0;
        }
        self.stacks
    }
}

/// Mixes an edge into the 64 bits a hash table wants: the splitmix64 finalizer.
#[inline]
fn edge_hash(parent: u32, key: u32) -> u64 {
    let mut x = (u64::from(parent) << 32) | u64::from(key);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(builder: &mut StacksBuilder, root_first: &[u32]) -> StackId {
        root_first.iter().fold(Stacks::EMPTY, |parent, &location| {
            builder.push(parent, LocationId(location)).unwrap()
        })
    }

    #[test]
    fn shared_prefixes_are_shared() {
        let mut builder = StacksBuilder::new().unwrap();
        let abc = stack(&mut builder, &[0, 1, 2]);
        let abd = stack(&mut builder, &[0, 1, 3]);
        let abe = stack(&mut builder, &[0, 1, 4]);
        assert_eq!(stack(&mut builder, &[0, 1, 3]), abd);
        assert_eq!(stack(&mut builder, &[0, 1, 4]), abe);
        assert_eq!(stack(&mut builder, &[]), Stacks::EMPTY);
        let stacks = builder.finish();
        assert_eq!(stacks.len(), 6);
        assert_eq!(stacks.parent(abc), stacks.parent(abe));
        let leaf_first: Vec<_> = stacks.leaf_first(abd).map(|l| l.0).collect();
        assert_eq!(leaf_first, [3, 1, 0]);
    }

    #[test]
    fn parents_precede_children() {
        let mut builder = StacksBuilder::new().unwrap();
        let mut seed = 1_u32;
        for _ in 0..2_000 {
            let mut at = Stacks::EMPTY;
            for _ in 0..12 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                at = builder.push(at, LocationId(seed >> 29)).unwrap();
            }
        }
        let stacks = builder.finish();
        for row in 1..stacks.len() {
            assert!(stacks.parent(StackId::from(row)).row() < row);
        }
        // No two rows are the same stack.
        let mut edges: Vec<_> = (1..stacks.len())
            .map(|r| (stacks.parent.get(r), stacks.location.get(r)))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        assert_eq!(edges.len(), stacks.len() - 1);
    }

    #[test]
    fn locations_can_be_renamed_at_the_end() {
        let mut builder = StacksBuilder::new().unwrap();
        let leaf = stack(&mut builder, &[0, 1]);
        let stacks = builder.finish_renamed(|location| LocationId(location.0 + 10));
        assert_eq!(stacks.leaf_first(leaf).map(|l| l.0).collect::<Vec<_>>(), [11, 10]);
    }
}
