//! What Go writes below each sample of its text profiles: names of its frames, and labels.
//!
//! ```text
//! 2 @ 0x44a797 0x4e6107 0x4916e1
//! # labels: {"shard":"3"}
//! #   0x4e6106  internal/poll.(*pollDesc).wait+0x26  /go/src/internal/poll/fd_poll_runtime.go:84
//! ```
//!
//! What stands in columns has tabs before it. pprof passes over these lines and shows addresses, unless it has the program. Their rule
//! (`printStackRecord` in `runtime/pprof/pprof.go`, Go 1.27): one line for each frame, leaf first, except that
//! - `runtime.goexit`, where every goroutine begins, is never named;
//! - functions of package runtime at the leaf are not, unless there is nothing else (in heap and count profiles);
//! - a frame without a function has its address alone.
//!
//! So a frame that is passed over at the leaf is one of the runtime, and a last one is `runtime.goexit`.
//! Addresses in comments are those of the calls, one less than what the sample has, or equal to it where
//! that is the beginning of a function.

use crate::decode::legacy::build::{Build, Skipped};
use crate::decode::legacy::scan::hexadecimal;
use crate::model::column::OutOfMemory;
use crate::model::id::LocationId;
use crate::model::profile::Label;

/// What was read of the comments below a sample.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// Whether comments are heeded at all.
    is_heeded: bool,
    /// Whether functions of the runtime at the leaf are not named.
    hides_runtime: bool,
    /// How many frames of the sample are behind.
    at: usize,
    /// The location that is being named.
    naming: Option<LocationId>,
    /// Frames of this sample that were named, and of the whole file.
    named: u32,
    named_in_all: u64,
    /// Whether comments have begun below the last sample, and no empty line has ended them.
    pub(super) is_open: bool,
}

impl Comments {
    /// For a file; comments may be meant to be passed over.
    pub(super) fn new(is_heeded: bool, hides_runtime: bool) -> Self {
        Self {
            is_heeded,
            hides_runtime,
            ..Self::default()
        }
    }

    /// A sample was read; what follows is about it. Call also at the end.
    pub(super) fn next_sample(&mut self, build: &mut Build) {
        if self.named > 0
            && self.at < build.stack.len()
            && let Some(&root) = build.stack.last()
        {
            build.skip(root, Skipped::AtRoot);
        }
        (self.at, self.naming, self.named, self.is_open) = (0, None, 0, false);
    }

    /// Whether any frame of the file was named.
    pub(super) fn have_names(&self) -> bool {
        self.named_in_all > 0
    }

    /// A line that begins with `#`, or an empty one.
    pub(super) fn read(&mut self, build: &mut Build, line: &[u8]) -> Result<(), OutOfMemory> {
        let Some(comment) = line.strip_prefix(b"#") else {
            self.is_open = false;
            return Ok(());
        };
        let comment = comment.trim_ascii_start();
        if let Some((address, names)) = hexadecimal(comment) {
            self.is_open = true;
            if self.is_heeded {
                return self.frame(build, address, names);
            }
        } else if let Some(labels) = comment.strip_prefix(b"labels:")
            && self.is_heeded
        {
            self.is_open = true;
            return read_labels(build, labels);
        }
        Ok(())
    }

    /// A frame: its address, and `\tfunction+0x12\t\tfile:34`.
    fn frame(&mut self, build: &mut Build, address: u64, names: &[u8]) -> Result<(), OutOfMemory> {
        let stack = &build.stack;
        let is_it = |&location: &LocationId| {
            let key = build.key(location);
            key == address || key == address.wrapping_sub(1)
        };
        let Some(passed) = stack[self.at..].iter().position(is_it) else {
            // A second function at the address of the last: the one into which that is inlined.
            if let (Some(location), Some(names)) = (self.naming, names_of(names))
                && build.key(location) == address
            {
                build.name(location, names.function, names.file, names.line)?;
            }
            return Ok(());
        };
        let (first, location) = (self.at, stack[self.at + passed]);
        self.at += passed + 1;
        let Some(names) = names_of(names) else {
            self.naming = None;
            return Ok(());
        };
        if self.hides_runtime && self.named == 0 {
            for at in first..first + passed {
                build.skip(build.stack[at], Skipped::AtLeaf);
            }
        }
        self.named += 1;
        self.named_in_all += 1;
        self.naming = (!build.is_named(location)).then_some(location);
        if self.naming.is_some() {
            build.name(location, names.function, names.file, names.line)?;
        }
        Ok(())
    }
}

/// What a comment says of a frame.
struct Names<'a> {
    function: &'a [u8],
    file: &'a [u8],
    line: i64,
}

/// Takes `\tfunction+0x12\t\tfile:34` apart; none when there is no function.
fn names_of(text: &[u8]) -> Option<Names<'_>> {
    let mut fields = text.split(|&byte| byte == b'\t').filter(|field| !field.is_empty());
    let function = fields.next()?.trim_ascii();
    // The offset in the function; names may hold a plus sign of their own.
    let function = match function.windows(3).rposition(|part| part == b"+0x") {
        Some(at) => &function[..at],
        None => function,
    };
    if function.is_empty() {
        return None;
    }
    let place = fields.next().unwrap_or_default().trim_ascii();
    let (file, line) = match place.iter().rposition(|&byte| byte == b':') {
        Some(colon) => (&place[..colon], number(&place[colon + 1..])),
        None => (place, 0),
    };
    Some(Names { function, file, line })
}

/// A line number; 0, which means unknown, when it is none.
fn number(digits: &[u8]) -> i64 {
    std::str::from_utf8(digits)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

/// Labels as Go prints a map of them: `{"key":"value", "key":"value"}`, sorted by key.
fn read_labels(build: &mut Build, text: &[u8]) -> Result<(), OutOfMemory> {
    let mut rest = text.trim_ascii();
    rest = rest.strip_prefix(b"{").unwrap_or(rest);
    while let Some((key, after)) = quoted(rest) {
        let Some((value, after)) = after.strip_prefix(b":").and_then(quoted) else {
            return Ok(());
        };
        let label = Label {
            key: build.string(&key)?,
            is_text: true,
            text: build.string(&value)?,
            ..Label::default()
        };
        build.label(label)?;
        rest = after.strip_prefix(b",").unwrap_or(after).trim_ascii_start();
    }
    Ok(())
}

/// A text as Go quotes it (`strconv.Quote`), at the front; and what follows.
fn quoted(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = bytes.strip_prefix(b"\"")?;
    let mut text = Vec::new();
    loop {
        let (&first, after) = rest.split_first()?;
        rest = after;
        if first == b'"' {
            return Some((text, rest));
        }
        if first != b'\\' {
            text.push(first);
            continue;
        }
        let (&escape, after) = rest.split_first()?;
        rest = after;
        match escape {
            b'a' => text.push(7),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'v' => text.push(11),
            b'x' | b'u' | b'U' => {
                let digits = if escape == b'x' {
                    2
                } else if escape == b'u' {
                    4
                } else {
                    8
                };
                let code = std::str::from_utf8(rest.get(..digits)?).ok()?;
                let code = u32::from_str_radix(code, 16).ok()?;
                rest = &rest[digits..];
                if escape == b'x' {
                    // A byte that is no text.
                    text.push(code as u8);
                } else {
                    let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                    text.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let names = names_of(b"\tmain.(*T[...]).F-fm+0x2e\t\t\tC:/src/a b.go:666").unwrap();
        assert_eq!(names.function, b"main.(*T[...]).F-fm");
        assert_eq!((names.file, names.line), (&b"C:/src/a b.go"[..], 666));
        let names = names_of(b"\tmain.f").unwrap();
        assert_eq!((names.function, names.file, names.line), (&b"main.f"[..], &b""[..], 0));
        assert!(names_of(b"").is_none());
        assert!(names_of(b"\t+0x0\t\t").is_none());
    }

    #[test]
    fn quotes_are_undone() {
        let (text, rest) = quoted(br#""a \"b\", c: {d}\n\t\\\x01\xff\u00e9\U0001f600":"v""#).unwrap();
        assert_eq!(text, b"a \"b\", c: {d}\n\t\\\x01\xff\xc3\xa9\xf0\x9f\x98\x80");
        assert_eq!(quoted(&rest[1..]), Some((b"v".to_vec(), &b""[..])));
        for text in [&b"\"cut"[..], b"\"cut\\", b"\"cut\\x1", b"bare", b"\"\\ud8zz\"", b""] {
            assert_eq!(quoted(text), None);
        }
        assert_eq!(quoted(br#""\ud800""#).unwrap().0, "\u{fffd}".as_bytes());
    }
}
