//! Protocol-buffer messages, written one at a time into a buffer that is used again.

use std::io::{self, Write};

/// A message on its way out.
#[derive(Debug, Default)]
pub(super) struct Message {
    bytes: Vec<u8>,
    part: Vec<u8>,
    head: Vec<u8>,
}

impl Message {
    /// Adds an integer field; 0 is left out, as writers do.
    pub(super) fn number(&mut self, field: u64, value: u64) -> &mut Self {
        if value != 0 {
            varint(&mut self.bytes, field << 3);
            varint(&mut self.bytes, value);
        }
        self
    }

    /// Adds an integer field, even when it is 0.
    pub(super) fn field(&mut self, field: u64, value: u64) {
        varint(&mut self.bytes, field << 3);
        varint(&mut self.bytes, value);
    }

    /// Adds a packed list of integers.
    pub(super) fn packed(&mut self, field: u64, values: impl Iterator<Item = u64>) {
        self.part.clear();
        values.for_each(|value| varint(&mut self.part, value));
        self.add_part(field);
    }

    /// Adds a message of integers inside this one.
    pub(super) fn inner(&mut self, field: u64, numbers: &[(u64, u64)]) {
        self.part.clear();
        for &(inner, value) in numbers {
            varint(&mut self.part, inner << 3);
            varint(&mut self.part, value);
        }
        self.add_part(field);
    }

    fn add_part(&mut self, field: u64) {
        varint(&mut self.bytes, field << 3 | 2);
        varint(&mut self.bytes, self.part.len() as u64);
        self.bytes.extend_from_slice(&self.part);
    }

    /// Adds bytes as they are: of a string.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes what was added as a field of the message around it, and begins anew.
    pub(super) fn write(&mut self, field: u64, out: &mut impl Write) -> io::Result<()> {
        self.head.clear();
        varint(&mut self.head, field << 3 | 2);
        varint(&mut self.head, self.bytes.len() as u64);
        out.write_all(&self.head)?;
        self.write_bare(out)
    }

    /// Writes what was added as it is, and begins anew.
    pub(super) fn write_bare(&mut self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
