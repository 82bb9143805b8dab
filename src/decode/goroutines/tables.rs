//! Goroutines on their way into the columns of a [`Dump`].
//!
//! The same few thousand frames make up the stacks of any number of goroutines. A frame is known by the text it
//! was printed as, so that a line seen before costs one look-up; the stacks go into their tree many at a time.

use std::hash::BuildHasher as _;

use crate::decode::goroutines::header::Header;
use crate::decode::goroutines::labels;
use crate::decode::goroutines::line::{Place, place};
use crate::model::column::{Column, OutOfMemory};
use crate::model::goroutines::{
    Dump, DumpStackId, Flags, Frame, FrameId, FrameKind, Goroutines, LabelSetId, LabelSets, Note,
};
use crate::model::id::StringId;
use crate::model::prefix_tree::{Below, Path, PrefixTreeBuilder};
use crate::model::strings::Strings;

/// Frames whose stacks go into the tree together: many goroutines, and still little memory.
const BATCH_FRAMES: usize = 1 << 14;

/// What is in the name of a function that C code calls (`cmd/cgo/out.go`).
const CALLED_BY_C: &[u8] = b"_cgoexp_";

/// The tables, and the goroutine being read.
pub(super) struct Tables {
    strings: Strings,
    goroutines: Goroutines,
    frames: Column<Frame>,
    label_sets: LabelSets,
    frame_rows: hashbrown::HashTable<u32>,
    hasher: foldhash::fast::FixedState,
    /// The texts that frames were printed as, and which frame each is.
    frame_texts: Strings,
    frame_of_text: Column<FrameId>,
    /// The texts that labels were printed as, and which set each is.
    label_texts: Strings,
    set_of_text: Column<LabelSetId>,
    stacks: PrefixTreeBuilder<DumpStackId, FrameId>,
    /// Stacks that are not in the tree yet, root first; those of the last goroutines.
    keys: Vec<FrameId>,
    paths: Vec<Path<DumpStackId>>,
    found: Vec<DumpStackId>,
    /// Where in `keys` the goroutine being read has its frames, innermost first.
    first_key: usize,
    /// Room for a text that stands in pieces.
    scratch: Vec<u8>,
}

/// The row of a frame's text: its kind, function and place, apart.
fn frame_text(scratch: &mut Vec<u8>, kind: FrameKind, function: &[u8], place: &[u8]) {
    scratch.clear();
    scratch.push(match kind {
        FrameKind::Call => b'c',
        FrameKind::Inlined => b'i',
        FrameKind::Foreign => b'f',
        FrameKind::Elided => b'e',
    });
    scratch.extend_from_slice(function);
    scratch.push(b'\n');
    scratch.extend_from_slice(place);
}

impl Tables {
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        let mut tables = Self {
            strings: Strings::new(),
            goroutines: Goroutines::default(),
            frames: Column::new(),
            label_sets: LabelSets::default(),
            frame_rows: hashbrown::HashTable::new(),
            hasher: foldhash::fast::FixedState::with_seed(0),
            frame_texts: Strings::new(),
            frame_of_text: Column::new(),
            label_texts: Strings::new(),
            set_of_text: Column::new(),
            stacks: PrefixTreeBuilder::new()?,
            keys: Vec::new(),
            paths: Vec::new(),
            found: Vec::new(),
            first_key: 0,
            scratch: Vec::new(),
        };
        // Row 0 of each table of texts is the empty one: no frame, and the empty set.
        tables.frame_of_text.push(FrameId::default())?;
        tables.label_sets.end.push(0)?;
        tables.set_of_text.push(LabelSetId::default())?;
        Ok(tables)
    }

    /// How many goroutines there are, the one being read included.
    pub(super) fn len(&self) -> usize {
        self.goroutines.len()
    }

    /// Begins a goroutine.
    pub(super) fn begin(&mut self, header: &Header<'_>) -> Result<(), OutOfMemory> {
        let state = if header.state[1].is_empty() {
            self.strings.intern(header.state[0])?
        } else {
            self.strings.intern(&header.state.concat())?
        };
        let labels = self.label_set(header.labels)?;
        let goroutines = &mut self.goroutines;
        goroutines.id.push(header.id)?;
        goroutines.state.push(state)?;
        goroutines.wait_minutes.push(header.wait_minutes)?;
        goroutines.flags.push(header.flags)?;
        goroutines.bubble.push(header.bubble)?;
        goroutines.labels.push(labels)?;
        goroutines.stack.push(DumpStackId::default())?;
        goroutines.created_by.push(Goroutines::NO_CREATOR)?;
        goroutines.created_in.push(0)?;
        goroutines.arguments_end.push(goroutines.arguments.len() as u32)
    }

    fn label_set(&mut self, text: &[u8]) -> Result<LabelSetId, OutOfMemory> {
        if text.is_empty() {
            return Ok(LabelSetId::default());
        }
        let row = self.label_texts.intern(text)?.row();
        if row == self.set_of_text.len() {
            let Self {
                strings, label_sets, ..
            } = self;
            labels::read(text, |key, value| {
                let label = (strings.intern(key)?, strings.intern(value)?);
                label_sets.labels.push(label)
            })?;
            let set = LabelSetId::from(label_sets.end.len());
            label_sets.end.push(label_sets.labels.len() as u32)?;
            self.set_of_text.push(set)?;
        }
        Ok(self.set_of_text.get(row))
    }

    /// Adds a frame to the goroutine's stack, below those it has; says whether the place is one.
    pub(super) fn push_call(
        &mut self,
        kind: FrameKind,
        function: &[u8],
        arguments: &[u8],
        place: &[u8],
    ) -> Result<bool, OutOfMemory> {
        let Some(frame) = self.frame(kind, function, place)? else {
            return Ok(false);
        };
        self.push_frame(frame, arguments)?;
        Ok(true)
    }

    /// Adds a mark for so many frames left out.
    pub(super) fn push_elided(&mut self, count: u32) -> Result<(), OutOfMemory> {
        let words = match count {
            0 => "additional frames elided".to_owned(),
            count => format!("{count} frames elided"),
        };
        let frame = Frame {
            kind: FrameKind::Elided,
            function: self.strings.intern(words.as_bytes())?,
            file: StringId::default(),
            line: 0,
            offset: Frame::NO_OFFSET,
            elided: count,
        };
        let frame = self.intern(frame)?;
        self.push_frame(frame, b"")
    }

    fn push_frame(&mut self, frame: FrameId, arguments: &[u8]) -> Result<(), OutOfMemory> {
        let rows = self.frames.len();
        self.keys.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
        self.keys.push(frame);
        let column = &mut self.goroutines.arguments;
        column.extend_with(arguments.len(), |n| arguments[n])?;
        column.push(b'\n')
    }

    /// Names the goroutine's creator; says whether the place is one.
    pub(super) fn set_creator(&mut self, function: &[u8], place: &[u8], goroutine: u64) -> Result<bool, OutOfMemory> {
        let Some(frame) = self.frame(FrameKind::Call, function, place)? else {
            return Ok(false);
        };
        if let Some(row) = self.len().checked_sub(1) {
            self.goroutines.created_by.set(row, frame.0);
            self.goroutines.created_in.set(row, goroutine);
        }
        Ok(true)
    }

    /// Marks the goroutine whose stack could not be read.
    pub(super) fn set_no_stack(&mut self) {
        if let Some(row) = self.len().checked_sub(1) {
            let flags = self.goroutines.flags.get_mut(row);
            *flags = flags.with(Flags::NO_STACK);
        }
    }

    /// The frame that was printed as this; None when the place is none.
    fn frame(&mut self, kind: FrameKind, function: &[u8], text: &[u8]) -> Result<Option<FrameId>, OutOfMemory> {
        frame_text(&mut self.scratch, kind, function, text);
        if let Some(known) = self.frame_texts.find(&self.scratch) {
            return Ok(Some(self.frame_of_text.get(known.row())));
        }
        let place = match place(text) {
            Some(place) => place,
            None if kind == FrameKind::Foreign && text.is_empty() => Place {
                file: b"",
                line: 0,
                offset: None,
            },
            None => return Ok(None),
        };
        let frame = Frame {
            kind,
            function: self.strings.intern(function)?,
            file: self.strings.intern(place.file)?,
            line: place.line,
            offset: place.offset.unwrap_or(Frame::NO_OFFSET),
            elided: 0,
        };
        let frame = self.intern(frame)?;
        self.frame_texts.intern(&self.scratch)?;
        self.frame_of_text.push(frame)?;
        Ok(Some(frame))
    }

    fn intern(&mut self, frame: Frame) -> Result<FrameId, OutOfMemory> {
        let Self {
            frames,
            frame_rows,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one(frame);
        if let Some(&row) = frame_rows.find(hash, |&row| frames.get(row as usize) == frame) {
            return Ok(FrameId(row));
        }
        let row = frames.len();
        frame_rows
            .try_reserve(1, |&row| hasher.hash_one(frames.get(row as usize)))
            .map_err(|_no_memory| OutOfMemory { rows: row })?;
        frames.push(frame)?;
        frame_rows.insert_unique(hash, row as u32, |&row| hasher.hash_one(frames.get(row as usize)));
        Ok(FrameId::from(row))
    }

    /// Whether the goroutine being read has frames.
    pub(super) fn has_frames(&self) -> bool {
        self.keys.len() > self.first_key
    }

    /// Whether the stack that was read so far may end here without a creator: that of the main goroutine, of a thread,
    /// of one that C code called, and those that begin in the runtime's own functions.
    pub(super) fn may_end(&self) -> bool {
        let Some(row) = self.len().checked_sub(1) else {
            return true;
        };
        if self.goroutines.id.get(row) <= 1 || self.goroutines.flags.get(row).has(Flags::NO_STACK) {
            return true;
        }
        let outermost = self.keys[self.first_key..].last();
        outermost.is_some_and(|&frame| {
            let function = self.frames.get(frame.row()).function;
            let name = self.strings.bytes(function);
            name.starts_with(b"runtime.") || name.windows(CALLED_BY_C.len()).any(|it| it == CALLED_BY_C)
        })
    }

    /// The number of the goroutine being read, or read last.
    pub(super) fn last_id(&self) -> u64 {
        let row = self.len().checked_sub(1);
        row.map_or(0, |row| self.goroutines.id.get(row))
    }

    /// Ends the goroutine being read.
    pub(super) fn end(&mut self) -> Result<(), OutOfMemory> {
        let rows = self.len();
        let Some(row) = rows.checked_sub(1) else {
            return Ok(());
        };
        let arguments = self.goroutines.arguments.len();
        self.goroutines.arguments_end.set(row, arguments as u32);
        self.keys[self.first_key..].reverse();
        self.first_key = self.keys.len();
        self.paths.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
        self.paths.push(Path {
            below: Below::Node(self.stacks.root()),
            end: self.keys.len(),
        });
        if self.keys.len() >= BATCH_FRAMES {
            self.flush()?;
        }
        Ok(())
    }

    /// Puts the stacks of the last goroutines into the tree.
    fn flush(&mut self) -> Result<(), OutOfMemory> {
        self.stacks.push_paths(&self.keys, &self.paths, &mut self.found)?;
        let first_row = self.len() - self.paths.len();
        let mut start = 0;
        for (n, path) in self.paths.iter().enumerate() {
            if path.end > start {
                self.goroutines.stack.set(first_row + n, self.found[path.end - 1]);
            }
            start = path.end;
        }
        self.keys.clear();
        self.paths.clear();
        self.first_key = 0;
        Ok(())
    }

    /// A string that is kept.
    pub(super) fn strings(&mut self) -> &mut Strings {
        &mut self.strings
    }

    /// How many goroutines have a number that one before them has.
    pub(super) fn repeated(&self) -> Result<u64, OutOfMemory> {
        let rows = self.len();
        let mut ids = Vec::new();
        ids.try_reserve_exact(rows).map_err(|_no_memory| OutOfMemory { rows })?;
        ids.extend(self.goroutines.id.iter());
        ids.sort_unstable();
        Ok(ids.windows(2).filter(|two| two[0] == two[1]).count() as u64)
    }

    /// The dump.
    pub(super) fn finish(mut self, notes: Vec<Note>, other_lines: u64) -> Result<Dump, OutOfMemory> {
        self.flush()?;
        Ok(Dump {
            strings: self.strings,
            goroutines: self.goroutines,
            frames: self.frames,
            stacks: self.stacks.finish()?,
            label_sets: self.label_sets,
            notes,
            other_lines,
        })
    }
}
