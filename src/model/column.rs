//! Columns that grow by chunks.
//!
//! A `Vec` that doubles needs its old and its new block at once, and wasm32 allows no block
//! of 2 GiB. A [`Column`] adds one chunk of [`CHUNK_ROWS`] rows at a time and never moves
//! the rows it has. When a chunk cannot be had, `push` says so instead of aborting, so that
//! a reader can keep what it read and tell what is missing.

use std::fmt;

/// Rows in a chunk; a power of two, so that a row's chunk is a shift away.
pub const CHUNK_ROWS: usize = 1 << SHIFT;
const SHIFT: usize = 16;
const MASK: usize = CHUNK_ROWS - 1;

/// Memory for another chunk, or a row number past `u32`, could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory {
    /// Rows the column holds; they stay readable.
    pub rows: usize,
}

impl fmt::Display for OutOfMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "out of memory: table full at {} rows", self.rows)
    }
}

impl std::error::Error for OutOfMemory {}

/// An append-only table column of plain values.
#[derive(Clone, Debug)]
pub struct Column<T> {
    chunks: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            len: 0,
        }
    }
}

impl<T: Copy> Column<T> {
    /// An empty column; allocates nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A column of `len` equal rows.
    pub fn filled(len: usize, value: T) -> Result<Self, OutOfMemory> {
        let mut column = Self::new();
        while column.len < len {
            let rows = CHUNK_ROWS.min(len - column.len);
            let mut chunk = Vec::new();
            chunk
                .try_reserve_exact(rows)
                .map_err(|_no_memory| OutOfMemory { rows: column.len })?;
            chunk.resize(rows, value);
            column.chunks.push(chunk);
            column.len += rows;
        }
        Ok(column)
    }

    /// Appends a row.
    #[inline]
    pub fn push(&mut self, value: T) -> Result<(), OutOfMemory> {
        if self.len & MASK == 0 && self.chunks.len() == self.len >> SHIFT {
            self.add_chunk()?;
        }
        let full = OutOfMemory { rows: self.len };
        let chunk = self.chunks.last_mut().ok_or(full)?;
        if chunk.len() == chunk.capacity() {
            chunk.try_reserve(chunk.len().max(16)).map_err(|_no_memory| full)?;
        }
        chunk.push(value);
        self.len += 1;
        Ok(())
    }

    /// Appends `count` rows; `row_of(n)` gives the n-th of them. Cheaper by the row than [`push`](Self::push).
    pub fn extend_with(&mut self, count: usize, mut row_of: impl FnMut(usize) -> T) -> Result<(), OutOfMemory> {
        let mut done = 0;
        while done < count {
            if self.len & MASK == 0 && self.chunks.len() == self.len >> SHIFT {
                self.add_chunk()?;
            }
            let full = OutOfMemory { rows: self.len };
            let chunk = self.chunks.last_mut().ok_or(full)?;
            let rows = (count - done).min(CHUNK_ROWS - chunk.len());
            chunk.try_reserve(rows).map_err(|_no_memory| full)?;
            chunk.extend((done..done + rows).map(&mut row_of));
            self.len += rows;
            done += rows;
        }
        Ok(())
    }

    /// Starts a chunk: the first one grows by doubling, so that small files stay small.
    #[cold]
    fn add_chunk(&mut self) -> Result<(), OutOfMemory> {
        let full = OutOfMemory { rows: self.len };
        if self.len > (u32::MAX as usize) - CHUNK_ROWS {
            return Err(full);
        }
        let mut chunk = Vec::new();
        if self.len > 0 {
            chunk.try_reserve_exact(CHUNK_ROWS).map_err(|_no_memory| full)?;
        }
        self.chunks.try_reserve(1).map_err(|_no_memory| full)?;
        self.chunks.push(chunk);
        Ok(())
    }

    /// The value of a row. Panics past the end, as indexing a slice does: ids come only from the table that issued them.
    #[inline(always)]
    pub fn get(&self, row: usize) -> T {
        match self.chunks.get(row >> SHIFT).and_then(|chunk| chunk.get(row & MASK)) {
            Some(&value) => value,
            None => past_end(row),
        }
    }

    /// Replaces the value of a row that exists. Panics past the end.
    #[inline(always)]
    pub fn set(&mut self, row: usize, value: T) {
        *self.get_mut(row) = value;
    }

    /// The row itself, to change in place. Panics past the end.
    #[inline(always)]
    pub fn get_mut(&mut self, row: usize) -> &mut T {
        match self
            .chunks
            .get_mut(row >> SHIFT)
            .and_then(|chunk| chunk.get_mut(row & MASK))
        {
            Some(value) => value,
            None => past_end(row),
        }
    }

    /// The rows from this one to the end of its chunk, for loops that read rows in order. Panics past the end.
    #[inline(always)]
    pub fn rest_of_chunk(&self, row: usize) -> &[T] {
        &self.chunks[row >> SHIFT][row & MASK..]
    }

    /// How many rows there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + '_ {
        self.chunks.iter().flat_map(|chunk| chunk.iter().copied())
    }

    /// The chunks, in order: all but the last hold [`CHUNK_ROWS`] rows.
    pub fn chunks(&self) -> impl DoubleEndedIterator<Item = &[T]> + '_ {
        self.chunks.iter().map(Vec::as_slice)
    }
}

/// One panic for all tables: `get` is everywhere.
#[cold]
#[inline(never)]
fn past_end(row: usize) -> ! {
    panic!("row past the end of its table: {row}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_place_across_chunks() {
        let mut column = Column::new();
        for row in 0..CHUNK_ROWS * 2 + 3 {
            column.push(row as u32).unwrap();
        }
        assert_eq!(column.len(), CHUNK_ROWS * 2 + 3);
        for row in [0, 1, CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS * 2 + 2] {
            assert_eq!(column.get(row), row as u32);
        }
        assert_eq!(column.iter().next_back(), Some((CHUNK_ROWS * 2 + 2) as u32));
        assert_eq!(column.chunks().count(), 3);
    }

    #[test]
    fn filled_and_pushed_columns_are_alike() {
        let mut filled = Column::filled(CHUNK_ROWS, 7_u64).unwrap();
        filled.push(8).unwrap();
        filled.set(0, 1);
        assert_eq!(
            (filled.get(0), filled.get(CHUNK_ROWS - 1), filled.get(CHUNK_ROWS)),
            (1, 7, 8)
        );
        let mut partial = Column::filled(5, 7_u64).unwrap();
        partial.push(9).unwrap();
        assert_eq!(partial.iter().collect::<Vec<_>>(), [7, 7, 7, 7, 7, 9]);
    }

    #[test]
    fn rows_can_be_added_many_at_a_time() {
        let mut column = Column::new();
        for count in [0, 1, 5, CHUNK_ROWS - 6, CHUNK_ROWS, 3, CHUNK_ROWS * 2 + 1, 2] {
            let base = column.len();
            column.extend_with(count, |n| base + n).unwrap();
        }
        assert_eq!(column.len(), CHUNK_ROWS * 4 + 6);
        assert!(column.iter().eq(0..column.len()));
        let chunks: Vec<_> = column.chunks().map(<[_]>::len).collect();
        assert_eq!(chunks, [CHUNK_ROWS, CHUNK_ROWS, CHUNK_ROWS, CHUNK_ROWS, 6]);
    }

    #[test]
    fn small_columns_stay_small() {
        let mut column = Column::new();
        column.push(1_u64).unwrap();
        assert!(column.chunks[0].capacity() < 64);
    }
}
