//! Batches of strings and stacks → [`Tables`].
//!
//! Source: `addStrings`, `addStacks`, `validateStackStrings` in `internal/trace/generation.go`, Go 1.27.

use crate::decode::trace::bytes::{BadNumber, number};
use crate::decode::trace::problem::{Part, Problem};
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::v2::batch::Batch;
use crate::model::column::OutOfMemory;
use crate::model::trace::stack::{Frame, FrameId};

/// Most bytes of a string (`tracev2.MaxEventTrailerDataSize`).
const MAX_STRING_BYTES: u64 = 1024;

/// Most frames of a stack (`tracev2.MaxFramesPerStack`).
const MAX_FRAMES: usize = 128;

/// A fault, and where in the batch it is.
pub(super) type Fault = (Problem, usize);

/// Reads a batch of strings.
pub(super) fn add_strings(tables: &mut Tables, batch: &Batch) -> Result<(), Fault> {
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
        // 0 is the empty string and need not be told.
        if !tables.add_string(id, text).map_err(|error| (error.into(), start))? {
            return Err((Problem::RepeatedString(id), start));
        }
    }
    Ok(())
}

/// Reads a batch of stacks, after all strings of the generation were read.
pub(super) fn add_stacks(tables: &mut Tables, batch: &Batch) -> Result<(), Fault> {
    let data = &batch.data[..];
    let mut frames = [FrameId(0); MAX_FRAMES];
    let mut at = 1;
    while at < data.len() {
        let start = at;
        entry(data, &mut at, EventType::Stack, Part::Stacks)?;
        let id = field(data, &mut at, Part::Stacks)?;
        let count = field(data, &mut at, Part::Stacks)?;
        let deep = (Problem::DeepStack(count), start);
        let frames = usize::try_from(count).ok().and_then(|count| frames.get_mut(..count));
        let frames = frames.ok_or(deep)?;
        for frame in &mut *frames {
            let pc = field(data, &mut at, Part::Stacks)?;
            let function = field(data, &mut at, Part::Stacks)?;
            let file = field(data, &mut at, Part::Stacks)?;
            let line = field(data, &mut at, Part::Stacks)?;
            // Go's reader keeps the first frame of a program counter, and so do we, although inlined calls could differ.
            *frame = match tables.frame_at(pc) {
                Some(frame) => frame,
                None => add_frame(tables, id, (pc, line), (function, file)).map_err(|problem| (problem, start))?,
            };
        }
        let no_memory = |error: OutOfMemory| (error.into(), start);
        if !tables.add_stack(id, frames).map_err(no_memory)? {
            return Err((Problem::RepeatedStack(id), start));
        }
    }
    Ok(())
}

/// Adds a frame by the numbers of its strings.
fn add_frame(
    tables: &mut Tables,
    stack: u64,
    (pc, line): (u64, u64),
    (function, file): (u64, u64),
) -> Result<FrameId, Problem> {
    let text = |string| {
        let found = tables.find_string(string);
        found.ok_or(Problem::FrameString { stack, string })
    };
    let frame = Frame {
        pc,
        function: text(function)?,
        file: text(file)?,
        line,
    };
    Ok(tables.add_frame(frame)?)
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
