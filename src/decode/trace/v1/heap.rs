//! The next events of all lanes that can come next, the earliest first.
//!
//! Which of several at one time comes depends on the heap's moves, and Go's reader is to agree: so they are its moves, as
//! those of a heap of the standard library need not be. Source: `heapUp` and `heapDown` in
//! `internal/trace/internal/tracev1/order.go`, Go 1.27.

use crate::model::column::OutOfMemory;

/// An event that can come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// When, in clock ticks; in 1.5 its number.
    pub(super) key: i64,
    /// The lane.
    pub(super) lane: u32,
}

/// The heap.
#[derive(Debug, Default)]
pub(super) struct Heap {
    heads: Vec<Head>,
}

impl Heap {
    /// The earliest.
    #[inline]
    pub(super) fn top(&self) -> Option<Head> {
        self.heads.first().copied()
    }

    /// Adds the next event of a lane.
    pub(super) fn push(&mut self, key: i64, lane: u32) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.heads.len() };
        self.heads.try_reserve(1).map_err(|_no_memory| full)?;
        self.heads.push(Head { key, lane });
        let mut place = self.heads.len() - 1;
        while place > 0 && self.heads[place].key < self.heads[(place - 1) / 2].key {
            self.heads.swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
        Ok(())
    }

    /// Takes out the earliest.
    pub(super) fn pop(&mut self) {
        if self.heads.is_empty() {
            return;
        }
        self.heads.swap_remove(0);
        let (mut place, mut child) = (0, 1);
        while child < self.heads.len() {
            if child + 1 < self.heads.len() && self.heads[child + 1].key < self.heads[child].key {
                child += 1;
            }
            if self.heads[child].key >= self.heads[place].key {
                return;
            }
            self.heads.swap(place, child);
            (place, child) = (child, 2 * child + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first() {
        let mut heap = Heap::default();
        for lane in 0..40_u32 {
            heap.push(i64::from(lane * 7 % 10), lane).unwrap();
        }
        let mut last = heap.top().unwrap();
        for round in 0..200 {
            heap.pop();
            heap.push(last.key + round % 3, last.lane).unwrap();
            let top = heap.top().unwrap();
            assert!(top.key >= last.key, "{top:?} after {last:?}");
            last = top;
        }
        while let Some(top) = heap.top() {
            assert!(top.key >= last.key);
            last = top;
            heap.pop();
        }
        heap.pop();
        assert_eq!(heap.top(), None);
    }

    #[test]
    fn of_several_at_one_time_the_first_comes_that_go_takes() {
        let mut heap = Heap::default();
        for (key, lane) in [(1, 0), (2, 1), (2, 2), (2, 3)] {
            heap.push(key, lane).unwrap();
        }
        heap.pop();
        heap.push(2, 0).unwrap();
        let mut lanes = Vec::new();
        while let Some(top) = heap.top() {
            lanes.push(top.lane);
            heap.pop();
        }
        assert_eq!(lanes, [3, 0, 2, 1]);
    }
}
