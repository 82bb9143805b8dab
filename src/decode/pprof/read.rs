//! The first pass: the fields of the profile, one after the other, as they arrive.

use std::io::Read;

use crate::decode::error::DecodeError;
use crate::decode::pprof::error::{Part, Place, Problem, ProfileError};
use crate::decode::pprof::field::{Fault, MAX_VARINT_BYTES, RowFault, varint};
use crate::decode::pprof::raw::{Raw, is_message, part};
use crate::decode::pprof::resolve::Resolve;
use crate::decode::window::Window;
use crate::model::column::OutOfMemory;

/// Longest message or string that is read in one piece, in bytes. A sample of 20 million frames
/// with ids of ten digits fits; what is longer would take more than memory can give.
pub(super) const MAX_MESSAGE_BYTES: u64 = 1 << 28;

/// Reads the fields of a profile as they arrive.
pub(super) struct Reader {
    raw: Raw,
    skip: Skip,
    is_profile: bool,
}

/// What is left of an unknown field, skipped without being kept.
#[derive(Clone, Copy, Debug, Default)]
struct Skip {
    left: u64,
    len: u64,
    at: u64,
}

impl Reader {
    /// Nothing is read yet.
    pub(super) fn new() -> Result<Self, OutOfMemory> {
        Ok(Self {
            raw: Raw::new()?,
            skip: Skip::default(),
            is_profile: false,
        })
    }

    /// Reads fields until the unpacked data has been read up to `until`, about; returns whether any is left.
    pub(super) fn read<R: Read>(&mut self, window: &mut Window<R>, until: u64) -> Result<bool, DecodeError> {
        while window.offset() < until {
            if self.skip.left > 0 {
                self.skip_some(window)?;
                continue;
            }
            window.want(2 * MAX_VARINT_BYTES)?;
            if window.available().is_empty() {
                let flushed = self.raw.samples.flush();
                flushed.map_err(|error| DecodeError::no_memory(error, window.offset()))?;
                return Ok(false);
            }
            self.read_field(window)?;
        }
        Ok(true)
    }

    /// How many samples were read.
    pub(super) fn samples(&self) -> u64 {
        self.raw.samples.len() as u64
    }

    /// Goes on to the second pass, once [`read`](Self::read) has returned false.
    pub(super) fn finish(self, is_gzip: bool) -> Result<Resolve, ProfileError> {
        let is_profile = self.is_profile;
        Resolve::new(self.raw, is_gzip).map_err(|error| ProfileError { is_profile, ..error })
    }

    fn read_field<R: Read>(&mut self, window: &mut Window<R>) -> Result<(), DecodeError> {
        let bytes = window.available();
        let mut at = 0;
        let start = at;
        let tag = varint(bytes, &mut at).map_err(|problem| self.error(window, problem, start, 0))?;
        let number = tag >> 3;
        let value_at = at;
        let wire_type = (tag & 7) as u8;
        match wire_type {
            0 => {
                let value = varint(bytes, &mut at).map_err(|problem| self.error(window, problem, value_at, number))?;
                self.raw
                    .take_varint(number, value)
                    .map_err(|fault| self.row_error(window, fault, value_at, None))?;
            }
            2 => {
                let len = varint(bytes, &mut at).map_err(|problem| self.error(window, problem, value_at, number))?;
                if is_message(number) || number == 13 {
                    return self.read_message(window, number, at, len);
                }
                self.check_unknown(window, number, 2, 0, value_at)?;
                self.skip = Skip {
                    left: len,
                    len,
                    at: window.offset() + value_at as u64,
                };
            }
            1 | 5 => {
                let wanted = if is_message(number) { 2 } else { 0 };
                self.check_unknown(window, number, wire_type, wanted, value_at)?;
                let len = if wire_type == 1 { 8 } else { 4 };
                self.skip = Skip {
                    left: len,
                    len,
                    at: window.offset() + value_at as u64,
                };
            }
            other => return Err(self.error(window, Problem::WireType(other), start, number)),
        }
        window.consume(at);
        Ok(())
    }

    /// A known field with a wire type that is not its own is an error; an unknown field has none of its own.
    fn check_unknown<R: Read>(
        &self,
        window: &Window<R>,
        number: u64,
        found: u8,
        wanted: u8,
        at: usize,
    ) -> Result<(), DecodeError> {
        if Part::Profile.field(number).is_some() {
            return Err(self.error(window, Problem::WireTypeMismatch { found, wanted }, at, number));
        }
        Ok(())
    }

    fn skip_some<R: Read>(&mut self, window: &mut Window<R>) -> Result<(), DecodeError> {
        if !window.want(1)? {
            let Skip { left, len, at } = self.skip;
            let left = len - left;
            return Err(ProfileError {
                problem: Problem::PastEnd { len, left },
                place: Place {
                    offset: Some(at),
                    is_gzip: window.is_gzip(),
                    message: None,
                    field: None,
                },
                is_profile: self.is_profile,
            }
            .into());
        }
        let count = (window.available().len() as u64).min(self.skip.left);
        window.consume(count as usize);
        self.skip.left -= count;
        Ok(())
    }

    /// Reads a field that has to lie in one piece.
    #[inline]
    fn read_message<R: Read>(
        &mut self,
        window: &mut Window<R>,
        number: u64,
        at: usize,
        len: u64,
    ) -> Result<(), DecodeError> {
        if len > MAX_MESSAGE_BYTES {
            let limit = MAX_MESSAGE_BYTES;
            return Err(self.error(window, Problem::TooLong { len, limit }, at, number));
        }
        let end = at + len as usize;
        if !window.want(end)? {
            let left = (window.available().len() - at) as u64;
            return Err(self.error(window, Problem::PastEnd { len, left }, at, number));
        }
        let bytes = &window.available()[at..end];
        let part = part(number);
        let index = self.raw.count(part);
        self.raw
            .take_message(number, bytes)
            .map_err(|fault| self.row_error(window, fault, at, Some((part, index))))?;
        self.is_profile = true;
        window.consume(end);
        Ok(())
    }

    #[cold]
    fn error<R: Read>(&self, window: &Window<R>, problem: Problem, at: usize, field: u64) -> DecodeError {
        let fault = Fault {
            problem,
            at: 0,
            part: Part::Profile,
            field,
        };
        self.row_error(window, fault.into(), at, None)
    }

    /// Says where in the file a fault is, `base` bytes after the window's start.
    #[cold]
    fn row_error<R: Read>(
        &self,
        window: &Window<R>,
        fault: RowFault,
        base: usize,
        message: Option<(Part, u64)>,
    ) -> DecodeError {
        let offset = window.offset() + base as u64;
        match fault {
            RowFault::OutOfMemory(error) => DecodeError::no_memory(error, offset),
            RowFault::Fault(fault) => ProfileError {
                problem: fault.problem,
                place: Place {
                    offset: Some(offset + fault.at as u64),
                    is_gzip: window.is_gzip(),
                    message: message.filter(|&(part, _)| part != Part::Profile),
                    field: fault.part.field(fault.field),
                },
                is_profile: self.is_profile,
            }
            .into(),
        }
    }
}
