//! Stacks of a trace, collected while the file is read, and their names, which may come later.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::tables::Tables;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::StringId;
use crate::model::trace::stack::{Frame, FrameId};

/// Numbers per frame, where frames have names: address, function, file, line.
const FRAME_VALUES: usize = 4;

/// What stands for the functions whose names are not in the file, as numbers of strings.
const NO_NAMES: u64 = u64::MAX;

/// A frame, its names still by number.
#[derive(Clone, Copy, Debug)]
struct RawFrame {
    pc: u64,
    function: u64,
    file: u64,
    line: u64,
}

/// Stacks whose names may not be known yet.
#[derive(Debug)]
pub(super) struct Symbols {
    /// Every address once: the first frame that has it holds.
    frames: Column<RawFrame>,
    by_pc: HashMap<u64, u32, FixedState>,
    /// The frames of all stacks, one stack after the other.
    stack_frames: Column<u32>,
    /// The id of each stack, and where its frames end.
    stacks: Column<(u32, u32)>,
}

impl Symbols {
    /// None yet.
    pub(super) fn new() -> Self {
        Self {
            frames: Column::new(),
            by_pc: HashMap::with_hasher(FixedState::with_seed(0)),
            stack_frames: Column::new(),
            stacks: Column::new(),
        }
    }

    /// Adds a stack; `values` are those of its frames, [`FRAME_VALUES`] each, or where `is_addresses` one.
    pub(super) fn add_stack(&mut self, id: u64, values: &[u64], is_addresses: bool) -> Result<(), OutOfMemory> {
        // As in Go: ids have 32 bits, and what has none or no frames is no stack.
        let id = id as u32;
        if id == 0 || values.is_empty() {
            return Ok(());
        }
        for values in values.chunks_exact(if is_addresses { 1 } else { FRAME_VALUES }) {
            let frame = match *values {
                [pc, function, file, line] => RawFrame {
                    pc,
                    function,
                    file,
                    line,
                },
                _ => RawFrame {
                    pc: values[0],
                    function: NO_NAMES,
                    file: 0,
                    line: 0,
                },
            };
            let row = self.frame(frame)?;
            self.stack_frames.push(row)?;
        }
        self.stacks.push((id, self.stack_frames.len() as u32))
    }

    fn frame(&mut self, frame: RawFrame) -> Result<u32, OutOfMemory> {
        if let Some(&row) = self.by_pc.get(&frame.pc) {
            return Ok(row);
        }
        let full = OutOfMemory {
            rows: self.frames.len(),
        };
        self.by_pc.try_reserve(1).map_err(|_no_memory| full)?;
        let row = self.frames.len() as u32;
        self.frames.push(frame)?;
        self.by_pc.insert(frame.pc, row);
        Ok(row)
    }

    /// Puts all stacks into the tables, once all strings are there. Names that the file does not have are empty, as in Go;
    /// how many, is told.
    pub(super) fn finish(&mut self, tables: &mut Tables) -> Result<u64, OutOfMemory> {
        let this = std::mem::replace(self, Self::new());
        let mut ids = Column::new();
        let mut missing = 0;
        for raw in this.frames.iter() {
            let frame = if raw.function == NO_NAMES {
                address(raw.pc, tables)?
            } else {
                let mut name = |id| {
                    let found = tables.find_string(id);
                    missing += u64::from(found.is_none());
                    found.unwrap_or_default()
                };
                Frame {
                    pc: raw.pc,
                    function: name(raw.function),
                    file: name(raw.file),
                    line: raw.line,
                }
            };
            ids.push(tables.add_frame(frame)?)?;
        }
        let mut frames: Vec<FrameId> = Vec::new();
        // Of several with one id the last holds, as in Go; the tables keep the first that they are given.
        for row in (0..this.stacks.len()).rev() {
            let (id, end) = this.stacks.get(row);
            let start = row.checked_sub(1).map_or(0, |before| this.stacks.get(before).1);
            frames.clear();
            let rows = start as usize..end as usize;
            frames.try_reserve(rows.len()).map_err(|_no_memory| OutOfMemory {
                rows: this.stacks.len(),
            })?;
            frames.extend(rows.map(|row| ids.get(this.stack_frames.get(row) as usize)));
            let _is_new = tables.add_stack(u64::from(id), &frames)?;
        }
        Ok(missing)
    }
}

/// A frame of which the file has but the address: the function is called by it.
fn address(pc: u64, tables: &mut Tables) -> Result<Frame, OutOfMemory> {
    Ok(Frame {
        pc,
        function: tables.intern(format!("0x{pc:x}").as_bytes())?,
        file: StringId(0),
        line: 0,
    })
}

/// The id of the stack that has only the frame of an address, made where there is none yet: 1.5 tells of a new goroutine
/// where its function is, not its stack.
pub(super) fn entry(pc: u64, tables: &mut Tables) -> Result<u64, OutOfMemory> {
    // Ids of the file have 32 bits.
    let id = pc | 1 << 63;
    if pc != 0 && tables.find_stack(id).is_none() {
        let frame = if let Some(frame) = tables.frame_at(pc) {
            frame
        } else {
            let frame = address(pc, tables)?;
            tables.add_frame(frame)?
        };
        let _is_new = tables.add_stack(id, &[frame])?;
    }
    Ok(if pc == 0 { 0 } else { id })
}
