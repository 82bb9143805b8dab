//! Numbers of the program to rows of ours.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::column::OutOfMemory;

/// Numbers are kept in a plain table as long as it has no more than this many gaps.
const MAX_GAPS: usize = 4096;

/// Rows by number. Numbers follow one another as a rule, from near 0 or, in a program that has run for long, from anywhere; a few may be
/// anything.
#[derive(Debug)]
pub(super) struct Ids {
    /// Rows by number less `base`; [`ABSENT`] where there is none.
    dense: Vec<u32>,
    base: u64,
    /// Those of the other numbers.
    sparse: HashMap<u64, u32, FixedState>,
    /// How many numbers the plain table ever took.
    taken: usize,
}

const ABSENT: u32 = u32::MAX;

impl Default for Ids {
    fn default() -> Self {
        Self {
            dense: Vec::new(),
            base: 0,
            sparse: HashMap::with_hasher(FixedState::with_seed(0)),
            taken: 0,
        }
    }
}

impl Ids {
    /// Where in the plain table a number would be.
    #[inline]
    fn index(&self, number: u64) -> usize {
        // Numbers below the base come out large.
        usize::try_from(number.wrapping_sub(self.base)).unwrap_or(usize::MAX)
    }

    /// The row of a number.
    #[inline]
    pub(super) fn get(&self, number: u64) -> Option<u32> {
        match self.dense.get(self.index(number)) {
            Some(&row) if row != ABSENT => Some(row),
            _ => self.get_sparse(number),
        }
    }

    #[inline]
    fn get_sparse(&self, number: u64) -> Option<u32> {
        if self.sparse.is_empty() {
            return None;
        }
        self.sparse.get(&number).copied()
    }

    /// Gives a number its row; false, and nothing changes, when it has one.
    pub(super) fn insert(&mut self, number: u64, row: u32) -> Result<bool, OutOfMemory> {
        if self.get(number).is_some() {
            return Ok(false);
        }
        self.replace(number, row)?;
        Ok(true)
    }

    /// Gives a number its row, and takes away the one it may have had.
    pub(super) fn replace(&mut self, number: u64, row: u32) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.taken };
        if !self.is_dense(number) && self.sparse.len() >= MAX_GAPS && self.taken < MAX_GAPS && self.base == 0 {
            // The program has run for long: new numbers follow this one.
            self.move_base(number)?;
        }
        if !self.is_dense(number) {
            self.sparse.try_reserve(1).map_err(|_no_memory| full)?;
            self.sparse.insert(number, row);
            return Ok(());
        }
        let index = self.index(number);
        if index >= self.dense.len() {
            let more = index + 1 - self.dense.len();
            self.dense.try_reserve(more).map_err(|_no_memory| full)?;
            self.dense.resize(index + 1, ABSENT);
        }
        if !self.sparse.is_empty() {
            self.sparse.remove(&number);
        }
        self.dense[index] = row;
        self.taken += 1;
        Ok(())
    }

    /// Whether a number's place is in the plain table.
    fn is_dense(&self, number: u64) -> bool {
        self.index(number) < 2 * self.taken + MAX_GAPS
    }

    /// Lets the plain table begin with a number, once.
    #[cold]
    fn move_base(&mut self, number: u64) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.taken };
        self.sparse.try_reserve(self.taken).map_err(|_no_memory| full)?;
        for (index, &row) in self.dense.iter().enumerate() {
            if row != ABSENT {
                self.sparse.insert(index as u64, row);
            }
        }
        self.dense.clear();
        self.taken = 0;
        self.base = number;
        Ok(())
    }

    /// Takes a number out.
    pub(super) fn remove(&mut self, number: u64) {
        let index = self.index(number);
        match self.dense.get_mut(index) {
            Some(row) if *row != ABSENT => *row = ABSENT,
            _ => {
                self.sparse.remove(&number);
            }
        }
    }

    /// Takes all numbers out and keeps the room.
    pub(super) fn clear(&mut self) {
        self.dense.clear();
        self.sparse.clear();
        self.taken = 0;
        self.base = 0;
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
        assert!(ids.dense.len() < 30_000);
        ids.remove(6000);
        ids.remove(1 << 40);
        ids.replace(7000, 9).unwrap();
        assert_eq!((ids.get(6000), ids.get(1 << 40), ids.get(7000)), (None, None, Some(9)));
        ids.clear();
        assert_eq!(ids.get(1), None);
    }

    #[test]
    fn numbers_of_an_old_program_are_found_in_a_table_too() {
        let mut ids = Ids::default();
        let old = 7_000_000_000_000;
        ids.insert(1, 77).unwrap();
        for number in 0..20_000 {
            ids.insert(old + number, number as u32).unwrap();
        }
        for number in 0..20_000 {
            assert_eq!(ids.get(old + number), Some(number as u32));
        }
        assert_eq!((ids.get(1), ids.get(old + 20_000)), (Some(77), None));
        assert!(ids.sparse.len() < 5000);
    }
}
