//! A trace as one JSON object: what Go's reader and tools say of it, key by key.
//!
//! Times are nanoseconds of the trace's own clock, as it tells them. Maps leave out what is 0. Two things are told as Go's tools count them although
//! the trace knows better: what a goroutine did (see [`syscalls`](mod@crate::analyze::trace::syscalls)) and when it ended.

mod lists;
pub mod pages;
mod totals;
mod writer;

use std::io::{self, Write};

use crate::analyze::json::JsonError;
use crate::analyze::trace::json::writer::Writer;
use crate::analyze::trace::syscalls::Syscalls;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::id::GoId;

/// Text that is handed on when there is so much of it, in bytes.
const PIECE_BYTES: usize = 1 << 16;

/// A trace on its way into JSON.
struct Page<'a> {
    trace: &'a Trace,
    syscalls: Syscalls,
    json: Writer,
    out: &'a mut dyn Write,
}

impl Page<'_> {
    /// A time as the trace's clock told it.
    fn time(&self, time: i64) -> i64 {
        self.trace.origin.saturating_add(time)
    }

    /// The number of a goroutine; −1 of none.
    fn go_id(&self, goroutine: GoRow) -> i64 {
        if goroutine.is_some() {
            self.trace.goroutines.get(goroutine).id.0
        } else {
            GoId::NONE.0
        }
    }

    /// Hands text on, if there is enough.
    fn flush(&mut self) -> io::Result<()> {
        if self.json.len() >= PIECE_BYTES {
            let text = self.json.take();
            self.out.write_all(&text)?;
        }
        Ok(())
    }
}

/// Writes a trace that could be read, at least in part: `warnings` say what is missing, and it is whole when `is_whole`.
pub fn write(trace: &Trace, is_whole: bool, warnings: &[String], out: &mut dyn Write) -> Result<(), JsonError> {
    let mut page = Page {
        trace,
        syscalls: Syscalls::of(trace)?,
        json: Writer::default(),
        out,
    };
    page.json.begin(b'{');
    page.json.key("ok").bool(is_whole);
    if let Some(error) = warnings.last().filter(|_| !is_whole) {
        page.json.key("error").text(error.as_bytes());
    }
    if !warnings.is_empty() {
        page.json.key("warnings").begin(b'[');
        for warning in warnings {
            page.json.text(warning.as_bytes());
        }
        page.json.end(b']');
    }
    page.totals()?;
    page.lists()?;
    page.json.end(b'}');
    let text = page.json.take();
    page.out.write_all(&text)?;
    page.out.write_all(b"\n")?;
    Ok(())
}

/// Writes why a trace could not be read.
pub fn write_error(error: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut json = Writer::default();
    json.begin(b'{');
    json.key("ok").bool(false);
    json.key("error").text(error.as_bytes());
    json.end(b'}');
    out.write_all(&json.take())?;
    out.write_all(b"\n")
}
