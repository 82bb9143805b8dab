//! A trace in steps: bytes → a [`Trace`] and warnings, or one error.
//!
//! Damage ends a generation, not the trace: what came before it is kept, and reading goes on with the next generation that
//! can be told from the rest. What is missing is a gap in the trace, and a warning.

use std::io::Read;

use crate::decode::trace::assemble::Assembler;
use crate::decode::trace::error::{TraceError, TraceWarning};
use crate::decode::trace::problem::Problem;
use crate::decode::trace::reader::Reader;
use crate::decode::window::Window;
use crate::model::trace::Trace;

/// Bytes that an event takes, about: what a step is to cost is told in bytes.
const EVENT_BYTES: u64 = 5;

/// Most gaps that are read over: a trace that has more is not one.
const MAX_GAPS: usize = 100;

/// Reads a trace in steps.
pub struct TraceDecoder<R: Read> {
    reader: Reader<R>,
    assembler: Assembler,
    warnings: Vec<TraceWarning>,
}

/// Whether a decoder has ended.
#[derive(Debug)]
pub enum TraceStep<R: Read> {
    /// There is more to do.
    More(Box<TraceDecoder<R>>),
    /// The trace is read, as far as it can be.
    Done(DecodedTrace),
}

/// A file that was read.
#[derive(Debug)]
pub struct DecodedTrace {
    /// What it holds.
    pub trace: Box<Trace>,
    /// What was wrong with it.
    pub warnings: Vec<TraceWarning>,
    /// SHA-256 of the file's bytes, as they were dropped.
    pub sha256: [u8; 32],
    /// Size of its contents after unpacking, in bytes, as far as they were read.
    pub unpacked_bytes: u64,
    /// Whether it was packed by gzip.
    pub is_gzip: bool,
}

impl<R: Read> std::fmt::Debug for TraceDecoder<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TraceDecoder")
            .field("events", &self.events())
            .finish_non_exhaustive()
    }
}

impl<R: Read> TraceDecoder<R> {
    /// Reads the header.
    pub fn new(input: R) -> Result<Self, TraceError> {
        Self::of(Reader::new(input)?)
    }

    /// The same of a file of which nothing was consumed.
    pub(in crate::decode) fn of_window(window: Window<R>) -> Result<Self, TraceError> {
        Self::of(Reader::of_window(window)?)
    }

    fn of(reader: Reader<R>) -> Result<Self, TraceError> {
        let assembler = Assembler::new().map_err(|error| TraceError::at(error, 0))?;
        Ok(Self {
            reader,
            assembler,
            warnings: Vec::new(),
        })
    }

    /// Bytes of the file that were read.
    pub fn read(&mut self) -> u64 {
        self.reader.window().source().read()
    }

    /// How many events were read.
    pub fn events(&self) -> u64 {
        self.assembler.events()
    }

    /// How many generations were read or begun.
    pub fn generations(&self) -> usize {
        self.assembler.trace().generations.len()
    }

    /// The trace so far: what needs no lanes can be asked of it.
    pub fn trace(&self) -> &Trace {
        self.assembler.trace()
    }

    /// Works through about `budget` bytes of the trace and returns.
    pub fn step(mut self: Box<Self>, budget: u64) -> Result<TraceStep<R>, TraceError> {
        match self.reader.pump(budget / EVENT_BYTES + 1, &mut self.assembler) {
            Ok(true) => Ok(TraceStep::More(self)),
            Ok(false) => self.finish(),
            Err(error) => self.break_off(error),
        }
    }

    /// Keeps what was read, and goes on behind the damage if that can be.
    fn break_off(mut self: Box<Self>, error: TraceError) -> Result<TraceStep<R>, TraceError> {
        let offset = self.reader.offset();
        self.assembler
            .break_off()
            .map_err(|error| TraceError::at(error, offset))?;
        let is_resumed = self.warnings.len() < MAX_GAPS && self.reader.restart();
        // Where there is nothing but the damage, it is the answer.
        if !(is_resumed || self.assembler.has_lanes() && self.reader.keeps_what_was_told()) {
            return Err(error);
        }
        if let TraceError::Trace {
            problem: Problem::Memory(_),
            ..
        } = error
        {
            return Err(error);
        }
        self.warnings.push(TraceWarning::Damage { error, is_resumed });
        if is_resumed {
            Ok(TraceStep::More(self))
        } else {
            self.finish()
        }
    }

    fn finish(self: Box<Self>) -> Result<TraceStep<R>, TraceError> {
        let Self {
            mut reader,
            assembler,
            mut warnings,
        } = *self;
        if !assembler.has_lanes() {
            // Nothing came behind the damage either.
            let last = warnings
                .iter()
                .rposition(|warning| matches!(warning, TraceWarning::Damage { .. }));
            if let Some(TraceWarning::Damage { error, .. }) = last.map(|last| warnings.swap_remove(last)) {
                return Err(error);
            }
        }
        // Some are known only now.
        warnings.extend(reader.warnings());
        let v1_events = reader.v1_events();
        let (version, batches, offset) = (reader.version(), reader.batches(), reader.offset());
        let window = reader.window();
        let is_gzip = window.is_gzip();
        // What was not read, because of damage, belongs to the file and so to its hash.
        window.source_mut().drain()?;
        let sha256 = window.source().sha256();
        let trace = assembler.finish(reader.into_tables());
        let mut trace = trace.map_err(|error| TraceError::at(error, offset))?;
        trace.written.version = version.number();
        trace.written.batches = batches;
        trace.written.v1_events = v1_events;
        Ok(TraceStep::Done(DecodedTrace {
            trace: Box::new(trace),
            warnings,
            sha256,
            unpacked_bytes: offset,
            is_gzip,
        }))
    }
}

/// Reads a trace to its end.
pub fn decode(input: impl Read) -> Result<(Box<Trace>, Vec<TraceWarning>), TraceError> {
    let mut decoder = Box::new(TraceDecoder::new(input)?);
    loop {
        match decoder.step(u64::MAX)? {
            TraceStep::More(more) => decoder = more,
            TraceStep::Done(decoded) => return Ok((decoded.trace, decoded.warnings)),
        }
    }
}
