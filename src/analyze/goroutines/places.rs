//! Stacks by source line: which of a dump's stacks are the same to a reader.
//!
//! One line of source may be several calls in the program: of a generic function once for each shape of its types, or
//! where it was inlined. They differ in their offsets alone, and a dump that keeps them apart shows one stack twice.

use std::hash::BuildHasher as _;

use crate::model::column::{Column, OutOfMemory};
use crate::model::goroutines::{Dump, DumpStackId, Frame, FrameId};
use crate::model::prefix_tree::PrefixTreeBuilder;

crate::ids! {
    /// A stack of source lines.
    PlacesId
}

/// What stands for each frame and each stack of a dump.
#[derive(Debug)]
pub struct Places {
    frames: Column<FrameId>,
    stacks: Column<PlacesId>,
}

impl Places {
    /// Compares the frames of a dump.
    pub fn of(dump: &Dump) -> Result<Self, OutOfMemory> {
        let frames = first_frames(dump)?;
        let mut lines = PrefixTreeBuilder::<PlacesId, FrameId>::new()?;
        let mut stacks = Column::new();
        stacks.push(lines.root())?;
        // A parent's row precedes its children's.
        for row in 1..dump.stacks.len() {
            let stack = DumpStackId::from(row);
            let parent = stacks.get(dump.stacks.parent(stack).row());
            let frame = frames.get(dump.stacks.key(stack).row());
            stacks.push(lines.push(parent, frame)?)?;
        }
        Ok(Self { frames, stacks })
    }

    /// The first frame in the dump that is on the same line of the same function.
    pub fn frame(&self, frame: FrameId) -> FrameId {
        self.frames.get(frame.row())
    }

    /// What stands for all stacks of the same lines.
    pub fn stack(&self, stack: DumpStackId) -> PlacesId {
        self.stacks.get(stack.row())
    }
}

fn first_frames(dump: &Dump) -> Result<Column<FrameId>, OutOfMemory> {
    let hasher = foldhash::fast::FixedState::with_seed(0);
    let place = |row: u32| Frame {
        offset: Frame::NO_OFFSET,
        ..dump.frames.get(row as usize)
    };
    let mut table = hashbrown::HashTable::new();
    let mut first = Column::new();
    for row in 0..dump.frames.len() as u32 {
        let hash = hasher.hash_one(place(row));
        let known = table.find(hash, |&known: &u32| place(known) == place(row)).copied();
        if known.is_none() {
            let hash_of = |&row: &u32| hasher.hash_one(place(row));
            let reserved = table.try_reserve(1, hash_of);
            reserved.map_err(|_no_memory| OutOfMemory { rows: row as usize })?;
            table.insert_unique(hash, row, hash_of);
        }
        first.push(FrameId(known.unwrap_or(row)))?;
    }
    Ok(first)
}
