//! The first sixteen bytes of a trace: `go 1.N trace` and NULs.
//!
//! The number is one of the format, not of the toolchain: Go 1.24 writes `go 1.23`, Go 1.27 `go 1.26`.
//!
//! Source: `internal/trace/version/version.go`, Go 1.27; `internal/trace/parser.go`, Go 1.21.

use std::fmt;

use crate::decode::trace::error::TraceError;
use crate::decode::trace::problem::{Part, Problem};

/// Bytes of the header.
pub(super) const HEADER_BYTES: usize = 16;

/// The newest version that is known.
const NEWEST: u32 = 26;

/// The version of a trace, as its header has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u32);

impl Version {
    /// The version that a header names; versions newer than any known are taken for the newest format.
    pub(super) fn of(header: &[u8; HEADER_BYTES]) -> Result<Self, Problem> {
        let rest = header.strip_prefix(b"go 1.").ok_or(Problem::Header)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = rest.split_at(digits);
        let padding = rest.strip_prefix(b" trace").ok_or(Problem::Header)?;
        if digits == 0 || padding.iter().any(|&byte| byte != 0) {
            return Err(Problem::Header);
        }
        // Sixteen bytes hold at most five digits.
        let number = number
            .iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        match number {
            5 | 7..=11 | 19 | 21 | 22 | 23 | 25 | NEWEST.. => Ok(Self(number)),
            _ => Err(Problem::UnknownVersion(number)),
        }
    }

    /// The version that the first bytes of a trace name; what else is wrong with them is told.
    pub fn of_file(first: &[u8]) -> Result<Self, TraceError> {
        let header = first.first_chunk::<HEADER_BYTES>();
        let cut = if b"go 1.".starts_with(&first[..first.len().min(5)]) {
            Problem::CutFile(Part::Header)
        } else {
            Problem::Header
        };
        let header = header.ok_or_else(|| TraceError::at(cut, 0))?;
        Self::of(header).map_err(|problem| TraceError::at(problem, 0))
    }

    /// The releases of Go that write it.
    pub fn writers(self) -> &'static str {
        match self.0 {
            5 => "Go 1.5 or 1.6",
            7 => "Go 1.7",
            8 => "Go 1.8",
            9 => "Go 1.9",
            10 => "Go 1.10",
            11 => "Go 1.11 to 1.18",
            19 => "Go 1.19 or 1.20",
            21 => "Go 1.21",
            22 => "Go 1.22",
            23 => "Go 1.23 or 1.24",
            25 => "Go 1.25",
            26 => "Go 1.26 or 1.27",
            _ => "a newer Go",
        }
    }

    /// The number after `go 1.`.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Whether it is newer than any known.
    pub fn is_newer(self) -> bool {
        self.0 > NEWEST
    }

    /// Whether it is of the old format, which [`v1`](crate::decode::trace::v1) reads.
    pub(super) fn is_v1(self) -> bool {
        self.0 < 22
    }

    /// Whether the file has no names for functions, but their addresses alone.
    pub(super) fn has_addresses_alone(self) -> bool {
        self.0 < 7
    }

    #[cfg(test)]
    pub(super) fn for_tests(number: u32) -> Self {
        Self(number)
    }

    /// Whether generations begin with a batch about clocks, which tells the time of day.
    pub(super) fn has_clock_batches(self) -> bool {
        self.0 >= 25
    }

    /// Whether a byte ends each generation.
    pub(super) fn has_end_of_generation(self) -> bool {
        self.0 >= 26
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "go 1.{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &[u8; HEADER_BYTES], want: Result<u32, Problem>) {
        assert_eq!(Version::of(header).map(Version::number), want);
    }

    #[test]
    fn headers() {
        check(b"go 1.22 trace\0\0\0", Ok(22));
        check(b"go 1.26 trace\0\0\0", Ok(26));
        check(b"go 1.199 trace\0\0", Ok(199));
        check(b"go 1.24 trace\0\0\0", Err(Problem::UnknownVersion(24)));
        check(b"go 1.6 trace\0\0\0\0", Err(Problem::UnknownVersion(6)));
        check(b"go 1.21 trace\0\0\0", Ok(21));
        check(b"go 1.5 trace\0\0\0\0", Ok(5));
        check(b"go 1.22 trace   ", Err(Problem::Header));
        check(b"go 2.22 trace\0\0\0", Err(Problem::Header));
        check(b"go 1. trace\0\0\0\0\0", Err(Problem::Header));
    }
}
