//! The next events of all lanes that can come next, the earliest first; of those at one time the first lane's.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::column::OutOfMemory;

/// An event that can come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Head {
    /// When, in clock ticks; in 1.5 its number.
    pub(super) key: i64,
    /// The lane.
    pub(super) lane: u32,
}

/// The heap: no two heads are equal, so its order is one whatever its moves.
#[derive(Debug, Default)]
pub(super) struct Heap {
    heads: BinaryHeap<Reverse<Head>>,
}

impl Heap {
    /// The earliest.
    #[inline]
    pub(super) fn top(&self) -> Option<Head> {
        self.heads.peek().map(|head| head.0)
    }

    /// Adds a head.
    pub(super) fn push(&mut self, head: Head) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.heads.len() };
        self.heads.try_reserve(1).map_err(|_no_memory| full)?;
        self.heads.push(Reverse(head));
        Ok(())
    }

    /// Gives the earliest, if there is one, another key.
    #[inline]
    pub(super) fn replace_top(&mut self, key: i64) {
        if let Some(mut top) = self.heads.peek_mut() {
            top.0.key = key;
        }
    }

    /// Takes out the earliest.
    pub(super) fn pop(&mut self) {
        self.heads.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_and_first_comes_first() {
        let mut heap = Heap::default();
        for lane in 0..40_u32 {
            let key = i64::from(lane * 7 % 10);
            heap.push(Head { key, lane }).unwrap();
        }
        let mut last = heap.top().unwrap();
        for round in 0..200 {
            heap.replace_top(last.key + round % 3);
            let top = heap.top().unwrap();
            assert!(top >= last, "{top:?} after {last:?}");
            last = top;
        }
        while let Some(top) = heap.top() {
            assert!(top >= last);
            last = top;
            heap.pop();
        }
    }
}
