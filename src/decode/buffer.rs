//! A sliding buffer: bytes come in at the end, are read at the front, and are counted.
//!
//! The file as it is read and the data as it is unpacked both pass through one of these. It
//! grows only when something longer than it has to lie in one piece, and then by what has
//! arrived, never by what a length in the file claims.

/// Bytes of a new buffer: most profiles are smaller.
const FIRST_BYTES: usize = 1 << 16;

/// Bytes of a buffer through which much has passed: large enough that a read from a browser file, which
/// costs a fixed part of a millisecond, is cheap by the byte.
const BLOCK_BYTES: usize = 1 << 20;

/// Memory for more bytes could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoRoom;

/// Bytes between two stages.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    consumed: u64,
}

impl Buffer {
    /// The bytes that came in and were not consumed.
    #[inline]
    pub(super) fn available(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// How many bytes [`available`](Self::available) has.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    /// The offset of the first available byte, counted from the first that ever came in.
    #[inline]
    pub(super) fn offset(&self) -> u64 {
        self.consumed
    }

    /// How many bytes ever came in.
    pub(super) fn received(&self) -> u64 {
        self.consumed + self.len() as u64
    }

    /// Drops bytes from the front; at most all of them.
    #[inline]
    pub(super) fn consume(&mut self, count: usize) {
        let count = count.min(self.len());
        self.start += count;
        self.consumed += count as u64;
    }

    /// Room for more bytes: a part of the buffer to write to, never empty.
    pub(super) fn room(&mut self) -> Result<&mut [u8], NoRoom> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        let size = self.bytes.len();
        if size - self.end < size / 4 && self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        let is_slow = size < BLOCK_BYTES && self.consumed > size as u64;
        if size - self.end < size / 4 || size == 0 || is_slow {
            let more = size.max(FIRST_BYTES);
            self.bytes.try_reserve_exact(more).map_err(|_no_memory| NoRoom)?;
            self.bytes.resize(size + more, 0);
        }
        Ok(&mut self.bytes[self.end..])
    }

    /// Says that the first `count` bytes of [`room`](Self::room) were written.
    pub(super) fn fill(&mut self, count: usize) {
        self.end = (self.end + count).min(self.bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let mut buffer = Buffer::default();
        let mut written = 0_u64;
        let mut read = 0_u64;
        for round in 0..2_000_usize {
            let room = buffer.room().unwrap();
            let count = (round * 7_919 % 9_001).min(room.len());
            for byte in &mut room[..count] {
                *byte = written as u8;
                written += 1;
            }
            buffer.fill(count);
            let take = (round * 104_729 % 9_001).min(buffer.len());
            for &byte in &buffer.available()[..take] {
                assert_eq!(byte, read as u8);
                read += 1;
            }
            buffer.consume(take);
            assert_eq!((buffer.offset(), buffer.received()), (read, written));
        }
        assert!(buffer.bytes.len() <= 16 * BLOCK_BYTES);
    }

    #[test]
    fn grows_by_what_arrived() {
        let mut buffer = Buffer::default();
        for _ in 0..3 * BLOCK_BYTES {
            assert_ne!(buffer.room().unwrap().len(), 0);
            buffer.fill(1);
        }
        assert_eq!(buffer.len(), 3 * BLOCK_BYTES);
        assert!(buffer.bytes.len() <= 4 * BLOCK_BYTES);
    }
}
