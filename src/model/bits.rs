//! Sets of rows, a bit for each row of a table.
//!
//! [`Bits`] are filled in any order; [`RankedBits`] are full and also say how many rows of the set come
//! before a given one, which makes of a set of rows a second, shorter table: the n-th row of the set is
//! the table's n-th row.

use crate::model::column::OutOfMemory;

/// A set of rows.
#[derive(Clone, Debug, Default)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row.
    #[inline(always)]
    pub fn insert(&mut self, row: usize) -> Result<(), OutOfMemory> {
        let word = row / 64;
        if word >= self.words.len() {
            self.grow(word)?;
        }
        self.words[word] |= 1 << (row % 64);
        Ok(())
    }

    #[cold]
    fn grow(&mut self, word: usize) -> Result<(), OutOfMemory> {
        let rows = self.words.len() * 64;
        let more = word + 1 - self.words.len();
        self.words
            .try_reserve(more)
            .map_err(|_no_memory| OutOfMemory { rows })?;
        self.words.resize(word + 1, 0);
        Ok(())
    }

    /// Whether a row is in the set.
    #[inline]
    pub fn has(&self, row: usize) -> bool {
        let word = self.words.get(row / 64).copied().unwrap_or(0);
        word >> (row % 64) & 1 == 1
    }

    /// How many rows are in the set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The rows of the set, in order.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let without_lowest = |&word: &u64| Some(word & (word - 1)).filter(|&word| word != 0);
            std::iter::successors(Some(word).filter(|&word| word != 0), without_lowest)
                .map(move |word| at * 64 + word.trailing_zeros() as usize)
        })
    }
}

/// 32 rows, and how many of the set come before them.
#[derive(Clone, Copy, Debug)]
struct Block {
    bits: u32,
    before: u32,
}

/// A set of rows that tells the order of each.
#[derive(Debug, Default)]
pub struct RankedBits {
    blocks: Vec<Block>,
}

impl RankedBits {
    /// The set's rows below `len`.
    pub fn new(set: &Bits, len: usize) -> Result<Self, OutOfMemory> {
        let mut blocks = Vec::new();
        blocks
            .try_reserve_exact(len.div_ceil(32))
            .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
        let mut before = 0;
        for block in 0..len.div_ceil(32) {
            let word = set.words.get(block / 2).copied().unwrap_or(0);
            let bits = (word >> (block % 2 * 32)) as u32;
            let rows = (len - block * 32).min(32) as u32;
            let bits = bits & u32::MAX >> (32 - rows);
            blocks.push(Block { bits, before });
            before += bits.count_ones();
        }
        Ok(Self { blocks })
    }

    /// Whether a row is in the set.
    #[inline]
    pub fn has(&self, row: usize) -> bool {
        self.blocks[row / 32].bits >> (row % 32) & 1 == 1
    }

    /// How many rows of the set there are up to and with this one.
    #[inline(always)]
    pub fn count_through(&self, row: usize) -> usize {
        let Block { bits, before } = self.blocks[row / 32];
        let through = bits & u32::MAX >> (31 - row % 32);
        (before + through.count_ones()) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_and_counted() {
        let rows = [0, 1, 31, 32, 63, 64, 65, 200, 1000];
        let mut bits = Bits::new();
        for &row in rows.iter().rev() {
            bits.insert(row).unwrap();
        }
        assert_eq!(bits.rows().collect::<Vec<_>>(), rows);
        assert_eq!(bits.count(), rows.len());
        let ranked = RankedBits::new(&bits, 1000).unwrap();
        for row in 0..1000 {
            assert_eq!(bits.has(row), rows.contains(&row));
            assert_eq!(ranked.has(row), rows.contains(&row));
            assert_eq!(ranked.count_through(row), rows.iter().filter(|&&at| at <= row).count());
        }
        assert!(!bits.has(5000));
    }
}
