//! Objects and lists, comma by comma.

use std::io::Write as _;

use crate::analyze::json::{append_number, append_text};

/// Writes JSON.
#[derive(Debug, Default)]
pub(in crate::analyze::trace) struct Writer {
    out: Vec<u8>,
    /// Whether a value stands before the next one.
    has_value: bool,
}

impl Writer {
    /// What was written since it was last taken.
    pub(in crate::analyze::trace) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// How much was written since it was last taken, in bytes.
    pub(in crate::analyze::trace) fn len(&self) -> usize {
        self.out.len()
    }

    fn separate(&mut self) {
        if std::mem::replace(&mut self.has_value, true) {
            self.out.push(b',');
        }
    }

    /// Begins an object or a list.
    pub(in crate::analyze::trace) fn begin(&mut self, bracket: u8) {
        self.separate();
        self.out.push(bracket);
        self.has_value = false;
    }

    /// Ends it.
    pub(in crate::analyze::trace) fn end(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.has_value = true;
    }

    /// Begins a line: for lists that are long.
    pub(in crate::analyze::trace) fn line(&mut self) {
        // The comma stays in the line before.
        if std::mem::take(&mut self.has_value) {
            self.out.push(b',');
        }
        self.out.push(b'\n');
    }

    /// Writes the key of what comes next.
    pub(in crate::analyze::trace) fn key(&mut self, key: &str) -> &mut Self {
        self.key_bytes(key.as_bytes())
    }

    /// The same of a key that may be any bytes.
    pub(in crate::analyze::trace) fn key_bytes(&mut self, key: &[u8]) -> &mut Self {
        self.separate();
        append_text(&mut self.out, key);
        self.out.push(b':');
        self.has_value = false;
        self
    }

    /// Writes a whole number.
    pub(in crate::analyze::trace) fn number(&mut self, number: impl Into<i128>) {
        self.separate();
        // Writing into a vector does not fail.
        let _ = write!(self.out, "{}", number.into());
    }

    /// Writes a number with a fraction.
    pub(in crate::analyze::trace) fn fraction(&mut self, number: f64) {
        self.separate();
        append_number(&mut self.out, number);
    }

    /// Writes a text.
    pub(in crate::analyze::trace) fn text(&mut self, text: &[u8]) {
        self.separate();
        append_text(&mut self.out, text);
    }

    /// Writes true or false.
    pub(in crate::analyze::trace) fn bool(&mut self, value: bool) {
        self.separate();
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Writes nothing, as a value.
    pub(in crate::analyze::trace) fn null(&mut self) {
        self.separate();
        self.out.extend_from_slice(b"null");
    }
}
