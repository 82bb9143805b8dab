//! The file's ids, which may be any 64-bit numbers, against rows of our tables.
//!
//! A reference usually comes before what it names. So an id becomes a [`Ref`] at once, a 32-bit
//! number; once everything is read a `Ref` becomes a row, or turns out to name nothing. Writers
//! number from 1, so an id below [`DIRECT`] is its own `Ref` and costs no look-up; others are
//! numbered in the order of their appearance.

use hashbrown::HashMap;

use crate::model::column::OutOfMemory;
use crate::model::prefix_tree::KEY_LIMIT;

/// Ids below this stand for themselves. The table of their rows takes 4 bytes an id, 16 MiB at most.
const DIRECT: u64 = 1 << 22;

/// An id of the file, in 32 bits.
pub(super) type Ref = u32;

/// The ids of one kind of message.
#[derive(Debug)]
pub(super) struct Ids {
    /// By id: the row after the one that has it, 0 when there is none.
    direct: Vec<u32>,
    /// Numbers of the ids that do not stand for themselves.
    numbers: HashMap<u64, u32, foldhash::fast::FixedState>,
    /// By number: the id, and its row as in `direct`.
    others: Vec<(u64, u32)>,
}

impl Ids {
    /// No ids yet.
    pub(super) fn new() -> Self {
        Self {
            direct: Vec::new(),
            numbers: HashMap::with_hasher(foldhash::fast::FixedState::with_seed(0)),
            others: Vec::new(),
        }
    }

    /// The reference to what has this id, or will have it.
    #[inline]
    pub(super) fn reference(&mut self, id: u64) -> Result<Ref, OutOfMemory> {
        if id < DIRECT {
            Ok(id as u32)
        } else {
            self.number(id).map(|number| DIRECT as u32 + number)
        }
    }

    #[inline(never)]
    fn number(&mut self, id: u64) -> Result<u32, OutOfMemory> {
        if let Some(&number) = self.numbers.get(&id) {
            return Ok(number);
        }
        let rows = self.others.len();
        let full = OutOfMemory { rows };
        if rows as u64 >= u64::from(KEY_LIMIT) - DIRECT {
            return Err(full);
        }
        self.others.try_reserve(1).map_err(|_no_memory| full)?;
        self.numbers.try_reserve(1).map_err(|_no_memory| full)?;
        self.others.push((id, 0));
        self.numbers.insert(id, rows as u32);
        Ok(rows as u32)
    }

    /// Says that `row` has this id. Returns false if another row has it already.
    pub(super) fn define(&mut self, id: u64, row: usize) -> Result<bool, OutOfMemory> {
        let slot = if id < DIRECT {
            let index = id as usize;
            if index >= self.direct.len() {
                let more = index + 1 - self.direct.len();
                let rows = self.direct.len();
                self.direct
                    .try_reserve(more)
                    .map_err(|_no_memory| OutOfMemory { rows })?;
                self.direct.resize(index + 1, 0);
            }
            &mut self.direct[index]
        } else {
            let number = self.number(id)?;
            &mut self.others[number as usize].1
        };
        let is_free = *slot == 0;
        if is_free {
            *slot = row as u32 + 1;
        }
        Ok(is_free)
    }

    /// The row that a reference names, if there is one.
    #[inline(always)]
    pub(super) fn row(&self, reference: Ref) -> Option<u32> {
        let index = reference as usize;
        let row = match self.direct.get(index) {
            Some(&row) => row,
            None => self.others.get(index.checked_sub(DIRECT as usize)?)?.1,
        };
        row.checked_sub(1)
    }

    /// The id that a reference came from.
    pub(super) fn id(&self, reference: Ref) -> u64 {
        u64::from(reference)
            .checked_sub(DIRECT)
            .and_then(|number| self.others.get(number as usize))
            .map_or(u64::from(reference), |&(id, _)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_large_and_unknown_ids() {
        let mut ids = Ids::new();
        let wanted = [1, 2, 7, DIRECT - 1, DIRECT, u64::MAX, 0];
        let references: Vec<_> = wanted.iter().map(|&id| ids.reference(id).unwrap()).collect();
        for (row, &id) in wanted[..6].iter().enumerate() {
            assert_eq!(ids.define(id, row), Ok(true));
            assert_eq!(ids.define(id, row + 10), Ok(false));
        }
        let rows: Vec<_> = references.iter().map(|&reference| ids.row(reference)).collect();
        assert_eq!(rows, [Some(0), Some(1), Some(2), Some(3), Some(4), Some(5), None]);
        let back: Vec<_> = references.iter().map(|&reference| ids.id(reference)).collect();
        assert_eq!(back, wanted);
        assert_eq!(ids.row(3), None);
        let late = ids.reference(DIRECT + 5).unwrap();
        assert_eq!(ids.row(late), None);
    }
}
