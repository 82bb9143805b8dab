//! Lines, one after the other → goroutines.
//!
//! A call stands on two lines, its name and its place, and other lines may come between them. So a name waits until
//! its place is there, and counts as a line of its own only when another name comes first. An empty line does not end
//! a goroutine, since a log may have broken in: the next header does, and so does its creator.

use crate::decode::error::Warning;
use crate::decode::goroutines::Found;
use crate::decode::goroutines::header;
use crate::decode::goroutines::line::{self, NO_STACK};
use crate::decode::goroutines::prefix::Prefix;
use crate::decode::goroutines::tables::Tables;
use crate::model::column::OutOfMemory;
use crate::model::goroutines::{FrameKind, MAX_NOTES, Note, NoteKind};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines being read.
pub(super) struct Lines {
    tables: Tables,
    prefix: Prefix,
    at: At,
    waiting: Waiting,
    /// The function and arguments of the call that waits for its place, or the line that may be a symbolizer's name.
    function: Vec<u8>,
    arguments: Vec<u8>,
    notes: Vec<Note>,
    counts: Counts,
}

/// What is told when all is read.
#[derive(Debug, Default)]
struct Counts {
    other_lines: u64,
    long_lines: u64,
    ancestors: u64,
}

/// What the lines are part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// No goroutine.
    Outside,
    /// A goroutine's stack.
    Stack,
    /// The stack of its creator, or of its creator's, which are not kept.
    Ancestor,
}

/// What waits for its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    Nothing,
    Call(FrameKind),
    Creator(u64),
    /// A line that is a function's name if an address follows, as a cgo symbolizer prints it.
    Text,
}

impl Lines {
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
            tables: Tables::new()?,
            prefix: Prefix::default(),
            at: At::Outside,
            waiting: Waiting::Nothing,
            function: Vec::new(),
            arguments: Vec::new(),
            notes: Vec::new(),
            counts: Counts::default(),
        })
    }

    /// How many goroutines were met.
    pub(super) fn goroutines(&self) -> u64 {
        self.tables.len() as u64
    }

    /// Counts a line that is too long to be read.
    pub(super) fn pass_long_line(&mut self) {
        self.counts.long_lines += 1;
        self.counts.other_lines += 1;
    }

    /// Takes a line, which begins at this offset and has no line break.
    pub(super) fn take(&mut self, line: &[u8], offset: u64) -> Result<(), OutOfMemory> {
        let mut line = line.strip_suffix(b"\r").unwrap_or(line);
        if offset == 0 {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        if let Some((before, header)) = header::find(line) {
            self.end_goroutine()?;
            self.prefix.set(&line[..before]);
            self.at = At::Stack;
            return self.tables.begin(&header);
        }
        let line = self.prefix.strip(line);
        if line.is_empty() {
            return Ok(());
        }
        match self.at {
            At::Outside => self.take_other(line),
            At::Stack => self.take_in_stack(line),
            At::Ancestor => self.take_in_ancestor(line),
        }
    }

    fn end_goroutine(&mut self) -> Result<(), OutOfMemory> {
        self.drop_waiting();
        // After a creator, and so before an ancestor, it has ended.
        if self.at == At::Stack {
            self.tables.end()?;
        }
        self.at = At::Outside;
        Ok(())
    }

    /// What waited is no call: a line like others.
    fn drop_waiting(&mut self) {
        if std::mem::replace(&mut self.waiting, Waiting::Nothing) != Waiting::Nothing {
            self.counts.other_lines += 1;
        }
    }

    fn take_in_stack(&mut self, line: &[u8]) -> Result<(), OutOfMemory> {
        if self.waiting != Waiting::Nothing && self.take_place(line)? {
            return Ok(());
        }
        if self.waiting == Waiting::Text {
            self.drop_waiting();
        }
        if let Some(call) = line::call(line) {
            self.drop_waiting();
            let is_inlined = call.arguments == b"...";
            self.waiting = Waiting::Call(if is_inlined {
                FrameKind::Inlined
            } else {
                FrameKind::Call
            });
            let arguments = if is_inlined { b"" } else { call.arguments };
            hold(&mut self.function, call.function)?;
            hold(&mut self.arguments, arguments)
        } else if let Some((function, goroutine)) = line::creator(line) {
            self.drop_waiting();
            self.waiting = Waiting::Creator(goroutine);
            hold(&mut self.function, function)
        } else if let Some(count) = line::elided(line) {
            self.tables.push_elided(count)
        } else if line.trim_ascii_start() == NO_STACK {
            self.tables.set_no_stack();
            Ok(())
        } else if line::is_foreign(line) {
            let pushed = self.tables.push_call(FrameKind::Foreign, b"non-Go function", b"", b"");
            pushed.map(|_is_place| ())
        } else if line == b"runtime stack:" || line::is_ancestor(line) {
            self.end_goroutine()?;
            self.take_other(line)
        } else if self.waiting == Waiting::Nothing && note_kind(line).is_none() {
            self.waiting = Waiting::Text;
            hold(&mut self.function, line)
        } else {
            self.take_other(line)
        }
    }

    /// Takes the line as the place of what waits for one; says whether it is.
    fn take_place(&mut self, line: &[u8]) -> Result<bool, OutOfMemory> {
        let (place, is_foreign) = line::place_text(line);
        // Some logs drop the blanks that a line begins with.
        if !line.starts_with(b"\t") && !line.starts_with(b" ") && !is_source(place) {
            return Ok(false);
        }
        let is_taken = match self.waiting {
            Waiting::Call(kind) => self.tables.push_call(kind, &self.function, &self.arguments, place)?,
            Waiting::Creator(goroutine) => self.tables.set_creator(&self.function, place, goroutine)?,
            Waiting::Text if is_foreign => self.tables.push_call(FrameKind::Foreign, &self.function, b"", place)?,
            Waiting::Text | Waiting::Nothing => false,
        };
        if is_taken {
            let waited = std::mem::replace(&mut self.waiting, Waiting::Nothing);
            // Only ancestors may follow a creator.
            if matches!(waited, Waiting::Creator(_)) {
                self.tables.end()?;
                self.at = At::Outside;
            }
        }
        Ok(is_taken)
    }

    /// Passes over what stands in the stack of an ancestor.
    fn take_in_ancestor(&mut self, line: &[u8]) -> Result<(), OutOfMemory> {
        let is_part = line::call(line).is_some()
            || line::place(line::place_text(line).0).is_some()
            || line::creator(line).is_some()
            || line::elided(line).is_some()
            || line::is_ancestor(line);
        if is_part {
            return Ok(());
        }
        self.at = At::Outside;
        self.take_other(line)
    }

    /// Takes a line that is part of no stack.
    fn take_other(&mut self, line: &[u8]) -> Result<(), OutOfMemory> {
        if self.at == At::Outside && line::is_ancestor(line) {
            self.counts.ancestors += 1;
            self.at = At::Ancestor;
            return Ok(());
        }
        self.counts.other_lines += 1;
        let Some((kind, at)) = note_kind(line) else {
            return Ok(());
        };
        if self.notes.len() < MAX_NOTES {
            let text = self.tables.strings().intern(line[at..].trim_ascii())?;
            let after = self.tables.len();
            self.notes
                .try_reserve(1)
                .map_err(|_no_memory| OutOfMemory { rows: after })?;
            self.notes.push(Note {
                kind,
                text,
                after: after as u32,
            });
        }
        Ok(())
    }

    /// Everything, once there is no more line; `is_ended` when the last had a line break.
    pub(super) fn finish(mut self, end: u64, is_ended: bool) -> Result<Found, OutOfMemory> {
        if self.tables.len() == 0 {
            return Ok(Found::Nothing);
        }
        let is_open = self.at == At::Stack
            && (matches!(self.waiting, Waiting::Call(_) | Waiting::Creator(_))
                || !self.tables.has_frames()
                || !self.tables.may_end());
        self.end_goroutine()?;
        let mut warnings = Vec::new();
        let goroutine = self.tables.last_id();
        if is_open {
            warnings.push(Warning::CutDump { goroutine, offset: end });
        } else if !is_ended {
            warnings.push(Warning::NoLineBreak(end));
        }
        let repeated = self.tables.repeated()?;
        let counted = [
            (repeated, Warning::RepeatedGoroutines as fn(u64) -> Warning),
            (self.counts.ancestors, Warning::Ancestors),
            (self.counts.long_lines, Warning::LongLines),
        ];
        let told = counted.into_iter().filter(|(count, _)| *count > 0);
        warnings.extend(told.map(|(count, warning)| warning(count)));
        let dump = self.tables.finish(self.notes, self.counts.other_lines)?;
        Ok(Found::Dump(Box::new(dump), warnings))
    }
}

/// Keeps a part of a line.
fn hold(buffer: &mut Vec<u8>, text: &[u8]) -> Result<(), OutOfMemory> {
    buffer.clear();
    buffer
        .try_reserve(text.len())
        .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
    buffer.extend_from_slice(text);
    Ok(())
}

/// Whether a place that has no blank before it names a source file of Go.
fn is_source(place: &[u8]) -> bool {
    place.windows(4).any(|it| it == b".go:") || place.windows(3).any(|it| it == b".s:")
}

/// What kind of line of the runtime's it is, and where in the line that begins: a log may have put something first.
fn note_kind(line: &[u8]) -> Option<(NoteKind, usize)> {
    let text = line.trim_ascii_start();
    let indent = line.len() - text.len();
    let starts: [(&[u8], NoteKind); 4] = [
        (b"runtime: ", NoteKind::Runtime),
        (b"[signal ", NoteKind::Signal),
        (b"SIG", NoteKind::Signal),
        (b"unexpected fault address ", NoteKind::Signal),
    ];
    for (start, kind) in starts {
        if let Some(rest) = text.strip_prefix(start) {
            // `SIGQUIT: quit`, and nothing that only begins like it.
            let name = rest.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
            if start != b"SIG" || rest[name..].starts_with(b": ") {
                return Some((kind, indent));
            }
        }
    }
    let inside: [(&[u8], NoteKind); 3] = [
        (b"panic: ", NoteKind::Panic),
        (b"panic serving ", NoteKind::Panic),
        (b"fatal error: ", NoteKind::FatalError),
    ];
    inside.into_iter().find_map(|(words, kind)| {
        let at = text.windows(words.len()).position(|window| window == words)?;
        Some((kind, indent + at))
    })
}
