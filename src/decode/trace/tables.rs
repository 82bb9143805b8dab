//! What the numbers in events stand for: strings and stacks, of any version of the format.
//!
//! The numbers hold for one generation; a v1 trace is one. Texts, frames and the tree of stacks are kept for the whole
//! trace, and a stack's frames from leaf to root until the next generation comes.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashTable};

use crate::decode::trace::experiment::Experiment;
use crate::decode::trace::ids::Ids;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{StackId, StringId};
use crate::model::strings::Strings;
use crate::model::trace::stack::{Frame, FrameId, Frames, StacksBuilder};

/// Strings, frames and stacks of a trace, and the numbers of the generation in hand.
#[derive(Debug)]
pub struct Tables {
    strings: Strings,
    frames: Frames,
    frames_by_content: HashTable<u32>,
    hasher: FixedState,
    tree: StacksBuilder,
    /// The frames of the generation.
    frames_by_pc: HashMap<u64, FrameId, FixedState>,
    string_ids: Ids,
    stack_ids: Ids,
    /// Where in `stack_frames` each stack ends; row 0 is the empty stack.
    stack_ends: Column<u32>,
    stack_frames: Column<FrameId>,
    /// The node of each stack.
    stack_nodes: Column<StackId>,
    /// Strings and stacks read, over all generations.
    counts: Counts,
    /// What the AllocFree experiment says beside events.
    experiment: Experiment,
}

/// How much a trace's tables held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Strings, over all generations.
    pub strings: u64,
    /// Stacks, over all generations.
    pub stacks: u64,
}

/// What of the tables outlives reading.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) strings: Strings,
    pub(super) frames: Frames,
    pub(super) stacks: StacksBuilder,
    pub(super) experiment: Experiment,
}

impl Tables {
    /// Tables of nothing but the empty string and the empty stack.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        let mut tables = Self {
            strings: Strings::new(),
            frames: Frames::new(),
            frames_by_content: HashTable::new(),
            hasher: FixedState::with_seed(0),
            tree: StacksBuilder::new()?,
            frames_by_pc: HashMap::with_hasher(FixedState::with_seed(0)),
            string_ids: Ids::default(),
            stack_ids: Ids::default(),
            stack_ends: Column::new(),
            stack_frames: Column::new(),
            stack_nodes: Column::new(),
            counts: Counts::default(),
            experiment: Experiment::default(),
        };
        tables.begin_generation()?;
        Ok(tables)
    }

    /// Makes room for the next generation's numbers.
    pub(super) fn begin_generation(&mut self) -> Result<(), OutOfMemory> {
        self.frames_by_pc.clear();
        self.string_ids.clear();
        self.stack_ids.clear();
        self.experiment.begin_generation();
        self.stack_frames = Column::new();
        self.stack_ends = Column::new();
        self.stack_nodes = Column::new();
        self.stack_ends.push(0)?;
        self.stack_nodes.push(self.tree.root())
    }

    /// The row of a text that no number names.
    pub fn intern(&mut self, text: &[u8]) -> Result<StringId, OutOfMemory> {
        self.strings.intern(text)
    }

    /// Gives a text its number; false, and the number stays as it was, where it has a text: 0 has the empty one.
    pub(super) fn add_string(&mut self, id: u64, text: &[u8]) -> Result<bool, OutOfMemory> {
        let string = self.strings.intern(text)?;
        let is_new = id != 0 && self.string_ids.insert(id, string.0)?;
        self.counts.strings += u64::from(is_new);
        Ok(is_new)
    }

    /// Gives a stack its number; false where the number has one: 0 has the empty one. Frames are from leaf to root.
    pub(super) fn add_stack(&mut self, id: u64, frames: &[FrameId]) -> Result<bool, OutOfMemory> {
        let row = self.stack_nodes.len() as u32;
        if id == 0 || !self.stack_ids.insert(id, row)? {
            return Ok(false);
        }
        let mut node = self.tree.root();
        for &frame in frames.iter().rev() {
            node = self.tree.push(node, frame)?;
        }
        self.stack_frames.extend_with(frames.len(), |place| frames[place])?;
        self.stack_ends.push(self.stack_frames.len() as u32)?;
        self.stack_nodes.push(node)?;
        self.counts.stacks += 1;
        Ok(true)
    }

    /// Reads a batch of the AllocFree experiment, whose data begins at an offset in the file.
    pub(super) fn add_experiment(&mut self, data: &[u8], offset: u64) -> Result<(), OutOfMemory> {
        self.experiment.add(data, offset, &mut self.strings)
    }

    /// What the AllocFree experiment says beside events.
    #[inline]
    pub(super) fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The frame that this generation has for a program counter.
    #[inline]
    pub(super) fn frame_at(&self, pc: u64) -> Option<FrameId> {
        self.frames_by_pc.get(&pc).copied()
    }

    /// Adds a frame, as this generation's for its program counter.
    pub(super) fn add_frame(&mut self, frame: Frame) -> Result<FrameId, OutOfMemory> {
        let id = self.intern_frame(frame)?;
        let full = OutOfMemory {
            rows: self.frames_by_pc.len(),
        };
        self.frames_by_pc.try_reserve(1).map_err(|_no_memory| full)?;
        self.frames_by_pc.insert(frame.pc, id);
        Ok(id)
    }

    fn intern_frame(&mut self, frame: Frame) -> Result<FrameId, OutOfMemory> {
        let Self {
            frames,
            frames_by_content,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one(frame);
        if let Some(&row) = frames_by_content.find(hash, |&row| frames.get(row as usize) == frame) {
            return Ok(FrameId(row));
        }
        let row = frames.len();
        frames_by_content
            .try_reserve(1, |&row| hasher.hash_one(frames.get(row as usize)))
            .map_err(|_no_memory| OutOfMemory { rows: row })?;
        frames.push(frame)?;
        frames_by_content.insert_unique(hash, row as u32, |&row| hasher.hash_one(frames.get(row as usize)));
        Ok(FrameId(row as u32))
    }

    /// The string that has this number in the generation.
    #[inline]
    pub(super) fn find_string(&self, id: u64) -> Option<StringId> {
        if id == 0 {
            return Some(StringId(0));
        }
        self.string_ids.get(id).map(StringId)
    }

    /// The row of the stack that has this number in the generation; row 0 is no stack.
    #[inline]
    pub(super) fn find_stack(&self, id: u64) -> Option<u32> {
        if id == 0 {
            return Some(0);
        }
        self.stack_ids.get(id)
    }

    /// The bytes of an event's string.
    pub fn string(&self, row: u64) -> &[u8] {
        self.strings.bytes(StringId(row as u32))
    }

    /// The frames of an event's stack, from leaf to root; rows hold until the next `Sync`.
    pub fn stack(&self, row: u64) -> impl Iterator<Item = Frame> + '_ {
        let row = row as usize;
        let start = self.stack_ends.get(row.saturating_sub(1)) as usize;
        let end = self.stack_ends.get(row) as usize;
        (start..end).map(|at| self.frames.get(self.stack_frames.get(at).row()))
    }

    /// An event's stack in the tree of all stacks; rows hold until the next `Sync`.
    #[inline]
    pub fn stack_node(&self, row: u64) -> StackId {
        self.stack_nodes.get(row as usize)
    }

    /// The function at the root of an event's stack, if it has frames; rows hold until the next `Sync`.
    pub(super) fn root(&self, row: u64) -> Option<StringId> {
        let start = self.stack_ends.get((row as usize).saturating_sub(1));
        let last = self
            .stack_ends
            .get(row as usize)
            .checked_sub(1)
            .filter(|&last| last >= start)?;
        let frame = self.stack_frames.get(last as usize);
        Some(self.frames.get(frame.row()).function)
    }

    /// All strings of the trace so far.
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// How many strings and stacks were read, over all generations.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What outlives reading.
    pub(super) fn into_kept(self) -> Kept {
        Kept {
            strings: self.strings,
            frames: self.frames,
            stacks: self.tree,
            experiment: self.experiment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hold_for_a_generation_and_texts_for_all() {
        let mut tables = Tables::new().unwrap();
        assert!(tables.add_string(7, b"main.main").unwrap());
        assert!(!tables.add_string(7, b"again").unwrap());
        assert!(!tables.add_string(0, b"zero").unwrap());
        let function = tables.find_string(7).unwrap();
        let frame = |pc, line| Frame {
            pc,
            function,
            file: StringId(0),
            line,
        };
        let (leaf, root) = (
            tables.add_frame(frame(1, 10)).unwrap(),
            tables.add_frame(frame(2, 20)).unwrap(),
        );
        assert!(tables.add_stack(3, &[leaf, root]).unwrap());
        assert!(!tables.add_stack(3, &[root]).unwrap());
        assert!(tables.add_stack(4, &[root]).unwrap());
        let row = u64::from(tables.find_stack(3).unwrap());
        let lines: Vec<_> = tables.stack(row).map(|frame| frame.line).collect();
        assert_eq!(lines, [10, 20]);
        let node = tables.stack_node(row);
        assert_eq!(tables.stack(0).count(), 0);
        assert_eq!(tables.stack_node(0), StackId(0));

        tables.begin_generation().unwrap();
        assert_eq!((tables.find_string(7), tables.find_stack(3)), (None, None));
        assert_eq!(tables.add_frame(frame(1, 10)), Ok(leaf));
        assert_eq!(tables.frame_at(2), None);
        assert!(tables.add_stack(9, &[leaf, root]).unwrap());
        assert_eq!(tables.stack_node(1), node);
        assert_eq!(tables.counts(), Counts { strings: 1, stacks: 3 });
    }
}
