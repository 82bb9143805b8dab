//! Rows found by a pair of numbers: edges by their ends, sums of tags by node and tag.

use crate::model::column::OutOfMemory;

/// The most cells of a table with one for each possible pair: 16 MB.
const MOST_CELLS: usize = 1 << 22;

/// No row.
const NONE: u32 = u32::MAX;

/// Numbers pairs in the order they are first asked for.
#[derive(Debug)]
pub(super) struct Pairs {
    columns: usize,
    /// A cell for each possible pair, where these are few.
    cells: Vec<u32>,
    /// The pairs there are, where these are many.
    known: hashbrown::HashMap<u64, u32, foldhash::fast::FixedState>,
}

impl Pairs {
    /// No pairs yet; the first of each is below `rows`, the second below `columns`.
    pub(super) fn new(rows: usize, columns: usize) -> Result<Self, OutOfMemory> {
        let mut cells = Vec::new();
        if let Some(count) = rows.checked_mul(columns).filter(|&count| count <= MOST_CELLS) {
            cells
                .try_reserve_exact(count)
                .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
            cells.resize(count, NONE);
        }
        Ok(Self {
            columns,
            cells,
            known: hashbrown::HashMap::with_hasher(foldhash::fast::FixedState::with_seed(0)),
        })
    }

    /// The row of a pair; `new` if it was not known before.
    #[inline]
    pub(super) fn row(&mut self, first: u32, second: u32, new: usize) -> Result<usize, OutOfMemory> {
        if !self.cells.is_empty() {
            let cell = &mut self.cells[first as usize * self.columns + second as usize];
            if *cell == NONE {
                *cell = new as u32;
            }
            return Ok(*cell as usize);
        }
        self.known
            .try_reserve(1)
            .map_err(|_no_memory| OutOfMemory { rows: new })?;
        let pair = u64::from(first) << 32 | u64::from(second);
        Ok(*self.known.entry(pair).or_insert(new as u32) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_pairs_are_found_again() {
        for size in [30, 1 << 20] {
            let mut pairs = Pairs::new(size, size).unwrap();
            for pass in 0..2 {
                for n in 0..30_u32 {
                    let new = if pass == 0 { n as usize } else { 99 };
                    assert_eq!(pairs.row(n, n * 7 % 30, new).unwrap(), n as usize);
                }
            }
        }
    }
}
