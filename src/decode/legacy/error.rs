//! What is wrong with a profile from before profile.proto, and where.

use std::fmt;

use crate::model::column::OutOfMemory;

/// Most characters of the text that are repeated.
const VALUE_CHARS: usize = 60;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The first line of a heap profile names a kind that nobody has described.
    HeapKind,
    /// A line is no sample.
    Sample,
    /// A number does not fit 64 bits.
    Number,
    /// A sample has bytes without objects.
    NoObjects,
    /// A setting before the samples is not known, or its value is none.
    Setting,
    /// A line stands where a thread should begin.
    Thread,
    /// The file ends without the memory map with which its format ends.
    NoMemoryMap,
    /// The file ends inside a sample.
    CutSample,
    /// The file does not say what its values are.
    NoSampleTypes,
    /// A line of folded stacks does not end with a number.
    NoValue,
    /// A line, or what it becomes when names are put in, is longer than this limit, in bytes.
    LongLine(usize),
    /// A sample has more frames than this limit.
    ManyFrames(usize),
    /// There are more mappings than this limit.
    ManyMappings(usize),
    /// A memory map gives names to more texts than this limit.
    ManyNames(usize),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeapKind => write!(f, "unknown kind of heap profile"),
            Self::Sample => write!(f, "invalid sample"),
            Self::Number => write!(f, "number too large"),
            Self::NoObjects => write!(f, "invalid sample, bytes of 0 objects"),
            Self::Setting => write!(f, "invalid setting"),
            Self::Thread => write!(f, "invalid beginning of a thread"),
            Self::NoMemoryMap => write!(f, "unexpected end of file: missing memory map"),
            Self::CutSample => write!(f, "unexpected end of file in a sample"),
            Self::NoSampleTypes => write!(f, "missing setting: resolution"),
            Self::NoValue => write!(f, "missing number after a stack"),
            Self::LongLine(limit) => write!(f, "line too long: the limit is {limit} bytes"),
            Self::ManyFrames(limit) => write!(f, "stack too deep: the limit is {limit} frames"),
            Self::ManyMappings(limit) => write!(f, "too many mappings: the limit is {limit}"),
            Self::ManyNames(limit) => write!(f, "too many names in a memory map: the limit is {limit}"),
        }
    }
}

/// Why a line, or a record, could not be read.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is wrong: how, and the bytes that are.
    Problem(Problem, Vec<u8>),
    /// A table could not grow.
    Memory(OutOfMemory),
}

impl Fault {
    /// Something wrong with these bytes.
    #[cold]
    pub(super) fn new(problem: Problem, value: &[u8]) -> Self {
        // A character has at most four bytes.
        Self::Problem(problem, value[..value.len().min(4 * (VALUE_CHARS + 1))].to_vec())
    }
}

impl From<OutOfMemory> for Fault {
    fn from(error: OutOfMemory) -> Self {
        Self::Memory(error)
    }
}

/// Why a profile could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyError {
    /// What is wrong.
    pub problem: Problem,
    /// What was found there, on one line; empty where nothing was.
    pub value: String,
    /// Where, in bytes from the beginning of the unpacked data.
    pub offset: u64,
    /// The number of the line, from 1; none in a binary format.
    pub line: Option<u64>,
    /// Whether the file is gzip, so that the offset is not one in the file.
    pub is_gzip: bool,
}

impl LegacyError {
    fn advice(&self) -> &'static str {
        match self.problem {
            Problem::CutSample | Problem::NoMemoryMap => "the file was cut short: save or download it again",
            Problem::HeapKind | Problem::NoSampleTypes | Problem::Setting => {
                "goscope reads what Go, gperftools and their Java agent write"
            }
            Problem::NoValue => {
                "every line of folded stacks is frames with ; between them, a space, and a whole number"
            }
            Problem::LongLine(_) | Problem::ManyFrames(_) | Problem::ManyMappings(_) | Problem::ManyNames(_) => {
                "no profiler is known to write this"
            }
            _ => "the file is damaged or was cut short: save or download it again",
        }
    }
}

impl fmt::Display for LegacyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.problem)?;
        if !self.value.is_empty() {
            write!(f, ": {}", self.value)?;
        }
        let unpacked = if self.is_gzip { " of the unpacked data" } else { "" };
        write!(f, " · byte {}{unpacked}", self.offset)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, " · {}", self.advice())
    }
}

/// Bytes as a message shows them: one line, without control characters and the sign that parts messages, cut.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut chars = text.trim().chars().filter(|char| !char.is_control() && *char != '·');
    let mut shown: String = chars.by_ref().take(VALUE_CHARS).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_what_where_and_what_to_do() {
        let mut error = LegacyError {
            problem: Problem::Sample,
            value: shown(b" x: y [z: w]\t@ 0x3\r"),
            offset: 120,
            line: Some(4),
            is_gzip: false,
        };
        assert_eq!(
            error.to_string(),
            "invalid sample: x: y [z: w]@ 0x3 · byte 120, line 4 · \
             the file is damaged or was cut short: save or download it again"
        );
        (error.value, error.line, error.is_gzip) = (String::new(), None, true);
        assert!(
            error
                .to_string()
                .starts_with("invalid sample · byte 120 of the unpacked data · ")
        );
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(shown("é".repeat(100).as_bytes()), format!("{}…", "é".repeat(60)));
        let Fault::Problem(_, bytes) = Fault::new(Problem::Sample, &[b'x'; 10_000]) else {
            panic!("a problem")
        };
        assert_eq!(shown(&bytes), format!("{}…", "x".repeat(60)));
    }

    #[test]
    fn every_problem_has_words_and_advice() {
        for problem in [
            Problem::HeapKind,
            Problem::Number,
            Problem::NoObjects,
            Problem::Setting,
            Problem::Thread,
            Problem::NoMemoryMap,
            Problem::CutSample,
            Problem::NoSampleTypes,
            Problem::NoValue,
            Problem::LongLine(9),
            Problem::ManyFrames(9),
            Problem::ManyMappings(9),
            Problem::ManyNames(9),
        ] {
            let (value, offset, line, is_gzip) = (String::new(), 3, None, false);
            let error = LegacyError {
                problem,
                value,
                offset,
                line,
                is_gzip,
            };
            let text = error.to_string();
            assert_eq!(text.split(" · ").count(), 3, "{text}");
            assert!(!text.ends_with('.'), "{text}");
        }
    }
}
