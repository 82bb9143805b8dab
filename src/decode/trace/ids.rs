//! Numbers of the program to rows of ours.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::column::OutOfMemory;

/// Numbers up to this are kept in a plain table as long as it has no more than this many gaps.
const MAX_GAPS: usize = 1024;

/// Rows by number. Numbers count from near 0 as a rule, and may be anything.
#[derive(Debug)]
pub(super) struct Ids {
    /// Rows by number, for the numbers below its length; [`ABSENT`] where there is none.
    dense: Vec<u32>,
    /// Those of the other numbers.
    sparse: HashMap<u64, u32, FixedState>,
    len: usize,
}

const ABSENT: u32 = u32::MAX;

impl Default for Ids {
    fn default() -> Self {
        Self {
            dense: Vec::new(),
            sparse: HashMap::with_hasher(FixedState::with_seed(0)),
            len: 0,
        }
    }
}

impl Ids {
    /// The row of a number.
    #[inline]
    pub(super) fn get(&self, number: u64) -> Option<u32> {
        match self.dense.get(usize::try_from(number).unwrap_or(usize::MAX)) {
            Some(&row) if row != ABSENT => Some(row),
            _ if self.sparse.is_empty() => None,
            _ => self.sparse.get(&number).copied(),
        }
    }

    /// Gives a number its row; false, and nothing changes, when it has one.
    pub(super) fn insert(&mut self, number: u64, row: u32) -> Result<bool, OutOfMemory> {
        if self.get(number).is_some() {
            return Ok(false);
        }
        let full = OutOfMemory { rows: self.len };
        let limit = 2 * self.len + MAX_GAPS;
        if let Some(index) = usize::try_from(number).ok().filter(|&index| index < limit) {
            if index >= self.dense.len() {
                let more = index + 1 - self.dense.len();
                self.dense.try_reserve(more).map_err(|_no_memory| full)?;
                self.dense.resize(index + 1, ABSENT);
            }
            self.dense[index] = row;
        } else {
            self.sparse.try_reserve(1).map_err(|_no_memory| full)?;
            self.sparse.insert(number, row);
        }
        self.len += 1;
        Ok(true)
    }

    /// Takes all numbers out and keeps the room.
    pub(super) fn clear(&mut self) {
        self.dense.clear();
        self.sparse.clear();
        self.len = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_finds_its_row() {
        let mut ids = Ids::default();
        let numbers = [1, 2, 5000, 3, u64::MAX, 1 << 40, 0];
        for (row, number) in numbers.into_iter().enumerate() {
            assert!(ids.insert(number, row as u32).unwrap());
        }
        for number in 6000..9000 {
            assert!(ids.insert(number, 1).unwrap());
        }
        assert!(!ids.insert(5000, 9).unwrap());
        for (row, number) in numbers.into_iter().enumerate() {
            assert_eq!(ids.get(number), Some(row as u32));
        }
        assert_eq!((ids.get(4), ids.get(4_999), ids.get(9_000)), (None, None, None));
        assert!(ids.dense.len() < 20_000);
        ids.clear();
        assert_eq!(ids.get(1), None);
    }
}
