//! A dump of goroutines, in columns: what each one was doing when the runtime was asked.
//!
//! A goroutine is a row. Its stack is a node of one prefix tree of frames, whose root is the empty stack and
//! whose first frames are those that goroutines began in. The arguments of its calls, which differ from
//! goroutine to goroutine where frames do not, stand apart as the text that the runtime printed.

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;
use crate::model::prefix_tree::PrefixTree;
use crate::model::strings::Strings;

crate::ids! {
    /// A goroutine: a row of [`Goroutines`], and not the number that the runtime gave it.
    GoroutineRow
    /// A frame in [`Dump::frames`].
    FrameId
    /// A node of [`Dump::stacks`]: the stack from where the goroutine began to it. Row 0 is the empty stack.
    DumpStackId
    /// A set of labels in [`LabelSets`]; row 0 is the empty one.
    LabelSetId
}

/// Everything a dump said.
#[derive(Debug)]
pub struct Dump {
    /// All strings; ids in the other tables point here.
    pub strings: Strings,
    /// The goroutines, in file order.
    pub goroutines: Goroutines,
    /// All different frames, in order of first appearance; creators are among them.
    pub frames: Column<Frame>,
    /// The stacks of all goroutines.
    pub stacks: PrefixTree<DumpStackId, FrameId>,
    /// All different sets of labels.
    pub label_sets: LabelSets,
    /// What the runtime said beside the goroutines, in file order; the first [`MAX_NOTES`].
    pub notes: Vec<Note>,
    /// Lines with something in them that are part of no goroutine; notes are among them.
    pub other_lines: u64,
}

/// Most notes that are kept: a program that panics in a loop must not fill memory.
pub const MAX_NOTES: usize = 1_000;

/// The goroutines of a dump: one row each.
#[derive(Debug, Default)]
pub struct Goroutines {
    /// The number the runtime gave it; a file with several dumps may have it several times.
    pub id: Column<u64>,
    /// What it is doing, in the runtime's words, such as `chan receive`; without the mark of a leak.
    pub state: Column<StringId>,
    /// For how many whole minutes it has been doing that; 0 when less than one, or unknown.
    pub wait_minutes: Column<u32>,
    /// What else the runtime said of it.
    pub flags: Column<Flags>,
    /// The synctest bubble it is in, or [`Goroutines::NO_BUBBLE`].
    pub bubble: Column<u64>,
    /// Its labels.
    pub labels: Column<LabelSetId>,
    /// Its stack.
    pub stack: Column<DumpStackId>,
    /// The `go` statement that made it, as a frame's row, or [`Goroutines::NO_CREATOR`].
    pub created_by: Column<u32>,
    /// The number of the goroutine that made it; 0 when the runtime did not say (before Go 1.21).
    pub created_in: Column<u64>,
    /// The row after the last byte of its arguments.
    pub arguments_end: Column<u32>,
    /// The arguments of all calls as printed, without the brackets around them: for each goroutine a line for each frame, innermost first.
    pub arguments: Column<u8>,
}

impl Goroutines {
    /// Outside every synctest bubble.
    pub const NO_BUBBLE: u64 = u64::MAX;
    /// A goroutine that the runtime names no creator of: the main one, and the runtime's own.
    pub const NO_CREATOR: u32 = u32::MAX;

    /// How many goroutines there are.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// All of them, in file order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = GoroutineRow> + use<> {
        (0..self.len()).map(GoroutineRow::from)
    }

    /// The frame of the `go` statement that made a goroutine.
    pub fn creator(&self, goroutine: GoroutineRow) -> Option<FrameId> {
        let frame = self.created_by.get(goroutine.row());
        (frame != Self::NO_CREATOR).then_some(FrameId(frame))
    }

    /// The synctest bubble of a goroutine.
    pub fn bubble_of(&self, goroutine: GoroutineRow) -> Option<u64> {
        let bubble = self.bubble.get(goroutine.row());
        (bubble != Self::NO_BUBBLE).then_some(bubble)
    }

    /// Puts a goroutine's arguments into `text`: a line for each frame, innermost first, each with a line break.
    /// The line of an inlined call, or of one without arguments, is empty.
    pub fn read_arguments(&self, goroutine: GoroutineRow, text: &mut Vec<u8>) -> Result<(), OutOfMemory> {
        let row = goroutine.row();
        let start = if row == 0 { 0 } else { self.arguments_end.get(row - 1) } as usize;
        let end = self.arguments_end.get(row) as usize;
        text.clear();
        text.try_reserve(end - start)
            .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
        while start + text.len() < end {
            let from = start + text.len();
            let rest = self.arguments.rest_of_chunk(from);
            text.extend_from_slice(&rest[..rest.len().min(end - from)]);
        }
        Ok(())
    }
}

/// What the runtime said of a goroutine beside its state: a set of marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(u8);

impl Flags {
    /// No mark.
    pub const NONE: Self = Self(0);
    /// `locked to thread`: by `runtime.LockOSThread`, or by C code that called back.
    pub const LOCKED: Self = Self(1);
    /// `(leaked)`: the garbage collector found that nothing can wake it (Go 1.26 and later, goroutineleak profile).
    pub const LEAKED: Self = Self(2);
    /// It was running on another thread, so that its stack could not be read.
    pub const NO_STACK: Self = Self(4);

    /// These marks and those.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of those marks are there.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One line of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// What it is.
    pub kind: FrameKind,
    /// The function's name as printed, type arguments as `[...]`; of frames left out, words that say so.
    pub function: StringId,
    /// The source file as printed, or empty.
    pub file: StringId,
    /// The line in it, 0 when unknown.
    pub line: u32,
    /// Bytes from the function's entry to the call's return, or [`Frame::NO_OFFSET`].
    pub offset: u64,
    /// How many frames the runtime left out here; 0 when it did not count them, and for frames that are there.
    pub elided: u32,
}

impl Frame {
    /// The runtime gave no offset: the call is inlined, or is at the function's entry.
    pub const NO_OFFSET: u64 = u64::MAX;
}

/// What a line of a stack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameKind {
    /// A call.
    Call,
    /// A call that the compiler put in its caller's place: the caller is the next frame.
    Inlined,
    /// Code that is not Go's, as a cgo symbolizer names it.
    Foreign,
    /// Frames that the runtime left out of a deep stack.
    Elided,
}

/// Sets of labels (`runtime/pprof`), each stored once.
#[derive(Debug, Default)]
pub struct LabelSets {
    /// The row after each set's last label.
    pub end: Column<u32>,
    /// The labels of all sets, in the order they were printed.
    pub labels: Column<(StringId, StringId)>,
}

impl LabelSets {
    /// The labels of a set, key and value.
    pub fn labels(&self, set: LabelSetId) -> impl Iterator<Item = (StringId, StringId)> + '_ {
        let row = set.row();
        let start = if row == 0 { 0 } else { self.end.get(row - 1) };
        (start..self.end.get(row)).map(|row| self.labels.get(row as usize))
    }
}

/// A line that the runtime printed beside the goroutines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of line.
    pub kind: NoteKind,
    /// The line, without what a log put before it.
    pub text: StringId,
    /// How many goroutines stand before it in the file.
    pub after: u32,
}

/// What the runtime says beside goroutines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// `panic: …`, also one inside another.
    Panic,
    /// `fatal error: …`: the runtime gave up, as in a deadlock.
    FatalError,
    /// `SIGQUIT: quit`, `[signal SIGSEGV: …]`, or the address of a fault.
    Signal,
    /// `runtime: …`, such as a stack that exceeds its limit.
    Runtime,
}
