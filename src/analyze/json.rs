//! Texts and numbers in JSON.

use std::io::{self, Write as _};

use crate::model::column::OutOfMemory;

/// Why an answer could not be written.
#[derive(Debug)]
pub enum JsonError {
    /// Memory for what is summed up could not be had.
    OutOfMemory(OutOfMemory),
    /// The text could not be handed on.
    Write(io::Error),
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OutOfMemory(error) => error.fmt(f),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for JsonError {}

impl From<OutOfMemory> for JsonError {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

impl From<io::Error> for JsonError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Appends a text in quotes. Bytes that are not text become U+FFFD, as Go writes them.
pub fn append_text(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for chunk in text.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '"' => out.extend_from_slice(b"\\\""),
                '\\' => out.extend_from_slice(b"\\\\"),
                '\n' => out.extend_from_slice(b"\\n"),
                '\r' => out.extend_from_slice(b"\\r"),
                '\t' => out.extend_from_slice(b"\\t"),
                // What ends lines in scripts, or begins tags in pages.
                '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    // Writing into a vector does not fail.
                    let _ = write!(out, "\\u{:04x}", u32::from(letter));
                }
                letter => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        // Go counts every byte that is part of no letter.
        for _ in chunk.invalid() {
            out.extend_from_slice(b"\\ufffd");
        }
    }
    out.push(b'"');
}

/// Appends a number as Go and scripts write it: very small and very large ones with an exponent.
pub(in crate::analyze) fn append_number(out: &mut Vec<u8>, number: f64) {
    // Writing into a vector does not fail.
    let _ = if number == 0.0 || (1e-6..1e21).contains(&number.abs()) {
        write!(out, "{number}")
    } else {
        write!(out, "{number:e}")
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_where_they_can_be() {
        for (number, expected) in [(1.0, "1"), (1e-9, "1e-9"), (3600.0, "3600"), (0.001, "0.001")] {
            let mut out = Vec::new();
            append_number(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn texts_are_quoted() {
        let mut out = Vec::new();
        append_text(&mut out, b"a\"\\\n\x01<\xc3\xa9\xff\xfe");
        assert_eq!(String::from_utf8(out).unwrap(), r#""a\"\\\n\u0001\u003cé\ufffd\ufffd""#);
    }
}
