//! CPU profiles in words: gperftools's, and Go's before 1.7.
//!
//! Words of 4 or 8 bytes, in either order: a header of 0, 3, 0 (1 for Java), the period in microseconds, 0;
//! then samples, each how often, how many frames, and their addresses, leaf first; then 0, 1, 0. What follows
//! is text: a memory map, or for Java the names of the addresses
//! (`parseCPU` in `profile/legacy_profile.go`, Go 1.27).

use std::io::Read;

use hashbrown::HashMap;

use crate::decode::error::{DecodeError, Warning};
use crate::decode::legacy::build::Build;
use crate::decode::legacy::error::{LegacyError, Problem};
use crate::decode::window::Window;
use crate::model::column::{Column, OutOfMemory};

/// Most frames of a sample. gperftools writes up to 254.
const MAX_FRAMES: u64 = 1 << 20;

/// Words in a header.
const HEADER_WORDS: usize = 5;

/// How words are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordKind {
    /// Bytes of a word: 4 or 8.
    pub bytes: usize,
    /// Whether the highest byte comes first.
    pub is_big_endian: bool,
}

impl WordKind {
    /// How the words of a profile are written, if this begins one, and whether it is one of Java.
    pub(super) fn of(first: &[u8]) -> Option<(Self, bool)> {
        let kinds = [(4, false), (4, true), (8, false), (8, true)];
        kinds.into_iter().find_map(|(bytes, is_big_endian)| {
            let kind = Self { bytes, is_big_endian };
            let header = first.get(..HEADER_WORDS * bytes)?;
            let mut words = [0; HEADER_WORDS];
            for (word, bytes) in words.iter_mut().zip(header.chunks_exact(bytes)) {
                *word = kind.word(bytes);
            }
            match words {
                [0, 3, language @ 0..=1, period, 0] if period > 0 => Some((kind, language == 1)),
                _ => None,
            }
        })
    }

    /// A word from its bytes.
    #[inline]
    fn word(self, bytes: &[u8]) -> u64 {
        let add = |word: u64, byte: &u8| word << 8 | u64::from(*byte);
        if self.is_big_endian {
            bytes.iter().fold(0, add)
        } else {
            bytes.iter().rev().fold(0, add)
        }
    }
}

/// Samples that are being read.
pub(super) struct Cpu {
    kind: WordKind,
    is_java: bool,
    period: i64,
    has_header: bool,
    /// How often each sample was met, and where its frames end.
    counts: Column<i64>,
    ends: Column<u32>,
    /// The addresses of all samples, leaf first.
    frames: Column<u64>,
    /// Frames of a sample that are still to come, of how many.
    left: u64,
}

impl Cpu {
    pub(super) fn new(kind: WordKind, is_java: bool) -> Self {
        Self {
            kind,
            is_java,
            period: 0,
            has_header: false,
            counts: Column::new(),
            ends: Column::new(),
            frames: Column::new(),
            left: 0,
        }
    }

    /// How many samples were read.
    pub(super) fn samples(&self) -> u64 {
        self.ends.len() as u64
    }

    /// Reads samples up to an offset; returns whether any are left.
    pub(super) fn read<R: Read>(
        &mut self,
        window: &mut Window<R>,
        until: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<bool, DecodeError> {
        if !self.has_header {
            self.read_header(window)?;
        }
        while window.offset() < until {
            let is_going_on = if self.left > 0 {
                self.read_frame(window)?;
                !(self.left == 0 && self.is_end_mark())
            } else if window.want(1)? {
                self.read_head(window)?;
                true
            } else {
                warnings.push(Warning::NoEndMark(window.offset()));
                return Ok(false);
            };
            if !is_going_on {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn read_header<R: Read>(&mut self, window: &mut Window<R>) -> Result<(), DecodeError> {
        for at in 0..HEADER_WORDS {
            let word = self.word(window)?;
            if at == 3 {
                self.period = (word as i64).wrapping_mul(1_000);
            }
        }
        self.has_header = true;
        Ok(())
    }

    fn read_head<R: Read>(&mut self, window: &mut Window<R>) -> Result<(), DecodeError> {
        let start = window.offset();
        let (count, frames) = (self.word(window)?, self.word(window)?);
        if frames > MAX_FRAMES {
            let problem = Problem::ManyFrames(MAX_FRAMES as usize);
            return Err(error(problem, frames.to_string(), start, window));
        }
        let no_memory = |error| DecodeError::no_memory(error, start);
        self.counts.push(count as i64).map_err(no_memory)?;
        self.left = frames;
        if frames == 0 {
            self.ends.push(self.frames.len() as u32).map_err(no_memory)?;
        }
        Ok(())
    }

    fn read_frame<R: Read>(&mut self, window: &mut Window<R>) -> Result<(), DecodeError> {
        let word = self.word(window)?;
        let no_memory = |error| DecodeError::no_memory(error, window.offset());
        let start = self.ends.len().checked_sub(1).map_or(0, |last| self.ends.get(last));
        // All but the leaf are where calls return to; one less is in the call.
        let is_return = !self.is_java && self.frames.len() as u32 > start;
        let address = word.wrapping_sub(u64::from(is_return));
        self.frames.push(address).map_err(no_memory)?;
        self.left -= 1;
        if self.left == 0 {
            self.ends.push(self.frames.len() as u32).map_err(no_memory)?;
        }
        Ok(())
    }

    /// Whether the last sample is the mark at the end.
    fn is_end_mark(&self) -> bool {
        let last = self.ends.len() - 1;
        let start = if last == 0 { 0 } else { self.ends.get(last - 1) };
        let is_one_frame = self.ends.get(last) - start == 1;
        is_one_frame && self.counts.get(last) == 0 && self.frames.get(start as usize) == 0
    }

    fn word<R: Read>(&self, window: &mut Window<R>) -> Result<u64, DecodeError> {
        if !window.want(self.kind.bytes)? {
            return Err(error(Problem::CutSample, String::new(), window.offset(), window));
        }
        let word = self.kind.word(&window.available()[..self.kind.bytes]);
        window.consume(self.kind.bytes);
        Ok(word)
    }

    /// Hands the samples on, once all are read.
    pub(super) fn finish(mut self, build: &mut Build) -> Result<(), OutOfMemory> {
        build.set_types(&[["samples", "count"], ["cpu", "nanoseconds"]], ["cpu", "nanoseconds"])?;
        build.profile.period = self.period;
        let mut samples = self.ends.len();
        if samples > 0 && self.is_end_mark() {
            samples -= 1;
        }
        let mut doubles = Doubles::new(&self, samples)?;
        let mut addresses = Vec::new();
        let mut start = 0;
        for row in 0..samples {
            let end = self.ends.get(row) as usize;
            addresses.clear();
            addresses
                .try_reserve(end - start)
                .map_err(|_no_memory| OutOfMemory { rows: row })?;
            addresses.extend((start..end).map(|frame| self.frames.get(frame)));
            addresses.drain(1.min(addresses.len())..doubles.end_of_handler(row, addresses.len()));
            let count = self.counts.get(row);
            if self.is_java {
                build.sample(&addresses, &[count, count.wrapping_mul(self.period)])?;
            } else {
                build.set_stack_without_double(&addresses)?;
                build.sample_of_stack(&[count, count.wrapping_mul(self.period)])?;
            }
            start = end;
        }
        self.frames = Column::new();
        doubles.skipped = Column::new();
        Ok(())
    }
}

/// Frames of the signal's handler, which stand second in nearly every sample: up to two.
struct Doubles {
    /// For each sample how many frames after the leaf are such.
    skipped: Column<u8>,
}

impl Doubles {
    /// Finds them. The rule is pprof's: all samples but one in 32 have them (`cpuProfile`).
    fn new(cpu: &Cpu, samples: usize) -> Result<Self, OutOfMemory> {
        let rounds = if cpu.is_java { 0 } else { 2 };
        let mut skipped = Column::filled(samples, 0_u8)?;
        let second = |skipped: &Column<u8>, row: usize| {
            let start = if row == 0 { 0 } else { cpu.ends.get(row - 1) };
            let at = start + 1 + u32::from(skipped.get(row));
            (at < cpu.ends.get(row)).then(|| cpu.frames.get(at as usize))
        };
        for _ in 0..rounds {
            let mut counts: HashMap<u64, usize, _> = HashMap::with_hasher(foldhash::fast::FixedState::with_seed(0));
            let mut most = None;
            for row in 0..samples {
                if let Some(address) = second(&skipped, row) {
                    counts.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows: row })?;
                    let count = counts.entry(address).or_insert(0);
                    *count += 1;
                    // At most one address can be in that many.
                    if *count >= samples - samples / 32 {
                        most = Some(address);
                    }
                }
            }
            let Some(most) = most else { break };
            for row in 0..samples {
                if second(&skipped, row) == Some(most) {
                    *skipped.get_mut(row) += 1;
                }
            }
        }
        Ok(Self { skipped })
    }

    /// The frame after the handler's, in a sample of so many.
    fn end_of_handler(&self, row: usize, frames: usize) -> usize {
        (1 + usize::from(self.skipped.get(row))).min(frames)
    }
}

fn error<R: Read>(problem: Problem, value: String, offset: u64, window: &Window<R>) -> DecodeError {
    LegacyError {
        problem,
        value,
        offset,
        line: None,
        is_gzip: window.is_gzip(),
    }
    .into()
}

#[cfg(test)]
mod tests;
