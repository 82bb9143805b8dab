//! The unpacked events of a trace, kept until they are in order: by processor, in blocks.
//!
//! A processor's events are in order as they stand in the file, over all its batches. They are kept as the file has them,
//! some four bytes an event, and read when their turn comes; a block is given back when all in it were read.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::column::{Column, OutOfMemory};

/// Bytes of a block. Runs are not cut, so some at its end stay free.
const BLOCK_BYTES: usize = 1 << 20;

/// Stands for no segment.
pub(super) const NO_SEGMENT: u32 = u32::MAX;

/// Stands for no lane.
pub(super) const NO_LANE: u32 = u32::MAX;

/// Bytes of one processor that stand together in the file: whole events.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// Where they begin, in bytes of the unpacked file.
    pub(super) offset: u64,
    block: u32,
    start: u32,
    len: u32,
    /// The processor's next.
    pub(super) next: u32,
}

#[derive(Debug, Default)]
struct Block {
    bytes: Vec<u8>,
    /// Segments that were not read to their end.
    unread: u32,
}

/// A processor's events.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    /// The processor's number; −1 for events of none.
    pub(super) proc: i32,
    /// Its first segment.
    pub(super) first: u32,
    last: u32,
}

/// All processors, in the order in which they appear in the file.
#[derive(Debug)]
pub(super) struct Lanes {
    blocks: Vec<Block>,
    segments: Column<Segment>,
    rows: Vec<Lane>,
    by_proc: HashMap<i32, u32, FixedState>,
}

impl Lanes {
    /// None yet.
    pub(super) fn new() -> Self {
        Self {
            blocks: Vec::new(),
            segments: Column::new(),
            rows: Vec::new(),
            by_proc: HashMap::with_hasher(FixedState::with_seed(0)),
        }
    }

    /// The lane of a processor.
    pub(super) fn of_proc(&mut self, proc: i32) -> Result<u32, OutOfMemory> {
        if let Some(&lane) = self.by_proc.get(&proc) {
            return Ok(lane);
        }
        let full = OutOfMemory { rows: self.rows.len() };
        self.rows.try_reserve(1).map_err(|_no_memory| full)?;
        self.by_proc.try_reserve(1).map_err(|_no_memory| full)?;
        let lane = self.rows.len() as u32;
        self.rows.push(Lane {
            proc,
            first: NO_SEGMENT,
            last: NO_SEGMENT,
        });
        self.by_proc.insert(proc, lane);
        Ok(lane)
    }

    /// Adds whole events to a lane; `offset` is where they stand in the unpacked file.
    pub(super) fn append(&mut self, lane: u32, offset: u64, bytes: &[u8]) -> Result<(), OutOfMemory> {
        if bytes.is_empty() {
            return Ok(());
        }
        let has_room = self
            .blocks
            .last()
            .is_some_and(|block| block.bytes.len() + bytes.len() <= BLOCK_BYTES);
        if !has_room {
            self.add_block()?;
        }
        let at = self.blocks.len() - 1;
        let full = OutOfMemory {
            rows: self.segments.len(),
        };
        let block = &mut self.blocks[at];
        let start = block.bytes.len();
        // The first block grows by doubling: most traces are small.
        let more = if at == 0 {
            bytes.len()
        } else {
            bytes.len().max(BLOCK_BYTES - start)
        };
        let reserved = if at == 0 {
            block.bytes.try_reserve(more)
        } else {
            block.bytes.try_reserve_exact(more)
        };
        reserved.map_err(|_no_memory| full)?;
        block.bytes.extend_from_slice(bytes);
        let last = self.rows[lane as usize].last;
        if last != NO_SEGMENT {
            let segment = self.segments.get_mut(last as usize);
            let follows = segment.block as usize == at
                && (segment.start + segment.len) as usize == start
                && segment.offset + u64::from(segment.len) == offset;
            if follows {
                segment.len += bytes.len() as u32;
                return Ok(());
            }
        }
        block.unread += 1;
        let row = self.segments.len() as u32;
        self.segments.push(Segment {
            offset,
            block: at as u32,
            start: start as u32,
            len: bytes.len() as u32,
            next: NO_SEGMENT,
        })?;
        let lane = &mut self.rows[lane as usize];
        if last == NO_SEGMENT {
            lane.first = row;
        } else {
            self.segments.get_mut(last as usize).next = row;
        }
        lane.last = row;
        Ok(())
    }

    fn add_block(&mut self) -> Result<(), OutOfMemory> {
        let full = OutOfMemory {
            rows: self.blocks.len(),
        };
        self.blocks.try_reserve(1).map_err(|_no_memory| full)?;
        self.blocks.push(Block::default());
        Ok(())
    }

    /// All lanes.
    pub(super) fn all(&self) -> &[Lane] {
        &self.rows
    }

    /// A segment.
    #[inline]
    pub(super) fn segment(&self, row: u32) -> Segment {
        self.segments.get(row as usize)
    }

    /// The bytes of a segment.
    #[inline]
    pub(super) fn bytes(&self, segment: &Segment) -> &[u8] {
        let bytes = &self.blocks[segment.block as usize].bytes;
        &bytes[segment.start as usize..(segment.start + segment.len) as usize]
    }

    /// Says that a segment was read and is not needed again.
    pub(super) fn release(&mut self, row: u32) {
        let block = &mut self.blocks[self.segments.get(row as usize).block as usize];
        block.unread -= 1;
        if block.unread == 0 {
            block.bytes = Vec::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a lane, and how many segments they are in.
    fn read(lanes: &Lanes, lane: u32) -> (Vec<u8>, usize) {
        let (mut bytes, mut count) = (Vec::new(), 0);
        let mut row = lanes.all()[lane as usize].first;
        while row != NO_SEGMENT {
            let segment = lanes.segment(row);
            bytes.extend_from_slice(lanes.bytes(&segment));
            count += 1;
            row = segment.next;
        }
        (bytes, count)
    }

    #[test]
    fn bytes_find_their_processor() {
        let mut lanes = Lanes::new();
        let (one, none) = (lanes.of_proc(1).unwrap(), lanes.of_proc(-1).unwrap());
        assert_eq!(lanes.of_proc(1), Ok(one));
        lanes.append(one, 16, b"ab").unwrap();
        lanes.append(one, 18, b"cd").unwrap();
        lanes.append(none, 20, b"x").unwrap();
        lanes.append(one, 21, b"ef").unwrap();
        lanes.append(one, 29, b"gh").unwrap();
        assert_eq!(read(&lanes, one), (b"abcdefgh".to_vec(), 3));
        assert_eq!(read(&lanes, none), (b"x".to_vec(), 1));
        for row in 0..4 {
            assert_ne!(lanes.blocks[0].bytes.len(), 0);
            lanes.release(row);
        }
        assert_eq!(lanes.blocks[0].bytes.len(), 0);
    }

    #[test]
    fn blocks_are_filled_one_after_the_other() {
        let mut lanes = Lanes::new();
        let lane = lanes.of_proc(0).unwrap();
        let run = vec![7; BLOCK_BYTES / 3];
        for place in 0..10 {
            lanes.append(lane, (place * run.len()) as u64, &run).unwrap();
        }
        lanes.append(lane, 0, &vec![8; BLOCK_BYTES + 5]).unwrap();
        assert_eq!(lanes.blocks.len(), 5);
        let (bytes, count) = read(&lanes, lane);
        assert_eq!((bytes.len(), count), (10 * run.len() + BLOCK_BYTES + 5, 5));
    }
}
