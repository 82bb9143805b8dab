//! What and where: why a file could not be read, and what was wrong with one that could.
//!
//! Every text follows one grammar: what is wrong · where · what you can do. It is one line, without
//! a full stop, and carries the offending value. Offsets count bytes; in a gzip file those of the
//! profile count unpacked bytes, and the text says so.

use std::fmt;
use std::io;

use crate::decode::gunzip::GzipError;
use crate::decode::legacy::error::LegacyError;
use crate::decode::pprof::error::ProfileError;
use crate::decode::sniff::Other;
use crate::model::column::OutOfMemory;

/// Why a file could not be read.
#[derive(Debug)]
pub enum DecodeError {
    /// Reading failed at this offset of the file: it changed, or went away, while it was open.
    Read(io::Error, u64),
    /// There is nothing in the file, or, when true, nothing in the gzip data.
    Empty(bool),
    /// The file is something else; true when that stood inside gzip data.
    Other(Other, bool),
    /// The gzip data is damaged; the offset is one in the file.
    Gzip(GzipError, u64),
    /// The profile is damaged or breaks a rule of its format.
    Profile(Box<ProfileError>),
    /// The same of a profile from before profile.proto.
    Legacy(Box<LegacyError>),
    /// Memory ran out.
    OutOfMemory {
        /// Rows of the table that could not grow, if it was one.
        rows: Option<usize>,
        /// How far the unpacked data was read.
        offset: u64,
    },
    /// A profile from before profile.proto or other text, which only the builds with the feature `texts` read.
    Elsewhere,
    /// The decoder was asked to go on after it had ended.
    Ended,
}

impl DecodeError {
    /// The offset at which reading stopped: in the file for [`Read`](Self::Read) and [`Gzip`](Self::Gzip),
    /// else in the unpacked data. None when the fault has no one place.
    pub fn offset(&self) -> Option<u64> {
        match self {
            Self::Read(_, offset) | Self::Gzip(_, offset) | Self::OutOfMemory { offset, .. } => Some(*offset),
            Self::Empty(_) | Self::Other(..) => Some(0),
            Self::Profile(error) => error.place.offset,
            Self::Legacy(error) => Some(error.offset),
            Self::Elsewhere | Self::Ended => None,
        }
    }

    /// Memory that a table could not have, after `offset` unpacked bytes.
    pub(super) fn no_memory(error: OutOfMemory, offset: u64) -> Self {
        Self::OutOfMemory {
            rows: Some(error.rows),
            offset,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error, offset) => write!(
                f,
                "unreadable file: {error} · byte {offset} · it may have changed or moved since it was opened: open it again"
            ),
            Self::Empty(false) => write!(f, "empty file · 0 bytes · save the profile again"),
            Self::Empty(true) => write!(f, "empty gzip file · 0 bytes unpacked · save the profile again"),
            Self::Other(other, is_inside) => {
                let (of, place) = match (is_inside, other) {
                    (false, _) => ("", "byte 0"),
                    (true, Other::Gzip) => ("", "byte 0 of the unpacked data"),
                    (true, _) => ("gzip of ", "byte 0 of the unpacked data"),
                };
                write!(f, "not a profile: {of}{other} · {place} · {}", other.advice())
            }
            Self::Gzip(error, offset) => {
                write!(f, "{error} · byte {offset} of the file · {}", error.advice())
            }
            Self::Profile(error) => write!(f, "{error}"),
            Self::Legacy(error) => write!(f, "{error}"),
            Self::OutOfMemory { rows: None, offset } => write!(
                f,
                "out of memory · after {offset} bytes unpacked · close other files, or open the file where there is more memory"
            ),
            Self::OutOfMemory {
                rows: Some(rows),
                offset,
            } => write!(
                f,
                "out of memory: a table is full at {rows} rows · after {offset} bytes unpacked · close other files, or open the file where there is more memory"
            ),
            Self::Elsewhere => write!(f, "text: this build reads profile.proto only"),
            Self::Ended => write!(f, "nothing left to read: the decoder has ended"),
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // `Read` prints its cause itself: a chain printer must not say it twice.
        None
    }
}

impl From<ProfileError> for DecodeError {
    fn from(error: ProfileError) -> Self {
        Self::Profile(Box::new(error))
    }
}

impl From<LegacyError> for DecodeError {
    fn from(error: LegacyError) -> Self {
        Self::Legacy(Box::new(error))
    }
}

/// What was wrong with a file that could be read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The profile's own pattern of frames to drop or to keep (`drop_frames`, `keep_frames`) cannot be used: no frame was dropped.
    FramePattern {
        /// The field's name.
        field: &'static str,
        /// The pattern.
        pattern: String,
        /// Why not.
        reason: String,
    },
    /// So many locations name a mapping that the file does not have; they are shown without one.
    UnknownMapping(u64),
    /// A goroutine dump ends where more must have followed.
    CutDump {
        /// The number of the last goroutine.
        goroutine: u64,
        /// Where it ends, in bytes of the unpacked data.
        offset: u64,
    },
    /// The last line of a goroutine dump, which ends at this offset, has no line break.
    NoLineBreak(u64),
    /// So many goroutines have a number that another before them has: there are several dumps in the file.
    RepeatedGoroutines(u64),
    /// So many stacks of creators follow goroutines (`GODEBUG=tracebackancestors`); they are not shown.
    Ancestors(u64),
    /// So many lines were too long to be read.
    LongLines(u64),
    /// A text ends, at this offset of the unpacked data, inside a line or before the comments of its last sample do.
    CutText(u64),
    /// The samples of a text do not make what its first line says.
    Totals {
        /// What they make.
        found: i64,
        /// What the first line says.
        wanted: i64,
        /// Of what.
        what: &'static str,
    },
    /// A profile in words ends, at this offset of the unpacked data, without the mark that should stand there.
    NoEndMark(u64),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FramePattern { field, pattern, reason } => {
                write!(f, "invalid {field}: {reason} · no frame was dropped · {pattern}")
            }
            Self::UnknownMapping(count) => {
                write!(
                    f,
                    "missing mapping: named by {count} locations, which are shown without a binary"
                )
            }
            Self::CutDump { goroutine, offset } => write!(
                f,
                "unexpected end of the dump: in or after goroutine {goroutine} · byte {offset} · what stands before is shown"
            ),
            Self::NoLineBreak(offset) => write!(
                f,
                "missing line break at the end: the dump may be cut short · byte {offset} · what stands before is shown"
            ),
            Self::RepeatedGoroutines(count) => write!(
                f,
                "repeated goroutines: {count} have the number of another before them · the file seems to hold several dumps, shown as one"
            ),
            Self::Ancestors(count) => write!(
                f,
                "unsupported stacks of creators: {count} · only the goroutines' own stacks are shown"
            ),
            Self::LongLines(count) => write!(f, "lines too long to be read: {count} · they are left out"),
            Self::CutText(offset) => write!(
                f,
                "unexpected end of text · byte {offset} · its end may be missing: save or download it again"
            ),
            Self::Totals { found, wanted, what } => write!(
                f,
                "incomplete text: {found} {what}, its first line says {wanted} · a part may be missing: save or download it again"
            ),
            Self::NoEndMark(offset) => write!(
                f,
                "missing end mark of the samples · byte {offset} · some may be missing: save or download it again"
            ),
        }
    }
}

#[cfg(test)]
mod tests;
