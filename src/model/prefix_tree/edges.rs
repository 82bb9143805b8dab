//! Children that do not stand in the row after their parent, found by parent and key.
//!
//! A table with open addressing and linear probing, at most half full. A general hash table reads
//! its control bytes and then its bucket, two waits for memory; this one reads the slot.

use crate::model::column::OutOfMemory;

/// Slots of a table that has any.
const FIRST_SLOTS: usize = 64;

#[derive(Clone, Copy, Debug, Default)]
struct Edge {
    parent: u32,
    key: u32,
    /// Row of the child; 0, the root, is nobody's child and marks an empty slot.
    child: u32,
}

/// Where the search for an edge begins, and what is there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Probe {
    slot: usize,
    edge: Edge,
}

/// The table.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// None, or a power of two.
    slots: Vec<Edge>,
    len: usize,
}

impl Edges {
    /// The first slot of an edge: all that a search usually reads.
    #[inline(always)]
    pub(super) fn probe(&self, parent: u32, key: u32) -> Probe {
        let slot = self.home(parent, key);
        let edge = self.slots.get(slot).copied().unwrap_or_default();
        Probe { slot, edge }
    }

    /// The child at the end of an edge, if there is one, searched from [`probe`](Self::probe) on.
    #[inline(always)]
    pub(super) fn find_from(&self, probe: Probe, parent: u32, key: u32) -> Option<u32> {
        let Probe { mut slot, mut edge } = probe;
        // At most half of the slots are taken, so an empty one ends the search.
        while edge.child != 0 {
            if edge.parent == parent && edge.key == key {
                return Some(edge.child);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
            edge = self.slots[slot];
        }
        None
    }

    /// The child at the end of an edge, if there is one.
    #[inline(always)]
    pub(super) fn find(&self, parent: u32, key: u32) -> Option<u32> {
        self.find_from(self.probe(parent, key), parent, key)
    }

    /// Adds an edge that is not there.
    pub(super) fn insert(&mut self, parent: u32, key: u32, child: usize) -> Result<(), OutOfMemory> {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow().ok_or(OutOfMemory { rows: child })?;
        }
        self.place(Edge {
            parent,
            key,
            child: child as u32,
        });
        self.len += 1;
        Ok(())
    }

    fn grow(&mut self) -> Option<()> {
        let slots = self.slots.len().checked_mul(2)?.max(FIRST_SLOTS);
        let mut bigger = Vec::new();
        bigger.try_reserve_exact(slots).ok()?;
        bigger.resize(slots, Edge::default());
        let smaller = std::mem::replace(&mut self.slots, bigger);
        for edge in smaller {
            if edge.child != 0 {
                self.place(edge);
            }
        }
        Some(())
    }

    #[inline(always)]
    fn place(&mut self, edge: Edge) {
        let mut slot = self.home(edge.parent, edge.key);
        while self.slots[slot].child != 0 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = edge;
    }

    /// Where an edge would like to be: the splitmix64 finalizer's first half, of which the upper bits are good.
    #[inline(always)]
    fn home(&self, parent: u32, key: u32) -> usize {
        let mut x = (u64::from(parent) << 32) | u64::from(key);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x >> 32) as usize & self.slots.len().wrapping_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_found_again() {
        let mut edges = Edges::default();
        assert_eq!(edges.find(0, 0), None);
        for n in 0..5_000_u32 {
            assert_eq!(edges.find(n % 97, n), None);
            edges.insert(n % 97, n, n as usize + 1).unwrap();
        }
        for n in 0..5_000 {
            assert_eq!(edges.find(n % 97, n), Some(n + 1));
            assert_eq!(edges.find(n % 97 + 1, n), None);
        }
        assert!(edges.slots.len() >= 2 * edges.len);
    }
}
