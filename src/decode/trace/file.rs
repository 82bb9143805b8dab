//! A file with a trace in it: hashed, counted, read in steps.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::decode::error::DecodeError;
use crate::decode::sniff;
use crate::decode::source::Source;
use crate::decode::trace::decoder::{TraceDecoder, TraceStep};
use crate::decode::trace::error::{TraceError, TraceWarning};
use crate::decode::window::Window;
use crate::model::trace::Trace;

/// How many first bytes of a file say whether it is a trace, packed or not.
pub const WANTED_BYTES: usize = 4096;

/// Whether a file that begins with these bytes is an execution trace of any version, or was one before it was damaged.
pub fn is_trace(first: &[u8]) -> bool {
    let mut window = Window::new(first);
    // What breaks off or cannot be unpacked has as many bytes available as could be.
    let _is_enough = window.open().and_then(|()| window.want(sniff::WANTED_BYTES));
    sniff::is_trace(window.available())
}

/// Reads a file in steps.
pub struct TraceFile<R: Read> {
    source: Rc<RefCell<Source<R>>>,
    stage: Option<Box<TraceDecoder<Shared<R>>>>,
    is_gzip: bool,
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
    /// Size of the file, in bytes.
    pub file_bytes: u64,
    /// Size of its contents after unpacking, in bytes, as far as they were read.
    pub unpacked_bytes: u64,
    /// Whether it was packed by gzip.
    pub is_gzip: bool,
}

impl<R: Read> TraceFile<R> {
    /// Reads the header.
    pub fn new(input: R) -> Result<Self, TraceError> {
        let mut source = Source::new(input);
        source.want(2)?;
        let is_gzip = source.available().starts_with(&crate::decode::gunzip::MAGIC);
        let source = Rc::new(RefCell::new(source));
        let decoder = TraceDecoder::new(Shared(Rc::clone(&source)))?;
        Ok(Self {
            source,
            stage: Some(Box::new(decoder)),
            is_gzip,
        })
    }

    /// Works through about `budget` bytes of the trace; the whole when that was the last.
    pub fn step(&mut self, budget: u64) -> Result<Option<DecodedTrace>, TraceError> {
        let Some(decoder) = self.stage.take() else {
            return Err(TraceError::Input(DecodeError::Ended));
        };
        match decoder.step(budget)? {
            TraceStep::More(decoder) => {
                self.stage = Some(decoder);
                Ok(None)
            }
            TraceStep::Done(trace, warnings) => {
                let mut source = self.source.borrow_mut();
                // What was not read, because of damage, belongs to the file and so to its hash.
                while source.want(1)? {
                    let rest = source.available().len();
                    source.consume(rest);
                }
                Ok(Some(DecodedTrace {
                    unpacked_bytes: trace.written.bytes,
                    trace,
                    warnings,
                    sha256: source.sha256(),
                    file_bytes: source.read(),
                    is_gzip: self.is_gzip,
                }))
            }
        }
    }

    /// Bytes of the file that were read.
    pub fn read(&self) -> u64 {
        self.source.borrow().read()
    }

    /// How many events were read.
    pub fn events(&self) -> u64 {
        self.stage.as_ref().map_or(0, |decoder| decoder.events())
    }

    /// How many generations were read or begun.
    pub fn generations(&self) -> usize {
        self.stage.as_ref().map_or(0, |decoder| decoder.generations())
    }
}

/// The file as the decoder sees it.
struct Shared<R>(Rc<RefCell<Source<R>>>);

impl<R: Read> Read for Shared<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut source = self.0.borrow_mut();
        source.want(1).map_err(|error| match error {
            DecodeError::Read(error, _) => error,
            other => io::Error::other(other.to_string()),
        })?;
        let count = source.available().len().min(out.len());
        out[..count].copy_from_slice(&source.available()[..count]);
        source.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_are_told_from_other_files_packed_or_not() {
        assert!(is_trace(b"go 1.22 trace\x00\x00\x00"));
        assert!(is_trace(b"go 1.5 trace"));
        assert!(!is_trace(b"go 2"));
        assert!(!is_trace(b""));
        let mut packed = flate2::read::GzEncoder::new(&b"go 1.22 trace\x00\x00\x00"[..], flate2::Compression::fast());
        let mut bytes = Vec::new();
        packed.read_to_end(&mut bytes).unwrap();
        assert!(is_trace(&bytes));
        assert!(!is_trace(&bytes[..11]));
    }
}
