//! Text with goroutines in it → a [`Dump`], or word that there is none.
//!
//! What `goroutine?debug=2` gives, what a program prints when it panics or gets SIGQUIT, and logs that hold such
//! a thing among their own lines. The runtime's shapes, Go 1.5 to 1.27:
//!
//! ```text
//! goroutine 7 [chan receive, 5 minutes, locked to thread] {tenant: "a b"}:     header
//! internal/sync.(*Mutex).Lock(...)                                             inlined
//!         /usr/lib/go/src/internal/sync/mutex.go:70
//! main.(*Queue).pop(0xc000012345, {0x1, 0x2?}, ...)                            call
//!         /home/a/queue.go:42 +0x1d fp=0xc00004 sp=0xc00003 pc=0x46
//! ...81 frames elided...                                                       elided
//! created by main.main in goroutine 1                                          creator
//!         /home/a/main.go:9 +0x5e
//! ```
//!
//! [`line`] and [`header`] say what one line is, [`prefix`] takes off what a log put before it, [`lines`] makes
//! goroutines of lines, and [`tables`] keeps them. Other lines may stand anywhere, even between a call and its place:
//! they are counted and passed over.
//!
//! Must not know: gzip, where bytes come from, what is shown.
//!
//! Invariants, each tested: a line costs no allocation; no line is held that is longer than [`MAX_LINE_BYTES`]; a dump
//! cut anywhere is read up to there, with a warning wherever that can be told.
//!
//! Sources: `runtime/traceback.go`, `proc.go`, `panic.go`, `print.go`, Go 1.21 to 1.27. Read [`lines`] first.

mod header;
mod labels;
mod line;
mod lines;
mod prefix;
mod tables;

use std::io::Read;

use crate::decode::error::{DecodeError, Warning};
use crate::decode::goroutines::lines::Lines;
use crate::decode::line_feed::line_feed;
use crate::decode::window::Window;
use crate::model::goroutines::Dump;

/// Longest line that is read; longer ones are passed over without being held. Go cuts arguments at ten words, so
/// that only names can make a line long.
pub(super) const MAX_LINE_BYTES: usize = 1 << 20;

/// A dump on its way from text to columns.
pub(super) struct DumpDecoder {
    lines: Lines,
    /// So much of what is available was looked through and has no line break.
    searched: usize,
    /// In a line too long to be read.
    is_skipping: bool,
}

/// What the whole text turned out to hold.
pub(super) enum Found {
    /// Goroutines.
    Dump(Box<Dump>, Vec<Warning>),
    /// None: it is some other text.
    Nothing,
}

impl DumpDecoder {
    /// Nothing is read yet.
    pub(super) fn new() -> Result<Self, DecodeError> {
        let lines = Lines::new().map_err(|error| DecodeError::no_memory(error, 0))?;
        Ok(Self {
            lines,
            searched: 0,
            is_skipping: false,
        })
    }

    /// How many goroutines were read.
    pub(super) fn goroutines(&self) -> u64 {
        self.lines.goroutines()
    }

    /// Works through about `budget` bytes; returns what was found once all is read.
    pub(super) fn step<R: Read>(&mut self, window: &mut Window<R>, budget: u64) -> Result<Option<Found>, DecodeError> {
        let until = window.offset().saturating_add(budget.max(1));
        while window.offset() < until {
            self.take_lines(window, until)?;
            if window.offset() >= until {
                break;
            }
            let left = window.available().len();
            if left > MAX_LINE_BYTES {
                self.is_skipping = true;
                self.searched = 0;
                window.consume(left);
            } else if !window.want(left + 1)? {
                return self.finish(window).map(Some);
            }
        }
        Ok(None)
    }

    /// Takes the lines that are there whole.
    fn take_lines<R: Read>(&mut self, window: &mut Window<R>, until: u64) -> Result<(), DecodeError> {
        let (bytes, base) = (window.available(), window.offset());
        let mut at = 0;
        while let Some(len) = line_feed(&bytes[at + self.searched..]).map(|len| len + self.searched) {
            self.searched = 0;
            if std::mem::take(&mut self.is_skipping) {
                self.lines.pass_long_line();
            } else {
                let offset = base + at as u64;
                let taken = self.lines.take(&bytes[at..at + len], offset);
                taken.map_err(|error| DecodeError::no_memory(error, offset))?;
            }
            at += len + 1;
            if base + at as u64 >= until {
                break;
            }
        }
        if base + (at as u64) < until {
            self.searched = bytes.len() - at;
        }
        window.consume(at);
        Ok(())
    }

    fn finish<R: Read>(&mut self, window: &mut Window<R>) -> Result<Found, DecodeError> {
        let (rest, offset) = (window.available(), window.offset());
        let no_memory = |error| DecodeError::no_memory(error, offset);
        if self.is_skipping {
            self.lines.pass_long_line();
        } else if !rest.is_empty() {
            self.lines.take(rest, offset).map_err(no_memory)?;
        }
        let end = offset + rest.len() as u64;
        let is_ended = !self.is_skipping && rest.is_empty();
        let lines = std::mem::replace(&mut self.lines, Lines::new().map_err(no_memory)?);
        lines.finish(end, is_ended).map_err(no_memory)
    }
}

#[cfg(test)]
mod tests;
