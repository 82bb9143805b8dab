//! The frontier: the next event of every thread, the earliest first.
//!
//! A binary heap by time. Which of several events with the same time comes first is told by the heap's own moves, which
//! are Go's: a different heap would give another, equally possible order.
//!
//! Source: `heapInsert`, `heapUpdate`, `heapRemove` in `internal/trace/batchcursor.go`, Go 1.27.

use crate::model::column::OutOfMemory;

/// An event of a thread that may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// When, in nanoseconds.
    pub(super) time: i64,
    /// The row of the thread's cursor.
    pub(super) cursor: u32,
}

/// The heap.
#[derive(Debug, Default)]
pub(super) struct Frontier {
    heads: Vec<Head>,
}

impl Frontier {
    /// How many threads have an event left.
    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    /// The head at a place; the earliest is at place 0.
    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<Head> {
        self.heads.get(place).copied()
    }

    /// Adds a thread.
    pub(super) fn insert(&mut self, head: Head) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.heads.len() };
        self.heads.try_reserve(1).map_err(|_no_memory| full)?;
        self.heads.push(head);
        self.sift_up(self.heads.len() - 1);
        Ok(())
    }

    /// Gives the thread at a place the time of its next event.
    #[inline]
    pub(super) fn update(&mut self, place: usize, time: i64) {
        self.heads[place].time = time;
        if self.sift_up(place) == place {
            self.sift_down(place);
        }
    }

    /// Takes out the thread at a place.
    pub(super) fn remove(&mut self, place: usize) {
        let mut place = place;
        while place > 0 {
            self.heads.swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
        self.heads.swap_remove(0);
        self.sift_down(0);
    }

    /// Puts all in order of time; it stays a heap.
    pub(super) fn sort(&mut self) {
        self.heads.sort_by_key(|head| head.time);
    }

    fn sift_up(&mut self, mut place: usize) -> usize {
        while place > 0 && self.heads[(place - 1) / 2].time > self.heads[place].time {
            self.heads.swap((place - 1) / 2, place);
            place = (place - 1) / 2;
        }
        place
    }

    fn sift_down(&mut self, mut place: usize) {
        loop {
            let mut least = place;
            // Both compare with the least so far, so the left one wins a draw.
            for child in [2 * place + 1, 2 * place + 2] {
                if child < self.heads.len() && self.heads[child].time < self.heads[least].time {
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
    fn the_earliest_comes_first() {
        let mut frontier = Frontier::default();
        for cursor in 0..50 {
            let time = i64::from(cursor * 37 % 50);
            frontier.insert(Head { time, cursor }).unwrap();
        }
        let mut last = 0;
        for round in 0..500 {
            let head = frontier.get(0).unwrap();
            assert!(head.time >= last);
            last = head.time;
            frontier.update(0, last + (round * 7_919) % 101);
            if round % 100 == 99 {
                frontier.sort();
                frontier.remove(3);
            }
        }
        assert_eq!(frontier.len(), 45);
    }
}
