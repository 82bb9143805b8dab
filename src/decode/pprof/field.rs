//! The protocol-buffer wire format, over bytes that lie in one piece.
//!
//! Strict where pprof's reader is strict and lenient where it is lenient (`profile/proto.go`, Go 1.27):
//! wire types 0, 1, 2 and 5 only; a varint has at most ten bytes and what does not fit 64 bits is
//! lost; field numbers are not limited, and unknown ones are skipped.

use crate::decode::pprof::error::{Part, Problem};
use crate::model::column::OutOfMemory;

/// Longest varint, in bytes.
pub(super) const MAX_VARINT_BYTES: usize = 10;

/// What is wrong, and where in the message in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What.
    pub(super) problem: Problem,
    /// Bytes from the start of the message.
    pub(super) at: usize,
    /// The message the field belongs to: the one in hand, or one inside it.
    pub(super) part: Part,
    /// The field's number; 0 when it is not known.
    pub(super) field: u64,
}

impl Fault {
    /// The same, seen from the message around this one, in which this one begins at `base`.
    pub(super) fn moved(self, base: usize) -> Self {
        Self {
            at: self.at + base,
            ..self
        }
    }
}

/// Why a row could not be made of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowFault {
    /// Its bytes are wrong.
    Fault(Fault),
    /// There is no memory for it.
    OutOfMemory(OutOfMemory),
}

impl RowFault {
    /// See [`Fault::moved`].
    pub(super) fn moved(self, base: usize) -> Self {
        match self {
            Self::Fault(fault) => Self::Fault(fault.moved(base)),
            Self::OutOfMemory(_) => self,
        }
    }
}

impl From<Fault> for RowFault {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<OutOfMemory> for RowFault {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

/// A field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire types 1 and 5: nothing in profile.proto is written so.
    Fixed(u8),
    /// Wire type 2: its bytes.
    Bytes(&'a [u8]),
}

/// A field of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// The field number.
    pub(super) number: u64,
    /// The value.
    pub(super) value: Value<'a>,
    /// Where the value's bytes begin in the message: after the length, where there is one.
    pub(super) at: usize,
    /// The message, for faults.
    part: Part,
}

impl<'a> Field<'a> {
    /// The value of an integer field.
    #[inline]
    pub(super) fn varint(&self) -> Result<u64, Fault> {
        match self.value {
            Value::Varint(value) => Ok(value),
            other => Err(self.fault(Problem::WireTypeMismatch {
                found: other.wire_type(),
                wanted: 0,
            })),
        }
    }

    /// The bytes of a string or message field.
    #[inline]
    pub(super) fn bytes(&self) -> Result<&'a [u8], Fault> {
        match self.value {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(self.fault(Problem::WireTypeMismatch {
                found: other.wire_type(),
                wanted: 2,
            })),
        }
    }

    /// A fault of this field.
    pub(super) fn fault(&self, problem: Problem) -> Fault {
        Fault {
            problem,
            at: self.at,
            part: self.part,
            field: self.number,
        }
    }

    /// A fault of this field, so many bytes into its value.
    pub(super) fn fault_inside(&self, problem: Problem, inside: usize) -> Fault {
        self.fault(problem).moved(inside)
    }
}

impl Value<'_> {
    fn wire_type(self) -> u8 {
        match self {
            Value::Varint(_) => 0,
            Value::Fixed(wire_type) => wire_type,
            Value::Bytes(_) => 2,
        }
    }
}

/// Reads the fields of one message.
#[derive(Clone, Debug)]
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
    part: Part,
}

impl<'a> Fields<'a> {
    /// The fields of the message that `bytes` holds.
    #[inline]
    pub(super) fn new(bytes: &'a [u8], part: Part) -> Self {
        Self::starting_at(bytes, 0, part)
    }

    /// The fields from `at` on: what is before has been read.
    #[inline]
    pub(super) fn starting_at(bytes: &'a [u8], at: usize, part: Part) -> Self {
        Self { bytes, at, part }
    }

    /// The next field, or none at the end of the message.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<Field<'a>>, Fault> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        let start = self.at;
        let fault = |problem, at, field| Fault {
            problem,
            at,
            part: self.part,
            field,
        };
        let mut at = start;
        let tag = varint(self.bytes, &mut at).map_err(|problem| fault(problem, start, 0))?;
        let number = tag >> 3;
        let mut value_at = at;
        let value = match (tag & 7) as u8 {
            0 => {
                let value = varint(self.bytes, &mut at).map_err(|problem| fault(problem, value_at, number))?;
                Value::Varint(value)
            }
            2 => {
                let len = varint(self.bytes, &mut at).map_err(|problem| fault(problem, value_at, number))?;
                let left = self.bytes.len() - at;
                if len > left as u64 {
                    let left = left as u64;
                    return Err(fault(Problem::PastEnd { len, left }, value_at, number));
                }
                value_at = at;
                at += len as usize;
                Value::Bytes(&self.bytes[value_at..at])
            }
            wire_type @ (1 | 5) => {
                let len = if wire_type == 1 { 8 } else { 4 };
                let left = self.bytes.len() - at;
                if left < len {
                    let (len, left) = (len as u64, left as u64);
                    return Err(fault(Problem::PastEnd { len, left }, value_at, number));
                }
                at += len;
                Value::Fixed(wire_type)
            }
            wire_type => return Err(fault(Problem::WireType(wire_type), start, number)),
        };
        self.at = at;
        Ok(Some(Field {
            number,
            value,
            at: value_at,
            part: self.part,
        }))
    }
}

/// Reads a varint at `at` and moves `at` behind it.
///
/// Ids and values of most profiles have one to three bytes: those are told apart in one load.
#[inline(always)]
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Result<u64, Problem> {
    if let Some(&chunk) = bytes.get(*at..).and_then(<[u8]>::first_chunk::<4>) {
        let word = u32::from_le_bytes(chunk);
        if word & 0x80 == 0 {
            *at += 1;
            return Ok(u64::from(word & 0x7f));
        }
        if word & 0x8000 == 0 {
            *at += 2;
            return Ok(u64::from((word & 0x7f) | (word >> 1 & 0x3f80)));
        }
        if word & 0x80_0000 == 0 {
            *at += 3;
            return Ok(u64::from(
                (word & 0x7f) | (word >> 1 & 0x3f80) | (word >> 2 & 0x1f_c000),
            ));
        }
    }
    long_varint(bytes, at)
}

/// The rare path of [`varint`]: more than three bytes, or near the end.
#[inline(never)]
fn long_varint(bytes: &[u8], at: &mut usize) -> Result<u64, Problem> {
    let mut value = 0_u64;
    for (index, &byte) in bytes[*at..].iter().take(MAX_VARINT_BYTES).enumerate() {
        // Bits past the 64th fall off the end, as they do in pprof.
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            *at += index + 1;
            return Ok(value);
        }
    }
    if bytes.len() - *at < MAX_VARINT_BYTES {
        Err(Problem::CutVarint)
    } else {
        Err(Problem::LongVarint)
    }
}

#[cfg(test)]
mod tests;
