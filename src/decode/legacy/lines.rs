//! Lines of a text, one at a time, where they lie: nothing is copied.

use std::io::Read;

use crate::decode::error::DecodeError;
use crate::decode::legacy::error::{Fault, LegacyError, Problem, shown};
use crate::decode::line_feed::line_feed;
use crate::decode::window::Window;

/// Most bytes in a line. A stack of 10,000 frames with long names is a tenth of that.
pub(super) const LINE_BYTES: usize = 1 << 24;

/// So many of the first bytes of a line that is too long are shown.
const SHOWN_BYTES: usize = 32;

/// A line at the front of the window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Bytes, without the line break.
    pub(super) len: usize,
    /// Bytes with it.
    pub(super) whole: usize,
}

/// Where in the text the reading is.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Lines that were consumed.
    count: u64,
    /// Whether the last line had no line break.
    pub(super) is_cut: bool,
}

impl Lines {
    /// The next line, if there is one; it stays at the front of the window until it is consumed.
    pub(super) fn next<R: Read>(&mut self, window: &mut Window<R>) -> Result<Option<Line>, DecodeError> {
        let mut searched = 0;
        loop {
            let bytes = window.available();
            if let Some(at) = line_feed(&bytes[searched..]) {
                let end = searched + at;
                let len = end - usize::from(bytes[..end].ends_with(b"\r"));
                return Ok(Some(Line { len, whole: end + 1 }));
            }
            searched = bytes.len();
            if searched > LINE_BYTES {
                let start = bytes[..SHOWN_BYTES].to_vec();
                return Err(self.error(window, Fault::Problem(Problem::LongLine(LINE_BYTES), start)));
            }
            if !window.want(searched + 1)? {
                self.is_cut |= searched > 0;
                let line = Line {
                    len: searched,
                    whole: searched,
                };
                return Ok((searched > 0).then_some(line));
            }
        }
    }

    /// Goes past a line.
    pub(super) fn consume<R: Read>(&mut self, window: &mut Window<R>, line: Line) {
        window.consume(line.whole);
        self.count += 1;
    }

    /// What is wrong with the line at the front of the window.
    #[cold]
    pub(super) fn error<R: Read>(&self, window: &Window<R>, fault: Fault) -> DecodeError {
        match fault {
            Fault::Memory(error) => DecodeError::no_memory(error, window.offset()),
            Fault::Problem(problem, value) => LegacyError {
                problem,
                value: shown(&value),
                offset: window.offset(),
                line: Some(self.count + 1),
                is_gzip: window.is_gzip(),
            }
            .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_on_any_system_and_are_counted() {
        let mut window = Window::new(&b"one\r\n\ntwo\r\r\nlast"[..]);
        let mut lines = Lines::default();
        let mut found = Vec::new();
        while let Some(line) = lines.next(&mut window).unwrap() {
            found.push(window.available()[..line.len].to_vec());
            lines.consume(&mut window, line);
        }
        assert_eq!(found, [&b"one"[..], b"", b"two\r", b"last"]);
        assert!(lines.is_cut);
        let error = lines.error(&window, Fault::new(Problem::Sample, b"?"));
        assert!(
            error.to_string().contains("invalid sample: ? · byte 16, line 5 · "),
            "{error}"
        );
    }

    #[test]
    fn a_line_without_end_is_refused_before_it_fills_the_memory() {
        let mut window = Window::new(std::io::repeat(b'x'));
        let error = Lines::default().next(&mut window).unwrap_err().to_string();
        assert!(
            error.starts_with("line too long: the limit is 16777216 bytes: xxxx"),
            "{error}"
        );
    }
}
