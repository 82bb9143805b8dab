//! The next events of all lanes that can come next, the earliest first; of those at one time the first lane's.

use crate::model::column::OutOfMemory;

/// An event that can come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Head {
    /// When, in clock ticks; in 1.5 its number.
    pub(super) key: i64,
    /// The lane.
    pub(super) lane: u32,
}

/// A binary heap.
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

    /// Adds a head.
    pub(super) fn push(&mut self, head: Head) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.heads.len() };
        self.heads.try_reserve(1).map_err(|_no_memory| full)?;
        self.heads.push(head);
        let mut place = self.heads.len() - 1;
        while place > 0 && self.heads[place] < self.heads[(place - 1) / 2] {
            self.heads.swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
        Ok(())
    }

    /// Gives the earliest, if there is one, another key.
    #[inline]
    pub(super) fn replace_top(&mut self, key: i64) {
        if let Some(top) = self.heads.first_mut() {
            top.key = key;
            self.sift_down();
        }
    }

    /// Takes out the earliest.
    pub(super) fn pop(&mut self) {
        if !self.heads.is_empty() {
            self.heads.swap_remove(0);
            self.sift_down();
        }
    }

    fn sift_down(&mut self) {
        let mut place = 0;
        loop {
            let mut least = place;
            for child in [2 * place + 1, 2 * place + 2] {
                if child < self.heads.len() && self.heads[child] < self.heads[least] {
                    least = child;
                }
            }
            if least == place {
                return;
            }
            self.heads.swap(place, least);
            place = least;
        }
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
