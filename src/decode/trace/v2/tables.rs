//! What the numbers of a generation stand for: strings and stacks.
//!
//! Numbers hold for one generation. Texts and frames are kept once for the whole trace; the stacks of a generation go
//! when the next one comes.
//!
//! Source: `addStrings`, `addStacks`, `validateStackStrings` in `internal/trace/generation.go`, Go 1.27.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashTable};

use crate::decode::trace::problem::{Part, Problem};
use crate::decode::trace::spec::EventType;
use crate::decode::trace::v2::batch::Batch;
use crate::decode::trace::v2::bytes::{BadNumber, number};
use crate::decode::trace::v2::ids::Ids;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;
use crate::model::strings::Strings;

/// Most bytes of a string (`tracev2.MaxEventTrailerDataSize`).
const MAX_STRING_BYTES: u64 = 1024;

/// Most frames of a stack (`tracev2.MaxFramesPerStack`).
const MAX_FRAMES: u64 = 128;

crate::ids! {
    /// A frame in [`Tables`].
    FrameId
}

/// A frame of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// The program counter.
    pub pc: u64,
    /// The function's name.
    pub function: StringId,
    /// The path of its source file.
    pub file: StringId,
    /// The line in it, from 1; 0 is none.
    pub line: u64,
}

/// Strings and frames of a trace, and the stacks of the generation in hand.
#[derive(Debug)]
pub struct Tables {
    strings: Strings,
    frames: Column<Frame>,
    frames_by_content: HashTable<u32>,
    hasher: FixedState,
    /// The frames of the generation.
    frames_by_pc: HashMap<u64, FrameId, FixedState>,
    string_ids: Ids,
    stack_ids: Ids,
    /// Where in `stack_frames` each stack begins; row 0 is the empty stack.
    stack_starts: Column<u32>,
    stack_frames: Column<FrameId>,
    /// Strings and stacks read, over all generations.
    counts: Counts,
}

/// How much a trace's tables held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Strings, over all generations.
    pub strings: u64,
    /// Stacks, over all generations.
    pub stacks: u64,
}

/// A fault, and where in the batch it is.
pub(super) type Fault = (Problem, usize);

impl Tables {
    /// Tables of nothing but the empty string and the empty stack.
    pub(super) fn new() -> Self {
        Self {
            strings: Strings::new(),
            frames: Column::new(),
            frames_by_content: HashTable::new(),
            hasher: FixedState::with_seed(0),
            frames_by_pc: HashMap::with_hasher(FixedState::with_seed(0)),
            string_ids: Ids::default(),
            stack_ids: Ids::default(),
            stack_starts: Column::new(),
            stack_frames: Column::new(),
            counts: Counts::default(),
        }
    }

    /// Makes room for the next generation.
    pub(super) fn begin_generation(&mut self) {
        self.frames_by_pc.clear();
        self.string_ids.clear();
        self.stack_ids.clear();
        self.stack_starts = Column::new();
        self.stack_frames = Column::new();
    }

    /// Reads a batch of strings.
    pub(super) fn add_strings(&mut self, batch: &Batch) -> Result<(), Fault> {
        let data = &batch.data[..];
        let mut at = 1;
        while at < data.len() {
            let start = at;
            entry(data, &mut at, EventType::String, Part::Strings)?;
            let id = field(data, &mut at, Part::Strings)?;
            let len = field(data, &mut at, Part::Strings)?;
            if len > MAX_STRING_BYTES {
                return Err((Problem::LongString(len), start));
            }
            let text = data.get(at..at + len as usize);
            let text = text.ok_or((Problem::CutBatch(Part::Strings), data.len()))?;
            at += text.len();
            let string = self.strings.intern(text).map_err(|error| (error.into(), start))?;
            let is_new = self.string_ids.insert(id, string.0);
            // 0 is the empty string and need not be told.
            if id == 0 || !is_new.map_err(|error| (error.into(), start))? {
                return Err((Problem::RepeatedString(id), start));
            }
            self.counts.strings += 1;
        }
        Ok(())
    }

    /// Reads a batch of stacks, after all strings of the generation were read.
    pub(super) fn add_stacks(&mut self, batch: &Batch) -> Result<(), Fault> {
        let data = &batch.data[..];
        let mut at = 1;
        while at < data.len() {
            let start = at;
            entry(data, &mut at, EventType::Stack, Part::Stacks)?;
            let id = field(data, &mut at, Part::Stacks)?;
            let frames = field(data, &mut at, Part::Stacks)?;
            if frames > MAX_FRAMES {
                return Err((Problem::DeepStack(frames), start));
            }
            let no_memory = |error: OutOfMemory| (error.into(), start);
            if self.stack_starts.is_empty() {
                self.stack_starts.push(0).map_err(no_memory)?;
                self.stack_starts.push(0).map_err(no_memory)?;
            }
            for _ in 0..frames {
                let pc = field(data, &mut at, Part::Stacks)?;
                let function = field(data, &mut at, Part::Stacks)?;
                let file = field(data, &mut at, Part::Stacks)?;
                let line = field(data, &mut at, Part::Stacks)?;
                let frame = match self.frame_at(pc) {
                    Some(frame) => frame,
                    None => self
                        .add_frame(id, pc, function, file, line)
                        .map_err(|problem| (problem, start))?,
                };
                self.stack_frames.push(frame).map_err(no_memory)?;
            }
            let row = self.stack_starts.len() as u32 - 1;
            self.stack_starts
                .push(self.stack_frames.len() as u32)
                .map_err(no_memory)?;
            if id == 0 || !self.stack_ids.insert(id, row).map_err(no_memory)? {
                return Err((Problem::RepeatedStack(id), start));
            }
            self.counts.stacks += 1;
        }
        Ok(())
    }

    /// The frame that this generation has for a program counter: Go's reader keeps the first, and so do we, although
    /// inlined calls could differ.
    #[inline]
    fn frame_at(&self, pc: u64) -> Option<FrameId> {
        self.frames_by_pc.get(&pc).copied()
    }

    /// Adds a frame by the numbers of its strings.
    fn add_frame(&mut self, stack: u64, pc: u64, function: u64, file: u64, line: u64) -> Result<FrameId, Problem> {
        let text = |string| {
            let found = self.find_string(string);
            found.ok_or(Problem::FrameString { stack, string })
        };
        let frame = Frame {
            pc,
            function: text(function)?,
            file: text(file)?,
            line,
        };
        let frame = self.intern_frame(frame)?;
        let full = OutOfMemory {
            rows: self.frames_by_pc.len(),
        };
        self.frames_by_pc.try_reserve(1).map_err(|_no_memory| full)?;
        self.frames_by_pc.insert(pc, frame);
        Ok(frame)
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
        let range = if row == 0 {
            0..0
        } else {
            self.stack_starts.get(row) as usize..self.stack_starts.get(row + 1) as usize
        };
        range.map(|at| self.frames.get(self.stack_frames.get(at).row()))
    }

    /// All strings of the trace so far.
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// How many strings and stacks were read, over all generations.
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// Reads the byte that begins an entry of a table.
pub(super) fn entry(data: &[u8], at: &mut usize, wanted: EventType, part: Part) -> Result<(), Fault> {
    let found = data[*at];
    if found != wanted as u8 {
        return Err((Problem::UnknownEntry(part, found), *at));
    }
    *at += 1;
    Ok(())
}

/// Reads a number of an entry.
pub(super) fn field(data: &[u8], at: &mut usize, part: Part) -> Result<u64, Fault> {
    number(data, at).map_err(|bad| {
        let problem = match bad {
            BadNumber::Cut => Problem::CutBatch(part),
            BadNumber::Long => Problem::LongNumber(part),
        };
        (problem, *at)
    })
}
