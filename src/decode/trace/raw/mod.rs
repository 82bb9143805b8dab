//! Traces as text → bytes: the form in which tests write the traces that no run can be made to give.
//!
//! ```text
//! Trace Go1.22
//! EventBatch gen=1 m=0 time=0          # a size=… may be told, and be wrong
//! ProcStatus dt=1 p=0 pstatus=1
//! EventBatch gen=1 m=18446744073709551615 time=0
//! Strings
//! String id=1
//!     data="whatever"
//! ```
//!
//! It is the form of `go tool trace -d=wire`, but that a batch's size may be left out: then it is that of what follows up to
//! the next batch. Numbers are decimal, and arguments stand in the order of their [`Spec`](crate::decode::trace::spec::Spec).
//!
//! Go has no such form for traces before 1.22; [`v1`] gives them one that is alike.
//!
//! Source: `internal/trace/raw`, Go 1.27.

mod v1;

use std::fmt;

use crate::decode::trace::spec::EventType;
use crate::decode::trace::version::Version;

/// Why a text is no trace: the line, from 1, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: RawProblem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawProblem {
    /// The first line does not name a version.
    Version,
    /// No event has this name.
    UnknownEvent(String),
    /// This argument should come next.
    MissingArgument(&'static str),
    /// An argument is no number.
    Number(String),
    /// Text between quotes is none.
    Quotes,
}

impl fmt::Display for RawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            RawProblem::Version => write!(f, "unknown trace version")?,
            RawProblem::UnknownEvent(name) => write!(f, "unknown event: {name}")?,
            RawProblem::MissingArgument(name) => write!(f, "missing argument: {name}")?,
            RawProblem::Number(word) => write!(f, "invalid number: {word}")?,
            RawProblem::Quotes => write!(f, "invalid data: not a text between quotes")?,
        }
        write!(f, " · line {}", self.line)
    }
}

impl std::error::Error for RawError {}

/// The bytes of a trace.
pub fn bytes(text: &str) -> Result<Vec<u8>, RawError> {
    let mut writer = Form::None;
    for (index, line) in text.lines().enumerate() {
        let line = if line.contains("data=") {
            line.trim()
        } else {
            line.split('#').next().unwrap_or_default().trim()
        };
        if line.is_empty() {
            continue;
        }
        let written = match &mut writer {
            Form::None => Form::of(line).map(|form| writer = form),
            Form::V1(writer) => writer.line(line),
            Form::V2(writer) => writer.line(line),
        };
        written.map_err(|problem| RawError {
            line: index + 1,
            problem,
        })?;
    }
    Ok(match writer {
        Form::None => Vec::new(),
        Form::V1(writer) => writer.finish(),
        Form::V2(mut writer) => {
            writer.close();
            writer.out
        }
    })
}

/// How the version writes.
enum Form {
    /// It is not known yet.
    None,
    /// Before Go 1.22.
    V1(v1::Writer),
    /// Go 1.22 and later.
    V2(Writer),
}

impl Form {
    /// That of the first line, with the header written.
    fn of(line: &str) -> Result<Self, RawProblem> {
        let version = line.strip_prefix("Trace Go1.").ok_or(RawProblem::Version)?;
        let mut out = format!("go 1.{version} trace").into_bytes();
        out.resize(16, 0);
        // What is no version is written as it is: readers are to refuse it.
        let version = out.first_chunk().and_then(|header| Version::of(header).ok());
        Ok(match version.filter(|version| version.is_v1()) {
            Some(version) => Self::V1(v1::Writer::new(version, out)),
            None => Self::V2(Writer {
                out,
                ..Writer::default()
            }),
        })
    }
}

/// Bytes written, and the batch that is not complete.
#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    /// What the batch holds so far.
    batch: Vec<u8>,
    /// Whether a size is due before it, and which.
    is_open: bool,
    size: Option<u64>,
}

impl Writer {
    /// Ends the batch in hand.
    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            let size = self.size.take().unwrap_or(self.batch.len() as u64);
            put(size, &mut self.out);
        }
        self.out.append(&mut self.batch);
    }

    fn line(&mut self, line: &str) -> Result<(), RawProblem> {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        if let Some(quoted) = line.strip_prefix("data=") {
            let data = unquoted(quoted).ok_or(RawProblem::Quotes)?;
            put(data.len() as u64, &mut self.batch);
            self.batch.extend_from_slice(&data);
            return Ok(());
        }
        if first.starts_with("pc=") {
            let mut words = line.split_whitespace();
            for name in FRAME {
                let value = argument(&mut words, name)?.ok_or(RawProblem::MissingArgument(name))?;
                put(value, &mut self.batch);
            }
            return Ok(());
        }
        let kind = (0..=u8::MAX)
            .filter_map(EventType::from_number)
            .find(|kind| kind.name() == first)
            .ok_or_else(|| RawProblem::UnknownEvent(first.to_owned()))?;
        let is_batch = matches!(
            kind,
            EventType::EventBatch | EventType::ExperimentalBatch | EventType::EndOfGeneration
        );
        if is_batch {
            self.close();
        }
        let into = if is_batch { &mut self.out } else { &mut self.batch };
        into.push(kind as u8);
        let dt = kind.spec().is_timed.then_some("dt");
        for name in dt.into_iter().chain(kind.spec().args.iter().copied()) {
            let value = argument(&mut words, name)?;
            match (name, value) {
                ("size", size) => (self.is_open, self.size) = (true, size),
                (_, None) => return Err(RawProblem::MissingArgument(name)),
                ("exp", Some(value)) => into.push(value as u8),
                (_, Some(value)) => put(value, into),
            }
        }
        Ok(())
    }
}

/// What the line of a frame tells.
const FRAME: [&str; 4] = ["pc", "func", "file", "line"];

/// The value of the next argument, none when there is no more.
fn argument<'a>(words: &mut impl Iterator<Item = &'a str>, name: &'static str) -> Result<Option<u64>, RawProblem> {
    let Some(word) = words.next() else {
        return Ok(None);
    };
    let value = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('='));
    let value = value.ok_or(RawProblem::MissingArgument(name))?;
    let number = value.parse().ok().ok_or_else(|| RawProblem::Number(word.to_owned()))?;
    Ok(Some(number))
}

/// Writes a number.
fn put(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The bytes of a text between quotes, with the commoner of Go's escapes.
fn unquoted(text: &str) -> Option<Vec<u8>> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        match letters.next()? {
            'n' => out.push(b'\n'),
            'r' => out.push(b'\r'),
            't' => out.push(b'\t'),
            'x' => {
                let (high, low) = (letters.next()?.to_digit(16)?, letters.next()?.to_digit(16)?);
                out.push((high * 16 + low) as u8);
            }
            letter @ ('"' | '\\') => out.push(letter as u8),
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_trace() {
        let text = "Trace Go1.22\nEventBatch gen=1 m=0 time=0\nProcStatus dt=1 p=0 pstatus=1 # runs\n\
            EventBatch gen=1 m=300 time=0 size=9\nStrings\nString id=1\n\tdata=\"a#\\x01\"\nEndOfGeneration\n";
        let mut want = b"go 1.22 trace\0\0\0".to_vec();
        want.extend([1, 1, 0, 0, 4, 13, 1, 0, 1]);
        want.extend([1, 1, 0xac, 2, 0, 9, 4, 5, 1, 3, b'a', b'#', 1, 52]);
        assert_eq!(bytes(text), Ok(want));
    }

    #[track_caller]
    fn refused(line: &str, want: &str) {
        let text = format!("Trace Go1.22\n{line}\n");
        assert_eq!(bytes(&text).unwrap_err().to_string(), want);
    }

    #[test]
    fn lines_that_are_none() {
        assert_eq!(
            bytes("Go1.22").unwrap_err().to_string(),
            "unknown trace version · line 1"
        );
        refused("GoSleep dt=1", "unknown event: GoSleep · line 2");
        refused("GoStart dt=1 g=1", "missing argument: g_seq · line 2");
        refused("GoStart dt=1 p=1", "missing argument: g · line 2");
        refused("GoStart dt=x", "invalid number: dt=x · line 2");
        refused("data=\"a", "invalid data: not a text between quotes · line 2");
        let old = |line: &str| {
            bytes(&format!("Trace Go1.19\nBatch p=0 ticks=1\n{line}\n"))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(old("GoDestroy dt=1"), "unknown event: GoDestroy · line 3");
        assert_eq!(old("GoStart dt=1 g=1"), "missing argument: seq · line 3");
        assert_eq!(old("String id=1\nGoEnd dt=1"), "missing argument: data · line 4");
    }
}
